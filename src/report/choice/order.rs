//! By what the rows of a column are sorted.

use std::cmp::Reverse;

use crate::calendar::NaiveDate;
use crate::derivation::full_attainment;
use crate::number::Number;
use crate::report::model::{Cell, Phrase};
use crate::report::steps::is_full;
use crate::spelling::folded;

/// What stands for a cell: each kind of cell by itself, in this order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The largest first.
    Number(Reverse<Number>),
    /// The earliest first.
    Day(NaiveDate),
    /// What is so first.
    Flag(Reverse<bool>),
    /// From A, whatever the case and width; of alike ones as they are written.
    Text(String, String),
    /// Nothing to sort by.
    Nothing,
}

impl Rank {
    /// Texts of the policy in that language.
    pub fn of(cell: &Cell, language: &str) -> Self {
        let text = |text: String| Rank::Text(folded(&text).into_owned(), text);
        match cell.without_link() {
            Cell::Figure(number, _) | Cell::Plain(number, _) => Rank::Number(Reverse(number.clone())),
            Cell::Phrase(phrase) if is_full(phrase) => Rank::Number(Reverse(full_attainment())),
            Cell::Phrase(phrase) | Cell::Divider(phrase) => text(said(phrase, language)),
            Cell::Text(own) | Cell::Of(own, _) => text(own.clone()),
            Cell::Date(day) => Rank::Day(*day),
            Cell::Flag(so) => Rank::Flag(Reverse(*so)),
            Cell::Empty | Cell::Missing | Cell::Bars(_) | Cell::Link(..) => Rank::Nothing,
        }
    }
}

/// What a phrase is sorted by: the id of a term, a text of the policy in that language.
fn said(phrase: &Phrase, language: &str) -> String {
    match phrase {
        Phrase::Term { id, .. } => (*id).to_owned(),
        Phrase::Label(label) => label.text(language).to_owned(),
        Phrase::Verbatim(text) | Phrase::Called(text, _) => text.clone(),
        Phrase::Joined(parts) => parts.iter().map(|part| said(part, language)).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::{RowOf, Shape};

    /// Cells of every kind, in the order in which they are shown.
    fn cells() -> Vec<Cell> {
        let number = |number: i64| Cell::Plain(Number::from(number), Shape::Rate);
        let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).map_or(Cell::Empty, Cell::Date);
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![
            Cell::phrase(Phrase::term("full_attainment")),
            Cell::Figure(Number::from(7), Shape::Rate),
            number(2),
            number(0),
            number(-1),
            day(1),
            day(2),
            Cell::Flag(true),
            Cell::Flag(false),
            text("apple"),
            Cell::Of("Ben".to_owned(), RowOf::Person(3)),
            Cell::phrase(Phrase::term("department")),
            Cell::phrase(Phrase::Verbatim("orders".to_owned())),
            Cell::Link(Box::new(text("Zebra")), "zebra.html".to_owned()),
            text("zebra"),
            Cell::Missing,
            Cell::Empty,
        ]
    }

    #[test]
    fn cells_of_all_kinds_have_one_order() {
        let ranks: Vec<Rank> = cells().iter().map(|cell| Rank::of(cell, "en")).collect();
        for (place, one) in ranks.iter().enumerate() {
            assert!(ranks[place..].iter().all(|other| one <= other), "{one:?}");
        }
    }

    #[test]
    fn many_rows_of_mixed_cells_are_sorted() {
        let mut many: Vec<Cell> = cells().into_iter().cycle().take(200).collect();
        many.sort_by_cached_key(|cell| Rank::of(cell, "en"));
        assert!(many.iter().map(|cell| Rank::of(cell, "en")).is_sorted(), "{many:?}");
    }
}
