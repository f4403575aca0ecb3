//! What a terminal of 100 columns sees of the reports of the management half: a page of 60 lines with the rows that matter most, and no row
//! that is lost anywhere else.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

use crate::support::{appraise, program, root};

/// What a page has.
const LINES: usize = 60;
const COLUMNS: usize = 100;

/// Questions that are asked of the handbook's company.
const QUESTIONS: [&str; 13] = [
    "watch",
    "watch --as-of 2026-10-20",
    "watch --team 华南组",
    "watch --person 马思琪",
    "customers",
    "customers --team 华南组",
    "customers 长沙安捷物流有限公司",
    "progress",
    "progress --since 2026-10-20",
    "targets",
    "targets --check",
    "trend --by customer",
    "trend --by product --measure revenue",
];

fn shown(folder: &Path, question: &str, more: &str) -> String {
    let line = format!("{question} {more} -q");
    let run = appraise(folder, &line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(run.code, 0, "{line}: {}", run.stderr);
    run.stdout
}

fn is_a_page(question: &str, text: &str) {
    let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let lines = text.lines().count();
    assert!(lines <= LINES && widest <= COLUMNS, "{question}: {lines} lines of {widest} columns\n{text}");
}

#[test]
fn every_answer_is_a_page_in_every_language() {
    let folder = root().join("examples/handbook");
    for question in QUESTIONS {
        for language in ["en", "zh-Hans", "zh-Hant"] {
            let text = shown(&folder, question, &format!("--lang {language} --width 100 --height 60"));
            is_a_page(question, &text);
        }
    }
}

/// Sixty people and a thousand customers over two years: everybody sold less, and customers wait for a call.
fn large() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).expect("written");
    let (mut staff, mut targets) = (
        "person_id,person,role,team\n".to_owned(),
        "period,scope,id,measure,target\n2026-10,department,,revenue,900000\n".to_owned(),
    );
    for person in 0..60 {
        let _ = writeln!(staff, "P{person:02},欧阳{person:02},Sales,华东第{}组", person % 6);
        let _ = writeln!(targets, "2026-10,person,P{person:02},revenue,{}", 10_000 + 100 * person);
    }
    let (mut customers, mut sales, mut visits) = (
        "customer_id,customer,owner,industry\n".to_owned(),
        "date,person_id,order,customer_id,product_id,amount\n".to_owned(),
        "date,person_id,customer_id,kind\n".to_owned(),
    );
    for customer in 0..1000 {
        let (person, month) = (customer % 60, customer % 24);
        let _ = writeln!(customers, "C{customer:04},上海第{customer}医疗器械有限公司,P{person:02},医疗");
        let month = if month < 2 {
            format!("2024-{}", month + 11)
        } else {
            format!("{}-{:02}", 2025 + (month - 2) / 12, (month - 2) % 12 + 1)
        };
        let _ =
            writeln!(sales, "{month}-10,P{person:02},S{customer},C{customer:04},T{},{}", customer % 40, 500 + customer);
        let _ = writeln!(
            sales,
            "2026-{:02}-28,P{person:02},R{customer},C{customer:04},T{},{}",
            9 + customer % 2,
            customer % 40,
            900 + customer
        );
        let _ = writeln!(visits, "2026-09-{:02},P{person:02},C{customer:04},visit", 1 + customer % 28);
    }
    let products: String = (0..40).map(|product| format!("T{product},会议平板{product}型\n")).collect();
    write("products.csv", format!("product_id,product\n{products}"));
    let files = [staff, targets, customers, sales, visits];
    let names = ["staff.csv", "targets.csv", "customers.csv", "sales.csv", "visits.csv"];
    names.into_iter().zip(files).for_each(|(name, text)| write(name, text));
    write("policy.toml", LARGE.to_owned());
    folder
}

const LARGE: &str = r#"
schema = 1
[policy]
name = "大公司"
version = "1"
currency = "CNY"
period = "month"
[input]
staff = "staff.csv"
sales = "sales.csv"
targets = "targets.csv"
customers = "customers.csv"
products = "products.csv"
activities = "visits.csv"
[measures.revenue]
sum = "sales.amount"
[measures.visits]
count = "activities"
[targets.split]
measure = "revenue"
of = "department"
by = "history"
periods = 3
step = 1000
at_least = "50%"
[customers]
class = "pareto"
pareto = { measure = "revenue", a = "50%", b = "80%", edge = "inclusive" }
[customers.strategies]
A = { text = "call", contact_days = 10 }
B = { text = "call", contact_days = 10 }
C = { text = "call", contact_days = 10 }
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
below = 100_000
severity = "high"
[[watch]]
name = "Product gone"
measure = "revenue"
per = "product"
to = 0
severity = "high"
[[watch]]
name = "No visit"
measure = "visits"
per = "customer"
to = 0
severity = "medium"
"#;

#[test]
fn every_answer_about_a_large_company_is_a_page_with_what_matters_most() {
    let folder = large();
    let page = "--period 2026-10 --lang en --width 100 --height 60";
    let questions =
        ["watch", "watch --person P07", "customers", "customers C0007", "progress", "targets", "targets --check"];
    let trends = ["trend --by customer", "trend --by product", "trend --by person"];
    for question in questions.into_iter().chain(trends) {
        is_a_page(question, &shown(folder.path(), question, page));
    }
    // The department, then who is the furthest behind, whoever has the first id.
    let progress = shown(folder.path(), "progress", page);
    let machines = shown(folder.path(), "progress --sort behind", "--period 2026-10 --format csv");
    let names: Vec<&str> = machines
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(2))
        .filter(|name| name.starts_with("欧阳"))
        .collect();
    let rows: Vec<&str> = progress.lines().filter(|line| line.starts_with("│ ") && line.contains("revenue")).collect();
    assert!(
        rows[0].contains("the department") && rows[1].contains(names[0]) && rows[2].contains(names[1]),
        "{progress}"
    );
    // No watch drowns another.
    let watch = shown(folder.path(), "watch", page);
    let high: Vec<&str> = watch.lines().skip_while(|line| !line.starts_with("Look now")).take(7).collect();
    assert!(
        high.iter().any(|line| line.contains("Little")) && watch.contains("Look soon") && watch.contains("--all"),
        "{watch}"
    );
    // Products are called by their names, in a customer's file too.
    assert!(shown(folder.path(), "trend --by product", page).contains("会议平板"));
    let file = shown(folder.path(), "customers C0007", page);
    assert!(file.contains("会议平板7型") && file.contains("Not shown for want of room: Register (1)"), "{file}");
    let file = shown(folder.path(), "customers C0007", "--period 2026-10 --lang en");
    assert!(file.contains("│ industry │ 医疗") && !file.contains(" 0.00 │"), "{file}");
}

#[test]
fn what_is_not_for_a_terminal_has_every_row() {
    let folder = large();
    for question in ["progress", "targets", "trend --by customer", "customers", "watch"] {
        let (whole, all) = ("--period 2026-10 --lang en", "--period 2026-10 --lang en --all");
        let text = shown(folder.path(), question, whole);
        assert!(text.lines().count() > LINES && !text.contains("--all shows"), "{question}");
        assert_eq!(text, shown(folder.path(), question, all), "{question}");
    }
    let customers = shown(folder.path(), "customers", "--period 2026-10 --lang en --format md");
    assert!((0..1000).all(|customer| customers.contains(&format!("上海第{customer}医疗器械"))));
    // Who asks for an order or a number of rows has them.
    let page = "--period 2026-10 --lang en --width 100 --height 60";
    let first = shown(folder.path(), "progress --sort name", page);
    assert!(first.contains("欧阳00") && first.contains("欧阳05"), "{first}");
    let many = shown(folder.path(), "progress --top 70", page);
    assert!(many.lines().count() > LINES && !many.contains("--all shows"), "{many}");
}

#[test]
fn a_policy_without_a_watch_does_not_say_that_all_is_quiet() {
    let folder = large();
    let without = LARGE.split("[[watch]]").next().unwrap_or_default();
    fs::write(folder.path().join("policy.toml"), without).expect("written");
    let text = shown(folder.path(), "watch", "--period 2026-10 --lang en");
    assert!(text.contains("The policy has no [[watch]]") && !text.contains("Nothing needs a look"), "{text}");
    fs::write(folder.path().join("policy.toml"), LARGE.replace("100_000", "1")).expect("written");
    let text = shown(folder.path(), "watch --person P00 --sort watch", "--period 2026-09 --lang en");
    assert!(text.contains("Nothing here is of them"), "{text}");
}

#[test]
fn a_terminal_sees_what_the_options_say() {
    let folder = root().join("examples/handbook");
    let line = format!("stty rows 30 cols 100; '{}' watch --lang en --color never --no-pager -q", program().display());
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(&folder).stdin(Stdio::null());
    let Ok(run) = script.output() else { return };
    let seen = String::from_utf8_lossy(&run.stdout).replace("\r\n", "\n");
    assert_eq!(seen, shown(&folder, "watch", "--lang en --width 100 --height 60"));
}
