//! How numbers of a report follow from others of it, so that a workbook calculates them again.

use crate::number::Rounding;

/// A cell of a table of the same report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The id of the section, one that has a sheet in a workbook.
    pub section: &'static str,
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
}

/// What a formula is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// One cell.
    Cell(Spot),
    /// All rows of a column.
    Column {
        /// The id of the section.
        section: &'static str,
        /// The column, from 0.
        column: usize,
    },
}

/// What a formula does with its operands, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The same value.
    Same,
    /// All added.
    Sum,
    /// The first less the second.
    Difference,
    /// All multiplied.
    Product,
    /// The first ÷ the second.
    Quotient,
    /// The smallest.
    Least,
    /// The largest.
    Greatest,
    /// The first, rounded.
    Round(Rounding),
    /// The parts of the first that lie between bounds, each at its own rate: bound and rate follow in rising order.
    Marginal,
}

/// How the number in a cell follows from others of the same report, so that a workbook calculates it again. It has no figure of its own: the
/// cell has its value in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The cell. What it is made from stands before it, where that is a formula too.
    pub at: Spot,
    /// What is done.
    pub operation: Operation,
    /// From which cells.
    pub operands: Vec<Operand>,
}
