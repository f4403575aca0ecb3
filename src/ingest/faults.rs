//! `Faults`: what is wrong in the files, kept within bounds, and the rows that were set aside for it.
//!
//! A fault of a row refuses the run or sets the row aside, as the caller decides; a fault of a file always refuses. Of one kind of
//! fault in one file the first 1,000 are kept and the rest are counted, so that a broken file of any size fits in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Finding, Findings, Severity};
use crate::source::Place;

/// How many findings of one code are kept per file.
const KEPT: u64 = 1_000;

/// What becomes of a row that cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaultPolicy {
    /// An error: nothing is written.
    #[default]
    Refuse,
    /// The row is skipped and written to the file of rejects (`--rejects`).
    SetAside,
}

/// A row that was set aside: where it stands, its first fault, and the record as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The file.
    pub file: Arc<str>,
    /// Physical line of its first byte, from 1.
    pub line: u32,
    /// Column in characters of the fault, from 1; 0 where the row as a whole is meant.
    pub column: u32,
    /// The code of the finding.
    pub code: &'static str,
    /// The facts of the finding.
    pub reason_args: Vec<(&'static str, String)>,
    /// All its lines, verbatim, without the last line end.
    pub record: String,
}

/// The accumulator of faults in files.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    policy: FaultPolicy,
    kept: Vec<Finding>,
    seen: BTreeMap<(Arc<str>, &'static str), Seen>,
    rejected: BTreeMap<(Arc<str>, u32), Rejected>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    count: u64,
    severity: Severity,
}

impl Faults {
    /// No faults yet.
    pub fn new(policy: FaultPolicy) -> Self {
        Faults { policy, ..Faults::default() }
    }

    /// What becomes of a row that cannot be read.
    pub fn policy(&self) -> FaultPolicy {
        self.policy
    }

    /// Adds a fault of the row that begins on `line`; the finding's first place is the cell. A row that is set aside keeps its
    /// first fault only.
    pub fn row(&mut self, finding: Finding, line: u32, record: &str) {
        match (self.policy, finding.places.first()) {
            (FaultPolicy::SetAside, Some(place)) => {
                let rejected = || Rejected {
                    file: place.file.clone(),
                    line,
                    column: place.column,
                    code: finding.code,
                    reason_args: finding.args.clone(),
                    record: record.to_owned(),
                };
                self.rejected.entry((place.file.clone(), line)).or_insert_with(rejected);
            }
            _ => self.push(finding),
        }
    }

    /// Adds a finding that no row can be set aside for: a fault of a file, rows that contradict each other, a warning, a note.
    pub fn push(&mut self, finding: Finding) {
        let file = finding.places.first().map_or_else(|| Arc::from(""), |place| place.file.clone());
        let seen = self.seen.entry((file, finding.code)).or_insert(Seen { count: 0, severity: finding.severity });
        seen.count += 1;
        seen.severity = seen.severity.min(finding.severity);
        if seen.count <= KEPT {
            self.kept.push(finding);
        }
    }

    /// Adds what another part of the same scan found; parts are merged in their order.
    pub fn merge(&mut self, other: Faults) {
        let mut counted: BTreeMap<(Arc<str>, &'static str), u64> = BTreeMap::new();
        for finding in other.kept {
            let file = finding.places.first().map_or_else(|| Arc::from(""), |place| place.file.clone());
            *counted.entry((file, finding.code)).or_default() += 1;
            self.push(finding);
        }
        for (key, seen) in other.seen {
            let rest = seen.count - counted.get(&key).copied().unwrap_or(0);
            self.seen.entry(key).or_insert(Seen { count: 0, severity: seen.severity }).count += rest;
        }
        for (key, rejected) in other.rejected {
            self.rejected.entry(key).or_insert(rejected);
        }
    }

    /// Changes how places of what was found so far are shown.
    pub fn edit_places(&mut self, edit: impl FnMut(&mut Place)) {
        self.kept.iter_mut().flat_map(|finding| &mut finding.places).for_each(edit);
    }

    /// Whether anything refuses the run.
    pub fn has_errors(&self) -> bool {
        self.seen.values().any(|seen| seen.severity == Severity::Error)
    }

    /// How many rows of the file were set aside.
    pub fn set_aside_in(&self, file: &str) -> u64 {
        self.rejected.keys().filter(|(known, _)| known.as_ref() == file).count() as u64
    }

    /// Whether the row that begins on that line was set aside.
    pub fn is_set_aside(&self, file: &Arc<str>, line: u32) -> bool {
        self.rejected.contains_key(&(file.clone(), line))
    }

    /// The findings, with one `more-of-the-same` for each kind that was cut short, and the rows set aside by file and line.
    pub fn finish(self) -> (Findings, Vec<Rejected>) {
        let mut findings = Findings::new();
        self.kept.into_iter().for_each(|finding| findings.push(finding));
        for ((file, code), seen) in self.seen.into_iter().filter(|(_, seen)| seen.count > KEPT) {
            let more = Finding { severity: seen.severity, ..Finding::error("more-of-the-same") };
            findings.push(more.with("code", code).with("count", seen.count - KEPT).at(Place::file(file)));
        }
        (findings, self.rejected.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: u32) -> Finding {
        Finding::error("not-a-number").with("text", "x").at(Place::line("a.csv", line, "x,1"))
    }

    #[test]
    fn the_first_thousand_are_kept_and_the_rest_counted() {
        let mut faults = Faults::new(FaultPolicy::Refuse);
        let mut second = Faults::new(FaultPolicy::Refuse);
        (1..=900).for_each(|line| faults.row(fault(line), line, "x,1"));
        (901..=2300).for_each(|line| second.row(fault(line), line, "x,1"));
        faults.merge(second);
        assert!(faults.has_errors());
        let (findings, rejected) = faults.finish();
        assert_eq!((findings.iter().count(), rejected.len()), (1001, 0));
        let last = findings.iter().last().expect("the count of the rest");
        assert_eq!((last.code, last.args[1].1.as_str()), ("more-of-the-same", "1300"));
    }

    #[test]
    fn a_row_set_aside_is_no_error_and_keeps_its_first_fault() {
        let mut faults = Faults::new(FaultPolicy::SetAside);
        faults.row(fault(7), 7, "x,1\ny");
        faults.row(Finding::error("value-required").at(Place::line("a.csv", 8, "y")), 7, "x,1\ny");
        assert!(!faults.has_errors() && faults.is_set_aside(&Arc::from("a.csv"), 7));
        assert_eq!(faults.set_aside_in("a.csv"), 1);
        let (findings, rejected) = faults.finish();
        assert!(findings.is_empty());
        assert_eq!((rejected[0].code, rejected[0].record.as_str()), ("not-a-number", "x,1\ny"));
    }

    #[test]
    fn a_fault_of_a_file_refuses_even_then() {
        let mut faults = Faults::new(FaultPolicy::SetAside);
        faults.push(Finding::error("file-without-header").at(Place::file("a.csv")));
        assert!(faults.has_errors());
    }
}
