//! A file has the same figures and faults on every way of reading it: indexed and past rows that change nothing, or record by record
//! with care.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use crate::support::{Run, appraise};
use proptest::prelude::*;
use serde_json::Value;

const POLICY: &str = r#"schema = 1
[policy]
name = "Ways"
version = "1"
currency = "CNY"
period = "month"
[input]
staff = "staff.csv"
[input.sales]
files = "sales.csv"
counted = { status = ["won"] }
returns = { status = ["returned"], sign = "minus" }
[measures.revenue]
sum = "sales.amount"
[measures.orders]
distinct = "sales.order"
[measures.customers]
distinct = "sales.customer"
[measures.new_customers]
first = "sales.customer"
[measures.new_online]
first = "sales.customer"
where = { channel = ["online"] }
[measures.online]
count = "sales"
where = { channel = ["online"] }
[scorecards.field]
roles = ["Sales"]
[[scorecards.field.indicators]]
measure = "revenue"
weight = 50
score = "per_unit"
points = 0.001
max = 50
[[scorecards.field.indicators]]
measure = "new_customers"
weight = 20
score = "per_unit"
points = 1
max = 20
[[scorecards.field.indicators]]
measure = "new_online"
weight = 10
score = "per_unit"
points = 1
max = 10
[[scorecards.field.indicators]]
measure = "orders"
weight = 10
score = "per_unit"
points = 1
max = 10
[[scorecards.field.indicators]]
measure = "online"
weight = 5
score = "per_unit"
points = 1
max = 5
[[scorecards.field.indicators]]
name = "growth"
measure = "new_customers"
when_missing = "zero"
weight = 5
score = "linear"
against = "last_year"
cap = 1.2
"#;

const STAFF: &str = "person_id,name,role\nS1,Ann,Sales\nS2,Bo,Sales\nS3,王小明,Sales\nS4,Di,Sales\n";
const PEOPLE: [&str; 6] = ["Ann", "Bo", "王小明", "Di", "王 小明", "Nobody"];
const CUSTOMERS: [&str; 8] = ["C001", "C002", "C003", "上海天地贸易有限公司", "Acme Inc", " C001", "", "C1.5E+15"];
const STATES: [&str; 4] = ["won", "won", "returned", "lost"];
const AMOUNTS: [&str; 6] = ["12.50", "7", "-3.25", "\"1,200.00\"", "0.123456", "x"];

/// Day of the year, and for each other column which of its texts; rarely one that is a fault.
type Sale = (u32, usize, usize, usize, usize, u32);

fn sale() -> impl Strategy<Value = Sale> {
    let rare = |most: usize, common: usize| prop_oneof![40 => 0..common, 1 => 0..most];
    (1..=120u32, rare(6, 4), rare(8, 5), 0..4usize, rare(6, 3), 1..40u32)
}

fn line(sale: &Sale, end: &str) -> String {
    line_of(sale, CUSTOMERS[sale.2], end)
}

fn line_of((day, person, customer, state, amount, order): &Sale, written: &str, end: &str) -> String {
    let (month, day) = ((day - 1) / 30 + 7, (day - 1) % 30 + 1);
    let channel = if order % 3 == 0 { "online" } else { "direct" };
    // An order is one customer's; most of what comes back was sold before the file begins.
    let is_credit = STATES[*state] == "returned" && order % 13 != 0;
    let kind = if is_credit { "R" } else { "O" };
    format!(
        "{kind}{customer}{order:03},2026-{month:02}-{day:02},{},{},{},{channel},{}{end}",
        PEOPLE[*person], written, AMOUNTS[*amount], STATES[*state]
    )
}

fn run(sales: &str, arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("policy.toml", POLICY), ("staff.csv", STAFF), ("sales.csv", sales)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    appraise(folder.path(), &[&["--period", "2026-10", "--message-format", "json"], arguments].concat())
}

/// What reading a file comes to, but for its size: scores, control totals, faults.
fn reading(sales: &str, more: &[&str]) -> (String, Vec<Value>, Run) {
    let mut check = run(sales, &[&["check", "--format", "json"], more].concat());
    let is_fault_of_policy = |line: &str| {
        line.contains("\"file\":\"policy.toml\"")
            && line.contains("\"severity\":\"error\"")
            && !line.contains("counted-nothing")
    };
    assert!(!check.stderr.lines().any(is_fault_of_policy), "{}", check.stderr);
    let mut report: Value = serde_json::from_str(&check.stdout).unwrap_or_default();
    let counts =
        ["counted", "outside_period", "not_counted", "returns", "unassigned", "set_aside", "first_date", "last_date"];
    let of_sales = |input: &Value| input["input"] == "sales";
    let inputs = report["inputs"].as_array().cloned().unwrap_or_default();
    let inputs = inputs.iter().filter(|input| of_sales(input));
    let mut facts: Vec<Value> = inputs.flat_map(|input| counts.map(|count| input[count].clone())).collect();
    facts.push(report["control_totals"].take());
    check.stdout = String::new();
    (run(sales, &[&["score", "--format", "csv"], more].concat()).stdout, facts, check)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn indexed_or_with_care_a_file_is_the_same(
        mut sales in prop::collection::vec(sale(), 1..160), in_order in any::<bool>(), end in "\r?\n",
        rejects in any::<bool>(), quoted in any::<bool>(),
    ) {
        if in_order {
            sales.sort_unstable();
        }
        let mut text = format!("order,date,person,customer,amount,channel,status{end}");
        sales.iter().for_each(|sale| text.write_str(&line(sale, &end)).expect("a string"));
        if quoted {
            text = text.replace(",won", ",\"won\"");
        }
        let more: &[&str] = if rejects { &["--rejects", "rejects.csv"] } else { &[] };
        let indexed = reading(&text, more);
        // A blank line has one field: the whole block is then read record by record.
        prop_assert_eq!(&indexed, &reading(&(text.clone() + &end), more));
        prop_assert!(!indexed.1.is_empty());
    }

    /// Rows whose customer stands in a column of numbers, the name being blank, are the same as if it stood in the one column.
    #[test]
    fn a_blank_customer_is_the_number_beside_it(
        sales in prop::collection::vec(sale(), 1..160), blank in prop::sample::select(vec!["", "-", " "]),
    ) {
        let mut one = "order,date,person,customer,amount,channel,status\n".to_owned();
        let mut two = "order,date,person,customer,customer_id,amount,channel,status\n".to_owned();
        for sale in &sales {
            let customer = CUSTOMERS[sale.2];
            let pair = if sale.5 % 2 == 0 { format!("{customer},") } else { format!("{blank},{customer}") };
            one += &line(sale, "\n");
            two += &line_of(sale, &pair, "\n");
        }
        let (one, two) = (reading(&one, &[]), reading(&two, &[]));
        prop_assert_eq!((&one.0, &one.1), (&two.0, &two.1), "{}{}", one.2.stderr, two.2.stderr);
    }
}

/// Of many customers with running numbers it is known by a bit each whether they have bought before; nothing else may come of it.
#[test]
fn many_customers_with_running_numbers_are_the_same() {
    let mut state = 7u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut sales: Vec<(u64, u64, u64, String)> = (0..60_000)
        .map(|row| {
            let customer = match next(400) {
                0 => format!("X{}", next(9)),
                1 => format!("C9{:05}", next(1_000)),
                2 => format!(" C{:06}", next(5_000)),
                _ => format!("C{:06}", next(5_000)),
            };
            // Two thirds in the last four of seventeen months: windows are October of both years, and September.
            let day = if next(3) == 0 { next(510) } else { 390 + next(120) };
            (day, row, next(4), customer)
        })
        .collect();
    // As they come, the last days before the first, and in order.
    for first_day in [None, Some(450), Some(0)] {
        if let Some(first) = first_day {
            sales.sort_by_key(|(day, row, ..)| ((day + 510 - first) % 510, *row));
        }
        let mut text = "order,date,person,customer,amount,channel,status\n".to_owned();
        for (day, row, person, customer) in &sales {
            let (month, day) = (day / 30 + 5, day % 28 + 1);
            let (year, month) = (2025 + month / 12, month % 12 + 1);
            let (person, channel) = (PEOPLE[*person as usize], if row % 3 == 0 { "online" } else { "direct" });
            let state = STATES[(row % 4) as usize];
            let (order, sign) = (row / 2, if state == "returned" { "-" } else { "" });
            writeln!(
                text,
                "O{order:06},{year}-{month:02}-{day:02},{person},{customer},{sign}{row}.50,{channel},{state}"
            )
            .expect("a string");
        }
        let indexed = reading(&text, &[]);
        assert!(indexed.0.lines().count() > 4, "{}", indexed.2.stderr);
        // A blank line has one field: its block is read record by record. Several in every block.
        let careful: String = text.lines().enumerate().fold(String::new(), |mut all, (at, line)| {
            let blank = if at % 5_000 == 2_499 { "\n" } else { "" };
            writeln!(all, "{line}{blank}").expect("a string");
            all
        });
        let careful = careful + "\n";
        // Windows that have all days: nearly every row is a later one of its customer, which a bit says too.
        let trend = |text: &str, more: &[&str]| {
            let of_all =
                ["trend", "--by", "person", "--measure", "new_customers", "--periods", "20", "--format", "csv"];
            run(text, &[&of_all[..], more].concat()).stdout
        };
        let new = trend(&text, &["--threads", "1"]);
        assert!(new.lines().count() > 4, "{new}");
        assert_eq!(new, trend(&careful, &[]));
        let careful = reading(&careful, &[]);
        assert_eq!((&indexed.0, &indexed.1), (&careful.0, &careful.1));
        for threads in ["1", "3"] {
            assert_eq!(indexed.0, reading(&text, &["--threads", threads]).0);
            assert_eq!(new, trend(&text, &["--threads", threads]));
        }
    }
}

/// Orders that come in the order of their numbers are counted before the end. One that comes late must not be counted again.
#[test]
fn an_order_that_comes_late_is_counted_once() {
    const ORDERS: usize = 400_000;
    let mut text = "order,date,person,customer,amount,channel,status\n".to_owned();
    for order in 0..ORDERS {
        let (person, day) = (PEOPLE[order % 4], order * 28 / ORDERS + 1);
        let channel = "direct, of the longer kind of texts that make a file larger";
        writeln!(text, "O{order:06},2026-10-{day:02},{person},C{:03},1.50,\"{channel}\",won", order % 500)
            .expect("a string");
    }
    let orders = |text: &str| {
        let scores = run(text, &["score", "--format", "csv"]);
        let mut rows = scores.stdout.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = rows.next().unwrap_or_default();
        let at = header.iter().position(|name| *name == "orders_actual").unwrap_or_else(|| panic!("{}", scores.stderr));
        rows.map(|row| row[at].to_owned()).collect::<Vec<String>>()
    };
    let in_order = orders(&text);
    assert_eq!(in_order, vec![(ORDERS / 4).to_string(); 4]);
    text += "O000004,2026-10-28,Ann,C004,1.50,direct,won\n";
    assert_eq!(orders(&text), in_order);
    text += "O000005,2026-10-28,Ann,C004,1.50,direct,won\n";
    assert_ne!(orders(&text), in_order, "Bo's order is now Ann's too");
}

/// Of several measures of first rows, each is explained with its own.
#[test]
fn the_rows_of_a_first_measure_are_those_that_it_counts() {
    let sales = "order,date,person,customer,amount,channel,status\n\
                 O1,2026-10-05,Ann,C1,1,direct,won\n\
                 O2,2026-10-06,Ann,C1,1,online,won\n\
                 O3,2026-10-07,Ann,C1,1,online,won\n";
    let rows = |measure: &str| {
        let explained = run(sales, &["explain", "S1", measure, "--rows"]).stdout;
        let of_sales = explained.lines().filter_map(|line| line.split("sales.csv:").nth(1));
        of_sales.filter_map(|rest| rest.split_whitespace().next().map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    // The growth of new customers shows them again.
    assert_eq!(rows("new_customers"), BTreeSet::from(["2".to_owned()]));
    assert_eq!(rows("new_online"), BTreeSet::from(["3".to_owned()]));
}
