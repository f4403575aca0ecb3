//! Whether the days of a file count the years of the Republic, so that one of two digits, `98/07/01`, is one of them too.

use super::slots::Heading;
use crate::ingest::cell::{DateFormat, Era, era};
use crate::ingest::header::CellKind;
use crate::ingest::records::{Dialect, Records};

/// How many rows are looked at.
const ROWS: usize = 1000;

/// How the days of a file are written, as its first rows below the header tell: where some have a year of the Republic of three digits and none one of
/// four, years of two digits are of the Republic.
pub(super) fn dates_of(heading: &Heading, below: &[u8], dialect: Dialect) -> DateFormat {
    if !matches!(heading.dates, DateFormat::Auto | DateFormat::Ymd) {
        return heading.dates;
    }
    let is_of_days = |kind: Option<CellKind>| matches!(kind, Some(CellKind::Date | CellKind::Moment));
    let days: Vec<usize> = (0..heading.slots.len()).filter(|slot| is_of_days(heading.slots[*slot].kind)).collect();
    let mut records = Records::new(below, dialect, 1);
    let (mut rows, mut has_republic) = (0, false);
    while rows < ROWS && !days.is_empty() && records.advance().is_some() {
        rows += 1;
        let cells = days.iter().filter_map(|day| records.fields().get(*day));
        for cell in cells.map(|field| field.bytes(below)) {
            match era(&String::from_utf8_lossy(&cell)) {
                Some(Era::Common) => return heading.dates,
                Some(Era::Republic) => has_republic = true,
                None => {}
            }
        }
    }
    if has_republic { DateFormat::Republic } else { heading.dates }
}
