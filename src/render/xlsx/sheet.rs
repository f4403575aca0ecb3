//! A sheet under construction: its rows, how wide its columns are, and how it is printed.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, IgnoreError, Worksheet, XlsxError};

use crate::locale::Locale;
use crate::render::text;
use crate::report::model::{Cell, Phrase};

use super::cells::{self, Pen, write_text};
use super::formulas::Written;

/// A4, as spreadsheets count papers.
const A4: u8 = 9;

/// A column is never narrower, nor wider, than so many characters.
const WIDTHS: (usize, usize) = (6, 60);

/// A title that is longer is broken into lines.
const TITLE: usize = 18;

/// What the sign of a filter takes of a title, in characters.
const FILTER: usize = 3;

/// A sheet that is wider, in characters, is printed on its side.
const UPRIGHT: usize = 90;

/// A sheet that is wider, in characters, keeps the columns that say whose row it is in sight.
const SCREEN: usize = 120;

/// A sheet and what is known of what stands in it.
pub(super) struct Page<'a> {
    pub sheet: Worksheet,
    pub pen: Pen<'a>,
    /// The next free row.
    pub row: u32,
    /// How many rows the table has whose header is the first row.
    pub table_rows: u32,
    /// How wide the cells of each column are.
    widths: Vec<usize>,
    /// How many numbers stand as text for their many digits.
    pub long: usize,
}

/// What a header looks like.
pub(super) fn header_look() -> Format {
    let wrapped = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    wrapped.set_border_bottom(FormatBorder::Thin).set_background_color(0x00E7_ECF2)
}

/// What a sentence looks like.
pub(super) fn note_look() -> Format {
    Format::new().set_italic().set_font_color(0x0040_4040)
}

impl<'a> Page<'a> {
    /// An empty sheet of that name.
    pub fn new(name: &str, pen: Pen<'a>) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        Ok(Page { sheet, pen, row: 0, table_rows: 0, widths: Vec::new(), long: 0 })
    }

    /// The words that it is written in.
    pub fn locale(&self) -> &'a Locale {
        self.pen.locale
    }

    /// Titles of columns as a row, those of numbers above them to the right.
    pub fn header(&mut self, titles: &[(String, bool)]) -> Result<(), XlsxError> {
        for (column, (title, is_numeric)) in titles.iter().enumerate() {
            let column = u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)?;
            let look = if *is_numeric { header_look().set_align(FormatAlign::Right) } else { header_look() };
            let written = write_text(&mut self.sheet, (self.row, column), title, &look)?;
            let broken = text::longest_piece(title).max(TITLE);
            self.note(column, &cells::Written { width: written.width.min(broken) + FILTER, ..written });
        }
        self.row += 1;
        Ok(())
    }

    /// A cell of the row that is written, which calculates its number again.
    pub fn formula(&mut self, column: u16, cell: &Cell, formula: &Written, look: &Format) -> Result<(), XlsxError> {
        let (Cell::Figure(number, shape) | Cell::Plain(number, shape)) = cell else {
            return self.cell(column, cell, look);
        };
        let written = self.pen.formula(&mut self.sheet, (self.row, column), ((number, *shape), formula), look)?;
        self.note(column, &written);
        Ok(())
    }

    /// A cell of the row that is written.
    pub fn cell(&mut self, column: u16, cell: &Cell, look: &Format) -> Result<(), XlsxError> {
        let written = self.pen.write(&mut self.sheet, (self.row, column), cell, look)?;
        self.note(column, &written);
        Ok(())
    }

    /// A text in the row that is written.
    pub fn text(&mut self, column: u16, words: &str, look: &Format) -> Result<(), XlsxError> {
        let written = write_text(&mut self.sheet, (self.row, column), words, look)?;
        self.note(column, &written);
        Ok(())
    }

    fn note(&mut self, column: u16, written: &cells::Written) {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0);
        }
        self.widths[column] = self.widths[column].max(written.width);
        self.long += usize::from(written.is_long);
    }

    /// Sentences below what was written, over the columns beside them.
    pub fn notes(&mut self, notes: &[Phrase]) -> Result<(), XlsxError> {
        let long = Phrase::term("digits_as_text").with("count", Cell::count(self.long as i64));
        let told = (self.long > 0).then_some(&long);
        let all: Vec<Phrase> = notes.iter().chain(told).cloned().collect();
        self.row += u32::from(!all.is_empty());
        self.sentences(&all)
    }

    /// Sentences, each in a row of its own.
    pub fn sentences(&mut self, sentences: &[Phrase]) -> Result<(), XlsxError> {
        for sentence in sentences {
            let words = text::visible(&self.locale().phrase(sentence)).into_owned();
            write_text(&mut self.sheet, (self.row, 0), &words, &note_look())?;
            self.row += 1;
        }
        Ok(())
    }

    /// Freezes and filters a table whose header is the first row, and lets ids stand as texts without a warning.
    pub fn filter(&mut self, columns: usize, keys: usize) -> Result<(), XlsxError> {
        let (Some(last_row), Some(last_column)) = (self.row.checked_sub(1), columns.checked_sub(1)) else {
            return Ok(());
        };
        let last_column = last_column as u16;
        let is_wide = self.width() > SCREEN;
        self.sheet.set_freeze_panes(1, if is_wide { keys as u16 } else { 0 })?;
        self.sheet.autofilter(0, 0, last_row, last_column)?;
        self.sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        self.sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    fn width(&self) -> usize {
        self.widths.iter().map(|width| bounded(*width)).sum()
    }

    /// The finished sheet, with the widths of its columns and the form of its print.
    pub fn finish(mut self) -> Result<Worksheet, XlsxError> {
        for (column, width) in self.widths.iter().enumerate() {
            self.sheet.set_column_width(column as u16, bounded(*width) as u32)?;
        }
        if self.width() > UPRIGHT {
            self.sheet.set_landscape();
        }
        self.sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
        self.sheet.set_header("&L&A").set_footer("&R&P / &N");
        Ok(self.sheet)
    }
}

fn bounded(width: usize) -> usize {
    (width + 2).clamp(WIDTHS.0, WIDTHS.1)
}
