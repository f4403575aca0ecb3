//! Who is appraised and against what: people, targets, ratings, adjustments, leave, customers, products. Validated, sorted, immutable.

pub mod alike;
pub mod build;
pub mod customers;
pub mod decisions;
pub mod exchange;
pub mod invoices;
pub mod keys;
pub mod labels;
pub mod measured;
pub mod needed;
pub mod people;
pub mod products;
pub mod records;
pub mod roles;
pub mod rows;
pub mod targets;
pub mod twins;

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::ingest::cell::key::matching;
use crate::number::Number;
use crate::spelling::folded;

pub use customers::{Customer, Customers};
pub use decisions::Decision;
pub use invoices::{Invoice, ListDay};
pub use measured::MeasuredRow;
pub use people::{People, Person, Spell, UnreadIds};
pub use products::{Product, Products};
pub use records::{Adjustment, Credit, Credits, HeldOrder, Holds, LeaveDays, Names, Rating};
pub use targets::{BlankTarget, Scope, TargetRow, Targets};

/// The column by which rows name their customer.
const CUSTOMER: &str = "customer";

/// Everything the registers say.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// `staff`.
    pub people: People,
    /// `targets`.
    pub targets: Targets,
    /// `ratings`, in the order of the files.
    pub ratings: Vec<Rating>,
    /// `holds`.
    pub holds: Holds,
    /// `adjustments`, in the order of the files.
    pub adjustments: Vec<Adjustment>,
    /// `improvements`, in the order of the files, where somebody looks at them.
    pub decisions: Vec<Decision>,
    /// Rows of `receivables` that name an order, in the order of the files.
    pub invoices: Vec<Invoice>,
    /// The day of which `receivables` are, where they say it.
    pub receivables_of: Option<ListDay>,
    /// `fx_rates`.
    pub exchange: exchange::ExchangeRates,
    /// `leave`, by person and first day.
    pub leave: Vec<LeaveDays>,
    /// Rows of registers that measures name, by register; those of `staff` and `customers` stand there.
    pub measured: BTreeMap<String, Vec<MeasuredRow>>,
    /// `customers`.
    pub customers: Customers,
    /// `products`.
    pub products: Products,
    /// `splits`: the shares of an order add up to exactly 1.
    pub splits: Credits,
    /// `overlays`: credits beyond the 1.
    pub overlays: Credits,
}

impl Ledger {
    /// Whether somebody is employed on all days of the period, and on leave on none.
    pub fn works_all(&self, person: usize, period: &Period) -> bool {
        let is_away = |leave: &LeaveDays| leave.first <= period.last() && period.first() <= leave.last;
        let mut leave = self.leave.iter().filter(|leave| leave.person == person);
        self.people.list[person].employed_in(period) == Some((period.first(), period.last())) && !leave.any(is_away)
    }

    /// The scope of the targets that somebody gave to what has that word in a column: by any name that means the same. Nothing where nobody did.
    pub fn scope_of_word(&self, column: &str, word: &str) -> Option<Scope> {
        let names = self.names_of(column, word);
        let is_it = |scope: &Scope| match scope {
            Scope::Other(kind, id) => kind == column && names.contains(&*folded(id)),
            _ => false,
        };
        self.targets.rows.iter().map(|row| &row.scope).find(|scope| is_it(scope)).cloned()
    }

    /// Every word that means the same in a column, as words are compared: a customer of the register has an id and a name.
    pub fn names_of(&self, column: &str, word: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.each_name_of(column, word, &mut |name| {
            names.insert(name.to_owned());
        });
        names
    }

    /// The same one by one, each once: of customers there may be very many.
    pub fn each_name_of(&self, column: &str, word: &str, visit: &mut dyn FnMut(&str)) {
        let own = folded(word);
        visit(&own);
        let customer = (column == CUSTOMER).then(|| self.customers.by_key.get(&matching(word))).flatten();
        let Some(customer) = customer.map(|index| &self.customers.list[index]) else { return };
        let id = folded(&customer.id);
        if id != own {
            visit(&id);
        }
        let name = if customer.name == customer.id { return } else { folded(&customer.name) };
        if name != own && name != id {
            visit(&name);
        }
    }

    /// Whether the register of products or of customers has both texts, and says that they are one.
    pub fn is_one_entry(&self, column: &str, one: &str, other: &str) -> bool {
        let entries = match column {
            "product" | "product_id" => &self.products.by_key,
            CUSTOMER | "customer_id" => &self.customers.by_key,
            _ => return false,
        };
        let entry = |text: &str| entries.get(&matching(text));
        entry(one).is_some_and(|own| entry(other) == Some(own))
    }

    /// Every different share of splits and overlays, and the whole, in rising order.
    pub fn shares(&self) -> Vec<Number> {
        let lists = self.splits.by_order.values().chain(self.overlays.by_order.values());
        let mut shares: Vec<Number> = lists.flatten().map(|credit| credit.share.clone()).collect();
        shares.push(Number::one());
        shares.sort_unstable();
        shares.dedup();
        shares
    }
}
