//! What a run takes from closed periods: what its periods open with, and what it corrects.

mod needed;
mod other;
mod unsettled;

use std::collections::BTreeSet;
use std::path::Path;

use super::spans::paid_periods;
use super::{Outcome, Request, Steps, Wanted, run};
use crate::appraisal::Spans;
use crate::calendar::Period;
use crate::digest;
use crate::finding::{Finding, Findings};
use crate::gathering::{Scope, policy_text};
use crate::history::{Closed, ClosedPeriod, Correction, Known, Recomputed};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::rules::{InputKind, PayUnit};
use crate::policy::{self, Policy};
use crate::results::{LineKind, PersonResult};
use crate::source::Span;

use needed::lacking;
use other::{of_gone_components, of_other_policy};
use unsettled::differences;

pub(super) use needed::begins_without;
pub use unsettled::effect;
pub(super) use unsettled::told_differences;

/// The finding at `[close]`, where the policy has that.
fn at_close(policy: &Policy, finding: Finding) -> Finding {
    let span = policy.close.span;
    if span == Span::default() { finding } else { finding.at(policy.text.place(span)) }
}

/// The history of the periods that are paid; an error for each that is needed and not closed.
pub(super) fn history(
    (policy, ledger): (&Policy, &Ledger),
    (spans, request): (&Spans, &Request),
    findings: &mut Findings,
) -> Known {
    let closed = &request.closed;
    let ids = ledger.people.list.iter().map(|person| person.id.as_str());
    let mut known = Known::new(closed.clone(), ids);
    // Scores follow from no balance.
    let paid = if request.wanted == Wanted::Scores { Vec::new() } else { paid_periods(spans) };
    let mut is_corrected = false;
    for period in paid {
        if closed.of(&period).is_none() {
            lacking(policy, closed, &period).into_iter().for_each(|finding| findings.push(finding));
            let last = closed.before(&period).periods.last().cloned();
            let gone = last.iter().flat_map(|last| of_gone_components(policy, last));
            gone.for_each(|finding| findings.push(finding));
            last.iter().filter_map(|last| of_other_policy(policy, last)).for_each(|finding| findings.push(finding));
        }
        let corrections = match closed.of(&period) {
            Some(own) => own.corrections.clone(),
            // What is corrected is paid once, with the first period that is not closed.
            None if is_corrected => Vec::new(),
            None => {
                is_corrected = true;
                corrections((policy, request), &period, &mut known, findings)
            }
        };
        for person in known.open_period(&period, corrections) {
            let finding = Finding::error("balance-of-unknown-person").with("person", person).with("period", &period);
            let staff = policy.known_input(InputKind::Staff).map(|input| policy.text.place(input.span));
            findings.push(staff.into_iter().fold(finding, Finding::at));
        }
    }
    known
}

/// What today's files say of closed periods, under the policies that ruled them, less what was paid and corrected since.
fn corrections(
    (policy, request): (&Policy, &Request),
    period: &Period,
    known: &mut Known,
    findings: &mut Findings,
) -> Vec<Correction> {
    let Some(look_back) = &policy.close.look_back else {
        list(policy, request, period, findings);
        return Vec::new();
    };
    let before = request.closed.before(period);
    let mut found = Vec::new();
    let from = before.periods.len().saturating_sub(look_back.value as usize);
    beyond(policy, (&before, from), request, findings);
    for closed in &before.periods[from..] {
        match recomputed(closed, request) {
            Ok(outcome) => {
                found.extend(differences(closed, &before, &outcome));
                if request.steps != Steps::OfNobody {
                    known.show(closed.period.clone(), shown(outcome));
                }
            }
            Err(told) => {
                let finding = Finding::error("closed-period-not-recomputed").with("period", &closed.period);
                findings.push(finding.at(policy.text.place(look_back.span)));
                findings.extend(told);
            }
        }
    }
    found
}

/// Warns of what today's files say of the closed periods before those that are corrected: nobody is paid it any more. Told where everything of a
/// period is asked for – a close, `check`, statements, a folder of reports – and not with pay alone.
fn beyond(policy: &Policy, (before, from): (&Closed, usize), request: &Request, findings: &mut Findings) {
    if request.wanted != Wanted::Both {
        return;
    }
    for closed in &before.periods[from.saturating_sub(LISTED)..from] {
        let Ok(outcome) = recomputed(closed, request) else { continue };
        let differences = differences(closed, before, &outcome);
        let paid: Vec<&Correction> = differences.iter().filter(|one| one.kind.is_none()).collect();
        let people: BTreeSet<&str> = paid.iter().map(|one| one.person.as_str()).collect();
        if people.is_empty() {
            continue;
        }
        let sum: Number = paid.iter().map(|one| &one.amount).sum();
        let finding =
            Finding::warning("closed-period-beyond-look-back").with("period", &closed.period).with("sum", sum);
        findings.push(at_close(policy, finding.with("count", people.len())));
    }
}

/// Notes what today's files say of the last closed periods, where nothing is corrected and somebody wants to know.
fn list(policy: &Policy, request: &Request, period: &Period, findings: &mut Findings) {
    let before = request.closed.before(period);
    let from = before.periods.len().saturating_sub(LISTED);
    for closed in before.periods[from..].iter().filter(|_| request.notes && request.wanted == Wanted::Pay) {
        let Ok(outcome) = recomputed(closed, request) else { continue };
        for one in differences(closed, &before, &outcome).into_iter().filter(|one| one.kind.is_none()) {
            let note = Finding::note("closed-period-not-corrected").with("period", &one.period);
            let note = note.with("component", one.component).with("person", one.person).with("amount", one.amount);
            findings.push(at_close(policy, note));
        }
    }
}

/// So many closed periods are looked at.
const LISTED: usize = 3;

/// The closed period once more, from today's files.
fn recomputed(closed: &ClosedPeriod, request: &Request) -> Result<Outcome, Findings> {
    let mut findings = Findings::new();
    let name = format!("{}/policy.toml", closed.period);
    let ruled = frozen_policy((&name, &closed.policy), request.folder, &mut findings);
    let outcome = ruled.and_then(|policy| {
        let request = Request {
            period: Some(closed.period.clone()),
            wanted: Wanted::Pay,
            audits: false,
            subject: None,
            scope: Scope::Needed,
            allow_empty: true,
            closed: Closed { keeps_years: true, ..request.closed.until(&closed.period) },
            ..request.clone()
        };
        run(policy, &request, &mut findings)
    });
    outcome.filter(|_| !findings.has_errors()).ok_or(findings)
}

/// The lines of everybody, with how they come about.
fn shown(outcome: Outcome) -> Vec<(String, Recomputed)> {
    let (ledger, mut result) = (outcome.ledger, outcome.appraisal.result);
    let of = |person: &mut PersonResult| {
        let own = person
            .lines
            .iter()
            .filter(|line| line.unit == PayUnit::Money && !matches!(line.kind, LineKind::Correction(_)));
        let lines = own.map(|line| (line.of.to_string(), line.amount.clone())).collect();
        let sheet = std::mem::take(&mut person.sheet);
        (ledger.people.list[person.person].id.to_string(), Recomputed { sheet, lines })
    };
    result.paid_mut().map(of).collect()
}

/// The policy that ruled a closed period, from its bytes; its paths are relative to that folder.
pub fn frozen_policy((name, bytes): (&str, &[u8]), folder: &Path, findings: &mut Findings) -> Option<Policy> {
    match policy_text(name, folder, bytes) {
        Ok(text) => {
            let policy = policy::read(name, &text, findings)?;
            Some(Policy { digest: digest::of_bytes(bytes), ..policy })
        }
        Err(finding) => {
            findings.push(finding);
            None
        }
    }
}
