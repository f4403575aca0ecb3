//! From a record's cells to what is known of the row: is it one at all, does it count, when was it, what do its texts say.

use std::borrow::Cow;

use super::super::plan::{SlotKind, Term};
use super::named_orders::Counts;
use super::needs::{BITS, Need};
use super::straying::{is_stray, says_undone};
use super::{Folder, Purpose};
use crate::calendar::NaiveDate;
use crate::crediting::Named;
use crate::ingest::cell::{self, CellFault, UnitWord, done, is_missing};
use crate::ingest::row::{Cells, KnownText, TextReading, Word, number_in};
use crate::ingest::sorting::Sorting;
use crate::policy::rules::{FilterTest, Range};
use crate::spelling::{alike, folded};

/// What is derived once of each different text of a slot.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// Which terms of the stream that test this slot as text hold; the first ones.
    pub bits: u128,
    /// Of each further term, whether it holds.
    pub more: Vec<bool>,
    /// Whom it names, of person columns.
    pub named: Named,
    /// What it says of the amounts, of the column of units.
    pub unit: UnitWord,
    /// Whether it is nearly a word that the policy names, or blank where one is asked for.
    pub is_stray: bool,
}

impl Folder<'_> {
    /// Reads one record and, if it counts, stores it.
    #[inline]
    pub(super) fn read_row(&mut self, cells: Cells) {
        let date = cells.raw(self.context.stream.date).unwrap_or(Cow::Borrowed(b""));
        let is_surely = date.first().is_some_and(|first| {
            Sorting::is_surely_row(*first, cells.fields.len(), cells.layout.labels.len())
                && self.context.is_surely[self.row.file as usize]
        });
        if !is_surely && self.is_no_row(&cells) {
            return;
        }
        let day = self.days.read(&date, cells.layout.dates, cells.layout.encoding);
        if day.is_err() && is_surely && self.is_no_row(&cells) {
            return;
        }
        if cells.layout.filled.is_empty() {
            // Of the rows that are listed those of other days are nobody's concern.
            if self
                .context
                .listed
                .zip(day.as_ref().ok().copied().flatten())
                .is_some_and(|((first, last), day)| day < first || last < day)
            {
                return;
            }
            self.read_cells(&cells, day);
        } else {
            self.read_filled(cells);
        }
    }

    /// Reads a row with the values above in the blanks of merged cells.
    fn read_filled(&mut self, cells: Cells) {
        let filled = self.fill(&cells);
        let cells = Cells { filled: &filled, ..cells };
        let date = cells.raw(self.context.stream.date).unwrap_or(Cow::Borrowed(b""));
        let day = self.days.read(&date, cells.layout.dates, cells.layout.encoding);
        self.read_cells(&cells, day);
    }

    #[inline]
    fn read_cells(&mut self, cells: &Cells, day: Result<Option<NaiveDate>, CellFault>) {
        let context = self.context;
        let cells = &self.beside(&context.beside[self.row.file as usize], *cells);
        let stream = context.stream;
        // What tells a row that takes a sale back is told from its numbers as they stand, in their units.
        self.read_unit(cells);
        self.read_currency(cells, day.as_ref().ok().copied().flatten());
        self.row.back = stream.takes_back || self.takes_back(cells);
        self.exchange_as_settled(day.as_ref().ok().copied().flatten());
        // A row that `returns` of its file recognises takes something back whatever `counted` says; one of the file of returns need not.
        if (!self.row.back || stream.takes_back) && !self.is_counted(cells) {
            let counts = self.why_left_out(cells, &day);
            self.note_open(cells);
            self.hear(cells, counts);
            self.read_what_is_written(cells);
            if let Ok(Some(day)) = day {
                self.note_left_out(cells, day);
                self.note_unknown_time(cells, day);
                self.note_version_left_out(cells, day);
            }
            self.leave_out();
            return;
        }
        if self.is_dropped() {
            self.read_what_is_written(cells);
            self.leave_out();
            return;
        }
        let is_passed_by = match context.purpose {
            Purpose::Keys => context.lists_returns_only && !self.row.back,
            Purpose::Orders => (self.row.back && !context.lists_taken) || !self.is_referred_to(cells),
            Purpose::Firsts => self.row.back,
            Purpose::Gather | Purpose::Days | Purpose::Doubles | Purpose::List => false,
        };
        if is_passed_by {
            return;
        }
        let day = self.day(cells, stream.date, day);
        if context.purpose == Purpose::List {
            self.list(cells, day);
            return;
        }
        if context.purpose == Purpose::Days {
            self.see_row_of(day);
            return;
        }
        self.read_numbers(cells);
        self.check_currency(cells, day);
        self.check_header_currency(cells);
        if !context.doubles.once.is_empty() {
            self.count_once(cells);
        }
        self.store(cells, day);
    }

    fn takes_back(&mut self, cells: &Cells) -> bool {
        let context = self.context;
        context.needs.returns.as_ref().is_some_and(|need| self.meets(cells, need))
    }

    fn is_counted(&mut self, cells: &Cells) -> bool {
        let context = self.context;
        context.needs.counted.as_ref().is_none_or(|need| self.meets(cells, need))
    }

    /// Notes of each gather whether the row passes its terms.
    pub(super) fn pass(&mut self, cells: &Cells) {
        let needs = &self.context.needs;
        self.look_up(cells, &needs.tested);
        for (gather, need) in needs.gathers.iter().enumerate() {
            let passes = self.row.passed & need.bits == need.bits;
            self.row.passes[gather] = passes && need.others.iter().all(|term| self.holds(cells, *term));
        }
        self.pass_labels();
    }

    /// Whether all terms of a need hold for the row.
    fn meets(&mut self, cells: &Cells, need: &Need) -> bool {
        self.look_up(cells, &need.slots);
        self.row.passed & need.bits == need.bits && need.others.iter().all(|term| self.holds(cells, *term))
    }

    /// Looks up the texts of these slots: what they pass is then known of the row.
    #[inline]
    fn look_up(&mut self, cells: &Cells, slots: &[usize]) {
        for slot in slots {
            if self.row.found[*slot].is_none() {
                self.text(cells, *slot, |_| ());
            }
        }
    }

    /// Settles a record that is not counted: a fault found on the way still makes it a bad row. A total row below has its amounts in it.
    pub(super) fn leave_out(&mut self) {
        let tally = &mut self.tallies[self.row.table as usize];
        if self.row.faulty {
            tally.faulty += 1;
            return;
        }
        tally.not_counted += 1;
        for slot in &self.context.needs.totalled {
            tally.stand(*slot, self.row.written[*slot]);
        }
    }

    /// Reads the money of a row that is not counted; what is no number there is nobody's concern.
    fn read_what_is_written(&mut self, cells: &Cells) {
        for slot in &self.context.needs.totalled {
            let layout = cells.layout;
            let raw = cells.raw(*slot).filter(|_| self.context.stream.slots[*slot].kind == SlotKind::Number);
            if let Some(Ok(Some(read))) =
                raw.map(|raw| number_in(&raw, &layout.slots[*slot], layout.encoding, self.in_row(cells, *slot)))
            {
                self.row.written[*slot] = read.written.units;
            }
        }
    }

    /// The day of a row; a fault where it is blank or cannot be read.
    fn day(&mut self, cells: &Cells, slot: usize, read: Result<Option<NaiveDate>, CellFault>) -> Option<NaiveDate> {
        match read {
            Ok(Some(day)) => Some(day),
            Ok(None) => {
                if !self.context.stream.takes_back {
                    self.fault_missing(cells, slot);
                }
                None
            }
            Err(fault) => {
                self.fault(cells, Some(slot), fault);
                None
            }
        }
    }

    /// What is known of a slot's text; nothing where the file does not have the column. A text that is no key is a fault.
    pub(super) fn text<T>(
        &mut self,
        cells: &Cells,
        slot: usize,
        take: impl FnOnce(KnownText<Derived>) -> T,
    ) -> Option<T> {
        let context = self.context;
        if let Some(id) = self.row.found[slot] {
            return Some(take(self.texts[slot].known(id)));
        }
        let id = self.find_text(cells, slot)?;
        let known = self.texts[slot].known(id);
        self.row.passed |= known.derived.bits;
        let (fault, key) = (known.fault.cloned(), known.key);
        let taken = take(known);
        if let Some(fault) = fault {
            self.fault(cells, Some(slot), fault);
        }
        if context.is_close {
            self.doubt_key(cells, slot, key);
        }
        Some(taken)
    }

    /// The number of a slot's text; nothing where the file does not have the column.
    pub(super) fn find_text(&mut self, cells: &Cells, slot: usize) -> Option<u32> {
        let context = self.context;
        let raw = match cells.raw(slot) {
            Some(raw) => raw,
            None if is_tested(&context.stream.terms, slot) => Cow::Borrowed(&b""[..]),
            None => return None,
        };
        let placed = &cells.layout.slots[slot];
        let reading = TextReading { placed, encoding: cells.layout.encoding };
        let is_text = context.stream.slots[slot].kind == SlotKind::Text;
        let derive = context.needs.derived[slot].then_some(|word: Option<Word>| Derived {
            is_stray: match context.stream.undone.contains(&slot) {
                true if word.is_some_and(|word| says_undone(context, placed, (slot, word.own))) => true,
                _ => (is_text || word.is_none()) && is_stray(&context.needs, placed, slot, word),
            },
            ..derive(context, slot, word)
        });
        let learned = self.texts[slot].learned();
        let id = self.texts[slot].find(&raw, reading, derive);
        if self.texts[slot].learned() > learned {
            self.note_word(cells, slot, &raw);
        }
        self.row.found[slot] = Some(id);
        Some(id)
    }

    /// Looks at the words of a row that does not count: the file has them all the same. Whether they are keys is nobody's concern.
    fn hear(&mut self, cells: &Cells, counts: Counts) {
        self.note_credited(cells, counts);
        for slot in &self.context.needs.heard {
            if self.row.found[*slot].is_none() {
                self.find_text(cells, *slot);
                self.row.found[*slot] = None;
            }
        }
    }

    /// Notes a text that was learned, where its words matter or are shown.
    fn note_word(&mut self, cells: &Cells, slot: usize, raw: &[u8]) {
        let context = self.context;
        let (is_heard, is_shown) = (context.needs.heard.contains(&slot), context.needs.shown.contains(&slot));
        if !is_heard && !is_shown {
            return;
        }
        let Some(Ok(Some(own))) = cells.text_of(raw).map(|text| cell::key::read(&text)) else { return };
        let first = (context.first_file + self.row.file, self.row.line);
        let placed = &cells.layout.slots[slot];
        let meant = placed.meaning(&own);
        if is_heard {
            let is_text = context.stream.slots[slot].kind == SlotKind::Text;
            let value = if is_text { None } else { self.value_told(cells, slot, raw) };
            let word = value.as_deref().map_or(Word { own: &own, meant }, |value| Word { own: value, meant: value });
            let mut named = context.needs.named[slot].iter().map(|named| named.word.as_str());
            let named = named.find(|named| context.is_same_customer(slot, named, word.meant));
            let word = Word { meant: named.unwrap_or(word.meant), ..word };
            self.heard[slot].hear(&context.needs.alike[slot], word, first);
        }
        let key = placed.key(&own).to_owned();
        if is_shown && folded(&key) != key {
            self.note_written((slot, folded(&key).into_owned()), (first, key));
        }
    }

    pub(super) fn note_written(&mut self, key: (usize, String), text: ((u32, u32), String)) {
        let known = self.written.entry(key).or_insert_with(|| text.clone());
        if text < *known {
            *known = text;
        }
    }

    /// The key of a slot's text, as a number; nothing where it is missing.
    #[inline]
    pub(super) fn key_of(&mut self, cells: &Cells, slot: usize) -> Option<u32> {
        if let Some(key) = self.row.keys[slot] {
            return key;
        }
        let key = self.find_key(cells, slot);
        self.row.keys[slot] = Some(key);
        key
    }

    fn find_key(&mut self, cells: &Cells, slot: usize) -> Option<u32> {
        if self.context.stream.slots[slot].kind != SlotKind::Text {
            return self.key_of_value(cells, slot);
        }
        let placed = &cells.layout.slots[slot];
        // Orders and customers are many, and nearly all of them plain: those are kept once, as they stand.
        if !self.context.needs.derived[slot] && placed.is_as_written() {
            let raw = cells.raw(slot)?;
            let reading = TextReading { placed, encoding: cells.layout.encoding };
            if let Some(key) = self.texts[slot].find_key(&raw, reading) {
                if self.context.is_close {
                    self.doubt_key(cells, slot, Some(key));
                }
                return Some(key);
            }
        }
        self.text(cells, slot, |known| known.key).flatten()
    }
}

fn derive(context: &super::Context, slot: usize, word: Option<Word>) -> Derived {
    let stream = context.stream;
    let is_person = slot == stream.person || slot == stream.person_id;
    let named = if is_person { Named::of(context.ledger, word.map(|word| word.meant)) } else { Named::Nobody };
    // A word is what it says, and what it is read as.
    let is_word = |label: &String, word: Word| {
        alike(label, word.own)
            || (word.meant != word.own && alike(label, word.meant))
            || context.is_same_customer(slot, label, word.meant)
    };
    let is_it = |label: &String| word.is_some_and(|word| is_word(label, word));
    let holds = |term: &Term| {
        term.slot == slot
            && match &term.test {
                FilterTest::OneOf(labels) => labels.iter().any(is_it),
                FilterTest::NoneOf(labels) => !labels.iter().any(is_it),
                FilterTest::Missing(missing) => {
                    let column = stream.slots[slot].column.as_str();
                    word.is_none_or(|word| means_nothing(word) || done::is_open_in(column, word.meant)) == *missing
                }
                FilterTest::In(_) | FilterTest::On(_) => false,
            }
    };
    let first = stream.terms.iter().take(BITS).enumerate();
    let bits = first.fold(0, |bits, (at, term)| bits | u128::from(holds(term)) << at);
    let is_unit = slot == stream.unit;
    let unit = word
        .filter(|_| is_unit)
        .map_or(UnitWord::Nothing, |word| UnitWord::of(word.meant, &context.policy.header.currency));
    let more = stream.terms.iter().skip(BITS).map(holds).collect();
    Derived { bits, more, named, unit, is_stray: false }
}

/// Whether the policy reads the word as no value: `values = { score = { "不了解" = "-" } }`.
fn means_nothing(word: Word) -> bool {
    word.meant != word.own && is_missing(word.meant)
}

/// Whether nothing above zero is in the range: it asks for rows that take something back, as they are signed.
pub(super) fn is_of_refunds(range: &Range) -> bool {
    range.upper.as_ref().is_some_and(|bound| !bound.at.value.is_positive())
}

fn is_tested(terms: &[Term], slot: usize) -> bool {
    terms.iter().any(|term| term.slot == slot)
}
