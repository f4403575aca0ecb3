//! `[targets.split]`.

use crate::policy::rules::management::SplitRule;
use crate::policy::rules::management::split::{SplitBound, SplitBy, SplitOf};
use crate::policy::rules::{InputKind, MeasureId, Parameter, adds_up};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::source::Spanned;

/// In proportion to what a target is divided.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum By {
    Equal,
    History,
    Weights,
    Capacity,
}

/// In proportion to what a target is divided.
pub(in crate::policy) const BY: [(&str, By); 4] =
    [("equal", By::Equal), ("history", By::History), ("weights", By::Weights), ("capacity", By::Capacity)];

/// Reads the table; nothing where the policy has none.
pub(super) fn split(targets: &TableReader<'_>, scope: &Scope<'_>) -> Option<SplitRule> {
    let table = &targets.table("split")?;
    table.require("measure", "measure = \"revenue\"");
    let written = table.text("measure");
    if let Some(written) = &written {
        scope.names.needs_input(InputKind::Targets, written);
    }
    let measure = written.and_then(|written| scope.names.measure(&written));
    table.default("of", "\"department\"");
    let of = table.choice("of", &SplitOf::ALL).map_or(SplitOf::default(), |of| of.value);
    let by = by(table);
    table.require("step", "step = 1000");
    let step = table.positive("step");
    let bounds = [bound(table, "at_least"), bound(table, "at_most")];
    table.finish();
    let (measure, step) = (measure?, step?);
    check_adds_up(scope, &measure);
    bounds.iter().flatten().for_each(|bound| check_bound(table, bound, &step));
    let [at_least, at_most] = bounds;
    Some(SplitRule { measure, of, by: by?, step, at_least, at_most, span: table.span })
}

fn by(table: &TableReader<'_>) -> Option<SplitBy> {
    match table.required_choice("by", &BY)?.value {
        By::Equal => Some(SplitBy::Equal),
        By::History => {
            table.require("periods", "periods = 3");
            Some(SplitBy::History(table.periods("periods")?.value))
        }
        By::Weights => {
            table.require("column", "column = \"weight\"");
            Some(SplitBy::Weights(table.text("column")?))
        }
        By::Capacity => Some(SplitBy::Capacity(table.text("column"))),
    }
}

/// A number with a per cent sign is a share of the equal part.
fn bound(table: &TableReader<'_>, key: &'static str) -> Option<SplitBound> {
    let number = table.amount_from_zero(key)?;
    let is_share = table.reading.written(number.span).contains(['%', '％']);
    Some(if is_share { SplitBound::Share(number) } else { SplitBound::Amount(number) })
}

/// Targets of rates, means and the like are no sum of those of people.
fn check_adds_up(scope: &Scope<'_>, measure: &Spanned<MeasureId>) {
    if !adds_up(scope.measures, measure.value) {
        let name = scope.names.name_of(measure.value);
        scope.reading().error("split-of-no-sum", measure.span, &[("measure", &name)]);
    }
}

/// An amount that is less than a step is a share that was written without its sign.
fn check_bound(table: &TableReader<'_>, bound: &SplitBound, step: &Parameter) {
    let SplitBound::Amount(amount) = bound else { return };
    if amount.value.is_positive() && amount.value < step.value {
        let found = table.reading.written(amount.span);
        let percent = format!("{}%", &amount.value * &crate::number::Number::from(100));
        let facts = [("found", found), ("step", &step.value.to_string()), ("percent", &percent)];
        table.reading.error("split-bound-below-step", amount.span, &facts);
    }
}
