//! What a measure is counted in, derived from what it is made of; and whether its value can be missing or below 0.

use std::collections::BTreeSet;

use super::columns;
use super::measures::Draft;
use super::names::Names;
use super::rules::{
    ColumnRef, DurationUnit, InputKind, InputRule, MeasureId, MeasureKind, MeasureRule, Quantity, Unit,
};

/// The unit of every measure; one that the policy writes wins.
pub(super) fn derive(drafts: &[Draft], names: &Names<'_>) -> Vec<Unit> {
    let mut known = vec![None; drafts.len()];
    (0..drafts.len()).map(|index| unit_of(MeasureId(index), (drafts, names), &mut known)).collect()
}

/// The unit of a measure, which is noted: many may be made of one.
fn unit_of(id: MeasureId, (drafts, names): (&[Draft], &Names<'_>), known: &mut [Option<Unit>]) -> Unit {
    let Some(draft) = drafts.get(id.0) else {
        return super::measures::built_in(&names.name_of(id)).unit;
    };
    if let Some(unit) = known[id.0] {
        return unit;
    }
    let mut of = |id: MeasureId| unit_of(id, (drafts, names), known);
    let unit = draft.unit.unwrap_or_else(|| match &draft.rule.kind {
        MeasureKind::Sum(column) | MeasureKind::Mean(column) | MeasureKind::Median(Quantity::Column(column)) => {
            column_unit(column, names)
        }
        MeasureKind::Count(_) | MeasureKind::Distinct(_) | MeasureKind::First(..) => Unit::Count,
        MeasureKind::Median(Quantity::Between { unit, .. }) | MeasureKind::SinceLast(_, unit) => duration_unit(*unit),
        MeasureKind::Share(_) | MeasureKind::Filled(_) | MeasureKind::Growth(..) | MeasureKind::Attainment(_) => {
            Unit::Rate
        }
        MeasureKind::Total(parts) => common(parts.iter().map(|part| of(*part))),
        MeasureKind::Difference(a, b) => common([of(*a), of(*b)].into_iter()),
        MeasureKind::Ratio(a, b) => quotient(of(*a), of(*b)),
        MeasureKind::Target(measure) => of(*measure),
        MeasureKind::Workdays => Unit::Days,
        MeasureKind::Score => Unit::Points,
    });
    known[id.0] = Some(unit);
    unit
}

fn column_unit(column: &ColumnRef, names: &Names<'_>) -> Unit {
    let input = names.inputs.iter().find(|input| input.name == column.source);
    let duration = input.and_then(|input| input.durations.iter().find(|duration| duration.name == column.column));
    duration.map_or_else(|| columns::unit_of(&column.column), |duration| duration_unit(duration.unit))
}

fn duration_unit(unit: DurationUnit) -> Unit {
    match unit {
        DurationUnit::Days | DurationUnit::WorkDays => Unit::Days,
        DurationUnit::Hours | DurationUnit::WorkingHours => Unit::Hours,
        DurationUnit::Months => Unit::Number,
    }
}

fn common(mut units: impl Iterator<Item = Unit>) -> Unit {
    let Some(first) = units.next() else { return Unit::Number };
    if units.all(|unit| unit == first) { first } else { Unit::Number }
}

/// Money per thing is money, like by like a rate, anything else a plain number.
fn quotient(above: Unit, below: Unit) -> Unit {
    match (above, below) {
        (above, below) if above == below => Unit::Rate,
        (Unit::Money, Unit::Count) => Unit::Money,
        _ => Unit::Number,
    }
}

/// What a measure says of a question by itself.
enum Says {
    Yes,
    No,
    /// What one of these says.
    Any(Vec<MeasureId>),
}

/// Whether a measure, or any that it is asked of instead, says yes; each is asked once, for many may be made of one.
fn any(id: MeasureId, ask: impl Fn(MeasureId) -> Says) -> bool {
    let (mut seen, mut left) = (BTreeSet::new(), vec![id]);
    while let Some(id) = left.pop() {
        if !seen.insert(id) {
            continue;
        }
        match ask(id) {
            Says::Yes => return true,
            Says::No => {}
            Says::Any(parts) => left.extend(parts),
        }
    }
    false
}

/// Whether a measure may have no value: only totals and counts without a least number of rows always have one.
pub(super) fn can_be_missing(id: MeasureId, measures: &[MeasureRule]) -> bool {
    any(id, |id| match measures.get(id.0).filter(|rule| rule.min_rows.is_none()).map(|rule| &rule.kind) {
        Some(
            MeasureKind::Sum(_)
            | MeasureKind::Count(_)
            | MeasureKind::Distinct(_)
            | MeasureKind::First(..)
            | MeasureKind::Workdays,
        ) => Says::No,
        Some(MeasureKind::Total(parts)) => Says::Any(parts.clone()),
        Some(MeasureKind::Difference(a, b)) => Says::Any(vec![*a, *b]),
        _ => Says::Yes,
    })
}

/// Whether the policy itself says that a measure can be below 0: growth, a difference, a sum of a source that takes rows back.
pub(super) fn is_taken_back(id: MeasureId, measures: &[MeasureRule], inputs: &[InputRule]) -> bool {
    any(id, |id| match measures.get(id.0).map(|rule| &rule.kind) {
        Some(MeasureKind::Sum(column)) if takes_back(&column.source, inputs) => Says::Yes,
        Some(kind) if kind.is_change() => Says::Yes,
        Some(MeasureKind::Total(parts)) => Says::Any(parts.clone()),
        Some(MeasureKind::Ratio(a, b)) => Says::Any(vec![*a, *b]),
        Some(MeasureKind::Attainment(of)) => Says::Any(vec![*of]),
        _ => Says::No,
    })
}

/// Whether rows of the source take others back: by its own `returns`, or by the file of returns.
fn takes_back(source: &str, inputs: &[InputRule]) -> bool {
    let of_file =
        InputKind::of(source) == InputKind::Sales && inputs.iter().any(|input| input.kind() == InputKind::Returns);
    of_file || inputs.iter().any(|input| input.name == source && input.returns.is_some())
}

/// Whether a measure can be below 0: counts, shares and the like cannot.
pub(super) fn can_be_negative(id: MeasureId, measures: &[MeasureRule]) -> bool {
    any(id, |id| match measures.get(id.0).map(|rule| &rule.kind) {
        Some(
            MeasureKind::Count(_)
            | MeasureKind::Distinct(_)
            | MeasureKind::First(..)
            | MeasureKind::Share(_)
            | MeasureKind::Filled(_)
            | MeasureKind::SinceLast(..)
            | MeasureKind::Workdays,
        ) => Says::No,
        Some(MeasureKind::Total(parts)) => Says::Any(parts.clone()),
        _ => Says::Yes,
    })
}
