//! Rows of a register that are there twice, and keys that must not be.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Register, RegisterRow, Slot, Wanted};
use crate::finding::Finding;
use crate::ingest::faults::Faults;
use crate::ingest::header::CellKind;
use crate::number::Number;
use crate::policy::rules::{Duplicates, InputRule};
use crate::source::Place;
use crate::spelling::folded;

/// Columns that say whose a row is, of kinds of file too that are not known to have them.
const WHOSE: [&str; 5] = ["person", "person_id", "owner", "customer", "customer_id"];

/// How many places a finding about rows of one file names.
const SHOWN: usize = 8;

/// Rows by the file that they stand in, each by its place among all.
type ByFile = BTreeMap<Arc<str>, Vec<usize>>;

/// Rows that two files have, or one file has several times.
#[derive(Default)]
struct Twice {
    rows: Vec<usize>,
    places: Vec<Place>,
}

impl Register {
    /// Reports rows that are there twice, or leaves them out, as the policy says; and keys that are there twice.
    pub(super) fn settle_doubles(&mut self, (rule, wanted): (&InputRule, &Wanted), faults: &mut Faults) {
        self.report_keys(rule, faults);
        if !self.kind().adds_up() || rule.duplicates == Some(Duplicates::Keep) {
            return;
        }
        let groups: Vec<ByFile> = self.groups(wanted);
        match rule.duplicates {
            Some(Duplicates::Drop) => self.drop_rows(&groups, faults),
            _ => self.report_files(&groups, faults),
        }
        self.report_file(&groups, faults);
    }

    /// Rows that are equal in all columns that every file has and that are known or read, in the order of the first of each.
    fn groups(&self, wanted: &Wanted) -> Vec<ByFile> {
        let is_read = |slot: &&Slot| slot.kind.is_some() || WHOSE.contains(&&*slot.name) || wanted.reads(&slot.name);
        let mut names: Vec<&str> = Vec::new();
        if let Some(first) = self.rows.first() {
            let read = first.heading.slots.iter().filter(is_read).map(|slot| slot.name.as_str());
            names = read.filter(|name| self.rows.iter().all(|row| row.heading.has(name))).collect();
        }
        let mut equal: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (index, row) in self.rows.iter().enumerate() {
            equal.entry(names.iter().map(|name| compared(row, name)).collect()).or_default().push(index);
        }
        let mut groups: Vec<Vec<usize>> = equal.into_values().filter(|rows| rows.len() > 1).collect();
        groups.sort();
        let by_file = |rows: Vec<usize>| {
            let mut files = ByFile::new();
            let file = |row: usize| self.rows[row].heading.file.clone();
            rows.into_iter().for_each(|row| files.entry(file(row)).or_default().push(row));
            files
        };
        groups.into_iter().map(by_file).collect()
    }

    fn report_files(&self, groups: &[ByFile], faults: &mut Faults) {
        let mut of_two: BTreeMap<(&Arc<str>, &Arc<str>), Twice> = BTreeMap::new();
        for files in groups {
            let mut files = files.iter();
            let Some((first, of_first)) = files.next() else { continue };
            for (other, of_other) in files {
                let twice = of_two.entry((first, other)).or_default();
                let both = of_first.len().min(of_other.len());
                twice.rows.extend(&of_other[..both]);
                twice.places.extend([self.rows[of_first[0]].whole(), self.rows[of_other[0]].whole()]);
            }
        }
        for ((first, other), twice) in of_two {
            let finding = Finding::error("overlapping-files").with("input", &self.name);
            let finding = self.told(finding.with("first", first).with("other", other), &twice.rows);
            faults.push(twice.places.into_iter().take(2).fold(finding, Finding::at));
        }
    }

    fn report_file(&self, groups: &[ByFile], faults: &mut Faults) {
        let mut of_one: BTreeMap<&Arc<str>, Twice> = BTreeMap::new();
        for (file, rows) in groups.iter().flatten().filter(|(_, rows)| rows.len() > 1) {
            let twice = of_one.entry(file).or_default();
            twice.rows.extend(&rows[1..]);
            twice.places.extend(rows.iter().map(|row| self.rows[*row].whole()));
        }
        for (file, mut twice) in of_one {
            twice.places.sort();
            let finding = self.told(Finding::warning("same-record-twice").with("file", file), &twice.rows);
            faults.push(twice.places.into_iter().take(SHOWN).fold(finding, Finding::at));
        }
    }

    /// With how many rows they are, and the sum of their first amount.
    fn told(&self, finding: Finding, rows: &[usize]) -> Finding {
        let amount = |row: &RegisterRow| {
            let slot = row.heading.slots.iter().position(|slot| slot.kind == Some(CellKind::Money))?;
            row.readable_in(slot)
        };
        let amounts: Option<Vec<Number>> = rows.iter().map(|row| amount(&self.rows[*row])).collect();
        let sum = amounts.map(|amounts| amounts.iter().sum::<Number>().to_plain(2, 12));
        let finding = finding.with("count", rows.len());
        sum.into_iter().fold(finding, |finding, sum| finding.with("sum", sum))
    }

    /// Leaves rows out that another file has as often: of each, those of the file that has it most often stay.
    fn drop_rows(&mut self, groups: &[ByFile], faults: &mut Faults) {
        let mut dropped: Vec<usize> = Vec::new();
        for files in groups {
            let most = files.values().map(Vec::len).max();
            let kept = files.iter().find(|(_, rows)| Some(rows.len()) == most).map(|(file, _)| file);
            dropped.extend(files.iter().filter(|(file, _)| Some(*file) != kept).flat_map(|(_, rows)| rows));
        }
        if let Some(first) = dropped.first() {
            let note = Finding::note("duplicates-dropped").with("input", &self.name).with("count", dropped.len());
            faults.push(note.at(Place::file(self.rows[*first].heading.file.clone())));
        }
        for row in &dropped {
            let (file, line) = (&self.rows[*row].heading.file, self.rows[*row].line);
            self.facts.iter_mut().filter(|facts| facts.hold(file, line)).for_each(|facts| facts.not_counted += 1);
        }
        let mut index = 0;
        self.rows.retain(|_| {
            index += 1;
            !dropped.contains(&(index - 1))
        });
    }

    /// A second row with a key that must not repeat, each with the first; a key of blanks is none.
    fn report_keys(&self, rule: &InputRule, faults: &mut Faults) {
        if rule.unique.is_empty() {
            return;
        }
        let columns: Vec<&str> = rule.unique.iter().map(|column| column.value.as_str()).collect();
        let mut first: BTreeMap<Vec<String>, &RegisterRow> = BTreeMap::new();
        for row in &self.rows {
            let key: Vec<String> = columns.iter().map(|column| compared(row, column)).collect();
            if key.iter().all(String::is_empty) {
                continue;
            }
            let Some(known) = first.get(&key) else {
                first.insert(key, row);
                continue;
            };
            let shown: Vec<String> = columns.iter().filter_map(|column| row.text(column)).collect();
            let finding =
                Finding::error("key-not-unique").with("input", &self.name).with("columns", columns.join(", "));
            faults.push(finding.with("key", shown.join(", ")).at(row.whole()).at(known.whole()));
        }
    }
}

/// A cell as it is compared: as its number where it is one, else without blanks and in upper case.
fn compared(row: &RegisterRow, column: &str) -> String {
    let slot = row.heading.slot(column);
    let is_number = slot.is_some_and(|slot| row.heading.slots[slot].adds_up());
    let number = slot.filter(|_| is_number).and_then(|slot| row.readable_in(slot));
    match number {
        Some(number) => number.to_string(),
        None => row.text(column).map(|text| folded(&text).into_owned()).unwrap_or_default(),
    }
}
