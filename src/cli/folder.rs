//! A folder of files that appears whole or not at all.

use std::path::Path;

use super::exit::Exit;
use super::run::Session;
use crate::output::{Already, Content, Entry, Set, Target, place_of};
use crate::run::Outcome;

/// A file of a folder.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Its path below the folder, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Session<'_> {
    /// Writes the folder that an option names, and the rejects where a file is asked for; the end of the run. A folder that is there is replaced
    /// where it was written as one of the same kind, by which it is known that it has a file called `mark`.
    pub fn finish_folder(
        self,
        (option, folder): (&'static str, &Path),
        files: &[File],
        mark: &'static str,
        outcome: &Outcome,
    ) -> Exit {
        let place = place_of(folder);
        let rejects = self.rejects(outcome);
        let rejects_file = rejects.as_ref().and_then(|(_, target, _)| match target {
            Target::File(path) => Some(path.as_path()),
            Target::Stdout => None,
        });
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        if let Some(finding) = self.folder_over((option, &place), (&paths, rejects_file), outcome) {
            return self.fail(finding, Exit::Usage);
        }
        // Messages name the folder as it was named, as far as it is the folder itself.
        let is_itself = folder.file_name().is_some() && !folder.is_symlink();
        let target = if is_itself { folder.to_owned() } else { place };
        let entries =
            files.iter().map(|file| Entry { path: (&file.path).into(), content: Content::Bytes(&file.bytes) });
        let set = Set::default().with_folder_in_place(target, entries.collect(), Already::Replaced(mark));
        let set = rejects.iter().fold(set, |set, (_, target, bytes)| set.with(target.clone(), bytes));
        self.finish_set(set, outcome)
    }
}
