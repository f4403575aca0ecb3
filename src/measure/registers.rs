//! Registers measured as sources are: customers and staff as they stand on the window's last day.

use super::totals::{Ask, Total};
use crate::calendar::NaiveDate;
use crate::derivation::Subject;
use crate::ingest::cell::{is_blank, is_missing, key};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::rules::{ColumnRef, Filter, FilterTest, MeasureKind, Policy};
use crate::spelling::alike;

/// The cells of a row of a register: column and text.
type Row<'a> = &'a [(String, String, crate::source::Place)];

/// The total of a measure over a register; nothing when the measure is not over one.
pub fn total(policy: &Policy, ledger: &Ledger, ask: &Ask) -> Option<Total> {
    let measure = policy.measure(ask.measure);
    let source = source_of(&measure.kind)?;
    let rows = match source {
        "customers" => customers(ledger, ask.subject, ask.window.last()),
        "staff" => staff(ledger, ask.subject, ask.window.last()),
        _ => return None,
    };
    let matching: Vec<Row> = rows.iter().copied().filter(|row| passes(row, &measure.filter)).collect();
    let share = |part: u64, all: u64| Number::from(part as i64).checked_div(&Number::from(all as i64));
    let total = match &measure.kind {
        MeasureKind::Count(_) => {
            Total { value: Some(Number::from(matching.len() as i64)), rows: matching.len() as u64 }
        }
        MeasureKind::Share(_) => {
            Total { value: share(matching.len() as u64, rows.len() as u64), rows: rows.len() as u64 }
        }
        MeasureKind::Filled(columns) => {
            let filled = |column: &ColumnRef| matching.iter().filter(|row| cell(row, &column.column).is_some()).count();
            let part: usize = columns.iter().map(filled).sum();
            Total { value: share(part as u64, (matching.len() * columns.len()) as u64), rows: matching.len() as u64 }
        }
        MeasureKind::Sum(column) => number_total(&matching, &column.column, false),
        MeasureKind::Mean(column) => number_total(&matching, &column.column, true),
        _ => return None,
    };
    Some(total)
}

/// Whether any measure is over the register.
pub fn measures(policy: &Policy, register: &str) -> bool {
    policy.measures.iter().any(|measure| source_of(&measure.kind) == Some(register))
}

fn source_of(kind: &MeasureKind) -> Option<&str> {
    match kind {
        MeasureKind::Count(source) | MeasureKind::Share(source) => Some(source),
        MeasureKind::Filled(columns) => columns.first().map(|column| column.source.as_str()),
        MeasureKind::Sum(column) | MeasureKind::Mean(column) => Some(&column.source),
        _ => None,
    }
}

fn number_total(rows: &[Row], column: &str, mean: bool) -> Total {
    let numbers: Vec<Number> = rows
        .iter()
        .filter_map(|row| cell(row, column))
        .filter_map(|text| Number::parse(&text.replace(',', "")))
        .collect();
    let sum: Number = numbers.iter().sum();
    let count = numbers.len() as u64;
    let value = if mean { sum.checked_div(&Number::from(count as i64)) } else { Some(sum) };
    Total { value, rows: count }
}

fn customers<'a>(ledger: &'a Ledger, subject: &Subject, day: NaiveDate) -> Vec<Row<'a>> {
    let owned = |customer: &&crate::ledger::Customer| {
        let owner = customer.owners.iter().find(|owned| owned.first <= day && day <= owned.last);
        match owner.and_then(|owned| owned.owner) {
            Some(person) => is_of(ledger, subject, person, day),
            None => *subject == Subject::Department,
        }
    };
    ledger.customers.list.iter().filter(owned).map(|customer| customer.cells.as_slice()).collect()
}

fn staff<'a>(ledger: &'a Ledger, subject: &Subject, day: NaiveDate) -> Vec<Row<'a>> {
    let people = ledger.people.list.iter().enumerate();
    let there = people.filter(|(person, _)| is_of(ledger, subject, *person, day));
    there.filter_map(|(_, person)| person.on(day)).map(|spell| spell.cells.as_slice()).collect()
}

fn is_of(ledger: &Ledger, subject: &Subject, person: usize, day: NaiveDate) -> bool {
    let spell = ledger.people.list[person].on(day);
    match subject {
        Subject::Person(one) => *one == person,
        Subject::Department => true,
        Subject::Team(team) => spell.is_some_and(|spell| spell.team.as_deref() == Some(team)),
        Subject::Direct(manager) => spell.is_some_and(|spell| spell.manager == Some(*manager)),
        Subject::Mentees(mentor) => spell.is_some_and(|spell| spell.mentor == Some(*mentor)),
        Subject::Branch(top) => {
            let mut above = spell.and_then(|spell| spell.manager);
            for _ in 0..ledger.people.list.len() {
                match above {
                    Some(manager) if manager == *top => return true,
                    Some(manager) => above = ledger.people.list[manager].on(day).and_then(|spell| spell.manager),
                    None => return false,
                }
            }
            false
        }
    }
}

fn cell(row: &Row, column: &str) -> Option<String> {
    let (_, text, _) = row.iter().find(|(name, _, _)| name == column)?;
    let text = text.trim_matches(is_blank);
    (!is_missing(text)).then(|| key::normal(text).into_owned())
}

fn passes(row: &Row, filter: &Filter) -> bool {
    filter.terms.iter().all(|term| {
        let cell = cell(row, &term.column);
        match &term.test {
            FilterTest::OneOf(labels) => cell.is_some_and(|cell| labels.iter().any(|label| alike(label, &cell))),
            FilterTest::NoneOf(labels) => cell.is_none_or(|cell| !labels.iter().any(|label| alike(label, &cell))),
            FilterTest::Missing(missing) => cell.is_none() == *missing,
            FilterTest::In(range) => {
                cell.and_then(|cell| Number::parse(&cell)).is_some_and(|value| range.contains(&value))
            }
        }
    })
}
