//! Different keys by cell, in little memory.
//!
//! A count of different orders has to know every order that it has seen. Order numbers are mostly a prefix and a running number, and an
//! order mostly belongs to one cell. So numbers stand in chunks of 4,096, one byte each that says which cell of the chunk's
//! palette has it: a million orders take a megabyte. What has no number, and cells beyond the first of an order, stand in sets.
//! The count is exact in every case; only the room differs.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ingest::interner::{Packed, Shape};

/// Numbers in a chunk: the low bits of a number say where in its chunk it stands.
const CHUNK: usize = 1 << BITS;
const BITS: u32 = 12;
/// A chunk with fewer marks than this lists them.
const FEW: usize = CHUNK / 4;
/// A key taken apart: the number of its shape, and the number that its last digits write.
type Numbered = (u32, u32);

/// Pairs of a cell and a key.
#[derive(Clone, Debug, Default)]
pub struct DistinctKeys {
    shapes: FxHashMap<Shape, u32>,
    chunks: FxHashMap<Numbered, Chunk>,
    marks: CellMarks,

    /// Cells of a number beyond its first.
    further: FxHashSet<(Numbered, u32)>,
    /// Keys without a number.
    others: FxHashSet<(u32, u32)>,
}

/// The marks of cells in the chunk used last, by cell: numbers mostly rise, so one chunk serves many rows.
#[derive(Clone, Debug, Default)]
struct CellMarks {
    chunk: Option<Numbered>,
    /// 0 is none.
    marks: Vec<u8>,
}

impl CellMarks {
    #[inline]
    fn of(&mut self, key: Numbered, cell: u32, chunk: &mut Chunk) -> Option<u8> {
        if self.chunk != Some(key) {
            self.marks.fill(0);
            self.chunk = Some(key);
        }
        let cell_place = cell as usize;
        if self.marks.len() <= cell_place {
            self.marks.resize(cell_place + 1, 0);
        }
        if self.marks[cell_place] == 0 {
            self.marks[cell_place] = chunk.mark_of(cell)?;
        }
        Some(self.marks[cell_place])
    }
}

/// Which cell each number of a chunk belongs to.
#[derive(Clone, Debug, Default)]
struct Chunk {
    /// Cells; a mark is a place here, from 1.
    palette: Vec<u32>,
    marks: Marks,
}

#[derive(Clone, Debug)]
enum Marks {
    /// Place and mark, sorted by place.
    Few(Vec<(u16, u8)>),
    /// A mark for each place; 0 is none.
    Many(Box<[u8]>),
}

impl Default for Marks {
    fn default() -> Self {
        Marks::Few(Vec::new())
    }
}

/// What became of a number in a chunk.
enum Marked {
    /// The cell has it, now or from before.
    Has,
    /// Another cell has it, or the palette is full.
    Full,
}

impl Chunk {
    /// The cell's mark, a new one where there is room.
    fn mark_of(&mut self, cell: u32) -> Option<u8> {
        let known = self.palette.iter().position(|known| *known == cell);
        let at = known.unwrap_or(self.palette.len());
        let mark = u8::try_from(at + 1).ok()?;
        if known.is_none() {
            self.palette.push(cell);
        }
        Some(mark)
    }

    fn mark(&mut self, place: usize, mark: u8) -> Marked {
        match self.marks.set(place, mark) {
            0 => Marked::Has,
            had if had == mark => Marked::Has,
            _ => Marked::Full,
        }
    }

    /// Every place that has a cell.
    fn each(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        let (few, many): (&[(u16, u8)], &[u8]) = match &self.marks {
            Marks::Few(list) => (list, &[]),
            Marks::Many(marks) => (&[], marks),
        };
        let few = few.iter().map(|(place, mark)| (usize::from(*place), *mark));
        let many = many.iter().copied().enumerate().filter(|(_, mark)| *mark != 0);
        few.chain(many).map(|(place, mark)| (place, self.palette[usize::from(mark) - 1]))
    }
}

impl Marks {
    /// Sets a mark where there is none; returns what was there.
    fn set(&mut self, place: usize, mark: u8) -> u8 {
        match self {
            Marks::Many(marks) => {
                let known = marks[place];
                if known == 0 {
                    marks[place] = mark;
                }
                known
            }
            Marks::Few(list) => {
                let at = match list.last() {
                    Some((last, _)) if usize::from(*last) < place => Err(list.len()),
                    _ => list.binary_search_by_key(&(place as u16), |(known, _)| *known),
                };
                match at {
                    Ok(at) => return list[at].1,
                    Err(at) => list.insert(at, (place as u16, mark)),
                }
                if list.len() >= FEW {
                    let mut marks = vec![0u8; CHUNK].into_boxed_slice();
                    list.iter().for_each(|(place, mark)| marks[usize::from(*place)] = *mark);
                    *self = Marks::Many(marks);
                }
                0
            }
        }
    }
}

impl DistinctKeys {
    /// Adds a key, in normal form, to a cell; whether it was one with a number. Another is for `add_other`.
    pub fn add(&mut self, cell: u32, key: &[u8]) -> bool {
        let Some((shape, number)) = Packed::of(key).and_then(Packed::apart) else { return false };
        let shape = self.shape(shape);
        self.add_numbered(cell, (shape, number));
        true
    }

    /// Adds a key that an interner has numbered.
    pub fn add_other(&mut self, cell: u32, key: u32) {
        self.others.insert((cell, key));
    }

    fn shape(&mut self, shape: Shape) -> u32 {
        let next = self.shapes.len() as u32;
        *self.shapes.entry(shape).or_insert(next)
    }

    fn add_numbered(&mut self, cell: u32, (shape, number): Numbered) {
        let key = (shape, number >> BITS);
        let chunk = self.chunks.entry(key).or_default();
        let mark = self.marks.of(key, cell, chunk);
        let marked = mark.map_or(Marked::Full, |mark| chunk.mark(number as usize & (CHUNK - 1), mark));
        if let Marked::Full = marked {
            self.further.insert(((shape, number), cell));
        }
    }

    /// Takes another set; `key` translates the numbers of its keys.
    pub fn merge(&mut self, other: DistinctKeys, key: impl Fn(u32) -> u32) {
        let shapes: FxHashMap<u32, u32> = other.shapes.into_iter().map(|(shape, id)| (id, self.shape(shape))).collect();
        for ((shape, high), chunk) in other.chunks {
            for (place, cell) in chunk.each() {
                self.add_numbered(cell, (shapes[&shape], high << BITS | place as u32));
            }
        }
        for ((shape, number), cell) in other.further {
            self.add_numbered(cell, (shapes[&shape], number));
        }
        self.others.extend(other.others.into_iter().map(|(cell, id)| (cell, key(id))));
    }

    /// Arranges the keys so that those of several cells are counted at once.
    pub fn finish(self) -> DistinctCounts {
        let mut cells_of: FxHashMap<Numbered, Vec<u32>> = FxHashMap::default();
        self.further.into_iter().for_each(|(numbered, cell)| cells_of.entry(numbered).or_default().push(cell));
        let mut counts = DistinctCounts::default();
        for ((shape, high), chunk) in self.chunks {
            for (place, cell) in chunk.each() {
                match cells_of.get_mut(&(shape, high << BITS | place as u32)) {
                    Some(cells) => cells.push(cell),
                    None => *counts.single.entry(cell).or_default() += 1,
                }
            }
        }
        let mut keys = 0;
        for cells in cells_of.into_values() {
            cells.into_iter().for_each(|cell| counts.shared.entry(cell).or_default().push(keys));
            keys += 1;
        }
        self.others.into_iter().for_each(|(cell, key)| counts.shared.entry(cell).or_default().push(keys + key));
        counts
    }
}

/// How many different keys cells have.
#[derive(Clone, Debug, Default)]
pub struct DistinctCounts {
    /// Keys that only this cell has.
    single: FxHashMap<u32, u64>,
    /// Keys that several cells may have, by number.
    shared: FxHashMap<u32, Vec<u32>>,
}

impl DistinctCounts {
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
            rows in proptest::collection::vec((0u8..5, 0u64..6_000, 0u32..300), 1..400),
            dense in 0u64..8_000,
            cut in 0usize..400,
            asked in proptest::collection::vec(0u32..300, 0..6),
        ) {
            let mut rows = rows;
            rows.extend((0..dense).map(|number| (0, number, (number % 290) as u32)));
            let mut plain: BTreeSet<(u32, String)> = BTreeSet::new();
            let mut names = Interner::default();
            let mut parts = [DistinctKeys::default(), DistinctKeys::default()];
            for (at, (prefix, number, cell)) in rows.iter().enumerate() {
                let key = key(*prefix, *number);
                let part = &mut parts[usize::from(at >= cut)];
                if !part.add(*cell, key.as_bytes()) {
                    part.add_other(*cell, names.intern(key.as_bytes()));
                }
                plain.insert((*cell, key));
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
