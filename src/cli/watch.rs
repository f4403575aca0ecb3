//! `appraise watch`.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::args::{Options, Severity as Asked};
use super::exit::Exit;
use super::file_names::FileNames;
use super::row_options::RowOptions;
use super::run::Session;
use crate::management::watch::Answer as Found;
use crate::management::{Answer, Question};
use crate::output::Target;
use crate::policy::rules::management::watch::Severity;
use crate::report::model::Report;
use crate::report::watch::{Whose, of_owner, watch};
use crate::run::{Outcome, Wanted};

/// The file of what nobody owns.
const UNOWNED: &str = "unowned";
/// By so many bytes a file of a run before is known.
const FIRST_BYTES: u64 = 16;

/// Runs the command.
pub fn execute(options: &Options, fail: Option<Asked>, rows: &RowOptions) -> Exit {
    let mut session = Session::new(options);
    session.ask(Question::Watch);
    let Some(outcome) = session.outcome(Wanted::Scores) else { return session.refuse() };
    let Some(Answer::Watch(answer)) = outcome.answers.first() else { return session.refuse() };
    let found = fail.is_some_and(|fail| is_found(&outcome, answer, fail));
    let exit = match options.folder() {
        Some(folder) => by_owner(session, folder, (&outcome, answer)),
        None => session.finish_rows(watch(&outcome, answer), &outcome, rows),
    };
    let is_written = matches!(exit, Exit::Written | Exit::SetAside);
    if found && is_written { Exit::Found } else { exit }
}

/// Whether something of that severity is found, or of a higher one.
fn is_found(outcome: &Outcome, answer: &Found, fail: Asked) -> bool {
    let least = match fail {
        Asked::Low => Severity::Low,
        Asked::Medium => Severity::Medium,
        Asked::High => Severity::High,
    };
    let watches = &outcome.policy.management.watches;
    answer.alerts.iter().any(|alert| watches[alert.watch].severity >= least)
}

/// Writes a file for each owner.
///
/// Of whom nothing is found, and who has a file of a run before, it is written anew: what it says is over.
fn by_owner(session: Session, folder: &Path, (outcome, answer): (&Outcome, &Found)) -> Exit {
    let has_any = |whose: Whose| answer.alerts.iter().any(|alert| whose.has(alert.owner));
    let people = (0..outcome.ledger.people.list.len()).map(Whose::Of);
    let mut names = FileNames::default();
    let mut files: Vec<(PathBuf, Report)> = Vec::new();
    for whose in [Whose::Nobodys].into_iter().chain(people) {
        let file = folder.join(names.of(id(outcome, whose), session.options.format().extensions[0]));
        let report = of_owner(outcome, answer, whose);
        if has_any(whose) || is_of_before(&session, &file, &report) {
            files.push((file, report));
        }
    }
    let reports: Vec<(Target, &Report)> =
        files.iter().map(|(file, report)| (Target::File(file.clone()), report)).collect();
    session.finish_files(&reports, outcome)
}

/// Whether a file is there that a run before has written: it begins as this one would.
fn is_of_before(session: &Session, file: &Path, report: &Report) -> bool {
    let (Ok(there), true) = (File::open(file), file.is_file()) else { return false };
    let mut first = Vec::new();
    let is_read = there.take(FIRST_BYTES).read_to_end(&mut first).is_ok();
    is_read && !first.is_empty() && session.rendered(report).is_ok_and(|bytes| bytes.starts_with(&first))
}

/// The id that an owner's file is called by.
fn id(outcome: &Outcome, whose: Whose) -> &str {
    match whose {
        Whose::Of(person) => outcome.ledger.people.list[person].id.as_str(),
        Whose::Nobodys | Whose::Everybodys => UNOWNED,
    }
}
