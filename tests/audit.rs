//! `check --audit` does every step of every example and of every case again, and asks again for every total.

mod support;

use serde_json::Value;
use support::{appraise, files, root};

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What the audit has against a run; nothing where it ran clean, or where the files are refused before anything is computed.
fn differs(folder: &std::path::Path, arguments: &[&str]) -> Option<String> {
    let run = appraise(folder, &[&["check", "--audit", "--lang", "en"], arguments].concat());
    let is_wrong = run.stderr.contains("audit-differs") || run.stderr.contains("window-not-planned");
    let is_done = run.code != 0 || run.stdout.contains("steps");
    (is_wrong || !is_done).then_some(run.stderr)
}

#[test]
fn every_example_and_every_case_is_the_same_when_it_is_done_again() {
    let mut wrong = Vec::new();
    for (policy, period) in
        [("adventureworks", "2019-Q4"), ("adventureworks", "2019-11"), ("chinook", "2025-10"), ("handbook", "2026-10")]
    {
        let file = root().join(format!("examples/{policy}/policy.toml"));
        wrong.extend(differs(&root(), &["--policy", &file.to_string_lossy(), "--period", period]));
    }
    for path in files("tests/worked", "json").into_iter().chain(files("tests/truth", "json")) {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("a case")).expect("JSON");
        let (Some(contents), None) = (case["files"].as_object(), case.get("files_base64")) else { continue };
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("policy.toml"), text(&case["policy"])).expect("written");
        for (name, contents) in contents {
            std::fs::write(folder.path().join(name), text(contents)).expect("written");
        }
        let told = differs(folder.path(), &["--period", &text(&case["period"]), "--allow-empty"]);
        wrong.extend(told.map(|told| format!("{}: {told}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
