//! `Frozen`: everything that a closed folder holds, and `Ready`, the same with the digests of it all.

use std::path::{Path, PathBuf};

use super::inputs::Snapshot;
use super::manifest::{FileEntry, Manifest};
use super::{INPUTS, MANIFEST, POLICY};
use crate::digest;
use crate::digest::sums::{self, SUMS, Sum};
use crate::output::{Content, Entry};
use crate::policy::rules::KeptInputs;

/// What a period is closed with.
#[derive(Clone, Debug)]
pub struct Frozen<'a> {
    /// What the folder says of itself; its `files` are those of the snapshot.
    pub manifest: Manifest,
    /// The bytes of the policy that ruled.
    pub policy: &'a [u8],
    /// The tables by name.
    pub tables: Vec<(&'static str, Vec<u8>)>,
    /// The files that were read.
    pub snapshot: &'a Snapshot,
    /// Fingerprints of lines, where no copies are kept: path below the folder and text.
    pub prints: Vec<(String, String)>,
}

/// A folder that can be written.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Path below the folder and content of what is made.
    made: Vec<(String, Vec<u8>)>,
    /// Path below the folder, the file that is copied there, and its digest.
    copied: Vec<(String, PathBuf, String)>,
    /// The head that the folder will have.
    pub head: String,
}

impl Frozen<'_> {
    /// Digests of everything. The same period, rules and files give the same head.
    pub fn ready(&self) -> Ready {
        let mut made: Vec<(String, Vec<u8>)> =
            vec![(MANIFEST.to_owned(), self.manifest.text().into_bytes()), (POLICY.to_owned(), self.policy.to_vec())];
        made.extend(self.tables.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())));
        made.extend(self.policy_in_place());
        made.extend(self.prints.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
        let pairs = self.snapshot.files.iter().zip(&self.manifest.files);
        let copied: Vec<(String, PathBuf, String)> = match self.snapshot.keeps {
            KeptInputs::Copy => {
                pairs.map(|(file, entry)| (file.kept.clone(), file.path.clone(), entry.digest.clone())).collect()
            }
            KeptInputs::Digests => Vec::new(),
        };
        let of_made = made.iter().map(|(path, bytes)| Sum { path: path.clone(), digest: digest::of_bytes(bytes) });
        let of_copies = copied.iter().map(|(path, _, digest)| Sum { path: path.clone(), digest: digest.clone() });
        let sums = sums::text(&of_made.chain(of_copies).collect::<Vec<_>>());
        let head = digest::of_text(&sums);
        made.push((SUMS.to_owned(), sums.into_bytes()));
        Ready { made, copied, head }
    }

    /// The policy once more where its folder is below `inputs`: a folder without a file might be lost, and the paths lead through it.
    fn policy_in_place(&self) -> Option<(String, Vec<u8>)> {
        let facts = &self.manifest.policy;
        if facts.folder.is_empty() || self.snapshot.keeps == KeptInputs::Digests {
            return None;
        }
        let name = Path::new(&facts.file).file_name().map_or(POLICY.into(), |name| name.to_string_lossy().into_owned());
        let path = format!("{INPUTS}/{}/{name}", facts.folder);
        let is_free = |file: &FileEntry| file.kept != path;
        self.manifest.files.iter().all(is_free).then(|| (path, self.policy.to_vec()))
    }
}

impl Ready {
    /// The folder's files, for the one writer.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let made = self.made.iter().map(|(path, bytes)| Entry { path: path.into(), content: Content::Bytes(bytes) });
        let copied = self
            .copied
            .iter()
            .map(|(path, from, digest)| Entry { path: path.into(), content: Content::SameAs(from, digest) });
        made.chain(copied).collect()
    }
}
