//! `appraise statement`: what did this person earn, and why?

use std::path::Path;

use super::args::Options;
use super::exit::Exit;
use super::file_names::FileNames;
use super::folder::File;
use super::run::Session;
use crate::finding::Finding;
use crate::render::{self, Format};
use crate::report::explain;
use crate::report::model::Report;
use crate::report::statement::{index, people, statement};
use crate::run::{Outcome, Wanted};

/// Whose statement is in which file; by this file of it a folder of statements is known.
const LIST: &str = "statements.csv";

/// Runs the command: for the person whom the words name, or for everybody, a file each.
pub fn execute(options: &Options, person: &[String], to: Option<&Path>) -> Exit {
    let mut session = Session::new(options);
    match to {
        None if person.is_empty() => session.fail(Finding::error("statement-of-whom"), Exit::Usage),
        None => of_person(session, person),
        Some(folder) => {
            session.write_into_folder(render::HTML);
            of_everybody(session, folder)
        }
    }
}

fn of_person(mut session: Session, words: &[String]) -> Exit {
    session.ask_steps(words);
    let Some(outcome) = paid(&mut session) else { return session.refuse() };
    let person = match explain::person(&outcome, words) {
        Ok(person) => person,
        Err(finding) => return session.fail(finding, Exit::Errors),
    };
    match statement(&outcome, person) {
        Some(report) => session.finish(&report, &outcome),
        None => session.refuse(),
    }
}

/// A folder with a file for everybody who is employed in the period or has something open, all of them or none.
fn of_everybody(mut session: Session, folder: &Path) -> Exit {
    session.ask_all_steps();
    let Some(outcome) = paid(&mut session) else { return session.refuse() };
    let extension = session.format().extensions[0];
    let files = files(&outcome, extension);
    let reports = files.iter().filter_map(|(person, file)| Some((file.clone(), statement(&outcome, *person)?)));
    let reports: Vec<(String, Report)> = reports.collect();
    match written(&mut session, &reports, &index(&outcome, &files)) {
        Ok(files) => session.finish_folder(("--to", folder), &files, LIST, &outcome),
        Err(finding) => session.fail(finding, Exit::Usage),
    }
}

/// The reports in their format and the list of them, and what formats tell.
fn written(session: &mut Session, reports: &[(String, Report)], list: &Report) -> Result<Vec<File>, Finding> {
    let all = reports.iter().map(|(file, report)| (file.as_str(), report, session.format()));
    let rendered = |(file, report, format): (&str, &Report, Format)| {
        session.rendered_as(report, format).map(|bytes| File { path: file.to_owned(), bytes })
    };
    let files = all.chain([(LIST, list, render::CSV)]).map(rendered).collect();
    for (_, report) in reports {
        let told = session.told_of(report);
        session.findings.extend(told);
    }
    files
}

/// Of everybody who has a statement the name of the file.
pub(super) fn files(outcome: &Outcome, extension: &str) -> Vec<(usize, String)> {
    let mut names = FileNames::default();
    names.of(LIST.trim_end_matches(".csv"), "csv");
    let named = |person: usize| (person, names.of(&outcome.ledger.people.list[person].id, extension));
    people(outcome).map(named).collect()
}

/// Scores and pay, with all that is wrong with them; nothing, told, where there is an error or the policy pays nothing.
fn paid(session: &mut Session) -> Option<Outcome> {
    let outcome = session.outcome(Wanted::Both)?;
    if outcome.policy.pay.is_empty() && outcome.policy.scorecards.is_empty() {
        let place = outcome.policy.text.place(crate::source::Span::default());
        session.findings.push(Finding::error("no-pay").at(place));
        return None;
    }
    Some(outcome)
}
