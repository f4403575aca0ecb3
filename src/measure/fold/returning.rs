//! Rows that take a sale back: what they say is listed first, then the orders that they name are learned, and when the rows are counted
//! each takes back what was settled for it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::plan::SlotKind;
use super::Folder;
use super::remarks::LACKING;
use crate::calendar::NaiveDate;
use crate::crediting::Named;
use crate::crediting::orders::{ByColumn, Order, Sold, SoldLabel};
use crate::crediting::returns::{TakenBack, TakenPart, Taking};
use crate::ingest::cell::{self, CellFault, is_blank};
use crate::ingest::index::Indexed;
use crate::ingest::layout::FileLayout;
use crate::ingest::packed::Packed;
use crate::ingest::row::{Cells, Fixed};
use crate::number::Number;
use crate::policy::rules::Sign;
use crate::spelling::folded;

/// So many rows that take something back are compared with their orders after they were counted.
pub const MOST_COMPARED: usize = 20_000;

impl<'a> Folder<'a> {
    /// The number with the sign that it counts with: a row that takes a sale back is negative. A sign other than the file is said to write
    /// is a fault.
    pub(super) fn signed(&mut self, cells: &Cells, slot: usize, fixed: Fixed) -> Fixed {
        let context = self.context;
        if !self.row.back || !context.needs.signed[slot] || fixed.units == 0 {
            return fixed;
        }
        if let Some(turned) = self.turned(cells, slot, fixed) {
            return turned;
        }
        let taken_off = Fixed { units: -fixed.units.abs(), ..fixed };
        let sign = match &context.stream.returns {
            Some((_, sign)) => *sign,
            None => {
                self.note_sign(cells, slot, fixed);
                return taken_off;
            }
        };
        self.check_sign(cells, slot, (fixed.units > 0, Some(sign)));
        taken_off
    }

    /// A fault where the number stands on the other side of 0 than the file is said to write it.
    pub(super) fn check_sign(&mut self, cells: &Cells, slot: usize, (is_above, sign): (bool, Option<Sign>)) {
        let code = match (sign, is_above) {
            (Some(Sign::Flip), false) => "return-already-negative",
            (Some(Sign::Keep), true) => "return-not-negative",
            _ => return,
        };
        let raw = cells.raw(slot).unwrap_or_default();
        self.fault(cells, Some(slot), CellFault::new(code, &cells.text_of(&raw).unwrap_or_default()));
    }

    /// Notes how a file of returns signs its numbers, where nothing says it.
    fn note_sign(&mut self, cells: &Cells, slot: usize, fixed: Fixed) {
        let line = self.row.line;
        let signs = self.own_tally().signs.entry(slot).or_default();
        let known = if fixed.units < 0 { &mut signs.0 } else { &mut signs.1 };
        if known.as_ref().is_none_or(|spot| line < spot.line) {
            let spot = self.spot(cells, slot);
            let signs = self.own_tally().signs.entry(slot).or_default();
            *(if fixed.units < 0 { &mut signs.0 } else { &mut signs.1 }) = Some(spot);
        }
    }

    /// Lists what the row refers to: the order that it takes back, or whose person it has.
    pub(super) fn list_order(
        &mut self,
        cells: &Cells,
        day: Option<NaiveDate>,
        named: Option<Named>,
        order: Option<String>,
    ) {
        let context = self.context;
        let Some(order) = order else { return };
        if self.row.back && context.is_taking {
            if !self.row.faulty {
                self.orders.entry(order.clone()).or_default().is_taken_back = true;
                let taken = self.taken_back(cells, day, named, order);
                self.taken.push(taken);
            }
            return;
        }
        let needs_day = self.row.back && context.returns_to_sale();
        let is_weighed = context.stream.is_collected_at_sale() && self.row.exchange.code.is_some();
        if (named.is_none() && !context.is_of_sales) || needs_day || is_weighed {
            self.orders.entry(order).or_default().is_weighed |= is_weighed;
        }
    }

    /// Whether the row lacks something that only its order has: the person, the customer, an amount, or a label that some rule needs.
    fn is_needy(&mut self, cells: &Cells, named: Option<Named>) -> bool {
        let context = self.context;
        let lacks = |slot: usize| cells.layout.field_of(slot).is_some() && cells.is_missing(slot);
        let mut needed = context.asked_back.needed.iter().filter_map(|column| context.sold_slots[*column]);
        context.asks_of_sold
            || named.is_none_or(|named| named == Named::Nobody)
            || self.takes_no_number()
            || self.row.exchange.code.is_some()
            || (self.lacks_currency() && cells.has(context.stream.currency))
            || lacks(context.stream.customer)
            || needed.any(|slot| context.stream.slots[slot].kind == SlotKind::Text && cells.is_missing(slot))
    }

    /// Whether the row says nothing of how much comes back.
    fn takes_no_number(&self) -> bool {
        let is_back = self.context.needs.signed.iter().zip(&self.row.numbers);
        is_back.filter(|(signed, _)| **signed).all(|(_, number)| number.is_none())
    }

    fn taken_back(&mut self, cells: &Cells, day: Option<NaiveDate>, named: Option<Named>, order: String) -> TakenBack {
        let context = self.context;
        let asked = &context.asked_back;
        let (mut numbers, mut labels) = (Vec::new(), Vec::new());
        for (column, slot) in context.sold_slots.iter().enumerate() {
            let Some(slot) = *slot else { continue };
            let is_held = matches!(context.stream.slots[slot].kind, SlotKind::AtSale(_));
            let number = self.row.numbers[slot].filter(|_| context.needs.signed[slot] && !is_held);
            numbers.extend(number.map(|fixed| (column, fixed.units)));
            if asked.telling.contains(&column) || asked.needed.contains(&column) {
                labels.extend(self.written_label(cells, slot).map(|label| (column, label)));
            }
        }
        TakenBack {
            at: self.place(),
            is_of_sales: context.is_of_sales,
            order,
            customer: self.customer_key(cells),
            customer_shown: Self::shown_text(cells, context.stream.customer),
            named: named.filter(|named| *named != Named::Nobody),
            day,
            pieces: self.pieces(cells),
            numbers: numbers.into_iter().collect(),
            exchange: self.row.exchange.clone(),
            written: self.written_amounts(cells).into_iter().collect(),
            labels: labels.into_iter().collect(),
            asked: asked.clone(),
        }
    }

    /// File and line among all files of the plan.
    pub(super) fn place(&self) -> (u32, u32) {
        (self.context.first_file + self.row.file, self.row.line)
    }

    /// Whether the row is of an order that others refer to; told without reading more of it.
    pub(super) fn is_referred_to(&self, cells: &Cells) -> bool {
        let Some(raw) = cells.raw(self.context.stream.order) else { return false };
        match std::str::from_utf8(&raw) {
            Ok(text) if cell::key::is_plain(&raw) && cells.layout.slots[self.context.stream.order].is_as_written() => {
                self.context.book.orders.contains_key(&*folded(text))
            }
            _ => true,
        }
    }

    pub(super) fn learn_order(
        &mut self,
        cells: &Cells,
        day: Option<NaiveDate>,
        named: Option<Named>,
        order: Option<&str>,
    ) {
        let context = self.context;
        let (Some(order), false) = (order, self.row.faulty) else { return };
        let Some(known) = context.book.orders.get(order) else { return };
        if self.row.back {
            let taken = self.taken_back(cells, day, named, order.to_owned());
            return self.taken.push(taken);
        }
        let Some(day) = day else { return };
        let named = named.or_else(|| self.inherited(cells, day, Some(order))).unwrap_or_default();
        let (customer, customer_number) = (self.customer_key(cells), self.customer_number(cells));
        let (mut numbers, mut labels, mut pieces) = (ByColumn::default(), ByColumn::default(), None);
        if known.is_weighed {
            numbers = self.numbers_kept();
        }
        if known.is_taken_back {
            pieces = self.pieces(cells);
            let instead = self.with_labels(cells, (day, named), Some(order));
            let cells = &Cells { instead: &instead, ..*cells };
            numbers = self.numbers_kept();
            let slots = 0..context.stream.slots.len();
            labels = slots.filter_map(|slot| Some((slot, self.sold_label(cells, slot)?))).collect();
        }
        let customer_shown = Self::shown_text(cells, context.stream.customer);
        let at = self.place();
        let exchange = self.row.exchange.clone();
        let sold =
            Sold { day, at, named, customer, customer_shown, customer_number, exchange, pieces, numbers, labels };
        let order = self.orders.entry(order.to_owned()).or_insert_with(|| Order { sold: Vec::new(), ..known.clone() });
        order.add(sold);
    }

    fn numbers_kept(&self) -> ByColumn<Fixed> {
        (0..).zip(&self.row.numbers).filter_map(|(slot, number)| Some((slot, (*number)?))).collect()
    }

    /// A label that rows which take the order back may lack.
    fn sold_label(&mut self, cells: &Cells, slot: usize) -> Option<Arc<SoldLabel>> {
        let asked = &self.context.asked_back;
        let is_label = asked.telling.contains(&slot) || asked.needed.contains(&slot);
        if is_label { self.written_label(cells, slot) } else { None }
    }

    /// The label of a slot with how it is written; nothing where the cell is blank.
    fn written_label(&mut self, cells: &Cells, slot: usize) -> Option<Arc<SoldLabel>> {
        let canonical = self.label(cells, slot);
        let written = || {
            let raw = cells.raw(slot).unwrap_or_default();
            cells.layout.shown(&raw).trim_matches(is_blank).to_owned()
        };
        let meant = |written: &str| match cell::key::read(written) {
            Ok(Some(own)) => cells.layout.slots[slot].key(&own).to_owned(),
            _ => canonical.clone(),
        };
        if canonical.is_empty() {
            return None;
        }
        let written = written();
        let label = SoldLabel { meant: meant(&written), written, canonical };
        // Nearly all rows have one of few.
        Some(match self.sold_labels.get(&label) {
            Some(known) => known.clone(),
            None => {
                let label = Arc::new(label);
                self.sold_labels.insert(label.clone());
                label
            }
        })
    }

    /// Whether the row is settled by what was listed of it; then it is counted, or refused, here.
    pub(super) fn takes_back_what_was_settled(
        &mut self,
        cells: &Cells,
        day: Option<NaiveDate>,
        order: Option<&str>,
    ) -> bool {
        let context = self.context;
        if !self.row.back || !context.is_taking {
            return false;
        }
        let is_bare = context.stream.takes_back && self.takes_no_number();
        if self.row.faulty || (is_bare && self.has_unread_number(cells)) {
            self.tally().faulty += 1;
            return true;
        }
        match context.book.taken.get(&self.place()) {
            Some(Taking::Refused(fault)) => {
                // What is settled names the order as it is looked up; people read it as the row writes it.
                let mut fault = fault.clone();
                self.name_key_of_label(&mut fault);
                let text = Self::shown_text(cells, context.stream.order);
                fault.args.iter_mut().filter(|(name, _)| *name == "text").for_each(|(_, own)| own.clone_from(&text));
                self.fault(cells, Some(context.stream.order), fault);
                self.tally().faulty += 1;
                true
            }
            Some(Taking::Parts(parts)) => {
                parts.iter().for_each(|part| self.take_back(cells, day, order, part));
                if !self.row.faulty {
                    self.doubt(cells);
                }
                true
            }
            Some(Taking::CreditNote) => false,
            None if context.book.is_without_sales && context.is_of_sales => {
                let Some(order) = self.key_text(cells, context.stream.order) else { return false };
                let named = self.named(cells);
                let is_needy = self.is_needy(cells, named);
                self.is_needy |= is_needy;
                if !is_needy {
                    self.leave_for_later(day, order);
                }
                is_needy
            }
            None if is_bare || context.returns_to_sale() => {
                let text = Self::shown_text(cells, context.stream.order);
                self.fault(cells, Some(context.stream.order), CellFault::new("return-of-unknown-order", &text));
                self.tally().faulty += 1;
                true
            }
            None => false,
        }
    }

    /// Counts a row of the windows that is not compared with its order before it is counted; where that is done afterwards, lists it.
    fn leave_for_later(&mut self, day: Option<NaiveDate>, order: String) {
        if !day.is_some_and(|day| self.place_of(day).in_window) {
            return;
        }
        self.uncompared.0 += 1;
        if self.context.lists_complete && self.uncompared.1.len() < MOST_COMPARED {
            self.uncompared.1.push((self.place(), order));
        }
    }

    /// Whether a pass that learns orders need not look at the row: its order's number, written as most are, is none of them.
    /// Where blanks repeat what stands above, rows of other orders say what goes on below them, and are read.
    #[inline]
    pub(super) fn is_of_other_order(&self, fields: Indexed, bytes: &[u8], layout: &FileLayout) -> bool {
        let referred = self.context.referred.as_ref().filter(|_| layout.filled.is_empty());
        let Some(referred) = referred else { return false };
        let slot = self.context.stream.order;
        let field = layout.field_of(slot).filter(|_| layout.slots[slot].is_as_written());
        let text = field.and_then(|field| fields.as_it_stands(field, bytes)).filter(|text| cell::key::is_plain(text));
        text.and_then(Packed::of).is_some_and(|number| !referred.contains(&number))
    }

    fn take_back(&mut self, cells: &Cells, day: Option<NaiveDate>, order: Option<&str>, part: &'a TakenPart) {
        let context = self.context;
        if self.row.faulty {
            return;
        }
        let credited = part.day.filter(|_| !context.is_unknown(day));
        let Some(day) = credited.or(day) else { return self.lacks_day(cells) };
        let instead = self.texts_of(cells, part);
        let own = self.row.numbers.clone();
        if let Some(sold) = &part.numbers {
            self.row.part += 1;
            for (slot, number) in self.row.numbers.iter_mut().enumerate() {
                let column = context.sold_slots.iter().position(|own| *own == Some(slot));
                let sold = column.and_then(|column| sold.get(column).copied());
                let sign = if context.needs.signed[slot] { -1 } else { 1 };
                *number = sold.map(|fixed| Fixed { units: sign * fixed.units, ..fixed });
            }
        }
        self.oppose(part);
        self.row.forget_texts();
        self.sold = Some(part);
        self.store_row(&Cells { instead: &instead, ..*cells }, day, part.named, order);
        self.sold = None;
        self.row.forget_texts();
        self.row.numbers = own;
    }

    /// The texts that the row has from the order that it takes back: its customer, and labels that it lacks.
    fn texts_of<'t>(&self, cells: &Cells, part: &'t TakenPart) -> Vec<(usize, Cow<'t, str>)> {
        let context = self.context;
        let customer = part.customer.iter().map(|customer| (context.stream.customer, Cow::Borrowed(customer.as_str())));
        let mut instead: Vec<(usize, Cow<str>)> = customer.collect();
        for (column, label) in part.labels.iter() {
            let Some(slot) = context.sold_slots[column] else { continue };
            let text = match context.stream.slots[slot].kind {
                SlotKind::Text if context.is_of_sales => &label.written,
                SlotKind::Text => &label.meant,
                SlotKind::Rate | SlotKind::Day | SlotKind::Moment => &label.canonical,
                _ => continue,
            };
            // A text that the part has is one that the row lacks, or says by another name.
            let is_text = context.stream.slots[slot].kind == SlotKind::Text;
            if is_text || part.numbers.is_some() || cells.is_missing(slot) {
                instead.push((slot, Cow::Borrowed(text.as_str())));
            }
        }
        instead
    }

    pub(super) fn across_bound(&mut self, cells: &Cells, slot: usize, numbers: &BTreeSet<Number>) {
        let stream = self.context.stream;
        let label = &stream.slots[slot].column;
        if !stream.takes_back {
            return self.remark(cells, "returns-across-bound", label);
        }
        let values: Vec<String> = numbers.iter().map(Number::to_string).collect();
        let fault = CellFault::new("return-across-bound", &Self::shown_text(cells, stream.order));
        self.fault(cells, Some(stream.order), fault.with("label", label).with_words("values", values));
    }

    /// What the rows have in that slot that this one may take back.
    pub(super) fn numbers_sold(&self, slot: usize) -> Vec<Fixed> {
        let column = self.context.sold_slots.iter().position(|own| *own == Some(slot));
        let (Some(column), Some(part)) = (column, self.sold) else { return Vec::new() };
        part.sold.iter().filter_map(|row| row.get(column).copied()).collect()
    }

    /// By what the rows are told apart in that slot that this one takes back.
    pub(super) fn label_sold(&self, slot: usize) -> Option<String> {
        let is_it = |column: &usize| self.context.sold_slots[*column] == Some(slot);
        let (column, part) = (self.context.asked_back.measured.iter().find(|column| is_it(column))?, self.sold?);
        Some(part.labels.get(*column)?.canonical.clone())
    }

    /// A row of the returns has every number that is added up and that the rows have that it takes back: else a sum would fall and
    /// another stay.
    pub(super) fn check_takes_all(&mut self, cells: &Cells) {
        let context = self.context;
        if !context.stream.takes_back {
            return;
        }
        for (index, gather) in context.stream.gathers.iter().enumerate() {
            let Some(slot) = gather.keep.taken_back() else { continue };
            let is_written = context.stream.slots[slot].kind == SlotKind::Number;
            if !is_written || !self.row.passes[index] || self.row.numbers[slot].is_some() {
                continue;
            }
            if self.numbers_sold(slot).iter().all(|fixed| fixed.units == 0) {
                continue;
            }
            let label = &context.stream.slots[slot].column;
            if cells.layout.field_of(slot).is_some() {
                let fault = CellFault::new("return-without-column", &Self::shown_text(cells, context.stream.order));
                return self.fault(cells, Some(slot), fault.with("label", label));
            }
            // Of goods that stay with a reduced price there are no pieces; what is paid by an amount needs it.
            let is_paid = context.stream.slots[slot].money && context.policy.used.contains(&gather.measure);
            self.remark(cells, if is_paid { LACKING } else { "returns-without-column" }, label);
        }
    }

    pub(super) fn lacks_day(&mut self, cells: &Cells) {
        if !self.row.faulty {
            self.fault(cells, None, CellFault { code: "return-without-date", args: Vec::new() });
        }
        self.tally().faulty += 1;
    }

    /// The day on which a refund of a source that is neither sales nor returns counts.
    pub(super) fn day_of_refund(
        &mut self,
        cells: &Cells,
        day: Option<NaiveDate>,
        order: Option<&str>,
    ) -> Option<NaiveDate> {
        let context = self.context;
        if !context.returns_to_sale() || context.is_taking || context.is_of_sales || context.is_unknown(day) {
            return day;
        }
        let order = order.and_then(|order| context.book.orders.get(order));
        let sale = order.and_then(|order| {
            let customer = self.customer_of(cells, order);
            order.first(customer.as_deref())
        });
        match sale {
            Some((sold, _)) => Some(sold),
            None => {
                let text = Self::shown_text(cells, context.stream.order);
                self.fault(cells, Some(context.stream.order), CellFault::new("return-of-unknown-order", &text));
                None
            }
        }
    }
}
