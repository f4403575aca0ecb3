//! Balances: what is owed from one period to the next, and by what of it a period adds and takes.

use crate::number::Number;

/// What is owed from one period to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BalanceKind {
    /// A component below zero, made up for before it pays again.
    Carry,
    /// Paid in advance up to a minimum, recovered later.
    Draw,
    /// Held until an order is collected.
    HoldBack,
    /// Held for an order that somebody listed.
    Hold,
}

impl BalanceKind {
    /// Every kind with its name.
    pub const ALL: [(&'static str, BalanceKind); 4] = [
        ("carry", BalanceKind::Carry),
        ("draw", BalanceKind::Draw),
        ("hold_back", BalanceKind::HoldBack),
        ("hold", BalanceKind::Hold),
    ];

    /// The name in files and reports.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("carry", |(id, _)| id)
    }

    /// The kind of that name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == id).map(|(_, kind)| *kind)
    }
}

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

    /// A balance that nothing touches.
    pub fn waiting(kind: BalanceKind, order: &str, amount: &Number) -> Self {
        Balance::moved(kind, order, amount, amount)
    }

    /// Takes what another line has moved of the same balance.
    pub fn join(&mut self, other: &Balance) {
        self.added = &self.added + &other.added;
        self.taken = &self.taken + &other.taken;
        self.base = &self.base + &other.base;
        self.released = &self.released + &other.released;
        self.closing = &(&self.opening + &self.added) - &self.taken;
    }

    /// Whether nothing was owed and nothing moved.
    pub fn is_nothing(&self) -> bool {
        [&self.opening, &self.added, &self.taken, &self.closing].iter().all(|amount| amount.is_zero())
    }

    /// Whether what is left of it is taken from later pay: a draw, what is carried below 0, what was released too much of.
    pub fn is_owed_by_person(&self) -> bool {
        match self.kind {
            BalanceKind::Draw => self.closing.is_positive(),
            BalanceKind::Carry | BalanceKind::HoldBack | BalanceKind::Hold => self.closing.is_negative(),
        }
    }

    /// Whether it ties.
    pub fn ties(&self) -> bool {
        &(&self.opening + &self.added) - &self.taken == self.closing
    }
}
