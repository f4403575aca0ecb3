//! `check --audit` does every step of every example and of every case again, and derives again what steps took from outside: nothing
//! differs, and a value that was spoilt on its way does.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::{appraise, files, root};
use base64::Engine;
use sales_appraisal::appraisal::Chain;
use sales_appraisal::calendar::Period;
use sales_appraisal::derivation::Form;
use sales_appraisal::finding::Findings;
use sales_appraisal::gathering::Scope;
use sales_appraisal::ingest::faults::FaultPolicy;
use sales_appraisal::ingest::progress::Progress;
use sales_appraisal::number::Number;
use sales_appraisal::policy;
use sales_appraisal::run::{Request, Steps, Wanted, run_spoilt};
use serde_json::Value;

/// The examples, each with a period of its own kind and, where it pays by the month, a quarter.
const EXAMPLES: [(&str, &str); 4] =
    [("adventureworks", "2019-Q4"), ("adventureworks", "2019-11"), ("chinook", "2025"), ("handbook", "2026-10")];

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Every case whose policy is UTF-8: its name and contents.
fn cases() -> Vec<(String, Value)> {
    let paths = files("tests/worked", "json").into_iter().chain(files("tests/truth", "json"));
    let cases = paths.map(|path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&std::fs::read_to_string(&path).expect("a case")).expect("JSON"))
    });
    cases.filter(|(_, case): &(String, Value)| case.get("policy_encoding").is_none()).collect()
}

fn written(case: &Value) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
    write("policy.toml", text(&case["policy"]).as_bytes());
    for (name, contents) in case["files"].as_object().into_iter().flatten() {
        write(name, text(contents).as_bytes());
    }
    for (name, contents) in case["files_base64"].as_object().into_iter().flatten() {
        write(name, &base64::engine::general_purpose::STANDARD.decode(text(contents)).expect("base64"));
    }
    folder
}

/// Whether it ran to its end; what the audit has against it is an error.
fn audited(folder: &Path, arguments: &[&str]) -> Result<bool, String> {
    let run = appraise(folder, &[&["check", "--audit", "--lang", "en"], arguments].concat());
    let is_wrong = run.stderr.contains("audit-differs") || run.stderr.contains("window-not-planned");
    let is_done = run.code == 0 && run.stdout.contains("steps give the same value again");
    if is_wrong || (run.code == 0 && !is_done) { Err(run.stderr) } else { Ok(is_done) }
}

#[test]
fn every_example_and_every_case_is_the_same_when_it_is_done_again() {
    let mut wrong = Vec::new();
    for (policy, period) in EXAMPLES {
        let file = root().join(format!("examples/{policy}/policy.toml"));
        if audited(&root(), &["--policy", &file.to_string_lossy(), "--period", period]) != Ok(true) {
            wrong.push(format!("{policy} {period}"));
        }
    }
    for (name, case) in cases() {
        let folder = written(&case);
        let options: Vec<String> = case["options"].as_array().into_iter().flatten().map(text).collect();
        let period = text(&case["period"]);
        let arguments: Vec<&str> =
            ["--period", &period].into_iter().chain(options.iter().map(String::as_str)).collect();
        let is_refused = case["expect"].get("refused").is_some();
        match audited(folder.path(), &arguments) {
            Ok(is_done) if is_done == is_refused => wrong.push(format!("{name}: done {is_done}")),
            Ok(_) => {}
            Err(told) => wrong.push(format!("{name}: {told}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_audit_says_what_it_derived_again_and_what_it_took() {
    let file = root().join("examples/handbook/policy.toml");
    let arguments = ["check", "-v", "--audit", "--lang", "en", "--period", "2026-10", "--policy"];
    let run = appraise(&root(), &[&arguments[..], &[&file.to_string_lossy()]].concat());
    assert!(run.stdout.contains("derived again from there"), "{}", run.stdout);
    assert!(run.stdout.contains("missing values taken as missing"), "{}", run.stdout);
}

/// A leaf: whose, of which period, which step.
type At = (usize, Period, usize);

/// Changes every leaf by an amount that no other value differs by.
fn spoil(chains: &mut [Chain]) -> Vec<(At, String)> {
    let odd = Number::parse("0.3719").expect("a number");
    let mut spoilt = Vec::new();
    for result in chains.iter_mut().flatten() {
        for person in &mut result.people {
            for index in 0..person.sheet.steps().len() {
                let step = &person.sheet.steps()[index];
                if matches!(step.form, Form::Leaf(_)) {
                    spoilt.push((
                        (person.person, result.period.clone(), index),
                        format!("{} {} {:?}", step.form.id(), step.name, step.of),
                    ));
                    let value = step.value.as_ref().map_or(odd.clone(), |value| value + &odd);
                    person.sheet.spoil(index, Some(value));
                }
            }
        }
    }
    spoilt
}

/// Kinds of leaf that were spoilt, and those that the audit took for right.
fn spoilt_in(policy_file: &Path, period: &str) -> (BTreeSet<String>, Vec<String>) {
    let text = std::fs::read_to_string(policy_file).expect("a policy");
    let mut findings = Findings::new();
    let Some(policy) = policy::read("policy.toml", &text, &mut findings) else { return Default::default() };
    let closed = crate::support::closed(policy_file.parent().expect("a folder"), &policy, &mut findings);
    let request = Request {
        allow_empty: true,
        folder: policy_file.parent().expect("a folder"),
        period: Period::parse(period, policy.header.fiscal_year_starts),
        threads: 1,
        bad_rows: FaultPolicy::Refuse,
        wanted: Wanted::Both,
        audits: true,
        steps: Steps::OfNobody,
        subject: None,
        questions: Vec::new(),
        as_of: None,
        scope: Scope::Everything,
        encoding: None,
        closed,
        notes: false,
        progress: &Progress::default(),
    };
    let spoilt = RefCell::new(Vec::new());
    let outcome = run_spoilt(policy, &request, &mut findings, &mut |chains| spoilt.borrow_mut().extend(spoil(chains)));
    let Some(outcome) = outcome else { return Default::default() };
    let differing = outcome.audited.differing.iter();
    let found: BTreeSet<At> = differing.map(|step| (step.person, step.period.clone(), step.step)).collect();
    let spoilt = spoilt.into_inner();
    let kinds = spoilt.iter().filter_map(|(_, kind)| kind.split(' ').next()).map(str::to_owned).collect();
    (kinds, spoilt.into_iter().filter(|(at, _)| !found.contains(at)).map(|(_, kind)| kind).collect())
}

#[test]
fn a_leaf_of_any_kind_that_was_spoilt_is_found() {
    let (mut kinds, mut wrong) = (BTreeSet::new(), Vec::new());
    let mut take = |name: &str, (found, passed): (BTreeSet<String>, Vec<String>)| {
        kinds.extend(found);
        wrong.extend(passed.into_iter().map(|kind| format!("{name}: {kind}")));
    };
    for (example, period) in EXAMPLES {
        let file = root().join(format!("examples/{example}/policy.toml"));
        take(example, spoilt_in(&file, period));
    }
    for (name, case) in cases() {
        let folder = written(&case);
        take(&name, spoilt_in(&folder.path().join("policy.toml"), &text(&case["period"])));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let all = ["absent", "calendar", "closed", "elsewhere", "parameter", "place", "row", "total"];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), all);
}
