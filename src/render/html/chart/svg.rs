//! The shapes of a picture as text.

use std::fmt::Write;

use crate::render::text;

use super::super::escape;

/// The whole width, in hundredths of a per cent.
pub const WHOLE: i64 = 10_000;

/// The fewest pixels that a picture is wide: what a small telephone leaves it.
pub const NARROWEST: i64 = 320;

/// Pixels that a column of text takes at most; a Chinese character takes two.
pub const COLUMN: i64 = 7;

/// Pixels from one line of text to the next.
pub const LINE: i64 = 15;

/// The most colours.
pub const COLOURS: usize = 8;

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At its start.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// The shapes of a picture, one after the other.
#[derive(Default)]
pub struct Drawing {
    /// The elements.
    pub shapes: String,
    /// Pixels downwards.
    pub height: i64,
    /// What colours mean; empty where there is one.
    pub legend: String,
}

/// Hundredths of a per cent as per cent.
fn part(part: i64) -> String {
    match (part / 100, part % 100) {
        (whole, 0) => format!("{whole}%"),
        (whole, hundredths) => format!("{whole}.{hundredths:02}%"),
    }
}

impl Drawing {
    /// A line.
    pub fn line(&mut self, (x1, y1): (i64, i64), (x2, y2): (i64, i64), class: &str) {
        // Writing into a string cannot fail.
        let _ = writeln!(
            self.shapes,
            "<line class=\"{class}\" x1=\"{}\" y1=\"{y1}\" x2=\"{}\" y2=\"{y2}\"/>",
            part(x1),
            part(x2)
        );
    }

    /// A bar; one of odd colours has stripes, so that it is another in grey too.
    pub fn bar(&mut self, (x1, x2): (i64, i64), (y, height): (i64, i64), colour: usize) {
        let (left, width) = (x1.min(x2), (x1 - x2).abs());
        let _ = writeln!(
            self.shapes,
            "<rect class=\"c{colour}\" x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{height}\"/>",
            part(left),
            part(width)
        );
        if let Some(stripes) = stripes(colour, height).filter(|_| width > 0) {
            let (middle, right) = (y + height / 2, part(left + width));
            let _ = writeln!(
                self.shapes,
                "<line class=\"dash\" x1=\"{}\" y1=\"{middle}\" x2=\"{right}\" y2=\"{middle}\" {stripes}/>",
                part(left)
            );
        }
    }

    /// A bar without stripes, in front of which a line is drawn.
    pub fn pale_bar(&mut self, (x1, x2): (i64, i64), (y, height): (i64, i64)) {
        let (x, width) = (part(x1.min(x2)), part((x1 - x2).abs()));
        let _ =
            writeln!(self.shapes, "<rect class=\"pale\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
    }

    /// A dot.
    pub fn dot(&mut self, (x, y): (i64, i64), radius: i64, colour: usize) {
        let _ = writeln!(self.shapes, "<circle class=\"c{colour}\" cx=\"{}\" cy=\"{y}\" r=\"{radius}\"/>", part(x));
    }

    /// A text, `dx` pixels beside its place.
    pub fn text(&mut self, (x, dx, y): (i64, i64, i64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let dx = if dx == 0 { String::new() } else { format!(" dx=\"{dx}\"") };
        let _ = writeln!(self.shapes, "<text{class} x=\"{}\" y=\"{y}\"{dx}{anchor}>{}</text>", part(x), escape(text));
    }

    /// Says what the colours of bars mean.
    pub fn name_colours<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.legend = legend(names, |colour| {
            let mut sample = Drawing::default();
            sample.bar((0, WHOLE), (0, 12), colour);
            sample.shapes
        });
    }

    /// Says what these signs mean.
    pub fn name_signs<'n>(&mut self, signs: &[Drawing], names: impl Iterator<Item = &'n str>) {
        self.legend = legend(names.take(signs.len()), |sign| signs[sign].shapes.clone());
    }

    /// Says what the lines mean.
    pub fn name_lines<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.legend = legend(names, |colour| {
            let mut sample = Drawing::default();
            sample.line((0, 6), (WHOLE, 6), &format!("l{colour}"));
            sample.shapes
        });
    }
}

/// What signs mean, by what is drawn of a colour.
fn legend<'n>(names: impl Iterator<Item = &'n str>, sample: impl Fn(usize) -> String) -> String {
    let item = |(colour, name): (usize, &str)| {
        format!("<li><svg aria-hidden=\"true\">{}</svg>{}</li>\n", sample(colour).trim_end(), escape(name))
    };
    format!("<ul class=\"legend\">\n{}</ul>\n", names.enumerate().map(item).collect::<String>())
}

/// Stripes of a bar, for every second colour others.
fn stripes(colour: usize, height: i64) -> Option<String> {
    let (width, dashes) = match colour {
        1 => (height, "1 5"),
        3 => (2, "3 3"),
        5 => (height, "1 3"),
        7 => (4, "1 4"),
        _ => return None,
    };
    Some(format!("stroke-width=\"{width}\" stroke-dasharray=\"{dashes}\""))
}

/// Pixels that a text takes at most.
pub fn pixels(shown: &str) -> i64 {
    text::width(shown) as i64 * COLUMN
}

/// The text in at most `lines` lines that fit so many pixels, with a sign where it goes on.
pub fn fitted(shown: &str, lines: usize, pixels: i64) -> Vec<String> {
    let columns = usize::try_from(pixels / COLUMN).unwrap_or(1).max(2);
    let mut found = text::wrap(shown, columns);
    if found.len() > lines {
        found.truncate(lines);
        if let Some(last) = found.last_mut() {
            while text::width(last) + 1 > columns && last.pop().is_some() {}
            last.push('…');
        }
    }
    found
}
