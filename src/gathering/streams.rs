//! Sources read row by row: their heads first, then one pass each, and before that what other rows must know of orders.

mod currencies;
pub(super) mod doubles;
pub mod firsts;
pub(super) mod invoices;
mod odd_rows;
mod odd_rules;
mod one_rate;
mod orderless;
pub(super) mod orders;
mod passes;
mod placing;
mod report;
#[cfg(test)]
mod tests;
mod versions;
mod wanting;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::Reading;
use super::encodings::{Encodings, first_bytes};
use super::unread::{self, any_encoding};
use super::words::Heard;
use crate::calendar::NaiveDate;
use crate::crediting::OrderBook;
use crate::finding::{Finding, Findings};
use crate::ingest::blocks::{BLOCK_BYTES, LONGEST_RECORD};
use crate::ingest::decode::{BYTE_ORDER_MARK, Detected, Encoding, How, Transcoder, bad_bytes};
use crate::ingest::facts::{ColumnFact, FileFacts};
use crate::ingest::faults::Faults;
use crate::ingest::files::{InputFile, files_of};
use crate::ingest::header::MatchRule;
use crate::ingest::layout::{FileLayout, Instead, Placed, Whence};
use crate::ingest::mended::Mended;
use crate::ingest::register::{FileHead, Heading, Wanted};
use crate::ledger::Ledger;
use crate::measure::fold::{Context, Doubles, Folder, Purpose};
use crate::measure::plan::{Gather, Keep, Plan, Slot, Stream};
use crate::policy::Policy;
use crate::policy::rules::{InputKind, InputRule};
use crate::source::Place;
use passes::pass;
use placing::{layout, with_customers};
use wanting::wanted;

pub(super) use odd_rows::odd_rows;
pub use passes::Pace;
pub(super) use passes::{below_lines, blocks};

/// Everything a pass goes by.
type Rules<'a> = (&'a Policy, &'a Ledger, &'a Plan);

/// A source whose files were found and whose headers were read.
pub struct Opened {
    /// The input's name.
    pub name: String,
    /// Which stream of the plan.
    pub stream: usize,
    /// Place of its first file among all of the plan.
    pub first_file: usize,
    files: Vec<InputFile>,
    /// One for each file; behind these, one for the mended records of each file that has some.
    layouts: Vec<FileLayout>,
    /// The header by which each of them is read.
    headings: Vec<Arc<Heading>>,
    heads: Vec<Head>,
    /// What was learned of rows that are there twice; nothing before that was looked at.
    doubles: OnceLock<Doubles>,
    /// Set once a row of a large file was found that takes something back and lacks what only its order has.
    needy: OnceLock<()>,
}

/// Of more bytes of sales, rows that take something back are compared with what was sold after they were counted, unless some lacks something.
const LOOKED_UP: u64 = if cfg!(test) { 4 << 10 } else { 64 << 20 };

impl Opened {
    /// Which input it is.
    pub fn kind(&self) -> InputKind {
        InputKind::of(&self.name)
    }

    /// What was learned of rows that are there twice, for every pass from now on.
    pub(super) fn take_doubles(&self, doubles: Doubles) {
        // Learned once for each opening: a second time says the same.
        let _ = self.doubles.set(doubles);
    }

    /// Where the columns of each file stand.
    pub fn layouts(&self) -> &[FileLayout] {
        &self.layouts
    }

    /// The headers by which its layouts are read.
    pub(super) fn headings(&self) -> impl Iterator<Item = &Arc<Heading>> {
        self.headings.iter()
    }

    /// Of each file the place of its header, and the labels in it that nothing reads.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&Place, &[String])> {
        self.heads.iter().map(|head| (&head.header, head.ignored.as_slice()))
    }

    /// Whether its files are so large that rows which take something back are looked up only where they lack something.
    pub(super) fn is_large(&self) -> bool {
        self.text_len() > LOOKED_UP
    }

    /// How many bytes its files have.
    pub(super) fn text_len(&self) -> u64 {
        self.files.iter().map(InputFile::text_len).sum()
    }

    /// Notes that some row lacks what only its order has; whether that is new.
    pub(super) fn has_needy(&self) -> bool {
        self.needy.set(()).is_ok()
    }

    /// Its files, those with a fault in their header left out.
    pub(super) fn files(&self) -> &[InputFile] {
        &self.files
    }

    /// The file to whose rows those of a layout belong.
    fn table_of(&self, layout: usize) -> usize {
        let is_its = |own: &FileLayout| own.instead.as_ref().is_some_and(|instead| instead.layout == layout);
        self.layouts[..self.files.len()].iter().position(is_its).unwrap_or(layout)
    }

    /// Takes mended records for its files, whose headers were read.
    fn take_mended(&mut self, mended: &Mended) {
        for file in 0..self.files.len() {
            if let Some(records) = mended.of(&self.files[file].name) {
                let of_mended = self.layouts[file].of_mended(records.mended.clone());
                self.layouts[file].instead = Some(Instead { records: records.clone(), layout: self.layouts.len() });
                self.headings.push(Arc::new(self.headings[file].under(&of_mended.name)));
                self.layouts.push(of_mended);
            }
        }
    }

    /// Whether it matters of which customer rows are, and they say it.
    pub fn tells_customers_apart(&self, policy: &Policy, plan: &Plan) -> bool {
        let stream = &plan.streams[self.stream];
        let says = |layout: &&FileLayout| layout.slots[stream.customer].whence != Whence::Absent;
        let is_along = |gather: &Gather| gather.axis.slot() == Some(stream.customer);
        let is_asked = stream.gathers.iter().any(is_along);
        self.layouts.iter().filter(says).any(|layout| is_asked || reads_customers(policy, stream, layout))
    }

    /// Whether rows of some file do not say whose they are.
    pub fn lacks_person(&self, plan: &Plan) -> bool {
        let person = plan.streams[self.stream].person;
        self.layouts.iter().any(|layout| layout.slots[person].whence == Whence::Absent)
    }
}

/// Whether some file of a register has all those columns.
pub(super) fn has_columns(
    (policy, rule): (&Policy, &InputRule),
    (folder, encodings): (&Path, &Encodings),
    columns: &'static [&'static str],
) -> bool {
    // What is wrong with these files is told when they are read.
    let mut unheard = Findings::new();
    let files = files_of(policy, rule, folder, &mut unheard);
    let wanted = Wanted::new(&[], columns);
    let has_it = |file: &InputFile| {
        let detected = encodings.of(rule, file).ok()?;
        let bytes = head_of(file, detected.encoding, HEAD_BYTES).ok()?;
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        let rule = rule.of_entry(file.entry);
        let head = FileHead::find((rule, policy, &wanted), &file.name, text, &mut Faults::default())?;
        Some(columns.iter().all(|column| head.heading.has(column)))
    };
    // One that cannot be read is looked at, so that it is told.
    files.iter().any(|file| has_it(file) != Some(false))
}

/// Has rows of one customer known for such, whether they name it or have its number.
pub fn know_customers(plan: &Plan, ledger: &Ledger, opened: &mut [Opened]) {
    let Some(customers) = ledger.customers.entries() else { return };
    for one in opened {
        let layouts = std::mem::take(&mut one.layouts).into_iter();
        one.layouts = layouts.map(|layout| with_customers(layout, &plan.streams[one.stream], &customers)).collect();
    }
}

/// The first bytes of a file, in UTF-8.
fn head_of(file: &InputFile, encoding: Encoding, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    text_of(file, encoding)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file from its beginning, in UTF-8.
fn text_of(file: &InputFile, encoding: Encoding) -> io::Result<Box<dyn Read + Send>> {
    let bytes = file.open()?;
    Ok(if encoding == Encoding::UTF_8 { bytes } else { Box::new(Transcoder::new(bytes, encoding)) })
}

/// How much of a file is looked at for its header alone.
const HEAD_BYTES: u64 = 64 << 10;

/// What of a file's head is needed after its header was read.
struct Head {
    /// Bytes before the first row.
    skip: usize,
    /// The header's line.
    header: Place,
    /// The line below it.
    line: u32,
    bom: bool,
    columns: Vec<ColumnFact>,
    ignored: Vec<String>,
    detected: Detected,
}

/// What is told by the first bytes of a large file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Its encoding, for now: `Misread` says that it was not so.
    FirstBytes,
    /// Nothing: every byte is looked at before.
    AllBytes,
}

/// Some file was taken for UTF-8 by its first bytes and may be in another encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread;

/// Finds the files of every stream and reads their headers. Every fault is reported; a source with one is left out.
pub fn open_streams(
    (policy, ledger): (&Policy, &Ledger),
    plan: &mut Plan,
    reading: &Reading,
    trust: Trust,
    findings: &mut Findings,
) -> Vec<Opened> {
    let encodings =
        Encodings { assumes: trust == Trust::FirstBytes, ..Encodings::with_people(reading.encoding, ledger) };
    let mut opened = Vec::new();
    let mut faults = Faults::default();
    for index in 0..plan.streams.len() {
        let stream = &plan.streams[index];
        let files = super::source_files(policy, stream.input, reading.folder, findings);
        let first_file = plan.files.len();
        let rule = with_own_columns(&policy.inputs[stream.input]);
        let mut one = Opened {
            name: rule.name.clone(),
            stream: index,
            first_file,
            files: Vec::new(),
            layouts: Vec::new(),
            headings: Vec::new(),
            heads: Vec::new(),
            doubles: OnceLock::new(),
            needy: OnceLock::new(),
        };
        let names: Vec<Arc<str>> = files.iter().map(|file| file.name.clone()).collect();
        let mended = Mended::read(policy, &rule, &names, reading.folder, &mut faults);
        for file in files {
            let rule = rule.of_entry(file.entry);
            if let Some((layout, heading, head)) = open((policy, &encodings), rule, stream, &file, &mut faults) {
                one.files.push(file);
                one.layouts.push(layout);
                one.headings.push(heading);
                one.heads.push(head);
            }
        }
        odd_rules::report(policy, (&rule, stream), &one, &mut faults);
        one.take_mended(&mended);
        plan.files.extend(one.layouts.iter().map(|layout| layout.name.clone()));
        if !one.layouts.is_empty() {
            let is_absent = |slot: usize| one.layouts.iter().all(|layout| layout.slots[slot].whence == Whence::Absent);
            plan.forget_absent(policy, index, is_absent);
        }
        opened.push(one);
    }
    let (found, _) = faults.finish();
    findings.extend(found);
    opened
}

/// A source of the department's own says which header is its date and its person.
fn with_own_columns(rule: &InputRule) -> InputRule {
    let mut rule = rule.clone();
    if let Some(own) = rule.own.clone() {
        let named = [("date", own.date), ("person", own.person)];
        for (column, header) in named.into_iter().filter_map(|(column, header)| Some((column, header?))) {
            if !rule.columns.iter().any(|(known, _)| known == column) {
                rule.all_mut(|rule| rule.columns.push((column.to_owned(), header.clone())));
            }
        }
    }
    rule
}

fn open(
    (policy, encodings): (&Policy, &Encodings),
    rule: &InputRule,
    stream: &Stream,
    file: &InputFile,
    faults: &mut Faults,
) -> Option<(FileLayout, Arc<Heading>, Head)> {
    let wanted = wanted(policy, rule, stream);
    let given = (rule, policy, &wanted);
    let told = encodings.of_stream(rule, file).or_else(|finding| {
        let by_any = any_encoding(file, |encoding| reading_in(given, stream, (file, encoding)));
        by_any.map(|detected| (detected, false)).ok_or(finding)
    });
    let (detected, is_assumed) = told.map_err(|finding| faults.push(finding)).ok()?;
    let bytes = head_of(file, detected.encoding, BLOCK_BYTES as u64);
    let bytes = bytes.map_err(|error| faults.push(file.unreadable(&error))).ok()?;
    let bom = bytes.starts_with(BYTE_ORDER_MARK);
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    let is_cut = bytes.len() == BLOCK_BYTES;
    let head = find_head(given, (file, detected.encoding), (text, is_cut), faults)?;
    if let Some(finding) = bad_bytes::first_in(&file.name, &text[..head.below], 1, detected.encoding) {
        faults.push(finding);
        return None;
    }
    let mut layout = layout(rule, stream, &file.name, &head);
    layout.is_assumed = is_assumed;
    layout.stored_in = detected.encoding;
    let mut skip = head.below + if bom { BYTE_ORDER_MARK.len() } else { 0 };
    let is_split_raw = detected.encoding != Encoding::UTF_8 && detected.encoding.splits_raw(head.dialect.delimiter);
    if is_split_raw && !has_other_texts(stream, &layout) {
        layout.encoding = detected.encoding;
        skip = first_bytes(file).map(|bytes| below_lines(&bytes, head.line - 1)).unwrap_or_default();
    }
    let header = head.heading.place.clone();
    let (line, mut columns, mut ignored) = (head.line, head.columns, head.ignored);
    note_own(stream, &layout, &mut columns, &mut ignored);
    Some((layout, Arc::new(head.heading), Head { skip, header, line, bom, columns, ignored, detected }))
}

/// Of labels that no column is known by, those that a rule reads are no longer without use.
fn note_own(stream: &Stream, layout: &FileLayout, columns: &mut Vec<ColumnFact>, ignored: &mut Vec<String>) {
    for (slot, field) in stream.slots.iter().zip(&layout.fields) {
        let label = field.and_then(|field| layout.labels.get(field));
        let Some(at) = ignored.iter().position(|own| Some(own) == label) else { continue };
        let label = ignored.remove(at);
        columns.push(ColumnFact { column: slot.column.clone(), label, how: MatchRule::OwnHeader.id() });
    }
}

/// How a file would be read in an encoding: where its rows begin, and which fields.
fn reading_in(
    given: (&InputRule, &Policy, &Wanted),
    stream: &Stream,
    (file, encoding): (&InputFile, Encoding),
) -> Option<unread::Reading> {
    let bytes = head_of(file, encoding, BLOCK_BYTES as u64).ok()?;
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    let head = FileHead::find(given, &file.name, text, &mut Faults::default())?;
    let layout = layout(given.0, stream, &file.name, &head);
    let is_read = |slot: &usize| *slot != stream.customer || reads_customers(given.1, stream, &layout);
    let of_slots = (0..layout.fields.len()).filter(is_read).filter_map(|slot| layout.fields[slot]);
    let fields = of_slots.chain(layout.filled.iter().copied()).collect();
    Some(unread::Reading { dialect: head.dialect, line: head.line, fields, day: Some(layout.field_of(stream.date)?) })
}

/// Whether it matters whose customer a row is of: nothing else says whose it is, something asks for customers, or other rows may refer to it.
fn reads_customers(policy: &Policy, stream: &Stream, layout: &FileLayout) -> bool {
    let asks = |gather: &Gather| {
        matches!(gather.keep, Keep::Filled(_) | Keep::Deals(..))
            || gather.keep.key_slot(stream).is_some_and(|slot| slot == stream.customer)
    };
    let is_key = |slot: &Slot| slot.label.as_ref().is_some_and(|label| label.keys.contains(&stream.customer));
    let is_tested = stream.terms.iter().any(|term| term.slot == stream.customer) || stream.slots.iter().any(is_key);
    let is_alone = policy.inputs.iter().filter(|rule| rule.kind().is_source()).count() == 1;
    let is_split = policy.crediting.splits || policy.crediting.overlays;
    let lacks_person = layout.slots[stream.person].whence == Whence::Absent;
    let takes_back = stream.takes_back || stream.returns.is_some();
    lacks_person || takes_back || is_split || is_tested || !is_alone || stream.gathers.iter().any(asks)
}

/// The header in the first bytes of a file; one that goes on behind them is told as that.
fn find_head(
    given: (&InputRule, &Policy, &Wanted),
    (file, encoding): (&InputFile, Encoding),
    (text, is_cut): (&[u8], bool),
    faults: &mut Faults,
) -> Option<FileHead> {
    let mut told = Faults::default();
    let mut head = FileHead::find(given, &file.name, text, &mut told);
    if is_cut && head.is_none() {
        // What is wrong may be that it is cut.
        let bytes = head_of(file, encoding, LONGEST_RECORD as u64).ok()?;
        let whole = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        told = Faults::default();
        head = FileHead::find(given, &file.name, whole, &mut told);
    }
    if is_cut && head.as_ref().is_some_and(|head| head.below >= text.len()) {
        let place = head.map(|head| head.heading.place);
        let long = Finding::error("header-too-long").with("file", &file.name).with("most", BLOCK_BYTES / 1024);
        faults.push(place.into_iter().fold(long, Finding::at));
        return None;
    }
    faults.merge(told);
    head
}

/// Whether rows take texts that do not stand in them, and so are in UTF-8: values above, constants of the policy, labels of registers, what
/// an order says that is taken back.
fn has_other_texts(stream: &Stream, layout: &FileLayout) -> bool {
    let is_constant = |placed: &Placed| matches!(&placed.whence, Whence::Constant(text) if !text.is_ascii());
    let takes_back = stream.takes_back || stream.returns.is_some();
    let has_labels = stream.slots.iter().any(|slot| slot.label.is_some());
    takes_back || has_labels || !layout.filled.is_empty() || layout.slots.iter().any(is_constant)
}

/// What a pass over a source goes by.
pub fn context<'a>(rules: Rules<'a>, one: &'a Opened, book: &'a OrderBook, purpose: Purpose) -> Context<'a> {
    let (policy, ledger, plan) = rules;
    let mut context = Context::new(
        (policy, ledger, plan),
        &plan.streams[one.stream],
        &one.layouts,
        (book, one.doubles.get_or_init(Doubles::default)),
        purpose,
    );
    context.first_file = one.first_file as u32;
    context
}

/// What a look at the days of a source finds.
#[derive(Default)]
pub(super) struct DaysSeen<'a> {
    /// How many rows count on each day, and where the first of them stands.
    pub days: BTreeMap<NaiveDate, (u64, Place)>,
    /// Whether no file has any row.
    pub is_empty: bool,
    /// What was heard of its words; nothing where it could not be read.
    pub heard: Option<Heard<'a>>,
    /// What is wrong with its rows, where none counts on any day.
    pub faults: Faults,
}

/// On which days rows of a source count, and what was heard of its words.
///
/// # Errors
/// It may be in another encoding than it was read in.
pub(super) fn days_seen<'a>(rules: Rules, one: &'a Opened, pace: Pace) -> Result<DaysSeen<'a>, Misread> {
    let book = OrderBook::default();
    let context = context(rules, one, &book, Purpose::Days);
    let Some(mut folder) = pass(&context, one, pace, &mut Faults::default()) else {
        return Ok(DaysSeen::default());
    };
    if folder.is_misread() {
        return Err(Misread);
    }
    let mut days: BTreeMap<NaiveDate, (u64, Place)> = BTreeMap::new();
    for (tally, layout) in folder.tallies.iter().zip(&one.layouts) {
        for (day, (rows, line)) in &tally.by_day {
            let place = || Place::line(layout.name.clone(), *line, "");
            days.entry(*day).or_insert_with(|| (0, place())).0 += rows;
        }
    }
    let is_empty = folder.tallies.iter().all(|tally| tally.records == tally.blank);
    let heard = Some(Heard::take(one, &mut folder));
    let mut faults = Faults::default();
    if days.is_empty() {
        report::report(&mut folder, (&context, one), &mut faults);
    }
    Ok(DaysSeen { days, is_empty, heard, faults })
}

/// Reads one source: its stores, and the control totals of its files.
pub fn read<'a>(
    context: &'a Context<'a>,
    one: &Opened,
    pace: Pace,
    faults: &mut Faults,
) -> Result<Option<(Folder<'a>, Vec<FileFacts>)>, Misread> {
    let Some(mut folder) = pass(context, one, pace, faults) else { return Ok(None) };
    if folder.is_misread() {
        return Err(Misread);
    }
    let several = folder.take_several();
    if !several.is_empty() && context.several.set(several).is_ok() {
        // Some number stands for orders of several customers: the rows are read again, with these told apart.
        return read(context, one, pace, faults);
    }
    doubles::look_again(context, one, pace, &mut folder, faults);
    orderless::report(context, one, pace, &folder, faults);
    let settled = report::report(&mut folder, (context, one), faults);
    let of_file = |(index, settled)| report::facts(context.stream, (one, index), (&folder.tallies, settled), faults);
    let mut facts: Vec<FileFacts> = settled.iter().enumerate().map(of_file).collect();
    for (index, facts) in facts.iter_mut().enumerate().filter(|(index, _)| one.layouts[*index].is_assumed) {
        facts.encoding_by = folder.evidence[index].settles().map_or(facts.encoding_by, How::id);
    }
    Ok(Some((folder, facts)))
}
