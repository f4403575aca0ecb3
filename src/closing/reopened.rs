//! Taking back a close: the folder moves to `reopened`, and the reason into it.
//!
//! The reason is written beside the place first; then the folder moves, which is the moment at which the period is open again; then the
//! reason moves into it. Whoever finds a reason beside a place ends what was begun.

use std::fs;
use std::path::Path;

use super::toml_text::TomlText;
use super::{Folder, REOPENED, Store};
use crate::output::{OutputError, Set, Target, move_to};

/// The file with the reason.
const REASON: &str = "reopened.toml";

/// Moves a folder to `reopened`, under the period's name and the first number that is free; where it is then, as messages name it.
///
/// # Errors
/// What could not be written.
pub fn reopen(store: &Store, folder: &Folder, reason: &str) -> Result<String, OutputError> {
    let home = store.folder.join(REOPENED);
    finish_reopening(store)?;
    let name = free_name(&home, &folder.period.id());
    let text = reason_text(folder, reason);
    let beside = home.join(format!("{name}.toml"));
    Set::default().making_folders().with(Target::File(beside.clone()), text.as_bytes()).write()?;
    if let Err(error) = move_to(&folder.path, &home.join(&name)) {
        // The error is the one to tell; what is left beside is removed by the next run.
        let _ = fs::remove_file(beside);
        return Err(error);
    }
    move_to(&beside, &home.join(&name).join(REASON))?;
    Ok(format!("{}/{REOPENED}/{name}", store.shown))
}

/// Ends what a run that was killed has begun: a reason goes into its folder, or goes away where the folder never moved.
///
/// # Errors
/// What could not be written.
pub fn finish_reopening(store: &Store) -> Result<(), OutputError> {
    let entries = fs::read_dir(store.folder.join(REOPENED))
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path());
    for beside in entries.filter(|path| path.is_file() && path.extension().is_some_and(|end| end == "toml")) {
        let folder = beside.with_extension("");
        match folder.is_dir() && !folder.join(REASON).exists() {
            true => move_to(&beside, &folder.join(REASON))?,
            false => {
                fs::remove_file(&beside).map_err(|error| OutputError::new(&Target::File(beside.clone()), &error))?
            }
        }
    }
    Ok(())
}

/// `2026-10.1`, or with the next number.
fn free_name(home: &Path, period: &str) -> String {
    let names = (1_u32..).map(|number| format!("{period}.{number}"));
    let mut free = names.filter(|name| home.join(name).symlink_metadata().is_err());
    free.next().unwrap_or_default()
}

fn reason_text(folder: &Folder, reason: &str) -> String {
    let mut text =
        TomlText::remarked("Written by `appraise close --reopen`. The other files are those that were closed.");
    text.text("period", &folder.period.id());
    text.text("reason", reason);
    text.text("head", folder.head.as_deref().unwrap_or_default());
    text.finish()
}
