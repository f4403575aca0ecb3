//! Lists of steps, ranges and curves: bounds rise, and what lies below the first is said.

use super::document::Node;
use super::reading::Reading;
use super::rules::{Bound, Parameter, Range, Step, Steps};
use super::table::TableReader;
use super::value;
use crate::number::Number;
use crate::source::Span;

/// Reads the steps under `key`, what holds in each by `held`. `below` is what the policy says about values under the first.
/// Nothing when a step cannot be read.
pub(super) fn steps<'a, T>(
    table: &TableReader<'a>,
    key: &'static str,
    below: Option<T>,
    held: impl Fn(&TableReader<'a>) -> Option<T>,
) -> Option<Steps<T>> {
    let span = table.node(key)?.span;
    let nodes = table.filled_list(key)?;
    let read: Vec<Option<Step<T>>> = nodes
        .iter()
        .enumerate()
        .map(|(index, node)| {
            let path = format!("{}[{}]", table.path_of(key), index + 1);
            step(&TableReader::open(table.reading, path, node)?, &held)
        })
        .collect();
    let list: Vec<Step<T>> = read.into_iter().collect::<Option<_>>()?;
    let rises = check_rising(table.reading, key, list.iter().map(|step| (&step.bound, step.span)));
    // Of steps that fall the first is not the lowest.
    if rises && below.is_none() {
        check_no_hole(table, key, &list[0].bound, list[0].span);
    }
    Some(Steps { list, below, span })
}

fn step<'a, T>(table: &TableReader<'a>, held: &impl Fn(&TableReader<'a>) -> Option<T>) -> Option<Step<T>> {
    let bound = lower_bound(table);
    let value = held(table);
    table.finish();
    Some(Step { bound: bound?, value: value?, span: table.span })
}

/// Reads bare bounds, `[{ from = 0 }, { from = 100 }]`, which must begin at 0 or lower.
pub(super) fn bounds(table: &TableReader<'_>, key: &'static str) -> Option<Vec<Bound>> {
    let steps = steps(table, key, None, |_| Some(()))?;
    Some(steps.list.into_iter().map(|step| step.bound).collect())
}

fn lower_bound(step: &TableReader<'_>) -> Option<Bound> {
    let key = step.one_of(&["from", "above"], "from = 0")?;
    Some(Bound { at: step.number(key)?, inclusive: key == "from" })
}

fn check_rising<'b>(reading: &Reading, key: &str, bounds: impl Iterator<Item = (&'b Bound, Span)>) -> bool {
    let bounds: Vec<(&Bound, Span)> = bounds.collect();
    let mut rises = true;
    for pair in bounds.windows(2) {
        let [(before, before_span), (bound, span)] = pair else { continue };
        if (&bound.at.value, !bound.inclusive) <= (&before.at.value, !before.inclusive) {
            rises = false;
            let (found, earlier) = (bound.at.value.to_string(), before.at.value.to_string());
            let facts = [("key", key), ("found", found.as_str()), ("before", &earlier)];
            reading.conflict("steps-not-rising", [*span, *before_span], &facts);
        }
    }
    rises
}

/// A first step that begins at 0 or lower, 0 included, needs nothing below it.
fn check_no_hole(table: &TableReader<'_>, key: &str, first: &Bound, span: Span) {
    if !first.reached_by(&Number::zero()) {
        let takes_below = if table.takes("below") { "1" } else { "0" };
        let facts = [("key", key), ("from", &*first.at.value.to_string()), ("below", takes_below)];
        table.reading.error("steps-leave-hole", span, &facts);
    }
}

/// Reads `from / above / to / below` of a table; the range may be open on both sides.
pub(super) fn range(table: &TableReader<'_>) -> Range {
    let range = Range { lower: side(table, "from", "above"), upper: side(table, "to", "below") };
    if let (Some(lower), Some(upper)) = (&range.lower, &range.upper) {
        let single = lower.inclusive && upper.inclusive && lower.at.value == upper.at.value;
        if lower.at.value >= upper.at.value && !single {
            let (from, to) = (lower.at.value.to_string(), upper.at.value.to_string());
            table.reading.conflict(
                "empty-range",
                [upper.at.span, lower.at.span],
                &[("from", from.as_str()), ("to", to.as_str())],
            );
        }
    }
    range
}

fn side(table: &TableReader<'_>, inclusive: &'static str, exclusive: &'static str) -> Option<Bound> {
    let given = if table.has(inclusive) || table.has(exclusive) {
        table.one_of(&[inclusive, exclusive], "")
    } else {
        table.entry(inclusive);
        table.entry(exclusive);
        None
    };
    let key = given?;
    Some(Bound { at: table.number(key)?, inclusive: key == inclusive })
}

/// Whether any bound is written in the table.
pub(super) fn has_bound(table: &TableReader<'_>) -> bool {
    ["from", "above", "to", "below"].iter().any(|key| table.has(key))
}

/// Reads `[[x, y], …]`: x rising, at least two points.
pub(super) fn curve(table: &TableReader<'_>, key: &'static str) -> Option<Vec<(Parameter, Parameter)>> {
    let node = table.node(key)?;
    let read: Vec<Option<(Parameter, Parameter)>> =
        table.filled_list(key)?.iter().map(|point| pair(table.reading, key, point)).collect();
    let points: Vec<(Parameter, Parameter)> = read.into_iter().collect::<Option<_>>()?;
    if points.len() < 2 {
        table.reading.error("curve-of-one-point", node.span, &[("key", key)]);
        return None;
    }
    for neighbours in points.windows(2) {
        let [(before, _), (x, _)] = neighbours else { continue };
        if x.value <= before.value {
            let (found, earlier) = (x.value.to_string(), before.value.to_string());
            let facts = [("key", key), ("found", found.as_str()), ("before", &earlier)];
            table.reading.conflict("steps-not-rising", [x.span, before.span], &facts);
        }
    }
    Some(points)
}

fn pair(reading: &Reading, key: &str, node: &Node) -> Option<(Parameter, Parameter)> {
    match value::list(reading, key, node)? {
        [x, y] => {
            let (x, y) = (value::number(reading, key, x), value::number(reading, key, y));
            Some((x?, y?))
        }
        _ => {
            reading.error("expected-pair", node.span, &[("key", key), ("found", reading.written(node.span))]);
            None
        }
    }
}
