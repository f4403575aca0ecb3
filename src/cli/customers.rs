//! `appraise customers`.

use super::args::Options;
use super::exit::Exit;
use super::row_options::RowOptions;
use super::run::Session;
use crate::management::{Answer, Question};
use crate::report;
use crate::run::Wanted;

/// Runs the command.
pub fn execute(options: &Options, question: Question, rows: &RowOptions) -> Exit {
    let mut session = Session::new(options);
    session.ask(question);
    let Some(outcome) = session.outcome(Wanted::Scores) else { return session.refuse() };
    match outcome.answers.first() {
        Some(Answer::Customers(answer)) => {
            session.finish_rows(report::customers::customers(&outcome, answer), &outcome, rows)
        }
        _ => session.refuse(),
    }
}
