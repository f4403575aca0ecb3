//! `[[pay]]`.

use serde_json::json;

use super::about::About;
use super::conditions::{factor, steps};
use super::keys::Keys;
use super::shape::{
    Shape, amount, amount_from_zero, choice, date, either, filled_texts, flag, from_zero, list, named, number,
    positive, tables, text, whole,
};
use crate::policy::conditions::WHOSE;
use crate::policy::pay::bonus::{OFFERS, WHOSE as MENTEES};
use crate::policy::pay::commission::OVER;
use crate::policy::pay::contest::{AMONG, TIES};
use crate::policy::pay::formula::{BEYOND, FORMULAS, TIER_APPLIES};
use crate::policy::pay::hold_back::LEAVERS;
use crate::policy::pay::overrides::OF;
use crate::policy::pay::pool::PER;
use crate::policy::pay::salary::BY;
use crate::policy::pay::split::SHARES;
use crate::policy::pay::{DAYS, KINDS, NEGATIVE, WHEN_MISSING};
use crate::policy::rules::PayUnit;

/// Where the reference tells of every component.
const COMMON: [&str; 2] = ["key of every component", "`[[pay]]`"];

/// Where it tells of commissions and what has their formulas.
const FORMULA: [&str; 3] = ["formula", "`commission`", "`[[pay]]`"];

/// The table in which it tells of every kind.
const OF_KINDS: &str = "kind";

/// Units of pay; a curve of rates has one of its own.
const CURVE_UNIT: &str = "rate";

/// `[[pay]]`.
pub(super) fn components() -> Shape {
    tables(named("component"))
}

/// A component.
pub(super) fn component(about: &About) -> Shape {
    let keys = Keys::of(about, &COMMON)
        .must("name", text())
        .must("kind", choice(&KINDS))
        .may("roles", filled_texts())
        .may("when", tables(named("condition")))
        .may("multiply", list(0, factor(about)))
        .may("gate", tables(named("gate")))
        .each(&["floor", "cap"], amount)
        .may("negative", choice(&NEGATIVE))
        .may("rounding", named("rounding"))
        .may("when_missing", choice(&WHEN_MISSING))
        .may("overlays", flag());
    KINDS.iter().fold(keys, |keys, (kind, _)| keys.way(("kind", kind), OF_KINDS, of_kind(about, kind))).shape()
}

/// The keys of a kind.
fn of_kind<'a>(about: &'a About, kind: &str) -> Keys<'a> {
    let own = || Keys::of(about, &[]);
    let keys = match kind {
        "commission" => commission(about),
        "bonus" => bonus(about),
        "salary" => salary(about),
        "override" => with_formula(about, own().must("base", text()))
            .must("of", choice(&OF))
            .may("include_own", flag())
            .may("excess_over", number()),
        "pool" => own()
            .may("amount", amount_from_zero())
            .may("rate", from_zero())
            .one_of(&["amount", "rate"])
            .may("base", text())
            .beside("base", &["rate"])
            .must("by", text())
            .may("of", choice(&WHOSE))
            .may("per", choice(&PER))
            .may("members", tables(named("condition"))),
        "contest" => contest(about),
        "guarantee" => own().must("components", filled_texts()).must("minimum", amount_from_zero()),
        "draw" => draw(about),
        "limit" => own().must("components", filled_texts()).must("maximum", amount_from_zero()),
        "greater" => own().must("components", filled_texts()),
        _ => own(),
    };
    let counts = ["bonus", "commission", "override", "pool"].contains(&kind);
    let keys = if counts { keys.may("split", choice(&SHARES)) } else { keys };
    let has_curve = ["commission", "override"].contains(&kind);
    let unit =
        if has_curve { either([choice(&PayUnit::ALL), json!({ "const": CURVE_UNIT })]) } else { choice(&PayUnit::ALL) };
    let keys = keys.may("unit", unit);
    let shrinks = ["salary", "bonus"].contains(&kind);
    if shrinks { keys.may("prorate", choice(&DAYS)) } else { keys }
}

fn commission(about: &About) -> Keys<'_> {
    let keys = Keys::of(about, &FORMULA).must("base", text()).must("over", choice(&OVER));
    with_formula(about, keys).may("hold_back", hold_back(about))
}

/// One formula, and what stands beside some.
fn with_formula<'a>(about: &'a About, keys: Keys<'a>) -> Keys<'a> {
    let keys = keys.at(&FORMULA).one_of(&FORMULAS);
    let keys = FORMULAS.iter().fold(keys, |keys, formula| keys.may(formula, of_formula(about, formula)));
    keys.may("apply", choice(&TIER_APPLIES))
        .beside("apply", &["tiers", "points"])
        .may("tiers_by", text())
        .beside("tiers_by", &["tiers", "points"])
        .may("beyond", choice(&BEYOND))
        .beside("beyond", &["points"])
        .may("below", amount())
        .beside("below", &["tiers"])
}

fn of_formula(about: &About, formula: &str) -> Shape {
    match formula {
        "rate" => number(),
        "rates" => rates(about),
        "tiers" => steps(about, |step| {
            step.at(&FORMULA).may("rate", number()).may("amount", amount()).one_of(&["rate", "amount"])
        }),
        "points" => named("points"),
        _ => {
            let side = || {
                let keys = Keys::of(about, &["formula", "How values are written", "`commission`"]);
                keys.must("by", text()).must("steps", named("bounds")).shape()
            };
            let keys = Keys::of(about, &["formula", "How values are written", "`commission`"]);
            let keys = keys.must("rows", side()).must("columns", side());
            keys.must("rates", list(1, list(1, number()))).shape()
        }
    }
}

/// Rates by label; a label may be called like a key.
fn rates(about: &About) -> Shape {
    let rated = steps(about, |step| step.at(&FORMULA).must("rate", number()));
    Keys::of(about, &["formula", "`commission`", "How values are written"])
        .must("by", text())
        .may("column", either([text(), number()]))
        .may("steps", either([rated, number()]))
        .each(&["below", "default"], number)
        .others(number())
        .shape()
}

fn hold_back(about: &About) -> Shape {
    let keys = Keys::of(about, &["`hold_back`"]);
    let share = json!({ "type": ["number", "string"], "exclusiveMinimum": 0, "maximum": 1 });
    let days = Keys::of(about, &["`hold_back`"]).must("days", whole()).shape();
    keys.must("share", share)
        .must("release", either([json!({ "const": "collected" }), days]))
        .may("partial", flag())
        .may("leavers", choice(&LEAVERS))
        .shape()
}

fn bonus(about: &About) -> Keys<'_> {
    let own = || Keys::of(about, &[]);
    let reward = || either([amount(), text()]);
    let keys =
        Keys::of(about, &[OF_KINDS]).may("amount", amount()).may("reward", reward()).one_of(&["amount", "reward"]);
    let choice_of = keys.may("unit", choice(&PayUnit::ALL)).shape();
    own()
        .may("amount", amount())
        .may("reward", reward())
        .may("choices", tables(choice_of))
        .one_of(&OFFERS)
        .may("each", text())
        .may("of", choice(&MENTEES))
}

fn salary(about: &About) -> Keys<'_> {
    let own = || Keys::of(about, &[]);
    let keys = own().must("base", amount()).must("by", choice(&BY));
    let by_grade = json!({
        "if": { "properties": { "by": { "const": "grade" } }, "required": ["by"] },
        "then": { "not": { "anyOf": [{ "required": ["points"] }, { "required": ["below"] }] } },
        "else": { "required": ["points"] },
    });
    keys.may("points", named("points")).may("below", from_zero()).rules([by_grade])
}

fn contest(about: &About) -> Keys<'_> {
    Keys::of(about, &[])
        .must("measure", text())
        .must("from", date())
        .must("to", date())
        .must("among", choice(&AMONG))
        .must("prizes", list(1, positive()))
        .must("ties", choice(&TIES))
}

fn draw(about: &About) -> Keys<'_> {
    let keys = Keys::of(about, &["`kind = \"draw\"`"]);
    let most = Keys::of(about, &["`kind = \"draw\"`"]).may("amount", from_zero());
    let most = most.may("share", json!({ "type": ["number", "string"], "minimum": 0, "maximum": 1 }));
    keys.must("components", filled_texts())
        .must("minimum", amount_from_zero())
        .may("recoverable", flag())
        .may("recover_at_most", either([from_zero(), most.one_of(&["amount", "share"]).shape()]))
        .may("from_period", text())
}
