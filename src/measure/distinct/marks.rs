//! Which cells the keys of a chunk belong to, a byte for most of them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{CHUNK, Cell};

/// A chunk with fewer marks than this lists them.
const FEW: usize = CHUNK / 4;

/// Which mark each cell of a segment has: first those of own sales, then those of overlays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    pub spells: u32,
    pub segments: u32,
}

impl Palette {
    /// The mark of a cell.
    #[inline]
    pub fn mark(self, cell: Cell) -> u32 {
        let (spell, overlay) = (cell.number / 2 / self.segments, cell.number % 2);
        1 + spell + overlay * self.spells
    }

    /// The cell of a mark.
    pub fn cell(self, segment: u32, mark: u32) -> u32 {
        let mark = mark - 1;
        (mark % self.spells * self.segments + segment) * 2 + mark / self.spells
    }
}

/// Which cell each number of a chunk belongs to.
#[derive(Debug)]
enum Marks {
    /// Place and mark, sorted by place.
    Few(Vec<(u16, u32)>),
    /// A mark for each place; 0 is none.
    Bytes(Box<[u8]>),
    /// The same for marks above 255.
    Words(Box<[u16]>),
    /// The same for marks above 65,535: of very many customers.
    Wide(Box<[u32]>),
}

impl Default for Marks {
    fn default() -> Self {
        Marks::Few(Vec::new())
    }
}

/// Sets a mark where there is none, as far as it fits; whether the place has it now.
#[inline]
fn set_in<T: Copy + Default + PartialEq>(marks: &mut [T], place: usize, mark: T) -> bool {
    let known = &mut marks[place];
    *known = if *known == T::default() { mark } else { *known };
    *known == mark
}

fn widened<T: Copy, W: From<T>>(marks: &[T]) -> Box<[W]> {
    marks.iter().map(|mark| W::from(*mark)).collect()
}

impl Marks {
    /// Sets a mark where there is none; whether the place has it now.
    fn set(&mut self, place: usize, mark: u32) -> bool {
        match &mut *self {
            Marks::Few(_) => return self.set_among_few(place, mark),
            Marks::Bytes(marks) => match u8::try_from(mark) {
                Ok(mark) => return set_in(marks, place, mark),
                Err(_) => *self = Marks::Words(widened(marks)),
            },
            Marks::Words(marks) => match u16::try_from(mark) {
                Ok(mark) => return set_in(marks, place, mark),
                Err(_) => *self = Marks::Wide(widened(marks)),
            },
            Marks::Wide(marks) => return set_in(marks, place, mark),
        }
        self.set(place, mark)
    }

    fn set_among_few(&mut self, place: usize, mark: u32) -> bool {
        let Marks::Few(list) = self else { return false };
        let at = match list.last() {
            Some((last, _)) if usize::from(*last) < place => Err(list.len()),
            _ => list.binary_search_by_key(&(place as u16), |(known, _)| *known),
        };
        match at {
            Ok(at) => return list[at].1 == mark,
            Err(at) => list.insert(at, (place as u16, mark)),
        }
        if list.len() >= FEW {
            let mut marks = Marks::Bytes(vec![0u8; CHUNK].into_boxed_slice());
            list.iter().for_each(|(place, mark)| {
                marks.set(usize::from(*place), *mark);
            });
            *self = marks;
        }
        true
    }

    /// Every place that has a mark.
    fn each(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        let few: &[(u16, u32)] = if let Marks::Few(list) = self { list } else { &[] };
        let bytes: &[u8] = if let Marks::Bytes(marks) = self { marks } else { &[] };
        let words: &[u16] = if let Marks::Words(marks) = self { marks } else { &[] };
        let wide: &[u32] = if let Marks::Wide(marks) = self { marks } else { &[] };
        let few = few.iter().map(|(place, mark)| (usize::from(*place), *mark));
        let bytes = bytes.iter().map(|mark| u32::from(*mark)).enumerate();
        let words = words.iter().map(|mark| u32::from(*mark)).enumerate();
        few.chain(bytes).chain(words).chain(wide.iter().copied().enumerate()).filter(|(_, mark)| *mark != 0)
    }
}

/// The cells of further marks, where a key has several: pairs of a place and a mark.
#[derive(Debug)]
enum Further {
    Few(FxHashSet<(u16, u32)>),
    /// A bit for each place, by mark.
    Many(FxHashMap<u32, Box<[u64; CHUNK / 64]>>),
}

/// More pairs than these take less room as bits.
const MANY: usize = 4 * CHUNK;

impl Further {
    fn insert(&mut self, place: usize, mark: u32) {
        match self {
            Further::Few(pairs) => {
                pairs.insert((place as u16, mark));
                if pairs.len() > MANY {
                    let pairs = std::mem::take(pairs);
                    *self = Further::Many(FxHashMap::default());
                    pairs.into_iter().for_each(|(place, mark)| self.insert(usize::from(place), mark));
                }
            }
            Further::Many(by_mark) => {
                let bits = by_mark.entry(mark).or_insert_with(|| Box::new([0; CHUNK / 64]));
                bits[place / 64] |= 1 << (place % 64);
            }
        }
    }

    fn each(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        let (few, many) = match self {
            Further::Few(pairs) => (Some(pairs), None),
            Further::Many(by_mark) => (None, Some(by_mark)),
        };
        let few = few.into_iter().flatten().map(|(place, mark)| (usize::from(*place), *mark));
        let many = many.into_iter().flatten().flat_map(|(mark, bits)| {
            let is_set = |place: &usize| bits[place / 64] >> (place % 64) & 1 == 1;
            (0..CHUNK).filter(is_set).map(|place| (place, *mark))
        });
        few.chain(many)
    }
}

/// Who has the keys of a chunk.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The first cell of each key.
    first: Marks,
    /// Other cells of the same keys.
    further: Further,
    /// The last turn in which it was used.
    pub used: u32,
}

impl Chunk {
    /// Without keys.
    pub fn new(turn: u32) -> Self {
        Chunk { first: Marks::default(), further: Further::Few(FxHashSet::default()), used: turn }
    }

    /// Adds a mark to a place.
    #[inline]
    pub fn add(&mut self, place: usize, mark: u32) {
        if !self.first.set(place, mark) {
            self.further.insert(place, mark);
        }
    }

    /// Every place and mark, each pair once.
    pub fn each(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.first.each().chain(self.further.each())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_pair_is_kept_once_in_every_form() {
        for (places, marks) in [(3u16, 2u32), (1_000, 1), (1_000, 300), (700, 3), (40, 40), (CHUNK as u16, 9)] {
            let mut chunk = Chunk::new(0);
            let pairs: Vec<(usize, u32)> = (0..marks)
                .flat_map(|mark| (0..places).map(move |place| (usize::from(place), mark * 70_000 / marks + 1)))
                .collect();
            for (place, mark) in pairs.iter().rev().chain(&pairs) {
                chunk.add(*place, *mark);
            }
            let kept: Vec<(usize, u32)> = chunk.each().collect();
            assert_eq!(kept.len(), pairs.len(), "{places} places, {marks} marks");
            assert_eq!(kept.into_iter().collect::<BTreeSet<_>>(), pairs.into_iter().collect());
        }
    }
}
