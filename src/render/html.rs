//! A page for browsers and printers: one file that asks for nothing else, and needs no script.
//!
//! Every text of a file goes through `escape`; figures are the texts that tables show everywhere else.

mod chart;
mod page;
mod steps;
mod table;

use crate::locale::{Locale, Precision};
use crate::report::model::{Audience, Cell, Phrase, Report, Section};

use super::bars::shown;
use super::{Glyphs, RenderError, RenderOptions, text};

/// The sections for pages as one document.
pub fn render(report: &Report, options: &RenderOptions, locale: &Locale) -> Result<Vec<u8>, RenderError> {
    Ok(page::page(report, &Words { locale, glyphs: options.glyphs }).into_bytes())
}

/// The sections that a page shows.
fn for_pages<'r>(report: &'r Report<'r>) -> impl Iterator<Item = &'r Section<'r>> {
    let is_for =
        |audience| matches!(audience, Audience::People | Audience::Everyone | Audience::Kept | Audience::Pages);
    report.sections.iter().filter(move |section| is_for(section.audience))
}

/// What a page says in its language, fit to stand in it.
struct Words<'a> {
    locale: &'a Locale,
    glyphs: Glyphs,
}

impl Words<'_> {
    /// A term of the locale.
    fn term(&self, id: &str) -> String {
        escape(self.locale.term(id))
    }

    /// A term with its braces filled by texts as they are.
    fn fill(&self, id: &str, args: &[(&str, &str)]) -> String {
        escape(&self.locale.fill(id, args))
    }

    /// A phrase with its numbers as in tables.
    fn phrase(&self, phrase: &Phrase) -> String {
        escape(&self.locale.phrase(phrase))
    }

    /// A phrase with enough decimals to calculate again.
    fn exact_phrase(&self, phrase: &Phrase) -> String {
        escape(&self.locale.phrase_at(phrase, Precision::Exact))
    }

    /// A cell as tables show it, not yet fit for a page.
    fn plain(&self, cell: &Cell) -> String {
        shown(cell, self.locale, self.glyphs)
    }

    /// A cell as tables show it.
    fn cell(&self, cell: &Cell) -> String {
        let text = escape(&self.plain(cell));
        match cell {
            Cell::Link(_, path) => format!("<a href=\"{}\">{text}</a>", address(path)),
            _ => text,
        }
    }

    /// A value with enough decimals to calculate again.
    fn exact(&self, cell: &Cell) -> String {
        escape(&self.locale.cell(cell, Precision::Exact, self.locale.term("missing")))
    }
}

/// A path inside of a folder as an address: whatever is no letter, digit or sign of paths as its bytes, so that it leads nowhere else.
fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// The text with what HTML reads as a sign of its own made harmless, and what is not seen made visible.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text::visible(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
