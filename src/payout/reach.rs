//! Bounds that nobody comes near: `from = 9` where 9 % is meant, money in another unit, a scale that the answers do not have; and steps that everybody is far
//! above.

use super::payee::Run;
use super::{team_override, whom};
use crate::condition::Look;
use crate::derivation::{Figure, Worksheet};
use crate::finding::{Finding, Findings};
use crate::number::Number;
use crate::policy::rules::attained::{Odd, odd_bound};
use crate::policy::rules::{
    Against, Bound, Commission, Factor, Formula, MeasureId, MeasureKind, MeasureRule, Over, Override, Parameter,
    PayKind, Test, TiersBy, Unit, Whose,
};

/// How many times the highest value of all a bound of money is that is in another unit.
const FAR: i64 = 10;
/// The same of a mean of answers.
const FAR_OF_MEANS: i64 = 3;
/// The same of what is counted: of few rows ten times as many may be asked for.
const FAR_OF_COUNT: i64 = 30;
/// The same of the base's own steps, which nobody need reach in a small month; and of a year's, in its first one.
const FAR_OF_BASE: i64 = 50;
const FAR_OF_YEAR: i64 = 600;
/// So many times the highest step everybody is where steps are in another unit; and of attainments.
const ABOVE: i64 = 20;
const ABOVE_OF_ATTAINMENT: i64 = 4;
/// A bound of money that may be a share of a target: from tenths on, and up to so much.
const LEAST_SHARE: i128 = 5;
const MOST_SHARE: i64 = 5;
/// Fewer people are not everybody.
const EVERYBODY: usize = 3;
/// So many times the highest rate an upper bound without a per cent sign is a per cent.
const FAR_OF_RATES: i64 = 10;
const TWICE: i64 = 2;
/// In which units amounts of a policy are thought of, and up to which bound; and so many times that everybody is.
const THOUSAND: i64 = 1_000;
const TEN_THOUSAND: i64 = 10_000;
const MOST_IN_UNITS: i64 = 1_000;

/// A lower bound, and what is looked at by it.
#[derive(Clone, Copy)]
struct Bounded<'p> {
    measure: MeasureId,
    attainment: bool,
    whose: Whose,
    bound: &'p Parameter,
    /// The highest bound of the same steps, where it is one of steps.
    highest: Option<&'p Parameter>,
    /// The first and the last of those between the two.
    between: Option<(&'p Parameter, &'p Parameter)>,
    /// So many times the highest value it is in another unit, where the kind of the measure does not say it.
    far: Option<i64>,
}

/// Warns of every lower bound that has another scale than the values of all people.
pub(super) fn warn(run: Run, findings: &mut Findings) {
    let of_kind = match &run.component.kind {
        PayKind::Commission(rule) => of_formula(rule),
        _ => Vec::new(),
    };
    for bounded in of_conditions(run).into_iter().chain(of_factors(run)).chain(of_kind) {
        findings.extend_with(out_of_reach(run, bounded).or_else(|| far_below(run, bounded)));
    }
    of_conditions(run).into_iter().for_each(|bounded| findings.extend_with(small_money(run, bounded)));
    of_uppers(run).into_iter().for_each(|bounded| findings.extend_with(beyond_rates(run, bounded, FAR_OF_RATES)));
    if let PayKind::Override(rule) = &run.component.kind {
        findings.extend_with(excess(run, rule));
    }
}

/// What people made is not half of what only the excess over is paid of, for every manager; or is more than a thousand times that of money.
fn excess(run: Run, rule: &Override) -> Option<Finding> {
    let bound = rule.excess_over.as_ref()?;
    let (mut scratch, mut told_elsewhere) = (Worksheet::new(), Findings::new());
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let made = people.filter_map(|result| {
        let payee = &mut run.payee(result.person, &mut scratch, &mut told_elsewhere);
        team_override::made(payee, rule)?.value().cloned()
    });
    let made: Vec<Number> = made.filter(Number::is_positive).collect();
    let (least, most) = (made.iter().min()?, made.iter().max()?.clone());
    let bounded = Bounded {
        measure: rule.base.value,
        attainment: false,
        whose: Whose::Person,
        bound,
        highest: None,
        between: None,
        far: None,
    };
    let written = run.view.book.policy.text.text().get(bound.span.start..bound.span.end)?;
    let is_far = &most * &Number::from(2) < bound.value;
    let is_money = run.view.book.policy.measure(rule.base.value).unit == Unit::Money;
    let is_small = is_money
        && bound.value.is_positive()
        && bound.value < Number::from(MOST_IN_UNITS)
        && *least >= &bound.value * &Number::from(THOUSAND);
    let told = is_far.then(|| finding("excess-out-of-reach", run, bounded, (written, &most)));
    told.or_else(|| is_small.then(|| of_small_money(run, bounded, (written, least))))
}

fn of_uppers(run: Run<'_>) -> Vec<Bounded<'_>> {
    let bounded = run.component.conditions().filter_map(|condition| {
        let Test::Measure(measure) = &condition.test else { return None };
        let (measure, bound) = (measure.value, &condition.range.upper.as_ref()?.at);
        Some(Bounded {
            measure,
            attainment: false,
            whose: condition.whose,
            bound,
            highest: None,
            between: None,
            far: None,
        })
    });
    let is_rate = |bounded: &Bounded| {
        let rule = run.view.book.policy.measure(bounded.measure);
        rule.unit == Unit::Rate && !matches!(rule.kind, MeasureKind::Mean(_) | MeasureKind::Growth(..))
    };
    bounded.filter(is_rate).collect()
}

fn of_conditions(run: Run<'_>) -> Vec<Bounded<'_>> {
    let bounded = run.component.conditions().filter_map(|condition| {
        let (measure, attainment) = match &condition.test {
            Test::Measure(measure) => (measure.value, false),
            Test::Attainment(measure) => (measure.value, true),
            _ => return None,
        };
        let bound = &condition.range.lower.as_ref()?.at;
        Some(Bounded { measure, attainment, whose: condition.whose, bound, highest: None, between: None, far: None })
    });
    bounded.collect()
}

fn of_factors(run: Run<'_>) -> Vec<Bounded<'_>> {
    let factors = run.component.multiply.iter().filter_map(|factor| match factor {
        Factor::Steps { measure, attainment, whose, steps } => {
            let (bound, between, highest) = ends_above_zero(steps.list.iter().map(|step| &step.bound))?;
            let (measure, highest) = (measure.value, Some(highest));
            Some(Bounded { measure, attainment: *attainment, whose: *whose, bound, highest, between, far: None })
        }
        _ => None,
    });
    factors.collect()
}

fn of_formula(rule: &Commission) -> Vec<Bounded<'_>> {
    let lists: Vec<(TiersBy, Option<Ends>)> = match &rule.formula {
        Formula::Tiers { by, steps, .. } => {
            vec![(by.value, ends_above_zero(steps.list.iter().map(|step| &step.bound)))]
        }
        Formula::Matrix { rows, columns, .. } => {
            [rows, columns].into_iter().map(|(by, bounds)| (by.value, ends_above_zero(bounds.iter()))).collect()
        }
        _ => Vec::new(),
    };
    lists.into_iter().filter_map(|(by, ends)| Some(of_tiers(rule, by, ends?))).collect()
}

/// Tiers of the base itself begin where they begin: in a small month nobody may reach the second. Those of a deal are of one order, which is less than what a
/// person sold.
fn of_tiers<'p>(rule: &Commission, by: TiersBy, (bound, between, highest): Ends<'p>) -> Bounded<'p> {
    let (measure, attainment) = match by {
        TiersBy::Amount => (rule.base.value, false),
        TiersBy::Attainment => (rule.base.value, true),
        TiersBy::Measure(measure) => (measure, false),
    };
    let far = match rule.over.value {
        Over::YearToDate => FAR_OF_YEAR,
        Over::Deal | Over::Period => FAR_OF_BASE,
    };
    let far = Some(far).filter(|_| by == TiersBy::Amount);
    let highest = Some(highest).filter(|_| rule.over.value != Over::Deal);
    Bounded { measure, attainment, whose: Whose::Person, bound, highest, between, far }
}

/// The lowest bound above 0, the first and the last of those between, and the highest.
type Ends<'p> = (&'p Parameter, Option<(&'p Parameter, &'p Parameter)>, &'p Parameter);

fn ends_above_zero<'p>(bounds: impl Iterator<Item = &'p Bound>) -> Option<Ends<'p>> {
    let above: Vec<&Parameter> = bounds.map(|bound| &bound.at).filter(|at| at.value.is_positive()).collect();
    let (first, highest) = (above.first()?, above.last()?);
    let between = above.get(1..above.len() - 1).and_then(|between| Some((*between.first()?, *between.last()?)));
    Some((first, between, highest))
}

/// Steps that everybody is far above: `from = 80` where 80 000 is meant, `from = "12%"` for 120 %.
fn far_below(run: Run, bounded: Bounded) -> Option<Finding> {
    let (highest, rule) = (bounded.highest?, run.view.book.policy.measure(bounded.measure));
    let times = match (bounded.attainment, &rule.kind, rule.unit) {
        (true, ..) => ABOVE_OF_ATTAINMENT,
        (false, MeasureKind::Mean(_) | MeasureKind::Growth(..), _) => return None,
        (false, _, Unit::Money | Unit::Count) | (false, MeasureKind::Sum(_), Unit::Number) => ABOVE,
        _ => return None,
    };
    let all: Vec<Number> = values(run, bounded).into_iter().filter(Number::is_positive).collect();
    let least = all.iter().min().filter(|_| all.len() >= EVERYBODY)?;
    let is_far = *least >= &highest.value * &Number::from(times);
    let written = run.view.book.policy.text.text().get(highest.span.start..highest.span.end)?.trim_matches(['"', '\'']);
    let finding = Finding::warning("steps-far-below").with("measure", &rule.name).with("found", written);
    let shown = match bounded.attainment {
        true => (least * &Number::from(100)).to_plain(0, 2) + "%",
        false => least.to_plain(0, 4),
    };
    is_far.then(|| finding.with("least", shown).at(run.place(highest.span)))
}

/// `measure = "revenue", from = 1`, of money that has targets, or `from = 4` of any: everybody who sold anything has it, where a share of the target or another
/// measure is most likely meant. Without targets 1 may well mean any sale.
fn small_money(run: Run, bounded: Bounded) -> Option<Finding> {
    let (book, rule) = (run.view.book, run.view.book.policy.measure(bounded.measure));
    let bound = &bounded.bound.value;
    let is_share = *bound >= Number::from_scaled(LEAST_SHARE, 1) && *bound <= Number::from(MOST_SHARE);
    let has_target = book.ledger.targets.rows.iter().any(|row| row.measure == bounded.measure);
    let may_be_money = matches!((&rule.kind, rule.unit), (_, Unit::Money) | (MeasureKind::Sum(_), Unit::Number));
    if bounded.attainment || !may_be_money {
        return None;
    }
    let mut all = values(run, bounded);
    // Who sold nothing does not reach any bound.
    all.retain(|value| *bound <= Number::one() || value.is_positive());
    // Nobody asks for 90 cents, be there one manager only.
    let is_everybody = all.len() >= EVERYBODY || !bound.is_whole();
    let (least, most) = all.iter().min().zip(all.iter().max()).filter(|_| is_everybody)?;
    let is_small = is_share && (has_target || *bound > Number::one()) && *least >= bound * &Number::from(ABOVE * ABOVE);
    let is_far = is_small || is_in_thousands(bound, (least, most));
    let written = book.policy.text.text().get(bounded.bound.span.start..bounded.bound.span.end)?;
    is_far.then(|| of_small_money(run, bounded, (written, least)))
}

fn of_small_money(run: Run, bounded: Bounded, (written, least): (&str, &Number)) -> Finding {
    let rule = run.view.book.policy.measure(bounded.measure);
    let finding = Finding::warning("bound-of-small-money").with("measure", &rule.name);
    let finding = finding.with("found", written.trim_matches(['"', '\''])).with("least", least.to_plain(0, 2));
    finding.at(run.place(bounded.bound.span))
}

/// Whether everybody is a hundred times above a bound that would be one among them if it were in thousands, or in ten thousands.
fn is_in_thousands(bound: &Number, (least, most): (&Number, &Number)) -> bool {
    let is_among = |unit: i64| {
        let (meant, twice) = (bound * &Number::from(unit), Number::from(2));
        *least <= &meant * &twice && meant <= most * &twice
    };
    let is_some = *bound > Number::from(MOST_SHARE) && *bound < Number::from(MOST_IN_UNITS);
    let is_far = is_some && *least >= bound * &Number::from(100);
    is_far && (bound.is_whole() && is_among(THOUSAND) || is_among(TEN_THOUSAND))
}

fn out_of_reach(run: Run, bounded: Bounded) -> Option<Finding> {
    let policy = run.view.book.policy;
    let rule = policy.measure(bounded.measure);
    let span = bounded.bound.span;
    let written = policy.text.text().get(span.start..span.end)?.trim_matches(['"', '\'']);
    if bounded.attainment {
        return beyond_attainments(run, bounded);
    }
    match (&rule.kind, rule.unit) {
        (MeasureKind::Mean(_), _) => beyond_scale(run, bounded, written),
        (MeasureKind::Growth(..), _) => None,
        (_, Unit::Rate) => beyond_rates(run, bounded, TWICE),
        (_, Unit::Money) => far_above(run, bounded, (written, bounded.far.unwrap_or(FAR))),
        // Of a number of one's own nobody knows whether it is money.
        (_, Unit::Count) | (MeasureKind::Sum(_), Unit::Number) => {
            far_above(run, bounded, (written, bounded.far.unwrap_or(FAR_OF_COUNT)))
        }
        _ => None,
    }
}

/// Of a rate a bound without a per cent sign, above 1, of which the highest value of all people is not the half; an upper one, which it is right to
/// stay below, must be many times that.
fn beyond_rates(run: Run, bounded: Bounded, times: i64) -> Option<Finding> {
    let (bound, span) = (&bounded.bound.value, bounded.bound.span);
    let written = run.view.book.policy.text.text().get(span.start..span.end)?.trim_matches(['"', '\'']);
    if *bound <= Number::one() || written.contains(['%', '％']) {
        return None;
    }
    let most = most(run, bounded).filter(|most| times == TWICE || most.is_positive())?;
    (&most * &Number::from(times) < *bound).then(|| finding("bound-out-of-reach", run, bounded, (written, &most)))
}

/// `attainment = "revenue", from = 8`, which nobody has, or 0.08, which everybody has.
fn beyond_attainments(run: Run, bounded: Bounded) -> Option<Finding> {
    let (text, attained) = (run.view.book.policy.text.text(), values(run, bounded));
    let written = |at: &Parameter| text.get(at.span.start..at.span.end).unwrap_or_default().trim_matches(['"', '\'']);
    let mut bounds: Vec<&Parameter> = vec![bounded.bound];
    bounds.extend(bounded.between.into_iter().flat_map(|(first, last)| [first, last]));
    bounds.extend(bounded.highest.filter(|highest| highest.span != bounded.bound.span));
    let (odd, bound) = odd_bound(&bounds, |at| !written(at).contains(['%', '％']), &attained)?;
    let (code, shown) = match odd {
        Odd::OutOfReach => ("attainment-out-of-reach", attained.iter().max()?),
        Odd::BelowEverybody => ("attainment-below-everybody", attained.iter().min()?),
    };
    Some(finding(code, run, Bounded { bound, ..bounded }, (written(bound), shown)))
}

/// A mean of answers has the scale of the answers: `from = 70` of answers from 1 to 5, `from = "80%"`, or `from = 4` of answers up to 100, is of another.
fn beyond_scale(run: Run, bounded: Bounded, written: &str) -> Option<Finding> {
    let values = values(run, bounded);
    let (least, most) = (values.iter().min()?, values.iter().max()?.clone());
    let bound = &bounded.bound.value;
    let is_times = |one: &Number, other: &Number| other.is_positive() && *one > other * &Number::from(FAR_OF_MEANS);
    let is_share = written.contains(['%', '％']) && most > Number::from(2);
    let is_far = is_times(bound, &most) || (values.len() > 1 && is_times(least, bound));
    (is_share || is_far).then(|| finding("bound-of-another-scale", run, bounded, (written, &most)))
}

/// A bound that is so many times what anybody has that it is in another unit.
fn far_above(run: Run, bounded: Bounded, (written, times): (&str, i64)) -> Option<Finding> {
    let most = most(run, bounded).filter(Number::is_positive)?;
    let is_far = bounded.bound.value >= &most * &Number::from(times);
    is_far.then(|| finding("bound-far-above", run, bounded, (written, &most)))
}

/// The highest value of those whom the component is for.
fn most(run: Run, bounded: Bounded) -> Option<Number> {
    values(run, bounded).into_iter().max()
}

/// The values of those whom the component is for.
fn values(run: Run, bounded: Bounded) -> Vec<Number> {
    let mut scratch = Worksheet::new();
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let looks = people.map(|result| Look::from_elsewhere(run.view.book, result.person));
    looks.filter_map(|look| value_of(look, &mut scratch, bounded).value().cloned()).collect()
}

fn value_of(look: Look, sheet: &mut Worksheet, bounded: Bounded) -> Figure {
    match bounded.attainment {
        true => look.attained_of(sheet, bounded.measure, &Against::Target, bounded.whose).attainment,
        false => look.value_of(sheet, bounded.measure, bounded.whose),
    }
}

fn finding(code: &'static str, run: Run, bounded: Bounded, (written, most): (&str, &Number)) -> Finding {
    let rule: &MeasureRule = run.view.book.policy.measure(bounded.measure);
    let finding = Finding::warning(code).with("measure", &rule.name).with("found", written);
    let times = format!("{}%", &bounded.bound.value * &Number::from(100));
    let finding = finding.with("times", times).with("most", most.to_plain(0, 4));
    finding.with("percent", format!("{written}%")).at(run.place(bounded.bound.span))
}
