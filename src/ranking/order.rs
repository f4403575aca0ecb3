//! Who is in a list, and at which place.

use std::cmp::Ordering;

use crate::derivation::{Figure, Subject, Worksheet};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{Better, MeasureId, MeasureKind, Ties};
use crate::results::{PeriodResult, PersonResult};

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
}

impl Entrant {
    fn keys(&self) -> impl Iterator<Item = Option<&Number>> {
        self.figures.iter().map(Figure::value)
    }
}

/// The list in its order: places, then persons; those without a score last.
pub(super) fn list(book: &Book, results: &PeriodResult, sheets: &mut [Worksheet], apart: bool) -> Vec<Entrant> {
    let ranking = &book.policy.ranking;
    let set_apart =
        |person: usize| ranking.probation_apart && book.ledger.people.list[person].probation_touches(book.period);
    let is_in = |result: &PersonResult| result.standing.scorecard.is_some() && set_apart(result.person) == apart;
    let mut list = Vec::with_capacity(results.people.iter().filter(|result| is_in(result)).count());
    for (index, (result, sheet)) in results.people.iter().zip(sheets).enumerate() {
        if is_in(result) {
            let (figures, score) = (figures(book, result, sheet), score_of(result));
            list.push(Entrant { index, person: result.person, apart, score, rank: None, figures });
        }
    }
    let better: Vec<Better> = ranking.by.iter().map(|key| book.policy.measure(key.value).better).collect();
    list.sort_by(|a, b| {
        let unscored = a.score.is_none().cmp(&b.score.is_none());
        unscored.then_with(|| compare(a, b, &better)).then(a.person.cmp(&b.person))
    });
    number(&mut list, ranking.ties);
    list
}

fn score_of(result: &PersonResult) -> Option<Number> {
    result.standing.score.as_ref()?.value().cloned()
}

/// What decides the place; nothing without a score.
fn figures(book: &Book, result: &PersonResult, sheet: &mut Worksheet) -> Vec<Figure> {
    let Some(own) = result.standing.score.as_ref().filter(|own| !own.is_missing()) else { return Vec::new() };
    let keys = book.policy.ranking.by.iter().map(|key| key.value);
    let figure = |key: MeasureId| match book.policy.measure(key).kind {
        MeasureKind::Score => own.clone(),
        _ => book.actual(sheet, key, &Subject::Person(result.person), book.period),
    };
    keys.map(figure).collect()
}

/// The better one first; a missing value after all others.
fn compare(a: &Entrant, b: &Entrant, better: &[Better]) -> Ordering {
    let keys = a.keys().zip(b.keys()).zip(better);
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
    for group in list[..scored].chunk_by_mut(|a, b| a.keys().eq(b.keys())) {
        group.iter_mut().for_each(|entrant| entrant.rank = Some(before + 1));
        before += if ties == Ties::Standard { u32::try_from(group.len()).unwrap_or(u32::MAX) } else { 1 };
    }
}
