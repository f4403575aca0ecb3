//! `appraise targets`.

use super::args::Options;
use super::exit::Exit;
use super::run::Session;
use crate::management::{Answer, Question};
use crate::report;
use crate::run::Wanted;

/// Runs the command.
pub fn execute(options: &Options, question: Question) -> Exit {
    let mut session = Session::new(options);
    session.ask(question);
    let Some(outcome) = session.outcome(Wanted::Scores) else { return session.refuse() };
    match outcome.answers.first() {
        Some(Answer::Targets(answer)) => session.finish(&report::targets::targets(&outcome, answer), &outcome),
        _ => session.refuse(),
    }
}
