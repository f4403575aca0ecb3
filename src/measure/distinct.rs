//! Different keys by cell, in little memory.
//!
//! A count of different orders has to know every order that it has seen. Order numbers are mostly a prefix and a running number, and an
//! order mostly belongs to one person in one segment. So numbers stand in chunks of 1,024, one byte each that says which cell of
//! the segment has it: a million orders take a megabyte. A second cell of a key in a segment stands in a second layer of the chunk, and so
//! on. Keys without a number are numbered by an interner. The count is exact in every case; only the room differs.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ingest::interner::{Packed, Shape};

/// Numbers in a chunk: the low bits of a number say where in its chunk it stands.
const CHUNK: usize = 1 << BITS;
const BITS: u32 = 10;
/// A chunk with fewer marks than this lists them.
const FEW: usize = CHUNK / 4;

/// A key taken apart: the number of its shape, and the number that its last digits write.
type Numbered = (u32, u32);

/// A cell and the segment that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its number among all cells.
    pub number: u32,
    /// Its segment.
    pub segment: u32,
}

/// Which numbers of a segment share a chunk: shape, segment, and the high bits of the number.
type ChunkKey = (u32, u32, u32);

/// Pairs of a cell and a key.
#[derive(Clone, Debug, Default)]
pub struct DistinctKeys {
    shapes: FxHashMap<Shape, u32>,
    /// Layers of marks: the first has the first cell of each number.
    chunks: FxHashMap<ChunkKey, Vec<Marks>>,
    palettes: Palettes,
    /// Cells that no mark tells apart, in segments of too many.
    further: FxHashSet<(Numbered, u32)>,
}

/// The shape of keys that hold no number: an interner has numbered them.
const NUMBERED_ELSEWHERE: u32 = u32::MAX;

/// The cells of each segment; a mark is a place here, from 1.
#[derive(Clone, Debug, Default)]
struct Palettes {
    by_segment: Vec<Vec<u32>>,
    /// The mark of each cell; 0 is none.
    marks: Vec<u16>,
}

impl Palettes {
    /// The mark of a cell; nothing in a segment with more cells than marks can tell apart.
    #[inline]
    fn mark_of(&mut self, cell: Cell) -> Option<u16> {
        match self.marks.get(cell.number as usize) {
            Some(mark) if *mark > 0 => Some(*mark),
            _ => self.add(cell),
        }
    }

    fn add(&mut self, cell: Cell) -> Option<u16> {
        let (number, segment) = (cell.number as usize, cell.segment as usize);
        self.marks.resize(self.marks.len().max(number + 1), 0);
        self.by_segment.resize(self.by_segment.len().max(segment + 1), Vec::new());
        let palette = &mut self.by_segment[segment];
        let mark = u16::try_from(palette.len() + 1).ok()?;
        palette.push(cell.number);
        self.marks[number] = mark;
        Some(mark)
    }

    fn cell(&self, segment: u32, mark: u16) -> u32 {
        self.by_segment[segment as usize][usize::from(mark) - 1]
    }
}

/// Which cell each number of a chunk belongs to.
#[derive(Clone, Debug)]
enum Marks {
    /// Place and mark, sorted by place.
    Few(Vec<(u16, u16)>),
    /// A mark for each place; 0 is none.
    Bytes(Box<[u8]>),
    /// The same for segments of more than 255 cells.
    Words(Box<[u16]>),
}

impl Default for Marks {
    fn default() -> Self {
        Marks::Few(Vec::new())
    }
}

impl Marks {
    /// Sets a mark where there is none; whether the place has it now.
    fn set(&mut self, place: usize, mark: u16) -> bool {
        match (&mut *self, u8::try_from(mark)) {
            (Marks::Few(_), _) => self.set_among_few(place, mark),
            (Marks::Bytes(marks), Ok(mark)) => {
                let known = &mut marks[place];
                *known = if *known == 0 { mark } else { *known };
                *known == mark
            }
            (Marks::Bytes(marks), Err(_)) => {
                *self = Marks::Words(marks.iter().map(|mark| u16::from(*mark)).collect());
                self.set(place, mark)
            }
            (Marks::Words(marks), _) => {
                let known = &mut marks[place];
                *known = if *known == 0 { mark } else { *known };
                *known == mark
            }
        }
    }

    fn set_among_few(&mut self, place: usize, mark: u16) -> bool {
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
    fn each(&self) -> impl Iterator<Item = (usize, u16)> + '_ {
        let (few, bytes, words): (&[(u16, u16)], &[u8], &[u16]) = match self {
            Marks::Few(list) => (list, &[], &[]),
            Marks::Bytes(marks) => (&[], marks, &[]),
            Marks::Words(marks) => (&[], &[], marks),
        };
        let few = few.iter().map(|(place, mark)| (usize::from(*place), *mark));
        let bytes = bytes.iter().map(|mark| u16::from(*mark)).enumerate();
        few.chain(bytes).chain(words.iter().copied().enumerate()).filter(|(_, mark)| *mark != 0)
    }
}

impl DistinctKeys {
    /// Adds a key, in normal form, to a cell; whether it was one with a number. Another is for `add_other`.
    pub fn add(&mut self, cell: Cell, key: &[u8]) -> bool {
        let Some((shape, number)) = Packed::of(key).and_then(Packed::apart) else { return false };
        let next = self.shapes.len() as u32;
        let shape = *self.shapes.entry(shape).or_insert(next);
        self.add_numbered(cell, (shape, number));
        true
    }

    /// Adds a key that an interner has numbered.
    pub fn add_other(&mut self, cell: Cell, key: u32) {
        self.add_numbered(cell, (NUMBERED_ELSEWHERE, key));
    }

    fn add_numbered(&mut self, cell: Cell, (shape, number): Numbered) {
        let Some(mark) = self.palettes.mark_of(cell) else {
            self.further.insert(((shape, number), cell.number));
            return;
        };
        let layers = self.chunks.entry((shape, cell.segment, number >> BITS)).or_default();
        let place = number as usize & (CHUNK - 1);
        if !layers.iter_mut().any(|layer| layer.set(place, mark)) {
            let mut layer = Marks::default();
            layer.set(place, mark);
            layers.push(layer);
        }
    }

    /// Takes another set; `key` translates the numbers of its keys.
    pub fn merge(&mut self, other: DistinctKeys, key: impl Fn(u32) -> u32) {
        let mut shapes: FxHashMap<u32, u32> = FxHashMap::default();
        for (shape, theirs) in other.shapes {
            let next = self.shapes.len() as u32;
            shapes.insert(theirs, *self.shapes.entry(shape).or_insert(next));
        }
        let translated = |(shape, number): Numbered| match shapes.get(&shape) {
            Some(shape) => (*shape, number),
            None => (NUMBERED_ELSEWHERE, key(number)),
        };
        for ((shape, segment, high), layers) in other.chunks {
            for (place, mark) in layers.iter().flat_map(Marks::each) {
                let cell = Cell { number: other.palettes.cell(segment, mark), segment };
                self.add_numbered(cell, translated((shape, high << BITS | place as u32)));
            }
        }
        self.further.extend(other.further.into_iter().map(|(numbered, cell)| (translated(numbered), cell)));
    }

    /// Arranges the keys so that those of several cells are counted at once.
    pub fn finish(self) -> DistinctCounts {
        let mut further: FxHashMap<Numbered, Vec<u32>> = FxHashMap::default();
        self.further.into_iter().for_each(|(numbered, cell)| further.entry(numbered).or_default().push(cell));
        // The chunks of all segments that have the same numbers.
        let mut chunks: Vec<(Numbered, u32)> =
            self.chunks.keys().map(|(shape, segment, high)| ((*shape, *high), *segment)).collect();
        chunks.sort_unstable();
        let mut counts = DistinctCounts::default();
        for same in chunks.chunk_by(|one, next| one.0 == next.0) {
            let (shape, high) = same[0].0;
            let mut cells: Vec<(usize, u32)> = Vec::new();
            for (_, segment) in same {
                let marks = self.chunks[&(shape, *segment, high)].iter().flat_map(Marks::each);
                cells.extend(marks.map(|(place, mark)| (place, self.palettes.cell(*segment, mark))));
            }
            cells.sort_unstable();
            for of_number in cells.chunk_by(|one, next| one.0 == next.0) {
                let numbered = (shape, high << BITS | of_number[0].0 as u32);
                let more = further.remove(&numbered).unwrap_or_default();
                counts.add(of_number.iter().map(|(_, cell)| *cell).chain(more));
            }
        }
        further.into_values().for_each(|cells| counts.add(cells.into_iter()));
        counts
    }
}

/// How many different keys cells have.
#[derive(Clone, Debug, Default)]
pub struct DistinctCounts {
    /// Keys that only this cell has.
    single: FxHashMap<u32, u64>,
    /// Keys that several cells have, by number.
    shared: FxHashMap<u32, Vec<u32>>,
    /// How many keys are shared.
    keys: u32,
}

impl DistinctCounts {
    /// Adds a key with its cells, each once.
    fn add(&mut self, cells: impl Iterator<Item = u32>) {
        let mut cells = cells.peekable();
        let Some(first) = cells.next() else { return };
        if cells.peek().is_none() {
            *self.single.entry(first).or_default() += 1;
            return;
        }
        for cell in std::iter::once(first).chain(cells) {
            self.shared.entry(cell).or_default().push(self.keys);
        }
        self.keys += 1;
    }

    /// How many different keys these cells have together.
    pub fn count(&self, cells: &[u32]) -> u64 {
        let single: u64 = cells.iter().filter_map(|cell| self.single.get(cell)).sum();
        let mut shared: Vec<u32> = cells.iter().filter_map(|cell| self.shared.get(cell)).flatten().copied().collect();
        shared.sort_unstable();
        shared.dedup();
        single + shared.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::interner::Interner;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn key(prefix: u8, number: u64) -> String {
        match prefix {
            0 => format!("SO{number:09}"),
            1 => format!("{number}"),
            2 => format!("a prefix of more than fifteen bytes {number}"),
            3 => format!("A{number}"),
            _ => format!("{number}x"),
        }
    }

    proptest! {
        #[test]
        fn counts_are_those_of_a_plain_set(
            rows in proptest::collection::vec((0u8..5, 0u64..3_000, 0u32..900), 1..400),
            dense in 0u64..4_000,
            few in any::<bool>(),
            cut in 0usize..400,
            asked in proptest::collection::vec(0u32..900, 0..6),
        ) {
            let mut rows = rows;
            rows.extend((0..dense).map(|number| (0, number, (number % 890) as u32)));
            let mut plain: BTreeSet<(u32, String)> = BTreeSet::new();
            let mut names = Interner::default();
            let mut parts = [DistinctKeys::default(), DistinctKeys::default()];
            for (at, (prefix, number, cell)) in rows.iter().enumerate() {
                let cell = if few { cell % 5 } else { *cell };
                let (key, place) = (key(*prefix, *number), Cell { number: cell, segment: cell % 3 });
                let part = &mut parts[usize::from(at >= cut)];
                if !part.add(place, key.as_bytes()) {
                    part.add_other(place, names.intern(key.as_bytes()));
                }
                plain.insert((cell, key));
            }
            let [mut all, rest] = parts;
            all.merge(rest, |id| id);
            let counts = all.finish();
            let expected: BTreeSet<&String> =
                plain.iter().filter(|(cell, _)| asked.contains(cell)).map(|(_, key)| key).collect();
            let mut asked = asked;
            asked.sort_unstable();
            asked.dedup();
            prop_assert_eq!(counts.count(&asked), expected.len() as u64);
        }
    }
}
