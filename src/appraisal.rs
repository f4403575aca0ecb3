//! The only place that knows the order of the stages.

mod audit;
mod beyond;
mod longer;
mod look;
mod parts;
mod subject;

use crate::calendar::Period;
use crate::derivation::Worksheet;
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::measure::{Book, Nobody, PastScores, Totals, Witness};
use crate::number::Number;
use crate::policy::Policy;
use crate::ranking::{RankingRow, rank_people};
use crate::results::{PeriodResult, PersonResult, Standing, View};
use crate::{payout, scorecard};

pub use subject::{SubjectResult, of_subject};

pub use audit::{Audited, Chain, Differing, Taken, audit};

/// The results of a run.
pub struct Appraisal {
    /// The period asked for.
    pub result: PeriodResult,
    /// Its ranking, in the order in which it is shown.
    pub ranking: Vec<RankingRow>,
    /// The periods whose sum the pay is, where it is not that of the period itself.
    pub parts: Vec<Period>,
    /// What the audit looks at; nothing where none was asked for.
    pub chains: Vec<Chain>,
}

/// The periods that a run computes; each is a list with those that it looks back to after it, the latest first.
pub struct Spans {
    /// The period asked for.
    pub whole: Vec<Period>,
    /// What is paid.
    pub paid: Paid,
    /// Whether the period asked for is scored as a whole.
    pub scored: bool,
    /// Whether what is wrong with scores of the whole is told; else they are just missing.
    pub heard: bool,
    /// Whether the worksheets show every measure, also those that no rule looks at.
    pub every_measure: bool,
    /// Whether what the audit needs is kept.
    pub audits: bool,
    /// Whether somebody will ask how figures were obtained; else steps are forgotten once they are done.
    pub explained: bool,
}

/// What is paid.
pub enum Paid {
    /// Nothing.
    Nothing,
    /// The period asked for.
    Whole,
    /// The sum of these.
    Parts(Vec<Vec<Period>>),
}

impl Appraisal {
    /// Results without anything that is made of them.
    fn of_nobody(result: PeriodResult, ranking: Vec<RankingRow>) -> Self {
        Appraisal { result, ranking, parts: Vec::new(), chains: Vec::new() }
    }
}

impl Spans {
    /// Every period in them.
    pub fn all(&self) -> impl Iterator<Item = &Period> {
        let parts = match &self.paid {
            Paid::Parts(parts) => &parts[..],
            Paid::Nothing | Paid::Whole => &[],
        };
        self.whole.iter().chain(parts.iter().flatten())
    }
}

/// The rules, the registers, and what was gathered.
type Given<'a> = (&'a Policy, &'a Ledger, &'a dyn Totals);

/// Scores, grades, ranks and pays.
pub fn appraise(given: Given, spans: &Spans, findings: &mut Findings) -> Appraisal {
    let (policy, ledger, _) = given;
    let mut of_whole = Findings::new();
    let watch = Watch { beyond: beyond::Watch::new(policy, ledger), longer: longer::Watch::new(policy, ledger) };
    let asked = Asked { audits: spans.audits, witness: witness(spans, &watch) };
    let mut appraisal = if spans.scored {
        appraise_one(given, &spans.whole, (matches!(spans.paid, Paid::Whole), asked), &mut of_whole)
    } else {
        Appraisal::of_nobody(empty(ledger, &spans.whole[0]), Vec::new())
    };
    if spans.heard {
        findings.extend(of_whole);
    }
    if let Paid::Parts(lists) = &spans.paid {
        let mut audited = Vec::new();
        let part = |periods: &Vec<Period>| {
            let mut findings = Findings::new();
            let Appraisal { result, chains, .. } = appraise_one(given, periods, (true, asked), &mut findings);
            audited.extend(chains);
            parts::Part { result, findings }
        };
        parts::add(policy, &mut appraisal.result, lists.iter().map(part).collect(), findings);
        appraisal.chains.extend(audited);
        payout::add_totals(&mut appraisal.result);
        if asked.witness.is_some() {
            appraisal.result.people.iter_mut().for_each(|person| person.sheet.forget());
        }
        appraisal.parts = lists.iter().filter_map(|periods| periods.first().cloned()).collect();
    }
    watch.beyond.warn(&appraisal.result, findings);
    watch.longer.warn(&appraisal.result, &appraisal.parts, findings);
    if spans.every_measure {
        let (_, _, totals) = given;
        let period = &spans.whole[0];
        let book = Book { policy, ledger, totals, period, scores: None, earlier_scores: &[], witness: None };
        look::at_measures(&book, &mut appraisal.result);
    }
    appraisal
}

fn witness<'a>(spans: &Spans, watch: &'a Watch) -> Option<&'a dyn Witness> {
    if spans.audits || spans.explained { None } else { Some(watch) }
}

/// Everybody who looks at the steps of the periods asked for, whether these are kept or not.
struct Watch<'a> {
    beyond: beyond::Watch<'a>,
    longer: longer::Watch<'a>,
}

impl Witness for Watch<'_> {
    fn look_at(&self, person: usize, steps: &Worksheet) {
        self.beyond.look_at(person, steps);
        self.longer.look_at(person, steps);
    }
}

/// What becomes of worksheets.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// Whether those of earlier periods are kept for the audit.
    audits: bool,
    /// Who looks at steps before they are forgotten; nothing: those of the period asked for are kept.
    witness: Option<&'a dyn Witness>,
}

impl<'a> Asked<'a> {
    /// The same of a period that lies so far back: nobody is shown how its figures were obtained.
    fn of_period(self, back: usize) -> Option<&'a dyn Witness> {
        if back == 0 || self.audits { self.witness } else { Some(&Nobody) }
    }
}

/// Computes the periods, the latest of which comes first in `periods` and is the one asked for: all are scored, graded and ranked,
/// the earliest first; that one is paid.
fn appraise_one(
    (policy, ledger, totals): Given,
    periods: &[Period],
    (paid, asked): (bool, Asked),
    findings: &mut Findings,
) -> Appraisal {
    let (mut done, mut past): (Vec<PeriodResult>, Vec<PastScores>) = (Vec::new(), Vec::new());
    let mut ranking = Vec::new();
    for (back, period) in periods.iter().enumerate().rev() {
        // What is wrong in an earlier period is no fault of this run: its figures are then missing.
        let mut unheard = Findings::new();
        let found = if back == 0 { &mut *findings } else { &mut unheard };
        let witness = asked.of_period(back);
        let book = Book { policy, ledger, totals, period, scores: None, earlier_scores: &past, witness };
        let mut result = empty(ledger, period);
        scorecard::score_people(&book, &mut result, found);
        scorecard::grade_people(&book, &mut result, found);
        let scored = past_scores(ledger, &result);
        let book = Book { scores: Some(&scored.scores), ..book };
        ranking = rank_people(&book, &mut result, done.last());
        done.push(result);
        past.push(scored);
    }
    let (Some(mut result), Some(scored)) = (done.pop(), past.pop()) else {
        return Appraisal::of_nobody(empty(ledger, &periods[0]), ranking);
    };
    if paid {
        let scores = Some(&scored.scores[..]);
        let witness = asked.witness;
        let book = Book { policy, ledger, totals, period: &periods[0], scores, earlier_scores: &past, witness };
        pay(book, (&done, 0), None, &mut result, findings);
    }
    let mut appraisal = Appraisal::of_nobody(result, ranking);
    if asked.audits {
        let earlier = done.into_iter().rev();
        appraisal.chains.push(std::iter::once(appraisal.result.clone()).chain(earlier).collect());
    }
    appraisal
}

/// Pays, with the earlier periods (the earliest first, from that one on) as a chain of views.
fn pay(
    book: Book,
    (earlier, from): (&[PeriodResult], usize),
    before: Option<&View>,
    result: &mut PeriodResult,
    findings: &mut Findings,
) {
    let (Some(scored), Some(past)) = (earlier.get(from), book.earlier_scores.get(from)) else {
        return payout::pay(book, before, result, findings);
    };
    let earlier_scores = &book.earlier_scores[..from];
    let view_book = Book { period: &scored.period, scores: Some(&past.scores), earlier_scores, ..book };
    let view = View { book: view_book, result: scored, earlier: before };
    pay(book, (earlier, from + 1), Some(&view), result, findings);
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
    let mut people: Vec<PersonResult> = people.collect();
    people.shrink_to_fit();
    PeriodResult { period: period.clone(), people }
}

/// Complete scores of a period by index of the person.
fn past_scores(ledger: &Ledger, result: &PeriodResult) -> PastScores {
    PastScores { period: result.period.clone(), scores: scores(ledger, result) }
}

/// Complete scores by index of the person.
fn scores(ledger: &Ledger, result: &PeriodResult) -> Vec<Option<Number>> {
    let score = |person: usize| result.of(person)?.standing.score.as_ref()?.value().cloned();
    (0..ledger.people.list.len()).map(score).collect()
}
