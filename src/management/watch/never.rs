//! Conditions of watches and suggestions that can never hold: of a target that nobody has, and bounds far from every value.

use crate::derivation::{Subject, Worksheet};
use crate::finding::Finding;
use crate::management::View;
use crate::number::Number;
use crate::policy::rules::{Condition, MeasureId, Test, Whose};
use crate::source::Spanned;

/// A bound that the smallest value is so many times is counted in something else.
const FAR: i64 = 10;

/// Attainments of what none of the subjects has a target of, though others are there for the period.
pub(super) fn without_targets(
    view: View,
    (name, conditions): (&str, &[Condition]),
    (per, subjects): (&str, &[&Subject]),
) -> Vec<Finding> {
    let period = view.book.period;
    if subjects.is_empty() || !view.book.ledger.targets.rows.iter().any(|row| row.period == *period) {
        return Vec::new();
    }
    let has = |measure: MeasureId, subject: &Subject| {
        view.book.target(&mut Worksheet::new(), measure, subject, period).value().is_some()
    };
    let measure = |condition: &Condition| match &condition.test {
        Test::Attainment(measure) if condition.whose == Whose::Person => Some(measure.clone()),
        _ => None,
    };
    let mut told: Vec<MeasureId> = Vec::new();
    let mut findings = Vec::new();
    for Spanned { value: measure, span } in conditions.iter().filter_map(measure) {
        if told.contains(&measure) || subjects.iter().any(|subject| has(measure, subject)) {
            continue;
        }
        told.push(measure);
        let finding = Finding::warning("attainment-of-no-target").with("name", name).with("per", per);
        let finding = finding.with("measure", &view.book.policy.measure(measure).name).with("period", period);
        findings.push(finding.at(view.book.policy.text.place(span)));
    }
    findings
}

/// That every value is many times a bound that values are looked for just below of.
pub(super) fn far_above(view: View, watch: &str, bound: &Spanned<Number>, values: &[Number]) -> Option<Finding> {
    let least = values.iter().filter(|value| value.is_positive()).min()?;
    let is_far = *least >= &bound.value * &Number::from(FAR);
    is_far.then(|| {
        let finding = Finding::warning("watch-near-far").with("watch", watch).with("bound", &bound.value);
        finding.with("least", least).at(view.book.policy.text.place(bound.span))
    })
}
