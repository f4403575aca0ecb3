//! `appraise pay`: what is each person paid, line by line?

use super::args::{Lines, Options};
use super::exit::Exit;
use super::row_options::RowOptions;
use super::run::Session;
use crate::closing;
use crate::finding::Finding;
use crate::report::pay::{Rows, pay, pay_live};
use crate::run::{Outcome, Wanted};

/// Shows what was closed.
pub fn closed(options: &Options, lines: Option<Lines>, chosen: &RowOptions) -> Exit {
    let main = match lines {
        None => ("pay_totals", closing::PAY),
        Some(Lines::Components) => ("pay_lines", closing::LINES),
        Some(Lines::Deals) => ("deals", closing::DEALS),
    };
    super::closed::execute(options, ("pay", "pay_report", &[main, ("balances", closing::BALANCES)]), chosen)
}

/// Runs the command.
pub fn execute(options: &Options, lines: Option<Lines>, chosen: &RowOptions) -> Exit {
    let mut session = Session::new(options);
    session.ask_steps_to_open();
    match outcome(&mut session) {
        Ok(outcome) => session.finish_rows(pay(&outcome, rows(lines)), &outcome, chosen),
        Err(finding) => refuse(session, finding),
    }
}

/// Runs the command with what a workbook calculates again.
pub fn live(options: &Options, lines: Option<Lines>) -> Exit {
    let mut session = Session::new(options);
    session.ask_all_steps();
    match outcome(&mut session) {
        Ok(outcome) => session.finish(&pay_live(&outcome, rows(lines)), &outcome),
        Err(finding) => refuse(session, finding),
    }
}

/// What is paid; nothing where there is an error, which was told, and a finding where nothing can be paid.
fn outcome(session: &mut Session) -> Result<Outcome, Option<Finding>> {
    let outcome = session.outcome(Wanted::Pay).ok_or(None)?;
    if outcome.policy.pay.is_empty() {
        let place = outcome.policy.text.place(crate::source::Span::default());
        return Err(Some(Finding::error("no-pay").at(place)));
    }
    Ok(outcome)
}

fn refuse(session: Session, finding: Option<Finding>) -> Exit {
    match finding {
        Some(finding) => session.fail(finding, Exit::Errors),
        None => session.refuse(),
    }
}

fn rows(lines: Option<Lines>) -> Rows {
    match lines {
        None => Rows::People,
        Some(Lines::Components) => Rows::Components,
        Some(Lines::Deals) => Rows::Deals,
    }
}
