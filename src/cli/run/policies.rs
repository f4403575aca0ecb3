//! The policy of a run: a file, or of a folder the version in force.

use std::io;
use std::path::{Path, PathBuf};

use super::{Session, period_of, shown};
use crate::calendar::Period;
use crate::digest;
use crate::finding::Finding;
use crate::gathering::policy_text;
use crate::locale::{Language, Locale};
use crate::policy::{self, Policy};
use crate::source::Place;

/// A longer policy is no policy; reading it would cost memory for nothing.
const MOST_POLICY_BYTES: u64 = 1 << 20;

/// The bytes of a file, but not many more than a policy has.
fn limited(file: std::fs::File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, MOST_POLICY_BYTES + 1), &mut bytes)?;
    Ok(bytes)
}

/// The bytes of a policy.
///
/// # Errors
/// It is not there, cannot be read, or is too large to be one.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Finding> {
    match std::fs::File::open(path).and_then(limited) {
        Ok(bytes) if bytes.len() as u64 > MOST_POLICY_BYTES => {
            let large = Finding::error("policy-too-large").with("file", shown(path)).with("most", MOST_POLICY_BYTES);
            Err(large.at(Place::file(shown(path))))
        }
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Finding::error("policy-not-found").with("file", shown(path)))
        }
        Err(error) => Err(unreadable(path, &error)),
    }
}

impl Session<'_> {
    /// The policy, or of a folder the version in force, and the folder that its paths are relative to.
    pub(super) fn policy(&mut self) -> Option<(Policy, PathBuf)> {
        let (mut policies, folder) = self.policies()?;
        if !self.options.policy.is_dir() {
            return policies.pop().map(|policy| (policy, folder));
        }
        match self.period(policies.first()?) {
            Ok(Some(period)) => self.version_for(policies, &period).map(|policy| (policy, folder)),
            Ok(None) => {
                self.findings.push(Finding::error("folder-needs-period").with("folder", shown(&self.options.policy)));
                None
            }
            Err(finding) => {
                self.findings.push(finding);
                None
            }
        }
    }

    /// The policy, or of a folder all versions, at least one, and the folder that their paths are relative to.
    pub fn policies(&mut self) -> Option<(Vec<Policy>, PathBuf)> {
        let (path, folder) = (self.options.policy.clone(), self.base());
        let policies = match path.is_dir() {
            true => self.versions(&path)?,
            false => vec![self.read_policy(&path, &folder)?],
        };
        self.locale = Locale::new(self.language(policies.first()?));
        Some((policies, folder))
    }

    /// The version that covers a period; of a single file that one, and the run tells where it does not.
    pub fn version_for(&mut self, mut policies: Vec<Policy>, period: &Period) -> Option<Policy> {
        if !self.options.policy.is_dir() {
            return policies.pop();
        }
        match policy::choose(&policies, period) {
            Ok(index) => Some(policies.swap_remove(index)),
            Err(finding) => {
                self.findings.push(finding);
                None
            }
        }
    }

    fn versions(&mut self, folder: &Path) -> Option<Vec<Policy>> {
        let mut files: Vec<PathBuf> = match std::fs::read_dir(folder) {
            Ok(entries) => entries.filter_map(|entry| Some(self.base().join(entry.ok()?.file_name()))).collect(),
            Err(error) => {
                self.findings.push(unreadable(folder, &error));
                return None;
            }
        };
        files.retain(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.ends_with(".toml") && !name.ends_with(".cases.toml")
        });
        files.sort();
        let mut policies = Vec::new();
        for file in &files {
            policies.extend(self.read_policy(file, &self.base()));
        }
        if policies.is_empty() && !self.findings.has_errors() {
            self.findings.push(Finding::error("no-policy-in-folder").with("folder", shown(folder)));
        }
        (!policies.is_empty()).then_some(policies)
    }

    /// A policy from its file; nothing, and a finding, where it cannot be read. Its paths are relative to `folder`.
    fn read_policy(&mut self, path: &Path, folder: &Path) -> Option<Policy> {
        self.policies.push(path.to_owned());
        let read = bytes_of(path).and_then(|bytes| Ok((policy_text(&shown(path), folder, &bytes)?, bytes)));
        let (text, bytes) = match read {
            Ok(read) => read,
            Err(finding) => {
                self.findings.push(finding);
                return None;
            }
        };
        let policy = policy::read(&shown(path), &text, &mut self.findings);
        if policy.is_none() && self.options.lang.is_none() {
            let language = policy::language_of(&text).and_then(|id| Language::named(&id));
            self.locale = language.map_or(self.locale, Locale::new);
        }
        policy.map(|policy| Policy { digest: digest::of_bytes(&bytes), ..policy })
    }

    fn language(&self, policy: &Policy) -> Language {
        self.options.lang.or_else(|| Language::named(&policy.header.language)).unwrap_or_default()
    }

    pub(super) fn period(&self, policy: &Policy) -> Result<Option<Period>, Finding> {
        let fiscal_start = policy.header.fiscal_year_starts;
        self.options.period.as_deref().map(|text| period_of(text, fiscal_start)).transpose()
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Finding {
    Finding::error("file-unreadable").with("file", shown(path)).with("reason", error).at(Place::file(shown(path)))
}
