//! Words of the policy that rows may have.

use super::slots::SlotList;
use super::{Gather, Stream, Term, gathered_in};
use crate::policy::rules::{Component, Filter, FilterTest, Formula, InputRule, MeasureId, Policy};
use crate::source::Span;

/// A word of the policy that rows of a stream may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedWord {
    /// Which column.
    pub slot: usize,
    /// As the policy writes it.
    pub word: String,
    /// The same as cells of its column have it; nothing where none can: `soon` is no day.
    pub value: Option<String>,
    /// The other words that are read as what it is read as: what is nearly one of these is nearly this one.
    pub others: Vec<String>,
    /// Where it stands, or the list that it stands in.
    pub span: Span,
    /// What names it.
    pub by: NamedBy,
}

/// What names a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// `counted`.
    Counted,
    /// `returns`, `where`.
    Filter,
    /// A label of `rates`.
    Rate,
}

/// Columns of how a row stands: a blank there says that nothing has come of it yet.
const OUTCOMES: [&str; 5] = ["reason", "result", "returned", "stage", "status"];

impl Stream {
    /// Whether rules tell the rows of a column apart by several words, and none of them takes a row without one.
    pub fn is_told_apart(&self, slot: usize) -> bool {
        let spec = &self.slots[slot];
        let mut tests = self.terms.iter().filter(|term| term.slot == slot).map(|Term { test, .. }| test).peekable();
        let words: Vec<&NamedWord> = self.words.iter().filter(|named| named.slot == slot).collect();
        let is_other = |named: &&NamedWord| words.first().is_some_and(|first| first.word != named.word);
        spec.label.is_none()
            && !OUTCOMES.contains(&spec.column.as_str())
            && tests.peek().is_some()
            && tests.all(|test| matches!(test, FilterTest::OneOf(_)))
            && words.iter().all(|named| named.by == NamedBy::Filter)
            && words.iter().any(is_other)
    }
}

/// The words of a filter that are texts.
pub(super) fn words_of<'a>(
    filter: &'a Filter,
    slots: &'a SlotList,
    by: NamedBy,
) -> impl Iterator<Item = NamedWord> + 'a {
    filter.terms.iter().flat_map(move |term| {
        let labels = match &term.test {
            FilterTest::OneOf(labels) | FilterTest::NoneOf(labels) => labels.as_slice(),
            _ => &[],
        };
        let slot = slots.list.iter().position(|slot| slot.column == term.column && slot.label.is_none());
        let named = move |word: &String| Some(slots.named(slot?, word, (term.span, by)));
        labels.iter().filter_map(named)
    })
}

pub(super) fn words_of_filters(rule: &InputRule, slots: &SlotList) -> Vec<NamedWord> {
    let counted = rule.counted.iter().flat_map(|filter| words_of(filter, slots, NamedBy::Counted));
    counted.chain(rule.returns.iter().flat_map(|returns| words_of(&returns.rows, slots, NamedBy::Filter))).collect()
}

/// The words of the measures that are gathered, and the labels of rates on them.
pub(super) fn words_of_measures(policy: &Policy, gathers: &[Gather], slots: &SlotList) -> Vec<NamedWord> {
    let of_measure = |gather: &Gather| &policy.measure(gather.measure).filter;
    let filters = gathers.iter().flat_map(|gather| words_of(of_measure(gather), slots, NamedBy::Filter));
    let mut words: Vec<NamedWord> = filters.collect();
    let is_base = |base: MeasureId| {
        let parts = gathered_in(policy, base);
        gathers.iter().any(|gather| parts.contains(&gather.measure))
    };
    for (formula, base) in policy.pay.iter().filter_map(Component::rated) {
        if let Formula::ByLabel { column, rates, .. } = formula
            && let Some(slot) = slots.list.iter().position(|slot| slot.column == column.value && slot.label.is_none())
            && is_base(base.value)
        {
            words.extend(rates.iter().map(|(word, rate)| slots.named(slot, word, (rate.span, NamedBy::Rate))));
        }
    }
    words
}
