//! The cells of an `.ods`.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use calamine::{Data, Ods, OdsError, Range, Reader};

use super::grid::Grid;
use super::parts::Kind;
use super::shown::{Shown, Writing};
use super::value::text_of;
use super::{At, MOST_TEXT, NOT_COMPUTED, SheetFault};

impl From<OdsError> for SheetFault {
    fn from(error: OdsError) -> Self {
        match error {
            OdsError::Password => SheetFault::Protected,
            OdsError::CellLimitExceeded { .. } => SheetFault::TooLarge,
            error => SheetFault::unreadable(error),
        }
    }
}

/// Names of the sheets.
pub(super) fn names<R: Read + Seek>(book: &Ods<R>) -> Vec<String> {
    book.sheet_names()
}

/// The text of a sheet.
pub(super) fn text<R: Read + Seek>(
    book: &mut Ods<R>,
    name: &str,
    (kinds, writing): (&BTreeMap<At, Kind>, &Writing),
) -> Result<Vec<u8>, SheetFault> {
    let (cells, formulas) = (book.worksheet_range(name)?, book.worksheet_formula(name)?);
    let mut grid = Grid::new(MOST_TEXT);
    let Some(((top, left), (bottom, right))) = covered(&cells, &formulas) else { return grid.finish() };
    for at in (top..=bottom).flat_map(|row| (left..=right).map(move |column| (row, column))) {
        let has_formula = || formulas.get_value(at).is_some_and(|formula| !formula.is_empty());
        let shown = match kinds.get(&at) {
            Some(Kind::Percentage) => Shown::percent(),
            Some(Kind::Currency(code)) => Shown::in_currency(code, &writing.currency),
            None => Shown::default(),
        };
        match cells.get_value(at).and_then(|cell| text_of(cell, &shown, writing)) {
            Some(text) => grid.put(at, &text)?,
            None if has_formula() && matches!(cells.get_value(at), None | Some(Data::Empty)) => {
                grid.put(at, NOT_COMPUTED)?;
            }
            None => {}
        }
    }
    grid.finish()
}

/// The rectangle in which values or formulas stand: first and last corner.
fn covered(cells: &Range<Data>, formulas: &Range<String>) -> Option<(At, At)> {
    let corners = [(cells.start(), cells.end()), (formulas.start(), formulas.end())];
    corners.into_iter().filter_map(|(start, end)| start.zip(end)).reduce(|(one, last), (other, other_last)| {
        let least = (one.0.min(other.0), one.1.min(other.1));
        (least, (last.0.max(other_last.0), last.1.max(other_last.1)))
    })
}

/// Whether cells with a value stand in two rows.
pub(super) fn has_rows<R: Read + Seek>(book: &mut Ods<R>, name: &str) -> Result<bool, SheetFault> {
    let cells = book.worksheet_range(name)?;
    let filled = cells.rows().filter(|row| row.iter().any(|cell| *cell != Data::Empty));
    Ok(filled.take(2).count() == 2)
}
