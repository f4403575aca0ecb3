//! Which columns of a source some rule reads as numbers or days: no other rule reads them as texts then.

use std::collections::BTreeSet;

use super::plan::gathered_in;
use crate::policy::rules::{Component, Filter, FilterTest, Formula, InputRule, MeasureId, MeasureRule, Policy};
use crate::source::Spanned;

/// The columns of an input, or of the sales that it takes back, that are added up, compared with bounds, or go with steps of rates.
pub(super) fn read_as_numbers(policy: &Policy, rule: &InputRule, source: &str) -> BTreeSet<String> {
    let own = rule.own.iter().flat_map(|own| own.numbers.iter().map(|name| name.value.clone()));
    let once = rule.once_per.iter().map(|(column, _)| column.clone());
    let filters = filters_of(rule).flat_map(bounded);
    let of_measures = policy.measures.iter().flat_map(|measure| of_measure(measure, source));
    own.chain(once).chain(filters).chain(of_measures).chain(of_rates(policy, source)).collect()
}

/// The columns of an input, or of the sales that it takes back, that a filter compares with days.
pub(super) fn read_as_days(policy: &Policy, rule: &InputRule, source: &str) -> BTreeSet<String> {
    let of_source = policy.measures.iter().filter(|measure| measure.kind.inputs().contains(&source));
    let filters = filters_of(rule).chain(of_source.map(|measure| &measure.filter));
    let terms = filters.flat_map(|filter| &filter.terms).filter(|term| matches!(term.test, FilterTest::On(_)));
    terms.map(|term| term.column.clone()).collect()
}

/// The filters of an input itself.
fn filters_of(rule: &InputRule) -> impl Iterator<Item = &Filter> {
    rule.counted.iter().chain(rule.returns.iter().map(|returns| &returns.rows))
}

/// The columns that a filter compares with bounds.
fn bounded(filter: &Filter) -> impl Iterator<Item = String> + '_ {
    let terms = filter.terms.iter().filter(|term| matches!(term.test, FilterTest::In(_)));
    terms.map(|term| term.column.clone())
}

fn of_measure(measure: &MeasureRule, source: &str) -> Vec<String> {
    if !measure.kind.inputs().contains(&source) {
        return Vec::new();
    }
    let added = measure.kind.number_column().map(|column| column.column.clone());
    added.into_iter().chain(bounded(&measure.filter)).collect()
}

/// The columns by whose numbers rates go.
fn of_rates(policy: &Policy, source: &str) -> Vec<String> {
    let is_of_source = |base: &Spanned<MeasureId>| {
        let parts = gathered_in(policy, base.value);
        parts.iter().any(|part| policy.measure(*part).kind.inputs().contains(&source))
    };
    let by_number = policy.pay.iter().filter_map(Component::rated).filter_map(|(formula, base)| match formula {
        Formula::ByNumber { column, .. } if is_of_source(base) => Some(column.value.clone()),
        _ => None,
    });
    by_number.collect()
}
