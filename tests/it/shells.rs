//! What shells and readers of manual pages take: completions that they can load, pages without a fault, in every language.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{appraise, root};

const LANGUAGES: [&str; 3] = ["en", "zh-Hans", "zh-Hant"];

fn printed(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let run = appraise(folder.path(), arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
    run.stdout
}

/// What a program says of a text that it is given; nothing where the program is not installed.
fn said_of(program: &str, arguments: &[&str], text: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ended");
    let said = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn shells_load_what_is_written_for_them() {
    for language in LANGUAGES {
        let bash = printed(&["completions", "bash", "--lang", language]);
        let loaded = said_of("bash", &["-c", "source /dev/stdin && complete -p appraise"], &bash).expect("bash");
        assert!(loaded.starts_with("complete ") && loaded.ends_with("-F _appraise appraise\n"), "{loaded}");
        let offered =
            "source /dev/stdin; COMP_WORDS=(appraise exp) COMP_CWORD=1; _appraise appraise exp; echo ${COMPREPLY[@]}";
        assert_eq!(said_of("bash", &["-c", offered], &bash).expect("bash"), "explain\n");
        for shell in ["zsh", "fish"] {
            let script = printed(&["completions", shell, "--lang", language]);
            let faults = said_of(shell, &["-n"], &script).unwrap_or_default();
            assert_eq!(faults, "", "{shell} in {language}");
        }
    }
}

#[test]
fn a_page_has_no_fault_but_that_it_has_no_date() {
    for language in LANGUAGES {
        for arguments in [vec!["man"], vec!["man", "explain"], vec!["man", "man"]] {
            let page = printed(&[arguments.as_slice(), &["--lang", language]].concat());
            let faults = said_of("mandoc", &["-T", "lint", "-W", "warning"], &page).unwrap_or_default();
            let other = faults.lines().find(|line| !line.contains("missing date"));
            assert_eq!(other, None, "{arguments:?} in {language}");
        }
    }
}

#[test]
fn what_a_page_lists_are_the_commands_that_there_are() {
    let page = printed(&["man"]).replace("\\-", "-");
    let listed: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("appraise-")?.strip_suffix("(1)")).collect();
    let reference = std::fs::read_to_string(root().join("docs/cli.md")).expect("a reference");
    let told: Vec<&str> = reference.lines().filter_map(|line| line.strip_prefix("## appraise ")).collect();
    assert_eq!(listed, told);
}

#[test]
fn a_file_is_written_whatever_its_extension_is() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [["completions", "bash", "-o", "appraise.bash"], ["man", "pay", "-o", "appraise-pay.1"]] {
        let run = appraise(folder.path(), &arguments);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""), "{arguments:?}");
        let written = std::fs::read_to_string(folder.path().join(arguments[3])).expect("a file");
        assert_eq!(written, printed(&arguments[..2]));
    }
}

#[test]
fn what_asks_for_a_run_is_refused_where_nothing_is_run() {
    for (line, told) in [
        ("man --policy p.toml", "'--policy' cannot be used with 'man'"),
        ("completions bash --format json", "'--format' cannot be used with 'completions'"),
        ("init trial --period 2026-10", "'--period' cannot be used with 'init'"),
        ("init trial -o trial.txt", "'--output' cannot be used with 'init'"),
        ("man pya", "there is 'pay'"),
        ("completions tcsh", "bash, elvish, fish, powershell, zsh"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let run = appraise(folder.path(), &line.split(' ').collect::<Vec<_>>());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{line}");
        assert!(run.stderr.contains(told), "{line}: {}", run.stderr);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "{line}");
    }
}
