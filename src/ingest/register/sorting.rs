//! What each record of a file is: a row, blank, the header again, a total row, a line below the table, or a fault.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::groups::Groups;
use super::heading::Found;
use super::row::RegisterRow;
use super::slots::Heading;
use super::totals::{Compared, Totals};
use super::{Register, RegisterFile, Rules};
use crate::finding::Finding;
use crate::ingest::cell::is_blank;
use crate::ingest::decode::{BYTE_ORDER_MARK, Encoding, bad_bytes, shown};
use crate::ingest::facts::{ColumnSum, FileFacts};
use crate::ingest::faults::{FaultPolicy, Faults};
use crate::ingest::mended::{MendedRecord, Replacements};
use crate::ingest::records::{Field, Record, RecordFault, Records, line_ends};
use crate::ingest::sorting::{Filling, Misfit, Sorted, is_footer, is_prose, stops_filling};
use crate::number::Number;
use crate::source::Place;

/// How many places of one kind a finding names.
const SHOWN: usize = 8;

/// Ends old files of DOS.
const CONTROL_Z: u8 = 0x1A;

/// Reads one file into the register: its rows, its control totals, its faults.
pub(super) fn read_file(
    rules: Rules<'_>,
    (file, mended): (&RegisterFile, Option<&Replacements>),
    register: &mut Register,
    faults: &mut Faults,
) {
    let (name, encoding) = (&file.name, file.detected.encoding);
    let text = file.text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&file.text);
    let text = text.strip_suffix(&[CONTROL_Z]).unwrap_or(text);
    let Some(found) = rules.find_header(name, text, faults) else { return };
    if let Some(finding) = bad_bytes::first_in(name, &text[..found.below], 1, encoding) {
        faults.push(finding);
        return;
    }
    let unended = !text.is_empty() && !text.ends_with(b"\n") && !text.ends_with(b"\r");
    let facts = FileFacts {
        file: name.clone(),
        sheet: file.sheet.as_ref().map(|sheet| sheet.to_string()),
        bytes: file.bytes,
        stamp: file.stamp.clone(),
        lines: u64::from(line_ends(text)) + u64::from(unended),
        columns: found.columns.clone(),
        ignored: found.ignored.clone(),
        encoding: encoding.id().to_owned(),
        encoding_by: file.detected.how.id(),
        header_line: found.heading.place.line,
        delimiter: found.dialect.delimiter,
        quotes: found.dialect.quotes,
        bom: file.text.starts_with(BYTE_ORDER_MARK),
        sums: sums(&found.heading),
        ..FileFacts::default()
    };
    let mut sorter = Sorter::new(rules, found, facts, encoding);
    sorter.read(text, mended, faults);
    if sorter.groups.finding().is_none() {
        register.rows.append(&mut sorter.rows);
    }
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
    encoding: Encoding,
    totals: Totals,
    rows: Vec<RegisterRow>,
    /// Whether another table begins: the rest of the file is left.
    has_ended: bool,
    /// Whether the record before was blank, or set aside below a blank one.
    is_below_blank: bool,
    filling: Filling,
    /// Total rows that could not be compared.
    not_compared: Vec<Place>,
    /// The first of those that stand below rows which could not be read, and how many these are.
    without_some: Option<(u32, Place)>,
    groups: Groups,
}

impl<'a> Sorter<'a> {
    fn new(rules: Rules<'a>, found: Found, facts: FileFacts, encoding: Encoding) -> Self {
        let heading = Arc::new(found.heading);
        let filled = || rules.rule.fill_down.iter().filter_map(|column| Some((column, heading.slot(column)?)));
        let stops: Vec<usize> = filled().filter(|(column, _)| stops_filling(column)).map(|(_, slot)| slot).collect();
        let filling = Filling::new(filled().map(|(_, slot)| slot), &stops);
        let totals = Totals::new(&heading, rules.rule.total_rows);
        let (dialect, below, line) = (found.dialect, found.below, found.line);
        Sorter {
            rules,
            heading,
            dialect,
            below,
            line,
            facts,
            encoding,
            totals,
            rows: Vec::new(),
            has_ended: false,
            is_below_blank: false,
            filling,
            not_compared: Vec::new(),
            without_some: None,
            groups: Groups::default(),
        }
    }

    fn read(&mut self, text: &[u8], mended: Option<&Replacements>, faults: &mut Faults) {
        let mut records = Records::new(&text[self.below..], self.dialect, self.line);
        let mut replaced = BTreeSet::new();
        while !self.has_ended
            && let Some(record) = records.advance()
        {
            self.facts.records += 1;
            match mended.and_then(|mended| Some((mended, mended.at(record.line)?))) {
                None => self.add(&record, records.bytes(), records.fields(), faults),
                Some((of_file, instead)) => {
                    replaced.insert(record.line);
                    let record_text = String::from_utf8_lossy(&records.bytes()[record.start..record.end]);
                    let first_line = record_text.split(['\n', '\r']).next().unwrap_or("");
                    let at = Place::line(self.facts.file.clone(), record.line, first_line);
                    instead
                        .strays_from(&record_text, self.dialect.delimiter, at)
                        .into_iter()
                        .for_each(|finding| faults.push(finding));
                    self.read_instead(&of_file.mended, instead, faults);
                }
            }
        }
        mended
            .iter()
            .flat_map(|mended| mended.unmet(|line| replaced.contains(&line)))
            .for_each(|finding| faults.push(finding));
        self.groups.finding().into_iter().for_each(|refused| faults.push(refused));
        if let Some(first) = self.not_compared.first().filter(|_| self.totals.has_columns()) {
            let warning = Finding::warning("total-not-compared").with("text", bare_text(first));
            faults.push(self.not_compared.iter().take(SHOWN).cloned().fold(warning, Finding::at));
        }
        if let Some((count, place)) = self.without_some.take().filter(|_| faults.policy() == FaultPolicy::SetAside) {
            let not_known = Finding::warning("total-of-unread-rows").with("text", bare_text(&place));
            faults.push(not_known.with("count", count).at(place));
        }
        let filled_rows = self.filling.rows();
        if filled_rows > 0 {
            let columns = self.rules.rule.fill_down.join(", ");
            let note = Finding::note("filled-down").with("columns", columns).with("count", filled_rows);
            faults.push(note.at(Place::file(self.facts.file.clone())));
        }
    }

    /// Reads a mended record under the heading of the file, at its own place.
    fn read_instead(&mut self, file: &Arc<str>, mended: &MendedRecord, faults: &mut Faults) {
        let mut heading = (*self.heading).clone();
        heading.file = file.clone();
        let of_file = std::mem::replace(&mut self.heading, Arc::new(heading));
        let mut records = Records::new(mended.text.as_bytes(), self.dialect, mended.line);
        self.facts.replaced += 1;
        while let Some(record) = records.advance() {
            self.facts.records += 1;
            self.facts.mended.push((file.clone(), record.line));
            self.add(&record, records.bytes(), records.fields(), faults);
        }
        self.heading = of_file;
    }

    /// Adds the record if it is a row.
    fn add(&mut self, record: &Record, bytes: &[u8], fields: &[Field], faults: &mut Faults) {
        if let Some(row) = self.row(record, bytes, fields, faults) {
            self.totals.add(&row);
            self.rows.push(row);
        }
    }

    /// The record as a row; nothing when it is something else, which is counted or reported here.
    fn row(&mut self, record: &Record, bytes: &[u8], fields: &[Field], faults: &mut Faults) -> Option<RegisterRow> {
        let raw = &bytes[record.start..record.end];
        let bad = bad_bytes::first_in(&self.facts.file, raw, record.line, self.encoding);
        let text = shown(self.encoding, raw).into_owned();
        if let Some(finding) = bad {
            faults.row(finding, record.line, &text);
            self.totals.lose_row();
            return None;
        }
        let row = RegisterRow::new(&self.heading, record.line, text, (fields, record.start));
        if let Some((fault, at)) = record.fault {
            report_record(&row, fault, at - record.start, faults);
            self.totals.lose_row();
            return None;
        }
        if self.is_no_row(&row, faults) {
            return None;
        }
        let row = self.fill(row);
        let fits = self.fits(&row, faults);
        if !fits {
            self.totals.lose_row();
        }
        fits.then_some(row)
    }

    /// Blank, the header again, another table, a total row, a line below the table: counted or reported here.
    fn is_no_row(&mut self, row: &RegisterRow, faults: &mut Faults) -> bool {
        let sorted = self.heading.sorting.sort(&row.texts());
        self.groups.see(row, sorted);
        let is_remark = sorted == Sorted::TextOnly && (self.is_below_blank && is_remark(row) || is_end(row));
        self.is_below_blank = sorted == Sorted::Blank || is_remark;
        match sorted {
            Sorted::Row => return false,
            Sorted::TextOnly if !self.totals.seen() && !is_remark => return false,
            Sorted::Blank => self.facts.blank += 1,
            Sorted::HeaderAgain => self.facts.repeated_headers += 1,
            Sorted::OtherHeader => {
                faults.push(Finding::error("second-header").at(row.whole()).at(self.heading.place.clone()));
                self.has_ended = true;
            }
            Sorted::TextOnly => {
                self.facts.not_counted += 1;
                faults.push(Finding::note("text-below-table").at(row.whole()));
            }
            Sorted::Total => {
                self.groups.has_named_total |= self.heading.sorting.is_named_total(&row.texts());
                match self.totals.check(row, faults) {
                    Compared::Agrees => self.facts.totals_agreed += 1,
                    Compared::NotKnown => {
                        self.facts.totals_not_compared += 1;
                        self.not_compared.push(row.whole());
                    }
                    Compared::WithoutSome(count) => {
                        self.facts.totals_not_compared += 1;
                        self.without_some.get_or_insert((count, row.whole()));
                    }
                    Compared::Differs => {}
                }
            }
        }
        true
    }

    /// Puts the value above into blanks of the columns that the policy names.
    fn fill(&mut self, mut row: RegisterRow) -> RegisterRow {
        let mut filled = Vec::new();
        self.filling.row(|slot| Some(row.raw(slot)), |slot, above| filled.push((slot, above.to_owned())));
        row.fill(filled);
        row
    }

    /// Whether the row has as many fields as the header, empty ones at the end aside, and nothing below an empty label.
    fn fits(&self, row: &RegisterRow, faults: &mut Faults) -> bool {
        let Some(misfit) = self.heading.sorting.misfit(&row.texts()) else { return true };
        let (found, expected) = (row.width(), self.heading.labels.len());
        let error = Finding::error(misfit.code());
        let finding = match misfit {
            Misfit::NoHeader(slot) => error.with("text", row.raw(slot).trim_matches(is_blank)).at(row.place_in(slot)),
            Misfit::TooFew => error.with("found", found).with("expected", expected).at(row.whole()),
            Misfit::TooMany { split } => {
                let at = row.place_in(split.unwrap_or(expected));
                error.with("found", found).with("expected", expected).at(at)
            }
        };
        faults.row(finding, row.line, row.record());
        false
    }
}

/// Whether the only text of a row says something of the table, with a year or a day: `Updated by HR 2026-09-30`. A name has no such number.
/// A cell that says which page it is, how many rows there are or who made the list.
fn is_end(row: &RegisterRow) -> bool {
    row.texts().iter().any(|text| is_footer(text.trim_matches(is_blank)))
}

fn is_remark(row: &RegisterRow) -> bool {
    let texts = row.texts();
    let Some(text) = texts.iter().map(|text| text.trim_matches(is_blank)).find(|text| !text.is_empty()) else {
        return false;
    };
    let has_year = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    has_year && is_prose(text) && text.contains(is_blank)
}

/// The line without the delimiters around its cells.
fn bare_text(place: &Place) -> String {
    place.excerpt.trim_matches([',', ';', '\t', '|', '"', ' ']).to_owned()
}

/// A broken quote is a fault of its row; one that is never closed is a fault of the file, for what follows cannot be trusted.
fn report_record(row: &RegisterRow, fault: RecordFault, at: usize, faults: &mut Faults) {
    let before = row.record().get(..at).unwrap_or("");
    let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let shown = row.shown(None);
    let excerpt = shown.split(['\n', '\r']).nth(before.matches(['\n', '\r']).count()).unwrap_or("");
    let column = u32::try_from(before[line_start..].chars().count() + 1).unwrap_or(u32::MAX);
    let line = row.line + line_ends(before.as_bytes());
    let place = Place { column, width: 1, ..Place::line(row.heading.file.clone(), line, excerpt) };
    let mut finding = Finding::error(fault.code()).at(place);
    if line != row.line {
        // A quote that swallowed line ends stands on the first.
        finding = finding.at(Place { last_line: row.line, ..row.whole() });
    }
    match fault {
        RecordFault::UnclosedQuote | RecordFault::TooLong => faults.push(finding),
        _ => faults.row(finding, row.line, row.record()),
    }
}
