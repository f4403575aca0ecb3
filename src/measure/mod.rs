//! Measures: what to gather (`plan`), what was gathered (`cube`), and the figures made from it (`book`).

pub mod book;
pub mod cube;
pub mod fold;
pub mod gather;
pub mod plan;
pub mod registers;
pub mod segments;
pub mod totals;

pub use book::{Attained, Book};
pub use totals::{Ask, Deal, Part, Total, Totals};
