//! Moving what stands at a place to another: a rename, made to last.

use std::fs;
use std::io;
use std::path::Path;

use super::file::sync_folder;
use super::steps::step;
use super::{OutputError, Reason, Target, folder_of};

/// Moves a file or a folder to a place where nothing is.
///
/// # Errors
/// Something is there, or what the system says: then nothing was moved, or only its lasting is not sure.
pub fn move_to(from: &Path, to: &Path) -> Result<(), OutputError> {
    let target = Target::File(to.to_owned());
    if to.symlink_metadata().is_ok() {
        return Err(OutputError { path: target.to_string(), reason: Reason::IsThere });
    }
    rename(from, to).map_err(|error| OutputError::new(&target, &error))
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)?;
    step()?;
    sync_folder(folder_of(to))?;
    step()?;
    sync_folder(folder_of(from))
}
