//! What people see of a trend: the most useful columns, bars, and the line at 80 %.

use super::super::model::{Audience, Cell, Phrase, Rows, Section, Shape, Table};
use super::super::{number_column, text_column};
use super::{figure, place, table, titled};
use crate::management::trend::{Answer, Concentration, Mover, MoverKind, TrendRow};
use crate::number::Number;

/// The largest labels with their running share; where that reaches 80 %, a line is drawn.
pub(super) fn trend(answer: &Answer, shape: Shape) -> Section<'_> {
    let columns = vec![
        titled("place", "rank", true),
        titled("label", "trend_label", false),
        number_column("actual"),
        titled("share", "trend_share", true),
        titled("running_share", "trend_running_share", true),
        number_column("change"),
        titled("change_rate", "change_rate", true),
        titled("status", "trend_status", false),
        titled("bars", "trend_bars", false),
    ];
    let to_80 = answer.concentration.as_ref().map(|found| found.labels_to_80).filter(|_| !answer.is_of_days);
    let columns_count = columns.len();
    let rows = Rows::made(move || {
        let mut running = Number::zero();
        answer.rows.iter().enumerate().flat_map(move |(index, row)| {
            running = &running + row.share.as_ref().unwrap_or(&Number::zero());
            let is_line = to_80 == Some(index + 1) && index + 1 < answer.rows.len();
            [Some(shown(row, running.clone(), shape)), is_line.then(|| line(columns_count))].into_iter().flatten()
        })
    });
    let mut section = table("trend_shown", Audience::People, Table { columns, rows });
    section.notes.extend(answer.concentration.as_ref().map(|found| concentrated(found, &answer.rows)));
    section
}

/// How much the largest have, in a sentence: the shares that are shown, which add up.
fn concentrated(found: &Concentration, rows: &[TrendRow]) -> Phrase {
    let mut shares: Vec<&Number> = rows.iter().filter_map(|row| row.share.as_ref()).collect();
    shares.sort_by(|one, other| other.cmp(one));
    let of = |count: usize| shares.iter().take(count).copied().sum::<Number>();
    Phrase::term("concentrated")
        .with("largest", figure(Some(of(1)), Shape::Rate))
        .with("five", figure(Some(of(5)), Shape::Rate))
        .with("hhi", figure(Some(found.hhi.clone()), Shape::Points(0)))
        .with("count", Cell::count(found.labels_to_80 as i64))
        .with("all", Cell::count(found.labels as i64))
}

fn shown(row: &TrendRow, running: Number, shape: Shape) -> Vec<Cell> {
    vec![
        place(row.rank),
        named(row.label.as_ref(), &row.name),
        figure(row.actual(), shape),
        figure(row.share.clone(), Shape::Rate),
        figure(row.share.as_ref().filter(|share| share.is_positive()).map(|_| running), Shape::Rate),
        figure(row.change(), shape),
        figure(row.change_rate(), Shape::Rate),
        row.status.map_or(Cell::Empty, |status| Cell::phrase(Phrase::term(status.id()))),
        Cell::Bars(row.series.iter().collect()),
    ]
}

/// What people call a label: its name and its id, a word for rows without one.
pub(in crate::report) fn named(label: Option<&String>, name: &str) -> Cell {
    match label {
        None => Cell::phrase(Phrase::term("without_label")),
        Some(label) if name.is_empty() || name == label => Cell::Text(label.clone()),
        Some(label) => Cell::Text(format!("{name} ({label})")),
    }
}

/// A row that is the line at 80 %.
fn line(columns: usize) -> Vec<Cell> {
    let cell =
        |column: usize| if column == 1 { Cell::Divider(Box::new(Phrase::term("line_at_80"))) } else { Cell::Empty };
    (0..columns).map(cell).collect()
}

/// The largest gains and losses.
pub(super) fn movers(movers: &[Mover], shape: Shape) -> Section<'static> {
    let columns = vec![text_column("kind"), titled("label", "trend_label", false), number_column("change")];
    let row = |mover: &Mover| {
        let label = match mover.kind {
            MoverKind::Rest => Cell::Empty,
            _ => named(mover.label.as_ref(), &mover.name),
        };
        let change = figure(Some(mover.change.clone()), shape);
        vec![Cell::phrase(Phrase::term(mover.kind.id())), label, change]
    };
    table("movers_shown", Audience::People, Table { columns, rows: movers.iter().map(row).collect() })
}
