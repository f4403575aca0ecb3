//! Measures: what to gather (`plan`), what was gathered (`cube`), and the figures made from it (`book`).

pub mod accumulate;
pub mod axis;
pub mod batch;
pub mod book;
pub mod cube;

mod amount_check;
mod derived;
pub mod distinct;
pub mod fold;
pub mod history;
pub mod labels;
mod number_columns;
mod one_deal;
pub mod plan;
pub mod registers;
#[cfg(test)]
pub(crate) mod sample;
pub mod segments;
pub mod totals;
pub mod values;
pub mod windows;

pub use book::{Attained, Book, Nobody, Witness};
pub use totals::{Ask, Deal, Part, Total, Totals};
pub use windows::windows;
