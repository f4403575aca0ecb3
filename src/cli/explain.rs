//! `appraise explain PERSON [WHAT]`: why is it this number?

use super::args::Options;
use super::exit::Exit;
use super::run::Session;
use crate::finding::Finding;
use crate::gathering::trace::{Trace, trace};
use crate::locale::{Language, Locale};
use crate::report::explain::{self, Word};
use crate::run::{AskedSubject, Outcome, Wanted};

/// Runs the command. A name of several words may stand without quotes: the first words are the person's as far as they are a name.
pub fn execute(options: &Options, (person, what): (&str, &[String]), rows: bool) -> Exit {
    let mut session = Session::new(options);
    let asked: Vec<String> = std::iter::once(person.to_owned()).chain(what.iter().cloned()).collect();
    session.ask_steps(&asked);
    let Some(outcome) = session.outcome(Wanted::Either) else { return session.refuse() };
    let all = asked;
    let asked = match explain::asked(&outcome, &all) {
        Ok(asked) => asked,
        Err(finding) => return session.fail(otherwise(finding, &outcome, (&all, None)), Exit::Errors),
    };
    let words = words();
    let reads_rows = rows || explain::needs_rows(&outcome, &asked, &words);
    let sheet = outcome.appraisal.result.of(asked.person).map(|result| &result.sheet);
    let traced = match sheet.filter(|_| reads_rows) {
        Some(sheet) => {
            let rules = (&outcome.policy, &outcome.ledger, &outcome.plan);
            trace(rules, &outcome.opened, sheet, outcome.threads)
        }
        None => Trace::default(),
    };
    if let Some(unread) = traced.unread.first() {
        return session.fail(unread.clone(), Exit::Errors);
    }
    match explain::explain(&outcome, &asked, &words, (&traced, rows)) {
        Ok(report) => session.finish(&report, &outcome),
        Err(finding) => {
            let rest: Vec<String> = asked.what.iter().cloned().collect();
            session.fail(otherwise(finding, &outcome, (&rest, Some(asked.person))), Exit::Errors)
        }
    }
}

/// What is told of words that mean nothing here: what they are elsewhere, where the rows have them.
fn otherwise(finding: Finding, outcome: &Outcome, (words, person): (&[String], Option<usize>)) -> Finding {
    let is_unknown = finding.code.starts_with("no-such-person") || finding.code.starts_with("nothing-of-that-name");
    let elsewhere = if is_unknown { explain::instead(outcome, words, person) } else { None };
    elsewhere.unwrap_or(finding)
}

/// Runs the command for a subject that is no person; all words name what is asked for.
pub fn execute_subject(
    options: &Options,
    subject: AskedSubject,
    (first, more): (Option<&str>, &[String]),
    rows: bool,
) -> Exit {
    let mut session = Session::new(options);
    session.ask_subject(subject);
    let Some(outcome) = session.outcome(Wanted::Either) else { return session.refuse() };
    let Some(result) = &outcome.subject else { return session.refuse() };
    let traced = if rows {
        let rules = (&outcome.policy, &outcome.ledger, &outcome.plan);
        trace(rules, &outcome.opened, &result.sheet, outcome.threads)
    } else {
        Trace::default()
    };
    if let Some(unread) = traced.unread.first() {
        return session.fail(unread.clone(), Exit::Errors);
    }
    let words: Vec<&str> = first.into_iter().chain(more.iter().map(String::as_str)).collect();
    let what = Some(words.join(" ")).filter(|what| !what.is_empty());
    match explain::explain_subject(&outcome, result, what.as_deref(), (&traced, rows)) {
        Ok(report) => session.finish(&report, &outcome),
        Err(finding) => session.fail(finding, Exit::Errors),
    }
}

/// What parts of a report are called in each language.
fn words() -> Vec<Word> {
    let word = |id: &'static str, language: Language| (id, Locale::new(language).term(id).to_owned());
    explain::IDS.iter().flat_map(|id| Language::ALL.map(|(_, language)| word(id, language))).collect()
}
