//! The distances to the first, to the next higher score and to the median of a list.

use super::Ranked;
use super::order::Entrant;
use crate::derivation::{Figure, Form, Leaf, Subject};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::Unit;

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

/// The scores of a list, looked at once for everybody in it.
pub(super) struct Scores<'a> {
    first: Option<(usize, &'a Number)>,
    /// The lowest first; of equal ones who stands first in the list.
    rising: Vec<(usize, &'a Number)>,
    median: Option<Number>,
}

impl<'a> Scores<'a> {
    /// Those of the list's people who have one.
    pub fn of(list: &'a [Entrant]) -> Self {
        let mut rising: Vec<(usize, &Number)> =
            list.iter().filter_map(|entrant| Some((entrant.person, entrant.score.as_ref()?))).collect();
        let first = rising.first().copied();
        rising.sort_by_key(|(_, score)| *score);
        let median = median(&rising);
        Scores { first, rising, median }
    }

    /// How many have a score.
    pub fn among(&self) -> usize {
        self.rising.len()
    }

    /// The lowest score above that one.
    fn above(&self, score: &Number) -> Option<(usize, &'a Number)> {
        self.rising.get(self.rising.partition_point(|(_, other)| *other <= score)).copied()
    }
}

/// The person's distances in the list.
pub(super) fn of(book: &Book, ranked: &mut Ranked, scores: &Scores) -> Gaps {
    let Some(own) = ranked.person.standing.score.clone() else { return Gaps::default() };
    let next = match own.value() {
        Some(score) => scores.above(score),
        None => scores.rising.first().copied(),
    };
    let elsewhere = |person| Leaf::Elsewhere { window: book.period.clone(), subject: Subject::Person(person) };
    let mut gap = |name: &'static str, of: &'static str, leaf: Leaf, score: &Number| {
        let rule = book.policy.ranking.span;
        let other = ranked.sheet.leaf(leaf, Some(score.clone()), Unit::Points);
        ranked.sheet.name(&other, of, None, Some(rule));
        ranked.sheet.named((name, ""), rule, Form::Difference, &[&other, &own], Unit::Points)
    };
    let (among, person, window) = (scores.rising.len(), ranked.person.person, book.period.clone());
    let middle = Leaf::Place { among, person, window };
    Gaps {
        first: scores.first.map(|(person, score)| gap("gap_first", "score", elsewhere(person), score)),
        next: next.map(|(person, score)| gap("gap_next", "score", elsewhere(person), score)),
        median: scores.median.as_ref().map(|score| gap("gap_median", "median_score", middle, score)),
    }
}

/// The middle score; of an even number, the mean of the middle two.
fn median(rising: &[(usize, &Number)]) -> Option<Number> {
    let (_, upper) = rising.get(rising.len() / 2)?;
    let (_, lower) = rising.get((rising.len() - 1) / 2)?;
    (*lower + *upper).checked_div(&Number::from(2))
}
