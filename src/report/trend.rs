//! The report of `trend`.

mod drivers;
mod people;

use super::head::of_management;
use super::model::{Audience, Body, Brief, Cell, Column, Phrase, Report, Rows, Section, Shape, Table};
use super::{inputs, kept};
use super::{number_column, text_column};
use crate::management::trend::{Answer, Concentration, Mover, TrendRow};
use crate::number::Number;
use crate::run::Outcome;

pub(super) use people::named;

/// Builds the report.
pub fn trend<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let shape = Shape::at_a_glance(outcome.policy.measure(answer.measure).unit, outcome.policy.money_places());
    let mut sections = kept::trend::above(answer, shape);
    sections.extend([people::trend(answer, shape), table("trend", Audience::Machines, records(answer, shape))]);
    let unknown = before_first_row(outcome, answer);
    let shown = sections.iter_mut().find(|section| section.id == "trend_shown");
    shown.into_iter().for_each(|section| section.notes.extend(unknown.clone()));
    sections.extend(kept::trend::below(answer, shape));
    sections.extend(answer.concentration.as_ref().map(concentration));
    if !answer.movers.is_empty() {
        sections.push(people::movers(&answer.movers, shape));
        sections.push(table("movers", Audience::Machines, movers(&answer.movers, shape)));
    }
    if !answer.drivers.is_empty() {
        sections.extend(drivers::sections(outcome, answer, shape));
    }
    sections.extend(inputs::not_kept(&answer.not_kept));
    let mut head = of_management(outcome);
    let measure = outcome.policy.measure(answer.measure);
    head.insert(4, ("measure", Phrase::term("measure"), Cell::phrase(Phrase::Label(measure.label.clone()))));
    head.insert(5, ("by", Phrase::term("trend_by"), Cell::Text(answer.label.clone())));
    Report { id: "trend", title: Phrase::term("trend_report"), head, sections, brief: brief(answer) }
}

/// That periods before the first row of the files stand as 0 because nothing is known of them.
fn before_first_row(outcome: &Outcome, answer: &Answer) -> Option<Phrase> {
    let inputs = outcome.policy.measure(answer.measure).kind.inputs();
    let files = outcome.gathered.facts.iter().filter(|facts| inputs.contains(&facts.input.as_str()));
    let first = files.flat_map(|facts| &facts.files).filter_map(|file| file.first_date).min()?;
    let count = answer.windows.iter().filter(|window| window.last() < first).count();
    let note = || {
        Phrase::term("trend_before_first_row").with("day", Cell::Date(first)).with("count", Cell::count(count as i64))
    };
    (count > 0).then(note)
}

/// What matters most where there is no room for everything; who says how many labels sees all of those.
fn brief(answer: &Answer) -> Vec<Brief> {
    let all = [
        Brief::of("trend_shown", 10).sparing(&["running_share", "status"]),
        Brief::of("drivers_shown", 8),
        Brief::of("movers_shown", 7),
    ];
    all.into_iter().filter(|brief| !answer.is_cut || brief.section != "trend_shown").collect()
}

fn table<'a>(id: &'static str, audience: Audience, table: Table<'a>) -> Section<'a> {
    Section { id, title: Phrase::term(id), audience, body: Body::Table(table), notes: Vec::new() }
}

/// A column with a title of the topic's own.
fn titled(id: &str, title: &'static str, numeric: bool) -> Column {
    Column { id: id.to_owned(), title: Phrase::term(title), numeric }
}

pub(super) fn figure(number: Option<Number>, shape: Shape) -> Cell {
    number.map_or(Cell::Missing, |number| Cell::Figure(number, shape))
}

fn place(rank: Option<u32>) -> Cell {
    rank.map_or(Cell::Empty, Cell::count)
}

/// The word of a label; empty of rows without one.
fn word(label: Option<&String>) -> Cell {
    label.map_or(Cell::Empty, |label| Cell::Text(label.clone()))
}

/// Every column, a row for each label.
fn records(answer: &Answer, shape: Shape) -> Table<'_> {
    let mut columns = vec![
        titled("label", "trend_label", false),
        number_column("actual"),
        titled("share", "trend_share", true),
        number_column("previous"),
        number_column("change"),
        titled("change_rate", "change_rate", true),
        number_column("last_year"),
        titled("change_on_last_year", "change_on_last_year", true),
        number_column("rank"),
        titled("rank_before", "rank_before", true),
        titled("status", "trend_status", false),
    ];
    let period = |number: usize| Column {
        id: format!("p_{number}"),
        title: Phrase::Verbatim(
            answer.windows.get(number - 1).map_or_else(|| format!("p_{number}"), |window| window.id()),
        ),
        numeric: true,
    };
    columns.extend((1..=answer.periods).map(period));
    Table { columns, rows: Rows::made(move || answer.rows.iter().map(move |row| record(row, shape))) }
}

fn record(row: &TrendRow, shape: Shape) -> Vec<Cell> {
    let head = [
        word(row.label.as_ref()),
        figure(row.actual(), shape),
        figure(row.share.clone(), Shape::Rate),
        figure(row.previous.clone(), shape),
        figure(row.change(), shape),
        figure(row.change_rate(), Shape::Rate),
        figure(row.last_year.clone(), shape),
        figure(row.change_on_last_year(), shape),
        place(row.rank),
        place(row.rank_before),
        row.status.map_or(Cell::Empty, |status| Cell::phrase(Phrase::term(status.id()))),
    ];
    head.into_iter().chain(row.series.iter().map(|value| figure(value, shape))).collect()
}

fn concentration(found: &Concentration) -> Section<'static> {
    let columns = vec![
        titled("labels", "concentration_labels", true),
        titled("largest", "concentration_largest", true),
        titled("largest_five", "concentration_largest_five", true),
        titled("hhi", "concentration_hhi", true),
        titled("labels_to_80", "concentration_labels_to_80", true),
    ];
    let count = |count: usize| Cell::count(count as i64);
    let row = vec![
        count(found.labels),
        figure(Some(found.largest.clone()), Shape::Rate),
        figure(Some(found.largest_five.clone()), Shape::Rate),
        figure(Some(found.hhi.clone()), Shape::Points(0)),
        count(found.labels_to_80),
    ];
    table("concentration", Audience::Machines, Table { columns, rows: vec![row].into() })
}

fn movers(movers: &[Mover], shape: Shape) -> Table<'static> {
    let columns = vec![text_column("kind"), titled("label", "trend_label", false), number_column("change")];
    let row = |mover: &Mover| {
        vec![
            Cell::phrase(Phrase::term(mover.kind.id())),
            word(mover.label.as_ref()),
            figure(Some(mover.change.clone()), shape),
        ]
    };
    Table { columns, rows: movers.iter().map(row).collect() }
}
