//! Marks that are added up where their mean is most likely meant: what is asked for of the sum one mark alone has, and everybody's sum is far above it.

use std::collections::BTreeMap;

use super::{Column, Mark};
use crate::finding::Finding;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{Factor, MeasureId, Parameter, Test};

/// Fewer people are not everybody, and of fewer marks each has no sum.
const PEOPLE: usize = 3;
const EACH: usize = 2;
/// So many times what is asked for everybody has.
const TIMES: i64 = 2;

/// One warning for a column, at the highest bound of a sum of it.
pub(super) fn report(policy: &Policy, column: &Column, marks: &[Mark]) -> Option<Finding> {
    let asked = || marks.iter().filter(|mark| mark.is_asked);
    let most = asked().map(|mark| &mark.value).max()?;
    let mut sums: BTreeMap<&str, (usize, Number)> = BTreeMap::new();
    for (mark, whose) in asked().filter_map(|mark| Some((mark, mark.whose.as_deref()?))) {
        let known = sums.entry(whose).or_insert((0, Number::zero()));
        *known = (known.0 + 1, &known.1 + &mark.value);
    }
    let least = sums.values().map(|(_, sum)| sum).min()?;
    let of_all = column.sums.iter().filter_map(|measure| Some((*measure, highest(policy, *measure)?)));
    let (measure, bound) = of_all.max_by(|(_, one), (_, other)| one.value.cmp(&other.value))?;
    let are_many = sums.len() >= PEOPLE && sums.values().all(|(count, _)| *count >= EACH);
    let is_odd = are_many && bound.value <= *most && *least >= &bound.value * &Number::from(TIMES);
    let finding = Finding::warning("sum-of-marks").with("measure", &policy.measure(measure).name);
    let finding = finding.with("input", column.source).with("column", column.name);
    let finding = finding.with("found", bound.value.to_plain(0, 6)).with("most", most.to_plain(0, 6));
    is_odd.then(|| finding.with("least", least.to_plain(0, 6)).at(policy.text.place(bound.span)))
}

/// The highest bound above 0 by which pay looks at the measure.
fn highest(policy: &Policy, measure: MeasureId) -> Option<&Parameter> {
    let conditions = policy.pay.iter().flat_map(|component| component.conditions());
    let of_conditions = conditions.filter_map(|condition| match &condition.test {
        Test::Measure(own) if own.value == measure => Some(&condition.range.lower.as_ref()?.at),
        _ => None,
    });
    let of_factors = policy.pay.iter().flat_map(|component| &component.multiply).filter_map(|factor| match factor {
        Factor::Steps { measure: own, attainment: false, steps, .. } if own.value == measure => Some(steps),
        _ => None,
    });
    let of_factors = of_factors.flat_map(|steps| steps.list.iter().map(|step| &step.bound.at));
    let above = of_conditions.chain(of_factors).filter(|bound| bound.value.is_positive());
    above.max_by(|one, other| one.value.cmp(&other.value))
}
