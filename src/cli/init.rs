//! What `appraise init` writes: a policy with every key of the language, sample files, and a worked case.
//!
//! The rules are the same in every language; only the policy's comments, and the language of its reports, differ.

use std::path::{Path, PathBuf};

use super::args::Options;
use super::exit::Exit;
use super::run::{Session, shown};
use crate::finding::Finding;
use crate::locale::Language;
use crate::output::{self, OutputError, Target};

/// The files that do not depend on the language.
const FILES: [(&str, &str); 17] = [
    ("policy.cases.toml", include_str!("init/policy.cases.toml")),
    ("data/staff.csv", include_str!("init/data/staff.csv")),
    ("data/customers.csv", include_str!("init/data/customers.csv")),
    ("data/targets.csv", include_str!("init/data/targets.csv")),
    ("data/sales.csv", include_str!("init/data/sales.csv")),
    ("data/returns.csv", include_str!("init/data/returns.csv")),
    ("data/collections.csv", include_str!("init/data/collections.csv")),
    ("data/splits.csv", include_str!("init/data/splits.csv")),
    ("data/overlays.csv", include_str!("init/data/overlays.csv")),
    ("data/activities.csv", include_str!("init/data/activities.csv")),
    ("data/surveys.csv", include_str!("init/data/surveys.csv")),
    ("data/tickets.csv", include_str!("init/data/tickets.csv")),
    ("data/training.csv", include_str!("init/data/training.csv")),
    ("data/ratings.csv", include_str!("init/data/ratings.csv")),
    ("data/conduct.csv", include_str!("init/data/conduct.csv")),
    ("data/leave.csv", include_str!("init/data/leave.csv")),
    ("data/adjustments.csv", include_str!("init/data/adjustments.csv")),
];

/// Path, relative to the folder asked for, and contents of each file; the policy first.
pub fn files(language: Language) -> Vec<(&'static str, &'static str)> {
    std::iter::once(("policy.toml", policy(language))).chain(FILES).collect()
}

/// Runs the command: all files or, where one is there already, none.
pub fn execute(options: &Options, folder: &Path) -> Exit {
    let mut session = Session::new(options);
    let files = files(options.lang.unwrap_or_default());
    // A link that leads nowhere is in the way too: what it would make stands somewhere else.
    let there = files.iter().map(|(path, _)| folder.join(path)).filter(|path| path.symlink_metadata().is_ok());
    there.for_each(|path| session.findings.push(Finding::error("file-in-the-way").with("file", shown(&path))));
    if session.findings.has_errors() {
        return session.refuse();
    }
    if let Err(error) = write(folder, &files) {
        return session.fail(error.finding(), Exit::of(&error));
    }
    let locale = session.locale();
    let count = files.len().to_string();
    let text = locale.fill("init_done", &[("count", &count), ("folder", &shown(folder))]);
    match output::write(&Target::Stdout, format!("{text}\n").as_bytes()) {
        Ok(()) => Exit::Written,
        Err(error) => session.fail(error.finding(), Exit::of(&error)),
    }
}

/// Writes all files or none; folders that were made for nothing go again.
fn write(folder: &Path, files: &[(&str, &str)]) -> Result<(), OutputError> {
    let set: Vec<(Target, &[u8])> =
        files.iter().map(|(path, contents)| (Target::File(folder.join(path)), contents.as_bytes())).collect();
    let mut made = Vec::new();
    let outcome = make_folders(folder, &set, &mut made).and_then(|()| output::write_all(&set));
    if outcome.is_err() {
        // A folder in which somebody else has put something stays.
        made.iter().rev().for_each(|folder| drop(std::fs::remove_dir(folder)));
    }
    outcome
}

/// Makes the folders of the files, noting those that were not there.
fn make_folders(folder: &Path, set: &[(Target, &[u8])], made: &mut Vec<PathBuf>) -> Result<(), OutputError> {
    for (target, _) in set {
        let Target::File(path) = target else { continue };
        let missing: Vec<&Path> = path.ancestors().skip(1).take_while(|folder| is_missing(folder)).collect();
        for missing in missing.into_iter().rev() {
            std::fs::create_dir(missing).map_err(|error| OutputError::new(&Target::File(folder.to_owned()), &error))?;
            made.push(missing.to_owned());
        }
    }
    Ok(())
}

fn is_missing(folder: &Path) -> bool {
    !folder.as_os_str().is_empty() && !folder.exists()
}

fn policy(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("init/policy.en.toml"),
        Language::ZhHans => include_str!("init/policy.zh-Hans.toml"),
        Language::ZhHant => include_str!("init/policy.zh-Hant.toml"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::finding::{Finding, Findings};
    use crate::ingest::header::{columns_of, match_header};
    use crate::policy::{self, Policy};

    fn read(language: Language) -> Policy {
        let mut findings = Findings::new();
        let policy = policy::read("policy.toml", policy(language), &mut findings);
        assert_eq!(findings.sorted(), Vec::<&Finding>::new(), "{}", language.id());
        policy.expect("a policy without findings is there")
    }

    /// What is in force: each line up to its comment. No text of the template holds `#`.
    fn rules(language: Language) -> Vec<&'static str> {
        let lines = policy(language).lines().map(|line| line.split('#').next().unwrap_or("").trim_end());
        lines.filter(|line| !line.is_empty() && !line.starts_with("language")).collect()
    }

    #[test]
    fn the_template_is_read_without_a_finding_in_every_language() {
        for (id, language) in Language::ALL {
            assert_eq!(read(language).header.language, id);
        }
    }

    #[test]
    fn the_rules_are_the_same_in_every_language() {
        for (id, language) in Language::ALL {
            assert_eq!(rules(language), rules(Language::En), "{id}");
        }
    }

    #[test]
    fn the_policy_reads_exactly_the_sample_files() {
        let named: BTreeSet<String> =
            read(Language::En).inputs.into_iter().flat_map(|input| input.files).map(|file| file.value).collect();
        let written = FILES.iter().map(|(path, _)| (*path).to_owned()).filter(|path| path.ends_with(".csv"));
        assert_eq!(named, written.collect());
    }

    #[test]
    fn every_sample_file_has_a_known_header_and_whole_rows() {
        for (path, contents) in FILES.iter().filter(|(path, _)| path.ends_with(".csv")) {
            let kind = path.trim_start_matches("data/").trim_end_matches(".csv");
            let mut rows = contents.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
            let header = rows.next().expect("a header");
            let required = columns_of(kind).iter().filter(|column| column.required);
            let needed: Vec<String> = required.map(|column| column.name.to_owned()).collect();
            let found = match_header(kind, &header, &[], &needed);
            assert_eq!((found.ignored, found.faults), (Vec::new(), Vec::new()), "{path}");
            let rows: Vec<_> = rows.inspect(|row| assert_eq!(row.len(), header.len(), "{path}: {row:?}")).collect();
            assert!((1..=25).contains(&rows.len()), "{path}");
        }
    }
}
