//! Different keys by cell, in little memory.
//!
//! A count of different orders has to know every order that it has seen. Order numbers are mostly a prefix and a running number, and an
//! order mostly belongs to one person in one segment. So numbers stand in chunks of 1,024, one byte each that says which cell of
//! the segment has it, four of very many customers: a million orders take a megabyte, or four. What other cells of the segment have the key too stands beside the chunk.
//! Keys without a number are numbered by an interner. The count is exact in every case; only the room differs.
//!
//! Orders that come in the order of their numbers need less: a chunk to which nothing is added any more is counted, and its marks
//! go. Should a key of it come all the same, nobody knows whether it was counted already: then `came_late` says so, and the rows have
//! to be read again with nothing counted before the end. That takes rows in perfect order for some hundred thousand keys and one out of it
//! behind them: where an old chunk is ever used again before, none is counted early.

mod counts;
mod marks;
mod threads;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ingest::packed::Shape;
use marks::{Chunk, Palette};

pub use counts::DistinctCounts;
pub use threads::{OwnKeys, SharedKeys};

/// Numbers in a chunk: the low bits of a number say where in its chunk it stands.
const CHUNK: usize = 1 << BITS;
const BITS: u32 = 10;

/// A cell: a spell in a segment, of its own sales or of overlays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its number among all cells.
    pub number: u32,
    /// Its segment.
    pub segment: u32,
}

/// Which numbers share a chunk: shape, the high bits of the number, segment.
type ChunkKey = (u32, u32, u32);

/// When a chunk is taken for complete.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// So many chunks are kept in any case.
    pub kept: usize,
    /// A chunk is complete when nothing was added to it for so many turns.
    pub turns: u32,
}

impl Patience {
    /// A quarter of a megabyte of marks, and as many blocks as so many threads may be apart at the very least.
    pub fn of(threads: usize) -> Self {
        Patience { kept: 256, turns: (16 * threads as u32).max(64) }
    }
}

/// Pairs of a cell and a key.
#[derive(Debug)]
struct DistinctKeys {
    shapes: FxHashMap<Shape, u32>,
    chunks: FxHashMap<ChunkKey, Chunk>,
    palette: Palette,
    /// The group of each segment; segments of a group stand together.
    groups: Arc<[u32]>,
    /// When chunks are counted early; nothing: never.
    patience: Option<Patience>,
    turn: u32,
    /// The chunks that were counted early, by the group of their segments.
    counted: FxHashSet<ChunkKey>,
    counts: DistinctCounts,
    came_late: bool,
}

/// The shape of keys that hold no number: an interner has numbered them.
const NUMBERED_ELSEWHERE: u32 = u32::MAX;

impl DistinctKeys {
    /// None yet, of the cells of so many spells, in segments of these groups: cells of one group only are counted together.
    fn new(spells: usize, groups: Arc<[u32]>, patience: Option<Patience>) -> Self {
        let palette = Palette { spells: spells.max(1) as u32, segments: groups.len().max(1) as u32 };
        let (shapes, chunks, counted, counts) = Default::default();
        DistinctKeys { shapes, chunks, palette, groups, patience, turn: 0, counted, counts, came_late: false }
    }

    /// None, of the same cells.
    fn emptied(&self) -> Self {
        DistinctKeys::new(self.palette.spells as usize, self.groups.clone(), None)
    }

    /// Adds numbers of a shape.
    fn add(&mut self, shape: Shape, keys: &[(u32, Cell)]) {
        let next = self.shapes.len() as u32;
        let shape = *self.shapes.entry(shape).or_insert(next);
        let chunk = |(number, cell): &(u32, Cell)| (number >> BITS, cell.segment);
        keys.chunk_by(|one, next| chunk(one) == chunk(next)).for_each(|keys| self.add_to_chunk(shape, keys));
    }

    /// Adds a key that an interner has numbered.
    fn add_other(&mut self, cell: Cell, key: u32) {
        self.add_to_chunk(NUMBERED_ELSEWHERE, &[(key, cell)]);
    }

    /// Adds keys of one chunk.
    fn add_to_chunk(&mut self, shape: u32, keys: &[(u32, Cell)]) {
        let Some((number, Cell { segment, .. })) = keys.first() else { return };
        let high = number >> BITS;
        let chunk = self.chunks.entry((shape, high, *segment)).or_insert_with(|| {
            self.came_late |= self.counted.contains(&(shape, high, self.groups[*segment as usize]));
            Chunk::new(self.turn)
        });
        if self.patience.is_some_and(|patience| self.turn - chunk.used > patience.turns) {
            self.patience = None;
        }
        chunk.used = self.turn;
        for (number, cell) in keys {
            chunk.add(*number as usize & (CHUNK - 1), self.palette.mark(*cell));
        }
    }

    /// Ends a turn of one of the threads.
    fn end_turn(&mut self) {
        self.turn += 1;
        let is_due =
            |patience: &Patience| self.turn.is_multiple_of(patience.turns) && self.chunks.len() > patience.kept;
        if let Some(patience) = self.patience.filter(is_due) {
            self.count_complete(patience.turns);
        }
    }

    /// Counts the chunks that were not used for so many turns, in no segment of their group.
    fn count_complete(&mut self, turns: u32) {
        let whole = |(shape, high, segment): &ChunkKey| (*shape, *high, self.groups[*segment as usize]);
        let mut used: FxHashMap<ChunkKey, u32> = FxHashMap::default();
        for (key, chunk) in &self.chunks {
            let last = used.entry(whole(key)).or_default();
            *last = chunk.used.max(*last);
        }
        used.retain(|_, last| self.turn - *last > turns);
        let complete = self.chunks.extract_if(|key, _| used.contains_key(&whole(key))).collect();
        self.count(complete);
        self.counted.extend(used.into_keys());
    }

    /// Takes the keys that interners have numbered from another set; `key` translates the numbers.
    fn merge_others(&mut self, other: DistinctKeys, key: impl Fn(u32) -> u32) {
        for ((_, high, segment), chunk) in other.chunks {
            for (place, mark) in chunk.each() {
                let cell = Cell { number: self.palette.cell(segment, mark), segment };
                self.add_other(cell, key(high << BITS | place as u32));
            }
        }
    }

    /// Arranges the keys so that those of several cells are counted at once. The marks go as the counts come.
    fn finish(mut self) -> DistinctCounts {
        let chunks = self.chunks.drain().collect();
        self.count(chunks);
        self.counts
    }

    /// Counts the keys of chunks, those of a number in every segment of a group together.
    fn count(&mut self, mut chunks: Vec<(ChunkKey, Chunk)>) {
        chunks.sort_unstable_by_key(|(key, _)| *key);
        let mut cells: Vec<Vec<u32>> = vec![Vec::new(); CHUNK];
        let mut chunks = chunks.into_iter().peekable();
        let group = |segment: u32| self.groups[segment as usize];
        while let Some(((shape, high, segment), chunk)) = chunks.next() {
            for (place, mark) in chunk.each() {
                cells[place].push(self.palette.cell(segment, mark));
            }
            // The chunks of other segments that have the same numbers are next.
            let goes_on = |((other, next, segment_of_next), _): &(ChunkKey, Chunk)| {
                (*other, *next, group(*segment_of_next)) == (shape, high, group(segment))
            };
            if chunks.peek().is_some_and(goes_on) {
                continue;
            }
            for cells in cells.iter_mut().filter(|cells| !cells.is_empty()) {
                self.counts.add(cells);
                cells.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests;
