//! What is settled before a source is read: how files are read, what the registers say, which period, and the plan of what is gathered.

use std::collections::BTreeSet;

use super::{Request, Wanted, fixed, frozen, spans};
use crate::appraisal::{Paid, Spans};
use crate::calendar::{Datelike, NaiveDate, Period};
use crate::finding::{Finding, Findings};
use crate::gathering::{self, Gathered, Reading, Scope, Trust};
use crate::ledger::{Adjustment, Ledger, needed, roles};
use crate::management::{self, Question};
use crate::measure::plan::{Plan, made_of};
use crate::measure::{registers, values};
use crate::payout;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, MeasureId, MeasureKind, Proration};
use crate::source::{Span, Spanned};

/// How the files of a request are read.
pub(super) fn reading<'r>(request: &'r Request) -> Reading<'r> {
    let Request { folder, threads, bad_rows, scope, allow_empty, encoding, progress, .. } = *request;
    let asked = request.columns().collect();
    // Targets are handed down before their period has begun.
    let allow_empty = allow_empty || request.questions.iter().any(|question| matches!(question, Question::Targets(_)));
    Reading { folder, threads, bad_rows, scope, allow_empty, encoding, asked, progress }
}

/// The registers, with all that is wrong with them and with what the policy says of them.
pub(super) fn checked_ledger(
    policy: &Policy,
    reading: &Reading,
    gathered: &mut Gathered,
    findings: &mut Findings,
) -> Ledger {
    gathering::report_absent_files(policy, reading, findings);
    let ledger = gathering::read_ledger(policy, reading, gathered, findings);
    roles::check_named(policy, &ledger, findings);
    needed::check(policy, &ledger, findings);
    payout::check(policy, &ledger, findings);
    registers::check(policy, findings);
    if reading.scope == Scope::Everything {
        unnamed_measures(policy).for_each(|note| findings.push(note));
    }
    values::check(policy, findings);
    ledger
}

/// A note for each measure that nothing in the policy names.
fn unnamed_measures(policy: &Policy) -> impl Iterator<Item = Finding> {
    let measures = policy.unnamed.iter().map(|id| policy.measure(*id));
    measures.map(|measure| {
        let note = Finding::note("measure-not-used").with("measure", &measure.name);
        note.at(policy.text.place(measure.span))
    })
}

/// The period: the one asked for, that of the day asked for, or the latest.
pub(super) fn period(
    policy: &Policy,
    ledger: &Ledger,
    (reading, request): (&Reading, &Request),
    findings: &mut Findings,
) -> Option<Period> {
    let fiscal_start = policy.header.fiscal_year_starts;
    let of_day = request.as_of.map(|day| Period::containing(day, policy.header.period, fiscal_start));
    let period = request.period.clone().or(of_day);
    period.or_else(|| latest_period(policy, ledger, reading, findings))
}

/// What is odd about an adjustment of another period is told when that is paid.
const OF_ADJUSTMENTS: [&str; 5] =
    ["adjustment-by-receiver", "adjustment-of-thousands", "adjustment-rounded", "adjustment-twice", "deduction-adds"];

/// Leaves out what is odd about adjustments of periods that share no day with the one asked for.
pub(super) fn leave_other_adjustments(ledger: &Ledger, period: &Period, findings: &mut Findings) {
    let is_other = |one: &&Adjustment| one.period.last() < period.first() || period.last() < one.period.first();
    let others: BTreeSet<(&str, u32)> =
        ledger.adjustments.iter().filter(is_other).map(|one| (&*one.place.file, one.place.line)).collect();
    findings.retain(|finding| {
        let is_of_other = || finding.places.first().is_some_and(|place| others.contains(&(&*place.file, place.line)));
        !OF_ADJUSTMENTS.contains(&finding.code) || !is_of_other()
    });
}

/// What is told of many people in one line.
const OF_PEOPLE: [&str; 2] = ["adjustment-by-receiver", "target-outside-employment"];

/// So many of them are named, and shown.
const SHOWN: usize = 8;

/// Leaves out that targets of periods which share no day with the one asked for are of people who were not employed then.
pub(super) fn leave_other_targets(ledger: &Ledger, period: &Period, findings: &mut Findings) {
    let is_own = |own: &&Period| period.first() <= own.last() && own.first() <= period.last();
    let rows = ledger.targets.rows.iter().map(|row| &row.period);
    let own: BTreeSet<String> = rows.filter(is_own).map(Period::to_string).collect();
    let is_of_own = |finding: &Finding| finding.args.iter().any(|(name, text)| *name == "period" && own.contains(text));
    findings.retain(|finding| finding.code != "target-outside-employment" || is_of_own(finding));
}

/// Tells in one line what is told of several people.
pub(super) fn fold_people(findings: &mut Findings) {
    for code in OF_PEOPLE {
        let all: Vec<Finding> = findings.iter().filter(|finding| finding.code == code).cloned().collect();
        let Some(first) = all.first() else { continue };
        let facts =
            |finding: &Finding| finding.args.iter().map(|(_, text)| format!("`{text}`")).collect::<Vec<_>>().join(" ");
        let mut people = all.iter().take(SHOWN).map(facts).collect::<Vec<_>>().join(", ");
        people.push_str(if all.len() > SHOWN { " …" } else { "" });
        let one = Finding { args: Vec::new(), places: Vec::new(), ..first.clone() };
        let one = one.with("people", people).with("count", all.len());
        let places = all.iter().take(SHOWN).flat_map(|finding| finding.places.first().cloned());
        let one = places.fold(one, Finding::at);
        findings.retain(|finding| finding.code != code);
        findings.push(one);
    }
}

/// The periods that are computed, with the rules that closed ones add for what is paid.
pub(super) fn spans_of(
    (policy, ledger): (&mut Policy, &Ledger),
    (period, as_of): (Period, Option<NaiveDate>),
    request: &Request,
    findings: &mut Findings,
) -> Spans {
    check_dates(policy, &period, findings);
    if request.questions.is_empty() {
        findings.extend_with(unused_conduct(policy));
    }
    let shows_scores = request.questions.is_empty() || request.wanted == Wanted::Both;
    if shows_scores && request.wanted != Wanted::Pay {
        findings.extend_with(fixed::report(policy, &period));
    }
    if counts_workdays(policy, request) {
        findings.extend_with(holidays_of_other_years(policy, &period));
    }
    let explained = request.steps.of(ledger);
    let spans = spans::spans(policy, period, (request.wanted, request.is_watched()), findings);
    let mut spans = Spans { audits: request.audits, freezes: request.wanted == Wanted::Frozen, explained, ..spans };
    let back = request.questions.iter().map(|question| management::looks_back(policy, question));
    spans::look_back(&mut spans, back.max().unwrap_or(1));
    // What is paid is paid of whole periods.
    if as_of.is_some() {
        spans.paid = Paid::Nothing;
    }
    if request.wanted != Wanted::Scores {
        let paid = spans::paid_periods(&spans);
        paid.first().into_iter().for_each(|first| frozen::add_rules(policy, (first, request), findings));
    }
    spans
}

/// What is gathered, also for the questions that are asked.
pub(super) fn planned(
    (policy, ledger): (&mut Policy, &Ledger),
    (spans, as_of): (&Spans, Option<NaiveDate>),
    request: &Request,
) -> Plan {
    policy.management.as_of = as_of;
    let questions = &request.questions;
    questions.iter().for_each(|question| management::prepare(policy, ledger, question));
    let mut along = spans::along(policy, spans, request.subject.as_ref());
    let (mut windows, mut made_of) = (Vec::new(), Vec::new());
    for question in questions {
        let needs = management::needs(policy, ledger, (question, &spans.whole[0], as_of));
        made_of.extend(management::made_of(policy, &needs, (question, &spans.whole[0])));
        along.extend(needs.along);
        windows.extend(needs.windows);
    }
    let of_labels = along.iter().flat_map(|asked| asked.windows.iter().cloned());
    let shown: Vec<Period> = if questions.is_empty() { Vec::new() } else { of_labels.chain(windows.clone()).collect() };
    let mut plan = spans::plan((policy, ledger), spans, (along, windows), as_of);
    (plan.shown, plan.questioned) = (shown, made_of);
    plan.asked = asked(policy, ledger, request);
    plan.known_until = request.as_of;
    if request.scope == Scope::Everything {
        plan.look_closely();
    }
    plan
}

/// The measures made of rows that questions show; where everything is looked at without one, all.
fn asked(policy: &Policy, ledger: &Ledger, request: &Request) -> BTreeSet<MeasureId> {
    let questions = &request.questions;
    let named: Vec<MeasureId> = match questions.is_empty() && request.scope == Scope::Everything {
        true => (0..policy.measures.len()).map(MeasureId).collect(),
        false => questions.iter().flat_map(|question| management::measures(policy, ledger, question)).collect(),
    };
    named.into_iter().flat_map(|measure| made_of(policy, measure)).collect()
}

fn latest_period(policy: &Policy, ledger: &Ledger, reading: &Reading, findings: &mut Findings) -> Option<Period> {
    // The headers are read again with the real windows, so what is wrong with them is told then.
    let (mut unheard, mut told) = (Findings::new(), Findings::new());
    let any = Period::containing(NaiveDate::default(), policy.header.period, 1);
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
            findings.push(Finding::error("no-period").at(policy.text.place(Span::default())));
        }
    }
    latest
}

/// The last day that counts, where it is not the period's own; nothing, with an error, where it lies outside.
pub(super) fn last_day(
    period: &Period,
    as_of: Option<NaiveDate>,
    findings: &mut Findings,
) -> Option<Option<NaiveDate>> {
    match as_of {
        Some(day) if !period.contains(day) => {
            findings.push(Finding::error("as-of-outside-period").with("day", day).with("period", period));
            None
        }
        Some(day) if day == period.last() => Some(None),
        as_of => Some(as_of),
    }
}

/// That points for conduct are kept beside scorecards, and no measure and no watch looks at them: they are in no score.
fn unused_conduct(policy: &Policy) -> Option<Finding> {
    let rule = policy.known_input(InputKind::Conduct).filter(|_| !policy.scorecards.is_empty())?;
    let is_measured = policy.measures.iter().any(|measure| measure.kind.inputs().contains(&rule.name.as_str()));
    let is_watched = management::looked_through(policy).contains(&rule.name);
    let warning = Finding::warning("conduct-of-no-rule").with("input", &rule.name);
    (!is_measured && !is_watched).then(|| warning.at(policy.text.place(rule.span)))
}

/// Whether something that is asked goes by working days.
fn counts_workdays(policy: &Policy, request: &Request) -> bool {
    let is_of_days = |question: &Question| {
        matches!(question, Question::Progress(_)) || question.label().is_some_and(|label| label == "workday")
    };
    let is_by_work = |by: &Spanned<Proration>| by.value == Proration::WorkDays;
    request.questions.iter().any(is_of_days)
        || request.scope == Scope::Everything
        || is_by_work(&policy.targets.proration)
        || policy.pay.iter().filter_map(|component| component.prorate.as_ref()).any(is_by_work)
        || policy.measures.iter().any(|measure| matches!(measure.kind, MeasureKind::Workdays))
}

/// That no holiday is of a year of the period, and one would take a working day of it if it were.
fn holidays_of_other_years(policy: &Policy, period: &Period) -> Option<Finding> {
    let span = policy.holidays?;
    let holidays = &policy.calendar.holidays;
    let is_of_period = |day: &NaiveDate| (period.first().year()..=period.last().year()).contains(&day.year());
    let moved = |day: &NaiveDate| day.with_year(period.first().year());
    let is_missed = |day: NaiveDate| period.contains(day) && policy.calendar.is_workday(day);
    let first = holidays.iter().find(|day| moved(day).is_some_and(is_missed))?;
    let warning = Finding::warning("holidays-of-another-year").with("day", first).with("period", period);
    (!holidays.iter().any(is_of_period)).then(|| warning.at(policy.text.place(span)))
}

/// A policy that does not hold for the whole period must not score it.
fn check_dates(policy: &Policy, period: &Period, findings: &mut Findings) {
    let header = &policy.header;
    let (from, to) = (header.effective_from.as_ref(), header.effective_to.as_ref());
    if from.zip(to).is_some_and(|(from, to)| to.value < from.value) {
        return; // Told when the policy was read.
    }
    let early = from.filter(|from| period.first() < from.value);
    let late = to.filter(|to| to.value < period.last());
    let wrong: Vec<&Spanned<NaiveDate>> = early.into_iter().chain(late).collect();
    if !wrong.is_empty() {
        let text = |date: Option<&Spanned<NaiveDate>>| date.map_or("…".to_owned(), |date| date.value.to_string());
        let finding = Finding::error("policy-not-in-force").with("period", period);
        let finding = finding.with("from", text(from)).with("to", text(to));
        findings.push(wrong.iter().fold(finding, |finding, date| finding.at(policy.text.place(date.span))));
    }
}
