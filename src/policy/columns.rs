//! What keys of `[input]` mean something for which input, and what number columns are counted in.

use super::rules::{InputKind, Unit};

/// Whether a key of `[input]` means something for this input: one that would have no effect is refused.
pub(super) fn has_key(input: InputKind, key: &str) -> bool {
    match key {
        "layout" => input == InputKind::Targets,
        "amount_of" | "durations" | "returns" | "once_per" => input.is_source(),
        "duplicates" => input.adds_up(),
        _ => true,
    }
}

/// Number columns with a unit of their own, whatever the input; any other number column is a plain number.
const UNITS: [(&str, Unit); 23] = [
    ("amount", Unit::Money),
    ("price", Unit::Money),
    ("cost", Unit::Money),
    ("margin", Unit::Money),
    ("discount", Unit::Money),
    ("balance", Unit::Money),
    ("planned", Unit::Money),
    ("base_pay", Unit::Money),
    ("performance_pay", Unit::Money),
    ("wage", Unit::Money),
    ("credit_limit", Unit::Money),
    ("insured_limit", Unit::Money),
    ("discount_pct", Unit::Rate),
    ("commission_pct", Unit::Rate),
    ("share", Unit::Rate),
    ("hours", Unit::Hours),
    ("days", Unit::Days),
    ("credit_days", Unit::Days),
    ("people", Unit::Count),
    ("leads", Unit::Count),
    ("deals", Unit::Count),
    ("quantity", Unit::Number),
    ("qty", Unit::Number),
];

/// Columns that hold no number, in every input that has them.
const NOT_NUMBERS: [&str; 34] = [
    "date",
    "person",
    "person_id",
    "customer",
    "customer_id",
    "order",
    "product",
    "product_id",
    "category",
    "region",
    "channel",
    "strategy",
    "currency",
    "note",
    "status",
    "kind",
    "topic",
    "severity",
    "method",
    "result",
    "stage",
    "competitor",
    "opened",
    "closed",
    "first_reply",
    "due",
    "team",
    "role",
    "manager",
    "mentor",
    "hired",
    "left",
    "comment",
    "reason",
];

/// What a number column of an input is counted in.
pub(super) fn unit_of(column: &str) -> Unit {
    UNITS.iter().find(|(name, _)| *name == column).map_or(Unit::Number, |(_, unit)| *unit)
}

/// Whether a column, whatever the input, holds amounts, pieces, time, scores or points, and so never shares.
pub(super) fn is_no_share(column: &str) -> bool {
    let has_unit = UNITS.iter().any(|(name, unit)| *name == column && *unit != Unit::Rate);
    has_unit || ["score", "points"].contains(&column)
}

/// Whether a column, whatever the input, holds the share that a discount or a commission is.
pub(super) fn is_discount_or_commission(column: &str) -> bool {
    ["discount_pct", "commission_pct"].contains(&column)
}

/// Whether a column of a known input may hold days: any that is known to hold something else does not.
pub(super) fn may_be_day(column: &str) -> bool {
    const DAYS: [&str; 7] = ["date", "opened", "closed", "first_reply", "due", "hired", "left"];
    DAYS.contains(&column) || (may_be_number(column) && UNITS.iter().all(|(name, _)| *name != column))
}

/// Whether a column of a known input may hold numbers.
pub(super) fn may_be_number(column: &str) -> bool {
    !NOT_NUMBERS.contains(&column)
}
