//! Whose first rows are: of people by their ranks, or of the word that they have.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Cube, Gathered};
use crate::calendar::{NaiveDate, Period, months_before};
use crate::derivation::Subject;
use crate::ledger::Credit;
use crate::measure::accumulate::{FirstOf, FirstRow, KeyedFirsts, Recent, Series};
use crate::measure::plan::{Gather, Keep};
use crate::measure::totals::Ask;
use crate::spelling::folded;

/// By owner, the first rows in the order of days.
pub(super) type ByOwner = FxHashMap<u32, Vec<FirstOf>>;

impl Cube<'_> {
    /// Of a series of first rows, whose they are.
    pub(super) fn firsts_of(
        &self,
        series: &Series,
        gather: &Gather,
        is_known_before: impl Fn(&str, NaiveDate) -> bool,
    ) -> Vec<ByOwner> {
        let mut lists = match series {
            Series::First(rows) => vec![self.firsts_of_all(gather, rows, is_known_before)],
            Series::Recent(windows) => windows.iter().map(|window| self.firsts_in_window(gather, window)).collect(),
            _ => Vec::new(),
        };
        lists.iter_mut().flat_map(FxHashMap::values_mut).for_each(|firsts| firsts.sort_unstable());
        lists
    }

    fn firsts_of_all(
        &self,
        gather: &Gather,
        rows: &KeyedFirsts,
        is_known_before: impl Fn(&str, NaiveDate) -> bool,
    ) -> ByOwner {
        let mut by_owner = ByOwner::default();
        for (number, key, row) in rows.on(|day| gather.may_be_on(day)) {
            if self.is_first_of_all((&key, &row), &is_known_before) {
                self.note_first(&mut by_owner, gather, (number, &row), &key);
            }
        }
        by_owner
    }

    fn is_first_of_all(
        &self,
        (key, row): (&str, &FirstRow),
        is_known_before: impl Fn(&str, NaiveDate) -> bool,
    ) -> bool {
        self.known_since(key).is_none_or(|since| since >= row.day) && !is_known_before(key, row.day)
    }

    fn firsts_in_window(&self, gather: &Gather, window: &[(String, Recent)]) -> ByOwner {
        let mut by_owner = ByOwner::default();
        for (number, (key, recent)) in (0..).zip(window) {
            if let Some(row) = self.first_in_window(gather, (key, recent)) {
                self.note_first(&mut by_owner, gather, (number, row), key);
            }
        }
        by_owner
    }

    /// The first row of a key in a window, where it had none in the months before.
    fn first_in_window<'r>(&self, gather: &Gather, (key, recent): (&str, &'r Recent)) -> Option<&'r FirstRow> {
        let months = if let Keep::First(_, Some(months)) = gather.keep { months } else { 0 };
        let row = recent.first.as_ref().filter(|row| gather.may_be_on(row.day))?;
        let since = months_before(row.day, months);
        let known = recent.last_before.max(self.known_since(key).filter(|known| *known < row.day));
        known.is_none_or(|known| known < since).then_some(row)
    }

    /// Of a series of first rows, the keys that are new in each window, whosever the row is; nothing of another series.
    pub(super) fn new_in_windows(
        &self,
        series: &Series,
        gather: &Gather,
        is_known_before: &impl Fn(&str, NaiveDate) -> bool,
    ) -> Option<Vec<FxHashSet<String>>> {
        let of_all = |rows: &KeyedFirsts, window: &Period| {
            let in_window = rows.on(|day| window.contains(day) && gather.may_be_on(day));
            let firsts = in_window.filter(|(_, key, row)| self.is_first_of_all((key, row), is_known_before));
            firsts.map(|(_, key, _)| key).collect()
        };
        let recent = |rows: &[(String, Recent)]| {
            let firsts = rows.iter().filter(|(key, recent)| self.first_in_window(gather, (key, recent)).is_some());
            firsts.map(|(key, _)| key.clone()).collect()
        };
        match series {
            Series::First(rows) => Some(self.plan.windows.iter().map(|window| of_all(rows, window)).collect()),
            Series::Recent(windows) => Some(windows.iter().map(|window| recent(window)).collect()),
            _ => None,
        }
    }

    /// The customer's first order as the register has it, which may be before the data begin.
    fn known_since(&self, key: &str) -> Option<NaiveDate> {
        let customers = &self.ledger.customers;
        customers.by_key.get(key).and_then(|index| customers.list[index].first_order)
    }

    /// Notes a first row for each of its owners, of people with the share of its order where that is split.
    fn note_first(&self, by_owner: &mut ByOwner, gather: &Gather, (number, row): (u32, &FirstRow), key: &str) {
        let order = String::from_utf8_lossy(&row.order);
        let shares = self.ledger.splits.of(&folded(&order), Some(key)).map(|(shares, _)| shares);
        let shares = shares.filter(|_| gather.axis.slot().is_none());
        for owner in &row.owners {
            let of_person = |credit: &&Credit| credit.person == Some(*owner as usize);
            let share =
                shares.and_then(|shares| shares.iter().find(of_person)).map(|credit| Box::new(credit.share.clone()));
            by_owner.entry(*owner).or_default().push(FirstOf { day: row.day, share, row: number });
        }
    }

    /// The first rows of the subject in the window.
    pub(super) fn firsts(&self, ask: &Ask) -> Vec<FirstOf> {
        let mut found = Vec::new();
        for (gathered, list) in self.lists_of(ask) {
            self.add_firsts(&mut found, gathered, ask, &gathered.firsts[list]);
        }
        found
    }

    /// The days of the first rows of the subject in the window, each with its key as keys are compared.
    pub fn first_keys(&self, ask: &Ask) -> Vec<(NaiveDate, String)> {
        let mut keys = Vec::new();
        for (gathered, list) in self.lists_of(ask) {
            let mut found = Vec::new();
            self.add_firsts(&mut found, gathered, ask, &gathered.firsts[list]);
            let key = |first: &FirstOf| match &gathered.series {
                Series::First(rows) => rows.key(first.row),
                Series::Recent(windows) => windows[list].get(first.row as usize).map(|(key, _)| key.clone()),
                _ => None,
            };
            keys.extend(found.iter().filter_map(|first| Some((first.day, key(first)?))));
        }
        keys
    }

    /// What was gathered of first rows, and which of its lists is that of the window.
    fn lists_of<'s>(&'s self, ask: &Ask) -> Vec<(&'s Gathered, usize)> {
        let window = self.plan.windows.iter().position(|window| window == ask.window);
        let list = |gathered: &Gathered| match gathered.series {
            Series::First(_) => Some(0),
            Series::Recent(_) => window,
            _ => None,
        };
        let lists = self.of(ask.measure, ask.subject).filter_map(|gathered| Some((gathered, list(gathered)?)));
        lists.filter(|(gathered, list)| *list < gathered.firsts.len()).collect()
    }

    fn add_firsts(&self, found: &mut Vec<FirstOf>, gathered: &Gathered, ask: &Ask, by_owner: &ByOwner) {
        let in_window = |firsts: &[FirstOf]| -> Vec<FirstOf> {
            let start = firsts.partition_point(|first| first.day < ask.window.first());
            firsts[start..].iter().take_while(|first| first.day <= ask.window.last()).cloned().collect()
        };
        let of_owner = |owner: &u32| by_owner.get(owner).map_or_else(Vec::new, |firsts| in_window(firsts));
        let is_theirs = |owner: u32, first: &FirstOf| self.is_subject_on(ask.subject, owner as usize, first.day);
        match ask.subject {
            Subject::Labelled { column, label } => {
                found.extend(self.numbers_of(gathered, (column, label)).iter().flat_map(of_owner));
            }
            Subject::Person(person) => {
                let owner = *person as u32;
                found.extend(of_owner(&owner).into_iter().filter(|first| is_theirs(owner, first)));
            }
            _ => by_owner.iter().for_each(|(owner, firsts)| {
                found.extend(in_window(firsts).into_iter().filter(|first| is_theirs(*owner, first)));
            }),
        }
    }
}
