//! The ranking: places by score and further keys, the distances between people, and what the next grade needs.
//!
//! People in probation have a list of their own where the policy says so: places, gaps and medians are within a list.

mod gaps;
mod lever;
mod next_grade;
mod order;

use crate::derivation::{Figure, Form, Leaf, Worksheet};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::Unit;
use crate::results::{PeriodResult, PersonResult};

pub use next_grade::NextGrade;

/// One person's place. A distance is another's score less the own one: above 0 is behind.
#[derive(Clone, Debug)]
pub struct RankingRow {
    /// Index in the ledger.
    pub person: usize,
    /// Whether in the list of people in probation.
    pub apart: bool,
    /// Place in the list; nothing for somebody without a score.
    pub rank: Option<u32>,
    /// The same with what decided it, until the standing takes it.
    pub rank_figure: Option<Figure>,
    /// Places won (lost: below 0) since the period before; nothing for somebody who was not in the same list then.
    pub change: Option<i64>,
    /// Distance to the first of the list.
    pub gap_first: Option<Figure>,
    /// Distance to the next higher score of the list; nothing for the highest.
    pub gap_next: Option<Figure>,
    /// Distance to the median of the list.
    pub gap_median: Option<Figure>,
    /// What the next grade needs; nothing without a higher grade in reach.
    pub next_grade: Option<Box<NextGrade>>,
}

/// Ranks everybody with a scorecard. The steps go to the worksheets, which are those of the same people.
///
/// The rows are in the order of places, then of persons; then those without a score; then the list of people in
/// probation, in the same order.
pub fn rank_people(book: &Book, results: &PeriodResult, sheets: &mut [Worksheet]) -> Vec<RankingRow> {
    let mut rows = Vec::with_capacity(results.people.len());
    for apart in [false, true] {
        let list = order::list(book, results, sheets, apart);
        let scores = gaps::Scores::of(&list);
        for entrant in &list {
            let ranked = Ranked { person: &results.people[entrant.index], sheet: &mut sheets[entrant.index] };
            rows.push(row(book, ranked, &scores, entrant));
        }
    }
    rows
}

/// Somebody who is ranked: the results, and the worksheet for more steps.
struct Ranked<'r> {
    person: &'r PersonResult,
    sheet: &'r mut Worksheet,
}

fn row(book: &Book, mut ranked: Ranked, scores: &gaps::Scores, entrant: &order::Entrant) -> RankingRow {
    let rank_figure = entrant.rank.map(|rank| place(book, ranked.sheet, entrant, (rank, scores)));
    let gaps = gaps::of(book, &mut ranked, scores);
    let next_grade = next_grade::of(book, &mut ranked);
    book.done_with(entrant.person, ranked.sheet);
    RankingRow {
        person: entrant.person,
        apart: entrant.apart,
        rank: entrant.rank,
        rank_figure,
        change: change(book, entrant),
        gap_first: gaps.first,
        gap_next: gaps.next,
        gap_median: gaps.median,
        next_grade: next_grade.map(Box::new),
    }
}

/// Places won since the period before.
fn change(book: &Book, entrant: &order::Entrant) -> Option<i64> {
    let before = book.history.standing(entrant.person, &book.period.previous())?;
    let rank = before.rank.filter(|_| before.apart == entrant.apart)?;
    Some(i64::from(rank) - i64::from(entrant.rank?))
}

/// The place, beside what decided it.
fn place(book: &Book, sheet: &mut Worksheet, entrant: &order::Entrant, (rank, scores): (u32, &gaps::Scores)) -> Figure {
    let leaf = Leaf::Place { among: scores.among(), person: entrant.person, window: book.period.clone() };
    let place = sheet.leaf(leaf, Some(Number::from(i64::from(rank))), Unit::Count);
    sheet.name(&place, "place", None, None);
    let inputs: Vec<&Figure> = std::iter::once(&place).chain(&entrant.figures).collect();
    sheet.named(("rank", ""), book.policy.ranking.span, Form::Chosen(0), &inputs, Unit::Count)
}

#[cfg(test)]
mod tests;
