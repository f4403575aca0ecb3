//! Nothing false in quiet files, and nothing missed in others: the watches of `examples/handbook` over a year in which nothing is wrong, and over the same year
//! with one thing wrong in it.
//!
//! `support::year` has the files, `tests/quiet/troubles.toml` what is wrong: edits of the files, and all alerts that there are then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::year::{self, Files};
use crate::support::{Run, appraise, root};
use sales_appraisal::finding::Findings;
use sales_appraisal::policy;
use serde::Deserialize;
use serde_json::Value;

/// The list of troubles.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Troubles {
    trouble: Vec<Trouble>,
}

/// Something that is wrong, and what is told of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trouble {
    what: String,
    period: String,
    /// Whether all months are needed to see it; else some before it are enough.
    #[serde(default)]
    whole: bool,
    edits: Vec<Edit>,
    alerts: Vec<String>,
}

/// A change of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    /// What the lines have that are changed: all of it.
    #[serde(default)]
    lines: Vec<String>,
    /// Whether they are several; else they are one.
    #[serde(default)]
    all: bool,
    #[serde(default)]
    drop: bool,
    /// Cells by their header.
    #[serde(default)]
    set: BTreeMap<String, String>,
    /// A line that is added, so many times.
    add: Option<String>,
    times: Option<usize>,
}

impl Edit {
    fn apply(&self, files: &mut Files) {
        let lines = files.get_mut(&self.file).expect("a file");
        if let Some(line) = &self.add {
            return lines.extend(std::iter::repeat_n(line.clone(), self.times.unwrap_or(1)));
        }
        let header: Vec<String> = lines[0].split(',').map(str::to_owned).collect();
        let is_meant = |line: &String| self.lines.iter().all(|part| line.contains(part.as_str()));
        let meant: Vec<usize> = (1..lines.len()).filter(|index| is_meant(&lines[*index])).collect();
        assert!(meant.len() == 1 || (self.all && meant.len() > 1), "{} lines have {:?}", meant.len(), self.lines);
        assert_ne!(self.drop, !self.set.is_empty(), "lines with {:?} are dropped or changed", self.lines);
        for index in meant.into_iter().rev() {
            if self.drop {
                lines.remove(index);
                continue;
            }
            let mut cells: Vec<&str> = lines[index].split(',').collect();
            for (label, text) in &self.set {
                cells[header.iter().position(|other| other == label).expect("a column")] = text;
            }
            lines[index] = cells.join(",");
        }
    }
}

/// The example's policy, in force all the time that the files have.
fn policy_text() -> String {
    let text = std::fs::read_to_string(root().join("examples/handbook/policy.toml")).expect("a policy");
    let changed = text.replace("effective_from = 2026-07-01", "effective_from = 2025-10-01");
    let changed = changed.replace("effective_to = 2026-12-31", "effective_to = 2027-01-31");
    assert_eq!(changed.matches("\neffective_from = 2025-10-01").count(), 1);
    assert_eq!(changed.matches("\neffective_to = 2027-01-31").count(), 1);
    changed
}

fn write(folder: &Path, files: &Files) {
    std::fs::write(folder.join("policy.toml"), policy_text()).expect("written");
    for (name, lines) in files {
        std::fs::write(folder.join(name), lines.join("\n") + "\n").expect("written");
    }
}

fn watch(folder: &Path, when: [&str; 2]) -> Run {
    appraise(folder, &["watch", when[0], when[1], "--fail", "low", "--format", "json", "--lang", "en"])
}

/// The alerts of a run, each as `watch/id`, sorted.
fn alerts(run: &Run) -> Vec<String> {
    let document: Value = serde_json::from_str(&run.stdout).unwrap_or(Value::Null);
    let rows = document["watch"].as_array().into_iter().flatten();
    let mut alerts: Vec<String> = rows.map(|row| row["alert"].as_str().unwrap_or_default().to_owned()).collect();
    alerts.sort();
    alerts
}

fn troubles() -> Vec<Trouble> {
    let text = std::fs::read_to_string(root().join("tests/quiet/troubles.toml")).expect("troubles");
    toml::from_str::<Troubles>(&text).expect("troubles").trouble
}

/// Nothing is found at the end of any month, nor on some days towards one, and nothing is said.
#[test]
fn a_year_with_nothing_wrong_is_quiet() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &year::files());
    let months = (1..=12).map(|month| ("--period", format!("2026-{month:02}")));
    let days = ["2026-01-29", "2026-03-29", "2026-06-25", "2026-08-30", "2026-12-24"];
    for (option, when) in months.chain(days.map(|day| ("--as-of", day.to_owned()))) {
        let run = watch(folder.path(), [option, &when]);
        assert_eq!((run.code, run.stderr.as_str(), alerts(&run)), (0, "", Vec::new()), "{when}");
        let document: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let told = ["no_past", "not_kept"].map(|section| document.get(section).cloned());
        assert_eq!(told, [None, None], "{when}");
    }
}

/// Each trouble, planted alone, raises its own alerts and no others.
fn check(part: usize) {
    let mut wrong = Vec::new();
    for trouble in troubles().into_iter().skip(part).step_by(PARTS) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut files = if trouble.whole { year::files() } else { year::files_up_to(&trouble.period) };
        trouble.edits.iter().for_each(|edit| edit.apply(&mut files));
        write(folder.path(), &files);
        let run = watch(folder.path(), ["--period", &trouble.period]);
        let mut expected = trouble.alerts;
        expected.sort();
        let found = alerts(&run);
        if run.code != 4 || found != expected {
            wrong.push(format!("{}: expected {expected:?}, found {found:?}, {}", trouble.what, run.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// So many tests share the troubles, so that they run beside each other.
const PARTS: usize = 3;

#[test]
fn each_trouble_raises_its_own_alerts() {
    check(0);
}

#[test]
fn each_trouble_raises_its_own_alerts_too() {
    check(1);
}

#[test]
fn each_trouble_raises_its_own_alerts_as_well() {
    check(2);
}

/// No watch of the example goes unplanted, and there are many.
#[test]
fn every_watch_of_the_example_is_planted() {
    let mut findings = Findings::new();
    let policy = policy::read("policy.toml", &policy_text(), &mut findings).expect("a policy");
    let watches: BTreeSet<&str> = policy.management.watches.iter().map(|watch| watch.name.value.as_str()).collect();
    let troubles = troubles();
    assert!(troubles.len() >= 40, "only {} troubles", troubles.len());
    let alerts = troubles.iter().flat_map(|trouble| &trouble.alerts);
    let planted: BTreeSet<&str> = alerts.filter_map(|alert| Some(alert.split_once('/')?.0)).collect();
    assert_eq!(planted, watches);
}
