//! Workbooks: a sheet of an `.xlsx` file as the text of a CSV, so that the one path of all files reads it.
//!
//! Line N of the text is row N of the sheet, whatever is blank above it; field N is column N. The text begins with the mark that
//! says UTF-8. A cell is what the workbook stores: a number as the shortest decimal that names it, a day as `2024-03-05`, a formula
//! as the value that it had when the workbook was saved.

mod grid;
mod value;

use std::io::{Read, Seek};

use calamine::{Reader, SheetType, Xlsx, XlsxError};

use self::grid::Grid;
use self::value::Days;

/// How a ZIP archive begins, which an `.xlsx` is.
const ZIP: &[u8] = b"PK\x03\x04";
/// How the older container of Microsoft Office begins: `.xls`, and every workbook under a password.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
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
    let is_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let days = Days::new(is_1904, cells.styles());
    let mut grid = Grid::new(MOST_TEXT);
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        if let Some(text) = days.text(cell.get_value(), style) {
            grid.put(cell.get_position(), &text)?;
        }
    }
    grid.finish()
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
