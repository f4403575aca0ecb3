//! By what a difference of a closed period will be settled, as today's rules have it: by the next close, by the year so far, or by nothing.

use crate::calendar::Period;
use crate::closing::{Chain, Store};
use crate::finding::Finding;
use crate::history::{ClosedPeriod, TruedUp};
use crate::policy::{self, Policy};
use crate::report::verify::Difference;
use crate::run::{Outcome, trued_up_with};

/// The period that is closed next, and its rules.
pub(super) struct Settling<'a> {
    next: Option<(Period, &'a Policy)>,
    /// The closed periods that it corrects.
    corrected: Vec<Period>,
}

impl<'a> Settling<'a> {
    /// Of these policies, of which one rules the next period.
    pub(super) fn of(policies: &'a [Policy], store: &Store, chain: &Chain) -> Self {
        let next = chain.next(store);
        let rules = next.as_ref().and_then(|next| match policies {
            [only] => Some(only),
            several => policy::choose(several, next).ok().and_then(|index| several.get(index)),
        });
        let count = rules.and_then(|rules| rules.close.look_back.as_ref()).map_or(0, |back| back.value as usize);
        let from = chain.folders.len().saturating_sub(count);
        let corrected = chain.folders[from..].iter().map(|folder| folder.period.clone()).collect();
        Settling { next: next.zip(rules), corrected }
    }

    /// Of whom the next period trues up what a closed one paid of the year so far.
    pub(super) fn trued_up(&self, closed: &ClosedPeriod, outcome: &Outcome) -> TruedUp {
        let of = |(next, rules): &(Period, &Policy)| trued_up_with((rules, &outcome.ledger), (&closed.period, next));
        self.next.as_ref().map(of).unwrap_or_default()
    }

    /// The finding of a difference in pay, or in what is owed.
    pub(super) fn finding(&self, one: &Difference, trued_up: &TruedUp) -> Finding {
        let is_pay = one.kind == "money";
        let of = |of_pay, of_balance| Finding::error(if is_pay { of_pay } else { of_balance });
        let unsettled = || of("effect-on-pay", "effect-on-balance");
        let Some((next, rules)) = &self.next else { return unsettled() };
        if is_pay && trued_up.contains(&(one.person.clone(), one.component.clone())) {
            return Finding::error("effect-on-pay-of-year").with("next", next);
        }
        match (&rules.close.look_back, self.corrected.first()) {
            (Some(_), _) if self.corrected.iter().any(|period| period.id() == one.period) => {
                of("effect-on-pay-next", "effect-on-balance-next").with("next", next)
            }
            (Some(back), Some(first)) => {
                let finding = of("effect-on-pay-beyond", "effect-on-balance-beyond");
                finding.with("look_back", back.value).with("first", first)
            }
            _ => unsettled(),
        }
    }
}
