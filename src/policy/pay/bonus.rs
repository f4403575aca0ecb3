//! `kind = "bonus"`.

use crate::policy::document::Value;
use crate::policy::rules::{Bonus, BonusAmount, Choice, PayKind, PayUnit};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::policy::value;
use crate::source::Span;

/// For whose figures a bonus is paid.
pub(in crate::policy) const WHOSE: [(&str, bool); 2] = [("person", false), ("mentees", true)];

/// What a bonus offers: one of these.
pub(in crate::policy) const OFFERS: [&str; 3] = ["amount", "reward", "choices"];

pub(super) fn bonus(table: &TableReader<'_>, scope: &Scope<'_>, _earlier: &[&str]) -> Option<PayKind> {
    let each = table.has("each").then(|| scope.measure(table, "each"));
    table.entry("each");
    let of_mentees = table.choice("of", &WHOSE).is_some_and(|of| of.value);
    let key = table.one_of(&OFFERS, "amount = 500")?;
    let choices = if key == "choices" { choices(table)? } else { Vec::new() };
    let amount = match choices.first() {
        Some(first) => first.amount.clone(),
        None => offered(table, key)?.0,
    };
    // A measure that is written but unknown must not turn into a bonus that is paid once.
    let each = match each {
        Some(each) => Some(each?),
        None => None,
    };
    Some(PayKind::Bonus(Bonus { amount, each, choices, of_mentees }))
}

fn choices(table: &TableReader<'_>) -> Option<Vec<Choice>> {
    let choices: Vec<Option<Choice>> = table.tables("choices").iter().map(choice).collect();
    choices.into_iter().collect()
}

fn choice(table: &TableReader<'_>) -> Option<Choice> {
    let key = table.one_of(&["amount", "reward"], "amount = 3000");
    let offered = key.and_then(|key| offered(table, key));
    table.finish();
    offered.map(|(amount, unit)| Choice { amount, unit })
}

/// `amount` is money; `reward` is days of leave or a named honour, and `unit` says which.
fn offered(table: &TableReader<'_>, key: &'static str) -> Option<(BonusAmount, PayUnit)> {
    let node = table.node(key)?;
    let unit = if table.has("unit") || key == "reward" {
        table.required_choice("unit", &PayUnit::ALL)?.value
    } else {
        table.entry("unit");
        PayUnit::Money
    };
    let named = matches!(&node.value, Value::Text(text) if value::number_in(text).is_none());
    let amount = if unit == PayUnit::Honour && named {
        BonusAmount::Named(table.text(key)?)
    } else {
        table.amount(key).map(BonusAmount::Of)?
    };
    let fits = match unit {
        PayUnit::Money => key == "amount",
        PayUnit::LeaveDays => true,
        PayUnit::Honour => matches!(amount, BonusAmount::Named(_)),
    };
    if !fits {
        mismatch(table, node.span, unit);
    }
    fits.then_some((amount, unit))
}

fn mismatch(table: &TableReader<'_>, span: Span, unit: PayUnit) {
    let facts = [("found", table.reading.written(span)), ("unit", unit.id())];
    table.reading.error("reward-and-unit-differ", span, &facts);
}
