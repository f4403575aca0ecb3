//! Folders that appear whole or not at all: made and synced under another name beside the place, then renamed. What is there is replaced
//! only where that was asked for, by a folder of the same kind.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::file::{StageError, sync_folder};
use super::folder_of;
use super::steps::step;
use super::temporary::{FolderBeside, Lock};
use crate::digest;

/// A file of a folder.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Its path below the folder; folders on the way are made.
    pub path: PathBuf,
    /// What it holds.
    pub content: Content<'a>,
}

/// What a file holds.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// What that file holds now.
    CopyOf(&'a Path),
    /// What that file holds, whose SHA-256 must be this one.
    SameAs(&'a Path, &'a str),
}

/// A folder that is ready to appear.
#[derive(Debug)]
pub struct StagedFolder {
    target: PathBuf,
    beside: FolderBeside,
    /// Whether a folder is there that goes.
    replaces: bool,
    lock: Lock,
}

/// What becomes of a folder that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Already {
    /// Nothing: the new one is refused.
    Refused,
    /// It is replaced where it is empty or has a file of that name, by which folders of its kind are known.
    Replaced(&'static str),
}

impl Already {
    /// Whether something at the place is to be replaced.
    fn replaces(self, target: &Path) -> Result<bool, StageError> {
        if target.symlink_metadata().is_err() {
            return Ok(false);
        }
        let Already::Replaced(mark) = self else { return Err(StageError::IsThere) };
        let is_empty = || fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
        let is_folder = target.symlink_metadata()?.is_dir();
        if is_folder && (target.join(mark).is_file() || is_empty()) { Ok(true) } else { Err(StageError::IsOther) }
    }
}

impl StagedFolder {
    /// Writes the files beside the place where the folder will be.
    ///
    /// # Errors
    /// Another run makes it, something is there that is not replaced, a path leads out of the folder, or what the system says.
    pub fn new(target: &Path, entries: &[Entry], already: Already) -> Result<Self, StageError> {
        step()?;
        let lock = Lock::take(target)?.ok_or(StageError::Held)?;
        let replaces = already.replaces(target)?;
        step()?;
        let beside = FolderBeside::create(target)?;
        let mut folders = vec![beside.path().to_owned()];
        for entry in entries {
            let path = beside.path().join(inside(&entry.path)?);
            make_folders(folder_of(&path), &mut folders)?;
            write(&path, entry.content)?;
            check(&path, entry.content)?;
        }
        // The innermost first: a folder lasts with the names in it.
        for folder in folders.iter().rev() {
            step()?;
            sync_folder(folder)?;
        }
        Ok(StagedFolder { target: target.to_owned(), beside, replaces, lock })
    }

    /// Gives the folder its name.
    ///
    /// # Errors
    /// What the system says; there is no such folder then.
    pub fn appear(self) -> io::Result<AppearedFolder> {
        step()?;
        let StagedFolder { target, beside, replaces, lock } = self;
        if replaces {
            beside.exchange(&target)?;
        } else {
            beside.rename(&target)?;
        }
        Ok(AppearedFolder { target, beside, replaced: replaces, _lock: lock })
    }
}

/// A folder that is there, and can still go.
#[derive(Debug)]
pub struct AppearedFolder {
    target: PathBuf,
    /// Where it goes first, for half a folder must not be seen. What it replaced stands there.
    beside: FolderBeside,
    replaced: bool,
    _lock: Lock,
}

impl AppearedFolder {
    /// Makes the rename last.
    ///
    /// # Errors
    /// What the system says.
    pub fn settle(&self) -> io::Result<()> {
        step()?;
        sync_folder(folder_of(&self.target))
    }

    /// Removes it, as far as the system lets it.
    pub fn take_back(self) {
        // The error that led here is the one to tell. What is beside goes when it is dropped.
        let _ = match self.replaced {
            true => self.beside.exchange(&self.target),
            false => fs::rename(&self.target, self.beside.path()),
        };
    }
}

/// A path that stays below the folder that it is joined to.
fn inside(path: &Path) -> io::Result<&Path> {
    let is_plain = |part| matches!(part, std::path::Component::Normal(_));
    let is_inside = path.components().next().is_some() && path.components().all(is_plain);
    if is_inside { Ok(path) } else { Err(io::Error::from(io::ErrorKind::InvalidInput)) }
}

/// Makes the folders that are missing, the outer ones first.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        step()?;
        fs::create_dir(folder)?;
        made.push(folder.to_owned());
    }
    Ok(())
}

/// A new file, synced. A copy is not read into memory.
fn write(path: &Path, content: Content) -> io::Result<()> {
    step()?;
    let mut file = File::create_new(path)?;
    step()?;
    match content {
        Content::Bytes(bytes) => file.write_all(bytes)?,
        Content::CopyOf(other) | Content::SameAs(other, _) => drop(io::copy(&mut File::open(other)?, &mut file)?),
    }
    step()?;
    file.sync_all()
}

/// Whether a copy is what it has to be. The copy itself is read, so that what is on the disk is what was meant.
fn check(path: &Path, content: Content) -> Result<(), StageError> {
    let Content::SameAs(other, expected) = content else { return Ok(()) };
    let is_same = digest::of_stream(File::open(path)?)? == expected;
    if is_same { Ok(()) } else { Err(StageError::Changed(other.to_owned())) }
}
