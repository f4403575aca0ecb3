//! Bars from zero, one below the other, with their names before and their values at their ends.

use crate::report::model::{Chart, ChartKind};

use super::super::Words;
use super::data::{Data, Value, extent};
use super::scale::{Scale, label};
use super::svg::{Anchor, COLOURS, Drawing, LINE, NARROWEST, WHOLE, fitted, pixels};

/// Pixels of a bar downwards.
const BAR: i64 = 17;

/// Pixels between a value and the end of its bar.
const BESIDE: i64 = 4;

/// The names of rows may have so much of the width, in hundredths of a per cent.
const NAMES: i64 = 3_200;

/// Pixels between rows.
const BETWEEN: i64 = 7;

/// Where the rows of a picture stand: names on the left, what is drawn on the right.
pub struct Rows {
    /// Where what is drawn begins.
    pub left: i64,
    /// Names in lines.
    names: Vec<Vec<String>>,
    /// Pixels of the bars of a row.
    bars: i64,
}

impl Rows {
    /// Rows with bars of so many pixels.
    pub fn of(data: &Data, bars: i64) -> Self {
        let widest = data.rows.iter().map(|row| pixels(&row.label)).max().unwrap_or(0) + 8;
        let left = (widest * WHOLE / NARROWEST).min(NAMES);
        let room = left * NARROWEST / WHOLE - 8;
        Rows { left, names: data.rows.iter().map(|row| fitted(&row.label, 2, room)).collect(), bars }
    }

    /// The place across of a part of what is drawn.
    pub fn across(&self, part: i64) -> i64 {
        self.left + part * (WHOLE - self.left) / WHOLE
    }

    /// Pixels of what is drawn, at the least.
    pub fn width(&self) -> i64 {
        (WHOLE - self.left) * NARROWEST / WHOLE
    }

    /// Writes the names, and says at which height the bars of each row begin; the last is where they end.
    pub fn write(&self, drawing: &mut Drawing, top: i64) -> Vec<i64> {
        let mut y = top;
        let mut places = Vec::new();
        for lines in &self.names {
            let height = (lines.len() as i64 * LINE).max(self.bars);
            let first = y + (height - lines.len() as i64 * LINE) / 2 + LINE - 3;
            for (index, line) in lines.iter().enumerate() {
                drawing.text((self.left, -8, first + index as i64 * LINE), Anchor::End, "", line);
            }
            places.push(y + (height - self.bars) / 2);
            y += height + BETWEEN;
        }
        places.push(y - BETWEEN);
        places
    }

    /// The axis: lines through all rows, and numbers below them.
    pub fn axis(&self, drawing: &mut Drawing, scale: &Scale, (top, bottom): (i64, i64)) {
        for (index, (number, text)) in scale.ticks.iter().enumerate() {
            let x = self.across(scale.at(number));
            drawing.line((x, top), (x, bottom), if number.is_zero() { "axis" } else { "grid" });
            let anchor = if index + 1 == scale.ticks.len() { Anchor::End } else { Anchor::Middle };
            drawing.text((x, 0, bottom + LINE), anchor, "soft", text);
        }
    }
}

/// Bars of each series of each row; of bullets the first is a bar, the second a mark.
pub fn draw(data: &Data, chart: &Chart, words: &Words) -> Drawing {
    let is_bullet = chart.kind == ChartKind::Bullets;
    let series = data.names.len().min(COLOURS);
    let rows = Rows::of(data, if is_bullet { BAR } else { BAR * series as i64 });
    let (least, largest) = data.extent();
    let compared = chart.line.as_ref().map(|(number, _)| number);
    let (least, largest) = extent([&least, &largest].into_iter().chain(compared));
    let scale = Scale::of((&least, &largest), rows.width(), &|number| label(words.locale, data.shape, number));
    let top = if chart.line.is_some() { LINE + 6 } else { 2 };
    let mut drawing = Drawing::default();
    let mut names = Drawing::default();
    let places = rows.write(&mut names, top);
    let bottom = places.last().copied().unwrap_or(top) + 3;
    rows.axis(&mut drawing, &scale, (top - 2, bottom));
    drawing.shapes += &names.shapes;
    let zero = scale.at(&crate::number::Number::zero());
    for (row, y) in data.rows.iter().zip(&places) {
        for (index, value) in row.values.iter().enumerate().take(series) {
            let Some(value) = value else { continue };
            let at = scale.at(&value.number);
            if is_bullet && index > 0 {
                let x = rows.across(at);
                drawing.line((x, y - 2), (x, y + BAR + 2), "l6");
                continue;
            }
            let is_below = is_bullet && compared.is_some_and(|line| value.number < *line);
            let colour = if is_below { 3 } else { index };
            let y = if is_bullet { *y } else { y + index as i64 * BAR };
            let bar = Bar { ends: (zero, at), y, height: if series > 1 { BAR - 2 } else { BAR }, colour };
            bar.draw(&mut drawing, &rows, value);
        }
    }
    if let Some((number, name)) = &chart.line {
        line(&mut drawing, (rows.across(scale.at(number)), top, bottom), &words.locale.phrase(name));
    }
    drawing.height = bottom + LINE + 6;
    if series > 1 && !is_bullet {
        drawing.name_colours(data.names.iter().map(String::as_str));
    }
    drawing
}

/// What is compared with, with its name above.
pub fn line(drawing: &mut Drawing, (x, top, bottom): (i64, i64, i64), name: &str) {
    drawing.line((x, top - 4), (x, bottom), "mark");
    let (anchor, dx) = if x > WHOLE * 2 / 3 { (Anchor::End, 3) } else { (Anchor::Start, -3) };
    drawing.text((x, dx, top - 8), anchor, "over", &crate::render::text::visible(name));
}

/// A bar between two places of what is drawn.
struct Bar {
    ends: (i64, i64),
    y: i64,
    height: i64,
    colour: usize,
}

impl Bar {
    fn draw(&self, drawing: &mut Drawing, rows: &Rows, value: &Value) {
        let (zero, at) = (rows.across(self.ends.0), rows.across(self.ends.1));
        drawing.bar((zero, at), (self.y, self.height), self.colour);
        let baseline = self.y + self.height - (self.height - 9) / 2 - 1;
        // Inside of its bar where that is long enough, else where there is room beside it.
        let room = |from: i64, to: i64| (to - from) * NARROWEST / WHOLE;
        let needed = pixels(&value.shown) + 2 * BESIDE;
        let is_negative = at < zero;
        let is_plain = self.colour.is_multiple_of(2);
        let (left, right) = (zero.min(at), zero.max(at));
        let inside = format!("t{}", self.colour);
        let place = if is_plain && room(left, right) >= needed {
            if is_negative {
                Some((left, BESIDE, Anchor::Start, inside.as_str()))
            } else {
                Some((right, -BESIDE, Anchor::End, inside.as_str()))
            }
        } else if is_negative && room(rows.left, left) >= needed {
            Some((left, -BESIDE, Anchor::End, "over"))
        } else if room(right, WHOLE) >= needed {
            Some((right, BESIDE, Anchor::Start, "over"))
        } else if room(rows.left, left) >= needed {
            Some((left, -BESIDE, Anchor::End, "over"))
        } else {
            None
        };
        if let Some((x, dx, anchor, class)) = place {
            drawing.text((x, dx, baseline), anchor, class, &value.shown);
        }
    }
}
