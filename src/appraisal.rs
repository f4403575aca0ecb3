//! The only place that knows the order of the stages.

mod beyond;

use crate::calendar::Period;
use crate::derivation::Worksheet;
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::measure::{Book, Totals};
use crate::number::Number;
use crate::policy::Policy;
use crate::ranking::{RankingRow, rank_people};
use crate::results::{PeriodResult, PersonResult, Standing, View};
use crate::{payout, scorecard};

/// The results of a run.
pub struct Appraisal {
    /// The period asked for.
    pub result: PeriodResult,
    /// Its ranking, in the order in which it is shown.
    pub ranking: Vec<RankingRow>,
}

/// Computes the periods, the latest of which comes first in `periods` and is the one asked for: all are scored, graded and ranked,
/// the earliest first; that one is paid.
pub fn appraise(
    (policy, ledger, totals): (&Policy, &Ledger, &dyn Totals),
    periods: &[Period],
    findings: &mut Findings,
) -> Appraisal {
    let mut done: Vec<Scored> = Vec::new();
    let mut ranking = Vec::new();
    for (back, period) in periods.iter().enumerate().rev() {
        // What is wrong in an earlier period is no fault of this run: its figures are then missing.
        let mut unheard = Findings::new();
        let found = if back == 0 { &mut *findings } else { &mut unheard };
        let earlier = done.last();
        let book = Book { policy, ledger, totals, period, scores: None, earlier_scores: earlier.map(Scored::scores) };
        let mut result = empty(ledger, period);
        scorecard::score_people(&book, &mut result, found);
        scorecard::grade_people(&book, &mut result, found);
        let scores = scores(ledger, &result);
        let book = Book { scores: Some(&scores), ..book };
        ranking = rank_people(&book, &mut result, earlier.map(|earlier| &earlier.result));
        done.push(Scored { result, scores });
    }
    let Some(Scored { mut result, scores }) = done.pop() else {
        return Appraisal { result: empty(ledger, &periods[0]), ranking };
    };
    let book = Book {
        policy,
        ledger,
        totals,
        period: &periods[0],
        scores: Some(&scores),
        earlier_scores: done.last().map(Scored::scores),
    };
    pay(book, &done, None, &mut result, findings);
    beyond::warn(policy, ledger, &result, findings);
    Appraisal { result, ranking }
}

/// A period that is scored and ranked.
struct Scored {
    result: PeriodResult,
    /// Rounded scores by index of the person.
    scores: Vec<Option<Number>>,
}

impl Scored {
    fn scores(&self) -> &[Option<Number>] {
        &self.scores
    }
}

/// Pays, with the earlier periods (the earliest first) as a chain of views.
fn pay(book: Book, earlier: &[Scored], before: Option<&View>, result: &mut PeriodResult, findings: &mut Findings) {
    match earlier.split_first() {
        None => payout::pay(book, before, result, findings),
        Some((scored, later)) => {
            let period = &scored.result.period;
            let view_book = Book { period, scores: Some(scored.scores()), ..book };
            let view = View { book: view_book, result: &scored.result, earlier: before };
            pay(book, later, Some(&view), result, findings);
        }
    }
}

/// Everybody who is employed on some day of the period, without results.
fn empty(ledger: &Ledger, period: &Period) -> PeriodResult {
    let employed = |(_, person): &(usize, &crate::ledger::Person)| person.employed_in(period).is_some();
    let people = ledger.people.list.iter().enumerate().filter(employed).map(|(person, _)| PersonResult {
        person,
        sheet: Worksheet::new(),
        standing: Standing::default(),
        lines: Vec::new(),
        totals: Vec::new(),
    });
    PeriodResult { period: period.clone(), people: people.collect() }
}

fn scores(ledger: &Ledger, result: &PeriodResult) -> Vec<Option<Number>> {
    let score = |person: usize| result.of(person)?.standing.score.as_ref()?.value().cloned();
    (0..ledger.people.list.len()).map(score).collect()
}
