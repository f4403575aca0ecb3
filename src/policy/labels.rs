//! Where labels of registers may stand, and that their registers are there.

use super::names;
use super::reading::Reading;
use super::rules::labels::of_register;
use super::rules::{Component, FilterTest, Formula, InputKind, Policy};
use crate::source::Span;

/// Reports labels of registers that are not there, and those named where rows have none.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let mut told: Vec<&str> = Vec::new();
    for label in policy.labels() {
        let name = label.register.input();
        if policy.input(name).is_none() && !told.contains(&name) {
            told.push(name);
            let example = names::example_of_input(name);
            reading.error("input-needed", label.span, &[("name", name), ("example", &example)]);
        }
    }
    for (column, span) in elsewhere(policy) {
        reading.error("label-not-here", span, &[("column", column)]);
    }
}

/// Labels of registers named where no row is told apart by them: by what rows count, in measures of registers, as what is measured, or
/// as numbers with steps.
fn elsewhere(policy: &Policy) -> Vec<(&str, Span)> {
    let counted =
        policy.inputs.iter().flat_map(|rule| rule.counted.iter().chain(rule.returns.iter().map(|own| &own.rows)));
    let is_of_register = |input: &&str| InputKind::of(input).is_register();
    let of_registers = policy.measures.iter().filter(|measure| measure.kind.inputs().iter().any(is_of_register));
    let filters = counted.chain(of_registers.map(|measure| &measure.filter));
    let terms = filters.flat_map(|filter| &filter.terms).map(|term| (term.column.as_str(), term.span));
    let measured = policy
        .measures
        .iter()
        .flat_map(|measure| measure.kind.columns().into_iter().map(|column| (column.column.as_str(), measure.span)));
    // Which order a register writes its days in, a row of another file does not know.
    let of_measures = policy.measures.iter().flat_map(|measure| &measure.filter.terms);
    let dated = of_measures.filter(|term| matches!(term.test, FilterTest::On(_)));
    let dated = dated.map(|term| (term.column.as_str(), term.span));
    let steps = policy.pay.iter().filter_map(Component::formula).filter_map(|formula| match formula {
        Formula::ByNumber { column, .. } => Some((column.value.as_str(), column.span)),
        _ => None,
    });
    let all = terms.chain(measured).chain(dated).chain(steps);
    all.filter(|(column, _)| of_register(column).is_some()).collect()
}
