//! How many different keys cells have, alone and together.

/// How many different keys cells have.
#[derive(Clone, Debug, Default)]
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
    /// Makes room for keys of so many cells.
    pub(super) fn make_room(&mut self, cells: usize) {
        self.single.resize(cells, 0);
        self.shared.resize(cells, Numbers::default());
    }

    /// Adds a key with its cells, each once.
    pub(super) fn add(&mut self, cells: &[u32]) {
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
