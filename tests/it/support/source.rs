//! The texts of the source, as tests look at how it is built.

use std::fs;
use std::path::{Path, PathBuf};

use super::root;

/// Files, or ends of their names, that are for tests alone or only say what there is.
const OTHERS: [&str; 6] = ["tests.rs", "fixture.rs", "sample.rs", "properties.rs", "main.rs", "lib.rs"];

/// Path below `src` and the text without test modules, of every file that is not for tests alone; in the order of paths.
pub fn texts() -> Vec<(String, String)> {
    let src = root().join("src");
    let mut paths = Vec::new();
    sources(&src, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
    let named = paths.iter().map(|path| (name(path), path)).filter(|(name, _)| is_ours(name));
    named.map(|(name, path)| (name, without_tests(path))).collect()
}

fn is_ours(name: &str) -> bool {
    !name.contains("/tests/") && !OTHERS.iter().any(|other| name.ends_with(other))
}

fn without_tests(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a file");
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
