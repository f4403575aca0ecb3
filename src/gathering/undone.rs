//! `counted` of the sales that names a word of rows that came back, where nothing says which rows take back: they are paid as sold.

use crate::finding::{Finding, Findings};
use crate::ingest::cell::undone;
use crate::policy::Policy;
use crate::policy::rules::{FilterTest, InputKind};

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
