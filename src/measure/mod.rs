//! Measures: what to gather (`plan`), what was gathered (`cube`), and the figures made from it (`book`).

pub(crate) mod accumulate;
pub(crate) mod axis;
pub(crate) mod batch;
pub(crate) mod book;
pub mod cube;

mod amount_check;
mod derived;
pub mod distinct;
pub(crate) mod fold;
pub(crate) mod history;
pub(crate) mod labels;
mod number_columns;
mod one_deal;
pub(crate) mod places;
pub mod plan;
pub(crate) mod registers;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod segments;
pub(crate) mod totals;
pub(crate) mod values;
pub(crate) mod windows;

pub use book::{Attained, Book, Nobody, Witness};
pub use derived::made_of_figures;
pub use totals::{Ask, Deal, Part, Total, Totals};
pub use windows::windows;
