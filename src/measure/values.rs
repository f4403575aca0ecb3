//! What words of the policy mean in columns of numbers, rates and days: the value, in the one way of writing in which values are compared.

use super::plan::{Slot, SlotKind};
use crate::calendar::NaiveDate;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::{DateFormat, Decimal, NumberFormat, discount, moment, number, rate};
use crate::ingest::header::{CellKind, columns_of};
use crate::policy::rules::{FilterTest, InputKind, MeasureKind, Policy};

/// The value of a word in a column; nothing where no cell of it can be that.
pub(super) fn of_word(slot: &Slot, word: &str) -> Option<String> {
    match slot.kind {
        SlotKind::Text => Some(word.to_owned()),
        SlotKind::Day | SlotKind::Moment => match moment::read(word, DateFormat::Auto) {
            Ok(Some((day, None))) => Some(day.to_string()),
            _ => None,
        },
        SlotKind::Rate if slot.is_discount => {
            discount::read(word, false, Decimal::Point).ok()?.map(|rate| rate.to_string())
        }
        SlotKind::Rate => rate::read(word, false, Decimal::Point).ok()?.map(|rate| rate.to_string()),
        SlotKind::Number | SlotKind::Duration(..) | SlotKind::Product(..) | SlotKind::AtSale(_) => {
            number::read(word, &NumberFormat::default()).ok()?.map(|number| number.to_number().to_string())
        }
    }
}

/// The value of a word or cell of a register's column, where that is one of numbers, rates or days.
pub(super) fn in_register(register: &str, column: &str, text: &str) -> Option<String> {
    let spec = columns_of(register).iter().find(|spec| spec.name == column)?;
    match spec.kind {
        CellKind::Money | CellKind::Number | CellKind::Count => {
            number::read(text, &NumberFormat::default()).ok()?.map(|number| number.to_number().to_string())
        }
        CellKind::Rate => rate::read(text, false, Decimal::Point).ok()?.map(|rate| rate.to_string()),
        CellKind::Discount => discount::read(text, false, Decimal::Point).ok()?.map(|rate| rate.to_string()),
        CellKind::Date | CellKind::Moment => day(text).map(|day| day.to_string()),
        _ => None,
    }
}

/// The day that a cell of a register says, of a moment too.
pub fn day(text: &str) -> Option<NaiveDate> {
    Some(moment::read(text, DateFormat::Auto).ok()??.0)
}

/// A test with the values of its words; those that no cell can be are told where words are looked for.
pub(super) fn of_test(slot: &Slot, test: &FilterTest) -> FilterTest {
    let values = |words: &[String]| words.iter().filter_map(|word| of_word(slot, word)).collect();
    match test {
        FilterTest::OneOf(words) => FilterTest::OneOf(values(words)),
        FilterTest::NoneOf(words) => FilterTest::NoneOf(values(words)),
        other => other.clone(),
    }
}

/// Reports sums of rates of single rows, which are no rate of anything.
pub fn check(policy: &Policy, findings: &mut Findings) {
    for measure in &policy.measures {
        let MeasureKind::Sum(column) = &measure.kind else { continue };
        let spec = columns_of(&column.source).iter().find(|spec| spec.name == column.column);
        let is_rate = spec.is_some_and(|spec| matches!(spec.kind, CellKind::Rate | CellKind::Discount));
        if is_rate && InputKind::of(&column.source).is_source() {
            let finding = Finding::error("sum-of-rates").with("measure", &measure.name).with("input", &column.source);
            findings.push(finding.with("column", &column.column).at(policy.text.place(measure.span)));
        }
    }
}
