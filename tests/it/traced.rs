//! `explain --rows`: the rows that stand under a figure add up to it, whatever kind of measure it is, with splits and overlays.

use std::fs;

use crate::support::appraise;
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

[crediting]
splits = "splits.csv"
overlays = "overlays.csv"

[measures.revenue]
sum = "sales.amount"

[measures.mean]
mean = "sales.amount"

[measures.middle]
median = "sales.amount"

[measures.orders]
count = "sales"

[measures.lamps]
share = "sales"
where = { product = ["lamp"] }

[[pay]]
name = "Orders"
kind = "bonus"
amount = 10
each = "orders"
split = "share"

[[pay]]
name = "Commission"
kind = "commission"
base = "revenue"
over = "period"
rate = "1%"
negative = "zero"
"#;

const FILES: [(&str, &str); 4] = [
    ("staff.csv", "person,role\nann,Sales\nbob,Sales\n"),
    (
        "sales.csv",
        "date,person,order,product,amount\n\
         2026-10-05,ann,1,lamp,30000\n\
         2026-10-06,ann,4,desk,1000\n\
         2026-10-31,bob,2,lamp,20000\n",
    ),
    ("splits.csv", "order,person,share\n1,ann,50%\n1,bob,50%\n"),
    ("overlays.csv", "order,person,share\n2,ann,25%\n"),
];

fn company() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES.iter().map(|(name, text)| (*name, *text)).chain([("policy.toml", POLICY)]) {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// Of every total in the report of a measure, its value and its rows, each as its line and what of it is in the total.
fn totals(folder: &TempDir, of: &str) -> Vec<(String, Vec<String>)> {
    let arguments = ["explain", "ann", of, "--rows", "--period", "2026-10", "--format", "json"];
    let run = appraise(folder.path(), &arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut found = Vec::new();
    collect(&serde_json::from_str(&run.stdout).expect("a report"), &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<(String, Vec<String>)>) {
    match value {
        Value::Object(node) => {
            if let (Some("total"), Some(Value::Array(rows))) =
                (node.get("kind").and_then(Value::as_str), node.get("rows"))
            {
                let row = |row: &Value| {
                    let (place, text) = (row["place"].as_str().unwrap_or(""), row["text"].as_str().unwrap_or(""));
                    let line = place.rsplit(':').next().unwrap_or("");
                    text.split_once("  ").map_or(line.to_owned(), |(_, shown)| format!("{line} {shown}"))
                };
                found.push((node["value"].to_string(), rows.iter().map(row).collect()));
            }
            node.values().for_each(|inner| collect(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}

#[test]
fn rows_add_up_to_the_figure_of_every_kind() {
    let company = company();
    for (of, value, rows) in [
        // (15000 + 1000 + 5000) ÷ 3
        ("mean", "\"7000\"", vec!["2 [0.5 = 15000.00]", "3", "4 [0.25 = 5000.00]"]),
        ("middle", "\"5000\"", vec!["2 [0.5 = 15000.00]", "3", "4 [0.25 = 5000.00]"]),
        ("lamps", "\"0.666666666667\"", vec!["2 [= 1]", "3 [= 0]", "4 [= 1]"]),
        // Half of the first and the whole of the second; the overlay is beyond the whole, which is not asked for.
        ("Orders", "\"1.5\"", vec!["2 [= 0.5]", "3"]),
        ("Commission", "\"16000\"", vec!["2 [0.5 = 15000.00]", "3"]),
    ] {
        let totals = totals(&company, of);
        let is_it = |(found, lines): &(String, Vec<String>)| found.starts_with(&value[..5]) && *lines == rows;
        assert!(totals.iter().any(is_it), "{of}: {totals:?}");
    }
}
