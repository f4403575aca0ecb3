//! The management half: each file of `tests/management` is a policy, its files, and runs of commands with what their reports must have.
//!
//! A run has the words after `appraise`, its `exit`, `files` of its own, texts that both outputs together have (`says`) or have not (`says_not`), and of sections of the
//! JSON document: the columns that say which row is meant (`key`), `rows` with values, `absent`, whether they stand in this order (`ordered`), whether
//! there are no others (`complete`), what columns add up to (`sums`), and columns that no row may have (`no_columns`). `null`, an empty text and an empty list are the same; numbers are
//! compared exactly, or at six decimals where more are shown.

use std::path::Path;

use crate::support::{appraise, files};
use sales_appraisal::number::Number;
use serde_json::{Map, Value};

/// A case.
struct Case<'a> {
    case: &'a Value,
    folder: &'a Path,
    wrong: Vec<String>,
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

/// A number; an id such as `001` is none.
fn number(value: &Value) -> Option<Number> {
    let written = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let digits = written.trim_start_matches('-');
    let is_id = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if is_id { None } else { Number::parse(&written) }
}

/// As it is shown at six decimals.
fn six(number: &Number) -> Number {
    Number::parse(&number.to_fixed(6)).expect("a number")
}

fn is_nothing(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    }
}

fn is_same(want: &Value, got: Option<&Value>) -> bool {
    if is_nothing(Some(want)) {
        return is_nothing(got);
    }
    let Some(got) = got.filter(|got| !got.is_null()) else { return false };
    if let Some(items) = want.as_array() {
        let items: Vec<String> = items.iter().map(text).collect();
        let own = match got {
            Value::Array(own) => own.iter().map(text).collect(),
            other => text(other).split([',', ';']).map(|item| item.trim().to_owned()).collect::<Vec<_>>(),
        };
        return items == own;
    }
    match (number(want), number(got)) {
        (Some(want), Some(got)) => want == got || want == six(&got),
        _ => text(want) == text(got),
    }
}

fn agrees(want: &Map<String, Value>, row: &Value) -> bool {
    want.iter().all(|(column, value)| is_same(value, row.get(column)))
}

impl Case<'_> {
    fn run(&mut self, run: &Value) {
        std::fs::write(self.folder.join("policy.toml"), text(&self.case["policy"])).expect("written");
        let own = [&self.case["files"], &run["files"]];
        for (name, contents) in own.into_iter().filter_map(Value::as_object).flatten() {
            std::fs::write(self.folder.join(name), text(contents)).expect("written");
        }
        let words: Vec<String> = list(run, "run").map(text).collect();
        let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        arguments.extend(["--format", "json"]);
        let done = appraise(self.folder, &arguments);
        let name = words.join(" ");
        if i64::from(done.code) != run["exit"].as_i64().unwrap_or(0) {
            self.wrong.push(format!("{name}: exit {}: {}", done.code, done.stderr));
            return;
        }
        let said = format!("{}{}", done.stdout, done.stderr);
        let unsaid = list(run, "says").map(text).filter(|own| !said.contains(own.as_str()));
        self.wrong.extend(unsaid.map(|own| format!("{name}: nothing says {own}")));
        let told = list(run, "says_not").map(text).filter(|own| said.contains(own.as_str()));
        self.wrong.extend(told.map(|own| format!("{name}: something says {own}")));
        let document: Value = serde_json::from_str(&done.stdout).unwrap_or(Value::Null);
        for (section, expect) in run["expect"].as_object().into_iter().flatten() {
            let rows = match &document[section] {
                Value::Array(rows) => rows.clone(),
                Value::Null => Vec::new(),
                one => vec![one.clone()],
            };
            let wrong = differences(expect, &rows);
            self.wrong.extend(wrong.into_iter().map(|line| format!("{name}: {section} {line}")));
        }
    }
}

/// What of a section is not as it should be.
fn differences(expect: &Value, rows: &[Value]) -> Vec<String> {
    let (mut wrong, mut places) = (Vec::new(), Vec::new());
    let keys: Vec<String> = list(expect, "key").map(text).collect();
    for want in list(expect, "rows").filter_map(Value::as_object) {
        let key: Map<String, Value> =
            keys.iter().map(|key| (key.clone(), want.get(key).cloned().unwrap_or_default())).collect();
        let found: Vec<usize> = (0..rows.len()).filter(|index| agrees(&key, &rows[*index])).collect();
        let [place] = found[..] else {
            wrong.push(format!("{} rows with {key:?}, one expected", found.len()));
            continue;
        };
        places.push(place);
        for (column, value) in want.iter().filter(|(column, value)| !is_same(value, rows[place].get(*column))) {
            wrong.push(format!("{key:?} {column}: expected {value}, found {:?}", rows[place].get(column)));
        }
    }
    for unwanted in list(expect, "absent").filter_map(Value::as_object) {
        if rows.iter().any(|row| agrees(unwanted, row)) {
            wrong.push(format!("a row with {unwanted:?}"));
        }
    }
    if expect["ordered"] == true && !places.is_sorted() {
        wrong.push(format!("another order: {places:?}"));
    }
    if expect["complete"] == true && rows.len() != list(expect, "rows").count() {
        let others: Vec<&Value> = (0..rows.len()).filter(|row| !places.contains(row)).map(|row| &rows[row]).collect();
        wrong.push(format!("{} rows, also {others:?}", rows.len()));
    }
    for (column, sum) in expect["sums"].as_object().into_iter().flatten() {
        let own: Number = rows.iter().filter_map(|row| number(&row[column])).collect::<Vec<_>>().iter().sum();
        if Some(&own) != number(sum).as_ref() {
            wrong.push(format!("{column} adds up to {own} instead of {sum}"));
        }
    }
    let columns =
        list(expect, "no_columns").map(text).filter(|column| rows.iter().any(|row| row.get(column).is_some()));
    wrong.extend(columns.map(|column| format!("a column {column}")));
    wrong
}

#[test]
fn commands_of_management_give_their_rows() {
    let mut failed = Vec::new();
    let files = files("tests/management", "json");
    assert!(files.len() >= 100, "only {} cases", files.len());
    for path in files {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("a case")).expect("JSON");
        let folder = tempfile::tempdir().expect("a folder");
        let mut own = Case { case: &case, folder: folder.path(), wrong: Vec::new() };
        let runs: Vec<&Value> = list(&case, "runs").collect();
        assert!(!runs.is_empty(), "{} runs nothing", path.display());
        runs.into_iter().for_each(|run| own.run(run));
        if !own.wrong.is_empty() {
            failed.push(format!("{}:\n  {}", path.display(), own.wrong.join("\n  ")));
        }
    }
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn periods_before_the_first_row_are_said_to_be_unknown() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = "schema = 1\n[policy]\nname = \"x\"\nversion = \"1\"\ncurrency = \"CNY\"\nperiod = \"month\"\n[input]\nstaff = \"staff.csv\"\n\
                  sales = \"sales.csv\"\n[measures.revenue]\nsum = \"sales.amount\"\n";
    let sales =
        "date,person,product,amount\n2026-08-05,ann,pump,50\n2026-09-05,ann,pump,100\n2026-10-30,ann,pump,150\n";
    for (name, text) in [("policy.toml", policy), ("staff.csv", "person\nann\n"), ("sales.csv", sales)] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let trend = |periods| {
        let asked = ["trend", "--by", "product", "--measure", "revenue", "--period", "2026-10", "--format", "md"];
        appraise(folder.path(), &[&asked[..], &["--periods", periods, "--lang", "en"]].concat()).stdout
    };
    let said = "The first row is of 2026-08-05: nothing is known of the 3 periods before it, which stand as 0.";
    assert!(trend("6").contains(said), "{}", trend("6"));
    assert!(!trend("3").contains("The first row is of"), "{}", trend("3"));
}

#[test]
fn a_page_of_very_many_rows_says_how_many_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = "schema = 1\n[policy]\nname = \"x\"\nversion = \"1\"\ncurrency = \"CNY\"\nperiod = \"month\"\n[input]\nstaff = \"staff.csv\"\n\
                  sales = \"sales.csv\"\n[measures.revenue]\nsum = \"sales.amount\"\n";
    let rows: String = (0..5_003).map(|row| format!("2026-10-30,ann,C{row},{}\n", row + 1)).collect();
    let sales = format!("date,person,customer,amount\n{rows}");
    for (name, text) in [("policy.toml", policy), ("staff.csv", "person\nann\n"), ("sales.csv", &sales)] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let trend = |format| {
        let asked = ["trend", "--by", "customer", "--measure", "revenue", "--period", "2026-10", "--lang", "en"];
        appraise(folder.path(), &[&asked[..], &["--format", format]].concat()).stdout
    };
    assert!(trend("html").contains("The first 4,999 of 5,003 rows; CSV and JSON have all of them."));
    assert_eq!(trend("csv").lines().count(), 5_004);
}
