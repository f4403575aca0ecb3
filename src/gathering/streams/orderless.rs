//! Rows without an order that another file has with one, equal in all else: a second export of the same whose column of orders is blank.

use std::collections::{BTreeMap, BTreeSet};

use super::doubles::{Twice, by_file, do_overlap, places_of};
use super::{Opened, Pace, pass};
use crate::finding::Finding;
use crate::ingest::doubts::Group;
use crate::ingest::faults::Faults;
use crate::measure::fold::{Context, Folder, Purpose};

/// A row's layout and line.
type At = (u32, u32);

/// Reads the rows once more, without their orders, where some have none and files cover the same days. One warning for each two files of
/// which half of such rows and more are there twice: a single row may well be like another.
pub(super) fn report(context: &Context, one: &Opened, pace: Pace, folder: &Folder, faults: &mut Faults) {
    if folder.orderless.is_empty() || !do_overlap(&folder.tallies[..one.files.len()]) {
        return;
    }
    let rules = (context.policy, context.ledger, context.plan);
    let mut again =
        Context::new(rules, context.stream, &one.layouts, (context.book, context.doubles), Purpose::Doubles);
    again.passes_over_orders();
    let Some(mut second) = pass(&again, one, pace, faults) else { return };
    let orderless: BTreeSet<At> = folder.orderless.iter().copied().collect();
    let mut found: BTreeMap<(usize, usize), Twice> = BTreeMap::new();
    for group in second.repeats.take_groups() {
        add(&group, one, &orderless, &mut found);
    }
    let rows_of = |file: usize| orderless.iter().filter(|(layout, _)| one.table_of(*layout as usize) == file).count();
    for ((file, other), twice) in found.iter().filter(|((_, other), twice)| twice.count * 2 >= rows_of(*other) as u64) {
        let name = |file: usize| &one.layouts[file].name;
        let warning = Finding::warning("rows-again-without-order").with("input", &one.name);
        let warning = twice.told(warning.with("first", name(*file)).with("other", name(*other)));
        let places = twice.places.iter().take(2).copied().collect();
        faults.push(places_of(one, &places).into_iter().fold(warning, Finding::at));
    }
}

/// Adds the rows of a group that one file has with an order and another without.
fn add(group: &Group, one: &Opened, orderless: &BTreeSet<At>, found: &mut BTreeMap<(usize, usize), Twice>) {
    let files = by_file(group, one);
    for (other, of_other) in &files {
        let without: Vec<At> = of_other.iter().filter(|row| orderless.contains(row)).copied().collect();
        for (file, of_file) in files.iter().filter(|(file, _)| *file != other && !without.is_empty()) {
            let with: Vec<At> = of_file.iter().filter(|row| !orderless.contains(row)).copied().collect();
            let both = with.len().min(without.len());
            if both > 0 {
                let places = with.into_iter().zip(without.clone()).flat_map(|(row, again)| [row, again]);
                found.entry((*file, *other)).or_default().add(both, group.amount, places);
            }
        }
    }
}
