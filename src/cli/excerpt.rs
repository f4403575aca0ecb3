//! A place with the user's own line below it and marks under what is meant.

use crate::render::Color;
use crate::render::style::Style;
use crate::render::text::{visible, width};
use crate::source::Place;

/// The most columns of a line that are shown.
const MOST: usize = 100;

/// What stands where a line is cut.
const CUT: &str = "…";

/// A place to show.
pub struct Excerpt<'a> {
    /// Where.
    pub place: &'a Place,
    /// Columns of the longest line number.
    pub margin: usize,
    /// What marks the characters that are meant.
    pub mark: char,
    /// How the marks look.
    pub style: Style,
    /// Whether styles are used.
    pub color: Color,
}

impl Excerpt<'_> {
    /// The address; then, where the line is at hand, the line and the marks.
    pub fn text(&self) -> String {
        let margin = self.margin;
        let arrow = self.color.paint(Style::Mark, "-->");
        let mut text = format!("{:margin$}{arrow} {}\n", "", visible(&self.place.address()));
        if self.place.line == 0 || self.place.excerpt.is_empty() {
            return text;
        }
        let (line, indent, marked) = self.cut();
        text.push_str(&self.row("", ""));
        text.push_str(&self.row(&self.place.line.to_string(), &line));
        if self.place.column > 0 {
            let marks = self.color.paint(self.style, &self.mark.to_string().repeat(marked));
            text.push_str(&self.row("", &format!("{}{marks}", " ".repeat(indent))));
        }
        if self.place.last_line > self.place.line {
            text.push_str(&self.row(&self.place.last_line.to_string(), CUT));
        }
        text
    }

    fn row(&self, number: &str, content: &str) -> String {
        let margin = self.margin;
        let start = self.color.paint(Style::Mark, &format!("{number:>margin$} |"));
        let blank = if content.is_empty() { "" } else { " " };
        format!("{start}{blank}{content}\n")
    }

    /// What is shown of the line, the columns before the marks, and how many marks: in columns, as the terminal counts.
    fn cut(&self) -> (String, usize, usize) {
        let line = visible(&self.place.excerpt);
        let characters: Vec<char> = line.chars().collect();
        let start = (self.place.column.saturating_sub(1) as usize).min(characters.len());
        let end = (start + self.place.width as usize).min(characters.len());
        let (first, last) = window(&characters, start, end);
        let text = |from: usize, to: usize| characters[from.min(to)..to].iter().collect::<String>();
        let before = if first > 0 { CUT } else { "" };
        let after = if last < characters.len() { CUT } else { "" };
        let indent = width(before) + width(&text(first, start));
        let marked = width(&text(start, end.min(last))).max(1);
        (format!("{before}{}{after}", text(first, last)), indent, marked)
    }
}

/// The first and one past the last character that are shown: all, or those around what is meant.
fn window(characters: &[char], start: usize, end: usize) -> (usize, usize) {
    let wide = |character: &char| width(character.encode_utf8(&mut [0; 4]));
    if characters.iter().map(wide).sum::<usize>() <= MOST {
        return (0, characters.len());
    }
    let room = MOST - 2 * width(CUT);
    let meant: usize = characters[start..end].iter().map(wide).sum();
    let before = room.saturating_sub(meant) / 2;
    let fit = |run: &mut dyn Iterator<Item = &char>, room: usize| {
        run.scan(0, |used, character| {
            *used += wide(character);
            (*used <= room).then_some(())
        })
        .count()
    };
    let first = start - fit(&mut characters[..start].iter().rev(), before);
    let shown: usize = characters[first..start].iter().map(wide).sum();
    (first, first + (start - first) + fit(&mut characters[start..].iter(), room - shown))
}
