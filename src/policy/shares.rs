//! Bare numbers where a share is meant: `5` is neither 5 % nor 500 % until it is written with its sign.
//!
//! Of money a bare number above 1 is refused, of a target (and of a factor on pay) one above 10: nobody means 500 % by `5`, or
//! 10,000 % by `100`. With the sign any number may stand.

use super::columns;
use super::reading::Reading;
use super::rules::management::WatchRule;
use super::rules::management::watch::{MeasureLook, WatchKind};
use super::rules::{
    Against, Bound, Change, Component, Condition, CurveUnit, Factor, Filter, FilterTest, Formula, Fund, Indicator,
    IndicatorOf, InputRule, MeasureId, MeasureKind, MeasureRule, On, Parameter, PayKind, Policy, Range, Salary,
    TierPay, TiersBy, Unit,
};
use crate::number::Number;

/// What a number is a share of.
#[derive(Clone, Copy)]
enum Share {
    /// Of money or of a whole: beyond 1 only by its sign.
    OfWhole,
    /// Of a target, or of an earlier value.
    OfTarget,
    /// A factor on pay.
    Factor,
}

impl Share {
    /// The most that a bare number may be, and what is told of one beyond it.
    fn most(self) -> (i64, &'static str) {
        match self {
            Share::OfWhole => (1, "share-of-money-without-sign"),
            Share::OfTarget => (10, "share-of-target-without-sign"),
            Share::Factor => (10, "factor-without-sign"),
        }
    }

    fn bare(self, written: &str, value: &Number) -> Option<BareShare> {
        let (most, code) = self.most();
        let is_too_large = !written.contains(['%', '％']) && value.abs() > Number::from(most);
        is_too_large.then(|| BareShare { code, written: written.to_owned(), value: value.clone() })
    }
}

/// Reports every bare number of the policy that is too large for the share that it stands for.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let shares = Shares { reading, policy };
    policy.pay.iter().for_each(|component| shares.component(component));
    policy.scorecards.iter().flat_map(|card| &card.indicators).for_each(|indicator| shares.indicator(indicator));
    let grades = policy.grades.iter().flat_map(|grades| {
        let rules = grades.steps.below.iter().chain(grades.steps.list.iter().map(|step| &step.value));
        rules.filter_map(|rule| rule.coefficient.as_ref())
    });
    grades.for_each(|coefficient| shares.look(Share::Factor, coefficient));
    shares.filters();
    policy.management.watches.iter().for_each(|watch| shares.watch(watch));
    policy.management.actions.iter().flat_map(|action| &action.when).for_each(|condition| shares.condition(condition));
    let bands = policy.management.progress.bands.iter().flat_map(|bands| &bands.list);
    shares.all(Some(Share::OfTarget), bands.map(|step| &step.bound.at));
}

/// A bare number that is too large for the share that it stands for.
pub struct BareShare {
    /// What is told of it.
    pub code: &'static str,
    /// As it is written.
    written: String,
    value: Number,
}

impl BareShare {
    /// As it is written, per cent, and times the whole.
    pub fn facts(&self) -> [(&'static str, String); 3] {
        let times = format!("{}%", &self.value * &Number::from(100));
        [("found", self.written.clone()), ("percent", format!("{}%", self.written)), ("number", times)]
    }
}

/// What is wrong with a value of the measure, such as a target, that is written so; nothing where it may stand.
pub fn bare_value(policy: &Policy, measure: MeasureId, written: &str, value: &Number) -> Option<BareShare> {
    of_measure(policy, measure)?.bare(written, value)
}

/// What values of a measure are shares of; nothing where they are none.
fn of_measure(policy: &Policy, measure: MeasureId) -> Option<Share> {
    let unit = |measure: MeasureId| policy.measure(measure).unit;
    match &policy.measure(measure).kind {
        MeasureKind::Attainment(_) | MeasureKind::Growth(..) => Some(Share::OfTarget),
        MeasureKind::Ratio(a, b) if (unit(*a), unit(*b)) == (Unit::Money, Unit::Money) => Some(Share::OfTarget),
        MeasureKind::Share(_) | MeasureKind::Filled(_) => Some(Share::OfWhole),
        _ => None,
    }
}

struct Shares<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
}

impl Shares<'_> {
    fn look(&self, share: Share, number: &Parameter) {
        let written = self.reading.written(number.span).trim_matches(['"', '\'']);
        let Some(bare) = share.bare(written, &number.value) else { return };
        let facts = bare.facts();
        self.reading.error(bare.code, number.span, &facts.each_ref().map(|(name, fact)| (*name, fact.as_str())));
    }

    fn all<'p>(&self, share: Option<Share>, numbers: impl IntoIterator<Item = &'p Parameter>) {
        if let Some(share) = share {
            numbers.into_iter().for_each(|number| self.look(share, number));
        }
    }

    /// What bounds of a measure are shares of; nothing where it is no share.
    fn of_measure(&self, measure: MeasureId) -> Option<Share> {
        of_measure(self.policy, measure)
    }

    fn of_looked(&self, measure: MeasureId, attainment: bool) -> Option<Share> {
        if attainment { Some(Share::OfTarget) } else { self.of_measure(measure) }
    }

    fn of_tiers(&self, by: TiersBy) -> Option<Share> {
        match by {
            TiersBy::Amount => None,
            TiersBy::Attainment => Some(Share::OfTarget),
            TiersBy::Measure(measure) => self.of_measure(measure),
        }
    }

    /// What a rate of that base is a share of; nothing where the base is counted, and each piece has its price.
    fn of_base(&self, base: MeasureId) -> Option<Share> {
        (self.policy.measure(base).unit == Unit::Money).then_some(Share::OfWhole)
    }

    fn component(&self, component: &Component) {
        component.when.iter().chain(&component.gate).for_each(|condition| self.condition(condition));
        component.multiply.iter().for_each(|factor| self.factor(factor));
        if let Some((formula, base)) = component.rated() {
            self.formula(formula, base.value);
        }
        match &component.kind {
            PayKind::Pool(pool) => {
                pool.members.iter().for_each(|condition| self.condition(condition));
                if let Fund::Rate(rate, base) = &pool.fund {
                    self.all(self.of_base(base.value), [rate]);
                }
            }
            PayKind::Salary(Salary::ByScore { points, below, .. }) => {
                self.all(Some(Share::Factor), points.iter().map(|(_, factor)| factor).chain(below));
            }
            _ => {}
        }
    }

    fn formula(&self, formula: &Formula, base: MeasureId) {
        let money = self.of_base(base);
        match formula {
            Formula::Rate(rate) => self.all(money, [rate]),
            Formula::ByLabel { rates, default, .. } => {
                self.all(money, rates.iter().map(|(_, rate)| rate).chain(default));
            }
            Formula::ByPerson { .. } => {}
            Formula::ByNumber { column, steps } => {
                if is_of_rates(self.policy, base, &column.value) {
                    self.all(Some(Share::OfWhole), steps.list.iter().map(|step| &step.bound.at));
                }
                self.all(money, steps.list.iter().map(|step| &step.value).chain(&steps.below));
            }
            Formula::Tiers { by, steps, .. } => {
                self.all(self.of_tiers(by.value), steps.list.iter().map(|step| &step.bound.at));
                let pays = steps.list.iter().map(|step| &step.value).chain(&steps.below);
                self.all(money, pays.filter_map(rate_of));
            }
            Formula::Curve { by, curve } => {
                self.all(self.of_tiers(by.value), curve.points.iter().map(|(x, _)| x));
                let rates = curve.points.iter().map(|(_, y)| y);
                self.all(money.filter(|_| curve.unit == CurveUnit::Rate), rates);
            }
            Formula::Matrix { rows, columns, rates, .. } => {
                for (by, bounds) in [rows, columns] {
                    self.bounds(self.of_tiers(by.value), bounds);
                }
                self.all(money, rates.iter().flatten());
            }
        }
    }

    fn filters(&self) {
        let of_measure = |measure: &MeasureRule| {
            let source = measure.kind.source().and_then(|source| self.policy.input(source));
            self.filter(source, &measure.filter);
        };
        self.policy.measures.iter().for_each(of_measure);
        self.policy.inputs.iter().for_each(|rule| rule.counted.iter().for_each(|own| self.filter(Some(rule), own)));
    }

    fn filter(&self, source: Option<&InputRule>, filter: &Filter) {
        for term in filter.terms.iter().filter(|term| is_rate_column(source, &term.column)) {
            if let FilterTest::In(range) = &term.test {
                self.all(Some(Share::OfWhole), ends(range));
            }
        }
    }

    fn bounds(&self, share: Option<Share>, bounds: &[Bound]) {
        self.all(share, bounds.iter().map(|bound| &bound.at));
    }

    fn factor(&self, factor: &Factor) {
        match factor {
            Factor::Grade(_) => {}
            Factor::Steps { measure, attainment, steps, .. } => {
                let share = self.of_looked(measure.value, *attainment);
                self.all(share, steps.list.iter().map(|step| &step.bound.at));
                self.all(Some(Share::Factor), steps.list.iter().map(|step| &step.value).chain(&steps.below));
            }
            Factor::Value { measure, attainment, cap, .. } => {
                self.all(self.of_looked(measure.value, *attainment), cap);
            }
        }
    }

    fn condition(&self, condition: &Condition) {
        use super::rules::Test;
        self.all(Some(Share::OfWhole), &condition.otherwise);
        let share = match &condition.test {
            Test::Measure(measure) => self.of_measure(measure.value),
            Test::Attainment(_) => Some(Share::OfTarget),
            Test::Change(Change { falls, .. }) => Some(if *falls { Share::OfWhole } else { Share::OfTarget }),
            Test::Share(_) => Some(Share::OfWhole),
            Test::Grade(_) | Test::Rank(_) | Test::TenureMonths | Test::Role(_) | Test::Probation(_) => None,
        };
        self.all(share, ends(&condition.range));
    }

    fn watch(&self, watch: &WatchRule) {
        let WatchKind::Measure(watch) = &watch.kind else { return };
        watch.conditions().iter().for_each(|condition| self.condition(condition));
        match &watch.look {
            MeasureLook::Largest(largest) => self.all(Some(Share::OfWhole), ends(&largest.range)),
            MeasureLook::Near(near) => self.all(self.of_measure(near.measure.value), &near.bound),
            MeasureLook::Conditions(_) | MeasureLook::Missing(_) => {}
        }
    }

    fn indicator(&self, indicator: &Indicator) {
        let value = match indicator.of {
            IndicatorOf::Measure(measure) => self.of_measure(measure),
            IndicatorOf::Rating(_) => None,
        };
        if let Against::Fixed(number) = &indicator.against.value {
            self.all(value, [number]);
        }
        let is_of_target = indicator.score.on() == Some(On::Attainment);
        self.all(if is_of_target { Some(Share::OfTarget) } else { value }, indicator.score.bounds());
    }
}

/// Whether cells of a column of the measure's source are shares: by its own name, or because the input says that its numbers are per cent.
pub fn is_of_rates(policy: &Policy, measure: MeasureId, column: &str) -> bool {
    let source = policy.measure(measure).kind.source().and_then(|source| policy.input(source));
    is_rate_column(source, column)
}

fn is_rate_column(source: Option<&InputRule>, column: &str) -> bool {
    columns::is_discount_or_commission(column)
        || source.is_some_and(|rule| rule.percent.iter().any(|percent| percent == column))
}

fn rate_of(pay: &TierPay) -> Option<&Parameter> {
    match pay {
        TierPay::Rate(rate) => Some(rate),
        TierPay::Amount(_) => None,
    }
}

fn ends(range: &Range) -> impl Iterator<Item = &Parameter> {
    range.lower.iter().chain(&range.upper).map(|bound| &bound.at)
}
