//! Closed periods once more, from today's files and under the policies that ruled them.

use std::sync::Arc;

use super::frozen_policy;
use super::taken_back::{self, Again};
use super::unsettled::differences;
use super::year::{Years, trued_up_with};
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::gathering::Scope;
use crate::history::{Closed, ClosedPeriod, Correction, Recomputed};
use crate::ledger::Ledger;
use crate::policy::Policy;
use crate::policy::rules::PayUnit;
use crate::results::{LineKind, PersonResult};
use crate::run::{Outcome, Request, Wanted, run};

/// A closed period as today's files give it, and what is told of them.
pub(super) type Heard = (Outcome, Findings);

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
    pub(super) fn differences(&self, closed: &ClosedPeriod) -> Result<(Vec<Correction>, Heard), Findings> {
        let mut kept = self.years.trued_up(closed);
        kept.extend(trued_up_with((self.policy, self.ledger), (&closed.period, self.period)));
        let kept = Arc::new(kept);
        let (now, told) = recomputed(closed, self.request, &kept)?;
        Ok((differences(closed, (self.before, &kept), &now), (now, told)))
    }

    /// What is told where the year so far, of which the last closed period paid a part, takes back what was paid.
    pub(super) fn year_so_far(&self) -> Vec<Finding> {
        let Some(last) = self.before.periods.last() else { return Vec::new() };
        let of_it = trued_up_with((self.policy, self.ledger), (&last.period, self.period));
        let kept = Arc::new(self.years.trued_up(last));
        let Some(Ok((now, told))) = (!of_it.is_empty()).then(|| recomputed(last, self.request, &kept)) else {
            return Vec::new();
        };
        let mut corrections = differences(last, (self.before, &kept), &now);
        corrections.retain(|one| of_it.contains(&(one.person.clone(), one.component.clone())));
        taken_back::of_year(self.policy, &Again::of((last, &corrections), &now, told), self.period)
    }
}

/// The closed period from today's files; what a later one trues up as it was closed.
fn recomputed(
    closed: &ClosedPeriod,
    request: &Request,
    kept: &Arc<crate::history::TruedUp>,
) -> Result<Heard, Findings> {
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
    match outcome.filter(|_| !findings.has_errors()) {
        Some(outcome) => Ok((outcome, findings)),
        None => Err(findings),
    }
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
