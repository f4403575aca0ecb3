//! The one writer: standard output, and files and folders that appear whole or not at all.

mod file;
mod folder;
mod hold;
mod moved;
mod pager;
mod set;
mod stdout;
mod steps;
mod temporary;

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::finding::Finding;
use file::StageError;
pub use folder::{Already, Content, Entry};
pub use hold::Hold;
pub use moved::move_to;
pub use pager::{Pager, is_paging};
pub use set::Set;
pub use temporary::remove_all;

/// Where bytes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A file, which is replaced if it is there.
    File(PathBuf),
}

impl Target {
    /// The target that an argument names: `-` is standard output.
    pub fn of(argument: &OsStr) -> Self {
        if argument == "-" { Target::Stdout } else { Target::File(PathBuf::from(argument)) }
    }
}

/// As messages name it.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Stdout => f.write_str("stdout"),
            Target::File(path) => path.display().fmt(f),
        }
    }
}

/// Writes all bytes, or tells why they are not written. A file holds either what it held or all of `bytes`. A reader that
/// closed its end of a pipe has seen enough: that is no error.
pub fn write(target: &Target, bytes: &[u8]) -> Result<(), OutputError> {
    Set::default().with(target.clone(), bytes).write()
}

/// Where a path leads, whether it is there or not: links followed, its folder as the system names it. Two paths that lead to the same
/// place write the same file.
pub fn place_of(path: &Path) -> PathBuf {
    let end = file::follow(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(&end);
    let folder = folder.canonicalize().or_else(|_| std::path::absolute(folder)).unwrap_or_else(|_| folder.to_owned());
    end.file_name().map_or(folder.clone(), |name| folder.join(name))
}

/// Why a target was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputError {
    /// The target as it was named.
    pub path: String,
    /// What stood in the way.
    pub reason: Reason,
}

/// What stood in the way of writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The folder that should hold the file does not exist.
    FolderMissing(String),
    /// The target is a folder.
    IsFolder,
    /// The file or its folder may not be written.
    NotPermitted,
    /// The file system takes no writes.
    ReadOnly,
    /// The device or the quota is full.
    DiskFull,
    /// Another run writes it at this moment.
    Held,
    /// Something is where a new folder should be.
    IsThere,
    /// Something is there that is not of the kind that would be replaced.
    IsOther,
    /// A folder that would be replaced holds this file, which was not written with it.
    HoldsOther(String),
    /// A file that was to be copied holds something else than it did.
    Changed(String),
    /// Anything else, in the system's words.
    Other(String),
}

impl OutputError {
    /// What an error of the system means for a target.
    pub fn new(target: &Target, error: &io::Error) -> Self {
        OutputError { path: target.to_string(), reason: Reason::of(target, error) }
    }

    fn of_staging(target: &Target, error: &StageError) -> Self {
        match error {
            StageError::Held => OutputError { path: target.to_string(), reason: Reason::Held },
            StageError::IsThere => OutputError { path: target.to_string(), reason: Reason::IsThere },
            StageError::IsOther => OutputError { path: target.to_string(), reason: Reason::IsOther },
            StageError::HoldsOther(file) => {
                OutputError { path: target.to_string(), reason: Reason::HoldsOther(file.display().to_string()) }
            }
            StageError::Changed(file) => {
                OutputError { path: target.to_string(), reason: Reason::Changed(file.display().to_string()) }
            }
            StageError::System(error) => Self::new(target, error),
        }
    }

    /// What to tell.
    pub fn finding(&self) -> Finding {
        let finding = match &self.reason {
            Reason::FolderMissing(folder) => Finding::error("output-folder-missing").with("folder", folder),
            Reason::IsFolder => Finding::error("output-is-a-folder"),
            Reason::NotPermitted => Finding::error("output-not-permitted"),
            Reason::ReadOnly => Finding::error("output-read-only"),
            Reason::DiskFull => Finding::error("output-disk-full"),
            Reason::Held => Finding::error("output-held"),
            Reason::IsThere => Finding::error("output-is-there"),
            Reason::IsOther => Finding::error("output-is-other"),
            Reason::HoldsOther(file) => Finding::error("output-holds-other").with("file", file),
            Reason::Changed(file) => Finding::error("file-changed").with("file", file),
            Reason::Other(reason) => Finding::error("output-not-written").with("reason", reason),
        };
        finding.with("path", &self.path)
    }
}

impl Reason {
    fn of(target: &Target, error: &io::Error) -> Self {
        use io::ErrorKind;
        match (error.kind(), target) {
            (ErrorKind::NotFound | ErrorKind::NotADirectory, Target::File(path)) => {
                missing_folder(path).unwrap_or_else(|| Reason::Other(error.to_string()))
            }
            (ErrorKind::IsADirectory, _) => Reason::IsFolder,
            (ErrorKind::PermissionDenied, _) => Reason::NotPermitted,
            (ErrorKind::ReadOnlyFilesystem, _) => Reason::ReadOnly,
            (ErrorKind::StorageFull | ErrorKind::QuotaExceeded, _) => Reason::DiskFull,
            _ => Reason::Other(error.to_string()),
        }
    }
}

/// The folder that should hold what the path means, where there is none.
fn missing_folder(path: &Path) -> Option<Reason> {
    let end = file::follow(path).ok()?;
    let folder = folder_of(&end);
    (!folder.is_dir()).then(|| Reason::FolderMissing(folder.display().to_string()))
}

/// The folder that holds the file; the working directory where the path names none.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod set_tests;
#[cfg(test)]
mod tests;
