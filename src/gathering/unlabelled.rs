//! Rows of the period without the label of a register by which some figure goes: no entry, nothing in the column, or several words.

use std::collections::BTreeMap;

use super::streams::Opened;
use crate::finding::Finding;
use crate::ingest::row::SCALE;
use crate::measure::fold::{Lack, Stray, Unlabelled};
use crate::measure::plan::Plan;
use crate::number::Number;
use crate::source::Place;

/// How many places are shown of one finding, and how many keys are listed.
const SHOWN: usize = 8;
const LISTED: usize = 24;

/// One warning for each label and reason.
pub(super) fn report(plan: &Plan, one: &Opened, unlabelled: &Unlabelled) -> Vec<Finding> {
    let mut groups: BTreeMap<(usize, Lack), Vec<&Stray>> = BTreeMap::new();
    for ((slot, lack, _), rows) in unlabelled {
        groups.entry((*slot, *lack)).or_default().push(rows);
    }
    let told = |((slot, lack), mut keys): ((usize, Lack), Vec<&Stray>)| {
        keys.sort_by_key(|rows| rows.first);
        told(plan, one, (slot, lack), &keys)
    };
    groups.into_iter().map(told).collect()
}

fn told(plan: &Plan, one: &Opened, (slot, lack): (usize, Lack), keys: &[&Stray]) -> Finding {
    let slots = &plan.streams[one.stream].slots;
    let register = slots[slot].label.as_ref().map_or("", |label| label.register.input());
    let code = match lack {
        Lack::Entry => "rows-without-entry",
        Lack::Word => "rows-with-blank-label",
        Lack::OneWord => "rows-of-several-labels",
    };
    let has_money = slots.iter().any(|slot| slot.money);
    let listed = keys.iter().take(LISTED).map(|rows| match (rows.own.is_empty(), has_money) {
        (true, true) => format!("– ({}; {})", rows.rows, sum(&[*rows])),
        (true, false) => format!("– ({})", rows.rows),
        (false, true) => format!("`{}` ({}; {})", rows.own, rows.rows, sum(&[*rows])),
        (false, false) => format!("`{}` ({})", rows.own, rows.rows),
    });
    let mut words = listed.collect::<Vec<_>>().join(", ");
    if keys.len() > LISTED {
        words.push_str(" …");
    }
    let finding = Finding::warning(code).with("input", &one.name).with("register", register);
    let finding = finding.with("label", &slots[slot].column).with("words", words);
    let finding = finding.with("rows", keys.iter().map(|rows| rows.rows).sum::<u64>());
    let place = |rows: &&Stray| {
        let (file, line) = rows.first;
        Some(Place::line(plan.files.get(file as usize)?.clone(), line, ""))
    };
    keys.iter().take(SHOWN).filter_map(place).fold(finding, Finding::at)
}

fn sum(rows: &[&Stray]) -> String {
    Number::from_scaled(rows.iter().map(|rows| rows.sum).sum(), SCALE).to_plain(2, SCALE)
}
