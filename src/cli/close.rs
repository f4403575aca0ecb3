//! `appraise close`: freezes a period, shows the closed ones, or takes back the last of them.

mod freeze;
mod list;
mod reopen;

use std::path::Path;
use std::time::SystemTime;

use super::args::Options;
use super::environment::today;
use super::exit::Exit;
use super::run::{Asked, HowRead, Session, period_of};
use crate::calendar::Period;
use crate::closing::{Chain, POLICY, Ready, Snapshot, Store, finish_reopening};
use crate::finding::Finding;
use crate::gathering::Scope;
use crate::history::Closed;
use crate::output::{Hold, OutputError, Set};
use crate::policy::Policy;
use crate::report::close::{self as reports, Close, Done};
use crate::report::model::Report;
use crate::run::{Outcome, Wanted, frozen_policy};

pub(super) use freeze::tables;
pub use list::execute as list;
pub use reopen::execute as reopen;

/// The code of a period that is closed.
const ALREADY: &str = "closed-already";

/// Runs the command: what `score` and `pay` compute of a period, whole or not at all in a folder of its own.
pub fn execute(options: &Options, dry_run: bool) -> Exit {
    let began = SystemTime::now();
    let mut session = Session::new(options);
    if options.rejects.is_some() {
        return session.fail(Finding::error("close-with-rejects"), Exit::Usage);
    }
    let Some((policies, folder)) = session.policies() else { return session.refuse() };
    let Some(store) = policies.last().map(|policy| Store::of(policy, &folder)) else { return session.refuse() };
    let _hold = match (!dry_run).then(|| hold(&store, &folder)).transpose() {
        Ok(hold) => hold,
        Err(error) => return session.fail(error.finding(), Exit::of(&error)),
    };
    if let Err(error) = if dry_run { Ok(()) } else { finish_reopening(&store) } {
        return session.fail(error.finding(), Exit::of(&error));
    }
    let chain = store.chain(&mut session.findings);
    if session.findings.has_errors() {
        return session.refuse();
    }
    let period = match asked(options, &store, &chain) {
        Ok(period) => period,
        Err(finding) => {
            let exit = if is_closed_since(&store, &finding, began) { Exit::Held } else { Exit::Errors };
            return session.fail(finding, exit);
        }
    };
    let Some(policy) = session.version_for(policies, &period) else { return session.refuse() };
    let place = Closing { store: &store, chain: &chain, folder: &folder, period: &period };
    let Some((outcome, snapshot)) = place.computed(policy, &mut session) else { return session.refuse() };
    place.write(&outcome, &snapshot, session, dry_run)
}

/// The right to change what is closed, for as long as somebody looks at it and then writes.
fn hold(store: &Store, folder: &Path) -> Result<Hold, OutputError> {
    let first = Path::new(&store.shown).components().next();
    Hold::take(&folder.join(first.map_or(Path::new("closed"), |first| Path::new(first.as_os_str()))))
}

/// The period that is closed: the one asked for, which must be the next one, or without one asked for the next.
fn asked(options: &Options, store: &Store, chain: &Chain) -> Result<Period, Finding> {
    let next = chain.next(store);
    let Some(text) = &options.period else { return next.ok_or_else(|| Finding::error("close-needs-period")) };
    let asked = period_of(text, store.fiscal_start)?;
    let period = match asked.parts(store.kind).as_deref() {
        Some([one]) => one.clone(),
        _ => {
            let other = Finding::error("close-of-other-kind").with("period", asked).with("kind", store.kind.id());
            return Err(next.into_iter().fold(other, |other, next| other.with("next", next)));
        }
    };
    let Some(next) = next.filter(|next| *next != period) else { return Ok(period) };
    let code = if chain.of(&period).is_some() { ALREADY } else { "close-not-next" };
    let last = chain.last().map(|last| last.period.id()).unwrap_or_default();
    Err(Finding::error(code).with("period", period).with("next", next).with("last", last))
}

/// Whether the period was closed by another run while this one was beginning: it is as late as one that finds the other at work.
fn is_closed_since(store: &Store, finding: &Finding, began: SystemTime) -> bool {
    let changed = std::fs::metadata(&store.folder).and_then(|folder| folder.modified());
    finding.code == ALREADY && changed.is_ok_and(|changed| changed >= began)
}

/// A period on its way to be closed.
struct Closing<'a> {
    store: &'a Store,
    chain: &'a Chain,
    /// The policy's folder.
    folder: &'a Path,
    period: &'a Period,
}

impl Closing<'_> {
    /// Reads and computes; nothing when there is an error.
    fn computed(&self, policy: Policy, session: &mut Session) -> Option<(Outcome, Snapshot)> {
        if policy.pay.is_empty() && policy.scorecards.is_empty() {
            let place = policy.text.place(crate::source::Span::default());
            session.findings.push(Finding::error("nothing-to-close").at(place));
            return None;
        }
        let closed = self.chain.closed(self.store, &mut session.findings);
        let corrected = self.corrected(&policy, &closed, session);
        let policies: Vec<&Policy> = std::iter::once(&policy).chain(&corrected).collect();
        let snapshot = Snapshot::take(&policies, self.folder, &mut session.findings);
        let (period, wanted) = (Some(self.period.clone()), Wanted::Frozen);
        let (scope, reading) = (Scope::Needed, HowRead::of(session.options));
        let asked = Asked { folder: self.folder, period, scope, audits: false, wanted, closed, reading };
        let outcome = session.run(policy, asked)?;
        (!session.findings.has_errors()).then_some((outcome, snapshot))
    }

    /// The policies of the periods that this one corrects: their files are read too.
    fn corrected(&self, policy: &Policy, closed: &Closed, session: &mut Session) -> Vec<Policy> {
        let count = policy.close.look_back.as_ref().map_or(0, |look_back| look_back.value as usize);
        let from = closed.periods.len().saturating_sub(count);
        let policies = closed.periods[from..].iter().filter_map(|one| {
            let name = format!("{}/{}/{POLICY}", self.store.shown, one.period);
            frozen_policy((&name, &one.policy), self.folder, &mut session.findings)
        });
        policies.collect()
    }

    /// Writes the folder and the report, or neither.
    fn write(&self, outcome: &Outcome, snapshot: &Snapshot, mut session: Session, dry_run: bool) -> Exit {
        let ready = match freeze::freeze(self, outcome, snapshot, &mut session) {
            Ok(ready) => ready,
            Err(finding) => return session.fail(finding, Exit::Errors),
        };
        if session.findings.has_errors() {
            return session.refuse();
        }
        let rendered = session.rendered(&self.report(outcome, &ready, &session, dry_run));
        let bytes =
            match rendered.and_then(|bytes| session.written_over(&session.targets(), outcome).map_or(Ok(bytes), Err)) {
                Ok(bytes) => bytes,
                Err(finding) => return session.fail(finding, Exit::Usage),
            };
        let mut set = Set::default().with(session.options.target(), &bytes);
        if !dry_run {
            set = set.with_folder(self.store.path_of(self.period), ready.entries());
        }
        if let Err(error) = set.write() {
            return session.fail(error.finding(), Exit::of(&error));
        }
        session.findings.extend_with(self.is_early());
        session.tell();
        Exit::Written
    }

    fn report(&self, outcome: &Outcome, ready: &Ready, session: &Session, dry_run: bool) -> Report<'_> {
        let close = Close {
            folder: &format!("{}/{}", self.store.shown, self.period),
            head: &ready.head,
            previous: self.chain.last().and_then(|last| last.head.as_deref()),
            warnings: freeze::warnings(session).len(),
            done: if dry_run { Done::Tried } else { Done::Closed },
        };
        reports::close(outcome, &close)
    }

    /// A warning where the period is not over. It is told and not kept: the same files give the same folder on any day.
    fn is_early(&self) -> Option<Finding> {
        let is_early = today().is_some_and(|today| today <= self.period.last());
        let early = || Finding::warning("close-not-over").with("period", self.period).with("last", self.period.last());
        is_early.then(early)
    }
}
