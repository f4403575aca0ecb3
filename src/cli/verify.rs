//! `appraise verify`: has anything changed since periods were closed?

use super::args::{Look, Options};
use super::exit::Exit;
use super::run::{Session, period_of};
use crate::closing::{Chain, Store};
use crate::finding::{Finding, Findings};
use crate::report::verify as reports;

/// Runs the command. What differs is told with file and line; a report says what was looked at.
pub fn execute(options: &Options, only: Option<Look>, head: Option<&str>) -> Exit {
    let mut session = Session::new(options);
    let Some((policies, folder)) = session.policies() else { return session.refuse() };
    let Some(store) = policies.last().map(|policy| Store::of(policy, &folder)) else { return session.refuse() };
    if session.findings.has_errors() {
        return session.refuse();
    }
    let mut found = Findings::new();
    let chain = store.chain(&mut found);
    store.strays().into_iter().for_each(|stray| found.push(stray));
    found.extend_with(head.and_then(|head| of_other_head(&chain, head)));
    let _ = (only, period_of);
    let exit = if found.has_errors() { Exit::Found } else { Exit::Written };
    session.findings.extend(found);
    session.write(&reports::verify(&chain, &store), exit)
}

/// What is wrong where the last head is not the one that was noted down.
fn of_other_head(chain: &Chain, noted: &str) -> Option<Finding> {
    let noted = noted.trim().to_ascii_lowercase();
    let is = |head: &Option<String>| head.as_deref() == Some(&noted);
    let last = chain.last();
    if last.is_some_and(|last| is(&last.head)) {
        return None;
    }
    let found = last.and_then(|last| last.head.as_deref()).unwrap_or("–");
    let finding = Finding::error("head-differs").with("expected", &noted).with("found", found);
    let earlier = chain.folders.iter().find(|folder| is(&folder.head));
    Some(match earlier {
        Some(earlier) => finding.with("of", &earlier.period),
        None => finding,
    })
}
