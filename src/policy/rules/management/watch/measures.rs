//! A watch over a measure, per subject.

use std::collections::BTreeSet;

use crate::number::Number;
use crate::policy::rules::{
    Condition, Filter, Formula, InputKind, MeasureId, PayKind, Policy, Range, Test, TierPay, TiersBy,
};
use crate::source::{Span, Spanned};

/// What is looked out for in the values of a measure.
#[derive(Clone, Debug)]
pub struct MeasureWatch {
    /// `per`: of whom, by its name; `person`, `team`, `department`, `workday`, `class` or a label.
    pub per: Spanned<String>,
    /// What is looked out for.
    pub look: MeasureLook,
}

/// What is looked out for.
#[derive(Clone, Debug)]
pub enum MeasureLook {
    /// All of these hold; the figure shown is that of the first.
    Conditions(Vec<Condition>),
    /// The measure has no value.
    Missing(Spanned<MeasureId>),
    /// The part that the largest subjects have together.
    Largest(Largest),
    /// The value lies just below a bound.
    Near(Near),
}

/// The part that the largest subjects have together.
#[derive(Clone, Debug)]
pub struct Largest {
    /// Of which measure.
    pub measure: Spanned<MeasureId>,
    /// How many of them.
    pub top: Spanned<u32>,
    /// What their part must be.
    pub range: Range,
}

/// A value that lies just below a bound.
#[derive(Clone, Debug)]
pub struct Near {
    /// Of which measure.
    pub measure: Spanned<MeasureId>,
    /// The bound; nothing: each step of the pay that goes by the measure.
    pub bound: Option<Spanned<Number>>,
    /// How far below it, as a share of it.
    pub within: Number,
    /// Where it stands.
    pub span: Span,
}

impl MeasureWatch {
    /// The register that says more of its subjects; nothing of most labels.
    pub fn register(&self) -> Option<&'static str> {
        match self.per.value.as_str() {
            "person" | "person_id" => Some("staff"),
            "customer" | "customer_id" => Some("customers"),
            "product" | "product_id" => Some("products"),
            _ => None,
        }
    }

    /// The measures that it looks at.
    pub fn measures(&self) -> Vec<MeasureId> {
        match &self.look {
            MeasureLook::Conditions(conditions) => conditions.iter().flat_map(measures_of).collect(),
            MeasureLook::Missing(measure) => vec![measure.value],
            MeasureLook::Largest(largest) => vec![largest.measure.value],
            MeasureLook::Near(near) => vec![near.measure.value],
        }
    }

    /// The inputs that it needs and the policy does not name.
    pub fn not_kept(&self, policy: &Policy) -> BTreeSet<String> {
        let is_of_targets = self.conditions().iter().any(|condition| matches!(condition.test, Test::Attainment(_)));
        let targets = (is_of_targets && policy.known_input(InputKind::Targets).is_none()).then(|| "targets".to_owned());
        self.measures().into_iter().flat_map(|measure| policy.not_kept(measure)).chain(targets).collect()
    }

    /// The same of `where`: the register that says more of the subjects.
    pub fn register_not_kept(&self, policy: &Policy, filter: &Filter) -> Option<&'static str> {
        let is_asked = filter.terms.iter().any(|term| term.column != self.per.value);
        self.register().filter(|register| is_asked && policy.input(register).is_none())
    }

    /// Its conditions; none of a watch that has none.
    pub fn conditions(&self) -> &[Condition] {
        match &self.look {
            MeasureLook::Conditions(conditions) => conditions,
            _ => &[],
        }
    }
}

/// The measures that a condition looks at.
pub fn measures_of(condition: &Condition) -> Vec<MeasureId> {
    match &condition.test {
        Test::Measure(measure) | Test::Attainment(measure) | Test::Share(measure) | Test::Rank(Some(measure)) => {
            vec![measure.value]
        }
        Test::Change(change) => {
            std::iter::once(change.measure.value).chain(change.base.as_ref().map(|base| base.value)).collect()
        }
        Test::Grade(_) | Test::Rank(None) | Test::TenureMonths | Test::Role(_) | Test::Probation(_) => Vec::new(),
    }
}

impl Near {
    /// The bounds, each once, in rising order: its own, or those of the steps of pay that goes by the measure.
    pub fn bounds(&self, policy: &Policy) -> Vec<Number> {
        let own = self.bound.iter().map(|bound| bound.value.clone());
        let steps = policy.pay.iter().filter(|_| self.bound.is_none());
        let steps = steps.filter_map(|component| match &component.kind {
            PayKind::Commission(commission) => steps_of(&commission.formula, commission.base.value, self.measure.value),
            _ => None,
        });
        let mut bounds: Vec<Number> = own.chain(steps.flatten()).filter(Number::is_positive).collect();
        bounds.sort();
        bounds.dedup();
        bounds
    }
}

/// Where the steps of a formula begin, where it goes by the values of that measure.
fn steps_of(formula: &Formula, base: MeasureId, measure: MeasureId) -> Option<Vec<Number>> {
    let is_by = |by: &TiersBy| match by {
        TiersBy::Amount => base == measure,
        TiersBy::Measure(by) => *by == measure,
        TiersBy::Attainment => false,
    };
    match formula {
        Formula::Tiers { by, steps, .. } if is_by(&by.value) => {
            let steps: &[crate::policy::rules::Step<TierPay>] = &steps.list;
            Some(steps.iter().map(|step| step.bound.at.value.clone()).collect())
        }
        _ => None,
    }
}
