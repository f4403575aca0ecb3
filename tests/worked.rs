//! Worked cases: each file of `tests/worked` is a policy, its files, and what must come out; adding one is dropping a file.
//!
//! Keys: `period`, `policy`, `files`; `expect.pay` person → line → amount (a line of zero and no line are the same),
//! `expect.pay_total` person → sum of the money lines, `expect.score` person → score, grade, rank, and per indicator `points` and
//! `attainment`, `expect.refused` the lines that a message must point at and what it must mention.

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use sales_appraisal::number::Number;
use serde_json::Value;
use support::{appraise, csv_rows};

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

struct Case<'a> {
    case: &'a Value,
    folder: &'a Path,
    wrong: Vec<String>,
}

impl Case<'_> {
    fn rows(&mut self, arguments: &[&str]) -> Vec<Row> {
        let period = text(&self.case["period"]);
        let run = appraise(self.folder, &[arguments, &["--format", "csv", "--period", &period]].concat());
        if run.code != 0 {
            self.wrong.push(format!("exit {}: {}", run.code, run.stderr));
            return Vec::new();
        }
        csv_rows(&run.stdout)
    }

    fn check(&mut self) {
        let expect = &self.case["expect"];
        if let Some(refused) = expect.get("refused") {
            self.check_refused(refused);
        }
        if expect.get("pay").is_some() || expect.get("pay_total").is_some() {
            self.check_pay(expect);
        }
        if let Some(score) = expect.get("score") {
            self.check_score(score);
        }
    }

    fn check_refused(&mut self, refused: &Value) {
        let period = text(&self.case["period"]);
        let run = appraise(self.folder, &["check", "--message-format", "json", "--period", &period]);
        if run.code != 1 || !run.stdout.is_empty() {
            self.wrong.push(format!("exit {}, {} bytes written", run.code, run.stdout.len()));
        }
        let word = text(&refused["code_or_text"]);
        if !run.stderr.contains(&word) {
            self.wrong.push(format!("`{word}` is not mentioned: {}", run.stderr));
        }
        let places: Vec<(String, u64, u64)> = run
            .stderr
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .flat_map(|finding| finding["places"].as_array().cloned().unwrap_or_default())
            .map(|place| {
                let line = |key: &str| place[key].as_u64().unwrap_or(0);
                (text(&place["file"]), line("line"), line("last_line"))
            })
            .collect();
        let wanted = match &refused["at"] {
            Value::Array(list) => list.iter().map(text).collect(),
            one => vec![text(one)],
        };
        let is_at = |at: &String| {
            let (file, lines) = at.rsplit_once(':').expect("file:line");
            let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
            let (first, last): (u64, u64) = (first.parse().expect("a line"), last.parse().expect("a line"));
            places.iter().any(|(known, from, to)| known == file && *from <= last && first <= *to)
        };
        if !wanted.iter().any(is_at) {
            self.wrong.push(format!("nothing points at {wanted:?}: {}", run.stderr));
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
            for key in paid.keys().chain(expected.keys()) {
                let (found, wanted) = (paid.get(key), expected.get(key));
                let zero = Number::zero();
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
                            if found.is_empty() || number(found) != number(&text(value)) {
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

#[test]
fn every_case_gives_its_figures() {
    let mut failed = Vec::new();
    let mut count = 0;
    for path in support::files("tests/worked", "json") {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("a case")).expect("JSON");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("policy.toml"), text(&case["policy"])).expect("written");
        for (name, contents) in entries(&case["files"]) {
            std::fs::write(folder.path().join(name), text(contents)).expect("written");
        }
        let mut run = Case { case: &case, folder: folder.path(), wrong: Vec::new() };
        run.check();
        count += 1;
        if !run.wrong.is_empty() {
            failed.push(format!("{}:\n  {}", path.display(), run.wrong.join("\n  ")));
        }
    }
    assert!(count >= 56, "only {count} cases");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
