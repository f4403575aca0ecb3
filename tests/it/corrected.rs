//! What is told of a correction: which of the person's own orders make it, and whether an amount has most likely slipped.

use std::fs;
use std::path::Path;

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

[close]
corrections = "next"
look_back = 3

[measures.revenue]
sum = "sales.amount"

[[pay]]
name = "Commission"
kind = "commission"
roles = ["Sales"]
base = "revenue"
over = "period"
apply = "marginal"
tiers_by = "amount"
tiers = [{ from = 0, rate = "10%" }, { from = 1500, rate = "12%" }]
negative = "zero"

[[pay]]
name = "Team"
kind = "override"
roles = ["Lead"]
base = "revenue"
of = "direct"
include_own = false
rate = "1%"
negative = "zero"
"#;
const STAFF: &str = "person_id,name,role,manager\n1,Ann,Sales,4\n2,Bob,Sales,4\n3,Cyd,Sales,4\n4,Dee,Lead,\n";
const SALES: &str = "date,person,order,amount
2026-01-05,1,SO-11,1000
2026-01-06,1,SO-12,900
2026-01-07,2,SO-13,1100
2026-01-08,2,SO-14,800
2026-01-09,3,SO-15,950
2026-02-05,1,SO-21,1050
2026-02-06,2,SO-22,980
2026-02-07,3,SO-23,1200
2026-03-05,1,SO-31,1020
2026-03-06,2,SO-32,990
2026-03-07,3,SO-33,1010
";

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("written");
}

/// The company with its first two months closed, from these sales.
fn closed(sales: &str, policy: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let splits = "order,person,share\nSO-32,2,100%\n";
    for (name, text) in [("policy.toml", policy), ("staff.csv", STAFF), ("sales.csv", sales), ("splits.csv", splits)] {
        write(folder.path(), name, text);
    }
    for month in ["2026-01", "2026-02"] {
        let run = appraise(folder.path(), &["close", "--period", month]);
        assert_eq!(run.code, 0, "{month}: {}", run.stderr);
    }
    folder
}

fn statement(folder: &Path, person: &str, language: &str) -> String {
    let run = appraise(folder, &["statement", person, "--period", "2026-03", "--format", "md", "--lang", language]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

/// The orders that a text names.
fn orders(text: &str) -> Vec<&str> {
    let mut named: Vec<&str> = text.match_indices("SO-").map(|(at, _)| &text[at..at + 5]).collect();
    named.sort_unstable();
    named.dedup();
    named
}

#[test]
fn a_statement_names_the_persons_own_orders_that_make_a_correction() {
    let folder = closed(SALES, POLICY);
    let path = folder.path();
    let sales =
        SALES.replace("SO-11,1000", "SO-11,1300").replace("2026-01-08,2,SO-14,800\n", "").replace("3,SO-15", "1,SO-15");
    write(path, "sales.csv", &(sales + "2026-01-30,1,SO-19,400\n"));
    let ann = statement(path, "Ann", "en");
    for told in [
        "Entered for 2026-01 since it was paid, orders: SO-15 and SO-19.",
        "Of these orders of 2026-01 another amount counts for you: SO-11.",
    ] {
        assert!(ann.contains(told), "{told}: {ann}");
    }
    assert!(!ann.contains("No longer entered"), "{ann}");
    for (language, told) in [
        ("en", "No longer entered for 2026-01, orders: SO-14."),
        ("zh-Hans", "2026-01 不再有记录的订单：SO-14。"),
        ("zh-Hant", "2026-01 不再有記錄的訂單：SO-14。"),
    ] {
        let bob = statement(path, "Bob", language);
        assert!(bob.contains(told), "{bob}");
        assert_eq!(orders(&bob), ["SO-14"], "{bob}");
    }
    assert_eq!(orders(&statement(path, "Cyd", "en")), ["SO-15"]);
    // What the lead is paid is of others' orders, and none of them is named.
    let dee = statement(path, "Dee", "en");
    assert!(dee.contains("correction of 2026-01") && orders(&dee).is_empty(), "{dee}");
    let run = appraise(path, &["explain", "Ann", "--period", "2026-03", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let told = report["changed_orders"].to_string();
    assert_eq!(orders(&told), ["SO-11", "SO-15", "SO-19"], "{}", run.stdout);
    let of = appraise(path, &["explain", "Dee", "--period", "2026-03"]);
    assert!(of.code == 0 && !of.stdout.contains("SO-"), "{}", of.stdout);
    let all = appraise(path, &["statement", "--to", "all", "--period", "2026-03", "--format", "md"]);
    assert_eq!(all.code, 0, "{}", all.stderr);
    let bob = fs::read_to_string(path.join("all/2.md")).expect("a statement");
    assert_eq!(orders(&bob), ["SO-14"], "{bob}");
}

#[test]
fn a_late_split_names_its_order_to_both() {
    let folder = closed(SALES, POLICY);
    write(folder.path(), "splits.csv", "order,person,share\nSO-32,2,100%\nSO-11,1,60%\nSO-11,2,40%\n");
    let (ann, bob) = (statement(folder.path(), "Ann", "en"), statement(folder.path(), "Bob", "en"));
    assert!(ann.contains("another amount counts for you: SO-11."), "{ann}");
    assert!(bob.contains("Entered for 2026-01 since it was paid, orders: SO-11."), "{bob}");
}

#[test]
fn of_many_orders_a_few_are_named_and_without_copies_none() {
    let many: String = (40..48).map(|order| format!("2026-01-25,1,SO-{order},50\n")).collect();
    let folder = closed(SALES, POLICY);
    write(folder.path(), "sales.csv", &(SALES.to_owned() + &many));
    let ann = statement(folder.path(), "Ann", "en");
    assert!(ann.contains("SO-40, SO-41, SO-42, SO-43, SO-44 and 3 more."), "{ann}");
    let policy = POLICY.replace("look_back = 3", "look_back = 3\ninputs = \"digests\"");
    let folder = closed(SALES, &policy);
    write(folder.path(), "sales.csv", &(SALES.to_owned() + &many));
    let ann = statement(folder.path(), "Ann", "en");
    assert!(ann.contains("correction of 2026-01") && orders(&ann).is_empty(), "{ann}");
}

/// What `pay` of March tells, where these texts became those after two closes.
fn told(sales: &str, changes: &[(&str, &str)]) -> String {
    let folder = closed(sales, POLICY);
    let changed = changes.iter().fold(sales.to_owned(), |text, (from, to)| text.replace(from, to));
    assert_ne!(changed, sales);
    write(folder.path(), "sales.csv", &changed);
    let run = appraise(folder.path(), &["pay", "--period", "2026-03", "--lang", "en"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stderr
}

#[test]
fn an_amount_with_a_digit_too_many_is_told_with_both_rows() {
    for changed in ["10000", "11000", "100000"] {
        let told = told(SALES, &[("SO-11,1000", &format!("SO-11,{changed}"))]);
        for text in [
            "warning[corrected-amount-slipped]",
            "sales.csv:2",
            "closed/2026-01/inputs/sales.csv:2",
            "1000.00",
            "SO-11,1000",
        ] {
            assert!(told.contains(text), "{text}: {told}");
        }
    }
}

#[test]
fn right_corrections_are_told_by_nothing() {
    let slips = |told: String| told.contains("corrected-amount-slipped");
    // An amount that was mistyped before the close, and is like the others now.
    let mistyped = SALES.replace("SO-11,1000", "SO-11,100");
    assert!(!slips(told(&mistyped, &[("SO-11,100", "SO-11,1000")])));
    // Another amount, a late row, a row that is gone, however large.
    assert!(!slips(told(SALES, &[("SO-11,1000", "SO-11,1900")])));
    assert!(!slips(told(SALES, &[("SO-11,1000", "SO-11,74000")])));
    assert!(!slips(told(SALES, &[("2026-02-05", "2026-01-20,1,SO-77,90000\n2026-02-05")])));
    assert!(!slips(told(SALES, &[("2026-01-08,2,SO-14,800\n", "")])));
    // Of one or two amounts that were paid nobody knows what is much.
    let few = "date,person,order,amount\n2026-01-05,1,SO-11,1000\n2026-02-05,1,SO-21,1100\n2026-03-05,1,SO-31,1200\n";
    assert!(!slips(told(few, &[("SO-11,1000", "SO-11,10000")])));
}

/// An order of July that August would release, for it was collected then, and that September has released, for the collection was entered late.
const HELD: &str = r#"schema = 1

[policy]
name = "Small"
version = "1"
currency = "CNY"
period = "month"

[input]
staff = "staff.csv"
sales = "sales.csv"
collections = "collections.csv"

[measures.revenue]
sum = "sales.amount"

[[pay]]
name = "Commission"
kind = "commission"
base = "revenue"
over = "period"
rate = "10%"
negative = "zero"
hold_back = { share = "50%", release = "collected" }
"#;

#[test]
fn what_a_later_period_has_released_of_a_hold_is_no_effect() {
    let folder = tempfile::tempdir().expect("a folder");
    let sales = "date,person,order,amount\n2026-07-28,1,SO-71,1000\n2026-08-28,1,SO-81,2000\n2026-09-28,1,SO-91,3000\n";
    let collected = |day: &str| format!("date,order,amount\n{day},SO-71,1000\n");
    for (name, text) in [("policy.toml", HELD), ("staff.csv", "person\n1\n"), ("sales.csv", sales)] {
        write(folder.path(), name, text);
    }
    let close = |month: &str, collections: &str| {
        write(folder.path(), "collections.csv", collections);
        let run = appraise(folder.path(), &["close", "--period", month]);
        assert_eq!(run.code, 0, "{month}: {}", run.stderr);
        run.stderr
    };
    close("2026-07", "date,order,amount\n");
    close("2026-08", "date,order,amount\n");
    let told = close("2026-09", &collected("2026-08-10"));
    assert!(!told.contains("closed-period-unpaid"), "September pays it: {told}");
    let effect = || appraise(folder.path(), &["verify", "--only", "effect"]);
    assert_eq!(effect().code, 0, "{}", effect().stderr);
    // What nobody has paid is an effect as before.
    write(folder.path(), "sales.csv", &sales.replace("SO-81,2000", "SO-81,4000"));
    let run = effect();
    assert!(
        run.code == 4 && run.stderr.contains("effect-on-pay") && run.stderr.contains("100.00 is not settled"),
        "{}",
        run.stderr
    );
}
