//! What is open when a period begins.

use super::BalanceKind;
use crate::calendar::Period;
use crate::number::Number;

/// Something that one person has open of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBalance {
    /// The component's name.
    pub component: String,
    /// What is open.
    pub kind: BalanceKind,
    /// The order that it is held for; empty where it is of no order.
    pub order: String,
    /// How much, with what is corrected of earlier periods.
    pub amount: Number,
    /// Of what is held: what each period held of the order, the earliest first.
    pub parts: Vec<HeldPart>,
    /// Of what is held: what of the order, as the base counts it, came back since.
    pub returned: Number,
    /// Of what is held: what was paid already.
    pub released: Number,
}

/// What one period held of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPart {
    /// The period.
    pub period: Period,
    /// The person's part of the order in it, above 0.
    pub base: Number,
    /// What was held of it.
    pub held: Number,
}

impl OpenBalance {
    /// What of the order is left, as the base counts it.
    pub fn base(&self) -> Number {
        &self.parts.iter().map(|part| &part.base).sum::<Number>() - &self.returned
    }

    /// What of the held parts goes with what comes back of the order: of each part in proportion, the earliest first, behind what came back
    /// before. It is not rounded, and may be more than what is still open.
    pub fn share_of_returned(&self, back: &Number) -> Number {
        let (mut passed, mut left, mut share) = (self.returned.clone(), back.clone(), Number::zero());
        for part in &self.parts {
            let gone = passed.clone().min(part.base.clone());
            passed = &passed - &gone;
            let taken = left.clone().min(&part.base - &gone);
            left = &left - &taken;
            if let Some(rate) = part.held.checked_div(&part.base) {
                share = &share + &(&taken * &rate);
            }
        }
        share
    }
}
