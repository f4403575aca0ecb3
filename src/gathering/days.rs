//! Ranges of days that have no day of the period: nothing of it is in what is made of them.

use super::Rules;
use crate::finding::{Finding, Findings};
use crate::measure::plan::Stream;
use crate::measure::windows;
use crate::policy::Policy;
use crate::policy::rules::{DayRange, Filter, FilterTerm, FilterTest, MeasureId};

/// Warns of measures that something is scored or paid by, and of `returns`, whose range of the row's own days has no day of the period, nor of the earlier ones
/// that the measure is asked for with it, such as the year so far.
pub(super) fn report((policy, _, plan): Rules, findings: &mut Findings) {
    let earlier = windows::looked_back(policy, &plan.current);
    let looks_at = |measure: Option<MeasureId>, days: &DayRange| {
        let mut windows = earlier.iter().filter(|(known, _)| Some(*known) == measure);
        days.meets(&plan.current) || windows.any(|(_, window)| days.meets(window))
    };
    let mut told = Vec::new();
    for stream in &plan.streams {
        let used = stream.gathers.iter().map(|gather| gather.measure).filter(|measure| policy.used.contains(measure));
        let measures =
            used.map(|id| (Some(id), policy.measure(id))).map(|(id, rule)| (&rule.filter, (id, rule.name.as_str())));
        let returns = policy.inputs[stream.input].returns.iter().map(|returns| (&returns.rows, (None, "returns")));
        for (term, (id, name)) in measures.chain(returns).flat_map(|(filter, of)| own_days(policy, stream, filter, of))
        {
            let FilterTest::On(days) = &term.test else { continue };
            if !looks_at(id, days) && !told.contains(&term.span) {
                told.push(term.span);
                let finding = Finding::warning("days-outside-period").with("measure", name).with("days", shown(term));
                findings.push(finding.with("period", &plan.current).at(policy.text.place(term.span)));
            }
        }
    }
}

/// The terms of a filter that look at the row's own day, with the name of what they belong to.
fn own_days<'a>(
    policy: &'a Policy,
    stream: &'a Stream,
    filter: &'a Filter,
    of: (Option<MeasureId>, &'a str),
) -> impl Iterator<Item = (&'a FilterTerm, (Option<MeasureId>, &'a str))> {
    let own = policy.inputs[stream.input].own.as_ref().and_then(|own| own.date.as_ref());
    let is_own = move |column: &str| {
        stream.slots[stream.date].column == column || own.is_some_and(|header| header.value == column)
    };
    filter.terms.iter().filter(move |term| is_own(&term.column)).map(move |term| (term, of))
}

/// `2026-10-16 – 2026-10-31`; an open end is `…`.
fn shown(term: &FilterTerm) -> String {
    let FilterTest::On(DayRange { first, last }) = &term.test else { return String::new() };
    let [first, last] = [first, last].map(|end| end.as_ref().map_or("…".to_owned(), |day| day.value.to_string()));
    format!("{first} – {last}")
}
