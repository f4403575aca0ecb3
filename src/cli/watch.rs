//! `appraise watch`.

use super::args::{Options, Severity};
use super::exit::Exit;
use super::run::Session;
use crate::management::{Answer, Question};
use crate::report;
use crate::run::Wanted;

/// Runs the command.
pub fn execute(options: &Options, _fail: Option<Severity>) -> Exit {
    let mut session = Session::new(options);
    session.ask(Question::Watch);
    let Some(outcome) = session.outcome(Wanted::Scores) else { return session.refuse() };
    match &outcome.answer {
        Some(Answer::Watch(answer)) => session.finish(&report::watch::watch(&outcome, answer), &outcome),
        _ => session.refuse(),
    }
}
