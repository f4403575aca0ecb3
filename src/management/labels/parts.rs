//! Measures of subjects that each part of a measure finds in a way of its own.

use super::View;
use crate::calendar::Period;
use crate::derivation::{Figure, Worksheet};
use crate::measure::made_of_figures;
use crate::policy::rules::MeasureId;

/// The figure of a measure, where that of each part that is no sum, difference or ratio of others is made by `part`.
pub(super) fn of_each(
    view: &View,
    sheet: &mut Worksheet,
    (measure, window): (MeasureId, &Period),
    part: &mut dyn FnMut(&mut Worksheet, MeasureId) -> Figure,
) -> Figure {
    let rule = view.book.policy.measure(measure);
    let Some((form, parts)) = made_of_figures(&rule.kind) else { return part(sheet, measure) };
    let figures: Vec<Figure> = parts.iter().map(|one| of_each(view, sheet, (*one, window), part)).collect();
    let figure = sheet.step(form, &figures.iter().collect::<Vec<_>>(), rule.unit);
    sheet.name(&figure, "actual", Some(&rule.name), Some(rule.span));
    figure
}
