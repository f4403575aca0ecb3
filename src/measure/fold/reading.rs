//! From a record's cells to what is known of the row: is it one at all, does it count, when was it, what are its numbers.

use std::borrow::Cow;

use super::super::plan::{Slot, SlotKind, Term};
use super::needs::{BITS, Need};
use super::straying::is_stray;
use super::{Folder, Purpose, Row, RowFault};
use crate::calendar::{NaiveDate, NaiveTime};
use crate::crediting::Named;
use crate::ingest::blocks::Block;
use crate::ingest::cell::{self, CellFault, UnitWord, is_blank, is_missing};
use crate::ingest::row::{Cells, Fixed, KnownText, TextReading, Word, number_in};
use crate::ingest::sorting::Sorting;
use crate::ledger::records::APART;
use crate::number::Number;
use crate::policy::rules::{Component, DurationUnit, FilterTest, Formula, Range};
use crate::spelling::{alike, folded};

/// Columns of moments at which something begins.
const BEGINNINGS: [&str; 4] = ["opened", "first_reply", "stage_since", "created"];

/// Columns of days on which something was to come.
const PROMISES: [&str; 3] = ["due", "expected_on", "next_date"];

/// How many bytes of an overlong record are shown.
const LONGEST_SHOWN: usize = 200;
/// Of one kind of fault this many are kept by each thread; more are counted.
const KEPT: usize = 1_000;

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
        let stream = context.stream;
        // What tells a row that takes a sale back is told from its numbers as they stand, in their units.
        self.read_unit(cells);
        self.row.back = stream.takes_back || self.takes_back(cells);
        // A row that `returns` of its file recognises takes something back whatever `counted` says; one of the file of returns need not.
        if (!self.row.back || stream.takes_back) && !self.is_counted(cells) {
            self.hear(cells);
            self.read_what_is_written(cells);
            if let Ok(Some(day)) = day {
                self.note_left_out(cells, day);
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
            Purpose::Gather | Purpose::Days | Purpose::Doubles => false,
        };
        if is_passed_by {
            return;
        }
        let day = self.day(cells, stream.date, day);
        if context.purpose == Purpose::Days {
            self.see_row_of(day);
            return;
        }
        self.read_numbers(cells);
        self.check_currency(cells);
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
        for slot in &self.context.needs.money {
            tally.stand(*slot, self.row.written[*slot]);
        }
    }

    /// Reads the money of a row that is not counted; what is no number there is nobody's concern.
    fn read_what_is_written(&mut self, cells: &Cells) {
        for slot in &self.context.needs.money {
            let layout = cells.layout;
            let raw = cells.raw(*slot).filter(|_| self.context.stream.slots[*slot].kind == SlotKind::Number);
            if let Some(Ok(Some(fixed))) =
                raw.map(|raw| number_in(&raw, &layout.slots[*slot], layout.encoding, self.unit_in_row(*slot)))
            {
                self.row.written[*slot] = fixed.units;
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

    /// Reads every number that a gather or a control total needs.
    fn read_numbers(&mut self, cells: &Cells) {
        for at in 0..self.context.needs.numbers.len() {
            let slot = self.context.needs.numbers[at];
            self.row.numbers[slot] = self.number(cells, slot);
        }
    }

    /// The number of a slot; a fault where it cannot be read, or is missing in a money column that is measured.
    pub(super) fn number(&mut self, cells: &Cells, slot: usize) -> Option<Fixed> {
        let spec = &self.context.stream.slots[slot];
        let made = match spec.kind {
            SlotKind::Product(price, qty, less) => self.product(cells, slot, (price, qty, less)),
            SlotKind::Duration(from, to, unit) => self.duration(cells, &spec.column, (from, to, unit)),
            SlotKind::Rate => return self.rate_in_full(cells, slot),
            _ => return self.written_number(cells, slot),
        };
        self.row.written[slot] = made.map_or(0, |fixed| fixed.units);
        made
    }

    fn written_number(&mut self, cells: &Cells, slot: usize) -> Option<Fixed> {
        let spec = &self.context.stream.slots[slot];
        let placed = &cells.layout.slots[slot];
        match number_in(&cells.raw(slot)?, placed, cells.layout.encoding, self.unit_in_row(slot)) {
            Ok(Some(fixed)) => {
                self.row.written[slot] = fixed.units;
                Some(self.signed(cells, slot, fixed))
            }
            Ok(None) => {
                if spec.money && spec.required {
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

    fn product(&mut self, cells: &Cells, slot: usize, made: (usize, usize, Option<usize>)) -> Option<Fixed> {
        let (price, qty, less) = made;
        let (price, qty) = self.factors(cells, (price, qty))?;
        let price = if self.row.back && price.is_negative() { price.abs() } else { price };
        let mut amount = &price * &qty;
        if let Some(less) = less {
            let rate = self.rate(cells, less).unwrap_or_else(Number::zero);
            amount = &amount * &(&Number::one() - &rate);
        }
        self.fixed(cells, slot, &amount)
    }

    /// Price and quantity: a row that sells has both, and one that takes something back both or none.
    fn factors(&mut self, cells: &Cells, (price, qty): (usize, usize)) -> Option<(Number, Number)> {
        let read = [price, qty].map(|slot| self.number(cells, slot));
        let may_lack = self.row.back && read[0].is_none();
        for (slot, number) in [price, qty].into_iter().zip(read) {
            let Slot { money, required, .. } = self.context.stream.slots[slot];
            let is_told = money && required;
            if number.is_none() && !is_told && !may_lack && cells.is_missing(slot) {
                self.fault_missing(cells, slot);
            }
        }
        let is_below = |number: Option<Fixed>| number.is_some_and(|number| number.units < 0);
        if !self.row.back && read.into_iter().all(is_below) {
            // Together they would sell something.
            let raw = cells.raw(qty).unwrap_or_default();
            let text = cells.layout.shown(&raw).trim_matches(is_blank).to_owned();
            self.fault(cells, Some(qty), CellFault::new("number-negative", &text));
            return None;
        }
        let [price, qty] = read;
        Some((price?.to_number(), qty?.to_number()))
    }

    /// The time between two moments of the row: days, or seconds for the units that count hours (`seconds_in` divides).
    fn duration(&mut self, cells: &Cells, name: &str, ends: (usize, usize, DurationUnit)) -> Option<Fixed> {
        let (from, to, unit) = ends;
        let format = cells.layout.dates;
        let mut moments = Vec::with_capacity(2);
        for end in [from, to] {
            let raw = cells.raw(end)?;
            match cells.readable(&raw).and_then(|text| cell::moment::read(&text, format)) {
                Ok(moment) => moments.push(moment?),
                Err(fault) => {
                    self.fault(cells, Some(end), fault);
                    return None;
                }
            }
        }
        let is_early = is_before(moments[1], moments[0]);
        let may_be_early = self.is_promise(from) || has_rates(self.context, name);
        if is_early && (self.begins(from) || !may_be_early) {
            self.fault(cells, Some(to), closes_early(cells, from, to));
            return None;
        }
        // What comes before the day that was due took less than no time: the time between, turned round.
        if is_early {
            moments.swap(0, 1);
        }
        let [(first, first_time), (last, last_time)] = moments[..] else { return None };
        let calendar = &self.context.policy.calendar;
        let count = match unit {
            DurationUnit::Days => (last - first).num_days(),
            DurationUnit::WorkDays => calendar.workdays_between(first.succ_opt()?, last),
            DurationUnit::Hours | DurationUnit::WorkingHours => {
                let (Some(first_time), Some(last_time)) = (first_time, last_time) else {
                    self.fault(cells, Some(if first_time.is_none() { from } else { to }), no_time(cells, from));
                    return None;
                };
                let (start, end) = (first.and_time(first_time), last.and_time(last_time));
                match unit {
                    DurationUnit::Hours => (end - start).num_seconds(),
                    _ => calendar.working_seconds(start, end)?,
                }
            }
        };
        let mantissa = i128::from(if is_early { -count } else { count });
        Fixed::from_scaled(cell::Scaled { mantissa, scale: 0 })
    }

    /// Whether nothing of a row can come before the moment of that slot: it is the row's own day, or something began then.
    fn begins(&self, slot: usize) -> bool {
        let stream = self.context.stream;
        slot == stream.date || BEGINNINGS.contains(&stream.slots[slot].column.as_str())
    }

    /// Whether the slot holds a day that was due or planned, before which things may well come.
    fn is_promise(&self, slot: usize) -> bool {
        PROMISES.contains(&self.context.stream.slots[slot].column.as_str())
    }

    fn check_currency(&mut self, cells: &Cells) {
        let slot = self.context.stream.currency;
        let Some(raw) = cells.raw(slot) else { return };
        let text = match cells.readable(&raw) {
            Ok(text) => text,
            Err(fault) => return self.fault(cells, Some(slot), fault),
        };
        let text = text.trim_matches(is_blank);
        let expected = &self.context.policy.header.currency;
        if !is_missing(text) && !text.eq_ignore_ascii_case(expected) {
            self.fault(cells, Some(slot), CellFault::new("other-currency", text).with("expected", expected));
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
                true => word.is_some_and(|word| cell::undone::says_so(&context.stream.slots[slot].column, word.own)),
                false => (is_text || word.is_none()) && is_stray(&context.needs, placed, slot, word),
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
    fn hear(&mut self, cells: &Cells) {
        self.note_credited(cells);
        for slot in &self.context.needs.heard {
            if self.row.found[*slot].is_none() {
                self.find_text(cells, *slot);
                self.row.found[*slot] = None;
            }
        }
    }

    /// Notes the row's order where it has splits or overlays, of its customer or of anyone, or is on hold.
    pub(super) fn note_credited(&mut self, cells: &Cells) {
        let (stream, ledger) = (self.context.stream, self.context.ledger);
        let lists = [&ledger.splits, &ledger.overlays];
        if lists.iter().all(|credits| credits.by_order.is_empty()) && ledger.holds.keys.is_empty() {
            return;
        }
        let key = |slot: usize| Some(cell::key::matching(&cells.text_of(&cells.raw(slot)?)?).into_owned());
        let Some(order) = key(stream.order) else { return };
        let of_customer = key(stream.customer).filter(|_| lists.iter().any(|credits| credits.have_customers));
        let number = format!("{order}{APART}");
        let of_customer = of_customer.map(|customer| format!("{number}{customer}"));
        let is_named = |key: &String| {
            ledger.holds.keys.contains(key)
                || lists
                    .iter()
                    .any(|credits| credits.by_order.contains_key(key) || (*key == number && credits.has_number(key)))
        };
        for key in [order, number.clone()].into_iter().chain(of_customer) {
            if is_named(&key) && !self.credited.contains(&key) {
                self.credited.insert(key);
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
            self.heard[slot].hear(&context.needs.named[slot], word, first);
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

    /// Notes a fault of a cell, or of the row.
    pub(super) fn fault(&mut self, cells: &Cells, slot: Option<usize>, fault: CellFault) {
        let field = slot.and_then(|slot| cells.layout.field_of(slot)).and_then(|index| cells.field(index));
        let label = slot.and_then(|slot| cells.layout.field_of(slot)).and_then(|index| cells.layout.labels.get(index));
        let (at, end) = field.map_or((self.row.start, self.row.end), |field| (field.start, field.end));
        let mut args = fault.args;
        if let Some(label) = label {
            args.push(("column", label.trim().to_owned()));
        }
        self.push_fault(cells.bytes, fault.code, args, (at, end));
    }

    /// Notes a fault of a field that may be no slot; nothing: of the record as a whole.
    pub(super) fn fault_of_field(&mut self, cells: &Cells, field: Option<usize>, fault: CellFault) {
        let field = field.and_then(|index| cells.field(index));
        let at = field.map_or((self.row.start, self.row.end), |field| (field.start, field.end));
        self.push_fault(cells.bytes, fault.code, fault.args, at);
        self.tally().faulty += 1;
    }

    pub(super) fn fault_missing(&mut self, cells: &Cells, slot: usize) {
        let has_label = cells.layout.field_of(slot).is_some();
        let Slot { column, kind, .. } = &self.context.stream.slots[slot];
        let code = if *kind == SlotKind::Number { "value-required" } else { "cell-required" };
        let column = column.clone();
        let args = if has_label { Vec::new() } else { vec![("column", column)] };
        self.fault(cells, Some(slot), CellFault { code, args });
    }

    /// Notes that a record is longer than any may be: the rest of its file is not read.
    pub(super) fn overlong(&mut self, block: &Block) {
        let end = block.bytes.len().min(LONGEST_SHOWN);
        self.row.begin(block.file, block.first_line, 0, end);
        self.record_fault(&block.bytes, "record-too-long", 0);
    }

    /// Notes a fault of a record as such.
    pub(super) fn record_fault(&mut self, bytes: &[u8], code: &'static str, at: usize) {
        self.push_fault(bytes, code, Vec::new(), (at, at + 1));
        self.tally().faulty += 1;
    }

    pub(super) fn push_fault(
        &mut self,
        bytes: &[u8],
        code: &'static str,
        args: Vec<(&'static str, String)>,
        cell: (usize, usize),
    ) {
        self.row.faulty = true;
        let Row { file, line, at, .. } = self.row;
        if self
            .faults
            .iter()
            .rev()
            .take_while(|fault| fault.file == file && fault.line == line)
            .any(|fault| fault.code == code && fault.args == args)
        {
            return;
        }
        let kept = self.faults.iter().filter(|fault| fault.file == file && fault.code == code).count();
        if kept >= KEPT {
            self.own_tally().more(code);
            return;
        }
        let (column, cell_line, width) = self.position(bytes, cell);
        let record = self.verbatim(bytes);
        self.faults.push(RowFault { file, line, at, cell_line, column, width, code, args, record, warning: false });
    }

    /// Column in characters, physical line, and width of a stretch of the record.
    pub(super) fn position(&self, bytes: &[u8], (start, end): (usize, usize)) -> (u32, u32, u32) {
        let before = &bytes[self.row.start..start];
        let line_start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
        let layout = &self.context.files[self.row.file as usize];
        let count = |bytes: &[u8]| u32::try_from(layout.shown(bytes).chars().count()).unwrap_or(0);
        let lines = crate::ingest::records::line_ends(before);
        (count(&before[line_start..]) + 1, self.row.line + lines, count(&bytes[start..end]).max(1))
    }

    /// The record as it stands.
    pub(super) fn verbatim(&self, bytes: &[u8]) -> String {
        let layout = &self.context.files[self.row.file as usize];
        layout.shown(&bytes[self.row.start..self.row.end]).into_owned()
    }
}

fn derive(context: &super::Context, slot: usize, word: Option<Word>) -> Derived {
    let stream = context.stream;
    let is_person = slot == stream.person || slot == stream.person_id;
    let named = if is_person { Named::of(context.ledger, word.map(|word| word.meant)) } else { Named::Nobody };
    // A word is what it says, and what it is read as.
    let is_it = |label: &String| {
        word.is_some_and(|word| alike(label, word.own) || (word.meant != word.own && alike(label, word.meant)))
    };
    let holds = |term: &Term| {
        term.slot == slot
            && match &term.test {
                FilterTest::OneOf(labels) => labels.iter().any(is_it),
                FilterTest::NoneOf(labels) => !labels.iter().any(is_it),
                FilterTest::Missing(missing) => word.is_none() == *missing,
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

/// Whether nothing above zero is in the range: it asks for rows that take something back, as they are signed.
pub(super) fn is_of_refunds(range: &Range) -> bool {
    range.upper.as_ref().is_some_and(|bound| !bound.at.value.is_positive())
}

fn is_tested(terms: &[Term], slot: usize) -> bool {
    terms.iter().any(|term| term.slot == slot)
}

/// Whether a moment lies before another; of days alone, and where one of them has no time of day, by their days.
fn is_before(moment: (NaiveDate, Option<NaiveTime>), other: (NaiveDate, Option<NaiveTime>)) -> bool {
    match (moment.1, other.1) {
        (Some(time), Some(other_time)) => (moment.0, time) < (other.0, other_time),
        _ => moment.0 < other.0,
    }
}

/// Whether rates are given by that duration: then the first moment is one that was agreed upon, and who pays before it is early.
fn has_rates(context: &super::Context, duration: &str) -> bool {
    let mut formulas = context.policy.pay.iter().filter_map(Component::formula);
    formulas.any(|formula| matches!(formula, Formula::ByNumber { column, .. } if column.value == duration))
}

fn closes_early(cells: &Cells, from: usize, to: usize) -> CellFault {
    let text = |slot: usize| {
        let raw = cells.raw(slot).unwrap_or_default();
        cells.text_of(&raw).unwrap_or_default().trim_matches(is_blank).to_owned()
    };
    CellFault::new("closes-before-it-opens", &text(to)).with("opens", text(from))
}

fn no_time(cells: &Cells, slot: usize) -> CellFault {
    let raw = cells.raw(slot).unwrap_or_default();
    CellFault::new("no-time-of-day", &cells.text_of(&raw).unwrap_or_default())
}

/// By what the numbers of a slot are divided: durations in hours are kept in seconds, so that every one is exact.
pub fn seconds_in(kind: &SlotKind) -> i64 {
    match kind {
        SlotKind::Duration(_, _, DurationUnit::Hours | DurationUnit::WorkingHours) => 3600,
        _ => 1,
    }
}
