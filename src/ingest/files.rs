//! Which files an input has, and their bytes: globs in the order of names, stdin once, clear words where a file cannot be read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use super::sheet::{self, SheetFault};
use crate::finding::nearest::nearest;
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
    /// A file on disk, and how many bytes it had when it was found.
    Path(PathBuf, u64),
    /// Stdin, and whatever can be read only once.
    Memory(Arc<[u8]>),
    /// A sheet of a workbook.
    Sheet {
        path: Option<PathBuf>,
        text: Arc<[u8]>,
        /// Bytes of the workbook.
        size: u64,
    },
}

impl InputFile {
    /// A file that is in memory.
    pub fn in_memory(name: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) -> Self {
        InputFile { name: name.into(), content: Content::Memory(bytes.into()) }
    }

    /// Opens it; of a workbook the text of its sheet.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.content {
            Content::Path(path, size) => Ok(Box::new(Unchanged::open(path, *size)?)),
            Content::Memory(bytes) | Content::Sheet { text: bytes, .. } => Ok(Box::new(Cursor::new(bytes.clone()))),
        }
    }

    /// Opens it; a workbook as it is stored.
    ///
    /// # Errors
    /// What the system says.
    pub fn open_as_stored(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.content {
            Content::Sheet { path: Some(path), .. } => Ok(Box::new(File::open(path)?)),
            _ => self.open(),
        }
    }

    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        match &self.content {
            Content::Path(_, size) => *size,
            Content::Memory(bytes) => bytes.len() as u64,
            Content::Sheet { size, .. } => *size,
        }
    }

    /// How many bytes reading it gives: of a workbook those of the sheet's text.
    pub fn text_len(&self) -> u64 {
        match &self.content {
            Content::Sheet { text, .. } => text.len() as u64,
            _ => self.len(),
        }
    }

    /// Whether it is a sheet of a workbook.
    pub fn is_sheet(&self) -> bool {
        matches!(self.content, Content::Sheet { .. })
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What reading it came to, as a finding.
    pub fn unreadable(&self, error: &io::Error) -> Finding {
        let finding = match error.kind() {
            CHANGED => Finding::error("file-changed").with("file", &self.name),
            _ => Finding::error("file-unreadable").with("file", &self.name).with("reason", error),
        };
        finding.at(Place::file(self.name.clone()))
    }
}

/// The kind of error that says that a file has other bytes than when it was found.
const CHANGED: io::ErrorKind = io::ErrorKind::UnexpectedEof;

/// A file that must have as many bytes as when it was found: half of one that is being written must not be paid from.
struct Unchanged {
    file: File,
    /// How many bytes are still to come; nothing for files of the system that have no size.
    left: Option<u64>,
}

impl Unchanged {
    fn open(path: &Path, size: u64) -> io::Result<Self> {
        Ok(Unchanged { file: File::open(path)?, left: (size > 0).then_some(size) })
    }
}

impl Read for Unchanged {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Some(left) = &mut self.left {
            let has_ended = read == 0 && !buffer.is_empty();
            let rest = left.checked_sub(read as u64).filter(|rest| !(has_ended && *rest > 0));
            *left = rest.ok_or(CHANGED)?;
        }
        Ok(read)
    }
}

/// The files of an input, those of each pattern in the order of names. Faults: a pattern that finds none, a folder, the same file
/// twice, a workbook that cannot be read.
pub fn files_of(policy: &Policy, rule: &InputRule, folder: &Path, findings: &mut Findings) -> Vec<InputFile> {
    let mut files: Vec<InputFile> = Vec::new();
    let mut is_whole = true;
    for pattern in &rule.files {
        let place = || policy.text.place(pattern.span);
        let found = match found_by(&pattern.value, folder) {
            Ok(found) => found,
            Err(finding) => {
                findings.push(finding.with("input", &rule.name).at(place()));
                is_whole = false;
                continue;
            }
        };
        for file in found {
            if let Some(known) = files.iter().find(|known| known.is_same(&file)) {
                let twice = Finding::error("same-file-twice").with("input", &rule.name).with("first", &known.name);
                findings.push(twice.at(place()));
                continue;
            }
            if let Some(known) = files.iter().find(|known| known.holds_the_same(&file)) {
                let twice = Finding::error("same-file-twice").with("input", &rule.name).with("first", &known.name);
                findings.push(twice.at(Place::file(file.name.clone())));
                continue;
            }
            match with_sheet(file, policy, rule) {
                Ok(file) => files.push(file),
                Err(finding) => {
                    findings.push(finding);
                    is_whole = false;
                }
            }
        }
    }
    if is_whole {
        check_keys(policy, rule, &mut files, findings);
    }
    files
}

/// Keys of workbooks need one among the files, and keys of text none; a workbook that they do not fit is left out.
fn check_keys(policy: &Policy, rule: &InputRule, files: &mut Vec<InputFile>, findings: &mut Findings) {
    let workbook = files.iter().find(|file| file.is_sheet());
    match (workbook, &rule.sheet) {
        (None, Some(sheet)) => {
            let unused = Finding::error("sheet-without-workbook").with("input", &rule.name);
            findings.push(unused.at(policy.text.place(sheet.span)));
        }
        (Some(workbook), _) => {
            let keys = [("delimiter", rule.delimiter.is_some_and(|byte| byte != b',')), ("quotes", rule.unquoted)];
            let written: Vec<&str> =
                keys.into_iter().filter_map(|(key, is_written)| is_written.then_some(key)).collect();
            for key in &written {
                let of_text = Finding::error("text-key-of-workbook").with("key", key).with("file", &workbook.name);
                findings.push(of_text.at(policy.text.place(rule.span)));
            }
            files.retain(|file| written.is_empty() || !file.is_sheet());
        }
        (None, None) => {}
    }
}

/// The file as it is, or of a workbook the sheet that the policy means. The first bytes decide, not the name.
fn with_sheet(file: InputFile, policy: &Policy, rule: &InputRule) -> Result<InputFile, Finding> {
    let mut first = Vec::new();
    let read = file.open().and_then(|input| input.take(sheet::SIGNATURE_BYTES).read_to_end(&mut first));
    if read.is_err() || !sheet::is_workbook(&first) {
        return Ok(file);
    }
    let name = rule.sheet.as_ref().map(|sheet| sheet.value.as_str());
    let read = match &file.content {
        Content::Path(path, _) => text_on(path, name).map_err(|error| file.unreadable(&error))?,
        Content::Memory(bytes) => sheet::text(Cursor::new(bytes), name).map(Arc::from),
        Content::Sheet { text, .. } => Ok(text.clone()),
    };
    let text = read.map_err(|fault| sheet_finding(fault, &file, policy, rule))?;
    let path = match &file.content {
        Content::Path(path, _) => Some(path.clone()),
        _ => None,
    };
    Ok(InputFile { content: Content::Sheet { path, text, size: file.len() }, ..file })
}

/// A sheet of a file as it was at a time.
#[derive(Clone, PartialEq, Eq)]
struct SheetKey {
    path: PathBuf,
    sheet: Option<String>,
    size: u64,
    modified: Option<SystemTime>,
}

/// The sheet's text; a run looks at some inputs twice, and unpacks a workbook once.
fn text_on(path: &Path, sheet: Option<&str>) -> io::Result<Result<Arc<[u8]>, SheetFault>> {
    static TEXTS: Mutex<Vec<(SheetKey, Arc<[u8]>)>> = Mutex::new(Vec::new());
    let file = File::open(path)?;
    let data = file.metadata()?;
    let (path, sheet_name) = (path.canonicalize()?, sheet.map(str::to_owned));
    let key = SheetKey { path, sheet: sheet_name, size: data.len(), modified: data.modified().ok() };
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, text)) = texts.iter().find(|(known, _)| *known == key) {
        return Ok(Ok(text.clone()));
    }
    let text = sheet::text(io::BufReader::new(file), sheet).map(Arc::<[u8]>::from);
    if let Ok(text) = &text {
        texts.push((key, text.clone()));
    }
    Ok(text)
}

fn sheet_finding(fault: SheetFault, file: &InputFile, policy: &Policy, rule: &InputRule) -> Finding {
    let place = Place::file(file.name.clone());
    let refused = |code| Finding::error(code).with("file", &file.name);
    match (fault, &rule.sheet) {
        (SheetFault::Protected, _) => refused("workbook-protected").at(place),
        (SheetFault::OtherKind(kind), _) => refused("workbook-of-other-kind").with("kind", kind).at(place),
        (SheetFault::TooLarge, _) => refused("workbook-too-large").at(place),
        (SheetFault::Unreadable(reason), _) => refused("workbook-unreadable").with("reason", reason).at(place),
        (SheetFault::UnknownSheet(_), None) => refused("workbook-without-sheet").at(place),
        (SheetFault::UnknownSheet(sheets), Some(wanted)) => {
            let near = nearest(&wanted.value, &sheets);
            let unknown = refused(if near.is_some() { "unknown-sheet-near" } else { "unknown-sheet" });
            let unknown = unknown.with("sheet", &wanted.value).with("sheets", sheets.join("`, `"));
            let unknown = near.into_iter().fold(unknown, |unknown, near| unknown.with("nearest", near));
            unknown.at(policy.text.place(wanted.span))
        }
    }
}

impl InputFile {
    fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Path(path, _) => Some(path),
            Content::Sheet { path, .. } => path.as_deref(),
            Content::Memory(_) => None,
        }
    }

    /// Whether another file has the same text; empty ones are told when their header is looked for.
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
        let is_same = |(mine, theirs): (&Path, &Path)| {
            mine == theirs || mine.canonicalize().ok().is_some_and(|mine| theirs.canonicalize().ok() == Some(mine))
        };
        self.path().zip(other.path()).is_some_and(is_same)
    }
}

/// Whether a pattern, or a plain name, means the file at a place.
pub fn names(pattern: &Path, place: &Path) -> bool {
    let text = pattern.to_string_lossy();
    if !text.contains(['*', '?', '[']) {
        return pattern == place;
    }
    let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
    glob::Pattern::new(&text).is_ok_and(|pattern| pattern.matches_path_with(place, options))
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
        if is_lock(&path) {
            continue;
        }
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        files.push(on_path(&name, &path)?);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    if files.is_empty() {
        return Err(Finding::error("no-file-matches").with("pattern", pattern));
    }
    Ok(files)
}

/// What Excel and LibreOffice keep beside a file while it is open: `~$sales.xlsx`, `.~lock.sales.xlsx#`.
fn is_lock(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("~$") || name.starts_with(".~lock.")
}

/// The file of that name at that path, which must be one that can be read.
///
/// # Errors
/// A finding without a place: the caller knows who named it.
pub(super) fn on_path(name: &str, path: &Path) -> Result<InputFile, Finding> {
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
            Ok(_) => Ok(InputFile { name: name.into(), content: Content::Path(path.to_owned(), data.len()) }),
            Err(error) => unreadable(&error),
        },
        Ok(_) => match read_once(path) {
            Ok(bytes) => Ok(InputFile::in_memory(name, bytes)),
            Err(error) => unreadable(&error),
        },
    }
}

/// The bytes of a pipe or device: it can be read only once, and a run looks at some inputs several times.
fn read_once(path: &Path) -> io::Result<Arc<[u8]>> {
    static READ: Mutex<Vec<(PathBuf, Arc<[u8]>)>> = Mutex::new(Vec::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, bytes)) = read.iter().find(|(known, _)| known == path) {
        return Ok(bytes.clone());
    }
    let bytes: Arc<[u8]> = std::fs::read(path)?.into();
    read.push((path.to_owned(), bytes.clone()));
    Ok(bytes)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_while_it_is_read_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        let read = |text: &str, then: &str| {
            std::fs::write(&path, text).expect("written");
            let file = on_path("a.csv", &path).expect("found");
            std::fs::write(&path, then).expect("written");
            let mut bytes = Vec::new();
            let read = file.open().and_then(|mut input| input.read_to_end(&mut bytes));
            read.map_err(|error| file.unreadable(&error).code)
        };
        assert_eq!(read("a,b\n1,2\n", "a,b\n1,2\n"), Ok(8));
        assert_eq!(read("a,b\n1,2\n", "a,b\n"), Err("file-changed"));
        assert_eq!(read("a,b\n1,2\n", "a,b\n1,2\n3,4\n"), Err("file-changed"));
    }
}
