//! Where each slot of a stream stands in a file, and how its cells are read there.

use std::sync::Arc;

use crate::ingest::cell::{NumberFormat, Scaled, is_of_ones, vocabulary};
use crate::ingest::decode::Encoding;
use crate::ingest::header::remarks;
use crate::ingest::layout::{Entries, FileLayout, Placed, Whence};
use crate::ingest::register::{FileHead, Heading};
use crate::ingest::sorting::stops_filling;
use crate::measure::plan::Stream;
use crate::policy::rules::InputRule;

pub(super) fn layout(rule: &InputRule, stream: &Stream, name: &Arc<str>, head: &FileHead) -> FileLayout {
    let slots: Vec<Placed> = stream
        .slots
        .iter()
        .enumerate()
        .map(|(index, slot)| {
            let column = std::iter::once(slot.column.as_str()).chain(slot.instead).find(|name| head.heading.has(name));
            let vocabulary = match &slot.label {
                Some(label) => vocabulary::of_column(label.register.input(), &label.column),
                None => vocabulary::of_column(&rule.name, &slot.column),
            };
            Placed { rated: stream.rated(index), ..placed(rule, &head.heading, column, vocabulary) }
        })
        .collect();
    let heading = &head.heading;
    let stops = rule.fill_down.iter().filter(|column| stops_filling(column));
    FileLayout {
        name: name.clone(),
        dialect: head.dialect,
        encoding: Encoding::UTF_8,
        stored_in: Encoding::UTF_8,
        is_assumed: false,
        labels: heading.labels.clone(),
        personal: heading.personal.clone(),
        sorting: heading.sorting.clone(),
        dates: heading.dates,
        filled: rule.fill_down.iter().filter_map(|column| heading.slot(column)).collect(),
        stops: stops.filter_map(|column| heading.slot(column)).collect(),
        instead: None,
        columns: columns_read(rule, stream, heading),
        fields: slots.iter().map(Placed::field).collect(),
        beside: beside(rule, stream, heading),
        slots,
    }
}

/// Slots of which the file has two columns. Whose a row is, is told from both columns of people together.
fn beside(rule: &InputRule, stream: &Stream, heading: &Heading) -> Vec<(usize, Placed)> {
    let slots = stream.slots.iter().enumerate().filter(|(_, slot)| slot.column != "person");
    let both = slots.filter(|(_, slot)| heading.slot(&slot.column).is_some());
    let beside = both.filter_map(|(index, slot)| {
        let own = slot
            .instead
            .filter(|own| heading.slot(own).is_some() && heading.slot(own) != heading.slot(&slot.column))?;
        Some((index, Placed { rated: stream.rated(index), ..placed(rule, heading, Some(own), None) }))
    });
    beside.collect()
}

/// The file with what its customers are known by.
pub(super) fn with_customers(layout: FileLayout, stream: &Stream, customers: &Arc<dyn Entries>) -> FileLayout {
    let entries = |slot: usize| (stream.slots[slot].column == "customer").then(|| customers.clone());
    let slots = layout.slots.into_iter().enumerate();
    let slots = slots.map(|(slot, placed)| Placed { entries: entries(slot), ..placed }).collect();
    let beside = layout.beside.into_iter();
    let beside = beside.map(|(slot, placed)| (slot, Placed { entries: entries(slot), ..placed })).collect();
    FileLayout { slots, beside, ..layout }
}

/// The columns that are read: known ones, and those that the policy names.
fn columns_read(rule: &InputRule, stream: &Stream, heading: &Heading) -> Vec<(String, usize)> {
    let known = heading.slots.iter().enumerate().filter(|(_, slot)| slot.kind.is_some());
    let known = known.map(|(field, slot)| (slot.name.clone(), field));
    let own = rule.own.iter().flat_map(|own| own.numbers.iter().chain(&own.labels)).map(|column| &column.value);
    let named = stream.slots.iter().map(|slot| &slot.column).chain(own);
    let named = named.filter_map(|column| Some((column.clone(), heading.slot(column)?)));
    let mut columns: Vec<(String, usize)> = Vec::new();
    for (name, field) in known.chain(named) {
        if columns.iter().all(|(_, other)| *other != field) {
            columns.push((name, field));
        }
    }
    columns
}

fn placed(
    _rule: &InputRule,
    heading: &Heading,
    column: Option<&str>,
    vocabulary: Option<fn(&str) -> Option<&'static str>>,
) -> Placed {
    let absent = Placed {
        whence: Whence::Absent,
        number: NumberFormat::default(),
        round: None,
        words: Vec::new(),
        rated: Vec::new(),
        vocabulary,
        entries: None,
        header_percent: false,
        is_of_ones: false,
        marked: None,
        is_local: false,
    };
    let Some(column) = column else { return absent };
    let Some(index) = heading.slot(column) else {
        let text = heading.constant(column).map(|constant| constant.text.clone());
        return Placed { whence: text.map_or(Whence::Absent, Whence::Constant), ..absent };
    };
    let slot = &heading.slots[index];
    let step = slot.round.as_ref().and_then(|round| {
        let scale = round.to.decimals()?;
        Some(Scaled { mantissa: round.to.to_scaled(scale)?, scale })
    });
    Placed {
        whence: Whence::Field(index),
        number: NumberFormat { is_rounded: step.is_some(), ..slot.number_format() },
        round: step,
        words: slot.words.clone(),
        rated: Vec::new(),
        vocabulary,
        entries: None,
        header_percent: slot.percent,
        is_of_ones: remarks(&slot.label).iter().any(|remark| is_of_ones(remark)),
        marked: slot.marked,
        is_local: slot.is_local,
    }
}
