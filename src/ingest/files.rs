//! Which files an input has, and their bytes: globs in the order of names, stdin once, clear words where a file cannot be read.

use std::fs::File;
use std::hash::Hasher;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::FxHasher;

use super::stamp::Stamp;
use super::{sheet, workbooks};
use crate::finding::{Finding, Findings};
use crate::policy::Policy;
use crate::policy::rules::InputRule;
use crate::source::Place;

/// One file of an input.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// As the policy names it, a glob replaced by what it found; with the sheet where several of a workbook are read.
    pub name: Arc<str>,
    /// Which entry of `files` found it: how it is read is `InputRule::of_entry`.
    pub entry: usize,
    content: Content,
    /// A hash of the first bytes, once somebody asked for it.
    head: OnceLock<u64>,
}

#[derive(Clone, Debug)]
enum Content {
    /// A file on disk as it was when it was found.
    Path(PathBuf, Stamp),
    /// Stdin, and whatever can be read only once.
    Memory(Arc<[u8]>),
    /// A sheet of a workbook.
    Sheet {
        path: Option<PathBuf>,
        read: workbooks::ReadSheet,
        /// Bytes of the workbook.
        size: u64,
    },
}

impl InputFile {
    fn new(name: Arc<str>, content: Content) -> Self {
        InputFile { name, entry: 0, content, head: OnceLock::new() }
    }

    /// A file that is in memory.
    pub fn in_memory(name: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) -> Self {
        InputFile::new(name.into(), Content::Memory(bytes.into()))
    }

    /// Opens it; of a workbook the text of its sheet.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.content {
            Content::Path(path, stamp) => Ok(Box::new(Unchanged::open(path, stamp)?)),
            Content::Memory(bytes) => Ok(Box::new(Cursor::new(bytes.clone()))),
            Content::Sheet { read, .. } => Ok(Box::new(Cursor::new(read.content.text.clone()))),
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
            Content::Path(_, stamp) => stamp.size,
            Content::Memory(bytes) => bytes.len() as u64,
            Content::Sheet { size, .. } => *size,
        }
    }

    /// How many bytes reading it gives: of a workbook those of the sheet's text.
    pub fn text_len(&self) -> u64 {
        match &self.content {
            Content::Sheet { read, .. } => read.content.text.len() as u64,
            _ => self.len(),
        }
    }

    /// Whether it is a sheet of a workbook.
    pub fn is_sheet(&self) -> bool {
        matches!(self.content, Content::Sheet { .. })
    }

    /// The sheet's name, where it is one of a workbook.
    pub fn sheet(&self) -> Option<&Arc<str>> {
        match &self.content {
            Content::Sheet { read, .. } => Some(&read.name),
            _ => None,
        }
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What to tell where it is not the file any more that the run began to read: asked when all was read.
    pub fn changed(&self) -> Option<Finding> {
        let Content::Path(path, stamp) = &self.content else { return None };
        let is_same = std::fs::metadata(path).is_ok_and(|data| Stamp::of(&data) == *stamp);
        (!is_same).then(|| self.unreadable(&CHANGED.into()))
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

/// A file that must be as it was when it was found: half of one that is being written must not be paid from.
struct Unchanged {
    file: File,
    /// How many bytes are still to come; nothing for files of the system that have no size.
    left: Option<u64>,
}

impl Unchanged {
    fn open(path: &Path, stamp: &Stamp) -> io::Result<Self> {
        let file = File::open(path)?;
        if Stamp::of(&file.metadata()?) != *stamp {
            return Err(CHANGED.into());
        }
        Ok(Unchanged { file, left: (stamp.size > 0).then_some(stamp.size) })
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

/// The files of an input, those of each pattern in the order of names; of a workbook each sheet that is read is one. Faults: a pattern
/// that finds none, a folder, the same file twice, a workbook that cannot be read.
pub fn files_of(policy: &Policy, rule: &InputRule, folder: &Path, findings: &mut Findings) -> Vec<InputFile> {
    let mut finder = Finder { policy, rule, folder, findings, files: Vec::new(), is_whole: true, unread: Vec::new() };
    (0..rule.files.len()).for_each(|entry| finder.add_entry(entry));
    finder.finish()
}

/// What is wrong with the paths and patterns of an input; no file is read.
pub fn absent_files(policy: &Policy, rule: &InputRule, folder: &Path) -> Vec<Finding> {
    let patterns = rule.files.iter().filter(|pattern| pattern.value != "-");
    let told = |finding: Finding, span| finding.with("input", &rule.name).at(policy.text.place(span));
    patterns.filter_map(|pattern| Some(told(found_by(&pattern.value, (policy, folder)).err()?, pattern.span))).collect()
}

/// The files of an input on their way.
struct Finder<'a> {
    policy: &'a Policy,
    rule: &'a InputRule,
    folder: &'a Path,
    findings: &'a mut Findings,
    files: Vec<InputFile>,
    /// Whether every pattern found files, and all could be read.
    is_whole: bool,
    /// Sheets with rows that nothing reads.
    unread: Vec<workbooks::Unread>,
}

impl Finder<'_> {
    fn fail(&mut self, finding: Finding) {
        self.findings.push(finding);
        self.is_whole = false;
    }

    /// Adds what an entry of `files` finds.
    fn add_entry(&mut self, entry: usize) {
        let pattern = &self.rule.files[entry];
        let place = self.policy.text.place(pattern.span);
        let found = match found_by(&pattern.value, (self.policy, self.folder)) {
            Ok(found) => found,
            Err(finding) => return self.fail(finding.with("input", &self.rule.name).at(place)),
        };
        if pattern.value.contains(GLOB) {
            let twice =
                workbooks::in_two_formats(&found).map(|twice| twice.with("input", &self.rule.name).at(place.clone()));
            twice.into_iter().for_each(|twice| self.findings.push(twice));
        }
        for file in found {
            match self.opened(InputFile { entry, ..file }) {
                Ok(files) => files.into_iter().for_each(|file| self.add(file, &place)),
                Err(finding) => self.fail(finding),
            }
        }
    }

    /// Adds a file unless it is there already.
    fn add(&mut self, file: InputFile, pattern: &Place) {
        let twice = |known: &InputFile, place: Place| {
            Finding::error("same-file-twice").with("input", &self.rule.name).with("first", &known.name).at(place)
        };
        if let Some(known) = self.files.iter().find(|known| known.is_same(&file)) {
            self.findings.push(twice(known, pattern.clone()));
        } else if let Some(known) = self.files.iter().find(|known| known.holds_the_same(&file)) {
            self.findings.push(twice(known, Place::file(file.name.clone())));
        } else {
            self.files.push(file);
        }
    }

    /// The file as it is, or of a workbook the sheets that the policy means. The first bytes decide, not the name.
    fn opened(&mut self, file: InputFile) -> Result<Vec<InputFile>, Finding> {
        let mut first = Vec::new();
        let read = file.open().and_then(|input| input.take(sheet::SIGNATURE_BYTES).read_to_end(&mut first));
        if read.is_err() || !sheet::is_workbook(&first) {
            self.tell_kind(&file, &first)?;
            return Ok(vec![file]);
        }
        let rule = self.rule.of_entry(file.entry);
        let chosen = match &file.content {
            Content::Path(path, _) => workbooks::sheets_on(path, rule).map_err(|error| file.unreadable(&error))?,
            Content::Memory(bytes) => workbooks::sheets_in(bytes, rule),
            Content::Sheet { .. } => return Ok(vec![file]),
        };
        let chosen = chosen.map_err(|fault| workbooks::finding(fault, &file.name, (self.policy, rule)))?;
        let path = file.path().map(Path::to_owned);
        for sheet in &chosen.left {
            let is_read = |path| workbooks::is_read_elsewhere(self.policy, path, sheet, self.folder);
            if !path.as_deref().is_some_and(is_read) {
                self.unread.push((file.name.clone(), sheet.clone()));
            }
        }
        let sheet = |read: &workbooks::ReadSheet| InputFile {
            content: Content::Sheet { path: path.clone(), read: read.clone(), size: file.len() },
            head: OnceLock::new(),
            ..file.clone()
        };
        Ok(chosen.read.iter().map(sheet).collect())
    }

    /// Refuses what is no table, and tells a text that is named as a workbook.
    fn tell_kind(&mut self, file: &InputFile, first: &[u8]) -> Result<(), Finding> {
        if let Some(kind) = sheet::other_kind(first) {
            return Err(workbooks::of_other_kind(&file.name, kind));
        }
        if file.name.to_ascii_lowercase().ends_with(".xls") && !first.is_empty() {
            let text = Finding::warning("text-named-workbook").with("file", &file.name);
            self.findings.push(text.at(Place::file(file.name.clone())));
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<InputFile> {
        self.findings.extend_with(workbooks::unread(&self.rule.name, &self.unread));
        name_sheets(&mut self.files);
        let hidden = self.files.iter().filter_map(|file| match &file.content {
            Content::Sheet { read, .. } => Some((file.name.clone(), read.content.hidden?)),
            _ => None,
        });
        let hidden = workbooks::hidden(&self.rule.name, &hidden.collect::<Vec<_>>());
        self.findings.extend_with(hidden);
        let sheets = self.files.iter().filter_map(|file| match &file.content {
            Content::Sheet { read, .. } if read.is_hidden => Some((file.name.clone(), read.name.clone())),
            _ => None,
        });
        let sheets = workbooks::hidden_sheets(&self.rule.name, &sheets.collect::<Vec<_>>());
        self.findings.extend_with(sheets);
        if self.is_whole {
            workbooks::check_keys(self.policy, self.rule, &mut self.files, self.findings);
        }
        self.files
    }
}

/// Where several sheets of one workbook are read, each is called by its own name too: `a.xlsx[Oct]`.
fn name_sheets(files: &mut [InputFile]) {
    let workbooks: Vec<Arc<str>> = files.iter().filter(|file| file.is_sheet()).map(|file| file.name.clone()).collect();
    let is_several = |name: &Arc<str>| workbooks.iter().filter(|known| *known == name).count() > 1;
    for file in files {
        if let Content::Sheet { read, .. } = &file.content
            && is_several(&file.name)
        {
            file.name = format!("{}[{}]", file.name, read.name).into();
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
        let has_text = self.text_len() > super::decode::BYTE_ORDER_MARK.len() as u64;
        let is_alike = has_text && self.text_len() == other.text_len();
        is_alike && self.head() == other.head() && self.is_equal(other).unwrap_or(false)
    }

    /// A hash of the first bytes; of a file that cannot be read, which is told when it is, that of none.
    fn head(&self) -> u64 {
        *self.head.get_or_init(|| {
            let mut bytes = Vec::new();
            let _ = self.open().and_then(|input| input.take(HEAD_BYTES).read_to_end(&mut bytes));
            let mut hasher = FxHasher::default();
            hasher.write(&bytes);
            hasher.finish()
        })
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
        let is_one = |(mine, theirs): (&Path, &Path)| match self.id().zip(other.id()) {
            Some((mine, theirs)) => mine == theirs,
            None => {
                mine == theirs || mine.canonicalize().ok().is_some_and(|mine| theirs.canonicalize().ok() == Some(mine))
            }
        };
        self.sheet() == other.sheet() && self.path().zip(other.path()).is_some_and(is_one)
    }

    /// What the system knows the file by.
    fn id(&self) -> Option<(u64, u64)> {
        match &self.content {
            Content::Path(_, stamp) => stamp.id,
            _ => None,
        }
    }
}

/// How many bytes tell most files apart.
const HEAD_BYTES: u64 = 64 << 10;

/// Characters that make a path a glob.
const GLOB: [char; 3] = ['*', '?', '['];

/// Whether a pattern, or a plain name, means the file at a place.
pub fn names(pattern: &Path, place: &Path) -> bool {
    let text = pattern.to_string_lossy();
    if !text.contains(GLOB) {
        return pattern == place;
    }
    let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
    glob::Pattern::new(&text).is_ok_and(|pattern| pattern.matches_path_with(place, options))
}

fn found_by(pattern: &str, (policy, folder): (&Policy, &Path)) -> Result<Vec<InputFile>, Finding> {
    if pattern == "-" {
        return stdin().map(|file| vec![file]);
    }
    let found = paths_of(pattern, (policy, folder))?;
    found.iter().map(|(name, path)| on_path(name, path)).collect()
}

/// The names and paths that a pattern means, by name; a path without a pattern need not be there. Copies in closed periods are none of them.
///
/// # Errors
/// A finding without a place: the pattern is none, or finds nothing.
pub fn paths_of(pattern: &str, (policy, folder): (&Policy, &Path)) -> Result<Vec<(String, PathBuf)>, Finding> {
    if !pattern.contains(GLOB) {
        return Ok(vec![(pattern.to_owned(), folder.join(pattern))]);
    }
    let unreadable = |reason: String| Finding::error("bad-pattern").with("pattern", pattern).with("reason", reason);
    let absolute = folder.join(pattern);
    let paths = glob::glob(&absolute.to_string_lossy()).map_err(|error| unreadable(error.to_string()))?;
    let mut found = Vec::new();
    for path in paths {
        let path = path.map_err(|error| unreadable(error.to_string()))?;
        if !is_lock(&path) && !is_closed(&path, &folder.join(&policy.close.folder)) {
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
            found.push((name, path));
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Finding::error("no-file-matches").with("pattern", pattern));
    }
    Ok(found)
}

/// Whether a file stands in the folder of closed periods: what was copied there is not read once more.
fn is_closed(path: &Path, closed: &Path) -> bool {
    let name = closed.file_name();
    path.components().any(|part| Some(part.as_os_str()) == name)
        && path
            .canonicalize()
            .ok()
            .zip(closed.canonicalize().ok())
            .is_some_and(|(path, closed)| path.starts_with(closed))
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
            Ok(_) => Ok(InputFile::new(name.into(), Content::Path(path.to_owned(), Stamp::of(&data)))),
            Err(error) => unreadable(&error),
        },
        Ok(_) => match read_once(path) {
            Ok(bytes) => Ok(InputFile::in_memory(name, bytes)),
            Err(error) => unreadable(&error),
        },
    }
}

/// The pipe that is being opened at this moment: the system does not return before somebody opens its other end.
static WAITING: Mutex<Option<PathBuf>> = Mutex::new(None);

fn waiting() -> MutexGuard<'static, Option<PathBuf>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pipe whose other end nobody has opened yet, if one is waited for at this moment.
pub fn waited_for() -> Option<PathBuf> {
    waiting().clone()
}

/// The bytes of a pipe or device: it can be read only once, and a run looks at some inputs several times.
fn read_once(path: &Path) -> io::Result<Arc<[u8]>> {
    static READ: Mutex<Vec<(PathBuf, Arc<[u8]>)>> = Mutex::new(Vec::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, bytes)) = read.iter().find(|(known, _)| known == path) {
        return Ok(bytes.clone());
    }
    *waiting() = Some(path.to_owned());
    let opened = File::open(path);
    *waiting() = None;
    let mut bytes = Vec::new();
    opened?.read_to_end(&mut bytes)?;
    let bytes: Arc<[u8]> = bytes.into();
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
            // The clock of a file system may not tell moments apart that are this close.
            std::thread::sleep(std::time::Duration::from_millis(20));
            let file = on_path("a.csv", &path).expect("found");
            std::fs::write(&path, then).expect("written");
            let mut bytes = Vec::new();
            let read = file.open().and_then(|mut input| input.read_to_end(&mut bytes));
            read.map_err(|error| file.unreadable(&error).code)
        };
        assert_eq!(read("a,b\n1,2\n", "a,b\n1,3\n"), Err("file-changed"));
        assert_eq!(read("a,b\n1,2\n", "a,b\n"), Err("file-changed"));
        assert_eq!(read("a,b\n1,2\n", "a,b\n1,2\n3,4\n"), Err("file-changed"));
    }
}
