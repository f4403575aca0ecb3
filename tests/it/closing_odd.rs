//! Closed folders that somebody who knows how they are made has changed, with digests that agree: what vouches for a folder then is the
//! one after it, the head that was noted down, and doing it again. And what else only a history brings about.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Run, appraise};
use sales_appraisal::cli::environment::today;
use sales_appraisal::digest;
use tempfile::TempDir;

const POLICY: &str = r#"schema = 1

[policy]
name = "Small"
version = "1"
currency = "CNY"
period = "month"

[input]
staff = "staff.csv"
sales = "sales.csv"

[measures.revenue]
sum = "sales.amount"

[scorecards.field]
roles = ["Sales"]

[[scorecards.field.indicators]]
measure = "revenue"
weight = 100
score = "per_unit"
points = "0.01"
max = 100

[[pay]]
name = "Commission"
kind = "commission"
roles = ["Sales"]
base = "revenue"
over = "period"
rate = "10%"
negative = "carry"
"#;

fn company() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let sales = "date,person,order,amount\n2026-01-10,ann,A1,-1000\n2026-02-10,ann,A2,3000\n2026-03-10,ann,A3,1000\n";
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", "person,role\nann,Sales\n"), ("sales.csv", sales)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn closed(months: &[&str]) -> TempDir {
    let folder = company();
    for month in months {
        let run = appraise(folder.path(), &["close", "--period", month]);
        assert_eq!(run.code, 0, "{month}: {}", run.stderr);
    }
    folder
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        let paths = fs::read_dir(next).expect("a folder").map(|entry| entry.expect("an entry").path());
        let (below, here): (Vec<PathBuf>, Vec<PathBuf>) = paths.partition(|path| path.is_dir());
        folders.extend(below);
        found.extend(here);
    }
    found
}

/// Changes a file of a closed folder, and writes the digests anew.
fn forge(folder: &Path, period: &str, file: &str, change: impl Fn(&str) -> String) {
    let closed = folder.join("closed").join(period);
    let text = fs::read_to_string(closed.join(file)).expect("a text");
    let changed = change(&text);
    assert_ne!(text, changed, "{file}");
    fs::write(closed.join(file), changed).expect("written");
    let line = |path: &PathBuf| {
        let name = path.strip_prefix(&closed).expect("below").to_string_lossy().into_owned();
        (name != "SHA256SUMS").then(|| (name, digest::of_bytes(&fs::read(path).expect("bytes"))))
    };
    let mut lines: Vec<(String, String)> = files(&closed).iter().filter_map(line).collect();
    lines.sort();
    let sums: String = lines.into_iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
    fs::write(closed.join("SHA256SUMS"), sums).expect("written");
}

fn verify(folder: &Path, more: &[&str]) -> Run {
    appraise(folder, &[&["verify", "--format", "csv", "--lang", "en"], more].concat())
}

fn assert_found(run: &Run, texts: &[&str]) {
    assert_eq!(run.code, 4, "{}", run.stderr);
    texts.iter().for_each(|text| assert!(run.stderr.contains(text), "{text}: {}", run.stderr));
}

#[test]
fn the_next_folder_vouches_for_one_whose_digests_agree() {
    let folder = closed(&["2026-01", "2026-02"]);
    forge(folder.path(), "2026-01", "balances.csv", |text| text.replace("-100", "-900"));
    assert_found(
        &verify(folder.path(), &["--only", "evidence"]),
        &["closed-chain-broken", "closed/2026-01/SHA256SUMS"],
    );
}

#[test]
fn a_folder_of_another_history_is_told() {
    let (first, second) = (closed(&["2026-01"]), closed(&["2026-02"]));
    let at = |folder: &TempDir| folder.path().join("closed/2026-01");
    fs::rename(at(&first), at(&second)).expect("moved");
    assert_found(&verify(second.path(), &[]), &["closed-first-twice", "closed/2026-02/close.toml"]);
}

#[test]
fn what_another_version_has_written_is_not_guessed() {
    let folder = closed(&["2026-01"]);
    forge(folder.path(), "2026-01", "close.toml", |text| text.replace("schema = 1", "schema = 2"));
    assert_found(&verify(folder.path(), &[]), &["closed-of-other-tool", "schema = 2"]);
    let folder = closed(&["2026-01"]);
    forge(folder.path(), "2026-01", "balances.csv", |text| text.replace("carry", "lend"));
    let run = appraise(folder.path(), &["pay", "--period", "2026-02"]);
    assert!(run.code == 1 && run.stderr.contains("closed-not-understood"), "{}", run.stderr);
    assert!(run.stderr.contains("closed/2026-01/balances.csv:2"), "{}", run.stderr);
}

#[test]
fn balances_that_do_not_tie_are_not_believed() {
    let folder = closed(&["2026-01"]);
    forge(folder.path(), "2026-01", "balances.csv", |text| text.replacen("-100", "-101", 1));
    assert_found(&verify(folder.path(), &[]), &["closed-not-understood", "closed/2026-01/balances.csv:2"]);
}

#[test]
fn frozen_files_that_cannot_be_computed_again_are_told_with_their_faults() {
    let folder = closed(&["2026-01"]);
    forge(folder.path(), "2026-01", "inputs/sales.csv", |text| text.replace("-1000", "1,0,0"));
    let run = verify(folder.path(), &["--only", "rerun"]);
    assert_found(&run, &["rerun-refused", "sales.csv:2"]);
}

#[test]
fn another_version_of_the_program_is_only_worth_knowing() {
    let folder = closed(&["2026-01"]);
    forge(folder.path(), "2026-01", "close.toml", |text| text.replace("tool = \"appraise ", "tool = \"appraise 9."));
    let run = verify(folder.path(), &["-v"]);
    assert!(run.code == 0 && run.stderr.contains("closed-by-other-version"), "{}", run.stderr);
}

#[test]
fn what_today_s_files_would_score_or_cannot_say_is_told() {
    let folder = closed(&["2026-02"]);
    let sales = fs::read_to_string(folder.path().join("sales.csv")).expect("it");
    fs::write(folder.path().join("sales.csv"), sales.replace("A2,3000", "A2,2000")).expect("written");
    let run = verify(folder.path(), &["--only", "effect"]);
    assert_found(&run, &["effect-on-score", "closed/2026-02/score.csv:2", "would score 20", "effect-on-pay"]);
    fs::write(folder.path().join("sales.csv"), sales.replace("A2,3000", "A2,3,0,0")).expect("written");
    assert_found(&verify(folder.path(), &["--only", "effect"]), &["effect-refused", "sales.csv:3"]);
}

#[test]
fn a_period_that_is_not_over_is_closed_with_a_warning_that_is_not_kept() {
    let folder = company();
    let today = today().expect("a day").to_string();
    let sales = format!("date,person,order,amount\n{today},ann,A1,1000\n");
    fs::write(folder.path().join("sales.csv"), sales).expect("written");
    let run = appraise(folder.path(), &["close", "--period", &today[..7]]);
    assert!(run.code == 0 && run.stderr.contains("close-not-over"), "{}", run.stderr);
    let manifest = fs::read_to_string(folder.path().join("closed").join(&today[..7]).join("close.toml")).expect("it");
    assert!(!manifest.contains("close-not-over"), "{manifest}");
}
