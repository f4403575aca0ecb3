//! Every measure of the policy for every person, so that it can be asked for although no rule of the person's looks at it.

use super::Explained;
use crate::derivation::{Subject, Worksheet};
use crate::measure::Book;
use crate::policy::rules::{Against, MeasureId, MeasureKind};
use crate::results::PeriodResult;

/// Adds what is not yet on the worksheets of those who are explained: each measure's value, and its attainment where somebody has a target of it.
pub(super) fn at_measures(book: &Book, explained: Explained, result: &mut PeriodResult) {
    for (index, rule) in book.policy.measures.iter().enumerate() {
        if matches!(rule.kind, MeasureKind::Score) {
            continue;
        }
        let measure = MeasureId(index);
        let has_targets = book.ledger.targets.rows.iter().any(|row| row.measure == measure);
        for person in result.people.iter_mut().filter(|person| explained.holds(person.person)) {
            let (sheet, subject) = (&mut person.sheet, Subject::Person(person.person));
            if has_targets && !has(sheet, "attainment", &rule.name) {
                book.attained(sheet, measure, &subject, &Against::Target);
            } else if !has(sheet, "actual", &rule.name) {
                book.actual(sheet, measure, &subject, book.period);
            }
        }
    }
}

fn has(sheet: &Worksheet, name: &str, measure: &str) -> bool {
    sheet.steps().iter().any(|step| step.name == name && step.of.as_deref() == Some(measure))
}
