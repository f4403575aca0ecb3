//! Worked cases: each file of `tests/worked` and `tests/truth` is a policy, its files, and what must come out; adding one is
//! dropping a file. Those of `truth` hold a fault that must be refused, told or put right, or the same done right, which stays quiet.
//!
//! Keys: `period`, `policy`, `files` (`files_base64` for what is no text); `policy_encoding`, `options` (more words of the command line),
//! `environment`; `expect.pay` person → line → amount (a line of zero and no line are the same), `expect.pay_total` person → sum of the money
//! lines, `expect.score` person → score, grade, rank, and per indicator `points` and `attainment`, `expect.refused` the lines that a message
//! must point at and what it must mention (with `errors`: how many there are), `expect.warned` the same of warnings, `expect.warnings` how
//! many there are, `expect.quiet` that there are none.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{APPRAISE, Run, csv_rows};
use base64::Engine;
use sales_appraisal::number::{Number, Rounding, RoundingMode};
use serde_json::Value;

type Row = BTreeMap<String, String>;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|| panic!("`{text}` is not a number"))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A text, or a list of them.
fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().map(text).collect(),
        Value::Null => Vec::new(),
        one => vec![text(one)],
    }
}

/// A severity in English, Simplified and Traditional Chinese.
const SEVERITIES: [[&str; 3]; 2] = [["error", "错误", "錯誤"], ["warning", "警告", "警告"]];

/// The findings of a severity as a terminal shows them, each with its places and its help.
fn findings(severity: &str, stderr: &str) -> Vec<String> {
    let starts = |line: &str| line.split_once('[').is_some_and(|(word, _)| word.chars().all(char::is_alphabetic));
    let mut blocks: Vec<String> = Vec::new();
    for line in stderr.lines().filter(|line| !line.trim().is_empty()) {
        match blocks.last_mut() {
            Some(block) if !starts(line) || line.starts_with(' ') => {
                block.push('\n');
                block.push_str(line);
            }
            _ => blocks.push(line.to_owned()),
        }
    }
    let words = SEVERITIES.iter().find(|words| words[0] == severity).expect("a severity");
    blocks.retain(|block| words.iter().any(|word| block.starts_with(&format!("{word}["))));
    blocks
}

/// Whether a text points at `file:line` or `file:first-last`; at nothing: anywhere.
fn points_at(place: &str, told: &str) -> bool {
    let Some((file, lines)) = place.rsplit_once(':') else { return place.is_empty() };
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    let (first, last): (u64, u64) = (first.parse().expect("a line"), last.parse().expect("a line"));
    told.match_indices(&format!("{file}:")).any(|(at, found)| {
        let digits: String = told[at + found.len()..].chars().take_while(char::is_ascii_digit).collect();
        digits.parse().is_ok_and(|line: u64| first <= line && line <= last)
    })
}

fn is_at(wanted: &Value, told: &str) -> bool {
    let places = list(&wanted["at"]);
    places.is_empty() || places.iter().any(|place| points_at(place, told))
}

/// A figure equals the expected one at the places that are shown; expectations are cut at ten.
fn same_as_shown(expected: &str, found: &str) -> bool {
    if found.is_empty() {
        return false;
    }
    let places = found.split_once('.').map_or(0, |(_, decimals)| decimals.len()).min(10) as u32;
    let (expected, found) = (number(expected), number(found));
    let shown = Rounding { to: Number::from_scaled(1, places), mode: RoundingMode::HalfUp };
    expected == found || (places >= 2 && shown.apply(&expected) == shown.apply(&found))
}

struct Case<'a> {
    case: &'a Value,
    folder: &'a Path,
    wrong: Vec<String>,
}

impl Case<'_> {
    fn write(&self) {
        let policy = text(&self.case["policy"]);
        std::fs::write(self.folder.join("policy.toml"), self.encoded(&policy)).expect("written");
        for (name, contents) in entries(&self.case["files"]) {
            std::fs::write(self.folder.join(name), text(contents)).expect("written");
        }
        for (name, contents) in entries(&self.case["files_base64"]) {
            let bytes = base64::engine::general_purpose::STANDARD.decode(text(contents)).expect("base64");
            std::fs::write(self.folder.join(name), bytes).expect("written");
        }
    }

    fn encoded(&self, policy: &str) -> Vec<u8> {
        match self.case["policy_encoding"].as_str() {
            None => policy.as_bytes().to_vec(),
            Some("utf-8-sig") => [&b"\xef\xbb\xbf"[..], policy.as_bytes()].concat(),
            Some("utf-16") => [0xfeff].into_iter().chain(policy.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            Some(name) => {
                let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).expect("a known encoding");
                let (bytes, _, failed) = encoding.encode(policy);
                assert!(!failed, "{name} does not hold the policy");
                bytes.into_owned()
            }
        }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let environment = entries(&self.case["environment"]).map(|(name, value)| (name.clone(), text(value)));
        let locale = std::env::vars().map(|(name, _)| name).filter(|name| name == "LANG" || name.starts_with("LC_"));
        let mut command = Command::new(APPRAISE);
        for name in locale {
            command.env_remove(name);
        }
        command.args(arguments).args(["--period", &text(&self.case["period"])]).args(list(&self.case["options"]));
        let output =
            command.envs(environment).current_dir(self.folder).stdin(Stdio::null()).output().expect("it starts");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    fn main_command(&self) -> &'static [&'static str] {
        if text(&self.case["policy"]).contains("[[pay]]") { &["pay", "--lines"] } else { &["score"] }
    }

    /// The rows of a report; what the run tells is compared with what the case expects of warnings.
    fn rows(&mut self, arguments: &[&str]) -> Vec<Row> {
        let run = self.run(&[arguments, &["--format", "csv"]].concat());
        if run.code != 0 {
            self.wrong.push(format!("exit {}: {}", run.code, run.stderr));
            return Vec::new();
        }
        self.check_warnings(&run.stderr);
        csv_rows(&run.stdout)
    }

    fn check(&mut self) {
        let expect = &self.case["expect"];
        if let Some(refused) = expect.get("refused") {
            return self.check_refused(refused);
        }
        let (pays, scores) = (expect.get("pay").or(expect.get("pay_total")), expect.get("score"));
        if pays.is_some() {
            self.check_pay(expect);
        }
        if let Some(score) = scores {
            self.check_score(score);
        }
        if pays.is_none() && scores.is_none() {
            self.rows(self.main_command());
        }
    }

    fn check_refused(&mut self, refused: &Value) {
        let run = self.run(self.main_command());
        let codes = refused.get("exit").map_or(vec!["1".to_owned()], list);
        if !codes.contains(&run.code.to_string()) || !run.stdout.is_empty() {
            self.wrong.push(format!("exit {}, {} bytes written", run.code, run.stdout.len()));
        }
        let word = text(&refused["code_or_text"]);
        if !run.stderr.contains(&word) {
            self.wrong.push(format!("`{word}` is not mentioned: {}", run.stderr));
        }
        if !is_at(refused, &run.stderr) {
            self.wrong.push(format!("nothing points at {}: {}", refused["at"], run.stderr));
        }
        self.check_count("errors", refused, &findings("error", &run.stderr), &run.stderr);
        self.check_warnings(&run.stderr);
    }

    fn check_warnings(&mut self, stderr: &str) {
        let expect = &self.case["expect"];
        let warnings = findings("warning", stderr);
        for wanted in expect["warned"].as_array().into_iter().flatten() {
            let word = text(&wanted["code_or_text"]);
            if !warnings.iter().any(|warning| warning.contains(&word) && is_at(wanted, warning)) {
                self.wrong.push(format!("no warning at {} mentions `{word}`: {stderr}", wanted["at"]));
            }
        }
        if expect["quiet"].as_bool() == Some(true) && !warnings.is_empty() {
            self.wrong.push(format!("not quiet: {stderr}"));
        }
        self.check_count("warnings", expect, &warnings, stderr);
    }

    fn check_count(&mut self, key: &str, expect: &Value, told: &[String], stderr: &str) {
        if expect.get(key).is_some_and(|count| count.as_u64() != Some(told.len() as u64)) {
            self.wrong.push(format!("{} {key}, expected {}: {stderr}", told.len(), expect[key]));
        }
    }

    fn check_pay(&mut self, expect: &Value) {
        let mut paid: BTreeMap<(String, String), Number> = BTreeMap::new();
        let mut totals: BTreeMap<String, Number> = BTreeMap::new();
        for row in self.rows(&["pay", "--lines"]) {
            let amount = if row["amount"].is_empty() { Number::zero() } else { number(&row["amount"]) };
            let line = paid.entry((row["person"].clone(), row["line"].clone())).or_insert_with(Number::zero);
            *line = &*line + &amount;
            if row["unit"] == "money" {
                let total = totals.entry(row["person"].clone()).or_insert_with(Number::zero);
                *total = &*total + &amount;
            }
        }
        if let Some(pay) = expect.get("pay") {
            let mut expected: BTreeMap<(String, String), Number> = BTreeMap::new();
            for (person, lines) in entries(pay) {
                for (line, amount) in entries(lines) {
                    expected.insert((person.clone(), line.clone()), number(&text(amount)));
                }
            }
            let zero = Number::zero();
            for key in paid.keys().chain(expected.keys()) {
                let (found, wanted) = (paid.get(key), expected.get(key));
                if found.unwrap_or(&zero) != wanted.unwrap_or(&zero) {
                    self.wrong.push(format!("{key:?}: {found:?}, expected {wanted:?}"));
                }
            }
        }
        for (person, total) in expect.get("pay_total").into_iter().flat_map(entries) {
            let found = totals.get(person).cloned().unwrap_or_else(Number::zero);
            if found != number(&text(total)) {
                self.wrong.push(format!("{person} is paid {found}, expected {total}"));
            }
        }
    }

    fn check_score(&mut self, score: &Value) {
        let rows: BTreeMap<String, Row> =
            self.rows(&["score"]).into_iter().map(|row| (row["person"].clone(), row)).collect();
        for (person, wanted) in entries(score) {
            let Some(row) = rows.get(person) else {
                self.wrong.push(format!("{person} is not ranked"));
                continue;
            };
            for (key, value) in entries(wanted) {
                match key.as_str() {
                    "points" | "attainment" => {
                        for (indicator, value) in entries(value) {
                            let found = &row[&format!("{indicator}_{key}")];
                            if !same_as_shown(&text(value), found) {
                                self.wrong.push(format!("{person} {indicator} {key}: `{found}`, expected {value}"));
                            }
                        }
                    }
                    _ if row[key] != text(value) => {
                        self.wrong.push(format!("{person} {key}: `{}`, expected {value}", row[key]));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn check_all(folder: &str, least: usize) {
    let mut failed = Vec::new();
    let mut count = 0;
    for path in crate::support::files(folder, "json") {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("a case")).expect("JSON");
        let folder = tempfile::tempdir().expect("a folder");
        let mut run = Case { case: &case, folder: folder.path(), wrong: Vec::new() };
        run.write();
        run.check();
        count += 1;
        if !run.wrong.is_empty() {
            failed.push(format!("{}:\n  {}", path.display(), run.wrong.join("\n  ")));
        }
    }
    assert!(count >= least, "only {count} cases");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_worked_case_gives_its_figures() {
    check_all("tests/worked", 56);
}

#[test]
fn nothing_is_wrong_in_silence() {
    check_all("tests/truth", 30);
}
