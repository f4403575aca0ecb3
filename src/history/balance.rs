//! Balances: what is owed from one period to the next, and by what of it a period adds and takes.

use super::BalanceKind;
use crate::number::Number;

/// A balance of one person in one period. `closing = opening + added − taken` always.
///
/// Of a carry, all four are 0 or less, of a draw 0 or more, unless a correction turned an opening round: `added` and `taken` carry the
/// sign of the balance that they change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What is owed.
    pub kind: BalanceKind,
    /// The order that it is held for; empty where it is of no order.
    pub order: String,
    /// At the period's begin, corrections of earlier periods included.
    pub opening: Number,
    /// What the period added.
    pub added: Number,
    /// What the period took of it.
    pub taken: Number,
    /// At the period's end.
    pub closing: Number,
    /// Of what is held for an order: the person's part of the order in the period, as the component's base counts it.
    pub base: Number,
    /// Of what was taken: what was paid out; the rest was forfeited.
    pub released: Number,
}

impl Balance {
    /// A balance that goes from one amount to another: towards 0 it is taken, away from 0 added, and through 0 both.
    pub fn moved(kind: BalanceKind, order: &str, opening: &Number, closing: &Number) -> Self {
        let zero = Number::zero();
        let is_turned = opening.is_negative() != closing.is_negative() && !opening.is_zero() && !closing.is_zero();
        let grows = closing.abs() > opening.abs();
        let (added, taken) = match (is_turned, grows) {
            (true, _) => (closing.clone(), opening.clone()),
            (false, true) => (closing - opening, zero.clone()),
            (false, false) => (zero.clone(), opening - closing),
        };
        Balance {
            kind,
            order: order.to_owned(),
            opening: opening.clone(),
            added,
            taken,
            closing: closing.clone(),
            base: zero.clone(),
            released: zero,
        }
    }

    /// Whether nothing was owed and nothing moved.
    pub fn is_nothing(&self) -> bool {
        [&self.opening, &self.added, &self.taken, &self.closing].iter().all(|amount| amount.is_zero())
    }

    /// Whether it ties.
    pub fn ties(&self) -> bool {
        &(&self.opening + &self.added) - &self.taken == self.closing
    }
}
