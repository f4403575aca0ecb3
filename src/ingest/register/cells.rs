//! `Cells`: a row's columns as keys, days, numbers; what cannot be read is a fault of the row.

use super::row::{RegisterRow, UNIT};
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Severity};
use crate::ingest::cell::{
    self, CellFault, Decimal, NumberFormat, Percent, UnitWord, date, is_of_ones, key, number, period, rate,
    says_currency, unsized_unit,
};
use crate::ingest::faults::Faults;
use crate::ingest::header::{CellKind, remarks};
use crate::number::Number;
use crate::policy::rules::Header;
use crate::source::Place;

/// The column that says in which currency the row's amounts are.
pub(super) const CURRENCY: &str = "currency";

/// Whether a missing value is a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It is one.
    Required,
    /// It is nothing.
    Optional,
}

/// Reads one row; `failed` tells whether anything was wrong with it so far.
pub struct Cells<'r, 'f> {
    row: &'r RegisterRow,
    faults: &'f mut Faults,
    failed: bool,
}

impl<'r, 'f> Cells<'r, 'f> {
    pub(super) fn new(row: &'r RegisterRow, faults: &'f mut Faults) -> Self {
        Cells { row, faults, failed: false }
    }

    /// The row.
    pub fn row(&self) -> &'r RegisterRow {
        self.row
    }

    /// Whether the row has a fault.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Adds a fault of the row. What the policy itself gives wrong is no fault of the row and refuses the run.
    pub fn report(&mut self, finding: Finding) {
        self.failed = true;
        match finding.places.first() {
            Some(place) if place.file == self.row.heading.file => {
                self.faults.row(finding, self.row.line, self.row.record());
            }
            _ => self.faults.push(finding),
        }
    }

    /// Adds a fault at a column's cell.
    pub fn fault(&mut self, column: &str, finding: Finding) {
        let place = self.row.place(column);
        let mut finding = finding;
        finding.places.insert(0, place);
        self.report(finding);
    }

    /// Adds a warning at a column's cell; the row stays as it is.
    pub fn warn(&mut self, column: &str, finding: Finding) {
        self.faults.push(finding.at(self.row.place(column)));
    }

    /// The same of a cell of a slot.
    pub fn warn_in(&mut self, slot: usize, finding: Finding) {
        self.faults.push(finding.at(self.row.place_in(slot)));
    }

    /// A text as written.
    pub fn text(&mut self, column: &str, need: Need) -> Option<String> {
        self.value(column, need, |_, text| Ok(Some(text.to_owned())))
    }

    /// A key or label in normal form.
    pub fn key(&mut self, column: &str, need: Need) -> Option<String> {
        self.value(column, need, |_, text| one_line(text, key::read))
    }

    /// A calendar day.
    pub fn date(&mut self, column: &str, need: Need) -> Option<NaiveDate> {
        self.value(column, need, |row, text| one_line(text, |text| date::read(text, row.heading.dates)))
    }

    /// A rate.
    pub fn rate(&mut self, column: &str, need: Need) -> Option<Number> {
        self.value(column, need, |row, text| {
            let slot = row.heading.slot(column).map(|slot| &row.heading.slots[slot]);
            let (percent, decimal) = slot.map_or((false, Decimal::Point), |slot| (slot.percent, slot.decimal));
            one_line(text, |text| rate::read(text, percent, decimal))
        })
    }

    /// A share: a rate, or a fraction such as `1/3`, which is exact.
    pub fn share(&mut self, column: &str, need: Need) -> Option<Number> {
        self.value(column, need, |row, text| {
            let slot = row.heading.slot(column).map(|slot| &row.heading.slots[slot]);
            let (percent, decimal) = slot.map_or((false, Decimal::Point), |slot| (slot.percent, slot.decimal));
            one_line(text, |text| rate::read_share(text, percent, decimal))
        })
    }

    /// A period; a day stands for the period of the policy's length that begins on it.
    pub fn period(&mut self, column: &str, need: Need, header: &Header) -> Option<Period> {
        let (kind, fiscal) = (header.period, header.fiscal_year_starts);
        self.value(column, need, |row, text| one_line(text, |text| period::read(text, kind, fiscal, row.heading.dates)))
    }

    /// The first and the last day of a period, or a day alone.
    pub fn period_or_day(&mut self, column: &str, need: Need, fiscal: u32) -> Option<(NaiveDate, NaiveDate)> {
        self.value(column, need, |row, text| {
            one_line(text, |text| period::read_with_days(text, fiscal, row.heading.dates))
        })
    }

    /// A number.
    pub fn number(&mut self, column: &str, need: Need) -> Option<Number> {
        match self.row.heading.slot(column) {
            Some(slot) => self.number_in(slot, need),
            None => self.value(column, need, |_, text| {
                number::read(text, &number::NumberFormat::default()).map(|found| found.map(|scaled| scaled.to_number()))
            }),
        }
    }

    /// A number that is no share: a per cent sign is a fault.
    pub fn amount(&mut self, column: &str, need: Need) -> Option<Number> {
        let Some(slot) = self.row.heading.slot(column) else { return self.number(column, need) };
        let format = self.row.number_format(slot);
        let percent = if format.percent == Percent::Bare { Percent::Bare } else { Percent::Refused };
        self.number_as(slot, need, &NumberFormat { percent, ..format })
    }

    /// The number of a field.
    pub fn number_in(&mut self, slot: usize, need: Need) -> Option<Number> {
        self.number_as(slot, need, &self.row.number_format(slot))
    }

    /// The number of a column that is compared alone: what a spreadsheet calculated may have more decimals than can be kept.
    pub fn compared_in(&mut self, slot: usize) -> Option<Number> {
        let format = NumberFormat { is_rounded: true, ..self.row.number_format(slot) };
        self.number_as(slot, Need::Optional, &format)
    }

    fn number_as(&mut self, slot: usize, need: Need, format: &NumberFormat) -> Option<Number> {
        let row = self.row;
        self.one_currency(slot);
        let read = |text: &str| {
            one_unit(row, slot)?;
            let found = one_line(text, |text| number::read(text, format))?;
            Ok(found.map(|scaled| row.rounded(slot, scaled.to_number())))
        };
        let text = row.text_in(slot);
        self.settled(
            text.map_or(Ok(None), |text| read(&text)),
            need,
            || row.place_in(slot),
            (&row.heading.slots[slot].label, true),
        )
    }

    /// Reports an amount in another currency than the policy's, by the column beside it.
    fn one_currency(&mut self, slot: usize) {
        let row = self.row;
        let of_slot = &row.heading.slots[slot];
        let expected = of_slot.currency.as_ref().filter(|_| !of_slot.is_local && row.text_in(slot).is_some());
        let text = expected.and_then(|_| row.text(CURRENCY));
        if let (Some(expected), Some(text)) = (expected, text)
            && !says_currency(&text, expected)
        {
            let other = Finding::error("other-currency").with("text", &text).with("expected", expected);
            self.report(other.at(row.place(CURRENCY)));
        }
    }

    fn value<T>(
        &mut self,
        column: &str,
        need: Need,
        read: impl Fn(&RegisterRow, &str) -> Result<Option<T>, CellFault>,
    ) -> Option<T> {
        let row = self.row;
        let found = row.text(column).map_or(Ok(None), |text| read(row, &text));
        let is_number = row.heading.slots.iter().any(|slot| {
            slot.name == column && matches!(slot.kind, Some(CellKind::Money | CellKind::Number | CellKind::Count))
        });
        self.settled(found, need, || row.place(column), (column, is_number))
    }

    /// The place is looked for where there is something to tell of it only.
    fn settled<T>(
        &mut self,
        found: Result<Option<T>, CellFault>,
        need: Need,
        place: impl FnOnce() -> Place,
        (column, is_number): (&str, bool),
    ) -> Option<T> {
        match found {
            Ok(None) if need == Need::Required => {
                let code = if is_number { "value-required" } else { "cell-required" };
                self.report(Finding::error(code).with("column", column).at(place()));
                None
            }
            Ok(found) => found,
            Err(fault) => {
                self.report(fault.with("column", column).finding(Severity::Error, place()));
                None
            }
        }
    }
}

/// Refuses a unit in the row beside another in the header, and one of another currency.
fn one_unit(row: &RegisterRow, slot: usize) -> Result<(), CellFault> {
    let of = &row.heading.slots[slot];
    let text = || row.text(UNIT).unwrap_or_default();
    let says_ones = || remarks(&of.label).iter().any(|remark| is_of_ones(remark));
    match row.unit_word(slot) {
        UnitWord::OtherCurrency(sign) => {
            let other = CellFault::new("currency-contradiction", &text()).with("sign", sign);
            Err(of.currency.iter().fold(other, |other, currency| other.with("currency", currency)))
        }
        UnitWord::Unsized => Err(unsized_unit(&text(), &of.name)),
        UnitWord::Ones if of.unit.is_some() => Err(CellFault::new("number-unit-twice", &text())),
        UnitWord::Times(_) if of.unit.is_some() || says_ones() => Err(CellFault::new("number-unit-twice", &text())),
        _ => Ok(()),
    }
}

/// As the cells of numbers, days and keys are read: on one line.
fn one_line<T>(text: &str, read: impl Fn(&str) -> Result<Option<T>, CellFault>) -> Result<Option<T>, CellFault> {
    cell::one_line(text)?;
    read(text)
}
