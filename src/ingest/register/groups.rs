//! `Groups`: whether a file is a report in groups – people as headings above rows that do not say whose they are – and no table.

use super::row::RegisterRow;
use crate::finding::Finding;
use crate::ingest::cell::is_blank;
use crate::ingest::sorting::{Sorted, is_footer};
use crate::source::Place;

/// How many headings a finding names.
const SHOWN: usize = 8;

/// Texts that stand alone above rows in which their column is blank.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    /// Whether some total row says of what: `Total Ann`.
    pub has_named_total: bool,
    /// The text above the row that comes: its field, itself, its place.
    above: Option<(usize, String, Place)>,
    headings: Vec<(String, Place)>,
}

impl Groups {
    /// Looks at the next record.
    pub fn see(&mut self, row: &RegisterRow, sorted: Sorted) {
        match sorted {
            Sorted::TextOnly => self.above = alone(row).map(|(field, text)| (field, text, row.whole())),
            Sorted::Row => {
                let heading = self.above.take().filter(|(field, ..)| row.raw(*field).trim_matches(is_blank).is_empty());
                self.headings.extend(heading.map(|(_, text, place)| (text, place)));
            }
            Sorted::Blank => {}
            Sorted::HeaderAgain | Sorted::OtherHeader | Sorted::Total => self.above = None,
        }
    }

    /// The file refused, where it is in groups: one text alone above rows may be a mistake.
    pub fn finding(&self) -> Option<Finding> {
        let (text, _) = self.headings.first()?;
        let places = self.headings.iter().take(SHOWN).map(|(_, place)| place.clone());
        let refused = || places.fold(Finding::error("report-in-groups").with("text", text), Finding::at);
        (self.has_named_total || self.headings.len() > 1).then(refused)
    }
}

/// The only cell of a row that has a text, if it has one and it is no footer.
fn alone(row: &RegisterRow) -> Option<(usize, String)> {
    let texts = row.texts();
    let mut filled = texts.iter().enumerate().filter(|(_, text)| !text.trim_matches(is_blank).is_empty());
    let (field, text) = filled.next()?;
    let text = text.trim_matches(is_blank);
    (filled.next().is_none() && !is_footer(text)).then(|| (field, text.to_owned()))
}
