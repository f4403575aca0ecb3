//! Rows that name nobody in earlier days that figures of the period are compared with or made of: a rise over a month of which rows are
//! nobody's is too large.
//!
//! A name that is nobody's may have left, and staff with it: one that is near nobody's is told of the period before alone. Of sources by whose last row people
//! are judged every day is looked at: a row that names nearly somebody who has no later row, and one of nobody's, where somebody has none.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use super::strangers;
use super::streams::Opened;
use crate::calendar::Period;
use crate::crediting::Unassigned;
use crate::finding::Finding;
use crate::ingest::row::SCALE;
use crate::ledger::alike::Meant;
use crate::measure::fold::{Folder, UnassignedRows};
use crate::number::Number;
use crate::source::Place;

/// Of rows the number and what they come to, and the days or periods in which they lie.
#[derive(Default)]
struct Found {
    rows: Option<UnassignedRows>,
    /// By name.
    named: BTreeMap<String, u64>,
    of: BTreeSet<String>,
}

impl Found {
    fn add(&mut self, (name, why): (&str, Unassigned), rows: UnassignedRows, of: impl Iterator<Item = String>) {
        if why == Unassigned::Unknown {
            *self.named.entry(name.to_owned()).or_default() += rows.rows;
        }
        self.of.extend(of);
        match &mut self.rows {
            Some(known) => known.add(rows),
            None => self.rows = Some(rows),
        }
    }
}

/// A warning for a source that has such rows.
pub(super) fn report(rules: Rules, one: &Opened, folder: &Folder) -> Option<Finding> {
    let (policy, ledger, plan) = rules;
    let stream = &plan.streams[one.stream];
    let periods = plan.earlier(policy, stream);
    let meant: OnceCell<Meant> = OnceCell::new();
    let near = |name: &str| meant.get_or_init(|| Meant::new(&ledger.people)).by(name);
    let says_itself = strangers::says_itself(rules, one);
    let is_before = |period: &Period| period.last().succ_opt() == Some(plan.current.first());
    let is_paid = |period: &Period| is_before(period) && !plan.questioned.contains(period);
    let counts = |name: &str, why: Unassigned, period: &Period| match why {
        Unassigned::Blank if says_itself => false,
        Unassigned::Blank | Unassigned::CustomerOfNobody | Unassigned::OrderOfNone | Unassigned::OrderOfOther => true,
        Unassigned::Unknown => is_paid(period) || near(name).is_some(),
        Unassigned::OrderOfUnknown | Unassigned::NotEmployed => false,
    };
    let last_rows: Vec<usize> =
        (0..stream.gathers.len()).filter(|gather| stream.gathers[*gather].is_of_last_rows(policy)).collect();
    let mut found = Found::default();
    for ((name, why, segment), rows) in &folder.nobodys_elsewhere {
        let lies_in = |period: &&Period| plan.segments.in_window(period).contains(segment);
        let mut of = periods.iter().filter(lies_in).filter(|period| counts(name, *why, period)).peekable();
        let whose = || ledger.people.find(near(name)?);
        let would_be_last =
            |person: usize| last_rows.iter().any(|gather| folder.last_day(*gather, person) < Some(rows.last));
        let is_of_last = || match why {
            Unassigned::Blank => !says_itself && ledger.people.employed_in(&plan.current).any(would_be_last),
            Unassigned::Unknown => !last_rows.is_empty() && whose().is_some_and(would_be_last),
            _ => false,
        };
        if of.peek().is_some() {
            found.add((name, *why), *rows, of.map(Period::to_string));
        } else if rows.last <= plan.current.last() && !plan.was_closed(rows.last) && is_of_last() {
            found.add((name, *why), *rows, std::iter::once(rows.last.to_string()));
        }
    }
    let UnassignedRows { rows, sum, first, .. } = found.rows?;
    let named: Vec<String> = found.of.into_iter().collect();
    let finding = Finding::warning("rows-of-nobody-before").with("input", &one.name).with("count", rows);
    let finding = match stream.slots.iter().any(|slot| slot.money) {
        true => finding.with("sum", Number::from_scaled(sum, SCALE).to_plain(2, SCALE)),
        false => finding,
    };
    let people = found.named.iter().map(|(name, rows)| (name.as_str(), near(name), *rows));
    let finding = match found.named.is_empty() {
        true => finding,
        false => finding.with("people", strangers::listed(people)),
    };
    let finding = finding.with("before", named.join(", ")).with("period", &plan.current);
    let file = plan.files.get(one.first_file + first.0 as usize)?.clone();
    Some(finding.at(Place::line(file, first.1, "")))
}
