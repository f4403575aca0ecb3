//! Closed periods that the same rules ruled, computed again from one reading of today's files.
//!
//! A run of its own of each is what counts: it says what is corrected, and what is told of the files. This only says of which periods today's files
//! give what was closed, so that nothing of them is to be corrected and no run is needed. It computes as that run does – rules, registers, history,
//! results – and only the totals are taken from a pass that gathers for all the periods at once, as for the months of a quarter. Where anything is
//! wrong, or a total was not planned, it says nothing.

use std::sync::Arc;

use super::again::{Kept, request_of};
use super::unsettled::{Now, differences};
use super::{frozen_policy, history};
use crate::appraisal::{Explained, Given, Paid, Spans, evaluate};
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::gathering::causes::Causes;
use crate::gathering::{self, Gathered, Opened, Scope, Trust};
use crate::history::{Closed, ClosedPeriod};
use crate::ledger::Ledger;
use crate::management;
use crate::measure::cube::Cube;
use crate::measure::plan::Plan;
use crate::policy::Policy;
use crate::results::PeriodResult;
use crate::run::{Request, Steps, beginning, frozen};

/// Closed periods that the same rules ruled, and what of today's files does not change while these are read.
pub struct Ruled<'r> {
    request: &'r Request<'r>,
    policy: Policy,
    ledger: Ledger,
    plan: Plan,
    opened: Vec<Opened>,
    /// What is computed of each.
    spans: Vec<(Period, Spans)>,
}

/// The same with what one pass has gathered for all of them.
pub struct Together<'b> {
    base: &'b Ruled<'b>,
    cube: Cube<'b>,
    /// What was told of the files, as of one stretch of days.
    told: Findings,
}

impl<'r> Ruled<'r> {
    /// The closed periods in groups of the same rules; those are left out that cannot be computed again.
    pub fn groups(request: &'r Request<'r>, periods: &[Arc<ClosedPeriod>]) -> Vec<Self> {
        if request.as_of.is_some() {
            return Vec::new();
        }
        let mut groups: Vec<(Vec<String>, Vec<&ClosedPeriod>)> = Vec::new();
        for closed in periods {
            let rules = frozen::digests(&closed.policy, &request.closed.before(&closed.period));
            match groups.iter_mut().find(|(known, _)| *known == rules) {
                Some((_, own)) => own.push(closed),
                None => groups.push((rules, vec![closed])),
            }
        }
        groups.iter().filter_map(|(_, own)| Ruled::of(request, own)).collect()
    }

    /// These as the first steps of a run see them; nothing where something is wrong with them.
    fn of(request: &'r Request<'r>, periods: &[&ClosedPeriod]) -> Option<Self> {
        let (first, last) = (periods.first()?, periods.last()?);
        let (mut findings, mut gathered) = (Findings::new(), Gathered::default());
        let nothing = (Arc::default(), Arc::default());
        // Of what is as it was closed no steps are shown.
        let own = |closed| Request {
            steps: Steps::OfNobody,
            ..request_of(closed, (request, Scope::Again), (&nothing.0, &nothing.1))
        };
        let name = format!("{}/policy.toml", first.period);
        let mut policy = frozen_policy((&name, &first.policy), request.folder, &mut findings)?;
        let whole = own(first);
        let reading = beginning::reading(&whole);
        policy.management.looked_through = management::looked_through(&policy);
        let mut ledger = beginning::checked_ledger(&policy, &reading, &mut gathered, &mut findings);
        let (mut ruled, mut spans) = (policy.clone(), Vec::new());
        for closed in periods {
            // What closed policies add to the rules is the same for all of them.
            ruled = policy.clone();
            let days = (closed.period.clone(), None);
            let of = beginning::spans_of((&mut ruled, &ledger), days, &own(closed), &mut findings);
            spans.push((closed.period.clone(), of));
        }
        let is_one = |(_, spans): &(Period, Spans)| matches!(spans.paid, Paid::Whole);
        if findings.has_errors() || !spans.iter().all(is_one) {
            return None;
        }
        let fiscal_start = ruled.header.fiscal_year_starts;
        let all = Period::range(first.period.first(), last.period.last(), fiscal_start)?;
        let parts = spans.iter().map(|(_, spans)| spans.whole.clone()).collect();
        let all = Spans {
            whole: vec![all],
            paid: Paid::Parts(parts),
            scored: false,
            heard: false,
            every_measure: false,
            audits: false,
            kept: false,
            freezes: false,
            explained: Explained::OfNobody,
        };
        let mut plan = beginning::planned((&mut ruled, &ledger), (&all, None), &whole);
        let trust = Trust::FirstBytes;
        let mut opened = gathering::open_streams((&ruled, &ledger), &mut plan, &reading, trust, &mut findings);
        gathering::read_products((&ruled, &plan, &opened), &mut ledger, &reading, &mut gathered, &mut findings);
        gathering::read_customers((&ruled, &plan, &opened), &mut ledger, &reading, &mut gathered, &mut findings);
        gathering::know_customers(&plan, &ledger, &mut opened);
        (!findings.has_errors()).then_some(Ruled { request, policy: ruled, ledger, plan, opened, spans })
    }

    /// Reads the sources; nothing where something is wrong with them.
    pub fn read(&'r self) -> Option<Together<'r>> {
        self.read_in(Scope::Again)
    }

    /// The same with so close a look at them.
    pub(super) fn read_in(&'r self, scope: Scope) -> Option<Together<'r>> {
        let (mut findings, mut gathered) = (Findings::new(), Gathered::default());
        let request = self.request.clone();
        let own = Request { scope, allow_empty: true, subject: None, questions: Vec::new(), ..request };
        let (rules, reading) = ((&self.policy, &self.ledger, &self.plan), beginning::reading(&own));
        let cube = gathering::read_cube(rules, &self.opened, &reading, &mut gathered, &mut findings).ok()?;
        let told = Causes::of(&self.policy).settle(findings, &gathered);
        (!told.has_errors()).then_some(Together { base: self, cube, told })
    }
}

impl Together<'_> {
    /// What was told of the files.
    pub(super) fn told(&self) -> impl Iterator<Item = &Finding> {
        self.told.iter()
    }

    /// Whether a run of the closed period would have nothing to say: today's files give what was closed of it, and corrected since.
    pub(super) fn is_settled(&self, closed: &ClosedPeriod, all: &Closed, again: Kept) -> bool {
        let result = self.result(closed, again);
        result.is_some_and(|result| differences(closed, (all, again.0), self.now(&result)).is_empty())
    }

    /// Results of a closed period with its people.
    pub fn now<'n>(&'n self, result: &'n PeriodResult) -> Now<'n> {
        Now { ledger: &self.base.ledger, result }
    }

    /// The closed period as today's files give it; nothing where something is wrong with it.
    pub fn result(&self, closed: &ClosedPeriod, again: Kept) -> Option<PeriodResult> {
        let Ruled { request, policy, ledger, spans, .. } = self.base;
        let (_, spans) = spans.iter().find(|(period, _)| *period == closed.period)?;
        let mut findings = Findings::new();
        let own = request_of(closed, (request, Scope::Again), again);
        let (history, _) = history((policy, ledger), (spans, &own), &mut findings);
        let given = Given { policy, ledger, totals: &self.cube, history: &history, as_of: None };
        let appraisal = evaluate(given, spans, &mut findings);
        let is_sound = !findings.has_errors() && self.cube.unplanned().is_empty();
        is_sound.then_some(appraisal.result)
    }
}
