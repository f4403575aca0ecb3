//! One customer for each number of an order, of all threads: so it is found out which numbers several customers share.
//!
//! An order is kept as its place among running numbers, a customer as 32 bits of its hash. A chunk of numbers to which no row comes any more
//! is dropped, as `measure::distinct` drops those that it has counted: should a row come all the same, nobody knows any more whose number it
//! was. Then `came_late` says so, and the rows have to be read again with nothing dropped.

use std::sync::{Arc, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::distinct::Patience;
use super::sharing::{OrderNumber, Several};
use crate::ingest::packed::Shape;
use crate::ingest::scan::lock;

/// Numbers in a chunk.
const CHUNK: u32 = 1024;

/// Which numbers share a chunk.
type ChunkKey = (Shape, u32);

/// The customers of a chunk of running numbers; 0 is none.
#[derive(Debug)]
struct Chunk {
    customers: Box<[u32]>,
    /// The last turn in which it was used.
    used: u32,
}

/// What all threads have.
#[derive(Debug, Default)]
struct Customers {
    chunks: FxHashMap<ChunkKey, Chunk>,
    others: FxHashMap<u64, u32>,
    several: Several,
    /// When chunks are dropped; nothing: never.
    patience: Option<Patience>,
    turn: u32,
    dropped: FxHashSet<ChunkKey>,
    came_late: bool,
}

impl Customers {
    fn note(&mut self, order: OrderNumber, customer: u32) {
        let known = match order {
            OrderNumber::Running(shape, number) => {
                let chunk = self.chunk((shape, number / CHUNK));
                &mut chunk.customers[(number % CHUNK) as usize]
            }
            OrderNumber::Other(hash) => self.others.entry(hash).or_default(),
        };
        let before = std::mem::replace(known, customer);
        if before != 0 && before != customer {
            self.several.insert(order);
        }
    }

    fn chunk(&mut self, key: ChunkKey) -> &mut Chunk {
        let turn = self.turn;
        let chunk = self.chunks.entry(key).or_insert_with(|| {
            self.came_late |= self.dropped.contains(&key);
            Chunk { customers: vec![0; CHUNK as usize].into_boxed_slice(), used: turn }
        });
        if self.patience.is_some_and(|patience| turn - chunk.used > patience.turns) {
            self.patience = None;
        }
        chunk.used = turn;
        chunk
    }

    /// Ends a turn of one of the threads.
    fn end_turn(&mut self) {
        self.turn += 1;
        let is_due =
            |patience: &Patience| self.turn.is_multiple_of(patience.turns) && self.chunks.len() > patience.kept;
        if let Some(patience) = self.patience.filter(is_due) {
            let dropped = self.chunks.extract_if(|_, chunk| self.turn - chunk.used > patience.turns);
            self.dropped.extend(dropped.map(|(key, _)| key));
        }
    }
}

/// The customers of numbers, of all threads.
#[derive(Clone, Debug)]
pub struct SharedCustomers(Arc<Mutex<Customers>>);

impl SharedCustomers {
    /// None yet. `patience` says when numbers are dropped; nothing: never.
    pub fn new(patience: Option<Patience>) -> Self {
        SharedCustomers(Arc::new(Mutex::new(Customers { patience, ..Customers::default() })))
    }
}

/// What one thread has of a block.
#[derive(Debug)]
pub struct OwnCustomers {
    shared: SharedCustomers,
    noted: Vec<(OrderNumber, u32)>,
    came_late: bool,
}

impl OwnCustomers {
    /// None yet, beside those of other threads.
    pub fn new(shared: &SharedCustomers) -> Self {
        OwnCustomers { shared: shared.clone(), noted: Vec::new(), came_late: false }
    }

    /// Notes the customer of an order.
    #[inline]
    pub fn note(&mut self, order: OrderNumber, customer: u32) {
        // The rows of an order stand together.
        if self.noted.last() != Some(&(order, customer)) {
            self.noted.push((order, customer));
        }
    }

    /// Hands in what was noted since the last time.
    pub fn end_turn(&mut self) {
        if self.noted.is_empty() {
            return;
        }
        let mut shared = lock(&self.shared.0);
        self.noted.drain(..).for_each(|(order, customer)| shared.note(order, customer));
        shared.end_turn();
        self.came_late = shared.came_late;
    }

    /// Whether a number had come after it was dropped, when this thread handed in last: then it is not known which have several customers.
    pub fn came_late(&self) -> bool {
        self.came_late
    }

    /// Takes what another thread has.
    pub fn merge(&mut self, other: OwnCustomers) {
        self.came_late |= other.came_late;
    }

    /// Takes the numbers of several customers, of all threads.
    pub fn take_several(&mut self) -> Several {
        std::mem::take(&mut lock(&self.shared.0).several)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { kept: 4, turns: 2 };

    /// Notes numbers with their customers, a block for each list; which are shared, and whether one came late.
    fn told(blocks: impl Iterator<Item = Vec<(u32, u32)>>, patience: Option<Patience>) -> (usize, bool, usize) {
        let shared = SharedCustomers::new(patience);
        let mut own = OwnCustomers::new(&shared);
        for block in blocks {
            for (number, customer) in block {
                own.note(OrderNumber::of(format!("SO{number:08}").as_bytes()), customer);
            }
            own.end_turn();
        }
        let kept = lock(&shared.0).chunks.len();
        (own.take_several().len(), own.came_late(), kept)
    }

    #[test]
    fn chunks_that_rest_are_dropped_and_numbers_of_several_are_kept() {
        let blocks = || (0..40u32).map(|block| (0..1024).map(|at| (block * 1024 + at, 7)).collect::<Vec<_>>());
        let shares = |mut block: Vec<(u32, u32)>| {
            block.push((block[5].0, 8));
            block
        };
        let (several, late, kept) = told(blocks().map(shares), Some(PATIENCE));
        assert_eq!((several, late), (40, false));
        assert!(kept <= 8, "{kept} chunks");
        assert_eq!(told(blocks().map(shares), None), (40, false, 40));
    }

    #[test]
    fn a_number_that_was_dropped_is_told_of() {
        let blocks = (0..40u32).map(|block| vec![(block * 1024, 7)]).chain([vec![(0, 8)]]);
        assert!(told(blocks.clone(), Some(PATIENCE)).1);
        assert_eq!(told(blocks, None), (1, false, 40));
    }

    #[test]
    fn numbers_in_no_order_are_kept() {
        let blocks = (0..40u32).map(|block| (0..10).map(|at| (at * 1024, 1 + block / 39)).collect::<Vec<_>>());
        assert_eq!(told(blocks, Some(PATIENCE)), (10, false, 10));
    }
}
