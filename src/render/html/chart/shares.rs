//! A bar for each row, in parts: from zero to the right what is above it, to the left what is below.

use crate::number::Number;

use super::super::Words;
use super::data::{Data, Row, extent};
use super::rows::Rows;
use super::scale::{Scale, label};
use super::svg::{Anchor, COLOURS, Drawing, NARROWEST, WHOLE, pixels};

/// Pixels of a bar downwards.
const BAR: i64 = 19;

/// Rows in parts, and what each colour means.
pub fn draw(data: &Data, words: &Words) -> Drawing {
    let rows = Rows::of(data, BAR, 2);
    let reached: Vec<Number> = data.rows.iter().flat_map(parts).map(|part| part.to).collect();
    let (least, largest) = extent(reached.iter());
    let scale = Scale::of((&least, &largest), rows.width(), &|number| label(words.locale, data.shape, number));
    let mut drawing = Drawing::default();
    rows.draw(&mut drawing, &scale);
    for (row, top) in data.rows.iter().zip(&rows.tops) {
        for part in parts(row) {
            let ends = [&part.from, &part.to].map(|number| rows.across(scale.at(number)));
            draw_part(&mut drawing, (ends[0], ends[1], *top), &part);
        }
    }
    drawing.name_colours(data.names.iter().take(COLOURS).map(String::as_str));
    drawing
}

/// A part, with its value where it is plain and long enough.
fn draw_part(drawing: &mut Drawing, (x1, x2, top): (i64, i64, i64), part: &Part) {
    drawing.bar((x1, x2), (top, BAR), part.colour);
    let room = (x1 - x2).abs() * NARROWEST / WHOLE;
    if part.colour.is_multiple_of(2) && room >= pixels(part.shown) + 4 {
        let class = format!("t{}", part.colour);
        drawing.text((i64::midpoint(x1, x2), 0, top + BAR - 6), Anchor::Middle, &class, part.shown);
    }
}

/// A part of a row.
struct Part<'r> {
    colour: usize,
    shown: &'r str,
    from: Number,
    to: Number,
}

/// The parts of a row, one after the other.
fn parts(row: &Row) -> impl Iterator<Item = Part<'_>> {
    let (mut above, mut below) = (Number::zero(), Number::zero());
    let some = row.values.iter().take(COLOURS).enumerate();
    some.filter_map(|(colour, value)| value.as_ref().map(|value| (colour, value))).map(move |(colour, value)| {
        let end = if value.number.is_negative() { &mut below } else { &mut above };
        let from = end.clone();
        *end = &from + &value.number;
        Part { colour, shown: &value.shown, from, to: end.clone() }
    })
}
