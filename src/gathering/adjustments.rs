//! Adjustments that were paid in an earlier period and stand there again, with all that they say.

use std::collections::HashSet;

use super::Rules;
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::key;
use crate::ledger::Adjustment;
use crate::source::Place;

/// Warns of an adjustment of the period that one earlier period alone has as well: for the same person, with one amount, and for a reason that names a number,
/// such as that of an order. What comes every month is there more often, and names none.
pub(super) fn report(rules: Rules, findings: &mut Findings) {
    let (_, ledger, plan) = rules;
    let mut told = Vec::new();
    let is_same = |one: &Adjustment, other: &Adjustment| {
        (one.person, &one.amount) == (other.person, &other.amount)
            && [(&one.name, &other.name), (&one.reason, &other.reason)]
                .into_iter()
                .all(|(one, other)| key::normal(one).to_lowercase() == key::normal(other).to_lowercase())
    };
    let names_one = |row: &&Adjustment| row.reason.bytes().filter(u8::is_ascii_digit).count() >= DIGITS;
    let is_asked =
        |row: &&Adjustment| plan.current.first() <= row.period.first() && row.period.last() <= plan.current.last();
    let of_period = ledger.adjustments.iter().filter(is_asked).filter(names_one);
    for row in of_period {
        let others: Vec<&Adjustment> =
            ledger.adjustments.iter().filter(|other| other.period != row.period && is_same(row, other)).collect();
        if let [first] = others[..]
            && first.period.last() < row.period.first()
        {
            let finding = Finding::warning("adjustment-again").with("person", &ledger.people.list[row.person].id);
            let finding = finding.with("name", &row.name).with("amount", &row.amount).with("reason", &row.reason);
            let finding = finding.with("period", &row.period).with("before", &first.period);
            findings.push(finding.at(row.place.clone()).at(first.place.clone()));
            told.push(row.place.clone());
        }
    }
    findings.extend_with(repeated(rules, &told));
}

/// A note of adjustments of the period that the period before has word for word: what comes every month is right so.
fn repeated((_, ledger, plan): Rules, told: &[Place]) -> Option<Finding> {
    let said = |row: &Adjustment| {
        let words = [&row.name, &row.reason].map(|text| key::normal(text).to_lowercase());
        (row.person, row.amount.to_string(), words)
    };
    let before = plan.current.previous();
    let of = |period: &Period| ledger.adjustments.iter().filter(move |row| row.period == *period).collect::<Vec<_>>();
    let known: HashSet<_> = of(&before).into_iter().map(said).collect();
    let again: Vec<&Adjustment> = of(&plan.current).into_iter().filter(|row| known.contains(&said(row))).collect();
    let again: Vec<&&Adjustment> = again.iter().filter(|row| !told.contains(&row.place)).collect();
    let first = again.iter().min_by_key(|row| &row.place)?;
    let note = Finding::note("adjustments-as-before").with("count", again.len()).with("period", &plan.current);
    Some(note.with("before", before).at(first.place.clone()))
}

/// So many digits are a number of something.
const DIGITS: usize = 3;
