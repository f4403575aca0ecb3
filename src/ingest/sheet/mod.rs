//! Workbooks: a sheet of an `.xlsx` or `.ods` file as the text of a CSV, so that the one path of all files reads it.
//!
//! Line N of the text is row N of the sheet, whatever is blank above it; field N is column N. The text begins with the mark that
//! says UTF-8. A cell is what the workbook stores: a number as the shortest decimal that names it, a day as `2024-03-05`, a formula
//! as the value that it had when the workbook was saved; where it had none, as an error.

mod archive;
mod grid;
mod kind;
mod open_document;
mod parts;
mod shown;
mod value;
mod xlsx;

use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

use calamine::{Ods, Reader, SheetVisible, Xlsx};

use self::archive::Container;
pub use self::kind::{SIGNATURE_BYTES, is_workbook, other_kind};
pub use self::shown::Writing;

/// What a spreadsheet shows for a formula that it cannot compute; here for one that nobody has computed.
const NOT_COMPUTED: &str = "#CALC!";
/// What a spreadsheet shows for a cell that refers to nothing.
const REFERS_TO_NOTHING: &str = "#REF!";
/// The most that a sheet's text, and all parts of a workbook unpacked, may have.
const MOST_TEXT: usize = 2 << 30;
const MOST_UNPACKED: u128 = 4 << 30;

/// Row and column from 0.
type At = (u32, u32);

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

impl SheetFault {
    fn unreadable(reason: impl ToString) -> Self {
        SheetFault::Unreadable(reason.to_string())
    }
}

/// Bytes of a workbook that can be looked at in any order.
pub trait Stored: Read + Seek {}

impl<T: Read + Seek> Stored for T {}

type Opened = Box<dyn Stored>;

/// An open workbook.
pub struct Book<'a> {
    open: &'a dyn Fn() -> std::io::Result<Opened>,
    /// Names of its sheets of cells, in their order.
    names: Vec<String>,
    cells: Cells,
    /// How its numbers are written as text.
    writing: Writing,
}

enum Cells {
    Xlsx(Box<Xlsx<Opened>>),
    OpenDocument(Box<Ods<Opened>>),
}

/// A sheet as text, and what the text does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetText {
    /// The text.
    pub text: Arc<[u8]>,
    /// How many rows with cells are hidden, by hand, by a filter or in a closed group, and the number of the first, from 1.
    pub hidden: Option<(u32, u32)>,
    /// The same of rows whose every cell is struck out.
    pub struck: Option<(u32, u32)>,
}

impl<'a> Book<'a> {
    /// Opens a workbook; `open` gives its bytes each time it is asked.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn open(open: &'a dyn Fn() -> std::io::Result<Opened>, writing: Writing) -> Result<Self, SheetFault> {
        let stored = || open().map_err(SheetFault::unreadable);
        let (cells, names) = match archive::container(stored()?)? {
            Container::Xlsx => {
                let book = Xlsx::new(stored()?)?;
                let names = xlsx::names(&book);
                (Cells::Xlsx(Box::new(book)), names)
            }
            Container::OpenDocument => {
                parts::refuse_large_tables(stored()?)?;
                let book = Ods::new(stored()?)?;
                let names = open_document::names(&book);
                (Cells::OpenDocument(Box::new(book)), names)
            }
        };
        Ok(Book { open, names, cells, writing })
    }

    /// Names of its sheets of cells, in their order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a spreadsheet does not show that sheet.
    pub fn is_hidden(&self, name: &str) -> bool {
        let sheets = match &self.cells {
            Cells::Xlsx(book) => book.sheets_metadata(),
            Cells::OpenDocument(book) => book.sheets_metadata(),
        };
        sheets.iter().any(|sheet| sheet.name == name && sheet.visible != SheetVisible::Visible)
    }

    /// A sheet as text.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn sheet(&mut self, name: &str) -> Result<SheetText, SheetFault> {
        let stored = (self.open)().map_err(SheetFault::unreadable)?;
        let (text, hidden) = match &mut self.cells {
            Cells::Xlsx(book) => {
                let look = parts::look_at_sheet(stored, name)?;
                (xlsx::text(book, name, (&look.strays, &self.writing))?, look.hidden)
            }
            Cells::OpenDocument(book) => {
                let kinds = parts::kinds_in_table((self.open)().map_err(SheetFault::unreadable)?, name)?;
                let text = open_document::text(book, name, (&kinds, &self.writing))?;
                (SheetText { text: text.into(), ..SheetText::default() }, parts::hidden_in_table(stored, name)?)
            }
        };
        Ok(SheetText { hidden: hidden.seen(), ..text })
    }

    /// Whether a sheet has a row below its first one that has cells: then it is more than a remark.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn has_rows(&mut self, name: &str) -> Result<bool, SheetFault> {
        match &mut self.cells {
            Cells::Xlsx(book) => xlsx::has_rows(book, name),
            Cells::OpenDocument(book) => open_document::has_rows(book, name),
        }
    }
}

/// The names of a workbook's sheets of cells.
///
/// # Errors
/// What keeps the workbook from being read.
pub fn names(workbook: impl Read) -> Result<Vec<String>, SheetFault> {
    with_book(workbook, |book| Ok(book.names().to_vec()))
}

/// The text of a sheet: of the one named, else of the first.
///
/// # Errors
/// What keeps the workbook from being read.
pub fn text(workbook: impl Read, sheet: Option<&str>) -> Result<Vec<u8>, SheetFault> {
    with_book(workbook, |book| {
        let named = |wanted: &str| book.names().iter().find(|name| *name == wanted);
        match sheet.map_or(book.names().first(), named).cloned() {
            Some(name) => Ok(book.sheet(&name)?.text.to_vec()),
            None => Err(SheetFault::UnknownSheet(book.names().to_vec())),
        }
    })
}

fn with_book<T>(
    mut workbook: impl Read,
    take: impl FnOnce(&mut Book) -> Result<T, SheetFault>,
) -> Result<T, SheetFault> {
    let mut bytes = Vec::new();
    workbook.read_to_end(&mut bytes).map_err(SheetFault::unreadable)?;
    let bytes: Arc<[u8]> = bytes.into();
    let open = || -> std::io::Result<Opened> { Ok(Box::new(Cursor::new(bytes.clone()))) };
    take(&mut Book::open(&open, Writing::default())?)
}
