//! `kind = "salary"`: performance salary.

use super::factors;
use crate::policy::rules::{PayKind, Salary};
use crate::policy::scope::Scope;
use crate::policy::steps;
use crate::policy::table::TableReader;

/// What a performance salary goes by.
pub(in crate::policy) const BY: [(&str, By); 2] = [("grade", By::Grade), ("score", By::Score)];

#[derive(Clone, Copy)]
pub(in crate::policy) enum By {
    Grade,
    Score,
}

pub(super) fn salary(table: &TableReader<'_>, scope: &Scope<'_>, _earlier: &[&str]) -> Option<PayKind> {
    table.require("base", "base = \"staff.performance_pay\"");
    let base = table.amount("base");
    let by = table.required_choice("by", &BY);
    let Some(by) = by else {
        table.entry("points");
        table.entry("below");
        return None;
    };
    if let By::Grade = by.value {
        factors::needs_coefficients(scope, by.span);
        return Some(PayKind::Salary(Salary::ByGrade { base: base? }));
    }
    table.require("points", "points = [[60, 0.6], [90, 1]]");
    let below = table.amount_from_zero("below");
    let points = steps::curve(table, "points");
    let (score, _) = points.as_ref()?.first()?;
    if score.value.is_positive() && !table.has("below") {
        let facts = [("key", "points"), ("from", &*score.value.to_string()), ("below", "1")];
        table.reading.error("steps-leave-hole", score.span, &facts);
    }
    Some(PayKind::Salary(Salary::ByScore { base: base?, points: points?, below }))
}
