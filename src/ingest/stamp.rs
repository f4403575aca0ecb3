//! `Stamp`: what the system says of a file, so that a run notices when it is another than the one that it began to read.

use std::fs::Metadata;
use std::time::SystemTime;

/// A file at a moment. Two stamps are equal where nobody wrote to the file, or put another in its place, in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Device and number of the file, where the system has them.
    pub id: Option<(u64, u64)>,
    /// How many bytes.
    pub size: u64,
    modified: Option<SystemTime>,
    /// When its state was changed last, in seconds and nanoseconds: setting back the time of writing changes this one.
    changed: Option<(i64, i64)>,
}

impl Stamp {
    /// The stamp of what the system says.
    pub fn of(data: &Metadata) -> Self {
        Stamp { id: id(data), size: data.len(), modified: data.modified().ok(), changed: changed(data) }
    }
}

#[cfg(unix)]
fn id(data: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((data.dev(), data.ino()))
}

#[cfg(unix)]
fn changed(data: &Metadata) -> Option<(i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((data.ctime(), data.ctime_nsec()))
}

#[cfg(not(unix))]
fn id(_: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<(i64, i64)> {
    None
}
