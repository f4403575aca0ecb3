//! What a run writes: all of it or nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file::{Appeared, Staged, sync_folder};
use super::folder::{Already, AppearedFolder, Entry, StagedFolder};
use super::steps::step;
use super::{OutputError, Pager, Target, folder_of, stdout};

/// Files, folders and what goes to standard output.
#[derive(Clone, Debug, Default)]
pub struct Set<'a> {
    parts: Vec<(Target, Part<'a>)>,
    makes_folders: bool,
    pager: Option<Pager>,
}

/// What a target gets.
#[derive(Clone, Debug)]
enum Part<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// A folder of files.
    Folder(Vec<Entry<'a>>, Already),
}

impl<'a> Set<'a> {
    /// And these bytes: a file is made or replaced.
    #[must_use]
    pub fn with(mut self, target: Target, bytes: &'a [u8]) -> Self {
        self.parts.push((target, Part::Bytes(bytes)));
        self
    }

    /// And a new folder with these files. The folders in which it stands are made where they are missing.
    #[must_use]
    pub fn with_folder(self, path: PathBuf, entries: Vec<Entry<'a>>) -> Self {
        self.with_folder_in_place(path, entries, Already::Refused)
    }

    /// The same, where a folder may be there already.
    #[must_use]
    pub fn with_folder_in_place(mut self, path: PathBuf, entries: Vec<Entry<'a>>, already: Already) -> Self {
        self.parts.push((Target::File(path), Part::Folder(entries, already)));
        self
    }

    /// Folders in which the set stands are made where they are missing; if nothing is written they go again.
    #[must_use]
    pub fn making_folders(mut self) -> Self {
        self.makes_folders = true;
        self
    }

    /// What goes to standard output is shown through a pager.
    #[must_use]
    pub fn paged(mut self, pager: Option<Pager>) -> Self {
        self.pager = pager;
        self
    }

    /// What goes to standard output: through the pager where there is one, and that can be started.
    fn show(&self, bytes: &[u8]) -> io::Result<()> {
        let is_shown = self.pager.as_ref().map_or(Ok(false), |pager| pager.show(bytes))?;
        if is_shown { Ok(()) } else { stdout::write(bytes) }
    }

    /// Writes all targets or none: everything is staged and synced before the first takes its place, what goes to standard output last
    /// but for that, and a target that has its new content is given its old one back where a later one fails.
    ///
    /// # Errors
    /// Why the first target was not written that could not be.
    pub fn write(self) -> Result<(), OutputError> {
        let made = self.make_folders()?;
        let mut staged = Vec::new();
        for (target, part) in self.parts.iter() {
            staged.extend(Ready::new(target, part)?.map(|ready| (target, ready)));
        }
        for (target, part) in &self.parts {
            if let (Target::Stdout, Part::Bytes(bytes)) = (target, part) {
                self.show(bytes).or_else(unless_closed).map_err(|error| OutputError::new(target, &error))?;
            }
        }
        appear(staged)?;
        made.stay();
        Ok(())
    }

    /// The folders that hold the targets: those of files where that was asked for, those of folders always.
    fn make_folders(&self) -> Result<Made, OutputError> {
        let mut made = Made::default();
        for (target, part) in &self.parts {
            if let Target::File(path) = target
                && (self.makes_folders || matches!(part, Part::Folder(..)))
            {
                made.make(folder_of(path)).map_err(|error| OutputError::new(target, &error))?;
            }
        }
        Ok(made)
    }
}

/// Gives all of them their places, or none.
fn appear(staged: Vec<(&Target, Ready)>) -> Result<(), OutputError> {
    let mut there = Vec::new();
    let outcome = appear_each(staged, &mut there);
    if outcome.is_err() {
        there.into_iter().rev().for_each(|(_, one)| one.take_back());
    }
    outcome
}

fn appear_each<'t>(staged: Vec<(&'t Target, Ready)>, there: &mut Vec<(&'t Target, There)>) -> Result<(), OutputError> {
    for (target, ready) in staged {
        match ready.appear() {
            Ok(one) => there.push((target, one)),
            Err(error) => unless_closed(error).map_err(|error| OutputError::new(target, &error))?,
        }
    }
    there.iter().try_for_each(|(target, one)| one.settle().map_err(|error| OutputError::new(target, &error)))
}

/// A closed pipe is no error.
fn unless_closed(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

/// A target with everything written but its place.
enum Ready {
    File(Staged),
    Folder(StagedFolder),
}

impl Ready {
    /// Stages a part; nothing of standard output, which has no place.
    fn new(target: &Target, part: &Part) -> Result<Option<Self>, OutputError> {
        let Target::File(path) = target else { return Ok(None) };
        let ready = match part {
            Part::Bytes(bytes) => Staged::new(path, bytes).map(Ready::File),
            Part::Folder(entries, already) => StagedFolder::new(path, entries, *already).map(Ready::Folder),
        };
        ready.map(Some).map_err(|error| OutputError::of_staging(target, &error))
    }

    fn appear(self) -> io::Result<There> {
        match self {
            Ready::File(staged) => staged.appear().map(There::File),
            Ready::Folder(staged) => staged.appear().map(There::Folder),
        }
    }
}

/// A target in its place.
enum There {
    File(Appeared),
    Folder(AppearedFolder),
}

impl There {
    fn settle(&self) -> io::Result<()> {
        match self {
            There::File(file) => file.settle(),
            There::Folder(folder) => folder.settle(),
        }
    }

    fn take_back(self) {
        match self {
            There::File(file) => file.take_back(),
            There::Folder(folder) => folder.take_back(),
        }
    }
}

/// Folders that were made on the way; they go again when this is dropped, unless somebody has put something into them.
#[derive(Default)]
struct Made(Vec<PathBuf>);

impl Made {
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|folder| is_missing(folder)).collect();
        for folder in missing.into_iter().rev() {
            step()?;
            fs::create_dir(folder)?;
            self.0.push(folder.to_owned());
            sync_folder(folder_of(folder))?;
        }
        Ok(())
    }

    fn stay(mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.0.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

fn is_missing(folder: &Path) -> bool {
    !folder.as_os_str().is_empty() && !folder.exists()
}
