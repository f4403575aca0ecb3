//! Which windows the computation of one period can ask totals for.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::policy::rules::{
    Against, Condition, IndicatorOf, MeasureId, MeasureKind, Over, PayKind, Policy, Test, TiersBy,
};

/// Every window that computing that one period can ask totals for, in order: the period itself, the earlier ones that
/// a measure, an indicator or a condition compares with (through other measures too), and the days of contests.
/// Earlier periods that conditions over `periods` look at are computed for themselves, with windows of their own.
pub fn windows(policy: &Policy, period: &Period) -> Vec<Period> {
    needed(policy, period).windows.into_iter().collect()
}

/// Every window that one measure can ask totals for in a window of its own.
pub fn windows_of_measure(policy: &Policy, measure: MeasureId, window: &Period) -> Vec<Period> {
    let mut needed = Needed::of(policy, BTreeSet::new());
    needed.measure(measure, window);
    needed.windows.into_iter().collect()
}

/// The earlier periods of which computing that one period can ask the score.
pub fn windows_of_score(policy: &Policy, period: &Period) -> Vec<Period> {
    let of_score = needed(policy, period).of_score.into_iter();
    of_score.filter(|window| window.last() < period.first()).collect()
}

/// The earlier days of which computing that one period asks a measure that something is scored, ranked or paid by: each measure with such days. Those of a
/// contest are asked with the period in which it ends.
pub fn looked_back(policy: &Policy, period: &Period) -> BTreeSet<(MeasureId, Period)> {
    let mut needed = Needed { passes_over_contests: true, ..Needed::of(policy, BTreeSet::new()) };
    policy.used.clone().into_iter().for_each(|measure| needed.measure(measure, period));
    needed.rules(period);
    needed.seen.into_iter().filter(|(_, window)| window.first() < period.first()).collect()
}

/// Every window that these measures can be asked for in a period, and those that conditions over them compare with.
pub fn windows_of(
    policy: &Policy,
    (measures, conditions): (&[MeasureId], &[Condition]),
    period: &Period,
) -> BTreeSet<Period> {
    let windows = BTreeSet::from([period.clone()]);
    let mut needed = Needed::of(policy, windows);
    measures.iter().for_each(|measure| needed.measure(*measure, period));
    conditions.iter().for_each(|condition| needed.condition(condition, period));
    needed.windows
}

fn needed<'a>(policy: &'a Policy, period: &Period) -> Needed<'a> {
    let windows = BTreeSet::from([period.clone()]);
    let mut needed = Needed::of(policy, windows);
    for index in 0..policy.measures.len() {
        needed.measure(MeasureId(index), period);
    }
    needed.rules(period);
    needed
}

struct Needed<'a> {
    policy: &'a Policy,
    windows: BTreeSet<Period>,
    /// Those in which the score is asked for.
    of_score: BTreeSet<Period>,
    /// What was looked at: many measures may be made of one.
    seen: BTreeSet<(MeasureId, Period)>,
    /// Whether contests that end in another period are no part of it.
    passes_over_contests: bool,
}

impl<'a> Needed<'a> {
    fn of(policy: &'a Policy, windows: BTreeSet<Period>) -> Self {
        Needed { policy, windows, of_score: BTreeSet::new(), seen: BTreeSet::new(), passes_over_contests: false }
    }

    /// What indicators, conditions and contests compare with.
    fn rules(&mut self, period: &Period) {
        for indicator in self.policy.scorecards.iter().flat_map(|card| &card.indicators) {
            if let IndicatorOf::Measure(measure) = indicator.of {
                self.against(measure, &indicator.against.value, period);
            }
        }
        for component in &self.policy.pay {
            component.conditions().for_each(|condition| self.condition(condition, period));
            self.pay(&component.kind, period);
        }
    }

    fn measure(&mut self, measure: MeasureId, window: &Period) {
        if !self.seen.insert((measure, window.clone())) {
            return;
        }
        self.windows.insert(window.clone());
        match &self.policy.measure(measure).kind {
            MeasureKind::Score => {
                self.of_score.insert(window.clone());
            }
            MeasureKind::Growth(of, against) => {
                self.measure(*of, window);
                self.against(*of, against, window);
            }
            MeasureKind::Target(_) => {}
            kind => kind.parts().into_iter().for_each(|part| self.measure(part, window)),
        }
    }

    fn against(&mut self, measure: MeasureId, against: &Against, window: &Period) {
        match against {
            Against::Target | Against::Fixed(_) | Against::TeamMean => {}
            Against::Previous => self.measure(measure, &window.previous()),
            Against::LastYear => self.measure(measure, &window.last_year()),
            Against::Mean(periods) => {
                let mut earlier = window.clone();
                for _ in 0..*periods {
                    earlier = earlier.previous();
                    self.measure(measure, &earlier);
                }
            }
        }
    }

    fn condition(&mut self, condition: &Condition, period: &Period) {
        if let Test::Change(change) = &condition.test {
            let base = change.base.as_ref().unwrap_or(&change.measure);
            self.against(base.value, &change.against, period);
        }
    }

    fn pay(&mut self, kind: &PayKind, period: &Period) {
        if let PayKind::Commission(commission) = kind
            && commission.over.value == Over::YearToDate
        {
            let year = self.policy.year_so_far(period);
            self.measure(commission.base.value, &year);
            for by in commission.formula.looked_by() {
                if let TiersBy::Measure(measure) = by.value {
                    self.measure(measure, &year);
                }
            }
        }
        if let PayKind::Contest(contest) = kind
            && (!self.passes_over_contests || period.contains(contest.to.value))
        {
            let fiscal_start = self.policy.header.fiscal_year_starts;
            if let Some(days) = Period::range(contest.from.value, contest.to.value, fiscal_start) {
                self.measure(contest.measure.value, &days);
            }
        }
    }
}
