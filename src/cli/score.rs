//! `appraise score`: who ranks where, with what score and grade, how far from the others?

use super::args::Options;
use super::exit::Exit;
use super::row_options::RowOptions;
use super::run::Session;
use crate::closing;
use crate::finding::Finding;
use crate::report;
use crate::run::Wanted;

/// Shows what was closed.
pub fn closed(options: &Options, rows: &RowOptions) -> Exit {
    super::closed::execute(options, ("score", "score_report", &[("people", closing::SCORE)]), rows)
}

/// Runs the command.
pub fn execute(options: &Options, rows: &RowOptions) -> Exit {
    let mut session = Session::new(options);
    session.ask_steps_to_open();
    let Some(outcome) = session.outcome(Wanted::Scores) else { return session.refuse() };
    if outcome.policy.scorecards.is_empty() {
        let place = outcome.policy.text.place(crate::source::Span::default());
        return session.fail(Finding::error("no-scorecards").at(place), Exit::Errors);
    }
    session.finish_rows(report::score::score(&outcome), &outcome, rows)
}
