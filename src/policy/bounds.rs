//! Bounds of one rule that contradict each other: what begins beyond where it ends, a minimum beyond what is full already, an amount that its own bound
//! never lets be paid.

use super::reading::Reading;
use super::rules::{
    Amount, Better, Bonus, BonusAmount, Component, Formula, Indicator, IndicatorOf, On, Parameter, PayKind, Policy,
    ScoreRule, TierPay, Unit,
};

/// Reports each at both of its places.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let bounds = Bounds { reading, policy };
    for card in &policy.scorecards {
        if let (Some(floor), Some(cap)) = (&card.floor, &card.cap)
            && floor.value > cap.value
        {
            let (from, to) = (floor.value.to_string(), cap.value.to_string());
            reading.conflict("empty-range", [cap.span, floor.span], &[("from", &from), ("to", &to)]);
        }
        card.indicators.iter().for_each(|indicator| bounds.indicator(indicator));
    }
    policy.pay.iter().for_each(|component| bounds.component(component));
}

struct Bounds<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
}

impl Bounds<'_> {
    fn indicator(&self, indicator: &Indicator) {
        match &indicator.score {
            ScoreRule::Linear { from: Some(from), cap, .. } if from.value > cap.value => {
                self.told("from-above-cap", &indicator.name, [from, cap]);
            }
            ScoreRule::Deduct { on, qualified, minimum: Some(minimum), .. } => {
                let is_beyond = match self.better(indicator, *on) {
                    Better::Higher => minimum.value > qualified.value,
                    Better::Lower => minimum.value < qualified.value,
                };
                if is_beyond {
                    self.told("minimum-beyond-qualified", &indicator.name, [minimum, qualified]);
                }
            }
            // Of a share 100 points for all of it are few for a part.
            ScoreRule::PerUnit { points, max }
                if self.is_whole(indicator) && max.value.is_positive() && points.value > max.value =>
            {
                self.told("unit-above-most", &indicator.name, [points, max]);
            }
            _ => {}
        }
    }

    /// An attainment is higher where it is better.
    fn better(&self, indicator: &Indicator, on: On) -> Better {
        match indicator.of {
            IndicatorOf::Measure(measure) if on == On::Value => self.policy.measure(measure).better,
            _ => Better::Higher,
        }
    }

    fn is_whole(&self, indicator: &Indicator) -> bool {
        let unit = |measure| self.policy.measure(measure).unit;
        matches!(indicator.of, IndicatorOf::Measure(measure) if [Unit::Count, Unit::Money].contains(&unit(measure)))
    }

    /// An amount above the cap, or below the floor, that nothing makes smaller or larger.
    fn component(&self, component: &Component) {
        if !component.multiply.is_empty() || component.is_carried() || component.prorate.is_some() {
            return;
        }
        let amounts = amounts(&component.kind);
        let fixed = |bound: &Option<Amount>| bound.as_ref().and_then(Amount::fixed).cloned();
        let name = component.name.value.as_str();
        let highest = amounts.iter().max_by(|one, other| one.value.cmp(&other.value));
        let (cap, floor) = (fixed(&component.cap), fixed(&component.floor));
        let above = highest.zip(cap.as_ref()).filter(|(amount, cap)| amount.value > cap.value);
        let below = highest.zip(floor.as_ref()).filter(|(amount, floor)| amount.value < floor.value);
        if let Some((amount, cap)) = above.filter(|(_, cap)| !cap.value.is_zero()) {
            self.told("amount-above-cap", name, [amount, cap]);
        }
        // Of several amounts one may be added later; of one alone, and of prizes, all is known.
        let most = highest
            .filter(|amount| amount.value.is_positive() && is_single(&component.kind))
            .or_else(|| highest_prize(&component.kind));
        if let Some((most, cap)) = most.zip(cap.as_ref()).filter(|(most, cap)| most.value < cap.value) {
            self.told("cap-above-amount", name, [most, cap]);
        }
        if let Some((amount, floor)) = below.filter(|_| component.gate.is_empty() && is_one(&component.kind)) {
            self.told("amount-below-floor", name, [amount, floor]);
        }
    }

    fn told(&self, code: &'static str, name: &str, [one, other]: [&Parameter; 2]) {
        let shown = |one: &Parameter| self.reading.written(one.span).trim_matches(['"', '\'']).to_owned();
        let (found, bound) = (shown(one), shown(other));
        let finding =
            crate::finding::Finding::warning(code).with("name", name).with("found", found).with("bound", bound);
        self.reading.push(finding.at(self.reading.place(one.span)).at(self.reading.place(other.span)));
    }
}

/// Whether all amounts that it pays are fixed ones.
fn is_one(kind: &PayKind) -> bool {
    match kind {
        // For mentees it is paid once for each.
        PayKind::Bonus(bonus) => bonus.choices.is_empty() && bonus.each.is_none() && !bonus.of_mentees,
        PayKind::Commission(rule) => match &rule.formula {
            Formula::Tiers { steps, .. } => steps.list.iter().all(|step| matches!(step.value, TierPay::Amount(_))),
            _ => false,
        },
        _ => false,
    }
}

/// Whether all that it ever pays is one fixed amount.
fn is_single(kind: &PayKind) -> bool {
    matches!(kind, PayKind::Bonus(_)) && is_one(kind)
}

/// The highest prize of a contest of persons, who all have one place at most.
fn highest_prize(kind: &PayKind) -> Option<&Parameter> {
    match kind {
        PayKind::Contest(contest) => contest.prizes.iter().max_by(|one, other| one.value.cmp(&other.value)),
        _ => None,
    }
}

/// The amounts that are paid as they stand: of a bonus without `each`, and of steps.
pub(super) fn amounts(kind: &PayKind) -> Vec<Parameter> {
    match kind {
        PayKind::Bonus(Bonus { amount: BonusAmount::Of(amount), each: None, choices, .. }) if choices.is_empty() => {
            amount.fixed().cloned().into_iter().collect()
        }
        PayKind::Commission(rule) => match &rule.formula {
            Formula::Tiers { steps, .. } => {
                let pays = steps.below.iter().chain(steps.list.iter().map(|step| &step.value));
                let amounts =
                    pays.filter_map(|pay| if let TierPay::Amount(amount) = pay { amount.fixed() } else { None });
                amounts.cloned().collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
