//! Whether the rows of a key of which a number counts once agree in what it counts by: whose they are, the words by which figures go, and what lets
//! them pass. Where they do not, the place of a row decides, and that is told.

use std::collections::BTreeMap;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::super::plan::{Gather, Keep, SlotKind, Stream};
use super::doubles::FirstOfKeys;
use super::{Context, Folder};
use crate::crediting::Named;
use crate::finding::quoted;
use crate::ingest::row::Cells;
use crate::policy::rules::Policy;

/// What rows of a key may differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Whose they are.
    Person,
    /// The word of a column.
    Label(usize),
    /// Whether they are among those of a gather.
    Passing(usize),
}

/// Keys whose rows differ in one thing.
#[derive(Debug)]
pub struct Differing {
    /// The column that counts once.
    pub number: String,
    /// That of the keys.
    pub key_column: String,
    /// The columns that differ, quoted.
    pub columns: String,
    /// The earliest key.
    pub key: String,
    /// File and line of its first row.
    pub at: (u32, u32),
    /// How many keys.
    pub count: usize,
}

/// Of each number that counts once, what it counts by in anything that is asked; at most 64 things.
pub(super) fn asked(policy: &Policy, stream: &Stream) -> Vec<Vec<By>> {
    stream.once.iter().map(|once| by_of(policy, stream, *once)).collect()
}

fn by_of(policy: &Policy, stream: &Stream, (number, key): (usize, usize)) -> Vec<By> {
    let is_asked = |gather: &Gather| policy.used.contains(&gather.measure) || policy.management.is_asked();
    let gathers =
        || stream.gathers.iter().enumerate().filter(|(_, gather)| is_asked(gather) && takes(stream, gather, number));
    // Of an order the customer is a part of its key; its day is that of the first row.
    let is_of_key =
        |slot: usize| slot == key || slot == stream.date || (key == stream.order && slot == stream.customer);
    let mut by: Vec<By> = Vec::new();
    if gathers().any(|(_, gather)| gather.axis.slot().is_none()) {
        by.push(By::Person);
    }
    let labels = gathers().flat_map(|(_, gather)| [label(&gather.keep), gather.axis.slot()]).flatten();
    by.extend(labels.filter(|slot| !is_of_key(*slot)).map(By::Label));
    let is_tested = |gather: &Gather| {
        let mut slots = gather.terms.iter().map(|term| stream.terms[*term].slot).peekable();
        slots.peek().is_some() && slots.all(|slot| !is_of_key(slot))
    };
    by.extend(gathers().filter(|(_, gather)| is_tested(gather)).map(|(index, _)| By::Passing(index)));
    let mut kept: Vec<By> = Vec::new();
    by.into_iter().for_each(|one| {
        if !kept.contains(&one) {
            kept.push(one)
        }
    });
    kept.truncate(64);
    kept
}

/// Whether the gather adds up the number, or an amount that is made of it.
fn takes(stream: &Stream, gather: &Gather, number: usize) -> bool {
    gather.keep.number().is_some_and(|slot| match stream.slots[slot].kind {
        SlotKind::Product(price, qty, discount) => price == number || qty == number || discount == Some(number),
        SlotKind::AtSale(of) => of == number,
        _ => slot == number,
    })
}

/// The column by whose words the gather tells its totals apart.
fn label(keep: &Keep) -> Option<usize> {
    match keep {
        Keep::Parts(_, label) => Some(*label),
        Keep::Deals(_, label) => *label,
        _ => None,
    }
}

impl Folder<'_> {
    /// What the row says of each thing that the number counts by; 0 where it says nothing.
    pub(super) fn said_of_once(
        &mut self,
        cells: &Cells,
        index: usize,
        named: Option<Named>,
        order: Option<&str>,
    ) -> Box<[u64]> {
        let context = self.context;
        let Some(by) = context.once_by.get(index).filter(|by| !by.is_empty()) else { return Box::default() };
        self.pass(cells);
        by.iter()
            .map(|by| match by {
                By::Person => self.said_of_person(cells, named, order),
                By::Label(slot) => said_of_word(&self.label(cells, *slot)),
                By::Passing(gather) => 1 + u64::from(self.row.passes[*gather]),
            })
            .collect()
    }

    /// Of an order that is divided the shares say whose it is.
    fn said_of_person(&mut self, cells: &Cells, named: Option<Named>, order: Option<&str>) -> u64 {
        let customer = self.customer_key(cells);
        if order.is_some_and(|order| self.context.ledger.splits.of(order, customer.as_deref()).is_some()) {
            return 0;
        }
        match named {
            Some(Named::Person(person)) => 1 + person as u64,
            Some(Named::Unknown | Named::Shared) => u64::MAX,
            Some(Named::Nobody) | None => 0,
        }
    }
}

fn said_of_word(word: &str) -> u64 {
    if word.is_empty() {
        return 0;
    }
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish().max(1)
}

/// Takes what another row of the key says, and notes as a bit each thing in which both say something else.
pub(super) fn join(mine: &mut [u64], theirs: &[u64]) -> u64 {
    let mut differs = 0;
    for (bit, (mine, theirs)) in mine.iter_mut().zip(theirs).enumerate() {
        if *mine == 0 {
            *mine = *theirs;
        } else if *theirs != 0 && mine != theirs {
            differs |= 1 << bit;
        }
    }
    differs
}

/// The keys whose first row is of the period and whose rows differ, by what they differ in first.
pub fn keys_that_differ(context: &Context, once: &[FirstOfKeys]) -> Vec<Differing> {
    let (stream, mut found) = (context.stream, Vec::new());
    for ((index, keys), (number, key_slot)) in once.iter().enumerate().zip(&stream.once) {
        let mut by_thing: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        let rows = keys.iter().flat_map(|(key, rows)| rows.iter().map(move |row| (row, key)));
        for (row, key) in rows.filter(|(row, _)| row.differs != 0 && context.plan.current.contains(row.at.0)) {
            by_thing.entry(row.differs.trailing_zeros()).or_default().push((row.at, key));
        }
        for (thing, rows) in by_thing {
            let Some((at, key)) = rows.iter().min() else { continue };
            let Some(by) = context.once_by.get(index).and_then(|by| by.get(thing as usize)) else { continue };
            found.push(Differing {
                number: stream.slots[*number].column.clone(),
                key_column: stream.slots[*key_slot].column.clone(),
                columns: columns(stream, *by),
                key: (*key).clone(),
                at: (at.1, at.2),
                count: rows.len(),
            });
        }
    }
    found
}

/// The columns of one thing, quoted.
fn columns(stream: &Stream, by: By) -> String {
    let slots: Vec<usize> = match by {
        By::Person => vec![stream.person],
        By::Label(slot) => vec![slot],
        By::Passing(gather) => stream.gathers[gather].terms.iter().map(|term| stream.terms[*term].slot).collect(),
    };
    let mut names: Vec<&str> = slots.iter().map(|slot| stream.slots[*slot].column.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    quoted(names)
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn things_differ_where_both_rows_say_something_else() {
        let mut mine = [1, 0, 5, 7];
        assert_eq!(join(&mut mine, &[1, 4, 6, 0]), 0b100);
        assert_eq!(mine, [1, 4, 5, 7]);
        assert_eq!(join(&mut mine, &[2, 3, 5, 7]), 0b11);
    }
}
