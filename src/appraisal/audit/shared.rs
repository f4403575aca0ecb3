//! What several people share: every part of a division and every place of a field must be on somebody's worksheet, with the weight or
//! the value that it was counted by; each worksheet's own part is done again there.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Differing;
use crate::derivation::{Division, Field, Form, Step};
use crate::results::PeriodResult;

/// What parts there are, and which of them are somebody's.
type Owned<'a, T> = BTreeMap<*const T, Shared<'a, T>>;

/// What is shared, the indices that are somebody's, and where it was met first: person and step.
type Shared<'a, T> = (&'a T, BTreeSet<usize>, (usize, usize));

/// A step of each division or field of which a part is nobody's.
pub(super) fn without_owner(result: &PeriodResult) -> Vec<Differing> {
    let mut divisions: Owned<Division> = BTreeMap::new();
    let mut fields: Owned<Field> = BTreeMap::new();
    for person in &result.people {
        for (step, Step { form, .. }) in person.sheet.steps().iter().enumerate() {
            match form {
                Form::Part(division, index) => own(&mut divisions, division, *index, (person.person, step)),
                Form::Place(field, index) => own(&mut fields, field, *index, (person.person, step)),
                _ => {}
            }
        }
    }
    let divisions = merged(divisions).into_iter().filter(|(division, owned, _)| owned.len() != division.among());
    let fields = merged(fields).into_iter().filter(|(field, owned, _)| !field.is_owned(owned));
    let differing = |((person, step), form): ((usize, usize), &'static str)| Differing {
        person,
        period: result.period.clone(),
        step,
        form,
    };
    let of_divisions = divisions.map(|(_, _, met)| (met, "share"));
    of_divisions.chain(fields.map(|(_, _, met)| (met, "place"))).map(differing).collect()
}

fn own<'a, T>(all: &mut Owned<'a, T>, one: &'a Arc<T>, index: usize, met: (usize, usize)) {
    let (_, owned, _) = all.entry(Arc::as_ptr(one)).or_insert_with(|| (one, BTreeSet::new(), met));
    owned.insert(index);
}

/// Equal ones are one: those tied in a contest divide its prizes each on a worksheet of their own. In the order of persons.
fn merged<T: PartialEq>(all: Owned<'_, T>) -> Vec<Shared<'_, T>> {
    let mut all: Vec<_> = all.into_values().collect();
    all.sort_by_key(|(_, _, met)| *met);
    let mut merged: Vec<Shared<'_, T>> = Vec::new();
    for (one, owned, met) in all {
        match merged.iter_mut().find(|(known, _, _)| *known == one) {
            Some((_, known, _)) => known.extend(owned),
            None => merged.push((one, owned, met)),
        }
    }
    merged
}
