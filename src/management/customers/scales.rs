//! What customers need, and how much they have to say, on a scale from 0 to 5: of another scale everybody is in the first class, or in the last.

use super::entries::Source;
use crate::finding::Finding;
use crate::number::Number;
use crate::policy::rules::management::customers::Classing;

/// The columns that have such a scale.
const SCALED: [&str; 2] = ["need", "power"];
/// Its end.
const MOST: i64 = 5;
/// Signs of per cent.
const SIGNS: [char; 2] = ['%', '％'];

/// A warning for each column by which customers are classed and that has values beyond; where the steps go beyond as well, the scale is the policy's own.
pub(super) fn beyond(source: &Source) -> Vec<Finding> {
    columns(&source.rule.class).into_iter().filter_map(|column| of_column(source, column)).collect()
}

/// Those of the class whose steps are on the scale.
fn columns(class: &Classing) -> Vec<&str> {
    let most = |columns: usize| &Number::from(MOST) * &Number::from(columns as i64);
    let named: Vec<(&str, bool)> = match class {
        Classing::Matrix(matrix) => {
            let of = |side: &'_ crate::policy::rules::management::customers::Side| {
                side.steps.iter().all(|step| step.at.value <= most(1))
            };
            vec![
                (matrix.rows.by.value.as_str(), of(&matrix.rows)),
                (matrix.columns.by.value.as_str(), of(&matrix.columns)),
            ]
        }
        Classing::Points(points) => {
            let is_on_scale = points.steps.list.iter().all(|step| step.bound.at.value <= most(points.columns.len()));
            points.columns.iter().map(|column| (column.value.as_str(), is_on_scale)).collect()
        }
        _ => Vec::new(),
    };
    named.into_iter().filter(|(column, is_on_scale)| *is_on_scale && SCALED.contains(column)).map(|one| one.0).collect()
}

fn of_column(source: &Source, column: &str) -> Option<Finding> {
    let (ledger, last) = (source.view.book.ledger, source.view.last_day());
    let rows = source.roster.list.iter().filter_map(|member| member.row(ledger, last));
    let cells = rows.filter_map(|row| row.cells.iter().find(|(name, ..)| name == column));
    let is_beyond = |text: &str| {
        let number = Number::parse(text);
        text.ends_with(SIGNS) || number.is_some_and(|number| number.is_negative() || number > Number::from(MOST))
    };
    let beyond: Vec<_> = cells.filter(|(_, text, _)| is_beyond(text)).collect();
    let (_, text, place) = beyond.first()?;
    let finding = Finding::warning("customers-beyond-scale").with("column", column).with("count", beyond.len());
    Some(finding.with("text", text).at(place.clone()))
}
