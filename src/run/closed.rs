//! What a run takes from closed periods: what its periods open with, and what it corrects.

mod again;
mod anew;
mod looked_back;
mod needed;
mod orders;
mod other;
mod rates;
mod renamed;
mod reused;
mod slipped;
mod staff;
mod taken_back;
mod targets;
mod together;
mod turned;
mod unsettled;
mod written_over;
mod year;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::spans::paid_periods;
use super::{Outcome, Request, Steps, Wanted};
use crate::appraisal::Spans;
use crate::calendar::Period;
use crate::digest;
use crate::finding::{Finding, Findings, Severity};
use crate::gathering::{Scope, policy_text};
use crate::history::{ChangedOrders, Closed, ClosedPeriod, Correction, Known};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::rules::{InputKind, PayKind};
use crate::policy::{self, Policy};
use crate::source::Span;

pub use again::Kept;
use again::{Paying, shown};
use needed::lacking;
use orders::Of;
use other::{of_earlier_period, of_gone_components, of_other_names, of_other_policy};
use taken_back::Again;
pub use together::{Ruled, Together};

pub(super) use looked_back::as_closed;
pub(super) use needed::begins_without;
pub(super) use unsettled::told_differences;
pub use unsettled::{Now, effect};
use unsettled::{less_released, released_or_held};
pub use year::{Years, trued_up_with};

/// The finding at `[close]`, where the policy has that.
fn at_close(policy: &Policy, finding: Finding) -> Finding {
    let span = policy.close.span;
    if span == Span::default() { finding } else { finding.at(policy.text.place(span)) }
}

/// The first period that an outcome pays and that is not closed; nothing where all are.
fn open_period(outcome: &Outcome) -> Option<&Period> {
    let appraisal = &outcome.appraisal;
    let paid =
        if appraisal.parts.is_empty() { std::slice::from_ref(&appraisal.result.period) } else { &appraisal.parts };
    paid.iter().find(|period| outcome.history.periods().of(period).is_none())
}

/// What is told of what an outcome pays beside what was closed: people who are paid again or in another's place, and draws recovered from before.
pub(super) fn told_of_pay(outcome: &Outcome) -> Vec<Finding> {
    let again = turned::told(outcome).into_iter();
    again.chain(reused::told(outcome)).chain(needed::recovered_before(outcome)).collect()
}

/// The history of the periods that are paid; an error for each that is needed and not closed. And what is told of closed periods that are
/// corrected, once all else is.
pub(super) fn history(
    (policy, ledger): (&Policy, &Ledger),
    (spans, request): (&Spans, &Request),
    findings: &mut Findings,
) -> (Known, Vec<Finding>) {
    let closed = &request.closed;
    let mut told = Vec::new();
    let ids = ledger.people.list.iter().map(|person| person.id.as_str());
    let mut known = Known::new(closed.clone(), ids);
    known.note_employed(|person, period| ledger.people.list[person].employed_in(period).is_some());
    known.note_gone(|person, period| ledger.people.list[person].has_gone_by(period.last()));
    looked_back::note_rules(policy, (spans, request), &mut known);
    if request.scope != Scope::Again {
        looked_back::from_files(policy, spans, &known).into_iter().for_each(|finding| findings.push(finding));
    }
    // Scores follow from no balance.
    let paid = if request.wanted == Wanted::Scores { Vec::new() } else { paid_periods(spans) };
    let (mut is_corrected, mut is_lacking) = (false, false);
    for period in paid {
        if closed.of(&period).is_none() {
            // What the first of them lacks, those behind it lack as well.
            let first = lacking(policy, closed, &period).filter(|_| !is_lacking);
            is_lacking |= first.is_some();
            first.into_iter().for_each(|finding| findings.push(finding));
            let last = closed.before(&period).periods.last().cloned();
            let gone = last.iter().flat_map(|last| of_gone_components(policy, last));
            gone.for_each(|finding| findings.push(finding));
            last.iter().filter_map(|last| of_other_policy(policy, last)).for_each(|finding| findings.push(finding));
        }
        let mut of_year = Vec::new();
        let corrections = match closed.of(&period) {
            Some(own) => own.corrections.clone(),
            // What is corrected is paid once, with the first period that is not closed.
            None if is_corrected => Vec::new(),
            None => {
                is_corrected = true;
                let before = closed.before(&period);
                let years = Years::of(&before, request.folder);
                let groups = Ruled::groups(request, looked_at(policy, request, (&period, &before)));
                let together: Vec<Together> = groups.iter().filter_map(Ruled::read).collect();
                let together = &together;
                let copies = OnceCell::new();
                let paying =
                    Paying { policy, ledger, period: &period, request, before: &before, years, together, copies };
                if request.scope != Scope::Again {
                    // Told beside what only follows from it.
                    staff::not_gone(&paying).into_iter().for_each(|finding| findings.push(finding));
                    let (year, more) = paying.year_so_far();
                    of_year = renamed::told(&paying, &more);
                    told.extend(year);
                    told.extend(targets::changed(&paying));
                    told.extend(rates::changed(&paying));
                }
                told.extend(of_earlier_period(policy, &before));
                told.extend(before.periods.last().and_then(|last| of_other_names(ledger, last)));
                let found = corrections(&paying, (&mut known, &mut told), findings);
                if request.scope != Scope::Again {
                    let new = anew::told(&paying, &found);
                    told.extend(slipped::but_once(&told, new));
                }
                found
            }
        };
        let unknown = known.open_period(&period, corrections);
        let is_of_one = |finding: &Finding| finding.args.iter().any(|(_, value)| unknown.contains_key(value));
        of_year.into_iter().filter(|finding| !is_of_one(finding)).for_each(|finding| findings.push(finding));
        for (person, has_balance) in unknown {
            let code = if has_balance { "balance-of-unknown-person" } else { "correction-of-unknown-person" };
            let near = renamed::today(ledger, &closed.before(&period), &person).map(renamed::shown);
            let finding = Finding::error(code).with("person", person).with("period", &period);
            let finding = near.into_iter().fold(finding, |finding, near| finding.with("near", near));
            let staff = policy.known_input(InputKind::Staff).map(|input| policy.text.place(input.span));
            findings.push(staff.into_iter().fold(finding, Finding::at));
        }
    }
    (known, told)
}

/// The closed periods that are computed again, if any are: those that are corrected and those before them, or those of which it is listed; and those whose
/// days pay once more.
fn looked_at<'c>(
    policy: &Policy,
    request: &Request,
    (period, before): (&Period, &'c Closed),
) -> &'c [Arc<ClosedPeriod>] {
    let told = if is_told(request) { LISTED } else { 0 };
    let count = match &policy.close.look_back {
        Some(look_back) => look_back.value as usize + told,
        None if is_noted(request) => LISTED,
        None => told,
    };
    let count = if request.scope == Scope::Again { count } else { count.max(anew::count(policy, period, before)) };
    &before.periods[before.periods.len().saturating_sub(count)..]
}

/// Whether it is told what nobody is paid of closed periods: where everything of a period is asked for, unless it was looked at before.
fn is_told(request: &Request) -> bool {
    matches!(request.wanted, Wanted::Both | Wanted::Frozen) && request.scope != Scope::Again
}

/// Whether it is noted with pay.
fn is_noted(request: &Request) -> bool {
    request.notes && request.wanted == Wanted::Pay
}

/// What today's files say of closed periods, under the policies that ruled them, less what was paid and corrected since.
fn corrections(
    paying: &Paying,
    (known, told): (&mut Known, &mut Vec<Finding>),
    findings: &mut Findings,
) -> Vec<Correction> {
    let (policy, before) = (paying.policy, &paying.before.periods);
    let Some(look_back) = &policy.close.look_back else {
        list(paying, findings);
        return Vec::new();
    };
    let (mut found, mut months, mut odd) = (Vec::new(), Vec::new(), Vec::new());
    let from = before.len().saturating_sub(look_back.value as usize);
    beyond(paying, from, findings);
    for closed in &before[from..] {
        match paying.corrected(closed, &found) {
            Ok(None) => {}
            Ok(Some((differences, (outcome, heard)))) => {
                months.push(Again::of((closed, &differences), &outcome, heard));
                let (kept, since) = paying.kept(closed, &found);
                odd.extend(slipped::told(paying, closed, &differences, (&kept, &since)));
                if paying.request.steps != Steps::OfNobody {
                    known.show_orders(closed.period.clone(), changed(paying, closed, &differences, (&kept, &since)));
                    known.show(closed.period.clone(), shown(outcome));
                }
                found.extend(differences);
            }
            Err(wrong) => {
                let finding = Finding::error(NOT_RECOMPUTED).with("period", &closed.period);
                findings.push(finding.at(policy.text.place(look_back.span)));
                findings.extend(wrong);
            }
        }
    }
    told.extend(taken_back::told(policy, &months, paying.period));
    told.extend(taken_back::by_holds(paying.ledger, &found));
    told.extend(odd);
    told.extend(staff::other_managers(paying, &found));
    told.extend(staff::other_cells(paying, &found, told));
    told.extend(written_over::told(paying, &found, told));
    found
}

/// Which orders of those whose figures are asked for make what is corrected of a closed period.
fn changed(
    paying: &Paying,
    closed: &ClosedPeriod,
    corrections: &[Correction],
    again: Kept,
) -> Vec<((String, String), ChangedOrders)> {
    let named = match &paying.request.steps {
        Steps::OfNamed(words) => paying.ledger.people.named_first(words).map(|(_, person)| person),
        _ => None,
    };
    let named = named.map(|person| &paying.ledger.people.list[person].id);
    // Of a bonus the orders show whether a goal was met, and not what is paid.
    let is_of_orders = |one: &Correction| {
        let mut own = paying.policy.pay.iter().filter(|component| component.name.value == one.component);
        own.any(|component| matches!(component.kind, PayKind::Commission(_)))
    };
    let is_asked =
        |one: &&Correction| one.kind.is_none() && is_of_orders(one) && named.is_none_or(|id| *id == one.person);
    let whom: BTreeSet<Of> =
        corrections.iter().filter(is_asked).map(|one| (one.person.clone(), one.component.clone())).collect();
    let Some(looked) = orders::looked(closed, paying.request, again, (&whom, orders::Days::OfPeriod)) else {
        return Vec::new();
    };
    whom.into_iter().map(|of| (of.clone(), looked.changed(&of))).collect()
}

/// Warns of what today's files say of the closed periods before those that are corrected: nobody is paid it any more. Told where everything of a
/// period is asked for – a close, `check`, statements, a folder of reports – and not with pay alone.
fn beyond(paying: &Paying, from: usize, findings: &mut Findings) {
    if !is_told(paying.request) {
        return;
    }
    let mut found = Vec::new();
    for closed in &paying.before.periods[from.saturating_sub(LISTED)..from] {
        let differences = match paying.differences(closed, &found) {
            Ok(differences) => differences,
            Err(wrong) => {
                findings.extend_with(not_compared(closed, &wrong));
                continue;
            }
        };
        let finding = unpaid("closed-period-beyond-look-back", paying, closed, &differences);
        found.extend(differences);
        finding.into_iter().for_each(|finding| findings.push(at_close(paying.policy, finding)));
    }
}

/// What is wrong with closed periods, without what only follows from files that refuse the present period too. What their own policies ask for is told,
/// unless today's policy asks for it as well.
pub(super) fn without_consequences(of_history: Findings, present: &Findings) -> Findings {
    let refuses = |other: &Finding| {
        let is_error = |one: &&Finding| one.severity == Severity::Error;
        present.iter().filter(is_error).any(|one| (one.code, &one.args) == (other.code, &other.args))
    };
    let is_asked_by = |finding: &Finding, rules: &str| finding.places.iter().any(|place| place.file.ends_with(rules));
    let is_known = |finding: &&Finding| is_asked_by(finding, taken_back::RULES) && refuses(finding);
    let all: Vec<Finding> = of_history.iter().filter(|finding| !is_known(finding)).cloned().collect();
    let list = once_a_person(&all);
    let has_another = list.len() < all.len();
    let has_own_fault = |period: &str| {
        let rules = format!("{period}{}", taken_back::RULES);
        list.iter().any(|other| other.severity == Severity::Error && is_asked_by(other, &rules))
    };
    let follows = |finding: &Finding| {
        let period = finding.args.iter().find(|(name, _)| finding.code == NOT_RECOMPUTED && *name == "period");
        (present.has_errors() || has_another) && period.is_some_and(|(_, period)| !has_own_fault(period))
    };
    let mut told = Findings::new();
    list.iter().filter(|finding| !follows(finding)).for_each(|finding| told.push(finding.clone()));
    told
}

/// Whoever is not in `staff` any more is told once, and not for each closed period that is computed again.
fn once_a_person(all: &[Finding]) -> Vec<Finding> {
    let is_of_unknown = |finding: &Finding| finding.code.ends_with("-of-unknown-person");
    let person = |finding: &Finding| {
        finding.args.iter().find(|(name, _)| *name == "person").map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let is_of_closed = |finding: &Finding| finding.places.iter().any(|place| place.file.ends_with(taken_back::RULES));
    let mut by_person: BTreeMap<String, usize> = BTreeMap::new();
    for (at, finding) in all.iter().enumerate().filter(|(_, finding)| is_of_unknown(finding)) {
        let told = by_person.entry(person(finding)).or_insert(at);
        if is_of_closed(&all[*told]) && !is_of_closed(finding) {
            *told = at;
        }
    }
    let is_kept = |(at, finding): &(usize, &Finding)| !is_of_unknown(finding) || by_person[&person(finding)] == *at;
    all.iter().enumerate().filter(is_kept).map(|(_, finding)| finding.clone()).collect()
}

/// What is told of a closed period that cannot be computed again, beside the reason.
const NOT_RECOMPUTED: &str = "closed-period-not-recomputed";

/// A warning of what is not paid and not owed of a closed period, though today's files say so. What it would have released of a hold is released by
/// the periods behind it.
fn unpaid(code: &'static str, paying: &Paying, closed: &ClosedPeriod, differences: &[Correction]) -> Option<Finding> {
    let differences = &less_released(differences.to_vec(), |one| released_or_held(paying.before, one));
    let meant = differences.iter().filter(|one| !one.amount.is_zero() || !one.balance.is_zero());
    let people: BTreeSet<&str> = meant.clone().map(|one| one.person.as_str()).collect();
    if people.is_empty() {
        return None;
    }
    let paid: Number = meant.clone().map(|one| &one.amount).sum();
    let owed: Number = meant.map(|one| &one.balance).sum();
    let finding = Finding::warning(code).with("period", &closed.period).with("sum", paid);
    let finding = if owed.is_zero() { finding } else { finding.with("balance", owed) };
    Some(finding.with("count", people.len()))
}

/// Tells what today's files say of the last closed periods, where nothing is corrected: warns where everything is asked for, and notes with pay
/// where somebody wants to know.
fn list(paying: &Paying, findings: &mut Findings) {
    let (request, before) = (paying.request, &paying.before.periods);
    let (is_noted, is_told) = (is_noted(request), is_told(request));
    let (mut found, from) = (Vec::new(), before.len().saturating_sub(LISTED));
    for closed in before[from..].iter().filter(|_| is_noted || is_told) {
        let differences = match paying.differences(closed, &found) {
            Ok(differences) => differences,
            Err(wrong) => {
                findings.extend_with(not_compared(closed, &wrong).filter(|_| is_told));
                continue;
            }
        };
        let (others, held) = taken_back::without_holds(paying.ledger, differences.clone());
        let notes =
            others.iter().filter(|one| is_noted && one.kind.is_none() && !one.amount.is_zero()).map(uncorrected);
        let warning = unpaid("closed-period-unpaid", paying, closed, &others).filter(|_| !is_noted);
        notes.chain(warning).for_each(|finding| findings.push(at_close(paying.policy, finding)));
        held.into_iter().filter(|_| !is_noted).for_each(|finding| findings.push(finding));
        found.extend(differences);
    }
}

/// A warning that nobody knows what today's files say of a closed period: what they are refused for under its own policy. Nothing where its files are
/// not there any more: they may have been put away.
fn not_compared(closed: &ClosedPeriod, wrong: &Findings) -> Option<Finding> {
    let errors: Vec<&Finding> = wrong.iter().filter(|one| one.severity == Severity::Error).collect();
    let first = errors.first().filter(|_| errors.iter().all(|one| one.code != "file-not-found"))?;
    let finding =
        Finding::warning("closed-period-not-compared").with("period", &closed.period).with("code", first.code);
    Some(first.places.iter().cloned().fold(finding, Finding::at))
}

/// A note of what a person would be paid more.
fn uncorrected(one: &Correction) -> Finding {
    let note = Finding::note("closed-period-not-corrected").with("period", &one.period);
    note.with("component", &one.component).with("person", &one.person).with("amount", &one.amount)
}

/// So many closed periods are looked at.
const LISTED: usize = 3;

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
