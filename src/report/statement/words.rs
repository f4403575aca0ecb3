//! Several phrases as one, with words between them.

use crate::report::model::{Cell, Phrase};

/// What stands before the last of several.
#[derive(Clone, Copy)]
pub(super) enum Last {
    /// All of them.
    And,
    /// One of them.
    Or,
    /// The first less the others.
    Minus,
}

/// Several, as a language lists them; empty where there is none.
pub(super) fn listed(last: Last, parts: impl IntoIterator<Item = Phrase>) -> Cell {
    let mut parts: Vec<Phrase> = parts.into_iter().collect();
    let Some(end) = parts.pop() else { return Cell::Empty };
    let pair = |phrase: Phrase, one: Phrase, other: Phrase| {
        phrase.with("one", Cell::phrase(one)).with("other", Cell::phrase(other))
    };
    let Some(before) = parts.into_iter().reduce(|one, other| pair(Phrase::term("says_list"), one, other)) else {
        return Cell::phrase(end);
    };
    let phrase = match last {
        Last::And => Phrase::term("says_and"),
        Last::Or => Phrase::term("says_or"),
        Last::Minus => Phrase::term("says_minus"),
    };
    Cell::phrase(pair(phrase, before, end))
}
