//! `kind = "override"`.

use super::{commission, formula};
use crate::policy::rules::{Override, OverrideOf, PayKind};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

/// Whose figure an override is on.
pub(in crate::policy) const OF: [(&str, OverrideOf); 3] =
    [("direct", OverrideOf::Direct), ("branch", OverrideOf::Branch), ("mentees", OverrideOf::Mentees)];

pub(super) fn overrides(table: &TableReader<'_>, scope: &Scope<'_>, _earlier: &[&str]) -> Option<PayKind> {
    let base = commission::base(table, scope);
    let of = table.required_choice("of", &OF);
    // A mentor's own figures are nobody's override, so only managers have the choice.
    let is_asked = of.as_ref().is_none_or(|of| of.value != OverrideOf::Mentees);
    let include_own = if is_asked { table.required_flag("include_own") } else { table.flag("include_own") };
    let excess_over = table.number("excess_over");
    let formula = formula::formula(table, base.as_ref(), scope);
    Some(PayKind::Override(Override {
        base: base?,
        of: of?,
        include_own: include_own.is_some_and(|own| own.value),
        excess_over,
        formula: formula?,
    }))
}
