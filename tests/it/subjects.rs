//! `explain` of subjects that are no people: customers, products, teams, the department, any word of a column. The figures are computed by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::appraise;
use serde_json::Value;
use tempfile::TempDir;

const POLICY: &str = r#"schema = 1

[policy]
name = "Subjects"
version = "1"
currency = "CNY"
period = "month"

[input]
staff = "staff.csv"
sales = "sales.csv"
returns = "returns.csv"
customers = "customers.csv"
targets = "targets.csv"
activities = "activities.csv"

[crediting]
splits = "splits.csv"

[measures.revenue]
sum = "sales.amount"

[measures.rows]
count = "sales"

[measures.orders]
distinct = "sales.order"

[measures.buyers]
distinct = "sales.customer"

[measures.new_customers]
first = "sales.customer"

[measures.mean]
mean = "sales.amount"

[measures.middle]
median = "sales.amount"

[measures.lamps]
share = "sales"
where = { product = ["lamp"] }

[measures.quiet]
since_last = "sales"

[measures.growth]
growth = "revenue"
against = "previous"

[measures.visits]
count = "activities"

[measures.per_order]
ratio = ["revenue", "orders"]
"#;

/// Order 3 is split between two teams, order 5 is nobody's, and of order 2 one lamp comes back.
const FILES: [(&str, &str); 7] = [
    ("staff.csv", "person,role,team\nann,Sales,East\nbob,Sales,West\n"),
    (
        "sales.csv",
        "date,person,order,customer,product,region,amount\n\
         2026-09-10,ann,1,c1,lamp,North,400\n\
         2026-10-05,ann,2,c1,lamp,North,300\n\
         2026-10-05,ann,2,c1,desk,North,1000\n\
         2026-10-06,ann,3,c2,LAMP,South,500\n\
         2026-10-20,bob,4,Gamma,desk,South,800\n\
         2026-10-28,zoe,5,c2,lamp,North,50\n",
    ),
    ("returns.csv", "order,date,product,amount\n2,2026-10-25,lamp,100\n"),
    ("customers.csv", "customer_id,customer,owner\nc1,Alpha,ann\nc2,Beta,ann\nc3,Gamma,bob\n"),
    (
        "targets.csv",
        "period,scope,id,measure,target\n2026-10,product,Lamp,revenue,1500\n2026-10,customer,c1,revenue,2400\n",
    ),
    ("activities.csv", "date,person,customer,kind\n2026-10-02,ann,c1,visit\n2026-10-03,bob,c3,visit\n"),
    ("splits.csv", "order,person,share\n3,ann,50%\n3,bob,50%\n"),
];

fn company() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES.iter().map(|(name, text)| (*name, *text)).chain([("policy.toml", POLICY)]) {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn explained(folder: &Path, subject: &[&str]) -> Value {
    let arguments = [&["explain"], subject, &["--period", "2026-10", "--format", "json"]].concat();
    let run = appraise(folder, &arguments);
    assert_eq!(run.code, 0, "{subject:?}: {}", run.stderr);
    serde_json::from_str(&run.stdout).expect("a report")
}

/// A number without zeros behind the point.
fn shortest(value: &str) -> String {
    if value.contains('.') { value.trim_end_matches('0').trim_end_matches('.').to_owned() } else { value.to_owned() }
}

/// Every named step: `actual revenue`, and its value.
fn values(report: &Value) -> BTreeMap<String, String> {
    fn find(node: &Value, found: &mut BTreeMap<String, String>) {
        let name = &node["what"][0]["args"];
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let of = format!("{} {}", text(&name["name"]), text(&name["of"]));
        found.entry(of).or_insert_with(|| shortest(&text(&node["value"])));
        node["inputs"].as_array().into_iter().flatten().for_each(|input| find(input, found));
    }
    let mut found = BTreeMap::new();
    report["measures"].as_array().expect("measures").iter().for_each(|node| find(node, &mut found));
    found
}

fn assert_values(subject: &[&str], expected: &[(&str, &str)]) {
    let folder = company();
    let found = values(&explained(folder.path(), subject));
    for (name, value) in expected {
        assert_eq!(found.get(*name).map(String::as_str), Some(*value), "{subject:?} {name}: {found:?}");
    }
}

#[test]
fn a_product_has_every_row_once_whosever_it_is() {
    // 300 + 500 + 50 of nobody − 100 that came back; the month before 400.
    let expected = [
        ("actual revenue", "750"),
        ("target revenue", "1500"),
        ("attainment revenue", "0.5"),
        ("actual rows", "3"),
        ("actual orders", "3"),
        ("actual buyers", "2"),
        ("actual new_customers", "1"),
        ("actual middle", "300"),
        ("actual lamps", "1"),
        ("actual quiet", "3"),
        ("actual growth", "0.875"),
        ("actual per_order", "250"),
    ];
    assert_values(&["--product", "Lamp"], &expected);
    let folder = company();
    let lamp = values(&explained(folder.path(), &["--product", "lamp"]));
    assert!(!lamp.contains_key("actual visits"), "activities have no product: {lamp:?}");
}

#[test]
fn a_customer_is_known_by_id_and_by_name() {
    for name in ["c1", "alpha"] {
        let expected =
            [("actual revenue", "1200"), ("attainment revenue", "0.5"), ("actual orders", "1"), ("actual visits", "1")];
        assert_values(&["--customer", name], &expected);
    }
    // The sales call it by its name, the activities by its id.
    assert_values(
        &["--customer", "c3"],
        &[("actual revenue", "800"), ("actual visits", "1"), ("actual new_customers", "1")],
    );
}

#[test]
fn words_of_any_column_teams_and_the_department_have_figures() {
    assert_values(
        &["--of", "region=south"],
        &[("actual revenue", "1300"), ("actual buyers", "2"), ("actual new_customers", "2")],
    );
    // Half of order 3 is the other team's; what is nobody's is no team's.
    assert_values(&["--team", "east"], &[("actual revenue", "1450"), ("actual rows", "3"), ("actual orders", "2")]);
    assert_values(&["--team", "West"], &[("actual revenue", "1050"), ("actual rows", "2")]);
    assert_values(&["--of", "person=ann"], &[("actual revenue", "1450")]);
    assert_values(&["--department"], &[("actual revenue", "2500"), ("actual rows", "4")]);
}

#[test]
fn rows_of_a_subject_add_up() {
    let folder = company();
    let report = explained(folder.path(), &["--product", "lamp", "revenue", "--rows"]);
    let total = &report["measures"][0]["inputs"][0];
    let rows: Vec<&str> =
        total["rows"].as_array().expect("rows").iter().filter_map(|row| row["place"].as_str()).collect();
    assert_eq!(rows, ["sales.csv:3", "sales.csv:5", "sales.csv:7", "returns.csv:2"], "{total}");
    // What comes back is taken off, though its file has it as a number above 0.
    assert!(total["rows"][3]["text"].as_str().is_some_and(|text| text.ends_with("[= -100.00]")), "{total}");
}

#[test]
fn names_that_nothing_has_are_told() {
    let folder = company();
    for (arguments, told) in [
        (["--customer", "Gama"], "`Gamma`"),
        (["--of", "colour=red"], "no file that is measured has a column `colour`"),
        (["--of", "region=East"], "`North`"),
        (["--team", "Nort"], "`East`, `West`"),
    ] {
        let run = appraise(folder.path(), &[&["explain"], &arguments[..], &["--period", "2026-10"]].concat());
        assert!(run.code == 1 && run.stderr.contains(told) && run.stdout.is_empty(), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn threads_change_nothing() {
    let folder = company();
    let with = |threads: &str| explained(folder.path(), &["--product", "lamp", "--threads", threads]);
    assert_eq!(with("1"), with("4"));
}
