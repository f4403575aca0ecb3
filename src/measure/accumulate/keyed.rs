//! What is added up, by key: of those keys that turn out to be new in a window, the total is made when all rows were read.

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, SumCell, Texts};
use crate::calendar::NaiveDate;
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};
use crate::measure::plan::{Keep, NewKeys};

/// A key and a label, each as the interner has numbered it; nothing for what no label tells apart.
type Told = (u32, Option<u32>);

/// What one group has of one key.
#[derive(Clone, Copy, Debug, Default)]
struct KeyCell {
    sum: SumCell,
    last: Option<NaiveDate>,
}

/// Sums, rows and last days by group, key and label.
#[derive(Debug)]
pub struct Keyed {
    groups: Groups,
    of: NewKeys,
    /// The column that is added up; nothing: rows are counted.
    value: Option<usize>,
    label: Option<usize>,
    cells: FxHashMap<(u32, Told), KeyCell>,
}

/// The same, found by group.
pub struct KeyedByGroup {
    groups: FxHashMap<u32, Vec<(Told, KeyCell)>>,
    labels: FxHashMap<u32, String>,
}

impl KeyCell {
    fn add(&mut self, other: KeyCell) {
        self.sum.add(other.sum);
        self.last = self.last.max(other.last);
    }
}

impl Keyed {
    /// Of what is kept, by keys of that column.
    pub fn new(groups: Groups, keep: &Keep, of: NewKeys) -> Self {
        let (value, label) = match *keep {
            Keep::Sum(value) | Keep::LastChange(value) => (Some(value), None),
            Keep::Parts(value, label) => (value, Some(label)),
            _ => (None, None),
        };
        Keyed { groups, of, value, label, cells: FxHashMap::default() }
    }

    /// Found by group.
    pub fn finish(self, texts: &Texts) -> KeyedByGroup {
        let mut kept = KeyedByGroup { groups: FxHashMap::default(), labels: FxHashMap::default() };
        for ((group, told), cell) in self.cells {
            kept.groups.entry(group).or_default().push((told, cell));
            if let (Some(slot), (_, Some(label))) = (self.label, told) {
                kept.labels.entry(label).or_insert_with(|| (texts.shown)(slot, label));
            }
        }
        kept
    }
}

impl Accumulate for Keyed {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Keyed { groups, of, value, label, cells } = self;
        for row in taken.rows.iter().map(|row| batch.row(*row)) {
            let told = (row.label(of.slot), label.map(|slot| row.label(slot)));
            groups.parts(row, *value, |group, sum| {
                cells.entry((group, told)).or_default().add(KeyCell { sum, last: Some(row.day()) });
            });
        }
    }

    fn merge(&mut self, other: Self, keys: &Keys) {
        for ((group, (key, label)), cell) in other.cells {
            let label = label.zip(self.label).map(|(label, slot)| keys.of(slot, label));
            self.cells.entry((group, (keys.of(self.of.slot, key), label))).or_default().add(cell);
        }
    }
}

impl KeyedByGroup {
    /// The keys that there are.
    pub fn keys(&self) -> impl Iterator<Item = u32> {
        self.groups.values().flatten().map(|((key, _), _)| *key)
    }

    fn of<'a>(
        &'a self,
        groups: &'a [u32],
        is_new: impl Fn(u32) -> bool + 'a,
    ) -> impl Iterator<Item = &'a (Told, KeyCell)> {
        let all = groups.iter().filter_map(|group| self.groups.get(group)).flatten();
        all.filter(move |((key, _), _)| is_new(*key))
    }

    /// The sum over groups, of new keys.
    pub fn total(&self, groups: &[u32], is_new: impl Fn(u32) -> bool) -> SumCell {
        let mut total = SumCell::default();
        self.of(groups, is_new).for_each(|(_, cell)| total.add(cell.sum));
        total
    }

    /// The last day of groups, of new keys.
    pub fn last(&self, groups: &[u32], is_new: impl Fn(u32) -> bool) -> Option<NaiveDate> {
        self.of(groups, is_new).filter_map(|(_, cell)| cell.last).max()
    }

    /// The parts of groups, of new keys, with their labels.
    pub fn parts<'a>(
        &'a self,
        groups: &'a [u32],
        is_new: impl Fn(u32) -> bool + 'a,
    ) -> impl Iterator<Item = (&'a str, SumCell)> {
        let label = |label: Option<u32>| label.and_then(|label| self.labels.get(&label)).map_or("", String::as_str);
        self.of(groups, is_new).map(move |((_, own), cell)| (label(*own), cell.sum))
    }
}
