//! Files: written beside the target, synced, renamed into place. Devices and pipes are written as they are.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::folder_of;

/// How many symbolic links are followed: what Linux allows.
const MOST_LINKS: usize = 40;

/// Replaces the file that the path means, following links, or makes it.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = follow(path)?;
    match fs::metadata(&path) {
        Ok(known) if known.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(known) if known.is_file() => replace(&path, Some(&known), bytes),
        Ok(_) => write_through(&path, bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => replace(&path, None, bytes),
        Err(error) => Err(error),
    }
}

/// What the path points at in the end, whether it is there or not.
pub fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::symlink_metadata(&path) {
            Ok(known) if known.is_symlink() => path = folder_of(&path).join(fs::read_link(&path)?),
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// A device or a pipe cannot be renamed over.
fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut device = OpenOptions::new().write(true).open(path)?;
    device.write_all(bytes)?;
    device.flush()
}

fn replace(path: &Path, known: Option<&Metadata>, bytes: &[u8]) -> io::Result<()> {
    if known.is_some() {
        // A rename needs no right to the file itself; somebody who protected it means it.
        OpenOptions::new().write(true).open(path)?;
    }
    let mut beside = create_beside(path)?;
    if let Some(known) = known {
        beside.as_file().set_permissions(known.permissions())?;
    }
    beside.as_file_mut().write_all(bytes)?;
    beside.as_file_mut().flush()?;
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    sync_folder(folder_of(path))
}

/// An empty file in the target's folder, with the mode that the umask gives and not the private one of temporary files.
fn create_beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".appraise-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(path)).map_err(system_error)
}

/// The system's own error, out of one that names the file beside the target, which nobody asked for.
fn system_error(error: io::Error) -> io::Error {
    let inner = error.get_ref().and_then(|error| error.source()).and_then(|error| error.downcast_ref::<io::Error>());
    inner.and_then(io::Error::raw_os_error).map_or(error, io::Error::from_raw_os_error)
}

/// Makes the rename last. File systems that cannot sync a folder need not.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        outcome => outcome,
    }
}
