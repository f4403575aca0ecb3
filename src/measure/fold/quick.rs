//! The quick way through rows of which everything was seen before.
//!
//! Of years of sales, a run of one month looks at nearly every row only to find that it lies outside of every window. Such a row is known by
//! its texts alone: its day, its labels and its person were seen before and had no fault, its customer was too or
//! is a running number that can have none, its amounts are plain digits. Then what `read_row` would do with it comes to adding its
//! amounts, counting it, and noting that its customer has bought before a window, and that is done here. A row that a store may keep goes on
//! to `store_row` with what is known of it. Every other row – and the first of each kind – is left to `read_row`, which decides everything.

use rustc_hash::FxHashMap;

use super::super::plan::{Keep, SlotKind, Stream};
use super::beside::is_filled;
use super::{Context, DayPlace, Folder, Purpose};
use crate::calendar::NaiveDate;
use crate::crediting::Named;
use crate::ingest::blocks::Block;
use crate::ingest::cell::key::is_plain;
use crate::ingest::decode::Encoding;
use crate::ingest::doubts::USUAL_DECIMALS;
use crate::ingest::index::Indexed;
use crate::ingest::interner::NONE;
use crate::ingest::layout::{FileLayout, Whence};
use crate::ingest::packed::{Packed, hundredths};
use crate::ingest::row::{Cells, Fields, Fixed};

/// How many texts of the person column are remembered.
const PEOPLE: usize = 512;

/// A column whose text is looked up: its slot and its field.
#[derive(Clone, Copy, Debug)]
struct Column {
    slot: usize,
    field: usize,
}

/// Where the quick way finds what it needs in one file.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    date: usize,
    person: Column,
    /// The column of keys whose first rows are kept.
    key: Option<Column>,
    /// What passes for first rows of that column beside those by which a key is known to have an earlier one.
    other_firsts: Vec<u128>,
    /// Texts that some test looks at.
    tested: Vec<Column>,
    /// Numbers, and whether their sums are control totals.
    numbers: Vec<(Column, bool, u32)>,
    /// The column of the currency, where the file has one.
    currency: Option<usize>,
    /// The field of units, where the file has it.
    unit: Option<usize>,
    /// Columns whose blank cells are read from others: that is for `read_row`.
    beside: Vec<Column>,
    /// Whether rows that a store may keep need more than is known here.
    leaves_stores: bool,
    /// Whether rows are told apart by the words of the column of keys.
    tells_keys_apart: bool,
}

/// The last text of a tested column, and what it passes.
#[derive(Clone, Copy, Debug)]
struct Tested {
    column: Column,
    text: Packed,
    passes: u128,
}

/// A number column: its value in the row, and the sum since it was last settled.
#[derive(Clone, Copy, Debug)]
struct Summed {
    column: Column,
    /// Whether the sum is a control total.
    adds: bool,
    /// A number with more decimals is for `read_row`.
    most_decimals: u32,
    value: Fixed,
    sum: i128,
}

/// What the quick way remembers of the rows before, and what it has counted since it was last settled. It holds for one file.
#[derive(Debug, Default)]
pub(super) struct Passed {
    tested: Vec<Tested>,
    /// Texts of the person column that had no fault, each where its hash says, with whom they name; empty before the first block.
    people: Vec<(Packed, Named)>,
    numbers: Vec<Summed>,
    /// Words of the column of units that multiply nothing; the next takes the place of the oldest.
    units: [Option<Packed>; UNITS],
    next_unit: usize,
    /// Whether a row of some window names the policy's currency.
    own_currency: bool,
    /// Counted rows, all outside of the period.
    counted: u64,
    /// Rows that do not count.
    left_out: u64,
    /// The text of the day on which the row before was; nothing where `Folder::day` was set by a row that was not passed by.
    pub(super) date: Option<Packed>,
    /// Where the days of texts lie: a file may be in any order.
    days: FxHashMap<Packed, DayPlace>,
    /// The last day that was counted.
    counted_day: Option<NaiveDate>,
}

impl Lane {
    /// The lane of a file; nothing where its rows need more than the quick way knows.
    pub fn new(context: &Context, layout: &FileLayout) -> Option<Self> {
        let (stream, needs) = (context.stream, &context.needs);
        let is_absent = |slot: usize| layout.slots[slot].whence == Whence::Absent;
        let column = |slot: usize| Some(Column { slot, field: layout.fields[slot]? });
        let read_otherwise = needs.order_of_all || needs.keys.len() > 1 || !is_absent(stream.person_id);
        let all = needs.counted.iter().chain(&needs.returns).chain(&needs.gathers);
        let asks_more = all.clone().any(|need| !need.others.is_empty());
        // Where a window has all days up to its last, no earlier row is kept beside it.
        let has_all = context.plan.all_windows.iter().any(|window| window.first() <= context.policy.ever());
        let keeps_more = stream.gathers.iter().any(|gather| match gather.keep {
            Keep::First(_, Some(_)) => true,
            Keep::LastDay => !has_all,
            _ => false,
        });
        let file = context.files.iter().position(|known| std::ptr::eq(known, layout))?;
        let is_looked_at =
            context.is_close || context.is_listed || stream.amount_check.is_some() || !layout.filled.is_empty();
        let is_compared = !stream.unique.is_empty() || !stream.once.is_empty() || !context.doubles.dropped.is_empty();
        let may_end_early = needs.ends.iter().any(|slot| layout.fields[*slot].is_some());
        if context.purpose != Purpose::Gather
            || is_looked_at
            || may_end_early
            || is_compared
            || !context.is_surely[file]
            || read_otherwise
            || asks_more
            || keeps_more
            || context.beside[file].iter().any(|beside| beside.decides)
            || needs.keys.first() != needs.ahead.as_ref()
        {
            return None;
        }
        let heard = needs.heard.iter().copied().filter(|slot| layout.fields[*slot].is_some());
        let mut tested: Vec<usize> = all.flat_map(|need| need.slots.iter().copied()).chain(heard).collect();
        tested.sort_unstable();
        tested.dedup();
        let plain =
            |slot: &usize| stream.slots[*slot].kind == SlotKind::Number && layout.slots[*slot].is_plain_number();
        let written: Vec<usize> = needs.numbers.iter().copied().filter(|slot| !is_absent(*slot)).collect();
        if !written.iter().all(plain) || needs.ahead.is_some_and(|slot| !layout.slots[slot].is_as_written()) {
            return None;
        }
        let firsts = stream.gathers.iter().zip(&needs.gathers).enumerate();
        let others =
            firsts.filter(|(index, (gather, _))| matches!(gather.keep, Keep::First(..)) && needs.first != Some(*index));
        let currency = if is_absent(stream.currency) { None } else { Some(layout.fields[stream.currency]?) };
        let unit = if is_absent(stream.unit) { None } else { Some(layout.fields[stream.unit]?) };
        Some(Lane {
            date: layout.fields[stream.date]?,
            person: column(stream.person)?,
            key: match needs.ahead {
                Some(slot) => Some(column(slot)?),
                None => None,
            },
            other_firsts: others.map(|(_, (_, need))| need.bits).collect(),
            tested: tested.into_iter().map(column).collect::<Option<_>>()?,
            numbers: numbers(stream, &written)
                .into_iter()
                .map(|(slot, adds)| Some((column(slot)?, adds, most_decimals(layout, slot))))
                .collect::<Option<_>>()?,
            currency,
            unit,
            beside: layout.beside.iter().map(|(slot, _)| column(*slot)).collect::<Option<_>>()?,
            // What is no number of the file is made of others, and a row may lack it.
            leaves_stores: needs.numbers.len() != written.len(),
            tells_keys_apart: stream.gathers.iter().any(|gather| gather.axis.slot() == needs.ahead),
        })
    }

    /// Whether nothing is asked of the keys of most rows but whether these are later ones.
    pub fn asks_no_keys(&self) -> bool {
        self.key.is_some() && !self.tells_keys_apart
    }
}

/// Of amounts with more decimals somebody may wonder; three may be a group of thousands.
fn most_decimals(layout: &FileLayout, slot: usize) -> u32 {
    if layout.slots[slot].doubts(3) { 2 } else { USUAL_DECIMALS }
}

/// So many words of units are remembered.
const UNITS: usize = 8;

impl Passed {
    /// Remembers a word of units that multiplies nothing.
    pub(super) fn remember_unit(&mut self, text: Option<&[u8]>) {
        let Some(text) = text.and_then(Packed::of).filter(|text| !self.units.contains(&Some(*text))) else { return };
        self.units[self.next_unit % UNITS] = Some(text);
        self.next_unit += 1;
    }

    #[inline(always)]
    fn add(&mut self) {
        for number in self.numbers.iter_mut().filter(|number| number.adds) {
            number.sum += number.value.units;
        }
    }
}

fn numbers(stream: &Stream, slots: &[usize]) -> Vec<(usize, bool)> {
    slots.iter().map(|slot| (*slot, stream.is_totalled(*slot))).collect()
}

impl Folder<'_> {
    /// Takes the row, if everything of it was seen before; whether it did. `ahead` is its place among those looked up, if some were.
    #[inline(always)]
    pub(super) fn takes<const PLAIN: bool>(
        &mut self,
        lane: &Lane,
        block: &Block,
        (fields, line): (Indexed, u32),
        ahead: Option<usize>,
    ) -> bool {
        match self.look_at::<PLAIN>(lane, fields, ahead, &block.bytes) {
            Some(None) => true,
            Some(Some(known)) if !lane.leaves_stores => {
                self.store_known(lane, block, (fields, line, ahead), known);
                true
            }
            _ => false,
        }
    }

    /// Nothing: the row is for `read_row`. Inside: nothing for a row that changes the control totals only, which it has changed now; whom
    /// another row names, and what its texts pass.
    #[inline(always)]
    fn look_at<const PLAIN: bool>(
        &mut self,
        lane: &Lane,
        fields: Indexed,
        ahead: Option<usize>,
        bytes: &[u8],
    ) -> Option<Option<(Named, u128)>> {
        let context = self.context;
        let needs = &context.needs;
        let packed = |field: usize| {
            let (start, end) = fields.range::<PLAIN>(field, bytes)?;
            Packed::at(bytes, start, end)
        };
        let date = packed(lane.date)?;
        if self.passed.date != Some(date) {
            self.turn_to(date)?;
        }
        let day = self.day.day?;
        lane.beside.iter().all(|column| is_filled(fields, column.field, bytes)).then_some(())?;
        let mut bits = 0;
        for tested in &mut self.passed.tested {
            let text = packed(tested.column.field).unwrap_or(Packed::NO_TEXT);
            if tested.text != text || text == Packed::NO_TEXT {
                let texts = &self.texts[tested.column.slot];
                let known = texts.known(texts.find_again(fields.as_it_stands(tested.column.field, bytes)?)?);
                let is_stray = known.derived.is_stray;
                (!(is_stray && self.day.is_heard)).then_some(())?;
                tested.passes = known.fault.is_none().then_some(known.derived.bits)?;
                tested.text = if is_stray { Packed::NO_TEXT } else { text };
            }
            bits |= tested.passes;
        }
        let back = needs.returns.as_ref().is_some_and(|need| bits & need.bits == need.bits);
        if back && context.is_taking {
            return None;
        }
        if !back && needs.counted.as_ref().is_some_and(|need| bits & need.bits != need.bits) {
            (!(self.day.is_looked_at && context.compares_versions())).then_some(())?;
            self.read_values::<PLAIN>(fields, bytes)?;
            self.passed.left_out += 1;
            self.passed.add();
            return Some(None);
        }
        if let Some(field) = lane.unit {
            let text = packed(field)?;
            self.passed.units.contains(&Some(text)).then_some(())?;
        }
        if let Some(field) = lane.currency {
            let expected = context.policy.header.currency.as_bytes();
            fields.as_it_stands(field, bytes).filter(|text| *text == expected)?;
            self.passed.own_currency |= self.day.in_window;
        }
        let named = match packed(lane.person.field) {
            None => self.named_before(lane.person.slot, fields.as_it_stands(lane.person.field, bytes)?)?,
            Some(text) => {
                let place = text.place_among(PEOPLE);
                if self.passed.people[place].0 != text {
                    let raw = fields.as_it_stands(lane.person.field, bytes)?;
                    self.passed.people[place] = (text, self.named_before(lane.person.slot, raw)?);
                }
                self.passed.people[place].1
            }
        };
        self.read_values::<PLAIN>(fields, bytes)?;
        let may_be_kept = self.day.in_window
            || lane.other_firsts.iter().any(|need| bits & need == *need)
            || lane.key.is_some_and(|column| {
                let may_be_noted = !back && matches!(named, Named::Person(_));
                !self.is_later::<PLAIN>(column, fields, (day, bits, may_be_noted), ahead, bytes)
            });
        if may_be_kept {
            return (!back && matches!(named, Named::Person(_))).then_some(Some((named, bits)));
        }
        self.passed.counted += 1;
        self.passed.add();
        if self.passed.counted_day != Some(day) {
            self.passed.counted_day = Some(day);
            self.file.into_iter().for_each(|file| self.tallies[file].see_day(day));
        }
        Some(None)
    }

    /// Goes on with the day of another text, if that was noted.
    #[inline(never)]
    fn turn_to(&mut self, date: Packed) -> Option<()> {
        self.day = *self.passed.days.get(&date)?;
        self.passed.date = Some(date);
        Some(())
    }

    /// Notes the day of the row that `read_row` has read. A text that begins with a digit is of no total row and no header.
    pub(super) fn note_day(&mut self) {
        let last = self.days.last().filter(|(text, day)| self.day.day == Some(*day) && text.begins_with_digit());
        if let Some((text, _)) = last.filter(|(text, _)| self.passed.date != Some(*text)) {
            self.passed.days.insert(text, self.day);
            self.passed.date = Some(text);
        }
    }

    /// Stores a row that counts, from what `look_at` has found.
    fn store_known(
        &mut self,
        lane: &Lane,
        block: &Block,
        (fields, line, ahead): (Indexed, u32, Option<usize>),
        (named, bits): (Named, u128),
    ) {
        let context = self.context;
        let layout = &context.files[block.file];
        let bytes = &block.bytes;
        let Some(day) = self.day.day else { return };
        self.row.begin(block.file, line, fields.start(), fields.end(bytes));
        let key = lane.key.and_then(|column| fields.range::<false>(column.field, bytes));
        let number = key.and_then(|(start, end)| self.earlier.number_at(bytes, start, end));
        if number.is_some_and(|number| self.earlier.has(number, self.day.segment) || self.later.has(number, day)) {
            self.row.known_since = NaiveDate::MIN;
        }
        if let (Some(ahead), Some(column)) = (ahead.filter(|ahead| self.ahead.keys[*ahead] != NONE), lane.key) {
            self.row.keys[column.slot] = Some(Some(self.ahead.keys[ahead]));
            self.row.known_since = self.row.known_since.min(self.ahead.days[ahead]);
        }
        for number in &self.passed.numbers {
            self.row.written[number.column.slot] = number.value.units;
            self.row.numbers[number.column.slot] = Some(number.value);
        }
        let cells = Cells { bytes, fields: Fields::Indexed(fields), layout, filled: &[], instead: &[] };
        if self.store_short(&cells, (named, bits), number) {
            return;
        }
        let passes = context.needs.gathers.iter().map(|need| bits & need.bits == need.bits);
        self.row.passes.iter_mut().zip(passes).for_each(|(passes, now)| *passes = now);
        self.row.is_sorted = true;
        self.store_row(&cells, day, named, None);
    }

    /// Whether the row, in a gap, is known to be no first one of its key, or nothing more need be kept of it. If it may be noted, its key
    /// is, where keys are running numbers.
    #[inline(always)]
    fn is_later<const PLAIN: bool>(
        &mut self,
        column: Column,
        fields: Indexed,
        (day, bits, may_be_noted): (NaiveDate, u128, bool),
        ahead: Option<usize>,
        bytes: &[u8],
    ) -> bool {
        if let Some(ahead) = ahead {
            let (key, first) = (self.ahead.keys[ahead], self.ahead.days[ahead]);
            return key != NONE && (first < day || !self.may_be_its_first(bits));
        }
        let Some((start, end)) = fields.range::<PLAIN>(column.field, bytes) else { return false };
        let number = self.earlier.number_at(bytes, start, end);
        if number.is_some_and(|number| self.earlier.has(number, self.day.segment)) {
            return true;
        }
        let Some(raw) = bytes.get(start..end) else { return false };
        if let Some(number) = number.filter(|_| may_be_noted && is_plain(raw))
            && (!self.may_be_its_first(bits) || self.earlier.note(number, self.day.segment))
        {
            return true;
        }
        let texts = &self.texts[column.slot];
        let encoding = self.file.map_or(Encoding::UTF_8, |file| self.context.files[file].encoding);
        let Some(key) = texts.known_key(raw, encoding) else { return false };
        self.first_day(key) < day || !self.may_be_its_first(bits)
    }

    #[inline(always)]
    fn read_values<const PLAIN: bool>(&mut self, fields: Indexed, bytes: &[u8]) -> Option<()> {
        for number in &mut self.passed.numbers {
            let (start, end) = fields.range::<PLAIN>(number.column.field, bytes)?;
            number.value = match hundredths(bytes, start, end) {
                Some(hundredths) => Fixed::of_hundredths(hundredths),
                None => Fixed::plain(bytes.get(start..end)?).filter(|fixed| fixed.scale <= number.most_decimals)?,
            };
        }
        Some(())
    }

    /// Whether the row's texts pass for a gather of first rows.
    fn may_be_its_first(&self, bits: u128) -> bool {
        let gathers = self.context.stream.gathers.iter().zip(&self.context.needs.gathers);
        gathers
            .into_iter()
            .any(|(gather, need)| matches!(gather.keep, Keep::First(..)) && bits & need.bits == need.bits)
    }

    /// Whom a text of the person column names, where the column has had it before, without a fault.
    #[inline(never)]
    fn named_before(&self, slot: usize, text: &[u8]) -> Option<Named> {
        let known = self.texts[slot].known(self.texts[slot].find_again(text)?);
        (known.fault.is_none() && known.derived.named != Named::Shared).then_some(known.derived.named)
    }

    /// Prepares for the rows of a block.
    pub(super) fn begin_lane(&mut self, lane: &Lane) {
        if let Some(column) = lane.key {
            self.earlier.begin_block(&self.texts[column.slot].keys);
        }
        if self.passed.people.is_empty() {
            let tested = |column: &Column| Tested { column: *column, text: Packed::NO_TEXT, passes: 0 };
            let summed = |(column, adds, most_decimals): &(Column, bool, u32)| Summed {
                column: *column,
                adds: *adds,
                most_decimals: *most_decimals,
                value: Fixed::default(),
                sum: 0,
            };
            self.passed = Passed {
                tested: lane.tested.iter().map(tested).collect(),
                people: vec![(Packed::NO_TEXT, Named::Nobody); PEOPLE],
                numbers: lane.numbers.iter().map(summed).collect(),
                ..Passed::default()
            };
        }
    }

    /// Adds what was counted on the quick way to the file's tally.
    pub(super) fn settle_passed(&mut self, file: usize) {
        let (passed, tally) = (&mut self.passed, &mut self.tallies[file]);
        tally.currencies.own |= std::mem::take(&mut passed.own_currency);
        if passed.counted == 0 && passed.left_out == 0 {
            return;
        }
        tally.outside_period += std::mem::take(&mut passed.counted);
        tally.not_counted += std::mem::take(&mut passed.left_out);
        for number in &mut passed.numbers {
            tally.stand(number.column.slot, std::mem::take(&mut number.sum));
        }
    }
}
