//! Registers measured as sources are: customers and staff as they stand on the window's last day, a register with a period by the rows whose
//! period lies in the window.

pub mod labelled;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::accumulate::PartCell;
use super::totals::{Ask, Total};
use super::values;
use crate::calendar::NaiveDate;
use crate::derivation::Subject;
use crate::finding::meant::Named;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::done;
use crate::ingest::cell::vocabulary::meaning;
use crate::ingest::row::Word;
use crate::ledger::Ledger;
use crate::ledger::labels::cell;
use crate::ledger::measured::Whose;
use crate::measure::fold::HeardWords;
use crate::number::Number;
use crate::policy::rules::{Filter, FilterTest, InputKind, MeasureKind, MeasureRule, PayKind, Policy, Quantity};
use crate::source::{Place, Span};
use crate::spelling::{alike, folded};

pub use labelled::Known;

/// The cells of a row of a register: column and text.
type Row<'a> = &'a [(String, String, Place)];

/// Whether the rows of an input are those of a register.
pub fn is_register(input: &str) -> bool {
    InputKind::of(input).is_register()
}

/// Whether a measure is made of the rows of registers, in part or as a whole.
pub fn is_of_register(measure: &MeasureRule) -> bool {
    measure.kind.inputs().into_iter().any(is_register)
}

/// Whether a measure is made of the rows of registers that have a period of their own, and not of how things stand on a day.
pub fn stands_for_periods(measure: &MeasureRule) -> bool {
    let of_day =
        |kind| matches!(kind, InputKind::Staff | InputKind::Customers | InputKind::Receivables | InputKind::Leave);
    let is_it = |input: &str| is_register(input) && !of_day(InputKind::of(input));
    match measure.kind.source() {
        Some(only) => is_it(only),
        None => measure.kind.inputs().into_iter().any(is_it),
    }
}

/// Reports measures that rows of registers cannot be: those that need the days of rows, and those of targets, which say what a target is
/// for whom in a way of their own. Every other one is computed.
pub fn check(policy: &Policy, findings: &mut Findings) {
    for measure in policy.measures.iter().filter(|measure| is_of_register(measure)) {
        let needs_days = matches!(
            measure.kind,
            MeasureKind::First(..) | MeasureKind::SinceLast(..) | MeasureKind::Median(Quantity::Between { .. })
        );
        let input = measure.kind.inputs().into_iter().find(|input| is_register(input)).unwrap_or_default();
        let code = match InputKind::of(input) {
            InputKind::Targets => "measure-of-targets",
            _ if needs_days => "measure-not-of-register",
            _ => continue,
        };
        let finding = Finding::error(code).with("measure", &measure.name).with("input", input);
        findings.push(finding.at(policy.text.place(measure.span)));
    }
    for component in &policy.pay {
        if let PayKind::Contest(contest) = &component.kind
            && !contest.share_ties
            && super::plan::made_of(policy, contest.measure.value).iter().any(|id| is_of_register(policy.measure(*id)))
        {
            let finding = Finding::error("contest-without-days").with("component", &component.name.value);
            let finding = finding.with("measure", &policy.measure(contest.measure.value).name);
            findings.push(finding.at(policy.text.place(contest.measure.span)));
        }
    }
}

/// A word of a filter on a register, and the words that its column has.
pub struct RegisterWord<'a> {
    /// The register.
    pub input: &'a str,
    /// The column.
    pub column: &'a str,
    /// As the policy writes it.
    pub word: &'a str,
    /// Where it stands, or the list that it stands in.
    pub span: Span,
    /// What is there, of all rows.
    pub heard: Arc<HeardWords>,
}

/// The words that measures of registers compare with the texts of their rows.
pub fn words<'a>(policy: &'a Policy, ledger: &Ledger) -> Vec<RegisterWord<'a>> {
    let mut words = Vec::new();
    for measure in policy.measures.iter().filter(|measure| is_of_register(measure)) {
        let Some(input) = measure.kind.inputs().into_iter().find(|input| is_register(input)) else { continue };
        let rows = all_rows(ledger, input);
        for term in &measure.filter.terms {
            let (FilterTest::OneOf(labels) | FilterTest::NoneOf(labels)) = &term.test else { continue };
            let mut heard = HeardWords::default();
            let named: Vec<Named> = labels.iter().map(|label| Named::new(label)).collect();
            let texts = rows.iter().filter_map(|row| cell(row, &term.column)).collect::<BTreeSet<String>>();
            for (at, text) in (0..).zip(&texts) {
                let label = labels.iter().find(|label| is_it((input, &term.column), label, text));
                heard.hear(&named, Word { own: text, meant: label.unwrap_or(text) }, (0, at));
            }
            let heard = Arc::new(heard);
            let of_label = |word: &'a String| RegisterWord {
                input,
                column: &term.column,
                word,
                span: term.span,
                heard: heard.clone(),
            };
            words.extend(labels.iter().filter(|_| !rows.is_empty()).map(of_label));
        }
    }
    words
}

/// All rows of a register, of any day.
fn all_rows<'l>(ledger: &'l Ledger, register: &str) -> Vec<Row<'l>> {
    match InputKind::of(register) {
        InputKind::Staff => {
            ledger.people.list.iter().flat_map(|person| &person.spells).map(|spell| &*spell.cells).collect()
        }
        InputKind::Customers => {
            let rows = ledger.customers.list.iter().flat_map(|customer| &customer.owners);
            rows.map(|owned| &*owned.cells).collect()
        }
        _ => ledger.measured.get(register).into_iter().flatten().map(|row| &*row.cells).collect(),
    }
}

/// The total of a measure that is made of the rows of a register; nothing when it is made of a source's.
pub fn total(policy: &Policy, (ledger, known): (&Ledger, &Known), ask: &Ask) -> Option<Total> {
    let measure = policy.measure(ask.measure);
    let register = match &measure.kind {
        // Columns of several inputs are added up in `filled`.
        MeasureKind::Filled(_) => return None,
        kind => kind.first_input().filter(|input| is_register(input))?,
    };
    let mut rows = rows_of((ledger, known), register, ask);
    if matches!(measure.kind, MeasureKind::Share(_)) {
        rows.retain(|row| is_answered(row, &measure.filter));
    }
    let matching: Vec<Row> = rows.iter().copied().filter(|row| passes(register, row, &measure.filter)).collect();
    let counted = |count: usize, rows: usize| Total { value: Some(Number::from(count as i64)), rows: rows as u64 };
    let total = match &measure.kind {
        MeasureKind::Count(_) => counted(matching.len(), matching.len()),
        MeasureKind::Share(_) => Total {
            value: Number::from(matching.len() as i64).checked_div(&Number::from(rows.len() as i64)),
            rows: rows.len() as u64,
        },
        MeasureKind::Distinct(column) => {
            let texts = matching.iter().filter_map(|row| cell(row, &column.column));
            let value = |text: &str| values::in_register(register, &column.column, text);
            let values: BTreeSet<String> =
                texts.map(|text| value(&text).unwrap_or_else(|| folded(&text).into_owned())).collect();
            counted(values.len(), matching.len())
        }
        MeasureKind::Sum(column) => {
            let numbers = numbers(&matching, &column.column);
            Total { value: Some(numbers.iter().sum()), rows: numbers.len() as u64 }
        }
        MeasureKind::Mean(column) => {
            let numbers = numbers(&matching, &column.column);
            let sum: Number = numbers.iter().sum();
            Total { value: sum.checked_div(&Number::from(numbers.len() as i64)), rows: numbers.len() as u64 }
        }
        MeasureKind::Median(Quantity::Column(column)) => {
            let mut numbers = numbers(&matching, &column.column);
            numbers.sort();
            Total { value: middle(&numbers), rows: numbers.len() as u64 }
        }
        // `check` refused every other kind.
        _ => return None,
    };
    Some(total)
}

/// Whether a row has the numbers that a share compares.
fn is_answered(row: Row, filter: &Filter) -> bool {
    let mut compared = filter.terms.iter().filter(|term| matches!(term.test, FilterTest::In(_)));
    compared.all(|term| cell(row, &term.column).is_some_and(|cell| number(&cell).is_some()))
}

/// The rows of a register that a total is made of: address and record, in the order of files and lines.
pub fn traced(policy: &Policy, ledger: &Ledger, ask: &Ask) -> Vec<(String, String)> {
    let (measure, known) = (policy.measure(ask.measure), Known::default());
    let registers: BTreeSet<&str> = measure.kind.inputs().into_iter().filter(|input| is_register(input)).collect();
    let passing = |register: &str| {
        let rows = rows_of((ledger, &known), register, ask).into_iter();
        rows.filter(|row| passes(register, row, &measure.filter)).collect::<Vec<Row>>()
    };
    let rows = registers.into_iter().flat_map(passing);
    let places = rows.filter_map(|row| row.first().map(|(_, _, at)| at));
    let mut places: Vec<&Place> = places.collect();
    places.sort();
    places.into_iter().map(|at| (format!("{}:{}", at.file, at.line), at.excerpt.clone())).collect()
}

/// Filled cells out of all, of the columns of registers.
pub fn filled(policy: &Policy, (ledger, known): (&Ledger, &Known), ask: &Ask) -> PartCell {
    let measure = policy.measure(ask.measure);
    let mut total = PartCell::default();
    let registers: BTreeSet<&str> = measure.kind.inputs().into_iter().filter(|input| is_register(input)).collect();
    for register in registers {
        let rows = rows_of((ledger, known), register, ask).into_iter();
        rows.for_each(|row| total.add(filled_in(measure, register, row)));
    }
    total
}

/// The same of a row of a register.
pub fn filled_in(measure: &MeasureRule, register: &str, row: Row) -> PartCell {
    let mut total = PartCell::default();
    let MeasureKind::Filled(columns) = &measure.kind else { return total };
    let mine = columns.iter().filter(|column| column.source == register);
    for column in mine.filter(|_| passes(register, row, &measure.filter)) {
        total.all += 1;
        total.matching += u64::from(cell(row, &column.column).is_some());
    }
    total
}

fn middle(numbers: &[Number]) -> Option<Number> {
    let low = numbers.get(numbers.len().checked_sub(1)? / 2)?;
    (low + &numbers[numbers.len() / 2]).checked_div(&Number::from(2))
}

/// The numbers of a column; a blank cell is none. Cells that are no numbers were refused when the register was read.
fn numbers(rows: &[Row], column: &str) -> Vec<Number> {
    rows.iter().filter_map(|row| cell(row, column)).filter_map(|text| number(&text)).collect()
}

/// The number of a cell; nothing where it is none.
pub fn number(text: &str) -> Option<Number> {
    match text.strip_suffix('%') {
        Some(share) => Number::parse(share)?.checked_div(&Number::from(100)),
        None => Number::parse(text),
    }
}

/// The rows of a register that are the subject's in the window.
fn rows_of<'a>((ledger, known): (&'a Ledger, &Known), register: &str, ask: &Ask) -> Vec<Row<'a>> {
    if let Subject::Labelled { column, label } = ask.subject {
        return known.rows(labelled::Column { ledger, register, column }, label, ask.window);
    }
    let last = ask.window.last();
    match InputKind::of(register) {
        InputKind::Customers => customers(ledger, ask.subject, last),
        InputKind::Staff => staff(ledger, ask.subject, last),
        _ => measured(ledger, register, ask),
    }
}

fn measured<'a>(ledger: &'a Ledger, register: &str, ask: &Ask) -> Vec<Row<'a>> {
    let rows = ledger.measured.get(register).into_iter().flatten().filter(|row| row.counts_in(ask.window));
    let is_its = |row: &&crate::ledger::MeasuredRow| {
        let day = row.day(ask.window);
        let person = match &row.whose {
            Whose::Person(person) => Some(*person),
            Whose::Customer(customer) => ledger.customers.owner_of(customer, day),
            // Of the market are all rows everybody's.
            Whose::Nobody if InputKind::of(register).is_of_nobody() => return *ask.subject == Subject::Department,
            Whose::Nobody => None,
        };
        person.is_some_and(|person| is_of(ledger, ask.subject, person, last_there(ledger, person, day)))
    };
    rows.filter(is_its).map(|row| row.cells.as_slice()).collect()
}

/// The day; of a person who had left by then the last one.
fn last_there(ledger: &Ledger, person: usize, day: NaiveDate) -> NaiveDate {
    ledger.people.list[person].left.map_or(day, |left| left.min(day))
}

fn customers<'a>(ledger: &'a Ledger, subject: &Subject, day: NaiveDate) -> Vec<Row<'a>> {
    let rows = ledger.customers.list.iter();
    let rows = rows.filter_map(|customer| customer.owners.iter().find(|row| row.first <= day && day <= row.last));
    let is_its = |row: &&crate::ledger::customers::Ownership| match row.owner {
        Some(person) => is_of(ledger, subject, person, day),
        None => *subject == Subject::Department,
    };
    rows.filter(is_its).map(|row| row.cells.as_slice()).collect()
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
        Subject::Labelled { .. } => false,
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

/// Whether a cell is what a label says: the same word, or the same number, rate or day.
fn is_it((register, column): (&str, &str), label: &str, cell: &str) -> bool {
    let value = |text: &str| values::in_register(register, column, text);
    alike(label, cell)
        || alike(label, meaning(register, column, cell))
        || value(label).is_some_and(|named| value(cell) == Some(named))
}

/// Whether a row of a register passes a filter.
pub fn passes(register: &str, row: Row, filter: &Filter) -> bool {
    filter.terms.iter().all(|term| {
        let cell = cell(row, &term.column);
        let is_any =
            |labels: &[String], cell: &str| labels.iter().any(|label| is_it((register, &term.column), label, cell));
        match &term.test {
            FilterTest::OneOf(labels) => cell.is_some_and(|cell| is_any(labels, &cell)),
            FilterTest::NoneOf(labels) => cell.is_none_or(|cell| !is_any(labels, &cell)),
            FilterTest::Missing(missing) => cell.is_none_or(|cell| done::is_open_in(&term.column, &cell)) == *missing,
            FilterTest::On(days) => cell.and_then(|cell| values::day(&cell)).is_some_and(|day| days.contains(day)),
            FilterTest::In(range) => cell.and_then(|cell| number(&cell)).is_some_and(|value| range.contains(&value)),
        }
    })
}
