//! Customers of sales that are nearly others: one that the register lacks, nearly one that it has; without a register one that is new in the
//! period, nearly one that was there before. Told in one line, with how many were compared where that were not all.

use std::collections::HashMap;

use super::streams::Opened;
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::ledger::alike::meant_for;
use crate::measure::accumulate::Accumulator;
use crate::measure::fold::{Folder, KEPT};
use crate::measure::plan::{Gather, Plan};
use crate::policy::Policy;
use crate::source::Place;

/// How many places and pairs are shown.
const SHOWN: usize = 8;

/// So many customers of sales are looked at for one that another is meant for.
const MOST: usize = 1_000_000;

/// What is to be told of the customers of a source.
pub(super) fn report(
    policy: &Policy,
    (plan, ledger): (&Plan, &Ledger),
    one: &Opened,
    (folder, written): (&Folder, &HashMap<String, String>),
) -> Vec<Finding> {
    match ledger.customers.list.is_empty() {
        false => beside_register((plan, ledger), one, folder).into_iter().collect(),
        true => {
            let gathers = plan.streams[one.stream].gathers.iter().enumerate();
            gathers
                .filter_map(|(index, gather)| among_sales(policy, plan, (index, gather), (one, folder, written)))
                .collect()
        }
    }
}

fn beside_register((plan, ledger): (&Plan, &Ledger), one: &Opened, folder: &Folder) -> Option<Finding> {
    let mut strange: Vec<_> = folder.newcomers.list.values().collect();
    strange.sort_by_key(|newcomer| newcomer.first);
    let names: Vec<&str> = strange.iter().map(|newcomer| newcomer.own.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let known = ledger.customers.list.iter().map(|customer| customer.name.as_str());
    let found = meant_for(&names, known);
    let near: Vec<_> = strange.iter().zip(found).filter_map(|(strange, near)| Some((*strange, near?))).collect();
    let (first, _) = near.first()?;
    let shown: Vec<String> =
        near.iter().take(SHOWN).map(|(one, near)| format!("`{}` ({}; `{near}`?)", one.own, one.rows)).collect();
    let more = if near.len() > SHOWN { " …" } else { "" };
    let finding = Finding::warning("customers-near-register").with("customers", shown.join(", ") + more);
    let finding = finding.with("input", &one.name).with("count", near.len()).with("customer", &first.own);
    let finding = if folder.newcomers.are_more { finding.with("most", KEPT) } else { finding };
    let place = |(file, line): (u32, u32)| Some(Place::line(plan.files.get(file as usize)?.clone(), line, ""));
    Some(near.iter().take(SHOWN).filter_map(|(one, _)| place(one.first)).fold(finding, Finding::at))
}

/// Of a measure of new customers: those that are new in the period, and nearly others.
fn among_sales(
    policy: &Policy,
    plan: &Plan,
    (index, gather): (usize, &Gather),
    (one, folder, written): (&Opened, &Folder, &HashMap<String, String>),
) -> Option<Finding> {
    let stream = &plan.streams[one.stream];
    let slot = gather.keep.key_slot(stream).filter(|slot| *slot == stream.customer)?;
    let keys = folder.keys(slot);
    let is_new = |key: u32, day| {
        plan.current.contains(day) && {
            let text = keys.text(key);
            !folder.is_known_before(index, text.as_bytes(), day)
        }
    };
    let mut new: Vec<u32> = match &folder.accumulators[index] {
        Accumulator::FirstRows(rows) => {
            rows.in_windows().filter(|(key, row)| is_new(*key, row.day)).map(|(key, _)| key).collect()
        }
        Accumulator::RecentRows(rows) => {
            let of_period = rows.windows().first()?.iter();
            let of_period = of_period.filter(|(_, recent)| recent.first.is_some() && recent.last_before.is_none());
            of_period.map(|(key, _)| *key).collect()
        }
        _ => return None,
    };
    new.sort_unstable();
    let measure = policy.measure(gather.measure);
    let told = |finding: Finding| finding.with("measure", &measure.name).with("input", &one.name);
    if new.is_empty() {
        return None;
    }
    if keys.len() > MOST || new.len() > KEPT {
        let finding = Finding::note("new-customers-not-compared").with("count", keys.len()).with("new", new.len());
        return Some(told(finding).at(policy.text.place(measure.span)));
    }
    let own = |key: u32| {
        let text = keys.text(key);
        written.get(&text).cloned().unwrap_or(text)
    };
    let mut names: Vec<String> = new.iter().map(|key| own(*key)).collect();
    names.sort_unstable();
    let all: Vec<String> = (0..keys.len()).map(|key| own(key as u32)).collect();
    let few: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = meant_for(&few, all.iter().map(String::as_str));
    // Of two new ones the later by name is told.
    let is_told = |(one, near): &(&&str, &str)| !few.contains(near) || near < *one;
    let near: Vec<_> = few.iter().zip(found).filter_map(|(one, near)| Some((one, near?))).filter(is_told).collect();
    let near: Vec<_> = near.into_iter().filter(|(one, near)| !may_be_lettered(one, near)).collect();
    let shown: Vec<String> = near.iter().take(SHOWN).map(|(one, near)| format!("`{one}` (`{near}`?)")).collect();
    let more = if near.len() > SHOWN { " …" } else { "" };
    let finding = Finding::warning("new-customers-near-others").with("customers", shown.join(", ") + more);
    (!near.is_empty()).then(|| told(finding.with("count", near.len())).at(policy.text.place(measure.span)))
}

/// Whether Latin names differ in their last letter only, and it stands alone, as in `Store A`, or may do so.
fn may_be_lettered(one: &str, other: &str) -> bool {
    let [mine, theirs] = [one, other].map(|name| name.replace(|c: char| !c.is_alphanumeric(), "").to_lowercase());
    let bare = |name: &str| name.chars().take(name.chars().count().saturating_sub(1)).collect::<String>();
    let differ_last = bare(&mine) == bare(&theirs) || bare(&mine) == theirs || mine == bare(&theirs);
    one.is_ascii() && other.is_ascii() && differ_last && (ends_in_letter(one) || ends_in_letter(other))
}

/// Whether the last letter stands alone, or is a capital behind small ones; in a single word of capitals nobody can tell.
fn ends_in_letter(name: &str) -> bool {
    let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let last = parts.last().copied().unwrap_or_default();
    let is_small = last.contains(|c: char| c.is_lowercase());
    last.chars().count() == 1 || (parts.len() == 1 && !is_small) || (is_small && last.ends_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::may_be_lettered;

    #[test]
    fn a_letter_that_stands_alone_tells_two_apart() {
        for (one, other) in [("Store A", "Store B"), ("STOREA", "STOREB"), ("StoreA", "StoreB"), ("Store", "Store B")] {
            assert!(may_be_lettered(one, other), "{one} {other}");
        }
        for (one, other) in [("Exploitation Blondele", "Exploitation Blondel"), ("Landi Thuns", "Landi Thun")] {
            assert!(!may_be_lettered(one, other), "{one} {other}");
        }
    }
}
