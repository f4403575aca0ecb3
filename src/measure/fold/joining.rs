//! The blocks of a file as threads hand them in, joined in their order.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use super::tally::{EventKind, TotalEvent};
use crate::ingest::scan::lock;

/// The blocks of a file, joined in their order by all threads: so the sums above a total row are known, and none is kept of each block.
#[derive(Clone, Debug, Default)]
pub struct SharedSums(Arc<Mutex<Joined>>);

/// What they came to so far.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// How many blocks are joined.
    blocks: u32,
    /// The sums of their records, by slot.
    sums: Vec<i128>,
    /// How many rows they have.
    pub rows: u64,
    /// How many of these could not be read.
    faulty: u64,
    /// Total rows and lines of text in them, in order.
    pub events: Vec<TotalEvent>,
    /// Blocks behind one that has not come: threads hand them in nearly in order.
    waiting: BTreeMap<u32, OpenBlock>,
}

impl SharedSums {
    /// Before any block, of so many slots.
    pub fn new(slots: usize) -> Self {
        SharedSums(Arc::new(Mutex::new(Joined { sums: vec![0; slots], ..Joined::default() })))
    }

    /// What is joined; it must not be held while a block is added.
    pub(super) fn joined(&self) -> MutexGuard<'_, Joined> {
        lock(&self.0)
    }

    pub(super) fn add(&self, block: OpenBlock) {
        let mut joined = self.joined();
        joined.waiting.insert(block.number, block);
        while let Some(block) = joined.next() {
            joined.join(block);
        }
    }
}

impl Joined {
    fn next(&mut self) -> Option<OpenBlock> {
        self.waiting.remove(&self.blocks)
    }

    fn join(&mut self, block: OpenBlock) {
        for mut event in block.events {
            add_all(&mut event.above, &self.sums);
            event.rows += self.rows;
            event.faulty += self.faulty;
            keep(&mut self.events, event);
        }
        add_all(&mut self.sums, &block.sums);
        self.rows += block.rows;
        self.faulty += block.faulty;
        self.blocks += 1;
    }
}

/// Adds an event; of blank records one behind the other the last one is enough.
pub(super) fn keep(events: &mut Vec<TotalEvent>, event: TotalEvent) {
    if event.kind == EventKind::Blank {
        events.pop_if(|last| last.kind == EventKind::Blank);
    }
    events.push(event);
}

pub(super) fn add_all(sums: &mut [i128], more: &[i128]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// The block that is being read.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenBlock {
    /// Which of the file, from 0.
    pub number: u32,
    /// The sums of its records, by slot.
    pub sums: Vec<i128>,
    /// What stands among its rows and is none.
    pub events: Vec<TotalEvent>,
    /// Rows of the thread's tally above the block; when it is ended, those of the block.
    pub rows: u64,
    /// Likewise those that could not be read.
    pub faulty: u64,
}
