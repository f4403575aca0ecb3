//! What was closed: the period with its head, what each component paid, how many warnings are kept; the chain of all closed periods; and the
//! tables of a closed folder that no other report has.

use super::head::of_pay;
use super::model::{Audience, Body, Cell, Column, Phrase, Report, Section, Shape, Table};
use super::{number_column, text_column, totals};
use crate::calendar::Period;
use crate::history::{ClosedBalance, Correction, Figures, Kept, Of};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::results::{LineKind, PayLine, PersonResult};
use crate::run::Outcome;

/// What became of a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The folder is there.
    Closed,
    /// It would be there.
    Tried,
}

/// A close.
#[derive(Clone, Debug)]
pub struct Close<'a> {
    /// The folder, as messages name it.
    pub folder: &'a str,
    /// Its head.
    pub head: &'a str,
    /// The head of the folder before; nothing of the first.
    pub previous: Option<&'a str>,
    /// How many warnings are kept in it.
    pub warnings: usize,
    /// Whether it was written.
    pub done: Done,
}

/// Builds the report of a close.
pub fn close(outcome: &Outcome, close: &Close) -> Report<'static> {
    let mut head = of_pay(outcome);
    let text = |text: &str| Cell::Text(text.to_owned());
    let people = outcome.appraisal.result.paid().count();
    head.insert(2, ("folder", Phrase::term("folder"), text(close.folder)));
    head.insert(3, ("head", Phrase::term("head"), text(close.head)));
    head.insert(4, ("previous", Phrase::term("previous_head"), close.previous.map_or(Cell::Empty, text)));
    head.push(("people", Phrase::term("people"), count(people)));
    head.push(("warnings", Phrase::term("warning_count"), count(close.warnings)));
    let done = match close.done {
        Done::Closed => "close_done",
        Done::Tried => "close_tried",
    };
    let period = &outcome.appraisal.result.period;
    let mut notes = vec![Phrase::term(done).with("period", text(&period.id())).with("folder", text(close.folder))];
    notes.extend(corrections_in_all(outcome));
    let section = Section { notes, ..totals::section(outcome, Audience::Everyone) };
    Report { id: "close", title: Phrase::term("close_report"), head, sections: vec![section], brief: Vec::new() }
}

/// What is paid of earlier periods, in all and of it below 0; nothing where there is nothing.
fn corrections_in_all(outcome: &Outcome) -> Option<Phrase> {
    let is_correction = |line: &&PayLine| line.unit == PayUnit::Money && matches!(line.kind, LineKind::Correction(_));
    let of = |person: &PersonResult| -> Vec<Number> {
        person.lines.iter().filter(is_correction).map(|line| line.amount.or_zero()).collect()
    };
    let each: Vec<Vec<Number>> = outcome.appraisal.result.paid().map(of).collect();
    let people = each.iter().filter(|amounts| !amounts.is_empty()).count();
    let all: Vec<&Number> = each.iter().flatten().collect();
    let below: Number = all.iter().copied().filter(|amount| amount.is_negative()).sum();
    let places = outcome.policy.money_places();
    let money = |sum: Number| Cell::Plain(sum, Shape::Money(places));
    let sum: Number = all.iter().copied().sum();
    let phrase = || Phrase::term("close_corrections").with("people", count(people)).with("sum", money(sum));
    (people > 0).then(|| phrase().with("below", money(below)))
}

/// A closed period as the chain shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The period's name.
    pub period: String,
    /// Its head.
    pub head: String,
    /// The policy's version.
    pub version: String,
    /// How many people.
    pub people: usize,
    /// What was paid in money.
    pub total: Number,
    /// Its currency.
    pub currency: String,
    /// How many warnings are kept.
    pub warnings: usize,
    /// The tool that closed it.
    pub tool: String,
}

/// Builds the report of the chain, the earliest first.
pub fn chain(links: &[Link], folder: &str, next: Option<&Period>, places: u32) -> Report<'static> {
    let columns: Vec<Column> = vec![
        text_column("period"),
        text_column("head"),
        text_column("version"),
        number_column("people"),
        number_column("total_amount"),
        text_column("currency"),
        Column { title: Phrase::term("warning_count"), ..number_column("warnings") },
        text_column("tool"),
    ];
    let text = |text: &str| Cell::Text(text.to_owned());
    let row = |link: &Link| {
        vec![
            text(&link.period),
            text(&link.head),
            text(&link.version),
            count(link.people),
            Cell::Plain(link.total.clone(), Shape::Money(places)),
            text(&link.currency),
            count(link.warnings),
            text(&link.tool),
        ]
    };
    let table = Table { columns, rows: links.iter().map(row).collect::<Vec<_>>().into() };
    let note = match next {
        Some(next) => Phrase::term("closed_next").with("period", text(&next.id())),
        None => Phrase::term("closed_none"),
    };
    let head = vec![
        ("folder", Phrase::term("folder"), text(folder)),
        ("head", Phrase::term("head"), links.last().map_or(Cell::Empty, |link| text(&link.head))),
        ("next", Phrase::term("next_period"), next.map_or(Cell::Empty, |next| text(&next.id()))),
    ];
    let sections = vec![Section { notes: vec![note], ..section("closes", table) }];
    Report { id: "closes", title: Phrase::term("closes_report"), head, sections, brief: Vec::new() }
}

/// Builds the report of a close that was taken back.
pub fn reopened(period: &Period, from: &str, to: &str, reason: &str) -> Report<'static> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let columns = ["period", "folder", "moved_to", "reason"].map(text_column).into();
    let table = Table { columns, rows: vec![vec![text(&period.id()), text(from), text(to), text(reason)]].into() };
    let note = Phrase::term("reopen_done").with("period", text(&period.id())).with("folder", text(to));
    let sections = vec![Section { notes: vec![note], ..section("reopened", table) }];
    Report { id: "reopened", title: Phrase::term("reopened_report"), head: Vec::new(), sections, brief: Vec::new() }
}

/// The table of what is owed: exact amounts, for a later period goes on from them.
pub fn balances(balances: &[ClosedBalance], places: u32) -> Report<'static> {
    let mut columns = ["person", "component", "kind", "order"].map(text_column).to_vec();
    columns.extend(["opening", "added", "taken", "closing", "base", "released"].map(number_column));
    let row = |of: &ClosedBalance| {
        let balance = &of.balance;
        let mut cells = vec![Cell::Text(of.person.clone()), Cell::Text(of.component.clone())];
        cells.extend([Cell::Text(balance.kind.id().to_owned()), Cell::Text(balance.order.clone())]);
        let amounts = [&balance.opening, &balance.added, &balance.taken, &balance.closing];
        let amounts = amounts.into_iter().chain([&balance.base, &balance.released]);
        cells.extend(amounts.map(|amount| Cell::Plain(amount.clone(), Shape::Exact(places))));
        cells
    };
    table_alone("balances", Table { columns, rows: balances.iter().map(row).collect() })
}

/// The table of what was corrected of earlier periods.
pub fn corrections(corrections: &[Correction], places: u32) -> Report<'static> {
    let mut columns = ["period", "component", "person", "kind", "order"].map(text_column).to_vec();
    columns.extend(["amount", "balance", "base", "added", "released"].map(number_column));
    let row = |of: &Correction| {
        let mut cells = vec![Cell::Text(of.period.id()), Cell::Text(of.component.clone())];
        cells.push(Cell::Text(of.person.clone()));
        cells.push(of.kind.map_or(Cell::Empty, |kind| Cell::Text(kind.id().to_owned())));
        cells.push(Cell::Text(of.order.clone()));
        let amounts = [&of.amount, &of.balance, &of.moved.base, &of.moved.added, &of.moved.released];
        cells.extend(amounts.map(|amount| Cell::Plain(amount.clone(), Shape::Exact(places))));
        cells
    };
    table_alone("corrections", Table { columns, rows: corrections.iter().map(row).collect() })
}

/// The table of what measures came to: exact, for what looks back to the period is computed from it.
pub fn figures(figures: &Figures) -> Report<'static> {
    let mut columns = ["scope", "id", "measure"].map(text_column).to_vec();
    columns.extend(["actual", "payable", "target"].map(number_column));
    let row = |(measure, of, kept): (&str, Of, &Kept)| {
        let (scope, id) = of.names();
        let mut cells: Vec<Cell> = [scope, id, measure].map(|text| Cell::Text(text.to_owned())).into();
        let values = [&kept.actual, &kept.payable, &kept.target].map(Option::as_ref);
        cells
            .extend(values.map(|value| value.map_or(Cell::Empty, |value| Cell::Plain(value.clone(), Shape::Exact(0)))));
        cells
    };
    table_alone("figures", Table { columns, rows: figures.all().map(row).collect() })
}

fn table_alone(id: &'static str, table: Table<'static>) -> Report<'static> {
    Report { id, title: Phrase::term(id), head: Vec::new(), sections: vec![section(id, table)], brief: Vec::new() }
}

fn section(id: &'static str, table: Table<'static>) -> Section<'static> {
    let body = Body::Table(table);
    Section { id, title: Phrase::term(id), audience: Audience::Everyone, body, notes: Vec::new() }
}

fn count(count: usize) -> Cell {
    Cell::count(i64::try_from(count).unwrap_or(i64::MAX))
}
