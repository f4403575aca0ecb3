//! `appraise close --reopen`: takes back the last close. Its folder moves away, with the reason in it; nothing is deleted.

use super::hold;
use crate::cli::args::Options;
use crate::cli::exit::Exit;
use crate::cli::run::{Session, period_of};
use crate::closing::{Chain, Folder, Store, reopen};
use crate::finding::Finding;
use crate::report::close as reports;

/// Runs the command.
pub fn execute(options: &Options, period: &str, reason: &str) -> Exit {
    let mut session = Session::new(options);
    let Some((policies, folder)) = session.policies() else { return session.refuse() };
    let Some(store) = policies.last().map(|policy| Store::of(policy, &folder)) else { return session.refuse() };
    let _hold = match hold(&store, &folder) {
        Ok(hold) => hold,
        Err(error) => return session.fail(error.finding(), Exit::of(&error)),
    };
    let chain = store.chain(&mut session.findings);
    if session.findings.has_errors() {
        return session.refuse();
    }
    let last = match last(period, &store, &chain) {
        Ok(last) => last,
        Err(finding) => return session.fail(finding, Exit::Errors),
    };
    if reason.trim().is_empty() {
        return session.fail(Finding::error("reopen-without-reason").with("period", period), Exit::Usage);
    }
    match reopen(&store, last, reason) {
        Ok(to) => session.write(&reports::reopened(&last.period, &last.shown, &to, reason), Exit::Written),
        Err(error) => session.fail(error.finding(), Exit::of(&error)),
    }
}

/// The last folder, which must be that of the period.
fn last<'f>(text: &str, store: &Store, chain: &'f Chain) -> Result<&'f Folder, Finding> {
    let period = period_of(text, store.fiscal_start)?;
    match chain.last() {
        Some(last) if last.period == period => Ok(last),
        Some(last) => {
            let is_closed = chain.of(&period).is_some();
            let code = if is_closed { "reopen-not-last" } else { "reopen-not-closed" };
            Err(Finding::error(code).with("period", period).with("last", &last.period))
        }
        None => Err(Finding::error("nothing-closed").with("folder", &store.shown)),
    }
}
