//! `ratings.csv`: one rating per person, period and indicator, within the indicator's scale.

use std::collections::HashMap;

use super::lookup;
use crate::calendar::Period;
use crate::finding::Finding;
use crate::finding::nearest::nearest;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Cells, Need, Register};
use crate::ledger::{People, Person, Rating};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{Indicator, IndicatorOf, Parameter, ScoreRule, Scorecard};
use crate::spelling::alike;

/// All ratings, in the order of the files.
pub(super) fn ratings(policy: &Policy, people: &People, register: &Register, faults: &mut Faults) -> Vec<Rating> {
    let mut ratings: Vec<Rating> = Vec::new();
    let mut first: HashMap<(Period, usize, String), usize> = HashMap::new();
    for row in &register.rows {
        let Some(rating) = rating(policy, people, &mut row.read(faults)) else { continue };
        let key = (rating.period.clone(), rating.person, rating.indicator.clone());
        if let Some(earlier) = first.get(&key) {
            let twice = Finding::error("rating-twice").with("person", &people.list[rating.person].name);
            let twice = twice.with("period", &rating.period).with("indicator", &rating.indicator);
            faults.push(twice.at(rating.place.clone()).at(ratings[*earlier].place.clone()));
            continue;
        }
        first.insert(key, ratings.len());
        ratings.push(rating);
    }
    ratings
}

fn rating(policy: &Policy, people: &People, cells: &mut Cells<'_, '_>) -> Option<Rating> {
    let period = cells.period("period", Need::Required, &policy.header);
    let person = lookup::person(cells, lookup::PERSON, people, Need::Required);
    let indicator = indicator(policy, cells);
    let rating = cells.number("rating", Need::Required);
    let by = cells.text("by", Need::Required);
    let date = cells.date("date", Need::Required);
    if let (Some(period), Some(person), Some(indicator), Some(rating)) = (&period, person, &indicator, &rating) {
        refuse_off_scale(policy, &people.list[person], period, indicator, rating, cells);
    }
    if cells.failed() {
        return None;
    }
    let place = cells.row().whole();
    Some(Rating { period: period?, person: person?, indicator: indicator?, rating: rating?, by: by?, date, place })
}

/// The name of a rated indicator as the policy writes it.
fn indicator(policy: &Policy, cells: &mut Cells<'_, '_>) -> Option<String> {
    let text = cells.key("indicator", Need::Required)?;
    let known: Vec<&str> = rated(policy).map(|(_, _, name)| name).collect();
    if let Some(name) = known.iter().find(|name| alike(name, &text)) {
        return Some((*name).to_owned());
    }
    let finding = match (nearest(&text, known.iter().copied()), known.is_empty()) {
        (Some(near), _) => {
            Finding::error("unknown-indicator").with("indicator", &text).with("known", format!("`{near}`"))
        }
        (None, true) => Finding::error("no-rated-indicator").with("indicator", &text),
        (None, false) => Finding::error("unknown-indicator").with("indicator", &text).with("known", quoted(&known)),
    };
    cells.fault("indicator", finding);
    None
}

/// Every indicator that is rated by people: its scorecard and its name in the file of ratings.
fn rated(policy: &Policy) -> impl Iterator<Item = (&Scorecard, &Indicator, &str)> {
    let indicators = policy.scorecards.iter().flat_map(|card| card.indicators.iter().map(move |one| (card, one)));
    indicators.filter_map(|(card, indicator)| match &indicator.of {
        IndicatorOf::Rating(name) => Some((card, indicator, name.as_str())),
        IndicatorOf::Measure(_) => None,
    })
}

/// The scale is that of the person's scorecard at the period's end; for somebody without one, the widest of that name.
fn refuse_off_scale(
    policy: &Policy,
    person: &Person,
    period: &Period,
    indicator: &str,
    rating: &Number,
    cells: &mut Cells<'_, '_>,
) {
    let role = person.at_end_of(period).and_then(|spell| spell.role.as_deref());
    let own = role.and_then(|role| policy.scorecard_of(role)).map(|card| &*card.name);
    let named: Vec<(&str, &Parameter)> = rated(policy)
        .filter(|(_, _, name)| *name == indicator)
        .filter_map(|(card, rated, _)| Some((&*card.name, scale(rated)?)))
        .collect();
    let of_card = named.iter().find(|(card, _)| Some(*card) == own).map(|(_, scale)| *scale);
    let scale = of_card.or_else(|| named.iter().map(|(_, scale)| *scale).max_by(|a, b| a.value.cmp(&b.value)));
    if rating.is_negative() {
        cells.fault("rating", Finding::error("rating-negative").with("indicator", indicator).with("rating", rating));
    } else if let Some(scale) = scale.filter(|scale| *rating > scale.value) {
        let above = Finding::error("rating-above-scale").with("indicator", indicator).with("rating", rating);
        let above = above.with("scale", &scale.value).at(policy.text.place(scale.span));
        cells.fault("rating", above);
    }
}

fn scale(indicator: &Indicator) -> Option<&Parameter> {
    match &indicator.score {
        ScoreRule::Rating { scale } => Some(scale),
        _ => None,
    }
}

pub(super) fn quoted(names: &[&str]) -> String {
    let mut once: Vec<&str> = Vec::new();
    names.iter().for_each(|name| {
        if !once.contains(name) {
            once.push(name);
        }
    });
    once.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
