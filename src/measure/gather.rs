//! Accumulators: what is kept of the rows that pass, in states that merge in any order.
//!
//! A cell is a spell in a segment, with or without overlays: `(spell × segments + segment) × 2 + overlay`. Sums are whole numbers
//! of 10⁻¹². Keys are numbers of an interner of the state; merging translates them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::distinct::{OwnKeys, SharedKeys};
use super::joint::JointRows;
use super::plan::{Keep, Plan};
use crate::calendar::NaiveDate;
use crate::ingest::interner::Texts;

/// Decimals of a fixed-point sum.
pub const SCALE: u32 = 12;

/// A sum and how many rows are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SumCell {
    /// In units of 10⁻¹².
    pub sum: i128,
    /// Rows.
    pub rows: u64,
}

impl SumCell {
    /// Adds another.
    pub fn add(&mut self, other: SumCell) {
        self.sum += other.sum;
        self.rows += other.rows;
    }
}

/// Rows that match, out of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartCell {
    /// That match.
    pub matching: u64,
    /// All.
    pub all: u64,
}

impl PartCell {
    /// Adds another.
    pub fn add(&mut self, other: PartCell) {
        self.matching += other.matching;
        self.all += other.all;
    }
}

/// The row that comes first for a key: by date, then order, then person (law 9).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FirstRow {
    /// Its day.
    pub day: NaiveDate,
    /// Its order.
    pub order: Box<[u8]>,
    /// Ranks of the people it is credited to, in the order of their ids; none when it is nobody's.
    pub people: Vec<u32>,
}

/// The first row of each key: of most only the day, as nothing is asked of a first row outside of the windows but that it was there. Orders
/// are packed, and rows credited to the same people share one list.
#[derive(Clone, Debug, Default)]
pub struct FirstRows {
    days: Vec<NaiveDate>,
    /// Of keys that had a first row in a window, where the rest of it stands.
    places: FxHashMap<u32, u32>,
    details: Vec<Detail>,
    orders: Texts,
    lists: FxHashMap<Vec<u32>, u32>,
    known: Vec<Vec<u32>>,
}

/// The rest of a first row in a window.
#[derive(Clone, Copy, Debug)]
struct Detail {
    /// The day of the row: of a key whose first row is on another day now, this is none any more.
    day: NaiveDate,
    /// Which list of people.
    people: u32,
}

impl FirstRows {
    /// The day of the key's first row so far; the last of all days where it has none.
    #[inline]
    pub fn day(&self, key: u32) -> NaiveDate {
        self.days.get(key as usize).copied().unwrap_or(NaiveDate::MAX)
    }

    /// Keeps the earlier of the key's row so far and one on a day outside of the windows.
    pub fn keep_day(&mut self, key: u32, day: NaiveDate) {
        let length = self.days.len().max(key as usize + 1);
        self.days.resize(length, NaiveDate::MAX);
        let known = &mut self.days[key as usize];
        *known = day.min(*known);
    }

    /// Keeps the earlier of the key's row so far and one in a window.
    pub fn keep(&mut self, key: u32, row: &FirstRow) {
        let known = self.day(key);
        if row.day > known || (row.day == known && self.get(key).is_some_and(|known| known <= *row)) {
            return;
        }
        self.keep_day(key, row.day);
        let detail = Detail { day: row.day, people: self.list(&row.people) };
        let next = self.details.len();
        match *self.places.entry(key).or_insert(next as u32) as usize {
            place if place == next => {
                self.details.push(detail);
                self.orders.push(&row.order);
            }
            place => {
                self.details[place] = detail;
                self.orders.set(place, &row.order);
            }
        }
    }

    fn list(&mut self, people: &[u32]) -> u32 {
        if let Some(list) = self.lists.get(people) {
            return *list;
        }
        let list = self.known.len() as u32;
        self.known.push(people.to_vec());
        self.lists.insert(people.to_vec(), list);
        list
    }

    /// Takes another list; `key` translates its keys.
    fn merge(&mut self, other: FirstRows, key: impl Fn(u32) -> u32) {
        for (from, day) in (0..).zip(&other.days) {
            let to = key(from);
            if *day > self.day(to) || *day == NaiveDate::MAX {
                continue;
            }
            match other.get(from) {
                Some(row) => self.keep(to, &row),
                None => self.keep_day(to, *day),
            }
        }
    }

    /// The row of a key, where it is in a window.
    pub fn get(&self, key: u32) -> Option<FirstRow> {
        let place = *self.places.get(&key)?;
        let Detail { day, people } = self.details[place as usize];
        let is_first = day == self.day(key);
        let order = || self.orders.with(place as usize, |text| text.into());
        is_first.then(|| FirstRow { day, order: order(), people: self.known[people as usize].clone() })
    }

    /// Every key whose first row is in a window, with that row.
    pub fn in_windows(&self) -> impl Iterator<Item = (u32, FirstRow)> {
        self.places.keys().filter_map(|key| Some((*key, self.get(*key)?)))
    }
}

/// In and before one window: for `within_months`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// The first row in the window.
    pub first: Option<FirstRow>,
    /// The last day before the window, as far back as the months reach.
    pub last_before: Option<NaiveDate>,
}

/// One order in one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DealCell {
    /// The whole of it, without overlays.
    pub whole: SumCell,
    /// File and line of its first row.
    pub first: (u32, u32),
    /// Cell and its part.
    pub parts: Vec<(u32, SumCell)>,
    /// Cell and label with the cell's part, where a column asks for it.
    pub labels: BTreeMap<(u32, String), SumCell>,
}

/// What one gather has kept.
#[derive(Debug)]
pub enum Store {
    /// Sums by cell.
    Sums(Vec<SumCell>),
    /// Rows by cell.
    Rows(Vec<u64>),
    /// Matching rows by cell, or filled cells.
    Shares(Vec<PartCell>),
    /// Keys by cell, and rows by cell.
    Distinct(OwnKeys, Vec<u64>),
    /// First rows by key.
    First(FirstRows),
    /// By window and key.
    Recent(Vec<FxHashMap<u32, Recent>>),
    /// Values by cell.
    Values(FxHashMap<u32, Vec<i128>>),
    /// Last day by cell.
    Days(Vec<Option<NaiveDate>>),
    /// First day by cell and key.
    FirstDays(FxHashMap<(u32, u32), NaiveDate>),
    /// Sums by cell and key.
    Parts(FxHashMap<(u32, u32), SumCell>),
    /// Rows by cell and the number of their share.
    CreditedRows(FxHashMap<(u32, u32), u64>),
    /// By cell and key, the number of the largest share.
    CreditedKeys(FxHashMap<(u32, u32), u32>),
    /// Orders by key and segment.
    Deals(FxHashMap<(u32, u32), DealCell>),
    /// Rows of several people.
    Joint(JointRows),
}

impl Store {
    /// An empty store for what a gather keeps; `shared` is what all threads add to.
    pub fn new(keep: &Keep, plan: &Plan, shared: &SharedKeys) -> Self {
        let cells = plan.spells * plan.segments.len() * 2;
        match keep {
            Keep::Sum(_) | Keep::Mean(_) => Store::Sums(vec![SumCell::default(); cells]),
            Keep::Rows => Store::Rows(vec![0; cells]),
            Keep::Share(_) | Keep::Filled(_) => Store::Shares(vec![PartCell::default(); cells]),
            Keep::Distinct(_) => Store::Distinct(OwnKeys::new(shared), vec![0; cells]),
            Keep::First(_, None) => Store::First(FirstRows::default()),
            Keep::First(_, Some(_)) => Store::Recent(vec![FxHashMap::default(); plan.windows.len()]),
            Keep::Values(_) => Store::Values(FxHashMap::default()),
            Keep::LastDay | Keep::LastChange(_) => Store::Days(vec![None; cells]),
            Keep::FirstDays(_) => Store::FirstDays(FxHashMap::default()),
            Keep::Parts(..) => Store::Parts(FxHashMap::default()),
            Keep::Credited(None) => Store::CreditedRows(FxHashMap::default()),
            Keep::Credited(Some(_)) => Store::CreditedKeys(FxHashMap::default()),
            Keep::Deals(..) => Store::Deals(FxHashMap::default()),
            Keep::Joint(_) => Store::Joint(JointRows::default()),
        }
    }

    /// Takes another store of the same gather; `key` translates its keys.
    pub fn merge(&mut self, other: Store, key: impl Fn(u32) -> u32) {
        match (self, other) {
            (Store::Sums(mine), Store::Sums(theirs)) => zip(mine, theirs, |mine, theirs| mine.add(theirs)),
            (Store::Rows(mine), Store::Rows(theirs)) => zip(mine, theirs, |mine, theirs| *mine += theirs),
            (Store::Shares(mine), Store::Shares(theirs)) => zip(mine, theirs, |mine, theirs| mine.add(theirs)),
            (Store::Joint(mine), Store::Joint(theirs)) => mine.merge(theirs, key),
            (Store::Days(mine), Store::Days(theirs)) => zip(mine, theirs, |mine, theirs| *mine = (*mine).max(theirs)),
            (Store::Distinct(mine, rows), Store::Distinct(theirs, more)) => {
                mine.merge(theirs, key);
                zip(rows, more, |mine, theirs| *mine += theirs);
            }
            (Store::FirstDays(mine), Store::FirstDays(theirs)) => {
                theirs.into_iter().for_each(|((cell, id), day)| keep_earlier_day(mine, (cell, key(id)), day));
            }
            (Store::Parts(mine), Store::Parts(theirs)) => {
                theirs.into_iter().for_each(|((cell, id), sum)| mine.entry((cell, key(id))).or_default().add(sum));
            }
            (Store::Values(mine), Store::Values(theirs)) => {
                theirs.into_iter().for_each(|(cell, values)| mine.entry(cell).or_default().extend(values));
            }
            (Store::First(mine), Store::First(theirs)) => {
                mine.merge(theirs, key);
            }
            (Store::Recent(mine), Store::Recent(theirs)) => zip(mine, theirs, |mine, theirs| {
                for (id, recent) in theirs {
                    let known = mine.entry(key(id)).or_default();
                    known.last_before = known.last_before.max(recent.last_before);
                    recent.first.into_iter().for_each(|row| keep_earlier(&mut known.first, row));
                }
            }),
            (Store::CreditedRows(mine), Store::CreditedRows(theirs)) => {
                theirs.into_iter().for_each(|(cell, rows)| *mine.entry(cell).or_default() += rows);
            }
            (Store::CreditedKeys(mine), Store::CreditedKeys(theirs)) => {
                theirs.into_iter().for_each(|((cell, id), share)| keep_larger(mine, (cell, key(id)), share));
            }
            (Store::Deals(mine), Store::Deals(theirs)) => {
                for ((id, segment), deal) in theirs {
                    merge_deal(mine.entry((key(id), segment)).or_default(), deal);
                }
            }
            (mine, theirs) => unreachable!("stores of one gather are of one kind: {mine:?} and {theirs:?}"),
        }
    }
}

fn zip<T, U>(mine: &mut [T], theirs: Vec<U>, add: impl Fn(&mut T, U)) {
    mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| add(mine, theirs));
}

/// Keeps the earlier of the known row and `row`.
pub fn keep_earlier(known: &mut Option<FirstRow>, row: FirstRow) {
    if known.as_ref().is_none_or(|known| row < *known) {
        *known = Some(row);
    }
}

/// Keeps the earlier of the known day and `day`.
pub fn keep_earlier_day(known: &mut FxHashMap<(u32, u32), NaiveDate>, key: (u32, u32), day: NaiveDate) {
    known.entry(key).and_modify(|known| *known = day.min(*known)).or_insert(day);
}

/// Keeps the larger of the known share and `share`, by their numbers.
pub fn keep_larger(known: &mut FxHashMap<(u32, u32), u32>, key: (u32, u32), share: u32) {
    known.entry(key).and_modify(|known| *known = share.max(*known)).or_insert(share);
}

fn merge_deal(mine: &mut DealCell, theirs: DealCell) {
    mine.first =
        if mine.whole.rows == 0 && mine.parts.is_empty() { theirs.first } else { mine.first.min(theirs.first) };
    mine.whole.add(theirs.whole);
    theirs.parts.into_iter().for_each(|(cell, sum)| add_part(&mut mine.parts, cell, sum));
    theirs.labels.into_iter().for_each(|(label, sum)| mine.labels.entry(label).or_default().add(sum));
}

/// Adds to the part of a cell.
pub fn add_part(parts: &mut Vec<(u32, SumCell)>, cell: u32, sum: SumCell) {
    match parts.iter_mut().find(|(known, _)| *known == cell) {
        Some((_, known)) => known.add(sum),
        None => parts.push((cell, sum)),
    }
}
