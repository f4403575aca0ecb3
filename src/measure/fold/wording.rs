//! Words by which rows are told apart, numbered alike by all threads.

use std::sync::{Arc, Mutex};

use crate::ingest::interner::Interner;
use crate::ingest::scan::lock;

/// The words of a slot, of all threads.
#[derive(Clone, Debug, Default)]
pub struct SharedWords(Arc<Mutex<Interner>>);

/// What one thread knows of them.
#[derive(Debug, Default)]
pub struct OwnWords {
    shared: SharedWords,
    /// By the number that the interner of the thread gave to a word.
    known: Vec<u32>,
}

const UNKNOWN: u32 = u32::MAX;

impl SharedWords {
    /// The words, as they are compared, by their numbers.
    pub fn all(&self) -> Vec<String> {
        let words = lock(&self.0);
        (0..words.len()).map(|word| words.text(word as u32)).collect()
    }
}

impl OwnWords {
    /// None yet, beside those of other threads.
    pub fn new(shared: &SharedWords) -> Self {
        OwnWords { shared: shared.clone(), known: Vec::new() }
    }

    /// What all threads have.
    pub fn shared(&self) -> &SharedWords {
        &self.shared
    }

    /// The number of a word that the interner of the thread has numbered.
    #[inline]
    pub fn of(&mut self, key: u32, keys: &Interner) -> u32 {
        match self.known.get(key as usize) {
            Some(word) if *word != UNKNOWN => *word,
            _ => self.learn(key, keys),
        }
    }

    #[cold]
    fn learn(&mut self, key: u32, keys: &Interner) -> u32 {
        let word = keys.with(key, |text| lock(&self.shared.0).intern(text));
        let length = self.known.len().max(key as usize + 1);
        self.known.resize(length, UNKNOWN);
        self.known[key as usize] = word;
        word
    }
}
