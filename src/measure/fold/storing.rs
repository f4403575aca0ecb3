//! From a row that counts to the stores: its owner, its shares, its cells.

use std::collections::BTreeSet;

use super::super::accumulate::Accumulator;
use super::super::batch::{Credited, Shares};
use super::super::plan::{Keep, SlotKind};
use super::below_zero::Below;
use super::named_orders::Counts;
use super::{DayPlace, Folder, Purpose, UnassignedRows};
use crate::calendar::NaiveDate;
use crate::crediting::{Named, Owner, Unassigned, owner, spell_on};
use crate::ingest::cell::CellFault;
use crate::ingest::cell::key::is_plain;
use crate::ingest::row::{Cells, Fixed};
use crate::ledger::{Credit, Names};
use crate::policy::rules::Unit;

/// Whether credits are within the whole of an order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beyond {
    No,
    Yes,
}

/// Whether the order is divided, and nothing of it is the person's whom its row names.
fn lacks(split: &[Credit], named: Named) -> bool {
    let Named::Person(seller) = named else { return false };
    !split.is_empty() && split.iter().all(|credit| credit.person != Some(seller))
}

/// Whether somebody has the order, or a part of it, and a credit beyond the whole of it as well.
fn is_credited_twice(shares: &Shares, credits: &[Credited]) -> bool {
    let has = |credit: &Credit| credits.iter().any(|credited| credit.person == Some(credited.person));
    shares.over.iter().any(has)
}

impl<'a> Folder<'a> {
    /// Credits and stores a row that counts.
    pub(super) fn store(&mut self, cells: &Cells, day: Option<NaiveDate>) {
        let context = self.context;
        let named = self.named(cells);
        let order = self.order_key(cells);
        self.note_credited(cells, Counts::Yes);
        if context.stream.takes_back && !self.is_returned(cells) {
            self.leave_out();
            return;
        }
        if self.row.back && context.is_taking {
            self.check_worth(cells);
        }
        match context.purpose {
            Purpose::Gather | Purpose::Firsts => {}
            Purpose::Days | Purpose::List => return self.see_row_of(day),
            Purpose::Keys => return self.list_order(cells, day, named, order),
            Purpose::Orders => return self.learn_order(cells, day, named, order.as_deref()),
            Purpose::Doubles => return self.learn_double(cells, day, named, order.as_deref()),
        }
        if self.takes_back_what_was_settled(cells, day, order.as_deref()) {
            return;
        }
        let day = if self.row.back { self.day_of_refund(cells, day, order.as_deref()) } else { day };
        let Some(day) = day else { return self.lacks_day(cells) };
        if self.place_of(day).is_looked_at {
            self.remark_name(cells);
        }
        let named = named.or_else(|| self.inherited(cells, day, order.as_deref())).unwrap_or_default();
        self.names_nobody |= !matches!(named, Named::Person(_));
        self.store_row(cells, day, named, order.as_deref());
        if !self.row.faulty {
            self.doubt(cells);
        }
    }

    /// Stores a row with the labels that registers have for it.
    pub(super) fn store_row(&mut self, cells: &Cells, day: NaiveDate, named: Named, order: Option<&str>) {
        let is_needed = self.place_of(day).in_window || self.context.looks_before;
        if self.context.labels.is_empty() || !is_needed {
            return self.store_labelled(cells, day, named, order);
        }
        let instead = self.with_labels(cells, (day, named), order);
        self.store_labelled(&Cells { instead: &instead, ..*cells }, day, named, order);
    }

    fn store_labelled(&mut self, cells: &Cells, day: NaiveDate, named: Named, order: Option<&str>) {
        let context = self.context;
        let place = self.place_of(day);
        self.row.day = Some(day);
        if !self.row.is_sorted {
            self.pass(cells);
        }
        if context.purpose == Purpose::Firsts {
            self.shares = self.shares_of(cells, order);
            return self.note_claims(cells, day, named);
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
        if place.in_window && self.sold.is_some() {
            self.check_takes_all(cells);
        }
        if place.in_window && !self.row.back && !self.row.faulty {
            self.check_sums(cells);
            self.check_ends(cells);
        }
        self.shares = self.shares_of(cells, order);
        if self.row.faulty {
            self.tally().faulty += 1;
            return;
        }
        if !self.row.was_counted {
            self.note_strays(cells, place);
            if !self.row.back {
                self.note_newcomer(cells, place);
            }
            if place.in_window && !self.row.back {
                self.note_contradictions(cells);
            }
            if place.is_looked_at && !self.row.back {
                self.note_size(place);
                self.note_blanks(cells);
                self.note_unlabelled(cells);
                self.note_answers(cells);
            } else if place.is_heard && !self.row.back && !context.plan.was_closed(day) {
                self.note_blank_firsts(cells);
            }
            self.note_repeat(cells, day, (place.is_told, place.is_looked_at));
            if !context.stream.unique.is_empty() {
                self.note_unique(cells);
            }
        }
        self.note_counted(cells, day, place);
        if !place.in_window && !self.may_be_first(cells, day) {
            return;
        }
        let mut credits = std::mem::take(&mut self.credits);
        credits.clear();
        self.credit(&mut credits, cells, (day, place.segment, place.in_period), named);
        self.put(cells, place, &credits);
        if !context.wanted.is_empty() {
            self.note_hits(cells, day, &credits);
        }
        self.credits = credits;
    }

    /// Counts the row, and notes where it lies and whose order it is of.
    pub(super) fn note_counted(&mut self, cells: &Cells, day: NaiveDate, place: DayPlace) {
        let context = self.context;
        self.count_row(cells, day, place);
        if place.in_window {
            let tally = &mut self.tallies[self.row.table as usize];
            tally.see_segment(place.segment);
            if context.is_before[place.segment] {
                tally.last_before = tally.last_before.max(Some(day));
            }
        }
        if place.is_told && context.tells_customers && !self.row.back && context.several.get().is_none() {
            self.note_customer(cells);
        }
    }

    /// What is added up is there: a blank amount of money is a fault of the row, any other blank counts as 0 and is told.
    fn check_sums(&mut self, cells: &Cells) {
        let context = self.context;
        let mut blank = BTreeSet::new();
        for (index, gather) in context.stream.gathers.iter().enumerate() {
            let Keep::Sum(slot) = gather.keep else { continue };
            // A number that counts once stands there, though a later row does not count it.
            let is_made = matches!(context.stream.slots[slot].kind, SlotKind::Product(..));
            let is_once =
                context.stream.once.iter().any(|(number, _)| *number == slot) && (is_made || !cells.is_missing(slot));
            let is_kept = self.row.passes[index] && context.kept[index][self.day.segment];
            if !is_kept || self.row.numbers[slot].is_some() || is_once {
                continue;
            }
            if context.policy.measure(gather.measure).unit == Unit::Money {
                return self.fault_missing(cells, slot);
            }
            blank.insert(slot);
        }
        for slot in blank {
            self.remark(cells, "blanks-in-sum", &context.stream.slots[slot].column);
        }
    }

    /// Reads what the gathers keep of the row: a fault there is one of the row, and known before it is counted.
    fn read_what_is_kept(&mut self, cells: &Cells) {
        let context = self.context;
        for (index, gather) in context.stream.gathers.iter().enumerate().filter(|(_, gather)| gather.reads_more()) {
            let is_kept = self.row.passes[index] && context.kept[index][self.day.segment];
            if !is_kept || (self.row.back && gather.keep.taken_back().is_none()) {
                continue;
            }
            let key = gather.keep.key_slot(context.stream);
            let is_plain_key = context.needs.only_counted[index]
                && key.and_then(|slot| cells.raw(slot)).is_some_and(|raw| is_plain(&raw));
            self.row.plain_keys[index] = is_plain_key;
            if let Some(slot) = key.filter(|_| !is_plain_key) {
                self.read_label(cells, slot);
            }
            match &gather.keep {
                Keep::Deals(_, Some(slot)) => self.read_label(cells, *slot),
                Keep::Share(terms) => terms.iter().for_each(|term| {
                    self.holds(cells, *term);
                }),
                _ => {}
            }
            for slot in gather.axis.slot().into_iter().chain(gather.of.map(|of| of.slot)) {
                self.read_label(cells, slot);
            }
        }
    }

    /// Reads what a row is told apart by.
    fn read_label(&mut self, cells: &Cells, slot: usize) {
        match self.context.stream.slots[slot].kind {
            SlotKind::Text => {
                self.key_of(cells, slot);
            }
            _ => {
                self.label(cells, slot);
            }
        }
    }

    /// Where a day lies; rows of a day stand together.
    #[inline]
    pub(super) fn place_of(&mut self, day: NaiveDate) -> DayPlace {
        if self.day.day != Some(day) {
            let plan = self.context.plan;
            let segment = plan.segments.of(day);
            let (in_window, is_told) = (self.context.in_window[segment], self.context.told[segment]);
            let in_period = plan.current.contains(day);
            let is_looked_at = in_period || self.context.looked.iter().any(|days| days.contains(day));
            let is_heard = is_looked_at || self.context.hears_before(day);
            self.day = DayPlace { day: Some(day), segment, in_window, is_told, in_period, is_looked_at, is_heard };
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
                (Keep::First(slot, None), true) => match (self.key_of(cells, *slot), &self.accumulators[index]) {
                    (Some(key), Accumulator::FirstRows(rows)) => rows.day(key) >= day,
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

    /// Notes on which day the row counts, where nothing else is asked.
    pub(super) fn see_row_of(&mut self, day: Option<NaiveDate>) {
        let line = self.row.line;
        day.into_iter().for_each(|day| self.tally().see_row_of(day, line));
    }

    fn count_row(&mut self, cells: &Cells, day: NaiveDate, place: DayPlace) {
        let tally = &mut self.tallies[self.row.table as usize];
        tally.see_day(day);
        // A row that takes back a whole order is stored once for each of its lines, and is one row.
        let rows = u64::from(!self.row.was_counted);
        self.row.was_counted = true;
        if place.is_looked_at {
            tally.looked_at += rows;
        }
        if place.in_period {
            tally.counted += rows;
            tally.returned += if self.row.back { rows } else { 0 };
        } else {
            tally.outside_period += rows;
        }
        for at in 0..self.context.needs.totalled.len() {
            let slot = self.context.needs.totalled[at];
            let tally = &mut self.tallies[self.row.table as usize];
            tally.stand(slot, self.row.written[slot]);
            let units = self.row.numbers[slot].map_or(0, |fixed| fixed.units);
            tally.counted_sums[slot] += if place.in_period { units } else { 0 };
            tally.looked_sums[slot] += if place.is_looked_at { units } else { 0 };
        }
        if place.is_looked_at && !self.row.back {
            self.told_below_zero(cells).into_iter().for_each(|(slot, fixed)| self.note_negative(cells, slot, fixed));
        }
    }

    /// The numbers of the row that are told since they are below 0.
    fn told_below_zero(&self, cells: &Cells) -> Vec<(usize, Fixed)> {
        let context = self.context;
        let below = |slot: usize| {
            let fixed = self.row.numbers[slot].filter(|fixed| fixed.units < 0)?;
            // A sale at a loss takes nothing back.
            let is_loss = context.stream.is_of_either_sign(slot) && self.is_above(cells) == Some(true);
            (!is_loss).then_some((slot, fixed))
        };
        let is_money = |told: &&Below| told.gathers.is_empty();
        let money: Vec<(usize, Fixed)> =
            context.below.iter().filter(is_money).filter_map(|told| below(told.slot)).collect();
        // Of a row whose money is told, what else it has is the same.
        if !money.is_empty() {
            return money;
        }
        let passes = |told: &&Below| told.gathers.iter().any(|gather| self.row.passes[*gather]);
        context.below.iter().filter(passes).filter_map(|told| below(told.slot)).collect()
    }

    /// Notes a negative row that nothing says to take something back.
    #[cold]
    fn note_negative(&mut self, cells: &Cells, slot: usize, fixed: Fixed) {
        let (mut doubt, sum) = self.own_tally().negatives.remove(&slot).unwrap_or_default();
        doubt.see(self.row.line, || self.spot(cells, slot));
        self.own_tally().negatives.insert(slot, (doubt, sum + fixed.units));
    }

    /// Who gets the row; a row of the period that is nobody's is noted.
    fn credit(
        &mut self,
        credits: &mut Vec<Credited>,
        cells: &Cells,
        (day, segment, in_period): (NaiveDate, usize, bool),
        named: Named,
    ) {
        let context = self.context;
        if in_period && !self.row.back && lacks(self.shares.split, named) {
            self.remark(cells, "split-without-seller", "");
        }
        match owner(context.ledger, named, day) {
            _ if !self.shares.split.is_empty() => self.add_shares(credits, (day, segment, in_period), Beyond::No),
            Owner::One(person, spell) => {
                let credit = self.whole_row(person, spell, segment);
                credits.push(credit);
            }
            Owner::Nobody(why) => self.nobody(cells, (named, why), in_period),
        }
        if !self.shares.over.is_empty() {
            if in_period && !self.row.back && is_credited_twice(&self.shares, credits) {
                self.remark(cells, "overlay-of-seller", "");
            }
            self.add_shares(credits, (day, segment, in_period), Beyond::Yes);
        }
    }

    /// The shares of an order, and those beyond the whole. Where several customers share the number, they must say whose order they divide.
    pub(super) fn shares_of(&mut self, cells: &Cells, order: Option<&str>) -> Shares<'a> {
        let ledger = self.context.ledger;
        let Some(order) = order.filter(|_| !ledger.splits.by_order.is_empty() || !ledger.overlays.by_order.is_empty())
        else {
            return Shares::default();
        };
        let customer =
            if self.context.tells_orders_apart() || ledger.splits.have_customers || ledger.overlays.have_customers {
                self.customer_key(cells)
            } else {
                None
            };
        let lists = [&ledger.splits, &ledger.overlays].map(|credits| credits.of(order, customer.as_deref()));
        if lists.iter().any(|list| list.is_some_and(|(_, names)| names == Names::NumberOnly))
            && self.context.tells_orders_apart()
            && self.context.is_of_several(order)
        {
            let text = Self::shown_text(cells, self.context.stream.order);
            self.fault(cells, Some(self.context.stream.order), CellFault::new("split-of-several-customers", &text));
        }
        let [split, over] = lists.map(|list| list.map_or(&[][..], |(shares, _)| shares));
        Shares { split, over }
    }

    /// Credits the people of the shares who are employed on that day; the part of another is nobody's, and told as such.
    fn add_shares(
        &mut self,
        credits: &mut Vec<Credited>,
        (day, segment, in_period): (NaiveDate, usize, bool),
        beyond: Beyond,
    ) {
        let shares = if beyond == Beyond::Yes { self.shares.over } else { self.shares.split };
        for (share, credit) in shares.iter().enumerate() {
            let is_overlay = beyond == Beyond::Yes;
            let employed = credit.person.and_then(|person| Some((person, spell_on(self.context.ledger, person, day)?)));
            match employed {
                Some((person, spell)) => {
                    let cell = self.cell(person, spell, segment, is_overlay);
                    credits.push(Credited { person, cell, share: Some(share), is_overlay });
                }
                None if !is_overlay => self.part_of_nobody((share, credit), in_period),
                None => {}
            }
        }
    }

    fn part_of_nobody(&mut self, (share, credit): (usize, &Credit), in_period: bool) {
        if !in_period {
            return;
        }
        self.tally().unassigned += 1;
        // Whom staff does not have was told of where the share stands.
        let Some(person) = credit.person else { return };
        let name = self.context.ledger.people.list[person].id.clone();
        let money = self.context.stream.slots.iter().position(|slot| slot.money);
        let credited = [Credited { person, cell: 0, share: Some(share), is_overlay: false }];
        let part = money.map(|slot| self.shares.parts(self.row.numbers[slot], &credited));
        let sum = part.and_then(|parts| parts.first().copied()).map_or(0, |part| part.sum);
        let rows = UnassignedRows { sum, ..self.row_of_nobody() };
        self.note_unassigned((name, Unassigned::NotEmployed), rows);
    }

    /// The credit of a person who has the whole row.
    pub(super) fn whole_row(&self, person: usize, spell: usize, segment: usize) -> Credited {
        Credited { person, cell: self.cell(person, spell, segment, false), share: None, is_overlay: false }
    }

    pub(super) fn cell(&self, person: usize, spell: usize, segment: usize, over: bool) -> u32 {
        let plan = self.context.plan;
        let spell = plan.first_spell[person] as usize + spell;
        ((spell * plan.segments.len() + segment) * 2 + usize::from(over)) as u32
    }
}
