//! The currency of a row, and the rate of its own day, at which its amounts count; beside what its order was sold for they are held at the rate of
//! that sale.

use std::borrow::Cow;

use super::super::plan::SlotKind;
use super::{Folder, Purpose};
use crate::calendar::NaiveDate;
use crate::crediting::exchange::{Exchange, rate_of, written_otherwise};
use crate::crediting::returns::{TakenPart, Taking, WrittenAmount};
use crate::ingest::cell::{CellFault, is_blank, is_missing, says_currency};
use crate::ingest::doubts::{Doubt, Spot};
use crate::ingest::row::{Cells, Fixed, InRow, number_in};
use crate::number::Number;
use crate::policy::rules::InputKind;

/// What the rows of a file say of their currency, of those that may count for something.
#[derive(Debug, Default)]
pub struct CurrencyWords {
    /// Whether some row names the policy's own.
    pub own: bool,
    /// How many name another, and the first of them.
    pub other: (u64, Option<Spot>),
    /// Rows with an amount that name none.
    pub nothing: Doubt,
}

impl CurrencyWords {
    /// Takes those of another thread.
    pub fn merge(&mut self, other: CurrencyWords) {
        self.own |= other.own;
        self.other.0 += other.other.0;
        let earlier = |spot: &Spot| self.other.1.as_ref().is_none_or(|known| spot.line < known.line);
        if let Some(spot) = other.other.1.filter(earlier) {
            self.other.1 = Some(spot);
        }
        self.nothing.merge(other.nothing);
    }
}

/// Whether a number is written as per cent.
fn is_per_cent(cells: &Cells, slot: usize) -> bool {
    cells.raw(slot).is_some_and(|raw| cells.text_of(&raw).is_some_and(|text| text.contains(['%', '％'])))
}

impl Folder<'_> {
    /// The currency of the row, and its rate on a day; nothing but the policy's where no file says what another is worth.
    pub(super) fn read_currency(&mut self, cells: &Cells, day: Option<NaiveDate>) {
        self.row.exchange = Exchange::default();
        let (slot, ledger) = (self.context.stream.currency, self.context.ledger);
        if ledger.exchange.list.is_empty() || !cells.has(slot) {
            return;
        }
        // Whatever it was sold in, it is written in the policy's.
        if self.is_in_local(cells) {
            self.row.exchange.is_said = true;
            return;
        }
        let Some(Ok(text)) = cells.raw(slot).map(|raw| cells.readable(&raw).map(|text| text.trim().to_owned())) else {
            return;
        };
        if is_missing(&text) {
            return;
        }
        if says_currency(&text, &self.context.policy.header.currency) {
            self.row.exchange.is_said = true;
            return;
        }
        self.row.exchange = self.exchange_of(&text, day);
    }

    /// Whether the header of every amount that is read of the file says that it is exchanged already.
    fn is_in_local(&self, cells: &Cells) -> bool {
        let slots = &cells.layout.slots;
        let is_amount = |slot: &usize| self.context.needs.converted[*slot] && slots[*slot].field().is_some();
        let mut amounts = (0..slots.len()).filter(is_amount).peekable();
        amounts.peek().is_some() && amounts.all(|slot| slots[slot].is_local)
    }

    fn exchange_of(&mut self, text: &str, day: Option<NaiveDate>) -> Exchange {
        let of_day = self.exchanged.entry(day).or_default();
        if let Some((_, exchange)) = of_day.iter().find(|(known, _)| known == text) {
            return exchange.clone();
        }
        let rates = &self.context.ledger.exchange;
        let rate = day.and_then(|day| rates.on(text, day)).map(|rate| rate.to_number());
        let exchange = Exchange { code: Some(rates.code_of(text).into()), is_said: true, rate };
        of_day.push((text.to_owned(), exchange.clone()));
        exchange
    }

    /// Of a row without a currency that takes something back of an order that is known: the order's, at the rate of the row's day.
    pub(super) fn exchange_as_settled(&mut self, day: Option<NaiveDate>) {
        let context = self.context;
        if !self.row.back || !context.is_taking || !self.lacks_currency() {
            return;
        }
        if let Some(Taking::Parts(parts)) = context.book.taken.get(&self.place())
            && let [TakenPart { exchange: Some(exchange), .. }] = &parts[..]
        {
            let of_day = exchange.code.as_ref().map(|code| self.exchange_of(code, day).rate);
            self.row.exchange = exchange.clone();
            self.row.exchange.rate = of_day.flatten().or_else(|| exchange.rate.clone());
        }
    }

    /// Whether the row has no currency of its own where rows have one.
    pub(super) fn lacks_currency(&self) -> bool {
        !self.context.ledger.exchange.list.is_empty() && !self.row.exchange.is_said
    }

    /// The amounts of the row as its file writes them, by the columns of the book, where rows have currencies.
    pub(super) fn written_amounts(&self, cells: &Cells) -> Vec<(usize, WrittenAmount)> {
        let context = self.context;
        if context.ledger.exchange.list.is_empty() {
            return Vec::new();
        }
        let of_column = |(column, slot): (usize, &Option<usize>)| {
            let is_exchanged = |slot: &usize| context.needs.converted[*slot] && !cells.layout.slots[*slot].is_local;
            let slot = (*slot).filter(|slot| is_exchanged(slot) && self.row.numbers[*slot].is_some())?;
            let amount = WrittenAmount { units: self.row.written[slot], round: cells.layout.slots[slot].round };
            Some((column, amount))
        };
        context.sold_slots.iter().enumerate().filter_map(of_column).collect()
    }

    /// The number of a slot at the rate at which the row's order was sold, where both are in one currency; else as it counts.
    pub(super) fn at_sale(&mut self, cells: &Cells, slot: usize) -> Option<Fixed> {
        let rate = self.rate_of_sale(cells).filter(|_| !cells.layout.slots[slot].is_local);
        let in_row = match &rate {
            Some(rate) => InRow { rate: Some(rate), ..self.in_row(cells, slot) },
            None => self.in_row(cells, slot),
        };
        let read = number_in(&cells.raw(slot)?, &cells.layout.slots[slot], cells.layout.encoding, in_row);
        let read = self.sound(cells, slot, read)?;
        self.remark_other_currency(cells, read.written);
        // What is left out behind the last decimal of such a rate must not be lacking in the end.
        let is_cut = rate.is_some_and(|rate| rate.decimals().is_none());
        let units = read.counts.units + i128::from(is_cut);
        Some(self.signed(cells, slot, Fixed { units, ..read.counts }))
    }

    /// Remarks on a payment that is to the last decimal what its order was sold for, in another currency: one of both is written wrong.
    fn remark_other_currency(&mut self, cells: &Cells, paid: Fixed) {
        let context = self.context;
        let Some(code) = self.row.exchange.code.clone().filter(|_| context.stream.is_collected_at_sale()) else {
            return;
        };
        let key = self.key_text(cells, context.stream.order);
        let Some(order) = key.and_then(|key| context.book.orders.get(&key)) else { return };
        let customer = self.customer_of(cells, order);
        let sold = order.of_customer(customer.as_deref());
        let other = sold.and_then(|sold| written_otherwise(&sold, &code, context.book.amounts()));
        if let Some((other, _)) = other.filter(|(_, written)| *written == paid.to_number() && paid.units > 0) {
            let other = other.as_deref().unwrap_or(&context.policy.header.currency);
            self.remark(cells, "collected-in-other-currency", &format!("{code} / {other}"));
        }
    }

    fn rate_of_sale(&mut self, cells: &Cells) -> Option<Number> {
        let context = self.context;
        if context.is_of_sales && !self.row.back {
            return None;
        }
        let code = self.row.exchange.code.clone()?;
        let order = context.book.orders.get(&self.key_text(cells, context.stream.order)?)?;
        let customer = self.customer_of(cells, order);
        rate_of(&order.of_customer(customer.as_deref())?, &code, context.book.amounts())
    }

    /// A fault where the header gives an amount another currency than the row has.
    pub(super) fn check_header_currency(&mut self, cells: &Cells) {
        let slots = 0..self.context.stream.slots.len();
        let marked: Vec<(usize, &str)> =
            slots.filter_map(|slot| Some((slot, cells.layout.slots[slot].marked?))).collect();
        // Without rates every row that names another currency is refused as such.
        if marked.is_empty()
            || (self.context.ledger.exchange.list.is_empty() && !cells.is_missing(self.context.stream.currency))
        {
            return;
        }
        let code = self.row.exchange.code.as_deref().unwrap_or(&self.context.policy.header.currency).to_owned();
        for (slot, sign) in marked {
            if self.context.needs.converted[slot] && !cells.is_missing(slot) && !says_currency(sign, &code) {
                let text = cells.layout.slots[slot].field().map_or("", |field| &cells.layout.labels[field]);
                let other = CellFault::new("currency-contradiction", text).with("sign", sign);
                self.fault(cells, Some(slot), other.with("currency", &code));
            }
        }
    }

    /// A fault where a row is in another currency: no rate says what it is, or there is a number of which nobody knows whether it is money.
    pub(super) fn check_currency(&mut self, cells: &Cells, day: Option<NaiveDate>) {
        // What has no amount is worth the same in every currency.
        if !self.context.needs.has_money || self.is_in_local(cells) {
            return;
        }
        let slot = self.context.stream.currency;
        // Of a row that takes something back its order may say it.
        let code = self.row.exchange.code.clone();
        let raw = cells.raw(slot);
        let Some(raw) = raw.or_else(|| code.as_ref().map(|_| Cow::Borrowed(&b""[..]))) else { return };
        let text = match cells.readable(&raw) {
            Ok(text) => text,
            Err(fault) => return self.fault(cells, Some(slot), fault),
        };
        let (text, expected) = (text.trim_matches(is_blank), &self.context.policy.header.currency);
        self.note_currency(cells, day);
        let text = match &code {
            Some(code) if is_missing(text) => code,
            None if is_missing(text) || says_currency(text, expected) => return,
            _ => text,
        };
        if self.row.exchange.rate.is_some() {
            let stream = self.context.stream;
            let needs = &self.context.needs;
            let is_unknown = |slot: &usize| needs.may_be_money[*slot] && !needs.converted[*slot];
            let is_it = |slot: &usize| is_unknown(slot) && cells.has(*slot) && !is_per_cent(cells, *slot);
            let unknown = (0..stream.slots.len()).find(is_it);
            if let Some(other) = unknown.map(|slot| &stream.slots[slot].column) {
                self.fault(cells, Some(slot), CellFault::new("currency-of-which", text).with("other", other));
            }
        } else if self.context.policy.known_input(InputKind::FxRates).is_none() {
            self.fault(cells, Some(slot), CellFault::new("other-currency", text).with("expected", expected));
        } else if let Some(day) = day.filter(|day| self.place_of(*day).in_window) {
            let fault = CellFault::new("no-exchange-rate", text).with("expected", expected);
            self.fault(cells, Some(slot), fault.with("day", day));
        }
    }

    /// Notes what the row says of its currency; one without a word only if it has an amount.
    fn note_currency(&mut self, cells: &Cells, day: Option<NaiveDate>) {
        let context = self.context;
        let counts = context.purpose == Purpose::Gather && !context.ledger.exchange.list.is_empty();
        if !counts || !day.is_some_and(|day| self.place_of(day).in_window) {
            return;
        }
        let (slot, line) = (context.stream.currency, self.row.line);
        let is_number = |slot: &usize| context.stream.slots[*slot].kind == SlotKind::Number;
        let Exchange { code, is_said, .. } = &self.row.exchange;
        match (code, is_said) {
            (Some(_), _) => {
                let is_first = self.own_tally().currencies.other.1.as_ref().is_none_or(|known| line < known.line);
                let spot = is_first.then(|| self.spot(cells, slot));
                let known = &mut self.own_tally().currencies.other;
                (known.0, known.1) = (known.0 + 1, spot.or(known.1.take()));
            }
            (None, true) => self.own_tally().currencies.own = true,
            (None, false) => {
                let mut money = (0..context.stream.slots.len()).filter(is_number);
                if money.any(|slot| context.needs.converted[slot] && !cells.is_missing(slot)) {
                    let mut doubt = std::mem::take(&mut self.own_tally().currencies.nothing);
                    doubt.see(line, || self.spot(cells, slot));
                    self.own_tally().currencies.nothing = doubt;
                }
            }
        }
    }
}
