//! One pass over files: blocks go to folding threads, each with a state of its own; the states merge at the end.
//!
//! What a fold keeps must not depend on which thread saw which block: merging is commutative. Then the result is the same for
//! any number of threads.

use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::mpsc;

use super::blocks::{BLOCK_BYTES, Block, Blocks};

/// A state that takes blocks in any order and merges with others of its kind.
pub trait Fold: Send {
    /// Takes one block of whole records.
    fn block(&mut self, block: &Block);

    /// Takes what another thread has gathered.
    fn merge(&mut self, other: Self);
}

/// Folds every block of the streams, one stream after the other.
///
/// # Errors
/// The first reading error, with the place of its stream in the list.
pub fn scan<R: Read, F: Fold>(
    streams: Vec<Blocks<R>>,
    threads: usize,
    mut first: F,
    make: impl Fn() -> F + Sync,
) -> Result<F, (usize, io::Error)> {
    let mut streams = streams.into_iter().enumerate().peekable();
    let mut spare = Vec::with_capacity(BLOCK_BYTES);
    if threads <= 1 {
        for (index, mut stream) in streams {
            while let Some(block) = stream.next_block(std::mem::take(&mut spare)).map_err(|error| (index, error))? {
                first.block(&block);
                spare = block.bytes;
            }
        }
        return Ok(first);
    }
    // A month of an ordinary company is one block: no thread is worth starting for it.
    let mut head = Vec::new();
    while head.len() < 2 {
        let Some((index, stream)) = streams.peek_mut() else { break };
        match stream.next_block(Vec::new()).map_err(|error| (*index, error))? {
            Some(block) => head.push(block),
            None => {
                streams.next();
            }
        }
    }
    if streams.peek().is_none() {
        head.iter().for_each(|block| first.block(block));
        return Ok(first);
    }
    in_threads(streams, head, threads, first, make)
}

fn in_threads<R: Read, F: Fold>(
    streams: impl Iterator<Item = (usize, Blocks<R>)>,
    head: Vec<Block>,
    threads: usize,
    mut first: F,
    make: impl Fn() -> F + Sync,
) -> Result<F, (usize, io::Error)> {
    let (send, receive) = mpsc::sync_channel::<Block>(threads * 2);
    let (give_back, given_back) = mpsc::channel::<Vec<u8>>();
    let receive = Mutex::new(receive);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let (receive, give_back, make) = (&receive, give_back.clone(), &make);
                scope.spawn(move || {
                    let mut state = make();
                    while let Some(block) = next_block(receive) {
                        state.block(&block);
                        let _ = give_back.send(block.bytes);
                    }
                    state
                })
            })
            .collect();
        let outcome = feed(streams, head, &send, &given_back);
        drop(send);
        for worker in workers {
            match worker.join() {
                Ok(state) => first.merge(state),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        outcome.map(|()| first)
    })
}

/// The next block for whichever thread asks first. The lock is held only while waiting: it must be free again before the block is
/// looked at. A poisoned lock means that another thread panicked, and that panic is passed on where the threads are joined.
fn next_block(receive: &Mutex<mpsc::Receiver<Block>>) -> Option<Block> {
    let receiver = receive.lock().unwrap_or_else(|lock| lock.into_inner());
    receiver.recv().ok()
}

fn feed<R: Read>(
    streams: impl Iterator<Item = (usize, Blocks<R>)>,
    head: Vec<Block>,
    send: &mpsc::SyncSender<Block>,
    given_back: &mpsc::Receiver<Vec<u8>>,
) -> Result<(), (usize, io::Error)> {
    for block in head {
        let _ = send.send(block);
    }
    for (index, mut stream) in streams {
        loop {
            let buffer = given_back.try_recv().unwrap_or_default();
            match stream.next_block(buffer).map_err(|error| (index, error))? {
                Some(block) => {
                    let _ = send.send(block);
                }
                None => break,
            }
        }
    }
    Ok(())
}
