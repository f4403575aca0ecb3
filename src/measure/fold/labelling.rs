//! Labels that a row has through its customer, its product or its person: what the register says of these on the day on which the row counts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::plan::{Gather, Keep, Slot, Stream};
use super::{Folder, Purpose, Stray};
use crate::calendar::NaiveDate;
use crate::crediting::Named;
use crate::ingest::cell::CellFault;
use crate::ingest::row::Cells;
use crate::ledger::Ledger;
use crate::ledger::labels::{Label, Labels};
use crate::policy::Policy;
use crate::policy::rules::labels::Described;
use crate::spelling::folded;

/// A label of rows that stands in a register.
pub(super) struct RowLabel<'a> {
    slot: usize,
    register: Described,
    keys: Vec<usize>,
    labels: Labels<'a>,
    /// Gathers that test it.
    tested_by: Vec<usize>,
    /// Terms of other columns that a row passes of which some figure needs the label; of each figure those of its own.
    needed_by: Vec<Vec<usize>>,
}

/// Why a row has no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// The register has no such entry on its day.
    Entry,
    /// Its entry has nothing in the column.
    Word,
    /// It is split among people of whom the register says different things.
    OneWord,
}

/// Rows of the period that lack a label, by slot, reason and key.
pub type Unlabelled = BTreeMap<(usize, Lack, String), Stray>;

/// The labels of a stream that registers have.
pub(super) fn row_labels<'a>(
    (policy, ledger): (&'a Policy, &'a Ledger),
    stream: &'a Stream,
    purpose: Purpose,
) -> Vec<RowLabel<'a>> {
    let is_compared = purpose == Purpose::Doubles && !stream.once.is_empty();
    if !is_compared && !matches!(purpose, Purpose::Gather | Purpose::Orders | Purpose::Firsts) {
        return Vec::new();
    }
    let slots = stream.slots.iter().enumerate();
    let label = |(slot, of): (usize, &'a Slot)| {
        let label = of.label.as_ref()?;
        Some(RowLabel {
            slot,
            register: label.register,
            keys: label.keys.clone(),
            labels: Labels::of(ledger, label.register, &label.column),
            tested_by: tested_by(stream, slot),
            needed_by: needed_by(policy, stream, slot),
        })
    };
    slots.filter_map(label).collect()
}

fn tested_by(stream: &Stream, slot: usize) -> Vec<usize> {
    let tests = |gather: &Gather| gather.terms.iter().any(|term| stream.terms[*term].slot == slot);
    (0..stream.gathers.len()).filter(|index| tests(&stream.gathers[*index])).collect()
}

fn needed_by(policy: &Policy, stream: &Stream, slot: usize) -> Vec<Vec<usize>> {
    let used = stream.gathers.iter().filter(|gather| policy.used.contains(&gather.measure));
    let needs = used.filter_map(|gather| {
        let further = if let Keep::Share(terms) = &gather.keep { terms.as_slice() } else { &[] };
        let terms: Vec<usize> = gather.terms.iter().chain(further).copied().collect();
        let is_tested = terms.iter().any(|term| stream.terms[*term].slot == slot);
        let is_by_it = matches!(gather.keep, Keep::Parts(_, by) | Keep::Deals(_, Some(by)) if by == slot);
        let others = terms.into_iter().filter(|term| stream.terms[*term].slot != slot);
        (is_tested || is_by_it).then(|| others.collect())
    });
    let mut all: Vec<Vec<usize>> = needs.collect();
    all.sort();
    all.dedup();
    all
}

impl<'a> Folder<'a> {
    /// The texts that a row has from elsewhere, with the labels that registers have for it on the day on which it counts. A row that takes a
    /// sale back keeps what that had.
    pub(super) fn with_labels<'c>(
        &mut self,
        cells: &Cells<'c>,
        (day, named): (NaiveDate, Named),
        order: Option<&str>,
    ) -> Vec<(usize, Cow<'c, str>)>
    where
        'a: 'c,
    {
        let mut texts = cells.instead.to_vec();
        self.row.unlisted.clear();
        for at in 0..self.context.labels.len() {
            let label = &self.context.labels[at];
            let is_sold = self.sold.is_some() && self.context.sold_slots.contains(&Some(label.slot));
            if cells.text_instead(label.slot).is_some() {
                continue;
            }
            match self.label_of(cells, at, (day, named), order) {
                Label::Word(word) if !is_sold => texts.push((label.slot, Cow::Borrowed(word))),
                Label::Blank => {}
                // What was sold without a label comes back without one.
                Label::Word(_) | Label::Unlisted => self.row.unlisted.push(label.slot),
            }
        }
        texts
    }

    fn label_of(
        &mut self,
        cells: &Cells,
        at: usize,
        (day, named): (NaiveDate, Named),
        order: Option<&str>,
    ) -> Label<'a> {
        let context = self.context;
        let label = &context.labels[at];
        match label.register {
            Described::Staff => self.label_of_person(cells, at, (day, named), order),
            Described::Customers | Described::Products => {
                let found = label.keys.iter().find_map(|slot| self.entry_of(cells, at, *slot));
                found.map_or(Label::Unlisted, |entry| label.labels.on(entry, day))
            }
        }
    }

    /// The entry that a row's key names; each key is looked up once.
    fn entry_of(&mut self, cells: &Cells, at: usize, slot: usize) -> Option<usize> {
        let key = self.key_of(cells, slot)?;
        if let Some(known) = self.entries.get(&(at, slot, key)) {
            return *known;
        }
        let text = self.texts[slot].keys.text(key);
        let found = self.context.labels[at].labels.entry(&folded(&text));
        self.entries.insert((at, slot, key), found);
        found
    }

    /// What `staff` says of the person whose row it is; of a split row what it says of all who share it, where that is one word.
    fn label_of_person(
        &mut self,
        cells: &Cells,
        at: usize,
        (day, named): (NaiveDate, Named),
        order: Option<&str>,
    ) -> Label<'a> {
        let labels = &self.context.labels[at].labels;
        let own = match named {
            Named::Person(person) => labels.on(person, day),
            _ => Label::Unlisted,
        };
        let people = self.shares_of(cells, order).split.iter().filter_map(|credit| credit.person);
        let mut of_people: Vec<Label> = people.map(|person| labels.on(person, day)).collect();
        of_people.dedup();
        match of_people[..] {
            [] => own,
            [only] => only,
            _ => {
                self.row.shared = true;
                own
            }
        }
    }

    /// A row that has no entry matches no filter, not even one that leaves words out.
    pub(super) fn pass_labels(&mut self) {
        for label in &self.context.labels {
            if self.row.unlisted.contains(&label.slot) {
                label.tested_by.iter().for_each(|gather| self.row.passes[*gather] = false);
            }
        }
    }

    /// Notes a row of the period that lacks a label by which some figure goes.
    pub(super) fn note_unlabelled(&mut self, cells: &Cells) {
        let context = self.context;
        for label in &context.labels {
            let lack = match cells.text_instead(label.slot) {
                _ if self.row.shared && label.register == Described::Staff => Lack::OneWord,
                Some(_) => continue,
                None if !self.row.unlisted.contains(&label.slot) => Lack::Word,
                None if label.register == Described::Staff => continue,
                None => Lack::Entry,
            };
            if label.labels.is_empty() {
                continue;
            }
            let is_needed =
                |folder: &mut Self, others: &Vec<usize>| others.iter().all(|term| folder.holds(cells, *term));
            if label.needed_by.iter().any(|others| is_needed(self, others)) {
                self.take_unlabelled(cells, label, lack);
            }
        }
    }

    #[cold]
    fn take_unlabelled(&mut self, cells: &Cells, label: &RowLabel, lack: Lack) {
        let stream = self.context.stream;
        let keys = match (lack, label.register) {
            (Lack::OneWord, _) => &[stream.order][..],
            (_, Described::Staff) => &[stream.person, stream.person_id][..],
            _ => &label.keys[..],
        };
        let texts = keys.iter().rev().map(|slot| Self::shown_text(cells, *slot));
        let own = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let money = stream.slots.iter().position(|slot| slot.money);
        let sum = money.and_then(|slot| self.row.numbers[slot]).map_or(0, |fixed| fixed.units);
        let key = (label.slot, lack, folded(&own).into_owned());
        let rows = Stray { own, rows: 1, sum, first: self.place() };
        take(&mut self.unlabelled, key, rows);
    }

    /// Labels of a register are told by the key of its entry, which a return may name.
    pub(super) fn name_key_of_label(&self, fault: &mut CellFault) {
        let slots = &self.context.stream.slots;
        let named = fault.args.iter().find(|(name, _)| *name == "label").map(|(_, label)| label);
        let slot = named.and_then(|label| slots.iter().find(|slot| slot.column == *label));
        let key = slot.and_then(|slot| slot.label.as_ref()?.keys.last()).map(|key| slots[*key].column.clone());
        if let Some(key) = key.filter(|_| fault.code == "return-of-several-labels") {
            fault.code = "return-of-several-entries";
            fault.args.push(("key", key));
        }
    }

    /// Takes those of another thread.
    pub(super) fn merge_unlabelled(&mut self, other: Unlabelled) {
        other.into_iter().for_each(|(key, rows)| take(&mut self.unlabelled, key, rows));
    }
}

fn take(all: &mut Unlabelled, key: (usize, Lack, String), rows: Stray) {
    match all.get_mut(&key) {
        Some(known) => {
            (known.rows, known.sum) = (known.rows + rows.rows, known.sum + rows.sum);
            if rows.first < known.first {
                (known.first, known.own) = (rows.first, rows.own);
            }
        }
        None => {
            all.insert(key, rows);
        }
    }
}
