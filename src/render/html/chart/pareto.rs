//! Bars of amounts and the line of their running share, with the line that is compared with.

use crate::number::Number;
use crate::report::model::{Chart, Shape};

use super::super::Words;
use super::bars::Rows;
use super::data::{Data, extent};
use super::scale::{Scale, label};
use super::svg::{Anchor, Drawing, LINE, NARROWEST, WHOLE, pixels};

/// Pixels of a bar downwards.
const BAR: i64 = 15;

/// Amounts along the lower axis, shares along the upper.
pub fn draw(data: &Data, chart: &Chart, words: &Words) -> Drawing {
    let rows = Rows::of(data, BAR);
    let first = data.rows.iter().filter_map(|row| row.values.first().and_then(Option::as_ref));
    let (least, largest) = extent(first.map(|value| &value.number));
    let scale = Scale::of((&least, &largest), rows.width(), &|number| label(words.locale, data.shape, number));
    let shares =
        Scale::of((&Number::zero(), &Number::one()), rows.width(), &|number| label(words.locale, Shape::Rate, number));
    let top = LINE + 8;
    let (mut drawing, mut names) = (Drawing::default(), Drawing::default());
    let places = rows.write(&mut names, top);
    let bottom = places.last().copied().unwrap_or(top) + 3;
    rows.axis(&mut drawing, &scale, (top - 2, bottom));
    drawing.shapes += &names.shapes;
    for (index, (number, text)) in shares.ticks.iter().enumerate() {
        let anchor = if index + 1 == shares.ticks.len() { Anchor::End } else { Anchor::Middle };
        drawing.text((rows.across(shares.at(number)), 0, top - 9), anchor, "soft", text);
    }
    if let Some((number, _)) = &chart.line {
        let x = rows.across(shares.at(number));
        drawing.line((x, top - 4), (x, bottom), "mark");
    }
    let zero = rows.across(scale.at(&Number::zero()));
    let mut texts = Drawing::default();
    let (mut before, mut line) = (None, Drawing::default());
    for (row, y) in data.rows.iter().zip(&places) {
        if let Some(Some(value)) = row.values.first() {
            let at = rows.across(scale.at(&value.number));
            drawing.bar((zero, at), (*y, BAR), 0);
            let room = (at - zero) * NARROWEST / WHOLE;
            let baseline = y + BAR - 4;
            if room >= pixels(&value.shown) + 8 {
                texts.text((at, -4, baseline), Anchor::End, "t0", &value.shown);
            } else if (WHOLE - at) * NARROWEST / WHOLE >= pixels(&value.shown) + 8 {
                texts.text((at.max(zero), 4, baseline), Anchor::Start, "over", &value.shown);
            }
        }
        if let Some(Some(share)) = row.values.get(1) {
            let place = (rows.across(shares.at(&share.number)), y + BAR / 2);
            if let Some(before) = before {
                line.line(before, place, "l6");
            }
            line.dot(place, 3, 6);
            before = Some(place);
        }
    }
    drawing.shapes += &line.shapes;
    drawing.shapes += &texts.shapes;
    drawing.height = bottom + LINE + 6;
    drawing.legend = legend(data, chart, words);
    drawing
}

/// What bars and lines mean.
fn legend(data: &Data, chart: &Chart, words: &Words) -> String {
    let mut signs = [Drawing::default(), Drawing::default(), Drawing::default()];
    signs[0].bar((0, 5000), (0, 12), 0);
    signs[1].line((0, 6), (WHOLE, 6), "l6");
    signs[2].line((5000, 0), (5000, 12), "mark");
    let line = chart.line.as_ref().map(|(_, name)| words.locale.phrase(name));
    let names = data.names.iter().take(2).cloned().chain(line);
    let item = |(sign, name): (&Drawing, String)| {
        let name = super::super::escape(&name);
        format!("<li><svg aria-hidden=\"true\">{}</svg>{name}</li>\n", sign.shapes.trim_end())
    };
    format!("<ul class=\"legend\">\n{}</ul>\n", signs.iter().zip(names).map(item).collect::<String>())
}
