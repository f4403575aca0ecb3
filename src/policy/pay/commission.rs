//! `kind = "commission"`.

use super::formula;
use crate::policy::rules::{Commission, MeasureId, Over, PayKind, Unit};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::source::Spanned;

/// What a formula is asked of.
pub(in crate::policy) const OVER: [(&str, Over); 3] =
    [("deal", Over::Deal), ("period", Over::Period), ("year_to_date", Over::YearToDate)];

pub(super) fn commission(table: &TableReader<'_>, scope: &Scope<'_>, _earlier: &[&str]) -> Option<PayKind> {
    let base = base(table, scope);
    let over = table.required_choice("over", &OVER);
    let formula = formula::formula(table, base.as_ref(), scope);
    Some(PayKind::Commission(Commission { base: base?, over: over?, formula: formula? }))
}

/// The measure that a rate applies to: a ratio or a score is no amount.
pub(super) fn base(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Spanned<MeasureId>> {
    table.require("base", "base = \"revenue\"");
    let base = scope.measure(table, "base")?;
    let unit = scope.unit(base.value);
    if matches!(unit, Unit::Rate | Unit::Points) {
        let name = scope.names.name_of(base.value);
        table.reading.error("base-is-no-amount", base.span, &[("name", &name), ("unit", unit.id())]);
    }
    Some(base)
}
