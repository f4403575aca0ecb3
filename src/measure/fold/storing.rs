//! From a row that counts to the stores: its owner, its shares, its cells.

use super::super::distinct::Cell;
use super::super::gather::{FirstRow, PartCell, Store, SumCell, add_part, keep_earlier, keep_earlier_day};
use super::super::plan::{Keep, SlotKind};
use super::reading::seconds_in;
use super::{DayPlace, Folder, Purpose, UnassignedRows};
use crate::calendar::{NaiveDate, months_before};
use crate::crediting::{Named, Owner, Unassigned, divide, overlay, owner, spell_on};
use crate::ingest::cell::CellFault;
use crate::ingest::cell::key::is_plain;
use crate::ingest::row::Cells;
use crate::ledger::Credit;
use crate::number::Number;

/// One person's credit for a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Credited {
    person: usize,
    /// Accumulator cell.
    cell: u32,
    /// Which share of the order's split, or of its overlays; nothing: the whole row.
    share: Option<usize>,
    is_overlay: bool,
}

impl Folder<'_> {
    /// Credits and stores a row that counts.
    pub(super) fn store(&mut self, cells: &Cells, day: Option<NaiveDate>) {
        let context = self.context;
        let named = self.named(cells);
        let order = self.order_key(cells);
        if context.stream.takes_back && !self.is_returned(cells) {
            self.leave_out();
            return;
        }
        match context.purpose {
            Purpose::Gather => {}
            Purpose::Days => return day.into_iter().for_each(|day| self.tally().see_day(day)),
            Purpose::Keys => return self.list_order(named, order),
            Purpose::Orders => return self.learn_order(cells, day, named, order.as_deref()),
        }
        if context.stream.takes_back && self.row.numbers.iter().all(Option::is_none) {
            self.take_back_whole_order(cells, order.as_deref());
            return;
        }
        let day = if self.row.back { self.day_of_return(cells, day, order.as_deref()) } else { day };
        let Some(day) = day else {
            if !self.row.faulty {
                self.fault(cells, None, CellFault { code: "return-without-date", args: Vec::new() });
            }
            self.tally().faulty += 1;
            return;
        };
        let named = named.or_else(|| self.inherited(cells, day, order.as_deref())).unwrap_or_default();
        self.store_row(cells, day, named, order.as_deref());
        if !self.row.faulty {
            self.doubt(cells, self.day.in_period);
        }
    }

    pub(super) fn store_row(&mut self, cells: &Cells, day: NaiveDate, named: Named, order: Option<&str>) {
        let context = self.context;
        let place = self.place_of(day);
        self.pass(cells);
        for at in 0..self.context.needs.keys.len() {
            self.key_of(cells, self.context.needs.keys[at]);
        }
        if place.in_window {
            self.read_what_is_kept(cells);
        }
        if self.row.faulty {
            self.tally().faulty += 1;
            return;
        }
        self.count_row(day, place.in_period);
        if !place.in_window && !self.may_be_first(cells, day) {
            return;
        }
        let mut credits = std::mem::take(&mut self.credits);
        credits.clear();
        self.credit(&mut credits, cells, (day, place.segment, place.in_period), named, order);
        for index in 0..context.stream.gathers.len() {
            if self.row.passes[index] {
                self.gather(cells, index, day, place.segment, &credits);
            }
        }
        if !context.wanted.is_empty() {
            self.note_hits(cells, day, &credits);
        }
        self.credits = credits;
    }

    /// Reads what the gathers keep of the row: a fault there is one of the row, and known before it is counted.
    fn read_what_is_kept(&mut self, cells: &Cells) {
        let context = self.context;
        for (index, gather) in context.stream.gathers.iter().enumerate().filter(|(_, gather)| gather.keep.reads_more())
        {
            if !self.row.passes[index] || (self.row.back && !matches!(gather.keep, Keep::Parts(..) | Keep::Deals(..))) {
                continue;
            }
            let key = gather.keep.key_slot(context.stream);
            let is_plain_key = context.needs.only_counted[index]
                && key.and_then(|slot| cells.raw(slot)).is_some_and(|raw| is_plain(&raw));
            self.row.plain_keys[index] = is_plain_key;
            match key.filter(|_| !is_plain_key) {
                Some(slot) if context.stream.slots[slot].kind == SlotKind::Text => {
                    self.key_of(cells, slot);
                }
                Some(slot) if context.stream.slots[slot].kind == SlotKind::Rate => {
                    self.rate(cells, slot);
                }
                _ => {}
            }
            match &gather.keep {
                Keep::Deals(_, Some(slot)) => {
                    self.label(cells, *slot);
                }
                Keep::Share(terms) => terms.iter().for_each(|term| {
                    self.holds(cells, *term);
                }),
                _ => {}
            }
        }
    }

    /// Where a day lies; rows of a day stand together.
    #[inline]
    fn place_of(&mut self, day: NaiveDate) -> DayPlace {
        if self.day.day != Some(day) {
            let plan = self.context.plan;
            let segment = plan.segments.of(day);
            let (in_window, in_period) = (self.context.in_window[segment], plan.current.contains(day));
            self.day = DayPlace { day: Some(day), segment, in_window, in_period };
        }
        self.day
    }

    /// Whether a row outside of every window matters all the same: as a first row, or as the last one before a window. Nearly every
    /// row is later than its customer's first, and is seen to be so by one look.
    fn may_be_first(&mut self, cells: &Cells, day: NaiveDate) -> bool {
        for (index, gather) in self.context.stream.gathers.iter().enumerate() {
            let matters = match (&gather.keep, self.row.passes[index]) {
                (_, false) => false,
                _ if self.row.known_since < day && self.context.needs.first == Some(index) => false,
                (Keep::First(slot, None), true) => match (self.key_of(cells, *slot), &self.stores[index]) {
                    (Some(key), Store::First(rows)) => rows.day(key) >= day,
                    _ => false,
                },
                (keep, true) => matches!(keep, Keep::First(..) | Keep::LastDay),
            };
            if matters {
                return true;
            }
        }
        false
    }

    /// Notes the row for every wanted total that it is in.
    fn note_hits(&mut self, cells: &Cells, day: NaiveDate, credits: &[Credited]) {
        let context = self.context;
        for wanted in &context.wanted {
            let keep = &context.stream.gathers[wanted.gather].keep;
            let sums = matches!(keep, Keep::Sum(_) | Keep::Parts(..) | Keep::Deals(..));
            let credited = credits.iter().any(|credit| wanted.cells.contains(&credit.cell));
            if !self.row.passes[wanted.gather] || !credited || (self.row.back && !sums) {
                continue;
            }
            let slot = keep.key_slot(context.stream);
            let key = slot.and_then(|slot| self.key_text(cells, slot));
            if wanted.part.as_ref().is_some_and(|part| key.as_ref() != Some(part)) {
                continue;
            }
            let first = match (keep, key) {
                (Keep::First(..), Some(key)) => Some((key.into_bytes(), self.first_row(cells, day, credits))),
                (Keep::First(..), None) => continue,
                _ => None,
            };
            let record = self.verbatim(cells.bytes);
            self.hits.push((wanted.id, (context.first_file + self.row.file, self.row.line, record, first)));
        }
    }

    fn first_row(&self, cells: &Cells, day: NaiveDate, credits: &[Credited]) -> FirstRow {
        let raw = cells.raw(self.context.stream.order).unwrap_or_default();
        let order = crate::ingest::cell::key::normal(&cells.text_of(&raw).unwrap_or_default()).into_owned();
        let people = credits.iter().filter(|credit| !credit.is_overlay).map(|credit| credit.person as u32).collect();
        FirstRow { day, order: order.as_bytes().into(), people }
    }

    fn count_row(&mut self, day: NaiveDate, in_period: bool) {
        let tally = &mut self.tallies[self.row.table as usize];
        tally.see_day(day);
        // A row that takes back a whole order is stored once for each of its lines, and is one row.
        let rows = u64::from(!self.row.was_counted);
        self.row.was_counted = true;
        if in_period {
            tally.counted += rows;
            tally.returned += if self.row.back { rows } else { 0 };
        } else {
            tally.outside_period += rows;
        }
        for slot in &self.context.needs.money {
            tally.stand(*slot, self.row.written[*slot]);
            if let Some(fixed) = self.row.numbers[*slot].filter(|_| in_period) {
                tally.counted_sums[*slot] += fixed.units;
            }
        }
    }

    /// Who gets the row; a row that is nobody's is noted when a window has its day.
    fn credit(
        &mut self,
        credits: &mut Vec<Credited>,
        cells: &Cells,
        (day, segment, in_period): (NaiveDate, usize, bool),
        named: Named,
        order: Option<&str>,
    ) {
        let context = self.context;
        let split = order.and_then(|order| context.ledger.splits.by_order.get(order));
        match (split, owner(context.ledger, named, day)) {
            (Some(shares), _) => self.add_shares(credits, shares, day, segment, false),
            (None, Owner::One(person, spell)) => {
                let cell = self.cell(person, spell, segment, false);
                credits.push(Credited { person, cell, share: None, is_overlay: false });
            }
            (None, Owner::Nobody(why)) => self.nobody(cells, why, in_period, segment),
        }
        if let Some(shares) = order.and_then(|order| context.ledger.overlays.by_order.get(order)) {
            self.add_shares(credits, shares, day, segment, true);
        }
    }

    fn add_shares(&self, credits: &mut Vec<Credited>, shares: &[Credit], day: NaiveDate, segment: usize, over: bool) {
        for (share, credit) in shares.iter().enumerate() {
            if let Some(spell) = spell_on(self.context.ledger, credit.person, day) {
                let cell = self.cell(credit.person, spell, segment, over);
                credits.push(Credited { person: credit.person, cell, share: Some(share), is_overlay: over });
            }
        }
    }

    fn cell(&self, person: usize, spell: usize, segment: usize, over: bool) -> u32 {
        let plan = self.context.plan;
        let spell = plan.first_spell[person] as usize + spell;
        ((spell * plan.segments.len() + segment) * 2 + usize::from(over)) as u32
    }

    fn nobody(&mut self, cells: &Cells, why: Unassigned, in_period: bool, segment: usize) {
        if !self.context.in_window[segment] {
            return;
        }
        if in_period {
            self.tally().unassigned += 1;
        }
        let stream = self.context.stream;
        let raw = cells.raw(stream.person).unwrap_or_default();
        let name = cells.layout.shown(&raw).trim().to_owned();
        let money = stream.slots.iter().position(|slot| slot.money);
        let sum = money.and_then(|slot| self.row.numbers[slot]).map_or(0, |fixed| fixed.units);
        let rows = UnassignedRows { rows: 1, sum, first: (self.row.file, self.row.line) };
        self.note_unassigned((name, why), rows);
    }

    /// Adds rows that are nobody's.
    pub(super) fn note_unassigned(&mut self, key: (String, Unassigned), rows: UnassignedRows) {
        let known = self.unassigned.entry(key).or_insert(UnassignedRows { first: rows.first, ..Default::default() });
        known.rows += rows.rows;
        known.sum += rows.sum;
        known.first = known.first.min(rows.first);
    }

    fn gather(&mut self, cells: &Cells, index: usize, day: NaiveDate, segment: usize, credits: &[Credited]) {
        let context = self.context;
        let keep = &context.stream.gathers[index].keep;
        let in_window = context.in_window[segment];
        if !in_window && !matches!(keep, Keep::First(..) | Keep::LastDay) {
            return;
        }
        match keep {
            Keep::Sum(slot) => self.add_sum(index, *slot, cells, credits),
            Keep::Parts(value, slot) => self.add_parts(index, *value, *slot, cells, credits),
            Keep::Deals(slot, label) if context.plan.current.contains(day) => {
                self.add_deal(index, (*slot, *label), segment, cells, credits);
            }
            Keep::Deals(..) => {}
            Keep::LastChange(slot) => {
                if self.row.numbers[*slot].is_some_and(|number| number.units != 0) {
                    self.add_day(index, day, credits);
                }
            }
            // A row that takes a sale back counts in sums only.
            _ if self.row.back => {}
            Keep::Mean(slot) => self.add_sum(index, *slot, cells, credits),
            Keep::Rows => {
                if let Store::Rows(rows) = &mut self.stores[index] {
                    credits.iter().for_each(|credit| rows[credit.cell as usize] += 1);
                }
            }
            Keep::Share(terms) => {
                let matching = terms.iter().all(|term| self.holds(cells, *term));
                self.add_share(index, u64::from(matching), 1, credits);
            }
            Keep::Filled(slots) => {
                let filled = slots.iter().filter(|slot| !cells.is_missing(**slot)).count() as u64;
                self.add_share(index, filled, slots.len() as u64, credits);
            }
            Keep::Distinct(slot) => self.add_distinct(index, *slot, segment, cells, credits),
            Keep::Values(slot) => {
                if let (Some(number), Store::Values(values)) = (self.row.numbers[*slot], &mut self.stores[index]) {
                    credits.iter().for_each(|credit| values.entry(credit.cell).or_default().push(number.units));
                }
            }
            Keep::LastDay => self.add_day(index, day, credits),
            Keep::FirstDays(slot) => {
                if let (Some(key), Store::FirstDays(days)) = (self.key_of(cells, *slot), &mut self.stores[index]) {
                    credits.iter().for_each(|credit| keep_earlier_day(days, (credit.cell, key), day));
                }
            }
            Keep::First(slot, months) => self.add_first(index, *slot, *months, day, cells, credits),
        }
    }

    /// A key that is only counted is kept as the number that it holds, and not as a text.
    fn add_distinct(&mut self, index: usize, slot: usize, segment: usize, cells: &Cells, credits: &[Credited]) {
        let place = |credit: &Credited| Cell { number: credit.cell, segment: segment as u32 };
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

    fn add_day(&mut self, index: usize, day: NaiveDate, credits: &[Credited]) {
        if let Store::Days(days) = &mut self.stores[index] {
            for credit in credits {
                let known = &mut days[credit.cell as usize];
                *known = (*known).max(Some(day));
            }
        }
    }

    fn add_share(&mut self, index: usize, matching: u64, all: u64, credits: &[Credited]) {
        if let Store::Shares(shares) = &mut self.stores[index] {
            for credit in credits {
                let PartCell { matching: known, all: known_all } = &mut shares[credit.cell as usize];
                *known += matching;
                *known_all += all;
            }
        }
    }

    /// Each credit's part of a number of the row.
    fn parts_of(&self, slot: usize, cells: &Cells, credits: &[Credited]) -> Vec<SumCell> {
        let Some(number) = self.row.numbers[slot] else { return Vec::new() };
        if let [Credited { share: None, .. }] = credits {
            return vec![SumCell { sum: number.units, rows: 1 }];
        }
        let order = cells.raw(self.context.stream.order).unwrap_or_default();
        let order = crate::ingest::cell::key::normal(&cells.text_of(&order).unwrap_or_default()).into_owned();
        let ledger = self.context.ledger;
        let shares = ledger.splits.by_order.get(&order).map(|shares| divide(number, shares)).unwrap_or_default();
        let over = ledger.overlays.by_order.get(&order);
        credits
            .iter()
            .map(|credit| {
                let sum = match (credit.share, credit.is_overlay) {
                    (None, _) => number.units,
                    (Some(share), false) => shares.get(share).copied().unwrap_or(0),
                    (Some(share), true) => over.map_or(0, |over| overlay(number, &over[share].share)),
                };
                SumCell { sum, rows: 1 }
            })
            .collect()
    }

    fn add_sum(&mut self, index: usize, slot: usize, cells: &Cells, credits: &[Credited]) {
        if let ([Credited { share: None, cell, .. }], Some(number), Store::Sums(sums)) =
            (credits, self.row.numbers[slot], &mut self.stores[index])
        {
            let known = &mut sums[*cell as usize];
            known.sum += number.units;
            known.rows += 1;
            return;
        }
        let parts = self.parts_of(slot, cells, credits);
        if let Store::Sums(sums) = &mut self.stores[index] {
            for (credit, part) in credits.iter().zip(parts) {
                let known = &mut sums[credit.cell as usize];
                known.sum += part.sum;
                known.rows += part.rows;
            }
        }
    }

    fn add_parts(&mut self, index: usize, value: usize, slot: usize, cells: &Cells, credits: &[Credited]) {
        let key = match self.context.stream.slots[slot].kind {
            SlotKind::Text => self.key_of(cells, slot),
            _ => None,
        };
        let key = key.unwrap_or_else(|| {
            let label = self.label(cells, slot);
            self.texts[slot].keys.intern(label.as_bytes())
        });
        let parts = self.parts_of(value, cells, credits);
        if let Store::Parts(sums) = &mut self.stores[index] {
            for (credit, part) in credits.iter().zip(parts) {
                let known = sums.entry((credit.cell, key)).or_default();
                known.sum += part.sum;
                known.rows += part.rows;
            }
        }
    }

    /// What a row is told apart by: the normal form of a text, a number in full; empty where it is missing.
    fn label(&mut self, cells: &Cells, slot: usize) -> String {
        match &self.context.stream.slots[slot].kind {
            SlotKind::Text => {
                let key = self.key_of(cells, slot);
                key.map_or_else(String::new, |key| self.texts[slot].keys.text(key))
            }
            SlotKind::Rate => self.rate(cells, slot).map_or_else(String::new, |rate| rate.to_string()),
            kind => {
                let seconds = Number::from(seconds_in(kind));
                let number = self.row.numbers[slot].and_then(|fixed| fixed.to_number().checked_div(&seconds));
                number.map_or_else(String::new, |number| number.to_string())
            }
        }
    }

    fn add_deal(
        &mut self,
        index: usize,
        (slot, label): (usize, Option<usize>),
        segment: usize,
        cells: &Cells,
        credits: &[Credited],
    ) {
        let order = self.context.stream.order;
        let first = (self.context.first_file + self.row.file, self.row.line);
        let key = self.key_of(cells, order);
        // A row without an order is a deal of its own: its place is its key, behind a byte that no key begins with.
        let key = key.unwrap_or_else(|| {
            let own = format!("\0{:08}:{:010}", first.0, first.1);
            self.texts[order].keys.intern(own.as_bytes())
        });
        let Some(number) = self.row.numbers[slot] else { return };
        let parts = self.parts_of(slot, cells, credits);
        let label = label.map(|slot| self.label(cells, slot));
        if let Store::Deals(deals) = &mut self.stores[index] {
            let deal = deals.entry((key, segment as u32)).or_default();
            deal.first = if deal.whole.rows == 0 { first } else { deal.first.min(first) };
            deal.whole.sum += number.units;
            deal.whole.rows += 1;
            if let Some(label) = label {
                deal.labels.entry(label).or_default().add(SumCell { sum: number.units, rows: 1 });
            }
            credits.iter().zip(parts).for_each(|(credit, part)| add_part(&mut deal.parts, credit.cell, part));
        }
    }

    fn add_first(
        &mut self,
        index: usize,
        slot: usize,
        months: Option<u32>,
        day: NaiveDate,
        cells: &Cells,
        credits: &[Credited],
    ) {
        let Some(key) = self.key_of(cells, slot) else { return };
        // Nearly every row is later than its customer's first: only an earlier one, or one of that day, is looked at in full.
        if let Store::First(rows) = &self.stores[index]
            && rows.day(key) < day
        {
            return;
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
