//! What was closed is shown as it was closed: of some people, in another order, and of a longer period as the sum of its own.

use std::fs;
use std::path::Path;

use crate::support::{Run, appraise, csv_rows};
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
sales = "sales.csv"

[close]
corrections = "next"
look_back = 3

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
over = "deal"
rate = "10%"
negative = "carry"
"#;
const STAFF: &str =
    "person_id,name,role,team\na1,Ann,Sales,East\nb1,Bob,Sales,West\nc1,Cyd,Sales,East\nd1,Cyd,Sales,West\n";
const SALES: &str = "date,person,order,amount
2026-01-10,a1,A1,1000
2026-01-12,b1,B1,-300
2026-02-10,a1,A2,2000
2026-02-11,b1,B2,100
2026-03-10,a1,A3,3000
2026-03-11,b1,B3,4000
2026-03-12,c1,C3,50
2026-04-12,c1,C4,70
";

/// The first three months are closed; a sale of January came when two were.
fn closed() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", STAFF), ("sales.csv", SALES)] {
        fs::write(path.join(name), text).expect("written");
    }
    for month in ["2026-01", "2026-02", "2026-03"] {
        if month == "2026-03" {
            fs::write(path.join("sales.csv"), SALES.to_owned() + "2026-01-20,b1,B9,500\n").expect("written");
        }
        let run = appraise(path, &["close", "--period", month]);
        assert_eq!(run.code, 0, "{month}: {}", run.stderr);
    }
    folder
}

fn shown(folder: &Path, arguments: &[&str]) -> Run {
    appraise(folder, &[arguments, &["--lang", "en"]].concat())
}

fn ids(run: &Run) -> Vec<String> {
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    csv_rows(&run.stdout).iter().map(|row| row["person"].clone()).collect()
}

#[test]
fn rows_are_chosen_of_what_was_closed() {
    let folder = closed();
    let of = |more: &[&str]| ids(&shown(folder.path(), &[&["pay", "--closed", "--format", "csv"], more].concat()));
    assert_eq!(of(&[]), ["a1", "b1", "c1", "d1"]);
    assert_eq!(of(&["--person", "Bob"]), ["b1"]);
    assert_eq!(of(&["--person", "B1", "--person", "ann"]), ["a1", "b1"]);
    assert_eq!(of(&["--team", "east"]), ["a1", "c1"]);
    assert_eq!(of(&["--team", "East", "--person", "b1", "--top", "2"]), ["a1", "b1"]);
    assert_eq!(of(&["--sort", "total_amount", "--top", "2"]), ["b1", "a1"]);
    assert_eq!(of(&["--lines", "deals", "--person", "c1"]), ["c1"]);
    let scores = shown(folder.path(), &["score", "--closed", "--format", "csv", "--team", "West"]);
    assert_eq!(ids(&scores), ["b1", "d1"]);
    let run = shown(folder.path(), &["pay", "--closed", "--period", "2026-01", "--person", "b1", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(report["balances"].as_array().map(Vec::len), Some(1), "{}", run.stdout);
    assert!(report["head"]["rows_shown"].is_object() || report["head"]["rows_shown"].is_array(), "{}", run.stdout);
}

#[test]
fn who_or_what_was_not_there_is_said() {
    let folder = closed();
    for (arguments, told) in [
        (&["pay", "--closed", "--person", "zed"][..], "no-row-in-closed"),
        (&["pay", "--closed", "--person", "Cyd"], "shared-name"),
        (&["pay", "--closed", "--team", "North"], "no-such-team"),
        (&["pay", "--closed", "--sort", "colour"], "no-such-sort-column"),
        (&["pay", "--closed", "--period", "2026-04"], "not-closed"),
        (&["pay", "--closed", "--period", "2026-Q3"], "not-closed"),
        (&["pay", "--closed", "--period", "2026-01-05..2026-02-28"], "not-closed"),
        (&["pay", "--closed", "--period", "2026"], "closed-in-part"),
        (&["score", "--closed", "--period", "2026-Q1"], "closed-scores-apart"),
    ] {
        let run = shown(folder.path(), arguments);
        assert!(run.code == 1 && run.stdout.is_empty(), "{arguments:?}: {} {}", run.code, run.stdout);
        assert!(run.stderr.contains(&format!("error[{told}]")), "{arguments:?}: {}", run.stderr);
    }
    let run = shown(folder.path(), &["pay", "--closed", "--period", "2026-02-01..2026-05-31"]);
    assert!(run.stderr.contains("no 2026-04, 2026-05") && run.stderr.contains("--period 2026-04"), "{}", run.stderr);
    fs::remove_dir_all(folder.path().join("closed")).expect("removed");
    let run = shown(folder.path(), &["pay", "--closed"]);
    assert!(run.stderr.contains("error[nothing-closed]"), "{}", run.stderr);
}

/// The report of a longer period with what of its head and tables both ways say.
fn both_ways(folder: &Path, lines: &[&str]) -> [Value; 2] {
    let report = |more: &[&str]| {
        let run = shown(folder, &[&["pay", "--period", "2026-Q1", "--format", "json", "-q"], lines, more].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        serde_json::from_str::<Value>(&run.stdout).expect("JSON")
    };
    [report(&["--closed"]), report(&[])]
}

#[test]
fn a_longer_period_is_the_sum_of_those_closed_in_it() {
    let folder = closed();
    for (lines, section) in [(&[][..], "pay_totals"), (&["--lines"], "pay_lines"), (&["--lines", "deals"], "deals")] {
        let [closed, now] = both_ways(folder.path(), lines);
        assert_eq!(closed["head"]["paid_by"], "2026-01, 2026-02, 2026-03");
        assert_eq!(closed["head"]["head"], now["head"]["history"]);
        if section != "deals" {
            assert_eq!(closed[section], now[section], "{section}");
        }
        let amounts = |report: &Value| -> Vec<Value> {
            let rows = report["balances"].as_array().expect("rows");
            rows.iter()
                .map(|row| ["person", "opening", "added", "taken", "closing"].map(|id| row[id].clone()).into())
                .collect()
        };
        assert_eq!(amounts(&closed), amounts(&now), "{section}");
    }
    // As it was paid, whatever today's files say.
    let before = both_ways(folder.path(), &[])[0].clone();
    fs::write(folder.path().join("sales.csv"), SALES.replace("A1,1000", "A1,9000")).expect("written");
    assert_eq!(both_ways(folder.path(), &[])[0], before);
    let part = shown(folder.path(), &["pay", "--closed", "--period", "2026-Q1", "--person", "b1", "--format", "csv"]);
    let sum = shown(folder.path(), &["pay", "--closed", "--period", "2026-01-01..2026-02-28", "--format", "csv"]);
    assert_eq!((ids(&part), csv_rows(&sum.stdout)[0]["total_amount"].as_str()), (vec!["b1".to_owned()], "300.00"));
}
