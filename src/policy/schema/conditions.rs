//! Filters, conditions, factors and steps, which stand in many tables.

use serde_json::json;

use super::about::About;
use super::keys::Keys;
use super::shape::{
    Shape, cell, choice, column, either, filled_texts, flag, from_zero, list, named, named_freely, number, points,
    positive, text, whole,
};
use crate::policy::conditions::{EARLIER, PROBATIONS, RELATED, TESTS, WHOSE};
use crate::policy::pay::factors::WORDS;
use crate::policy::rules::labels::Described;

/// Bounds of a range.
const BOUNDS: [&str; 4] = ["from", "above", "to", "below"];

/// Where the reference tells of what stands in many tables.
const VALUES: &str = "How values are written";

/// Where it tells of conditions.
const CONDITIONS: [&str; 2] = ["Conditions", VALUES];

/// The definitions by their names.
pub(super) fn definitions(about: &About) -> Vec<(&'static str, Shape)> {
    vec![
        ("filter", filter(about).shape()),
        ("term", either([labels(), bounds_of_cells(about).shape()])),
        ("condition", condition(about).shape()),
        ("gate", condition(about).at(&["key of every component"]).must("otherwise", from_zero()).shape()),
        ("change", change(about).shape()),
        ("range", range(about).some_of(&BOUNDS).shape()),
        ("bounds", steps(about, |step| step)),
        ("points", points()),
    ]
}

/// A filter; what else stands beside its columns is added to it.
pub(super) fn filter<'a>(about: &'a About) -> Keys<'a> {
    let excluded = either([labels(), named_freely(labels())]);
    let of_register = either([named("term"), named_freely(named("term"))]);
    let registers = Described::ALL.map(|(register, _)| register);
    let keys = Keys::of(about, &["`[input]`"]).may("not", named_freely(excluded));
    keys.each(&registers, || of_register.clone()).others(named("term"))
}

/// Words of a label: cells, or one cell alone.
fn labels() -> Shape {
    json!({ "type": ["string", "number", "boolean", "array"], "items": cell(), "minItems": 1 })
}

/// A range of numbers or days, or whether the cell is blank.
fn bounds_of_cells(about: &About) -> Keys<'_> {
    let bound = || json!({ "type": ["number", "string"] });
    Keys::of(about, &[VALUES, "`[input]`"]).each(&BOUNDS, bound).may("missing", flag())
}

/// A range, perhaps without a bound.
pub(super) fn range(about: &About) -> Keys<'_> {
    Keys::of(about, &[VALUES]).each(&BOUNDS, number)
}

/// A list of steps, with what each holds.
pub(super) fn steps<'a>(about: &'a About, held: impl FnOnce(Keys<'a>) -> Keys<'a>) -> Shape {
    let step = Keys::of(about, &[VALUES]).each(&["from", "above"], number).one_of(&["from", "above"]);
    list(1, held(step).shape())
}

/// A fall or a rise.
fn change(about: &About) -> Keys<'_> {
    let of = json!({ "type": ["number", "string"] });
    let keys = Keys::of(about, &CONDITIONS).may("of", of).may("from", positive()).may("above", from_zero());
    let mean = Keys::of(about, &CONDITIONS).must("periods", whole());
    keys.must("against", choice(&EARLIER)).only(("against", "mean"), mean)
}

fn condition(about: &About) -> Keys<'_> {
    let own = || Keys::of(about, &CONDITIONS);
    let of = either([choice(&WHOSE), whole()]);
    let keys = own().one_of(&TESTS).may("of", of).may("periods", whole());
    let rank = range(about).at(&CONDITIONS).may("by", text()).some_of(&BOUNDS).shape();
    let related = RELATED.iter().fold(own().must("measure", text()).each(&BOUNDS, number), |keys, key| {
        keys.may(key, named(if *key == "share" { "range" } else { "change" }))
    });
    let plain = json!({ "not": { "anyOf": required(&BOUNDS) } });
    let related = related.rules([
        json!({ "if": { "anyOf": required(&RELATED) }, "then": plain }),
        json!({ "anyOf": required(&BOUNDS).into_iter().chain(required(&RELATED)).collect::<Vec<_>>() }),
    ]);
    keys.with("measure", related)
        .with("attainment", own().must("attainment", text()).each(&BOUNDS, number).some_of(&BOUNDS))
        .with("grade", own().must("grade", filled_texts()))
        .with("rank", own().must("rank", rank))
        .with("tenure_months", own().must("tenure_months", named("range")))
        .with("role", own().must("role", filled_texts()))
        .with("probation", own().must("probation", choice(&PROBATIONS)))
}

/// That each of these keys is there.
fn required(keys: &[&str]) -> Vec<Shape> {
    keys.iter().map(|key| json!({ "required": [key] })).collect()
}

/// A factor of `multiply`.
pub(super) fn factor(about: &About) -> Shape {
    let places = ["`[[pay]]`", VALUES];
    let keys = Keys::of(about, &places).each(&["measure", "attainment"], text).one_of(&["measure", "attainment"]);
    let by = steps(about, |step| step.at(&["`[[pay]]`"]).must("by", from_zero()));
    let stepped = Keys::of(about, &places).must("steps", by).may("below", from_zero());
    let factor = keys
        .may("of", choice(&WHOSE))
        .with("steps", stepped)
        .without("steps", Keys::of(about, &places).may("cap", positive()));
    either([choice(&WORDS), factor.shape()])
}

/// A column of a source, or several measures.
pub(super) fn column_or_measures() -> Shape {
    either([column(), list(1, text())])
}
