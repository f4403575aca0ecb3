//! `Progress`: how much has been read of what is to be read. Readers add, whoever shows it looks; nobody waits.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that every thread may add to.
#[derive(Debug, Default)]
pub struct Progress {
    total_bytes: AtomicU64,
    bytes: AtomicU64,
    rows: AtomicU64,
}

/// What the counters said at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Bytes to read, as far as is known by now.
    pub total_bytes: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Records read.
    pub rows: u64,
}

impl Progress {
    /// Announces so many bytes more: of each file once for every pass over it.
    pub fn expect(&self, bytes: u64) {
        self.total_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Adds what was read: some 1 MiB at a time, not row by row.
    pub fn add(&self, bytes: u64, rows: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.rows.fetch_add(rows, Ordering::Relaxed);
    }

    /// The counters now. What was not announced, as of a pipe, is as much as was read.
    pub fn seen(&self) -> Seen {
        let bytes = self.bytes.load(Ordering::Relaxed);
        let total_bytes = self.total_bytes.load(Ordering::Relaxed).max(bytes);
        Seen { total_bytes, bytes, rows: self.rows.load(Ordering::Relaxed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_add_up_whatever_thread_reads_them() {
        let progress = Progress::default();
        progress.expect(3000);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| progress.add(5, 1)));
            }
        });
        assert_eq!(progress.seen(), Seen { total_bytes: 3000, bytes: 2000, rows: 400 });
        progress.add(2000, 10);
        assert_eq!(progress.seen().total_bytes, 4000);
    }
}
