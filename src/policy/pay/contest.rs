//! `kind = "contest"`.

use crate::number::Number;
use crate::policy::header::rising_dates;
use crate::policy::rules::{Contest, PayKind};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::policy::value;

/// Who competes.
pub(in crate::policy) const AMONG: [(&str, bool); 2] = [("persons", false), ("teams", true)];
/// Who gets the prizes of a place that several have.
pub(in crate::policy) const TIES: [(&str, bool); 2] = [("share", true), ("first", false)];

pub(super) fn contest(table: &TableReader<'_>, scope: &Scope<'_>, _earlier: &[&str]) -> Option<PayKind> {
    table.require("measure", "measure = \"revenue\"");
    table.require("from", "from = 2026-10-01").require("to", "to = 2026-10-31");
    table.require("prizes", "prizes = [1_500, 1_000, 500]");
    let measure = scope.measure(table, "measure");
    let (from, to) = (table.date("from"), table.date("to"));
    rising_dates(table.reading, from.as_ref(), to.as_ref());
    let teams = table.required_choice("among", &AMONG);
    let ties = table.required_choice("ties", &TIES);
    table.filled_list("prizes");
    let prizes = table.numbers("prizes").unwrap_or_default().into_iter();
    let prizes: Vec<_> =
        prizes.filter_map(|prize| value::within(table.reading, "prizes", prize, "> 0", Number::is_positive)).collect();
    let contest =
        Contest { measure: measure?, from: from?, to: to?, teams: teams?.value, prizes, share_ties: ties?.value };
    Some(PayKind::Contest(contest))
}
