//! Values for machines: plain, and the same in every language.

use crate::locale::{Language, Locale, Precision, decimal};
use crate::number::Number;
use crate::report::model::{Cell, Phrase, Shape};

/// The most decimals of a number.
const MOST: u32 = 12;

/// The most decimals of a ratio, and of points before they are rounded.
const MOST_OF_RATIO: u32 = 6;

/// A number without grouping, unit or exponent: ratios and unrounded points as tables show them, or, in explanations,
/// with all the decimals that every other number has.
pub fn number(number: &Number, shape: Shape, precision: Precision) -> String {
    let most_of_ratio = match precision {
        Precision::Shown => MOST_OF_RATIO,
        Precision::Exact => MOST,
    };
    match shape {
        Shape::Money(places) => decimal(number, places, MOST),
        Shape::Exact(places) => match number.decimals() {
            Some(needed) => number.to_fixed(needed.max(places)),
            None => number.to_string(),
        },
        Shape::Points(places) => decimal(number, places, most_of_ratio.max(places)),
        Shape::Rate => decimal(number, 0, most_of_ratio),
        Shape::Count | Shape::Number | Shape::Measured | Shape::Hours | Shape::Days => decimal(number, 0, MOST),
    }
}

/// The cell as text; empty where nothing belongs, and where a value is missing.
pub fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Missing => String::new(),
        Cell::Text(text) | Cell::Of(text, _) => text.clone(),
        Cell::Link(cell, _) => self::text(cell),
        Cell::Figure(value, shape) | Cell::Plain(value, shape) => number(value, *shape, Precision::Shown),
        Cell::Date(date) => Locale::new(Language::En).date(*date),
        Cell::Flag(so) => so.to_string(),
        Cell::Phrase(phrase) | Cell::Divider(phrase) => id(phrase),
        Cell::Bars(_) => String::new(),
    }
}

/// The id of a term; of a label its English text, or the only one there is.
pub fn id(phrase: &Phrase) -> String {
    match phrase {
        Phrase::Term { id, .. } => (*id).to_owned(),
        Phrase::Label(label) => label.text(Language::En.id()).to_owned(),
        Phrase::Verbatim(text) | Phrase::Called(text, _) => text.clone(),
        Phrase::Joined(parts) => parts.iter().map(id).collect::<Vec<_>>().join(" "),
    }
}
