//! Lines over rows in their order, each of its own colour and its own dashes.

use super::super::Words;
use super::data::Data;
use super::field::{Field, TOP};
use super::scale::{Scale, label};
use super::svg::{Anchor, COLOURS, Drawing, LINE, NARROWEST, WHOLE, pixels};

/// Pixels of the field downwards.
const DOWN: i64 = 220;

/// What is left free beside the first and the last row.
const MARGIN: i64 = 200;

/// A line for each series.
pub fn draw(data: &Data, words: &Words) -> Drawing {
    let (least, largest) = data.extent();
    let scale = Scale::of((&least, &largest), DOWN * 2, &|number| label(words.locale, data.shape, number));
    let field = Field::of(&scale, DOWN);
    let mut drawing = Drawing::default();
    field.draw(&mut drawing, &scale);
    let places = across(data.rows.len(), field.left);
    labels(&mut drawing, data, &places);
    for series in 0..data.names.len().min(COLOURS) {
        let mut before: Option<(i64, i64)> = None;
        for (row, x) in data.rows.iter().zip(&places) {
            let value = row.values.get(series).and_then(Option::as_ref);
            let place = value.map(|value| (*x, field.down(scale.at(&value.number))));
            if let (Some(from), Some(to)) = (before, place) {
                drawing.line(from, to, &format!("l{series}"));
            }
            place.into_iter().for_each(|place| drawing.dot(place, 3, series));
            before = place;
        }
    }
    drawing.height = TOP + DOWN + LINE + 8;
    drawing.name_lines(data.names.iter().take(COLOURS).map(String::as_str));
    drawing
}

/// Where the rows stand across; a single one in the middle.
fn across(rows: usize, left: i64) -> Vec<i64> {
    let (first, last) = (left + MARGIN, WHOLE - MARGIN);
    let steps = rows as i64 - 1;
    let place =
        |index: i64| if steps == 0 { i64::midpoint(first, last) } else { first + index * (last - first) / steps };
    (0..rows as i64).map(place).collect()
}

/// As many names of rows below the field as have room; the last is always among them.
fn labels(drawing: &mut Drawing, data: &Data, places: &[i64]) {
    let widest = data.rows.iter().map(|row| pixels(&row.label)).max().unwrap_or(0) + 10;
    let (first, last) = (places.first().copied().unwrap_or(0), places.last().copied().unwrap_or(WHOLE));
    let room = ((last - first) * NARROWEST / WHOLE / widest).max(1);
    let every = places.len().div_ceil(usize::try_from(room).unwrap_or(1));
    for (index, (row, x)) in data.rows.iter().zip(places).enumerate() {
        if !(places.len() - 1 - index).is_multiple_of(every) {
            continue;
        }
        let is_last = index + 1 == places.len() && index > 0;
        let (anchor, dx) = if is_last { (Anchor::End, 6) } else { (Anchor::Middle, 0) };
        drawing.text((*x, dx, TOP + DOWN + LINE + 2), anchor, "soft", &row.label);
    }
}
