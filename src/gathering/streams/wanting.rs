//! The columns that a source is read for.

use crate::ingest::register::Wanted;
use crate::measure::plan::{Slot, SlotKind, Stream};
use crate::policy::Policy;
use crate::policy::rules::InputRule;

/// The columns that a source is read for: by what is gathered, and by who looks at its rows one by one.
pub(super) fn wanted(policy: &Policy, rule: &InputRule, stream: &Stream) -> Wanted {
    let mut wanted = wanted_of(rule, stream);
    if let Some(listed) = policy.management.listed(&rule.name) {
        let is_given = |column: &&String| rule.constants.iter().any(|(known, _)| known == *column);
        wanted.needed.extend(listed.needed.iter().filter(|column| !is_given(column)).cloned());
        wanted.named.extend(listed.needed.iter().chain(&listed.named).cloned());
        wanted.numbers.extend(listed.numbers.iter().cloned());
    }
    wanted
}

/// The columns that something is gathered from.
fn wanted_of(rule: &InputRule, stream: &Stream) -> Wanted {
    let needed = stream.needed(rule);
    let optional = stream.slots.iter().filter(|slot| !slot.required).filter(|slot| slot.is_read());
    Wanted {
        needed: needed.iter().filter(|column| alternative(stream, column).is_none()).cloned().collect(),
        any_of: needed
            .iter()
            .filter_map(|column| {
                let other = alternative(stream, column)?;
                Some(vec![vec![column.clone()], vec![other.to_owned()]])
            })
            .collect(),
        optional: optional.filter(|slot| is_used(stream, slot)).map(|slot| slot.column.clone()).collect(),
        named: stream.slots.iter().filter(|slot| slot.is_read()).map(|slot| slot.column.clone()).collect(),
        numbers: stream
            .slots
            .iter()
            .filter(|slot| slot.kind == SlotKind::Number)
            .map(|slot| slot.column.clone())
            .collect(),
        implied: Vec::new(),
    }
}

/// Whether two labels for the column would matter: only for what decides whose a row is.
fn is_used(stream: &Stream, slot: &Slot) -> bool {
    ["person", "person_id", "order"].contains(&slot.column.as_str())
        || stream.terms.iter().any(|term| stream.slots[term.slot].column == slot.column)
}

fn alternative(stream: &Stream, column: &str) -> Option<&'static str> {
    stream.slots.iter().find(|slot| slot.column == column).and_then(|slot| slot.instead)
}
