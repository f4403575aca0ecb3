//! Per cent signs where no share is meant – a bound of rows, days or money, a rate of what is counted –, and rates without one far above
//! those of the whole policy.

use super::columns;
use super::reading::Reading;
use super::rules::{
    Bound, Component, Condition, Factor, FilterTest, Formula, Fund, Indicator, IndicatorOf, MeasureId, MeasureKind, On,
    Parameter, PayKind, PayUnit, Policy, Range, Test, TierPay, TiersBy, Unit,
};
use crate::number::Number;
use crate::source::{Span, Spanned};

/// So many times the highest rate with its sign, one without it is a slip.
const TIMES: i64 = 5;

/// Reports per cent signs of what is no share, and components whose only rates lack theirs.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let signs = Signs { reading, policy };
    policy.measures.iter().flat_map(|measure| &measure.filter.terms).for_each(|term| {
        if let FilterTest::In(range) = &term.test
            && columns::is_no_share(&term.column)
        {
            ends(range).for_each(|end| signs.bound(end, &term.column));
        }
    });
    policy.pay.iter().for_each(|component| signs.component(component));
    policy.scorecards.iter().flat_map(|card| &card.indicators).for_each(|indicator| signs.indicator(indicator));
    signs.bare_among_signed();
}

struct Signs<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
}

impl<'a> Signs<'a> {
    fn is_signed(&self, span: Span) -> bool {
        self.reading.written(span).contains(['%', '％'])
    }

    fn shown(&self, span: Span) -> &str {
        self.reading.written(span).trim_matches(['"', '\''])
    }

    fn bound(&self, at: &Parameter, of: &str) {
        if self.is_signed(at.span) {
            self.reading.error("bound-in-percent", at.span, &[("found", self.shown(at.span)), ("of", of)]);
        }
    }

    /// Bounds of a measure that is counted; a mean or a plain number may be anything, and money is looked at where all money is.
    fn bounds<'p>(&self, measure: MeasureId, bounds: impl IntoIterator<Item = &'p Parameter>) {
        let rule = self.policy.measure(measure);
        let is_total = !matches!(rule.kind, MeasureKind::Ratio(..) | MeasureKind::Mean(_));
        if is_total && matches!(rule.unit, Unit::Count | Unit::Hours | Unit::Days) {
            bounds.into_iter().for_each(|at| self.bound(at, &rule.name));
        }
    }

    fn component(&self, component: &Component) {
        component.conditions().for_each(|condition| self.condition(condition));
        component.multiply.iter().for_each(|factor| {
            if let Factor::Steps { measure, attainment: false, steps, .. } = factor {
                self.bounds(measure.value, steps.list.iter().map(|step| &step.bound.at));
            }
        });
        let Some((formula, base)) = component.rated() else { return };
        self.formula(formula, base.value);
        if component.unit == PayUnit::Money && is_counted(self.policy.measure(base.value).unit) {
            self.rate_of_count(component, base);
        }
    }

    fn condition(&self, condition: &Condition) {
        if let Test::Measure(measure) = &condition.test {
            self.bounds(measure.value, ends(&condition.range));
        }
    }

    fn formula(&self, formula: &Formula, base: MeasureId) {
        match formula {
            Formula::Tiers { by, steps, .. } => {
                self.tiers((by, base), steps.list.iter().map(|step| &step.bound.at));
            }
            Formula::Curve { by, curve } => self.tiers((by, base), curve.points.iter().map(|(at, _)| at)),
            Formula::Matrix { rows, columns, .. } => {
                [rows, columns].into_iter().for_each(|(by, bounds)| self.tiers((by, base), bounds.iter().map(at)));
            }
            Formula::Rate(_) | Formula::ByLabel { .. } | Formula::ByNumber { .. } | Formula::ByPerson { .. } => {}
        }
    }

    fn tiers<'p>(&self, (by, base): (&Spanned<TiersBy>, MeasureId), bounds: impl Iterator<Item = &'p Parameter>) {
        match by.value {
            TiersBy::Amount => self.bounds(base, bounds),
            TiersBy::Measure(measure) => self.bounds(measure, bounds),
            TiersBy::Attainment => {}
        }
    }

    /// Of rows, hours and days a rate is what each is paid, which no per cent says.
    fn rate_of_count(&self, component: &Component, base: &Spanned<MeasureId>) {
        let name = &self.policy.measure(base.value).name;
        let mut facts = [("found", ""), ("measure", name.as_str())];
        if let Some(column) = component.own_rates().filter(|column| columns::unit_of(&column.value) == Unit::Rate) {
            facts[0].1 = &column.value;
            return self.reading.error("rate-of-count", column.span, &facts);
        }
        if let Some(rate) = rates_of(component).into_iter().find(|rate| self.is_signed(rate.span)) {
            facts[0].1 = self.shown(rate.span);
            self.reading.error("rate-of-count", rate.span, &facts);
        }
    }

    fn indicator(&self, indicator: &Indicator) {
        let IndicatorOf::Measure(measure) = indicator.of else { return };
        if indicator.score.on() == Some(On::Value) {
            self.bounds(measure, indicator.score.bounds());
        }
    }

    /// The rates of a component that all lack their sign, of which the highest is far above all of the policy that have it.
    fn bare_among_signed(&self) {
        let of_money = |component: &&Component| {
            let base = base_of(component).map(|base| self.policy.measure(base).unit);
            component.unit == PayUnit::Money && base == Some(Unit::Money)
        };
        let lists: Vec<Vec<&Parameter>> = self.policy.pay.iter().filter(of_money).map(rates_of).collect();
        let signed = lists.iter().flatten().filter(|rate| self.is_signed(rate.span));
        let Some(most) = signed.map(|rate| &rate.value).max().filter(|most| most.is_positive()) else { return };
        let is_bare = |list: &&Vec<&Parameter>| !list.iter().any(|rate| self.is_signed(rate.span));
        let highest = lists.iter().filter(is_bare).filter_map(|list| list.iter().max_by_key(|rate| &rate.value));
        for bare in highest.filter(|bare| bare.value >= most * &Number::from(TIMES)) {
            let (found, times) = (self.shown(bare.span), format!("{}%", &bare.value * &Number::from(100)));
            let facts = [("found", found), ("percent", &format!("{found}%")), ("times", &times)];
            self.reading.warning("rate-without-sign-among-signed", bare.span, &facts);
        }
    }
}

/// What is paid for each, not in money.
fn is_counted(unit: Unit) -> bool {
    matches!(unit, Unit::Count | Unit::Hours | Unit::Days)
}

/// What the rates of a component are of.
fn base_of(component: &Component) -> Option<MeasureId> {
    match &component.kind {
        PayKind::Pool(pool) => match &pool.fund {
            Fund::Rate(_, measure) => Some(measure.value),
            Fund::Amount(_) => None,
        },
        _ => component.rated().map(|(_, base)| base.value),
    }
}

/// The rates of a component that stand in the policy.
pub(super) fn rates_of(component: &Component) -> Vec<&Parameter> {
    if let PayKind::Pool(pool) = &component.kind {
        return match &pool.fund {
            Fund::Rate(rate, _) => vec![rate],
            Fund::Amount(_) => Vec::new(),
        };
    }
    match component.formula() {
        Some(Formula::Rate(rate)) => vec![rate],
        Some(Formula::ByLabel { rates, default, .. }) => rates.iter().map(|(_, rate)| rate).chain(default).collect(),
        Some(Formula::ByNumber { steps, .. }) => {
            steps.list.iter().map(|step| &step.value).chain(&steps.below).collect()
        }
        Some(Formula::Tiers { steps, .. }) => {
            let pays = steps.list.iter().map(|step| &step.value).chain(&steps.below);
            pays.filter_map(|pay| if let TierPay::Rate(rate) = pay { Some(rate) } else { None }).collect()
        }
        Some(Formula::Matrix { rates, .. }) => rates.iter().flatten().collect(),
        Some(Formula::Curve { .. } | Formula::ByPerson { .. }) | None => Vec::new(),
    }
}

fn at(bound: &Bound) -> &Parameter {
    &bound.at
}

fn ends(range: &Range) -> impl Iterator<Item = &Parameter> {
    range.lower.iter().chain(&range.upper).map(at)
}
