//! Periods in which a source has no row at all although it has rows elsewhere: those that are paid by themselves, and earlier ones that
//! pay looks at as if they had been empty.

use super::streams::Opened;
use super::{InputFacts, Rules};
use crate::calendar::Period;
use crate::finding::Finding;
use crate::ingest::facts::FileFacts;
use crate::measure::history::{LookedAt, looked_at};
use crate::measure::plan::Plan;
use crate::source::{Place, Span};

/// A warning for the periods of which pay is the sum, and one for each rule that looks back.
pub(super) fn without_rows((policy, _, plan): Rules, one: &Opened, facts: &InputFacts) -> Vec<Finding> {
    let is_empty = |window: &&Period| !has_rows(plan, facts, window);
    let of_input = |finding: Finding, periods: &[&Period]| {
        let named: Vec<String> = periods.iter().map(|period| period.to_string()).collect();
        finding.with("input", &one.name).with("period", named.join(", "))
    };
    let mut found = Vec::new();
    let parts: Vec<&Period> = plan.parts.iter().filter(is_empty).collect();
    if !parts.is_empty() {
        let places = facts.files.iter().map(|file| Place::file(file.file.clone()));
        found.push(places.fold(of_input(Finding::warning("no-rows-in-part"), &parts), Finding::at));
    }
    let paid = plan.paid();
    let is_asked = |look: &LookedAt| !plan.as_closed.contains(&look.window);
    let is_its = |look: &LookedAt| {
        is_asked(look) && plan.streams[one.stream].gathers.iter().any(|gather| gather.measure == look.measure)
    };
    let looks: Vec<LookedAt> = paid.iter().flat_map(|period| looked_at(policy, period)).filter(is_its).collect();
    let mut rules: Vec<Span> = Vec::new();
    for look in &looks {
        if rules.contains(&look.span) {
            continue;
        }
        rules.push(look.span);
        let windows = looks.iter().filter(|other| other.span == look.span).map(|other| &other.window);
        let mut empty: Vec<&Period> = windows.filter(is_empty).filter(|window| !parts.contains(window)).collect();
        empty.sort();
        empty.dedup();
        if !empty.is_empty() {
            let finding = of_input(Finding::warning("no-rows-in-earlier-period"), &empty);
            found.push(finding.at(policy.text.place(look.span)));
        }
    }
    found
}

/// Whether a counted row lies in the window; of one that was not planned the first and last days decide.
fn has_rows(plan: &Plan, facts: &InputFacts, window: &Period) -> bool {
    let is_in = |file: &FileFacts| match plan.windows.contains(window) {
        true => plan.segments.in_window(window).any(|segment| file.in_segments.get(segment) == Some(&true)),
        false => {
            let days = file.first_date.zip(file.last_date);
            days.is_some_and(|(first, last)| first <= window.last() && window.first() <= last)
        }
    };
    facts.files.iter().any(is_in)
}
