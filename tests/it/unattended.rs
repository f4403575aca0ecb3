//! Runs that nobody watches: the crontab and the units of `docs/cron.md` and `packaging/` do what they say, in the empty environment in which they are run.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{APPRAISE, Run, root};

/// Where the documents say that the files are.
const PLACE: &str = "/srv/appraise";

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect("a file")
}

/// A department's folder, with a folder for reports.
fn department() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("examples/handbook"), folder.path());
    fs::create_dir_all(folder.path().join("reports")).expect("made");
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let copied = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).expect("copied");
        }
    }
}

/// Runs a line as cron does: nothing in the environment but what a crontab has.
fn run(line: &str, folder: &Path) -> Run {
    let line = line.replace(PLACE, &folder.to_string_lossy());
    let programs = Path::new(APPRAISE).parent().expect("a folder");
    let output = Command::new("sh")
        .args(["-c", &line])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run { code: output.status.code().expect("an end"), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The commands of the crontab.
fn crontab() -> Vec<String> {
    let text = document("docs/cron.md");
    let (_, rest) = text.split_once("```crontab\n").expect("a crontab");
    let (lines, _) = rest.split_once("```").expect("its end");
    let lines = lines.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    let command = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        assert!(
            fields[..5].iter().all(|field| field.chars().all(|c| c.is_ascii_digit() || "*-,/".contains(c))),
            "{line}"
        );
        let at = line.find(fields[5]).expect("a command");
        line[at..].replace("\\%", "%")
    };
    lines.map(command).collect()
}

#[test]
fn the_crontab_works_in_an_empty_environment() {
    let folder = department();
    let [reports, urgent, month] = &crontab()[..] else { panic!("three lines") };
    let ran = run(reports, folder.path());
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    for name in ["index.html", "SHA256SUMS"] {
        assert!(fs::metadata(folder.path().join("reports/latest").join(name)).expect("a report").len() > 500, "{name}");
    }
    let ran = run(urgent, folder.path());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains('|'), "what is urgent is printed: {}", ran.stdout);
    // Which month that is says the day of the test, and no day has the example's files.
    let month = month.replace("$(date -d 'last month' +%Y-%m)", "2026-09");
    let ran = run(&month, folder.path());
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{month}: {}", ran.stderr);
}

#[test]
fn what_cron_writes_is_what_another_environment_writes() {
    let folder = department();
    let place = |name: &str| format!("cd {PLACE} && {name}");
    let ran = run(&place("appraise pay --format csv"), folder.path());
    let usual =
        Command::new(APPRAISE).args(["pay", "--format", "csv"]).current_dir(folder.path()).output().expect("runs");
    assert_eq!(ran.stdout.as_bytes(), usual.stdout);
}

#[test]
fn the_unit_runs_commands_that_there_are() {
    let unit = document("packaging/appraise.service");
    assert!(unit.contains(&format!("WorkingDirectory={PLACE}\n")));
    let commands: Vec<&str> = unit.lines().filter_map(|line| line.strip_prefix("ExecStart=/usr/bin/")).collect();
    assert!(commands.len() >= 2, "{commands:?}");
    let folder = department();
    for command in commands {
        let ran = run(&format!("cd {PLACE} && {command}"), folder.path());
        let expected = if command.contains("--fail") { 4 } else { 0 };
        assert_eq!((ran.code, ran.stdout.as_str()), (expected, ""), "{command}: {}", ran.stderr);
    }
    for unit in ["appraise.service", "appraise.timer"] {
        let text = document(&format!("packaging/{unit}"));
        let is_known = |line: &str| line.is_empty() || line.starts_with(['#', '[']) || line.contains('=');
        assert!(text.lines().all(is_known), "{unit}");
        assert!(document("docs/cron.md").contains(&format!("../packaging/{unit}")), "{unit}");
    }
}

#[test]
fn what_a_package_holds_is_there() {
    let manifest = document("Cargo.toml");
    let (_, deb) = manifest.split_once("[package.metadata.deb]\n").expect("what a package holds");
    let packed: Vec<&str> = deb.lines().filter_map(|line| line.strip_prefix("    [\"")?.split('"').next()).collect();
    assert!(packed.len() >= 8, "{packed:?}");
    let made = document("docs/cron.md");
    for path in packed {
        let is_there = match path.split_once('*') {
            Some((before, after)) => {
                let (folder, begin) = before.rsplit_once('/').unwrap_or(("", before));
                let names = fs::read_dir(root().join(folder)).expect("a folder");
                let mut names = names.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
                names.any(|name| name.starts_with(begin) && name.ends_with(after))
            }
            None if path.starts_with("target/package/") => {
                made.contains(path)
                    || made.contains(
                        &path.replace(".fish", ".$shell").replace(".bash", ".$shell").replace(".zsh", ".$shell"),
                    )
            }
            None => path.starts_with("target/release/") || root().join(path).exists(),
        };
        assert!(is_there, "{path}");
    }
}
