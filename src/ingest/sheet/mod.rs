//! Workbooks: a sheet of an `.xlsx` file as the text of a CSV, so that the one path of all files reads it.
//!
//! Line N of the text is row N of the sheet, whatever is blank above it; field N is column N. The text begins with the mark that
//! says UTF-8. A cell is what the workbook stores: a number as the shortest decimal that names it, a day as `2024-03-05`, a formula
//! as the value that it had when the workbook was saved; where it had none, as an error.

mod grid;
mod value;

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use self::grid::Grid;
use self::value::Days;

/// How a ZIP archive begins, which an `.xlsx` is.
const ZIP: &[u8] = b"PK\x03\x04";
/// How the older container of Microsoft Office begins: `.xls`, and every workbook under a password.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// What a spreadsheet shows for a formula that it cannot compute; here for one that nobody has computed.
const NOT_COMPUTED: &str = "#CALC!";
/// The most that a sheet's text, and all parts of a workbook unpacked, may have.
const MOST_TEXT: usize = 2 << 30;
const MOST_UNPACKED: u128 = 4 << 30;

/// How many of a file's first bytes tell whether it is a workbook.
pub const SIGNATURE_BYTES: u64 = 8;

/// Why a workbook cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetFault {
    /// It is under a password.
    Protected,
    /// It is a workbook or document of another kind.
    OtherKind(&'static str),
    /// It has no sheet of that name; these it has.
    UnknownSheet(Vec<String>),
    /// It is larger than anything that people keep in workbooks.
    TooLarge,
    /// Anything else, in words of the library.
    Unreadable(String),
}

impl From<XlsxError> for SheetFault {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => SheetFault::Protected,
            error => SheetFault::Unreadable(error.to_string()),
        }
    }
}

/// Whether a file that begins so is a workbook, whatever its name.
pub fn is_workbook(first_bytes: &[u8]) -> bool {
    first_bytes.starts_with(ZIP) || first_bytes.starts_with(COMPOUND)
}

/// The text of a sheet: of the one named, else of the first.
///
/// # Errors
/// What keeps the workbook from being read.
pub fn text(mut workbook: impl Read + Seek, sheet: Option<&str>) -> Result<Vec<u8>, SheetFault> {
    refuse_other_kinds(&mut workbook)?;
    let mut workbook: Xlsx<_> = Xlsx::new(workbook)?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let named = |wanted: &str| names.iter().find(|name| *name == wanted);
    let Some(name) = sheet.map_or(names.first(), named) else { return Err(SheetFault::UnknownSheet(names)) };
    let mut sheet = Sheet { workbook: &mut workbook, name };
    let (grid, has_blank_cells) = sheet.grid(&BTreeSet::new())?;
    // A cell without a value may hold a formula that was never computed: scripts save such workbooks.
    let uncomputed = if has_blank_cells { sheet.uncomputed()? } else { BTreeSet::new() };
    if uncomputed.is_empty() { grid.finish() } else { sheet.grid(&uncomputed)?.0.finish() }
}

/// Row and column from 0.
type At = (u32, u32);

/// A sheet of an open workbook.
struct Sheet<'a, R: Read + Seek> {
    workbook: &'a mut Xlsx<R>,
    name: &'a str,
}

impl<R: Read + Seek> Sheet<'_, R> {
    /// The cells, those of `uncomputed` as the error that they are; and whether there are cells without a value.
    fn grid(&mut self, uncomputed: &BTreeSet<At>) -> Result<(Grid, bool), SheetFault> {
        let is_1904 = self.workbook.has_1904_epoch();
        let mut cells = self.workbook.worksheet_cells_reader(self.name)?;
        let days = Days::new(is_1904, cells.styles());
        let mut grid = Grid::new(MOST_TEXT);
        let mut has_blank_cells = false;
        while let Some((cell, style)) = cells.next_cell_with_style_id()? {
            let at = cell.get_position();
            match days.text(cell.get_value(), style) {
                Some(text) => grid.put(at, &text)?,
                None if uncomputed.contains(&at) => grid.put(at, NOT_COMPUTED)?,
                None => has_blank_cells = true,
            }
        }
        Ok((grid, has_blank_cells))
    }

    /// The cells with a formula and without a value.
    fn uncomputed(&mut self) -> Result<BTreeSet<At>, SheetFault> {
        let mut cells = self.workbook.worksheet_cells_reader(self.name)?;
        let mut found = BTreeSet::new();
        while let Some(cell) = cells.next_cell_with_formula_metadata()? {
            if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
                found.insert(cell.pos);
            }
        }
        Ok(found)
    }
}

/// Looks into the archive before anything of it is unpacked.
fn refuse_other_kinds(workbook: &mut (impl Read + Seek)) -> Result<(), SheetFault> {
    let mut first = [0; SIGNATURE_BYTES as usize];
    let unreadable = |error: std::io::Error| SheetFault::Unreadable(error.to_string());
    let read = workbook.read(&mut first).map_err(unreadable)?;
    workbook.rewind().map_err(unreadable)?;
    if first[..read].starts_with(COMPOUND) {
        return match Xlsx::new(&mut *workbook) {
            Err(XlsxError::Password) => Err(SheetFault::Protected),
            _ => Err(SheetFault::OtherKind(".xls")),
        };
    }
    let archive = zip::ZipArchive::new(&mut *workbook).map_err(|error| SheetFault::Unreadable(error.to_string()))?;
    let has = |name: &str| archive.file_names_raw().any(|known| known == name.as_bytes());
    let kinds = [("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods"), ("word/document.xml", ".docx")];
    if let Some((_, kind)) = kinds.into_iter().find(|(part, _)| has(part)) {
        return Err(SheetFault::OtherKind(kind));
    }
    if !has("[Content_Types].xml") {
        return Err(SheetFault::OtherKind(".zip"));
    }
    if archive.decompressed_size().is_some_and(|size| size > MOST_UNPACKED) {
        return Err(SheetFault::TooLarge);
    }
    workbook.rewind().map_err(unreadable)
}
