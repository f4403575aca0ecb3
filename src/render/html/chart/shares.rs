//! A bar for each row, in parts: from zero to the right what is above it, to the left what is below.

use crate::number::Number;

use super::super::Words;
use super::bars::Rows;
use super::data::{Data, Row, extent};
use super::scale::{Scale, label};
use super::svg::{Anchor, COLOURS, Drawing, LINE, NARROWEST, WHOLE, pixels};

/// Pixels of a bar downwards.
const BAR: i64 = 19;

/// Rows in parts, and what each colour means.
pub fn draw(data: &Data, words: &Words) -> Drawing {
    let rows = Rows::of(data, BAR);
    let reached: Vec<Number> = data.rows.iter().flat_map(|row| ends(row).map(|(_, to)| to)).collect();
    let (least, largest) = extent(reached.iter());
    let scale = Scale::of((&least, &largest), rows.width(), &|number| label(words.locale, data.shape, number));
    let (mut drawing, mut names) = (Drawing::default(), Drawing::default());
    let places = rows.write(&mut names, 2);
    let bottom = places.last().copied().unwrap_or(0) + 3;
    rows.axis(&mut drawing, &scale, (0, bottom));
    drawing.shapes += &names.shapes;
    for (row, y) in data.rows.iter().zip(&places) {
        for ((colour, value), (from, to)) in parts(row).zip(ends(row)) {
            let (x1, x2) = (rows.across(scale.at(&from)), rows.across(scale.at(&to)));
            drawing.bar((x1, x2), (*y, BAR), colour);
            let room = (x1 - x2).abs() * NARROWEST / WHOLE;
            if colour.is_multiple_of(2) && room >= pixels(value) + 4 {
                let class = format!("t{colour}");
                drawing.text(((x1 + x2) / 2, 0, y + BAR - 6), Anchor::Middle, &class, value);
            }
        }
    }
    drawing.height = bottom + LINE + 6;
    drawing.name_colours(data.names.iter().take(COLOURS).map(String::as_str));
    drawing
}

/// The parts of a row with their colours.
fn parts(row: &Row) -> impl Iterator<Item = (usize, &str)> {
    let some = row.values.iter().take(COLOURS).enumerate();
    some.filter_map(|(colour, value)| value.as_ref().map(|value| (colour, value.shown.as_str())))
}

/// Between which numbers each part stands.
fn ends(row: &Row) -> impl Iterator<Item = (Number, Number)> {
    let (mut above, mut below) = (Number::zero(), Number::zero());
    row.values.iter().take(COLOURS).flatten().map(move |value| {
        let end = if value.number.is_negative() { &mut below } else { &mut above };
        let from = end.clone();
        *end = &from + &value.number;
        (from, end.clone())
    })
}
