//! The lines of a text: a number for each, and what those that are asked for say – of which day they are, whose, and how they are shown.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;

use super::manifest::ReadFacts;
use super::prints::{Prints, each_line};
use crate::calendar::{NaiveDate, Period};
use crate::digest;
use crate::ingest::cell::{DateFormat, date, period};
use crate::ingest::decode::{BYTE_ORDER_MARK, Encoding, Transcoder};
use crate::ingest::personal::{Personal, is_personal};
use crate::ingest::records::{Dialect, Records};
use crate::policy::Policy;

use super::whole::Record;

/// Of how many lines the texts are kept until it is known which are shown.
const KEPT: usize = 64;

/// Columns that say the day or the period of a row; the first that a file has decides.
const DAYS: [&[&str]; 3] = [&["date", "opened"], &["period"], &["from", "hired"]];

/// Columns of a day on which something ends: one after the closed period is as good as none, for the period.
const ENDS: [&str; 6] = ["left", "to", "until", "closed", "done", "paid_on"];

/// Columns that say whose a row is.
const PEOPLE: [&str; 2] = ["person", "person_id"];

/// Where a text comes from.
pub enum Source {
    /// A file in its encoding.
    File(PathBuf, Encoding),
    /// In memory, as UTF-8.
    Text(Vec<u8>),
    /// Kept fingerprints.
    Prints(Prints),
    /// A file that is read as fingerprints of so many lines each.
    Printed(PathBuf, u32),
}

impl Source {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Source::File(path, encoding) if *encoding == Encoding::UTF_8 => without_mark(File::open(path)?)?,
            Source::File(path, encoding) => without_mark(Transcoder::new(File::open(path)?, *encoding))?,
            Source::Text(text) => Box::new(Cursor::new(text)),
            Source::Printed(path, _) => Box::new(File::open(path)?),
            Source::Prints(_) => Box::new(io::empty()),
        })
    }

    /// A number for each line.
    ///
    /// # Errors
    /// What the system says.
    pub fn lines(&self) -> io::Result<Vec<u64>> {
        match self {
            Source::Prints(prints) => Ok(prints.list.clone()),
            Source::Printed(_, each) => Ok(Prints::of_each(*each, self.open()?)?.list),
            _ => {
                let mut lines = Vec::new();
                each_line(self.open()?, |line| lines.push(digest::short(line)))?;
                Ok(lines)
            }
        }
    }

    /// How many lines a number is of.
    pub fn each(&self) -> u32 {
        match self {
            Source::Prints(Prints { each, .. }) | Source::Printed(_, each) => *each,
            _ => 1,
        }
    }

    /// Whether its lines can be shown.
    pub fn has_texts(&self) -> bool {
        !matches!(self, Source::Prints(_)) && self.each() == 1
    }

    /// The first lines, so many at most.
    ///
    /// # Errors
    /// What the system says.
    pub fn first_lines(&self, most: usize) -> io::Result<Vec<String>> {
        let mut lines = Vec::new();
        each_line(self.open()?, |line| {
            if lines.len() < most {
                lines.push(String::from_utf8_lossy(line).into_owned());
            }
        })?;
        Ok(lines)
    }

    /// Calls with the index and the text of each of these lines, which are in order.
    fn visit(&self, wanted: &[usize], mut with: impl FnMut(usize, &str)) -> io::Result<()> {
        let (mut index, mut next) = (0, wanted.iter().copied().peekable());
        each_line(self.open()?, |line| {
            if next.peek() == Some(&index) {
                next.next();
                with(index, &String::from_utf8_lossy(line));
            }
            index += 1;
        })
    }
}

/// A text in UTF-8 without the mark that it may begin with, which is no part of its first line.
fn without_mark<'r>(mut text: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let mut head = Vec::new();
    text.by_ref().take(BYTE_ORDER_MARK.len() as u64).read_to_end(&mut head)?;
    let head = if head == BYTE_ORDER_MARK { Vec::new() } else { head };
    Ok(Box::new(Cursor::new(head).chain(text)))
}

/// How the rows of a text are read.
pub struct Rows<'a> {
    /// How they were read when the period was closed; nothing of a file that was not read.
    pub facts: Option<ReadFacts>,
    /// The policy that ruled.
    pub policy: &'a Policy,
    /// The closed period.
    pub period: &'a Period,
    /// How its days are written.
    pub format: DateFormat,
    /// Whether every row needs a day: one without is a total, a heading or a remark.
    pub needs_day: bool,
    /// Whether a blank day is that of the row above.
    pub fills_day: bool,
}

/// What a line says of itself.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Whether it is of a day after the closed period, of a period that begins after it, or no row at all.
    pub is_later: bool,
    /// Whose it is.
    pub person: Option<String>,
    /// What is the same for lines that are equal but for last days after the closed period; nothing of lines without such columns.
    pub but_for_ends: Option<u64>,
    /// As it is shown; empty of those that are not among the first.
    pub text: String,
}

impl Rows<'_> {
    /// What these lines say of themselves, by index; nothing of fingerprints. Of a file that was not there its header says nothing.
    ///
    /// # Errors
    /// What the system says.
    pub fn known(&self, source: &Source, lines: &[usize], is_new: bool) -> io::Result<BTreeMap<usize, Known>> {
        if !source.has_texts() || lines.is_empty() {
            return Ok(BTreeMap::new());
        }
        let header_line = self.facts.as_ref().map_or(0, |facts| facts.header_line as usize);
        let mut columns = None;
        if header_line > 0 {
            source.visit(&[header_line - 1], |_, header| columns = self.columns(header))?;
        }
        let mut read =
            Looked { rows: self, columns, wanted: Vec::new(), above: String::new(), known: BTreeMap::new(), shown: 0 };
        let (mut next, mut index, mut record) = (lines.iter().copied().peekable(), 0, Record::default());
        each_line(source.open()?, |line| {
            let is_wanted = next.next_if_eq(&index).is_some();
            if read.columns.is_none() || index < header_line {
                if is_wanted {
                    let no_row = Known { is_later: is_new && index < header_line, ..Known::default() };
                    read.keep(index, line, no_row);
                }
            } else {
                if is_wanted {
                    read.wanted.push((index, line.to_vec()));
                }
                if record.add(line, read.columns.as_ref().map_or(Dialect::COMMA, |columns| columns.dialect)) {
                    read.record(&record.take());
                }
            }
            index += 1;
        })?;
        read.record(&record.take());
        Ok(read.known)
    }

    fn columns(&self, header: &str) -> Option<Columns> {
        let facts = self.facts.as_ref()?;
        let delimiter = facts.delimiter.bytes().next()?;
        let dialect = Dialect { delimiter, quotes: facts.quotes };
        let labels = cells(header.trim_start_matches('\u{feff}'), dialect);
        let field = |column: &str| {
            let label = facts.label_of(column)?;
            labels.iter().position(|known| known.trim() == label.trim())
        };
        let days = DAYS.iter().map(|columns| columns.iter().filter_map(|column| field(column)).collect::<Vec<_>>());
        let days = days.enumerate().find(|(_, fields)| !fields.is_empty());
        let personal = (0..labels.len()).filter(|index| is_personal(&labels[*index])).collect();
        Some(Columns {
            labels: labels.iter().map(|label| label.trim().to_owned()).collect(),
            dialect,
            days: days.unwrap_or_default().1,
            ends: ENDS.iter().filter_map(|column| field(column)).collect(),
            person: PEOPLE.iter().find_map(|column| field(column)),
            personal: Personal::new(personal, labels.len()),
        })
    }

    /// Whether a cell names a day after the closed period, or a period that begins after it.
    fn is_later(&self, text: &str) -> bool {
        let day = |day: NaiveDate| day > self.period.last();
        if let Ok(Some(date)) = date::read(text, self.format) {
            return day(date);
        }
        let header = &self.policy.header;
        let read = period::read(text, header.period, header.fiscal_year_starts, self.format);
        read.is_ok_and(|period| period.is_some_and(|period| day(period.first())))
    }
}

/// The lines that are asked for, while their text is read record by record.
struct Looked<'r> {
    rows: &'r Rows<'r>,
    columns: Option<Columns>,
    /// Those of the record that is read: index and text.
    wanted: Vec<(usize, Vec<u8>)>,
    /// The day of the record above, where blank ones are filled.
    above: String,
    known: BTreeMap<usize, Known>,
    shown: usize,
}

impl Looked<'_> {
    /// A record whose lines are all read: each of them says what the record says.
    fn record(&mut self, record: &[u8]) {
        let Some(columns) = self.columns.as_ref().filter(|_| self.rows.fills_day || !self.wanted.is_empty()) else {
            return;
        };
        let known = columns.known(&String::from_utf8_lossy(record), self.rows, &mut self.above);
        for (index, line) in std::mem::take(&mut self.wanted) {
            self.keep(index, &line, known.clone());
        }
    }

    fn keep(&mut self, index: usize, line: &[u8], mut known: Known) {
        if !known.is_later && self.shown < KEPT {
            self.shown += 1;
            let line = String::from_utf8_lossy(line);
            known.text = self.columns.as_ref().map_or_else(|| line.to_string(), |columns| columns.masked(&line));
        }
        self.known.insert(index, known);
    }
}

/// What the fields of a text are.
struct Columns {
    labels: Vec<String>,
    dialect: Dialect,
    days: Vec<usize>,
    ends: Vec<usize>,
    person: Option<usize>,
    personal: Personal,
}

impl Columns {
    fn known(&self, record: &str, rows: &Rows, above: &mut String) -> Known {
        let cells = cells(record, self.dialect);
        let cell = |field: &usize| cells.get(*field).map(String::as_str).unwrap_or_default();
        let person = self.person.as_ref().map(|field| cell(field).trim().to_owned()).filter(|name| !name.is_empty());
        let mut days: Vec<&str> = self.days.iter().map(cell).collect();
        if rows.fills_day {
            match days.first_mut() {
                Some(day) if day.trim().is_empty() => *day = above,
                Some(day) => *above = (*day).to_owned(),
                None => {}
            }
        }
        let is_later = self.is_no_row(&cells, &days, rows) || days.iter().any(|day| rows.is_later(day));
        let person = person.filter(|_| !is_later);
        Known { is_later, person, but_for_ends: self.but_for_ends(&cells, rows), text: String::new() }
    }

    /// Whether it is blank, the header again, or, where every row needs a day, a total, a heading or a remark.
    fn is_no_row(&self, cells: &[String], days: &[&str], rows: &Rows) -> bool {
        let is_header = || {
            let texts = cells.iter().map(|cell| cell.trim());
            self.labels.len() > 1 && texts.eq(self.labels.iter().map(String::as_str))
        };
        let has_no_day = || !days.is_empty() && days.iter().all(|day| !day.chars().any(char::is_numeric));
        cells.iter().all(|cell| cell.trim().is_empty()) || is_header() || (rows.needs_day && has_no_day())
    }

    fn but_for_ends(&self, cells: &[String], rows: &Rows) -> Option<u64> {
        let is_open = |(field, cell): &(usize, &String)| {
            self.ends.contains(field) && (cell.trim().is_empty() || rows.is_later(cell))
        };
        let shown = |(field, cell)| if is_open(&(field, cell)) { "" } else { cell.as_str() };
        let text = cells.iter().enumerate().map(shown).collect::<Vec<_>>().join("\u{1f}");
        (!self.ends.is_empty()).then(|| digest::short(text.as_bytes()))
    }

    fn masked(&self, line: &str) -> String {
        self.personal.masked(line, self.dialect, 0).into_owned()
    }
}

pub(super) fn cells(line: &str, dialect: Dialect) -> Vec<String> {
    let mut records = Records::new(line.as_bytes(), dialect, 1);
    records.advance();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    records.fields().iter().map(|field| text(&field.bytes(line.as_bytes()))).collect()
}
