//! Rows that are there twice: equal in all columns that are read, equal in a key that must not repeat, or repeating a number of their order.
//!
//! What decides about a row that stands elsewhere in the files – the file that has a row most often, the first row of an order – is learned by a
//! pass before (`Purpose::Doubles`) and looked up by all others.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::plan::{SlotKind, Stream};
use super::agreeing::join;
use super::{Context, Folder, Purpose};
use crate::calendar::{Datelike, NaiveDate};
use crate::crediting::Named;
use crate::ingest::cell::CellFault;
use crate::ingest::doubts::{AMOUNT_DECIMALS, At, Seen};
use crate::ingest::header::{CellKind, columns_of};
use crate::ingest::layout::FileLayout;
use crate::ingest::row::{Cells, Fixed, SCALE};
use crate::policy::rules::{Duplicates, InputRule};
use crate::spelling::folded;

/// Of how many rows of a run that does not look closely the repeated ones are told.
const MOST: usize = 1 << 20;

/// The bit of a row's file that says that its day is looked at.
pub const LOOKED_AT: u16 = 0x8000;

/// What was learned of rows that are there twice before anything was gathered.
#[derive(Debug, Default)]
pub struct Doubles {
    /// File and line of rows that are left out.
    pub dropped: FxHashSet<(u32, u32)>,
    /// Of each number that counts once, the first rows by key.
    pub once: Vec<FirstOfKeys>,
}

/// The first rows of each key.
pub type FirstOfKeys = FxHashMap<String, Vec<FirstOfKey>>;

/// The row in which a number counts that every row of its key repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstOfKey {
    /// The customer, for order numbers of several; empty where the row has none.
    customer: String,
    /// Whether the row takes a sale back.
    back: bool,
    /// Day, file and line of the row.
    pub(super) at: (NaiveDate, u32, u32),
    units: i128,
    /// What rows of the key say of each thing that the number counts by.
    said: Box<[u64]>,
    /// A bit for each of them in which rows differ.
    pub(super) differs: u64,
}

/// A column by which rows are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    /// The day of the row, with the time of day that its field has.
    Day(usize),
    /// The number that was read.
    Number(usize),
    /// A field, and whether plain digits in it are a number.
    Field(usize, bool),
}

/// Of which rows it is kept what they are, to find those that are there twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Seeing {
    #[default]
    None,
    /// Of those on days that are looked at.
    LookedAt,
    /// Of those in any window.
    Windows,
}

impl Seeing {
    /// What a pass over an input with so many files looks at.
    pub fn of(rule: &InputRule, files: usize, purpose: Purpose) -> Self {
        match (purpose, rule.duplicates) {
            (Purpose::Gather, Some(Duplicates::Keep)) => Seeing::None,
            (Purpose::Gather, None) if files > 1 => Seeing::Windows,
            (Purpose::Gather, _) => Seeing::LookedAt,
            (Purpose::Doubles, _) => Seeing::Windows,
            _ => Seeing::None,
        }
    }
}

/// The columns that all files of an input have and that are read of them, of each file where they stand; in the order of their names, for files
/// have them in any.
pub(super) fn compared(stream: &Stream, files: &[FileLayout]) -> Vec<Vec<Compared>> {
    let Some(first) = files.first() else { return Vec::new() };
    let is_in_all =
        |column: &&String| files.iter().all(|layout| layout.columns.iter().any(|(name, _)| name == *column));
    let mut names: Vec<&String> = first.columns.iter().map(|(name, _)| name).filter(is_in_all).collect();
    names.sort();
    names.dedup();
    let specs = columns_of(&stream.kind);
    let is_number = |column: &str| {
        let spec = specs.iter().find(|spec| spec.name == column);
        spec.is_some_and(|spec| matches!(spec.kind, CellKind::Money | CellKind::Number | CellKind::Count))
    };
    let place = |layout: &FileLayout, name: &String| {
        let (_, field) = layout.columns.iter().find(|(known, _)| known == name)?;
        let slot = layout.fields.iter().position(|known| *known == Some(*field));
        Some(match slot {
            Some(slot) if slot == stream.date => Compared::Day(*field),
            Some(slot) if stream.slots[slot].kind == SlotKind::Number => Compared::Number(slot),
            _ => Compared::Field(*field, is_number(name)),
        })
    };
    files.iter().map(|layout| names.iter().filter_map(|name| place(layout, name)).collect()).collect()
}

/// What of a row may be another in a later export of the same: how far things have come, beside all numbers and other days.
const CHANGING: [&str; 4] = ["status", "stage", "result", "returned"];

/// Of each file the columns that say which row it is, whatever its numbers: its day, its order, other keys and labels. Nothing where files
/// have no order, or there is one file alone.
pub(super) fn identifying(stream: &Stream, files: &[FileLayout], tables: usize) -> Vec<Vec<Compared>> {
    let has_order = |layout: &FileLayout| layout.field_of(stream.order).is_some();
    if tables < 2 || !files.iter().all(has_order) {
        return Vec::new();
    }
    let specs = columns_of(&stream.kind);
    let identifies = |name: &str| {
        let spec = specs.iter().find(|spec| spec.name == name);
        let is_word = spec.is_none_or(|spec| matches!(spec.kind, CellKind::Key | CellKind::Label));
        is_word && !CHANGING.contains(&name)
    };
    let is_meant = |layout: &FileLayout, column: &Compared| match column {
        Compared::Day(_) => true,
        Compared::Number(_) => false,
        Compared::Field(field, _) => {
            layout.columns.iter().any(|(name, known)| known == field && identifies(name.as_str()))
        }
    };
    let of_file = |(layout, columns): (&FileLayout, Vec<Compared>)| {
        columns.into_iter().filter(|column| is_meant(layout, column)).collect()
    };
    files.iter().zip(compared(stream, files)).map(of_file).collect()
}

/// How many rows are kept to find repeated ones: without end where the run looks closely, or for this.
pub(super) fn most(context: &Context) -> usize {
    let is_bounded = !context.is_close && context.purpose == Purpose::Gather;
    if is_bounded { MOST } else { usize::MAX }
}

/// The amount in the units in which repeated rows keep it.
fn kept_amount(fixed: Fixed) -> Option<i64> {
    let unit = 10i128.pow(SCALE - AMOUNT_DECIMALS);
    (fixed.units % unit == 0).then(|| i64::try_from(fixed.units / unit).ok()).flatten()
}

impl Folder<'_> {
    /// Keeps what the row is, where rows of its day are compared.
    #[inline]
    pub(super) fn note_repeat(&mut self, cells: &Cells, day: NaiveDate, (in_window, is_looked_at): (bool, bool)) {
        let is_kept = match self.context.seeing {
            Seeing::None => false,
            Seeing::LookedAt => is_looked_at,
            Seeing::Windows => in_window,
        };
        if !is_kept || self.repeats.is_full() {
            return;
        }
        let mut text = std::mem::take(&mut self.row_text);
        let context = self.context;
        self.add_columns(&mut text, cells, day, &context.compared[self.row.file as usize]);
        let money = self.context.needs.money.first().and_then(|slot| self.row.numbers[*slot]);
        let (file, line) = self.at();
        let file = if is_looked_at { file | LOOKED_AT } else { file };
        let amount = money.and_then(kept_amount);
        self.repeats.add(day, Seen::of(&text, (file, line), amount));
        self.row_text = text;
        if is_looked_at {
            self.note_version(cells, day, (file, line), money);
        }
    }

    /// Keeps which row it is, where files have orders; of one without an order, where it stands.
    fn note_version(&mut self, cells: &Cells, day: NaiveDate, at: At, money: Option<Fixed>) {
        let context = self.context;
        let Some(columns) = context.identifying.get(self.row.file as usize) else { return };
        if cells.is_missing(context.stream.order) {
            self.orderless.push((self.row.file, self.row.line));
            return;
        }
        let mut text = std::mem::take(&mut self.row_text);
        self.add_columns(&mut text, cells, day, columns);
        text.push(u8::from(self.row.back || money.is_some_and(|fixed| fixed.units < 0)));
        self.versions.see(&text, at, money.and_then(kept_amount));
        self.row_text = text;
    }

    /// Keeps which row it is of one that `counted` leaves out: another file may have it as one that counts.
    pub(super) fn note_version_left_out(&mut self, cells: &Cells, day: NaiveDate) {
        if self.context.compares_versions()
            && !cells.is_missing(self.context.stream.order)
            && self.place_of(day).is_looked_at
        {
            let written = self.context.needs.money.first().map(|slot| self.row.written[*slot]);
            let money = written.map(|units| Fixed { units, scale: 0 });
            self.note_version(cells, day, self.at(), money);
        }
    }

    /// The text by which rows are compared in these columns.
    fn add_columns(&self, text: &mut Vec<u8>, cells: &Cells, day: NaiveDate, columns: &[Compared]) {
        text.clear();
        for column in columns {
            match column {
                Compared::Day(field) => {
                    text.extend(day.num_days_from_ce().to_le_bytes());
                    add_time(text, cells, *field);
                }
                Compared::Number(slot) => {
                    let units = self.row.numbers[*slot].map_or(i128::MIN, |fixed| fixed.units);
                    text.extend(units.to_le_bytes());
                }
                Compared::Field(field, is_number) => add_field(text, cells, *field, *is_number),
            }
            text.push(0x1F);
        }
    }

    /// Keeps the row's key that must not repeat, sales and what takes them back apart; a key of blanks is none.
    pub(super) fn note_unique(&mut self, cells: &Cells) {
        let mut text = Vec::new();
        let mut is_blank = true;
        for slot in &self.context.stream.unique {
            let key = self.key_text(cells, *slot);
            is_blank &= key.is_none();
            text.extend(key.as_deref().map(folded).unwrap_or_default().bytes());
            text.push(0x1F);
        }
        text.push(u8::from(self.row.back));
        if !is_blank {
            self.unique.see(&text, self.at(), None);
        }
    }

    fn at(&self) -> (u16, u32) {
        // No input has as many files.
        (u16::try_from(self.row.file).unwrap_or(u16::MAX) & !LOOKED_AT, self.row.line)
    }

    /// Whether the row is left out because another file has it as often.
    pub(super) fn is_dropped(&self) -> bool {
        let dropped = &self.context.doubles.dropped;
        !dropped.is_empty() && dropped.contains(&(self.row.file, self.row.line))
    }

    /// Learns of a row what others must know of it.
    pub(super) fn learn_double(
        &mut self,
        cells: &Cells,
        day: Option<NaiveDate>,
        named: Option<Named>,
        order: Option<&str>,
    ) {
        let context = self.context;
        let Some(day) = day.filter(|_| !self.row.faulty) else { return };
        let instead = match context.labels.is_empty() {
            true => cells.instead.to_vec(),
            false => self.with_labels(cells, (day, named.unwrap_or_default()), order),
        };
        let labelled = Cells { instead: &instead, ..*cells };
        if context.rule.duplicates != Some(Duplicates::Keep) && context.seeing == Seeing::Windows {
            let place = self.place_of(day);
            self.note_repeat(cells, day, (place.is_told, place.is_looked_at));
        }
        for (index, (number, key)) in context.stream.once.iter().enumerate() {
            let (Some(fixed), Some(key)) = (self.row.numbers[*number], self.once_key(cells, *key)) else { continue };
            let first = FirstOfKey {
                customer: self.once_customer(cells, context.stream.once[index].1),
                back: self.row.back,
                at: (day, self.row.file, self.row.line),
                units: fixed.units,
                said: self.said_of_once(&labelled, index, named, order),
                differs: 0,
            };
            keep_first(self.once[index].entry(key).or_default(), first);
        }
    }

    fn once_key(&mut self, cells: &Cells, slot: usize) -> Option<String> {
        self.key_text(cells, slot).map(|key| folded(&key).into_owned())
    }

    /// Orders are the same when number and customer are.
    fn once_customer(&mut self, cells: &Cells, key: usize) -> String {
        let is_order = key == self.context.stream.order;
        let customer = if is_order { self.customer_key(cells) } else { None };
        customer.map(|customer| folded(&customer).into_owned()).unwrap_or_default()
    }

    /// Leaves the numbers of the row out that count in another row of its key; one that differs from it is a fault.
    pub(super) fn count_once(&mut self, cells: &Cells) {
        let context = self.context;
        for (index, (number, slot)) in context.stream.once.iter().enumerate() {
            let (Some(fixed), Some(key)) = (self.row.numbers[*number], self.once_key(cells, *slot)) else { continue };
            let customer = self.once_customer(cells, *slot);
            let known = context.doubles.once.get(index).and_then(|keys| keys.get(&key));
            let Some(first) = known.and_then(|known| first_for(known, &customer, self.row.back)) else { continue };
            if first.units != fixed.units {
                let text = fixed.to_number().to_string();
                let fault = CellFault::new("once-per-differs", &text).with("key", &key);
                let of_first = Fixed { units: first.units, ..fixed }.to_number();
                let place = format!("{}:{}", context.files[first.at.1 as usize].name, first.at.2);
                self.fault(cells, Some(*number), fault.with("first", of_first).with("place", place));
            } else if (first.at.1, first.at.2) != (self.row.file, self.row.line) {
                // A return without any amount would take back the whole order.
                let nothing = Fixed { units: 0, ..fixed };
                self.row.numbers[*number] = self.row.back.then_some(nothing);
            }
        }
    }
}

/// The first row for a customer; a row without one is of the only customer that its key has.
fn first_for<'a>(known: &'a [FirstOfKey], customer: &str, back: bool) -> Option<&'a FirstOfKey> {
    let of_side = || known.iter().filter(|first| first.back == back);
    let mut named = of_side().filter(|first| !first.customer.is_empty());
    let only = named.next().filter(|_| named.next().is_none());
    match only {
        // Rows without a customer belong to the same order: whichever of the two is the first counts.
        Some(only) if customer.is_empty() || only.customer == customer => {
            let blank = of_side().find(|first| first.customer.is_empty());
            Some(blank.filter(|blank| blank.at < only.at).unwrap_or(only))
        }
        _ => of_side().find(|first| first.customer == customer),
    }
}

fn keep_first(known: &mut Vec<FirstOfKey>, row: FirstOfKey) {
    match known.iter_mut().find(|first| first.customer == row.customer && first.back == row.back) {
        Some(first) => {
            first.differs |= row.differs | join(&mut first.said, &row.said);
            if row.at < first.at {
                (first.at, first.units) = (row.at, row.units);
            }
        }
        None => known.push(row),
    }
}

/// Takes the first rows that another thread found.
pub(super) fn merge_once(mine: &mut [FirstOfKeys], theirs: Vec<FirstOfKeys>) {
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        for (key, rows) in theirs {
            let known = mine.entry(key).or_default();
            rows.into_iter().for_each(|row| keep_first(known, row));
        }
    }
}

/// Adds the time of day that is written behind a day, without seconds of 0: midnight is none. Two calls of one day are two.
fn add_time(text: &mut Vec<u8>, cells: &Cells, field: usize) {
    let Some(field) = cells.field(field) else { return };
    let bytes = field.bytes(cells.bytes);
    let Some(colon) = memchr::memchr(b':', &bytes) else { return };
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'T' | b't');
    let from = bytes[..colon].iter().rposition(is_between).map_or(0, |at| at + 1);
    let mut time = bytes[from..].to_ascii_uppercase();
    time.retain(|byte| !byte.is_ascii_whitespace());
    while let Some(short) = time.strip_suffix(b":00").filter(|short| short.contains(&b':')) {
        time.truncate(short.len());
    }
    if !matches!(&*time, b"00:00" | b"0:00") {
        text.extend(time);
    }
}

/// Adds a field as it is compared: as its number where it is one, else without blanks and in upper case.
fn add_field(text: &mut Vec<u8>, cells: &Cells, field: usize, is_number: bool) {
    if let Some((_, above)) = cells.filled.iter().find(|(filled, _)| *filled == field) {
        text.extend(folded(above).bytes());
        return;
    }
    let Some(field) = cells.field(field) else { return };
    let bytes = field.bytes(cells.bytes);
    let is_number = is_number && bytes.first().is_some_and(|first| first.is_ascii_digit() || *first == b'-');
    if let Some(fixed) = Fixed::plain(&bytes).filter(|_| is_number) {
        text.extend(fixed.units.to_le_bytes());
        return;
    }
    if bytes.is_ascii() {
        let start = text.len();
        text.extend_from_slice(&bytes);
        text[start..].make_ascii_uppercase();
        if bytes.iter().any(u8::is_ascii_whitespace) {
            let kept = text.split_off(start).into_iter().filter(|byte| !byte.is_ascii_whitespace());
            text.extend(kept);
        }
        return;
    }
    match cells.text_of(&bytes) {
        Some(word) => text.extend(folded(&word).bytes()),
        None => text.extend_from_slice(&bytes),
    }
}
