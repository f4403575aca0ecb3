//! Names of sheets: what a section is called, as far as a spreadsheet takes it.

use std::collections::BTreeSet;

/// The most characters of a name, as spreadsheets count them: a character beyond the first 65,536 counts as two.
const MOST: usize = 31;

/// What no name has here. An apostrophe may stand inside of one, but not where it begins or ends, and is quoted in formulas: there is none.
const REFUSED: [char; 8] = ['[', ']', ':', '*', '?', '/', '\\', '\''];

/// A name that spreadsheets keep for themselves.
const RESERVED: &str = "history";

/// The names that are given already, without regard to case.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// A name for what is called so: cut where it is too long, numbered where another sheet has it; of nothing that can be a name the other one.
    pub fn name(&mut self, called: &str, otherwise: &str) -> String {
        let allowed = |text: &str| {
            let text: String =
                text.chars().map(|c| if REFUSED.contains(&c) || c.is_control() { ' ' } else { c }).collect();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let wanted = Some(allowed(called)).filter(|name| !name.is_empty()).unwrap_or_else(|| allowed(otherwise));
        let plain = std::iter::once(String::new());
        let endings = plain.chain((2..).map(|number| format!(" ({number})")));
        let mut names = endings.map(|ending| fitting(&wanted, &ending));
        names.find(|name| self.takes(name)).unwrap_or(wanted)
    }

    fn takes(&mut self, name: &str) -> bool {
        let folded = name.to_lowercase();
        !folded.is_empty() && folded != RESERVED && self.taken.insert(folded)
    }
}

/// As much of the name as leaves room for its ending.
fn fitting(name: &str, ending: &str) -> String {
    let room = MOST - ending.encode_utf16().count();
    let mut cut = String::new();
    let mut used = 0;
    for character in name.chars() {
        used += character.len_utf16();
        if used > room {
            break;
        }
        cut.push(character);
    }
    format!("{}{ending}", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_spreadsheets_take() {
        let mut names = Names::default();
        assert_eq!(names.name("Ranking", "x"), "Ranking");
        assert_eq!(names.name("ranking", "x"), "ranking (2)");
        assert_eq!(names.name("RANKING", "x"), "RANKING (3)");
        assert_eq!(names.name("History", "x"), "History (2)");
        assert_eq!(names.name("a/b: [c]?*\\", "x"), "a b c");
        assert_eq!(names.name("'quoted'", "x"), "quoted");
        assert_eq!(names.name("://", "people"), "people");
        assert_eq!(names.name(&"名".repeat(40), "x"), "名".repeat(31));
        assert_eq!(names.name(&"名".repeat(50), "x"), format!("{} (2)", "名".repeat(27)));
        assert_eq!(names.name(&"𠀀".repeat(20), "x"), "𠀀".repeat(15));
    }
}
