//! Names of files that are written for people, one for each: the id, as far as every system has it in names.

use std::collections::BTreeSet;

use crate::render::text::visible;
use crate::spelling::folded;

/// What a name of a file cannot have everywhere.
const NOT_IN_NAMES: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// How many bytes of an id are in a name: with a number and an extension every system has it.
const LONGEST: usize = 100;

/// What stands before the first point of no name on Windows; `COM` and `LPT` with a digit.
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let is_port = |port: &str| stem.strip_prefix(port).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
    RESERVED.contains(&stem.as_str()) || is_port("COM") || is_port("LPT")
}

/// What of a text fits into so many bytes.
fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=text.len().min(most)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// The names of one folder.
#[derive(Debug, Default)]
pub(super) struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// The name of the file for an id: with what no system has in names replaced, and a number where another has the same.
    pub fn of(&mut self, id: &str, extension: &str) -> String {
        let is_odd =
            |letter: char| NOT_IN_NAMES.contains(&letter) || visible(&letter.to_string()) != letter.to_string();
        let plain: String = id.chars().map(|letter| if is_odd(letter) { '_' } else { letter }).collect();
        let plain = beginning(plain.trim_matches(['.', ' ']), LONGEST).trim_end_matches(['.', ' ']);
        let plain = if plain.is_empty() || is_reserved(plain) { format!("_{plain}") } else { plain.to_owned() };
        let numbered = (2..).map(|number| format!("{plain}~{number}"));
        let mut names = std::iter::once(plain.clone()).chain(numbered);
        let free = names.find(|name| self.taken.insert(folded(name).into_owned()));
        format!("{}.{extension}", free.unwrap_or(plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_a_name_of_its_own_that_every_system_has() {
        let mut names = FileNames::default();
        let ids = ["Q006", "q006", "...", "CON", "com1.x", "a/b", "a:b", ".", "李\u{202E}伟"];
        let found = ids.map(|id| names.of(id, "html"));
        let expected = ["Q006", "q006~2", "_", "_CON", "_com1.x", "a_b", "a_b~2", "_~2", "李_伟"]
            .map(|name| format!("{name}.html"));
        assert_eq!(found, expected);
        let long = names.of(&"李".repeat(200), "html");
        assert!(long.len() <= LONGEST + ".html".len() && names.of(&"李".repeat(300), "html") != long, "{long}");
    }
}
