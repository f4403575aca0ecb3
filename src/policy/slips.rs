//! Numbers that stand far from those beside them: one of a list of rates, factors or prizes, a marginal rate that falls to a fraction after it has risen, a factor
//! that leaves nearly nothing, a grade above every score. A digit, a point or a sign has most likely slipped; each can be meant, and is told.

use super::highest;
use super::reading::Reading;
use super::rules::{
    Apply, Component, Factor, Formula, Indicator, On, Parameter, PayKind, Policy, Salary, ScoreRule, Scorecard,
    TierPay, TiersBy,
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
/// No score to which columns are added is so many times the total of its scorecard.
const TIMES_TOTAL: i64 = 2;
/// A first share of a target is far below the next where that is so many times as much, and it is no more than so many per cent.
const TIMES_OF_SHARES: i64 = 40;
const SMALL_SHARE: i128 = 2;
/// A score may be rounded up by so much.
const ROUNDED: i64 = 1;

/// Reports what most likely slipped.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let slips = Slips { reading };
    policy.pay.iter().for_each(|component| slips.component(component));
    policy.scorecards.iter().flat_map(|card| &card.indicators).for_each(|indicator| slips.indicator(indicator));
    let Some(grades) = &policy.grades else { return };
    // Of a policy with faults, an indicator that could not be read is in no score.
    let is_held_down =
        reading.has_errors() || policy.scorecards.iter().flat_map(|card| &card.indicators).any(holds_points_down);
    let rules = grades.steps.below.iter().chain(grades.steps.list.iter().map(|step| &step.value));
    slips.in_order(rules.filter_map(|rule| rule.coefficient.as_ref()));
    let Some(most) = policy.scorecards.iter().map(most).max() else { return };
    let rounded = &most + &Number::from(ROUNDED);
    for step in grades.steps.list.iter().filter(|step| !is_held_down && step.bound.at.value >= rounded) {
        let (grade, at) = (step.value.grade.value.as_str(), step.bound.at.span);
        let facts = [("grade", grade), ("most", &most.to_plain(0, 2)), ("found", reading.written(at))];
        reading.warning("grade-above-scores", at, &facts);
    }
}

/// Whether nobody can have all points of an indicator: told as that, and grades that nobody has follow from it.
fn holds_points_down(indicator: &Indicator) -> bool {
    matches!(&indicator.score, ScoreRule::Linear { cap, .. } if cap.value < Number::one())
}

/// The most that a score can be. Columns that are added to it may hold anything: then it is far above the total.
fn most(card: &Scorecard) -> Number {
    let highest = highest::of(card);
    let most =
        if card.adjust.is_empty() { highest } else { highest.max(&card.total.value * &Number::from(TIMES_TOTAL)) };
    card.cap.as_ref().map_or(most.clone(), |cap| cap.value.clone().min(most))
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
            if let Factor::Steps { attainment, steps, .. } = factor {
                if *attainment {
                    self.first_share(steps.list.iter().map(|step| &step.bound.at));
                }
                self.in_order(steps.below.iter().chain(steps.list.iter().map(|step| &step.value)));
            }
        }
        self.twice(component);
        match &component.kind {
            PayKind::Commission(rule) => self.formula(&rule.formula),
            PayKind::Override(rule) => self.formula(&rule.formula),
            PayKind::Contest(contest) => self.in_order(&contest.prizes),
            PayKind::Salary(Salary::ByScore { points, .. }) => self.in_order(points.iter().map(|(_, factor)| factor)),
            _ => {}
        }
    }

    /// A cap under which nobody can have all points, and a first share that has slipped.
    fn indicator(&self, indicator: &Indicator) {
        match &indicator.score {
            ScoreRule::Linear { cap, .. } if holds_points_down(indicator) => {
                let found = self.reading.written(cap.span).trim_matches(['"', '\'']);
                let percent = format!("{}%", &cap.value * &Number::from(100));
                let facts = [("name", &*indicator.name), ("found", found), ("percent", &percent)];
                self.reading.warning("cap-below-weight", cap.span, &facts);
            }
            ScoreRule::Steps { on: On::Attainment, steps } => {
                self.first_share(steps.list.iter().map(|step| &step.bound.at));
            }
            _ => {}
        }
    }

    fn formula(&self, formula: &Formula) {
        match formula {
            Formula::Tiers { apply, by, steps } => {
                if by.value == TiersBy::Attainment {
                    self.first_share(steps.list.iter().map(|step| &step.bound.at));
                }
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

    /// A first share of a target with a per cent sign, such as `"1%"` for 1, that is next to nothing beside the share that follows.
    fn first_share<'p>(&self, bounds: impl Iterator<Item = &'p Parameter>) {
        let mut above = bounds.filter(|bound| bound.value.is_positive());
        let (Some(first), Some(next)) = (above.next(), above.next()) else { return };
        let shown = |one: &Parameter| self.reading.written(one.span).trim_matches(['"', '\'']);
        let is_signed = shown(first).contains(['%', '％']);
        let is_far = next.value >= &first.value * &Number::from(TIMES_OF_SHARES);
        if is_signed && first.value <= Number::from_scaled(SMALL_SHARE, 2) && is_far {
            let facts = [("found", shown(first)), ("nearest", shown(next))];
            self.reading.warning("number-far-in-list", first.span, &facts);
        }
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

    /// The coefficient of the grade, or a value, that an amount is multiplied by twice.
    fn twice(&self, component: &Component) {
        let is_by_grade = matches!(component.kind, PayKind::Salary(Salary::ByGrade { .. }));
        let factors = &component.multiply;
        for (at, factor) in factors.iter().enumerate() {
            let is_again = factors[..at].iter().any(|earlier| is_same(earlier, factor));
            let span = match factor {
                Factor::Grade(span) if is_again || is_by_grade => span,
                Factor::Value { measure, .. } if is_again => &measure.span,
                _ => continue,
            };
            let facts = [
                ("component", component.name.value.as_str()),
                ("found", self.reading.written(*span).trim_matches(['"', '\''])),
            ];
            self.reading.warning("factor-twice", *span, &facts);
        }
    }

    /// A factor that leaves everything, or a bare one below a tenth.
    fn otherwise(&self, left: &Parameter) {
        let found = self.reading.written(left.span);
        if left.value == Number::one() {
            self.reading.warning("otherwise-everything", left.span, &[("found", found)]);
        }
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

fn is_same(one: &Factor, other: &Factor) -> bool {
    let of_value = |factor: &Factor| match factor {
        Factor::Value { measure, attainment, whose, .. } => Some((measure.value, *attainment, *whose)),
        _ => None,
    };
    match (one, other) {
        (Factor::Grade(_), Factor::Grade(_)) => true,
        _ => of_value(one).is_some() && of_value(one) == of_value(other),
    }
}

fn rate_of(pay: &TierPay) -> Option<&Parameter> {
    if let TierPay::Rate(rate) = pay { Some(rate) } else { None }
}

fn fixed_amount_of(pay: &TierPay) -> Option<&Parameter> {
    if let TierPay::Amount(amount) = pay { amount.fixed() } else { None }
}
