//! Which columns say what an amount should be: price × quantity less what is taken off.

use super::plan::{Slot, SlotKind, Stream};
use crate::ingest::header::columns_of;

const AMOUNT: &str = "amount";
const PRICE: &str = "price";
const QTY: &str = "qty";
const LESS: &str = "discount_pct";
const OFF: &str = "discount";

/// Slots by which an amount is compared with price × quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountCheck {
    /// The amount.
    pub amount: usize,
    /// The price of one.
    pub price: usize,
    /// How many.
    pub qty: usize,
    /// The share that is taken off.
    pub less: Option<usize>,
    /// The amount that is taken off.
    pub off: Option<usize>,
}

impl Stream {
    /// Whether figures need both a price and a quantity.
    pub(super) fn has_price_and_qty(&self) -> bool {
        let is_read = |slot: &Slot, column: &str| slot.column == column && slot.kind != SlotKind::Text;
        [PRICE, QTY].iter().all(|column| self.slots.iter().any(|slot| is_read(slot, column)))
    }

    /// Reads what tells whether an amount is price × quantity, though no figure needs it: such a cell is no fault.
    pub(super) fn look_closely(&mut self) {
        let is_made = self.slots.iter().any(|slot| matches!(slot.kind, SlotKind::Product(..)));
        let known = columns_of(&self.kind);
        let has = |column: &str| known.iter().any(|spec| spec.name == column);
        if self.takes_back || is_made || ![AMOUNT, PRICE, QTY].into_iter().all(has) {
            return;
        }
        for column in [PRICE, QTY, LESS, OFF] {
            if !self.slots.iter().any(|slot| slot.column == column) {
                let column = column.to_owned();
                self.slots.push(Slot {
                    column,
                    instead: None,
                    label: None,
                    kind: SlotKind::Text,
                    required: false,
                    money: false,
                    is_known: true,
                    is_ruled_money: None,
                    is_discount: false,
                });
            }
        }
        // What repeats the total of its order is no amount of the row.
        let is_of_row = |check: &AmountCheck| self.once.iter().all(|(number, _)| *number != check.amount);
        self.amount_check = amount_check(&self.slots).filter(is_of_row);
    }
}

fn amount_check(slots: &[Slot]) -> Option<AmountCheck> {
    let slot = |column: &str| slots.iter().position(|slot| slot.column == column);
    let amount = slot(AMOUNT).filter(|amount| slots[*amount].kind == SlotKind::Number)?;
    Some(AmountCheck { amount, price: slot(PRICE)?, qty: slot(QTY)?, less: slot(LESS), off: slot(OFF) })
}
