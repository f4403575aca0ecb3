//! Accumulators: what is kept of the rows that pass, in states that merge in any order.
//!
//! A cell is a spell in a segment, with or without overlays: `(spell × segments + segment) × 2 + overlay`. Sums are whole numbers
//! of 10⁻¹². Keys are numbers of an interner of the state; merging translates them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::distinct::DistinctKeys;
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

/// The first row of each key. The days stand apart from the rest, so that a later row is seen to be one in a single look; orders are
/// packed, and rows credited to the same people share one list.
#[derive(Clone, Debug, Default)]
pub struct FirstRows {
    days: Vec<NaiveDate>,
    orders: Texts,
    /// Of each key, which list of people.
    people: Vec<u32>,
    lists: FxHashMap<Vec<u32>, u32>,
    known: Vec<Vec<u32>>,
}

impl FirstRows {
    /// The day of the key's first row so far; the last of all days where it has none.
    #[inline]
    pub fn day(&self, key: u32) -> NaiveDate {
        self.days.get(key as usize).copied().unwrap_or(NaiveDate::MAX)
    }

    /// Keeps the earlier of the key's row and `row`.
    pub fn keep(&mut self, key: u32, row: &FirstRow) {
        if self.get(key).is_some_and(|known| known <= *row) {
            return;
        }
        self.grow(key);
        let key = key as usize;
        self.days[key] = row.day;
        self.orders.set(key, &row.order);
        self.people[key] = self.list(&row.people);
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
        for from in 0..other.days.len() {
            let (day, to) = (other.days[from], key(from as u32));
            let known = self.day(to);
            if day > known || day == NaiveDate::MAX {
                continue;
            }
            let people = &other.known[other.people[from] as usize];
            if day < known {
                self.grow(to);
                self.days[to as usize] = day;
                self.orders.copy(to as usize, &other.orders, from);
                self.people[to as usize] = self.list(people);
            } else if let Some(row) = other.get(from as u32) {
                self.keep(to, &row);
            }
        }
    }

    fn grow(&mut self, key: u32) {
        while self.days.len() <= key as usize {
            self.days.push(NaiveDate::MAX);
            self.orders.push(b"");
            self.people.push(0);
        }
    }

    /// The row of a key.
    pub fn get(&self, key: u32) -> Option<FirstRow> {
        let day = self.day(key);
        (day != NaiveDate::MAX).then(|| FirstRow {
            day,
            order: self.orders.with(key as usize, |text| text.into()),
            people: self.known[self.people[key as usize] as usize].clone(),
        })
    }

    /// Every key whose day is asked for, with its row, in the order of keys.
    pub fn rows_on(&self, is_asked: impl Fn(NaiveDate) -> bool) -> impl Iterator<Item = (u32, FirstRow)> {
        let keys = self.days.iter().enumerate().filter(move |(_, day)| is_asked(**day));
        keys.filter_map(|(key, _)| Some((key as u32, self.get(key as u32)?)))
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
    /// The whole by label, where a column asks for it.
    pub labels: BTreeMap<String, SumCell>,
}

/// What one gather has kept.
#[derive(Clone, Debug)]
pub enum Store {
    /// Sums by cell.
    Sums(Vec<SumCell>),
    /// Rows by cell.
    Rows(Vec<u64>),
    /// Matching rows by cell, or filled cells.
    Shares(Vec<PartCell>),
    /// Keys by cell, and rows by cell.
    Distinct(DistinctKeys, Vec<u64>),
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
    /// Orders by key and segment.
    Deals(FxHashMap<(u32, u32), DealCell>),
}

impl Store {
    /// An empty store for what a gather keeps.
    pub fn new(keep: &Keep, plan: &Plan) -> Self {
        let cells = plan.spells * plan.segments.len() * 2;
        match keep {
            Keep::Sum(_) | Keep::Mean(_) => Store::Sums(vec![SumCell::default(); cells]),
            Keep::Rows => Store::Rows(vec![0; cells]),
            Keep::Share(_) | Keep::Filled(_) => Store::Shares(vec![PartCell::default(); cells]),
            Keep::Distinct(_) => Store::Distinct(DistinctKeys::new(plan.spells, plan.segments.len()), vec![0; cells]),
            Keep::First(_, None) => Store::First(FirstRows::default()),
            Keep::First(_, Some(_)) => Store::Recent(vec![FxHashMap::default(); plan.windows.len()]),
            Keep::Values(_) => Store::Values(FxHashMap::default()),
            Keep::LastDay | Keep::LastChange(_) => Store::Days(vec![None; cells]),
            Keep::FirstDays(_) => Store::FirstDays(FxHashMap::default()),
            Keep::Parts(..) => Store::Parts(FxHashMap::default()),
            Keep::Deals(..) => Store::Deals(FxHashMap::default()),
        }
    }

    /// Takes another store of the same gather; `key` translates its keys.
    pub fn merge(&mut self, other: Store, key: impl Fn(u32) -> u32) {
        match (self, other) {
            (Store::Sums(mine), Store::Sums(theirs)) => zip(mine, theirs, |mine, theirs| mine.add(theirs)),
            (Store::Rows(mine), Store::Rows(theirs)) => zip(mine, theirs, |mine, theirs| *mine += theirs),
            (Store::Shares(mine), Store::Shares(theirs)) => zip(mine, theirs, |mine, theirs| {
                mine.matching += theirs.matching;
                mine.all += theirs.all;
            }),
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
            (Store::Deals(mine), Store::Deals(theirs)) => {
                for ((id, segment), deal) in theirs {
                    merge_deal(mine.entry((key(id), segment)).or_default(), deal);
                }
            }
            // Both were made for the same gather, so no other pair occurs.
            _ => {}
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
