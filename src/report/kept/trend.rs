//! A trend in words, and the largest labels over the periods as lines.

use super::{chart, in_words, table};
use crate::management::trend::{Answer, TrendRow};
use crate::number::Number;
use crate::report::model::{Cell, ChartKind, Column, Phrase, Section, Shape, Table};
use crate::report::text_column;
use crate::report::trend::{figure, named};

/// So many labels are drawn as lines.
const LINES: usize = 5;

/// What stands above the table.
pub(in crate::report) fn above(answer: &Answer, shape: Shape) -> Vec<Section<'_>> {
    let mut sections: Vec<Section> = in_words(words(answer, shape)).into_iter().collect();
    sections.push(chart("labels_drawn", ChartKind::Bars, ("trend_shown", "label"), vec!["actual".to_owned()]));
    if draws_periods(answer) {
        let series = (1..=answer.rows.len().min(LINES)).map(|number| format!("label_{number}")).collect();
        sections.push(chart("periods_drawn", ChartKind::Lines, ("by_period", "period"), series));
    }
    sections
}

/// Whether there are several periods to draw a line over.
fn draws_periods(answer: &Answer) -> bool {
    answer.windows.len() > 1 && !answer.is_of_days
}

/// The table that the lines are drawn from: a row for each period.
pub(in crate::report) fn below(answer: &Answer, shape: Shape) -> Option<Section<'_>> {
    if !draws_periods(answer) {
        return None;
    }
    let labels = || answer.rows.iter().take(LINES);
    let column = |(index, row): (usize, &TrendRow)| Column {
        id: format!("label_{}", index + 1),
        title: match named(row.label.as_ref(), &row.name) {
            Cell::Phrase(phrase) => *phrase,
            Cell::Text(text) => Phrase::Verbatim(text),
            _ => Phrase::Verbatim(String::new()),
        },
        numeric: true,
    };
    let columns = std::iter::once(text_column("period")).chain(labels().enumerate().map(column)).collect();
    let series: Vec<Vec<Option<Number>>> = labels().map(|row| row.series.iter().collect()).collect();
    let row = |(index, window): (usize, &crate::calendar::Period)| {
        let value = |series: &Vec<Option<Number>>| figure(series.get(index).cloned().flatten(), shape);
        std::iter::once(Cell::Text(window.id())).chain(series.iter().map(value)).collect::<Vec<Cell>>()
    };
    let rows = answer.windows.iter().enumerate().map(row).collect();
    Some(table("by_period", Table { columns, rows }))
}

/// The largest, and how many rise and fall.
fn words(answer: &Answer, shape: Shape) -> Vec<Phrase> {
    let Some(first) = answer.rows.first().filter(|row| row.actual().is_some()) else { return Vec::new() };
    let changes = || answer.rows.iter().filter_map(TrendRow::change);
    let count = |is: fn(&Number) -> bool| Cell::count(changes().filter(is).count() as i64);
    let phrase = Phrase::term("trend_in_words")
        .with("label", named(first.label.as_ref(), &first.name))
        .with("actual", figure(first.actual(), shape))
        .with("up", count(Number::is_positive))
        .with("down", count(Number::is_negative));
    vec![phrase]
}
