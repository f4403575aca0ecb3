//! Who the customers are: those of the register, and those that sources name and the register lacks.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::calendar::NaiveDate;
use crate::derivation::Subject;
use crate::ingest::cell::key::matching;
use crate::ledger::Ledger;
use crate::ledger::customers::Ownership;
use crate::management::View;

/// The column by which rows name their customer.
pub const CUSTOMER: &str = "customer";

/// A customer.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its place in the register; nothing of one that only sources name.
    pub registered: Option<usize>,
    /// What identifies it.
    pub id: Arc<str>,
    /// What people call it.
    pub name: Arc<str>,
}

impl Member {
    /// As figures are asked for.
    pub fn subject(&self) -> Subject {
        Subject::Labelled { column: CUSTOMER.to_owned(), label: self.id.to_string() }
    }

    /// Its row of the register on a day.
    pub fn row<'l>(&self, ledger: &'l Ledger, day: NaiveDate) -> Option<&'l Ownership> {
        let customer = &ledger.customers.list[self.registered?];
        customer.owners.iter().find(|row| row.first <= day && day <= row.last)
    }

    /// Whose it is on a day: a person by index.
    pub fn owner(&self, ledger: &Ledger, day: NaiveDate) -> Option<usize> {
        self.row(ledger, day)?.owner
    }
}

/// All customers: those of the register by id, then the others by name.
#[derive(Debug, Default)]
pub struct Roster {
    /// Each once.
    pub list: Vec<Member>,
    /// The places of those that the register lacks, by name as it is looked up.
    others: FxHashMap<String, usize>,
}

impl Roster {
    /// Those of a run.
    pub fn of(view: &View) -> Self {
        let ledger = view.book.ledger;
        let registered = ledger.customers.list.iter().enumerate();
        let mut list: Vec<Member> = registered
            .map(|(index, customer)| Member {
                registered: Some(index),
                id: customer.id.clone(),
                name: customer.name.clone(),
            })
            .collect();
        let mut others = FxHashMap::default();
        for word in view.cube.words(CUSTOMER) {
            let key = matching(word);
            if !word.is_empty() && !ledger.customers.by_key.has(&key) && !others.contains_key(&*key) {
                others.insert(key.into_owned(), list.len());
                let id: Arc<str> = word.into();
                list.push(Member { registered: None, name: id.clone(), id });
            }
        }
        Roster { list, others }
    }

    /// The place of the customer of that id or name.
    pub fn find(&self, ledger: &Ledger, name: &str) -> Option<usize> {
        let key = matching(name);
        ledger.customers.by_key.get(&key).or_else(|| self.others.get(&*key).copied())
    }
}
