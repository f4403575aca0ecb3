//! What of a table a picture shows.

use std::mem::discriminant;

use crate::number::Number;
use crate::render::text;
use crate::report::model::{Body, Cell, Chart, Report, Section, Shape, Table};

use super::super::{Words, for_pages};
use crate::render::bars::shown;

/// A number with how its table shows it.
pub struct Value {
    /// What is drawn.
    pub number: Number,
    /// What stands beside it.
    pub shown: String,
}

/// A row that is drawn.
pub struct Row {
    /// What it is called.
    pub label: String,
    /// Where it stands across, in pictures of dots.
    pub across: Option<Value>,
    /// A value for each series.
    pub values: Vec<Option<Value>>,
}

/// All that is drawn.
pub struct Data {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many rows there would be, were there room for all.
    pub count: usize,
    /// What the series are called.
    pub names: Vec<String>,
    /// What the labels are called.
    pub label: String,
    /// How the numbers of the first series are shown.
    pub shape: Shape,
    /// How the numbers across are shown.
    pub shape_across: Shape,
}

/// The section whose table is drawn, with its number on the page.
pub fn table_of<'r>(report: &'r Report, chart: &Chart) -> Option<(usize, &'r Section<'r>, &'r Table<'r>)> {
    for_pages(report).enumerate().find_map(|(index, section)| match &section.body {
        Body::Table(table) if section.id == chart.of => Some((index + 1, section, table)),
        _ => None,
    })
}

/// A number that is counted in this shape; of amounts beside days and pieces only what the first is counted in.
fn number<'c>(cell: Option<&'c Cell>, shape: &mut Option<Shape>) -> Option<&'c Number> {
    let (number, own) = match cell? {
        Cell::Figure(number, shape) | Cell::Plain(number, shape) => (number, *shape),
        _ => return None,
    };
    let known = *shape.get_or_insert(own);
    (discriminant(&known) == discriminant(&own)).then_some(number)
}

impl Data {
    /// The rows that have a number to draw; nothing where the table has not the columns.
    pub fn of(table: &Table, chart: &Chart, words: &Words) -> Option<Self> {
        let place = |id: &String| table.columns.iter().position(|column| column.id == *id);
        let labels = place(&chart.labels)?;
        let series: Vec<usize> = chart.series.iter().filter_map(place).collect();
        let is_dots = table.columns[labels].numeric;
        let name = if is_dots { table.columns.iter().position(|column| !column.numeric)? } else { labels };
        let (mut shape, mut shapes) = (None, vec![None; series.len()]);
        let said = |index: usize| text::visible(&words.locale.phrase(&table.columns[index].title)).into_owned();
        let show = |cell: &Cell| text::visible(&shown(cell, words.locale, words.glyphs)).into_owned();
        let (mut rows, mut count, mut last) = (Vec::new(), 0, String::new());
        for row in table.rows.iter() {
            let value = |index: usize, shape: &mut Option<Shape>| {
                let number = number(row.get(index), shape)?.clone();
                Some(Value { number, shown: show(&row[index]) })
            };
            let across = if is_dots { value(labels, &mut shape) } else { None };
            let values: Vec<Option<Value>> =
                series.iter().zip(&mut shapes).map(|(index, shape)| value(*index, shape)).collect();
            let label = row.get(name).map(show).unwrap_or_default();
            // A row that goes on with the one above has its name.
            last = if label.is_empty() { last } else { label };
            if values.iter().all(Option::is_none) || (is_dots && across.is_none()) {
                continue;
            }
            count += 1;
            if rows.len() < chart.most {
                rows.push(Row { label: last.clone(), across, values });
            }
        }
        Some(Data {
            rows,
            count,
            names: series.iter().map(|index| said(*index)).collect(),
            label: said(labels),
            shape: shapes.into_iter().flatten().next().unwrap_or(Shape::Number),
            shape_across: shape.unwrap_or(Shape::Number),
        })
    }

    /// The least and the largest number that is drawn, 0 among them.
    pub fn extent(&self) -> (Number, Number) {
        let numbers = || self.rows.iter().flat_map(|row| row.values.iter().flatten()).map(|value| &value.number);
        extent(numbers())
    }
}

/// The least and the largest of numbers and 0.
pub fn extent<'n>(numbers: impl Iterator<Item = &'n Number>) -> (Number, Number) {
    let (mut least, mut largest) = (Number::zero(), Number::zero());
    for number in numbers {
        if *number < least {
            least = number.clone();
        }
        if *number > largest {
            largest = number.clone();
        }
    }
    (least, largest)
}
