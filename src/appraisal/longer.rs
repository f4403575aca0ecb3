//! Targets that are missing for a period while a longer one has them: where `when_missing` decides, nothing else would say why.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::derivation::{Form, Leaf, Step, Worksheet};
use crate::finding::{Finding, Findings};
use crate::ledger::{Ledger, Scope, Spell, TargetRow};
use crate::measure::Witness;
use crate::policy::Policy;
use crate::policy::rules::{MeasureId, MeasureKind};
use crate::results::PeriodResult;

/// The error that says it of one person.
const REFUSED: &str = "target-of-longer-period";

/// Whose target of which measure something asked for, and nobody gave.
pub(super) struct Watch<'a> {
    policy: &'a Policy,
    ledger: &'a Ledger,
    lacking: RefCell<BTreeSet<(MeasureId, usize)>>,
}

impl Witness for Watch<'_> {
    fn look_at(&self, person: usize, sheet: &Worksheet) {
        let absent = sheet.steps().iter().filter(|step| matches!(step.form, Form::Leaf(Leaf::Absent)));
        let measures = absent.filter_map(|step| target_of(self.policy, step));
        self.lacking.borrow_mut().extend(measures.map(|measure| (measure, person)));
    }
}

impl<'a> Watch<'a> {
    /// Nothing was seen.
    pub fn new(policy: &'a Policy, ledger: &'a Ledger) -> Self {
        Watch { policy, ledger, lacking: RefCell::default() }
    }

    /// Warns once for each measure, of the periods that were computed, after a look at what is kept of the worksheets.
    pub fn warn(&self, result: &PeriodResult, parts: &[Period], findings: &mut Findings) {
        if !findings.iter().any(|finding| finding.code == REFUSED) {
            result.people.iter().for_each(|person| self.look_at(person.person, &person.sheet));
            let periods = if parts.is_empty() { std::slice::from_ref(&result.period) } else { parts };
            report((self.policy, self.ledger), &self.lacking.borrow(), periods, findings);
        }
    }
}

fn report(
    (policy, ledger): (&Policy, &Ledger),
    lacking: &BTreeSet<(MeasureId, usize)>,
    periods: &[Period],
    findings: &mut Findings,
) {
    let mut found: BTreeMap<MeasureId, (usize, &Period, &TargetRow)> = BTreeMap::new();
    for (measure, person) in lacking {
        if let Some((period, row)) = longer(ledger, *person, *measure, periods) {
            found.entry(*measure).or_insert((0, period, row)).0 += 1;
        }
    }
    for (measure, (people, period, row)) in found {
        let finding = Finding::warning("targets-of-longer-period").with("people", people);
        let finding = finding.with("measure", &policy.measure(measure).name).with("period", period);
        let finding = finding.with("longer", &row.period).with("kind", period.kind().id());
        findings.push(finding.at(row.place.clone()));
    }
}

/// The measure whose target the step is, as such or as another measure's value.
fn target_of(policy: &Policy, step: &Step) -> Option<MeasureId> {
    let measure = policy.measure_named(step.of.as_deref()?)?;
    match policy.measure(measure).kind {
        MeasureKind::Target(of) => Some(of),
        _ => (step.name == "target").then_some(measure),
    }
}

/// The target of a longer period that the person has, or the person's team.
fn longer<'a>(
    ledger: &'a Ledger,
    person: usize,
    measure: MeasureId,
    periods: &'a [Period],
) -> Option<(&'a Period, &'a TargetRow)> {
    periods.iter().find_map(|period| {
        let team = ledger.people.list[person].at_end_of(period).and_then(Spell::team_name);
        let scopes = std::iter::once(Scope::Person(person)).chain(team.map(Scope::Team));
        let of_scope = |scope: Scope| match ledger.targets.of(&scope, measure, period) {
            Some(_) => None,
            None => ledger.targets.longer(&scope, measure, period),
        };
        scopes.into_iter().find_map(of_scope).map(|row| (period, row))
    })
}
