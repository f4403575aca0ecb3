//! What each record of a file is: a row, blank, the header again, a total row, a line below the table, or a fault.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::heading::{Found, Heading};
use super::row::RegisterRow;
use super::totals::Totals;
use super::{Register, Rules};
use crate::finding::Finding;
use crate::ingest::cell::is_blank;
use crate::ingest::facts::{ColumnSum, FileFacts};
use crate::ingest::faults::Faults;
use crate::ingest::header::{known_labels, normal_label};
use crate::ingest::mended::{MendedRecord, Replacements};
use crate::ingest::records::{Field, Record, RecordFault, Records, line_ends};
use crate::number::Number;
use crate::source::Place;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// Ends old files of DOS.
const CONTROL_Z: u8 = 0x1A;

/// Reads one file into the register: its rows, its control totals, its faults.
pub(super) fn read_file(
    rules: Rules<'_>,
    (file, bytes, mended): (&Arc<str>, &[u8], Option<&Replacements>),
    register: &mut Register,
    faults: &mut Faults,
) {
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let text = text.strip_suffix(&[CONTROL_Z]).unwrap_or(text);
    let Some(found) = rules.find_header(file, text, faults) else { return };
    let unended = !text.is_empty() && !text.ends_with(b"\n") && !text.ends_with(b"\r");
    let facts = FileFacts {
        file: file.clone(),
        bytes: bytes.len() as u64,
        lines: u64::from(line_ends(text)) + u64::from(unended),
        columns: found.columns.clone(),
        ignored: found.ignored.clone(),
        delimiter: found.dialect.delimiter,
        bom: text.len() < bytes.len() && bytes.starts_with(BYTE_ORDER_MARK),
        sums: sums(&found.heading),
        ..FileFacts::default()
    };
    let mut sorter = Sorter::new(rules, found, facts);
    sorter.read(text, mended, faults);
    register.rows.append(&mut sorter.rows);
    register.facts.push(sorter.facts);
}

fn sums(heading: &Heading) -> Vec<ColumnSum> {
    let columns = heading.slots.iter().filter(|slot| slot.adds_up());
    columns.map(|slot| ColumnSum { column: slot.name.clone(), all: Number::zero(), counted: Number::zero() }).collect()
}

struct Sorter<'a> {
    rules: Rules<'a>,
    heading: Arc<Heading>,
    dialect: crate::ingest::records::Dialect,
    below: usize,
    line: u32,
    facts: FileFacts,
    totals: Totals,
    rows: Vec<RegisterRow>,
    /// Whether another table begins: the rest of the file is left.
    has_ended: bool,
    /// Whether the record before was blank or a total row: what follows may be another table.
    after_break: bool,
    /// The last value of each column whose blanks repeat it.
    above: Vec<(usize, String)>,
}

impl<'a> Sorter<'a> {
    fn new(rules: Rules<'a>, found: Found, facts: FileFacts) -> Self {
        let heading = Arc::new(found.heading);
        let filled = rules.rule.fill_down.iter().filter_map(|column| heading.slot(column));
        let above = filled.map(|slot| (slot, String::new())).collect();
        let totals = Totals::new(&heading, rules.rule.total_rows);
        let (dialect, below, line) = (found.dialect, found.below, found.line);
        Sorter {
            rules,
            heading,
            dialect,
            below,
            line,
            facts,
            totals,
            rows: Vec::new(),
            has_ended: false,
            after_break: false,
            above,
        }
    }

    fn read(&mut self, text: &[u8], mended: Option<&Replacements>, faults: &mut Faults) {
        let mut records = Records::new(&text[self.below..], self.dialect, self.line);
        let (mut filled_rows, mut replaced) = (0, BTreeSet::new());
        while !self.has_ended
            && let Some(record) = records.advance()
        {
            self.facts.records += 1;
            match mended.and_then(|mended| Some((mended, mended.at(record.line)?))) {
                None => filled_rows += self.add(&record, records.bytes(), records.fields(), faults),
                Some((of_file, instead)) => {
                    replaced.insert(record.line);
                    let record_text = String::from_utf8_lossy(&records.bytes()[record.start..record.end]);
                    let first_line = record_text.split(['\n', '\r']).next().unwrap_or("");
                    let at = Place::line(self.facts.file.clone(), record.line, first_line);
                    instead
                        .strays_from(&record_text, self.dialect.delimiter, at)
                        .into_iter()
                        .for_each(|finding| faults.push(finding));
                    filled_rows += self.read_instead(&of_file.mended, instead, faults);
                }
            }
        }
        mended.iter().flat_map(|mended| mended.unmet(&replaced)).for_each(|finding| faults.push(finding));
        if filled_rows > 0 {
            let columns = self.rules.rule.fill_down.join(", ");
            let note = Finding::note("filled-down").with("columns", columns).with("count", filled_rows);
            faults.push(note.at(Place::file(self.facts.file.clone())));
        }
    }

    /// Reads a mended record under the heading of the file, at its own place; how many rows have a blank filled.
    fn read_instead(&mut self, file: &Arc<str>, mended: &MendedRecord, faults: &mut Faults) -> u64 {
        let mut heading = (*self.heading).clone();
        heading.file = file.clone();
        let of_file = std::mem::replace(&mut self.heading, Arc::new(heading));
        let mut records = Records::new(mended.text.as_bytes(), self.dialect, mended.line);
        let mut filled_rows = 0;
        self.facts.replaced += 1;
        while let Some(record) = records.advance() {
            self.facts.records += 1;
            self.facts.mended.push((file.clone(), record.line));
            filled_rows += self.add(&record, records.bytes(), records.fields(), faults);
        }
        self.heading = of_file;
        filled_rows
    }

    /// Adds the record if it is a row; 1 when a blank of it was filled.
    fn add(&mut self, record: &Record, bytes: &[u8], fields: &[Field], faults: &mut Faults) -> u64 {
        let Some(row) = self.row(record, bytes, fields, faults) else { return 0 };
        let is_filled = !row.filled.is_empty();
        self.totals.add(&row);
        self.rows.push(row);
        u64::from(is_filled)
    }

    /// The record as a row; nothing when it is something else, which is counted or reported here.
    fn row(&mut self, record: &Record, bytes: &[u8], fields: &[Field], faults: &mut Faults) -> Option<RegisterRow> {
        let raw = &bytes[record.start..record.end];
        let (text, is_text) = match std::str::from_utf8(raw) {
            Ok(text) => (text.to_owned(), true),
            Err(_) => (String::from_utf8_lossy(raw).into_owned(), false),
        };
        let shifted =
            |field: &Field| Field { start: field.start - record.start, end: field.end - record.start, ..*field };
        let fields = if is_text { fields.iter().map(shifted).collect() } else { Vec::new() };
        let row =
            RegisterRow { heading: self.heading.clone(), line: record.line, record: text, fields, filled: Vec::new() };
        if !is_text {
            let place = Place { column: 0, ..row.whole() };
            faults.row(Finding::error("not-utf8").at(place), row.line, row.record());
            return None;
        }
        if let Some((fault, at)) = record.fault {
            report_record(&row, fault, at - record.start, faults);
            return None;
        }
        let after_break = std::mem::take(&mut self.after_break);
        if self.is_no_row(&row, after_break, faults) {
            return None;
        }
        let row = self.fill(row);
        self.fits(&row, faults).then_some(row)
    }

    /// Blank, the header again, another table, a total row, a line below the table.
    fn is_no_row(&mut self, row: &RegisterRow, after_break: bool, faults: &mut Faults) -> bool {
        let texts: Vec<String> = (0..row.fields.len()).map(|slot| bare(&row.raw(slot)).to_owned()).collect();
        let filled = texts.iter().filter(|text| !text.is_empty()).count();
        if filled == 0 {
            self.facts.blank += 1;
            self.after_break = true;
            return true;
        }
        if self.is_header_again(&texts) {
            self.facts.repeated_headers += 1;
            return true;
        }
        if (after_break || texts.len() != self.heading.slots.len()) && self.is_other_header(&texts) {
            faults.push(Finding::error("second-header").at(row.whole()).at(self.heading.place.clone()));
            self.has_ended = true;
            return true;
        }
        if filled == 1 && self.totals.seen() {
            self.facts.not_counted += 1;
            faults.push(Finding::note("text-below-table").at(row.whole()));
            return true;
        }
        if self.totals.is_total(row) {
            self.after_break = true;
            self.facts.totals_agreed += u64::from(self.totals.check(row, faults));
            return true;
        }
        false
    }

    fn is_header_again(&self, texts: &[String]) -> bool {
        let labels = &self.heading.labels;
        let shared = texts.len().min(labels.len());
        let rest_is_blank = texts[shared..].iter().chain(&labels[shared..]).all(|text| text.is_empty());
        // Nearly every row differs from the header in its first cell, which is seen without normalising it.
        let may_be = texts.first().zip(labels.first()).is_none_or(|(text, label)| {
            !(text.is_ascii() && label.is_ascii()) || normal_length(text) == normal_length(label)
        });
        let same = |(text, normal): (&String, &String)| normal_label(text) == *normal;
        may_be && rest_is_blank && texts.iter().zip(&self.heading.normals).all(same)
    }

    fn is_other_header(&self, texts: &[String]) -> bool {
        let has_digits = texts.iter().any(|text| text.bytes().any(|b| b.is_ascii_digit()));
        !has_digits && known_labels(&self.rules.rule.name, texts) >= 3
    }

    /// Puts the value above into blanks of the columns that the policy names.
    fn fill(&mut self, mut row: RegisterRow) -> RegisterRow {
        for (slot, above) in &mut self.above {
            let text = bare(&row.raw(*slot)).to_owned();
            if !text.is_empty() {
                *above = text;
            } else if !above.is_empty() {
                row.filled.push((*slot, above.clone()));
            }
        }
        row
    }

    /// Whether the row has as many fields as the header, empty ones at the end aside, and nothing below an empty label.
    fn fits(&self, row: &RegisterRow, faults: &mut Faults) -> bool {
        let labels = &self.heading.labels;
        let needed = labels.iter().rposition(|label| !label.is_empty()).map_or(0, |last| last + 1);
        let written =
            (0..row.fields.len()).rposition(|slot| !bare(&row.raw(slot)).is_empty()).map_or(0, |last| last + 1);
        if row.fields.len() < needed || written > labels.len() {
            let (code, place) = match written > labels.len() {
                true => ("too-many-fields", row.place_in(labels.len())),
                false => ("too-few-fields", row.whole()),
            };
            let count = Finding::error(code).with("found", row.fields.len()).with("expected", labels.len());
            faults.row(count.at(place), row.line, row.record());
            return false;
        }
        let stray = (0..written).find(|slot| labels[*slot].is_empty() && !bare(&row.raw(*slot)).is_empty());
        if let Some(slot) = stray {
            let stray = Finding::error("value-without-header").with("text", bare(&row.raw(slot)));
            faults.row(stray.at(row.place_in(slot)), row.line, row.record());
        }
        stray.is_none()
    }
}

/// The text without blanks around it and without a byte order mark in front, which pasted files leave in the middle.
fn bare(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// A broken quote is a fault of its row; one that is never closed is a fault of the file, for what follows cannot be trusted.
fn report_record(row: &RegisterRow, fault: RecordFault, at: usize, faults: &mut Faults) {
    let before = row.record().get(..at).unwrap_or("");
    let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let excerpt = row.record()[line_start..].split(['\n', '\r']).next().unwrap_or("");
    let column = u32::try_from(before[line_start..].chars().count() + 1).unwrap_or(u32::MAX);
    let line = row.line + line_ends(before.as_bytes());
    let place = Place { column, width: 1, ..Place::line(row.heading.file.clone(), line, excerpt) };
    let finding = Finding::error(fault.code()).at(place);
    match fault {
        RecordFault::UnclosedQuote => faults.push(finding),
        _ => faults.row(finding, row.line, row.record()),
    }
}

/// How many letters and digits an ASCII label has: labels of different length are different.
fn normal_length(label: &str) -> usize {
    label.bytes().filter(u8::is_ascii_alphanumeric).count()
}
