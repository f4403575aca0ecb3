//! What the columns of words have in each file of a source, beside the other files: columns whose cells stand swapped, a file that has none of the words that a
//! rule names, a word that `counted` leaves out and hardly any row has, a number where all others are words, and sums that have a date and so are counted.
//!
//! A look of its own over the files, of sources that are not large: what figures need of a row says nothing of how its file writes it.

mod again;
mod beside_people;
mod blocks;
mod compare;
mod copied;
mod crossed;
mod currencies;
mod day_order;
mod doubled;
mod gross;
mod hours;
mod kept;
mod keys;
mod kinds;
mod misread;
mod months;
mod moved;
mod odd;
mod opportunities;
pub(super) mod orders;
mod other_unit;
mod owners;
mod renamed;
mod renumbered;
mod said;
mod sellers;
mod shared;
mod shares;
mod slips;
mod sums;
mod teams;
mod totals;
mod twice;
mod whole_orders;
mod writing;

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::streams::{Opened, Pace, blocks};
use super::{Reading, Rules, Scope};
use crate::calendar::{Datelike, Period};
use crate::finding::Finding;
use crate::ingest::blocks::Block;
use crate::ingest::cell::key;
use crate::ingest::header::{CellKind, columns_of};
use crate::ingest::layout::FileLayout;
use crate::ingest::records::Records;
use crate::ingest::row::DayReader;
use crate::ingest::scan::{Fold, scan};
use crate::ledger::Ledger;
use crate::measure::plan::{SlotKind, Stream};
use crate::policy::Policy;
use crate::policy::rules::InputKind;
use crate::spelling::{folded, names_month};

use writing::Writing;

/// Larger sources are not looked at, or only by a look at everything.
const LARGEST: u64 = 8 << 20;
const LARGEST_OF_ALL: u64 = 256 << 20;
/// Of a column so many different words are kept: one with more is of keys.
const KEPT: usize = 20_000;
/// The kinds whose orders and copied rows are looked at.
const OF_ORDERS: [&str; 2] = ["sales", "collections"];
const PEOPLE: [&str; 2] = ["person", "person_id"];
/// What says that orders are there twice.
const ORDERS_TWICE: [&str; 5] =
    ["order-twice", "order-in-two-states", "order-doubled", "rows-again-renumbered", "rows-renumbered-below"];

/// How many rows have a word, and the line of the first.
#[derive(Clone, Copy, Debug)]
struct Seen {
    rows: u64,
    first: u32,
}

/// One column of one file: its words as they are compared, each with its rows and as its first row writes it.
struct Column {
    name: String,
    is_label: bool,
    words: FxHashMap<String, (Seen, String)>,
}

impl Column {
    fn rows(&self) -> u64 {
        self.words.values().map(|(seen, _)| seen.rows).sum()
    }
}

/// The columns of words of one file.
struct FileWords<'a> {
    layout: &'a FileLayout,
    columns: Vec<Column>,
}

impl FileWords<'_> {
    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// What a look at the files of a source comes to.
#[derive(Default)]
pub(super) struct Looked {
    /// What is to be told.
    pub findings: Vec<Finding>,
    /// The customers as their first rows write them, by their folded form.
    pub customers: HashMap<String, String>,
    /// The orders of sales and of collections.
    pub orders: orders::Orders,
}

/// Looks at the files of a source, where it is not too large for that.
pub(super) fn look((policy, ledger, plan): Rules, one: &Opened, reading: &Reading) -> Looked {
    let largest = match reading.scope {
        Scope::Again => return Looked::default(),
        Scope::Needed => LARGEST,
        Scope::Everything => LARGEST_OF_ALL,
    };
    if one.text_len() > largest {
        return Looked::default();
    }
    let stream = &plan.streams[one.stream];
    let periods = (plan.current.clone(), plan.current.previous());
    let make = || Look::new(one, (policy, ledger, stream), &periods);
    let Ok(Ok(mut look)) = blocks(one).map(|streams| scan(streams, Pace::of(reading).threads, make(), make, |_| {}))
    else {
        return Looked::default();
    };
    let rows = std::mem::take(&mut look.rows).sorted();
    let files = look.files();
    let mut findings: Vec<Finding> =
        look.sums.told(&one.name, |word| look.is_one_of_its(&files, word)).into_iter().collect();
    findings.extend(compare::report(policy, stream, &one.name, &files));
    let written = look.writing.told();
    findings.extend(look.months_told(stream, &written));
    findings.extend(written);
    findings.extend(misread::told(&files));
    findings.extend(look.sellers.told());
    findings.extend(look.owners.told(&plan.current));
    findings.extend(look.teams.iter().flat_map(|teams| teams.told(&plan.current)));
    findings.extend(look.compared_by_row(stream));
    findings.extend(look.said.told());
    findings.extend(keys::told(&policy.inputs[stream.input], (ledger, stream), &files));
    let source = kept::Source {
        rule: &policy.inputs[stream.input],
        stream,
        one,
        period: &plan.current,
        own: &policy.header.currency,
    };
    let is_of_orders = OF_ORDERS.contains(&stream.kind.as_str());
    let is_compared = policy.known_input(InputKind::Collections).is_some() && is_of_orders;
    let orders = if is_compared { orders::Orders::of(&source, ledger, &rows) } else { orders::Orders::default() };
    findings.extend(day_order::told(&source, &rows));
    findings.extend(crossed::told(&source, &rows));
    findings.extend(opportunities::told(&source, policy, &rows));
    findings.extend(hours::told(&source, policy.calendar.workdays_in(&plan.current), &rows));
    findings.extend(other_unit::told(&source, ledger, &rows));
    if is_of_orders && !ledger.exchange.list.is_empty() {
        findings.extend(currencies::gone(&source, &rows));
    }
    if stream.kind == "sales" {
        findings.extend(twice::told(&source, &rows));
        findings.extend(currencies::told(&source, &rows));
        findings.extend(odd::told(&source, ledger, &rows));
        // A look at everything tells of each amount that differs.
        if reading.scope == Scope::Needed {
            findings.extend(slips::told(&source, &rows));
        }
        findings.extend(shared::told(&source, ledger, &rows));
        findings.extend(shares::told(&source, &rows));
        findings.extend(renumbered::told(&source, &rows));
        findings.extend(whole_orders::told(&source, &rows));
        findings.extend(blocks::told(&source, &rows));
        findings.extend(doubled::told(&source, ledger, &rows));
        let is_double =
            |finding: &Finding| matches!(finding.code, "order-twice" | "order-in-two-states" | "order-doubled");
        if !findings.iter().any(is_double) {
            findings.extend(again::told(&source, &rows));
        }
        let is_told = findings.iter().any(|finding| finding.code == "sum-with-date");
        findings.extend(totals::told(&source, ledger, &rows).filter(|_| !is_told));
        findings.extend(gross::told(&source, &rows, &policy.header.currency));
    }
    if is_of_orders && !findings.iter().any(|finding| ORDERS_TWICE.contains(&finding.code)) {
        findings.extend(copied::told(&source, ledger, &rows, &policy.header.currency));
    }
    let column = &stream.slots[stream.customer].column;
    let columns = files.iter().filter_map(|file| file.column(column));
    let words = columns.flat_map(|column| &column.words).map(|(word, (_, own))| (word.clone(), own.clone()));
    Looked { findings, customers: words.collect(), orders }
}

/// The cells that are looked at.
struct Look<'a> {
    one: &'a Opened,
    kind: &'a str,
    stream: &'a Stream,
    date: &'a str,
    ledger: &'a Ledger,
    /// By file, and by column of words in it.
    found: Vec<Vec<FxHashMap<Vec<u8>, Seen>>>,
    sums: sums::Sums,
    writing: Writing<'a>,
    sellers: sellers::Sellers<'a>,
    owners: owners::Owners<'a>,
    /// Of sales alone.
    teams: Option<teams::Teams<'a>>,
    /// The period that is asked for, and the one before it.
    periods: &'a (Period, Period),
    days: DayReader,
    /// By file.
    dated: Vec<months::Days>,
    /// By file, and by column of words in it.
    when: Vec<Vec<renamed::Words>>,
    /// By file.
    pairs: Vec<kinds::Pairs>,
    rows: kept::Rows,
    /// By file, the field of the order.
    orders: Vec<Option<usize>>,
    said: said::Sayings<'a>,
}

impl<'a> Look<'a> {
    fn new(
        one: &'a Opened,
        (policy, ledger, stream): (&'a Policy, &'a Ledger, &'a Stream),
        periods: &'a (Period, Period),
    ) -> Self {
        let kind = &stream.kind;
        let when = |layout: &FileLayout| vec![renamed::Words::default(); with_own_labels(stream, layout).len()];
        let of_file = |layout: &FileLayout| vec![FxHashMap::default(); with_own_labels(stream, layout).len()];
        let source = kept::Source {
            rule: &policy.inputs[stream.input],
            stream,
            one,
            period: &periods.0,
            own: &policy.header.currency,
        };
        Look {
            one,
            kind,
            stream,
            date: &stream.slots[stream.date].column,
            ledger,
            found: one.layouts().iter().map(of_file).collect(),
            sums: sums::Sums::default(),
            writing: Writing::new(one, (policy, stream)),
            sellers: sellers::Sellers::new(one, (policy, ledger, stream)),
            owners: owners::Owners::new(one, ledger, stream),
            teams: (kind == "sales").then(|| teams::Teams::new(one, ledger, stream)),
            periods,
            days: DayReader::default(),
            dated: vec![months::Days::default(); one.layouts().len()],
            when: one.layouts().iter().map(when).collect(),
            pairs: one.layouts().iter().map(|_| kinds::Pairs::default()).collect(),
            rows: kept::Rows::default(),
            orders: one.layouts().iter().map(|layout| layout.field_of(stream.order)).collect(),
            said: said::Sayings::new(source, policy),
        }
    }

    /// What is told of words by the rows that they stand in: their days, and what stands beside them.
    fn compared_by_row(&self, stream: &Stream) -> Vec<Finding> {
        let found = self.one.layouts().iter().zip(&self.found);
        let files: Vec<FileWords> =
            found.map(|(layout, found)| file_words(with_own_labels(stream, layout), layout, found)).collect();
        let layouts = self.one.layouts().iter();
        let asks = stream.words.iter().any(|named| stream.slots[named.slot].column == kinds::CATEGORY);
        let pairs: Vec<(&FileLayout, &kinds::Pairs)> = layouts.zip(&self.pairs).filter(|_| asks).collect();
        let words: Vec<renamed::OfFile> =
            files.iter().zip(&self.when).map(|(file, when)| renamed::OfFile { file, when }).collect();
        let of = (self.one.name.as_str(), &self.periods.0);
        let mut found: Vec<Finding> =
            moved::told(of, &pairs).or_else(|| kinds::told(&self.one.name, &pairs)).into_iter().collect();
        found.extend(renamed::report(stream, of, &words));
        if found.is_empty() {
            let of_category = stream.words.iter().filter(|named| stream.slots[named.slot].column == kinds::CATEGORY);
            let named: Vec<(usize, String)> =
                of_category.map(|named| (named.slot, folded(&named.word).into_owned())).collect();
            let is_declared = |slot: usize, word: &str| {
                self.one.layouts().iter().any(|layout| layout.slots[slot].word(word).is_some())
            };
            let is_named =
                |word: &str| named.iter().any(|(slot, named)| *named == folded(word) || is_declared(*slot, word));
            found.extend(kinds::renamed(of, &pairs, is_named));
        }
        if found.is_empty() {
            found.extend(renamed::like_named(stream, of, &words));
        }
        found.extend(renamed::new_and_few(stream, of, &words));
        found
    }

    /// Whether a word is a person or a team of `staff`, a month, or a word of another row of the source.
    fn is_one_of_its(&self, files: &[FileWords], word: &str) -> bool {
        let people = &self.ledger.people;
        let teams = || people.list.iter().flat_map(|person| &person.spells).filter_map(|spell| spell.team.as_deref());
        let is_word = |column: &Column| column.words.contains_key(&*folded(word));
        people.find(word).is_some()
            || teams().any(|team| folded(team) == folded(word))
            || (1..=12).any(|month| names_month(word, (self.periods.0.first().year(), month)))
            || files.iter().flat_map(|file| &file.columns).any(is_word)
    }

    /// What is told of the days of files; `written` is what was told of how they are written.
    fn months_told(&self, stream: &Stream, written: &[Finding]) -> Vec<Finding> {
        let files: Vec<(&FileLayout, &months::Days)> = self.one.layouts().iter().zip(&self.dated).collect();
        let column = stream.slots[stream.date].column.as_str();
        months::told((&self.one.name, column), &files, &self.periods.0, written)
    }

    fn files(&self) -> Vec<FileWords<'_>> {
        let layouts = self.one.layouts().iter().zip(&self.found);
        layouts.map(|(layout, found)| file_words(columns(self.kind, layout), layout, found)).collect()
    }
}

/// Name, field and kind of each column of words.
fn columns<'l>(kind: &str, layout: &'l FileLayout) -> Vec<(&'l str, usize, CellKind)> {
    columns_of_kinds(kind, layout, &[CellKind::Label, CellKind::Key])
}

/// Those, and the columns that no kind of file has and whose words a rule names.
fn with_own_labels<'l>(stream: &'l Stream, layout: &'l FileLayout) -> Vec<(&'l str, usize, CellKind)> {
    let known = columns(&stream.kind, layout);
    let mut own: Vec<usize> = stream.words.iter().map(|named| named.slot).collect();
    own.sort_unstable();
    own.dedup();
    let is_own = |slot: &usize| {
        let name = &stream.slots[*slot].column;
        stream.slots[*slot].kind == SlotKind::Text && columns_of(&stream.kind).iter().all(|spec| spec.name != name)
    };
    let own = own.into_iter().filter(is_own);
    let own =
        own.filter_map(|slot| Some((stream.slots[slot].column.as_str(), layout.field_of(slot)?, CellKind::Label)));
    known.into_iter().chain(own).collect()
}

fn columns_of_kinds<'l>(kind: &str, layout: &'l FileLayout, kinds: &[CellKind]) -> Vec<(&'l str, usize, CellKind)> {
    let known = columns_of(kind);
    let kind_of = |name: &str| known.iter().find(|spec| spec.name == name).map(|spec| spec.kind);
    let columns = layout.columns.iter().filter_map(|(name, field)| Some((name.as_str(), *field, kind_of(name)?)));
    columns.filter(|(.., kind)| kinds.contains(kind)).collect()
}

fn file_words<'l>(
    columns: Vec<(&str, usize, CellKind)>,
    layout: &'l FileLayout,
    found: &[FxHashMap<Vec<u8>, Seen>],
) -> FileWords<'l> {
    let column = |((name, field, kind), found): ((&str, usize, CellKind), &FxHashMap<Vec<u8>, Seen>)| {
        let mut words: FxHashMap<String, (Seen, String)> = FxHashMap::default();
        let header = layout.labels.get(field).map(|label| folded(label.trim()).into_owned());
        for (bytes, seen) in found {
            let own = key::normal(&layout.encoding.lossy(bytes)).into_owned();
            let folded = folded(&own).into_owned();
            // The header again.
            if own.is_empty() || Some(&folded) == header.as_ref() {
                continue;
            }
            let known = words.entry(folded).or_insert((Seen { rows: 0, first: seen.first }, own));
            known.0 = Seen { rows: known.0.rows + seen.rows, first: known.0.first.min(seen.first) };
        }
        Column { name: name.to_owned(), is_label: kind == CellKind::Label, words }
    };
    FileWords { layout, columns: columns.into_iter().zip(found).map(column).collect() }
}

impl Fold for Look<'_> {
    fn block(&mut self, block: &Block) {
        let layout = &self.one.layouts()[block.file];
        let (columns, of_kind) = (with_own_labels(self.stream, layout), columns(self.kind, layout).len());
        let pair = kinds::Pairs::fields(layout);
        let date = layout.columns.iter().find(|(name, _)| name == self.date).map(|(_, field)| *field);
        let mut records = Records::new(&block.bytes, layout.dialect, block.first_line);
        while let Some(record) = records.advance() {
            if record.fault.is_some() || layout.instead_of(record.line).is_some() {
                continue;
            }
            let text = |field: usize| records.fields().get(field).map(|cell| cell.bytes(&block.bytes));
            let has_date = date.and_then(text).is_some_and(|date| date.iter().any(u8::is_ascii_digit));
            self.writing.look_at(block.file, record.line, text);
            if has_date && layout.filled.is_empty() {
                let order = self.orders[block.file].and_then(text).unwrap_or_default();
                let cells = records.fields().iter().map(|cell| cell.bytes(&block.bytes));
                self.rows.look_at((block.file, record.line), &order, cells);
            }
            let day = date.and_then(text).and_then(|date| self.days.read(&date, layout.dates, layout.encoding).ok()?);
            self.sellers.look_at((block.file, record.line), day, text);
            let cells = records.fields().iter().map(|cell| cell.bytes(&block.bytes));
            self.said.look_at((block.file, record.line), day, cells);
            if let Some(day) = day {
                self.dated[block.file].see(day, record.line);
                self.owners.look_at((block.file, record.line), day, text);
                self.teams.iter_mut().for_each(|teams| teams.look_at((block.file, record.line), day, text));
            }
            if let Some((Some(product), Some(category))) = pair.map(|(one, other)| (text(one), text(other))) {
                let day = day.map(|day| (day, self.periods));
                self.pairs[block.file].look_at((&product, &category), record.line, day);
            }
            for (at, (name, field, kind)) in columns.iter().enumerate() {
                let Some(bytes) = text(*field).filter(|bytes| !bytes.is_empty()) else { continue };
                let words = &mut self.found[block.file][at];
                let (is_full, known) = (words.len() >= KEPT, words.get_mut(&*bytes));
                let is_new = known.is_none();
                match known {
                    Some(seen) => *seen = Seen { rows: seen.rows + 1, first: seen.first.min(record.line) },
                    None if is_full => {}
                    None => {
                        words.insert(bytes.to_vec(), Seen { rows: 1, first: record.line });
                    }
                }
                if let Some(day) = day.filter(|_| *kind == CellKind::Label) {
                    renamed::see(&mut self.when[block.file][at], &bytes, (day, self.periods));
                }
                if at < of_kind && has_date && !PEOPLE.contains(name) && (is_new || self.sums.may_be(&bytes)) {
                    self.sums.look_at(layout, &bytes, record.line);
                }
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.sums.merge(other.sums);
        self.writing.merge(other.writing);
        self.sellers.merge(other.sellers);
        self.said.merge(other.said);
        self.owners.merge(other.owners);
        self.teams.iter_mut().zip(other.teams).for_each(|(mine, theirs)| mine.merge(theirs));
        self.rows.merge(other.rows);
        self.dated.iter_mut().zip(other.dated).for_each(|(mine, theirs)| mine.merge(theirs));
        self.pairs.iter_mut().zip(other.pairs).for_each(|(mine, theirs)| mine.merge(theirs));
        let theirs = other.when.into_iter().flatten();
        self.when.iter_mut().flatten().zip(theirs).for_each(|(mine, theirs)| renamed::merge(mine, theirs));
        let theirs = other.found.into_iter().flatten();
        for (mine, theirs) in self.found.iter_mut().flatten().zip(theirs) {
            for (text, seen) in theirs {
                let known = mine.entry(text).or_insert(Seen { rows: 0, first: seen.first });
                *known = Seen { rows: known.rows + seen.rows, first: known.first.min(seen.first) };
            }
        }
    }
}
