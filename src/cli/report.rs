//! `appraise report -o DIR`: everything of a period in one folder.

mod contents;
mod pieces;

use std::path::Path;

use super::args::Options;
use super::exit::Exit;
use super::run::Session;
use crate::finding::Finding;
use crate::management::trend::of_sales;
use crate::management::{Question, TargetsAsked, TrendAsked};
use crate::output::{Already, Content, Entry, Set, place_of};
use crate::policy::rules::InputKind;
use crate::run::{Outcome, Wanted};

use contents::File;
pub use pieces::{Choice, Piece};

/// By this file of it a folder of reports is known.
const MARK: &str = "run.json";

/// Over so many periods the folder shows how sales change.
const PERIODS: u32 = 12;

/// By what the folder shows what sells, where the sales have it.
const LABELS: [&str; 4] = ["product", "customer", "region", "channel"];

/// Runs the command. Every report is made from the same bytes: where a file changes in between, nothing is written.
pub fn execute(options: &Options, choice: &Choice) -> Exit {
    let mut session = Session::new(options);
    let Some(path) = options.output_path() else {
        return session.fail(Finding::error("report-needs-folder"), Exit::Usage);
    };
    if options.rejects.is_some() {
        return session.fail(Finding::error("report-with-rejects"), Exit::Usage);
    }
    session.ask_all_steps();
    let Some(outcome) = session.outcome(Wanted::Both) else { return session.refuse() };
    let mut outcomes = vec![outcome];
    for question in questions(&outcomes[0], choice) {
        session.ask(question);
        let Some(next) = session.outcome(Wanted::Scores) else { return session.refuse() };
        if let Some(changed) = changed(&outcomes[0], &next) {
            return session.fail(changed, Exit::Errors);
        }
        outcomes.push(next);
    }
    let files = match contents::files(&outcomes, choice, &session) {
        Ok((files, told)) => {
            told.into_iter().for_each(|finding| session.findings.push(finding));
            files
        }
        Err(finding) => return session.fail(finding, Exit::Errors),
    };
    write(session, path, &files, &outcomes[0])
}

/// Puts the folder in its place, whole, instead of one of a run before.
fn write(session: Session, path: &Path, files: &[File], outcome: &Outcome) -> Exit {
    let place = place_of(path);
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    if let Some(finding) = session.folder_over("-o", (&place, &paths), outcome) {
        return session.fail(finding, Exit::Usage);
    }
    let entries = files.iter().map(|file| Entry { path: (&file.path).into(), content: Content::Bytes(&file.bytes) });
    // Messages name the folder as it was named, as far as it is the folder itself.
    let is_itself = path.file_name().is_some() && !path.is_symlink();
    let target = if is_itself { path.to_owned() } else { place };
    let set = Set::default().with_folder_in_place(target, entries.collect(), Already::Replaced(MARK));
    match set.write() {
        Ok(()) => {
            session.tell();
            Exit::Written
        }
        Err(error) => session.fail(error.finding(), Exit::of(&error)),
    }
}

/// What is asked of the management half: what the policy or the files have something for.
fn questions(outcome: &Outcome, choice: &Choice) -> Vec<Question> {
    let policy = &outcome.policy;
    let has = |kind| policy.known_input(kind).is_some();
    let mut questions = Vec::new();
    if choice.has(Piece::Progress) && has(InputKind::Targets) {
        questions.push(Question::Progress(None));
    }
    if choice.has(Piece::Customers) && has(InputKind::Customers) {
        questions.push(Question::Customers(None));
    }
    if choice.has(Piece::Targets) && policy.management.split.is_some() {
        questions.push(Question::Targets(TargetsAsked::Split));
    }
    if choice.has(Piece::Trend) {
        let measure = of_sales(policy);
        questions.extend(measure.into_iter().flat_map(|measure| labels(outcome).map(move |by| trend(by, measure))));
    }
    if choice.has(Piece::Watch) && !(policy.management.watches.is_empty() && policy.management.actions.is_empty()) {
        questions.push(Question::Watch);
    }
    questions
}

fn trend(label: &str, measure: &str) -> Question {
    let (by, measure) = (label.to_owned(), Some(measure.to_owned()));
    Question::Trend(TrendAsked { by, measure, periods: PERIODS, top: None })
}

/// The labels that the sales have.
fn labels(outcome: &Outcome) -> impl Iterator<Item = &'static str> {
    let sales = outcome.policy.inputs.iter().find(|rule| rule.kind() == InputKind::Sales);
    let files = outcome.gathered.facts.iter().filter(|facts| sales.is_some_and(|rule| rule.name == facts.input));
    let columns: Vec<&str> =
        files.flat_map(|facts| &facts.files).flat_map(|file| &file.columns).map(|fact| fact.column.as_str()).collect();
    LABELS.into_iter().filter(move |label| columns.contains(label))
}

/// That the files are not what they were when the first report was made.
fn changed(first: &Outcome, next: &Outcome) -> Option<Finding> {
    let facts = |outcome: &'_ Outcome| -> Vec<(String, u64, u64)> {
        let files = outcome.gathered.facts.iter().flat_map(|one| &one.files);
        files.map(|facts| (facts.file.to_string(), facts.bytes, facts.records)).collect()
    };
    let known = facts(first);
    let other = facts(next).into_iter().find(|file| {
        let before = known.iter().find(|before| before.0 == file.0);
        before.is_some_and(|before| before != file)
    });
    let is_other_policy = first.policy.digest != next.policy.digest;
    let is_other_period = first.appraisal.result.period != next.appraisal.result.period;
    let policy = || first.policy.text.file().to_string();
    let file = other.map(|file| file.0).or_else(|| (is_other_policy || is_other_period).then(policy))?;
    Some(Finding::error("file-changed").with("file", file))
}
