//! `counted` of the sales that names a word of rows that came back, where nothing says which rows take back: they are paid as sold.

use crate::finding::{Finding, Findings};
use crate::ingest::cell::undone;
use crate::policy::Policy;
use crate::policy::rules::{FilterTest, InputKind};

/// A warning for each word of `returns` of the sales that is one of deals which nobody won: there is nothing to take back of them.
pub(super) fn report_returns(policy: &Policy, findings: &mut Findings) {
    let returns = policy.known_input(InputKind::Sales).and_then(|rule| rule.returns.as_ref());
    for term in returns.into_iter().flat_map(|returns| &returns.rows.terms) {
        let FilterTest::OneOf(words) = &term.test else { continue };
        for word in words.iter().filter(|word| term.column == "status" && undone::was_never_sold(word)) {
            let finding = Finding::warning("returns-of-never-sold").with("column", &term.column).with("word", word);
            findings.push(finding.at(policy.text.place(term.span)));
        }
    }
}

/// A warning for each such word, at the filter.
pub(super) fn report_counted(policy: &Policy, findings: &mut Findings) {
    let sales = policy.known_input(InputKind::Sales).filter(|rule| rule.returns.is_none());
    for term in sales.into_iter().filter_map(|rule| rule.counted.as_ref()).flat_map(|counted| &counted.terms) {
        let FilterTest::OneOf(words) = &term.test else { continue };
        if !undone::COLUMNS.contains(&term.column.as_str()) {
            continue;
        }
        for word in words.iter().filter(|word| undone::says_so(&term.column, word)) {
            let finding = Finding::warning("undone-counted").with("column", &term.column).with("word", word);
            findings.push(finding.at(policy.text.place(term.span)));
        }
    }
}
