//! Names of files that are written for people, one for each: the id, as far as every system has it in names.

use std::collections::BTreeSet;

use crate::spelling::folded;

/// What a name of a file cannot have everywhere.
const NOT_IN_NAMES: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// The names of one folder.
#[derive(Debug, Default)]
pub(super) struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// The name of the file for an id: with what no system has in names replaced, and a number where another has the same.
    pub fn of(&mut self, id: &str, extension: &str) -> String {
        let is_odd = |letter: char| NOT_IN_NAMES.contains(&letter) || letter.is_control();
        let plain: String = id.chars().map(|letter| if is_odd(letter) { '_' } else { letter }).collect();
        let plain = plain.trim_matches(['.', ' ']).to_owned();
        let numbered = (2..).map(|number| format!("{plain}~{number}"));
        let mut names = std::iter::once(plain.clone()).chain(numbered);
        let free = names.find(|name| self.taken.insert(folded(name).into_owned()));
        format!("{}.{extension}", free.unwrap_or(plain))
    }
}
