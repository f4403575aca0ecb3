//! Steps that say nothing of values below 0, where a value can be there.
//!
//! A first step of rates holds below it too: what was paid at a rate is taken back at it. An amount or a factor is no rate, so what
//! a month of returns pays has to be written (`below`).

use crate::policy::reading::Reading;
use crate::policy::rules::{Component, Factor, Formula, MeasureId, Policy, Step, Steps, TierPay, TiersBy};
use crate::policy::units;

/// Reports steps of amounts or factors that begin at 0 or above, without `below`, over a measure that can be below 0.
pub(super) fn check(reading: &Reading, policy: &Policy, component: &Component) {
    let holes = Holes { reading, policy };
    for factor in &component.multiply {
        if let Factor::Steps { measure, steps, .. } = factor {
            holes.look("steps", measure.value, steps);
        }
    }
    if let Some((formula, base)) = component.rated() {
        holes.formula(formula, base.value);
    }
}

struct Holes<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
}

impl Holes<'_> {
    fn formula(&self, formula: &Formula, base: MeasureId) {
        let Formula::Tiers { by, steps, .. } = formula else { return };
        let measure = match by.value {
            TiersBy::Amount | TiersBy::Attainment => base,
            TiersBy::Measure(measure) => measure,
        };
        if steps.list.first().is_some_and(|step| matches!(step.value, TierPay::Amount(_))) {
            self.look("tiers", measure, steps);
        }
    }

    fn look<T>(&self, key: &str, measure: MeasureId, steps: &Steps<T>) {
        let begins = |step: &&Step<T>| !step.bound.at.value.is_negative();
        let Some(first) = steps.list.first().filter(begins).filter(|_| steps.below.is_none()) else { return };
        if units::is_taken_back(measure, &self.policy.measures, &self.policy.inputs) {
            let (name, from) = (&self.policy.measure(measure).name, first.bound.at.value.to_string());
            let facts = [("measure", name.as_str()), ("key", key), ("from", &from)];
            self.reading.error("steps-leave-hole-below-zero", first.span, &facts);
        }
    }
}
