//! Bars of amounts and the line of their running share, with the line that is compared with.

use crate::number::Number;
use crate::report::model::{Chart, Shape};

use super::super::Words;
use super::data::{Data, Value, extent};
use super::rows::{Rows, numbers};
use super::scale::{Scale, label};
use super::svg::{Anchor, Drawing, LINE, NARROWEST, WHOLE, pixels};

/// Pixels of a bar downwards.
const BAR: i64 = 15;

/// Amounts along the lower axis, shares along the upper.
pub fn draw(data: &Data, chart: &Chart, words: &Words) -> Drawing {
    let rows = Rows::of(data, BAR, LINE + 8);
    let first = data.rows.iter().filter_map(|row| row.values.first().and_then(Option::as_ref));
    let (least, largest) = extent(first.map(|value| &value.number));
    let scale = Scale::of((&least, &largest), rows.width(), &|number| label(words.locale, data.shape, number));
    let of_share = |number: &Number| label(words.locale, Shape::Rate, number);
    let shares = Scale::of((&Number::zero(), &Number::one()), rows.width(), &of_share);
    let mut drawing = Drawing::default();
    rows.draw(&mut drawing, &scale);
    upper_axis(&mut drawing, &rows, &shares, chart);
    let (mut line, mut texts) = (Drawing::default(), Drawing::default());
    let mut before = None;
    for (row, y) in data.rows.iter().zip(&rows.tops) {
        if let Some(Some(value)) = row.values.first() {
            let zero = rows.across(scale.at(&Number::zero()));
            let at = rows.across(scale.at(&value.number));
            drawing.pale_bar((zero, at), (*y, BAR));
            amount(&mut texts, (zero, at, *y), value);
        }
        if let Some(Some(share)) = row.values.get(1) {
            let place = (rows.across(shares.at(&share.number)), y + BAR / 2);
            before.into_iter().for_each(|before| line.line(before, place, "run"));
            line.dot(place, 3, 4);
            before = Some(place);
        }
    }
    drawing.shapes += &line.shapes;
    drawing.shapes += &texts.shapes;
    name(&mut drawing, data, chart, words);
    drawing
}

/// The shares above the rows, and the line that they are compared with.
fn upper_axis(drawing: &mut Drawing, rows: &Rows, shares: &Scale, chart: &Chart) {
    let (top, bottom) = rows.field;
    numbers(drawing, shares, top - 7, &|part| rows.across(part));
    if let Some((number, _)) = &chart.line {
        let x = rows.across(shares.at(number));
        drawing.line((x, top - 2), (x, bottom), "mark");
    }
}

/// The amount inside of its bar, or after it, where it has room.
fn amount(texts: &mut Drawing, (zero, at, y): (i64, i64, i64), value: &Value) {
    let has_room = |from: i64, to: i64| (to - from) * NARROWEST / WHOLE >= pixels(&value.shown) + 8;
    if has_room(zero, at) {
        texts.text((at, -4, y + BAR - 4), Anchor::End, "t3", &value.shown);
    } else if has_room(at.max(zero), WHOLE) {
        texts.text((at.max(zero), 4, y + BAR - 4), Anchor::Start, "over", &value.shown);
    }
}

/// Says what bars and lines mean.
fn name(drawing: &mut Drawing, data: &Data, chart: &Chart, words: &Words) {
    let mut signs = [Drawing::default(), Drawing::default(), Drawing::default()];
    signs[0].pale_bar((0, WHOLE), (0, 12));
    signs[1].line((0, 6), (WHOLE, 6), "run");
    signs[2].line((WHOLE / 2, 0), (WHOLE / 2, 12), "mark");
    let compared = chart.line.as_ref().map(|(_, name)| words.locale.phrase(name));
    drawing.name_signs(&signs, data.names.iter().take(2).chain(&compared).map(String::as_str));
}
