//! What a watch finds of its subjects, and by how much.

use std::rc::Rc;

use super::subjects::Whom;
use super::test::{Outcome, Scene};
use crate::calendar::Period;
use crate::management::labels::LabelSubject;
use crate::number::Number;
use crate::policy::rules::management::watch::{Largest, MeasureLook, Near};
use crate::policy::rules::{Range, Unit};

/// The number that was looked at, with its bound.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The number.
    pub value: Option<Number>,
    /// What it is counted in.
    pub unit: Unit,
    /// The bound that it is past.
    pub limit: Option<Number>,
    /// How far past it.
    pub beyond: Option<Number>,
}

impl Found {
    /// A number in a range: past its lower bound, or where it has none, its upper.
    pub fn of(range: &Range, value: Option<&Number>, unit: Unit) -> Self {
        let lower = range.lower.as_ref().map(|bound| &bound.at.value);
        let upper = range.upper.as_ref().map(|bound| &bound.at.value);
        let beyond = value.and_then(|value| match (lower, upper) {
            (Some(lower), _) => Some(value - lower),
            (None, Some(upper)) => Some(upper - value),
            (None, None) => None,
        });
        Found { value: value.cloned(), unit, limit: lower.or(upper).filter(|_| value.is_some()).cloned(), beyond }
    }
}

/// What it finds in the period, of each subject; of the largest together one row.
pub(super) fn all(scene: &Scene, whom: &[Whom]) -> Vec<(Whom, Outcome)> {
    let period = scene.view.book.period;
    match &scene.watch.look {
        MeasureLook::Largest(largest) => together(scene, largest, (whom, period)).into_iter().collect(),
        _ => whom.iter().map(|whom| (whom.clone(), one(scene, whom, period))).collect(),
    }
}

/// What it finds of one subject in a period.
pub(super) fn one(scene: &Scene, whom: &Whom, period: &Period) -> Outcome {
    match &scene.watch.look {
        MeasureLook::Conditions(conditions) => scene.conditions(whom, conditions, period),
        MeasureLook::Missing(measure) => {
            let unit = scene.view.book.policy.measure(measure.value).unit;
            match scene.value(measure.value, &whom.subject, period) {
                None => Outcome::Holds(Found { value: None, unit, limit: None, beyond: None }),
                Some(_) => Outcome::Not,
            }
        }
        MeasureLook::Near(near) => is_near(scene, near, (whom, period)),
        MeasureLook::Largest(_) => Outcome::Not,
    }
}

/// Below one of the bounds, and not by more than the part of it that is near.
fn is_near(scene: &Scene, near: &Near, (whom, period): (&Whom, &Period)) -> Outcome {
    let policy = scene.view.book.policy;
    let Some(value) = scene.value(near.measure.value, &whom.subject, period) else { return Outcome::Missing };
    let bounds = near.bounds(policy);
    let Some(bound) = bounds.into_iter().find(|bound| value < *bound) else { return Outcome::Not };
    let away = &bound - &value;
    if away > &bound * &near.within {
        return Outcome::Not;
    }
    let unit = policy.measure(near.measure.value).unit;
    Outcome::Holds(Found { value: Some(value), unit, limit: Some(bound), beyond: Some(away) })
}

/// The largest subjects together, as the one that they are where one is asked for; nothing where none has anything.
pub(super) fn together(
    scene: &Scene,
    largest: &Largest,
    (whom, period): (&[Whom], &Period),
) -> Option<(Whom, Outcome)> {
    let measure = largest.measure.value;
    let value_of = scene.values(measure, period);
    let value = |whom: &Whom| value_of(&whom.subject).filter(Number::is_positive);
    let mut valued: Vec<(Number, &Whom)> = whom.iter().filter_map(|whom| Some((value(whom)?, whom))).collect();
    valued
        .sort_by(|(one, first), (other, second)| other.cmp(one).then_with(|| first.subject.id.cmp(&second.subject.id)));
    valued.truncate(largest.top.value as usize);
    let sum: Number = valued.iter().map(|(value, _)| value).sum();
    let share = sum.checked_div(&scene.whole(measure, period).filter(Number::is_positive)?)?;
    let outcome = match largest.range.contains(&share) {
        true => Outcome::Holds(Found::of(&largest.range, Some(&share), Unit::Rate)),
        false => Outcome::Not,
    };
    match valued[..] {
        [] => None,
        [(_, one)] => Some((one.clone(), outcome)),
        [(_, first), ..] => {
            let names: Vec<String> = valued.iter().map(|(_, whom)| called(whom)).collect();
            let subject = LabelSubject { id: None, name: names.join(", "), ..(*first.subject).clone() };
            Some((Whom { subject: Rc::new(subject), person: None, customer: None }, outcome))
        }
    }
}

fn called(whom: &Whom) -> String {
    let name = whom.name();
    if name.is_empty() { whom.id() } else { name }
}
