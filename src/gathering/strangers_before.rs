//! Rows that name nobody in earlier days that figures of the period are compared with or made of: a rise over a month of which rows are
//! nobody's is too large.
//!
//! A name that is nobody's may have left, and staff with it: one that is near nobody's is told of the period before alone.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use super::strangers;
use super::streams::Opened;
use crate::calendar::Period;
use crate::crediting::Unassigned;
use crate::finding::Finding;
use crate::ingest::row::SCALE;
use crate::ledger::alike::Meant;
use crate::measure::fold::UnassignedRows;
use crate::measure::history::looked_at;
use crate::measure::plan::made_of;
use crate::measure::windows::looked_back;
use crate::number::Number;
use crate::source::Place;

/// Rows by whom they name, why they are nobody's, and the segment in which they lie.
pub(super) type Nobodys = BTreeMap<(String, Unassigned, usize), UnassignedRows>;

/// A warning for a source that has such rows.
pub(super) fn report(rules: Rules, one: &Opened, nobodys: &Nobodys) -> Option<Finding> {
    let (_, ledger, plan) = rules;
    let periods: Vec<Period> = earlier(rules, one).into_iter().collect();
    let meant: OnceCell<Meant> = OnceCell::new();
    let is_near = |name: &str| meant.get_or_init(|| Meant::new(&ledger.people)).by(name).is_some();
    let says_itself = strangers::says_itself(rules, one);
    let is_before = |period: &Period| period.last().succ_opt() == Some(plan.current.first());
    let counts = |name: &str, why: Unassigned, period: &Period| match why {
        Unassigned::Blank if says_itself => false,
        Unassigned::Blank | Unassigned::CustomerOfNobody | Unassigned::OrderOfNone | Unassigned::OrderOfOther => true,
        Unassigned::Unknown => is_before(period) || is_near(name),
        Unassigned::OrderOfUnknown | Unassigned::NotEmployed => false,
    };
    let mut found: Option<UnassignedRows> = None;
    let mut of: BTreeSet<&Period> = BTreeSet::new();
    for ((name, why, segment), rows) in nobodys {
        let lies_in = |period: &&Period| plan.segments.in_window(period).contains(segment);
        let of_row: Vec<&Period> = periods.iter().filter(lies_in).filter(|period| counts(name, *why, period)).collect();
        if !of_row.is_empty() {
            of.extend(of_row);
            match &mut found {
                Some(known) => known.add(*rows),
                None => found = Some(*rows),
            }
        }
    }
    let UnassignedRows { rows, sum, first, .. } = found?;
    let named: Vec<String> = of.into_iter().map(Period::to_string).collect();
    let finding = Finding::warning("rows-of-nobody-before").with("input", &one.name).with("count", rows);
    let finding = finding.with("sum", Number::from_scaled(sum, SCALE).to_plain(2, SCALE));
    let finding = finding.with("before", named.join(", ")).with("period", &plan.current);
    let file = plan.files.get(one.first_file + first.0 as usize)?.clone();
    Some(finding.at(Place::line(file, first.1, "")))
}

/// The earlier days that the source's measures are asked for.
fn earlier((policy, _, plan): Rules, one: &Opened) -> BTreeSet<Period> {
    let paid = if plan.parts.is_empty() { std::slice::from_ref(&plan.current) } else { &plan.parts };
    let is_its = |measure| plan.streams[one.stream].gathers.iter().any(|gather| gather.measure == measure);
    let of_rows = |measure| made_of(policy, measure).into_iter().any(is_its);
    let mut found = BTreeSet::new();
    for period in paid {
        let compared = looked_back(policy, period).into_iter().filter(|(measure, _)| of_rows(*measure));
        found.extend(compared.map(|(_, window)| window));
        let looked = looked_at(policy, period).into_iter().filter(|look| is_its(look.measure));
        found.extend(looked.map(|look| look.window));
    }
    found.into_iter().filter(|window| plan.windows.contains(window) && !plan.as_closed.contains(window)).collect()
}
