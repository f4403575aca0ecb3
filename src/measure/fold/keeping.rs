//! Puts a credited row into the batch, with what each gather that takes it asks of it.

use super::super::accumulate::{Accumulate, Accumulator, FirstRow, PartCell};
use super::super::batch::{Counted, Credited, NewRow};
use super::super::plan::{Gather, Keep, SlotKind};
use super::{DayPlace, Folder};
use crate::calendar::NaiveDate;
use crate::ingest::cell::key;
use crate::ingest::packed::Packed;
use crate::ingest::row::Cells;

impl Folder<'_> {
    /// Puts a credited row into the batch for every gather that takes it; first rows are kept at once.
    pub(super) fn put(&mut self, cells: &Cells, place: DayPlace, credits: &[Credited]) {
        let (context, Some(day)) = (self.context, place.day) else { return };
        let mut is_put = false;
        for (index, gather) in context.stream.gathers.iter().enumerate() {
            if !self.row.passes[index] || !context.kept[index][place.segment] || !self.is_kept(&gather.keep, place) {
                continue;
            }
            if let Keep::First(slot, _) = gather.keep {
                self.add_first((index, slot), (day, place.in_window), cells, credits);
                continue;
            }
            if !is_put {
                let place_in_files = (context.first_file + self.row.file, self.row.line);
                let segment = place.segment as u32;
                self.batch.push(NewRow { day, segment, place: place_in_files, shares: self.shares }, credits);
                is_put = true;
            }
            self.fill_columns(index, gather, cells);
        }
        if self.batch.is_full() {
            self.flush();
        }
    }

    /// Hands the rows of the batch to the accumulators.
    pub(super) fn flush(&mut self) {
        if self.batch.is_empty() {
            return;
        }
        for (own, taken) in self.accumulators.iter_mut().zip(&self.batch.taken) {
            if !taken.rows.is_empty() {
                own.update(&self.batch, taken);
            }
        }
        self.batch.clear();
    }

    /// Whether the row is for what is kept: a row that takes a sale back counts in sums only.
    fn is_kept(&self, keep: &Keep, place: DayPlace) -> bool {
        let back = self.row.back;
        match keep {
            Keep::First(..) | Keep::LastDay => !back,
            _ if !place.in_window => false,
            Keep::Deals(value, _) => place.in_period && (value.is_some() || !back),
            Keep::LastChange(slot) => self.row.numbers[*slot].is_some_and(|number| number.units != 0),
            _ => !back || keep.taken_back().is_some(),
        }
    }

    /// Fills the columns of the batch that the gather reads.
    fn fill_columns(&mut self, index: usize, gather: &Gather, cells: &Cells) {
        let (own, is_joint) = match &gather.keep {
            Keep::Joint(of) => (&**of, true),
            keep => (keep, false),
        };
        if let Some(slot) = own.number() {
            self.batch.set_number(slot, self.row.numbers[slot]);
        }
        match own {
            Keep::Parts(_, slot) => self.fill_label(*slot, cells),
            Keep::Distinct(slot) if !is_joint => self.fill_counted((index, *slot), cells),
            Keep::FirstDays(slot) | Keep::Credited(Some(slot)) => self.fill_key(*slot, cells),
            Keep::Deals(_, label) => {
                self.fill_key(self.context.stream.order, cells);
                label.iter().for_each(|slot| self.fill_label(*slot, cells));
            }
            _ => {}
        }
        if let Some(slot) = gather.axis.slot() {
            self.fill_word(slot, cells);
        }
        if let Some(of) = gather.of {
            self.fill_label(of.slot, cells);
        }
        let matching = match own {
            Keep::Share(_) | Keep::Filled(_) => Some(self.matching(own, cells)),
            Keep::Distinct(slot) if is_joint => {
                let there = u64::from(!cells.is_missing(*slot));
                Some(PartCell { matching: there, all: there })
            }
            _ => None,
        };
        self.batch.take(index, matching);
    }

    /// The row as one that counts: of shares, whether it matches; of filled cells, how many there are.
    fn matching(&mut self, of: &Keep, cells: &Cells) -> PartCell {
        match of {
            Keep::Share(terms) => {
                let matching = terms.iter().all(|term| self.holds(cells, *term));
                PartCell { matching: u64::from(matching), all: 1 }
            }
            Keep::Filled(slots) => {
                let filled = slots.iter().filter(|slot| !cells.is_missing(**slot)).count() as u64;
                PartCell { matching: filled, all: slots.len() as u64 }
            }
            _ => PartCell { matching: 1, all: 1 },
        }
    }

    /// A key that is only counted is kept as the number that it holds, and not as a text.
    fn fill_counted(&mut self, (index, slot): (usize, usize), cells: &Cells) {
        if self.batch.has_counted(slot) {
            return;
        }
        let key = self.counted_key((index, slot), cells);
        self.batch.set_counted(slot, key);
    }

    fn counted_key(&mut self, (index, slot): (usize, usize), cells: &Cells) -> Counted {
        let context = self.context;
        if slot == context.stream.order && context.tells_orders_apart() {
            return self.order_id(cells).map_or(Counted::Nothing, Counted::Other);
        }
        let numbered = |text: &[u8]| Packed::of(text).and_then(Packed::apart);
        let only_counted = context.needs.only_counted[index];
        let as_written = !context.needs.derived[slot] && cells.layout.slots[slot].is_as_written();
        if only_counted
            && as_written
            && self.row.plain_keys[index]
            && let Some((shape, number)) = numbered(&cells.raw(slot).unwrap_or_default())
        {
            return Counted::Numbered(shape, number);
        }
        let Some(key) = self.key_of(cells, slot) else { return Counted::Nothing };
        let known = only_counted.then(|| self.texts[slot].keys.with(key, numbered)).flatten();
        known.map_or(Counted::Other(key), |(shape, number)| Counted::Numbered(shape, number))
    }

    /// The key of a slot's text; of an order's number, which several customers may share, that of the order.
    fn fill_key(&mut self, slot: usize, cells: &Cells) {
        let key = if slot == self.context.stream.order { self.order_id(cells) } else { self.key_of(cells, slot) };
        self.batch.set_key(slot, key);
    }

    fn fill_label(&mut self, slot: usize, cells: &Cells) {
        if !self.batch.has_label(slot) {
            let label = self.label_key(slot, cells);
            self.batch.set_label(slot, label);
        }
    }

    fn fill_word(&mut self, slot: usize, cells: &Cells) {
        if !self.batch.has_word(slot) {
            let word = self.word(slot, cells);
            self.batch.set_word(slot, word);
        }
    }

    /// The word of a slot by which rows are told apart; all threads number it alike.
    fn word(&mut self, slot: usize, cells: &Cells) -> u32 {
        let label = self.label_key(slot, cells);
        self.words[slot].of(label, &self.texts[slot].keys)
    }

    /// What a slot says; empty where it is blank.
    pub(super) fn label_text(&mut self, slot: usize, cells: &Cells) -> String {
        let key = self.label_key(slot, cells);
        self.texts[slot].keys.text(key)
    }

    /// What a slot says, as the interner has numbered it; of a blank cell nothing too.
    fn label_key(&mut self, slot: usize, cells: &Cells) -> u32 {
        let key = match self.context.stream.slots[slot].kind {
            SlotKind::Text => self.key_of(cells, slot),
            _ => None,
        };
        key.unwrap_or_else(|| {
            let label = self.label(cells, slot);
            self.texts[slot].keys.intern(label.as_bytes())
        })
    }

    /// Nearly every row is later than its customer's first: only an earlier one in a window, or one of that day, is looked at in full.
    pub(super) fn add_first(
        &mut self,
        (index, slot): (usize, usize),
        (day, in_window): (NaiveDate, bool),
        cells: &Cells,
        credits: &[Credited],
    ) {
        if self.row.known_since < day && self.context.needs.first == Some(index) {
            return;
        }
        let Some(key) = self.key_of(cells, slot) else { return };
        if let Accumulator::FirstRows(rows) = &mut self.accumulators[index] {
            if rows.day(key) < day {
                return;
            }
            if !in_window {
                rows.keep_day(key, day);
                return;
            }
        }
        let row = self.first_row(index, day, cells, credits);
        let plan = self.context.plan;
        match (&mut self.accumulators[index], &self.context.stream.gathers[index].keep) {
            (Accumulator::FirstRows(rows), _) => rows.keep(key, &row),
            (Accumulator::RecentRows(rows), Keep::First(_, months)) => {
                rows.keep(key, &row, (&plan.windows, months.unwrap_or(0)));
            }
            (other, keep) => unreachable!("first rows have a state of their own: {keep:?}, {other:?}"),
        }
    }

    /// The row as one that may be the first of its key.
    pub(super) fn first_row(&mut self, index: usize, day: NaiveDate, cells: &Cells, credits: &[Credited]) -> FirstRow {
        let raw = cells.raw(self.context.stream.order).unwrap_or_default();
        let order = key::normal(&cells.text_of(&raw).unwrap_or_default()).into_owned();
        match self.context.stream.gathers[index].axis.slot() {
            None => {
                let own = credits.iter().filter(|credit| !credit.is_overlay);
                FirstRow {
                    day,
                    order: order.as_bytes().into(),
                    owners: own.map(|credit| credit.person as u32).collect(),
                }
            }
            Some(slot) => {
                let label = self.label_key(slot, cells);
                let text = self.texts[slot].keys.text(label);
                let word = self.word(slot, cells);
                FirstRow { day, order: format!("{order}\0{text}").as_bytes().into(), owners: vec![word] }
            }
        }
    }
}
