//! The shipped policies: each is read without a finding, and every file that it names is there.

use std::fs;
use std::path::{Path, PathBuf};

use sales_appraisal::finding::{Finding, Findings};
use sales_appraisal::policy::{self, Policy};

#[test]
fn every_shipped_policy_is_read_without_a_finding() {
    let policies = shipped();
    assert!(policies.len() >= 6, "{policies:?}");
    for path in policies {
        let policy = read(&path);
        let folder = path.parent().expect("a policy lies in a folder");
        for file in policy.inputs.iter().flat_map(|input| &input.files) {
            assert!(folder.join(&file.value).is_file(), "{}: {}", path.display(), file.value);
        }
    }
}

/// The policy at the root and every `policy*.toml` under `examples`, sorted.
fn shipped() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pattern = root.join("examples/**/policy*.toml");
    let found = glob::glob(&pattern.to_string_lossy()).expect("the pattern is well formed");
    let policies = found.map(|path| path.expect("the examples can be listed"));
    // Those of closed periods are copies.
    let is_policy = |path: &PathBuf| {
        let path = path.to_string_lossy();
        !path.ends_with(".cases.toml") && !path.contains("/closed/")
    };
    policies.filter(is_policy).chain([root.join("policy.toml")]).collect()
}

fn read(path: &Path) -> Policy {
    let text = fs::read_to_string(path).expect("a shipped policy is readable text");
    let mut findings = Findings::new();
    let policy = policy::read(&path.to_string_lossy(), &text, &mut findings);
    assert_eq!(findings.sorted(), Vec::<&Finding>::new(), "{}", path.display());
    policy.expect("a policy without findings is there")
}
