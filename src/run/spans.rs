//! The periods that a run computes, and the plan that gathers for them.

use std::collections::{BTreeMap, BTreeSet};

use super::{AskedSubject, Wanted};
use crate::appraisal::{Explained, Paid, Spans};
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::measure::plan::{AskedAlong, Plan, gathered_in, of_rows};
use crate::measure::windows::{windows, windows_of_score};
use crate::policy::Policy;
use crate::policy::rules::{Component, MeasureId, PayKind, Repeated};

/// What is computed. Pay of a longer period is the sum of the policy's periods, and of any other stretch of days there is none.
///
/// `watched` says whether also the conditions of actions and watches are looked at.
pub(super) fn spans(
    policy: &Policy,
    period: Period,
    (wanted, watched): (Wanted, bool),
    findings: &mut Findings,
) -> Spans {
    let kind = policy.header.period;
    let parts = period.parts(kind);
    let every_measure = wanted == Wanted::Either;
    let is_one = parts.as_ref().is_some_and(|parts| *parts == [period.clone()]);
    if is_one || policy.pay.is_empty() {
        return Spans {
            whole: periods(policy, period, watched),
            paid: Paid::Whole,
            scored: true,
            heard: true,
            every_measure,
            audits: false,
            kept: watched,
            freezes: false,
            explained: Explained::OfNobody,
        };
    }
    let told = |finding: Finding| {
        let place = policy.text.place(policy.header.period_span);
        finding.with("period", &period).with("kind", kind.id()).at(place)
    };
    let scored = watched || (wanted != Wanted::Pay && !policy.scorecards.is_empty());
    let paid = match parts {
        None if wanted == Wanted::Scores => Paid::Nothing,
        None if wanted == Wanted::Either && scored => {
            findings.push(told(Finding::warning("pay-of-part-of-a-period")));
            Paid::Nothing
        }
        None => {
            findings.push(told(Finding::error("pay-of-part-of-a-period")));
            Paid::Nothing
        }
        Some(parts) => {
            if parts.len() > 1 {
                findings.push(told(Finding::warning("pay-of-several-periods")).with("count", parts.len()));
            }
            match wanted {
                Wanted::Scores => Paid::Nothing,
                _ => Paid::Parts(parts.into_iter().map(|part| periods(policy, part, watched)).collect()),
            }
        }
    };
    let heard = wanted != Wanted::Either || matches!(paid, Paid::Nothing);
    Spans {
        whole: periods(policy, period, watched),
        paid,
        scored,
        heard,
        every_measure,
        audits: false,
        kept: watched,
        freezes: false,
        explained: Explained::OfNobody,
    }
}

/// The period and those before it that rank changes and conditions look back to, the latest first.
fn periods(policy: &Policy, period: Period, watched: bool) -> Vec<Period> {
    let of = |repeated: &Option<Repeated>| repeated.map_or(1, |repeated| repeated.of);
    let furthest = policy.conditions(watched).map(|condition| of(&condition.periods)).max().unwrap_or(1);
    let mut periods = vec![period];
    for _ in 1..furthest.max(2) {
        push_previous(&mut periods);
    }
    // Scores that a change looks back to are computed from where they are asked for on.
    let of_score = periods.iter().flat_map(|period| windows_of_score(policy, period));
    let earliest = of_score.map(|window| window.first()).min();
    while earliest.is_some_and(|first| first < periods[periods.len() - 1].first()) {
        push_previous(&mut periods);
    }
    periods
}

/// Has as many periods computed as are looked back to, the one asked for included.
pub(super) fn look_back(spans: &mut Spans, periods: usize) {
    while spans.whole.len() < periods {
        push_previous(&mut spans.whole);
    }
}

fn push_previous(periods: &mut Vec<Period>) {
    periods.extend(periods.last().map(Period::previous));
}

/// What is gathered by the words of a column: every measure, in the windows of the period asked for.
pub(super) fn along(policy: &Policy, spans: &Spans, subject: Option<&AskedSubject>) -> Vec<AskedAlong> {
    let mut asked: Vec<AskedAlong> = held_orders(policy, spans).into_iter().collect();
    if let Some(AskedSubject::Labelled { column, .. }) = subject {
        let measures = (0..policy.measures.len()).map(MeasureId).collect();
        let windows = windows(policy, &spans.whole[0]).into();
        asked.push(AskedAlong { column: column.clone(), measures, windows, last_days: false });
    }
    asked
}

/// What is known of orders that something is held for: their amounts, their last sale, and what was collected, up to the end of each period that
/// is paid.
fn held_orders(policy: &Policy, spans: &Spans) -> Option<AskedAlong> {
    let of = |component: &Component| match &component.kind {
        PayKind::Commission(commission) => Some(commission.base.value),
        _ => None,
    };
    // Of a component that holds nothing back any more its own base is looked at, whatever it was.
    let today = policy.pay.iter().filter(|component| policy.gone_named(&component.name.value).is_some());
    let bases = policy.holding().chain(today).filter_map(of);
    let bases: BTreeSet<MeasureId> = bases.flat_map(|base| gathered_in(policy, base)).collect();
    if bases.is_empty() {
        return None;
    }
    let windows: Vec<Period> = paid_periods(spans).iter().map(|period| policy.ever_until(period)).collect();
    let measures =
        bases.into_iter().chain(policy.sold).chain(policy.collected).collect::<BTreeSet<_>>().into_iter().collect();
    Some(AskedAlong { column: "order".to_owned(), measures, windows: windows.into(), last_days: true })
}

/// The periods that are paid.
pub(super) fn paid_periods(spans: &Spans) -> Vec<Period> {
    match &spans.paid {
        Paid::Nothing => Vec::new(),
        Paid::Whole => vec![spans.whole[0].clone()],
        Paid::Parts(lists) => lists.iter().filter_map(|periods| periods.first().cloned()).collect(),
    }
}

/// Each measure by each column once, in all windows of those who ask: what is gathered twice would count twice.
fn joined(asked: Vec<AskedAlong>) -> Vec<AskedAlong> {
    let mut joined: BTreeMap<(String, MeasureId), (BTreeSet<Period>, bool)> = BTreeMap::new();
    for one in asked {
        for measure in &one.measures {
            let (windows, last_days) = joined.entry((one.column.clone(), *measure)).or_default();
            windows.extend(one.windows.iter().cloned());
            *last_days |= one.last_days;
        }
    }
    // Measures of the same windows are gathered in groups that they share.
    let mut asked: BTreeMap<(String, BTreeSet<Period>, bool), Vec<MeasureId>> = BTreeMap::new();
    for ((column, measure), (windows, last_days)) in joined {
        asked.entry((column, windows, last_days)).or_default().push(measure);
    }
    let along = |((column, windows, last_days), measures): ((String, BTreeSet<Period>, bool), Vec<MeasureId>)| {
        AskedAlong { column, measures, windows: windows.into_iter().collect(), last_days }
    };
    asked.into_iter().map(along).collect()
}

/// What is gathered for them.
///
/// With an as-of day also for the part of each window up to that day.
pub(super) fn plan(
    (policy, ledger): (&Policy, &Ledger),
    spans: &Spans,
    (along, further): (Vec<AskedAlong>, Vec<Period>),
    as_of: Option<NaiveDate>,
) -> Plan {
    let mut along = joined(along);
    let mut all: Vec<Period> = Vec::new();
    for window in spans.all().flat_map(|period| std::iter::once(period.clone()).chain(windows(policy, period))) {
        if !all.contains(&window) {
            all.push(window);
        }
    }
    for window in paid_periods(spans).iter().filter(|_| policy.holds_for_orders()).map(|paid| policy.ever_until(paid)) {
        if !all.contains(&window) {
            all.push(window);
        }
    }
    for window in further {
        if !all.contains(&window) {
            all.push(window);
        }
    }
    if let Some(day) = as_of {
        let until = |windows: &[Period]| -> Vec<Period> {
            let cut: Vec<Period> = windows.iter().map(|window| window.until(day)).collect();
            cut.into_iter().filter(|window| !windows.contains(window)).collect()
        };
        let cut = until(&all);
        all.extend(cut);
        for asked in &mut along {
            asked.windows = asked.windows.iter().cloned().chain(until(&asked.windows)).collect();
        }
    }
    along.extend(of_rows(policy, &all));
    let along = joined(along);
    let parts = match &spans.paid {
        Paid::Parts(lists) => lists.iter().filter_map(|periods| periods.first().cloned()).collect(),
        Paid::Nothing | Paid::Whole => Vec::new(),
    };
    Plan { parts, ..Plan::along(policy, ledger, all, &along) }
}
