//! Words that the policy names and no row has yet, where nothing is odd in that: a month without a return, or without one of the kinds that everybody
//! knows. What rows do have must be understood then, for any other word may be the same thing otherwise called: `拜访` of rows is what the policy calls
//! `上门拜访`, and its filter finds none of them.

use crate::ingest::cell::vocabulary;
use crate::measure::fold::HeardWords;
use crate::policy::rules::{FilterTest, InputRule};
use crate::spelling::{alike, in_simplified};

/// Words of rows that take something back.
const BACK: [&str; 17] = [
    "returned",
    "return",
    "returns",
    "refund",
    "refunded",
    "credit",
    "credit note",
    "credit memo",
    "reversal",
    "reversed",
    "退货",
    "退回",
    "退款",
    "销退",
    "红字",
    "冲销",
    "折让",
];

/// Words of rows that do not.
const SOLD: [&str; 14] = [
    "sale",
    "sales",
    "sold",
    "order",
    "invoice",
    "won",
    "shipped",
    "delivered",
    "销售",
    "销货",
    "订单",
    "正常",
    "普通",
    "出库",
];

/// Whether a word that no row has need not be told: one that the column is known for, or that a `returns` of the input recognises, where each word
/// that rows have is named by the policy or known itself.
pub(super) fn is_usual(rule: &InputRule, (column, word): (&str, &str), heard: &HeardWords, named: &[&str]) -> bool {
    let is_known = |word: &str| vocabulary::is_known(&rule.name, column, word);
    let takes_back = is_of_returns(rule, (column, word)) && is_of(&BACK, word);
    let is_named = |own: &str| named.iter().any(|named| alike(named, own));
    let meaning = |word: &str| vocabulary::of_column(&rule.name, column).and_then(|known| known(word));
    // Read as the same as the word, and found by none that the policy names.
    let is_it = |own: &str| {
        let meant = meaning(own);
        meant.is_some_and(|meant| meaning(word) == Some(meant) && !is_named(meant))
    };
    let is_understood =
        |own: &str| is_named(own) || (is_known(own) && !is_it(own) && !is_of(&BACK, own)) || is_of(&SOLD, own);
    (takes_back || is_known(word)) && heard.all().all(is_understood)
}

fn is_of(words: &[&str], word: &str) -> bool {
    let word = in_simplified(word);
    words.iter().any(|known| alike(known, &word))
}

/// Whether a `returns` of the input names the word in that column.
fn is_of_returns(rule: &InputRule, (column, word): (&str, &str)) -> bool {
    let terms = rule.returns.iter().flat_map(|returns| &returns.rows.terms).filter(|term| term.column == column);
    let mut lists =
        terms.filter_map(|term| if let FilterTest::OneOf(labels) = &term.test { Some(labels) } else { None });
    lists.any(|labels| labels.iter().any(|label| label == word))
}
