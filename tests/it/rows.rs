//! Which rows a report shows: those of the people and teams that were asked for, whatever they are called, and in one order.

use std::fs;

use crate::support::{appraise, csv_rows};
use serde_json::Value;
use tempfile::TempDir;

/// Two people of one name, and a team that is called as somebody of another.
fn namesakes() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write(
        "staff.csv",
        "person_id,person,role,team\nP7,Li Wei,Sales,West\nP8,Li Wei,Sales,East\nP9,Ann,Sales,East\nEast,Bo,Sales,West\n",
    );
    write(
        "sales.csv",
        "date,person_id,order,customer_id,amount\n2026-10-05,P7,S1,C1,500\n2026-10-05,P8,S2,C2,700\n2026-10-06,P9,S3,C3,100\n2026-10-06,East,S4,C1,90\n",
    );
    write("customers.csv", "customer_id,customer,owner\nC1,Oak,P7\nC2,Elm,P8\nC3,Fir,P9\n");
    write(
        "targets.csv",
        "period,scope,id,measure,target\n2026-10,team,East,revenue,1000\n2026-10,person,P8,revenue,900\n",
    );
    write("policy.toml", POLICY);
    folder
}

const POLICY: &str = r#"
schema = 1
[policy]
name = "P"
version = "1"
currency = "EUR"
period = "month"
[input]
staff = "staff.csv"
sales = "sales.csv"
customers = "customers.csv"
targets = "targets.csv"
[measures.revenue]
sum = "sales.amount"
[customers]
pareto = { measure = "revenue", a = "70%", b = "90%", edge = "inclusive" }
class = "pareto"
[[pay]]
name = "Commission"
kind = "commission"
base = "revenue"
over = "period"
rate = "5%"
negative = "zero"
[[watch]]
name = "Little"
measure = "revenue"
per = "person"
below = 10000
severity = "medium"
"#;

fn run(folder: &TempDir, arguments: &[&str]) -> String {
    let run = appraise(folder.path(), &[arguments, &["--period", "2026-10", "-q", "--lang", "en"]].concat());
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    run.stdout
}

#[test]
fn people_of_one_name_have_each_their_own_customers_and_alerts() {
    let folder = namesakes();
    let shown = run(&folder, &["customers", "--person", "P8"]);
    assert!(shown.contains("Elm") && shown.contains("Li Wei (P8)") && !shown.contains("Oak"), "{shown}");
    let json: Value =
        serde_json::from_str(&run(&folder, &["customers", "--person", "P8", "--format", "json"])).expect("JSON");
    let owners: Vec<&Value> = json["customers"].as_array().expect("rows").iter().map(|row| &row["owner_id"]).collect();
    assert_eq!(owners, ["P8"]);
    let shown = run(&folder, &["watch", "--person", "P8"]);
    assert!(shown.contains("Little") && shown.contains("Li Wei (P8)") && !shown.contains("(P7)"), "{shown}");
    let csv = run(&folder, &["watch", "--person", "P8", "--format", "csv"]);
    let alerts = csv_rows(&csv);
    assert!(alerts.len() == 1 && alerts[0]["owner"] == "P8", "{csv}");
    run(&folder, &["report", "-o", "out"]);
    let page = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).expect("a page");
    assert!(page("teams/East.html").contains("Elm") && !page("teams/East.html").contains("Oak"));
    assert!(page("teams/West.html").contains("Oak") && !page("teams/West.html").contains("Elm"));
    assert!(page("progress.html").contains("<a href=\"statements/P8.html\">Li Wei (P8)</a>"));
    assert!(page("teams/East.html").contains("<a href=\"../statements/P8.html\">Li Wei (P8)</a>"));
}

#[test]
fn a_team_is_nobody_who_is_called_as_it_is() {
    let folder = namesakes();
    let csv = run(&folder, &["pay", "--team", "East", "--format", "csv"]);
    let people: Vec<String> = csv_rows(&csv).iter().map(|row| row["person"].clone()).collect();
    assert_eq!(people, ["P8", "P9"]);
    // The row of the team itself is one of it.
    let csv = run(&folder, &["progress", "--team", "East", "--format", "csv"]);
    let scopes: Vec<(String, String)> =
        csv_rows(&csv).iter().map(|row| (row["scope"].clone(), row["id"].clone())).collect();
    assert_eq!(scopes, [("team".to_owned(), "East".to_owned()), ("person".to_owned(), "P8".to_owned())]);
    let csv = run(&folder, &["progress", "--person", "P8", "--format", "csv"]);
    assert_eq!(csv_rows(&csv).len(), 1, "{csv}");
}

/// Where lower is better somebody without any has a full attainment, which is a word in the column of numbers.
#[test]
fn a_column_of_numbers_and_words_is_sorted_and_a_full_attainment_is_no_number_to_warn_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    let (mut staff, mut sales, mut targets) = (String::new(), String::new(), String::new());
    for person in 0..60 {
        staff += &format!("P{person:02},N{person:02},Sales\n");
        targets += &format!("2026-10,person,P{person:02},complaints,4\n");
        let count = person * 7 % 5;
        sales += &(0..count).map(|_| format!("2026-10-05,P{person:02},1\n")).collect::<String>();
    }
    write("staff.csv", &format!("person_id,person,role\n{staff}"));
    write("sales.csv", &format!("date,person_id,amount\n{sales}"));
    write("targets.csv", &format!("period,scope,id,measure,target\n{targets}"));
    write(
        "policy.toml",
        "schema = 1\n[policy]\nname = \"P\"\nversion = \"1\"\ncurrency = \"EUR\"\nperiod = \"month\"\n[input]\nstaff = \
         \"staff.csv\"\nsales = \"sales.csv\"\ntargets = \"targets.csv\"\n[measures.complaints]\ncount = \"sales\"\nbetter = \"lower\"\n",
    );
    let run = appraise(
        folder.path(),
        &["progress", "--period", "2026-10", "--sort", "attainment", "--format", "csv", "--lang", "en"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("attainment-beyond-ten"), "{}", run.stderr);
    let cells: Vec<String> = csv_rows(&run.stdout).iter().map(|row| row["attainment"].clone()).collect();
    let expected = ["full_attainment", "4", "2", "1.333333", "1"].iter().flat_map(|cell| [*cell; 12]);
    assert_eq!(cells, expected.collect::<Vec<&str>>());
}

/// A component with a line of its own and one that is released is paid to one person.
#[test]
fn what_a_component_costs_counts_people_and_not_lines() {
    let arguments = ["--policy", "policy.toml", "--period", "2026-10", "-q", "--lang", "en"];
    let handbook = crate::support::root().join("examples/handbook");
    let pay = appraise(&handbook, &[&["pay", "--format", "md"][..], &arguments].concat());
    assert_eq!(pay.code, 0, "{}", pay.stderr);
    let row = pay.stdout.lines().find(|line| line.starts_with("| 设备提成 |")).expect("a row");
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let lines = appraise(&handbook, &[&["pay", "--lines", "--format", "csv"][..], &arguments].concat()).stdout;
    let all = csv_rows(&lines);
    let own: Vec<&str> =
        all.iter().filter(|row| row["component"] == "设备提成").map(|row| row["person"].as_str()).collect();
    let people: std::collections::BTreeSet<&str> = own.iter().copied().collect();
    assert!(people.len() < own.len(), "somebody has two lines");
    assert_eq!(cells[3], people.len().to_string(), "{row}");
}
