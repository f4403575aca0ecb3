//! `[measures]`.

use serde_json::json;

use super::about::About;
use super::conditions::column_or_measures;
use super::keys::Keys;
use super::shape::{Shape, choice, column, either, filled_texts, list, named, pair, text, whole};
use crate::policy::measures::{BETTER, EARLIER, KINDS, LANGUAGES, OF_ROWS};
use crate::policy::names::RESERVED;
use crate::policy::rules::{DurationUnit, Unit};

/// Where the reference tells of measures.
const PLACES: [&str; 1] = ["`[measures]`"];

/// `[measures]`.
pub(super) fn measures() -> Shape {
    json!({
        "type": "object",
        "propertyNames": { "not": { "enum": RESERVED } },
        "additionalProperties": named("measure"),
    })
}

/// A measure.
pub(super) fn measure(about: &About) -> Shape {
    let keys = Keys::of(about, &PLACES)
        .may("label", either([text(), label(about)]))
        .may("better", choice(&BETTER))
        .may("drivers", filled_texts())
        .one_of(&KINDS);
    KINDS.iter().fold(keys, |keys, kind| keys.with(kind, of_kind(about, kind))).shape()
}

fn label(about: &About) -> Shape {
    Keys::of(about, &PLACES).each(&LANGUAGES, text).shape()
}

/// The keys of a kind.
fn of_kind<'a>(about: &'a About, kind: &'static str) -> Keys<'a> {
    let keys = Keys::of(about, &PLACES).must(kind, made_of(about, kind));
    let unit = if kind == "since_last" { choice(&DurationUnit::SINCE) } else { choice(&Unit::ALL) };
    let keys = keys.may("unit", unit);
    let keys = match (OF_ROWS.contains(&kind), kind) {
        (false, _) => keys,
        (true, "share") => keys.must("where", named("filter")),
        (true, _) => keys.may("where", named("filter")),
    };
    let counts = OF_ROWS.contains(&kind) && kind != "since_last";
    let keys = if counts { keys.may("min_rows", whole()) } else { keys };
    match kind {
        "sum" | "count" => keys.may("of", text()),
        "first" => keys.may("within_months", whole()),
        "growth" => keys.must("against", choice(&EARLIER)),
        _ => keys,
    }
}

/// What a measure of the kind is made of.
fn made_of(about: &About, kind: &str) -> Shape {
    match kind {
        "sum" => column_or_measures(),
        "distinct" | "first" | "mean" => column(),
        "since_last" => filled_texts(),
        "filled" => either([column(), list(1, column())]),
        "difference" | "ratio" => pair(text()),
        "median" => {
            let keys = Keys::of(about, &PLACES).must("from", column()).must("to", column());
            either([column(), keys.must("unit", choice(&DurationUnit::ALL)).shape()])
        }
        _ => text(),
    }
}
