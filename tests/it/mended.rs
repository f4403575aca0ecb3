//! Rows of sources that `--rejects` wrote are read again after mending, each in the place of the row that it names: figures, control
//! totals and faults are those of a file that never had the fault, at their lines of the mended file.

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

[input.sales]
files = "sales.csv"
counted = { status = ["won"] }

[measures.revenue]
sum = "sales.amount"

[scorecards.field]
roles = ["Sales"]

[[scorecards.field.indicators]]
measure = "revenue"
weight = 100
score = "per_unit"
points = "0.001"
max = 100
"#;
const STAFF: &str = "person,role\nann,Sales\nbob,Sales\n张三,Sales\n";
const HEADER: &str = "date,person,order,amount,status\n";

/// A company whose sales are read with further keys of the policy.
fn company(sales: impl AsRef<[u8]>, keys: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = POLICY.replace("files = \"sales.csv\"\n", &format!("files = \"sales.csv\"\n{keys}\n"));
    let mending = policy.replace("files = \"sales.csv\"\n", "files = \"sales.csv\"\nmended = \"mended.csv\"\n");
    for (name, text) in [("policy.toml", policy), ("mending.toml", mending), ("staff.csv", STAFF.to_owned())] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    fs::write(folder.path().join("sales.csv"), sales).expect("written");
    folder
}

fn score(folder: &Path, more: &[&str]) -> Run {
    appraise(folder, &[&["score", "--period", "2026-10", "--format", "csv"], more].concat())
}

/// Sets the bad rows aside and mends them.
fn mend(folder: &Path, mended: impl Fn(&str) -> String) {
    let run = score(folder, &["--rejects", "rejects.csv"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let rejects = fs::read_to_string(folder.join("rejects.csv")).expect("rejects");
    fs::write(folder.join("mended.csv"), mended(&rejects)).expect("written");
}

const PARTS: [&str; 8] =
    ["counted", "outside_period", "not_counted", "blank", "repeated_headers", "total_rows", "set_aside", "replaced"];

/// The control totals of the sales with mended rows: records, and each of their parts, which add up.
fn parts(folder: &Path, more: &[&str]) -> (u64, [u64; 8]) {
    let arguments = [&["check", "--policy", "mending.toml", "--period", "2026-10", "--format", "json"], more].concat();
    let run = appraise(folder, &arguments);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let found = find(&report).expect("the sales");
    let number = |part: &str| found[part].as_u64().unwrap_or_else(|| panic!("no {part}: {found}"));
    let parts = PARTS.map(number);
    assert_eq!(number("records"), parts.iter().sum::<u64>(), "{found}");
    (number("records"), parts)
}

fn find(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(map)
            if map.get("file").is_some_and(|file| file == "sales.csv") && map.contains_key("records") =>
        {
            Some(value)
        }
        Value::Object(map) => map.values().find_map(find),
        Value::Array(list) => list.iter().find_map(find),
        _ => None,
    }
}

#[test]
fn one_row_of_a_large_file_is_mended_whichever_thread_meets_it() {
    let mut sales = HEADER.to_owned();
    for row in 0..60_000 {
        let (day, person) = (row % 28 + 1, ["ann", "bob"][row % 2]);
        let amount = if row == 40_000 { "1O.50" } else { "10.50" };
        sales.push_str(&format!("2026-10-{day:02},{person},A{row},{amount},won\n"));
    }
    assert!(sales.len() > 3 * (512 << 10), "several blocks");
    let clean = score(company(sales.replace("1O.50", "10.50"), "").path(), &[]);
    assert_eq!(clean.code, 0, "{}", clean.stderr);
    let folder = company(&sales, "");
    mend(folder.path(), |rejects| rejects.replace(",1O.50,won", ",10.50,won"));
    for threads in ["1", "2", "4"] {
        assert_eq!(
            score(folder.path(), &["--policy", "mending.toml", "--threads", threads]),
            clean,
            "{threads} threads"
        );
    }
    assert_eq!(parts(folder.path(), &[]), (60_001, [60_000, 0, 0, 0, 0, 0, 0, 1]));
    let ann = appraise(folder.path(), &["explain", "ann", "--rows", "--policy", "mending.toml", "--period", "2026-10"]);
    let mended = "mended.csv:2  2026-10-17,ann,A40000,10.50,won";
    assert!(!ann.stdout.contains("A40000,1O.50"), "the row that is replaced");
    assert!(ann.stdout.contains(mended), "{}", &ann.stdout[..2_000]);
}

#[test]
fn a_row_of_a_file_in_another_encoding_is_mended_in_utf_8() {
    let text = format!(
        "{HEADER}2026-10-05,张三,甲1,50,won\n2026-10-06,张三,甲2,3O.25,won\n2026-10-07,张三,甲3,7,won\n2026-10-08,张三,甲2,1,won\n"
    );
    let stored = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let keys = "encoding = \"gb18030\"\n";
    let clean = score(company(stored(&text.replace("3O", "30")), keys).path(), &[]);
    assert_eq!(csv_rows(&clean.stdout)[0]["revenue_actual"], "88.25", "{}", clean.stderr);
    let folder = company(stored(&text), keys);
    mend(folder.path(), |rejects| rejects.replace(",3O.25,won", ",30.25,won"));
    assert_eq!(score(folder.path(), &["--policy", "mending.toml"]), clean);
    assert_eq!(parts(folder.path(), &[]), (5, [4, 0, 0, 0, 0, 0, 0, 1]));
}

#[test]
fn a_mended_row_gives_and_takes_the_values_above() {
    let text = format!("{HEADER}2026-10-05,张三,A1,50,won\n,,A2,3O.25,won\n2026-10-07,bob,A3,7..1,won\n,,A4,1,won\n");
    for encoding in [encoding_rs::UTF_8, encoding_rs::GB18030] {
        let stored = |text: &str| encoding.encode(text).0.into_owned();
        let keys = format!("encoding = \"{}\"\nfill_down = [\"date\", \"person\"]\n", encoding.name().to_lowercase());
        let corrected = text.replace("3O.25", "30.25").replace("bob,A3,7..1", "ann,A3,7.1");
        let clean = score(company(stored(&corrected), &keys).path(), &[]);
        let rows = csv_rows(&clean.stdout);
        let actual = |row: usize| (rows[row]["person"].as_str(), rows[row]["revenue_actual"].as_str());
        assert_eq!([actual(0), actual(1)], [("张三", "80.25"), ("ann", "8.10")], "{}", clean.stderr);
        let folder = company(stored(&text), &keys);
        mend(folder.path(), |rejects| {
            rejects.replace(",3O.25,won", ",30.25,won").replace("bob,A3,7..1,won", "ann,A3,7.1,won")
        });
        assert_eq!(score(folder.path(), &["--policy", "mending.toml"]).stdout, clean.stdout, "{}", encoding.name());
        assert_eq!(parts(folder.path(), &[]), (6, [4, 0, 0, 0, 0, 0, 0, 2]));
    }
}

#[test]
fn a_constant_of_the_policy_is_read_beside_any_encoding() {
    let text = "date,order,amount,status\n2026-10-05,甲1,50,won\n";
    let stored = encoding_rs::GB18030.encode(text).0.into_owned();
    let folder = company(stored, "encoding = \"gb18030\"\nconstants = { person = \"张三\" }\n");
    let run = score(folder.path(), &[]);
    assert_eq!(csv_rows(&run.stdout)[0]["revenue_actual"], "50.00", "{}", run.stderr);
}

/// A row for each thing that a mended row may turn out to be: lines 3, 5, 7, 9, 11 and 13 are at fault.
fn rows_of_every_part() -> String {
    let mut sales = HEADER.to_owned();
    for row in 0..6 {
        sales.push_str(&format!(
            "2026-10-0{},ann,A{row},10,won\n2026-10-0{},bob,B{row},x{row},won\n",
            row + 1,
            row + 1
        ));
    }
    sales.push_str("合计,,,60,\n");
    sales
}

#[test]
fn a_mended_row_is_in_the_part_that_it_belongs_to() {
    let folder = company(rows_of_every_part(), "");
    let rejects = "file,line,record\n\
        sales.csv,3,\"2026-10-01,bob,B0,5,won\n2026-10-01,bob,B0,5.5,won\"\n\
        sales.csv,5,\"2026-09-02,bob,B1,7,won\"\n\
        sales.csv,7,\"2026-10-03,bob,B2,3,lost\"\n\
        sales.csv,9,\"小计,bob,B3,60.5,won\"\n\
        sales.csv,11,\"2026-10-05,bob,B4,x4x,won\"\n\
        sales.csv,13,\"2026-10-06,bob,B5,1.00,won\"\n\
        sales.csv,14,\"合计,,,81.5,\"\n";
    fs::write(folder.path().join("mended.csv"), rejects).expect("written");
    let refused = score(folder.path(), &["--policy", "mending.toml"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
    assert!(refused.stderr.contains("error[not-a-number]"), "{}", refused.stderr);
    assert!(refused.stderr.contains("mended.csv:7:19"), "{}", refused.stderr);
    assert!(refused.stderr.contains("1 error"), "{}", refused.stderr);
    // 13 records, of which 7 are replaced, and 8 instead.
    let set_aside = parts(folder.path(), &["--rejects", "again.csv"]);
    assert_eq!(set_aside, (21, [9, 1, 1, 0, 0, 2, 1, 7]));
    let again = csv_rows(&fs::read_to_string(folder.path().join("again.csv")).expect("rejects"));
    let places: Vec<(&str, &str)> = again.iter().map(|row| (row["file"].as_str(), row["line"].as_str())).collect();
    assert_eq!(places, [("mended.csv", "7")]);
}

#[test]
fn total_rows_that_differ_are_told_where_they_were_mended() {
    let folder = company(rows_of_every_part().replace(",x", ","), "");
    let mended = "file,line,record\nsales.csv,14,\"合计,,,61,\"\n";
    fs::write(folder.path().join("mended.csv"), mended).expect("written");
    let run = score(folder.path(), &["--policy", "mending.toml"]);
    assert!(run.stderr.contains("error[total-differs]") && run.stderr.contains("mended.csv:2"), "{}", run.stderr);
    assert_eq!(parts(folder.path(), &["--rejects", "again.csv"]), (14, [12, 0, 0, 0, 0, 0, 1, 1]));
}

#[test]
fn what_replaces_nothing_or_another_row_is_refused() {
    let sales = format!("{HEADER}2026-10-05,ann,A1,5O,won\n2026-10-06,bob,A2,7,won\n");
    let folder = company(sales, "");
    let rows =
        "file,line,record\nsales.csv,2,\"2026-10-07,张三,C9,8,lost\"\nsales.csv,9,\"2026-10-05,ann,A1,50,won\"\n";
    fs::write(folder.path().join("mended.csv"), rows).expect("written");
    let run = score(folder.path(), &["--policy", "mending.toml"]);
    assert_eq!(run.code, 1);
    for told in ["error[mended-another-record]", "mended.csv:2", "error[mended-no-record]", "mended.csv:3", "2 errors"]
    {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
}
