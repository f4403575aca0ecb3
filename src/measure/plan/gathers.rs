//! Which gathers measures and pay need.

use std::collections::BTreeSet;

use super::super::axis::Axis;
use super::slots::{SlotList, add_terms};
use super::{AskedAlong, Each, Gather, Keep, NewKeys, SlotKind, Term, gathered_in, made_of};
use crate::policy::rules::{
    ColumnRef, DayRange, Duration, Filter, FilterTerm, FilterTest, Formula, InputRule, MeasureId, MeasureKind,
    MeasureRule, Over, PayKind, Policy, Quantity,
};

/// What is gathered of measures for each word of a column.
pub(super) fn along(asked: &AskedAlong, gathers: &[Gather], slots: &mut SlotList) -> Vec<Gather> {
    let is_asked = |gather: &&Gather| asked.measures.contains(&gather.measure);
    if !gathers.iter().any(|gather| is_asked(&gather)) {
        return Vec::new();
    }
    let slot = slots.of(&asked.column, Some(SlotKind::Text));
    let axis = Axis::Labels(slot, asked.windows.clone());
    let own = gathers.iter().filter(is_asked).map(|gather| Gather { axis: axis.clone(), ..gather.clone() });
    let days = own.clone().filter(|_| asked.last_days).map(|gather| Gather { keep: Keep::LastDay, ..gather });
    own.chain(days).collect()
}

/// A filter without its ranges of the row's own days, and these.
pub(super) fn without_own_days(filter: &Filter, slots: &SlotList) -> (Filter, Vec<DayRange>) {
    let (mut rest, mut days) = (Filter::default(), Vec::new());
    for term in &filter.terms {
        match &term.test {
            // The first slot is that of the row's own day.
            FilterTest::On(range) if slots.list[0].column == slots.column_of(&term.column) => days.push(range.clone()),
            _ => rest.terms.push(term.clone()),
        }
    }
    (rest, days)
}

/// The keys that must be new for a row to be in a measure.
pub(super) fn new_keys(policy: &Policy, measure: &MeasureRule, slots: &mut SlotList) -> Option<NewKeys> {
    let by = measure.of.as_ref()?.value;
    let MeasureKind::First(column, _) = &policy.measure(by).kind else { return None };
    Some(NewKeys { slot: slots.measured(&column.column, SlotKind::Text), by })
}

/// That a row has the numbers which a share compares: who gave no answer is none of those asked. A duration that is not there has not ended yet,
/// and is one of all.
fn answered(filter: &Filter, rule: &InputRule) -> Filter {
    let is_duration = |column: &str| rule.durations.iter().any(|duration| duration.name == column);
    let compared = filter.terms.iter().filter(|term| matches!(term.test, FilterTest::In(_)));
    let own = compared.filter(|term| !is_duration(&term.column));
    Filter { terms: own.map(|term| FilterTerm { test: FilterTest::Missing(false), ..term.clone() }).collect() }
}

pub(super) fn gather_of(
    policy: &Policy,
    id: MeasureId,
    source: &str,
    slots: &mut SlotList,
    terms: &mut Vec<Term>,
) -> Option<Gather> {
    let measure = policy.measure(id);
    let mine = |column: &ColumnRef| column.source == source;
    let is_hidden = policy.is_hidden(id);
    let column_of = |slots: &mut SlotList, column: &ColumnRef, kind| match is_hidden {
        true => slots.of(&column.column, Some(kind)),
        false => slots.measured(&column.column, kind),
    };
    let keep = match &measure.kind {
        MeasureKind::Sum(column) if mine(column) => Keep::Sum(column_of(slots, column, SlotKind::Number)),
        MeasureKind::Count(name) if name == source => Keep::Rows,
        MeasureKind::Distinct(column) if mine(column) => Keep::Distinct(column_of(slots, column, SlotKind::Text)),
        MeasureKind::First(column, months) if mine(column) => {
            Keep::First(slots.measured(&column.column, SlotKind::Text), months.as_ref().map(|months| months.value))
        }
        MeasureKind::Mean(column) if mine(column) => {
            let slot = column_of(slots, column, SlotKind::Number);
            Keep::Mean(slot, slots.each(slot))
        }
        MeasureKind::Share(name) if name == source => {
            let matching = add_terms(terms, slots, &measure.filter);
            let answered = add_terms(terms, slots, &answered(&measure.filter, slots.rule));
            let keep = Keep::Share(matching);
            return Some(Gather { measure: id, terms: answered, keep, axis: Axis::Spells, of: None, days: Vec::new() });
        }
        MeasureKind::Median(Quantity::Column(column)) if mine(column) => {
            let slot = slots.measured(&column.column, SlotKind::Number);
            Keep::Values(slot, slots.each(slot))
        }
        MeasureKind::Median(Quantity::Between { from, to, unit }) if mine(from) => {
            let name = format!("{}…{}", from.column, to.column);
            let (from, to) = (from.column.clone(), to.column.clone());
            Keep::Values(slots.duration(Duration { name, from, to, unit: *unit, span: measure.span }), Each::Whole)
        }
        MeasureKind::SinceLast(sources, _) if sources.iter().any(|name| name == source) => Keep::LastDay,
        MeasureKind::Filled(columns) if columns.iter().any(mine) => {
            let columns = columns.iter().filter(|column| mine(column));
            Keep::Filled(columns.map(|column| slots.measured(&column.column, SlotKind::Text)).collect())
        }
        _ => return None,
    };
    let (filter, days) = match keep {
        Keep::First(..) => without_own_days(&measure.filter, slots),
        _ => (measure.filter.clone(), Vec::new()),
    };
    let terms = add_terms(terms, slots, &filter);
    Some(Gather { measure: id, terms, keep, axis: Axis::Spells, of: new_keys(policy, measure, slots), days })
}

/// What pay needs beside the measures themselves: parts by label or number, orders one by one, the days of a contest.
pub(super) fn extra_gathers(policy: &Policy, gathers: &[Gather], slots: &mut SlotList) -> Vec<Gather> {
    let mut extra: Vec<Gather> = Vec::new();
    for component in &policy.pay {
        let more: Vec<Gather> = match &component.kind {
            PayKind::Commission(commission) => {
                let parts = gathered_in(policy, commission.base.value);
                let of_base = gathers.iter().filter(|gather| parts.contains(&gather.measure));
                let is_of_deals = commission.over.value == Over::Deal;
                // What is held is of orders, also where the rates hold for all rows of the period.
                let is_held = component.hold_back.is_some() && !is_of_deals;
                let mut own = Vec::new();
                for gather in of_base {
                    own.extend(parts_gather(&commission.formula, is_of_deals, gather, slots));
                    own.extend(deals_gather(gather).filter(|_| is_held));
                }
                let looked = commission.measures_of_orders(policy).into_iter();
                let looked: Vec<MeasureId> = looked.flat_map(|measure| gathered_in(policy, measure.value)).collect();
                let of_looked =
                    gathers.iter().filter(|gather| looked.contains(&gather.measure)).filter_map(deals_gather);
                own.into_iter().chain(of_looked).collect()
            }
            PayKind::Override(rule) => {
                let parts = gathered_in(policy, rule.base.value);
                let of_base = gathers.iter().filter(|gather| parts.contains(&gather.measure));
                of_base.filter_map(|gather| parts_gather(&rule.formula, false, gather, slots)).collect()
            }
            PayKind::Contest(contest) if !contest.share_ties => {
                let parts = made_of(policy, contest.measure.value);
                gathers.iter().filter(|gather| parts.contains(&gather.measure)).filter_map(days_gather).collect()
            }
            _ => Vec::new(),
        };
        let multiplied = component.kind.multiplied().into_iter().filter(|_| component.is_by_share());
        let counted: BTreeSet<MeasureId> = multiplied.flat_map(|measure| made_of(policy, measure.value)).collect();
        let credited = gathers.iter().filter(|gather| counted.contains(&gather.measure)).filter_map(credited_gather);
        for gather in more.into_iter().chain(credited) {
            if !extra.iter().any(|known| known.measure == gather.measure && known.keep == gather.keep) {
                extra.push(gather);
            }
        }
    }
    extra
}

/// Whether some commission pays orders of a source by how large each is.
pub(super) fn looks_at_wholes(policy: &Policy, source: &str) -> bool {
    let is_of_source = |measure: MeasureId| {
        let parts = gathered_in(policy, measure);
        parts.iter().any(|part| policy.measure(*part).kind.inputs().contains(&source))
    };
    policy.pay.iter().any(|component| match &component.kind {
        PayKind::Commission(commission)
            if commission.over.value == Over::Deal && is_of_source(commission.base.value) =>
        {
            let is_of_whole =
                matches!(commission.formula, Formula::Tiers { .. } | Formula::Curve { .. } | Formula::Matrix { .. });
            is_of_whole || component.cap.is_some() || component.floor.is_some()
        }
        _ => false,
    })
}

/// A base by order, or by what its rates go by.
pub(super) fn parts_gather(
    formula: &Formula,
    is_of_deals: bool,
    gather: &Gather,
    slots: &mut SlotList,
) -> Option<Gather> {
    let value = match gather.keep {
        Keep::Sum(value) => Some(value),
        Keep::Rows => None,
        _ => return None,
    };
    let column = match formula {
        Formula::ByLabel { column, .. } | Formula::ByNumber { column, .. } => Some(&column.value),
        _ => None,
    };
    let slot = column.map(|column| slots.measured(column, SlotKind::Text));
    let keep = match slot {
        _ if is_of_deals => Keep::Deals(value, slot),
        Some(slot) => Keep::Parts(value, slot),
        None => return None,
    };
    Some(Gather { keep, ..gather.clone() })
}

/// A sum or count by order.
pub(super) fn deals_gather(gather: &Gather) -> Option<Gather> {
    let value = match gather.keep {
        Keep::Sum(value) => Some(value),
        Keep::Rows => None,
        _ => return None,
    };
    Some(Gather { keep: Keep::Deals(value, None), ..gather.clone() })
}

/// The rows of several people, of which a figure of these people has each once; first rows and days are one thing for all anyway.
pub(super) fn joint_gather(gather: &Gather) -> Option<Gather> {
    let is_added_up = matches!(
        gather.keep,
        Keep::Sum(_)
            | Keep::Mean(..)
            | Keep::Rows
            | Keep::Share(_)
            | Keep::Filled(_)
            | Keep::Distinct(_)
            | Keep::Values(..)
            | Keep::Parts(..)
    );
    is_added_up.then(|| Gather { keep: Keep::Joint(Box::new(gather.keep.clone())), ..gather.clone() })
}

/// How much of a count is credited; of first rows it is known by their orders.
pub(super) fn credited_gather(gather: &Gather) -> Option<Gather> {
    let keep = match gather.keep {
        Keep::Rows => Keep::Credited(None),
        Keep::Distinct(slot) => Keep::Credited(Some(slot)),
        _ => return None,
    };
    Some(Gather { keep, ..gather.clone() })
}

/// The days on which a measure came to its value; first rows have theirs already.
pub(super) fn days_gather(gather: &Gather) -> Option<Gather> {
    let keep = match gather.keep {
        Keep::Sum(slot) => Keep::LastChange(slot),
        Keep::Distinct(slot) => Keep::FirstDays(slot),
        Keep::First(..) | Keep::LastDay => return None,
        _ => Keep::LastDay,
    };
    Some(Gather { keep, ..gather.clone() })
}
