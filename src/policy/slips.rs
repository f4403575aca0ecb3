//! Numbers that stand far from those beside them: one of a list of rates, factors or prizes, a marginal rate that falls to a fraction after it has risen, a factor
//! that leaves nearly nothing, a grade above every score. A digit, a point or a sign has most likely slipped; each can be meant, and is told.

use super::reading::Reading;
use super::rules::{
    Apply, Component, Factor, Formula, Parameter, PayKind, Policy, Salary, ScoreRule, Scorecard, TierPay,
};
use crate::number::Number;

/// A number of a list is far where it is so many times the one beside it, or that part of it, at an end of the list.
const TIMES: i64 = 10;
/// The same between two others.
const TIMES_BETWEEN: i64 = 4;
/// Others agree where none is more than so many times the one before it, or that part of it.
const AGREE: i64 = 5;
/// Fewer numbers are no list.
const LEAST: usize = 3;
/// Of two rates alone, which nothing else agrees with, one is far where it is more than so many times the other.
const TIMES_OF_TWO: i64 = 12;
/// A marginal rate falls far where so many times it is still below the one before it.
const FALLS: i64 = 4;
/// No score without a cap is so many times the total of its scorecard.
const TIMES_TOTAL: i64 = 2;

/// Reports what most likely slipped.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let slips = Slips { reading };
    policy.pay.iter().for_each(|component| slips.component(component));
    let Some(grades) = &policy.grades else { return };
    let rules = grades.steps.below.iter().chain(grades.steps.list.iter().map(|step| &step.value));
    slips.in_order(rules.filter_map(|rule| rule.coefficient.as_ref()));
    let Some(most) = policy.scorecards.iter().map(most).max() else { return };
    for step in grades.steps.list.iter().filter(|step| step.bound.at.value > most) {
        let (grade, at) = (step.value.grade.value.as_str(), step.bound.at.span);
        let facts = [("grade", grade), ("most", &most.to_plain(0, 6)), ("found", reading.written(at))];
        reading.warning("grade-above-scores", at, &facts);
    }
}

/// The most that a score can be.
fn most(card: &Scorecard) -> Number {
    let per_unit = card.indicators.iter().filter_map(|indicator| match &indicator.score {
        ScoreRule::PerUnit { max, .. } => Some(&max.value),
        _ => None,
    });
    let most = || &(&card.total.value * &Number::from(TIMES_TOTAL)) + &per_unit.sum::<Number>();
    card.cap.as_ref().map_or_else(most, |cap| cap.value.clone())
}

struct Slips<'a> {
    reading: &'a Reading,
}

impl Slips<'_> {
    fn component(&self, component: &Component) {
        component
            .conditions()
            .filter_map(|condition| condition.otherwise.as_ref())
            .for_each(|left| self.otherwise(left));
        for factor in &component.multiply {
            if let Factor::Steps { steps, .. } = factor {
                self.in_order(steps.below.iter().chain(steps.list.iter().map(|step| &step.value)));
            }
        }
        match &component.kind {
            PayKind::Commission(rule) => self.formula(&rule.formula),
            PayKind::Override(rule) => self.formula(&rule.formula),
            PayKind::Contest(contest) => self.in_order(&contest.prizes),
            PayKind::Salary(Salary::ByScore { points, .. }) => self.in_order(points.iter().map(|(_, factor)| factor)),
            _ => {}
        }
    }

    fn formula(&self, formula: &Formula) {
        match formula {
            Formula::Tiers { apply, steps, .. } => {
                let pays = || steps.below.iter().chain(steps.list.iter().map(|step| &step.value));
                let rates: Vec<&Parameter> = pays().filter_map(rate_of).collect();
                self.in_order(pays().filter_map(fixed_amount_of));
                match odd_in_order(rates.iter().copied()).or_else(|| odd_rate(&rates)) {
                    Some((odd, nearest)) => self.told(odd, nearest),
                    None if apply.value == Apply::Marginal => self.falls(&rates),
                    None => {}
                }
            }
            Formula::ByNumber { steps, .. } => {
                self.in_order(steps.below.iter().chain(steps.list.iter().map(|step| &step.value)));
            }
            Formula::ByLabel { rates, default, .. } => {
                self.of_labels(rates.iter().map(|(_, rate)| rate), default.as_ref())
            }
            Formula::Matrix { rates, .. } => rates.iter().for_each(|row| self.in_order(row)),
            Formula::Curve { .. } | Formula::Rate(_) | Formula::ByPerson { .. } => {}
        }
    }

    fn in_order<'p>(&self, all: impl IntoIterator<Item = &'p Parameter>) {
        odd_in_order(all).into_iter().for_each(|(odd, nearest)| self.told(odd, nearest));
    }

    /// The first that is far from all others, in whatever order. What nobody has named may well have a low rate.
    fn of_labels<'p>(&self, rates: impl Iterator<Item = &'p Parameter>, default: Option<&'p Parameter>) {
        let mut all: Vec<&Parameter> = rates.chain(default).filter(|one| one.value.is_positive()).collect();
        all.sort_by(|one, other| one.value.cmp(&other.value));
        let ends = [0, all.len().saturating_sub(1)];
        let is_low = |odd: &Parameter, nearest: &Parameter| {
            odd.value < nearest.value && default.is_some_and(|of| of.span == odd.span)
        };
        let near = |at: usize| nearest_in_order(&all, at).or_else(|| other_of_two(&all, at));
        let mut odd = ends.into_iter().filter_map(|at| Some((*all.get(at)?, near(at)?)));
        let odd = odd.find(|(odd, nearest)| !is_low(odd, nearest));
        odd.into_iter().for_each(|(odd, nearest)| self.told(odd, nearest));
    }

    fn told(&self, odd: &Parameter, nearest: &Parameter) {
        let shown = |one: &Parameter| self.reading.written(one.span).trim_matches(['"', '\'']);
        let (found, nearest) = (shown(odd), shown(nearest));
        let is_signed = |text: &str| text.contains(['%', '％']);
        // A number without a sign beside some with one is told as that.
        if is_signed(found) == is_signed(nearest) {
            self.reading.warning("number-far-in-list", odd.span, &[("found", found), ("nearest", nearest)]);
        }
    }

    /// A marginal rate that falls far below the one before it.
    fn falls(&self, rates: &[&Parameter]) {
        let is_fall = |pair: &&[&Parameter]| &pair[1].value * &Number::from(FALLS) < pair[0].value;
        let mut falls = rates.windows(2).filter(|pair| pair[1].value.is_positive());
        if let Some([before, found]) = falls.find(is_fall) {
            let shown = |one: &Parameter| self.reading.written(one.span).trim_matches(['"', '\'']);
            let facts = [("before", shown(before)), ("found", shown(found))];
            self.reading.warning("marginal-rate-falls", found.span, &facts);
        }
    }

    /// A bare factor below a tenth.
    fn otherwise(&self, left: &Parameter) {
        let found = self.reading.written(left.span);
        if left.value.is_positive() && left.value < Number::from_scaled(1, 1) && !found.contains(['%', '％']) {
            let percent = format!("{}%", &left.value * &Number::from(100));
            self.reading.warning("otherwise-nearly-nothing", left.span, &[("found", found), ("percent", &percent)]);
        }
    }
}

/// The first of a list in which each stands beside the next that is far from its neighbours, and the nearest of these. Zeros say that there is nothing, and are
/// left out.
fn odd_in_order<'p>(all: impl IntoIterator<Item = &'p Parameter>) -> Option<(&'p Parameter, &'p Parameter)> {
    let all: Vec<&Parameter> = all.into_iter().filter(|one| one.value.is_positive()).collect();
    (0..all.len()).find_map(|at| Some((all[at], nearest_in_order(&all, at)?)))
}

/// The first of some rates that is a small part of the next, as far as no factor or prize would be told of; with the next.
fn odd_rate<'p>(all: &[&'p Parameter]) -> Option<(&'p Parameter, &'p Parameter)> {
    let above: Vec<&Parameter> = all.iter().copied().filter(|one| one.value.is_positive()).collect();
    let is_far =
        |one: &Parameter, next: &Parameter| is_share(next) && next.value > &one.value * &Number::from(TIMES_OF_TWO);
    let (first, next) = (*above.first()?, *above.get(1)?);
    let do_agree = above[1..].windows(2).all(|pair| !is_far(pair[0], pair[1]) && !is_far(pair[1], pair[0]));
    (is_far(first, next) && do_agree).then_some((first, next))
}

/// The other of two rates in rising order, of the higher one that is far above it.
fn other_of_two<'p>(all: &[&'p Parameter], at: usize) -> Option<&'p Parameter> {
    let [low, high] = all else { return None };
    (at == 1 && is_share(high) && high.value > &low.value * &Number::from(TIMES_OF_TWO)).then_some(*low)
}

/// What is paid for a piece may well be twenty times that of another; a share of the base may not.
fn is_share(rate: &Parameter) -> bool {
    rate.value < Number::one()
}

/// The one beside a number of a list, where that is far from it while the others of the list agree.
fn nearest_in_order<'p>(all: &[&'p Parameter], at: usize) -> Option<&'p Parameter> {
    let is_times = |one: &Parameter, other: &Parameter, times: i64| one.value >= &other.value * &Number::from(times);
    let is_beyond = |one: &Parameter, other: &Parameter| {
        let times = AGREE + 1;
        is_times(one, other, times) || is_times(other, one, times)
    };
    let others: Vec<&Parameter> =
        all.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, one)| *one).collect();
    if all.len() < LEAST || others.windows(2).any(|pair| is_beyond(pair[0], pair[1])) {
        return None;
    }
    let beside: Vec<&Parameter> =
        [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| all.get(at)).copied().collect();
    let times = if beside.len() == 1 { TIMES } else { TIMES_BETWEEN };
    let is_above = beside.iter().all(|other| is_times(all[at], other, times));
    // The first of a list may well be next to nothing.
    let is_below = at > 0 && beside.iter().all(|other| is_times(other, all[at], times));
    let by_value = |one: &&&Parameter, other: &&&Parameter| one.value.cmp(&other.value);
    match (is_above, is_below) {
        (true, _) => beside.iter().max_by(by_value).copied(),
        (_, true) => beside.iter().min_by(by_value).copied(),
        _ => None,
    }
}

fn rate_of(pay: &TierPay) -> Option<&Parameter> {
    if let TierPay::Rate(rate) = pay { Some(rate) } else { None }
}

fn fixed_amount_of(pay: &TierPay) -> Option<&Parameter> {
    if let TierPay::Amount(amount) = pay { amount.fixed() } else { None }
}
