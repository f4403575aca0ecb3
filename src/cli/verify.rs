//! `appraise verify`: has anything changed since periods were closed?
//!
//! Four looks: whether the folders are as they were written; whether the frozen rules make the frozen results of the frozen files; which
//! of today's files are others; and what the closed periods would pay from them. A look that needs another is not taken where that
//! found something: what is not as it was written is not computed with.

mod effect;
mod files;
mod rerun;
mod settled;

use std::path::Path;

use super::args::{Look, Options};
use super::exit::Exit;
use super::run::{Session, period_of};
use crate::calendar::Period;
use crate::closing::{Chain, Folder, POLICY, Store};
use crate::finding::{Finding, Findings};
use crate::history::Closed;
use crate::ingest::progress::Progress;
use crate::policy::Policy;
use crate::report::verify::{self as reports, Looked, Row, Verified};
use crate::run::{Ruled, Together, frozen_policy};
use settled::Settling;

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
    let asked = match asked(options, &store, &chain) {
        Ok(asked) => asked,
        Err(finding) => return session.fail(finding, Exit::Errors),
    };
    found.extend_with(of_absent_folder(&policies, &store, &chain));
    store.strays().into_iter().for_each(|stray| found.push(stray));
    found.extend_with(head.and_then(|head| of_other_head(&chain, head)));
    let closed = if found.has_errors() { None } else { Some(chain.closed(&store, &mut found)) };
    let is_asked = |folder: &&Folder| asked.as_ref().is_none_or(|period| folder.period == *period);
    let folders: Vec<&Folder> = chain.folders.iter().filter(is_asked).collect();
    let progress = Progress::default();
    let request = closed.as_ref().map(|closed| effect::of_all(&session, &folder, (closed, &folders), &progress));
    let is_effect = only.is_none_or(|only| only == Look::Effect);
    let request = request.filter(|_| is_effect);
    let groups = request.iter().flat_map(|(request, periods)| Ruled::groups(request, periods)).collect::<Vec<_>>();
    let together: Vec<Together> = groups.iter().filter_map(Ruled::read).collect();
    let settling = Settling::of(&policies, &store, &chain);
    let looking =
        Looking { session: &session, folder: &folder, closed: closed.as_ref(), together: &together, settling };
    let verified = looking.verify(&folders, &policies, only, &mut found);
    let exit = if found.has_errors() { Exit::Found } else { Exit::Written };
    session.findings.extend(found);
    session.write(&reports::verify(&verified, &store.shown), exit)
}

/// The one period that is looked at; nothing: all.
fn asked(options: &Options, store: &Store, chain: &Chain) -> Result<Option<Period>, Finding> {
    let Some(text) = &options.period else { return Ok(None) };
    let period = period_of(text, store.fiscal_start)?;
    let is_closed = chain.of(&period).is_some();
    is_closed
        .then(|| Some(period.clone()))
        .ok_or_else(|| Finding::error("verify-not-closed").with("period", period).with("folder", &store.shown))
}

/// That the folder of closed periods, which the policy speaks of, is not there: nothing was closed yet, or it was moved, and then nothing is looked at.
fn of_absent_folder(policies: &[Policy], store: &Store, chain: &Chain) -> Option<Finding> {
    let is_expected = policies.iter().any(|policy| policy.close.look_back.is_some());
    let is_absent = chain.folders.is_empty() && !store.folder.exists();
    (is_expected && is_absent).then(|| Finding::warning("closed-folder-absent").with("folder", &store.shown))
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

/// What all looks need.
struct Looking<'a> {
    session: &'a Session<'a>,
    /// The policy's folder.
    folder: &'a Path,
    /// What the folders say; nothing where they are not as they were written.
    closed: Option<&'a Closed>,
    /// Closed periods from one reading of today's files.
    together: &'a [Together<'a>],
    /// What settles where they differ.
    settling: Settling<'a>,
}

impl Looking<'_> {
    fn verify(&self, folders: &[&Folder], policies: &[Policy], only: Option<Look>, found: &mut Findings) -> Verified {
        let is_asked = |look| only.is_none_or(|only| only == look);
        let mut verified = Verified::default();
        let (mut live, mut corrected) = (files::Told::default(), Vec::new());
        for folder in folders {
            let evidence = if folder.is_sound { Looked::Same } else { Looked::Differs };
            let mut row = Row { evidence, ..Row::of(folder) };
            if is_asked(Look::Rerun) {
                row.rerun = self.rerun(folder, found);
            }
            if is_asked(Look::Files) && folder.is_sound {
                row.files = self.files(folder, policies, (&mut live, found));
            }
            if is_asked(Look::Effect) {
                row.effect = self.effect(folder, &mut corrected, (&mut verified.differences, found));
            }
            verified.rows.push(row);
        }
        live.tell(found);
        verified
    }

    /// The policy that ruled a period, its paths relative to today's folder or to that of the copies.
    fn frozen_policy(&self, folder: &Folder, found: &mut Findings) -> Option<Policy> {
        let name = format!("{}/{POLICY}", folder.shown);
        let bytes = std::fs::read(folder.path.join(POLICY)).ok()?;
        frozen_policy((&name, &bytes), self.folder, found)
    }
}
