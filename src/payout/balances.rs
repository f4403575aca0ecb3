//! What a person is owed at the period's end: what lines have moved, and what nothing has touched.

use crate::measure::Book;
use crate::policy::Policy;
use crate::results::{Balance, PayLine};

/// Every balance that is not nothing, each once, in the order of components, kinds and orders.
pub(super) fn of(book: &Book, person: usize, lines: &[PayLine]) -> Vec<(String, Balance)> {
    let mut all: Vec<(String, Balance)> = Vec::new();
    for open in book.history.open(person, book.period) {
        all.push((open.component.clone(), Balance::waiting(open.kind, &open.order, &open.amount)));
    }
    for (component, balance) in lines.iter().flat_map(|line| line.balances.iter().map(|balance| (&line.of, balance))) {
        let is_it = |(known, other): &&mut (String, Balance)| {
            known == component && (other.kind, &other.order) == (balance.kind, &balance.order)
        };
        match all.iter_mut().find(is_it) {
            Some((_, known)) => known.join(balance),
            None => all.push((component.clone(), balance.clone())),
        }
    }
    all.retain(|(_, balance)| !balance.is_nothing());
    sort(book.policy, &mut all);
    all
}

/// Puts balances in the order of components, kinds and orders; those of components that are gone come last.
pub fn sort(policy: &Policy, balances: &mut [(String, Balance)]) {
    let place = |name: &str| policy.pay.iter().position(|component| component.name.value == name);
    balances.sort_by(|(a, one), (b, other)| {
        let key = |name: &str| (place(name).is_none(), place(name));
        (key(a), a, one.kind, &one.order).cmp(&(key(b), b, other.kind, &other.order))
    });
}
