//! Closed periods, as somebody uses the program: three months of a small company are closed, looked at, changed behind its back, opened
//! again; whatever is not as it was closed is found, and the file named.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Run, appraise, csv_rows, program, root};
use sales_appraisal::calendar::PeriodKind;
use sales_appraisal::closing::Store;
use sales_appraisal::finding::{Finding, Findings};
use serde_json::Value;
use tempfile::TempDir;

const POLICY: &str = r#"schema = 1

[policy]
name = "Small"
version = "1"
currency = "CNY"
period = "month"

[input]
staff = "staff.csv"

[input.sales]
files = "sales.csv"

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
const STAFF: &str = "person,role,phone\nann,Sales,138-0001\nbob,Sales,138-0002\n";
const SALES: &str = "date,person,order,amount,phone
2026-01-10,ann,A1,1000,555-01
2026-01-12,bob,B1,-300,555-02
2026-02-10,ann,A2,2000,555-03
2026-02-11,bob,B2,100,555-04
2026-03-10,ann,A3,3000,555-05
2026-03-11,bob,B3,4000,555-06
";
const MONTHS: [&str; 3] = ["2026-01", "2026-02", "2026-03"];

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// The company before anything is closed.
fn company() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", STAFF), ("sales.csv", SALES)] {
        write(folder.path(), name, text);
    }
    folder
}

fn close(folder: &Path, period: &str) -> Run {
    appraise(folder, &["close", "--period", period, "--format", "json"])
}

/// The company after three closes.
fn closed() -> TempDir {
    let folder = company();
    for month in MONTHS {
        let run = close(folder.path(), month);
        assert_eq!(run.code, 0, "{month}: {}", run.stderr);
    }
    folder
}

fn verify(folder: &Path, more: &[&str]) -> Run {
    appraise(folder, &[&["verify", "--format", "csv", "--lang", "en"], more].concat())
}

/// Codes of what is told, with the places.
fn told(run: &Run) -> Vec<String> {
    run.stderr.lines().filter(|line| line.contains("[") && line.contains("]: ")).map(str::to_owned).collect()
}

fn head(run: &Run) -> String {
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    report["head"]["head"].as_str().expect("a head").to_owned()
}

/// Every file below a folder with what it holds.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn what_was_closed_is_listed_and_found_as_it_was() {
    let folder = closed();
    let listed = csv_rows(&appraise(folder.path(), &["close", "--list", "--format", "csv"]).stdout);
    let column = |name: &str| listed.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("period"), MONTHS);
    assert_eq!(column("total_amount"), ["100.00", "200.00", "680.00"]);
    assert_eq!(column("people"), ["2", "2", "2"]);
    let run = verify(folder.path(), &[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for row in csv_rows(&run.stdout) {
        for look in ["evidence", "rerun", "files", "effect"] {
            assert_eq!(row[look], "as_closed", "{look} of {}", row["period"]);
        }
    }
    let last = column("head").pop().expect("a head");
    assert_eq!(verify(folder.path(), &["--head", &last]).code, 0);
    let other = verify(folder.path(), &["--head", &column("head")[0]]);
    assert!(other.code == 4 && other.stderr.contains("head-differs") && other.stderr.contains("2026-01"), "{other:?}");
    let one = verify(folder.path(), &["--period", "2026-02", "--only", "rerun"]);
    assert_eq!(csv_rows(&one.stdout).len(), 1);
    assert_eq!(csv_rows(&one.stdout)[0]["files"], "not_looked_at");
    assert_eq!(verify(folder.path(), &["--period", "2026-04"]).code, 1);
}

#[test]
fn the_folder_can_be_checked_without_this_program() {
    let folder = closed();
    for month in MONTHS {
        let below = folder.path().join("closed").join(month);
        let Ok(output) = Command::new("sha256sum").args(["-c", "--strict", "SHA256SUMS"]).current_dir(below).output()
        else {
            return;
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn whatever_byte_is_another_the_file_is_named() {
    let folder = closed();
    let files: Vec<(PathBuf, Vec<u8>)> = contents(&folder.path().join("closed")).into_iter().collect();
    let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let (kind, fiscal_start, shown) = (PeriodKind::Month, 1, "closed".to_owned());
    let store = Store { folder: folder.path().join("closed"), shown, kind, fiscal_start };
    let mut unfound = Vec::new();
    for sample in 0..flips() {
        // A step that shares no factor with the length meets positions all over it.
        let mut at = (sample * 7_919_237) % total;
        let (path, bytes) = files
            .iter()
            .find(|(_, bytes)| {
                let is_here = at < bytes.len();
                at = if is_here { at } else { at - bytes.len() };
                is_here
            })
            .expect("a position");
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (sample % 8);
        fs::write(path, &flipped).expect("written");
        let mut found = Findings::new();
        let _ = store.chain(&mut found);
        let name = path.strip_prefix(folder.path()).expect("below").to_string_lossy().into_owned();
        let names = |finding: &Finding| finding.places.iter().any(|place| *place.file == *name);
        if !found.has_errors() || !found.iter().any(names) {
            unfound.push(format!("{name} at {at}"));
        }
        if sample % 200 == 0 {
            let run = verify(folder.path(), &["--only", "evidence"]);
            assert!(run.code == 4 && run.stderr.contains(&name), "{name} at {at}: {}", run.stderr);
        }
        fs::write(path, bytes).expect("written");
    }
    assert!(unfound.is_empty(), "{}", unfound.join("\n"));
    assert_eq!(verify(folder.path(), &[]).code, 0);
}

/// Numbers that look random, and are the same each time.
fn random(state: &mut usize, end: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % end
}

/// What is done to a file of a closed folder; the file that must be named, or nothing where nothing could be done.
fn tampered(kind: usize, state: &mut usize, files: &[(PathBuf, Vec<u8>)]) -> Option<PathBuf> {
    let (path, bytes) = &files[random(state, files.len())];
    let beside = |name: String| path.with_file_name(name);
    match kind {
        0 => fs::remove_file(path).expect("gone"),
        1 => {
            let name = path.file_name().expect("a name").to_string_lossy();
            fs::rename(path, beside(format!("{}-{name}", random(state, 100)))).expect("renamed");
        }
        2 => {
            let other = &files[random(state, files.len())];
            fs::write(path, &other.1).expect("written");
            return (other.1 != *bytes).then(|| path.clone());
        }
        3 => {
            let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            let (one, two) = (random(state, lines.len()), random(state, lines.len()));
            lines.swap(one, two);
            fs::write(path, lines.concat()).expect("written");
            return (lines.concat() != *bytes).then(|| path.clone());
        }
        4 => fs::write(path, &bytes[..random(state, bytes.len())]).expect("written"),
        5 => fs::write(path, [bytes, &b"\n"[..]].concat()).expect("written"),
        _ => {
            let added = beside(format!("added-{}.csv", random(state, 100)));
            fs::write(&added, bytes).expect("written");
            return Some(added);
        }
    }
    Some(path.clone())
}

#[test]
fn whatever_becomes_of_a_file_it_is_named() {
    let folder = closed();
    let at = folder.path().join("closed");
    let files: Vec<(PathBuf, Vec<u8>)> = contents(&at).into_iter().collect();
    let store = Store { folder: at.clone(), shown: "closed".to_owned(), kind: PeriodKind::Month, fiscal_start: 1 };
    let (mut state, mut unfound, mut done) = (7, Vec::new(), 0);
    for sample in 0..flips() {
        let named = tampered(sample % 7, &mut state, &files);
        if let Some(path) = &named {
            let mut found = Findings::new();
            let _ = store.chain(&mut found);
            let name = path.strip_prefix(folder.path()).expect("below").to_string_lossy().into_owned();
            let name = name.trim_end_matches("/SHA256SUMS");
            let names = |finding: &Finding| finding.places.iter().any(|place| place.file.starts_with(name));
            if !found.has_errors() || !found.iter().any(names) {
                unfound.push(format!("{name}, kind {}", sample % 7));
            }
            done += 1;
        }
        for path in contents(&at).into_keys().filter(|path| files.iter().all(|(known, _)| known != path)) {
            fs::remove_file(path).expect("removed");
        }
        let now = contents(&at);
        for (path, bytes) in files.iter().filter(|(path, bytes)| now.get(path) != Some(bytes)) {
            fs::write(path, bytes).expect("written");
        }
    }
    assert!(unfound.is_empty() && done > flips() / 2, "{}", unfound.join("\n"));
    assert_eq!(verify(folder.path(), &[]).code, 0);
}

/// How many bytes are flipped; more where `FLIPS` says so.
fn flips() -> usize {
    std::env::var("FLIPS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000)
}

#[test]
fn files_and_folders_that_came_or_went_are_named_and_nothing_is_computed_from_what_is_left() {
    type Change = fn(&Path);
    let changes: [(&str, &str, Change); 9] = [
        ("closed-file-gone", "closed/2026-02/pay.csv", |at| fs::remove_file(at.join("2026-02/pay.csv")).expect("gone")),
        ("closed-file-added", "closed/2026-02/note.txt", |at| write(at, "2026-02/note.txt", "x")),
        ("closed-file-added", "closed/2026-01/inputs/Sales.csv", |at| {
            fs::rename(at.join("2026-01/inputs/sales.csv"), at.join("2026-01/inputs/Sales.csv")).expect("renamed");
        }),
        ("closed-sums-gone", "closed/2026-03", |at| fs::remove_file(at.join("2026-03/SHA256SUMS")).expect("gone")),
        ("closed-folder-gone", "closed/2026-02", |at| fs::remove_dir_all(at.join("2026-02")).expect("gone")),
        ("closed-folder-gone", "closed/2026-01", |at| fs::remove_dir_all(at.join("2026-01")).expect("gone")),
        ("closed-folder-renamed", "closed/2026-04", |at| {
            fs::rename(at.join("2026-03"), at.join("2026-04")).expect("renamed");
        }),
        ("closed-of-other-kind", "closed/2026-Q1", |at| fs::create_dir(at.join("2026-Q1")).expect("made")),
        ("closed-sums-malformed", "closed/2026-03/SHA256SUMS", |at| {
            let sums = fs::read_to_string(at.join("2026-03/SHA256SUMS")).expect("sums");
            let mut lines: Vec<&str> = sums.lines().collect();
            lines.reverse();
            write(at, "2026-03/SHA256SUMS", lines.join("\n") + "\n");
        }),
    ];
    for (code, named, change) in changes {
        let folder = closed();
        change(&folder.path().join("closed"));
        let run = verify(folder.path(), &[]);
        assert_eq!(run.code, 4, "{code}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("[{code}]")) && run.stderr.contains(named), "{code}: {}", run.stderr);
        for command in [&["pay", "--period", "2026-03"][..], &["close"], &["close", "--list"]] {
            let run = appraise(folder.path(), command);
            assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{code}: {command:?}");
        }
    }
}

#[test]
fn what_stands_beside_the_folders_is_told_by_verify_alone() {
    let folder = closed();
    write(folder.path(), "closed/2026-01 (copy)/pay.csv", "x");
    let run = verify(folder.path(), &[]);
    assert!(run.code == 4 && run.stderr.contains("closed-stray"), "{}", run.stderr);
    assert_eq!(appraise(folder.path(), &["pay", "--period", "2026-03"]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_link_is_no_evidence() {
    let folder = closed();
    let file = folder.path().join("closed/2026-01/pay.csv");
    fs::rename(&file, folder.path().join("elsewhere.csv")).expect("moved");
    std::os::unix::fs::symlink(folder.path().join("elsewhere.csv"), &file).expect("a link");
    let run = verify(folder.path(), &["--only", "evidence"]);
    assert!(run.code == 4 && run.stderr.contains("closed-not-a-file"), "{}", run.stderr);
}

#[test]
fn periods_are_closed_in_their_order_and_once() {
    let folder = company();
    for (arguments, code) in [
        (&["close"][..], "close-needs-period"),
        (&["close", "--period", "2026-Q1"], "close-of-other-kind"),
        (&["close", "--reopen", "2026-01", "--reason", "x"], "nothing-closed"),
    ] {
        let run = appraise(folder.path(), arguments);
        assert!(run.code == 1 && run.stderr.contains(code), "{arguments:?}: {}", run.stderr);
    }
    assert_eq!(close(folder.path(), "2026-01").code, 0);
    let gap = close(folder.path(), "2026-03");
    assert!(gap.code == 1 && gap.stderr.contains("2026-02") && gap.stdout.is_empty(), "{}", gap.stderr);
    let twice = close(folder.path(), "2026-01");
    assert!(twice.code == 1 && twice.stderr.contains("closed-already"), "{}", twice.stderr);
    let before = close(folder.path(), "2025-12");
    assert!(before.code == 1 && before.stderr.contains("close-not-next"), "{}", before.stderr);
    let next = appraise(folder.path(), &["close", "--format", "json"]);
    assert!(next.code == 0 && next.stdout.contains("2026-02"), "{}", next.stderr);
    let rejects = appraise(folder.path(), &["close", "--rejects", "bad.csv"]);
    assert!(rejects.code == 2 && rejects.stderr.contains("close-with-rejects"), "{}", rejects.stderr);
}

#[test]
fn errors_refuse_a_close_and_a_dry_run_writes_nothing() {
    let folder = company();
    write(folder.path(), "sales.csv", SALES.replace("1000", "1,0,0"));
    let before = contents(folder.path());
    let run = close(folder.path(), "2026-01");
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert_eq!(contents(folder.path()), before);
    write(folder.path(), "sales.csv", SALES);
    let before = contents(folder.path());
    let tried = appraise(folder.path(), &["close", "--dry-run", "--period", "2026-01", "--format", "json"]);
    assert_eq!(tried.code, 0, "{}", tried.stderr);
    assert_eq!(contents(folder.path()), before);
    assert_eq!(head(&tried), head(&close(folder.path(), "2026-01")), "a dry run says the head");
}

#[test]
fn the_last_close_can_be_taken_back_and_nothing_is_lost() {
    let folder = closed();
    let at = |path: &str| folder.path().join("closed").join(path);
    let (before, last) = (contents(&at("2026-03")), fs::read(at("2026-03/SHA256SUMS")).expect("sums"));
    let reopen =
        |period: &str| appraise(folder.path(), &["close", "--reopen", period, "--reason", "一笔 \"sale\" was missed"]);
    let run = reopen("2026-02");
    assert!(run.code == 1 && run.stderr.contains("reopen-not-last"), "{}", run.stderr);
    let blank = appraise(folder.path(), &["close", "--reopen", "2026-03", "--reason", " "]);
    assert!(blank.code == 2 && blank.stderr.contains("[reopen-without-reason]"), "{}", blank.stderr);
    assert_eq!(reopen("2026-03").code, 0);
    assert!(!at("2026-03").exists());
    let moved = contents(&at("reopened/2026-03.1"));
    for (path, bytes) in &before {
        let path = at("reopened/2026-03.1").join(path.strip_prefix(at("2026-03")).expect("below"));
        assert_eq!(moved.get(&path), Some(bytes), "{}", path.display());
    }
    let reason: toml::Table =
        fs::read_to_string(at("reopened/2026-03.1/reopened.toml")).expect("it").parse().expect("TOML");
    assert_eq!(reason["reason"].as_str(), Some("一笔 \"sale\" was missed"));
    assert_eq!(close(folder.path(), "2026-03").code, 0);
    assert_eq!(fs::read(at("2026-03/SHA256SUMS")).expect("sums"), last, "the same files are closed to the same bytes");
    assert_eq!(reopen("2026-03").code, 0);
    assert!(at("reopened/2026-03.2/close.toml").exists() && at("reopened/2026-03.1/close.toml").exists());
    assert_eq!(verify(folder.path(), &[]).code, 0);
}

#[test]
fn rows_that_changed_are_named_with_both_texts_and_their_people_and_later_rows_are_not() {
    let folder = company();
    assert_eq!(close(folder.path(), "2026-01").code, 0);
    // Later rows come, go and change: files grow.
    let grown = SALES.replace("2026-02-10,ann,A2,2000", "2026-02-10,ann,A2,2001") + "2026-04-01,bob,B4,1,555-07\n";
    write(folder.path(), "sales.csv", &grown);
    let run = verify(folder.path(), &["--only", "files"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let changed = grown.replace("A1,1000", "A1,1001") + "2026-01-31,bob,B9,70,555-08\n";
    write(folder.path(), "sales.csv", changed);
    let run = verify(folder.path(), &["--only", "files"]);
    assert_eq!(run.code, 4);
    for text in [
        "sales.csv:2\n",
        "2026-01-10,ann,A1,1001,******",
        "closed/2026-01/inputs/sales.csv:2\n",
        "2026-01-10,ann,A1,1000,******",
        "sales.csv:9\n",
        "lines changed: 1, added: 1, gone: 0 (`ann` 1, `bob` 1)",
    ] {
        assert!(run.stderr.contains(text), "{text}: {}", run.stderr);
    }
    assert!(!run.stderr.contains("555-"), "telephones are nobody's business: {}", run.stderr);
    let effect = appraise(folder.path(), &["verify", "--only", "effect", "--format", "json"]);
    assert_eq!(effect.code, 4);
    let report: Value = serde_json::from_str(&effect.stdout).expect("JSON");
    let rows = report["effects"].as_array().expect("rows");
    let of = |person: &str, kind: &str| {
        let is_it = |row: &&Value| row["person"] == person && row["kind"] == kind;
        rows.iter().find(is_it).map(|row| row["difference"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(of("ann", "money").as_deref(), Some("0.10"), "{rows:#?}");
    assert_eq!(of("bob", "carry").as_deref(), Some("7.00"), "{rows:#?}");
    assert!(effect.stderr.contains("closed/2026-01/lines.csv:2"), "{}", effect.stderr);
}

#[test]
fn the_same_difference_of_several_periods_is_told_once() {
    let folder = closed();
    write(folder.path(), "sales.csv", SALES.replace("A1,1000", "A1,1001"));
    let run = verify(folder.path(), &["--only", "files"]);
    assert_eq!(told(&run).len(), 1, "{}", run.stderr);
    assert!(run.stderr.contains("2026-01, 2026-02, 2026-03"), "{}", run.stderr);
}

#[test]
fn lines_in_another_order_change_nothing_and_are_only_told() {
    let folder = closed();
    let mut lines: Vec<&str> = SALES.lines().collect();
    lines[1..].reverse();
    write(folder.path(), "sales.csv", lines.join("\r\n") + "\r\n");
    let run = verify(folder.path(), &[]);
    assert!(run.code == 0 && run.stderr.contains("live-order-differs"), "{}", run.stderr);
}

#[test]
fn files_that_are_gone_or_new_and_an_edited_policy_are_told_each_in_its_words() {
    let folder = company();
    write(folder.path(), "policy.toml", POLICY.replace("files = \"sales.csv\"", "files = \"sales*.csv\""));
    assert_eq!(close(folder.path(), "2026-01").code, 0);
    write(folder.path(), "sales-2.csv", "date,person,order,amount,phone\n2026-02-02,ann,A7,5,555-09\n");
    assert_eq!(verify(folder.path(), &[]).code, 0, "a file of later rows");
    write(folder.path(), "sales-2.csv", "date,person,order,amount,phone\n2026-01-02,ann,A7,5,555-09\n");
    let policy = fs::read_to_string(folder.path().join("policy.toml")).expect("it");
    write(folder.path(), "policy.toml", policy.replace("10%", "11%"));
    fs::rename(folder.path().join("staff.csv"), folder.path().join("people.csv")).expect("renamed");
    let run = verify(folder.path(), &["--only", "files"]);
    for code in ["live-file-new", "live-policy-edited", "live-file-gone"] {
        assert!(run.code == 4 && run.stderr.contains(&format!("[{code}]")), "{code}: {}", run.stderr);
    }
    write(folder.path(), "policy.toml", policy.replace("version = \"1\"", "version = \"2\""));
    let run = verify(folder.path(), &["--only", "files"]);
    assert!(!run.stderr.contains("live-policy-edited"), "a new version: {}", run.stderr);
}

#[test]
fn a_forged_result_is_found_by_doing_it_again() {
    let folder = closed();
    let at = |path: &str| folder.path().join("closed/2026-03").join(path);
    let lines = fs::read_to_string(at("lines.csv")).expect("it");
    let forged = lines.replace("300.00", "900.00");
    assert_ne!(lines, forged);
    fs::write(at("lines.csv"), &forged).expect("written");
    let sums = fs::read_to_string(at("SHA256SUMS")).expect("it");
    let digest = |text: &str| sales_appraisal::digest::of_text(text);
    fs::write(at("SHA256SUMS"), sums.replace(&digest(&lines), &digest(&forged))).expect("written");
    assert_eq!(
        verify(folder.path(), &["--only", "evidence"]).code,
        0,
        "the last folder is vouched for by its head alone"
    );
    let run = verify(folder.path(), &["--only", "rerun"]);
    for text in ["rerun-differs", "closed/2026-03/lines.csv:2", "300.00", "900.00"] {
        assert!(run.code == 4 && run.stderr.contains(text), "{text}: {}", run.stderr);
    }
}

#[test]
fn files_outside_of_the_policy_folder_keep_their_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = POLICY.replace("\"sales.csv\"", "\"../data/*.csv\"").replace("\"staff.csv\"", "\"../staff.csv\"");
    write(folder.path(), "rules/policy.toml", &policy);
    write(folder.path(), "staff.csv", STAFF);
    write(folder.path(), "data/sales.csv", SALES);
    let at = folder.path().join("rules");
    assert_eq!(close(&at, "2026-01").code, 0);
    for file in ["staff.csv", "data/sales.csv", "rules/policy.toml"] {
        assert!(at.join("closed/2026-01/inputs").join(file).exists(), "{file}");
    }
    assert_eq!(verify(&at, &[]).code, 0);
    let from_elsewhere = appraise(folder.path(), &["verify", "--policy", "rules/policy.toml"]);
    assert_eq!(from_elsewhere.code, 0, "{}", from_elsewhere.stderr);
}

#[test]
fn what_could_not_be_kept_refuses_a_close() {
    let folder = company();
    let absolute = folder.path().join("sales.csv").display().to_string();
    for (path, code) in [
        (absolute.as_str(), "close-input-absolute"),
        ("-", "close-input-stdin"),
        ("x/../sales.csv", "close-input-roundabout"),
    ] {
        fs::create_dir_all(folder.path().join("x")).expect("made");
        write(folder.path(), "policy.toml", POLICY.replace("files = \"sales.csv\"", &format!("files = \"{path}\"")));
        let run = close(folder.path(), "2026-01");
        assert!(
            run.code == 1 && run.stderr.contains(code) && run.stderr.contains("policy.toml:13"),
            "{code}: {}",
            run.stderr
        );
    }
}

#[test]
fn fingerprints_name_a_changed_line_where_no_copies_are_kept() {
    let folder = company();
    let absolute = folder.path().join("sales.csv").display().to_string();
    let policy = POLICY.replace("files = \"sales.csv\"", &format!("files = \"{absolute}\""))
        + "\n[close]\ninputs = \"digests\"\n";
    write(folder.path(), "policy.toml", policy);
    assert_eq!(close(folder.path(), "2026-01").code, 0);
    let closed = folder.path().join("closed/2026-01");
    assert!(closed.join("inputs/staff.csv.lines").exists());
    assert!(contents(&closed).values().all(|bytes| !String::from_utf8_lossy(bytes).contains("555-01")), "no copies");
    let clean = verify(folder.path(), &[]);
    assert_eq!((clean.code, csv_rows(&clean.stdout)[0]["rerun"].as_str()), (0, "not_looked_at"), "{}", clean.stderr);
    write(folder.path(), "sales.csv", SALES.replace("A2,2000", "A2,2001") + "2026-03-12,bob,B5,1,555\n");
    let later = verify(folder.path(), &["--only", "files"]);
    assert_eq!((later.code, later.stderr.as_str()), (0, ""), "lines of later days");
    write(folder.path(), "sales.csv", SALES.replace("A1,1000", "A1,1001"));
    let run = verify(folder.path(), &["--only", "files"]);
    assert!(run.code == 4 && run.stderr.contains("sales.csv:2\n") && run.stderr.contains("`ann` 1"), "{}", run.stderr);
}

#[test]
fn copies_in_closed_periods_are_no_input() {
    let folder = company();
    write(folder.path(), "policy.toml", POLICY.replace("files = \"sales.csv\"", "files = \"**/sales*.csv\""));
    for month in MONTHS {
        let run = close(folder.path(), month);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    assert_eq!(verify(folder.path(), &[]).code, 0);
}

#[test]
fn a_correction_settles_a_difference() {
    let folder = company();
    let policy = POLICY.replace("negative = \"carry\"", "negative = \"zero\"")
        + "\n[close]\ncorrections = \"next\"\nlook_back = 3\n";
    write(folder.path(), "policy.toml", policy);
    assert_eq!(close(folder.path(), "2026-01").code, 0);
    write(folder.path(), "sales.csv", SALES.to_owned() + "2026-01-31,ann,A9,70,555-08\n");
    assert_eq!(verify(folder.path(), &["--only", "effect"]).code, 4);
    let run = close(folder.path(), "2026-02");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let corrections = fs::read_to_string(folder.path().join("closed/2026-02/corrections.csv")).expect("it");
    assert_eq!(csv_rows(&corrections)[0]["amount"], "7.00");
    let pays = |run: &Run| run.stderr.contains("effect-on-pay");
    let run = verify(folder.path(), &["--only", "effect"]);
    assert!(!pays(&run), "{}", run.stderr);
    assert_eq!(verify(folder.path(), &["--only", "rerun"]).code, 0);
}

#[test]
fn a_correction_is_taken_back_when_its_row_goes_again() {
    let folder = company();
    let policy = POLICY.replace("negative = \"carry\"", "negative = \"pay\"");
    write(folder.path(), "policy.toml", policy + NEXT);
    assert_eq!(close(folder.path(), "2026-01").code, 0);
    write(folder.path(), "sales.csv", SALES.to_owned() + "2026-01-31,ann,A9,70,555-08\n");
    assert_eq!(close(folder.path(), "2026-02").code, 0);
    // Today's files give what January was closed with, and not what was paid for it since.
    write(folder.path(), "sales.csv", SALES);
    assert_eq!(corrected(folder.path(), "2026-03"), ["ann Commission, correction of 2026-01: -7.00"]);
    let run = verify(folder.path(), &["--only", "effect"]);
    assert!(run.code == 4 && run.stderr.contains("effect-on-pay-next"), "{}", run.stderr);
    assert_eq!(close(folder.path(), "2026-03").code, 0);
    assert_eq!(verify(folder.path(), &["--only", "effect"]).code, 0);
}

/// The lines of `pay` that correct, as component, period and amount.
fn corrected(folder: &Path, period: &str) -> Vec<String> {
    let run = appraise(folder, &["pay", "--lines", "--period", period, "--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let rows = csv_rows(&run.stdout);
    let corrections = rows.iter().filter(|row| row["line"].contains("correction of"));
    corrections.map(|row| format!("{} {}: {}", row["person"], row["line"], row["amount"])).collect()
}

#[test]
fn what_was_released_is_not_paid_again_where_it_is_released_earlier_by_now() {
    let folder = company();
    let hold = "hold_back = { share = \"50%\", release = \"collected\", leavers = \"release\" }\n";
    let policy = POLICY.replace("\"carry\"\n", &format!("\"zero\"\n{hold}"));
    let policy = policy.replace("staff = ", "collections = \"collections.csv\"\nstaff = ");
    write(folder.path(), "policy.toml", policy + NEXT);
    let sales = "date,person,order,amount\n2026-01-10,ann,A1,1000\n2026-02-10,bob,B2,100\n2026-03-11,bob,B3,400\n2026-04-11,bob,B4,400\n";
    write(folder.path(), "sales.csv", sales);
    let collected = "date,order,amount\n2026-02-11,B0,5\n2026-03-05,A1,1000\n";
    write(folder.path(), "collections.csv", collected);
    for month in MONTHS {
        let run = close(folder.path(), month);
        assert_eq!(run.code, 0, "{month}: {}", run.stderr);
    }
    // The money came in February: that month releases it, and what March has released of it is taken back with the next line.
    write(folder.path(), "collections.csv", collected.replace("2026-03-05", "2026-02-20"));
    assert_eq!(corrected(folder.path(), "2026-04"), ["ann Commission, correction of 2026-02: 50.00"]);
    let run = appraise(folder.path(), &["pay", "--period", "2026-04", "--format", "csv"]);
    assert_eq!(csv_rows(&run.stdout)[0]["total_amount"], "0.00", "{}", run.stdout);
    // One that was entered late: what was earned in its month is released with the next, once.
    write(folder.path(), "collections.csv", format!("{collected}2026-02-25,B2,100\n"));
    assert_eq!(corrected(folder.path(), "2026-04"), ["bob Commission, correction of 2026-03: 5.00"]);
    assert_eq!(close(folder.path(), "2026-04").code, 0);
    assert_eq!(verify(folder.path(), &["--only", "effect"]).code, 0);
}

#[test]
fn what_looks_at_a_year_so_far_that_stands_looks_at_it_as_it_was_paid() {
    let folder = company();
    let year = POLICY.replace("over = \"period\"", "over = \"year_to_date\"").replace("\"carry\"", "\"pay\"");
    let least = "[[pay]]\nname = \"Least\"\nkind = \"guarantee\"\nroles = [\"Sales\"]\ncomponents = [\"Commission\"]\n\
                 minimum = \"staff.least\"\n";
    write(folder.path(), "policy.toml", year + least + NEXT);
    let staff = "person,role,least\nann,Sales,50\n";
    write(folder.path(), "staff.csv", staff);
    let sales = "date,person,order,amount\n2026-01-10,ann,A1,100\n2026-02-10,ann,A2,200\n2026-03-11,ann,A3,300\n";
    write(folder.path(), "sales.csv", sales);
    for month in ["2026-01", "2026-02"] {
        let run = close(folder.path(), month);
        assert_eq!(run.code, 0, "{month}: {}", run.stderr);
    }
    // March pays the 5 of January with the year so far; what the higher minimum adds is beside what was paid.
    write(folder.path(), "staff.csv", staff.replace("50", "55"));
    write(folder.path(), "sales.csv", sales.replace("A1,100", "A1,150"));
    let expected = ["ann Least, correction of 2026-01: 5.00", "ann Least, correction of 2026-02: 5.00"];
    assert_eq!(corrected(folder.path(), "2026-03"), expected);
}

const NEXT: &str = "\n[close]\ncorrections = \"next\"\nlook_back = 3\n";

#[test]
fn files_that_refuse_a_period_are_told_alone() {
    let folder = company();
    write(folder.path(), "policy.toml", POLICY.replace("\"sales.csv\"", "\"sales*.csv\"") + NEXT);
    for month in ["2026-01", "2026-02"] {
        assert_eq!(close(folder.path(), month).code, 0);
    }
    let refused = |name: &str, text: &str| {
        let before = fs::read(folder.path().join(name)).ok();
        write(folder.path(), name, text);
        let run = appraise(folder.path(), &["pay", "--period", "2026-03", "--lang", "en"]);
        match before {
            Some(before) => write(folder.path(), name, before),
            None => fs::remove_file(folder.path().join(name)).expect("removed"),
        }
        assert_eq!(run.code, 1, "{}", run.stderr);
        told(&run).into_iter().filter(|line| line.starts_with("error")).collect::<Vec<_>>()
    };
    for (name, text, code) in [
        ("sales-copy.csv", SALES.to_owned(), "same-file-twice"),
        ("sales.csv", SALES.replace("amount", "wert_x"), "column-missing"),
        ("sales.csv", SALES.replace(",4000,", ",4x,"), "not-a-number"),
        ("sales.csv", SALES.replace(",2000,", ",2x,"), "not-a-number"),
        ("sales.csv", String::new(), "file-without-header"),
        ("staff.csv", STAFF.replace("person", "xx"), "column-missing"),
    ] {
        let told = refused(name, &text);
        assert!(told.len() == 1 && told[0].contains(code), "{code}: {told:?}");
    }
    // Faults of several months are told each, and what only a closed policy asks for with its period.
    let told = refused("sales.csv", &SALES.replace("00,555-0", "0x,555-0"));
    assert!(told.iter().all(|line| line.contains("not-a-number") || line.contains("cells")), "{told:?}");
    fs::rename(folder.path().join("sales.csv"), folder.path().join("sold.csv")).expect("renamed");
    write(folder.path(), "policy.toml", POLICY.replace("\"sales.csv\"", "\"sold.csv\"") + NEXT);
    let told = refused("sold.csv", &SALES.replace(",4000,", ",4x,"));
    for code in ["not-a-number", "no-file-matches", "closed-period-not-recomputed"] {
        assert!(told.iter().any(|line| line.contains(code)), "{code}: {told:?}");
    }
}

#[test]
fn of_a_difference_it_is_told_by_what_it_is_settled() {
    let told_of = |close_rules: &str, over: &str, change: (&str, &str)| {
        let folder = company();
        let policy = POLICY.replace("over = \"period\"", &format!("over = \"{over}\""));
        let policy = if over == "period" { policy } else { policy.replace("\"carry\"", "\"pay\"") };
        write(folder.path(), "policy.toml", policy + close_rules);
        for month in ["2026-01", "2026-02"] {
            let run = self::close(folder.path(), month);
            assert_eq!(run.code, 0, "{}", run.stderr);
        }
        write(folder.path(), "sales.csv", SALES.replace(change.0, change.1));
        let run = verify(folder.path(), &["--only", "effect"]);
        assert_eq!(run.code, 4, "{}", run.stderr);
        run.stderr
    };
    let (february, january) = (("A2,2000", "A2,2500"), ("A1,1000", "A1,1500"));
    let is_of = |told: &str, codes: &[&str]| {
        let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("error[effect-on-")).collect();
        let mut found: Vec<&str> = lines.iter().map(|line| &line[6..line.find(']').expect("a code")]).collect();
        found.retain(|code| *code != "effect-on-score");
        assert_eq!(found, codes, "{told}");
    };
    is_of(&told_of("", "period", february), &["effect-on-pay"]);
    is_of(&told_of("\n[close]\ncorrections = \"list\"\n", "period", february), &["effect-on-pay"]);
    let told = told_of(NEXT, "period", february);
    is_of(&told, &["effect-on-pay-next"]);
    assert!(told.contains("corrected with 2026-03"), "{told}");
    let last = NEXT.replace('3', "1");
    is_of(&told_of(&last, "period", february), &["effect-on-pay-next"]);
    let told = told_of(&last, "period", january);
    is_of(&told, &["effect-on-pay-beyond"]);
    assert!(told.contains("before 2026-02"), "{told}");
    is_of(&told_of(&last, "period", ("B1,-300", "B1,-200")), &["effect-on-balance-beyond"]);
    is_of(&told_of(NEXT, "period", ("B2,100", "B2,-100")), &["effect-on-balance-next"]);
    let told = told_of(NEXT, "year_to_date", february);
    is_of(&told, &["effect-on-pay-of-year"]);
    assert!(told.contains("when 2026-03 pays the year so far"), "{told}");
}

#[test]
fn of_closes_at_once_one_wins() {
    let folder = company();
    let start = || {
        let mut command = Command::new(program());
        command.args(["close", "--period", "2026-01"]).current_dir(folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    let all: Vec<_> = (0..12).map(|_| start()).collect();
    let codes: Vec<i32> = all.into_iter().map(|mut one| one.wait().expect("it ends").code().unwrap_or(-1)).collect();
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
    // Who began after the winner was done is told that the period is closed.
    assert!(codes.iter().all(|code| [0, 1, 75].contains(code)), "{codes:?}");
    assert_eq!(verify(folder.path(), &[]).code, 0);
    assert_eq!(contents(folder.path()).keys().filter(|path| path.to_string_lossy().contains(".appraise")).count(), 0);
}

#[test]
fn a_close_that_is_killed_leaves_the_old_state_or_the_new_one() {
    let folder = company();
    let long: String = (0..20_000).map(|row| format!("2026-01-1{},ann,X{row},1,555\n", row % 9)).collect();
    write(folder.path(), "sales.csv", SALES.to_owned() + &long);
    for pause in [5, 15, 25, 35, 45, 60, 80, 100] {
        let mut command = Command::new(program());
        command.args(["close", "--period", "2026-01"]).current_dir(folder.path());
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let list = appraise(folder.path(), &["close", "--list", "--format", "csv"]);
        assert_eq!(list.code, 0, "after {pause} ms: {}", list.stderr);
        if csv_rows(&list.stdout).len() == 1 {
            assert_eq!(appraise(folder.path(), &["close", "--reopen", "2026-01", "--reason", "again"]).code, 0);
        }
    }
    assert_eq!(close(folder.path(), "2026-01").code, 0);
    assert_eq!(verify(folder.path(), &["--only", "evidence"]).code, 0);
    assert_eq!(contents(folder.path()).keys().filter(|path| path.to_string_lossy().contains(".appraise")).count(), 0);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = company();
    let mode = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).expect("set");
    mode(0o555);
    let is_free = fs::write(folder.path().join("probe"), "x").is_ok();
    let run = close(folder.path(), "2026-01");
    mode(0o755);
    // Who may write everywhere is not kept out.
    if !is_free {
        assert_eq!((run.code, run.stdout.as_str()), (74, ""), "{}", run.stderr);
        assert!(!folder.path().join("closed").exists());
    }
}

#[test]
fn a_folder_of_versions_has_one_history() {
    let folder = tempfile::tempdir().expect("a folder");
    let version = |version: &str, from: &str, rate: &str| {
        let header = format!("version = \"{version}\"\neffective_from = {from}");
        POLICY.replace("version = \"1\"", &header).replace("10%", rate)
    };
    let until = |policy: String, day: &str| policy.replace("currency =", &format!("effective_to = {day}\ncurrency ="));
    write(folder.path(), "plans/2026-1.toml", until(version("1", "2026-01-01", "10%"), "2026-01-31"));
    write(folder.path(), "plans/2026-2.toml", version("2", "2026-02-01", "20%"));
    write(folder.path(), "plans/staff.csv", STAFF);
    write(folder.path(), "plans/sales.csv", SALES);
    let run =
        |arguments: &[&str]| appraise(folder.path(), &[arguments, &["--policy", "plans", "--format", "csv"]].concat());
    assert_eq!(run(&["close", "--period", "2026-01"]).code, 0);
    let second = run(&["close"]);
    assert_eq!(second.code, 0, "{}", second.stderr);
    let listed = csv_rows(&run(&["close", "--list"]).stdout);
    let versions: Vec<&String> = listed.iter().map(|row| &row["version"]).collect();
    assert_eq!(versions, ["1", "2"]);
    let verified = run(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
}

/// A workbook with a sheet of sales for each of two months.
fn workbook(path: &Path, january: i32) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in [
        ("Jan", [("2026-01-10", "ann", "A1", january), ("2026-01-12", "bob", "B1", -300)]),
        ("Feb", [("2026-02-10", "ann", "A2", 2000), ("2026-02-11", "bob", "B2", 100)]),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (column, label) in ["date", "person", "order", "amount"].into_iter().enumerate() {
            sheet.write(0, u16::try_from(column).expect("few"), label).expect("written");
        }
        for (row, (date, person, order, amount)) in (1_u32..).zip(rows) {
            sheet.write(row, 0, date).expect("written");
            sheet.write(row, 1, person).expect("written");
            sheet.write(row, 2, order).expect("written");
            sheet.write(row, 3, amount).expect("written");
        }
    }
    book.save(path).expect("saved");
}

#[test]
fn workbooks_are_compared_by_the_rows_of_their_sheets() {
    let folder = company();
    let files = "files = \"sales.xlsx\"\nsheet = \"*\"";
    write(folder.path(), "policy.toml", POLICY.replace("files = \"sales.csv\"", files));
    workbook(&folder.path().join("sales.xlsx"), 1000);
    let run = close(folder.path(), "2026-01");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(verify(folder.path(), &[]).code, 0);
    workbook(&folder.path().join("sales.xlsx"), 1001);
    let run = verify(folder.path(), &["--only", "files"]);
    for text in ["sales.xlsx", "2026-01-10,ann,A1,1001", "2026-01-10,ann,A1,1000", "(`ann` 1)"] {
        assert!(run.code == 4 && run.stderr.contains(text), "{text}: {}", run.stderr);
    }
}

#[test]
fn encodings_options_and_mended_rows_are_part_of_what_is_frozen() {
    let folder = company();
    let policy = POLICY.replace("files = \"sales.csv\"", "files = \"sales.csv\"\nmended = \"mended.csv\"");
    write(folder.path(), "policy.toml", policy);
    let encoded = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    write(folder.path(), "staff.csv", encoded("person,role\n安娜,Sales\nbob,Sales\n"));
    let sales = SALES.replace("ann", "安娜").replace("A1,1000", "A1,1.0.0.0");
    write(folder.path(), "sales.csv", encoded(&sales));
    write(folder.path(), "mended.csv", "file,line,record\nsales.csv,2,\"2026-01-10,安娜,A1,1000,555-01\"\n");
    let run = appraise(folder.path(), &["close", "--period", "2026-01", "--encoding", "gb18030", "--allow-empty"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(folder.path().join("closed/2026-01/inputs/mended.csv").exists());
    let manifest: toml::Table =
        fs::read_to_string(folder.path().join("closed/2026-01/close.toml")).expect("it").parse().expect("TOML");
    assert_eq!(manifest["options"]["encoding"].as_str(), Some("gb18030"));
    assert_eq!(manifest["options"]["allow_empty"].as_bool(), Some(true));
    let run = verify(folder.path(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    write(folder.path(), "sales.csv", encoded(&sales.replace("B1,-300", "B1,-301")));
    write(folder.path(), "mended.csv", "file,line,record\nsales.csv,2,\"2026-01-10,安娜,A1,1002,555-01\"\n");
    let run = verify(folder.path(), &["--only", "files"]);
    for text in ["2026-01-12,bob,B1,-301", "mended.csv:2", "(`bob` 1)"] {
        assert!(run.code == 4 && run.stderr.contains(text), "{text}: {}", run.stderr);
    }
}

#[test]
fn what_an_example_keeps_names_no_place_outside_of_it() {
    let closed = root().join("examples/handbook/closed");
    for period in ["2026-07", "2026-08", "2026-09"] {
        let kept = fs::read_to_string(closed.join(period).join("close.toml")).expect("a manifest");
        let places = kept.lines().filter(|line| line.starts_with("places = "));
        assert!(places.clone().count() > 1 && places.clone().all(|line| !line.contains('/')), "{period}");
    }
}
