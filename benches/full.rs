//! The full job of the speed figures: `full FOLDER` prints what `duckdb_full.py FOLDER` does, from one pass over the sales.
//!
//! Five measures by month and person, by month and product, by month and region; the amount of each customer over all months, and how many
//! customers make up 70 and 90 % of the whole. The policy is `policy.toml` of the folder; `side_by_side.sh` runs and compares.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use sales_appraisal::calendar::{NaiveDate, Period, PeriodKind};
use sales_appraisal::derivation::Subject;
use sales_appraisal::finding::Findings;
use sales_appraisal::gathering::{Gathered, Reading, Scope, Trust, open_streams, read_cube, read_ledger};
use sales_appraisal::ingest::faults::FaultPolicy;
use sales_appraisal::ingest::progress::Progress;
use sales_appraisal::measure::cube::Cube;
use sales_appraisal::measure::plan::{AskedAlong, Plan};
use sales_appraisal::measure::{Ask, Totals};
use sales_appraisal::number::Number;
use sales_appraisal::policy::rules::MeasureId;
use sales_appraisal::policy::{self, Policy};

/// In the order of the columns.
const MEASURES: [&str; 5] = ["revenue", "orders", "customers", "returned", "new_customers"];

/// A value in whole cents, or a count.
fn whole(cube: &Cube, policy: &Policy, measure: &str, (subject, window): (&Subject, &Period)) -> i128 {
    let id = policy.measure_named(measure).expect("a measure of the policy");
    let value = cube.total(&Ask { measure: id, subject, window, overlays: true }).value.expect("a sum or a count");
    let times = if matches!(measure, "revenue" | "returned") { 100 } else { 1 };
    (&value * &Number::from(times)).to_scaled(0).expect("whole cents")
}

fn months() -> Vec<Period> {
    let month = |index: i32| {
        let first = NaiveDate::from_ymd_opt(2023 + index / 12, index as u32 % 12 + 1, 1).expect("a day");
        Period::containing(first, PeriodKind::Month, 1)
    };
    (0..24).map(month).collect()
}

fn add_table(out: &mut String, (cube, policy): (&Cube, &Policy), column: &str, subjects: &[(String, Subject)]) {
    for month in &months() {
        let id = month.id().replace('-', "");
        for (name, subject) in subjects {
            let values = MEASURES.map(|measure| whole(cube, policy, measure, (subject, month)));
            if values.iter().all(|value| *value == 0) {
                continue;
            }
            let [cents, orders, customers, returned, new] = values;
            writeln!(out, "{column},{id},{name},{cents},{orders},{customers},{returned},{new}").expect("a text");
        }
    }
}

fn labelled(cube: &Cube, column: &str) -> Vec<(String, Subject)> {
    let subject = |label: &str| {
        let label = label.to_owned();
        (label.clone(), Subject::Labelled { column: column.to_owned(), label })
    };
    cube.words(column).into_iter().map(subject).collect()
}

fn add_customers(out: &mut String, (cube, policy): (&Cube, &Policy), all: &Period) {
    let amount = |(name, subject)| (whole(cube, policy, "revenue", (&subject, all)), name);
    let mut amounts: Vec<(i128, String)> = labelled(cube, "customer").into_iter().map(amount).collect();
    amounts.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let total: i128 = amounts.iter().map(|(cents, _)| *cents).filter(|cents| *cents > 0).sum();
    let (mut running, mut needed) = (0, [0; 2]);
    for (number, (cents, name)) in (1..).zip(&amounts) {
        writeln!(out, "customer,{name},{cents}").expect("a text");
        running += cents;
        for (needed, share) in needed.iter_mut().zip([70, 90]) {
            if *needed == 0 && running * 100 >= total * share {
                *needed = number;
            }
        }
    }
    writeln!(out, "pareto,70,{}\npareto,90,{}", needed[0], needed[1]).expect("a text");
}

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else { return };
    let folder = Path::new(&folder);
    let text = std::fs::read_to_string(folder.join("policy.toml")).expect("a policy");
    let mut findings = Findings::new();
    let policy = policy::read("policy.toml", &text, &mut findings).expect("a policy");
    let reading = Reading {
        folder,
        threads: 2,
        bad_rows: FaultPolicy::Refuse,
        scope: Scope::Needed,
        allow_empty: false,
        encoding: None,
        asked: Vec::new(),
        progress: &Progress::default(),
    };
    let mut gathered = Gathered::default();
    let ledger = read_ledger(&policy, &reading, &mut gathered, &mut findings);
    let mut windows = months();
    let all = Period::range(windows[0].first(), windows[23].last(), 1).expect("two years");
    windows.reverse();
    let asked = |column: &str, measures: &[&str], windows: Vec<Period>| AskedAlong {
        column: column.to_owned(),
        measures: measures.iter().filter_map(|name| policy.measure_named(name)).collect::<Vec<MeasureId>>(),
        windows: Arc::from(windows),
        last_days: false,
    };
    let along = [
        asked("product", &MEASURES, windows.clone()),
        asked("region", &MEASURES, windows.clone()),
        asked("customer", &["revenue"], vec![all.clone()]),
    ];
    windows.push(all.clone());
    let mut plan = Plan::along(&policy, &ledger, windows, &along);
    let rules = (&policy, &ledger);
    let opened = open_streams(rules, &mut plan, &reading, Trust::FirstBytes, &mut findings);
    let cube = read_cube((&policy, &ledger, &plan), &opened, &reading, &mut gathered, &mut findings);
    let Ok(cube) = cube else { panic!("the files are in another encoding") };
    assert!(!findings.has_errors(), "{findings:?}");
    let people = ledger.people.list.iter().enumerate();
    let people: Vec<(String, Subject)> =
        people.map(|(index, person)| (person.id.clone(), Subject::Person(index))).collect();
    let mut out = String::new();
    add_table(&mut out, (&cube, &policy), "person", &people);
    for column in ["product", "region"] {
        add_table(&mut out, (&cube, &policy), column, &labelled(&cube, column));
    }
    add_customers(&mut out, (&cube, &policy), &all);
    print!("{out}");
}
