//! What a run takes from closed periods: which of them it needs, what its periods open with, and what it corrects.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::spans::paid_periods;
use super::{Outcome, Request, Steps, Wanted, run};
use crate::appraisal::Spans;
use crate::calendar::{Period, PeriodKind};
use crate::digest;
use crate::finding::{Finding, Findings};
use crate::gathering::{Scope, policy_text};
use crate::history::{Closed, ClosedPeriod, Correction, Known, Moved, Recomputed};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::rules::{Component, InputKind, Over, PayKind, PayUnit};
use crate::policy::{self, Policy};
use crate::results::{Balance, BalanceKind, LineKind, PayLine, PersonResult};
use crate::source::Span;
use crate::spelling::folded;

/// The finding at `[close]`, where the policy has that.
fn at_close(policy: &Policy, finding: Finding) -> Finding {
    let span = policy.close.span;
    if span == Span::default() { finding } else { finding.at(policy.text.place(span)) }
}

/// A warning for what is owed of components that the policy does not have any more.
fn of_gone_components(policy: &Policy, closed: &ClosedPeriod) -> Vec<Finding> {
    let mut sums: BTreeMap<&str, (Number, BTreeSet<&str>)> = BTreeMap::new();
    let is_gone = |name: &str| policy.pay.iter().all(|component| component.name.value != name);
    for one in closed.balances.iter().filter(|one| !one.balance.closing.is_zero() && is_gone(&one.component)) {
        let (sum, people) = sums.entry(&one.component).or_insert_with(|| (Number::zero(), BTreeSet::new()));
        *sum = &*sum + &one.balance.closing;
        people.insert(&one.person);
    }
    let told = |(component, (sum, people)): (&str, (Number, BTreeSet<&str>))| {
        let finding = Finding::warning("balance-of-gone-component").with("component", component).with("sum", sum);
        at_close(policy, finding.with("count", people.len()))
    };
    sums.into_iter().map(told).collect()
}

/// What was closed in another currency cannot go on in this one; and closed periods of a policy with another name are most likely another company's.
fn of_other_policy(policy: &Policy, closed: &ClosedPeriod) -> Option<Finding> {
    let header = &policy.header;
    let (code, found, here) = match (closed.currency == header.currency, closed.policy_name == header.name) {
        (false, _) => (Finding::error("closed-in-other-currency"), &closed.currency, &header.currency),
        (true, false) => (Finding::warning("closed-under-other-name"), &closed.policy_name, &header.name),
        (true, true) => return None,
    };
    Some(at_close(policy, code.with("period", &closed.period).with("found", found).with("here", here)))
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

/// An error for the first period that is needed and not closed, by the first component that needs it.
fn lacking(policy: &Policy, closed: &Closed, period: &Period) -> Option<Finding> {
    if let Some(starts) = policy.close.starts.as_ref().filter(|starts| starts.value > period.first()) {
        let finding = Finding::error("starts-after-period").with("day", starts.value).with("period", period);
        return Some(finding.at(policy.text.place(starts.span)));
    }
    for component in &policy.pay {
        if let Some(missing) = is_of_year(component).and_then(|over| first_open(policy, closed, (over, period))) {
            return Some(missing.with("component", &component.name.value));
        }
        if let Some(missing) = gap_before((policy, closed), period).filter(|_| keeps_balance(component)) {
            return Some(not_closed(policy, (component, &missing), period));
        }
    }
    let last = closed.before(period).periods.last().cloned()?;
    let open = last.balances.iter().find(|one| !one.balance.closing.is_zero())?;
    let missing = gap_before((policy, closed), period)?;
    let finding = Finding::error("period-not-closed-balances").with("component", &open.component);
    Some(finding.with("missing", missing).with("period", period).with("person", &open.person))
}

/// Where it stands that the component pays by the year so far.
fn is_of_year(component: &Component) -> Option<Span> {
    let PayKind::Commission(commission) = &component.kind else { return None };
    (commission.over.value == Over::YearToDate).then_some(commission.over.span)
}

/// The first period of the year so far that is not closed.
fn first_open(policy: &Policy, closed: &Closed, (over, period): (Span, &Period)) -> Option<Finding> {
    let missing = policy.before_in_year(period).into_iter().find(|earlier| closed.of(earlier).is_none())?;
    let finding = Finding::error("year-so-far-not-closed").with("missing", missing).with("period", period);
    Some(finding.with("first", period.first()).at(policy.text.place(over)))
}

fn not_closed(policy: &Policy, (component, missing): (&Component, &Period), period: &Period) -> Finding {
    let span = component.negative.as_ref().filter(|_| component.is_carried()).map(|carry| carry.span);
    let span = span.or(component.hold_back.as_ref().map(|hold| hold.span)).unwrap_or(component.span);
    Finding::error("period-not-closed")
        .with("component", &component.name.value)
        .with("missing", missing)
        .with("period", period)
        .at(policy.text.place(span))
}

fn keeps_balance(component: &Component) -> bool {
    let is_draw = matches!(&component.kind, PayKind::Draw(draw) if draw.recoverable.value);
    component.is_carried() || component.hold_back.is_some() || is_draw
}

/// A warning where nothing is closed before the period, nothing says that pay over time begins with it, and there are rows of before: what the
/// closed folder would say is then taken for 0.
pub(super) fn begins_without(outcome: &Outcome) -> Option<Finding> {
    let (policy, period) = (&outcome.policy, &outcome.appraisal.result.period);
    let first_paid = outcome.appraisal.parts.first().unwrap_or(period);
    let closed = outcome.history.periods();
    let component = policy.pay.iter().find(|component| keeps_balance(component))?;
    if policy.close.starts.is_some() || !closed.before(first_paid).periods.is_empty() || closed.of(first_paid).is_some()
    {
        return None;
    }
    let pays = |input: &str| {
        let known = InputKind::of(input);
        matches!(known, InputKind::Sales | InputKind::Collections | InputKind::Own)
            && policy.used.iter().any(|id| policy.measure(*id).kind.inputs().contains(&input))
    };
    let of_sources = outcome.gathered.facts.iter().filter(|facts| pays(&facts.input));
    let files = of_sources.flat_map(|facts| &facts.files);
    let earliest = files.filter_map(|file| Some((file.first_date?, &file.file))).min()?;
    let (day, file) = (earliest.0 < first_paid.first()).then_some(earliest)?;
    let finding = Finding::warning("nothing-closed-before").with("component", &component.name.value);
    let finding = finding.with("period", first_paid).with("folder", &policy.close.folder).with("day", day);
    let finding = finding.with("first", first_paid.first()).with("file", file);
    Some(finding.at(policy.text.place(component.span)))
}

/// The first period that is missing between the last closed one and this, or, where none is closed, since pay over time began; nothing before
/// the first closed one, where balances are 0.
fn gap_before((policy, closed): (&Policy, &Closed), period: &Period) -> Option<Period> {
    let before = closed.before(period);
    let Some(last) = before.periods.last().map(|last| &last.period) else {
        let starts = policy.close.starts.as_ref()?.value;
        let (kind, fiscal_start) = (policy.header.period, policy.header.fiscal_year_starts);
        return (starts < period.first()).then(|| Period::containing(starts, kind, fiscal_start));
    };
    if *last == period.previous() {
        return None;
    }
    let mut missing = period.previous();
    while missing.previous().first() > last.first() {
        missing = missing.previous();
    }
    Some(missing)
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

/// Warns, while a period is closed, of what today's files say of the closed periods before those that are corrected: nobody is paid it any more.
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

/// What a closed period would pay and owe now, less what it did and what was corrected of it since. A year so far that a later closed
/// period goes on with is none of it: that one trued it up.
pub fn effect(closed: &ClosedPeriod, all: &Closed, now: &Outcome) -> Vec<Correction> {
    let year =
        |period: &Period| Period::containing(period.first(), PeriodKind::Year, now.policy.header.fiscal_year_starts);
    let goes_on = |later: &Period| later.first() > closed.period.last() && year(later) == year(&closed.period);
    let is_last = !all.periods.iter().any(|later| goes_on(&later.period));
    let unsettled = unsettled(closed, all, now, |component| is_last || !trues_up(now, component));
    unsettled.into_iter().filter(|one| !one.amount.is_zero() || !one.balance.is_zero()).collect()
}

/// Where the period as it is now differs from what was paid of it so far.
fn differences(closed: &ClosedPeriod, all: &Closed, now: &Outcome) -> Vec<Correction> {
    unsettled(closed, all, now, |component| !trues_up(now, component))
}

fn unsettled(closed: &ClosedPeriod, all: &Closed, now: &Outcome, is_meant: impl Fn(&str) -> bool) -> Vec<Correction> {
    let (mut paid, mut owed) = (of_lines(closed, now), of_balances(closed, now));
    let since = all.periods.iter().flat_map(|one| &one.corrections).filter(|one| one.period == closed.period);
    for one in since {
        match one.kind {
            None => add_paid(&mut paid, (&one.person, &one.component), &-&one.amount),
            Some(kind) => {
                let of = of_balance(&mut owed, (&one.person, &one.component, kind, &one.order));
                of.balance = &of.balance - &one.balance;
                of.moved.add(&one.moved.less());
            }
        }
    }
    let (zero, period) = (Number::zero(), &closed.period);
    let paid = paid.into_iter().filter(|((_, component), amount)| !amount.is_zero() && is_meant(component));
    let paid = paid.map(|((person, component), amount)| {
        let (period, order, balance) = (period.clone(), String::new(), zero.clone());
        Correction { period, component, person, kind: None, order, amount, balance, moved: Moved::nothing() }
    });
    let owed = owed.into_iter().filter(|(_, owed)| !owed.is_nothing());
    let owed = owed.map(|((person, component, kind, _), owed)| {
        let Owed { order, balance, moved } = owed;
        let (period, amount, kind) = (period.clone(), zero.clone(), Some(kind));
        Correction { period, component, person, kind, order, amount, balance, moved }
    });
    paid.chain(owed).collect()
}

/// A year so far trues up by itself.
fn trues_up(now: &Outcome, component: &str) -> bool {
    now.policy.pay.iter().any(|known| known.name.value == *component && is_of_year(known).is_some())
}

/// A warning where a closed period that is computed again comes out otherwise than it was closed.
pub(super) fn told_differences(outcome: &Outcome) -> Option<Finding> {
    let closed = outcome.history.periods().of(&outcome.appraisal.result.period)?;
    let paid: Vec<_> = of_lines(closed, outcome).into_iter().filter(|(_, amount)| !amount.is_zero()).collect();
    let owed: Vec<_> = of_balances(closed, outcome).into_iter().filter(|(_, owed)| !owed.balance.is_zero()).collect();
    let ids = paid.iter().map(|((id, _), _)| id).chain(owed.iter().map(|((id, ..), _)| id));
    let people: BTreeSet<&String> = ids.collect();
    if people.is_empty() {
        return None;
    }
    let sum: Number = paid.iter().map(|(_, amount)| amount).sum();
    let ids: Vec<&str> = people.iter().take(SHOWN).map(|id| id.as_str()).collect();
    let more = if people.len() > SHOWN { ", …" } else { "" };
    let finding = Finding::warning("differs-from-closed").with("period", &closed.period).with("sum", sum);
    Some(finding.with("count", people.len()).with("people", format!("{}{more}", ids.join(", "))))
}

/// So many people are named.
const SHOWN: usize = 6;

/// By person and component.
type Paid = BTreeMap<(String, String), Number>;

fn add_paid(paid: &mut Paid, (person, component): (&str, &str), amount: &Number) {
    let sum = paid.entry((person.to_owned(), component.to_owned())).or_insert_with(Number::zero);
    *sum = &*sum + amount;
}

/// What is paid now less what was paid; without what was corrected of other periods with it.
fn of_lines(closed: &ClosedPeriod, now: &Outcome) -> Paid {
    let mut paid = Paid::new();
    for person in now.appraisal.result.paid() {
        let id = &now.ledger.people.list[person.person].id;
        let is_own = |line: &&PayLine| line.unit == PayUnit::Money && !matches!(line.kind, LineKind::Correction(_));
        person.lines.iter().filter(is_own).for_each(|line| add_paid(&mut paid, (id, &line.of), &line.amount.or_zero()));
    }
    for line in closed.lines.iter().filter(|line| line.unit == PayUnit::Money) {
        add_paid(&mut paid, (&line.person, &line.component), &-&line.amount);
    }
    for one in closed.corrections.iter().filter(|one| one.kind.is_none()) {
        add_paid(&mut paid, (&one.person, &one.component), &one.amount);
    }
    paid
}

/// By person, component, kind and order, as words are compared.
type OwedBy = BTreeMap<(String, String, BalanceKind, String), Owed>;

/// By what more is owed, and by what more was done for the order.
struct Owed {
    /// The order as it is shown.
    order: String,
    balance: Number,
    moved: Moved,
}

impl Owed {
    fn is_nothing(&self) -> bool {
        self.balance.is_zero() && self.moved.is_nothing()
    }
}

fn of_balance<'o>(
    owed: &'o mut OwedBy,
    (person, component, kind, order): (&str, &str, BalanceKind, &str),
) -> &'o mut Owed {
    let key = (person.to_owned(), component.to_owned(), kind, folded(order).into_owned());
    let nothing = || Owed { order: order.to_owned(), balance: Number::zero(), moved: Moved::nothing() };
    owed.entry(key).or_insert_with(nothing)
}

/// By what is owed, what it is at the period's end now less what it was. Orders are spelled as they were.
fn of_balances(closed: &ClosedPeriod, now: &Outcome) -> OwedBy {
    let mut owed = OwedBy::new();
    for one in &closed.balances {
        let balance = &one.balance;
        let of = of_balance(&mut owed, (&one.person, &one.component, balance.kind, &balance.order));
        of.balance = &of.balance - &balance.closing;
        of.moved.add(&moved(balance).less());
    }
    for person in now.appraisal.result.paid() {
        let id = &now.ledger.people.list[person.person].id;
        for (component, balance) in &person.balances {
            let of = of_balance(&mut owed, (id, component, balance.kind, &balance.order));
            of.balance = &of.balance + &balance.closing;
            of.moved.add(&moved(balance));
        }
    }
    owed
}

/// What a period has done for an order; nothing of balances of no order.
fn moved(balance: &Balance) -> Moved {
    if balance.order.is_empty() { Moved::nothing() } else { Moved::from(balance) }
}
