//! What the tests share: running the program as a user does, and comparing with expected files.

pub mod plain_reader;
pub mod random;
pub mod same_records;
pub mod source;
pub mod year;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sales_appraisal::finding::Findings;
use sales_appraisal::history::Closed;
use sales_appraisal::policy::Policy;

/// The program.
pub const APPRAISE: &str = env!("CARGO_BIN_EXE_appraise");

/// The program that is run: another build of it where `APPRAISE` names one.
pub fn program() -> std::ffi::OsString {
    std::env::var_os("APPRAISE").unwrap_or_else(|| APPRAISE.into())
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the program in a folder.
pub fn appraise(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(program())
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The project's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder of the project with that extension, by name.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|known| known == extension));
    files.sort();
    files
}

/// The rows of a CSV report by column.
pub fn csv_rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| {
        header.iter().zip(record.iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| row(record.expect("a record"))).collect()
}

/// The closed periods beside a policy, as every command reads them.
pub fn closed(folder: &Path, policy: &Policy, findings: &mut Findings) -> Closed {
    let kind = (policy.header.period, policy.header.fiscal_year_starts);
    sales_appraisal::closing::read(folder, &policy.close, kind, findings)
}

/// Compares with a file of the project; `UPDATE_EXPECT=1` writes it instead. Says what differs, or nothing.
pub fn differs_from(path: &Path, found: &str) -> Option<String> {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, found).expect("written");
        return None;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return None;
    }
    let line = expected.lines().zip(found.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("<end>").to_owned();
    Some(format!("{}:{}\n  expected {}\n  found    {}", path.display(), line + 1, at(&expected), at(found)))
}
