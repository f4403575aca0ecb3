//! `Nature`: what the numbers of a column are of, and so what may stand beside their digits: no unit of money beside hours, no per cent sign beside
//! pieces, no hours below zero.

use super::{CellFault, Scaled};
use crate::ingest::header::CellKind;

/// What the numbers of a column are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nature {
    /// Money, or whatever the department counts: anything may stand beside it.
    #[default]
    Any,
    /// Hours and days: bare numbers, never below zero.
    Time,
    /// Points: bare numbers.
    Points,
    /// Answers and marks: no unit, never below zero.
    Score,
    /// Pieces, which may be counted in `万`.
    Pieces,
    /// Heads and what else is counted: the same, never below zero.
    Heads,
}

impl Nature {
    /// That of a known column.
    pub fn of(column: &str, kind: Option<CellKind>) -> Self {
        match (kind, column) {
            (Some(CellKind::Number), "hours" | "days") => Nature::Time,
            (Some(CellKind::Number), "points" | "rating") => Nature::Points,
            (Some(CellKind::Number), "score") => Nature::Score,
            (Some(CellKind::Number), "qty") => Nature::Pieces,
            (Some(CellKind::Count), _) => Nature::Heads,
            _ => Nature::Any,
        }
    }

    /// Whether a unit or sign beside the digits, or in brackets in the header, is one of another kind.
    pub fn contradicts(self, unit: bool, percent: bool, money: bool) -> bool {
        match self {
            Nature::Any => false,
            Nature::Time | Nature::Points => unit || percent || money,
            Nature::Score => unit || money,
            Nature::Pieces | Nature::Heads => percent || money,
        }
    }

    /// Whether its numbers may be below zero.
    pub fn may_be_negative(self) -> bool {
        !matches!(self, Nature::Time | Nature::Score | Nature::Heads)
    }

    /// Refuses a number below zero where there is none.
    ///
    /// # Errors
    /// It is below zero.
    pub fn settled(self, number: Scaled, text: &str) -> Result<Scaled, CellFault> {
        let is_wrong = number.mantissa < 0 && !self.may_be_negative();
        if is_wrong { Err(CellFault::new("number-negative", text)) } else { Ok(number) }
    }
}

/// What a per cent sign, or its absence, means in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Percent {
    /// Amounts: a per cent sign is refused.
    #[default]
    Refused,
    /// `85%` is 0.85, a bare number is what it says.
    Marked,
    /// The header has a per cent sign, or the policy says so: `85` is 0.85 as well.
    Bare,
}
