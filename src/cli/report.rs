//! `appraise report -o DIR`: everything of a period in one folder.

mod contents;
mod pieces;

use std::path::Path;

use super::args::Options;
use super::exit::Exit;
use super::run::Session;
use crate::finding::Finding;
use crate::ingest::facts::FileFacts;
use crate::management::trend::of_sales;
use crate::management::{Question, TargetsAsked, TrendAsked};
use crate::policy::rules::InputKind;
use crate::render::format_of_extension;
use crate::run::{Outcome, Wanted};

pub use pieces::{Choice, Piece};

/// By this file of it a folder of reports is known.
const MARK: &str = "run.json";

/// Over so many periods the folder shows how sales change.
const PERIODS: u32 = 12;

/// By what the folder shows what sells, where the sales have it.
const LABELS: [&str; 4] = ["product", "customer", "region", "channel"];

/// Runs the command: one run scores and pays, another answers what is asked of the management half, which hears of scores and pay otherwise.
/// Every report is made from the same bytes: where a file changes in between, nothing is written.
pub fn execute(options: &Options, choice: &Choice) -> Exit {
    let mut session = Session::new(options);
    let path = match folder(options) {
        Ok(path) => path,
        Err(finding) => return session.fail(finding, Exit::Usage),
    };
    if options.rejects.is_some() {
        return session.fail(Finding::error("report-with-rejects"), Exit::Usage);
    }
    session.ask_all_steps();
    // An error of pay is none of a folder without pay.
    let is_of_pay = choice.shows(Piece::Pay) || choice.has(Piece::Statements);
    let wanted = if is_of_pay { Wanted::Both } else { Wanted::Scores };
    let Some(outcome) = session.outcome(wanted) else { return session.refuse() };
    let questions = questions(&outcome, choice);
    if let Some(pipe) = session.pipe(&outcome.policy).filter(|_| !questions.is_empty()) {
        return session.fail(Finding::error("report-of-pipe").with("file", pipe.display()), Exit::Usage);
    }
    let mut outcomes = vec![outcome];
    if !questions.is_empty() {
        questions.into_iter().for_each(|question| session.ask(question));
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
    session.finish_folder(("-o", path), &files, MARK, &outcomes[0])
}

/// The folder that is written.
///
/// # Errors
/// None is named, or what is named is called like a file.
fn folder(options: &Options) -> Result<&Path, Finding> {
    let needed = || Finding::error("report-needs-folder");
    let path = options.output_path().ok_or_else(needed)?;
    let extension = path.extension().and_then(|extension| extension.to_str());
    let is_file = extension.is_some_and(|extension| format_of_extension(extension).is_some());
    if is_file && options.folder().is_none() { Err(needed().with("name", path.display())) } else { Ok(path) }
}

/// What is asked of the management half: what the policy or the files have something for.
fn questions(outcome: &Outcome, choice: &Choice) -> Vec<Question> {
    let policy = &outcome.policy;
    let has = |kind| policy.known_input(kind).is_some();
    let mut questions = Vec::new();
    if choice.shows(Piece::Progress) && has(InputKind::Targets) {
        questions.push(Question::Progress(None));
    }
    if choice.shows(Piece::Customers) && has(InputKind::Customers) {
        questions.push(Question::Customers(None));
    }
    if choice.shows(Piece::Targets) && policy.management.split.is_some() {
        questions.push(Question::Targets(TargetsAsked::Split));
    }
    if choice.shows(Piece::Trend) {
        let measure = of_sales(policy);
        questions.extend(measure.into_iter().flat_map(|measure| labels(outcome).map(move |by| trend(by, measure))));
    }
    if choice.shows(Piece::Watch) && !(policy.management.watches.is_empty() && policy.management.actions.is_empty()) {
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
    let other = next.gathered.facts.iter().find_map(|input| {
        let known = first.gathered.facts.iter().find(|known| known.input == input.input)?;
        other_file(&known.files, &input.files)
    });
    let is_other_policy = first.policy.digest != next.policy.digest;
    let is_other_period = first.appraisal.result.period != next.appraisal.result.period;
    let policy = || first.policy.text.file().to_string();
    let file = other.or_else(|| (is_other_policy || is_other_period).then(policy))?;
    Some(Finding::error("file-changed").with("file", file))
}

/// The first file of an input that another run read otherwise, or did not read.
fn other_file(known: &[FileFacts], next: &[FileFacts]) -> Option<String> {
    let is_same = |(one, other): (&FileFacts, &FileFacts)| {
        (&one.file, &one.sheet, &one.stamp, one.bytes) == (&other.file, &other.sheet, &other.stamp, other.bytes)
    };
    let pairs = known.iter().zip(next);
    let differs = pairs.clone().find(|pair| !is_same(*pair)).map(|(_, other)| other);
    let longer = if known.len() > next.len() { known } else { next };
    differs.or_else(|| longer.get(pairs.count())).map(|facts| facts.file.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(file: &str, bytes: u64) -> FileFacts {
        FileFacts { file: file.into(), bytes, ..FileFacts::default() }
    }

    #[test]
    fn a_file_that_is_another_or_one_more_is_told() {
        let (sales, october) = (facts("sales.csv", 10), facts("2026-10.csv", 20));
        let known = [sales.clone(), october];
        assert_eq!(other_file(&known, &known), None);
        assert_eq!(other_file(&known, &[sales, facts("2026-10.csv", 21)]), Some("2026-10.csv".to_owned()));
        assert_eq!(other_file(&known, &known[..1]), Some("2026-10.csv".to_owned()));
        assert_eq!(other_file(&known[..1], &known), Some("2026-10.csv".to_owned()));
    }
}
