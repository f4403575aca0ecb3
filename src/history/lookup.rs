//! What is asked of a closed period again and again, found once for all runs that ask: what it paid whom, and which of its balances are of which order.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use rustc_hash::FxHasher;

use super::{BalanceKind, ClosedBalance, ClosedLine};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::spelling::folded;

/// Filled when it is first asked; of one period, whose lines and balances do not change.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    paid: OnceLock<HashMap<String, HashMap<String, Paid>>>,
    orders: OnceLock<Vec<(u64, usize)>>,
}

/// What a component paid a person.
#[derive(Clone, Debug)]
pub struct Paid {
    /// All of its lines in money.
    pub all: Number,
    /// Its own line alone; nothing where it has none.
    pub own: Option<Number>,
}

impl Lookup {
    /// What the lines pay a person of a component; nothing where none does.
    pub(super) fn paid(&self, lines: &[ClosedLine], (person, component): (&str, &str)) -> Option<&Paid> {
        self.paid.get_or_init(|| of_lines(lines)).get(person)?.get(component)
    }

    /// Of each balance that is of an order a number for what it is of, and its index. Those of the same are of the same number.
    pub(super) fn orders(&self, balances: &[ClosedBalance]) -> &[(u64, usize)] {
        let of = |(index, row): (usize, &ClosedBalance)| {
            let (balance, folded) = (&row.balance, folded(&row.balance.order));
            (!balance.order.is_empty()).then(|| (number((&row.person, &row.component, balance.kind, &folded)), index))
        };
        self.orders.get_or_init(|| balances.iter().enumerate().filter_map(of).collect())
    }
}

/// A number for a person, component, kind and order, as words are compared; others may have the same.
pub(super) fn number((person, component, kind, folded): (&str, &str, BalanceKind, &str)) -> u64 {
    let mut hasher = FxHasher::default();
    (person, component, kind.id(), folded).hash(&mut hasher);
    hasher.finish()
}

fn of_lines(lines: &[ClosedLine]) -> HashMap<String, HashMap<String, Paid>> {
    let mut paid: HashMap<String, HashMap<String, Paid>> = HashMap::new();
    for line in lines {
        let none = || Paid { all: Number::zero(), own: None };
        let of = paid.entry(line.person.clone()).or_default().entry(line.component.clone()).or_insert_with(none);
        if line.unit == PayUnit::Money {
            of.all = &of.all + &line.amount;
        }
        if line.line == line.component {
            let so_far = of.own.take().unwrap_or_else(Number::zero);
            of.own = Some(&so_far + &line.amount);
        }
    }
    paid
}
