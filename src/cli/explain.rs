//! `appraise explain PERSON [WHAT]`: why is it this number?

use super::args::Options;
use super::exit::Exit;
use super::run::Session;
use crate::gathering::trace::{Trace, trace};
use crate::report::explain;
use crate::run::Wanted;

/// Runs the command.
pub fn execute(options: &Options, person: &str, what: Option<&str>, rows: bool) -> Exit {
    let mut session = Session::new(options);
    let Some(outcome) = session.outcome(Wanted::Either) else { return session.refuse() };
    let person = match explain::person(&outcome, person) {
        Ok(person) => person,
        Err(finding) => return session.fail(finding, Exit::Errors),
    };
    let sheet = outcome.appraisal.result.of(person).map(|result| &result.sheet);
    let traced = match sheet.filter(|_| rows) {
        Some(sheet) => {
            let rules = (&outcome.policy, &outcome.ledger, &outcome.plan);
            trace(rules, &outcome.opened, sheet, outcome.threads)
        }
        None => Trace::default(),
    };
    if let Some(unread) = traced.unread.first() {
        return session.fail(unread.clone(), Exit::Errors);
    }
    match explain::explain(&outcome, person, what, &|leaf| traced.rows_of(leaf)) {
        Ok(report) => session.finish(&report, &outcome),
        Err(finding) => session.fail(finding, Exit::Errors),
    }
}
