//! Paths and patterns: which files they mean, and what is told where they mean none.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::file::{Content, InputFile};
use super::read_once::{read_once, stdin};
use crate::finding::Finding;
use crate::ingest::stamp::Stamp;
use crate::policy::Policy;

/// Characters that make a path a glob.
pub(super) const GLOB: [char; 3] = ['*', '?', '['];

/// Whether a pattern, or a plain name, means the file at a place.
pub fn names(pattern: &Path, place: &Path) -> bool {
    let text = pattern.to_string_lossy();
    if !text.contains(GLOB) {
        return pattern == place;
    }
    let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
    glob::Pattern::new(&text).is_ok_and(|pattern| pattern.matches_path_with(place, options))
}

pub(super) fn found_by(pattern: &str, (policy, folder): (&Policy, &Path)) -> Result<Vec<InputFile>, Finding> {
    if pattern == "-" {
        return stdin().map(|file| vec![file]);
    }
    let found = paths_of(pattern, (policy, folder))?;
    found.iter().map(|(name, path)| on_path(name, path)).collect()
}

/// The names and paths that a pattern means, by name; a path without a pattern need not be there. Copies in closed periods are none of them.
///
/// # Errors
/// A finding without a place: the pattern is none, or finds nothing.
pub fn paths_of(pattern: &str, (policy, folder): (&Policy, &Path)) -> Result<Vec<(String, PathBuf)>, Finding> {
    if !pattern.contains(GLOB) {
        return Ok(vec![(pattern.to_owned(), folder.join(pattern))]);
    }
    let unreadable = |reason: String| Finding::error("bad-pattern").with("pattern", pattern).with("reason", reason);
    // A bracket in the name of the folder is no pattern.
    let absolute = PathBuf::from(glob::Pattern::escape(&folder.to_string_lossy())).join(pattern);
    let paths = glob::glob(&absolute.to_string_lossy()).map_err(|error| unreadable(error.to_string()))?;
    let mut found = Vec::new();
    for path in paths {
        let path = path.map_err(|error| unreadable(error.to_string()))?;
        if !is_lock(&path) && !is_closed(&path, &folder.join(&policy.close.folder)) {
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
            found.push((name, path));
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Finding::error("no-file-matches").with("pattern", pattern));
    }
    Ok(found)
}

/// Whether a file stands in the folder of closed periods: what was copied there is not read once more.
fn is_closed(path: &Path, closed: &Path) -> bool {
    let name = closed.file_name();
    path.components().any(|part| Some(part.as_os_str()) == name)
        && path
            .canonicalize()
            .ok()
            .zip(closed.canonicalize().ok())
            .is_some_and(|(path, closed)| path.starts_with(closed))
}

/// What Excel and LibreOffice keep beside a file while it is open: `~$sales.xlsx`, `.~lock.sales.xlsx#`.
fn is_lock(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("~$") || name.starts_with(".~lock.")
}

/// The file of that name at that path, which must be one that can be read.
///
/// # Errors
/// A finding without a place: the caller knows who named it.
pub(in crate::ingest) fn on_path(name: &str, path: &Path) -> Result<InputFile, Finding> {
    let unreadable = |reason: &dyn std::fmt::Display| {
        Err(Finding::error("file-unreadable").with("file", name).with("reason", reason))
    };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Finding::error("file-not-found").with("file", name).with("path", path.display()))
        }
        Err(error) => unreadable(&error),
        Ok(data) if data.is_dir() => Err(Finding::error("file-is-folder").with("file", name)),
        Ok(data) if data.is_file() => match File::open(path) {
            Ok(_) => Ok(InputFile::new(name.into(), Content::Path(path.to_owned(), Stamp::of(&data)))),
            Err(error) => unreadable(&error),
        },
        Ok(_) => match read_once(path) {
            Ok(bytes) => Ok(InputFile::in_memory(name, bytes)),
            Err(error) => unreadable(&error),
        },
    }
}
