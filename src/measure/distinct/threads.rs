//! Threads that count together: each collects the keys of a block, and hands them in when the block is done.

use std::sync::{Arc, Mutex, MutexGuard};

use super::{Cell, DistinctCounts, DistinctKeys, Patience};
use crate::ingest::packed::Shape;
use crate::ingest::scan::lock;

/// The keys that hold a number, of all threads.
#[derive(Clone, Debug)]
pub struct SharedKeys(Arc<Mutex<DistinctKeys>>);

impl SharedKeys {
    /// None yet, of the cells of so many spells, in segments of these groups: only cells of one group are counted together. `patience`
    /// says when keys are counted before the end; nothing: never.
    pub fn new(spells: usize, groups: &Arc<[u32]>, patience: Option<Patience>) -> Self {
        SharedKeys(Arc::new(Mutex::new(DistinctKeys::new(spells, groups.clone(), patience))))
    }

    /// How many chunks are kept.
    #[cfg(test)]
    pub fn chunks(&self) -> usize {
        self.lock().chunks.len()
    }

    fn lock(&self) -> MutexGuard<'_, DistinctKeys> {
        lock(&self.0)
    }
}

/// What one thread has.
#[derive(Debug)]
pub struct OwnKeys {
    shared: SharedKeys,
    /// Of this block.
    numbered: Vec<(u32, Cell)>,
    /// From where on they are of which shape.
    shapes: Vec<(Shape, usize)>,
    /// Keys that the interner of the thread has numbered.
    others: DistinctKeys,
    came_late: bool,
}

impl OwnKeys {
    /// None yet, beside those of other threads.
    pub fn new(shared: &SharedKeys) -> Self {
        let others = shared.lock().emptied();
        OwnKeys { shared: shared.clone(), numbered: Vec::new(), shapes: Vec::new(), others, came_late: false }
    }

    /// Adds a key, in normal form, to a cell: what stands around its number, and the number. One without a number is for `add_other`.
    pub fn add(&mut self, cell: Cell, (shape, number): (Shape, u32)) {
        if self.shapes.last().is_none_or(|(known, _)| *known != shape) {
            self.shapes.push((shape, self.numbered.len()));
        } else if self.numbered.last() == Some(&(number, cell)) {
            // The rows of an order stand together.
            return;
        }
        self.numbered.push((number, cell));
    }

    /// Adds a key that the interner of the thread has numbered.
    pub fn add_other(&mut self, cell: Cell, key: u32) {
        self.others.add_other(cell, key);
    }

    /// Hands in what was added since the last time.
    pub fn end_turn(&mut self) {
        if self.numbered.is_empty() {
            return;
        }
        let mut shared = self.shared.lock();
        let mut end = self.numbered.len();
        while let Some((shape, from)) = self.shapes.pop() {
            shared.add(shape, &self.numbered[from..end]);
            end = from;
        }
        self.numbered.clear();
        shared.end_turn();
        self.came_late = shared.came_late;
    }

    /// Whether a key came after its chunk was counted, so that the counts are not known.
    pub fn came_late(&self) -> bool {
        self.came_late
    }

    /// Takes what another thread has; `key` translates the numbers of its interner.
    pub fn merge(&mut self, mut other: OwnKeys, key: impl Fn(u32) -> u32) {
        other.end_turn();
        self.others.merge_others(other.others, key);
        self.came_late |= other.came_late;
    }

    /// What all threads have, counted; the last of them asks.
    pub fn finish(mut self) -> DistinctCounts {
        self.end_turn();
        let mut shared = self.shared.lock();
        let empty = shared.emptied();
        let mut all = std::mem::replace(&mut *shared, empty);
        all.merge_others(self.others, |key| key);
        all.finish()
    }
}
