//! The day since which something is asked for: whether it can be, and what must be gathered for it.

use super::super::{Needs, View};
use super::clock;
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings};
use crate::measure::plan::AskedAlong;
use crate::measure::windows::windows;
use crate::measure::{Book, Totals};
use crate::policy::Policy;
use crate::policy::rules::{ColumnRef, MeasureId, MeasureKind};

/// The columns that name a customer.
const CUSTOMER: [&str; 2] = ["customer", "customer_id"];

/// Refuses a day that does not come before the last one, or that lies before the end of the period before.
pub(super) fn check(view: View, since: NaiveDate, findings: &mut Findings) -> Option<()> {
    let earliest = view.book.period.first().pred_opt().unwrap_or(NaiveDate::MIN);
    let last = view.last_day();
    if earliest <= since && since < last {
        return Some(());
    }
    let finding = Finding::error("since-outside-period").with("since", since).with("last", last);
    let latest = last.pred_opt().unwrap_or(last);
    findings.push(finding.with("from", earliest).with("to", latest).with("period", view.book.period));
    None
}

/// The book as of that day; nothing where the period had not begun.
pub(super) fn book(view: View, since: NaiveDate) -> Option<Book> {
    let totals: &dyn Totals = view.then.map_or(view.book.totals, |then| then);
    (since >= view.book.period.first()).then_some(Book { as_of: Some(since), totals, ..view.book })
}

/// What is gathered for it: all windows cut at that day, earlier periods for records, and the words of customers.
pub(super) fn needs(policy: &Policy, period: &Period, since: NaiveDate) -> Needs {
    let cut = windows(policy, period).into_iter().map(|window| window.until(since));
    let of_clock = clock::windows(policy, period, since).into_iter();
    let all: Vec<Period> = cut.chain(of_clock).chain(clock::before(period)).collect();
    let along = new_customers(policy).map(|(measure, column)| AskedAlong {
        column: column.column.clone(),
        measures: vec![measure],
        windows: vec![period.clone()].into(),
        last_days: false,
    });
    Needs { along: along.collect(), windows: all }
}

/// The windows in which words of columns are asked for it.
pub(super) fn windows_of_words(policy: &Policy, period: &Period, since: NaiveDate) -> Vec<Period> {
    let of_clock = clock::windows(policy, period, since);
    std::iter::once(period.until(since)).chain(of_clock).chain(clock::before(period)).collect()
}

/// The measures of new customers, each with the column that names them.
pub(super) fn new_customers(policy: &Policy) -> impl Iterator<Item = (MeasureId, &ColumnRef)> {
    (0..).map(MeasureId).zip(&policy.measures).filter_map(|(measure, rule)| match &rule.kind {
        MeasureKind::First(column, _) if CUSTOMER.contains(&column.column.as_str()) => Some((measure, column)),
        _ => None,
    })
}
