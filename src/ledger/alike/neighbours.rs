//! Names one edit apart, found by what is left of them when one character is taken away.
//!
//! Two names one insertion, deletion, substitution or swap apart have such a rest in common, so that only names with a common rest are
//! compared: the time grows with the number of names, not with that of their pairs. Characters that number a name are never taken away.

use std::collections::HashMap;

use super::form::{Form, LONGEST};
use crate::finding::nearest::is_one_edit;

/// How many earlier names with the same rest one is compared with.
const COMPARED: usize = 16;

/// For each name the first of the earlier ones that is one edit apart. Names of fewer than `shortest` characters have none.
pub(super) fn earlier(names: &[&Form], shortest: usize) -> Vec<Option<usize>> {
    let shared_rests = Shared::of(names, shortest);
    let mut rests: Vec<(u64, u32)> = Vec::new();
    let mut own = Vec::new();
    for (index, form) in names.iter().enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        self::rests(form, shortest, &mut own);
        rests.extend(own.iter().filter(|rest| shared_rests.has(**rest)).map(|rest| (*rest, index)));
    }
    rests.sort_unstable();
    let mut found: Vec<Option<usize>> = vec![None; names.len()];
    for shared in rests.chunk_by(|one, next| one.0 == next.0).filter(|shared| shared.len() > 1) {
        for (at, (_, later)) in shared.iter().enumerate() {
            let later = *later as usize;
            let before = shared[..at].iter().take(COMPARED).map(|(_, index)| *index as usize);
            let near = before.filter(|index| found[later].is_none_or(|known| *index < known));
            let first = near.into_iter().find(|index| are_near(names[*index], names[later]));
            found[later] = first.or(found[later]);
        }
    }
    found
}

/// Known names, to find the one that a mistyped name is meant for.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    forms: Vec<Form>,
    by_rest: HashMap<u64, Vec<u32>>,
    shortest: usize,
}

impl Known {
    pub fn new(forms: Vec<Form>, shortest: usize) -> Self {
        let mut by_rest: HashMap<u64, Vec<u32>> = HashMap::new();
        let mut own = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            rests(form, shortest, &mut own);
            for rest in own.drain(..) {
                by_rest.entry(rest).or_default().push(u32::try_from(index).unwrap_or(u32::MAX));
            }
        }
        Known { forms, by_rest, shortest }
    }

    /// Those equal in form, or one edit apart.
    pub fn alike(&self, form: &Form) -> Vec<usize> {
        let mut found = self.sharing(form);
        let is_same = |other: &Form| !form.name.is_empty() && other.name == form.name && other.fits(form);
        found.retain(|index| is_same(&self.forms[*index]) || are_near(&self.forms[*index], form));
        found
    }

    /// Those one edit apart.
    pub fn near(&self, form: &Form) -> Vec<usize> {
        let mut found = self.sharing(form);
        found.retain(|index| are_near(&self.forms[*index], form));
        found
    }

    fn sharing(&self, form: &Form) -> Vec<usize> {
        let mut own = Vec::new();
        rests(form, self.shortest, &mut own);
        let shared = own.iter().filter_map(|rest| self.by_rest.get(rest));
        let mut found: Vec<usize> = shared.flatten().map(|index| *index as usize).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn are_near(one: &Form, other: &Form) -> bool {
    is_one_edit(&one.name, &other.name) && one.numbering() == other.numbering() && one.fits(other)
}

/// Rests that more than one name may have: a bit for a few rests each, so that of very many names hardly any has to be kept.
struct Shared {
    once: Vec<u64>,
    again: Vec<u64>,
}

/// So many bits there are for each rest.
const BITS: usize = 8;

impl Shared {
    fn of(names: &[&Form], shortest: usize) -> Self {
        let count: usize = names.iter().map(|form| form.name.chars().count() + 1).sum();
        let words = (count * BITS / 64).next_power_of_two();
        let mut shared = Shared { once: vec![0; words], again: vec![0; words] };
        let mut own = Vec::new();
        for form in names {
            rests(form, shortest, &mut own);
            own.iter().for_each(|rest| shared.note(*rest));
        }
        shared
    }

    fn note(&mut self, rest: u64) {
        let (word, bit) = self.place(rest);
        self.again[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    fn has(&self, rest: u64) -> bool {
        let (word, bit) = self.place(rest);
        self.again[word] & bit != 0
    }

    fn place(&self, rest: u64) -> (usize, u64) {
        (rest as usize & (self.once.len() - 1), 1 << (rest >> 58))
    }
}

/// The name as a whole, and without each character that does not number it, as hashes, each once.
fn rests(form: &Form, shortest: usize, rests: &mut Vec<u64>) {
    rests.clear();
    let mut chars = [0; LONGEST];
    let mut count = 0;
    for c in form.name.chars() {
        let Some(place) = chars.get_mut(count) else { return };
        *place = value_of(c);
        count += 1;
    }
    if count < shortest {
        return;
    }
    // What stands behind a character, and what those before it are multiplied by.
    let (mut behind, mut power) = (0_u64, 1_u64);
    let mut before = chars[..count].iter().fold(0, |sum: u64, value| times(sum).wrapping_add(*value));
    rests.push(mixed(before));
    for at in (0..count).rev() {
        before = before.wrapping_sub(chars[at]).wrapping_mul(INVERSE);
        if !form.is_mark(at) {
            rests.push(mixed(before.wrapping_mul(power).wrapping_add(behind)));
        }
        behind = behind.wrapping_add(chars[at].wrapping_mul(power));
        power = times(power);
    }
    rests.sort_unstable();
    rests.dedup();
}

/// A name is hashed as the digits of a number to this base, so that a character is taken away without reading the others again.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
/// What the base times this is 1.
const INVERSE: u64 = 0xF1DE_83E1_9937_733D;

fn times(sum: u64) -> u64 {
    sum.wrapping_mul(BASE)
}

fn value_of(c: char) -> u64 {
    mixed(u64::from(u32::from(c)) + 1)
}

fn mixed(sum: u64) -> u64 {
    let sum = (sum ^ (sum >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let sum = (sum ^ (sum >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    sum ^ (sum >> 32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(names: &[&str]) -> Vec<Option<usize>> {
        let forms: Vec<Form> = names.iter().map(|name| Form::of_company(name)).collect();
        earlier(&forms.iter().collect::<Vec<_>>(), 4)
    }

    #[test]
    fn names_one_edit_apart_find_each_other_and_numbered_ones_do_not() {
        assert_eq!(found(&["宏远贸易行", "宏达贸易行", "远宏贸易行", "宏远贸易"]), [None, Some(0), Some(0), Some(0)]);
        assert_eq!(found(&["Customer 0001", "Customer 0002", "Store A", "Store B"]), [None; 4]);
        assert_eq!(found(&["ab", "abc", "abd", "东方百货", "西方百货"]), [None; 5]);
    }

    #[test]
    fn two_hundred_thousand_names_take_no_pairs() {
        let names: Vec<Form> = (0..200_000).map(|index| Form::of_company(&format!("客户{index:06}有限公司"))).collect();
        let all: Vec<&Form> = names.iter().collect();
        assert!(earlier(&all, 4).iter().all(Option::is_none));
    }

    proptest! {
        #[test]
        fn they_are_those_that_comparing_all_pairs_finds(names in prop::collection::vec("[abc远]{4,6}", 2..12)) {
            let forms: Vec<Form> = names.iter().map(|name| Form::of_person(name)).collect();
            let found = earlier(&forms.iter().collect::<Vec<_>>(), 4);
            for (later, form) in forms.iter().enumerate() {
                let first = (0..later).find(|index| are_near(&forms[*index], form));
                prop_assert_eq!(found[later], first, "{:?}", names);
            }
        }
    }
}
