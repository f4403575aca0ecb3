//! From a row that counts to the stores: its owner, its shares, its cells.

use super::super::gather::{FirstRow, Store};
use super::super::plan::{Keep, SlotKind};
use super::{DayPlace, Folder, Purpose, UnassignedRows};
use crate::calendar::NaiveDate;
use crate::crediting::{Named, Owner, Unassigned, owner, spell_on};
use crate::ingest::cell::CellFault;
use crate::ingest::cell::key::is_plain;
use crate::ingest::row::Cells;
use crate::ledger::Credit;
use crate::spelling::folded;

/// One person's credit for a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Credited {
    pub person: usize,
    /// Accumulator cell.
    pub cell: u32,
    /// Which share of the order's split, or of its overlays; nothing: the whole row.
    pub share: Option<usize>,
    pub is_overlay: bool,
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
        if !self.row.is_sorted {
            self.pass(cells);
        }
        for slot in &context.needs.keys {
            let is_ahead = context.needs.ahead == Some(*slot);
            if is_ahead && self.row.known_since >= day && self.is_noted(cells, *slot, place.segment) {
                self.row.known_since = NaiveDate::MIN;
            }
            if self.row.known_since >= day || !is_ahead {
                self.key_of(cells, *slot);
            }
        }
        if place.in_window {
            self.read_what_is_kept(cells);
        }
        if self.row.faulty {
            self.tally().faulty += 1;
            return;
        }
        self.count_row(day, place.in_period);
        if place.in_window && self.context.is_before[place.segment] {
            let tally = &mut self.tallies[self.row.table as usize];
            tally.last_before = tally.last_before.max(Some(day));
        }
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
            self.passed.date = None;
        }
        self.day
    }

    /// Whether the row's key is noted to have a row in a gap up to that segment.
    fn is_noted(&self, cells: &Cells, slot: usize, segment: usize) -> bool {
        if self.earlier.is_empty() || !cells.layout.slots[slot].is_as_written() {
            return false;
        }
        let number = cells.raw(slot).and_then(|raw| self.earlier.number_at(&raw, 0, raw.len()));
        number.is_some_and(|number| self.earlier.has(number, segment))
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
            if wanted.part.as_ref().is_some_and(|part| key.as_deref() != Some(&*folded(part))) {
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

    pub(super) fn first_row(&self, cells: &Cells, day: NaiveDate, credits: &[Credited]) -> FirstRow {
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

    /// Who gets the row; a row of the period that is nobody's is noted.
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
            (None, Owner::Nobody(why)) => self.nobody(cells, why, in_period),
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

    fn nobody(&mut self, cells: &Cells, why: Unassigned, in_period: bool) {
        if !in_period {
            return;
        }
        self.tally().unassigned += 1;
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
}
