//! Rows as they stand, for those who look at them one by one: whose each is, and on which day.

use super::Folder;
use super::numbers::seconds_in;
use crate::calendar::NaiveDate;
use crate::crediting::Named;
use crate::ingest::blocks::Block;
use crate::ingest::row::Cells;
use crate::number::Number;

/// A row that counts, as it stands.
#[derive(Clone, Debug)]
pub struct ListedRecord {
    /// Which layout it is read by.
    pub layout: usize,
    /// Its line.
    pub line: u32,
    /// Its day; nothing where a row that takes something back has none.
    pub day: Option<NaiveDate>,
    /// Whose it is: index in the ledger.
    pub person: Option<usize>,
    /// Its text in UTF-8.
    pub record: String,
    /// Fields whose blank repeats the value above, with it.
    pub filled: Vec<(usize, String)>,
    /// Whether it takes a sale back.
    pub takes_back: bool,
    /// Its numbers in the columns that are compared, of those that have one; nothing of an amount that no rate of exchange converts.
    pub numbers: Vec<(String, Option<Number>)>,
}

impl Folder<'_> {
    /// The rows of a block that count.
    pub fn list_block(&mut self, block: &Block) -> Vec<ListedRecord> {
        self.read_block(block);
        std::mem::take(&mut self.listed)
    }

    /// Lists a row, unless it has a fault, which was told when it was counted.
    pub(super) fn list(&mut self, cells: &Cells, day: Option<NaiveDate>) {
        let stream = self.context.stream;
        let is_in = |(first, last): (NaiveDate, NaiveDate)| day.is_none_or(|day| first <= day && day <= last);
        if !self.context.listed.is_none_or(is_in) {
            return;
        }
        if stream.takes_back && !self.is_returned(cells) {
            return;
        }
        let (order, named) = (self.order_key(cells), self.named(cells));
        let named = named.or_else(|| self.inherited(cells, day?, order.as_deref()));
        let person = named.and_then(|named| if let Named::Person(person) = named { Some(person) } else { None });
        let slots = stream.listed.iter();
        let numbers =
            slots.filter_map(|slot| Some((stream.slots[*slot].column.clone(), self.compared(cells, *slot)?))).collect();
        if self.row.faulty || (day.is_none() && !stream.takes_back) {
            return;
        }
        self.listed.push(ListedRecord {
            layout: self.row.file as usize,
            line: self.row.line,
            day,
            person,
            record: cells.layout.encoding.lossy(&cells.bytes[self.row.start..self.row.end]).into_owned(),
            filled: cells.filled.to_vec(),
            takes_back: self.row.back,
            numbers,
        });
    }

    /// The number of a slot as a measure has it, with the sign that its file writes; nothing within where no rate converts it.
    fn compared(&mut self, cells: &Cells, slot: usize) -> Option<Option<Number>> {
        let number = self.number(cells, slot)?.to_number();
        let exchange = &self.row.exchange;
        if self.context.needs.converted[slot] && exchange.code.is_some() && exchange.rate.is_none() {
            return Some(None);
        }
        let seconds = Number::from(seconds_in(&self.context.stream.slots[slot].kind));
        let is_turned = self.row.back && (self.row.written[slot] < 0) != number.is_negative();
        let number = if is_turned { &Number::zero() - &number } else { number };
        Some(number.checked_div(&seconds))
    }
}
