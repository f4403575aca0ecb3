//! Laws that hold for every policy and every file: parts add up, order and threads change nothing, every step gives its value again.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::support::{appraise, csv_rows};
use proptest::prelude::*;
use sales_appraisal::number::Number;

/// One row of a random month: day, person, order, customer, cents.
type Sale = (u32, usize, u32, u32, i64);

const PEOPLE: [&str; 4] = ["ann", "bob", "cat", "dan"];

fn sales() -> impl Strategy<Value = Vec<Sale>> {
    prop::collection::vec((1..=30u32, 0..4usize, 1..12u32, 1..6u32, -50_000..500_000i64), 1..40)
}

fn line((day, person, order, customer, cents): &Sale) -> String {
    let (whole, part) = (cents.abs() / 100, cents.abs() % 100);
    let sign = if *cents < 0 { "-" } else { "" };
    // Orders that are split have one customer each: nothing would say whose order the shares divide.
    let customer = if *order <= 2 { order } else { customer };
    format!("2026-10-{day:02},{},O{order},C{customer},{sign}{whole}.{part:02}", PEOPLE[*person])
}

fn table(lines: &[String]) -> String {
    let mut text = String::from("date,person,order,customer,amount\n");
    lines.iter().for_each(|line| writeln!(text, "{line}").expect("a string"));
    text
}

const POLICY: &str = r#"schema = 1
[policy]
name = "Laws"
version = "1"
currency = "CNY"
period = "month"

[input]
staff = "staff.csv"
targets = "targets.csv"
sales = "sales*.csv"

[crediting]
splits = "splits.csv"

[measures.revenue]
sum = "sales.amount"
[measures.orders]
distinct = "sales.order"
[measures.new_customers]
first = "sales.customer"

[scorecards.field]
roles = ["Sales"]
[[scorecards.field.indicators]]
measure = "revenue"
weight = 70
score = "linear"
cap = 1.5
accelerate = 2
when_missing = "error"
[[scorecards.field.indicators]]
measure = "new_customers"
weight = 30
score = "per_unit"
points = 7
max = 30

[grades]
steps = [{ from = 0, grade = "C", coefficient = 0.8 }, { from = 60, grade = "B", coefficient = 1 }, { above = 90, grade = "A", coefficient = 1.3 }]

[[pay]]
name = "Commission"
kind = "commission"
base = "revenue"
over = "period"
apply = "marginal"
tiers_by = "attainment"
tiers = [{ from = 0, rate = "1.7%" }, { from = 0.9, rate = "3.3%" }, { from = 1.1, rate = "7.1%" }]
multiply = ["grade"]
negative = "pay"

[[pay]]
name = "By deal"
kind = "commission"
base = "revenue"
over = "deal"
apply = "whole"
tiers_by = "amount"
tiers = [{ from = 0, rate = "1%" }, { from = 1_000, rate = "1.25%" }]
below = 0
negative = "pay"

[[pay]]
name = "Pool"
kind = "pool"
amount = 1_000
by = "orders"
"#;

fn write(folder: &Path, files: &[(&str, String)]) {
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("written");
    }
}

fn company(folder: &Path, policy: &str) {
    let staff = "person,role\nann,Sales\nbob,Sales\ncat,Sales\ndan,Sales\n";
    let targets: String = PEOPLE.iter().map(|person| format!("2026-10,person,{person},revenue,3000\n")).collect();
    let splits = "order,person,share\nO1,ann,33.33%\nO1,bob,33.33%\nO1,cat,33.34%\nO2,dan,12.5%\nO2,ann,87.5%\n";
    write(
        folder,
        &[
            ("policy.toml", policy.to_owned()),
            ("staff.csv", staff.to_owned()),
            ("targets.csv", format!("period,scope,id,measure,target\n{targets}")),
            ("splits.csv", splits.to_owned()),
        ],
    );
}

/// Everything that a run tells about the period but the digest and names of files.
fn reports(folder: &Path, threads: &str) -> String {
    let mut all = String::new();
    for command in ["score", "pay", "pay --lines", "explain ann", "explain dan"] {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.extend(["--period", "2026-10", "--threads", threads, "--format"]);
        arguments.push(if command.starts_with("explain") { "json" } else { "csv" });
        let run = appraise(folder, &arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        all.push_str(&run.stdout);
    }
    all
}

fn number(text: &str) -> Number {
    Number::parse(text).expect("a number")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn order_of_rows_and_files_and_the_number_of_threads_change_nothing(rows in sales(), cut in 0..40usize) {
        let lines: Vec<String> = rows.iter().map(line).collect();
        let folder = tempfile::tempdir().expect("a folder");
        company(folder.path(), POLICY);
        write(folder.path(), &[("sales.csv", table(&lines))]);
        let expected = reports(folder.path(), "1");
        prop_assert_eq!(&reports(folder.path(), "3"), &expected);

        let mut turned = lines.clone();
        turned.reverse();
        write(folder.path(), &[("sales.csv", table(&turned))]);
        prop_assert_eq!(&without_rows_of_files(&reports(folder.path(), "2")), &without_rows_of_files(&expected));

        let (first, second) = turned.split_at(cut.min(turned.len()));
        write(folder.path(), &[("sales.csv", table(second)), ("sales-2.csv", table(first))]);
        let split = reports(folder.path(), "2");
        prop_assert_eq!(without_head(&split), without_head(&expected));
    }

    #[test]
    fn splits_pools_and_deals_add_up_and_every_step_gives_its_value_again(rows in sales()) {
        let folder = tempfile::tempdir().expect("a folder");
        company(folder.path(), POLICY);
        let lines: Vec<String> = rows.iter().map(line).collect();
        write(folder.path(), &[("sales.csv", table(&lines))]);
        let all: Number = rows.iter().map(|row| Number::from_scaled(i128::from(row.4), 2)).collect::<Vec<_>>().iter().sum();
        let scores = csv_rows(&appraise(folder.path(), &["score", "--format", "csv"]).stdout);
        let credited: Vec<Number> = scores.iter().map(|row| number(&row["revenue_actual"])).collect();
        prop_assert_eq!(credited.iter().sum::<Number>(), all);

        let paid = csv_rows(&appraise(folder.path(), &["pay", "--lines", "--format", "csv"]).stdout);
        let of = |name: &str| -> Vec<Number> {
            paid.iter().filter(|row| row["line"] == name).map(|row| number(&row["amount"])).collect()
        };
        let pool = of("Pool");
        let sellers = credited.iter().any(|revenue| !revenue.is_zero());
        if sellers && rows.iter().any(|row| row.4 >= 0) {
            prop_assert_eq!(pool.iter().sum::<Number>(), Number::from(1000));
        }
        let deals = csv_rows(&appraise(folder.path(), &["pay", "--lines", "deals", "--format", "csv"]).stdout);
        let deals: Vec<Number> = deals.iter().map(|row| number(&row["amount"])).collect();
        prop_assert_eq!(deals.iter().sum::<Number>(), of("By deal").iter().sum::<Number>());

        let totals = csv_rows(&appraise(folder.path(), &["pay", "--format", "csv"]).stdout);
        let totals: Vec<Number> = totals.iter().map(|row| number(&row["total_amount"])).collect();
        let lines: Vec<Number> = paid.iter().map(|row| number(&row["amount"])).collect();
        prop_assert_eq!(totals.iter().sum::<Number>(), lines.iter().sum::<Number>());

        let audit = appraise(folder.path(), &["check", "--audit"]);
        prop_assert_eq!(audit.code, 0, "{}", audit.stderr);
    }

    #[test]
    fn more_revenue_never_pays_less_and_a_cent_never_jumps(base in 0..2_000_000i64, more in 1..1000i64) {
        let folder = tempfile::tempdir().expect("a folder");
        company(folder.path(), &POLICY.replace("multiply = [\"grade\"]\n", ""));
        let sale = |person: usize, cents: i64| line(&(5, person, 20, 1, cents));
        write(folder.path(), &[("sales.csv", table(&[sale(0, base), sale(1, base + 1), sale(2, base + more)]))]);
        let paid = csv_rows(&appraise(folder.path(), &["pay", "--format", "csv"]).stdout);
        let pay: Vec<Number> = paid.iter().map(|row| number(&row["Commission"])).collect();
        prop_assert!(pay[0] <= pay[1] && pay[1] <= pay[2], "{pay:?}");
        prop_assert!(&pay[1] - &pay[0] <= Number::from_scaled(1, 2), "{pay:?}");
    }
}

#[test]
fn a_file_of_many_blocks_is_read_the_same_by_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    company(folder.path(), POLICY);
    let mut text = String::from("date,person,order,customer,note,amount\n");
    for row in 0..60_000u64 {
        let mixed = row.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
        let (day, person) = (mixed % 30 + 1, PEOPLE[(mixed / 31 % 4) as usize]);
        let note = if mixed % 3 == 0 { "\"a \"\"quoted\"\"\nline, with commas\"" } else { "plain" };
        let (order, customer, cents) = (row / 2, mixed / 7 % 900, mixed / 11 % 90_000);
        writeln!(text, "2026-10-{day:02},{person},N{order},C{customer},{note},{}.{:02}", cents / 100, cents % 100)
            .expect("a string");
    }
    assert!(text.len() > 2 << 20, "{} bytes are few blocks", text.len());
    write(folder.path(), &[("sales.csv", text.clone())]);
    let run = |threads: &str| appraise(folder.path(), &["score", "--format", "json", "--threads", threads]).stdout;
    let expected = run("1");
    assert!(expected.contains("\"records\": 60000"), "{expected}");
    for threads in ["2", "3", "7", "64"] {
        assert_eq!(run(threads), expected, "{threads} threads");
    }
    // Two faults far apart are told with their own lines, whichever thread meets them.
    let broken = text.replacen("2026-10-02,bob", "2026-10-02,bob\"", 1) + "2026-10-31,ann,N1,C1,plain,1.2.3\n";
    write(folder.path(), &[("sales.csv", broken)]);
    let told = |threads: &str| appraise(folder.path(), &["score", "--threads", threads]);
    let first = told("1");
    assert_eq!(first.code, 1);
    assert!(first.stderr.contains("2 errors"), "{}", first.stderr);
    assert_eq!(told("7"), first);
}

/// Counts of rows and sums stand beside the names of files, which differ when the rows are in others.
fn without_head(reports: &str) -> String {
    let is_head = |line: &&str| !line.contains("rows_") && !line.contains("records") && !line.contains("sales");
    reports.lines().filter(is_head).collect::<Vec<_>>().join("\n")
}

/// Where a row stands in its file is what turning the rows around changes.
fn without_rows_of_files(reports: &str) -> String {
    reports.lines().filter(|line| !line.contains("sales.csv:")).collect::<Vec<_>>().join("\n")
}
