//! `FirstRows`: how many fields the rows below a header have, before any of them is read.
//!
//! A header that lost a delimiter, or has one too many, is told once and at its own line, not at every row. And an empty field beyond the
//! header is nothing only where all rows have it: in one row alone it may as well be a delimiter too many, before which every cell
//! stands one column too far to the right.

use crate::ingest::cell::is_blank;
use crate::ingest::records::{Dialect, Records};

/// How many rows are looked at.
const ROWS: usize = 16;

/// The widths of the first rows.
pub(super) struct FirstRows {
    /// Of each the number of its fields, and that of its fields down to the last one with a text.
    widths: Vec<(usize, usize)>,
}

impl FirstRows {
    /// The first rows of what stands below a header. The last record may be cut off, and does not count unless its line ends; records
    /// with one text or none are no rows, and broken ones tell nothing.
    pub fn of(below: &[u8], dialect: Dialect) -> Self {
        let mut records = Records::new(below, dialect, 1);
        let mut widths = Vec::new();
        while widths.len() < ROWS
            && let Some(record) = records.advance()
        {
            if record.fault.is_some() || record.end == below.len() {
                continue;
            }
            let has_text = |field: &crate::ingest::records::Field| {
                !String::from_utf8_lossy(&field.bytes(below)).chars().all(is_blank)
            };
            let filled: Vec<usize> =
                records.fields().iter().enumerate().filter(|(_, field)| has_text(field)).map(|(at, _)| at).collect();
            if let [_, .., last] = filled[..] {
                widths.push((records.fields().len(), last + 1));
            }
        }
        FirstRows { widths }
    }

    /// How many empty fields all rows have beyond a header of so many labels; one row alone tells nothing.
    pub fn empty_beyond(&self, labels: usize) -> usize {
        if self.widths.len() < 2 {
            return 0;
        }
        self.widths.iter().map(|(fields, _)| fields.saturating_sub(labels)).min().unwrap_or(0)
    }

    /// The number of fields that all rows have, where none of them fits a header of so many labels, of which the first `least` are
    /// needed; one row alone tells nothing.
    pub fn unlike(&self, labels: usize, least: usize) -> Option<usize> {
        let (first, rest) = self.widths.split_first()?;
        let is_alike = !rest.is_empty() && rest.iter().all(|(fields, _)| *fields == first.0);
        let fits_none = self.widths.iter().all(|(fields, written)| *fields < least || *written > labels);
        (is_alike && fits_none).then_some(first.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_rows(text: &str) -> FirstRows {
        FirstRows::of(text.as_bytes(), Dialect::COMMA)
    }

    #[test]
    fn empty_fields_beyond_the_header_are_those_that_all_rows_have() {
        for (text, beyond) in [
            ("a,b,,\na,b,,\n", 2),
            ("a,b,\na,b,,\n", 1),
            ("a,b\na,b,\n", 0),
            ("a,b,\n", 0),
            ("a,b,\n\na,b,\nnote\n,,\n5\" pipe,b\n", 1),
            ("a,b,\na,b,\na,b", 1),
            ("", 0),
        ] {
            assert_eq!(first_rows(text).empty_beyond(2), beyond, "{text}");
        }
    }

    #[test]
    fn a_header_that_fits_no_row_is_wrong_itself() {
        for (text, unlike) in [
            ("a,b\nc,d\n", Some(2)),
            ("a,b,c,d\ne,f,g,h\n", Some(4)),
            ("a,b,c,\ne,f,g,\n", None),
            ("a,b,c\nd,e\n", None),
            ("a,b\nc,d,e,f\n", None),
            ("a,b\n", None),
        ] {
            assert_eq!(first_rows(text).unlike(3, 3), unlike, "{text}");
        }
        assert_eq!(first_rows("a,b\nc,d\n").unlike(3, 2), None);
    }
}
