//! Targets of what no file tells apart: those of a region where no row of the measure has one can never be looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::{Opened, Rules};
use crate::finding::Finding;
use crate::ledger::Scope;
use crate::measure::plan::made_of;
use crate::policy::rules::{InputKind, MeasureId};
use crate::source::Place;

/// A warning for each scope of which there are such targets.
pub(super) fn report((policy, ledger, _): Rules, opened: &[Opened]) -> Vec<Finding> {
    let mut known: BTreeMap<(&str, MeasureId), bool> = BTreeMap::new();
    let mut told: BTreeMap<&str, (&Place, u64)> = BTreeMap::new();
    for row in &ledger.targets.rows {
        let Scope::Other(scope, _) = &row.scope else { continue };
        let is_told_apart = *known.entry((scope, row.measure)).or_insert_with(|| {
            let parts = made_of(policy, row.measure);
            let inputs: BTreeSet<&str> = parts.iter().flat_map(|part| policy.measure(*part).kind.inputs()).collect();
            inputs.is_empty() || inputs.into_iter().any(|input| may_have(opened, input, scope))
        });
        if !is_told_apart {
            told.entry(scope).or_insert((&row.place, 0)).1 += 1;
        }
    }
    let finding = |(scope, (place, count)): (&str, (&Place, u64))| {
        Finding::warning("targets-of-no-rule").with("scope", scope).with("count", count).at(place.clone())
    };
    told.into_iter().map(finding).collect()
}

/// Whether rows of an input may say it; those of a register, or of files that could not be read, may.
fn may_have(opened: &[Opened], input: &str, scope: &str) -> bool {
    if !InputKind::of(input).is_source() {
        return true;
    }
    let number = format!("{scope}_id");
    let mut headings = opened.iter().filter(|one| one.name == input).flat_map(Opened::headings).peekable();
    headings.peek().is_none() || headings.any(|heading| heading.has(scope) || heading.has(&number))
}
