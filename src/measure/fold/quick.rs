//! The quick way past rows that change nothing but the control totals.
//!
//! Of years of sales, a run of one month looks at nearly every row only to find that it lies outside of every window and is not its
//! customer's first. Such a row is known by its texts alone: its day is that of the row before, its labels, its person and its
//! customer were seen before and had no fault, its amounts are plain digits. Then what `read_row` would do with it comes to adding its
//! amounts and counting it, and that is done here. Every other row – and the first of each kind – is left to `read_row`, which
//! decides everything; nothing is decided here that it has not decided before.

use super::super::plan::{Keep, SlotKind, Stream};
use super::{Context, Folder, Purpose};
use crate::calendar::NaiveDate;
use crate::crediting::Named;
use crate::ingest::index::Indexed;
use crate::ingest::interner::{NONE, Packed};
use crate::ingest::layout::{FileLayout, Whence};
use crate::ingest::row::Fixed;

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
    /// Texts that some test looks at.
    tested: Vec<Column>,
    /// Numbers, and whether their sums are control totals.
    numbers: Vec<(Column, bool)>,
    /// The column of the currency, where the file has one.
    currency: Option<usize>,
}

/// What the quick way remembers of the rows before, and what it has counted since it was last settled.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Of each tested text, the last one and what it passes.
    tested: Vec<Option<(Packed, u128)>>,
    /// Texts of the person column that had no fault, each where its hash says.
    people: Vec<Packed>,
    /// Of each number column, its value in the row.
    values: Vec<i128>,
    /// Counted rows, all outside of the period.
    counted: u64,
    /// Rows that do not count.
    left_out: u64,
    sums: Vec<i128>,
    day: Option<NaiveDate>,
}

impl Lane {
    /// The lane of a file; nothing where its rows need more than the quick way knows.
    pub fn new(context: &Context, layout: &FileLayout) -> Option<Self> {
        let (stream, needs) = (context.stream, &context.needs);
        let is_absent = |slot: usize| layout.slots[slot].whence == Whence::Absent;
        let column = |slot: usize| Some(Column { slot, field: layout.fields[slot]? });
        let read_otherwise = needs.order || stream.takes_back || needs.keys.len() > 1 || !is_absent(stream.person_id);
        let all = needs.counted.iter().chain(&needs.returns).chain(&needs.gathers);
        let asks_more = all.clone().any(|need| !need.others.is_empty());
        let keeps_more =
            stream.gathers.iter().any(|gather| matches!(gather.keep, Keep::First(_, Some(_)) | Keep::LastDay));
        let file = context.files.iter().position(|known| std::ptr::eq(known, layout))?;
        let is_looked_at = context.is_close || stream.amount_check.is_some() || !layout.filled.is_empty();
        if context.purpose != Purpose::Gather
            || is_looked_at
            || !context.is_surely[file]
            || read_otherwise
            || asks_more
            || keeps_more
            || needs.keys.first() != needs.ahead.as_ref()
        {
            return None;
        }
        let mut tested: Vec<usize> = all.flat_map(|need| need.slots.iter().copied()).collect();
        tested.sort_unstable();
        tested.dedup();
        let plain =
            |slot: &usize| stream.slots[*slot].kind == SlotKind::Number && layout.slots[*slot].is_plain_number();
        let written: Vec<usize> = needs.numbers.iter().copied().filter(|slot| !is_absent(*slot)).collect();
        if !written.iter().all(plain) || needs.ahead.is_some_and(|slot| !layout.slots[slot].is_as_written()) {
            return None;
        }
        let currency = if is_absent(stream.currency) { None } else { Some(layout.fields[stream.currency]?) };
        Some(Lane {
            date: layout.fields[stream.date]?,
            person: column(stream.person)?,
            tested: tested.into_iter().map(column).collect::<Option<_>>()?,
            numbers: numbers(stream, &written)
                .into_iter()
                .map(|(slot, adds)| Some((column(slot)?, adds)))
                .collect::<Option<_>>()?,
            currency,
        })
    }
}

impl Passed {
    #[inline(always)]
    fn add(&mut self, lane: &Lane) {
        for ((value, sum), (_, adds)) in self.values.iter().zip(&mut self.sums).zip(&lane.numbers) {
            if *adds {
                *sum += *value;
            }
        }
    }
}

fn numbers(stream: &Stream, slots: &[usize]) -> Vec<(usize, bool)> {
    slots.iter().map(|slot| (*slot, stream.slots[*slot].money)).collect()
}

impl Folder<'_> {
    /// Takes the row, if it is one that changes nothing but the control totals. `ahead` is its place among those looked up.
    #[inline]
    pub(super) fn passes_by(&mut self, lane: &Lane, fields: Indexed, ahead: usize, bytes: &[u8]) -> bool {
        self.try_pass(lane, fields, ahead, bytes).is_some()
    }

    #[inline(always)]
    fn try_pass(&mut self, lane: &Lane, fields: Indexed, ahead: usize, bytes: &[u8]) -> Option<()> {
        let context = self.context;
        let needs = &context.needs;
        let packed = |field: usize| Packed::of(fields.as_it_stands(field, bytes)?);
        let (text, day) = self.days.last()?;
        let date = fields.as_it_stands(lane.date, bytes)?;
        // A date that begins with a digit is no total row and no header.
        let is_same = self.day.day == Some(day) && date.first()?.is_ascii_digit() && Packed::of(date)? == text;
        if self.day.in_window || !is_same {
            return None;
        }
        let mut bits = 0;
        for (column, last) in lane.tested.iter().zip(&mut self.passed.tested) {
            let text = packed(column.field)?;
            let known = match *last {
                Some((known, passes)) if known == text => passes,
                _ => {
                    let texts = &self.texts[column.slot];
                    let known = texts.known(texts.find_again(fields.as_it_stands(column.field, bytes)?)?);
                    let passes = known.fault.is_none().then_some(known.derived.bits)?;
                    *last = Some((text, passes));
                    passes
                }
            };
            bits |= known;
        }
        let back = needs.returns.as_ref().is_some_and(|need| bits & need.bits == need.bits);
        if !back && needs.counted.as_ref().is_some_and(|need| bits & need.bits != need.bits) {
            self.read_values(lane, fields, bytes)?;
            self.passed.left_out += 1;
            self.passed.add(lane);
            return Some(());
        }
        if let Some(field) = lane.currency {
            let expected = context.policy.header.currency.as_bytes();
            fields.as_it_stands(field, bytes).filter(|text| *text == expected)?;
        }
        let person = fields.as_it_stands(lane.person.field, bytes)?;
        match Packed::of(person) {
            None => self.without_fault(lane.person.slot, person)?,
            Some(text) => {
                let place = text.place_among(PEOPLE);
                if self.passed.people[place] != text {
                    self.without_fault(lane.person.slot, person)?;
                    self.passed.people[place] = text;
                }
            }
        }
        self.read_values(lane, fields, bytes)?;
        if needs.ahead.is_some() {
            if self.ahead.keys[ahead] == NONE {
                return None;
            }
            if self.ahead.days[ahead] >= day && self.may_be_its_first(bits) {
                return None;
            }
        }
        self.passed.counted += 1;
        self.passed.add(lane);
        self.passed.day = Some(day);
        Some(())
    }

    #[inline(always)]
    fn read_values(&mut self, lane: &Lane, fields: Indexed, bytes: &[u8]) -> Option<()> {
        for ((column, _), value) in lane.numbers.iter().zip(&mut self.passed.values) {
            let fixed = Fixed::plain(fields.as_it_stands(column.field, bytes)?)?;
            *value = fixed.has_usual_decimals().then_some(fixed.units)?;
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

    /// Whether the person column has had the text before, without a fault.
    fn without_fault(&self, slot: usize, text: &[u8]) -> Option<()> {
        let known = self.texts[slot].known(self.texts[slot].find_again(text)?);
        (known.fault.is_none() && known.derived.named != Named::Shared).then_some(())
    }

    /// Prepares for the rows of a file.
    pub(super) fn begin_lane(&mut self, lane: &Lane) {
        if self.passed.people.is_empty() {
            self.passed.people.resize(PEOPLE, Packed::NO_TEXT);
        }
        self.passed.tested.resize(lane.tested.len(), None);
        self.passed.values.resize(lane.numbers.len(), 0);
        self.passed.sums.resize(lane.numbers.len(), 0);
    }

    /// Forgets texts: the next file has other bytes for them.
    pub(super) fn forget_passed(&mut self) {
        self.passed.tested.fill(None);
        self.passed.people.clear();
    }

    /// Adds what was counted on the quick way to the file's tally.
    pub(super) fn settle_passed(&mut self, lane: &Lane, file: usize) {
        let (passed, tally) = (&mut self.passed, &mut self.tallies[file]);
        if passed.counted == 0 && passed.left_out == 0 {
            return;
        }
        passed.day.take().into_iter().for_each(|day| tally.see_day(day));
        tally.outside_period += std::mem::take(&mut passed.counted);
        tally.not_counted += std::mem::take(&mut passed.left_out);
        for ((column, _), sum) in lane.numbers.iter().zip(&mut passed.sums) {
            tally.stand(column.slot, std::mem::take(sum));
        }
    }
}
