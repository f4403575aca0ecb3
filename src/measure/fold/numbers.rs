//! The numbers of a row: as they are written, made of others, or the time between two moments.

use super::super::plan::{Slot, SlotKind};
use super::{Context, Folder};
use crate::calendar::{NaiveDate, NaiveTime, months_since};
use crate::ingest::cell::{self, CellFault, is_blank};
use crate::ingest::row::{Cells, Fixed, Read, number_in};
use crate::number::Number;
use crate::policy::rules::{Component, DurationUnit, Formula};

/// Columns of moments at which something begins.
const BEGINNINGS: [&str; 4] = ["opened", "first_reply", "stage_since", "created"];

/// Columns of days on which something was to come.
const PROMISES: [&str; 3] = ["due", "expected_on", "next_date"];

impl Folder<'_> {
    /// Reads every number that a gather or a control total needs.
    pub(super) fn read_numbers(&mut self, cells: &Cells) {
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
            SlotKind::AtSale(of) => return self.at_sale(cells, of),
            _ => return self.written_number(cells, slot),
        };
        self.row.written[slot] = made.map_or(0, |fixed| fixed.units);
        made
    }

    fn written_number(&mut self, cells: &Cells, slot: usize) -> Option<Fixed> {
        let read =
            number_in(&cells.raw(slot)?, &cells.layout.slots[slot], cells.layout.encoding, self.in_row(cells, slot));
        let read = self.sound(cells, slot, read)?;
        self.row.written[slot] = read.written.units;
        Some(self.signed(cells, slot, read.counts))
    }

    /// What was read of a slot; what is wrong with it, or lacking, is a fault of its cell.
    pub(super) fn sound(&mut self, cells: &Cells, slot: usize, read: Result<Option<Read>, CellFault>) -> Option<Read> {
        let spec = &self.context.stream.slots[slot];
        match read {
            Ok(None) if spec.money && spec.required => self.fault_missing(cells, slot),
            Ok(read) => return read,
            Err(fault) => self.fault(cells, Some(slot), fault),
        }
        None
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
        // What comes back repeats the day on which its order was paid, whose rate it has in any case.
        if is_early && self.row.back && has_rates(self.context, name) {
            return None;
        }
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
            DurationUnit::Months => months_since(first, last),
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
}

/// Whether a moment lies before another; of days alone, and where one of them has no time of day, by their days.
pub(super) fn is_before(moment: (NaiveDate, Option<NaiveTime>), other: (NaiveDate, Option<NaiveTime>)) -> bool {
    match (moment.1, other.1) {
        (Some(time), Some(other_time)) => (moment.0, time) < (other.0, other_time),
        _ => moment.0 < other.0,
    }
}

/// Whether rates are given by that duration: then the first moment is one that was agreed upon, and who pays before it is early.
fn has_rates(context: &Context, duration: &str) -> bool {
    let mut formulas = context.policy.pay.iter().filter_map(Component::formula);
    formulas.any(|formula| matches!(formula, Formula::ByNumber { column, .. } if column.value == duration))
}

pub(super) fn closes_early(cells: &Cells, from: usize, to: usize) -> CellFault {
    let text = |slot: usize| {
        let raw = cells.raw(slot).unwrap_or_default();
        cells.text_of(&raw).unwrap_or_default().trim_matches(is_blank).to_owned()
    };
    let label = |slot: usize| cells.layout.field_of(slot).and_then(|field| cells.layout.labels.get(field));
    let column = label(to).map_or("", |label| label.trim());
    CellFault::new("closes-before-it-opens", &text(to)).with("opens", text(from)).with("column", column)
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
