//! The sections that say how a run goes: policy, rounding, calendar, crediting, targets, grades, ranking, close.

use serde_json::json;

use super::about::About;
use super::conditions::steps;
use super::keys::Keys;
use super::shape::{
    CURRENCY, Shape, choice, date, either, filled_texts, from_zero, list, named_freely, positive, text, texts, whole,
};
use crate::calendar::PeriodKind;
use crate::number::RoundingMode;
use crate::policy::close::{CORRECTIONS, INPUTS};
use crate::policy::crediting::{LEAVES, PRORATIONS, RETURNS, UNASSIGNED};
use crate::policy::grades::{GROUPS, MODES, TIES};
use crate::policy::header::{LANGUAGES, WEEKDAYS};
use crate::policy::management::split::BY;
use crate::policy::rules::management::progress::Pace;
use crate::policy::rules::management::split::SplitOf;

/// `[policy]`.
pub(super) fn header(about: &About) -> Shape {
    let month = json!({ "type": ["integer", "string"], "minimum": 1, "maximum": 12 });
    Keys::of(about, &["`[policy]`"])
        .must("name", text())
        .must("version", text())
        .must("currency", json!({ "type": "string", "pattern": CURRENCY }))
        .must("period", choice(&PeriodKind::NAMED))
        .each(&["effective_from", "effective_to"], date)
        .may("outside", texts())
        .may("fiscal_year_starts", month)
        .may("language", choice(&LANGUAGES))
        .shape()
}

/// How something is rounded.
pub(super) fn rounding(about: &About) -> Shape {
    let keys = Keys::of(about, &["`[rounding]`"]).must("to", positive());
    keys.must("mode", choice(&RoundingMode::ALL)).shape()
}

/// `[rounding]`.
pub(super) fn roundings(about: &About) -> Shape {
    Keys::of(about, &["`[rounding]`"]).each(&["money", "score"], || rounding(about)).shape()
}

/// `[calendar]`.
pub(super) fn calendar(about: &About) -> Shape {
    Keys::of(about, &["`[calendar]`"])
        .may("workdays", list(1, choice(&WEEKDAYS)))
        .each(&["holidays", "extra_workdays"], || list(0, date()))
        .may("hours", text())
        .shape()
}

/// `[crediting]`.
pub(super) fn crediting(about: &About) -> Shape {
    Keys::of(about, &["`[crediting]`"])
        .each(&["splits", "overlays"], texts)
        .may("returns", choice(&RETURNS))
        .may("unassigned", choice(&UNASSIGNED))
        .shape()
}

/// `[targets]`.
pub(super) fn targets(about: &About) -> Shape {
    let share = json!({ "type": ["number", "string"], "minimum": 0, "maximum": 1 });
    Keys::of(about, &["`[targets]`"])
        .may("proration", choice(&PRORATIONS))
        .may("ramp", list(0, share))
        .may("leave", choice(&LEAVES))
        .may("levels", list(0, text()))
        .may("split", split(about))
        .shape()
}

/// `[targets.split]`.
fn split(about: &About) -> Shape {
    let own = || Keys::of(about, &["`[targets.split]`"]);
    own()
        .must("measure", text())
        .may("of", choice(&SplitOf::ALL))
        .must("by", choice(&BY))
        .must("step", positive())
        .each(&["at_least", "at_most"], from_zero)
        .way(("by", "equal"), "", own())
        .way(("by", "history"), "", own().must("periods", whole()))
        .way(("by", "weights"), "", own().must("column", text()))
        .way(("by", "capacity"), "", own().may("column", text()))
        .shape()
}

/// `[grades]`.
pub(super) fn grades(about: &About) -> Shape {
    let places = ["key of `[grades]`"];
    let graded = Keys::of(about, &places).must("grade", text()).may("coefficient", from_zero()).shape();
    let graded_steps = steps(about, |step| step.at(&places).must("grade", text()).may("coefficient", from_zero()));
    let distribution = Keys::of(about, &places)
        .must("mode", choice(&MODES))
        .must("shares", named_freely(from_zero()))
        .may("smallest_group", whole())
        .may("tolerance", from_zero());
    Keys::of(about, &places)
        .must("steps", graded_steps)
        .may("below", either([text(), graded]))
        .may("distribution", distribution.shape())
        .shape()
}

/// `[ranking]`.
pub(super) fn ranking(about: &About) -> Shape {
    Keys::of(about, &["key of `[ranking]`"])
        .may("by", filled_texts())
        .may("ties", choice(&TIES))
        .may("apart", list(0, choice(&GROUPS)))
        .shape()
}

/// `[close]`.
pub(super) fn close(about: &About) -> Shape {
    let own = || Keys::of(about, &["`[close]`"]);
    own()
        .may("folder", text())
        .may("inputs", choice(&INPUTS))
        .may("starts", date())
        .may("corrections", choice(&CORRECTIONS))
        .only(("corrections", "next"), own().must("look_back", whole()))
        .shape()
}

/// `[progress]`.
pub(super) fn progress(about: &About) -> Shape {
    Keys::of(about, &["`[progress]`"])
        .may("pace", choice(&Pace::ALL))
        .may("bands", steps(about, |step| step.at(&["`[progress]`"]).must("band", text())))
        .shape()
}
