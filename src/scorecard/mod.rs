//! Scorecards: the points of indicators, and the score that they add up to.
//!
//! A score is complete after its adjustments, floor and cap, and is then rounded: the rounded score is the score.
//! Points are counted for all people of a scorecard, one indicator after the other, since places need everybody's figure.

mod all_or_nothing;
mod crowded;
mod curve;
mod deduct;
mod distribution;
mod findings;
mod forced;
mod grades;
mod item;
mod linear;
mod missing;
mod per_unit;
mod points;
mod rank;
mod rating;
mod reach;
mod reading;
mod steps;
mod total;

use crate::derivation::Figure;
use crate::finding::Findings;
use crate::measure::Book;
use crate::policy::rules::{Indicator, ScoreRule, Scorecard};
use crate::results::{PeriodResult, PersonResult};

pub use grades::grade_people;
use reading::Reading;

/// Fills indicators, adjustments and score of everybody whose role on the last employed day has a scorecard.
///
/// A person who has a finding among them, or whose indicators are all missing, has no score.
pub fn score_people(book: &Book, results: &mut PeriodResult, findings: &mut Findings) {
    for result in &mut results.people {
        result.standing.scorecard = card_of(book, result.person).map(|card| card.name.clone());
    }
    for card in &book.policy.scorecards {
        let holds = |result: &&mut PersonResult| result.standing.scorecard.as_ref() == Some(&card.name);
        let mut members: Vec<&mut PersonResult> = results.people.iter_mut().filter(holds).collect();
        score_card(book, card, &mut members, findings);
    }
}

fn card_of<'a>(book: &Book<'a>, person: usize) -> Option<&'a Scorecard> {
    let spell = book.ledger.people.list[person].at_end_of(book.period)?;
    book.policy.scorecard_of(spell.role.as_deref()?)
}

/// What is known of one indicator of one person before missing values are settled.
struct Draft<'a> {
    indicator: &'a Indicator,
    reading: Reading,
    weight: Figure,
    /// Missing where the reading is.
    points: Figure,
}

fn score_card(book: &Book, card: &Scorecard, members: &mut [&mut PersonResult], findings: &mut Findings) {
    let mut drafts: Vec<Vec<Draft>> = members.iter().map(|_| Vec::with_capacity(card.indicators.len())).collect();
    let people: Vec<usize> = members.iter().map(|result| result.person).collect();
    for indicator in &card.indicators {
        let column = drafted(book, indicator, members);
        crowded::warn(book, card, indicator, &column, findings);
        reach::warn(book, indicator, &column, findings);
        findings.extend_with(findings::of_nobody(book, card, indicator, &column));
        findings.extend_with(findings::of_one(book, indicator, &people, &column));
        drafts.iter_mut().zip(column).for_each(|(drafts, draft)| drafts.push(draft));
    }
    for (result, drafts) in members.iter_mut().zip(drafts) {
        findings::ratings_above_scale(book, result.person, &drafts, findings);
        let settled = missing::settled(book, card, result, drafts, findings);
        total::complete(book, card, result, settled);
        book.done_with(result.person, &mut result.sheet);
    }
}

/// One indicator of everybody.
fn drafted<'a>(book: &Book, indicator: &'a Indicator, members: &mut [&mut PersonResult]) -> Vec<Draft<'a>> {
    let read = |result: &mut &mut PersonResult| {
        let reading = reading::read(book, &mut result.sheet, result.person, indicator);
        book.done_with(result.person, &mut result.sheet);
        reading
    };
    let readings: Vec<Reading> = members.iter_mut().map(read).collect();
    let values: Vec<_> = readings.iter().map(|reading| reading.actual.value()).collect();
    let places: Vec<Option<rank::Place>> = match indicator.score {
        ScoreRule::Rank(_) => rank::places(&values, reading::better(book, indicator)).into_iter().map(Some).collect(),
        _ => readings.iter().map(|_| None).collect(),
    };
    let pair = members.iter_mut().zip(readings.into_iter().zip(places));
    pair.map(|(result, (reading, place))| {
        let mut item = item::Item::new(book, &mut result.sheet, indicator, &reading);
        let points = points::of(&mut item, place);
        let weight = item.weight;
        book.done_with(result.person, &mut result.sheet);
        Draft { indicator, reading, weight, points }
    })
    .collect()
}

#[cfg(test)]
mod tests;
