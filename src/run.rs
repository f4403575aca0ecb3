//! One run from files to results: the way of the data, and the only place that walks it from end to end.

mod beginning;
mod closed;
mod fixed;
mod frozen;
mod since;
mod spans;
mod subject;

use std::path::Path;

pub use closed::{Kept, Now, Ruled, Together, Years, effect, frozen_policy, trued_up_with};

use crate::appraisal::{Appraisal, Audited, Chain, Explained, Given, SubjectResult, audit, evaluate};
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings, Severity};
use crate::gathering::causes::Causes;
use crate::gathering::rows::Reader;
use crate::gathering::{self, Gathered, Misread, Opened, Pace, Scope, Trust};
use crate::history::{Closed, Computed, Known};
use crate::ingest::decode::Encoding;
use crate::ingest::faults::FaultPolicy;
use crate::ingest::progress::Progress;
use crate::ledger::{Ledger, roles};
use crate::management::{self, Answer, Question, View};
use crate::measure::Book;
use crate::measure::cube::Cube;
use crate::measure::plan::Plan;
use crate::policy::Policy;

/// Which results are asked for. Where the period is the policy's own, there are always all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Scores of the period as a whole.
    Scores,
    /// Pay.
    Pay,
    /// What there is of both, with how it was obtained.
    Either,
    /// Both, with all that is wrong with them.
    Both,
    /// The same, with all that the folder of a closed period holds.
    Frozen,
}

/// What a run is asked for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The folder that the policy's paths are relative to.
    pub folder: &'a Path,
    /// The period; absent: the latest that the data covers.
    pub period: Option<Period>,
    /// How many threads read large files.
    pub threads: usize,
    /// What becomes of bad rows.
    pub bad_rows: FaultPolicy,
    /// Which results are asked for.
    pub wanted: Wanted,
    /// Whether what worksheets took from the files is asked for again.
    pub audits: bool,
    /// Whose steps are kept.
    pub steps: Steps,
    /// A subject beside the people whose figures are asked for.
    pub subject: Option<AskedSubject>,
    /// What of the management half is asked; all of it is answered from one reading of the files.
    pub questions: Vec<Question>,
    /// The last day that counts, in the period; absent: the period's last.
    pub as_of: Option<NaiveDate>,
    /// Which inputs are read.
    pub scope: Scope,
    /// Whether a source may have no row in the period.
    pub allow_empty: bool,
    /// The encoding of files whose policy names none; absent: what each file tells.
    pub encoding: Option<Encoding>,
    /// Whether what is merely worth knowing is told, too.
    pub notes: bool,
    /// The closed periods that results may follow from.
    pub closed: Closed,
    /// Told of all that is read.
    pub progress: &'a Progress,
}

impl Request<'_> {
    /// Whether it is asked what needs a look.
    fn is_watched(&self) -> bool {
        self.questions.contains(&Question::Watch)
    }

    /// The columns that figures are told apart by: that of the subject, and those of the questions.
    fn columns(&self) -> impl Iterator<Item = &str> {
        let of_subject = self.subject.iter().filter_map(AskedSubject::column);
        of_subject.chain(self.questions.iter().filter_map(Question::label))
    }
}

/// Whose steps are asked for: how each of the figures was obtained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Nobody's.
    OfNobody,
    /// Those of the person whom the first of these words name, where they do.
    OfNamed(Vec<String>),
    /// Everybody's.
    OfEverybody,
}

impl Steps {
    fn of(&self, ledger: &Ledger) -> Explained {
        match self {
            Steps::OfNobody => Explained::OfNobody,
            Steps::OfNamed(words) => {
                ledger.people.named_first(words).map_or(Explained::OfNobody, |(_, person)| Explained::Of(person))
            }
            Steps::OfEverybody => Explained::OfEverybody,
        }
    }
}

/// A subject that is no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedSubject {
    /// What has that word in a column: a customer, a product.
    Labelled {
        /// The column, by its own name or its header.
        column: String,
        /// The word, in any case.
        label: String,
    },
    /// A team.
    Team(String),
    /// Everybody.
    Department,
}

impl AskedSubject {
    /// The column that says what it is, where one does.
    fn column(&self) -> Option<&str> {
        if let AskedSubject::Labelled { column, .. } = self { Some(column) } else { None }
    }
}

/// Everything that a report is made from.
pub struct Outcome {
    /// The rules.
    pub policy: Policy,
    /// The registers.
    pub ledger: Ledger,
    /// What was gathered, and from what.
    pub plan: Plan,
    /// The sources as they were opened, to read rows again.
    pub opened: Vec<Opened>,
    /// Control totals, rows that are nobody's, rows set aside.
    pub gathered: Gathered,
    /// The results.
    pub appraisal: Appraisal,
    /// What was known of closed periods.
    pub history: Known,
    /// The figures of the subject that was asked for.
    pub subject: Option<SubjectResult>,
    /// What of the management half was asked for, in the order of the questions.
    pub answers: Vec<Answer>,
    /// The last day that counts.
    pub as_of: Option<NaiveDate>,
    /// What the audit found, where it was asked for.
    pub audited: Audited,
    /// How many threads read.
    pub threads: usize,
}

impl Outcome {
    /// Lets go of what is known of each customer and product, and, but for an audit, of each person's results: who asks for the facts of the files
    /// alone needs none of it.
    pub fn keep_facts(&mut self, audits: bool) {
        (self.ledger.customers, self.ledger.products) = Default::default();
        if !audits {
            let result = &mut self.appraisal.result;
            (result.people, result.gone) = Default::default();
            (self.appraisal.ranking, self.appraisal.standings) = Default::default();
        }
    }
}

/// Reads, computes, and reports everything that is wrong; nothing where it cannot go on. With errors among the findings there may
/// still be an outcome, which must not be written.
pub fn run(policy: Policy, request: &Request, findings: &mut Findings) -> Option<Outcome> {
    run_spoilt(policy, request, findings, &mut |_| {})
}

/// The same, with results that are changed between the computing and the audit: for tests of what the audit finds.
#[doc(hidden)]
pub fn run_spoilt(
    policy: Policy,
    request: &Request,
    findings: &mut Findings,
    spoil: &mut dyn FnMut(&mut [Chain]),
) -> Option<Outcome> {
    let causes = Causes::of(&policy);
    let (mut gathered, mut of_history) = (Gathered::default(), Findings::new());
    let outcome = walk(policy, request, (&mut gathered, &mut of_history, spoil), findings);
    findings.extend(closed::without_consequences(of_history, findings));
    let gathered = outcome.as_ref().map_or(&gathered, |outcome| &outcome.gathered);
    *findings = causes.settle(std::mem::take(findings), gathered);
    outcome
}

/// What may be done to the worksheets before they are audited: nothing, but in a test.
type Spoil<'a> = &'a mut dyn FnMut(&mut [Chain]);

/// All that `run` does but for putting causes before their consequences. What is wrong with closed periods is told apart.
fn walk(
    mut policy: Policy,
    request: &Request,
    (gathered, of_history, spoil): (&mut Gathered, &mut Findings, Spoil),
    findings: &mut Findings,
) -> Option<Outcome> {
    let reading = beginning::reading(request);
    policy.management.is_watched = request.is_watched();
    policy.management.listed = management::listed(&policy, &request.questions);
    policy.management.names_products = management::names_products(&policy, &request.questions);
    policy.management.looked_through = management::looked_through(&policy);
    let mut ledger = beginning::checked_ledger(&policy, &reading, gathered, findings);
    let is_sound = !findings.has_errors();
    let period = beginning::period(&policy, &ledger, (&reading, request), findings)?;
    beginning::leave_other_adjustments(&ledger, &period, findings);
    beginning::leave_other_targets(&ledger, &period, findings);
    beginning::fold_people(findings);
    let as_of = beginning::last_day(&period, request.as_of, findings)?;
    let spans = beginning::spans_of((&mut policy, &ledger), (period, as_of), request, findings);
    let mut plan = beginning::planned((&mut policy, &ledger), (&spans, as_of), request);
    let (history, of_closed) = closed::history((&policy, &ledger), (&spans, request), of_history);
    plan.as_closed = closed::as_closed(&policy, &spans, &history);
    if request.scope != Scope::Again {
        let all = history.periods().periods.iter().map(|closed| &closed.period);
        let is_before = |closed: &&Period| closed.last() < spans.whole[0].first();
        plan.look_back(&policy, all.filter(is_before).cloned().collect());
    }
    if !is_sound {
        *of_history = Findings::new();
    }
    let mut told = Findings::new();
    let mut opened = gathering::open_streams((&policy, &ledger), &mut plan, &reading, Trust::FirstBytes, &mut told);
    gathering::read_products((&policy, &plan, &opened), &mut ledger, &reading, gathered, findings);
    gathering::read_customers((&policy, &plan, &opened), &mut ledger, &reading, gathered, findings);
    gathering::know_customers(&plan, &ledger, &mut opened);
    let trusting = gathering::read_cube((&policy, &ledger, &plan), &opened, &reading, gathered, findings);
    let cube = match trusting {
        Ok(cube) => cube,
        // Once more, with every encoding told from all bytes.
        Err(Misread) => {
            told = Findings::new();
            plan.files.clear();
            opened = gathering::open_streams((&policy, &ledger), &mut plan, &reading, Trust::AllBytes, &mut told);
            gathering::know_customers(&plan, &ledger, &mut opened);
            gathering::read_cube((&policy, &ledger, &plan), &opened, &reading, gathered, findings).ok()?
        }
    };
    findings.extend(told);
    let mut of_results = Findings::new();
    let given = Given { policy: &policy, ledger: &ledger, totals: &cube, history: &history, as_of };
    let mut appraisal = evaluate(given, &spans, &mut of_results);
    if !request.questions.is_empty() {
        of_results = of_scores(request, &of_results);
    }
    let mut chains = std::mem::take(&mut appraisal.chains);
    spoil(&mut chains);
    let audited = audit(given, &chains);
    let book = given.book(&spans.whole[0]);
    let subject =
        request.subject.as_ref().and_then(|asked| subject::of(&book, (&plan, &opened), (asked, &cube), findings));
    let last = as_of.unwrap_or(spans.whole[0].last());
    let rows = Reader::new((&policy, &ledger, &plan), (&opened, gathered), (last, Pace::of(&reading)));
    let is_answered = is_sound && ![&*findings, of_history, &of_results].iter().any(|told| told.has_errors());
    let questions: &[Question] = if is_answered { &request.questions } else { &[] };
    let then = management::known_since(&policy, questions)
        .and_then(|since| gathering::read_cube_as_of((&policy, &ledger, &plan), (&opened, since), &reading).ok());
    let totals = (&cube, then.as_ref());
    let answers = answered((&history, book), (totals, &appraisal, &rows), questions, findings);
    findings.extend(rows.findings());
    for window in cube.unplanned() {
        of_results.push(Finding::error("window-not-planned").with("period", window));
    }
    drop((cube, then));
    // Under wrong rules or registers, what the results lack only follows from what was told.
    if is_sound {
        findings.extend(of_results);
    }
    let is_refused = |findings: &Findings| findings.has_errors() || of_history.has_errors();
    if !is_refused(findings) {
        roles::check_people(&policy, &ledger, &spans.whole[0], findings);
    }
    let gathered = std::mem::take(gathered);
    let outcome = Outcome {
        policy,
        ledger,
        plan,
        opened,
        gathered,
        appraisal,
        history,
        subject,
        answers,
        as_of,
        audited,
        threads: request.threads,
    };
    if !is_refused(findings) && matches!(request.wanted, Wanted::Pay | Wanted::Both | Wanted::Frozen) {
        tell_of_closed(&outcome, of_closed, findings);
    }
    Some(outcome)
}

/// What the management half answers; what was scored in this run is history to it.
fn answered(
    (history, book): (&Known, Book),
    ((cube, then), appraisal, rows): ((&Cube, Option<&Cube>), &Appraisal, &Reader),
    questions: &[Question],
    findings: &mut Findings,
) -> Vec<Answer> {
    let mut computed = Computed::before(history);
    appraisal.standings.iter().for_each(|(period, standings)| computed.put(period.clone(), standings.clone()));
    let mut answer = |question: &Question| {
        // Tables in which periods and parts add up are all of today's files; suggestions are told by the conditions that pay.
        let asked = book.asked.filter(|_| *question == Question::Watch);
        let view = View { book: Book { history: &computed, asked, ..book }, cube, then, appraisal, rows };
        management::answer(view, question, findings)
    };
    questions.iter().filter_map(&mut answer).collect()
}

/// Tells where what is paid is otherwise than it was closed, or follows from nothing that was.
fn tell_of_closed(outcome: &Outcome, of_closed: Vec<Finding>, findings: &mut Findings) {
    for one in of_closed {
        if !findings.iter().any(|other| (one.code, &one.places) == (other.code, &other.places)) {
            findings.push(one);
        }
    }
    let told = closed::told_differences(outcome).into_iter().chain(closed::begins_without(outcome));
    let told = told.chain(closed::told_of_pay(outcome));
    told.chain(since::told(outcome)).for_each(|finding| findings.push(finding));
}

/// What is wrong with scores and pay as questions of management hear of it: it stops none, and only watches and suggestions look at scores.
fn of_scores(request: &Request, told: &Findings) -> Findings {
    let mut heard = Findings::new();
    for finding in told.iter().filter(|_| request.is_watched()) {
        let severity = if finding.severity == Severity::Error { Severity::Warning } else { finding.severity };
        heard.push(Finding { severity, ..finding.clone() });
    }
    heard
}
