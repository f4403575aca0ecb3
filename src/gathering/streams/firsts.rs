//! Customers and other keys that are not new in the period only because of earlier rows that name nobody whom the staff file has.
//!
//! Who sold first is paid for it, and of such a row nobody is. It is looked for only where some row names nobody.

use std::collections::BTreeMap;

use super::{Opened, Pace, Rules, context, pass};
use crate::crediting::OrderBook;
use crate::finding::{Finding, Severity};
use crate::ingest::faults::Faults;
use crate::ledger::Ledger;
use crate::measure::fold::{Folder, Purpose, Strange};
use crate::measure::plan::{Gather, Keep, Stream};
use crate::policy::rules::{MeasureId, Unassigned};
use crate::source::Place;

/// How many rows are shown of one finding, and how many keys are listed.
const SHOWN: usize = 8;
const LISTED: usize = 24;

/// For each measure of first rows one finding, an error where rows that are nobody's are errors.
pub fn of_nobody(rules: Rules, one: &Opened, folder: &Folder, (book, pace): (&OrderBook, Pace)) -> Vec<Finding> {
    let stream = &rules.2.streams[one.stream];
    if !folder.names_nobody || !stream.gathers.iter().any(|gather| matches!(gather.keep, Keep::First(..))) {
        return Vec::new();
    }
    let context = context(rules, one, book, Purpose::Firsts);
    // What is wrong with rows was told when they were counted.
    let Some(learned) = pass(&context, one, pace, &mut Faults::default()) else { return Vec::new() };
    let mut found: BTreeMap<MeasureId, Vec<&Strange>> = BTreeMap::new();
    for ((gather, key), claim) in &learned.claims {
        let gather = &stream.gathers[*gather];
        let known_since = known_since(rules.1, (stream, gather), key);
        found.entry(gather.measure).or_default().extend(claim.decided_by(gather, known_since));
    }
    found.retain(|_, list| !list.is_empty());
    found.into_iter().map(|(measure, list)| told(rules, one, (measure, list))).collect()
}

/// The first order of a customer as the register has it.
fn known_since(ledger: &Ledger, (stream, gather): (&Stream, &Gather), key: &str) -> Option<crate::calendar::NaiveDate> {
    let is_customer = gather.keep.key_slot(stream) == Some(stream.customer);
    let index = ledger.customers.by_key.get(key).filter(|_| is_customer)?;
    ledger.customers.list[index].first_order
}

fn told((policy, _, plan): Rules, one: &Opened, (measure, mut list): (MeasureId, Vec<&Strange>)) -> Finding {
    list.sort();
    let shown = |strange: &&Strange| match strange.name.as_str() {
        "" => format!("`{}` ({})", strange.key, strange.day),
        name => format!("`{}` ({}, `{name}`)", strange.key, strange.day),
    };
    let mut keys = list.iter().take(LISTED).map(shown).collect::<Vec<_>>().join(", ");
    keys.push_str(if list.len() > LISTED { " …" } else { "" });
    let severity = match policy.crediting.unassigned {
        Unassigned::Error => Severity::Error,
        Unassigned::List => Severity::Warning,
    };
    let finding = Finding { severity, ..Finding::warning("first-of-nobody") };
    let finding = finding.with("measure", &policy.measure(measure).name).with("input", &one.name);
    let finding = finding.with("count", list.len()).with("keys", keys).with("period", &plan.current);
    let place = |strange: &Strange| {
        Some(Place::line(plan.files.get(one.first_file + strange.at.0 as usize)?.clone(), strange.at.1, ""))
    };
    list.iter().take(SHOWN).filter_map(|strange| place(strange)).fold(finding, Finding::at)
}
