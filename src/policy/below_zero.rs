//! Numbers below 0 that make a deduction of what rewards: of sales alone, whose rise nobody punishes; and a cap below 0 of what is above it.
//!
//! Of whatever else is counted – complaints, returns, rows that a filter picks – a number below 0 may well be meant.

use super::bounds::amounts;
use super::reading::Reading;
use super::rules::{
    Amount, Better, BonusAmount, Component, Condition, Formula, InputKind, MeasureId, MeasureKind, Parameter, PayKind,
    Policy, Test,
};
use super::signs::rates_of;

/// Columns of goods: what takes sales back has labels of other columns.
const OF_GOODS: [&str; 4] = ["product", "product_id", "category", "brand"];

/// Reports each at its place.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let below = BelowZero { reading, policy };
    policy.pay.iter().for_each(|component| below.component(component));
}

struct BelowZero<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
}

impl BelowZero<'_> {
    fn component(&self, component: &Component) {
        self.cap(component);
        if let Some(rate) = self.rate(component) {
            self.told("rate-below-zero", component, rate);
        }
        if let Some(amount) = self.reward(component) {
            self.told("reward-below-zero", component, &amount);
        }
    }

    /// A cap below 0 of something that is not itself below 0 takes from everybody.
    fn cap(&self, component: &Component) {
        let Some(cap) = component.cap.as_ref().and_then(Amount::fixed) else { return };
        let rates = rates_of(component);
        let amounts = amounts(&component.kind);
        let mut own = rates.into_iter().chain(&amounts).peekable();
        if cap.value.is_negative() && own.peek().is_some() && own.all(|one| !one.value.is_negative()) {
            let found = self.shown(cap);
            let facts = [("component", component.name.value.as_str()), ("found", &found)];
            self.reading.error("cap-below-zero", cap.span, &facts);
        }
    }

    /// Of sales, where more is better, a rate below 0 that is the only one, or one of goods whose others are above.
    fn rate<'c>(&self, component: &'c Component) -> Option<&'c Parameter> {
        let (formula, base) = component.rated()?;
        if !self.is_of_sales(base.value) {
            return None;
        }
        match formula {
            Formula::Rate(rate) => Some(rate).filter(|rate| rate.value.is_negative()),
            Formula::ByLabel { column, rates, .. } => {
                let is_of_goods = OF_GOODS.contains(&column.value.as_str());
                let mut below = rates.iter().map(|(_, rate)| rate).filter(|rate| rate.value.is_negative());
                let one = below.next().filter(|_| below.next().is_none());
                one.filter(|_| is_of_goods && rates.len() > 1)
            }
            _ => None,
        }
    }

    /// An amount below 0 of a bonus for each sale, or that asks for enough, and of sales for nothing but enough.
    fn reward(&self, component: &Component) -> Option<Parameter> {
        let PayKind::Bonus(bonus) = &component.kind else { return None };
        let asks = component.when.iter().all(|condition| self.asks_for_enough(condition));
        let is_reward = match &bonus.each {
            Some(each) => self.is_of_sales(each.value),
            None => !component.when.is_empty(),
        };
        let amount = match &bonus.amount {
            BonusAmount::Of(amount) if bonus.choices.is_empty() => amount.fixed()?.clone(),
            _ => return None,
        };
        (asks && is_reward && amount.value.is_negative()).then_some(amount)
    }

    fn asks_for_enough(&self, condition: &Condition) -> bool {
        let (Test::Measure(measure) | Test::Attainment(measure)) = &condition.test else { return false };
        condition.range.lower.is_some() && condition.range.upper.is_none() && self.is_of_sales(measure.value)
    }

    /// Whether it is all sales, of which more is better.
    fn is_of_sales(&self, measure: MeasureId) -> bool {
        let rule = self.policy.measure(measure);
        let source = match &rule.kind {
            MeasureKind::Sum(column) | MeasureKind::Distinct(column) => column.source.as_str(),
            MeasureKind::Count(source) => source.as_str(),
            _ => return false,
        };
        let is_whole = rule.filter.terms.is_empty() && rule.of.is_none();
        is_whole && rule.better == Better::Higher && InputKind::of(source) == InputKind::Sales
    }

    fn shown(&self, one: &Parameter) -> String {
        self.reading.written(one.span).trim_matches(['"', '\'']).to_owned()
    }

    fn told(&self, code: &'static str, component: &Component, one: &Parameter) {
        let found = self.shown(one);
        let facts = [("component", component.name.value.as_str()), ("found", &found)];
        self.reading.warning(code, one.span, &facts);
    }
}
