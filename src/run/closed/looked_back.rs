//! What is looked back to in closed periods: whether they keep figures of it, by the rules of today.

use std::collections::{BTreeMap, BTreeSet};

use super::super::spans::paid_periods;
use crate::appraisal::Spans;
use crate::calendar::Period;
use crate::digest;
use crate::finding::Finding;
use crate::gathering::policy_text;
use crate::history::{ClosedPeriod, Known};
use crate::measure::history::looked_at;
use crate::measure::windows::looked_back;
use crate::policy::rules::MeasureKind;
use crate::policy::{Policy, of_other_rules};
use crate::run::Request;

/// Notes which measures closed periods knew by other rules than the policy's.
pub(super) fn note_rules(policy: &Policy, (spans, request): (&Spans, &Request), known: &mut Known) {
    let looked: BTreeSet<Period> = looked(policy, spans).into_keys().chain(spans.all().cloned()).collect();
    let mut last: Option<(&[u8], BTreeSet<String>)> = None;
    for closed in request.closed.periods.iter().filter(|closed| looked.contains(&closed.period)) {
        if last.as_ref().is_none_or(|(bytes, _)| *bytes != &closed.policy[..]) {
            last = Some((&closed.policy, other_rules(policy, closed, request)));
        }
        let others = last.as_ref().map(|(_, others)| others).filter(|others| !others.is_empty());
        others.into_iter().for_each(|others| known.note_other_rules(closed.period.clone(), others.clone()));
    }
}

fn other_rules(policy: &Policy, closed: &ClosedPeriod, request: &Request) -> BTreeSet<String> {
    if digest::of_bytes(&closed.policy) == policy.digest {
        return BTreeSet::new();
    }
    let name = format!("{}/policy.toml", closed.period);
    let text = policy_text(&name, request.folder, &closed.policy);
    text.map(|text| of_other_rules(policy.text.text(), &text)).unwrap_or_default()
}

/// What is looked back to and computed from today's files although its period is closed: a note for each such period.
pub(super) fn from_files(policy: &Policy, spans: &Spans, known: &Known) -> Vec<Finding> {
    let mut told = Vec::new();
    for (period, measures) in looked(policy, spans) {
        let Some(closed) = known.periods().of(&period) else { continue };
        let is_lacking = |name: &&str| !known.keeps(name, &period);
        let (others, unkept): (Vec<&str>, Vec<&str>) =
            measures.into_iter().filter(is_lacking).partition(|name| closed.figures.has(name));
        for (code, measures) in [("closed-figures-not-kept", unkept), ("closed-figures-of-other-rules", others)] {
            let named: Vec<String> = measures.iter().map(|name| format!("`{name}`")).collect();
            let finding = Finding::note(code).with("period", &period).with("measures", named.join(", "));
            told.extend((!named.is_empty()).then_some(finding));
        }
    }
    told
}

/// The closed periods of which all that is looked back to is kept.
pub fn as_closed(policy: &Policy, spans: &Spans, known: &Known) -> Vec<Period> {
    let is_kept = |(period, measures): &(Period, BTreeSet<&str>)| measures.iter().all(|name| known.keeps(name, period));
    looked(policy, spans).into_iter().filter(is_kept).map(|(period, _)| period).collect()
}

/// The measures that something is scored or paid by and that are looked at in earlier days, by these days; scores apart, which are standings.
fn looked<'p>(policy: &'p Policy, spans: &Spans) -> BTreeMap<Period, BTreeSet<&'p str>> {
    let mut found: BTreeMap<Period, BTreeSet<&str>> = BTreeMap::new();
    let paid = paid_periods(spans);
    let asked = spans.whole.first().filter(|whole| spans.scored && !paid.contains(whole));
    for period in paid.iter().chain(asked) {
        let back = looked_back(policy, period).into_iter().filter(|(_, window)| window.last() < period.first());
        let of_conditions = looked_at(policy, period).into_iter().map(|look| (look.measure, look.window));
        for (measure, window) in back.chain(of_conditions) {
            let rule = policy.measure(measure);
            if !matches!(rule.kind, MeasureKind::Score) {
                found.entry(window).or_default().insert(&rule.name);
            }
        }
    }
    found
}
