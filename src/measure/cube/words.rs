//! The words of a slot by which rows are told apart: of customers there may be millions.

use rustc_hash::FxHashMap;

use super::as_shown;
use crate::ingest::interner::Interner;
use crate::ledger::Ledger;
use crate::measure::fold::Folder;

/// The words of a slot.
#[derive(Default)]
pub(super) struct Words {
    /// Every word by which one of them is looked up.
    looked_up: Interner,
    /// By the number of such a word, the word of the slot that it first means.
    first: Vec<u32>,
    /// Those that mean several, with all of these.
    several: FxHashMap<u32, Vec<u32>>,
    /// As the first row of each writes it.
    pub shown: Vec<String>,
}

impl Words {
    /// Those of a slot that is called so.
    pub fn of(folder: &Folder, slot: usize, (ledger, column): (&Ledger, &str)) -> Self {
        let mut words = Words::default();
        for (number, text) in (0..).zip(folder.words[slot].shared().all()) {
            ledger.each_name_of(column, &text, &mut |name| words.put(name, number));
            words.shown.push(as_shown(folder, slot, text));
        }
        words
    }

    fn put(&mut self, name: &str, number: u32) {
        let at = self.looked_up.intern(name.as_bytes());
        match self.first.get(at as usize) {
            None => self.first.push(number),
            Some(first) => self.several.entry(at).or_insert_with(|| vec![*first]).push(number),
        }
    }

    /// The numbers of a word as it is looked up.
    pub fn numbers(&self, word: &str) -> &[u32] {
        let Some(at) = self.looked_up.find(word.as_bytes()) else { return &[] };
        let first = self.first.get(at as usize);
        self.several.get(&at).map(Vec::as_slice).or(first.map(std::slice::from_ref)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn a_name_of_several_words_means_all_of_them() {
        let mut words = Words::default();
        for (name, number) in [("C1", 0), ("ANN", 0), ("C2", 1), ("ANN", 1), ("A name of more than fifteen bytes", 2)] {
            words.put(name, number);
        }
        assert_eq!([words.numbers("C1"), words.numbers("ANN"), words.numbers("C3")], [&[0][..], &[0, 1], &[]]);
        assert_eq!(words.numbers("A name of more than fifteen bytes"), [2]);
    }
}
