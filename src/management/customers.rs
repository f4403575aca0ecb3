//! Who the customers are: classes, what is due, the file of one.

pub mod asked;
mod bought;
pub mod classes;
pub mod discounts;
pub mod entries;
pub mod file;
mod kept;
pub mod roster;
mod scales;
pub mod sums;

use super::{Needs, NotKept, View, listing};
use crate::calendar::{NaiveDate, Period};
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings, quoted};
use crate::ledger::Ledger;
use crate::policy::Policy;
use crate::policy::rules::management::customers::CustomersRule;
use crate::policy::rules::management::{Listed, LookedAt};
use crate::spelling::folded;

use asked::Measures;
use discounts::{Discount, Discounts};
use entries::{ClassOrder, Entry, Source};
use file::File;
use roster::Roster;
use sums::ClassSum;

/// What `customers` found.
pub struct Answer {
    /// Who they are.
    pub roster: Roster,
    /// The last day that counts.
    pub last: NaiveDate,
    /// The measures that were gathered.
    pub measures: Measures,
    /// The rule.
    pub rule: CustomersRule,
    /// What is known of each, the largest first; of one alone, that one.
    pub entries: Vec<Entry>,
    /// What each class is as a whole.
    pub classes: Vec<ClassSum>,
    /// Rows of the period above the most of their class.
    pub discounts: Vec<Discount>,
    /// The file of the one that was asked for.
    pub file: Option<File>,
    /// What could not be told for want of an input.
    pub not_kept: Vec<NotKept>,
}

/// Adds the measures of customers.
pub fn prepare(policy: &mut Policy, _: &Ledger, is_of_one: bool) {
    asked::class_prepare(policy);
    asked::add_sales(policy);
    asked::add_care(policy);
    policy.management.compares_customers |= !is_of_one;
    let column =
        |(column, is_number): (&str, bool)| LookedAt { column: column.to_owned(), is_number, is_needed: false };
    let shown = [("class", false), ("need", true), ("power", true)].map(column);
    let known: Vec<LookedAt> = policy.management.looked_at().cloned().collect();
    let is_new = |one: &LookedAt| known.iter().all(|known| known.column != one.column);
    policy.management.look_at(shown.into_iter().filter(is_new));
}

/// The inputs whose rows are looked at one by one: of one customer all that may name it.
pub fn listed(is_of_one: bool) -> Vec<Listed> {
    if !is_of_one {
        return Vec::new();
    }
    let mut all = listing::named(&["staff", "customers", "plan"]);
    all.push(file::receivables_listed());
    all
}

/// What is gathered.
pub fn needs(policy: &Policy, _: &Ledger, period: &Period) -> Needs {
    asked::needs(policy, period)
}

/// Answers; nothing, with an error, where nobody has that name.
pub fn answer(view: View, name: Option<&str>, findings: &mut Findings) -> Option<Answer> {
    let source = Source::of(view);
    let discounts = Discounts::of(&source);
    let mut entries = source.entries(&discounts);
    let one = match name {
        Some(name) => Some(named(&source, &entries, name, findings)?),
        None => None,
    };
    let order = ClassOrder::of(&source.rule);
    let classes = if one.is_some() { Vec::new() } else { sums::classes(&entries, &order) };
    let above = if one.is_some() { Vec::new() } else { discounts::above(&source, &entries, findings) };
    if let Some(at) = one {
        entries = vec![entries.swap_remove(at)];
    } else {
        kept::warn(&source, &entries, findings);
    }
    let file = one.map(|_| file::of(&source, &entries[0], findings));
    let not_kept = if file.is_some() { file::not_kept(&source) } else { kept::not_kept(&source) };
    let last = source.last();
    let Source { roster, measures, rule, .. } = source;
    Some(Answer { roster, last, measures, rule, entries, classes, discounts: above, file, not_kept })
}

/// The place of the customer of that id or name; nothing, with an error, where nobody has it.
fn named(source: &Source, entries: &[Entry], name: &str, findings: &mut Findings) -> Option<usize> {
    let place = source.roster.find(source.view.book.ledger, name);
    let found = entries.iter().position(|entry| Some(entry.place) == place);
    if found.is_none() {
        let members = entries.iter().map(|entry| &source.roster.list[entry.place]);
        let names: Vec<&str> = members.flat_map(|member| [&*member.id, &*member.name]).collect();
        let near = meant(name, &names);
        let finding = match near.is_empty() {
            true => Finding::error("no-such-customer"),
            false => Finding::error("no-such-customer-near").with("near", quoted(&near)),
        };
        findings.push(finding.with("label", name));
    }
    found
}

/// Whom somebody most likely meant: the nearest name, else the first ones that a part was written of.
fn meant<'n>(name: &str, names: &[&'n str]) -> Vec<&'n str> {
    if let Some(near) = nearest(name, names.iter().copied()) {
        return names.iter().copied().filter(|name| *name == near).take(1).collect();
    }
    let part = folded(name);
    names.iter().copied().filter(|name| folded(name).contains(&*part)).take(PROPOSED).collect()
}

/// So many names are proposed.
const PROPOSED: usize = 5;
