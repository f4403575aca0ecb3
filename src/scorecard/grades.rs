//! Grades: the step that the rounded score reaches, and its coefficient; then the distribution over people.

use super::distribution;
use crate::derivation::{Figure, Form, Worksheet};
use crate::finding::Findings;
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{GradeRule, Grades, Unit};
use crate::results::PeriodResult;
use crate::source::Span;

/// Fills grade and coefficient of everybody with a score; a forced distribution may change them after.
pub fn grade_people(book: &Book, results: &mut PeriodResult, findings: &mut Findings) {
    let Some(grades) = &book.policy.grades else { return };
    for result in &mut results.people {
        let Some(score) = result.standing.score.clone() else { continue };
        let Some((rule, span)) = score.value().and_then(|value| reached(grades, value)) else { continue };
        result.standing.grade = Some(rule.grade.value.clone());
        result.standing.coefficient = coefficient(&mut result.sheet, &score, rule, span);
        book.done_with(result.person, &mut result.sheet);
    }
    if let Some(distribution) = &grades.distribution {
        distribution::spread(book, grades, distribution, results, findings);
    }
}

/// The grade's coefficient, chosen by the score; nothing for a grade without one.
fn coefficient(sheet: &mut Worksheet, score: &Figure, rule: &GradeRule, span: Span) -> Option<Figure> {
    let number = rule.coefficient.as_ref()?;
    let number = sheet.parameter("grade_coefficient", &number.value, number.span, Unit::Number);
    let name = ("coefficient", rule.grade.value.as_str());
    Some(sheet.named(name, span, Form::Chosen(1), &[score, &number], Unit::Number))
}

/// The grade that the score reaches; under the first one `below`, and without that the first one: nobody with a score is without a grade.
fn reached<'a>(grades: &'a Grades, score: &Number) -> Option<(&'a GradeRule, Span)> {
    match (grades.steps.reached(score), &grades.steps.below) {
        (None, Some(rule)) => Some((rule, grades.steps.span)),
        (index, _) => grades.steps.list.get(index.unwrap_or(0)).map(|step| (&step.value, step.span)),
    }
}
