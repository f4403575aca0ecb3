//! Names one edit apart, found by what is left of them when one character is taken away.
//!
//! Two names one insertion, deletion, substitution or swap apart have such a rest in common, so that only names with a common rest are
//! compared: the time grows with the number of names, not with that of their pairs. Characters that number a name are never taken away.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use super::form::Form;
use crate::finding::nearest::is_one_edit;

/// Names longer than this are not looked at.
const LONGEST: usize = 64;

/// How many earlier names with the same rest one is compared with.
const COMPARED: usize = 16;

/// For each name the first of the earlier ones that is one edit apart. Names of fewer than `shortest` characters have none.
pub(super) fn earlier(names: &[&Form], shortest: usize) -> Vec<Option<usize>> {
    let mut rests: Vec<(u64, u32)> = Vec::new();
    for (index, form) in names.iter().enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        rests.extend(self::rests(form, shortest).into_iter().map(|rest| (rest, index)));
    }
    rests.sort_unstable();
    rests.dedup();
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
        for (index, form) in forms.iter().enumerate() {
            for rest in rests(form, shortest) {
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
        let shared = rests(form, self.shortest).into_iter().filter_map(|rest| self.by_rest.get(&rest));
        let mut found: Vec<usize> = shared.flatten().map(|index| *index as usize).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn are_near(one: &Form, other: &Form) -> bool {
    is_one_edit(&one.name, &other.name) && one.numbering() == other.numbering() && one.fits(other)
}

/// The name as a whole, and without each character that does not number it.
fn rests(form: &Form, shortest: usize) -> Vec<u64> {
    let chars: Vec<char> = form.name.chars().collect();
    if chars.len() > LONGEST || chars.len() < shortest {
        return Vec::new();
    }
    let taken = (0..chars.len()).filter(|at| !form.marks.contains(at)).map(Some);
    let mut rests: Vec<u64> = std::iter::once(None).chain(taken).map(|left_out| hash(&chars, left_out)).collect();
    rests.sort_unstable();
    rests.dedup();
    rests
}

fn hash(chars: &[char], left_out: Option<usize>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let kept = chars.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
    kept.for_each(|(_, c)| hasher.write_u32(u32::from(*c)));
    hasher.finish()
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
