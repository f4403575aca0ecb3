//! Whose year so far a later period goes on with: that one trues up what was paid of it, so that nothing of it is to be corrected.
//!
//! Where none does – the fiscal year is over, the person has left or has another role, the component is gone – a difference is corrected as
//! that of any other line.

use std::path::Path;

use super::frozen_policy;
use super::needed::is_of_year;
use crate::calendar::Period;
use crate::finding::Findings;
use crate::history::{Closed, ClosedPeriod, TruedUp};
use crate::ledger::Ledger;
use crate::payout::may_take;
use crate::policy::Policy;
use crate::policy::rules::Component;

/// What closed periods have paid of the year so far.
pub struct Years<'a> {
    all: &'a Closed,
    /// The policies that ruled, each once.
    policies: Vec<(&'a [u8], Policy)>,
}

impl<'a> Years<'a> {
    /// What these tell; paths of their policies are relative to the folder.
    pub fn of(all: &'a Closed, folder: &Path) -> Self {
        let mut policies: Vec<(&[u8], Policy)> = Vec::new();
        for one in &all.periods {
            let name = format!("{}/policy.toml", one.period);
            let is_known = policies.iter().any(|(known, _)| *known == one.policy);
            let read = || frozen_policy((&name, &one.policy), folder, &mut Findings::new());
            let policy = (!is_known).then(read).flatten();
            policies.extend(policy.map(|policy| (&one.policy[..], policy)));
        }
        Years { all, policies }
    }

    /// Of whom a later one than this has paid it.
    pub fn trued_up(&self, closed: &ClosedPeriod) -> TruedUp {
        let later = self.all.periods.iter().filter(|later| later.period.first() > closed.period.last());
        later.flat_map(|later| self.trued_up_by(closed, later)).collect()
    }

    fn trued_up_by(&self, closed: &ClosedPeriod, later: &ClosedPeriod) -> TruedUp {
        let policy = self.policies.iter().find(|(known, _)| *known == later.policy).map(|(_, policy)| policy);
        let of_year = policy.into_iter().flat_map(|policy| going_on(policy, (&closed.period, &later.period)));
        let names: Vec<&String> = of_year.map(|component| &component.name.value).collect();
        let lines = later.lines.iter().filter(|line| line.line == line.component && names.contains(&&line.component));
        lines.map(|line| (line.person.clone(), line.component.clone())).collect()
    }
}

/// What the period that is paid may pay of the year so far; whether conditions hold is not asked: what it then does not pay, the next one corrects.
pub fn trued_up_with((policy, ledger): (&Policy, &Ledger), periods: (&Period, &Period)) -> TruedUp {
    let people = |component: &Component| {
        let own = ledger.people.list.iter().filter(|person| may_take(component, person, periods.1));
        own.map(|person| (person.id.to_string(), component.name.value.clone())).collect::<Vec<_>>()
    };
    going_on(policy, periods).flat_map(people).collect()
}

/// The components that pay the year so far in the later period, where the earlier one is of that year.
pub(super) fn going_on<'p>(
    policy: &'p Policy,
    (closed, later): (&'p Period, &'p Period),
) -> impl Iterator<Item = &'p Component> {
    let is_of_it = policy.year_so_far(later).contains(closed.first());
    policy.pay.iter().filter(move |component| is_of_it && is_of_year(component).is_some())
}
