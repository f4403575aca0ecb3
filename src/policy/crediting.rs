//! `[crediting]` and `[targets]`.

use super::input;
use super::names::Names;
use super::rules::{Crediting, InputKind, InputRule, Leave, MeasureId, Proration, ReturnsTo, TargetRules, Unassigned};
use super::table::TableReader;
use super::value;
use crate::number::Number;
use crate::source::Spanned;

/// In which period a return counts.
pub(super) const RETURNS: [(&str, ReturnsTo); 2] = [("current", ReturnsTo::Current), ("original", ReturnsTo::Original)];
/// What becomes of rows of nobody.
pub(super) const UNASSIGNED: [(&str, Unassigned); 2] = [("list", Unassigned::List), ("error", Unassigned::Error)];
/// By which days a target shrinks.
pub(super) const PRORATIONS: [(&str, Proration); 3] =
    [("none", Proration::None), ("calendar_days", Proration::CalendarDays), ("work_days", Proration::WorkDays)];
/// Whether days of leave lower a target.
pub(super) const LEAVES: [(&str, Leave); 2] = [("none", Leave::None), ("relief", Leave::Relief)];

/// Reads `[crediting]`, and the inputs that it names.
pub(super) fn crediting(table: &TableReader<'_>) -> (Crediting, Vec<InputRule>) {
    let splits = input::named_elsewhere(table, "splits");
    let overlays = input::named_elsewhere(table, "overlays");
    let returns = table.choice("returns", &RETURNS);
    let unassigned = table.choice("unassigned", &UNASSIGNED);
    for (key, value) in [("returns", "\"current\""), ("unassigned", "\"list\"")] {
        table.default(key, value);
    }
    table.finish();
    let crediting = Crediting {
        splits: splits.is_some(),
        overlays: overlays.is_some(),
        returns: returns.map(|returns| returns.value).unwrap_or_default(),
        unassigned: unassigned.map(|unassigned| unassigned.value).unwrap_or_default(),
        span: table.span,
    };
    (crediting, splits.into_iter().chain(overlays).collect())
}

/// Reads `[targets]`.
pub(super) fn targets(table: &TableReader<'_>, names: &Names<'_>) -> TargetRules {
    let proration = table.choice("proration", &PRORATIONS);
    let ramp = shares(table, "ramp");
    let leave = table.choice("leave", &LEAVES);
    if let Some(leave) = leave.as_ref().filter(|leave| leave.value == Leave::Relief) {
        names.needs_input(InputKind::Leave, leave);
    }
    for (key, value) in [("proration", "\"none\""), ("ramp", "[]"), ("leave", "\"none\"")] {
        table.default(key, value);
    }
    let levels = table.has("levels").then(|| levels(table, names));
    TargetRules { proration: proration.unwrap_or_default(), ramp, leave: leave.unwrap_or_default(), levels }
}

/// None of them where the list is empty.
fn levels(table: &TableReader<'_>, names: &Names<'_>) -> Vec<Spanned<MeasureId>> {
    table.texts("levels").into_iter().flatten().filter_map(|name| names.measure(&name)).collect()
}

fn shares(table: &TableReader<'_>, key: &'static str) -> Vec<Spanned<Number>> {
    let numbers = table.numbers(key).unwrap_or_default().into_iter();
    let share = |value: &Number| !value.is_negative() && *value <= Number::one();
    numbers.filter_map(|number| value::share(table.reading, key, number, "0–1", share)).collect()
}
