//! The control totals of every file, and the rows that are nobody's.

use super::model::{Audience, Body, Cell, Column, Phrase, RowOf, Section, Shape, Table};
use super::{number_column, text_column};
use crate::ingest::facts::FileFacts;
use crate::management::NotKept;
use crate::measure::fold::Newcomer;
use crate::number::Number;
use crate::run::Outcome;

/// Every file with the name of its input, in the order of the policy.
pub(super) fn each_file(outcome: &Outcome) -> impl Iterator<Item = (&str, &FileFacts)> {
    outcome.gathered.facts.iter().flat_map(|one| one.files.iter().map(|facts| (one.input.as_str(), facts)))
}

/// A row per file: what was read, how, and what became of it.
pub(super) fn inputs(outcome: &Outcome) -> Section<'static> {
    let counts = COUNTS.iter().map(|(id, _)| number_column(id));
    let columns = [text_column("input"), text_column("file")].into_iter().chain(counts);
    let columns = columns.chain(FACTS.iter().map(|(id, numeric, _)| column(id, *numeric))).collect();
    let row = |(input, facts): (&str, &FileFacts)| {
        let counts = COUNTS.iter().map(|(_, of)| count(of(facts)));
        let cells = [Cell::Text(input.to_owned()), Cell::Text(facts.file.to_string())].into_iter().chain(counts);
        cells.chain(FACTS.iter().map(|(.., of)| of(facts))).collect()
    };
    section("inputs", Audience::Machines, Table { columns, rows: each_file(outcome).map(row).collect() })
}

/// A column and its count.
pub(super) type Count = (&'static str, fn(&FileFacts) -> u64);

/// What is counted of each file's rows; the returns and those of nobody are among the counted ones.
pub(super) const COUNTS: [Count; 12] = [
    ("records", |facts| facts.records),
    ("counted", |facts| facts.counted),
    ("outside_period", |facts| facts.outside_period),
    ("not_counted", |facts| facts.not_counted),
    ("returns", |facts| facts.returned),
    ("unassigned", |facts| facts.unassigned),
    ("blank", |facts| facts.blank),
    ("repeated_headers", |facts| facts.repeated_headers),
    ("total_rows", |facts| facts.totals_agreed),
    ("total_rows_not_compared", |facts| facts.totals_not_compared),
    ("set_aside", |facts| facts.set_aside),
    ("replaced", |facts| facts.replaced),
];

/// A column: its id, whether it holds numbers, its cell.
type Fact = (&'static str, bool, fn(&FileFacts) -> Cell);

/// How each file was read.
const FACTS: [Fact; 12] = [
    ("sheet", false, |facts| text(facts.sheet.as_deref())),
    ("bytes", true, |facts| count(facts.bytes)),
    ("lines", true, |facts| count(facts.lines)),
    ("digest", false, |facts| text(facts.digest.as_deref())),
    ("encoding", false, |facts| text(Some(&facts.encoding))),
    ("encoding_by", false, |facts| text(Some(facts.encoding_by))),
    ("delimiter", false, |facts| text(Some(&delimiter(facts.delimiter)).filter(|_| facts.sheet.is_none()))),
    ("quotes", false, |facts| text(Some(if facts.quotes { "double" } else { "none" }))),
    ("header_line", true, |facts| count(u64::from(facts.header_line))),
    ("credited_by", false, |facts| text(Some(facts.credited_by))),
    ("first_date", false, |facts| facts.first_date.map_or(Cell::Empty, Cell::Date)),
    ("last_date", false, |facts| facts.last_date.map_or(Cell::Empty, Cell::Date)),
];

fn column(id: &'static str, numeric: bool) -> Column {
    if numeric { number_column(id) } else { text_column(id) }
}

fn count(count: u64) -> Cell {
    Cell::count(i64::try_from(count).unwrap_or(i64::MAX))
}

fn text(text: Option<impl AsRef<str>>) -> Cell {
    let filled = text.filter(|text| !text.as_ref().is_empty());
    filled.map_or(Cell::Empty, |text| Cell::Text(text.as_ref().to_owned()))
}

/// By name, for a tab or a pipe is hard to see.
fn delimiter(byte: u8) -> String {
    match byte {
        b',' => "comma".to_owned(),
        b';' => "semicolon".to_owned(),
        b'\t' => "tab".to_owned(),
        b'|' => "pipe".to_owned(),
        other => char::from(other).to_string(),
    }
}

/// A row per file and money column: its sums over all records and over the counted ones.
pub(super) fn control_totals(outcome: &Outcome, audience: Audience) -> Section<'static> {
    let columns = vec![
        text_column("input"),
        text_column("file"),
        text_column("measure"),
        number_column("control_total"),
        number_column("counted_total"),
    ];
    let money = outcome.policy.money.places();
    let number = |value: &Number| Cell::Plain(value.clone(), Shape::Money(money));
    let rows = outcome.gathered.facts.iter().flat_map(|one| {
        one.files.iter().flat_map(|facts| {
            facts.sums.iter().map(|sum| {
                vec![
                    Cell::Text(one.input.clone()),
                    Cell::Text(facts.file.to_string()),
                    Cell::Text(sum.column.clone()),
                    number(&sum.all),
                    number(&sum.counted),
                ]
            })
        })
    });
    section("control_totals", audience, Table { columns, rows: rows.collect() })
}

/// A row per name and reason: rows that are credited to nobody.
pub(super) fn unassigned(outcome: &Outcome, audience: Audience) -> Option<Section<'static>> {
    let columns = vec![
        text_column("input"),
        text_column("person"),
        text_column("reason"),
        number_column("records"),
        number_column("control_total"),
    ];
    let money = outcome.policy.money.places();
    let mut rows = Vec::new();
    for (input, names) in &outcome.gathered.unassigned {
        for ((name, why), found) in names {
            let sum = Number::from_scaled(found.sum, crate::ingest::row::SCALE);
            let person = outcome.ledger.people.find(name);
            rows.push(vec![
                Cell::Text(input.clone()),
                person.map_or(Cell::Text(name.clone()), |person| Cell::Of(name.clone(), RowOf::Person(person))),
                Cell::phrase(Phrase::term(why.id())),
                Cell::count(found.rows as i64),
                Cell::Plain(sum, Shape::Money(money)),
            ]);
        }
    }
    (!rows.is_empty()).then(|| section("unassigned", audience, Table { columns, rows: rows.into() }))
}

/// So many of the customers whom the register lacks are shown to people.
const UNKNOWN_SHOWN: usize = 20;

/// Customers of the period's sales whom the register lacks, the largest first: for machines all that are known, for people those with the most.
pub(super) fn unknown_customers(outcome: &Outcome) -> Vec<Section<'static>> {
    let mut all: Vec<(&str, &Newcomer)> = Vec::new();
    for (input, unknown) in &outcome.gathered.unknown_customers {
        all.extend(unknown.iter().map(|one| (&**input, one)));
    }
    all.sort_by(|(_, one), (_, other)| other.sum.cmp(&one.sum).then_with(|| one.own.cmp(&other.own)));
    let of = |(audience, most): (Audience, usize)| {
        let columns =
            [text_column("input"), text_column("customer"), number_column("records"), number_column("control_total")];
        let rows: Vec<Vec<Cell>> = all.iter().take(most).map(|(input, one)| unknown_row(outcome, input, one)).collect();
        let notes = all
            .len()
            .checked_sub(most)
            .filter(|more| *more > 0)
            .map(|more| Phrase::term("more_unknown_customers").with("count", Cell::count(more as i64)));
        let table = Table { columns: columns.into(), rows: rows.into() };
        Section { notes: Vec::from_iter(notes), ..section("unknown_customers", audience, table) }
    };
    let audiences = [(Audience::People, UNKNOWN_SHOWN), (Audience::Machines, all.len())];
    if all.is_empty() { Vec::new() } else { audiences.map(of).into() }
}

fn unknown_row(outcome: &Outcome, input: &str, one: &Newcomer) -> Vec<Cell> {
    let sum = Number::from_scaled(one.sum, crate::ingest::row::SCALE);
    vec![
        Cell::Text(input.to_owned()),
        Cell::Text(one.own.clone()),
        Cell::count(one.rows as i64),
        Cell::Plain(sum, Shape::Money(outcome.policy.money.places())),
    ]
}

fn section(id: &'static str, audience: Audience, table: Table<'static>) -> Section<'static> {
    Section { id, title: Phrase::term(id), audience, body: Body::Table(table), notes: Vec::new() }
}

/// What could not be told for want of an input; nothing where everything was.
pub(super) fn not_kept(list: &[NotKept]) -> Option<Section<'static>> {
    let columns = vec![text_column("section"), text_column("name"), text_column("needs")];
    let row = |one: &NotKept| {
        let name = one.name.as_ref().map_or(Cell::Empty, |name| Cell::Text(name.clone()));
        vec![Cell::Text(one.section.clone()), name, Cell::Text(one.needs.clone())]
    };
    let table = Table { columns, rows: list.iter().map(row).collect() };
    (!list.is_empty()).then(|| section("not_kept", Audience::Machines, table))
}
