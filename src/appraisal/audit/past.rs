//! What closed periods say is asked for again.

use super::Taken;
use super::scene::{Scene, Verdict};
use crate::calendar::Period;
use crate::derivation::{Past, PastOf, Step, Subject};
use crate::history::OpenBalance;
use crate::number::Number;
use crate::policy::rules::MeasureId;
use crate::results::{BalanceKind, LineKind, PayLine};

/// Whether closed periods, or of what a line moves the line itself, have that value.
pub(super) fn verdict(scene: &Scene, past: &Past, step: &Step) -> Verdict {
    let history = scene.given.history;
    let held = |kind| {
        let open = history.open(past.person, &past.window).iter();
        open.into_iter().find(move |open: &&OpenBalance| {
            (open.kind, open.component.as_str(), open.order.as_str())
                == (kind, past.component.as_str(), past.order.as_str())
        })
    };
    if past.what == PastOf::Recomputed {
        return Verdict::Taken(Taken::Recomputed);
    }
    let found = match &past.what {
        PastOf::Paid => {
            let first = scene.book().policy.year_so_far(&scene.result().period).first();
            history.paid_since(&past.component, past.person, &past.window, first)
        }
        PastOf::Open(kind) => BalanceKind::named(kind).and_then(|kind| Some(held(kind)?.amount.clone())),
        PastOf::Share(back) => held(BalanceKind::HoldBack).map(|open| open.share_of_returned(back)),
        PastOf::Released => Some(held(BalanceKind::HoldBack).map_or_else(Number::zero, |open| open.released.clone())),
        PastOf::SoFar => history.paid_so_far(&past.component, past.person, &past.window),
        PastOf::Recomputed => None,
        PastOf::Line(name) => history.closed(&past.window).and_then(|(closed, people)| {
            let own = closed.lines.iter().filter(|line| people.get(&line.person) == Some(&past.person));
            let mut lines = own.filter(|line| line.line == *name && line.component == past.component);
            lines.find(|line| Some(&line.amount) == step.value.as_ref()).map(|line| line.amount.clone())
        }),
        PastOf::Moved => moved(scene, past, step),
        PastOf::Corrected => {
            let corrections = history.corrections(past.person, &scene.result().period).into_iter();
            let mut own = corrections.filter(|one| one.kind.is_none() && one.component == past.component);
            own.find(|one| one.period == past.window).map(|one| one.amount.clone())
        }
    };
    Verdict::of(found == step.value)
}

/// Whether a closed period keeps that figure.
pub(super) fn kept(
    scene: &Scene,
    (measure, subject, window): (MeasureId, &Subject, &Period),
    overlays: Option<bool>,
    step: &Step,
) -> Verdict {
    let name = &scene.given.policy.measure(measure).name;
    let kept = scene.given.history.kept(name, subject, window);
    Verdict::of(kept.is_some_and(|kept| kept.value(overlays) == step.value.as_ref()))
}

/// What the person's own line has added to what is held of the order, or taken of it.
fn moved(scene: &Scene, past: &Past, step: &Step) -> Option<Number> {
    let lines = scene.result().of(past.person)?.lines.iter();
    // What was on hold may be held back by the released line.
    let is_it =
        |line: &&PayLine| line.kind == LineKind::Own || (step.name == "held" && line.kind == LineKind::Released);
    let own = lines.filter(|line| line.of == past.component).filter(is_it);
    let balances = own.flat_map(|line| &line.balances).filter(|balance| balance.order == past.order);
    Some(balances.map(|balance| if step.name == "held" { &balance.added } else { &balance.taken }).sum())
}
