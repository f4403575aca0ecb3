//! What can be read only once, and a run looks at several times: standard input, pipes and devices.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::file::InputFile;
use crate::finding::Finding;

/// The pipe that is being opened at this moment: the system does not return before somebody opens its other end.
static WAITING: Mutex<Option<PathBuf>> = Mutex::new(None);

fn waiting() -> MutexGuard<'static, Option<PathBuf>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pipe whose other end nobody has opened yet, if one is waited for at this moment.
pub fn waited_for() -> Option<PathBuf> {
    waiting().clone()
}

/// The bytes of a pipe or device: it can be read only once, and a run looks at some inputs several times.
pub(super) fn read_once(path: &Path) -> io::Result<Arc<[u8]>> {
    static READ: Mutex<Vec<(PathBuf, Arc<[u8]>)>> = Mutex::new(Vec::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, bytes)) = read.iter().find(|(known, _)| known == path) {
        return Ok(bytes.clone());
    }
    *waiting() = Some(path.to_owned());
    let opened = File::open(path);
    *waiting() = None;
    let mut bytes = Vec::new();
    opened?.read_to_end(&mut bytes)?;
    let bytes: Arc<[u8]> = bytes.into();
    read.push((path.to_owned(), bytes.clone()));
    Ok(bytes)
}

pub(super) fn stdin() -> Result<InputFile, Finding> {
    /// Stdin can be read only once, and a run looks at some inputs twice.
    static STDIN: OnceLock<Result<Arc<[u8]>, String>> = OnceLock::new();
    let read = STDIN.get_or_init(|| {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map(|_| bytes.into()).map_err(|error| error.to_string())
    });
    match read {
        Ok(bytes) => Ok(InputFile::in_memory("-", bytes.clone())),
        Err(reason) => Err(Finding::error("file-unreadable").with("file", "-").with("reason", reason)),
    }
}
