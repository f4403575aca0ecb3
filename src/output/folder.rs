//! Folders that appear whole or not at all: made and synced under another name beside the place, then renamed. What is there is replaced
//! only where that was asked for, by a folder of the same kind.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::file::{StageError, sync_folder};
use super::folder_of;
use super::steps::step;
use super::temporary::{FolderBeside, Lock};
use crate::digest;
use crate::digest::sums::{self, SUMS, Sum};

/// A file of a folder.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Its path below the folder; folders on the way are made.
    pub path: PathBuf,
    /// What it holds.
    pub content: Content<'a>,
}

impl Entry<'_> {
    /// Its digest, once it is written below that folder.
    fn sum(&self, folder: &Path) -> io::Result<Sum> {
        let digest = match self.content {
            Content::Bytes(bytes) => digest::of_bytes(bytes),
            Content::SameAs(_, digest) => digest.to_owned(),
            Content::CopyOf(_) => digest::of_stream(File::open(folder.join(&self.path))?)?,
        };
        let parts: Vec<_> = self.path.iter().map(|part| part.to_string_lossy()).collect();
        Ok(Sum { path: parts.join("/"), digest })
    }
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
    /// The new one gets a `SHA256SUMS`. An old one is replaced where it is empty, or was written as one of its kind and holds nothing else: its `SHA256SUMS` has that file, as it is
    /// there, and every other one.
    Replaced(&'static str),
}

impl Already {
    /// Whether something at the place is to be replaced.
    fn replaces(self, target: &Path) -> Result<bool, StageError> {
        if target.symlink_metadata().is_err() {
            return Ok(false);
        }
        let Already::Replaced(mark) = self else { return Err(StageError::IsThere) };
        if !target.symlink_metadata()?.is_dir() {
            return Err(StageError::IsOther);
        }
        let mut held = Vec::new();
        add_held(target, Path::new(""), &mut held)?;
        if held.is_empty() {
            return Ok(true);
        }
        let listed = listed(target, mark).ok_or(StageError::IsOther)?;
        let is_other = |path: &PathBuf| !listed.contains(path) && !is_of_system(path);
        held.into_iter().find(is_other).map_or(Ok(true), |path| Err(StageError::HoldsOther(path)))
    }
}

/// Files that systems put into every folder that somebody looks at.
const OF_SYSTEMS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

fn is_of_system(path: &Path) -> bool {
    path.file_name().is_some_and(|name| OF_SYSTEMS.iter().any(|own| name.eq_ignore_ascii_case(own)))
}

/// Adds the paths below the outer folder of everything in a folder of it that is no folder itself, or an empty one.
fn add_held(outer: &Path, below: &Path, held: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(outer.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        let known = held.len();
        if entry.file_type()?.is_dir() {
            add_held(outer, &path, held)?;
        }
        if held.len() == known {
            held.push(path);
        }
    }
    held.sort();
    Ok(())
}

/// The files that a folder says were written with it, its list among them; nothing where it was not written as one of the kind that the
/// mark is of.
fn listed(folder: &Path, mark: &str) -> Option<BTreeSet<PathBuf>> {
    let sums = sums::parse(&fs::read(folder.join(SUMS)).ok()?).ok()?;
    let marked = sums.iter().find(|sum| sum.path == mark)?;
    let is_it = digest::of_bytes(&fs::read(folder.join(mark)).ok()?) == marked.digest;
    let own = sums.into_iter().map(|sum| PathBuf::from(sum.path));
    is_it.then(|| own.chain([PathBuf::from(SUMS)]).collect())
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
        if replaces {
            // Who may read the folder was somebody's choice.
            fs::set_permissions(beside.path(), fs::metadata(target)?.permissions())?;
        }
        let mut folders = vec![beside.path().to_owned()];
        for entry in entries {
            let path = beside.path().join(inside(&entry.path)?);
            make_folders(folder_of(&path), &mut folders)?;
            write(&path, entry.content)?;
            check(&path, entry.content)?;
        }
        if matches!(already, Already::Replaced(_)) {
            let sums = entries.iter().map(|entry| entry.sum(beside.path())).collect::<io::Result<Vec<Sum>>>()?;
            write(&beside.path().join(SUMS), Content::Bytes(sums::text(&sums).as_bytes()))?;
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
