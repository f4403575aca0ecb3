//! A figure of somebody else, or of another period, is compared with the worksheet that has it, or made again.

use super::holds;
use super::scene::{Scene, Verdict, of_period};
use crate::calendar::Period;
use crate::derivation::{Figure, Form, Step, Subject, Worksheet, full_attainment};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{MeasureId, MeasureKind};

/// Whether that worksheet has the value.
pub(super) fn verdict(
    scene: &Scene,
    scenes: &[Scene],
    (window, subject): (&Period, &Subject),
    (sheet, step): (&Worksheet, &Step),
) -> Verdict {
    match (subject, step.name) {
        (Subject::Department, "weights") => Verdict::of(is_total_of_weights(sheet, step)),
        (Subject::Person(person), "score" | "coefficient") => {
            Verdict::of(standing((scene, scenes), window, *person, step.name) == step.value)
        }
        _ => Verdict::of(is_made_again(scene, scenes, (window, subject), step)),
    }
}

/// The sum of the weights of the part that this worksheet has.
fn is_total_of_weights(sheet: &Worksheet, step: &Step) -> bool {
    let parts = sheet.steps().iter().filter_map(|part| match &part.form {
        Form::Part(division, _) => Some((part, division)),
        _ => None,
    });
    let mut of_this =
        parts.filter(|(part, _)| part.inputs.get(2).is_some_and(|input| std::ptr::eq(&sheet.steps()[*input], step)));
    of_this.any(|(_, division)| Some(division.total()) == step.value)
}

/// The person's score or coefficient on the own worksheet of the period; of a period that is closed as it was closed.
fn standing((own, scenes): (&Scene, &[Scene]), window: &Period, person: usize, name: &str) -> Option<Number> {
    let Some(scene) = of_period(scenes, window) else {
        let closed = own.given.history.standing(person, window)?;
        return if name == "score" { closed.score.clone() } else { closed.coefficient.clone() };
    };
    let result = scene.result().of(person)?;
    let figure = if name == "score" { &result.standing.score } else { &result.standing.coefficient };
    scene.value_of(result, figure.as_ref()?).cloned()
}

/// Whether a new worksheet for that figure has the value, and all of its steps are what they should be.
fn is_made_again(scene: &Scene, scenes: &[Scene], (window, subject): (&Period, &Subject), step: &Step) -> bool {
    let Some(measure) = step.of.as_ref().and_then(|of| scene.given.policy.measure_named(of)) else { return false };
    if let (MeasureKind::Score, Subject::Person(person)) = (&scene.given.policy.measure(measure).kind, subject) {
        return standing((scene, scenes), window, *person, "score") == step.value;
    }
    let person = if let Subject::Person(person) = subject { *person } else { usize::MAX };
    let book = Book { period: window, ..scene.book() };
    [true, false].into_iter().any(|overlays| {
        let mut sheet = Worksheet::new();
        let figure = book.payable(&mut sheet, measure, subject, overlays);
        reckonable(scene, measure, &figure) == step.value.as_ref() && holds(scene, scenes, person, &sheet)
    })
}

/// A full attainment is no number that others are made of.
fn reckonable<'f>(scene: &Scene, measure: MeasureId, figure: &'f Figure) -> Option<&'f Number> {
    figure.value().filter(|value| !scene.given.policy.is_unbounded(measure) || **value != full_attainment())
}
