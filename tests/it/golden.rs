//! Every report of every example in every format and language, as it was last looked at; `UPDATE_EXPECT=1` writes them anew.

use std::path::Path;

use crate::support::{differs_from, root};
use sales_appraisal::calendar::Period;
use sales_appraisal::finding::Findings;
use sales_appraisal::gathering::Scope;
use sales_appraisal::gathering::trace::Trace;
use sales_appraisal::ingest::faults::FaultPolicy;
use sales_appraisal::ingest::progress::Progress;
use sales_appraisal::locale::{Language, Locale};
use sales_appraisal::number::Number;
use sales_appraisal::policy;
use sales_appraisal::render::{FORMATS, RenderOptions, render};
use sales_appraisal::report::check::{Audit, Depth, check};
use sales_appraisal::report::explain::{asked, explain};
use sales_appraisal::report::model::Report;
use sales_appraisal::report::pay::{Rows, pay};
use sales_appraisal::report::score::score;
use sales_appraisal::run::{Outcome, Request, Steps, Wanted, run};

fn outcome(policy_file: &str, period: &str) -> Outcome {
    let path = root().join(policy_file);
    let text = std::fs::read_to_string(&path).expect("a policy");
    let mut findings = Findings::new();
    let policy = policy::read("policy.toml", &text, &mut findings).expect("a policy");
    let closed = crate::support::closed(path.parent().expect("a folder"), &policy, &mut findings);
    let request = Request {
        allow_empty: false,
        folder: path.parent().expect("a folder"),
        period: Some(Period::parse(period, policy.header.fiscal_year_starts).expect("a period")),
        threads: 2,
        bad_rows: FaultPolicy::Refuse,
        wanted: Wanted::Either,
        audits: false,
        steps: Steps::OfEverybody,
        subject: None,
        questions: Vec::new(),
        as_of: None,
        scope: Scope::Everything,
        encoding: None,
        closed,
        notes: false,
        progress: &Progress::default(),
    };
    let outcome = run(policy, &request, &mut findings).expect("an outcome");
    assert!(!findings.has_errors(), "{findings:?}");
    outcome
}

/// What `check` shows without `-v`.
const SHORT: &str = "check-short";

/// The reports of one example: name and report.
fn reports<'o>(outcome: &'o Outcome, who: &str) -> Vec<(&'static str, Report<'o>)> {
    let asked = asked(outcome, &[who.to_owned()]).expect("a person");
    vec![
        ("score", score(outcome)),
        ("pay", pay(outcome, Rows::People)),
        ("pay-lines", pay(outcome, Rows::Components)),
        ("pay-deals", pay(outcome, Rows::Deals)),
        ("explain", explain(outcome, &asked, &[], (&Trace::default(), false)).expect("an explanation")),
        ("check", check(outcome, Depth::Everything, Audit::NotAsked, 0)),
        (SHORT, check(outcome, Depth::Totals, Audit::NotAsked, 0)),
    ]
}

fn compare(example: &str, outcome: &Outcome, who: &str) -> Vec<String> {
    let folder = root().join("tests/expected").join(example);
    let mut wrong = Vec::new();
    for (name, report) in reports(outcome, who) {
        // Machines are given the same at any depth.
        // Pages are held to the figures of these (`html.rs`).
        let texts = FORMATS.iter().filter(|format| ["table", "csv", "json", "md"].contains(&format.id));
        for format in texts.filter(|format| name != SHORT || format.id == "table") {
            let is_for_people = ["table", "md"].contains(&format.id);
            let extension = format.extensions[0];
            let languages = if is_for_people { &Language::ALL[..] } else { &Language::ALL[..1] };
            for (id, language) in languages {
                let options = RenderOptions { width: Some(100), ..RenderOptions::default() };
                // A report without a table has no CSV, and says so.
                let Ok(bytes) = render(&report, format, &options, &Locale::new(*language)) else { continue };
                let text = String::from_utf8(bytes).expect("UTF-8");
                let file =
                    if is_for_people { format!("{name}.{id}.{extension}") } else { format!("{name}.{extension}") };
                wrong.extend(differs_from(&folder.join(file), &text));
            }
        }
    }
    wrong
}

fn check_example(example: &str, policy_file: &str, period: &str, who: &str) {
    let wrong = compare(example, &outcome(policy_file, period), who);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn adventure_works() {
    check_example("adventureworks", "examples/adventureworks/policy.toml", "2019-11", "Jae Pak");
}

#[test]
fn chinook() {
    check_example("chinook", "examples/chinook/policy.toml", "2024", "Jane Peacock");
}

#[test]
fn handbook() {
    check_example("handbook", "examples/handbook/policy.toml", "2026-10", "高远");
}

/// The columns of a reference file, the report's columns that must hold the same, and whether they are text.
const FIGURES: [(&str, &str); 10] = [
    ("name", "name"),
    ("role", "role"),
    ("revenue", "revenue_actual"),
    ("target", "revenue_target"),
    ("attainment", "revenue_attainment"),
    ("new_customers", "new_customers_actual"),
    ("score", "score"),
    ("grade", "grade"),
    ("rank", "rank"),
    ("points_new_customers", "new_customers_points"),
];

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(Number::zero)
}

fn same(a: &str, b: &str) -> bool {
    a == b || Number::parse(a).is_some_and(|number| Some(number) == Number::parse(b))
}

#[test]
fn the_adventure_works_figures_are_those_of_its_reference_from_every_form_of_its_targets() {
    let read = |path: &Path| crate::support::csv_rows(&std::fs::read_to_string(path).expect("a reference"));
    let reference = read(&root().join("examples/adventureworks/reference.csv"));
    let policies = [
        ("policy.toml", "commission_marginal"),
        ("policy-whole.toml", "commission_whole"),
        ("variants/policy_pipe.toml", "commission_marginal"),
        ("variants/policy_tab.toml", "commission_marginal"),
        ("variants/policy_wide.toml", "commission_marginal"),
    ];
    for (file, commission) in policies {
        for period in ["2019-11", "2019-Q4"] {
            let whole = outcome(&format!("examples/adventureworks/{file}"), period);
            let csv = |report: &Report| {
                let bytes = render(report, &FORMATS[1], &RenderOptions::default(), &Locale::new(Language::En));
                crate::support::csv_rows(&String::from_utf8(bytes.expect("a table")).expect("UTF-8"))
            };
            let (scores, paid) = (csv(&score(&whole)), csv(&pay(&whole, Rows::People)));
            let expected: Vec<_> = reference.iter().filter(|row| row["period"] == period).collect();
            assert_eq!(expected.len(), 18);
            let months = ["2019-10", "2019-11", "2019-12"].iter().filter(|_| period == "2019-Q4");
            let paid_in =
                |month: &&str| csv(&pay(&outcome(&format!("examples/adventureworks/{file}"), month), Rows::People));
            let months: Vec<_> = months.map(paid_in).collect();
            for row in expected {
                let of = |rows: &[std::collections::BTreeMap<String, String>]| {
                    rows.iter().find(|found| found["person"] == row["person"]).expect("the person").clone()
                };
                let (score, pay) = (of(&scores), of(&paid));
                for (theirs, ours) in FIGURES {
                    assert!(
                        same(&row[theirs], &score[ours]),
                        "{file} {period} {} {theirs}: {}",
                        row["name"],
                        score[ours]
                    );
                }
                // Pay of a quarter under a monthly plan is that of its months; the reference has the quarter as one.
                let expected = match period {
                    "2019-Q4" => {
                        let paid: Vec<Number> = months.iter().map(|month| number(&of(month)["Commission"])).collect();
                        paid.iter().sum::<Number>().to_fixed(2)
                    }
                    _ => row[commission].clone(),
                };
                assert!(same(&expected, &pay["Commission"]), "{file} {period} {}: {}", row["name"], pay["Commission"]);
            }
        }
    }
}

#[test]
fn the_handbook_figures_are_those_computed_apart_from_the_program() {
    let text = std::fs::read_to_string(root().join("examples/handbook/expected.json")).expect("a reference");
    let expected: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let outcome = outcome("examples/handbook/policy.toml", "2026-10");
    let csv = |report: &Report| {
        let bytes = render(report, &FORMATS[1], &RenderOptions::default(), &Locale::new(Language::En));
        crate::support::csv_rows(&String::from_utf8(bytes.expect("a table")).expect("UTF-8"))
    };
    let (scores, paid) = (csv(&score(&outcome)), csv(&pay(&outcome, Rows::People)));
    let people = expected["people"].as_object().expect("people");
    assert_eq!(people.len(), paid.len());
    for (name, wanted) in people {
        let pay = paid.iter().find(|row| row["name"] == *name).expect("paid");
        let score = scores.iter().find(|row| row["name"] == *name);
        for key in ["score", "grade"] {
            if let Some(value) = wanted[key].as_str() {
                assert_eq!(score.expect("ranked")[key], value, "{name} {key}");
            }
        }
        let lines = wanted["pay"].as_object().expect("lines");
        for (line, amount) in lines {
            let amount = amount.as_str().expect("an amount");
            let found = pay.get(line).or_else(|| pay.get(&format!("{line} (money)"))).expect("a column");
            assert!(same(found, amount), "{name} {line}: {found}, expected {amount}");
        }
        let total = wanted["total"].as_str().expect("a total");
        assert!(same(&pay["total_amount"], total), "{name}: {}, expected {total}", pay["total_amount"]);
    }
}
