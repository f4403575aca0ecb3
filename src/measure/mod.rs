//! Measures: what to gather (`plan`), what was gathered (`cube`), and the figures made from it (`book`).

pub mod book;
mod derived;
#[cfg(test)]
pub(crate) mod sample;
pub mod totals;
pub mod windows;

pub use book::{Attained, Book};
pub use totals::{Ask, Deal, Part, Total, Totals};
pub use windows::windows;
