//! Targets of what rows have a word of: customers, products, regions, channels, strategies.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::rows::{Who, Word};
use crate::calendar::Period;
use crate::finding::meant::{Named, Nearness};
use crate::finding::{Finding, Findings};
use crate::ingest::cell::key::matching;
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::management::labels::{By, is_product};
use crate::management::{Needs, View};
use crate::policy::Policy;
use crate::policy::rules::MeasureId;
use crate::spelling::folded;

/// The column of customers.
const CUSTOMER: &str = "customer";

/// The measures that have targets by scope, with the rows of the targets.
fn aimed(ledger: &Ledger) -> BTreeMap<(&str, MeasureId), Vec<&TargetRow>> {
    let mut aimed: BTreeMap<(&str, MeasureId), Vec<&TargetRow>> = BTreeMap::new();
    for row in &ledger.targets.rows {
        if let Scope::Other(scope, _) = &row.scope {
            aimed.entry((scope, row.measure)).or_default().push(row);
        }
    }
    aimed
}

/// Has registers read that say which words are of one.
pub(super) fn prepare(policy: &mut Policy, ledger: &Ledger) {
    for (scope, measure) in aimed(ledger).into_keys() {
        By::named(scope).prepare(policy, &[measure]);
        policy.management.names_products |= is_product(scope);
    }
}

/// What is gathered: the words of all days up to the last, and figures in the period and the other windows that are asked.
pub(super) fn needs((policy, ledger): (&Policy, &Ledger), period: &Period, others: Vec<Period>) -> Needs {
    let mut needs = Needs::default();
    let windows: Vec<Period> = [period.clone(), policy.ever_until(period)].into_iter().chain(others).collect();
    for (scope, measure) in aimed(ledger).into_keys() {
        let more = By::named(scope).needs(policy, &[measure], &windows);
        needs.along.extend(more.along);
        needs.windows.extend(more.windows);
    }
    needs
}

/// Every word that has targets, with the measure that they are of; told where it is most likely another.
pub(super) fn aims(view: View, findings: &mut Findings) -> BTreeSet<(Who, MeasureId)> {
    let mut aims = BTreeSet::new();
    for ((scope, measure), targets) in aimed(view.book.ledger) {
        let by = By::named(scope);
        if by.refused(&view, measure).is_some() {
            continue;
        }
        let known = Known::of(view, (&by, scope), measure);
        let mut told = BTreeSet::new();
        for target in targets {
            let Scope::Other(_, aimed) = &target.scope else { continue };
            let word = known.meant(aimed);
            if word.is_none() && told.insert(folded(aimed)) {
                findings.extend_with(known.near(aimed).map(|near| nowhere((scope, aimed), &near, target)));
            }
            let own = Word {
                scope: scope.to_owned(),
                column: by.column_of(view.book.policy, measure, scope),
                word: word.unwrap_or_else(|| aimed.clone()),
                aimed: aimed.clone(),
            };
            aims.insert((Who::Word(own), measure));
        }
    }
    aims
}

fn nowhere((scope, word): (&str, &str), near: &str, target: &TargetRow) -> Finding {
    let finding = Finding::warning("target-word-nowhere").with("scope", scope).with("word", word);
    finding.with("near", near).at(target.place.clone())
}

/// The words that rows or a register have.
struct Known<'a> {
    ledger: &'a Ledger,
    scope: &'a str,
    /// By the word as words are compared.
    words: HashMap<String, String>,
    /// What people call those that are called otherwise.
    names: Vec<String>,
}

impl<'a> Known<'a> {
    fn of(view: View<'a>, (by, scope): (&By, &'a str), measure: MeasureId) -> Self {
        let (mut words, mut names) = (HashMap::new(), Vec::new());
        let ever = view.book.policy.ever_until(view.book.period);
        by.each_subject(&view, measure, &[view.book.seen(&ever)], &mut |subject| {
            words.extend(subject.id.map(|id| (folded(&id).into_owned(), id)));
            names.extend(Some(subject.name).filter(|name| !name.is_empty()));
        });
        Known { ledger: view.book.ledger, scope, words, names }
    }

    /// The word of rows that a target is of: the number of a customer, whatever a product is called. Nothing where none is.
    fn meant(&self, aimed: &str) -> Option<String> {
        let customers = &self.ledger.customers;
        let listed = customers.by_key.get(&matching(aimed)).filter(|_| self.scope == CUSTOMER);
        if let Some(customer) = listed {
            return Some(customers.list[customer].id.to_string());
        }
        let own = self.words.get(&*folded(aimed)).cloned();
        own.or_else(|| self.called_otherwise(aimed))
    }

    fn called_otherwise(&self, aimed: &str) -> Option<String> {
        let products = &self.ledger.products;
        let product = &products.list[products.by_key.get(&matching(aimed)).filter(|_| is_product(self.scope))?];
        let names = [&product.id, &product.name];
        let listed = names.into_iter().find_map(|name| self.words.get(&*folded(name)));
        Some(listed.unwrap_or(&product.id).clone())
    }

    /// The word that was meant, of which this one is a slip of the pen. Where a register has all of them, any slip is one.
    fn near(&self, aimed: &str) -> Option<String> {
        let (named, least) = (Named::new(aimed), if self.is_listed() { Nearness::Perhaps } else { Nearness::Likely });
        let near = self.words.values().chain(&self.names).filter(|word| named.nearness(word) >= least);
        near.min().cloned()
    }

    fn is_listed(&self) -> bool {
        match self.scope {
            CUSTOMER => !self.ledger.customers.list.is_empty(),
            scope => is_product(scope) && !self.ledger.products.list.is_empty(),
        }
    }
}
