//! One cell: a text, a number with the form that people see of it, or a day.

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Formula, Worksheet, XlsxError};

use crate::locale::{Locale, Precision};
use crate::number::Number;
use crate::render::bars::shown;
use crate::render::{Glyphs, text};
use crate::report::model::{Cell, Shape};

use super::stored::{Binary, Stored, decimals, stored};

/// How a day is shown.
const DATE: &str = "yyyy-mm-dd";

/// The first day that all spreadsheets count alike: before it some know a 29th of February 1900.
const FIRST_DAY: &str = "1900-03-01";

/// The last.
const LAST_DAY: &str = "9999-12-31";

/// What a cell became.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// How many columns of text it takes.
    pub width: usize,
    /// Whether it is a number that stands as a text for its many digits.
    pub is_long: bool,
}

/// Writes cells in the words of a language.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub locale: &'a Locale,
    /// How many decimals are shown.
    pub precision: Precision,
}

impl Pen<'_> {
    /// The text of a cell that is no number.
    pub fn words(&self, cell: &Cell) -> String {
        let words = match (cell, self.precision) {
            (Cell::Missing, Precision::Exact) => self.locale.term("missing").to_owned(),
            (Cell::Phrase(phrase) | Cell::Divider(phrase), precision) => self.locale.phrase_at(phrase, precision),
            _ => shown(cell, self.locale, Glyphs::Unicode),
        };
        text::visible(&words).into_owned()
    }

    /// Writes a cell in that look, to which numbers and days add their own form.
    pub fn write(&self, sheet: &mut Worksheet, at: At, cell: &Cell, look: &Format) -> Result<Written, XlsxError> {
        match cell {
            Cell::Figure(number, shape) | Cell::Plain(number, shape) => self.number(sheet, at, (number, *shape), look),
            Cell::Empty => Ok(Written::default()),
            cell => {
                let words = self.words(cell);
                match cell {
                    Cell::Date(_) if is_counted(&words) => day(sheet, at, &words, look),
                    _ => write_text(sheet, at, &words, look),
                }
            }
        }
    }

    fn number(
        &self,
        sheet: &mut Worksheet,
        at: At,
        (number, shape): (&Number, Shape),
        look: &Format,
    ) -> Result<Written, XlsxError> {
        match stored(self.locale, number, shape, self.precision) {
            Stored::Number(kept) => {
                let look = look.clone().set_num_format(self.form(number, shape));
                sheet.write_number_with_format(at.0, at.1, Binary::of(&kept), &look)?;
                let width = text::width(&self.locale.number(number, shape, self.precision));
                Ok(Written { width, is_long: false })
            }
            Stored::Text(digits) => {
                let look = look.clone().set_align(FormatAlign::Right);
                Ok(Written { is_long: true, ..write_text(sheet, at, &digits, &look)? })
            }
        }
    }

    /// Writes a number as a formula with what it comes to.
    pub fn formula(
        &self,
        sheet: &mut Worksheet,
        at: At,
        ((number, shape), (text, kept)): ((&Number, Shape), &(String, Number)),
        look: &Format,
    ) -> Result<Written, XlsxError> {
        let look = look.clone().set_num_format(self.form(number, shape));
        let formula = Formula::new(text).set_result(kept.to_string());
        sheet.write_formula_with_format(at.0, at.1, formula, &look)?;
        Ok(Written { width: text::width(&self.locale.number(number, shape, self.precision)), is_long: false })
    }

    /// The form in which a spreadsheet shows the number as people are shown it elsewhere.
    pub fn form(&self, number: &Number, shape: Shape) -> String {
        let shown = self.locale.number(number, shape, self.precision);
        let is_digit = |c: char| c.is_ascii_digit();
        let (start, end) = (shown.find(is_digit).unwrap_or(0), shown.rfind(is_digit).map_or(0, |last| last + 1));
        let point = if decimals(&shown) > 0 { "." } else { "" };
        let digits = format!("#,##0{point}{}", "0".repeat(decimals(&shown) as usize));
        let (before, after) = (shown[..start].trim_start_matches('-'), &shown[end..]);
        // The sign for per cent makes the spreadsheet multiply, and so it must not be quoted.
        if shape == Shape::Rate {
            return format!("{before}{digits}{after}");
        }
        format!("{}{digits}{}", quoted(before), quoted(after))
    }
}

/// Row and column.
pub(super) type At = (u32, u16);

/// A text in a form for numbers.
fn quoted(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("\"{}\"", text.replace('"', "")) }
}

/// Writes a text, whatever it looks like.
pub(super) fn write_text(sheet: &mut Worksheet, at: At, text: &str, look: &Format) -> Result<Written, XlsxError> {
    sheet.write_string_with_format(at.0, at.1, text, look)?;
    Ok(Written { width: text::width(text), is_long: false })
}

/// Whether spreadsheets count that day, in ISO form, alike.
fn is_counted(day: &str) -> bool {
    day.len() == DATE.len() && (FIRST_DAY..=LAST_DAY).contains(&day)
}

fn day(sheet: &mut Worksheet, at: At, iso: &str, look: &Format) -> Result<Written, XlsxError> {
    let date = ExcelDateTime::parse_from_str(iso)?;
    sheet.write_datetime_with_format(at.0, at.1, &date, &look.clone().set_num_format(DATE))?;
    Ok(Written { width: DATE.len(), is_long: false })
}

/// Whether a cell is a number that stands as a text for its many digits.
pub(super) fn is_long(locale: &Locale, cell: &Cell, precision: Precision) -> bool {
    match cell {
        Cell::Figure(number, shape) | Cell::Plain(number, shape) => {
            matches!(stored(locale, number, *shape, precision), Stored::Text(_))
        }
        _ => false,
    }
}
