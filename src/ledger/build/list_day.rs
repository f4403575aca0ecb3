//! The day of which `receivables` are, where a column of the file says so that nothing else reads: `as of`, `Stichtag`, `截至日期`.

use std::collections::BTreeSet;

use crate::calendar::{Datelike, NaiveDate, Period};
use crate::ingest::cell::date;
use crate::ingest::register::{Register, RegisterRow};
use crate::ledger::invoices::ListDay;
use crate::spelling::folded;

/// Headers of a day of which a list is.
const DAYS: &str = "asof as_of asat asofdate as_of_date snapshot snapshotdate snapshot_date reportdate report_date reportingdate listdate \
    cut-offdate cutoffdate balancedate stand stichtag fechadecorte datad'arrêté dated'arrêté 截至日期 截止日期 截至 报表日期 统计日期 快照日期 数据日期 \
    報表日期 統計日期 快照日期 資料日期";

/// Headers of a month, which may be that of the invoice as well.
const MONTHS: &str =
    "month period reportmonth report_month monat mois mes 月份 期间 报表月份 会计期间 期間 報表月份 會計期間";

/// The day of the list; nothing where no column says it, or some row says another month than the others of a column of months.
pub(super) fn of(register: &Register) -> Option<ListDay> {
    let first = register.rows.first()?;
    let own = |label: &str, words: &str| words.split_whitespace().any(|word| folded(word) == folded(label.trim()));
    let slots = || first.heading.slots.iter().enumerate().filter(|(_, slot)| slot.kind.is_none());
    let find = |words: &str| slots().find(|(_, slot)| own(&slot.label, words)).map(|(at, _)| at);
    let is_of_one_file = register.rows.iter().all(|row| row.heading.file == first.heading.file);
    let read = |at: usize| is_of_one_file.then(|| days(register, at)).flatten();
    let by_day = find(DAYS).and_then(|at| Some((at, read(at)?)));
    let by_month = || {
        let at = find(MONTHS)?;
        let days = read(at).filter(|days| days.len() == 1 && has_older_invoices(register))?;
        Some((at, days))
    };
    let (at, days) = by_day.or_else(by_month)?;
    let label = first.heading.slots[at].label.trim().to_owned();
    Some(ListDay { label, day: *days.last()?, place: first.place_in(at) })
}

/// The days that a column says; nothing where a text says none.
fn days(register: &Register, at: usize) -> Option<BTreeSet<NaiveDate>> {
    let texts = register.rows.iter().filter_map(|row| Some((row, row.text_in(at)?)));
    texts.map(|(row, text)| last_day(row, text.trim())).collect()
}

/// A day, or the last one of a month.
fn last_day(row: &RegisterRow, text: &str) -> Option<NaiveDate> {
    let day = || date::read(text, row.heading.dates).ok().flatten();
    Period::parse(text, 1).map(|period| period.last()).or_else(day)
}

/// Whether invoices are of several months, so that a month that all rows share is not theirs.
fn has_older_invoices(register: &Register) -> bool {
    let day = |row: &RegisterRow| date::read(&row.text("date")?, row.heading.dates).ok().flatten();
    let months: BTreeSet<(i32, u32)> =
        register.rows.iter().filter_map(day).map(|day| (day.year(), day.month())).collect();
    months.len() > 1
}
