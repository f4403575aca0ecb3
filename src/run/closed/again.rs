//! Closed periods once more, from today's files and under the policies that ruled them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::taken_back::{self, Again};
use super::together::Together;
use super::unsettled::{Now, differences};
use super::year::{Years, trued_up_with};
use super::{at_close, frozen_policy};
use super::{slipped, staff, written_over};
use crate::calendar::Period;
use crate::digest;
use crate::finding::{Finding, Findings};
use crate::gathering::Scope;
use crate::history::{Closed, ClosedPeriod, Correction, PastStanding, Recomputed, TruedUp};
use crate::ledger::Ledger;
use crate::number::Number;
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
    /// Those that are computed again, from one reading of the files.
    pub together: &'a [Together<'a>],
    /// What the last of them went by, read when it is first asked for.
    pub copies: OnceCell<Option<(Policy, Ledger)>>,
}

impl Paying<'_> {
    /// The staff and targets that the last closed period went by, with its policy; nothing where it keeps no copies of them.
    pub(super) fn copies(&self) -> Option<&(Policy, Ledger)> {
        self.copies.get_or_init(|| staff::of_copies(self)).as_ref()
    }

    /// What today's files say of a closed period otherwise than it was paid, owed and corrected; `found` is what they say of earlier ones.
    pub(super) fn differences(&self, closed: &ClosedPeriod, found: &[Correction]) -> Result<Vec<Correction>, Findings> {
        let (kept, since) = self.kept(closed, found);
        if self.is_settled(closed, (&kept, &since)) {
            return Ok(Vec::new());
        }
        let (now, _) = recomputed(closed, (self.request, Scope::Again), (&kept, &since))?;
        Ok(differences(closed, (self.before, &kept), Now::of(&now)))
    }

    /// The same with how they say it, and with what a closer look at them tells where they take something back; nothing where they say nothing else.
    pub(super) fn corrected(
        &self,
        closed: &ClosedPeriod,
        found: &[Correction],
    ) -> Result<Option<(Vec<Correction>, Heard)>, Findings> {
        let (kept, since) = self.kept(closed, found);
        if self.is_settled(closed, (&kept, &since)) {
            return Ok(None);
        }
        let (now, told) = recomputed(closed, (self.request, Scope::Again), (&kept, &since))?;
        let corrections = differences(closed, (self.before, &kept), Now::of(&now));
        let told = self.looked_closely(closed, &corrections, (&kept, &since)).unwrap_or(told);
        Ok(Some((corrections, (now, told))))
    }

    /// Whether the files of today give what was closed, by the reading that periods share.
    pub(super) fn is_settled(&self, closed: &ClosedPeriod, again: Kept) -> bool {
        self.together.iter().any(|together| together.is_settled(closed, self.before, again))
    }

    pub(super) fn kept(&self, closed: &ClosedPeriod, found: &[Correction]) -> (Arc<TruedUp>, Arc<Vec<Correction>>) {
        let mut kept = self.years.trued_up(closed);
        kept.extend(trued_up_with((self.policy, self.ledger), (&closed.period, self.period)));
        (Arc::new(kept), Arc::new(self.before.corrected_after(closed, found)))
    }

    /// What is told of the files by a look at whatever is odd with them; nothing where they take nobody's money back.
    fn looked_closely(&self, closed: &ClosedPeriod, corrections: &[Correction], again: Kept) -> Option<Findings> {
        let takes_back = corrections.iter().any(|one| one.kind.is_none() && one.amount.is_negative());
        let looked = takes_back.then(|| recomputed(closed, (self.request, Scope::Needed), again))?;
        looked.ok().map(|(_, told)| told)
    }

    /// What is told where the year so far, of which the last closed period paid a part, takes back what was paid, or an amount in it has slipped; and what
    /// it pays otherwise up to the last of these.
    pub(super) fn year_so_far(&self) -> (Vec<Finding>, Vec<Correction>) {
        let Some(last) = self.before.periods.last() else { return Default::default() };
        let of_it = trued_up_with((self.policy, self.ledger), (&last.period, self.period));
        if of_it.is_empty() {
            return Default::default();
        }
        let again = (&Arc::new(self.years.trued_up(last)), &Arc::default());
        if self.policy.digest == digest::of_bytes(&last.policy) && self.is_settled(last, again) {
            return Default::default();
        }
        let Ok((now, told)) = recomputed(last, (self.request, Scope::Again), again) else { return Default::default() };
        let of_year = |outcome: &Outcome| {
            let mut corrections = differences(last, (self.before, again.0), Now::of(outcome));
            corrections.retain(|one| of_it.contains(&(one.person.clone(), one.component.clone())));
            corrections
        };
        let corrections = of_year(&now);
        let mut of_rules = None;
        if let Some(anew) = self.by_todays_rules(last, again) {
            of_rules = otherwise(self.policy, (last, self.period), (&of_year(&anew), &corrections));
        }
        let told = self.looked_closely(last, &corrections, again).unwrap_or(told);
        let mut told = taken_back::of_year(self.policy, &Again::of((last, &corrections), &now, told), self.period);
        told.extend(of_rules);
        told.extend(slipped::told(self, last, &corrections, again));
        told.extend(staff::other_cells(self, &corrections, &told));
        told.extend(written_over::told(self, &corrections, &told));
        (told, corrections)
    }

    /// The closed period from today's files under today's policy; nothing where it is the same, or cannot rule that period.
    fn by_todays_rules(&self, closed: &ClosedPeriod, again: Kept) -> Option<Outcome> {
        if self.policy.digest == digest::of_bytes(&closed.policy) {
            return None;
        }
        let mut policy = self.policy.clone();
        (policy.header.effective_from, policy.header.effective_to) = (None, None);
        let mut findings = Findings::new();
        let outcome = run(policy, &request_of(closed, (self.request, Scope::Again), again), &mut findings);
        outcome.filter(|_| !findings.has_errors())
    }
}

/// A warning where the year so far comes out otherwise under today's policy than under the one that a part of it was closed under.
fn otherwise(
    policy: &Policy,
    (last, period): (&ClosedPeriod, &Period),
    (anew, now): (&[Correction], &[Correction]),
) -> Option<Finding> {
    let mut sums: BTreeMap<&str, Number> = BTreeMap::new();
    let all = anew.iter().map(|one| (one, one.amount.clone())).chain(now.iter().map(|one| (one, -&one.amount)));
    for (one, amount) in all.filter(|(one, _)| one.kind.is_none()) {
        let sum = sums.entry(&one.person).or_insert_with(Number::zero);
        *sum = &*sum + &amount;
    }
    sums.retain(|_, sum| !sum.is_zero());
    let (person, amount) = sums.iter().max_by_key(|(_, amount)| amount.abs())?;
    let of: BTreeSet<&str> = last.lines.iter().map(|line| line.person.as_str()).collect();
    let finding = Finding::warning("year-under-other-rules").with("period", period).with("periods", &last.period);
    let finding = finding.with("count", sums.len()).with("of", of.len()).with("sum", sums.values().sum::<Number>());
    Some(at_close(policy, finding.with("person", *person).with("amount", amount)))
}

/// Whose year so far stands as it was paid, and what is corrected of earlier periods.
pub type Kept<'k> = (&'k Arc<TruedUp>, &'k Arc<Vec<Correction>>);

/// The run of a closed period.
pub(super) fn request_of<'r>(
    closed: &ClosedPeriod,
    (request, scope): (&Request<'r>, Scope),
    (kept, since): Kept,
) -> Request<'r> {
    Request {
        period: Some(closed.period.clone()),
        wanted: Wanted::Pay,
        audits: false,
        subject: None,
        questions: Vec::new(),
        scope,
        allow_empty: true,
        closed: Closed {
            kept_years: Arc::clone(kept),
            corrected_since: Arc::clone(since),
            ..request.closed.until(&closed.period)
        },
        ..request.clone()
    }
}

/// The closed period from today's files; what a later one trues up as it was closed.
pub(super) fn recomputed(
    closed: &ClosedPeriod,
    (request, scope): (&Request, Scope),
    again: Kept,
) -> Result<Heard, Findings> {
    let mut findings = Findings::new();
    let name = format!("{}/policy.toml", closed.period);
    let ruled = frozen_policy((&name, &closed.policy), request.folder, &mut findings);
    let outcome = ruled.and_then(|policy| run(policy, &request_of(closed, (request, scope), again), &mut findings));
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
        let lines = own.map(|line| (line.of.to_string(), line.kind.clone(), line.amount.clone())).collect();
        let (sheet, standing) = (std::mem::take(&mut person.sheet), PastStanding::of(&person.standing));
        (ledger.people.list[person.person].id.to_string(), Recomputed { sheet, lines, standing })
    };
    result.paid_mut().map(of).collect()
}
