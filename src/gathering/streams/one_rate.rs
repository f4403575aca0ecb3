//! Whether numbers by which rates go have the same rate: then a return need not say which of them came back.

use crate::number::Number;
use crate::policy::rules::{Component, Formula, Parameter, Policy, Steps};

/// Whether every rule with rates by that column of the sales has one step for all of these numbers, written in full.
pub(super) fn has_one_rate(policy: &Policy, column: &str, numbers: &[&str]) -> bool {
    let Some(numbers) = numbers.iter().map(|text| Number::parse_in_full(text)).collect::<Option<Vec<Number>>>() else {
        return false;
    };
    // Under the first step without `below` the first one holds.
    let step = |steps: &Steps<Parameter>, number: &Number| steps.reached(number).or(steps.below.is_none().then_some(0));
    let is_one =
        |steps: &Steps<Parameter>| numbers.iter().all(|number| step(steps, number) == step(steps, &numbers[0]));
    let mut formulas = policy.pay.iter().filter_map(Component::formula);
    formulas.all(|formula| match formula {
        Formula::ByNumber { column: own, steps } => own.value != column || is_one(steps),
        Formula::ByLabel { column: own, .. } => own.value != column,
        _ => true,
    })
}
