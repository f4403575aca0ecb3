//! Who is in a list, and at which place.

use std::cmp::Ordering;

use crate::derivation::{Figure, Subject};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{Better, MeasureKind, Ties};
use crate::results::PeriodResult;

/// Somebody with a scorecard.
pub(super) struct Entrant {
    /// Index in the period's results.
    pub index: usize,
    /// Index in the ledger.
    pub person: usize,
    /// Whether in the list of people in probation.
    pub apart: bool,
    /// The score; nothing: not ranked.
    pub score: Option<Number>,
    /// The place; nothing without a score.
    pub rank: Option<u32>,
    /// What decides the place, in its order.
    pub figures: Vec<Figure>,
    keys: Vec<Option<Number>>,
}

/// The list in its order: places, then persons; those without a score last.
pub(super) fn list(book: &Book, results: &mut PeriodResult, apart: bool) -> Vec<Entrant> {
    let ranking = &book.policy.ranking;
    let set_apart =
        |person: usize| ranking.probation_apart && book.ledger.people.list[person].probation_touches(book.period);
    let mut list = Vec::new();
    for index in 0..results.people.len() {
        let person = results.people[index].person;
        if results.people[index].standing.scorecard.is_some() && set_apart(person) == apart {
            list.push(entrant(book, results, index, apart));
        }
    }
    let better: Vec<Better> = ranking.by.iter().map(|key| book.policy.measure(key.value).better).collect();
    list.sort_by(|a, b| {
        let unscored = a.score.is_none().cmp(&b.score.is_none());
        unscored.then_with(|| compare(&a.keys, &b.keys, &better)).then(a.person.cmp(&b.person))
    });
    number(&mut list, ranking.ties);
    list
}

fn entrant(book: &Book, results: &mut PeriodResult, index: usize, apart: bool) -> Entrant {
    let result = &mut results.people[index];
    let score = result.standing.score.as_ref().and_then(|score| score.value().cloned());
    let mut figures = Vec::new();
    if let Some(own) = result.standing.score.clone().filter(|own| !own.is_missing()) {
        for key in &book.policy.ranking.by {
            figures.push(match book.policy.measure(key.value).kind {
                MeasureKind::Score => own.clone(),
                _ => book.actual(&mut result.sheet, key.value, &Subject::Person(result.person), book.period),
            });
        }
    }
    let keys = figures.iter().map(|figure| figure.value().cloned()).collect();
    Entrant { index, person: result.person, apart, score, rank: None, figures, keys }
}

/// The better one first; a missing value after all others.
fn compare(a: &[Option<Number>], b: &[Option<Number>], better: &[Better]) -> Ordering {
    let keys = a.iter().zip(b).zip(better);
    keys.map(|((a, b), better)| match (a, b, better) {
        (Some(a), Some(b), Better::Higher) => b.cmp(a),
        (Some(a), Some(b), Better::Lower) => a.cmp(b),
        (a, b, _) => a.is_none().cmp(&b.is_none()),
    })
    .find(|order| order.is_ne())
    .unwrap_or(Ordering::Equal)
}

/// Numbers those with a score, who stand first; equal keys share a place.
fn number(list: &mut [Entrant], ties: Ties) {
    let scored = list.iter().take_while(|entrant| entrant.score.is_some()).count();
    let mut before = 0;
    for group in list[..scored].chunk_by_mut(|a, b| a.keys == b.keys) {
        group.iter_mut().for_each(|entrant| entrant.rank = Some(before + 1));
        before += if ties == Ties::Standard { u32::try_from(group.len()).unwrap_or(u32::MAX) } else { 1 };
    }
}
