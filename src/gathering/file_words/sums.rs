//! Rows with a date that say that they sum up others, or carry a sum on: `Total`, `Summe Böhm`, `Vortrag Oktober`, `合计`. Without a date they are no rows; with
//! one they count.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::layout::FileLayout;
use crate::ingest::sorting::{says_sum, sum_of};
use crate::source::Place;

/// How many places are shown.
const SHOWN: usize = 8;

/// Such rows: the file, the line, and what they say.
#[derive(Debug, Default)]
pub(super) struct Sums {
    rows: BTreeSet<(Arc<str>, u32, String)>,
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
        if says_sum(&own) || sum_of(&own).is_some() {
            self.words.insert(bytes.to_vec());
            self.rows.insert((layout.name.clone(), line, own.into_owned()));
        }
    }

    /// Takes those of another thread.
    pub(super) fn merge(&mut self, other: Sums) {
        self.rows.extend(other.rows);
        self.words.extend(other.words);
    }

    /// One warning for all that are sums, or say that they are the sum of something that is known.
    pub(super) fn told(&self, input: &str, is_known: impl Fn(&str) -> bool) -> Option<Finding> {
        let is_sum = |own: &str| says_sum(own) || sum_of(own).is_some_and(&is_known);
        let rows: Vec<&(Arc<str>, u32, String)> = self.rows.iter().filter(|(.., own)| is_sum(own)).collect();
        let lines: BTreeSet<(&Arc<str>, u32)> = rows.iter().map(|(file, line, _)| (file, *line)).collect();
        let (.., word) = rows.first()?;
        let finding = Finding::warning("sum-with-date").with("input", input).with("word", word);
        let place = |(file, line): &(&Arc<str>, u32)| Place::line((*file).clone(), *line, "");
        Some(lines.iter().take(SHOWN).map(place).fold(finding.with("count", lines.len()), Finding::at))
    }
}
