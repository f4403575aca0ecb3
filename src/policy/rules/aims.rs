//! Which rules look at targets, and of which measures.

use std::collections::BTreeSet;

use super::condition::{Condition, Test};
use super::formula::{Formula, TiersBy};
use super::management::watch::WatchKind;
use super::measure::{Against, MeasureKind};
use super::pay::{Component, Factor};
use super::scoring::{Indicator, IndicatorOf, On};
use super::{MeasureId, Policy};
use crate::source::Spanned;

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

    /// The measures whose target something that is scored or paid is compared with.
    pub fn aimed_at(&self) -> BTreeSet<MeasureId> {
        let indicators = self.aimed_by_scores().into_iter();
        let of_pay = self.pay.iter().flat_map(targets_of_component);
        let of_measures = self.used.iter().filter_map(|measure| self.target_in(*measure));
        indicators.chain(of_pay).chain(of_measures).collect()
    }

    /// The measures whose target some indicator is compared with.
    pub fn aimed_by_scores(&self) -> BTreeSet<MeasureId> {
        self.scorecards.iter().flat_map(|card| &card.indicators).filter_map(target_of_indicator).collect()
    }

    /// The same with those that what is asked of management looks at: all of them where targets are shown.
    pub fn looked_at_aims(&self) -> BTreeSet<MeasureId> {
        let mut aims = self.aimed_at();
        if self.management.is_watched {
            aims.extend(self.aims_of_watches());
        }
        if self.management.shows_targets {
            aims.extend((0..self.measures.len()).map(MeasureId));
        }
        aims
    }

    /// The measures whose targets watches and suggestions look at.
    fn aims_of_watches(&self) -> impl Iterator<Item = MeasureId> {
        let watches = self.management.watches.iter().flat_map(|watch| match &watch.kind {
            WatchKind::Measure(watch) => watch.conditions(),
            WatchKind::Rows(_) => &[],
        });
        let actions = self.management.actions.iter().flat_map(|action| &action.when);
        watches.chain(actions).filter_map(target_of_condition)
    }

    /// The measure that targets are of which do not say it: the only one whose target any rule asks for, or the only one that there is.
    pub fn only_aim(&self) -> Option<MeasureId> {
        let of_measures = (0..self.measures.len()).filter_map(|index| self.target_in(MeasureId(index)));
        let of_split = self.management.split.iter().map(|split| split.measure.value);
        let mut aims = self.aimed_at();
        aims.extend(self.aims_of_watches().chain(of_measures).chain(of_split));
        if aims.is_empty() {
            let all = (0..self.measures.len()).map(MeasureId);
            aims.extend(all.filter(|measure| !matches!(self.measure(*measure).kind, MeasureKind::Score)));
        }
        if aims.len() == 1 { aims.first().copied() } else { None }
    }

    /// The measure whose target this one is made of.
    pub fn target_in(&self, measure: MeasureId) -> Option<MeasureId> {
        match self.measure(measure).kind {
            MeasureKind::Attainment(of) | MeasureKind::Target(of) => Some(of),
            _ => None,
        }
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

fn target_of_indicator(indicator: &Indicator) -> Option<MeasureId> {
    match indicator.of {
        IndicatorOf::Measure(measure) if indicator.against.value == Against::Target => Some(measure),
        _ => None,
    }
}

fn targets_of_component(component: &Component) -> Vec<MeasureId> {
    let conditions = component.conditions().filter_map(|condition| match &condition.test {
        Test::Attainment(measure) => Some(measure.value),
        _ => None,
    });
    let factors = component.multiply.iter().filter_map(|factor| match factor {
        Factor::Steps { measure, attainment: true, .. } | Factor::Value { measure, attainment: true, .. } => {
            Some(measure.value)
        }
        _ => None,
    });
    let tiers = component.rated().filter(|(formula, _)| by_attainment(formula)).map(|(_, base)| base.value);
    conditions.chain(factors).chain(tiers).collect()
}

/// Whether tiers go by the attainment of the base.
fn by_attainment(formula: &Formula) -> bool {
    let by = |by: &Spanned<TiersBy>| by.value == TiersBy::Attainment;
    match formula {
        Formula::Tiers { by: one, .. } | Formula::Curve { by: one, .. } => by(one),
        Formula::Matrix { rows, columns, .. } => by(&rows.0) || by(&columns.0),
        Formula::Rate(_) | Formula::ByLabel { .. } | Formula::ByPerson { .. } | Formula::ByNumber { .. } => false,
    }
}

/// Of a change against target too.
fn target_of_condition(condition: &Condition) -> Option<MeasureId> {
    match &condition.test {
        Test::Attainment(measure) => Some(measure.value),
        Test::Change(change) if change.against == Against::Target => Some(change.measure.value),
        _ => None,
    }
}
