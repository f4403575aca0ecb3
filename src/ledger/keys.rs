//! Ids and names of the entries of a register, as they are looked up: without a text of its own for each.

use crate::ingest::interner::{Interner, NONE};

/// Which entry a key means. There may be millions: a key of at most fifteen bytes takes about thirty.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    texts: Interner,
    /// By the number of the text; `NONE` of a name that several entries have.
    entries: Vec<u32>,
}

impl Keys {
    /// Every id, and every name that one entry has and that is no id; beside them the names that several have, sorted. Ids and names are given as they
    /// are looked up.
    pub fn of<'k, T: AsRef<str> + 'k>(
        ids: impl Iterator<Item = T>,
        names: impl Iterator<Item = T>,
    ) -> (Self, Vec<String>) {
        let mut keys = Keys::default();
        for (entry, id) in ids.enumerate() {
            let text = keys.texts.intern(id.as_ref().as_bytes());
            keys.put(text, entry);
        }
        let ids = keys.texts.len();
        let mut shared = Vec::new();
        for (entry, name) in names.enumerate() {
            let before = keys.texts.len();
            let text = keys.texts.intern(name.as_ref().as_bytes());
            match text as usize {
                text if text < ids => {}
                _ if keys.texts.len() > before => keys.put(text, entry),
                text if keys.entries[text] != NONE => {
                    keys.entries[text] = NONE;
                    shared.push(name.as_ref().to_owned());
                }
                _ => {}
            }
        }
        keys.entries.shrink_to_fit();
        shared.sort();
        (keys, shared)
    }

    fn put(&mut self, text: u32, entry: usize) {
        let entry = u32::try_from(entry).unwrap_or(NONE);
        match self.entries.get_mut(text as usize) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<usize> {
        let text = self.texts.find(key.as_bytes())?;
        self.entries.get(text as usize).filter(|entry| **entry != NONE).map(|entry| *entry as usize)
    }

    /// Whether an entry has that key.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_before_a_name_and_a_name_of_several_is_nobodys() {
        let (ids, names) = (["A1", "A2", "B", "A4", "A5"], ["LI", "ANN", "LI", "B", "A customer of a long name"]);
        let (keys, shared) = Keys::of(ids.into_iter(), names.into_iter());
        for (key, entry) in [("A1", Some(0)), ("B", Some(2)), ("ANN", Some(1)), (names[4], Some(4)), ("LI", None)] {
            assert_eq!(keys.get(key), entry, "{key}");
        }
        assert_eq!(shared, ["LI"]);
        assert!(keys.has("A5") && !keys.has("A6") && !keys.is_empty() && Keys::default().is_empty());
    }
}
