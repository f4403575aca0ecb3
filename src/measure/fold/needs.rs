//! What a row is asked, arranged so that asking is cheap: which terms must hold, which slots have numbers, which texts are keys.
//!
//! Of each different text it is known which terms it passes, as bits. A row's texts together pass the union of their bits, so whether a
//! row passes several terms is one comparison, whatever the terms are.

use super::super::plan::{Gather, Keep, SlotKind, Stream, Term};
use super::{Purpose, ending, units};
use crate::crediting::OrderBook;
use crate::finding::meant::Named;
use crate::ledger::Ledger;
use crate::policy::rules::FilterTest;

/// How many terms have a bit; further ones are looked at one by one.
pub(super) const BITS: usize = 128;

/// Terms that all must hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Need {
    /// Of terms about texts.
    pub bits: u128,
    /// The slots of those.
    pub slots: Vec<usize>,
    /// Terms about numbers, and those without a bit.
    pub others: Vec<usize>,
}

impl Need {
    fn new(stream: &Stream, terms: &[usize]) -> Self {
        let mut need = Need::default();
        for term in terms {
            let Term { slot, test } = &stream.terms[*term];
            let is_of_text = stream.slots[*slot].kind == SlotKind::Text || matches!(test, FilterTest::Missing(_));
            if matches!(test, FilterTest::In(_) | FilterTest::On(_)) || !is_of_text || *term >= BITS {
                need.others.push(*term);
                continue;
            }
            need.bits |= 1 << term;
            if !need.slots.contains(slot) {
                need.slots.push(*slot);
            }
        }
        need
    }
}

/// Everything that a row is asked.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    /// Of rows that count.
    pub counted: Option<Need>,
    /// Of rows that take a sale back.
    pub returns: Option<Need>,
    /// Of the rows of each gather.
    pub gathers: Vec<Need>,
    /// The slots of all of these, and those whose words the policy names: of every row that counts they are looked up.
    pub tested: Vec<usize>,
    /// Slots whose words the policy names.
    pub heard: Vec<usize>,
    /// Of each slot, the words that the policy names.
    pub named: Vec<Vec<Named>>,
    /// Of each slot those, and the other words that are read as what they are read as.
    pub alike: Vec<Vec<Named>>,
    /// Of each slot, whether `counted` asks for a word there, so that no row without one counts, or every `where` does.
    pub asks_for_word: Vec<bool>,
    /// Slots whose texts are shown.
    pub shown: Vec<usize>,
    /// Slots that hold numbers.
    pub numbers: Vec<usize>,
    /// Slots whose sums are control totals.
    pub money: Vec<usize>,
    /// Those, and what else total rows add up.
    pub totalled: Vec<usize>,
    /// Of each slot, whether a row that takes a sale back is negative in it: amounts and quantities.
    pub signed: Vec<bool>,
    /// Slots whose keys every counted row must have in order: those of first rows.
    pub keys: Vec<usize>,
    /// Of each slot, whether something is derived from its texts.
    pub derived: Vec<bool>,
    /// Of each slot, whether a unit of money that stands in the row multiplies it.
    pub scaled: Vec<bool>,
    /// Whether a unit in the row matters.
    pub has_units: bool,
    /// Of each slot, whether a rate of exchange multiplies it.
    pub converted: Vec<bool>,
    /// Of each slot, whether it may be money, as far as anybody knows, and no kind of file says so.
    pub may_be_money: Vec<bool>,
    /// Whether the row's currency matters.
    pub has_money: bool,
    /// The slot whose keys are many and are needed of every row: they are looked up ahead.
    pub ahead: Option<usize>,
    /// The gather that keeps the first rows of these keys.
    pub first: Option<usize>,
    /// Of each gather, whether its keys are counted only: they need no number of their own where their text holds one.
    pub only_counted: Vec<bool>,
    /// Slots of moments at which something ended that began on the row's day.
    pub ends: Vec<usize>,
    /// Whether a row's order matters beside the stores.
    pub order: bool,
    /// Whether it does of every row, and not only of those that take something back or lack a person.
    pub order_of_all: bool,
}

impl Needs {
    pub fn new(stream: &Stream, ledger: &Ledger, book: &OrderBook, purpose: Purpose) -> Self {
        let need = |terms: &Vec<usize>| Need::new(stream, terms);
        let slots = || 0..stream.slots.len();
        let rates = rates_read_as_numbers(stream);
        let is_number = |slot: &usize| match stream.slots[*slot].kind {
            SlotKind::Rate => rates.contains(slot),
            ref kind => kind.is_of_numbers(),
        };
        let first = |keep: &Keep| if let Keep::First(slot, _) = keep { Some(*slot) } else { None };
        let is_person = |slot| slot == stream.person || slot == stream.person_id;
        let is_tested = |slot| stream.terms.iter().any(|term| term.slot == slot);
        let mut keys: Vec<usize> = stream.gathers.iter().filter_map(|gather| first(&gather.keep)).collect();
        keys.dedup();
        let named =
            stream.words.iter().map(|named| named.slot).filter(|_| matches!(purpose, Purpose::Gather | Purpose::Days));
        let heard = sorted(named);
        let gathers: Vec<Need> = stream.gathers.iter().map(|gather| need(&gather.terms)).collect();
        let is_asked = |slot| slot == stream.unit || heard.contains(&slot) || stream.undone.contains(&slot);
        let derived = |slot| is_person(slot) || is_tested(slot) || is_asked(slot);
        let derived: Vec<bool> = slots().map(derived).collect();
        let is_text = |slot: usize| stream.slots[slot].kind == SlotKind::Text;
        let only_counted = |gather: &Gather| matches!(gather.keep, Keep::Distinct(slot) if is_text(slot));
        let ahead = keys.first().copied().filter(|slot| !derived[*slot] && is_text(*slot));
        let is_first = |gather: &Gather| ahead.is_some_and(|slot| gather.keep == Keep::First(slot, None));
        Needs {
            first: stream.gathers.iter().position(is_first).filter(|_| purpose == Purpose::Gather),
            ahead,
            only_counted: stream.gathers.iter().map(only_counted).collect(),
            counted: stream.counted.as_ref().map(need),
            returns: stream.returns.as_ref().map(|(terms, _)| need(terms)),
            tested: sorted(gathers.iter().flat_map(|need| need.slots.iter().copied()).chain(heard.iter().copied())),
            named: slots().map(|slot| named_of(stream, slot)).collect(),
            alike: slots().map(|slot| alike_of(stream, slot)).collect(),
            asks_for_word: slots().map(|slot| asks_for_word(stream, slot) || stream.is_told_apart(slot)).collect(),
            heard,
            shown: sorted(
                stream
                    .gathers
                    .iter()
                    .flat_map(|gather| shown_in(&gather.keep, stream.order).into_iter().chain(gather.axis.slot())),
            ),
            gathers,
            numbers: slots().filter(is_number).collect(),
            money: slots().filter(|slot| stream.slots[*slot].money).collect(),
            totalled: slots().filter(|slot| stream.is_totalled(*slot)).collect(),
            signed: signed(stream),
            keys,
            derived,
            scaled: units::scaled(stream),
            has_units: units::has_units(stream),
            converted: units::converted(stream),
            may_be_money: slots().map(|slot| units::may_be_money(stream, slot)).collect(),
            has_money: units::has_money(stream),
            ends: ending::slots(stream),
            order: !ledger.splits.by_order.is_empty()
                || !ledger.overlays.by_order.is_empty()
                || !ledger.holds.keys.is_empty()
                || !book.orders.is_empty()
                || stream.takes_back
                || purpose != Purpose::Gather,
            order_of_all: !ledger.splits.by_order.is_empty()
                || !ledger.overlays.by_order.is_empty()
                || !ledger.holds.keys.is_empty()
                || stream.takes_back,
        }
    }
}

/// The words of a slot that the policy names, each once.
fn named_of(stream: &Stream, slot: usize) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    for one in stream.words.iter().filter(|named| named.slot == slot) {
        let Some(value) = &one.value else { continue };
        if !named.iter().any(|known| known.is(value)) {
            named.push(Named::new(value));
        }
    }
    named
}

/// Those, and the other words that are read as what they are read as, each once.
fn alike_of(stream: &Stream, slot: usize) -> Vec<Named> {
    let mut alike = named_of(stream, slot);
    for word in stream.words.iter().filter(|named| named.slot == slot).flat_map(|named| &named.others) {
        if !alike.iter().any(|known| known.is(word)) {
            alike.push(Named::new(word));
        }
    }
    alike
}

/// Whether `counted` lists the words of a slot, and says nothing of rows without one.
fn asks_for_word(stream: &Stream, slot: usize) -> bool {
    let terms = stream.counted.iter().flatten().map(|term| &stream.terms[*term]).filter(|term| term.slot == slot);
    let mut tests = terms.map(|term| &term.test).peekable();
    tests.peek().is_some() && tests.all(|test| matches!(test, FilterTest::OneOf(_)))
}

/// What is added up, and all money; of an amount that is made of others its quantity, and not its price.
fn signed(stream: &Stream) -> Vec<bool> {
    let mut signed: Vec<bool> = stream
        .slots
        .iter()
        .map(|slot| slot.money && matches!(slot.kind, SlotKind::Number | SlotKind::Product(..)))
        .collect();
    for gather in &stream.gathers {
        if let Keep::Sum(slot)
        | Keep::Mean(slot, _)
        | Keep::Parts(Some(slot), _)
        | Keep::Deals(Some(slot), _)
        | Keep::LastChange(slot) = gather.keep
        {
            signed[slot] = true;
        }
    }
    for slot in &stream.slots {
        if let SlotKind::Product(price, qty, _) = slot.kind {
            (signed[price], signed[qty]) = (false, true);
        }
    }
    signed
}

/// Rates that something adds up, or asks as numbers.
fn rates_read_as_numbers(stream: &Stream) -> Vec<usize> {
    let of_gathers = stream.gathers.iter().filter_map(|gather| gather.keep.number());
    let of_terms = stream.terms.iter().filter(|term| !matches!(term.test, FilterTest::Missing(_)));
    let once = stream.once.iter().map(|(number, _)| *number);
    let all = of_gathers.chain(of_terms.map(|term| term.slot)).chain(once);
    all.chain(stream.listed.iter().copied()).filter(|slot| stream.slots[*slot].kind == SlotKind::Rate).collect()
}

/// Labels and orders that have lines of their own.
fn shown_in(keep: &Keep, order: usize) -> Vec<usize> {
    match keep {
        Keep::Parts(_, label) => vec![*label],
        Keep::Deals(_, label) => label.iter().copied().chain([order]).collect(),
        _ => Vec::new(),
    }
}

fn sorted(slots: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut slots: Vec<usize> = slots.collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}
