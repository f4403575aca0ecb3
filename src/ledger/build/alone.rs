//! Words of `staff` that one person alone has and that are a slip of the pen away from another: a team of one is most likely a typing error.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::finding::meant::{Named, Nearness};
use crate::ingest::faults::Faults;
use crate::ledger::{People, Spell};
use crate::source::Place;

/// A column of `staff`, and its word in a spell.
type Column = (&'static str, fn(&Spell) -> Option<&str>);

const COLUMNS: [Column; 2] = [("team", |spell| spell.team.as_deref()), ("region", |spell| spell.region.as_deref())];

/// One warning for each word, at its first row.
pub(super) fn warn(people: &People, faults: &mut Faults) {
    for (column, word_of) in COLUMNS {
        let mut words: BTreeMap<&str, (BTreeSet<usize>, &Place)> = BTreeMap::new();
        for (index, person) in people.list.iter().enumerate() {
            for spell in &person.spells {
                let Some(word) = word_of(spell) else { continue };
                let known = words.entry(word).or_insert((BTreeSet::new(), &spell.place));
                known.0.insert(index);
                known.1 = known.1.min(&spell.place);
            }
        }
        for (word, (_, place)) in words.iter().filter(|(_, (people, _))| people.len() == 1) {
            let named = Named::new(word);
            let is_other = |other: &&&str| matches!(named.nearness(other), Nearness::Perhaps | Nearness::Likely);
            let near = words.iter().filter(|(_, (people, _))| people.len() > 1).map(|(other, _)| other).find(is_other);
            if let Some(near) = near {
                let finding = Finding::warning("word-of-one-person").with("column", column).with("word", word);
                faults.push(finding.with("near", near).at((*place).clone()));
            }
        }
    }
}
