//! Which files an input has, and their bytes: globs in the order of names, stdin once, clear words where a file cannot be read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::finding::{Finding, Findings};
use crate::policy::Policy;
use crate::policy::rules::InputRule;
use crate::source::Place;

/// One file of an input.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// As the policy names it, a glob replaced by what it found.
    pub name: Arc<str>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Path(PathBuf),
    /// Stdin, and whatever can be read only once.
    Memory(Arc<[u8]>),
}

impl InputFile {
    /// A file that is in memory.
    pub fn in_memory(name: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) -> Self {
        InputFile { name: name.into(), content: Content::Memory(bytes.into()) }
    }

    /// Opens it.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.content {
            Content::Path(path) => Ok(Box::new(File::open(path)?)),
            Content::Memory(bytes) => Ok(Box::new(Cursor::new(bytes.clone()))),
        }
    }

    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        match &self.content {
            Content::Path(path) => std::fs::metadata(path).map_or(0, |data| data.len()),
            Content::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What reading it came to, as a finding.
    pub fn unreadable(&self, error: &io::Error) -> Finding {
        Finding::error("file-unreadable")
            .with("file", &self.name)
            .with("reason", error)
            .at(Place::file(self.name.clone()))
    }
}

/// The files of an input, those of each pattern in the order of names. Faults: a pattern that finds none, a folder, the same file
/// twice.
pub fn files_of(policy: &Policy, rule: &InputRule, folder: &Path, findings: &mut Findings) -> Vec<InputFile> {
    let mut files: Vec<InputFile> = Vec::new();
    for pattern in &rule.files {
        let place = || policy.text.place(pattern.span);
        let found = match found_by(&pattern.value, folder) {
            Ok(found) => found,
            Err(finding) => {
                findings.push(finding.with("input", &rule.name).at(place()));
                continue;
            }
        };
        for file in found {
            match files.iter().find(|known| known.is_same(&file)) {
                Some(known) => {
                    let twice = Finding::error("same-file-twice").with("input", &rule.name).with("first", &known.name);
                    findings.push(twice.at(place()));
                }
                None => match files.iter().find(|known| known.holds_the_same(&file)) {
                    Some(known) => {
                        let twice = Finding::error("same-file-twice").with("input", &rule.name);
                        findings.push(twice.with("first", &known.name).at(Place::file(file.name.clone())));
                    }
                    None => files.push(file),
                },
            }
        }
    }
    files
}

impl InputFile {
    /// Whether another file has the same bytes; empty ones are told when their header is looked for.
    fn holds_the_same(&self, other: &InputFile) -> bool {
        let is_alike = !self.is_empty() && self.len() == other.len();
        is_alike && self.is_equal(other).unwrap_or(false)
    }

    fn is_equal(&self, other: &InputFile) -> io::Result<bool> {
        let (mut mine, mut theirs) = (BufReader::new(self.open()?), BufReader::new(other.open()?));
        loop {
            let (left, right) = (mine.fill_buf()?, theirs.fill_buf()?);
            let shared = left.len().min(right.len());
            if shared == 0 || left[..shared] != right[..shared] {
                return Ok(left.len() == right.len() && shared == 0);
            }
            mine.consume(shared);
            theirs.consume(shared);
        }
    }

    fn is_same(&self, other: &InputFile) -> bool {
        match (&self.content, &other.content) {
            (Content::Path(mine), Content::Path(theirs)) => {
                mine == theirs || mine.canonicalize().ok().is_some_and(|mine| theirs.canonicalize().ok() == Some(mine))
            }
            _ => false,
        }
    }
}

fn found_by(pattern: &str, folder: &Path) -> Result<Vec<InputFile>, Finding> {
    if pattern == "-" {
        return stdin().map(|file| vec![file]);
    }
    if !pattern.contains(['*', '?', '[']) {
        return on_path(pattern, &folder.join(pattern)).map(|file| vec![file]);
    }
    let unreadable = |reason: String| Finding::error("bad-pattern").with("pattern", pattern).with("reason", reason);
    let absolute = folder.join(pattern);
    let paths = glob::glob(&absolute.to_string_lossy()).map_err(|error| unreadable(error.to_string()))?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|error| unreadable(error.to_string()))?;
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        files.push(on_path(&name, &path)?);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    if files.is_empty() {
        return Err(Finding::error("no-file-matches").with("pattern", pattern));
    }
    Ok(files)
}

fn on_path(name: &str, path: &Path) -> Result<InputFile, Finding> {
    let unreadable = |reason: &dyn std::fmt::Display| {
        Err(Finding::error("file-unreadable").with("file", name).with("reason", reason))
    };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Finding::error("file-not-found").with("file", name).with("path", path.display()))
        }
        Err(error) => unreadable(&error),
        Ok(data) if data.is_dir() => Err(Finding::error("file-is-folder").with("file", name)),
        Ok(data) if data.is_file() => match File::open(path) {
            Ok(_) => Ok(InputFile { name: name.into(), content: Content::Path(path.to_owned()) }),
            Err(error) => unreadable(&error),
        },
        // A pipe can be read only once, and a run reads some files twice.
        Ok(_) => match std::fs::read(path) {
            Ok(bytes) => Ok(InputFile::in_memory(name, bytes)),
            Err(error) => unreadable(&error),
        },
    }
}

fn stdin() -> Result<InputFile, Finding> {
    /// Stdin can be read only once, and a run looks at some inputs twice.
    static STDIN: OnceLock<Result<Arc<[u8]>, String>> = OnceLock::new();
    let read = STDIN.get_or_init(|| {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map(|_| bytes.into()).map_err(|error| error.to_string())
    });
    match read {
        Ok(bytes) => Ok(InputFile::in_memory("-", bytes.clone())),
        Err(reason) => Err(Finding::error("file-unreadable").with("file", "-").with("reason", reason)),
    }
}
