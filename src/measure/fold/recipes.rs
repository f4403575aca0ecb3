//! The short way into the batch: what becomes of a row of which everything was seen before is the same for all rows of a segment that pass the
//! same tests, so it is worked out once.
//!
//! A recipe says which gathers take such a row and which columns these read. Where a row's texts are all known and nothing about it needs a word,
//! `store_short` does by it what `store_row` would; every other row, and every row of the period, of which much is noted, is for `store_row`.

use rustc_hash::FxHashMap;

use super::super::batch::{Counted, NewRow};
use super::super::plan::Keep;
use super::{Context, DayPlace, Folder};
use crate::calendar::NaiveDate;
use crate::crediting::{Named, Owner, owner};
use crate::ingest::cell::key::is_plain;
use crate::ingest::packed::Packed;
use crate::ingest::row::Cells;

/// How many words of a column are remembered.
const WORDS: usize = 512;
/// With more recipes than these they are made anew: a few hundred words that rules test make that many.
const MOST: usize = 4096;

/// What becomes of rows of one segment whose texts pass the same terms.
#[derive(Clone, Debug, Default)]
struct Recipe {
    /// Gathers of first rows that may keep them, each with its slot.
    firsts: Vec<(usize, usize)>,
    /// All others that take them.
    takers: Vec<usize>,
    /// The slots whose numbers these read.
    numbers: Vec<usize>,
    /// The slots whose words they read.
    words: Vec<usize>,
    /// Gathers that count keys, each with its slot; of a slot the first.
    counted: Vec<(usize, usize)>,
    /// Whether some gather reads more of a row.
    reads_more: bool,
}

/// Recipes by segment and what texts pass, and room for what the row has.
#[derive(Debug, Default)]
pub(super) struct Recipes {
    known: FxHashMap<(usize, u128), usize>,
    list: Vec<Recipe>,
    last: Option<((usize, u128), usize)>,
    words: Vec<u32>,
    counted: Vec<Counted>,
    /// Of each slot the words of texts that were looked up, each where its hash says.
    remembered: Vec<Vec<(Packed, u32)>>,
    /// Of each person a day, and the spell in force on it: rows of a day stand together.
    spells: Vec<Option<(NaiveDate, usize)>>,
}

impl Recipe {
    /// That of rows which pass these bits on days of a place, and take nothing back.
    fn of(context: &Context, place: DayPlace, bits: u128) -> Self {
        let mut recipe = Recipe::default();
        for (index, (gather, need)) in context.stream.gathers.iter().zip(&context.needs.gathers).enumerate() {
            if bits & need.bits != need.bits || !context.kept[index][place.segment] {
                continue;
            }
            match &gather.keep {
                Keep::First(slot, _) => recipe.firsts.push((index, *slot)),
                Keep::LastDay => recipe.takers.push(index),
                _ if !place.in_window => continue,
                // Orders are kept of the period alone.
                Keep::Deals(..) => continue,
                keep if !matches!(keep, Keep::Parts(..)) && keep.number().is_some() => {
                    recipe.takers.push(index);
                    recipe.numbers.extend(keep.number());
                }
                Keep::Rows => recipe.takers.push(index),
                Keep::Distinct(slot) => {
                    recipe.takers.push(index);
                    recipe.counted.push((index, *slot));
                }
                _ => recipe.reads_more = true,
            }
            recipe.reads_more |= gather.of.is_some();
            let is_first = matches!(gather.keep, Keep::First(..));
            recipe.words.extend(gather.axis.slot().filter(|_| !is_first));
        }
        sort_out(&mut recipe.numbers);
        sort_out(&mut recipe.words);
        recipe.counted.sort_unstable_by_key(|(index, slot)| (*slot, *index));
        recipe.counted.dedup_by_key(|(_, slot)| *slot);
        recipe
    }
}

fn sort_out(slots: &mut Vec<usize>) {
    slots.sort_unstable();
    slots.dedup();
}

impl Recipes {
    /// The recipe of rows which pass these bits on days of a place.
    #[inline]
    fn find(&mut self, context: &Context, place: DayPlace, bits: u128) -> usize {
        let key = (place.segment, bits);
        if let Some((last, at)) = self.last
            && last == key
        {
            return at;
        }
        if self.list.len() > MOST {
            (self.known, self.list) = Default::default();
        }
        let list = &mut self.list;
        let at = *self.known.entry(key).or_insert_with(|| {
            list.push(Recipe::of(context, place, bits));
            list.len() - 1
        });
        self.last = Some((key, at));
        at
    }

    /// Forgets the words of texts: those of another file may mean others.
    pub fn forget_words(&mut self) {
        self.remembered.clear();
    }
}

/// Whose the row is (`crediting::owner`).
#[inline]
fn remembered_owner(
    spells: &mut Vec<Option<(NaiveDate, usize)>>,
    (context, named): (&Context, Named),
    day: NaiveDate,
) -> Owner {
    if let Named::Person(person) = named
        && let Some(Some((known, spell))) = spells.get(person)
        && *known == day
    {
        return Owner::One(person, *spell);
    }
    let owner = owner(context.ledger, named, day);
    if let Owner::One(person, spell) = owner {
        spells.resize(spells.len().max(person + 1), None);
        spells[person] = Some((day, spell));
    }
    owner
}

impl Folder<'_> {
    /// Puts the row of a day that is not looked at and that takes nothing back into the batch, if all that its gathers read was seen before; whether it
    /// did. Its numbers are known, and of its key whether it is a later one.
    #[inline]
    pub(super) fn store_short(&mut self, cells: &Cells, (named, bits): (Named, u128), number: Option<usize>) -> bool {
        let (context, place) = (self.context, self.day);
        let is_meant = context.stores_short && context.labels.is_empty() && context.wanted.is_empty();
        let Some(day) = place.day.filter(|_| is_meant && !place.is_looked_at) else { return false };
        if !self.is_later_row(cells, day, number) {
            return false;
        }
        let Some(mut recipes) = self.recipes.take() else { return false };
        let at = recipes.find(context, place, bits);
        let is_stored = self.stores_by(&mut recipes, at, cells, (day, named)).is_some();
        self.recipes = Some(recipes);
        is_stored
    }

    /// Whether the row's key is known to have a row on an earlier day, where keys have first rows. A key that is a running number is noted.
    #[inline]
    fn is_later_row(&mut self, cells: &Cells, day: NaiveDate, number: Option<usize>) -> bool {
        let Some(slot) = self.context.needs.ahead else { return self.context.needs.keys.is_empty() };
        if self.row.known_since >= day
            && let Some(key) = cells.as_it_stands(slot).and_then(|raw| self.key_seen(cells, slot, raw))
        {
            self.row.keys[slot] = Some(Some(key));
            let first = self.first_day(key);
            self.row.known_since = first;
            number.filter(|_| first < day).into_iter().for_each(|number| self.later.note(number, first));
        }
        self.row.known_since < day
    }

    /// Nothing: some text is not known, and nothing was done.
    #[inline]
    fn stores_by(
        &mut self,
        recipes: &mut Recipes,
        at: usize,
        cells: &Cells,
        (day, named): (NaiveDate, Named),
    ) -> Option<()> {
        let (context, place) = (self.context, self.day);
        let Recipes { list, words, counted, remembered, spells, .. } = recipes;
        let recipe = list.get(at).filter(|recipe| !recipe.reads_more)?;
        let Owner::One(person, spell) = remembered_owner(spells, (context, named), day) else { return None };
        if remembered.is_empty() {
            remembered.resize(context.stream.slots.len(), Vec::new());
        }
        words.clear();
        for slot in &recipe.words {
            words.push(self.word_seen(cells, *slot, &mut remembered[*slot])?);
        }
        counted.clear();
        for of in &recipe.counted {
            counted.push(self.counted_as_written(*of, cells)?);
        }
        self.note_repeat(cells, day, (place.is_told, false));
        self.note_counted(cells, day, place);
        let credit = self.whole_row(person, spell, place.segment);
        for of in &recipe.firsts {
            self.add_first(*of, (day, place.in_window), cells, &[credit]);
        }
        if recipe.takers.is_empty() {
            return Some(());
        }
        let place_in_files = (context.first_file + self.row.file, self.row.line);
        let row = NewRow { day, segment: place.segment as u32, place: place_in_files, shares: Default::default() };
        self.batch.push(row, &[credit]);
        recipe.numbers.iter().for_each(|slot| self.batch.set_number(*slot, self.row.numbers[*slot]));
        recipe.words.iter().zip(words).for_each(|(slot, word)| self.batch.set_word(*slot, *word));
        recipe.counted.iter().zip(counted).for_each(|((_, slot), key)| self.batch.set_counted(*slot, *key));
        recipe.takers.iter().for_each(|index| self.batch.take(*index, None));
        if self.batch.is_full() {
            self.flush();
        }
        Some(())
    }

    /// The word of a slot whose text was seen before without a fault; nothing of any other.
    #[inline]
    fn word_seen(&mut self, cells: &Cells, slot: usize, remembered: &mut Vec<(Packed, u32)>) -> Option<u32> {
        if let Some(Some(key)) = self.row.keys[slot] {
            return Some(self.words[slot].of(key, &self.texts[slot].keys));
        }
        let raw = cells.as_it_stands(slot)?;
        let packed = Packed::of(raw)?;
        if remembered.is_empty() {
            remembered.resize(WORDS, (Packed::NO_TEXT, 0));
        }
        let known = &mut remembered[packed.place_among(WORDS)];
        if known.0 != packed {
            let key = self.key_seen(cells, slot, raw)?;
            *known = (packed, self.words[slot].of(key, &self.texts[slot].keys));
        }
        Some(known.1)
    }

    /// The key of a text that was seen before without a fault.
    fn key_seen(&self, cells: &Cells, slot: usize, raw: &[u8]) -> Option<u32> {
        let texts = &self.texts[slot];
        if !self.context.needs.derived[slot] && cells.layout.slots[slot].is_as_written() {
            return texts.known_key(raw, cells.layout.encoding);
        }
        let known = texts.known(texts.find_again(raw)?);
        known.key.filter(|_| known.fault.is_none())
    }

    /// The number that a key which is only counted holds, where it is its own normal form beyond doubt.
    #[inline]
    fn counted_as_written(&self, (index, slot): (usize, usize), cells: &Cells) -> Option<Counted> {
        let needs = &self.context.needs;
        let is_told_apart = slot == self.context.stream.order && self.context.tells_orders_apart();
        if is_told_apart || !needs.only_counted[index] || needs.derived[slot] {
            return None;
        }
        let raw = cells.as_it_stands(slot).filter(|raw| is_plain(raw))?;
        let (shape, number) = Packed::of(raw)?.apart().filter(|_| cells.layout.slots[slot].is_as_written())?;
        Some(Counted::Numbered(shape, number))
    }
}
