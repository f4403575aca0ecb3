//! The first row of each value of a text column: who brought a customer, or what it bought first.

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, Texts};
use crate::calendar::NaiveDate;
use crate::ingest::interner::{NONE, Texts as PackedTexts};
use crate::measure::batch::{Batch, Taken};
use crate::number::Number;

/// The row that comes first for a key: by date, then order, then whose it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FirstRow {
    /// Its day.
    pub day: NaiveDate,
    /// Its order; of rows that are told apart by a word also that, so that it is the same row in every run.
    pub order: Box<[u8]>,
    /// Ranks of the people it is credited to, in the order of their ids, none when it is nobody's; or its word.
    pub owners: Vec<u32>,
}

/// The first row of each key: of most only the day, as nothing is asked of a first row outside of the windows but that it was there. Orders
/// are packed, and rows credited to the same people share one list.
#[derive(Clone, Debug)]
pub struct FirstRows {
    slot: usize,
    days: Vec<NaiveDate>,
    /// Of keys that had a first row in a window, where the rest of it stands; `NONE` of the others.
    places: Vec<u32>,
    details: Vec<Detail>,
    orders: PackedTexts,
    lists: FxHashMap<Vec<u32>, u32>,
    known: Vec<Vec<u32>>,
}

/// The rest of a first row in a window.
#[derive(Clone, Copy, Debug)]
struct Detail {
    /// The day of the row: of a key whose first row is on another day now, this is none any more.
    day: NaiveDate,
    /// Which list of people.
    owners: u32,
}

/// A first row, as one of its people has it, or its word. There may be one for each customer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FirstOf {
    /// Its day.
    pub day: NaiveDate,
    /// The person's share of its order; nothing: the whole.
    pub share: Option<Box<Number>>,
    /// Which row it is: several people may have it.
    pub row: u32,
}

impl FirstRows {
    /// Of that column.
    pub fn new(slot: usize) -> Self {
        FirstRows {
            slot,
            days: Vec::new(),
            places: Vec::new(),
            details: Vec::new(),
            orders: PackedTexts::default(),
            lists: FxHashMap::default(),
            known: Vec::new(),
        }
    }

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
        let detail = Detail { day: row.day, owners: self.list(&row.owners) };
        let length = self.places.len().max(key as usize + 1);
        self.places.resize(length, NONE);
        match self.places[key as usize] {
            NONE => {
                self.places[key as usize] = self.details.len() as u32;
                self.details.push(detail);
                self.orders.push(&row.order);
            }
            place => {
                let place = place as usize;
                self.details[place] = detail;
                self.orders.set(place, &row.order);
            }
        }
    }

    fn list(&mut self, owners: &[u32]) -> u32 {
        if let Some(list) = self.lists.get(owners) {
            return *list;
        }
        let list = self.known.len() as u32;
        self.known.push(owners.to_vec());
        self.lists.insert(owners.to_vec(), list);
        list
    }

    /// The row of a key, where it is in a window.
    pub fn get(&self, key: u32) -> Option<FirstRow> {
        let place = self.places.get(key as usize).copied().filter(|place| *place != NONE)?;
        let Detail { day, owners } = self.details[place as usize];
        let is_first = day == self.day(key);
        let order = || self.orders.with(place as usize, |text| text.into());
        is_first.then(|| FirstRow { day, order: order(), owners: self.known[owners as usize].clone() })
    }

    /// Every key whose first row is in a window, with that row.
    pub fn in_windows(&self) -> impl Iterator<Item = (u32, FirstRow)> {
        (0..).zip(&self.places).filter_map(|(key, _)| Some((key, self.get(key)?)))
    }

    /// Every key, as it is compared, whose first row is in a window, with that row.
    pub fn finish(self, texts: &Texts) -> KeyedFirsts {
        let is_in_window = |key: &u32| {
            let place = self.places[*key as usize];
            place != NONE && self.details[place as usize].day == self.day(*key)
        };
        let ids: Vec<u32> = (0..self.places.len() as u32).filter(is_in_window).collect();
        let mut keys = PackedTexts::default();
        ids.iter().for_each(|key| keys.push((texts.compared)(self.slot, *key).as_bytes()));
        KeyedFirsts { ids, keys, rows: self }
    }
}

/// First rows in the windows, by numbers from 0, each with its key as keys are compared.
pub struct KeyedFirsts {
    ids: Vec<u32>,
    keys: PackedTexts,
    rows: FirstRows,
}

impl KeyedFirsts {
    /// The key of a row; nothing where there is no row of that number.
    pub fn key(&self, number: u32) -> Option<String> {
        let text = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        ((number as usize) < self.ids.len()).then(|| self.keys.with(number as usize, text))
    }

    /// The rows on the days that are asked for, each with its number and its key.
    pub fn on(&self, is_asked: impl Fn(NaiveDate) -> bool) -> impl Iterator<Item = (u32, String, FirstRow)> {
        let on_day = move |(_, id): &(u32, &u32)| is_asked(self.rows.day(**id));
        let whole = |(number, id): (u32, &u32)| Some((number, self.key(number)?, self.rows.get(*id)?));
        (0..).zip(&self.ids).filter(on_day).filter_map(whole)
    }
}

/// First rows are kept while rows are read: which of them matter is seen by those that were read before.
impl Accumulate for FirstRows {
    fn update(&mut self, _: &Batch, _: &Taken) {}

    fn merge(&mut self, other: FirstRows, keys: &Keys) {
        for (from, day) in (0..).zip(&other.days) {
            let to = keys.of(self.slot, from);
            if *day > self.day(to) || *day == NaiveDate::MAX {
                continue;
            }
            match other.get(from) {
                Some(row) => self.keep(to, &row),
                None => self.keep_day(to, *day),
            }
        }
    }
}

/// Keeps the earlier of the known row and `row`.
pub fn keep_earlier(known: &mut Option<FirstRow>, row: FirstRow) {
    if known.as_ref().is_none_or(|known| row < *known) {
        *known = Some(row);
    }
}
