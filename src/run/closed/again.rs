//! Closed periods once more, from today's files and under the policies that ruled them.

use std::sync::Arc;

use super::frozen_policy;
use super::unsettled::differences;
use super::year::{Years, trued_up_with};
use crate::calendar::Period;
use crate::finding::Findings;
use crate::gathering::Scope;
use crate::history::{Closed, ClosedPeriod, Correction, Recomputed};
use crate::ledger::Ledger;
use crate::policy::Policy;
use crate::policy::rules::PayUnit;
use crate::results::{LineKind, PersonResult};
use crate::run::{Outcome, Request, Wanted, run};

/// A period that is paid, and what is closed before it.
pub(super) struct Paying<'a> {
    /// Its rules.
    pub policy: &'a Policy,
    /// Its people.
    pub ledger: &'a Ledger,
    /// Which it is.
    pub period: &'a Period,
    /// What the run is asked for.
    pub request: &'a Request<'a>,
    /// The closed periods before it.
    pub before: &'a Closed,
    /// What they have paid of the year so far.
    pub years: Years<'a>,
}

impl Paying<'_> {
    /// What today's files say of a closed period otherwise than it was paid, owed and corrected, and how they say it.
    pub(super) fn differences(&self, closed: &ClosedPeriod) -> Result<(Vec<Correction>, Outcome), Findings> {
        let mut kept = self.years.trued_up(closed);
        kept.extend(trued_up_with((self.policy, self.ledger), (&closed.period, self.period)));
        let kept = Arc::new(kept);
        let now = recomputed(closed, self.request, &kept)?;
        Ok((differences(closed, (self.before, &kept), &now), now))
    }
}

/// The closed period from today's files; what a later one trues up as it was closed.
fn recomputed(
    closed: &ClosedPeriod,
    request: &Request,
    kept: &Arc<crate::history::TruedUp>,
) -> Result<Outcome, Findings> {
    let mut findings = Findings::new();
    let name = format!("{}/policy.toml", closed.period);
    let ruled = frozen_policy((&name, &closed.policy), request.folder, &mut findings);
    let outcome = ruled.and_then(|policy| {
        let request = Request {
            period: Some(closed.period.clone()),
            wanted: Wanted::Pay,
            audits: false,
            subject: None,
            scope: Scope::Needed,
            allow_empty: true,
            closed: Closed { kept_years: Arc::clone(kept), ..request.closed.until(&closed.period) },
            ..request.clone()
        };
        run(policy, &request, &mut findings)
    });
    outcome.filter(|_| !findings.has_errors()).ok_or(findings)
}

/// The lines of everybody, with how they come about.
pub(super) fn shown(outcome: Outcome) -> Vec<(String, Recomputed)> {
    let (ledger, mut result) = (outcome.ledger, outcome.appraisal.result);
    let of = |person: &mut PersonResult| {
        let own = person
            .lines
            .iter()
            .filter(|line| line.unit == PayUnit::Money && !matches!(line.kind, LineKind::Correction(_)));
        let lines = own.map(|line| (line.of.to_string(), line.amount.clone())).collect();
        let sheet = std::mem::take(&mut person.sheet);
        (ledger.people.list[person.person].id.to_string(), Recomputed { sheet, lines })
    };
    result.paid_mut().map(of).collect()
}
