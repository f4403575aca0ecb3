//! `Snapshot`: the files that a policy names, taken before a run reads them, so that what is kept of them are the bytes that were read.
//!
//! Below `inputs` they stand as they stood around the policy's folder: where the policy reads `../data/sales.csv`, its folder has a place
//! beside `data` there, and the same paths lead to the same files.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::INPUTS;
use super::manifest::FileEntry;
use super::prints::Prints;
use crate::digest;
use crate::finding::{Finding, Findings};
use crate::ingest::files::paths_of;
use crate::ingest::stamp::Stamp;
use crate::policy::Policy;
use crate::policy::rules::KeptInputs;
use crate::source::Place;

/// What is added to the path of a file of which fingerprints are kept.
const LINES: &str = ".lines";

/// The files as they were at that moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// By their paths below `inputs`.
    pub files: Vec<KeptFile>,
    /// Where the policy's folder is below `inputs`.
    pub folder: String,
    /// What is kept of them.
    pub keeps: KeptInputs,
}

/// One file.
#[derive(Clone, Debug)]
pub struct KeptFile {
    /// As the policy names it.
    pub file: String,
    /// The inputs that name it.
    pub inputs: Vec<String>,
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the closed folder.
    pub kept: String,
    stamp: Stamp,
}

/// A file that an input names.
struct Named {
    input: String,
    /// Where in the policy.
    place: Place,
    file: String,
    path: PathBuf,
}

impl Named {
    fn refused(&self, code: &'static str) -> Finding {
        let finding = Finding::error(code).with("file", &self.file).with("input", &self.input);
        finding.at(self.place.clone())
    }
}

impl Snapshot {
    /// The files of all inputs of these policies, those too of which the run needs nothing: their patterns must find them again. The
    /// first policy rules; others are those of periods that are corrected. What cannot be kept is told; what is not there is told by
    /// the run.
    pub fn take(policies: &[&Policy], folder: &Path, findings: &mut Findings) -> Self {
        let keeps = policies.first().map_or(KeptInputs::Copy, |policy| policy.close.inputs);
        let mut snapshot = Snapshot { files: Vec::new(), folder: String::new(), keeps };
        let named = policies.iter().flat_map(|policy| named(policy, folder, findings)).collect::<Vec<_>>();
        let mut routes = Vec::new();
        for named in named {
            match Route::of(Path::new(&named.file), keeps) {
                Ok(route) => routes.push((named, route)),
                Err(code) => findings.push(named.refused(code)),
            }
        }
        let up = routes.iter().map(|(_, route)| route.up).max().unwrap_or(0);
        let Some(above) = names_above(folder, up) else {
            let highest = routes.iter().filter(|(_, route)| route.up == up);
            highest.for_each(|(named, _)| findings.push(named.refused("close-input-roundabout")));
            return snapshot;
        };
        snapshot.folder = above.join("/");
        for (named, route) in routes {
            match fs::metadata(&named.path) {
                Ok(data) if data.is_file() => snapshot.add(named, route.below(&above), Stamp::of(&data)),
                Ok(_) => findings.push(named.refused("close-input-no-file")),
                Err(_) => {}
            }
        }
        snapshot.files.sort_by(|a, b| a.kept.cmp(&b.kept));
        snapshot
    }

    fn add(&mut self, named: Named, kept: String, stamp: Stamp) {
        let suffix = if self.keeps == KeptInputs::Digests { LINES } else { "" };
        let kept = format!("{INPUTS}/{kept}{suffix}");
        match self.files.iter_mut().find(|file| file.kept == kept) {
            Some(known) if known.inputs.contains(&named.input) => {}
            Some(known) => known.inputs.push(named.input),
            None => {
                let Named { input, file, path, .. } = named;
                self.files.push(KeptFile { file, inputs: vec![input], path, kept, stamp });
            }
        }
    }

    /// What each file is, now that all was read; a file that is another than it was is told.
    pub fn contents(&self, findings: &mut Findings) -> Contents {
        let paths: Vec<PathBuf> = self.files.iter().map(|file| file.path.clone()).collect();
        let digests = digest::of_files(&paths);
        let mut contents = Contents::default();
        for (file, digest) in self.files.iter().zip(digests) {
            if let Err(error) = digest.and_then(|digest| self.add_content(file, digest, &mut contents)) {
                let unreadable = Finding::error("file-unreadable").with("file", &file.file).with("reason", error);
                findings.push(unreadable.at(Place::file(file.file.as_str())));
            } else if !file.is_unchanged() {
                let changed = Finding::error("file-changed").with("file", &file.file);
                findings.push(changed.at(Place::file(file.file.as_str())));
            }
        }
        contents
    }

    fn add_content(&self, file: &KeptFile, digest: String, contents: &mut Contents) -> io::Result<()> {
        let mut lines_each = None;
        if self.keeps == KeptInputs::Digests {
            let prints = Prints::of(File::open(&file.path)?)?;
            lines_each = Some(prints.each);
            contents.prints.push((file.kept.clone(), prints.text()));
        }
        contents.entries.push(FileEntry {
            file: file.file.clone(),
            inputs: file.inputs.clone(),
            kept: file.kept.clone(),
            bytes: file.stamp.size,
            digest,
            lines_each,
        });
        Ok(())
    }
}

/// What a snapshot holds.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// A file each.
    pub entries: Vec<FileEntry>,
    /// Where fingerprints are kept: their path below the closed folder, and their text.
    pub prints: Vec<(String, String)>,
}

impl KeptFile {
    fn is_unchanged(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|data| Stamp::of(&data) == self.stamp)
    }
}

/// Every file that an input names, in the order of the policy.
fn named(policy: &Policy, folder: &Path, findings: &mut Findings) -> Vec<Named> {
    let mut all = Vec::new();
    for rule in &policy.inputs {
        for pattern in rule.files.iter().chain(&rule.mended) {
            let place = policy.text.place(pattern.span);
            let named = |(file, path)| Named { input: rule.name.to_string(), place: place.clone(), file, path };
            if pattern.value == "-" {
                findings.push(named(("-".to_owned(), PathBuf::new())).refused("close-input-stdin"));
                continue;
            }
            // What is wrong with a pattern is told by the run.
            let found = paths_of(&pattern.value, (policy, folder)).unwrap_or_default();
            all.extend(found.into_iter().map(named));
        }
    }
    all
}

/// The way from the policy's folder to a file.
struct Route {
    /// How many folders up.
    up: usize,
    /// Then down, by these names.
    down: Vec<String>,
}

impl Route {
    /// # Errors
    /// The code of why a file of that path is not kept.
    fn of(path: &Path, keeps: KeptInputs) -> Result<Self, &'static str> {
        let mut route = Route { up: 0, down: Vec::new() };
        for component in path.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir if route.down.is_empty() => route.up += 1,
                Component::ParentDir => return Err("close-input-roundabout"),
                Component::Normal(name) => route.down.push(name.to_string_lossy().into_owned()),
                // Of a file that is not copied the name alone is kept.
                Component::RootDir | Component::Prefix(_) if keeps == KeptInputs::Digests => {}
                Component::RootDir | Component::Prefix(_) => return Err("close-input-absolute"),
            }
        }
        Ok(route)
    }

    /// The same way, where the policy's folder has these names above it.
    fn below(&self, above: &[String]) -> String {
        let stay = above.len().saturating_sub(self.up);
        above[..stay].iter().chain(&self.down).map(String::as_str).collect::<Vec<_>>().join("/")
    }
}

/// The last so many names of the way to a folder; nothing where it is not that deep.
fn names_above(folder: &Path, count: usize) -> Option<Vec<String>> {
    if count == 0 {
        return Some(Vec::new());
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let folder = folder.canonicalize().ok()?;
    let names = folder.components().filter_map(|component| match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let names: Vec<String> = names.map(str::to_owned).collect();
    names.len().checked_sub(count).map(|start| names[start..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy;

    fn taken(folder: &Path, files: &str, keys: &str) -> (Snapshot, Vec<&'static str>) {
        let text = format!(
            "schema = 1\n[policy]\nname = \"x\"\nversion = \"1\"\ncurrency = \"CNY\"\nperiod = \"month\"\n[input]\n\
             staff = \"{files}\"\n{keys}"
        );
        let mut findings = Findings::new();
        let policy = policy::read("policy.toml", &text, &mut findings).expect("a policy");
        let mut findings = Findings::new();
        let snapshot = Snapshot::take(&[&policy], folder, &mut findings);
        let codes = findings.iter().map(|finding| finding.code).collect();
        (snapshot, codes)
    }

    fn kept(snapshot: &Snapshot) -> Vec<&str> {
        snapshot.files.iter().map(|file| file.kept.as_str()).collect()
    }

    #[test]
    fn files_keep_the_places_that_they_have_around_the_policy() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("rules/of 2026");
        fs::create_dir_all(&folder).expect("made");
        for path in ["staff.csv", "rules/staff.csv", "rules/of 2026/staff.csv"] {
            fs::write(root.path().join(path), path).expect("written");
        }
        for (named, found, place) in [
            ("staff.csv", "inputs/staff.csv", ""),
            ("./staff.csv", "inputs/staff.csv", ""),
            ("../staff.csv", "inputs/staff.csv", "of 2026"),
            ("../../staff.csv", "inputs/staff.csv", "rules/of 2026"),
        ] {
            let (snapshot, codes) = taken(&folder, named, "");
            assert_eq!((kept(&snapshot), snapshot.folder.as_str(), codes), (vec![found], place, vec![]), "{named}");
        }
        let up = "../".repeat(60);
        assert_eq!(taken(&folder, &format!("{up}staff.csv"), "").1, ["close-input-roundabout"]);
        let absolute = folder.join("staff.csv").display().to_string();
        assert_eq!(taken(&folder, &absolute, "").1, ["close-input-absolute"]);
        let (snapshot, codes) = taken(&folder, &absolute, "[close]\ninputs = \"digests\"\n");
        assert!(codes.is_empty() && kept(&snapshot)[0].ends_with("rules/of 2026/staff.csv.lines"));
    }

    #[test]
    fn a_file_that_changes_after_it_was_taken_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("staff.csv"), "person\nann\n").expect("written");
        let (snapshot, _) = taken(folder.path(), "staff.csv", "");
        let mut findings = Findings::new();
        assert_eq!(snapshot.contents(&mut findings).entries[0].bytes, 11);
        assert!(findings.is_empty());
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(folder.path().join("staff.csv"), "person\nbob\n").expect("written");
        drop(snapshot.contents(&mut findings));
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["file-changed"]);
    }

    #[cfg(unix)]
    #[test]
    fn pipes_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.csv")).status();
        if made.is_ok_and(|status| status.success()) {
            assert_eq!(taken(folder.path(), "pipe.csv", "").1, ["close-input-no-file"]);
        }
    }
}
