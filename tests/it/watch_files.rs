//! A file for each owner: whole or not at all, never over an input, and none that says what is over.

use std::fs;
use std::path::Path;

use crate::support::appraise;
use tempfile::TempDir;

const POLICY: &str = r#"schema = 1

[policy]
name = "Watched"
version = "1"
currency = "CNY"
period = "month"

[input]
staff = "staff.csv"
sales = "sales.csv"

[measures.revenue]
sum = "sales.amount"

[[watch]]
name = "Floor"
measure = "revenue"
per = "person"
below = 100
severity = "medium"

[[watch]]
name = "Region"
measure = "revenue"
per = "region"
below = 100
severity = "low"
"#;
const STAFF: &str = "person,team,role\nkim,East,Sales\nA/B,East,Sales\nsales,West,Sales\n";
const SALES: &str =
    "date,person,region,amount\n2026-05-04,kim,North,10\n2026-05-04,A/B,North,20\n2026-05-04,sales,South,500\n";

fn company(sales: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", STAFF), ("sales.csv", sales)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn watch(folder: &Path, more: &[&str]) -> i32 {
    let arguments: Vec<&str> = ["watch", "--period", "2026-05"].iter().chain(more).copied().collect();
    appraise(folder, &arguments).code
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn lines(path: &Path) -> usize {
    fs::read_to_string(path).expect("a file").lines().count()
}

#[test]
fn each_owner_has_a_file_and_what_nobody_owns_one_too() {
    let company = company(SALES);
    assert_eq!(watch(company.path(), &["-o", "alerts/", "--fail", "medium"]), 4);
    let out = company.path().join("alerts");
    assert_eq!(names(&out), ["A_B.csv", "kim.csv", "unowned.csv"]);
    assert_eq!(lines(&out.join("kim.csv")), 2);
    assert_eq!(lines(&out.join("unowned.csv")), 2);
    assert_eq!(watch(company.path(), &["-o", "alerts", "--format", "json", "--fail", "high"]), 0);
    assert_eq!(names(&out).len(), 6);
}

#[test]
fn a_file_of_a_run_before_does_not_say_what_is_over() {
    let company = company(SALES);
    let out = company.path().join("alerts");
    fs::create_dir(&out).expect("a folder");
    assert_eq!(watch(company.path(), &["-o", "alerts"]), 0);
    let better = SALES.replace("kim,North,10", "kim,North,1000");
    fs::write(company.path().join("sales.csv"), better).expect("written");
    assert_eq!(watch(company.path(), &["-o", "alerts", "--fail", "low"]), 4);
    assert_eq!(names(&out), ["A_B.csv", "kim.csv", "unowned.csv"]);
    assert_eq!([lines(&out.join("kim.csv")), lines(&out.join("A_B.csv")), lines(&out.join("unowned.csv"))], [1, 2, 1]);
}

#[test]
fn no_owner_is_called_as_an_input_and_replaces_it() {
    let company = company(&SALES.replace("sales,South,500", "sales,South,5"));
    assert_eq!(watch(company.path(), &["-o", "."]), 2);
    assert_eq!(names(company.path()), ["policy.toml", "sales.csv", "staff.csv"]);
}

#[test]
fn under_an_error_nothing_is_written() {
    let company = company(&SALES.replace(",10", ",ten"));
    assert_eq!(watch(company.path(), &["-o", "alerts/", "--fail", "low"]), 1);
    assert!(!company.path().join("alerts").exists());
}
