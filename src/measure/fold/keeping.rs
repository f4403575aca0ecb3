//! What each gather keeps of a credited row: sums, parts, deals, keys, days, first rows.

use super::super::distinct::Cell;
use super::super::gather::{PartCell, SCALE, Store, SumCell, add_part, keep_earlier, keep_earlier_day, keep_larger};
use super::super::plan::{Keep, SlotKind};
use super::Folder;
use super::storing::Credited;
use crate::calendar::{NaiveDate, months_before};
use crate::crediting::{divide, overlay};
use crate::ingest::row::Cells;

/// A row that is counted, as a sum of rows has it.
const ONE_ROW: i128 = 10i128.pow(SCALE);

impl Folder<'_> {
    /// Adds a credited row to the store of one gather.
    pub(super) fn gather(&mut self, cells: &Cells, index: usize, day: NaiveDate, segment: usize, credits: &[Credited]) {
        let context = self.context;
        let keep = &context.stream.gathers[index].keep;
        let in_window = context.in_window[segment];
        if !in_window && !matches!(keep, Keep::First(..) | Keep::LastDay) {
            return;
        }
        match keep {
            Keep::Sum(slot) => self.add_sum(index, *slot, credits),
            Keep::Parts(None, _) | Keep::Deals(None, _) if self.row.back => {}
            Keep::Joint(of) => self.add_joint(index, of, cells, credits),
            Keep::Parts(value, slot) => self.add_parts(index, *value, *slot, cells, credits),
            Keep::Deals(value, label) if context.plan.current.contains(day) => {
                self.add_deal(index, (*value, *label), segment, cells, credits);
            }
            Keep::Deals(..) => {}
            Keep::LastChange(slot) => {
                if self.row.numbers[*slot].is_some_and(|number| number.units != 0) {
                    self.add_day(index, day, credits);
                }
            }
            // A row that takes a sale back counts in sums only.
            _ if self.row.back => {}
            Keep::Credited(slot) => self.add_credited(index, *slot, cells, credits),
            Keep::Mean(slot) => self.add_sum(index, *slot, credits),
            Keep::Rows => {
                if let Store::Rows(rows) = &mut self.stores[index] {
                    credits.iter().for_each(|credit| rows[credit.cell as usize] += 1);
                }
            }
            Keep::Share(_) | Keep::Filled(_) => {
                let row = self.row_of(keep, cells);
                self.add_share(index, row, credits);
            }
            Keep::Distinct(slot) => self.add_distinct(index, *slot, segment, cells, credits),
            Keep::Values(slot) => {
                let parts = self.parts_of(Some(*slot), credits);
                if let Store::Values(values) = &mut self.stores[index] {
                    let parts = credits.iter().zip(parts);
                    parts.for_each(|(credit, part)| values.entry(credit.cell).or_default().push(part.sum));
                }
            }
            Keep::LastDay => self.add_day(index, day, credits),
            Keep::FirstDays(slot) => {
                if let (Some(key), Store::FirstDays(days)) = (self.key_or_order(cells, *slot), &mut self.stores[index])
                {
                    credits.iter().for_each(|credit| keep_earlier_day(days, (credit.cell, key), day));
                }
            }
            Keep::First(slot, months) => self.add_first((index, *slot), *months, (day, in_window), cells, credits),
        }
    }

    /// Notes a row of several people, as the store of the same rows has it.
    fn add_joint(&mut self, index: usize, of: &Keep, cells: &Cells, credits: &[Credited]) {
        if self.row.back && of.taken_back().is_none() {
            return;
        }
        if self.split.len() > 1
            && let Store::Joint(rows) = &mut self.stores[index]
        {
            rows.is_split = true;
        }
        if credits.len() < 2 {
            return;
        }
        let slot = match of {
            Keep::Sum(slot) | Keep::Mean(slot) | Keep::Values(slot) | Keep::Parts(Some(slot), _) => Some(*slot),
            _ => None,
        };
        let lacks_key = |slot: &usize| cells.is_missing(*slot);
        if slot.is_some_and(|slot| self.row.numbers[slot].is_none())
            || matches!(of, Keep::Distinct(slot) if lacks_key(slot))
        {
            return;
        }
        let key = if let Keep::Parts(_, label) = of { self.part_key(*label, cells) } else { 0 };
        let row = self.row_of(of, cells);
        let parts = if let Keep::Values(slot) = of { self.parts_of(Some(*slot), credits) } else { Vec::new() };
        let list: Vec<u32> = credits.iter().map(|credit| credit.cell).collect();
        let Store::Joint(rows) = &mut self.stores[index] else { return };
        if let Keep::Values(_) = of {
            rows.add_value(list.into_iter().zip(parts.into_iter().map(|part| part.sum)));
        } else {
            rows.add(&list, key, row);
        }
    }

    /// The row as one that counts: of shares, whether it matches; of filled cells, how many there are.
    fn row_of(&mut self, of: &Keep, cells: &Cells) -> PartCell {
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
    fn add_distinct(&mut self, index: usize, slot: usize, segment: usize, cells: &Cells, credits: &[Credited]) {
        let place = |credit: &Credited| Cell { number: credit.cell, segment: segment as u32 };
        if slot == self.context.stream.order && self.context.tells_orders_apart() {
            return self.add_order(index, segment, cells, credits);
        }
        let as_written = !self.context.needs.derived[slot] && cells.layout.slots[slot].is_as_written();
        if self.context.needs.only_counted[index] && as_written {
            let raw = cells.raw(slot).unwrap_or_default();
            if self.row.plain_keys[index]
                && let Store::Distinct(keys, rows) = &mut self.stores[index]
            {
                let is_numbered = credits.iter().all(|credit| keys.add(place(credit), &raw));
                if is_numbered {
                    credits.iter().for_each(|credit| rows[credit.cell as usize] += 1);
                    return;
                }
            }
        }
        let Some(key) = self.key_of(cells, slot) else { return };
        let (only_counted, names) = (self.context.needs.only_counted[index], &self.texts[slot].keys);
        let Store::Distinct(keys, rows) = &mut self.stores[index] else { return };
        for credit in credits {
            if !only_counted || !names.with(key, |text| keys.add(place(credit), text)) {
                keys.add_other(place(credit), key);
            }
            rows[credit.cell as usize] += 1;
        }
    }

    /// How much of a row, or of a value, each credit has.
    fn add_credited(&mut self, index: usize, slot: Option<usize>, cells: &Cells, credits: &[Credited]) {
        let key = match slot {
            None => None,
            Some(slot) => match self.key_or_order(cells, slot) {
                Some(key) => Some(key),
                None => return,
            },
        };
        for credit in credits {
            let list = if credit.is_overlay { self.over } else { self.split };
            let share = credit.share.map(|share| &list[share].share);
            let share = self.context.share_number(share);
            match (key, &mut self.stores[index]) {
                (None, Store::CreditedRows(rows)) => *rows.entry((credit.cell, share)).or_default() += 1,
                (Some(key), Store::CreditedKeys(shares)) => keep_larger(shares, (credit.cell, key), share),
                (_, other) => unreachable!("what is credited has a store of its own: {other:?}"),
            }
        }
    }

    /// A number of an order may stand for several.
    fn add_order(&mut self, index: usize, segment: usize, cells: &Cells, credits: &[Credited]) {
        let Some(key) = self.order_id(cells) else { return };
        if let Store::Distinct(keys, rows) = &mut self.stores[index] {
            for credit in credits {
                keys.add_other(Cell { number: credit.cell, segment: segment as u32 }, key);
                rows[credit.cell as usize] += 1;
            }
        }
    }

    /// The key of a slot's text; of an order's number, which several customers may share, that of the order.
    fn key_or_order(&mut self, cells: &Cells, slot: usize) -> Option<u32> {
        if slot == self.context.stream.order { self.order_id(cells) } else { self.key_of(cells, slot) }
    }

    fn add_day(&mut self, index: usize, day: NaiveDate, credits: &[Credited]) {
        if let Store::Days(days) = &mut self.stores[index] {
            for credit in credits {
                let known = &mut days[credit.cell as usize];
                *known = (*known).max(Some(day));
            }
        }
    }

    fn add_share(&mut self, index: usize, row: PartCell, credits: &[Credited]) {
        if let Store::Shares(shares) = &mut self.stores[index] {
            credits.iter().for_each(|credit| shares[credit.cell as usize].add(row));
        }
    }

    /// Each credit's part of a number of the row, none where the row has no such number; without a slot of the row as one, which is
    /// everybody's whole.
    pub(super) fn parts_of(&self, slot: Option<usize>, credits: &[Credited]) -> Vec<SumCell> {
        let Some(slot) = slot else { return vec![SumCell { sum: ONE_ROW, rows: 1 }; credits.len()] };
        let Some(number) = self.row.numbers[slot] else { return Vec::new() };
        let is_split = credits.iter().any(|credit| credit.share.is_some() && !credit.is_overlay);
        let parts = if is_split { divide(number, self.split) } else { Vec::new() };
        let part = |credit: &Credited| match (credit.share, credit.is_overlay) {
            (None, _) => number.units,
            // Shares are counted along the lists that the parts are made from.
            (Some(share), false) => parts[share],
            (Some(share), true) => overlay(number, &self.over[share].share),
        };
        credits.iter().map(|credit| SumCell { sum: part(credit), rows: 1 }).collect()
    }

    fn add_sum(&mut self, index: usize, slot: usize, credits: &[Credited]) {
        if let ([Credited { share: None, cell, .. }], Some(number), Store::Sums(sums)) =
            (credits, self.row.numbers[slot], &mut self.stores[index])
        {
            let known = &mut sums[*cell as usize];
            known.sum += number.units;
            known.rows += 1;
            return;
        }
        let parts = self.parts_of(Some(slot), credits);
        if let Store::Sums(sums) = &mut self.stores[index] {
            for (credit, part) in credits.iter().zip(parts) {
                let known = &mut sums[credit.cell as usize];
                known.sum += part.sum;
                known.rows += part.rows;
            }
        }
    }

    fn add_parts(&mut self, index: usize, value: Option<usize>, slot: usize, cells: &Cells, credits: &[Credited]) {
        let key = self.part_key(slot, cells);
        let parts = self.parts_of(value, credits);
        if let Store::Parts(sums) = &mut self.stores[index] {
            for (credit, part) in credits.iter().zip(parts) {
                let known = sums.entry((credit.cell, key)).or_default();
                known.sum += part.sum;
                known.rows += part.rows;
            }
        }
    }

    fn part_key(&mut self, slot: usize, cells: &Cells) -> u32 {
        let key = match self.context.stream.slots[slot].kind {
            SlotKind::Text => self.key_of(cells, slot),
            _ => None,
        };
        key.unwrap_or_else(|| {
            let label = self.label(cells, slot);
            self.texts[slot].keys.intern(label.as_bytes())
        })
    }

    fn add_deal(
        &mut self,
        index: usize,
        (value, label): (Option<usize>, Option<usize>),
        segment: usize,
        cells: &Cells,
        credits: &[Credited],
    ) {
        let order = self.context.stream.order;
        let first = (self.context.first_file + self.row.file, self.row.line);
        let key = self.order_id(cells);
        // A row without an order is a deal of its own: its place is its key, behind a byte that no key begins with.
        let key = key.unwrap_or_else(|| {
            let own = format!("\0{:08}:{:010}", first.0, first.1);
            self.texts[order].keys.intern(own.as_bytes())
        });
        let whole = match value {
            Some(slot) => self.row.numbers[slot].map(|number| number.units),
            None => Some(ONE_ROW),
        };
        let Some(whole) = whole else { return };
        let parts = self.parts_of(value, credits);
        let label = label.map(|slot| self.label(cells, slot));
        if let Store::Deals(deals) = &mut self.stores[index] {
            let deal = deals.entry((key, segment as u32)).or_default();
            deal.first = if deal.whole.rows == 0 { first } else { deal.first.min(first) };
            deal.whole.sum += whole;
            deal.whole.rows += 1;
            for (credit, part) in credits.iter().zip(parts) {
                add_part(&mut deal.parts, credit.cell, part);
                if let Some(label) = &label {
                    deal.labels.entry((credit.cell, label.clone())).or_default().add(part);
                }
            }
        }
    }

    fn add_first(
        &mut self,
        (index, slot): (usize, usize),
        months: Option<u32>,
        (day, in_window): (NaiveDate, bool),
        cells: &Cells,
        credits: &[Credited],
    ) {
        if self.row.known_since < day && self.context.needs.first == Some(index) {
            return;
        }
        let Some(key) = self.key_of(cells, slot) else { return };
        // Nearly every row is later than its customer's first: only an earlier one in a window, or one of that day, is looked at in full.
        if let Store::First(rows) = &mut self.stores[index] {
            if rows.day(key) < day {
                return;
            }
            if !in_window {
                rows.keep_day(key, day);
                return;
            }
        }
        let row = self.first_row(cells, day, credits);
        match &mut self.stores[index] {
            Store::First(rows) => rows.keep(key, &row),
            Store::Recent(windows) => {
                for (window, recent) in self.context.plan.windows.iter().zip(windows) {
                    if window.contains(day) {
                        keep_earlier(&mut recent.entry(key).or_default().first, row.clone());
                    } else if day < window.first() && day >= months_before(window.first(), months.unwrap_or(0)) {
                        let known = &mut recent.entry(key).or_default().last_before;
                        *known = (*known).max(Some(day));
                    }
                }
            }
            _ => {}
        }
    }
}
