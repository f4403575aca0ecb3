//! Rows with a date that say that they sum up others, or carry a sum on: `Total`, `Vortrag Oktober`, `合计`. Without a date they are no rows; with one they count.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::layout::FileLayout;
use crate::ingest::sorting::says_sum;
use crate::source::Place;

/// How many places are shown.
const SHOWN: usize = 8;

/// Such rows: the file, the line, and what they say.
#[derive(Debug, Default)]
pub(super) struct Sums {
    rows: BTreeSet<(std::sync::Arc<str>, u32, String)>,
    words: BTreeSet<Vec<u8>>,
}

impl Sums {
    /// Whether the text was one before.
    pub(super) fn may_be(&self, bytes: &[u8]) -> bool {
        self.words.contains(bytes)
    }

    /// Notes the row where the cell says so.
    pub(super) fn look_at(&mut self, layout: &FileLayout, bytes: &[u8], line: u32) {
        let text = layout.encoding.lossy(bytes);
        let own = key::normal(&text);
        if says_sum(&own) {
            self.words.insert(bytes.to_vec());
            self.rows.insert((layout.name.clone(), line, own.into_owned()));
        }
    }

    /// Takes those of another thread.
    pub(super) fn merge(&mut self, other: Sums) {
        self.rows.extend(other.rows);
        self.words.extend(other.words);
    }
}

/// One warning for all.
pub(super) fn told(input: &str, sums: &Sums) -> Option<Finding> {
    let lines: BTreeSet<(&str, u32)> = sums.rows.iter().map(|(file, line, _)| (&**file, *line)).collect();
    let (.., word) = sums.rows.first()?;
    let finding = Finding::warning("sum-with-date").with("input", input).with("word", word).with("count", lines.len());
    let place = |(file, line): &(&str, u32)| Place::line(std::sync::Arc::<str>::from(*file), *line, "");
    Some(lines.iter().take(SHOWN).map(place).fold(finding, Finding::at))
}
