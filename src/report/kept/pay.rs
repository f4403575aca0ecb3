//! Pay in words and pictures: what each person is paid, and from which of the largest components.

use super::score::heaviest_of;
use super::{chart, in_words, table};
use crate::number::Number;
use crate::policy::rules::{Against, Component, IndicatorOf, PayUnit};
use crate::policy::{self, PayoutCurve};
use crate::report::model::{Cell, ChartKind, Phrase, Section, Shape, Table};
use crate::report::pay::{component_columns, paid, shape};
use crate::report::score::{Entry, attainment, entries, label, rule_of};
use crate::report::{number_column, text_column};
use crate::run::Outcome;

/// So many components are drawn, the largest.
const PARTS: usize = 7;

/// What stands above the table of people, and above those of lines and deals only the words.
pub(in crate::report) fn above<'a>(outcome: &'a Outcome, is_of_people: bool) -> Vec<Section<'a>> {
    let mut sections: Vec<Section> = in_words(words(outcome)).into_iter().collect();
    if !is_of_people {
        return sections;
    }
    let of = ("pay_totals", "name");
    sections.push(chart("totals_drawn", ChartKind::Bars, of, vec!["total_amount".to_owned()]));
    let parts = largest(outcome);
    if parts.len() > 1 {
        sections.push(chart("components_drawn", ChartKind::Shares, of, parts));
    }
    if attained(outcome).nth(1).is_some() {
        let of = ("attainment_and_pay", "attainment");
        sections.push(chart("attainment_drawn", ChartKind::Dots, of, vec!["total_amount".to_owned()]));
    }
    if curve_rows(outcome).is_some() {
        let series = vec!["paid_of_target".to_owned(), "curve_of_policy".to_owned()];
        sections.push(chart("payout_drawn", ChartKind::Dots, ("payout_curve", "attainment"), series));
    }
    sections
}

/// The tables that the pictures of pay over attainment are drawn from.
pub(in crate::report) fn below<'a>(outcome: &'a Outcome) -> impl Iterator<Item = Section<'a>> {
    attainments(outcome).into_iter().chain(payout_curve(outcome))
}

/// What a component pays by its tiers or its curve, and what it paid whom, in shares of the target.
fn payout_curve<'a>(outcome: &'a Outcome) -> Option<Section<'a>> {
    let (component, rows) = curve_rows(outcome)?;
    let columns = vec![
        text_column("name"),
        number_column("attainment"),
        number_column("paid_of_target"),
        number_column("curve_of_policy"),
    ];
    let note = Phrase::term("payout_note").with("component", Cell::Text(component.name.value.clone()));
    let section = table("payout_curve", Table { columns, rows: rows.into() });
    Some(Section { notes: vec![note], ..section })
}

/// Of the component with a payout curve that paid the most: everybody with the attainment of its base, by rising attainment, among the points where
/// the curve turns. Nothing where fewer than two people were paid by one.
fn curve_rows(outcome: &Outcome) -> Option<(&Component, Vec<Vec<Cell>>)> {
    let curves = outcome.policy.pay.iter().filter_map(|component| Some((component, policy::payout_curve(component)?)));
    let found = curves.map(|(component, curve)| {
        let dots = dots(outcome, component, &curve);
        let sum: Number = dots.iter().map(|dot| &dot.paid).sum();
        (component, curve, dots, sum)
    });
    let found = found.filter(|(_, _, dots, sum)| dots.len() > 1 && sum.is_positive());
    let (component, curve, dots, _) = found.max_by(|one, other| one.3.cmp(&other.3))?;
    let last = dots.iter().map(|dot| &dot.attainment).max()?.max(&Number::one()).clone();
    let rate = |number: Number| Cell::Plain(number, Shape::Rate);
    let people = dots.into_iter().map(|dot| {
        let by_policy = curve.at(&dot.attainment).map_or(Cell::Empty, rate);
        (dot.attainment.clone(), vec![Cell::Text(dot.name), rate(dot.attainment), rate(dot.of_target), by_policy])
    });
    let points = curve.points(&last).into_iter();
    let points = points.map(|(at, pay)| (at.clone(), vec![Cell::Empty, rate(at), Cell::Empty, rate(pay)]));
    let mut rows: Vec<(Number, Vec<Cell>)> = points.chain(people).collect();
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    Some((component, rows.into_iter().map(|(_, row)| row).collect()))
}

/// Somebody whom a component with a payout curve paid.
struct Dot {
    name: String,
    attainment: Number,
    paid: Number,
    /// What was paid in shares of the target.
    of_target: Number,
}

fn dots(outcome: &Outcome, component: &Component, curve: &PayoutCurve) -> Vec<Dot> {
    let dot = |entry: &Entry| {
        let is_it = |name: &str| {
            let rule = rule_of(outcome, entry, name);
            rule.is_some_and(|rule| {
                matches!(rule.of, IndicatorOf::Measure(measure) if measure == curve.measure)
                    && matches!(rule.against.value, Against::Target)
            })
        };
        let scored = entry.result.standing.indicators.iter().find(|scored| is_it(&scored.name))?;
        let attainment = scored.attainment.as_ref()?.value()?.clone();
        let target = scored.against.as_ref()?.value()?;
        let own = entry.result.lines.iter().find(|line| line.name == component.name.value)?;
        let paid = own.amount.value()?.clone();
        let of_target = paid.checked_div(target)?;
        Some(Dot { name: entry.called(outcome), attainment, paid, of_target })
    };
    entries(outcome).filter_map(|entry| dot(&entry)).collect()
}

fn attainments<'a>(outcome: &'a Outcome) -> Option<Section<'a>> {
    let columns =
        vec![text_column("name"), text_column("indicator"), number_column("attainment"), number_column("total_amount")];
    let rows: Vec<Vec<Cell>> = attained(outcome).collect();
    (rows.len() > 1).then(|| table("attainment_and_pay", Table { columns, rows: rows.into() }))
}

/// Of everybody who has a target the attainment of the heaviest indicator, and what is paid in all.
fn attained(outcome: &Outcome) -> impl Iterator<Item = Vec<Cell>> {
    entries(outcome).filter_map(|entry| {
        let scored = heaviest_of(&entry.result.standing)?;
        let (_, total) = entry.result.totals.iter().find(|(unit, _)| *unit == PayUnit::Money)?;
        let indicator = label(outcome, rule_of(outcome, &entry, &scored.name), &scored.name);
        let (name, total) = (entry.called(outcome), Cell::figure(total, shape(outcome, PayUnit::Money)));
        Some(vec![Cell::Text(name), Cell::phrase(indicator), attainment(scored), total])
    })
}

/// How many people are paid how much, and who the most.
fn words(outcome: &Outcome) -> Vec<Phrase> {
    let shape = shape(outcome, PayUnit::Money);
    let total = |totals: &[(PayUnit, crate::derivation::Figure)]| {
        let money = totals.iter().find(|(unit, _)| *unit == PayUnit::Money);
        money.and_then(|(_, total)| total.value().cloned())
    };
    let paid: Vec<(usize, Number)> = outcome
        .appraisal
        .result
        .paid()
        .filter_map(|person| total(&person.totals).map(|total| (person.person, total)))
        .filter(|(_, total)| !total.is_zero())
        .collect();
    // Of equal ones the first.
    let most = paid.iter().rev().max_by(|(_, a), (_, b)| a.cmp(b));
    let Some((person, largest)) = most else { return vec![Phrase::term("nobody_paid_in_words")] };
    let total: Number = paid.iter().map(|(_, total)| total).sum();
    let phrase = Phrase::term("pay_in_words")
        .with("count", Cell::count(paid.len() as i64))
        .with("total", Cell::Plain(total, shape))
        .with("currency", Cell::Text(outcome.policy.header.currency.clone()))
        .with("name", Cell::Text(outcome.ledger.people.list[*person].name.clone()))
        .with("largest", Cell::Plain(largest.clone(), shape));
    vec![phrase]
}

/// The columns of the components that pay the most money, in their order.
fn largest(outcome: &Outcome) -> Vec<String> {
    let sum = |name: &str| -> Number {
        let lines = paid(outcome).flat_map(|(person, _)| &person.lines);
        lines
            .filter(|line| line.name == name && line.unit == PayUnit::Money)
            .filter_map(|line| line.amount.value())
            .sum()
    };
    let money = component_columns(outcome).into_iter().filter(|(_, _, unit)| *unit == PayUnit::Money);
    let mut columns: Vec<(usize, String, Number)> =
        money.enumerate().map(|(index, (id, name, _))| (index, id, sum(&name))).collect();
    columns.retain(|(.., sum)| sum.is_positive());
    columns.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    columns.truncate(PARTS);
    columns.sort_by_key(|(index, ..)| *index);
    columns.into_iter().map(|(_, id, _)| id).collect()
}
