//! `[[pay]]`: what all components have in common, and which kind reads the rest.

mod balances;
pub(super) mod bonus;
pub(super) mod commission;
pub(super) mod contest;
mod contrary;
mod draw;
pub(super) mod factors;
mod falling;
pub(super) mod formula;
mod guarantee;
pub(super) mod hold_back;
mod holes;
mod missing_goal;
mod negative;
pub(super) mod overrides;
pub(super) mod pool;
pub(super) mod salary;
pub(super) mod split;
mod twice;
mod unreached_labels;

pub use falling::{PayoutCurve, payout_curve};

use super::conditions::{ConditionUse, conditions};
use super::header::written_rounding;
use super::reading::Reading;
use super::rules::Policy;
use super::rules::{Amount, Component, Factor, InputKind, Negative, PayKind, PayUnit, Proration, WhenPayMissing};
use super::scope::Scope;
use super::table::TableReader;
use crate::source::Spanned;

/// What holds for a component without a value.
pub(super) const WHEN_MISSING: [(&str, WhenPayMissing); 2] =
    [("zero", WhenPayMissing::Zero), ("skip", WhenPayMissing::Skip)];

/// What becomes of an amount below 0.
pub(super) const NEGATIVE: [(&str, Negative); 3] =
    [("carry", Negative::Carry), ("zero", Negative::Zero), ("pay", Negative::Pay)];

/// By which days an amount shrinks.
pub(super) const DAYS: [(&str, Proration); 3] =
    [("calendar_days", Proration::CalendarDays), ("work_days", Proration::WorkDays), ("none", Proration::None)];

/// Reads the keys of a kind, given the names of the components before.
type KindReader = fn(&TableReader<'_>, &Scope<'_>, &[&str]) -> Option<PayKind>;

/// Every kind with what reads it.
pub(super) const KINDS: [(&str, KindReader); 11] = [
    ("commission", commission::commission),
    ("bonus", bonus::bonus),
    ("salary", salary::salary),
    ("override", overrides::overrides),
    ("pool", pool::pool),
    ("contest", contest::contest),
    ("guarantee", guarantee::guarantee),
    ("draw", draw::draw),
    ("limit", guarantee::limit),
    ("greater", guarantee::greater),
    ("adjustment", adjustment),
];

/// Reports what is wrong with, or odd in, components as a whole: holes below the first step, more sales that pay less, and what goes on into
/// later periods beside what it cannot.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    for component in &policy.pay {
        holes::check(reading, policy, component);
        falling::warn(reading, policy, component);
        if !contrary::refuse(reading, component) {
            missing_goal::warn(reading, policy, component);
        }
        unreached_labels::warn(reading, policy, component);
    }
    balances::check(reading, policy);
}

/// Reads `[[pay]]`, in the order of the file.
pub(super) fn components(root: &TableReader<'_>, scope: &Scope<'_>) -> Vec<Component> {
    let tables = root.tables("pay");
    // Names are taken from the text, so that a component that cannot be read is still one that others may name.
    let names: Vec<&str> = tables.iter().map(|table| table.written_text("name").unwrap_or_default()).collect();
    twice::warn(&tables);
    let mut components: Vec<Component> = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        let Some(component) = component(table, scope, &names[..index]) else { continue };
        if let Some(first) = components.iter().find(|earlier| earlier.name.value == component.name.value) {
            let facts = [("name", component.name.value.as_str()), ("table", "pay")];
            scope.reading().conflict("duplicate-name", [component.name.span, first.name.span], &facts);
        }
        components.push(component);
    }
    components
}

fn component(table: &TableReader<'_>, scope: &Scope<'_>, earlier: &[&str]) -> Option<Component> {
    table.require("name", "name = \"Commission\"");
    let name = table.text("name");
    let Some(read_kind) = kind(table) else {
        // Which other keys belong to a component depends on its kind.
        table.others();
        table.finish();
        return None;
    };
    let kind = read_kind(table, scope, earlier);
    let component = common(table, scope, name, kind);
    table.finish();
    component
}

fn kind(table: &TableReader<'_>) -> Option<KindReader> {
    table.required_choice("kind", &KINDS).map(|kind| kind.value)
}

fn common(
    table: &TableReader<'_>,
    scope: &Scope<'_>,
    name: Option<Spanned<String>>,
    kind: Option<PayKind>,
) -> Option<Component> {
    let multiply = factors::factors(table, scope);
    let limits = limits(table, kind.as_ref(), &multiply, scope);
    let component = Component {
        roles: table.filled_texts("roles"),
        when: conditions(table, "when", ConditionUse::Requirement, scope),
        unit: unit(table),
        when_missing: table.choice("when_missing", &WHEN_MISSING),
        multiply,
        gate: conditions(table, "gate", ConditionUse::Gate, scope),
        floor: limits.floor,
        cap: limits.cap,
        negative: limits.negative,
        hold_back: hold_back::hold_back(table, kind.as_ref(), scope),
        overlays: overlays(table, scope),
        prorate: kind.as_ref().and_then(|kind| prorate(table, kind)),
        rounding: written_rounding(table, "rounding"),
        split: match &kind {
            Some(kind) => split::split(table, kind, scope),
            None => {
                table.entry("split");
                None
            }
        },
        span: table.span,
        name: name?,
        kind: kind?,
    };
    Some(component)
}

struct Limits {
    floor: Option<Amount>,
    cap: Option<Amount>,
    negative: Option<Spanned<Negative>>,
}

fn limits(table: &TableReader<'_>, kind: Option<&PayKind>, multiply: &[Factor], scope: &Scope<'_>) -> Limits {
    let (floor, cap) = (table.amount("floor"), table.amount("cap"));
    if let (Some(Amount::Fixed(floor)), Some(Amount::Fixed(cap))) = (&floor, &cap)
        && floor.value > cap.value
    {
        let (from, to) = (floor.value.to_string(), cap.value.to_string());
        table.reading.conflict("empty-range", [cap.span, floor.span], &[("from", from.as_str()), ("to", to.as_str())]);
    }
    let floored = floor.as_ref().and_then(Amount::fixed).is_some_and(|floor| !floor.value.is_negative());
    let falls = kind.is_some_and(|kind| negative::can_be_negative(kind, multiply, scope));
    let negative = negative(table, !floored && falls);
    hold_back::check_carry(table, kind, negative.as_ref());
    Limits { floor, cap, negative }
}

fn negative(table: &TableReader<'_>, required: bool) -> Option<Spanned<Negative>> {
    if required { table.required_choice("negative", &NEGATIVE) } else { table.choice("negative", &NEGATIVE) }
}

/// What a component pays in. `rate` is no unit of pay but says what the y of a curve is.
fn unit(table: &TableReader<'_>) -> PayUnit {
    if formula::is_curve_of_rates(table) {
        table.entry("unit");
        return PayUnit::Money;
    }
    table.choice("unit", &PayUnit::ALL).map(|unit| unit.value).unwrap_or_default()
}

/// By which days a salary or bonus shrinks; of other kinds the key is unknown, for their base shrinks by itself.
fn prorate(table: &TableReader<'_>, kind: &PayKind) -> Option<Spanned<Proration>> {
    match kind {
        PayKind::Salary(_) | PayKind::Bonus(_) => table.choice("prorate", &DAYS),
        _ => None,
    }
}

fn overlays(table: &TableReader<'_>, scope: &Scope<'_>) -> bool {
    let Some(overlays) = table.flag("overlays") else { return false };
    if overlays.value {
        scope.names.needs_input(InputKind::Overlays, &overlays);
    }
    overlays.value
}

/// The lines of `adjustments.csv` stand as they are: no key but the common ones.
fn adjustment(table: &TableReader<'_>, scope: &Scope<'_>, _earlier: &[&str]) -> Option<PayKind> {
    scope.names.needs_input(InputKind::Adjustments, &Spanned::new((), table.span));
    Some(PayKind::Adjustment)
}
