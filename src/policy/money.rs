//! Amounts of money that are written as something else: with a per cent sign, or with a point before thousands.

use super::reading::Reading;
use super::rules::management::WatchRule;
use super::rules::management::split::SplitBound;
use super::rules::management::watch::{MeasureLook, WatchKind};
use super::rules::{
    Against, Amount, Bound, Component, Condition, CurveUnit, Factor, Formula, Indicator, IndicatorOf, MeasureId, On,
    PayKind, Policy, RecoverAtMost, Test, TiersBy, Unit,
};
use crate::source::Span;

/// Reports every amount of money of the policy that may be read as another.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let mut spans: Vec<Span> = Vec::new();
    policy.pay.iter().for_each(|component| of_component(policy, component, &mut spans));
    let indicators = policy.scorecards.iter().flat_map(|card| &card.indicators);
    indicators.for_each(|indicator| of_indicator(policy, indicator, &mut spans));
    policy.management.watches.iter().for_each(|watch| of_watch(policy, watch, &mut spans));
    let of_actions = policy.management.actions.iter().flat_map(|action| &action.when);
    of_actions.for_each(|condition| of_condition(policy, condition, &mut spans));
    of_management(policy, &mut spans);
    spans.sort();
    spans.dedup();
    spans.into_iter().for_each(|span| look(reading, span));
}

fn look(reading: &Reading, span: Span) {
    let written = reading.written(span).trim_matches(['"', '\'']).trim();
    if written.contains(['%', '％']) {
        reading.error("percent-of-money", span, &[("found", written)]);
    } else if let Some((whole, decimals)) = thousands(written) {
        let joined = format!("{whole}_{decimals}");
        // Four decimals are no thousands.
        let decimal = match decimals.trim_end_matches('0') {
            "" => whole.to_owned(),
            short if short.len() < decimals.len() => format!("{whole}.{short}"),
            _ => format!("{written}0"),
        };
        let facts = [("found", written), ("whole", &joined), ("decimal", &decimal)];
        reading.error("thousands-of-money", span, &facts);
    }
}

/// The two parts of `1.500`: money has no third decimal, and thousands may be grouped so.
pub fn thousands(written: &str) -> Option<(&str, &str)> {
    let (whole, decimals) = written.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let first = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let is_group = (1..=3).contains(&first.len()) && !first.starts_with('0') && digits(first);
    (is_group && decimals.len() == 3 && digits(decimals)).then_some((whole, decimals))
}

fn is_money(policy: &Policy, measure: MeasureId) -> bool {
    policy.measure(measure).unit == Unit::Money
}

fn of_component(policy: &Policy, component: &Component, spans: &mut Vec<Span>) {
    let fixed = |amount: &Amount| amount.fixed().map(|number| number.span);
    spans.extend(component.floor.iter().chain(&component.cap).chain(component.amounts()).filter_map(fixed));
    component.conditions().for_each(|condition| of_condition(policy, condition, spans));
    component.multiply.iter().for_each(|factor| of_factor(policy, factor, spans));
    if let Some((formula, base)) = component.rated() {
        of_formula(policy, formula, base.value, spans);
    }
    match &component.kind {
        PayKind::Override(rule) => {
            spans.extend(rule.excess_over.iter().filter(|_| is_money(policy, rule.base.value)).map(|at| at.span));
        }
        PayKind::Draw(draw) => {
            if let Some(RecoverAtMost::Amount(amount)) = &draw.recover_at_most {
                spans.push(amount.span);
            }
        }
        PayKind::Contest(contest) => spans.extend(contest.prizes.iter().map(|prize| prize.span)),
        _ => {}
    }
}

fn of_watch(policy: &Policy, watch: &WatchRule, spans: &mut Vec<Span>) {
    let WatchKind::Measure(watch) = &watch.kind else { return };
    watch.conditions().iter().for_each(|condition| of_condition(policy, condition, spans));
    if let MeasureLook::Near(near) = &watch.look {
        spans.extend(near.bound.iter().filter(|_| is_money(policy, near.measure.value)).map(|bound| bound.span));
    }
}

/// What a pay cut must leave, and bounds and steps of targets of money.
fn of_management(policy: &Policy, spans: &mut Vec<Span>) {
    let limits = policy.management.actions.iter().filter_map(|action| action.limit.as_ref()?.minimum_wage.as_ref());
    spans.extend(limits.map(|least| least.span));
    let Some(split) = policy.management.split.iter().find(|split| is_money(policy, split.measure.value)) else {
        return;
    };
    let bounds = split.at_least.iter().chain(&split.at_most).filter_map(|bound| match bound {
        SplitBound::Amount(amount) => Some(amount.span),
        SplitBound::Share(_) => None,
    });
    spans.extend(bounds.chain([split.step.span]));
}

fn of_condition(policy: &Policy, condition: &Condition, spans: &mut Vec<Span>) {
    if let Test::Measure(measure) = &condition.test
        && is_money(policy, measure.value)
    {
        of_bounds(condition.range.lower.iter().chain(&condition.range.upper), spans);
    }
}

fn of_bounds<'p>(bounds: impl IntoIterator<Item = &'p Bound>, spans: &mut Vec<Span>) {
    spans.extend(bounds.into_iter().map(|bound| bound.at.span));
}

fn of_factor(policy: &Policy, factor: &Factor, spans: &mut Vec<Span>) {
    if let Factor::Steps { measure, attainment: false, steps, .. } = factor
        && is_money(policy, measure.value)
    {
        of_bounds(steps.list.iter().map(|step| &step.bound), spans);
    }
}

fn of_formula(policy: &Policy, formula: &Formula, base: MeasureId, spans: &mut Vec<Span>) {
    let is_money_by = |by: TiersBy| match by {
        TiersBy::Amount => is_money(policy, base),
        TiersBy::Attainment => false,
        TiersBy::Measure(measure) => is_money(policy, measure),
    };
    match formula {
        Formula::Tiers { by, steps, .. } => {
            if is_money_by(by.value) {
                of_bounds(steps.list.iter().map(|step| &step.bound), spans);
            }
        }
        Formula::Curve { by, curve } => {
            let (xs, ys) = (is_money_by(by.value), curve.unit == CurveUnit::Amount);
            spans.extend(curve.points.iter().filter(|_| xs).map(|(x, _)| x.span));
            // A per cent sign there is told as a curve of rates.
            let is_signed = |span: Span| policy.text.text()[span.start..span.end].contains('%');
            let amounts = curve.points.iter().filter(|_| ys).map(|(_, y)| y.span);
            spans.extend(amounts.filter(|span| !is_signed(*span)));
        }
        Formula::Matrix { rows, columns, .. } => {
            for (by, bounds) in [rows, columns] {
                of_bounds(bounds.iter().filter(|_| is_money_by(by.value)), spans);
            }
        }
        Formula::Rate(_) | Formula::ByLabel { .. } | Formula::ByPerson { .. } | Formula::ByNumber { .. } => {}
    }
}

fn of_indicator(policy: &Policy, indicator: &Indicator, spans: &mut Vec<Span>) {
    let IndicatorOf::Measure(measure) = indicator.of else { return };
    if !is_money(policy, measure) {
        return;
    }
    if let Against::Fixed(number) = &indicator.against.value {
        spans.push(number.span);
    }
    if indicator.score.on() == Some(On::Value) {
        spans.extend(indicator.score.bounds().into_iter().map(|number| number.span));
    }
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn three_decimals_after_one_to_three_digits_may_be_thousands() {
        for group in ["1.500", "30.000", "-1.250", "120.125"] {
            assert!(thousands(group).is_some(), "{group}");
        }
        for other in ["0.125", "1.50", "1.5000", "1500.125", "1.2.3", "1_500", "1500"] {
            assert!(thousands(other).is_none(), "{other}");
        }
    }
}
