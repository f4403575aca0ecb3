//! `appraise check`: is anything wrong with the policy or the files?
//!
//! Under errors nothing is written; with `-v` what could be read of the files is shown beside them, on standard error.

use super::args::Options;
use super::exit::Exit;
use super::run::Session;
use crate::finding::{Finding, Severity};
use crate::gathering::Scope;
use crate::management::{Question, TargetsAsked};
use crate::policy::rules::InputKind;
use crate::policy::rules::management::split::SplitBy;
use crate::report::check::{Audit, Depth, check, recognised};
use crate::run::{Outcome, Wanted};

/// Runs the command.
pub fn execute(options: &Options, audit: bool) -> Exit {
    let mut session = Session::new(options);
    let Some(mut outcome) = session.attempt((Scope::Everything, audit), Wanted::Both) else { return session.refuse() };
    if session.findings.has_errors() {
        if session.is_verbose() {
            session.show(&recognised(&outcome));
        }
        return session.refuse();
    }
    // Each further run has people and customers of its own.
    outcome.keep_facts(audit);
    ask_the_rest(&outcome, &mut session);
    let audited = if audit { audit_all(&outcome, &mut session) } else { Audit::NotAsked };
    if session.findings.has_errors() {
        return session.refuse();
    }
    let depth = if session.is_verbose() { Depth::Everything } else { Depth::Totals };
    let warnings = session.findings.sorted().iter().filter(|finding| finding.severity == Severity::Warning).count();
    session.finish(&check(&outcome, depth, audited, warnings), &outcome)
}

/// Warnings of the others that are about a file, not about what is asked.
const OF_FILES: [&str; 9] = [
    "ack-of-no-subject",
    "ack-of-no-watch",
    "ack-without-day",
    "risk-beyond-scale",
    "risk-of-announced-watch",
    "risk-of-no-watch",
    "unknown-person",
    "watch-closed-before-opened",
    "watch-stage-before-opened",
];

/// Asks also what the other commands ask, whose errors would else be met only there. A pipe cannot be read twice.
fn ask_the_rest(outcome: &Outcome, session: &mut Session) {
    let policy = &outcome.policy;
    let has_watches = !(policy.management.watches.is_empty() && policy.management.actions.is_empty());
    let asked = [
        (has_watches, Question::Watch),
        (policy.known_input(InputKind::Customers).is_some(), Question::Customers(None)),
        (policy.management.split.is_some(), Question::Targets(TargetsAsked::Split)),
    ];
    if session.pipe(policy).is_some() {
        return;
    }
    let told = std::mem::take(&mut session.findings);
    for (_, question) in asked.into_iter().filter(|(is_there, _)| *is_there) {
        session.ask(question);
        session.attempt((Scope::Needed, false), Wanted::Scores);
    }
    let found = std::mem::replace(&mut session.findings, told);
    // In the first months of the files there is nothing yet in proportion to which targets could be divided.
    let by_history = policy.management.split.as_ref().is_some_and(|split| matches!(split.by, SplitBy::History(_)));
    let is_too_early = |one: &Finding| by_history && one.code == "split-without-basis";
    // Of a month whose targets are handed down already there is none left to divide.
    let is_handed_down = |one: &Finding| one.code.starts_with("split-without-target");
    let is_of_file = |one: &&Finding| {
        one.severity == Severity::Error && !is_too_early(one) && !is_handed_down(one) || OF_FILES.contains(&one.code)
    };
    let mut told: Vec<&Finding> = found.iter().filter(is_of_file).collect();
    told.dedup();
    told.into_iter().for_each(|one| session.findings.push(one.clone()));
}

/// Does every step of everybody again; a step whose value differs is an error of the program, told by person and step.
fn audit_all<'o>(outcome: &'o Outcome, session: &mut Session) -> Audit<'o> {
    let mut steps = 0;
    for person in &outcome.appraisal.result.people {
        steps += person.sheet.steps().len();
        for index in person.sheet.audit() {
            report(outcome, session, (person.person, person.sheet.steps()[index].form.id()));
        }
    }
    for differing in &outcome.audited.differing {
        report(outcome, session, (differing.person, differing.form));
    }
    Audit::Clean(steps, &outcome.audited)
}

fn report(outcome: &Outcome, session: &mut Session, (person, step): (usize, &'static str)) {
    let who = &outcome.ledger.people.list[person].id;
    session.findings.push(Finding::error("audit-differs").with("person", who).with("step", step));
}
