//! Whether a closed folder is as it was written: every file that its sums name is there with that digest, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::digest;
use crate::digest::sums::{self, SUMS, Sum};
use crate::finding::{Finding, Findings};
use crate::source::Place;

/// A folder that is looked at.
pub struct Evidence<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// As messages name it: `closed/2026-10`.
    pub shown: &'a str,
}

/// What stands at a path below the folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// A link, a pipe: something whose content is elsewhere.
    Other,
}

impl Evidence<'_> {
    /// The folder's head; nothing where it has no sums. Whatever differs is told, with the file.
    pub fn check(&self, findings: &mut Findings) -> Option<String> {
        let text = match fs::read(self.path.join(SUMS)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                findings.push(Finding::error("closed-sums-gone").with("folder", self.shown).at(self.place(SUMS)));
                return None;
            }
            Err(error) => {
                findings.push(self.unreadable(SUMS, &error));
                return None;
            }
        };
        match sums::parse(&text) {
            Ok(listed) => self.compare(&listed, &text, findings),
            Err(line) => findings.push(Finding::error("closed-sums-malformed").at(self.line(line))),
        }
        Some(digest::of_bytes(&text))
    }

    fn compare(&self, listed: &[Sum], text: &[u8], findings: &mut Findings) {
        let found = match self.found() {
            Ok(found) => found,
            Err((path, error)) => return findings.push(self.unreadable(&path, &error)),
        };
        let before = findings.iter().count();
        self.report_files(listed, &found, findings);
        let names: BTreeSet<&str> = listed.iter().map(|sum| sum.path.as_str()).chain([SUMS]).collect();
        for path in found.keys().filter(|path| !names.contains(path.as_str())) {
            findings.push(Finding::error("closed-file-added").with("file", self.named(path)).at(self.place(path)));
        }
        // The order and the number of lines are evidence too.
        if findings.iter().count() == before && sums::text(listed).as_bytes() != text {
            findings.push(Finding::error("closed-sums-malformed").at(self.place(SUMS)));
        }
        if let Some(line) = twice(listed) {
            findings.push(Finding::error("closed-sums-malformed").at(self.line(number_of(line))));
        }
    }

    /// Each file that is listed: whether it is there, and the same.
    fn report_files(&self, listed: &[Sum], found: &BTreeMap<String, Kind>, findings: &mut Findings) {
        let paths: Vec<PathBuf> = listed.iter().map(|sum| self.path.join(&sum.path)).collect();
        let digests = digest::of_files(&paths);
        for ((index, sum), digest) in listed.iter().enumerate().zip(digests) {
            let told = |finding: Finding| {
                let finding = finding.with("file", self.named(&sum.path)).at(self.place(&sum.path));
                finding.at(self.line(number_of(index)))
            };
            match (found.get(&sum.path), digest) {
                (None, _) => findings.push(told(Finding::error("closed-file-gone"))),
                (Some(Kind::Other), _) => findings.push(told(Finding::error("closed-not-a-file"))),
                (_, Err(error)) => findings.push(self.unreadable(&sum.path, &error)),
                (_, Ok(digest)) if digest != sum.digest => {
                    let changed = Finding::error("closed-file-changed").with("found", digest);
                    findings.push(told(changed.with("expected", &sum.digest)));
                }
                _ => {}
            }
        }
    }

    /// Everything below the folder but folders.
    fn found(&self) -> Result<BTreeMap<String, Kind>, (String, io::Error)> {
        let mut found = BTreeMap::new();
        walk(self.path, "", &mut found)?;
        Ok(found)
    }

    fn named(&self, path: &str) -> String {
        format!("{}/{path}", self.shown)
    }

    fn place(&self, path: &str) -> Place {
        Place::file(self.named(path))
    }

    fn line(&self, line: u32) -> Place {
        Place::line(self.named(SUMS), line, "")
    }

    fn unreadable(&self, path: &str, error: &io::Error) -> Finding {
        let named = self.named(path);
        Finding::error("file-unreadable").with("file", &named).with("reason", error).at(Place::file(named))
    }
}

/// The second line that names a file.
fn twice(listed: &[Sum]) -> Option<usize> {
    let mut seen = BTreeSet::new();
    listed.iter().position(|sum| !seen.insert(&sum.path))
}

fn number_of(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn walk(folder: &Path, below: &str, found: &mut BTreeMap<String, Kind>) -> Result<(), (String, io::Error)> {
    let told = |error| (below.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(told)? {
        let entry = entry.map_err(told)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type().map_err(told)?;
        if kind.is_dir() {
            walk(&entry.path(), &path, found)?;
        } else {
            found.insert(path, if kind.is_file() { Kind::File } else { Kind::Other });
        }
    }
    Ok(())
}
