//! Pay over time: each file of `tests/history` is a policy, its files, periods that are closed one after another, and what must come out.
//!
//! Keys beside those of worked cases: `closed` are steps before the run – `{ period }` is a close, with `files` and `policy` of its own where they
//! differ (`null`: a file is taken away), and `expect`, which holds before it, or `refused`; `{ reopen, reason }` opens the last one again. `tamper` changes a file of the closed
//! folder. `expect.balances` person → component → `{ kind, opening, added, taken, closing }`, or a list of them: all that are not nothing;
//! `expect.warned` what `pay` warns of, each with what it mentions and a line that it points `at`, `expect.warnings` how often, `expect.quiet` that it does not;
//! `expect.statements` the people whose statements are kept in `tests/expected/history` as they were last read; `expect.closed_pay` what `pay --closed` prints; `expect.verify` how `verify` ends.

use std::collections::BTreeMap;
use std::path::Path;

use crate::statement::{check_sentences, read_all, stem};
use crate::support::{Run, appraise, differs_from, root};
use sales_appraisal::number::Number;
use serde_json::Value;

/// What a balance is of: person, component, kind.
type Owed = BTreeMap<(String, String, String), [Number; 4]>;
type Lines = BTreeMap<(String, String), Number>;

fn number(value: &Value) -> Number {
    match value {
        Value::Null => Number::zero(),
        Value::String(text) if text.is_empty() => Number::zero(),
        Value::String(text) => Number::parse(text).expect("a number"),
        other => Number::parse(&other.to_string()).expect("a number"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

const AMOUNTS: [&str; 4] = ["opening", "added", "taken", "closing"];

fn amounts(row: &Value) -> [Number; 4] {
    AMOUNTS.map(|key| number(&row[key]))
}

struct Case<'a> {
    case: &'a Value,
    folder: &'a Path,
    /// What the case is called.
    name: &'a str,
    wrong: Vec<String>,
}

impl Case<'_> {
    fn write(&self, step: &Value) {
        let policy = step.get("policy").unwrap_or(&self.case["policy"]);
        std::fs::write(self.folder.join("policy.toml"), text(policy)).expect("written");
        for (name, contents) in entries(&self.case["files"]).chain(entries(&step["files"])) {
            let path = self.folder.join(name);
            match contents {
                Value::Null => drop(std::fs::remove_file(path)),
                contents => std::fs::write(path, text(contents)).expect("written"),
            }
        }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        appraise(self.folder, &[arguments, &["--policy", "policy.toml"]].concat())
    }

    fn check(&mut self) {
        for step in self.case["closed"].as_array().into_iter().flatten() {
            self.step(step);
        }
        if let Some(tamper) = self.case.get("tamper") {
            let path = self.folder.join("closed").join(text(&tamper["file"]));
            let before = std::fs::read_to_string(&path).expect("a file");
            let after = before.replace(&text(&tamper["find"]), &text(&tamper["replace"]));
            assert_ne!(before, after, "nothing was changed");
            std::fs::write(path, after).expect("written");
        }
        self.write(&Value::Null);
        let (period, expect) = (text(&self.case["period"]), &self.case["expect"]);
        match expect.get("refused") {
            Some(refused) => self.refused(&["pay", "--lines", "--period", &period], refused),
            None => {
                self.pay(&period, expect);
                self.warned(&period, expect);
                self.statements(&period, expect);
            }
        }
        for (period, pay) in entries(&expect["closed_pay"]) {
            let document = self.document(&["pay", "--lines", "--closed", "--period", period]);
            self.lines(period, pay, &document);
        }
        if let Some(verify) = expect.get("verify") {
            let run = self.run(&["verify"]);
            let told = format!("{}{}", run.stdout, run.stderr);
            if verify["exit"].as_i64() != Some(i64::from(run.code)) || !told.contains(&text(&verify["code_or_text"])) {
                self.wrong.push(format!("verify: exit {}: {told}", run.code));
            }
        }
    }

    fn warned(&mut self, period: &str, expect: &Value) {
        if ["warned", "warnings", "quiet"].iter().all(|key| expect.get(*key).is_none()) {
            return;
        }
        let told = self.run(&["pay", "--lines", "--period", period, "--lang", "en", "--color", "never"]).stderr;
        let warnings: Vec<&str> = told.split("warning[").skip(1).collect();
        let is_it = |warning: &str, wanted: &Value| {
            let at = wanted.get("at").map_or_else(String::new, |at| format!("> {}", text(at)));
            warning.contains(&text(&wanted["code_or_text"])) && warning.contains(&at)
        };
        for wanted in expect["warned"].as_array().into_iter().flatten() {
            if !warnings.iter().any(|warning| is_it(warning, wanted)) {
                self.wrong.push(format!("not warned of {wanted}: {told}"));
            }
        }
        let count = if expect["quiet"] == true { Some(0) } else { expect["warnings"].as_u64() };
        if count.is_some_and(|count| count != warnings.len() as u64) {
            self.wrong.push(format!("{} warnings: {told}", warnings.len()));
        }
    }

    fn step(&mut self, step: &Value) {
        if let Some(period) = step.get("reopen") {
            let run = self.run(&["close", "--reopen", &text(period), "--reason", &text(&step["reason"])]);
            return self.ended(&run, "reopen");
        }
        let period = text(&step["period"]);
        self.write(step);
        if let Some(refused) = step.get("refused") {
            return self.refused(&["close", "--period", &period], refused);
        }
        if let Some(expect) = step.get("expect") {
            self.pay(&period, expect);
        }
        let run = self.run(&["close", "--period", &period]);
        self.ended(&run, &period);
    }

    fn ended(&mut self, run: &Run, what: &str) {
        if run.code != 0 {
            self.wrong.push(format!("{what}: exit {}: {}", run.code, run.stderr));
        }
    }

    fn refused(&mut self, arguments: &[&str], refused: &Value) {
        let run = self.run(arguments);
        let codes = refused["exit"].as_array().cloned().unwrap_or_else(|| vec![1.into()]);
        let is_code = codes.iter().any(|code| code.as_i64() == Some(i64::from(run.code)));
        if !is_code || !run.stderr.contains(&text(&refused["code_or_text"])) {
            self.wrong.push(format!("{arguments:?}: exit {}: {}", run.code, run.stderr));
        }
    }

    fn document(&mut self, arguments: &[&str]) -> Value {
        let run = self.run(&[arguments, &["--format", "json", "-o", "-"]].concat());
        self.ended(&run, arguments[arguments.len() - 1]);
        serde_json::from_str(&run.stdout).unwrap_or(Value::Null)
    }

    fn pay(&mut self, period: &str, expect: &Value) {
        let document = self.document(&["pay", "--lines", "--period", period]);
        if let Some(pay) = expect.get("pay") {
            self.lines(period, pay, &document);
        }
        if let Some(balances) = expect.get("balances") {
            self.balances(period, balances, &document);
        }
        for (person, total) in entries(&expect["pay_total"]) {
            let own = document["pay_lines"].as_array().into_iter().flatten();
            let own = own.filter(|row| row["person"] == **person && row["unit"] == "money");
            let sum: Number = own.map(|row| number(&row["amount"])).collect::<Vec<_>>().iter().sum();
            if sum != number(total) {
                self.wrong.push(format!("{period}: {person} is paid {sum}, expected {total}"));
            }
        }
    }

    /// Everybody can be told, and those that are named are told as they were.
    fn statements(&mut self, period: &str, expect: &Value) {
        let named: Vec<&str> =
            expect["statements"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for language in ["en", "zh-Hans", "zh-Hant"] {
            let to = format!("statements-{language}");
            let run = self.run(&["statement", "--period", period, "--to", &to, "--format", "md", "--lang", language]);
            self.ended(&run, "statement");
            for (person, page) in read_all(&self.folder.join(&to)) {
                check_sentences(&page, &format!("{person} of {}", self.name));
                if named.contains(&person.as_str()) {
                    let file = format!("tests/expected/history/{}-{person}.{language}.md", self.name);
                    self.wrong.extend(differs_from(&root().join(file), &page));
                }
            }
        }
    }

    fn lines(&mut self, period: &str, expect: &Value, document: &Value) {
        let (mut found, mut wanted) = (Lines::new(), Lines::new());
        for row in document["pay_lines"].as_array().into_iter().flatten() {
            let sum = found.entry((text(&row["person"]), text(&row["line"]))).or_insert_with(Number::zero);
            *sum = &*sum + &number(&row["amount"]);
        }
        for (person, lines) in entries(expect) {
            wanted.extend(entries(lines).map(|(line, amount)| ((person.clone(), line.clone()), number(amount))));
        }
        found.retain(|_, amount| !amount.is_zero());
        wanted.retain(|_, amount| !amount.is_zero());
        if found != wanted {
            self.wrong.push(format!("{period}: {found:?}, expected {wanted:?}"));
        }
    }

    fn balances(&mut self, period: &str, expect: &Value, document: &Value) {
        let (mut found, mut wanted) = (Owed::new(), Owed::new());
        let add = |owed: &mut Owed, (person, component, row): (&str, &str, &Value)| {
            let key = (person.to_owned(), component.to_owned(), text(&row["kind"]));
            let sums = owed.entry(key).or_insert_with(|| AMOUNTS.map(|_| Number::zero()));
            sums.iter_mut().zip(amounts(row)).for_each(|(sum, amount)| *sum = &*sum + &amount);
        };
        for row in document["balances"].as_array().into_iter().flatten() {
            add(&mut found, (&text(&row["person"]), &text(&row["component"]), row));
        }
        for (person, components) in entries(expect) {
            for (component, given) in entries(components) {
                let rows = given.as_array().cloned().unwrap_or_else(|| vec![given.clone()]);
                rows.iter().for_each(|row| add(&mut wanted, (person, component, row)));
            }
        }
        let is_something = |amounts: &[Number; 4]| amounts.iter().any(|amount| !amount.is_zero());
        found.retain(|_, amounts| is_something(amounts));
        wanted.retain(|_, amounts| is_something(amounts));
        if found != wanted {
            self.wrong.push(format!("{period}: balances {found:?}, expected {wanted:?}"));
        }
        let ties = |[opening, added, taken, closing]: &[Number; 4]| &(opening + added) - taken == *closing;
        if !found.values().all(ties) {
            self.wrong.push(format!("{period}: balances do not tie: {found:?}"));
        }
    }
}

#[test]
fn pay_over_time_gives_its_figures() {
    let mut failed = Vec::new();
    let files = crate::support::files("tests/history", "json");
    assert!(files.len() >= 65, "only {} cases", files.len());
    for path in files {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("a case")).expect("JSON");
        let folder = tempfile::tempdir().expect("a folder");
        let mut run = Case { case: &case, folder: folder.path(), name: &stem(&path), wrong: Vec::new() };
        run.check();
        if !run.wrong.is_empty() {
            failed.push(format!("{}:\n  {}", path.display(), run.wrong.join("\n  ")));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
