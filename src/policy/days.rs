//! Ranges of days in filters: `from` and `to` are in, `above` and `below` are not.

use super::document::{Node, Value};
use super::rules::DayRange;
use super::table::TableReader;
use super::value;
use crate::calendar::NaiveDate;
use crate::source::Spanned;

const BOUNDS: [&str; 4] = ["from", "above", "to", "below"];

/// Whether some bound of the table is a day.
pub(super) fn has_day(table: &TableReader<'_>) -> bool {
    BOUNDS.iter().any(|key| table.node(key).is_some_and(|node| day_of(node).is_some() || is_like_day(node)))
}

/// A text such as `2026/10/16`, which is meant to be a day.
fn is_like_day(node: &Node) -> bool {
    let Value::Text(text) = &node.value else { return false };
    let (year, rest) = text.trim().split_at_checked(4).unwrap_or_default();
    let is_year = year.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with(['-', '/', '.', '年']);
    is_year && value::plain_number(node).is_none()
}

/// Reads `from / above / to / below` of a table, all of them days.
pub(super) fn range(table: &TableReader<'_>) -> DayRange {
    let first = side(table, ("from", "above"), NaiveDate::succ_opt);
    let range = DayRange { first, last: side(table, ("to", "below"), NaiveDate::pred_opt) };
    if let Some(spans) = range.holds_nothing() {
        let written = |span| table.reading.written(span);
        let facts = [("from", written(spans[1])), ("to", written(spans[0]))];
        table.reading.conflict("empty-range-of-days", spans, &facts);
    }
    range
}

/// The bound of a side as the day that is in; `beside` is the day next to one that is not.
fn side(
    table: &TableReader<'_>,
    (inclusive, exclusive): (&'static str, &'static str),
    beside: impl Fn(&NaiveDate) -> Option<NaiveDate>,
) -> Option<Spanned<NaiveDate>> {
    let is_given = table.has(inclusive) || table.has(exclusive);
    let key = if is_given {
        table.one_of(&[inclusive, exclusive], "")?
    } else {
        return untouched(table, [inclusive, exclusive]);
    };
    let node = table.node(key)?;
    let Some(day) = day_of(node) else { return value::refuse(table.reading, "expected-date", key, node) };
    let day = value::of_this_era(table.reading, day, node)?.value;
    let day = if key == inclusive { day } else { beside(&day)? };
    Some(Spanned::new(day, node.span))
}

/// Keys that are known and not there.
fn untouched<T>(table: &TableReader<'_>, keys: [&'static str; 2]) -> Option<T> {
    keys.iter().for_each(|key| {
        table.entry(key);
    });
    None
}

/// A date, or a text that is one: `2026-10-16`, `"2026-10-16"`.
fn day_of(node: &Node) -> Option<NaiveDate> {
    match &node.value {
        Value::Date(day) => Some(*day),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}
