//! How the amounts and days of a file are written, and what its columns that nothing reads say of its currency.

use std::borrow::Cow;

use super::super::streams::Opened;
use super::columns_of_kinds;
use crate::finding::Finding;
use crate::ingest::cell::{has_thousandths, is_blank};
use crate::ingest::doubts::{Currencies, Dates, Decimals, Sign, may_say_currency};
use crate::ingest::header::CellKind;
use crate::ingest::layout::{FileLayout, Whence};
use crate::measure::plan::{SlotKind, Stream};
use crate::policy::Policy;

/// Prices of one may have any decimals.
const OF_ONE: &str = "price";

/// The columns that are looked at, by file.
pub(super) struct Writing<'a> {
    one: &'a Opened,
    rules: (&'a Policy, &'a Stream),
    files: Vec<OfFile>,
}

/// The columns of one file, each with its field.
struct OfFile {
    decimals: Vec<(usize, Decimals)>,
    currencies: Vec<(usize, Currencies)>,
    dates: Vec<(usize, Dates)>,
}

impl<'a> Writing<'a> {
    /// Nothing seen yet.
    pub fn new(one: &'a Opened, (policy, stream): (&'a Policy, &'a Stream)) -> Self {
        let of_file = |layout: &FileLayout| OfFile {
            decimals: amounts(policy, stream, layout)
                .into_iter()
                .map(|(_, field)| (field, Decimals::default()))
                .collect(),
            currencies: unread(stream, layout).into_iter().map(|field| (field, Currencies::default())).collect(),
            dates: days(stream, layout).into_iter().map(|(_, field)| (field, Dates::default())).collect(),
        };
        Writing { one, rules: (policy, stream), files: one.layouts().iter().map(of_file).collect() }
    }

    /// Notes a record of a file.
    pub fn look_at<'b>(&mut self, file: usize, line: u32, cell: impl Fn(usize) -> Option<Cow<'b, [u8]>>) {
        let layout = &self.one.layouts()[file];
        let currency = &self.rules.0.header.currency;
        let text = |field: usize| {
            let text = layout.encoding.lossy(&cell(field)?).into_owned();
            (layout.labels.get(field) != Some(&text)).then_some(text)
        };
        let of_file = &mut self.files[file];
        for (field, decimals) in &mut of_file.decimals {
            let decimal = layout.slots.iter().find(|slot| slot.field() == Some(*field)).map(|slot| slot.number.decimal);
            if let Some(text) = text(*field) {
                decimals.look_at(text.trim_matches(is_blank), decimal.unwrap_or_default(), line);
            }
        }
        for (field, dates) in &mut of_file.dates {
            if let Some(text) = text(*field) {
                dates.look_at(text.trim_matches(is_blank), layout.dates, line);
            }
        }
        for (field, currencies) in of_file.currencies.iter_mut().filter(|(_, currencies)| !currencies.is_none()) {
            if let Some(text) = text(*field) {
                currencies.look_at(text.trim_matches(is_blank), currency, line);
            }
        }
    }

    /// Takes those of another thread.
    pub fn merge(&mut self, other: Writing) {
        for (mine, theirs) in self.files.iter_mut().zip(other.files) {
            mine.decimals.iter_mut().zip(theirs.decimals).for_each(|((_, mine), (_, theirs))| mine.merge(theirs));
            mine.dates.iter_mut().zip(theirs.dates).for_each(|((_, mine), (_, theirs))| mine.merge(theirs));
            mine.currencies.iter_mut().zip(theirs.currencies).for_each(|((_, mine), (_, theirs))| mine.merge(theirs));
        }
    }

    /// What is to be told.
    pub fn told(&self) -> Vec<Finding> {
        let (policy, stream) = self.rules;
        let mut found = Vec::new();
        for (index, (layout, of_file)) in self.one.layouts().iter().zip(&self.files).enumerate() {
            for ((name, _), (_, decimals)) in amounts(policy, stream, layout).into_iter().zip(&of_file.decimals) {
                let may_have_three = name == OF_ONE || !is_summed(stream, layout, name);
                found.extend(decimals.told((&layout.name, name), self.sign(index), may_have_three));
                found.extend(decimals.without_point((&layout.name, name)).filter(|_| !may_have_three));
            }
            for ((name, _), (_, dates)) in days(stream, layout).into_iter().zip(&of_file.dates) {
                let is_own = name == stream.slots[stream.date].column;
                let one = || dates.one_swapped((&layout.name, name)).filter(|_| is_own);
                found.extend(dates.told((&layout.name, name)).or_else(one));
            }
            for (field, currencies) in &of_file.currencies {
                let header = layout.labels.get(*field).map_or("", String::as_str);
                found.extend(currencies.told((&layout.name, header), &policy.header.currency));
            }
        }
        found
    }

    /// Whether the finding is of the days of that file.
    pub fn is_of_days(finding: &Finding, file: &str) -> bool {
        let is_of_days = ["days-and-months-mixed", "days-and-months-swapped"].contains(&finding.code);
        is_of_days && finding.places.iter().any(|place| *place.file == *file)
    }

    fn sign(&self, file: usize) -> Sign {
        let rule = &self.rules.0.inputs[self.rules.1.input];
        let rule = self.one.files().get(file).map_or(rule, |file| rule.of_entry(file.entry));
        Sign::of(rule.decimal, self.one.layouts()[file].dialect.delimiter)
    }
}

/// Name and field of each column of money, where such have two decimals.
fn amounts<'l>(policy: &Policy, stream: &Stream, layout: &'l FileLayout) -> Vec<(&'l str, usize)> {
    if has_thousandths(&policy.header.currency) {
        return Vec::new();
    }
    let columns = columns_of_kinds(&stream.kind, layout, &[CellKind::Money]);
    columns.into_iter().map(|(name, field, _)| (name, field)).collect()
}

/// Name and field of each column of days that is read.
fn days<'l>(stream: &Stream, layout: &'l FileLayout) -> Vec<(&'l str, usize)> {
    let columns = columns_of_kinds(&stream.kind, layout, &[CellKind::Date, CellKind::Moment]);
    let is_read = |field: usize| layout.fields.contains(&Some(field));
    columns.into_iter().map(|(name, field, _)| (name, field)).filter(|(_, field)| is_read(*field)).collect()
}

/// Whether figures add the column up as it is written: neither in thousands nor rounded.
fn is_summed(stream: &Stream, layout: &FileLayout, name: &str) -> bool {
    let slot = stream.slots.iter().position(|slot| slot.column == name && slot.kind == SlotKind::Number);
    let is_plain = |slot: usize| layout.slots[slot].number.unit.is_none() && layout.slots[slot].round.is_none();
    slot.is_some_and(is_plain) && layout.field_of(stream.unit).is_none()
}

/// The fields that may say the currency of amounts and that nothing reads, where figures are made of amounts and nothing says their currency.
fn unread(stream: &Stream, layout: &FileLayout) -> Vec<usize> {
    let is_amount = |slot: usize| stream.slots[slot].money && layout.field_of(slot).is_some();
    if !(0..stream.slots.len()).any(is_amount) || layout.slots[stream.currency].whence != Whence::Absent {
        return Vec::new();
    }
    may_say_currency(&layout.labels, |field| layout.columns.iter().any(|(_, read)| *read == field))
}
