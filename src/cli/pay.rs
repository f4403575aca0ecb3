//! `appraise pay`: what is each person paid, line by line?

use super::args::{Lines, Options};
use super::exit::Exit;
use super::row_options::RowOptions;
use super::run::Session;
use crate::closing;
use crate::finding::Finding;
use crate::report::pay::{Rows, pay};
use crate::run::Wanted;

/// Shows what was closed.
pub fn closed(options: &Options, lines: Option<Lines>) -> Exit {
    let main = match lines {
        None => ("pay_totals", closing::PAY),
        Some(Lines::Components) => ("pay_lines", closing::LINES),
        Some(Lines::Deals) => ("deals", closing::DEALS),
    };
    super::closed::execute(options, ("pay", "pay_report", &[main, ("balances", closing::BALANCES)]))
}

/// Runs the command.
pub fn execute(options: &Options, lines: Option<Lines>, chosen: &RowOptions) -> Exit {
    let mut session = Session::new(options);
    session.ask_steps_to_open();
    let Some(outcome) = session.outcome(Wanted::Pay) else { return session.refuse() };
    if outcome.policy.pay.is_empty() {
        let place = outcome.policy.text.place(crate::source::Span::default());
        return session.fail(Finding::error("no-pay").at(place), Exit::Errors);
    }
    let rows = match lines {
        None => Rows::People,
        Some(Lines::Components) => Rows::Components,
        Some(Lines::Deals) => Rows::Deals,
    };
    session.finish_rows(pay(&outcome, rows), &outcome, chosen)
}
