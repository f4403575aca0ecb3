//! Measures of subjects that each part of a measure finds in a way of its own.

use super::View;
use crate::calendar::Period;
use crate::derivation::{Figure, Form, Worksheet};
use crate::policy::rules::{MeasureId, MeasureKind};

/// The figure of a measure, where that of each part that is no sum, difference or ratio of others is made by `part`.
pub(super) fn of_each(
    view: &View,
    sheet: &mut Worksheet,
    (measure, window): (MeasureId, &Period),
    part: &mut dyn FnMut(&mut Worksheet, MeasureId) -> Figure,
) -> Figure {
    let rule = view.book.policy.measure(measure);
    let (form, parts) = match &rule.kind {
        MeasureKind::Total(parts) => (Form::Sum, parts.clone()),
        MeasureKind::Difference(first, second) => (Form::Difference, vec![*first, *second]),
        MeasureKind::Ratio(first, second) => (Form::Quotient, vec![*first, *second]),
        _ => return part(sheet, measure),
    };
    let figures: Vec<Figure> = parts.iter().map(|one| of_each(view, sheet, (*one, window), part)).collect();
    let figure = sheet.step(form, &figures.iter().collect::<Vec<_>>(), rule.unit);
    sheet.name(&figure, "actual", Some(&rule.name), Some(rule.span));
    figure
}
