//! Files that a run must not write over: what it reads, what it has written already.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{Session, parent};
use crate::digest;
use crate::finding::Finding;
use crate::ingest::facts::FileFacts;
use crate::ingest::files::names;
use crate::ingest::stamp::Stamp;
use crate::output::{self, Target};
use crate::policy::Policy;
use crate::run::Outcome;
use crate::source::{Place, Spanned};

impl Session<'_> {
    /// The file of rejects must not be one that was mended: it would be written anew.
    pub(super) fn rejects_over_mended(&self, policy: &Policy, folder: &Path) -> Option<Finding> {
        let rejects = self.options.rejects.as_deref()?.canonicalize().ok()?;
        let mended = policy.inputs.iter().filter_map(|rule| rule.mended.as_ref());
        let is_same =
            |file: &&Spanned<String>| folder.join(&file.value).canonicalize().is_ok_and(|file| file == rejects);
        let over = mended.into_iter().find(is_same)?;
        let finding = Finding::error("rejects-over-mended").with("file", &over.value);
        Some(finding.at(policy.text.place(over.span)))
    }

    /// The folder that the paths of the policy, or of the versions of a folder, are relative to.
    pub fn base(&self) -> PathBuf {
        let policy = &self.options.policy;
        match policy.is_dir() {
            true if policy == Path::new(".") => PathBuf::new(),
            true => policy.clone(),
            false => parent(policy),
        }
    }

    /// The files that were read, policies among them.
    fn read(&self, outcome: &Outcome) -> impl Iterator<Item = PathBuf> {
        let base = self.base();
        let facts = outcome.gathered.facts.iter().flat_map(|one| &one.files);
        let files: Vec<PathBuf> = facts.map(|facts| base.join(facts.stored_as())).collect();
        files.into_iter().chain(self.policies.clone()).map(|file| output::place_of(&file))
    }

    /// A file that was read, or that the policy reads, or that is written already, and that `-o` or `--rejects` would replace.
    pub fn written_over(&self, targets: &[(&'static str, Target)], outcome: &Outcome) -> Option<Finding> {
        let base = self.base();
        let mended = outcome.policy.inputs.iter().filter_map(|rule| rule.mended.as_ref());
        let mended = mended.map(|file| output::place_of(&base.join(&file.value)));
        let read: Vec<PathBuf> = self.read(outcome).chain(mended).collect();
        let is_over = |target: &&(&str, Target)| {
            let Target::File(path) = &target.1 else { return false };
            let place = output::place_of(path);
            read.contains(&place) || names_input(&outcome.policy, &base, &place)
        };
        let over = targets.iter().find(is_over).map(|target| over("output-over-input", target));
        over.or_else(|| written_twice(targets))
    }

    /// A file that was read, or that the policy reads, and that a new folder would hide or replace, or the rejects, that would stand in it;
    /// `option` names the folder.
    pub fn folder_over(
        &self,
        (option, folder): (&'static str, &Path),
        (files, rejects): (&[&str], Option<&Path>),
        outcome: &Outcome,
    ) -> Option<Finding> {
        let own = files.iter().map(|file| (option, Target::File(folder.join(file))));
        let rejected = rejects.map(|file| ("--rejects", Target::File(file.to_owned())));
        let targets: Vec<(&'static str, Target)> = own.chain(rejected.clone()).collect();
        let inside = self.read(outcome).find(|file| file.starts_with(folder));
        let over_input = |file| over("output-over-input", &(option, Target::File(file)));
        let in_folder = rejected.filter(|_| rejects.is_some_and(|file| output::place_of(file).starts_with(folder)));
        let twice = in_folder.map(|target| over("output-twice", &target));
        inside.map(over_input).or(twice).or_else(|| self.written_over(&targets, outcome))
    }

    /// The SHA-256 of an input's file, and that it is not the one any more that was read; nothing of standard input.
    pub fn digest_of(&self, facts: &FileFacts) -> Result<Option<String>, Finding> {
        let Some(stamp) = &facts.stamp else { return Ok(facts.digest.clone()) };
        let path = self.base().join(facts.stored_as());
        let digest = File::open(&path).and_then(digest::of_stream);
        let is_same = std::fs::metadata(path).is_ok_and(|data| Stamp::of(&data) == *stamp);
        let changed = || Finding::error("file-changed").with("file", &facts.file).at(Place::file(facts.file.clone()));
        digest.ok().filter(|_| is_same).map(Some).ok_or_else(changed)
    }

    /// What is written, by the option that names it: the report, then the rejects.
    pub fn targets(&self) -> Vec<(&'static str, Target)> {
        let rejects = self.options.rejects.as_ref().map(|path| ("--rejects", Target::of(path.as_os_str())));
        std::iter::once(("-o", self.options.target())).chain(rejects).collect()
    }
}

/// That the rejects, which come last, would be written where a report is.
fn written_twice(targets: &[(&'static str, Target)]) -> Option<Finding> {
    let [reports @ .., last @ ("--rejects", rejects)] = targets else { return None };
    let is_same = |report: &Target| match (report, rejects) {
        (Target::File(report), Target::File(rejects)) => output::place_of(report) == output::place_of(rejects),
        (report, rejects) => report == rejects,
    };
    reports.iter().any(|(_, report)| is_same(report)).then(|| over("output-twice", last))
}

/// The finding that what an option names cannot be written there.
fn over(code: &'static str, (option, target): &(&'static str, Target)) -> Finding {
    Finding::error(code).with("option", option).with("file", target)
}

/// Whether a place is one of the files that the policy's inputs name or, by a pattern, would read at the next run.
fn names_input(policy: &Policy, folder: &Path, place: &Path) -> bool {
    let patterns = policy.inputs.iter().flat_map(|rule| &rule.files).map(|file| file.value.as_str());
    patterns.filter(|pattern| *pattern != "-").any(|pattern| names(&output::place_of(&folder.join(pattern)), place))
}
