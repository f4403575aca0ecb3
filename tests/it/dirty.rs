//! A small true company, and its files as they really arrive: each folder of `tests/dirty/variants` holds what differs from
//! `tests/dirty/clean`, and gives the same figures or is refused at the right line. Adding one is adding a folder.
//!
//! `expect` has a line `same`, or lines `refused CODE FILE:LINE[:COLUMN]`; further lines `told CODE FILE[:LINE[:COLUMN]]` name
//! warnings and notes. Files of the folder replace those of the clean one by name, or stand beside them; `absent` lists clean files
//! that are not there. `input.toml` is the input part of the policy.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Run, appraise, root};

const PERIOD: &str = "2026-10";

/// Variants run beside each other.
const THREADS: usize = 4;

fn folder(name: &str) -> PathBuf {
    root().join("tests/dirty").join(name)
}

fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read(&path).expect("a file"))
    };
    entries.filter(|path| path.is_file()).map(read).collect()
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files.get(name).cloned().unwrap_or_default()).expect("UTF-8")
}

/// The clean files with those of a variant, in a folder of their own with the policy.
fn laid_out(variant: &BTreeMap<String, Vec<u8>>) -> tempfile::TempDir {
    let mut files = files_in(&folder("clean"));
    text(variant, "absent").lines().for_each(|name| assert!(files.remove(name).is_some(), "{name} is no clean file"));
    files.extend(variant.iter().map(|(name, bytes)| (name.clone(), bytes.clone())));
    let policy = text(&files, "rules.toml") + "\n" + &text(&files, "input.toml");
    files.insert("policy.toml".to_owned(), policy.into_bytes());
    let place = tempfile::tempdir().expect("a folder");
    let parts = ["rules.toml", "input.toml", "expect", "absent"];
    for (name, bytes) in files.iter().filter(|(name, _)| !parts.contains(&name.as_str())) {
        fs::write(place.path().join(name), bytes).expect("written");
    }
    place
}

/// The figures that must be the same.
fn figures(place: &Path) -> [Run; 2] {
    let score = ["score", "--period", PERIOD, "--format", "csv"];
    let pay = ["pay", "--lines", "--period", PERIOD, "--format", "csv"];
    [appraise(place, &score), appraise(place, &pay)]
}

/// Whether a finding of that code is told at the place, its first or another; a column may be left out.
fn is_told(stderr: &str, code: &str, at: &str, is_error: bool) -> bool {
    let findings = stderr.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    findings.filter(|found| found["code"] == code && (found["severity"] == "error") == is_error).any(|found| {
        let places = found["places"].as_array().cloned().unwrap_or_default();
        places.iter().any(|place| {
            let file = place["file"].as_str().unwrap_or_default();
            let (line, column) = (&place["line"], &place["column"]);
            [file.to_owned(), format!("{file}:{line}"), format!("{file}:{line}:{column}")].contains(&at.to_owned())
        })
    })
}

/// What is not as the variant expects.
fn wrong(name: &str, clean: &[Run; 2]) -> Vec<String> {
    let variant = files_in(&folder("variants").join(name));
    let expect = text(&variant, "expect");
    let place = laid_out(&variant);
    let check = appraise(place.path(), &["check", "-v", "--period", PERIOD, "--message-format", "json"]);
    let mut wrong = Vec::new();
    let mut is_judged = false;
    for line in expect.lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["same"] => {
                is_judged = true;
                let found = figures(place.path());
                let differs =
                    found.iter().zip(clean).any(|(found, clean)| found.stdout != clean.stdout || found.code != 0);
                let shown =
                    format!("{}\n{}", found[0].stdout, check.stderr.lines().take(3).collect::<Vec<_>>().join("\n"));
                wrong.extend(differs.then(|| format!("{name}: other figures\n{shown}")));
            }
            ["refused", code, at] => {
                is_judged = true;
                let refused = figures(place.path()).iter().all(|run| run.code == 1 && run.stdout.is_empty());
                let is_right = refused && check.code == 1 && is_told(&check.stderr, code, at, true);
                wrong.extend((!is_right).then(|| format!("{name}: not {line}, but\n{}", check.stderr)));
            }
            ["told", code, at] => {
                let is_right = is_told(&check.stderr, code, at, false);
                wrong.extend((!is_right).then(|| format!("{name}: not {line}, but\n{}", check.stderr)));
            }
            _ => wrong.push(format!("{name}: `{line}` is no expectation")),
        }
    }
    wrong.extend((!is_judged).then(|| format!("{name}: nothing is expected")));
    wrong
}

fn variants() -> BTreeSet<String> {
    let entries = fs::read_dir(folder("variants")).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn every_dirty_variant_gives_the_same_figures_or_is_refused_at_its_line() {
    let clean_folder = laid_out(&BTreeMap::new());
    let clean = figures(clean_folder.path());
    assert!(clean.iter().all(|run| run.code == 0 && run.stdout.lines().count() > 3), "{clean:?}");
    let all = variants();
    assert!(all.len() >= 40, "{} variants", all.len());
    let judged: Vec<&String> = match std::env::var("DIRTY") {
        Ok(only) => all.iter().filter(|name| name.contains(&only)).collect(),
        Err(_) => all.iter().collect(),
    };
    let next = AtomicUsize::new(0);
    let judge = || -> Vec<String> {
        let mine = std::iter::from_fn(|| judged.get(next.fetch_add(1, Ordering::Relaxed)));
        mine.flat_map(|name| wrong(name, &clean)).collect()
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(judge)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(wrong.is_empty(), "{} of {} variants:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}
