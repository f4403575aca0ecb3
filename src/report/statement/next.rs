//! What would bring more: the next grade, the next tier of a commission, the next step of an indicator.

use super::super::model::{Cell, Phrase, Section, Shape};
use super::super::score::{row_of, rule_of_indicator};
use super::notes_section;
use super::standing::points;
use super::teller::{Teller, percent};
use crate::derivation::Form;
use crate::number::Number;
use crate::policy::rules::{
    Apply, Bound, Formula, On, Over, Parameter, PayKind, ScoreRule, Step, Steps, TierPay, Unit,
};
use crate::ranking::RankingRow;
use crate::results::PayLine;

/// The sentences; nothing where there is nothing to reach.
pub(super) fn section(teller: &mut Teller) -> Option<Section<'static>> {
    let (outcome, result) = (teller.outcome, teller.result);
    // Whoever has left reaches nothing any more.
    if outcome.ledger.people.list[result.person].has_gone_by(outcome.appraisal.result.period.last()) {
        return None;
    }
    if let Some(row) = row_of(outcome, result.person) {
        next_grade(teller, row);
        for scored in &result.standing.indicators {
            let rule = rule_of_indicator(outcome, row, &scored.name);
            if let Some(ScoreRule::Steps { on, steps }) = rule.map(|rule| &rule.score) {
                let looked = if *on == On::Attainment { scored.attainment.as_ref() } else { Some(&scored.actual) };
                let looked = looked.filter(|looked| !looked.is_missing()).map(|looked| looked.step());
                looked.into_iter().for_each(|looked| next_points(teller, looked, steps));
            }
        }
    }
    result.lines.iter().for_each(|line| next_tier(teller, line));
    let notes = teller.said();
    (!notes.is_empty()).then(|| notes_section("next", Phrase::term("says_next"), notes))
}

/// How far the next grade is, and what of one measure alone would bring it.
fn next_grade(teller: &mut Teller, row: &RankingRow) {
    let Some(next) = &row.next_grade else { return };
    let (outcome, grade) = (teller.outcome, Cell::Text(next.grade.clone()));
    let phrase = Phrase::term("says_next_grade").with("grade", grade);
    teller.say(phrase.with("points", points(outcome, &next.points)));
    if let Some(lever) = &next.by {
        let measure = outcome.policy.measure(lever.measure);
        let more = Cell::figure(&lever.more, Shape::of(measure.unit, outcome.policy.money_places()));
        let phrase = Phrase::term("says_next_by").with("amount", more);
        teller.say(phrase.with("measure", Cell::phrase(Phrase::Label(measure.label.clone()))));
    }
}

/// The first step that a value does not reach. Of a step that begins just above the value nobody can say how much more it takes.
fn beyond<'s, T>(steps: &'s [Step<T>], value: &Number) -> Option<&'s Step<T>> {
    steps.iter().find(|step| !step.bound.reached_by(value)).filter(|step| step.bound.at.value != *value)
}

/// The next step of an indicator, where it gives more.
fn next_points(teller: &mut Teller, looked: usize, steps: &Steps<Parameter>) {
    let Some(value) = teller.value(looked) else { return };
    let now = steps.at(value).map_or_else(Number::zero, |now| now.value.clone());
    let Some(step) = beyond(&steps.list, value).filter(|step| step.value.value > now) else { return };
    let phrase = Phrase::term("says_next_points").with("points", teller.shown(&step.value.value, Unit::Points));
    let said = needs(teller, phrase, looked, &step.bound);
    teller.say(said);
}

/// What is looked at, what is lacking, and the bound.
fn needs(teller: &Teller, phrase: Phrase, looked: usize, bound: &Bound) -> Phrase {
    let unit = teller.step(looked).unit;
    let value = teller.value(looked).cloned().unwrap_or_else(Number::zero);
    let more = &bound.at.value - &value;
    let more = if unit == Unit::Rate { percent_points(&more) } else { teller.bound(&more, unit) };
    phrase
        .with("what", teller.what_alone(looked))
        .with("value", teller.compared(&value, &bound.at.value, unit))
        .with("bound", teller.step_at(bound, unit))
        .with(
            "more",
            if bound.inclusive { more } else { Cell::phrase(Phrase::term("says_more_than").with("more", more)) },
        )
}

/// A difference of shares: in hundredths of the whole, rounded up, so that who reaches it reaches the bound.
fn percent_points(more: &Number) -> Cell {
    let (hundred, thousandths) = (Number::from(100), Number::from(1000));
    let exact = &(more * &hundred) * &thousandths;
    let whole = exact.floor();
    let up = if whole == exact { whole } else { &whole + &Number::one() };
    let points = up.checked_div(&thousandths).unwrap_or(up);
    Cell::phrase(Phrase::term("percent_points").with("points", Cell::Plain(points, Shape::Number)))
}

/// The next tier of a commission on the period, or the year so far.
fn next_tier(teller: &mut Teller, line: &PayLine) {
    let Some(PayKind::Commission(commission)) =
        teller.outcome.policy.pay.get(line.component).map(|component| &component.kind)
    else {
        return;
    };
    let Formula::Tiers { apply, steps, .. } = &commission.formula else { return };
    if commission.over.value == Over::Deal || line.kind != crate::results::LineKind::Own {
        return;
    }
    let Some(looked) = looked_at(teller, line.amount.step(), apply.value) else { return };
    let Some(value) = teller.value(looked) else { return };
    let now = steps.at(value).or(steps.list.first().map(|first| &first.value));
    let Some(step) = beyond(&steps.list, value).filter(|step| now.is_none_or(|now| is_more(&step.value, now))) else {
        return;
    };
    let name = Cell::Text(line.of.clone());
    let phrase = match &step.value {
        TierPay::Rate(rate) => Phrase::term("says_next_rate").with("rate", percent(&rate.value)),
        TierPay::Amount(amount) => match amount.fixed() {
            Some(amount) => Phrase::term("says_next_amount").with("amount", teller.money(&amount.value)),
            None => return,
        },
    };
    let said = needs(teller, phrase.with("line", name), looked, &step.bound);
    teller.say(said);
}

/// Whether a tier pays more than another; of a rate and an amount nobody knows.
fn is_more(tier: &TierPay, than: &TierPay) -> bool {
    match (tier, than) {
        (TierPay::Rate(rate), TierPay::Rate(than)) => rate.value > than.value,
        (TierPay::Amount(amount), TierPay::Amount(than)) => match (amount.fixed(), than.fixed()) {
            (Some(amount), Some(than)) => amount.value > than.value,
            _ => false,
        },
        _ => false,
    }
}

/// The figure that reached the tier of a line. Of slices the base itself; where their bounds are shares of a target, the attainment of it.
fn looked_at(teller: &Teller, index: usize, apply: Apply) -> Option<usize> {
    let step = teller.step(index);
    let is_tier = matches!(step.name, "rate" | "formula") && matches!(step.form, Form::Chosen(2));
    match &step.form {
        Form::Chosen(_) if is_tier && apply == Apply::Whole => teller.input(index, 0),
        Form::Marginal => {
            let base = teller.input(index, 0)?;
            let attainment = step.inputs.iter().find_map(|bound| teller.attainment_of_bound(*bound));
            Some(attainment.unwrap_or(base))
        }
        Form::Leaf(_) => None,
        _ => step.inputs.iter().rev().find_map(|input| looked_at(teller, *input, apply)),
    }
}
