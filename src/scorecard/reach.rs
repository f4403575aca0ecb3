//! Bounds and scales that no value comes near: `[[20, 0], [50, 20]]` of answers from 1 to 5, a scale of 60 for marks to 6.

use super::Draft;
use crate::finding::{Finding, Findings};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::attained::{Odd, odd_bound};
use crate::policy::rules::{Better, Indicator, IndicatorOf, MeasureKind, MeasureRule, On, Parameter, ScoreRule, Unit};

/// Of fewer people the highest value says nothing.
const LEAST_PEOPLE: usize = 3;
/// Of fewer ratings none need be above the half of the scale.
const LEAST_RATINGS: usize = 4;
/// So many times the highest rating or mean, a scale or bound is of other marks.
const TIMES_OF_RATINGS: i64 = 5;
const TIMES_OF_MEANS: i64 = 3;
/// So many times the highest value a bound is in another unit: of few rows a dozen times as many may be asked for.
const TIMES_OF_MONEY: i64 = 10;
const TIMES_OF_COUNTS: i64 = 30;
/// So many times the highest rate a bound without a per cent sign is a per cent.
const TIMES_OF_RATES: i64 = 10;
/// So many times what the best has done, all bounds have a digit too many; of fewer people somebody may well have a slow month.
const TIMES_OF_DIGIT: i64 = 3;
const LEAST_OF_DIGIT: usize = 5;
/// So many times the highest bound everybody is where bounds are in another unit.
const TIMES_BELOW: i64 = 20;

const OTHER_SCALE: &str = "bound-of-another-scale";
const OUT_OF_REACH: &str = "bound-out-of-reach";

/// Warns of the lowest bound of an indicator, or its scale, where it is far above every value; and of the highest bound of a mean that is far below.
pub(super) fn warn(book: &Book, indicator: &Indicator, drafts: &[Draft], findings: &mut Findings) {
    findings.extend_with(beyond_attainments(book, indicator, drafts));
    let values: Vec<&Number> = drafts.iter().filter_map(|draft| draft.reading.actual.value()).collect();
    let Some(most) = values.iter().max().filter(|most| values.len() >= LEAST_PEOPLE && most.is_positive()) else {
        return;
    };
    let least = values.iter().min().filter(|least| least.is_positive());
    let is_below =
        |highest: &Parameter| least.is_some_and(|least| &highest.value * &Number::from(TIMES_OF_MEANS) < **least);
    let above = bounded(book, indicator).filter(|(_, bound, times)| bound.value > *most * &Number::from(*times));
    let below = highest_of_mean(book, indicator).filter(|highest| is_below(highest));
    let told = above.map(|(code, bound, _)| (code, bound)).or(below.map(|bound| (OTHER_SCALE, bound)));
    let told = told.or_else(|| beyond_rates(book, indicator, most).map(|bound| (OUT_OF_REACH, bound)));
    let told = told.or_else(|| ten_times(book, indicator, &values).map(|bound| ("bound-far-above", bound)));
    let told = told.or_else(|| half_of_scale(indicator, &values));
    let told = told.or_else(|| beyond_others(book, indicator, most).map(|bound| (OTHER_SCALE, bound)));
    if told.is_none() {
        findings.extend_with(far_below(book, indicator, &values));
    }
    if let Some((code, bound)) = told {
        let written = book.policy.text.text().get(bound.span.start..bound.span.end).unwrap_or_default();
        let name = match &indicator.of {
            IndicatorOf::Measure(measure) => &book.policy.measure(*measure).name,
            IndicatorOf::Rating(name) => name,
        };
        let written = written.trim_matches(['"', '\'']);
        let finding = Finding::warning(code).with("measure", name).with("found", written);
        let times = format!("{}%", &bound.value * &Number::from(100));
        let finding = finding.with("times", times).with("percent", format!("{written}%"));
        findings.push(finding.with("most", most.to_plain(0, 4)).at(book.policy.text.place(bound.span)));
    }
}

/// A bound of an attainment that nobody reaches, or everybody is far beyond: `from = 9.5` for 95 %.
fn beyond_attainments(book: &Book, indicator: &Indicator, drafts: &[Draft]) -> Option<Finding> {
    let rule = measure_of(book, indicator)?;
    let attained: Vec<Number> =
        drafts.iter().filter_map(|draft| draft.reading.attainment.as_ref()?.value().cloned()).collect();
    let written = |at: &Parameter| {
        book.policy.text.text().get(at.span.start..at.span.end).unwrap_or_default().trim_matches(['"', '\''])
    };
    let (odd, bound) =
        odd_bound(&bounds_of_attainment(&indicator.score), |at| !written(at).contains(['%', '％']), &attained)?;
    let (code, shown) = match odd {
        Odd::OutOfReach => ("attainment-out-of-reach", attained.iter().max()?),
        Odd::BelowEverybody if rule.better == Better::Higher => ("attainment-below-everybody", attained.iter().min()?),
        Odd::BelowEverybody => return None,
    };
    let finding = Finding::warning(code).with("measure", &rule.name).with("found", written(bound));
    let finding = finding.with("times", format!("{}%", &bound.value * &Number::from(100)));
    Some(finding.with("most", shown.to_plain(0, 4)).at(book.policy.text.place(bound.span)))
}

/// Those from which on an attainment counts.
fn bounds_of_attainment(rule: &ScoreRule) -> Vec<&Parameter> {
    let mut bounds: Vec<&Parameter> = match rule {
        ScoreRule::Linear { from, .. } => from.iter().collect(),
        ScoreRule::AllOrNothing { from } | ScoreRule::Deduct { on: On::Attainment, qualified: from, .. } => vec![from],
        ScoreRule::Steps { on: On::Attainment, steps } => steps.list.iter().map(|step| &step.bound.at).collect(),
        _ => Vec::new(),
    };
    bounds.retain(|bound| bound.value.is_positive());
    bounds
}

/// A scale of which nobody's rating is above the half, and somebody's is the half: marks to 5 under `scale = 10`.
fn half_of_scale<'a>(indicator: &'a Indicator, values: &[&Number]) -> Option<(&'static str, &'a Parameter)> {
    let ScoreRule::Rating { scale } = &indicator.score else { return None };
    let most = values.iter().max().filter(|_| values.len() >= LEAST_RATINGS)?;
    (*most * &Number::from(2) == scale.value).then_some(("ratings-below-half", scale))
}

/// The highest bound that everybody with a value above 0 is far above, where more is better.
fn far_below(book: &Book, indicator: &Indicator, values: &[&Number]) -> Option<Finding> {
    let IndicatorOf::Measure(measure) = indicator.of else { return None };
    let rule = book.policy.measure(measure);
    let is_of_own = matches!((&rule.kind, rule.unit), (MeasureKind::Sum(_), Unit::Number));
    let is_of_unit = (is_of_own || matches!(rule.unit, Unit::Money | Unit::Count)) && rule.better == Better::Higher;
    let is_known = matches!(rule.kind, MeasureKind::Mean(_) | MeasureKind::Growth(..));
    let highest = bounds_of_value(&indicator.score).into_iter().rfind(|bound| bound.value.is_positive())?;
    let above: Vec<&Number> = values.iter().copied().filter(|value| value.is_positive()).collect();
    let least = above.iter().min().filter(|_| is_of_unit && !is_known && above.len() >= LEAST_PEOPLE)?;
    let is_far = **least >= &highest.value * &Number::from(TIMES_BELOW);
    let written = book.policy.text.text().get(highest.span.start..highest.span.end)?.trim_matches(['"', '\'']);
    let finding = Finding::warning("steps-far-below").with("measure", &rule.name).with("found", written);
    is_far.then(|| finding.with("least", least.to_plain(0, 4)).at(book.policy.text.place(highest.span)))
}

/// Of a rate a bound above 1 without a per cent sign, which is many times what anybody has: `qualified = 3` for `3%`.
fn beyond_rates<'a>(book: &Book, indicator: &'a Indicator, most: &Number) -> Option<&'a Parameter> {
    let rule = measure_of(book, indicator)?;
    let is_rate = rule.unit == Unit::Rate && !matches!(rule.kind, MeasureKind::Mean(_) | MeasureKind::Growth(..));
    let bounds = match &indicator.score {
        ScoreRule::Deduct { on: On::Value, qualified, minimum, .. } => [qualified].into_iter().chain(minimum).collect(),
        rule => bounds_of_value(rule),
    };
    let is_bare = |bound: &Parameter| {
        let written = book.policy.text.text().get(bound.span.start..bound.span.end);
        written.is_some_and(|written| !written.contains(['%', '％']))
    };
    let is_beyond =
        |bound: &Parameter| bound.value > Number::one() && bound.value > most * &Number::from(TIMES_OF_RATES);
    bounds.into_iter().find(|bound| is_rate && is_bare(bound) && is_beyond(bound))
}

/// The lowest of several bounds of a count that all have a digit too many: nobody is near any of them, and a tenth of each is among what people have done.
fn ten_times<'a>(book: &Book, indicator: &'a Indicator, values: &[&Number]) -> Option<&'a Parameter> {
    let rule = measure_of(book, indicator)?;
    let is_count = rule.unit == Unit::Count && rule.better == Better::Higher;
    let is_known = matches!(rule.kind, MeasureKind::Mean(_) | MeasureKind::Growth(..));
    let (least, most) = (values.iter().min()?, values.iter().max()?);
    let mut bounds = bounds_of_value(&indicator.score);
    bounds.retain(|bound| bound.value.is_positive());
    let is_slip = |bound: &&Parameter| {
        let is_far = bound.value > *most * &Number::from(TIMES_OF_DIGIT);
        let ten = Number::from(10);
        is_far && bound.value >= *least * &ten && bound.value <= *most * &ten
    };
    let are_slips = bounds.len() > 1 && bounds.iter().all(is_slip);
    let first = bounds.first().copied();
    first.filter(|_| is_count && !is_known && are_slips && values.len() >= LEAST_OF_DIGIT)
}

fn measure_of<'b>(book: &'b Book, indicator: &Indicator) -> Option<&'b MeasureRule> {
    let IndicatorOf::Measure(measure) = indicator.of else { return None };
    Some(book.policy.measure(measure))
}

/// The highest bound above 0 of an indicator that looks at a mean.
fn highest_of_mean<'a>(book: &Book, indicator: &'a Indicator) -> Option<&'a Parameter> {
    let IndicatorOf::Measure(measure) = indicator.of else { return None };
    let is_mean = matches!(book.policy.measure(measure).kind, MeasureKind::Mean(_));
    bounds_of_value(&indicator.score).into_iter().rfind(|bound| is_mean && bound.value.is_positive())
}

/// A bound of a mean far above every value and the bound below it: 40 after 3, of marks to 5.
fn beyond_others<'a>(book: &Book, indicator: &'a Indicator, most: &Number) -> Option<&'a Parameter> {
    highest_of_mean(book, indicator)?;
    let mut bounds = bounds_of_value(&indicator.score);
    bounds.retain(|bound| bound.value.is_positive());
    let is_beyond = |pair: &&[&Parameter]| {
        let (below, above) = (&pair[0].value, &pair[1].value);
        *above > most * &Number::from(TIMES_OF_MEANS) && *above > below * &Number::from(TIMES_OF_RATINGS)
    };
    bounds.windows(2).find(is_beyond).map(|pair| pair[1])
}

fn bounds_of_value(rule: &ScoreRule) -> Vec<&Parameter> {
    match rule {
        ScoreRule::Steps { on: On::Value, steps } => steps.list.iter().map(|step| &step.bound.at).collect(),
        ScoreRule::Curve { on: On::Value, points } => points.iter().map(|(at, _)| at).collect(),
        _ => Vec::new(),
    }
}

/// What is told of the lowest bound above 0, or of the scale, from how many times the highest value on.
fn bounded<'a>(book: &Book, indicator: &'a Indicator) -> Option<(&'static str, &'a Parameter, i64)> {
    if let ScoreRule::Rating { scale } = &indicator.score {
        return Some(("rating-scale-far-above", scale, TIMES_OF_RATINGS));
    }
    let mut bounds = bounds_of_value(&indicator.score);
    bounds.retain(|bound| bound.value.is_positive());
    let IndicatorOf::Measure(measure) = indicator.of else { return None };
    let rule = book.policy.measure(measure);
    if rule.better == Better::Lower {
        return None;
    }
    let (code, times) = match (&rule.kind, rule.unit) {
        (MeasureKind::Mean(_), _) => (OTHER_SCALE, TIMES_OF_MEANS),
        (MeasureKind::Growth(..), _) => return None,
        (_, Unit::Money) => ("bound-far-above", TIMES_OF_MONEY),
        (_, Unit::Count) | (MeasureKind::Sum(_), Unit::Number) => ("bound-far-above", TIMES_OF_COUNTS),
        _ => return None,
    };
    Some((code, *bounds.first()?, times))
}
