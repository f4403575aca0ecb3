//! Whether any rule of score or pay looks at targets.

use super::condition::{Condition, Test};
use super::formula::TiersBy;
use super::measure::{Against, MeasureKind};
use super::pay::{Component, Factor};
use super::scoring::{Indicator, On};
use super::{MeasureId, Policy};

impl Policy {
    /// Whether something that is scored or paid depends on a target.
    pub fn looks_at_targets(&self) -> bool {
        let is_made_of = |measure: &MeasureId| {
            matches!(self.measure(*measure).kind, MeasureKind::Attainment(_) | MeasureKind::Target(_))
        };
        let mut indicators = self.scorecards.iter().flat_map(|card| &card.indicators);
        self.used.iter().any(is_made_of)
            || indicators.any(is_scored_by_target)
            || self.pay.iter().any(is_paid_by_target)
    }
}

fn is_scored_by_target(indicator: &Indicator) -> bool {
    indicator.score.on() == Some(On::Attainment) && indicator.against.value == Against::Target
}

fn is_paid_by_target(component: &Component) -> bool {
    let is_of_attainment = |factor: &Factor| {
        matches!(factor, Factor::Steps { attainment: true, .. } | Factor::Value { attainment: true, .. })
    };
    let mut looked_by = component.formula().into_iter().flat_map(|formula| formula.looked_by());
    component.conditions().any(is_of_target)
        || component.multiply.iter().any(is_of_attainment)
        || looked_by.any(|by| by.value == TiersBy::Attainment)
}

fn is_of_target(condition: &Condition) -> bool {
    match &condition.test {
        Test::Attainment(_) => true,
        Test::Change(change) => change.against == Against::Target,
        _ => false,
    }
}
