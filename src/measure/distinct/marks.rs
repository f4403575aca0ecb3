//! Which cells the keys of a chunk belong to, a byte for most of them.

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
    /// The mark of a cell; nothing for one of more than marks can tell apart.
    #[inline]
    pub fn mark(self, cell: Cell) -> Option<u16> {
        let (spell, overlay) = (cell.number / 2 / self.segments, cell.number % 2);
        u16::try_from(1 + spell + overlay * self.spells).ok()
    }

    /// The segment of a cell.
    pub fn segment(self, cell: u32) -> u32 {
        cell / 2 % self.segments
    }

    /// The cell of a mark.
    pub fn cell(self, segment: u32, mark: u16) -> u32 {
        let mark = u32::from(mark) - 1;
        (mark % self.spells * self.segments + segment) * 2 + mark / self.spells
    }
}

/// Which cell each number of a chunk belongs to.
#[derive(Clone, Debug)]
pub(super) enum Marks {
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
    pub fn each(&self) -> impl Iterator<Item = (usize, u16)> + '_ {
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

/// Sets a mark in the first layer that has room for it, if none has it yet.
#[inline]
pub(super) fn add_mark(layers: &mut Vec<Marks>, place: usize, mark: u16) {
    if !layers.iter_mut().any(|layer| layer.set(place, mark)) {
        let mut layer = Marks::default();
        layer.set(place, mark);
        layers.push(layer);
    }
}
