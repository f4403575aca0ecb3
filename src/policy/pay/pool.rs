//! `kind = "pool"`.

use super::commission;
use crate::policy::conditions::{ConditionUse, conditions, whose};
use crate::policy::rules::{Fund, PayKind, Pool, PoolBy};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::source::Spanned;

/// Whether each team has a fund of its own.
pub(in crate::policy) const PER: [(&str, bool); 1] = [("team", true)];

pub(super) fn pool(table: &TableReader<'_>, scope: &Scope<'_>, _earlier: &[&str]) -> Option<PayKind> {
    let fund = fund(table, scope);
    table.require("by", "by = \"equal\"");
    let by = by(table, scope);
    let whose = whose(table);
    let per_team = table.choice("per", &PER).is_some_and(|per| per.value);
    let members = conditions(table, "members", ConditionUse::Requirement, scope);
    Some(PayKind::Pool(Pool { fund: fund?, by: by?, whose, per_team, members }))
}

fn fund(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Fund> {
    if table.one_of(&["amount", "rate"], "amount = 1000")? == "amount" {
        return table.own_amount_from_zero("amount").map(Fund::Amount);
    }
    let base = commission::base(table, scope);
    Some(Fund::Rate(table.amount_from_zero("rate")?, base?))
}

fn by(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Spanned<PoolBy>> {
    let written = table.text("by")?;
    if written.value == "equal" {
        return Some(Spanned::new(PoolBy::Equal, written.span));
    }
    let measure = scope.names.measure(&written)?;
    Some(Spanned::new(PoolBy::Measure(measure.value), written.span))
}
