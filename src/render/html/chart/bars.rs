//! Bars from zero, one below the other, with their names before and their values at their ends.

use crate::number::Number;
use crate::render::text;
use crate::report::model::{Chart, ChartKind};

use super::super::Words;
use super::data::{Data, Row, Value, extent};
use super::rows::Rows;
use super::scale::{Scale, label};
use super::svg::{Anchor, COLOURS, Drawing, LINE, NARROWEST, WHOLE, pixels};

/// Pixels of a bar downwards.
const BAR: i64 = 17;

/// Pixels between a value and the end of its bar.
const BESIDE: i64 = 4;

/// The colour of what is below the line that it is compared with.
const BELOW: usize = 3;

/// Bars of each series of each row; of bullets the first is a bar, the second a mark.
pub fn draw(data: &Data, chart: &Chart, words: &Words) -> Drawing {
    let is_bullet = chart.kind == ChartKind::Bullets;
    let series = data.names.len().min(COLOURS);
    let top = if chart.line.is_some() { LINE + 6 } else { 2 };
    let rows = Rows::of(data, if is_bullet { BAR } else { BAR * series as i64 }, top);
    let line = chart.line.as_ref().map(|(number, _)| number);
    let (least, largest) = data.extent();
    let (least, largest) = extent([&least, &largest].into_iter().chain(line));
    let scale = Scale::of((&least, &largest), rows.width(), &|number| label(words.locale, data.shape, number));
    let mut picture = Picture { rows, scale, line, drawing: Drawing::default(), texts: Drawing::default() };
    picture.rows.draw(&mut picture.drawing, &picture.scale);
    for (row, top) in data.rows.iter().zip(picture.rows.tops.clone()) {
        if is_bullet { picture.bullet(row, top) } else { picture.bars((row, series), top) }
    }
    if let Some((number, name)) = &chart.line {
        picture.compared(number, &words.locale.phrase(name));
    }
    picture.drawing.shapes += &picture.texts.shapes;
    name(&mut picture.drawing, data, is_bullet);
    picture.drawing
}

/// Says what colours or signs mean, where there are several.
fn name(drawing: &mut Drawing, data: &Data, is_bullet: bool) {
    let names = data.names.iter().map(String::as_str);
    if data.names.len() > 1 && is_bullet {
        let mut signs = [Drawing::default(), Drawing::default()];
        signs[0].bar((0, WHOLE), (0, 12), 0);
        signs[1].line((WHOLE / 2, 0), (WHOLE / 2, 12), "tick");
        drawing.name_signs(&signs, names);
    } else if data.names.len() > 1 {
        drawing.name_colours(names.take(COLOURS));
    }
}

/// A picture of bars on its way.
struct Picture<'p> {
    rows: Rows,
    scale: Scale,
    /// What is compared with.
    line: Option<&'p Number>,
    drawing: Drawing,
    /// What stands in front of all bars and lines.
    texts: Drawing,
}

impl Picture<'_> {
    /// The place across of a number.
    fn at(&self, number: &Number) -> i64 {
        self.rows.across(self.scale.at(number))
    }

    /// A bar for each value of a row.
    fn bars(&mut self, (row, series): (&Row, usize), top: i64) {
        let height = if series > 1 { BAR - 2 } else { BAR };
        for (colour, value) in row.values.iter().take(series).enumerate() {
            if let Some(value) = value {
                self.bar(value, (top + colour as i64 * BAR, height), colour);
            }
        }
    }

    /// A bar for the first value, and a mark for the second.
    fn bullet(&mut self, row: &Row, top: i64) {
        if let Some(Some(value)) = row.values.first() {
            let is_below = self.line.is_some_and(|line| value.number < *line);
            self.bar(value, (top, BAR), if is_below { BELOW } else { 0 });
        }
        if let Some(Some(value)) = row.values.get(1) {
            let x = self.at(&value.number);
            self.texts.line((x, top - 3), (x, top + BAR + 3), "tick");
        }
    }

    /// A bar from zero, and its value where there is room for it.
    fn bar(&mut self, value: &Value, (y, height): (i64, i64), colour: usize) {
        let (zero, at) = (self.at(&Number::zero()), self.at(&value.number));
        self.drawing.bar((zero, at), (y, height), colour);
        let inside = format!("t{colour}");
        if let Some((x, dx, anchor, is_inside)) = self.place((zero, at), colour, pixels(&value.shown)) {
            let baseline = y + height - (height - 9) / 2 - 1;
            let class = if is_inside { &inside } else { "over" };
            self.texts.text((x, dx, baseline), anchor, class, &value.shown);
        }
    }

    /// Where a value stands: inside of its bar where that is long enough and plain, else beside it, on the other side at last.
    fn place(&self, (zero, at): (i64, i64), colour: usize, wide: i64) -> Option<(i64, i64, Anchor, bool)> {
        let has_room = |from: i64, to: i64| (to - from) * NARROWEST / WHOLE >= wide + 2 * BESIDE;
        let (left, right) = (zero.min(at), zero.max(at));
        let before = has_room(self.rows.left, left).then_some((left, -BESIDE, Anchor::End, false));
        let after = has_room(right, WHOLE).then_some((right, BESIDE, Anchor::Start, false));
        let is_inside = colour.is_multiple_of(2) && has_room(left, right);
        match (is_inside, at < zero) {
            (true, true) => Some((left, BESIDE, Anchor::Start, true)),
            (true, false) => Some((right, -BESIDE, Anchor::End, true)),
            (false, true) => before.or(after),
            (false, false) => after.or(before),
        }
    }

    /// What is compared with, with its name above.
    fn compared(&mut self, number: &Number, name: &str) {
        let (x, (top, bottom)) = (self.at(number), self.rows.field);
        self.drawing.line((x, top - 2), (x, bottom), "mark");
        let (anchor, dx) = if x > WHOLE / 2 { (Anchor::End, 3) } else { (Anchor::Start, -3) };
        self.texts.text((x, dx, top - 6), anchor, "over", &text::visible(name));
    }
}
