//! The only place that knows the order of the stages.

mod audit;
mod beyond;
mod closed_part;
mod kept;
mod longer;
mod look;
mod parts;
mod subject;

use crate::calendar::{NaiveDate, Period};
use crate::derivation::Worksheet;
use crate::finding::Findings;
use crate::history::{Computed, Figures, History, PastStanding};
use crate::ledger::Ledger;
use crate::measure::places::Places;
use crate::measure::{Book, Nobody, Totals, Witness};
use crate::policy::Policy;
use crate::ranking::{RankingRow, rank_people};
use crate::results::{PeriodResult, PersonResult};
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
    /// The standings of the period asked for and of those before it, as they were evaluated.
    pub standings: Vec<(Period, Vec<Option<PastStanding>>)>,
    /// What measures came to in the period asked for; empty where nobody will keep it.
    pub figures: Figures,
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
    /// Whether the worksheets of those who are explained show every measure, also those that no rule looks at.
    pub every_measure: bool,
    /// Whether what the audit needs is kept.
    pub audits: bool,
    /// Whether the standings of the period asked for, and of those before it, are kept: questions look at them.
    pub kept: bool,
    /// Whether what measures came to is kept: the period will be closed.
    pub freezes: bool,
    /// Of whom somebody will ask how figures were obtained; all others' steps are forgotten once they are done.
    pub explained: Explained,
}

/// Whose figures are explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explained {
    /// Nobody's.
    OfNobody,
    /// One person's, by index in the ledger.
    Of(usize),
    /// Everybody's.
    OfEverybody,
}

impl Explained {
    /// Whether it is that person's too.
    fn holds(self, person: usize) -> bool {
        self == Explained::OfEverybody || self == Explained::Of(person)
    }
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
        Appraisal {
            result,
            ranking,
            parts: Vec::new(),
            chains: Vec::new(),
            standings: Vec::new(),
            figures: Figures::default(),
        }
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

/// All that results follow from.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// The registers.
    pub ledger: &'a Ledger,
    /// What was gathered.
    pub totals: &'a dyn Totals,
    /// What is known of periods without evaluating them.
    pub history: &'a dyn History,
    /// The last day that counts; absent: the last of each period.
    pub as_of: Option<NaiveDate>,
}

impl<'a> Given<'a> {
    /// The book of a period; its steps are kept.
    pub fn book(self, period: &'a Period) -> Book<'a> {
        let Given { policy, ledger, totals, history, as_of } = self;
        Book {
            policy,
            ledger,
            totals,
            period,
            asked: Some(period),
            history,
            as_of,
            witness: None,
            kept: None,
            places: None,
        }
    }
}

/// Scores, grades, ranks and pays. Nothing but what is given decides on the results, so it may be asked as often as one likes.
pub fn evaluate(given: Given, spans: &Spans, findings: &mut Findings) -> Appraisal {
    let Given { policy, ledger, .. } = given;
    let mut of_whole = Findings::new();
    let watch = Watch { beyond: beyond::Watch::new(policy, ledger), longer: longer::Watch::new(policy, ledger) };
    let asked = Asked {
        audits: spans.audits,
        freezes: spans.freezes,
        witness: witness(spans, &watch),
        explained: spans.explained,
    };
    let mut appraisal = if spans.scored {
        evaluate_last(given, &spans.whole, (matches!(spans.paid, Paid::Whole), asked), &mut of_whole)
    } else {
        Appraisal::of_nobody(empty(ledger, &spans.whole[0]), Vec::new())
    };
    if spans.heard {
        findings.extend(of_whole);
    }
    if !spans.kept {
        appraisal.standings = Vec::new();
    }
    if let Paid::Parts(lists) = &spans.paid {
        let mut audited = Vec::new();
        let part = |periods: &Vec<Period>| {
            let mut findings = Findings::new();
            if let Some(result) = periods.first().and_then(|period| closed_part::of(given, period)) {
                return parts::Part { result, is_closed: true, findings };
            }
            let Appraisal { result, chains, .. } = evaluate_last(given, periods, (true, asked), &mut findings);
            audited.extend(chains);
            parts::Part { result, is_closed: false, findings }
        };
        parts::add(policy, &mut appraisal.result, lists.iter().map(part).collect(), findings);
        appraisal.chains.extend(audited);
        for person in appraisal.result.paid_mut() {
            person.totals = payout::totals(&mut person.sheet, &person.lines);
        }
        if asked.witness.is_some() {
            let others = appraisal.result.paid_mut().filter(|person| !spans.explained.holds(person.person));
            others.for_each(|person| person.sheet.forget());
        }
        appraisal.parts = lists.iter().filter_map(|periods| periods.first().cloned()).collect();
    }
    watch.beyond.warn(&appraisal.result, findings);
    watch.longer.warn(&appraisal.result, &appraisal.parts, findings);
    if spans.every_measure {
        look::at_measures(&given.book(&spans.whole[0]), spans.explained, &mut appraisal.result);
    }
    appraisal
}

fn witness<'a>(spans: &Spans, watch: &'a Watch) -> Option<&'a dyn Witness> {
    if spans.audits || spans.explained == Explained::OfEverybody { None } else { Some(watch) }
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
    /// Whether what measures came to is kept.
    freezes: bool,
    /// Who looks at steps before they are forgotten; nothing: those of the period asked for are kept.
    witness: Option<&'a dyn Witness>,
    /// Whose steps of the period asked for are kept all the same.
    explained: Explained,
}

impl<'a> Asked<'a> {
    /// The same of a period that lies so far back: nobody is shown how its figures were obtained.
    fn of_period(self, back: usize) -> Option<&'a dyn Witness> {
        if back == 0 || self.audits { self.witness } else { Some(&Nobody) }
    }
}

/// Evaluates the periods, the latest of which comes first in `periods` and is the one asked for: the earliest first, each of which is
/// history for the next; the last one is paid.
fn evaluate_last(given: Given, periods: &[Period], (paid, asked): (bool, Asked), findings: &mut Findings) -> Appraisal {
    let mut history = Computed::before(given.history);
    let mut earlier = Vec::new();
    for (back, period) in periods.iter().enumerate().skip(1).rev() {
        if given.history.standings(period).is_some() {
            continue; // It is closed: what stood then stands.
        }
        let book = Book { witness: asked.of_period(back), asked: Some(&periods[0]), ..given.book(period) };
        // What is wrong in an earlier period is no fault of this run: its figures are then missing.
        let (result, _) = evaluate_one(book, &mut history, false, &mut Findings::new());
        if asked.audits {
            earlier.push(result);
        }
    }
    let kept = if let Explained::Of(person) = asked.explained { Some(person) } else { None };
    let book = Book { witness: asked.witness, kept, ..given.book(&periods[0]) };
    let (result, ranking) = evaluate_one(book, &mut history, paid, findings);
    let figures = if asked.freezes {
        kept::of(&Book { history: &history, ..given.book(&periods[0]) })
    } else {
        Figures::default()
    };
    let standings = history.into_periods();
    let mut appraisal = Appraisal { standings, figures, ..Appraisal::of_nobody(result, ranking) };
    if asked.audits {
        let chain = std::iter::once(appraisal.result.clone()).chain(earlier.into_iter().rev());
        appraisal.chains.push(chain.collect());
    }
    appraisal
}

/// Scores, grades and ranks the period of the book, and pays it where it is paid. Its standings become history, for its own later stages
/// as for later periods.
fn evaluate_one(
    book: Book,
    history: &mut Computed,
    paid: bool,
    findings: &mut Findings,
) -> (PeriodResult, Vec<RankingRow>) {
    let mut result = empty(book.ledger, book.period);
    let before = Book { history, ..book };
    scorecard::score_people(&before, &mut result, findings);
    scorecard::grade_people(&before, &mut result, findings);
    history.note(&result);
    let mut sheets = result.take_sheets();
    let mut ranking = rank_people(&Book { history, ..book }, &result, &mut sheets);
    ranking.iter_mut().for_each(|row| place(row, &mut result));
    history.note(&result);
    if paid {
        result.gone = gone(&book, &result);
        sheets.resize_with(result.paid().count(), Worksheet::new);
        let places = Places::default();
        let pay = payout::pay(Book { history, places: Some(&places), ..book }, &result, &mut sheets, findings);
        result.give_pay(pay);
    }
    result.give_sheets(sheets);
    (result, ranking)
}

/// Who is not employed in the period any more, or not yet, and has something open.
fn gone(book: &Book, result: &PeriodResult) -> Vec<PersonResult> {
    let open = book.history.people_with_open(book.period).into_iter();
    open.filter(|person| result.position(*person).is_none()).map(PersonResult::new).collect()
}

/// Notes the place in the standing.
fn place(row: &mut RankingRow, result: &mut PeriodResult) {
    let Some(position) = result.position(row.person) else { return };
    let standing = &mut result.people[position].standing;
    (standing.rank, standing.apart) = (row.rank, row.apart);
    standing.rank_figure = row.rank_figure.take();
}

/// Everybody who is employed on some day of the period, without results.
fn empty(ledger: &Ledger, period: &Period) -> PeriodResult {
    let mut people: Vec<PersonResult> = ledger.people.employed_in(period).map(PersonResult::new).collect();
    people.shrink_to_fit();
    PeriodResult { period: period.clone(), people, gone: Vec::new() }
}
