//! Where the rows of a picture stand: names on the left, what is drawn on the right, an axis below.

use super::data::Data;
use super::scale::Scale;
use super::svg::{Anchor, Drawing, LINE, NARROWEST, WHOLE, fitted, pixels};

/// The names of rows may have so much of the width, in hundredths of a per cent.
const NAMES: i64 = 3_200;

/// Pixels between a name and what is drawn.
const BESIDE: i64 = 8;

/// Pixels between numbers of an axis: digits of some fonts are wider than is reckoned with.
const APART: i64 = 12;

/// Pixels between rows.
const BETWEEN: i64 = 7;

/// Rows one below the other.
pub struct Rows {
    /// Where what is drawn begins.
    pub left: i64,
    /// At which height the bars of each row begin.
    pub tops: Vec<i64>,
    /// Where the field begins and ends downwards.
    pub field: (i64, i64),
    /// Names in lines.
    names: Vec<Vec<String>>,
    /// Pixels of the bars of a row.
    bars: i64,
}

impl Rows {
    /// Rows with bars of so many pixels, below so many.
    pub fn of(data: &Data, bars: i64, top: i64) -> Self {
        let widest = data.rows.iter().map(|row| pixels(&row.label)).max().unwrap_or(0) + BESIDE;
        // One pixel more than is needed, for parts are cut off.
        let left = ((widest + 1) * WHOLE / NARROWEST).min(NAMES);
        let room = left * NARROWEST / WHOLE - BESIDE;
        let names: Vec<Vec<String>> = data.rows.iter().map(|row| fitted(&row.label, 2, room)).collect();
        let (mut tops, mut y) = (Vec::new(), top);
        for lines in &names {
            let height = height(lines, bars);
            tops.push(y + (height - bars) / 2);
            y += height + BETWEEN;
        }
        Rows { left, tops, field: (top - 2, y - BETWEEN + 3), names, bars }
    }

    /// The place across of a part of what is drawn.
    pub fn across(&self, part: i64) -> i64 {
        self.left + part * (WHOLE - self.left) / WHOLE
    }

    /// Pixels of what is drawn, at the least.
    pub fn width(&self) -> i64 {
        (WHOLE - self.left) * NARROWEST / WHOLE
    }

    /// Draws the names and the axis, and says how high the picture is.
    pub fn draw(&self, drawing: &mut Drawing, scale: &Scale) {
        self.axis(drawing, scale);
        for (lines, top) in self.names.iter().zip(&self.tops) {
            let first = top + self.bars / 2 - lines.len() as i64 * LINE / 2 + LINE - 3;
            for (index, line) in lines.iter().enumerate() {
                drawing.text((self.left, -BESIDE, first + index as i64 * LINE), Anchor::End, "", line);
            }
        }
        drawing.height = self.field.1 + LINE + 6;
    }

    /// Lines through all rows, and numbers below them.
    fn axis(&self, drawing: &mut Drawing, scale: &Scale) {
        let (top, bottom) = self.field;
        for (number, _) in &scale.ticks {
            let x = self.across(scale.at(number));
            drawing.line((x, top), (x, bottom), if number.is_zero() { "axis" } else { "grid" });
        }
        numbers(drawing, scale, bottom + LINE, &|part| self.across(part));
    }
}

/// The numbers of an axis across; the last is left out where it would touch the one before.
pub fn numbers(drawing: &mut Drawing, scale: &Scale, y: i64, across: &dyn Fn(i64) -> i64) {
    let mut end = 0;
    for (number, text) in &scale.ticks {
        let x = across(scale.at(number));
        let anchor = at_edge(x, text);
        let (pixel, wide) = (x * NARROWEST / WHOLE, pixels(text));
        let from = if anchor == Anchor::End { pixel - wide } else { pixel - wide / 2 };
        if from >= end {
            drawing.text((x, 0, y), anchor, "soft", text);
            end = from + wide + APART;
        }
    }
}

/// Pixels of a row with a name in these lines.
fn height(lines: &[String], bars: i64) -> i64 {
    (lines.len() as i64 * LINE).max(bars)
}

/// How a text at an axis is held: in its middle where it has room.
fn at_edge(x: i64, text: &str) -> Anchor {
    if (WHOLE - x) * NARROWEST / WHOLE < pixels(text) / 2 { Anchor::End } else { Anchor::Middle }
}
