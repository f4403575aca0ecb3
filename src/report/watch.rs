//! The report of `watch`: what needs a look, by urgency; for machines everything in one table.

mod alerts;
mod improvements;

use super::head::of_management;
use super::inputs;
use super::model::{Audience, Body, Brief, Phrase, Report, Section, Table};
use super::suggestions::suggestions;
use super::text_column;
use crate::management::watch::Answer;
use crate::policy::rules::management::watch::Severity;
use crate::report::model::Cell;
use crate::run::Outcome;

/// What matters most where there is no room for everything.
const BRIEF: [Brief; 6] = [
    Brief::of("watch_high", 10).by(alerts::in_turns),
    Brief::of("watch_medium", 3).by(alerts::in_turns),
    Brief::of("suggestions", 4),
    Brief::of("watch_low", 3).by(alerts::in_turns),
    Brief::of("improvements", 2),
    Brief::of("no_past", 1),
];

/// Whose alerts a report has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    Everybodys,
    /// Those of one person: index in the ledger.
    Of(usize),
    /// Those of nobody.
    Nobodys,
}

impl Whose {
    /// Whether it has the alerts of that owner.
    pub fn has(self, owner: Option<usize>) -> bool {
        match self {
            Whose::Everybodys => true,
            Whose::Of(person) => owner == Some(person),
            Whose::Nobodys => owner.is_none(),
        }
    }
}

/// Builds the report of everything.
pub fn watch<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let mut sections = of_alerts(outcome, answer, Whose::Everybodys);
    sections.extend(suggestions(outcome, answer));
    sections.extend(improvements::improvements(outcome, answer));
    sections.extend(no_past(outcome, answer));
    sections.extend(inputs::not_kept(&answer.not_kept));
    report(outcome, sections)
}

/// Builds the report of what one owner should look at.
pub fn of_owner<'a>(outcome: &'a Outcome, answer: &'a Answer, whose: Whose) -> Report<'a> {
    report(outcome, of_alerts(outcome, answer, whose))
}

fn report<'a>(outcome: &'a Outcome, sections: Vec<Section<'a>>) -> Report<'a> {
    Report {
        id: "watch",
        title: Phrase::term("watch_report"),
        head: of_management(outcome),
        sections,
        brief: BRIEF.to_vec(),
    }
}

fn of_alerts<'a>(outcome: &'a Outcome, answer: &'a Answer, whose: Whose) -> Vec<Section<'a>> {
    let urgencies = Severity::ALL.into_iter();
    let mut sections: Vec<Section> =
        urgencies.filter_map(|(_, severity)| alerts::of_severity(outcome, answer, (severity, whose))).collect();
    if sections.is_empty() {
        sections.push(quiet(outcome));
    }
    sections.push(alerts::machines(outcome, answer, whose));
    sections
}

/// Nothing needs a look, or nothing was looked at; people are told so.
fn quiet(outcome: &Outcome) -> Section<'static> {
    let is_looked_at = !outcome.policy.management.watches.is_empty();
    Section {
        id: "watch_quiet",
        title: Phrase::term("watch_report"),
        audience: Audience::People,
        body: Body::Notes,
        notes: vec![Phrase::term(if is_looked_at { "watch_quiet" } else { "watch_of_nothing" })],
    }
}

fn no_past<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Option<Section<'a>> {
    let columns = vec![text_column("watch"), text_column("scope"), text_column("id"), text_column("name")];
    let watches = &outcome.policy.management.watches;
    let row = |(watch, scope, id, name): &(usize, String, String, String)| {
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![text(&watches[*watch].name.value), text(scope), text(id), text(name)]
    };
    let table = Table { columns, rows: answer.no_past.iter().map(row).collect() };
    let section = Section {
        id: "no_past",
        title: Phrase::term("no_past"),
        audience: Audience::Machines,
        body: Body::Table(table),
        notes: Vec::new(),
    };
    (!answer.no_past.is_empty()).then_some(section)
}
