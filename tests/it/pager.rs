//! What a terminal shows goes through a pager, and is shown whatever becomes of it.

#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};

use crate::support::{program, root};

/// What a terminal of ten lines shows; nothing where no program makes one.
fn shown(pager: &str, more: &str) -> Option<(Option<i32>, String)> {
    let line = format!("stty rows 10 cols 100; '{}' score --lang en --color never -q {more}", program().display());
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(root().join("examples/chinook")).stdin(Stdio::null());
    script.env_remove("APPRAISE_PAGER").env("PAGER", pager);
    let run = script.output().ok()?;
    Some((run.status.code(), String::from_utf8_lossy(&run.stdout).into_owned()))
}

#[test]
fn a_report_that_is_longer_than_the_screen_goes_through_the_pager() {
    let Some((code, all)) = shown("cat", "") else { return };
    assert!(code == Some(0) && all.lines().count() > 10, "{all}");
    let marked = |pager, more| shown(pager, more).map(|(code, text)| (code, text.contains("P:")));
    assert_eq!(marked("sed s/^/P:/", ""), Some((Some(0), true)));
    assert_eq!(marked("sed s/^/P:/", "--no-pager"), Some((Some(0), false)));
    // Who has seen enough ends the pager before it has read everything.
    assert_eq!(shown("head -2", "").map(|(code, text)| (code, text.lines().count())), Some((Some(0), 2)));
    // A pager that is not there, or is no program, is none.
    for pager in ["/nowhere/pager", "/etc/passwd"] {
        let (code, text) = shown(pager, "").expect("a terminal");
        let lines = all.lines().filter(|line| text.contains(line.trim_end())).count();
        assert_eq!((code, lines), (Some(0), all.lines().count()), "{pager}: {text}");
    }
}
