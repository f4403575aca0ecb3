//! Base × the rate of the cell in the row and the column reached.

use super::Base;
use crate::derivation::{Figure, Form};
use crate::number::Number;
use crate::payout::payee::{Payee, unit_of};
use crate::policy::rules::{Bound, Parameter, TiersBy, Unit};
use crate::source::{Span, Spanned};

/// What chooses a row or column, and the bounds.
type Side = (Spanned<TiersBy>, Vec<Bound>);

/// The table.
pub(super) struct Matrix<'a> {
    pub rows: &'a Side,
    pub columns: &'a Side,
    pub rates: &'a [Vec<Parameter>],
    pub span: Span,
}

/// Under the first row or column the first holds: what was paid at a rate is taken back at it.
pub(super) fn amount(payee: &mut Payee, matrix: &Matrix, base: &Base) -> Option<Figure> {
    let (row, row_looked) = reached(payee, matrix.rows, base)?;
    let (column, column_looked) = reached(payee, matrix.columns, base)?;
    let cell = row.zip(column).and_then(|(row, column)| matrix.rates.get(row)?.get(column));
    let rule = cell.map_or(matrix.span, |cell| cell.span);
    let rate = match cell {
        Some(cell) => payee.parameter("rate", cell, Unit::Rate),
        None => payee.nothing("rate", matrix.span, Unit::Rate),
    };
    let rate = payee.step("rate", rule, Form::Chosen(2), &[&row_looked, &column_looked, &rate], Unit::Rate);
    let unit = unit_of(payee.run.component.unit);
    Some(payee.step("formula", rule, Form::Product, &[&base.figure, &rate], unit))
}

/// The index of the last bound reached, and what reached it, with the bound beside it.
fn reached(payee: &mut Payee, (by, bounds): &Side, base: &Base) -> Option<(Option<usize>, Figure)> {
    let looked = base.looked(payee, by)?;
    let value: &Number = looked.value()?;
    let index = bounds.iter().rposition(|bound| bound.reached_by(value)).or((!bounds.is_empty()).then_some(0));
    let bound = bounds.get(index.unwrap_or(0));
    let looked = match bound {
        Some(bound) => {
            let at = payee.parameter("bound", &bound.at, Unit::Number);
            payee.step("looked_at", by.span, Form::Chosen(0), &[&looked, &at], Unit::Number)
        }
        None => looked,
    };
    Some((index, looked))
}
