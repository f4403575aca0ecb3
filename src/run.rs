//! One run from files to results: the way of the data, and the only place that walks it from end to end.

mod closed;
mod frozen;
mod since;
mod spans;
mod subject;

use std::path::Path;

pub use closed::{effect, frozen_policy};

use crate::appraisal::{Appraisal, Audited, Chain, Explained, Given, Paid, Spans, SubjectResult, audit, evaluate};
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings, Severity};
use crate::gathering::causes::Causes;
use crate::gathering::rows::Reader;
use crate::gathering::{self, Gathered, Misread, Opened, Pace, Reading, Scope, Trust};
use crate::history::{Closed, Computed, Known};
use crate::ingest::decode::Encoding;
use crate::ingest::faults::FaultPolicy;
use crate::ingest::progress::Progress;
use crate::ledger::{Ledger, needed, roles};
use crate::management::{self, Answer, Question, View};
use crate::measure::plan::Plan;
use crate::measure::{Book, registers, values};
use crate::payout;
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
    /// What of the management half is asked.
    pub question: Option<Question>,
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
    /// What of the management half was asked for.
    pub answer: Option<Answer>,
    /// The last day that counts.
    pub as_of: Option<NaiveDate>,
    /// What the audit found, where it was asked for.
    pub audited: Audited,
    /// How many threads read.
    pub threads: usize,
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
    let mut gathered = Gathered::default();
    let outcome = walk(policy, request, (&mut gathered, spoil), findings);
    let gathered = outcome.as_ref().map_or(&gathered, |outcome| &outcome.gathered);
    *findings = causes.settle(std::mem::take(findings), gathered);
    outcome
}

/// What may be done to the worksheets before they are audited: nothing, but in a test.
type Spoil<'a> = &'a mut dyn FnMut(&mut [Chain]);

/// All that `run` does but for putting causes before their consequences.
fn walk(
    mut policy: Policy,
    request: &Request,
    (gathered, spoil): (&mut Gathered, Spoil),
    findings: &mut Findings,
) -> Option<Outcome> {
    let Request { folder, threads, bad_rows, scope, allow_empty, encoding, progress, .. } = *request;
    let asked = request.subject.as_ref().and_then(AskedSubject::column);
    let asked = asked.or(request.question.as_ref().and_then(Question::label));
    // Targets are handed down before their period has begun.
    let allow_empty = allow_empty || matches!(request.question, Some(Question::Targets(_)));
    let reading = Reading { folder, threads, bad_rows, scope, allow_empty, encoding, asked, progress };
    if let Some(question) = &request.question {
        policy.management.is_watched = *question == Question::Watch;
        policy.management.listed = management::listed(&policy, question);
    }
    gathering::report_absent_files(&policy, &reading, findings);
    let mut ledger = gathering::read_ledger(&policy, &reading, gathered, findings);
    roles::check_named(&policy, &ledger, findings);
    needed::check(&policy, &ledger, findings);
    payout::check(&policy, &ledger, findings);
    registers::check(&policy, findings);
    values::check(&policy, findings);
    let is_sound = !findings.has_errors();
    let fiscal_start = policy.header.fiscal_year_starts;
    let of_day = request.as_of.map(|day| Period::containing(day, policy.header.period, fiscal_start));
    let period = request.period.clone().or(of_day);
    let period = period.or_else(|| latest_period(&policy, &ledger, &reading, findings))?;
    let as_of = last_day(&period, request.as_of, findings)?;
    check_dates(&policy, &period, findings);
    let watched = request.question == Some(Question::Watch);
    let explained = request.steps.of(&ledger);
    let mut spans = Spans {
        audits: request.audits,
        explained,
        ..spans::spans(&policy, period, (request.wanted, watched), findings)
    };
    if let Some(question) = &request.question {
        spans::look_back(&mut spans, management::looks_back(&policy, question));
    }
    // What is paid is paid of whole periods.
    if as_of.is_some() {
        spans.paid = Paid::Nothing;
    }
    if request.wanted != Wanted::Scores {
        let paid = spans::paid_periods(&spans);
        paid.first().into_iter().for_each(|first| frozen::add_rules(&mut policy, (first, request), findings));
    }
    let question = request.question.as_ref().map(|question| (question, &spans.whole[0]));
    policy.management.as_of = as_of;
    if let Some((question, _)) = question {
        management::prepare(&mut policy, &ledger, question);
    }
    let asked = question.map(|(question, period)| (question, period, as_of));
    let needs = asked.map(|asked| management::needs(&policy, &ledger, asked)).unwrap_or_default();
    let mut along = spans::along(&policy, &spans, request.subject.as_ref());
    along.extend(needs.along);
    let mut plan = spans::plan((&policy, &ledger), &spans, (along, needs.windows), as_of);
    if request.scope == Scope::Everything {
        plan.look_closely();
    }
    let mut of_history = Findings::new();
    let history = closed::history((&policy, &ledger), (&spans, request), &mut of_history);
    if is_sound {
        findings.extend(of_history);
    }
    let mut told = Findings::new();
    let mut opened = gathering::open_streams((&policy, &ledger), &mut plan, &reading, Trust::FirstBytes, &mut told);
    gathering::read_products((&policy, &plan), &mut ledger, &reading, gathered, findings);
    gathering::read_customers((&policy, &plan, &opened), &mut ledger, &reading, gathered, findings);
    let trusting = gathering::read_cube((&policy, &ledger, &plan), &opened, &reading, gathered, findings);
    let cube = match trusting {
        Ok(cube) => cube,
        // Once more, with every encoding told from all bytes.
        Err(Misread) => {
            told = Findings::new();
            plan.files.clear();
            opened = gathering::open_streams((&policy, &ledger), &mut plan, &reading, Trust::AllBytes, &mut told);
            gathering::read_cube((&policy, &ledger, &plan), &opened, &reading, gathered, findings).ok()?
        }
    };
    findings.extend(told);
    let mut of_results = Findings::new();
    let given = Given { policy: &policy, ledger: &ledger, totals: &cube, history: &history, as_of };
    let mut appraisal = evaluate(given, &spans, &mut of_results);
    if let Some(question) = &request.question {
        of_results = of_scores(question, &of_results);
    }
    let mut chains = std::mem::take(&mut appraisal.chains);
    spoil(&mut chains);
    let audited = audit(given, &chains);
    let book = given.book(&spans.whole[0]);
    let subject =
        request.subject.as_ref().and_then(|asked| subject::of(&book, (&plan, &opened), (asked, &cube), findings));
    let last = as_of.unwrap_or(spans.whole[0].last());
    let rows = Reader::new((&policy, &ledger, &plan), (&opened, gathered), (last, Pace::of(&reading)));
    let answer = request.question.as_ref().filter(|_| is_sound && !findings.has_errors() && !of_results.has_errors());
    let mut computed = Computed::before(&history);
    appraisal.standings.iter().for_each(|(period, standings)| computed.put(period.clone(), standings.clone()));
    let answer = answer.and_then(|question| {
        let book = Book { history: &computed, ..book };
        let view = View { book, cube: &cube, appraisal: &appraisal, rows: &rows };
        management::answer(view, question, findings)
    });
    findings.extend(rows.findings());
    for window in cube.unplanned() {
        of_results.push(Finding::error("window-not-planned").with("period", window));
    }
    drop(cube);
    // Under wrong rules or registers, what the results lack only follows from what was told.
    if is_sound {
        findings.extend(of_results);
    }
    if !findings.has_errors() {
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
        answer,
        as_of,
        audited,
        threads: request.threads,
    };
    if !findings.has_errors() && matches!(request.wanted, Wanted::Pay | Wanted::Both) {
        let told = closed::told_differences(&outcome).into_iter().chain(closed::begins_without(&outcome));
        told.chain(since::told(&outcome)).for_each(|finding| findings.push(finding));
    }
    Some(outcome)
}

fn latest_period(policy: &Policy, ledger: &Ledger, reading: &Reading, findings: &mut Findings) -> Option<Period> {
    // The headers are read again with the real windows, so what is wrong with them is told then.
    let (mut unheard, mut told) = (Findings::new(), Findings::new());
    let any = Period::containing(crate::calendar::NaiveDate::default(), policy.header.period, 1);
    let mut plan = Plan::new(policy, ledger, vec![any]);
    let mut latest = Ok(None);
    for trust in [Trust::FirstBytes, Trust::AllBytes] {
        (unheard, told) = (Findings::new(), Findings::new());
        plan.files.clear();
        let opened = gathering::open_streams((policy, ledger), &mut plan, reading, trust, &mut unheard);
        latest = gathering::latest_period(policy, ledger, &opened, &plan, reading, &mut told);
        if latest.is_ok() {
            break;
        }
    }
    findings.extend(told);
    let latest = latest.ok().flatten();
    if latest.is_none() {
        // Without a header or a row that counts there is no day either.
        let is_told = unheard.has_errors() || findings.has_errors();
        findings.extend(unheard);
        if !is_told {
            findings.push(Finding::error("no-period").at(policy.text.place(crate::source::Span::default())));
        }
    }
    latest
}

/// What is wrong with scores and pay as a question of management hears of it: it stops none, and only watches and suggestions look at scores.
fn of_scores(question: &Question, told: &Findings) -> Findings {
    let mut heard = Findings::new();
    for finding in told.iter().filter(|_| *question == Question::Watch) {
        let severity = if finding.severity == Severity::Error { Severity::Warning } else { finding.severity };
        heard.push(Finding { severity, ..finding.clone() });
    }
    heard
}

/// The last day that counts, where it is not the period's own; nothing, with an error, where it lies outside.
fn last_day(period: &Period, as_of: Option<NaiveDate>, findings: &mut Findings) -> Option<Option<NaiveDate>> {
    match as_of {
        Some(day) if !period.contains(day) => {
            findings.push(Finding::error("as-of-outside-period").with("day", day).with("period", period));
            None
        }
        Some(day) if day == period.last() => Some(None),
        as_of => Some(as_of),
    }
}

/// A policy that does not hold for the whole period must not score it.
fn check_dates(policy: &Policy, period: &Period, findings: &mut Findings) {
    let header = &policy.header;
    if header.effective_from.zip(header.effective_to).is_some_and(|(from, to)| to < from) {
        return; // Told when the policy was read.
    }
    let early = header.effective_from.is_some_and(|from| period.first() < from);
    let late = header.effective_to.is_some_and(|to| to < period.last());
    if early || late {
        let text = |date: Option<crate::calendar::NaiveDate>| date.map_or("…".to_owned(), |date| date.to_string());
        findings.push(
            Finding::error("policy-not-in-force")
                .with("period", period)
                .with("from", text(header.effective_from))
                .with("to", text(header.effective_to))
                .at(policy.text.place(crate::source::Span::default())),
        );
    }
}
