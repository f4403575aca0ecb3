//! Rows that are there twice: learned of before anything is gathered where the policy says what becomes of them, and told where it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::{BLOCK_BYTES, Misread, Opened, Pace, Rules, below_lines, pass, text_of, versions};
use crate::calendar::NaiveDate;
use crate::crediting::OrderBook;
use crate::finding::Finding;
use crate::ingest::doubts::{AMOUNT_DECIMALS, Group, Repeats};
use crate::ingest::faults::Faults;
use crate::ingest::records::Records;
use crate::measure::fold::{
    Context, Differing, Doubles, FileTally, FirstOfKeys, Folder, LOOKED_AT, Purpose, keys_that_differ,
};
use crate::number::Number;
use crate::policy::rules::{Duplicates, InputKind, InputRule};
use crate::source::Place;

/// How many places a finding about rows of one file names.
const SHOWN: usize = 8;
/// Of how many keys it is told that they are not unique.
const KEYS: usize = 100;
/// Of larger files the rows are not read once more to show them.
const LARGEST: u64 = 256 << 20;

/// Learns which rows are there twice, where something is to become of them.
///
/// # Errors
/// Some file may be in another encoding than its first bytes say.
pub(in super::super) fn learn(rules: Rules, one: &Opened, pace: Pace, faults: &mut Faults) -> Result<Doubles, Misread> {
    let stream = &rules.2.streams[one.stream];
    let rule = &rules.0.inputs[stream.input];
    let drops = rule.duplicates == Some(Duplicates::Drop) && one.files.len() > 1;
    if !drops && stream.once.is_empty() {
        return Ok(Doubles::default());
    }
    let (book, nothing) = (OrderBook::default(), Doubles::default());
    let mut context = Context::new(rules, stream, &one.layouts, (&book, &nothing), Purpose::Doubles);
    if !drops {
        context.sees_no_rows();
    }
    let Some(mut folder) = pass(&context, one, pace, faults) else { return Ok(Doubles::default()) };
    if folder.is_misread() {
        return Err(Misread);
    }
    let groups = folder.repeats.take_groups();
    let dropped: Vec<(u32, u32)> = groups.iter().flat_map(|group| dropped(group, one)).collect();
    if !dropped.is_empty() {
        let place = Place::file(one.layouts[0].name.clone());
        let note = Finding::note("duplicates-dropped").with("input", &one.name).with("count", dropped.len());
        faults.push(note.at(place));
    }
    rows_that_differ(&context, (one, &folder.once)).into_iter().for_each(|warning| faults.push(warning));
    Ok(Doubles { dropped: dropped.into_iter().collect(), once: folder.once })
}

/// Warnings where a number counts once for a key, and the rows of the key are not of one person, or of one word by which figures go.
fn rows_that_differ(context: &Context, (one, once): (&Opened, &[FirstOfKeys])) -> Vec<Finding> {
    let warning = |found: Differing| {
        let warning = Finding::warning("once-per-of-several").with("input", &one.name).with("column", found.number);
        let warning = warning.with("key_column", found.key_column).with("key", found.key);
        let warning = warning.with("differs", found.columns).with("count", found.count);
        places_of(one, &BTreeSet::from([found.at])).into_iter().fold(warning, Finding::at)
    };
    keys_that_differ(context, once).into_iter().map(warning).collect()
}

/// The rows of a group that are left out: those of all files but the one that has the most, of such files the first.
fn dropped(group: &Group, one: &Opened) -> Vec<(u32, u32)> {
    let by_file = by_file(group, one);
    let most = by_file.values().map(Vec::len).max();
    let kept = by_file.iter().find(|(_, lines)| Some(lines.len()) == most).map(|(file, _)| *file);
    let others = by_file.into_iter().filter(|(file, _)| Some(*file) != kept);
    others.flat_map(|(_, rows)| rows).collect()
}

/// The rows of a group by the file that they belong to: layout and line.
pub(super) fn by_file(group: &Group, one: &Opened) -> BTreeMap<usize, Vec<(u32, u32)>> {
    let mut files: BTreeMap<usize, Vec<(u32, u32)>> = BTreeMap::new();
    for (file, line) in &group.at {
        let layout = u32::from(file & !LOOKED_AT);
        files.entry(one.table_of(layout as usize)).or_default().push((layout, *line));
    }
    files
}

/// Looks once more, at every row of the windows, where there were more rows than a first look keeps and files cover the same days.
pub(super) fn look_again(context: &Context, one: &Opened, pace: Pace, folder: &mut Folder, faults: &mut Faults) {
    let may_overlap = context.rule.duplicates.is_none() && do_overlap(&folder.tallies[..one.files.len()]);
    if !folder.repeats.is_full() || !may_overlap {
        return;
    }
    let rules = (context.policy, context.ledger, context.plan);
    let mut again =
        Context::new(rules, context.stream, &one.layouts, (context.book, context.doubles), Purpose::Doubles);
    if one.is_large() {
        again.looks_at_period_alone();
    }
    if let Some(second) = pass(&again, one, pace, faults) {
        (folder.repeats, folder.versions) = (second.repeats, second.versions);
    }
}

/// Whether two files have a day in common, as far as their first and last days tell.
pub(super) fn do_overlap(tallies: &[FileTally]) -> bool {
    let mut days: Vec<(NaiveDate, NaiveDate)> = tallies.iter().filter_map(|tally| tally.days).collect();
    days.sort_unstable();
    days.windows(2).any(|pair| pair[1].0 <= pair[0].1)
}

/// Reports rows that are there twice, and keys that are.
pub(super) fn report(folder: &mut Folder, (context, one): (&Context, &Opened), faults: &mut Faults) {
    if folder.repeats.is_full() || folder.versions.is_full() {
        let place = Place::file(one.layouts[0].name.clone());
        faults.push(Finding::note("repeats-not-looked-for").with("input", &one.name).at(place));
    }
    if !folder.repeats.is_full() {
        let groups = folder.repeats.take_groups();
        let versions = std::mem::take(&mut folder.versions);
        versions::report(versions, &groups, one).into_iter().for_each(|warning| faults.push(warning));
        report_rows(groups, context.rule, one, faults);
    }
    report_keys(std::mem::take(&mut folder.unique), context, one, faults);
}

/// Rows that two files have, or one file has several times.
#[derive(Default)]
pub(super) struct Twice {
    pub count: u64,
    /// Of all of them, where each amount is known.
    sum: Option<i128>,
    pub places: Vec<(u32, u32)>,
}

impl Twice {
    pub fn add(&mut self, rows: usize, amount: Option<i64>, places: impl Iterator<Item = (u32, u32)>) {
        let sum = if self.count == 0 { Some(0) } else { self.sum };
        self.sum = sum.zip(amount).map(|(sum, amount)| sum + i128::from(amount) * rows as i128);
        self.count += rows as u64;
        self.places.extend(places);
    }

    pub fn told(&self, finding: Finding) -> Finding {
        let sum = self.sum.map(|sum| Number::from_scaled(sum, AMOUNT_DECIMALS).to_plain(2, AMOUNT_DECIMALS));
        let finding = finding.with("count", self.count);
        sum.into_iter().fold(finding, |finding, sum| finding.with("sum", sum))
    }
}

fn report_rows(groups: Vec<Group>, rule: &InputRule, one: &Opened, faults: &mut Faults) {
    let mut of_two: BTreeMap<(usize, usize), Twice> = BTreeMap::new();
    let mut of_one: BTreeMap<usize, Twice> = BTreeMap::new();
    for group in groups {
        let files = by_file(&group, one);
        let mut rows = files.iter();
        if let (Some((first, of_first)), None) = (rows.next(), rule.duplicates) {
            for (other, of_other) in rows {
                let both = of_first.len().min(of_other.len());
                let places = of_first.iter().zip(of_other).flat_map(|(one, other)| [*one, *other]);
                of_two.entry((*first, *other)).or_default().add(both, group.amount, places);
            }
        }
        // Rows that have what counts once are lines of one order, and may be equal.
        let is_looked_at = rule.once_per.is_empty() && group.at.iter().any(|(file, _)| file & LOOKED_AT != 0);
        for (file, rows) in files.into_iter().filter(|(_, rows)| rows.len() > 1 && is_looked_at) {
            of_one.entry(file).or_default().add(rows.len() - 1, group.amount, rows.into_iter());
        }
    }
    let name = |file: &usize| &one.layouts[*file].name;
    for ((first, other), twice) in &of_two {
        let finding = Finding::error("overlapping-files").with("input", &one.name);
        let finding = twice.told(finding.with("first", name(first)).with("other", name(other)));
        let places: BTreeSet<(u32, u32)> = twice.places.iter().take(2).copied().collect();
        faults.push(places_of(one, &places).into_iter().fold(finding, Finding::at));
    }
    for (file, twice) in of_one {
        let finding = twice.told(Finding::warning("same-record-twice").with("file", name(&file)));
        let finding = if names_orders(one, file) { finding.with("order", "order") } else { finding };
        let mut places = twice.places;
        places.sort_unstable();
        let places: BTreeSet<(u32, u32)> = places.into_iter().take(SHOWN).collect();
        faults.push(places_of(one, &places).into_iter().fold(finding, Finding::at));
    }
}

/// Whether rows of the file may have the total of their order.
fn names_orders(one: &Opened, file: usize) -> bool {
    let has = |name: &str| one.layouts()[file].columns.iter().any(|(known, _)| known == name);
    one.kind() == InputKind::Sales && has("order") && has("amount")
}

/// A second row with a key that must not repeat, each with the first.
fn report_keys(keys: Repeats, context: &Context, one: &Opened, faults: &mut Faults) {
    let columns: Vec<&str> = context.rule.unique.iter().map(|column| column.value.as_str()).collect();
    let groups = keys.groups();
    let first_and_second =
        |group: &Group| group.at.iter().take(2).map(|(file, line)| (u32::from(*file), *line)).collect();
    let shown: Vec<Vec<(u32, u32)>> = groups.iter().take(KEYS).map(first_and_second).collect();
    let wanted: BTreeSet<(u32, u32)> = shown.iter().flatten().copied().collect();
    let places: BTreeMap<(u32, u32), Place> = wanted.iter().copied().zip(places_of(one, &wanted)).collect();
    for rows in shown {
        let of = |row: &(u32, u32)| places.get(row).cloned();
        let (Some(first), Some(second)) = (rows.first().and_then(of), rows.get(1).and_then(of)) else { continue };
        let key = key_in(&second, rows[1].0, context, one);
        let finding = Finding::error("key-not-unique").with("input", &one.name).with("columns", columns.join(", "));
        faults.push(finding.with("key", key).at(second).at(first));
    }
    if groups.len() > KEYS {
        let more = Finding::error("more-of-the-same").with("code", "key-not-unique").with("count", groups.len() - KEYS);
        faults.push(more.at(Place::file(one.layouts[0].name.clone())));
    }
}

/// The key's cells as they stand in the row.
fn key_in(place: &Place, layout: u32, context: &Context, one: &Opened) -> String {
    let layout = &one.layouts[layout as usize];
    let mut records = Records::new(place.excerpt.as_bytes(), layout.dialect, 1);
    records.advance();
    let text = |slot: &usize| {
        let field = records.fields().get(layout.field_of(*slot)?)?;
        Some(String::from_utf8_lossy(&field.bytes(records.bytes())).trim().to_owned())
    };
    let cells: Vec<String> = context.stream.unique.iter().filter_map(text).collect();
    cells.join(", ")
}

/// The places of rows, with the rows themselves where their file is not too large to look for them.
pub(super) fn places_of(one: &Opened, rows: &BTreeSet<(u32, u32)>) -> Vec<Place> {
    let mut texts: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for (layout, last) in rows.iter().copied().collect::<BTreeMap<u32, u32>>() {
        let file = one.files.get(layout as usize).filter(|file| file.text_len() <= LARGEST);
        texts.insert(layout, file.map(|_| text_to(one, layout as usize, last)).unwrap_or_default());
    }
    let place = |(layout, line): &(u32, u32)| {
        let text = texts.get(layout).map_or(&[][..], Vec::as_slice);
        let rest = text.get(below_lines(text, line - 1)..).unwrap_or_default();
        let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let excerpt = String::from_utf8_lossy(&rest[..end]);
        let excerpt = if *line == 1 { "" } else { &*excerpt };
        Place::line(one.layouts[*layout as usize].name.clone(), *line, excerpt)
    };
    rows.iter().map(place).collect()
}

/// A file in UTF-8 up to that line; what cannot be read is not shown.
fn text_to(one: &Opened, file: usize, last: u32) -> Vec<u8> {
    use std::io::Read;
    let mut text = Vec::new();
    let Ok(mut input) = text_of(&one.files[file], one.heads[file].detected.encoding) else { return text };
    while below_lines(&text, last) >= text.len() {
        let before = text.len();
        if input.by_ref().take(BLOCK_BYTES as u64).read_to_end(&mut text).is_err() || text.len() == before {
            break;
        }
    }
    text
}
