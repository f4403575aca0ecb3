//! Different keys by cell, in little memory.
//!
//! A count of different orders has to know every order that it has seen. Order numbers are mostly a prefix and a running number, and an
//! order mostly belongs to one person in one segment. So numbers stand in chunks of 1,024, one byte each that says which cell of
//! the segment has it: a million orders take a megabyte. A second cell of a key in a segment stands in a second layer of the chunk, and so
//! on. Keys without a number are numbered by an interner. The count is exact in every case; only the room differs.
//!
//! What a mark means depends on nothing that was read, so that a chunk that only one of two threads has is taken as it is.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ingest::packed::{Packed, Shape};

/// Numbers in a chunk: the low bits of a number say where in its chunk it stands.
const CHUNK: usize = 1 << BITS;
const BITS: u32 = 10;
/// A chunk with fewer marks than this lists them.
const FEW: usize = CHUNK / 4;

/// A key taken apart: the number of its shape, and the number that its last digits write.
type Numbered = (u32, u32);

/// A cell: a spell in a segment, of its own sales or of overlays.
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
#[derive(Clone, Debug)]
pub struct DistinctKeys {
    shapes: FxHashMap<Shape, u32>,
    /// Layers of marks: the first has the first cell of each number.
    chunks: FxHashMap<ChunkKey, Vec<Marks>>,
    palette: Palette,
    /// Cells that no mark tells apart, where there are too many.
    further: FxHashSet<(Numbered, u32)>,
}

/// The shape of keys that hold no number: an interner has numbered them.
const NUMBERED_ELSEWHERE: u32 = u32::MAX;

/// Which mark each cell of a segment has: first those of own sales, then those of overlays.
#[derive(Clone, Copy, Debug)]
struct Palette {
    spells: u32,
    segments: u32,
}

impl Palette {
    /// The mark of a cell; nothing for one of more than marks can tell apart.
    #[inline]
    fn mark(self, cell: Cell) -> Option<u16> {
        let (spell, overlay) = (cell.number / 2 / self.segments, cell.number % 2);
        u16::try_from(1 + spell + overlay * self.spells).ok()
    }

    fn cell(self, segment: u32, mark: u16) -> u32 {
        let mark = u32::from(mark) - 1;
        (mark % self.spells * self.segments + segment) * 2 + mark / self.spells
    }
}

/// Which cell each number of a chunk belongs to.
#[derive(Clone, Debug)]
enum Marks {
    /// Place and mark, sorted by place.
    Few(Vec<(u16, u16)>),
    /// A mark for each place; 0 is none.
    Bytes(Box<[u8]>),
    /// The same for marks above 255.
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
    /// None yet, of the cells of so many spells and segments.
    pub fn new(spells: usize, segments: usize) -> Self {
        let palette = Palette { spells: spells.max(1) as u32, segments: segments.max(1) as u32 };
        let (shapes, chunks, further) = Default::default();
        DistinctKeys { shapes, chunks, palette, further }
    }

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
        let Some(mark) = self.palette.mark(cell) else {
            self.further.insert(((shape, number), cell.number));
            return;
        };
        let layers = self.chunks.entry((shape, cell.segment, number >> BITS)).or_default();
        add_mark(layers, number as usize & (CHUNK - 1), mark);
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
            let Some(shape) = shapes.get(&shape) else {
                for (place, mark) in layers.iter().flat_map(Marks::each) {
                    let cell = Cell { number: self.palette.cell(segment, mark), segment };
                    self.add_numbered(cell, translated((shape, high << BITS | place as u32)));
                }
                continue;
            };
            let mine = self.chunks.entry((*shape, segment, high)).or_default();
            if mine.is_empty() {
                *mine = layers;
            } else {
                layers.iter().flat_map(Marks::each).for_each(|(place, mark)| add_mark(mine, place, mark));
            }
        }
        self.further.extend(other.further.into_iter().map(|(numbered, cell)| (translated(numbered), cell)));
    }

    /// Arranges the keys so that those of several cells are counted at once. The marks go as the counts come.
    pub fn finish(self) -> DistinctCounts {
        let mut further: FxHashMap<Numbered, Vec<u32>> = FxHashMap::default();
        self.further.into_iter().for_each(|(numbered, cell)| further.entry(numbered).or_default().push(cell));
        let mut chunks: Vec<(ChunkKey, Vec<Marks>)> = self.chunks.into_iter().collect();
        chunks.sort_unstable_by_key(|((shape, segment, high), _)| (*shape, *high, *segment));
        let mut counts = DistinctCounts::new((self.palette.spells * self.palette.segments * 2) as usize);
        let mut cells: Vec<Vec<u32>> = vec![Vec::new(); CHUNK];
        let mut chunks = chunks.into_iter().peekable();
        while let Some(((shape, segment, high), layers)) = chunks.next() {
            for (place, mark) in layers.iter().flat_map(Marks::each) {
                cells[place].push(self.palette.cell(segment, mark));
            }
            // The chunks of other segments that have the same numbers are next.
            if chunks.peek().is_some_and(|((other, _, next), _)| (*other, *next) == (shape, high)) {
                continue;
            }
            for (place, cells) in cells.iter_mut().enumerate().filter(|(_, cells)| !cells.is_empty()) {
                if !further.is_empty() {
                    cells.extend(further.remove(&(shape, high << BITS | place as u32)).unwrap_or_default());
                }
                counts.add(cells);
                cells.clear();
            }
        }
        further.into_values().for_each(|cells| counts.add(&cells));
        counts
    }
}

/// Sets a mark in the first layer that has room for it, if none has it yet.
#[inline]
fn add_mark(layers: &mut Vec<Marks>, place: usize, mark: u16) {
    if !layers.iter_mut().any(|layer| layer.set(place, mark)) {
        let mut layer = Marks::default();
        layer.set(place, mark);
        layers.push(layer);
    }
}

/// How many different keys cells have.
#[derive(Clone, Debug)]
pub struct DistinctCounts {
    /// Of each cell, how many keys no other has.
    single: Vec<u64>,
    /// Of each cell, the keys that others have too, by number.
    shared: Vec<Numbers>,
    /// How many keys are shared.
    keys: u32,
}

/// A shorter list of numbers stays one.
const SHORT: usize = 64;

/// A set of ascending numbers: a list, or, where that is smaller, a bit for each number.
#[derive(Clone, Debug)]
enum Numbers {
    List(Vec<u32>),
    Bits(Vec<u64>),
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers::List(Vec::new())
    }
}

impl Numbers {
    /// Adds the greatest number so far.
    fn push(&mut self, number: u32) {
        let word = number as usize / 64;
        if let Numbers::List(list) = self {
            if list.len() < SHORT || list.len() * 32 < number as usize {
                list.push(number);
                return;
            }
            let mut bits = Vec::with_capacity(word + 1);
            set_all(&mut bits, list.iter().copied());
            *self = Numbers::Bits(bits);
        }
        if let Numbers::Bits(bits) = self {
            set_all(bits, std::iter::once(number));
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Numbers::List(list) if list.is_empty())
    }

    fn len(&self) -> usize {
        match self {
            Numbers::List(list) => list.len(),
            Numbers::Bits(bits) => bits.iter().map(|bits| bits.count_ones() as usize).sum(),
        }
    }
}

fn set_all(bits: &mut Vec<u64>, numbers: impl Iterator<Item = u32>) {
    for number in numbers {
        let word = number as usize / 64;
        bits.resize(bits.len().max(word + 1), 0);
        bits[word] |= 1 << (number % 64);
    }
}

impl DistinctCounts {
    fn new(cells: usize) -> Self {
        DistinctCounts { single: vec![0; cells], shared: vec![Numbers::default(); cells], keys: 0 }
    }

    /// Adds a key with its cells, each once.
    fn add(&mut self, cells: &[u32]) {
        if let [cell] = cells {
            self.single[*cell as usize] += 1;
            return;
        }
        for cell in cells {
            self.shared[*cell as usize].push(self.keys);
        }
        self.keys += 1;
    }

    /// How many different keys these cells have together.
    pub fn count(&self, cells: &[u32]) -> u64 {
        let single: u64 = cells.iter().map(|cell| self.single[*cell as usize]).sum();
        let shared: Vec<&Numbers> =
            cells.iter().map(|cell| &self.shared[*cell as usize]).filter(|numbers| !numbers.is_empty()).collect();
        if let [one] = shared[..] {
            return single + one.len() as u64;
        }
        let mut together = Vec::new();
        for numbers in shared {
            match numbers {
                Numbers::List(list) => set_all(&mut together, list.iter().copied()),
                Numbers::Bits(bits) => {
                    together.resize(together.len().max(bits.len()), 0);
                    together.iter_mut().zip(bits).for_each(|(all, bits)| *all |= bits);
                }
            }
        }
        single + Numbers::Bits(together).len() as u64
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
            crowd in 0u64..3_000,
            few in any::<bool>(),
            many_spells in any::<bool>(),
            cut in 0usize..400,
            asked in proptest::collection::vec(0u32..900, 0..6),
        ) {
            let mut rows = rows;
            rows.extend((0..dense).map(|number| (0, number, (number % 890) as u32)));
            // Keys that many cells have.
            rows.extend((0..crowd).map(|row| (3, row % 500, (row * 7 % 897) as u32)));
            let mut plain: BTreeSet<(u32, String)> = BTreeSet::new();
            let mut names = Interner::default();
            // Of so many spells, the cells of overlays have no marks.
            let spells = if many_spells { 70_000 } else { 150 };
            let mut parts = [DistinctKeys::new(spells, 3), DistinctKeys::new(spells, 3)];
            for (at, (prefix, number, cell)) in rows.iter().enumerate() {
                let cell = if few { cell % 5 } else { *cell };
                let (key, place) = (key(*prefix, *number), Cell { number: cell, segment: cell / 2 % 3 });
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
