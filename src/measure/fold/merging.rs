//! The state of a thread as threads see it: it takes blocks, and the states of others.

use std::collections::BTreeMap;

use super::super::accumulate::{Accumulate, Keys};
use super::{Folder, doubles, sharing};
use crate::ingest::blocks::Block;
use crate::ingest::scan::{self, Fold};

/// From how many keys on a gather is merged in a thread of its own.
const MANY_KEYS: usize = 10_000;

impl Fold for Folder<'_> {
    fn block(&mut self, block: &Block) {
        self.read_block(block);
    }

    fn is_done(&self) -> bool {
        self.file.is_some_and(|file| self.evidence[file].is_broken) || self.came_late()
    }

    fn merge(&mut self, other: Self) {
        let gathers = &self.context.stream.gathers;
        let Folder {
            texts,
            earlier,
            accumulators,
            evidence,
            tallies,
            faults,
            unassigned,
            nobodys_elsewhere,
            sizes,
            sizes_of_all,
            names_nobody,
            claims,
            orders,
            taken,
            customers,
            shared_numbers,
            is_needy,
            uncompared,
            hits,
            repeats,
            versions,
            orderless,
            unique,
            once,
            decimal_keys,
            heard,
            strays,
            newcomers,
            newcomers_before,
            unlabelled,
            credited,
            open_orders,
            remarks,
            agreeing,
            written,
            ..
        } = other;
        for (order, counts) in credited {
            let known = self.credited.entry(order).or_insert(counts);
            *known = counts.max(*known);
        }
        self.open_orders.extend(open_orders);
        self.take_remarks(remarks);
        agreeing.into_iter().for_each(|(slot, rows)| *self.agreeing.entry(slot).or_default() += rows);
        self.sizes.merge(sizes);
        self.sizes_of_all.merge(sizes_of_all);
        self.names_nobody |= names_nobody;
        self.take_claims(claims);
        self.take_strays(strays);
        self.newcomers.merge(newcomers);
        self.newcomers_before.merge(newcomers_before);
        self.merge_unlabelled(unlabelled);
        self.heard.iter_mut().zip(heard).for_each(|(mine, theirs)| mine.merge(theirs));
        written.into_iter().for_each(|(key, text)| self.note_written(key, text));
        self.earlier.merge(earlier);
        self.hits.extend(hits);
        self.repeats.merge(repeats);
        self.versions.merge(versions);
        self.orderless.extend(orderless);
        self.unique.merge(unique);
        doubles::merge_once(&mut self.once, once);
        if self.context.is_close {
            self.merge_keys(&texts, decimal_keys);
        }
        let mut translations: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for slot in gathers.iter().flat_map(|gather| gather.keep.texts(self.context.stream)) {
            let keys = &mut self.texts[slot].keys;
            let translated = || texts[slot].keys.numbers_in(keys);
            translations.entry(slot).or_insert_with(translated);
        }
        let keys = Keys(&translations);
        let is_many = |slot: usize| translations.get(&slot).is_some_and(|numbers| numbers.len() >= MANY_KEYS);
        // Each gather keeps what is its own, so that they merge side by side.
        std::thread::scope(|scope| {
            for ((mine, theirs), gather) in self.accumulators.iter_mut().zip(accumulators).zip(gathers) {
                let has_many = gather.keep.texts(self.context.stream).into_iter().any(is_many);
                let merge = move || mine.merge(theirs, &keys);
                if has_many { scan::beside(scope, merge) } else { merge() }
            }
        });
        self.evidence.iter_mut().zip(evidence).for_each(|(mine, theirs)| mine.merge(theirs));
        self.tallies.iter_mut().zip(tallies).for_each(|(mine, theirs)| mine.merge(theirs));
        self.faults.extend(faults);
        for (key, rows) in unassigned {
            self.note_unassigned(key, rows);
        }
        for (key, rows) in nobodys_elsewhere {
            self.nobodys_elsewhere.entry(key).or_insert(rows.none()).add(rows);
        }
        for (key, order) in orders {
            self.orders.entry(key).or_default().merge(order);
        }
        self.taken.extend(taken);
        self.customers.merge(customers);
        sharing::merge_told(&mut self.shared_numbers, shared_numbers);
        self.is_needy |= is_needy;
        self.uncompared.0 += uncompared.0;
        self.uncompared.1.extend(uncompared.1);
    }
}
