//! The distances to the first, to the next higher score and to the median of a list.

use super::order::Entrant;
use crate::derivation::{Figure, Form, Leaf, Subject};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::Unit;
use crate::results::PersonResult;

/// The distances; nothing for somebody without a score.
#[derive(Default)]
pub(super) struct Gaps {
    /// To the first.
    pub first: Option<Figure>,
    /// To the next higher score.
    pub next: Option<Figure>,
    /// To the median.
    pub median: Option<Figure>,
}

/// The person's distances in the list.
pub(super) fn of(book: &Book, result: &mut PersonResult, list: &[Entrant]) -> Gaps {
    let Some(own) = result.standing.score.clone() else { return Gaps::default() };
    let ranked: Vec<(usize, &Number)> =
        list.iter().filter_map(|entrant| Some((entrant.person, entrant.score.as_ref()?))).collect();
    let higher = ranked.iter().copied().filter(|(_, score)| Some(*score) > own.value());
    let next = higher.reduce(|lowest, other| if other.1 < lowest.1 { other } else { lowest });
    let elsewhere = |person| Leaf::Elsewhere { window: book.period.clone(), subject: Subject::Person(person) };
    let mut gap = |name: &'static str, of: &'static str, leaf: Leaf, score: &Number| {
        let rule = book.policy.ranking.span;
        let other = result.sheet.leaf(leaf, Some(score.clone()), Unit::Points);
        result.sheet.name(&other, of, None, Some(rule));
        result.sheet.named((name, ""), rule, Form::Difference, &[&other, &own], Unit::Points)
    };
    let first = ranked.first();
    Gaps {
        first: first.map(|(person, score)| gap("gap_first", "score", elsewhere(*person), score)),
        next: next.map(|(person, score)| gap("gap_next", "score", elsewhere(person), score)),
        median: median(ranked.iter().map(|(_, score)| *score))
            .map(|score| gap("gap_median", "median_score", Leaf::Place { among: ranked.len() }, &score)),
    }
}

/// The middle score; of an even number, the mean of the middle two.
fn median<'a>(scores: impl Iterator<Item = &'a Number>) -> Option<Number> {
    let mut scores: Vec<&Number> = scores.collect();
    scores.sort();
    let upper = *scores.get(scores.len() / 2)?;
    let lower = *scores.get((scores.len() - 1) / 2)?;
    (lower + upper).checked_div(&Number::from(2))
}
