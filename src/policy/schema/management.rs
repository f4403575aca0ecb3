//! `[customers]`, `[[watch]]` and `[[actions]]`.

use serde_json::json;

use super::about::About;
use super::conditions::steps;
use super::keys::Keys;
use super::shape::{
    Shape, choice, date, either, filled_texts, flag, from_zero, list, named, named_freely, number, positive, tables,
    text, whole,
};
use crate::policy::conditions::RELATED;
use crate::policy::management::customers::classing::{EDGES, KINDS};
use crate::policy::management::watch::measures::{LOOKS, TIERS};
use crate::policy::rules::management::actions::Suggest;
use crate::policy::rules::management::watch::{ClockUnit, Severity};

/// A share that is at most the whole.
fn part() -> Shape {
    json!({ "type": ["number", "string"], "minimum": 0, "maximum": 1 })
}

/// `[customers]`.
pub(super) fn customers(about: &About) -> Shape {
    let own = || Keys::of(about, &["`[customers]`"]);
    let strategy = own().may("text", text()).may("contact_days", whole()).may("max_discount", part());
    let keys = own()
        .must("class", choice(&KINDS))
        .may("window_months", whole())
        .may("strategies", named_freely(strategy.shape()));
    let tables = ["matrix", "pareto", "rfm", "points"];
    // A table of another way is told and takes no part.
    let keys = tables.iter().fold(keys, |keys, table| keys.may(table, classing(about, table)));
    let needed = |table: &&str| {
        json!({
            "if": { "properties": { "class": { "const": table } }, "required": ["class"] },
            "then": { "required": [table] },
        })
    };
    keys.rules(tables.iter().map(needed)).shape()
}

/// The table of a way of classing.
fn classing(about: &About, way: &str) -> Shape {
    let own = || Keys::of(about, &["key of `pareto`", "`[customers]`"]);
    match way {
        "matrix" => {
            let side = || own().must("by", text()).must("steps", named("bounds")).shape();
            let keys = own().must("rows", side()).must("columns", side());
            keys.must("classes", list(1, list(0, text()))).shape()
        }
        "pareto" => {
            let keys = own().must("measure", text()).must("a", part()).must("b", part());
            keys.must("edge", choice(&EDGES)).shape()
        }
        "rfm" => {
            let digits = ["recency", "frequency", "monetary"];
            let against = digits.iter().fold(own(), |keys, key| keys.must(key, named("bounds"))).shape();
            own()
                .must("against", either([json!({ "const": "mean" }), against]))
                .must("classes", named_freely(text()))
                .may("min_customers", whole())
                .shape()
        }
        _ => {
            let steps = steps(about, |step| step.at(&["`[customers]`"]).must("class", text()));
            own().must("columns", filled_texts()).must("steps", steps).may("below", text()).shape()
        }
    }
}

/// A watch.
pub(super) fn watch(about: &About) -> Shape {
    Keys::of(about, &["`[[watch]]`"])
        .must("name", text())
        .may("severity", choice(&Severity::ALL))
        .may("owner", text())
        .may("where", named("filter"))
        .with("rows", over_rows(about))
        .without("rows", over_measure(about))
        .shape()
}

fn over_measure(about: &About) -> Keys<'_> {
    let places = ["Over a measure", "How values are written"];
    let own = || Keys::of(about, &places);
    let bound = either([json!({ "const": TIERS }), positive()]);
    let near = own().must("bound", bound).may("within", positive());
    let bounds = ["from", "above", "to", "below"];
    let share = own().each(&bounds, number).may("top", whole()).some_of(&bounds);
    let keys = own().must("per", text()).may("measure", text()).each(&bounds, number);
    let changes = RELATED.iter().filter(|key| **key != "share");
    changes
        .fold(keys, |keys, key| keys.may(key, named("change")))
        .may("share_of_total", share.shape())
        .may("missing", json!({ "const": true }))
        .may("near", near.shape())
        .may("when", tables(named("condition")))
        .some_of(&LOOKS)
        .one_of(&["measure", "when"])
}

fn over_rows(about: &About) -> Keys<'_> {
    let places = ["Watches over rows"];
    let own = || Keys::of(about, &places);
    let units = ClockUnit::ALL.map(|(unit, _)| unit);
    let limit = own().each(&units, from_zero).one_of(&units);
    let coming = own()
        .may("column", text())
        .may("dates", list(1, date()))
        .one_of(&["column", "dates"])
        .must("days", from_zero())
        .may("yearly", flag());
    let done_by = own().must("source", text()).may("where", named("filter"));
    own()
        .must("rows", text())
        .may("open", text())
        .may("since", text())
        .may("limit", limit.shape())
        .beside("since", &["limit"])
        .beside("limit", &["since"])
        .may("without", filled_texts())
        .may("same", filled_texts())
        .may("coming", coming.shape())
        .may("done_by", done_by.shape())
        .beside("done_by", &["since", "coming"])
}

/// What is suggested.
pub(super) fn action(about: &About) -> Shape {
    let own = || Keys::of(about, &["`[[actions]]`"]);
    let limit = own().may("wage_share", part()).may("minimum_wage", from_zero());
    let cut = json!({ "type": ["number", "string"], "exclusiveMinimum": 0, "maximum": 1 });
    let cuts = own().may("cut", cut).may("limit", limit.some_of(&["wage_share", "minimum_wage"]).shape());
    own()
        .must("name", text())
        .must("suggest", choice(&Suggest::ALL))
        .may("roles", filled_texts())
        .must("when", list(1, named("condition")))
        .only(("suggest", "pay_cut"), cuts.beside("limit", &["cut"]))
        .shape()
}
