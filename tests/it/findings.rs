//! A gallery of findings: a folder per code that raises it, with what is then printed; adding one is adding a folder.
//!
//! `command` holds the arguments (else `check --period 2026-10`); `expected.txt` is what people read on standard error. Where there is a `before`, it is
//! what was done until then, for a shell: periods that were closed; it runs in a copy of the folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Run, appraise, differs_from, program, root};

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/findings")).expect("a folder");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

fn name(folder: &Path) -> String {
    folder.file_name().expect("a name").to_string_lossy().into_owned()
}

fn run(folder: &Path) -> Run {
    let command = fs::read_to_string(folder.join("command")).unwrap_or_else(|_| "check --period 2026-10".to_owned());
    let arguments: Vec<&str> = command.split_whitespace().chain(["--lang", "en", "--color", "never"]).collect();
    let Ok(before) = fs::read_to_string(folder.join("before")) else { return appraise(folder, &arguments) };
    let copy = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, copy.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    let script = format!("appraise() {{ '{}' \"$@\"; }}\n{before}", program().display());
    let run = Command::new("bash").args(["-ec", &script]).current_dir(&copy).stdin(Stdio::null()).output();
    let run = run.expect("a shell");
    assert!(run.status.success(), "{}: {}", folder.display(), String::from_utf8_lossy(&run.stderr));
    appraise(copy.path(), &arguments)
}

/// Digests of what names the program's version are another with each version: all of them as dots.
fn without_digests(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let length = rest[start..].find(|c: char| !is_digit(c)).unwrap_or(rest.len() - start);
        let (before, from) = rest.split_at(start);
        let (digits, after) = from.split_at(length);
        result.push_str(before);
        result.push_str(if length == 64 { "…" } else { digits });
        rest = after;
    }
    result + rest
}

#[test]
fn every_folder_raises_its_finding() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let (code, run) = (name(&folder), run(&folder));
        if !code.ends_with("-faults") && !run.stderr.contains(&format!("[{code}]")) {
            wrong.push(format!("{code} is not told: exit {}\n{}", run.code, run.stderr));
            continue;
        }
        let is_error = run.stderr.contains("error[");
        // `verify` reports what it looked at also where it found something.
        let may_report = run.code == 4;
        if is_error == [0, 3].contains(&run.code) || (is_error && !run.stdout.is_empty() && !may_report) {
            wrong.push(format!("{code}: exit {} with {} bytes written", run.code, run.stdout.len()));
        }
        wrong.extend(differs_from(&folder.join("expected.txt"), &without_digests(&run.stderr)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_folder_or_a_reason_not_to() {
    let texts = fs::read_to_string(root().join("src/locale/findings.toml")).expect("the texts");
    let codes: BTreeSet<String> =
        texts.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')).map(str::to_owned).collect();
    let shown: BTreeSet<String> = folders().iter().map(|folder| name(folder)).collect();
    let reasons = fs::read_to_string(root().join("tests/findings/without-folder.txt")).expect("the reasons");
    let excused: BTreeSet<String> =
        reasons.lines().filter_map(|line| line.split_once(": ")).map(|(code, _)| code.to_owned()).collect();
    let missing: Vec<&String> =
        codes.iter().filter(|code| !shown.contains(*code) && !excused.contains(*code)).collect();
    assert!(missing.is_empty(), "neither a folder nor a reason: {missing:?}");
    let twice: Vec<&String> = excused.iter().filter(|code| shown.contains(*code) || !codes.contains(*code)).collect();
    assert!(twice.is_empty(), "a reason too many: {twice:?}");
}

/// Every error of a run in a machine's form: its place, and that it says what to do.
fn told(folder: &str) -> Vec<(String, bool)> {
    let folder = root().join("tests/findings").join(folder);
    let run = appraise(&folder, &["check", "--period", "2026-10", "--message-format", "json"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    let of = |line: &str| {
        let found: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let place = &found["places"][0];
        let at = format!("{}:{}:{}", place["file"].as_str().unwrap_or(""), place["line"], place["column"]);
        let complete = ["message", "help"].iter().all(|key| found[*key].as_str().is_some_and(|text| !text.is_empty()));
        (found["severity"].as_str().unwrap_or("").to_owned(), at, complete)
    };
    let all = run.stderr.lines().map(of).filter(|(severity, ..)| severity == "error");
    all.map(|(_, at, complete)| (at, complete)).collect()
}

#[test]
fn a_policy_with_ten_faults_and_a_file_with_twenty_five_are_told_in_one_run_each() {
    for (folder, count, file) in [("ten-faults", 10, "policy.toml"), ("twenty-five-faults", 25, "sales.csv")] {
        let told = told(folder);
        let lines: Vec<&String> = told.iter().map(|(at, _)| at).collect();
        assert_eq!(told.len(), count, "{lines:#?}");
        assert!(
            told.iter().all(|(at, complete)| *complete && at.starts_with(file) && !at.contains(":0")),
            "{lines:#?}"
        );
    }
}

#[test]
fn a_file_named_by_an_absolute_path_is_not_closed() {
    let (from, copy) = (root().join("tests/findings/close-needs-period"), tempfile::tempdir().expect("a folder"));
    for name in ["staff.csv", "sales.csv", "policy.toml"] {
        fs::copy(from.join(name), copy.path().join(name)).expect("copied");
    }
    let policy = fs::read_to_string(copy.path().join("policy.toml")).expect("a policy");
    let absolute = copy.path().join("sales.csv").display().to_string();
    fs::write(copy.path().join("policy.toml"), policy.replace("sales.csv", &absolute)).expect("written");
    let run = appraise(copy.path(), &["close", "--period", "2026-08", "--lang", "en"]);
    assert!(run.code == 1 && run.stderr.contains("[close-input-absolute]"), "{}", run.stderr);
    assert!(!copy.path().join("closed").exists());
}

/// The text as it is of more than one: `{count?row:rows}` is `rows`.
fn of_many(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |told, part| match part.split_once('}') {
        Some((inside, after)) if inside.contains('?') => {
            let many = inside.rsplit_once(':').map_or("", |(_, many)| many);
            told + many + after
        }
        _ => told + "{" + part,
    })
}

/// The page of a code: its words in three languages, and what its folder prints.
fn page(code: &str, texts: &toml::Table, expected: &str) -> String {
    let mut page = format!("# `{code}`\n");
    for (language, title) in [("en", "English"), ("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文")] {
        let text = |index: usize| of_many(texts[code][language][index].as_str().expect("a text"));
        page.push_str(&format!("\n**{title}** — {}  \n{}\n", text(0), text(1)));
    }
    if !expected.is_empty() {
        page.push_str(&format!(
            "\nAs [`tests/findings/{code}`](../../tests/findings/{code}) raises it:\n\n```text\n{expected}```\n"
        ));
    }
    page
}

#[test]
fn the_pages_of_the_codes_are_fresh() {
    let texts = fs::read_to_string(root().join("src/locale/findings.toml")).expect("the texts");
    let texts: toml::Table = texts.parse().expect("TOML");
    let mut wrong = Vec::new();
    let mut index = String::from("# Findings by code\n\n`{…}` stands for a fact of the case.\n\n");
    let codes: BTreeSet<&String> = texts.keys().collect();
    for code in codes {
        let expected =
            fs::read_to_string(root().join("tests/findings").join(code).join("expected.txt")).unwrap_or_default();
        wrong.extend(differs_from(&root().join(format!("docs/findings/{code}.md")), &page(code, &texts, &expected)));
        let text = of_many(texts[code]["en"][0].as_str().expect("a text"));
        index.push_str(&format!("* [`{code}`]({code}.md) — {text}\n"));
    }
    wrong.extend(differs_from(&root().join("docs/findings/README.md"), &index));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
