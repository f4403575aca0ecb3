//! Ranges of days that have no day of the period: nothing of it is in what is made of them.

use super::Rules;
use crate::finding::{Finding, Findings};
use crate::measure::plan::Stream;
use crate::policy::Policy;
use crate::policy::rules::{DayRange, Filter, FilterTerm, FilterTest};

/// Warns of measures that something is scored or paid by, and of `returns`, whose range of the row's own days has no day of the period.
pub(super) fn report((policy, _, plan): Rules, findings: &mut Findings) {
    let misses = |term: &FilterTerm| matches!(&term.test, FilterTest::On(days) if !days.meets(&plan.current));
    let mut told = Vec::new();
    for stream in &plan.streams {
        let used = stream.gathers.iter().map(|gather| gather.measure).filter(|measure| policy.used.contains(measure));
        let measures =
            used.map(|measure| policy.measure(measure)).map(|measure| (&measure.filter, measure.name.as_str()));
        let returns = policy.inputs[stream.input].returns.iter().map(|returns| (&returns.rows, "returns"));
        for (term, name) in measures.chain(returns).flat_map(|(filter, name)| own_days(policy, stream, filter, name)) {
            if misses(term) && !told.contains(&term.span) {
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
    name: &'a str,
) -> impl Iterator<Item = (&'a FilterTerm, &'a str)> {
    let own = policy.inputs[stream.input].own.as_ref().and_then(|own| own.date.as_ref());
    let is_own = move |column: &str| {
        stream.slots[stream.date].column == column || own.is_some_and(|header| header.value == column)
    };
    filter.terms.iter().filter(move |term| is_own(&term.column)).map(move |term| (term, name))
}

/// `2026-10-16 – 2026-10-31`; an open end is `…`.
fn shown(term: &FilterTerm) -> String {
    let FilterTest::On(DayRange { first, last }) = &term.test else { return String::new() };
    let [first, last] = [first, last].map(|end| end.as_ref().map_or("…".to_owned(), |day| day.value.to_string()));
    format!("{first} – {last}")
}
