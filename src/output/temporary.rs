//! Files that stand beside a target for a while: its lock, and what is to be renamed into its place.
//!
//! All are named after the target, and only who holds the target's lock makes or removes them. So whoever gets the lock may remove what a
//! run that was killed has left.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{Builder, NamedTempFile};

use super::folder_of;

/// A longer name is cut, for the names beside it must fit too.
const LONGEST_NAME: usize = 100;

/// What is beside targets at this moment.
static STANDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes whatever stands beside a target: the program is about to end.
pub fn remove_all() {
    let mut standing = STANDING.lock().unwrap_or_else(PoisonError::into_inner);
    // What cannot be removed is removed by the next run.
    standing.drain(..).for_each(|path| remove(&path));
}

/// Removes a file, or a folder with all in it, as far as the system lets it.
fn remove(path: &Path) {
    if fs::remove_file(path).is_err() {
        drop(fs::remove_dir_all(path));
    }
}

fn note(path: &Path) {
    STANDING.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
}

fn forget(path: &Path) {
    STANDING.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| known != path);
}

/// The beginning of all names beside a target.
fn stem(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let end = (0..=name.len().min(LONGEST_NAME)).rev().find(|end| name.is_char_boundary(*end));
    format!(".appraise-{}", &name[..end.unwrap_or(0)])
}

/// The right to write a target, given up when it is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    /// Holds the lock of the system.
    _file: File,
}

impl Lock {
    /// Takes the lock of a target, and removes what a killed run left beside it; nothing where another run holds it.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(target: &Path) -> io::Result<Option<Self>> {
        let path = folder_of(target).join(format!("{}.lock", stem(target)));
        loop {
            let file = File::options().write(true).create(true).truncate(false).open(&path)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => return Err(error),
                // File systems without locks have one writer at a time, or are on their own.
                Err(TryLockError::Error(_)) | Ok(()) => {}
            }
            // Who held it before may have removed the name while this run waited to open it.
            if is_still(&path, &file)? {
                note(&path);
                let lock = Lock { path, _file: file };
                remove_left_over(target);
                return Ok(Some(lock));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock's file that stays holds nobody up: the lock itself ends with the process.
        let _ = fs::remove_file(&self.path);
        forget(&self.path);
    }
}

#[cfg(unix)]
fn is_still(path: &Path, file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let mine = file.metadata()?;
    match fs::metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (mine.dev(), mine.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Where an open file cannot be removed the name is the file.
#[cfg(not(unix))]
fn is_still(_: &Path, _: &File) -> io::Result<bool> {
    Ok(true)
}

fn remove_left_over(target: &Path) {
    let stem = format!("{}-", stem(target));
    let Ok(entries) = fs::read_dir(folder_of(target)) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // The random part has no hyphen: another target's name may begin with this one's.
        let is_ours = name.strip_prefix(&stem).and_then(|rest| rest.strip_suffix(".tmp"));
        if is_ours
            .is_some_and(|random| random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        {
            remove(&entry.path());
        }
    }
}

/// How many random characters a name has.
const RANDOM: usize = 6;

/// A file beside a target, removed when it is dropped and was not renamed.
#[derive(Debug)]
pub struct Beside {
    file: NamedTempFile,
    path: PathBuf,
}

impl Beside {
    /// An empty file in the target's folder, with the mode that the umask gives and not the private one of temporary files.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(target: &Path) -> io::Result<Self> {
        let prefix = format!("{}-", stem(target));
        let file = builder(&prefix, 0o666).tempfile_in(folder_of(target)).map_err(system_error)?;
        let path = file.path().to_owned();
        note(&path);
        Ok(Beside { file, path })
    }

    /// The file, to be written.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it the target's name.
    ///
    /// # Errors
    /// What the system says; the target is as it was.
    pub fn rename(self, target: &Path) -> io::Result<()> {
        let outcome = self.file.persist(target);
        forget(&self.path);
        outcome.map(drop).map_err(|error| error.error)
    }
}

/// A folder beside the place of another, removed when it is dropped and was not renamed.
#[derive(Debug)]
pub struct FolderBeside {
    path: PathBuf,
}

impl FolderBeside {
    /// An empty folder beside the target, with the mode that the umask gives.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(target: &Path) -> io::Result<Self> {
        let prefix = format!("{}-", stem(target));
        let folder = builder(&prefix, 0o777).tempdir_in(folder_of(target)).map_err(system_error)?;
        let path = folder.keep();
        note(&path);
        Ok(FolderBeside { path })
    }

    /// Where it stands, or stood.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it the target's name.
    ///
    /// # Errors
    /// What the system says; it stands beside the target then.
    pub fn rename(&self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)
    }
}

impl FolderBeside {
    /// Gives it the name of a folder that is there, which stands beside it then: at no moment is there none, where the system can do that.
    ///
    /// # Errors
    /// What the system says; both are where they were.
    pub fn exchange(&self, target: &Path) -> io::Result<()> {
        if at_once(&self.path, target) {
            return Ok(());
        }
        let old = free_name(target)?;
        fs::rename(target, &old)?;
        if let Err(error) = fs::rename(&self.path, target) {
            fs::rename(&old, target)?;
            return Err(error);
        }
        fs::rename(&old, &self.path)
    }
}

/// A name beside the target for what stands there, while it has no other. Nothing removes what has it: neither a signal nor the next run.
fn free_name(target: &Path) -> io::Result<PathBuf> {
    let prefix = format!("{}-", stem(target));
    let folder = builder(&prefix, 0o777).suffix(".old").tempdir_in(folder_of(target)).map_err(system_error)?;
    Ok(folder.keep())
}

/// Whether two names were exchanged in one step: not every system, and not every file system, can.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn at_once(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

/// This system cannot.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn at_once(_: &Path, _: &Path) -> bool {
    false
}

impl Drop for FolderBeside {
    fn drop(&mut self) {
        remove(&self.path);
        forget(&self.path);
    }
}

/// Makes what stands beside a target, by that prefix and with that mode, of which the umask takes its part.
fn builder(prefix: &str, mode: u32) -> Builder<'_, '_> {
    let mut builder = Builder::new();
    builder.prefix(prefix).suffix(".tmp").rand_bytes(RANDOM);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    builder
}

/// The system's own error, out of one that names the file beside the target, which nobody asked for.
fn system_error(error: io::Error) -> io::Error {
    let inner = error.get_ref().and_then(|error| error.source()).and_then(|error| error.downcast_ref::<io::Error>());
    inner.and_then(io::Error::raw_os_error).map_or(error, io::Error::from_raw_os_error)
}
