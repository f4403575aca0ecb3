//! Which closed periods a run needs, and what is told where they are missing.

use crate::calendar::Period;
use crate::finding::Finding;
use crate::history::Closed;
use crate::policy::Policy;
use crate::policy::rules::{Component, InputKind, Over, PayKind};
use crate::run::Outcome;
use crate::source::Span;

/// An error for the first period that is needed and not closed, by the first component that needs it.
pub(super) fn lacking(policy: &Policy, closed: &Closed, period: &Period) -> Option<Finding> {
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
pub(super) fn is_of_year(component: &Component) -> Option<Span> {
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
pub(in crate::run) fn begins_without(outcome: &Outcome) -> Option<Finding> {
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

/// So many days before the first period that is paid, and less than a year before it, the year of a period is most likely a slip.
const SLIPPED: std::ops::Range<i64> = 90..366;

/// A warning for each draw that would be recovered from a period long before the first one that is paid: nothing is owed before that.
pub(super) fn recovered_before(outcome: &Outcome) -> Vec<Finding> {
    let (policy, period) = (&outcome.policy, &outcome.appraisal.result.period);
    let first_paid = outcome.appraisal.parts.first().unwrap_or(period);
    let closed = outcome.history.periods();
    if closed.of(first_paid).is_some() || !closed.before(first_paid).periods.is_empty() {
        return Vec::new();
    }
    let told = |component: &Component| {
        let PayKind::Draw(draw) = &component.kind else { return None };
        let days = |from: &Period| (first_paid.first() - from.first()).num_days();
        let from = draw.from_period.as_ref().filter(|from| SLIPPED.contains(&days(&from.value)))?;
        let finding = Finding::warning("draw-recovered-before").with("component", &component.name.value);
        let finding = finding.with("from", from.value.id()).with("period", first_paid);
        Some(finding.at(policy.text.place(from.span)))
    };
    policy.pay.iter().filter_map(told).collect()
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
