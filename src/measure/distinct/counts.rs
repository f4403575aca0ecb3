//! How many different keys cells have, alone and together.

use rustc_hash::FxHashMap;

/// How many different keys cells have.
#[derive(Clone, Debug, Default)]
pub struct DistinctCounts {
    /// Of each cell, how many keys no other has; keys have numbers of 32 bits.
    single: Vec<u32>,
    /// Of each cell that has some, the keys that others have too, by number.
    shared: FxHashMap<u32, Numbers>,
    /// How many keys are shared.
    keys: u32,
}

/// A list of fewer bytes stays one.
const SHORT: usize = 128;

/// A set of ascending numbers: a list, or, where that is smaller, a bit for each number.
#[derive(Clone, Debug)]
enum Numbers {
    List(Steps),
    Bits(Vec<u64>),
}

/// Ascending numbers, each as its distance from the one before: seven bits a byte, the lowest first, the eighth where more follow.
#[derive(Clone, Debug, Default)]
struct Steps {
    bytes: Vec<u8>,
    last: u32,
    count: u32,
}

impl Steps {
    fn push(&mut self, number: u32) {
        let mut step = number - self.last;
        while step > 0x7F {
            self.bytes.push(step as u8 | 0x80);
            step >>= 7;
        }
        self.bytes.push(step as u8);
        (self.last, self.count) = (number, self.count + 1);
    }

    fn each(&self) -> impl Iterator<Item = u32> {
        let ends = self.bytes.split_inclusive(|byte| byte & 0x80 == 0);
        ends.scan(0, |last, step| {
            *last += step.iter().rev().fold(0, |all, byte| all << 7 | u32::from(byte & 0x7F));
            Some(*last)
        })
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers::List(Steps::default())
    }
}

impl Numbers {
    /// Adds the greatest number so far.
    fn push(&mut self, number: u32) {
        let word = number as usize / 64;
        if let Numbers::List(steps) = self {
            if steps.bytes.len() < SHORT || steps.bytes.len() < word * 8 {
                steps.push(number);
                return;
            }
            let mut bits = Vec::with_capacity(word + 1);
            set_all(&mut bits, steps.each());
            *self = Numbers::Bits(bits);
        }
        if let Numbers::Bits(bits) = self {
            set_all(bits, std::iter::once(number));
        }
    }

    fn len(&self) -> usize {
        match self {
            Numbers::List(steps) => steps.count as usize,
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
    /// Adds a key with its cells, each once.
    pub(super) fn add(&mut self, cells: &[u32]) {
        if let [cell] = cells {
            let place = *cell as usize;
            if place >= self.single.len() {
                self.single.resize(place + 1, 0);
            }
            self.single[place] += 1;
            return;
        }
        for cell in cells {
            self.shared.entry(*cell).or_default().push(self.keys);
        }
        self.keys += 1;
    }

    /// How many different keys these cells have together.
    pub fn count(&self, cells: &[u32]) -> u64 {
        let single: u64 =
            cells.iter().filter_map(|cell| self.single.get(*cell as usize)).map(|keys| u64::from(*keys)).sum();
        if self.shared.is_empty() {
            return single;
        }
        let shared: Vec<&Numbers> = cells.iter().filter_map(|cell| self.shared.get(cell)).collect();
        if let [one] = shared[..] {
            return single + one.len() as u64;
        }
        let mut together = Vec::new();
        for numbers in shared {
            match numbers {
                Numbers::List(steps) => set_all(&mut together, steps.each()),
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
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_those_that_were_added(steps in proptest::collection::vec(1u32..5_000, 0..400), dense in 1u32..3_000) {
            let start = (dense..dense * 2).filter(|number| number % 3 != 0);
            let mut expected: Vec<u32> = start.collect();
            for step in steps {
                expected.push(expected.last().map_or(step - 1, |last| last + step));
            }
            let mut numbers = Numbers::default();
            expected.iter().for_each(|number| numbers.push(*number));
            prop_assert_eq!(numbers.len(), expected.len());
            let (mut found, mut plain) = (Vec::new(), Vec::new());
            match numbers {
                Numbers::List(steps) => set_all(&mut found, steps.each()),
                Numbers::Bits(bits) => found = bits,
            }
            set_all(&mut plain, expected.into_iter());
            prop_assert_eq!(found, plain);
        }
    }
}
