//! Right files that look like wrong ones: a folder each, of which nothing is told, whatever is asked.

use std::fs;

use crate::support::{appraise, root};

#[test]
fn nothing_is_told_of_right_files_that_look_like_wrong_ones() {
    let folder = root().join("tests/lookalikes");
    let mut names: Vec<_> =
        fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    assert!(!names.is_empty());
    for case in names {
        for command in ["check", "pay"] {
            let run = appraise(&case, &[command, "--period", "2026-10", "--lang", "en", "--color", "never"]);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{} of {}", command, case.display());
        }
    }
}
