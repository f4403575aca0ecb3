//! One pass over files: folding threads take blocks in turn, each with a state of its own; the states merge at the end.
//!
//! Whoever is free takes the next block: reads it, cuts it at a record's end, and lets the next thread read while it looks at its own.
//! So there is no thread that only reads, no queue, and as many buffers as threads.
//!
//! What a fold keeps must not depend on which thread saw which block: merging is commutative. Then the result is the same for
//! any number of threads.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::thread::Scope;

use super::blocks::{BLOCK_BYTES, Block, Blocks};

/// A state that takes blocks in any order and merges with others of its kind.
pub trait Fold: Send {
    /// Takes one block of whole records.
    fn block(&mut self, block: &Block);

    /// Takes what another thread has gathered.
    fn merge(&mut self, other: Self);

    /// Whether the rest need not be read.
    fn is_done(&self) -> bool {
        false
    }
}

/// Streams read one after the other; a reading error ends them.
struct Feeder<R> {
    streams: std::vec::IntoIter<Blocks<R>>,
    current: Option<Blocks<R>>,
    /// The current stream's place in the list.
    place: usize,
    error: Option<(usize, io::Error)>,
}

impl<R: Read> Feeder<R> {
    fn new(streams: Vec<Blocks<R>>) -> Self {
        let mut streams = streams.into_iter();
        let current = streams.next();
        Feeder { streams, current, place: 0, error: None }
    }

    /// The next block, in `buffer`'s memory; nothing at the end and after an error.
    fn next(&mut self, mut buffer: Vec<u8>) -> Option<Block> {
        loop {
            match self.current.as_mut()?.next_block(buffer) {
                Ok(Some(block)) => return Some(block),
                Ok(None) => {
                    buffer = Vec::with_capacity(BLOCK_BYTES);
                    self.current = self.streams.next();
                    self.place += 1;
                }
                Err(error) => {
                    self.error = Some((self.place, error));
                    self.current = None;
                    return None;
                }
            }
        }
    }

    fn stop(&mut self) {
        self.current = None;
    }
}

/// Folds every block of the streams, one stream after the other; `read` is told of each.
///
/// # Errors
/// The first reading error, with the place of its stream in the list.
pub fn scan<R: Read + Send, F: Fold>(
    streams: Vec<Blocks<R>>,
    threads: usize,
    mut first: F,
    make: impl Fn() -> F + Sync,
    read: impl Fn(&Block) + Sync,
) -> Result<F, (usize, io::Error)> {
    let mut feeder = Feeder::new(streams);
    // A month of an ordinary company is one block: no thread is worth starting for it.
    let Some(block) = feeder.next(Vec::new()) else { return feeder.error.map_or(Ok(first), Err) };
    let second = if threads > 1 { feeder.next(Vec::new()) } else { None };
    let is_small = second.is_none();
    let feeder = Mutex::new(feeder);
    if is_small {
        read(&block);
        first.block(&block);
        take_turns(&feeder, &mut first, block.bytes, &read);
    } else {
        in_threads(&feeder, [Some(block), second], threads, &mut first, make, &read);
    }
    let feeder = feeder.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    feeder.error.map_or(Ok(first), Err)
}

/// Takes blocks until there are none, in the memory of the one before.
fn take_turns<R: Read, F: Fold>(
    feeder: &Mutex<Feeder<R>>,
    state: &mut F,
    mut buffer: Vec<u8>,
    read: &(impl Fn(&Block) + Sync),
) {
    loop {
        if state.is_done() {
            lock(feeder).stop();
        }
        let next = lock(feeder).next(buffer);
        let Some(block) = next else { return };
        read(&block);
        state.block(&block);
        buffer = block.bytes;
    }
}

/// How often a thread looks whether its turn has come before it sleeps: longer than a block is read, shorter than a thread is woken.
const LOOKS: u32 = 2_000;

/// Locks what threads share for less than a block's time. A poisoned lock means that another thread panicked; that panic is passed on
/// where the threads are joined.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    for _ in 0..LOOKS {
        match mutex.try_lock() {
            Ok(guard) => return guard,
            Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => std::hint::spin_loop(),
        }
    }
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Does a piece of work in another thread, or here where none is to be had.
pub fn beside<'scope>(scope: &'scope Scope<'scope, '_>, work: impl FnOnce() + Send + 'scope) {
    let work = Arc::new(Mutex::new(Some(work)));
    let theirs = work.clone();
    let take = |from: &Mutex<Option<_>>| lock(from).take();
    let thread = std::thread::Builder::new().spawn_scoped(scope, move || take(&theirs).into_iter().for_each(run));
    if thread.is_err() {
        take(&work).into_iter().for_each(run);
    }
}

fn run(work: impl FnOnce()) {
    work();
}

fn in_threads<R: Read + Send, F: Fold>(
    feeder: &Mutex<Feeder<R>>,
    head: [Option<Block>; 2],
    threads: usize,
    first: &mut F,
    make: impl Fn() -> F + Sync,
    read: &(impl Fn(&Block) + Sync),
) {
    let mut head = head.into_iter();
    let work = |state: &mut F, block: Option<Block>| {
        block.iter().for_each(|block| {
            read(block);
            state.block(block);
        });
        take_turns(feeder, state, block.map(|block| block.bytes).unwrap_or_default(), read);
    };
    let mut left = None;
    std::thread::scope(|scope| {
        let mine = head.next().flatten();
        let mut others = Vec::new();
        for _ in 1..threads {
            // A block that no thread was to be had for is looked at by this one.
            let block = Arc::new(Mutex::new(head.next().flatten()));
            let (make, work, handed) = (&make, &work, block.clone());
            let thread = std::thread::Builder::new().spawn_scoped(scope, move || {
                let mut state = make();
                work(&mut state, lock(&handed).take());
                state
            });
            match thread {
                Ok(thread) => others.push(thread),
                Err(_) => {
                    left = lock(&block).take();
                    break;
                }
            }
        }
        if let Some(block) = left {
            read(&block);
            first.block(&block);
        }
        work(first, mine);
        for other in others {
            match other.join() {
                Ok(state) => first.merge(state),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
}
