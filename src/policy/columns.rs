//! The inputs whose names are known, and what their number columns are counted in.

use super::rules::Unit;

/// Registers, which say how things stand, and other small files.
pub const REGISTERS: [&str; 19] = [
    "staff",
    "customers",
    "products",
    "targets",
    "splits",
    "overlays",
    "ratings",
    "adjustments",
    "holds",
    "leave",
    "fx_rates",
    "receivables",
    "plan",
    "reasons",
    "risks",
    "improvements",
    "benchmarks",
    "rewards",
    "acks",
];

/// Registers whose rows add up; in all others the same row twice contradicts itself, which is an error of its own.
pub const ADDING_UP: [&str; 10] = [
    "adjustments",
    "overlays",
    "receivables",
    "plan",
    "reasons",
    "risks",
    "improvements",
    "benchmarks",
    "rewards",
    "acks",
];

/// Sources, whose rows happened on a date and belong to somebody.
const SOURCES: [&str; 11] = [
    "sales",
    "returns",
    "collections",
    "activities",
    "surveys",
    "tickets",
    "pipeline",
    "training",
    "events",
    "feedback",
    "conduct",
];

/// Every input whose columns are known; any other name is a source of the department's own.
pub(super) fn known_inputs() -> Vec<&'static str> {
    REGISTERS.into_iter().chain(SOURCES).collect()
}

/// Whether the rows of an input happened on a day, as those of no register do.
pub(super) fn is_source(input: &str) -> bool {
    !REGISTERS.contains(&input)
}

/// Whether a key of `[input]` means something for this input: one that would have no effect is refused.
pub(super) fn has_key(input: &str, key: &str) -> bool {
    match key {
        "layout" => input == "targets",
        "amount_of" | "durations" | "returns" | "once_per" => is_source(input),
        "duplicates" => is_source(input) || ADDING_UP.contains(&input),
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

/// Whether a column of a known input may hold days: any that is known to hold something else does not.
pub(super) fn may_be_day(column: &str) -> bool {
    const DAYS: [&str; 7] = ["date", "opened", "closed", "first_reply", "due", "hired", "left"];
    DAYS.contains(&column) || (may_be_number(column) && UNITS.iter().all(|(name, _)| *name != column))
}

/// Whether a column of a known input may hold numbers.
pub(super) fn may_be_number(column: &str) -> bool {
    !NOT_NUMBERS.contains(&column)
}
