//! Whether a text names somebody else: a reason that does is not told.

use crate::run::Outcome;
use crate::spelling::folded;

/// From here on letters are written without blanks between words.
const WITHOUT_BLANKS: char = '\u{2E80}';

/// The names and ids of everybody but one, in the form in which words are compared.
pub(super) struct Others(Vec<String>);

impl Others {
    /// Everybody but that person. A name of one letter is none that could be found.
    pub fn of(outcome: &Outcome, person: usize) -> Self {
        let people = outcome.ledger.people.list.iter().enumerate().filter(|(index, _)| *index != person);
        let words = people.flat_map(|(_, person)| [&person.name, &person.id]).map(|word| folded(word).into_owned());
        Others(words.filter(|word| word.chars().count() > 1).collect())
    }

    /// Whether the text has one of them as a word of its own.
    pub fn are_in(&self, text: &str) -> bool {
        let text = Text::of(text);
        self.0.iter().any(|word| text.has(word))
    }
}

/// A text in the form in which words are compared, and where its words begin.
struct Text {
    folded: String,
    begins: Vec<usize>,
}

impl Text {
    fn of(text: &str) -> Self {
        let (mut all, mut begins) = (String::new(), Vec::new());
        for word in text.split_whitespace() {
            begins.push(all.len());
            all += &folded(word);
        }
        Text { folded: all, begins }
    }

    /// Whether the word stands there with neither letters nor digits that go on with it on a side.
    fn has(&self, word: &str) -> bool {
        self.folded.match_indices(word).any(|(at, _)| self.parts(at) && self.parts(at + word.len()))
    }

    /// Whether a word can end there, and another begin.
    fn parts(&self, at: usize) -> bool {
        let is_part = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() && c < WITHOUT_BLANKS);
        let (before, after) = (self.folded[..at].chars().next_back(), self.folded[at..].chars().next());
        self.begins.contains(&at) || !(is_part(before) && is_part(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_their_own_are_found_and_parts_of_words_are_not() {
        let others = Others(["003", "ANNLEE", "王芳", "ВЕРА", "P7"].map(str::to_owned).into());
        for text in
            ["late for 003", "003's order", "by Ann Lee alone", "与王芳合作", "spoke with Вера.", "(p7)", "单号003王"]
        {
            assert!(others.are_in(text), "{text}");
        }
        for text in ["Invoice 2003 came late", "0031", "Joann Leeward", "王方", "Верность", "P70", ""] {
            assert!(!others.are_in(text), "{text}");
        }
    }
}
