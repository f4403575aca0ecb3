//! `[scorecards]`.

use serde_json::json;

use super::about::About;
use super::conditions::steps;
use super::keys::Keys;
use super::shape::{
    NUMERAL, Shape, choice, either, filled_texts, flag, from_zero, list, named, named_freely, number, positive, tables,
    text, texts,
};
use crate::policy::score::{ON, ScoreKind};
use crate::policy::scorecards::{AGAINST, SUBJECTS, WHEN_MISSING};

/// `[scorecards]`.
pub(super) fn scorecards(about: &About) -> Shape {
    let card = Keys::of(about, &["`[scorecards.<name>]`"])
        .must("roles", filled_texts())
        .must("indicators", tables(named("indicator")))
        .may("total", positive())
        .may("adjust", texts())
        .each(&["floor", "cap"], number)
        .may("crowded", positive());
    named_freely(card.shape())
}

/// An indicator.
pub(super) fn indicator(about: &About) -> Shape {
    let keys = Keys::of(about, &["key of an indicator"])
        .must("measure", text())
        .must("weight", positive())
        .must("score", choice(&ScoreKind::ALL))
        .may("name", text())
        .may("of", choice(&SUBJECTS))
        .may("when_missing", choice(&WHEN_MISSING))
        .may("rounding", named("rounding"));
    ScoreKind::ALL.iter().fold(keys, |keys, (id, kind)| keys.way(("score", id), "`score`", way(about, *kind))).shape()
}

/// The keys of a way to score.
fn way(about: &About, kind: ScoreKind) -> Keys<'_> {
    let own = || Keys::of(about, &[]);
    let attained = || Keys::of(about, &["key of an indicator"]).may("against", against());
    let of_value = json!({
        "if": { "properties": { "on": { "const": "value" } }, "required": ["on"] },
        "then": { "not": { "required": ["against"] } },
    });
    let on = || attained().told_by(|keys| keys.must("on", choice(&ON))).rules([of_value.clone()]);
    match kind {
        ScoreKind::Linear => attained()
            .told_by(|keys| keys.must("cap", positive()).may("from", from_zero()).may("accelerate", positive())),
        ScoreKind::Steps => {
            let steps = steps(about, |step| step.at(&["`score`"]).must("points", number()));
            on().told_by(|keys| keys.must("steps", steps).may("below", number()))
        }
        ScoreKind::Curve => on().told_by(|keys| keys.must("points", named("points"))),
        ScoreKind::Deduct => on().told_by(|keys| {
            keys.must("qualified", number())
                .must("per", positive())
                .must("points", from_zero())
                .must("partial", flag())
                .may("minimum", number())
        }),
        ScoreKind::PerUnit => own().must("points", number()).must("max", from_zero()),
        ScoreKind::Rank => own()
            .may("points", list(1, number()))
            .each(&["best", "step"], from_zero)
            .one_of(&["points", "best"])
            .beside("step", &["best"])
            .beside("best", &["step"]),
        ScoreKind::Rating => own().must("scale", positive()),
        ScoreKind::AllOrNothing => attained().told_by(|keys| keys.must("from", number())),
    }
}

/// What attainment is measured by.
fn against() -> Shape {
    either([choice(&AGAINST), json!({ "type": ["number", "string"], "exclusiveMinimum": 0, "pattern": NUMERAL })])
}
