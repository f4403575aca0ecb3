//! Files: written beside the target, synced, renamed into place. Devices and pipes are written as they are.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::folder_of;
use super::steps::step;
use super::temporary::{Beside, Lock};

/// How many symbolic links are followed: what Linux allows.
const MOST_LINKS: usize = 40;

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

/// Bytes that are ready to take a target's place. Nothing is seen of them before `appear`.
#[derive(Debug)]
pub enum Staged {
    /// Beside the file that they replace, or make.
    File {
        /// The file, links followed.
        target: PathBuf,
        /// The new content, synced.
        beside: Beside,
        /// What restores the file.
        before: Before,
        /// Held until the whole set is there.
        lock: Lock,
    },
    /// A device or a pipe cannot be renamed over.
    Through(PathBuf, Vec<u8>),
}

/// What was there before a target appeared.
#[derive(Debug)]
pub enum Before {
    /// No file.
    Nothing,
    /// A file, under a second name.
    Kept(Beside),
}

/// Why bytes could not be staged.
#[derive(Debug)]
pub enum StageError {
    /// Another run writes the same target.
    Held,
    /// Something is where a new folder should be.
    IsThere,
    /// Something is there that is not of the kind that would be replaced.
    IsOther,
    /// A folder that would be replaced holds this file, which was not written with it.
    HoldsOther(PathBuf),
    /// A file that was to be copied holds something else than it did.
    Changed(PathBuf),
    /// What the system says.
    System(io::Error),
}

impl From<io::Error> for StageError {
    fn from(error: io::Error) -> Self {
        StageError::System(error)
    }
}

impl Staged {
    /// Writes the bytes beside the file that the path means, following links.
    pub fn new(path: &Path, bytes: &[u8]) -> Result<Self, StageError> {
        let path = follow(path)?;
        match fs::metadata(&path) {
            Ok(known) if known.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory).into()),
            Ok(known) if known.is_file() => Self::replacement(path, Some(&known), bytes),
            Ok(_) => Ok(Staged::Through(path, bytes.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::replacement(path, None, bytes),
            Err(error) => Err(error.into()),
        }
    }

    fn replacement(target: PathBuf, known: Option<&Metadata>, bytes: &[u8]) -> Result<Self, StageError> {
        if target.file_name().is_none() || target.as_os_str().to_string_lossy().ends_with(std::path::is_separator) {
            return Err(io::Error::from(io::ErrorKind::NotADirectory).into());
        }
        if known.is_some() {
            // A rename needs no right to the file itself; somebody who protected it means it.
            OpenOptions::new().write(true).open(&target)?;
        }
        step()?;
        let lock = Lock::take(&target)?.ok_or(StageError::Held)?;
        step()?;
        let mut beside = Beside::create(&target)?;
        if let Some(known) = known {
            beside.file().set_permissions(known.permissions())?;
        }
        step()?;
        beside.file().write_all(bytes)?;
        step()?;
        beside.file().sync_all()?;
        step()?;
        let before = if known.is_some() { Before::Kept(second_name(&target)?) } else { Before::Nothing };
        Ok(Staged::File { target, beside, before, lock })
    }

    /// Gives the bytes the target's name, or writes them through.
    ///
    /// # Errors
    /// What the system says; a file is as it was.
    pub fn appear(self) -> io::Result<Appeared> {
        step()?;
        match self {
            Staged::File { target, beside, before, lock } => {
                beside.rename(&target)?;
                Ok(Appeared { file: Some((target, before)), lock: Some(lock) })
            }
            Staged::Through(path, bytes) => {
                let mut device = OpenOptions::new().write(true).open(path)?;
                device.write_all(&bytes)?;
                device.flush()?;
                Ok(Appeared { file: None, lock: None })
            }
        }
    }
}

/// The file under a second name beside it, which costs no copy where the file system has links.
fn second_name(target: &Path) -> io::Result<Beside> {
    let beside = Beside::create(target)?;
    // A link needs a free name; nobody else may take this one, for the target's lock is held.
    fs::remove_file(beside.path())?;
    step()?;
    fs::hard_link(target, beside.path()).or_else(|_| fs::copy(target, beside.path()).map(drop))?;
    Ok(beside)
}

/// A target that has its new content, and can still be given its old one.
#[derive(Debug)]
pub struct Appeared {
    file: Option<(PathBuf, Before)>,
    lock: Option<Lock>,
}

impl Appeared {
    /// Makes the rename last.
    ///
    /// # Errors
    /// What the system says.
    pub fn settle(&self) -> io::Result<()> {
        step()?;
        self.file.as_ref().map_or(Ok(()), |(target, _)| sync_folder(folder_of(target)))
    }

    /// Gives the target its old content back, as far as the system lets it.
    pub fn take_back(self) {
        let restored = match self.file {
            Some((target, Before::Kept(before))) => before.rename(&target),
            Some((target, Before::Nothing)) => fs::remove_file(target),
            None => Ok(()),
        };
        // The error that led here is the one to tell.
        let _ = restored;
        drop(self.lock);
    }
}

/// Makes the names in a folder last. File systems that cannot sync a folder need not.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        outcome => outcome,
    }
}
