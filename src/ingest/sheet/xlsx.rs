//! The cells of an `.xlsx` or `.xlsm`, one after the other as they stand in the archive.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use super::grid::Grid;
use super::parts::SomeRows;
use super::shown::{Above, Writing};
use super::value::Days;
use super::{At, MOST_TEXT, NOT_COMPUTED, REFERS_TO_NOTHING, SheetFault, SheetText};

impl From<XlsxError> for SheetFault {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => SheetFault::Protected,
            error => SheetFault::unreadable(error),
        }
    }
}

/// Names of the sheets of cells.
pub(super) fn names<R: Read + Seek>(book: &Xlsx<R>) -> Vec<String> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets.map(|sheet| sheet.name.clone()).collect()
}

/// A sheet as text, the cells of `strays` as the error that they are; without what is hidden.
pub(super) fn text<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    (strays, writing): (&BTreeSet<At>, &Writing),
) -> Result<SheetText, SheetFault> {
    let mut sheet = Sheet { book, name, strays, writing };
    let (grid, has_blank_cells, struck) = sheet.grid(&BTreeSet::new())?;
    // A cell without a value may hold a formula that was never computed: scripts save such workbooks.
    let uncomputed = if has_blank_cells { sheet.uncomputed()? } else { BTreeSet::new() };
    let text = if uncomputed.is_empty() { grid.finish() } else { sheet.grid(&uncomputed)?.0.finish() };
    Ok(SheetText { text: text?.into(), hidden: None, struck: struck.seen() })
}

/// Whether cells with a value stand in two rows.
pub(super) fn has_rows<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<bool, SheetFault> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let mut first = None;
    while let Some(cell) = cells.next_cell()? {
        let (row, _) = cell.get_position();
        match first {
            _ if matches!(cell.get_value(), DataRef::Empty) => {}
            None => first = Some(row),
            Some(first) if first != row => return Ok(true),
            Some(_) => {}
        }
    }
    Ok(false)
}

/// Rows whose every cell with a value is struck out, on their way.
#[derive(Default)]
struct Struck {
    /// The row, and whether all of it is so far.
    row: Option<(u32, bool)>,
    found: SomeRows,
}

impl Struck {
    fn see(&mut self, row: u32, is_struck: bool) {
        match &mut self.row {
            Some((known, is_whole)) if *known == row => *is_whole &= is_struck,
            _ => {
                self.close();
                self.row = Some((row, is_struck));
            }
        }
    }

    fn close(&mut self) {
        if let Some((row, true)) = self.row {
            self.found.add(row, 1);
        }
    }

    fn finish(mut self) -> SomeRows {
        self.close();
        self.found
    }
}

/// A sheet of an open workbook.
struct Sheet<'a, R: Read + Seek> {
    book: &'a mut Xlsx<R>,
    name: &'a str,
    strays: &'a BTreeSet<At>,
    writing: &'a Writing,
}

impl<R: Read + Seek> Sheet<'_, R> {
    /// The cells, those of `uncomputed` as the error that they are; whether there are cells without a value; rows that are struck out.
    fn grid(&mut self, uncomputed: &BTreeSet<At>) -> Result<(Grid, bool, SomeRows), SheetFault> {
        let is_1904 = self.book.has_1904_epoch();
        let mut cells = self.book.worksheet_cells_reader(self.name)?;
        let days = Days::new(is_1904, cells.styles(), self.writing);
        let mut above = Above::default();
        let mut grid = Grid::new(MOST_TEXT);
        let mut has_blank_cells = false;
        let mut struck = Struck::default();
        while let Some((cell, style)) = cells.next_cell_with_style_id()? {
            let at = cell.get_position();
            let value = cell.get_value();
            let text = days.text(value, style, || above.unit(at.1));
            if let (Some(text), DataRef::String(_) | DataRef::SharedString(_)) = (&text, value) {
                above.see(at, text);
            }
            if text.is_some() {
                struck.see(at.0, days.is_struck(style));
            }
            match text {
                Some(_) if self.strays.contains(&at) => grid.put(at, REFERS_TO_NOTHING)?,
                Some(text) => grid.put(at, &text)?,
                None if uncomputed.contains(&at) => grid.put(at, NOT_COMPUTED)?,
                None => has_blank_cells = true,
            }
        }
        Ok((grid, has_blank_cells, struck.finish()))
    }

    /// The cells with a formula and without a value.
    fn uncomputed(&mut self) -> Result<BTreeSet<At>, SheetFault> {
        let mut cells = self.book.worksheet_cells_reader(self.name)?;
        let mut found = BTreeSet::new();
        while let Some(cell) = cells.next_cell_with_formula_metadata()? {
            if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
                found.insert(cell.pos);
            }
        }
        Ok(found)
    }
}
