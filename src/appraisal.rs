//! The results of a period, and the only place that knows the order of the stages.

use crate::calendar::Period;
use crate::derivation::{Figure, Worksheet};
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::measure::{Book, Totals};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::PayUnit;
use crate::ranking::{RankingRow, rank_people};
use crate::{payout, scorecard};

/// One indicator of one person.
#[derive(Clone, Debug)]
pub struct ScoredIndicator {
    /// Its name.
    pub name: String,
    /// The measure's value or the rating; missing where there is none.
    pub actual: Figure,
    /// What attainment was measured by, where the indicator has an attainment.
    pub against: Option<Figure>,
    /// Attainment, where the indicator has one.
    pub attainment: Option<Figure>,
    /// Points as they count in the score (after redistribution); missing where the weight went to others.
    pub points: Figure,
    /// The weight as it counted.
    pub weight: Number,
    /// Whether a missing value gave its weight to the others.
    pub redistributed: bool,
}

/// What a person scored; before grades and ranks of all people are known, those are empty.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Name of the scorecard; nothing: not appraised.
    pub scorecard: Option<String>,
    /// In the order of the scorecard.
    pub indicators: Vec<ScoredIndicator>,
    /// Lines added after the indicators (`adjust`): name and points.
    pub adjustments: Vec<(String, Figure)>,
    /// The complete, rounded score; nothing without a scorecard or when every indicator is missing.
    pub score: Option<Figure>,
    /// The grade's letter.
    pub grade: Option<String>,
    /// The grade's coefficient.
    pub coefficient: Option<Figure>,
    /// The grade before a forced distribution changed it.
    pub grade_before: Option<String>,
    /// Place among those ranked together.
    pub rank: Option<u32>,
    /// Whether ranked in the list of people in probation.
    pub apart: bool,
}

/// One line of pay.
#[derive(Clone, Debug)]
pub struct PayLine {
    /// Index of its component in the policy.
    pub component: usize,
    /// Its name: the component's, or the adjustment's.
    pub name: String,
    /// What it pays in.
    pub unit: PayUnit,
    /// The rounded amount; of an honour 1.
    pub amount: Figure,
    /// The honour's name, an adjustment's reason and approval, a choice not taken: shown beside the line.
    pub remarks: Vec<Remark>,
    /// With `over = "deal"`: one entry for each order.
    pub deals: Vec<DealLine>,
}

/// What is shown beside a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The name of an honour.
    Honour(String),
    /// Why, and who approved it.
    Approved {
        /// Why.
        reason: String,
        /// By whom.
        by: String,
    },
    /// Another reward that could have been chosen: amount and unit.
    Instead(String, PayUnit),
}

/// One order's part of a line.
#[derive(Clone, Debug)]
pub struct DealLine {
    /// Its key; empty for a row without one.
    pub order: String,
    /// `file:line` of its first row.
    pub at: String,
    /// The person's part of the order.
    pub base: Number,
    /// The rounded amount.
    pub amount: Figure,
}

/// One person's results in a period.
#[derive(Clone, Debug)]
pub struct PersonResult {
    /// Index in the ledger.
    pub person: usize,
    /// Every step.
    pub sheet: Worksheet,
    /// Score, grade, place.
    pub standing: Standing,
    /// Pay, in the order of the policy.
    pub lines: Vec<PayLine>,
    /// Totals of the rounded lines, per unit that occurs.
    pub totals: Vec<(PayUnit, Figure)>,
}

/// A period's results: a person for every one employed on some day of it, in the order of the ledger.
#[derive(Clone, Debug)]
pub struct PeriodResult {
    /// The period.
    pub period: Period,
    /// By ascending index in the ledger.
    pub people: Vec<PersonResult>,
}

impl PeriodResult {
    /// The results of that person; nothing when not employed in the period.
    pub fn of(&self, person: usize) -> Option<&PersonResult> {
        self.people.binary_search_by_key(&person, |result| result.person).ok().map(|index| &self.people[index])
    }
}

/// A period with its book and, once scored, its results, and the period before it, as far back as conditions look.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The book.
    pub book: Book<'a>,
    /// The results so far.
    pub result: &'a PeriodResult,
    /// The period before, where it was computed.
    pub earlier: Option<&'a View<'a>>,
}

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
