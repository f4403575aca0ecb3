//! A plan under which more can pay less: a warning that names where pay falls, from what and to what.
//!
//! Along each measure that a component looks at, pay is made of pieces of degree 2 at most: the rates and amounts of steps, the lines
//! of curves, factors, gates. Looked at are both sides of every bound and the extreme inside of every piece, in exact fractions.
//! What the component makes of other measures is taken as constant there. Values below 0 are left out: they take back.

mod along;
mod curve;
mod pay;

pub use curve::{PayoutCurve, payout_curve};

use crate::number::Number;
use crate::policy::reading::Reading;
use crate::policy::rules::{
    Amount, Better, Bonus, BonusAmount, Bound, Component, Condition, Factor, Formula, MeasureId, Parameter, PayKind,
    Policy, Salary, Step, Steps, TiersBy, Whose,
};
use crate::source::Span;
use along::{Along, Fall};
use pay::Pay;

/// What runs along: a measure or its attainment, of whom.
type Axis = (MeasureId, bool, Whose);

/// A factor that depends on where one stands on an axis: what holds under the first bound, and from each bound on.
struct Stairs {
    before: Number,
    steps: Vec<(Bound, Number, Span)>,
}

/// Reports every fall of the component's pay.
pub(super) fn warn(reading: &Reading, policy: &Policy, component: &Component) {
    let stairs = stairs(component);
    let own = own_axes(component);
    let mut axes: Vec<Axis> = own.iter().map(|(axis, _)| *axis).collect();
    axes.extend(stairs.iter().map(|(axis, _)| *axis).filter(|axis| own.iter().all(|(known, _)| known != axis)));
    axes.dedup();
    let constant = Pay::Constant(own_amount(component).unwrap_or_else(Number::one));
    let mut told: Vec<(Span, Number)> = Vec::new();
    for axis in axes.into_iter().filter(|axis| is_better_when_more(policy, *axis)) {
        let beside: Vec<&Stairs> =
            stairs.iter().filter(|(other, _)| *other == axis).map(|(_, stairs)| stairs).collect();
        let mut pays: Vec<&Pay> = own.iter().filter(|(other, _)| *other == axis).map(|(_, pay)| pay).collect();
        if pays.is_empty() {
            pays.push(&constant);
        }
        for pay in pays {
            let along = Along { pay, stairs: &beside, limits: limits(component, pay) };
            for fall in along.falls() {
                if !told.contains(&(fall.span, fall.at.clone())) {
                    told.push((fall.span, fall.at.clone()));
                    report(reading, &fall);
                }
            }
        }
    }
    if let PayKind::Salary(Salary::ByScore { points, below, .. }) = &component.kind {
        falling_points(reading, points);
        falling_start(reading, points, below.as_ref());
    }
}

/// More of a measure of which less is better is no achievement; more attainment always is.
fn is_better_when_more(policy: &Policy, (measure, attainment, _): Axis) -> bool {
    attainment || policy.measure(measure).better == Better::Higher
}

/// What the formula makes of the axes that it runs along: a table has two, with a line of pay for each row and column.
fn own_axes(component: &Component) -> Vec<(Axis, Pay<'_>)> {
    if let Some((formula, base)) = component.rated() {
        return of_formula(formula, base.value);
    }
    match &component.kind {
        PayKind::Bonus(bonus) => {
            let amount = fixed_amount(bonus).unwrap_or_else(Number::one);
            bonus.each.iter().map(|each| ((each.value, false, Whose::Person), Pay::Line(amount.clone()))).collect()
        }
        _ => Vec::new(),
    }
}

/// What a bonus pays once, where the policy says it: the amount that factors and gates fall from.
fn own_amount(component: &Component) -> Option<Number> {
    match &component.kind {
        PayKind::Bonus(bonus) if bonus.each.is_none() => fixed_amount(bonus),
        _ => None,
    }
}

fn fixed_amount(bonus: &Bonus) -> Option<Number> {
    match &bonus.amount {
        BonusAmount::Of(Amount::Fixed(amount)) => Some(amount.value.clone()),
        BonusAmount::Of(Amount::Staff(_)) | BonusAmount::Named(_) => None,
    }
}

fn of_formula(formula: &Formula, base: MeasureId) -> Vec<(Axis, Pay<'_>)> {
    let own = (base, false, Whose::Person);
    let axis = |by: TiersBy| match by {
        TiersBy::Amount => own,
        TiersBy::Attainment => (base, true, Whose::Person),
        TiersBy::Measure(measure) => (measure, false, Whose::Person),
    };
    // Along the base, and along its attainment in shares of the target, the base itself grows too.
    let grows = |by: TiersBy| !matches!(by, TiersBy::Measure(_));
    match formula {
        Formula::Rate(rate) => vec![(own, Pay::Line(rate.value.clone()))],
        Formula::ByLabel { .. } | Formula::ByPerson { .. } | Formula::ByNumber { .. } => {
            vec![(own, Pay::Line(Number::one()))]
        }
        Formula::Tiers { apply, by, steps } => {
            vec![(axis(by.value), Pay::tiers(apply.value, steps, grows(by.value)))]
        }
        Formula::Curve { by, curve } => vec![(axis(by.value), Pay::Curve { curve, grows: grows(by.value) })],
        Formula::Matrix { rows, columns, rates, .. } => {
            let line = |by: TiersBy, bounds: &[Bound], rates: Vec<&Parameter>| {
                (axis(by), Pay::of_rates(bounds, &rates, grows(by)))
            };
            let along_columns = rates.iter().map(|row| line(columns.0.value, &columns.1, row.iter().collect()));
            let along_rows = (0..columns.1.len())
                .map(|index| line(rows.0.value, &rows.1, rates.iter().filter_map(|row| row.get(index)).collect()));
            along_columns.chain(along_rows).collect()
        }
    }
}

fn stairs(component: &Component) -> Vec<(Axis, Stairs)> {
    let of_factor = |factor: &Factor| match factor {
        Factor::Steps { measure, attainment, whose, steps } => {
            Some(((measure.value, *attainment, *whose), of_steps(steps)))
        }
        Factor::Grade(_) | Factor::Value { .. } => None,
    };
    component.multiply.iter().filter_map(of_factor).chain(component.gate.iter().filter_map(of_gate)).collect()
}

fn of_steps(steps: &Steps<Parameter>) -> Stairs {
    let step = |step: &Step<Parameter>| (step.bound.clone(), step.value.value.clone(), step.span);
    let before = steps.below.as_ref().or(steps.list.first().map(|step| &step.value));
    Stairs {
        before: before.map_or_else(Number::one, |value| value.value.clone()),
        steps: steps.list.iter().map(step).collect(),
    }
}

/// A gate multiplies by 1 inside of its range and by `otherwise` outside of it.
fn of_gate(gate: &Condition) -> Option<(Axis, Stairs)> {
    use crate::policy::rules::Test;
    let axis = match &gate.test {
        Test::Measure(measure) => (measure.value, false, gate.whose),
        Test::Attainment(measure) => (measure.value, true, gate.whose),
        Test::Change(_)
        | Test::Share(_)
        | Test::Grade(_)
        | Test::Rank(_)
        | Test::TenureMonths
        | Test::Role(_)
        | Test::Probation(_) => {
            return None;
        }
    };
    let outside = &gate.otherwise.as_ref()?.value;
    let lower = gate.range.lower.iter().map(|bound| (bound.clone(), Number::one(), gate.span));
    // The end of the range is where the outside begins: at the bound itself where it is not in.
    let beyond = |bound: &Bound| Bound { at: bound.at.clone(), inclusive: !bound.inclusive };
    let upper = gate.range.upper.iter().map(|bound| (beyond(bound), outside.clone(), gate.span));
    let before = if gate.range.lower.is_some() { outside.clone() } else { Number::one() };
    Some((axis, Stairs { before, steps: lower.chain(upper).collect() }))
}

/// `floor` and `cap`, where pay along the axis is in money.
fn limits<'c>(component: &'c Component, pay: &Pay) -> (Option<&'c Number>, Option<&'c Number>) {
    let fixed = |limit: &'c Option<Amount>| limit.as_ref().and_then(Amount::fixed).map(|limit| &limit.value);
    if pay.is_money() { (fixed(&component.floor), fixed(&component.cap)) } else { (None, None) }
}

fn falling_points(reading: &Reading, points: &[(Parameter, Parameter)]) {
    for pair in points.windows(2) {
        let [(at, before), (to, after)] = pair else { continue };
        if after.value < before.value {
            let [before, after] = [before, after].map(|value| value.value.clone());
            let (at, to) = (at.value.clone(), Some(to.value.clone()));
            report(reading, &Fall { span: pair[1].1.span, at, to, before, after });
        }
    }
}

/// More under the first point than at it.
fn falling_start(reading: &Reading, points: &[(Parameter, Parameter)], below: Option<&Parameter>) {
    if let (Some((at, first)), Some(below)) = (points.first(), below)
        && first.value < below.value
    {
        let (before, after) = (below.value.clone(), first.value.clone());
        report(reading, &Fall { span: first.span, at: at.value.clone(), to: None, before, after });
    }
}

fn report(reading: &Reading, fall: &Fall) {
    let [at, before, after] = [&fall.at, &fall.before, &fall.after].map(shown);
    let mut facts = vec![("at", at.as_str()), ("before", &before), ("after", &after)];
    let to = fall.to.as_ref().map(shown);
    match &to {
        Some(to) => {
            facts.push(("to", to));
            reading.warning("more-pays-less-between", fall.span, &facts);
        }
        None => reading.warning("more-pays-less", fall.span, &facts),
    }
}

/// In full where it is short, else to the cent, or to six places below 1.
fn shown(number: &Number) -> String {
    match number.decimals() {
        Some(places) if places <= 6 => number.to_string(),
        _ if number.abs() < Number::one() => number.to_fixed(6),
        _ => number.to_fixed(2),
    }
}
