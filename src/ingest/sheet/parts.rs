//! What the XML of a sheet says beside its cells: rows that are hidden, references to strings that are none, repeats without end.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;

use quick_xml::Reader as Xml;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::{At, SheetFault, Stored};

/// More cells than this, or blanks in one text, no table has.
const MOST_CELLS: u64 = 40_000_000;
const MOST_BLANKS: u64 = 32_767;

/// Rows with cells that are hidden, or struck out: how many, and the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SomeRows {
    count: u32,
    /// From 1.
    first: u32,
}

impl SomeRows {
    pub fn add(&mut self, row: u32, repeated: u32) {
        if self.count == 0 {
            self.first = row + 1;
        }
        self.count += repeated;
    }

    /// How many, and the number of the first from 1; nothing where there are none.
    pub fn seen(self) -> Option<(u32, u32)> {
        (self.count > 0).then_some((self.count, self.first))
    }
}

/// What the part of a sheet of an `.xlsx` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub hidden: SomeRows,
    /// Cells whose text is a string of the shared table by an index that is no number: read as the first string they would be wrong.
    pub strays: BTreeSet<At>,
}

/// The value of an attribute, entities resolved; whatever its namespace.
pub(super) fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes.with_checks(false).flatten().find(|found| found.key.local_name().as_ref() == name)?;
    Some(unescape(&found.value).map_or_else(|_| found.value.to_string(), Cow::into_owned))
}

fn number(tag: &BytesStart, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

/// Shows every tag and text of a part; nothing where the archive has no such part. It ends where `see` says that it is done.
fn each<R: Stored>(
    archive: &mut ZipArchive<R>,
    part: &str,
    mut see: impl FnMut(Event) -> Result<Go, SheetFault>,
) -> Result<(), SheetFault> {
    let part = match archive.by_name(part) {
        Ok(part) => part,
        Err(ZipError::FileNotFound) => return Ok(()),
        Err(error) => return Err(SheetFault::unreadable(error)),
    };
    let mut xml = Xml::from_reader(BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(SheetFault::unreadable)? {
            Event::Eof => return Ok(()),
            event => {
                if see(event)? == Go::Done {
                    return Ok(());
                }
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Go {
    On,
    Done,
}

/// Looks at a sheet of an `.xlsx`.
///
/// # Errors
/// The archive or the part cannot be read.
pub(super) fn look_at_sheet(stored: Box<dyn Stored>, sheet: &str) -> Result<Look, SheetFault> {
    let mut archive = ZipArchive::new(stored).map_err(SheetFault::unreadable)?;
    let Some(part) = part_of(&mut archive, sheet)? else { return Ok(Look::default()) };
    let mut rows = Rows::default();
    each(&mut archive, &part, |event| {
        rows.see(&event);
        Ok(Go::On)
    })?;
    Ok(rows.look)
}

/// The part that holds a sheet's cells, by the names of the workbook and what these refer to.
fn part_of<R: Stored>(archive: &mut ZipArchive<R>, sheet: &str) -> Result<Option<String>, SheetFault> {
    let is_book = |name: &String| name.to_ascii_lowercase().ends_with("workbook.xml");
    let names = archive.file_names().flatten().map(Cow::into_owned);
    let Some(book) = names.into_iter().find(is_book) else { return Ok(None) };
    let (folder, file) = book.rsplit_once('/').map_or(("", book.as_str()), |(folder, file)| (folder, file));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let (mut id, mut target) = (None, None);
    each(archive, &book, |event| {
        if let Event::Start(tag) = &event
            && tag.local_name().as_ref() == "sheet"
            && attribute(tag, "name").as_deref() == Some(sheet)
        {
            id = attribute(tag, "id");
            return Ok(Go::Done);
        }
        Ok(Go::On)
    })?;
    each(archive, &format!("{folder}_rels/{file}.rels"), |event| {
        if let Event::Start(tag) = &event
            && tag.local_name().as_ref() == "Relationship"
            && attribute(tag, "Id") == id
        {
            target = attribute(tag, "Target");
        }
        Ok(Go::On)
    })?;
    Ok(target.map(|target| target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned)))
}

/// Rows and cells of a sheet on their way.
#[derive(Default)]
struct Rows {
    look: Look,
    /// The next row and column, from 0, where the tags do not say.
    at: At,
    is_hidden: bool,
    /// Whether the row is counted as hidden.
    is_counted: bool,
    is_shared: bool,
    is_value: bool,
}

impl Rows {
    fn see(&mut self, event: &Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Text(text) if self.is_value && self.is_shared && !is_index(text) => {
                self.look.strays.insert(self.at);
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "row" => self.at = (self.at.0 + 1, 0),
                "c" => self.at.1 += 1,
                "v" => self.is_value = false,
                _ => {}
            },
            _ => {}
        }
    }

    fn start(&mut self, tag: &BytesStart) {
        match tag.local_name().as_ref() {
            "row" => {
                let row = number(tag, "r").map_or(self.at.0, |row| row.saturating_sub(1));
                self.at = (row, 0);
                self.is_hidden = attribute(tag, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true");
                self.is_counted = false;
            }
            "c" => {
                let column = attribute(tag, "r").and_then(|name| column(&name));
                self.at.1 = column.unwrap_or(self.at.1);
                self.is_shared = attribute(tag, "t").as_deref() == Some("s");
            }
            name @ ("v" | "is") => {
                self.is_value = name == "v";
                if self.is_hidden && !self.is_counted {
                    self.is_counted = true;
                    self.look.hidden.add(self.at.0, 1);
                }
            }
            _ => {}
        }
    }
}

/// Whether a text is a place in a table.
fn is_index(text: &str) -> bool {
    (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The column of a cell's name, from 0: of `AB12` 27.
fn column(name: &str) -> Option<u32> {
    let mut letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.try_fold(0u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    column.checked_sub(1)
}

const CONTENT: &str = "content.xml";

/// The rows of a table of an OpenDocument that are hidden or filtered away.
///
/// # Errors
/// The archive or the part cannot be read.
pub(super) fn hidden_in_table(stored: Box<dyn Stored>, table: &str) -> Result<SomeRows, SheetFault> {
    let mut archive = ZipArchive::new(stored).map_err(SheetFault::unreadable)?;
    let mut tables = Tables { wanted: Some(table.to_owned()), ..Tables::default() };
    each(&mut archive, CONTENT, |event| tables.see(&event))?;
    Ok(tables.hidden)
}

/// What a cell of an OpenDocument says of its number.
#[derive(Clone)]
pub(super) enum Kind {
    /// A percentage.
    Percentage,
    /// An amount in a currency, by its code.
    Currency(String),
}

/// Cells of a table of an OpenDocument that are said to be percentages or amounts in a currency.
///
/// # Errors
/// The archive or the part cannot be read.
pub(super) fn kinds_in_table(stored: Box<dyn Stored>, table: &str) -> Result<BTreeMap<At, Kind>, SheetFault> {
    let mut archive = ZipArchive::new(stored).map_err(SheetFault::unreadable)?;
    let mut cells = Kinds::default();
    each(&mut archive, CONTENT, |event| {
        match &event {
            Event::Start(tag) => cells.start(tag, table),
            Event::End(tag) if tag.local_name().as_ref() == "table-row" => cells.row += cells.rows,
            _ => {}
        }
        Ok(Go::On)
    })?;
    Ok(cells.found)
}

/// Kinds of cells of the wanted table on their way.
#[derive(Default)]
struct Kinds {
    is_wanted: bool,
    row: u32,
    column: u32,
    /// How many rows the one that is read stands for.
    rows: u32,
    found: BTreeMap<At, Kind>,
}

impl Kinds {
    fn start(&mut self, tag: &BytesStart, table: &str) {
        match tag.local_name().as_ref() {
            "table" => {
                (self.is_wanted, self.row) = (attribute(tag, "name").as_deref() == Some(table), 0);
            }
            "table-row" => (self.column, self.rows) = (0, number(tag, "number-rows-repeated").unwrap_or(1)),
            "table-cell" | "covered-table-cell" => {
                let columns = number(tag, "number-columns-repeated").unwrap_or(1);
                if let Some(kind) = kind_of(tag).filter(|_| self.is_wanted) {
                    let rows = self.row..self.row.saturating_add(self.rows);
                    let columns = self.column..self.column.saturating_add(columns);
                    self.found.extend(
                        rows.flat_map(|row| columns.clone().map(move |at| (row, at))).map(|at| (at, kind.clone())),
                    );
                }
                self.column = self.column.saturating_add(columns);
            }
            _ => {}
        }
    }
}

fn kind_of(tag: &BytesStart) -> Option<Kind> {
    match attribute(tag, "value-type")?.as_ref() {
        "percentage" => Some(Kind::Percentage),
        "currency" => attribute(tag, "currency").map(Kind::Currency),
        _ => None,
    }
}

/// Refuses tables that repeat cells, rows or blanks more often than any table of people: a small file could fill the memory.
///
/// # Errors
/// It does; or the archive or the part cannot be read.
pub(super) fn refuse_large_tables(stored: Box<dyn Stored>) -> Result<(), SheetFault> {
    let mut archive = ZipArchive::new(stored).map_err(SheetFault::unreadable)?;
    let mut tables = Tables::default();
    each(&mut archive, CONTENT, |event| tables.see(&event))
}

/// Rows of the tables of an OpenDocument on their way.
#[derive(Default)]
struct Tables {
    wanted: Option<String>,
    /// Whether the table is the one that is wanted.
    is_wanted: bool,
    hidden: SomeRows,
    row: u64,
    repeated: u64,
    is_hidden: bool,
    /// Cells of the row so far, and those down to the last with a value.
    cells: u64,
    filled: u64,
    /// Of the table: the widest row, the last one with a value.
    width: u64,
    height: u64,
    /// Cells of the tables above.
    above: u64,
}

impl Tables {
    fn see(&mut self, event: &Event) -> Result<Go, SheetFault> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) if tag.local_name().as_ref() == "table-row" => self.end_row(),
            _ => Ok(Go::On),
        }
    }

    fn start(&mut self, tag: &BytesStart) -> Result<Go, SheetFault> {
        let repeated = |name: &str| attribute(tag, name).and_then(|text| text.trim().parse().ok()).unwrap_or(1);
        match tag.local_name().as_ref() {
            "table" => {
                self.above = self.above.saturating_add(self.width.saturating_mul(self.height));
                (self.row, self.width, self.height) = (0, 0, 0);
                self.is_wanted = self.wanted.is_some() && self.wanted == attribute(tag, "name");
            }
            "table-row" => {
                self.repeated = repeated("number-rows-repeated");
                self.is_hidden = attribute(tag, "visibility").is_some_and(|how| how == "collapse" || how == "filter");
                (self.cells, self.filled) = (0, 0);
            }
            "table-cell" | "covered-table-cell" => {
                let is_filled = attribute(tag, "value-type").is_some() || attribute(tag, "formula").is_some();
                self.cells = self.cells.saturating_add(repeated("number-columns-repeated"));
                self.filled = if is_filled { self.cells } else { self.filled };
            }
            "s" if repeated("c") > MOST_BLANKS => return Err(SheetFault::TooLarge),
            _ => {}
        }
        Ok(Go::On)
    }

    fn end_row(&mut self) -> Result<Go, SheetFault> {
        if self.filled > 0 {
            let row = u32::try_from(self.row).map_err(|_| SheetFault::TooLarge)?;
            if self.is_hidden && self.is_wanted {
                self.hidden.add(row, u32::try_from(self.repeated).map_err(|_| SheetFault::TooLarge)?);
            }
            self.width = self.width.max(self.filled);
            self.height = self.row.saturating_add(self.repeated);
        }
        self.row = self.row.saturating_add(self.repeated);
        let is_large = self.width.saturating_mul(self.height).saturating_add(self.above) > MOST_CELLS;
        if is_large { Err(SheetFault::TooLarge) } else { Ok(Go::On) }
    }
}
