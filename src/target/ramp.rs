//! The ramp: the shares of the target that somebody new takes in the first months.

use crate::calendar::{Datelike, Months, NaiveDate, Period};
use crate::derivation::{Fact, Figure, Form, Leaf, Worksheet};
use crate::ledger::Person;
use crate::number::Number;
use crate::policy::rules::{Parameter, TargetRules, Unit};

/// The share for the days that one target row is for; nothing where the whole target holds.
///
/// A calendar month has the share of its number after hiring. A row for more than one month takes the mean of the shares
/// of its months in which the person was employed, the whole for those after the ramp.
pub(super) fn share(
    rules: &TargetRules,
    sheet: &mut Worksheet,
    (index, person): (usize, &Person),
    row: &Period,
) -> Option<Figure> {
    let hired = person.hired?;
    let (first, last) = person.employed_in(row)?;
    let shares: Vec<Option<&Parameter>> =
        months(first, last).map(|month| rules.ramp.get(number_after(hired, month))).collect();
    let ramp = rules.ramp.first()?;
    if shares.iter().all(Option::is_none) {
        return None;
    }
    let figures: Vec<Figure> = shares.iter().map(|share| month_share(sheet, *share)).collect();
    if let [only] = &figures[..] {
        return Some(only.clone());
    }
    let sum = sheet.named(("sum", ""), ramp.span, Form::Sum, &figures.iter().collect::<Vec<_>>(), Unit::Rate);
    let count = i64::try_from(figures.len()).ok().map(Number::from);
    let count = sheet.leaf(Leaf::Calendar(Fact::Months { person: index, window: row.clone() }), count, Unit::Count);
    sheet.name(&count, "months", None, None);
    Some(sheet.named(("ramp", ""), ramp.span, Form::Quotient, &[&sum, &count], Unit::Rate))
}

fn month_share(sheet: &mut Worksheet, share: Option<&Parameter>) -> Figure {
    match share {
        Some(share) => sheet.parameter("ramp", &share.value, share.span, Unit::Rate),
        None => {
            let whole = sheet.leaf(Leaf::Implied(1), Some(Number::one()), Unit::Rate);
            sheet.name(&whole, "whole", None, None);
            whole
        }
    }
}

/// The first days of the calendar months from one day to another.
fn months(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let start = first.with_day(1).unwrap_or(first);
    (0..).map_while(move |months| start.checked_add_months(Months::new(months))).take_while(move |day| *day <= last)
}

/// Which place of the ramp a month has: 0 for the first full month after hiring and for the month of hiring itself.
/// Somebody hired on the 1st has that month as the first full one.
fn number_after(hired: NaiveDate, month: NaiveDate) -> usize {
    let months = (month.year() - hired.year()) * 12 + month.month() as i32 - hired.month() as i32;
    let before_first_full = if hired.day() == 1 { 0 } else { 1 };
    usize::try_from(months - before_first_full).unwrap_or(0)
}
