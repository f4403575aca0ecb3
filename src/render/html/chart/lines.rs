//! Lines over rows in their order, each of its own colour and its own dashes.

use super::super::Words;
use super::data::Data;
use super::scale::{Scale, label};
use super::svg::{Anchor, COLOURS, Drawing, LINE, NARROWEST, WHOLE, pixels};

/// Pixels of the field downwards.
const FIELD: i64 = 220;

/// Pixels above the field.
const TOP: i64 = 10;

/// A line for each series.
pub fn draw(data: &Data, words: &Words) -> Drawing {
    let (least, largest) = data.extent();
    let scale = Scale::of((&least, &largest), FIELD * 2, &|number| label(words.locale, data.shape, number));
    let widest = scale.ticks.iter().map(|(_, text)| pixels(text)).max().unwrap_or(0) + 8;
    let left = widest * WHOLE / NARROWEST;
    let right = WHOLE - 200;
    let mut drawing = Drawing::default();
    let down = |part: i64| TOP + FIELD - part * FIELD / WHOLE;
    for (number, text) in &scale.ticks {
        let y = down(scale.at(number));
        drawing.line((left, y), (WHOLE, y), if number.is_zero() { "axis" } else { "grid" });
        drawing.text((left, -6, y + 4), Anchor::End, "soft", text);
    }
    let steps = (data.rows.len() as i64 - 1).max(1);
    let across = |index: usize| match data.rows.len() {
        1 => i64::midpoint(left, right),
        _ => left + 200 + index as i64 * (right - left - 200) / steps,
    };
    labels(&mut drawing, data, (left, right), &across);
    for series in 0..data.names.len().min(COLOURS) {
        let mut before: Option<(i64, i64)> = None;
        for (index, row) in data.rows.iter().enumerate() {
            let value = row.values.get(series).and_then(Option::as_ref);
            let place = value.map(|value| (across(index), down(scale.at(&value.number))));
            if let (Some(from), Some(to)) = (before, place) {
                drawing.line(from, to, &format!("l{series}"));
            }
            if let Some(place) = place {
                drawing.dot(place, 3, series);
            }
            before = place;
        }
    }
    drawing.height = TOP + FIELD + LINE + 8;
    drawing.name_lines(data.names.iter().take(COLOURS).map(String::as_str));
    drawing
}

/// As many names of rows below the field as have room; the last is always among them.
fn labels(drawing: &mut Drawing, data: &Data, (left, right): (i64, i64), across: &dyn Fn(usize) -> i64) {
    let widest = data.rows.iter().map(|row| pixels(&row.label)).max().unwrap_or(0) + 10;
    let room = ((right - left) * NARROWEST / WHOLE / widest).max(1);
    let count = data.rows.len();
    let every = count.div_ceil(usize::try_from(room).unwrap_or(1));
    for (index, row) in data.rows.iter().enumerate().filter(|(index, _)| (count - 1 - index) % every == 0) {
        let anchor = if index + 1 == count && count > 1 { Anchor::End } else { Anchor::Middle };
        let dx = if anchor == Anchor::End { 6 } else { 0 };
        drawing.text((across(index), dx, TOP + FIELD + LINE + 2), anchor, "soft", &row.label);
    }
}
