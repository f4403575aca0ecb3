//! One file of an input, and its bytes.

use std::fs::File;
use std::hash::Hasher;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHasher;

use crate::finding::Finding;
use crate::ingest::decode::BYTE_ORDER_MARK;
use crate::ingest::stamp::Stamp;
use crate::ingest::workbooks::ReadSheet;
use crate::source::Place;

/// One file of an input.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// As the policy names it, a glob replaced by what it found; with the sheet where several of a workbook are read.
    pub name: Arc<str>,
    /// Which entry of `files` found it: how it is read is `InputRule::of_entry`.
    pub entry: usize,
    pub(super) content: Content,
    /// A hash of the first bytes, once somebody asked for it.
    pub(super) head: OnceLock<u64>,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    /// A file on disk as it was when it was found.
    Path(PathBuf, Stamp),
    /// Stdin, and whatever can be read only once.
    Memory(Arc<[u8]>),
    /// A sheet of a workbook.
    Sheet {
        /// Where the workbook is, as it was when it was found; nothing of one in memory.
        stored: Option<(PathBuf, Stamp)>,
        read: ReadSheet,
        /// Bytes of the workbook.
        size: u64,
    },
}

impl InputFile {
    pub(super) fn new(name: Arc<str>, content: Content) -> Self {
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
            Content::Sheet { stored: Some((path, stamp)), .. } => Ok(Box::new(Unchanged::open(path, stamp)?)),
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
        let (path, stamp) = self.path().zip(self.stamp())?;
        let is_same = std::fs::metadata(path).is_ok_and(|data| Stamp::of(&data) == *stamp);
        (!is_same).then(|| self.unreadable(&CHANGED.into()))
    }

    /// What reading it came to, as a finding.
    pub fn unreadable(&self, error: &io::Error) -> Finding {
        // What does not fit into memory is no fault of the file.
        if error.kind() == std::io::ErrorKind::OutOfMemory {
            std::alloc::handle_alloc_error(std::alloc::Layout::new::<u8>());
        }
        let finding = match error.kind() {
            CHANGED => Finding::error("file-changed").with("file", &self.name),
            _ => Finding::error("file-unreadable").with("file", &self.name).with("reason", error),
        };
        finding.at(Place::file(self.name.clone()))
    }
}

impl InputFile {
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Path(path, _) => Some(path),
            Content::Sheet { stored, .. } => stored.as_ref().map(|(path, _)| path.as_path()),
            Content::Memory(_) => None,
        }
    }

    /// Whether another file has the same text; empty ones are told when their header is looked for, and those of a header alone have nothing twice.
    pub(super) fn holds_the_same(&self, other: &InputFile) -> bool {
        let has_text = self.text_len() > BYTE_ORDER_MARK.len() as u64;
        let is_alike = has_text && self.text_len() == other.text_len();
        is_alike && self.head() == other.head() && self.is_equal(other).unwrap_or(false) && !self.is_of_one_line()
    }

    fn is_of_one_line(&self) -> bool {
        let mut bytes = Vec::new();
        let read = self.open().and_then(|input| input.take(HEAD_BYTES).read_to_end(&mut bytes));
        read.is_ok() && self.text_len() <= HEAD_BYTES && has_one_line(&bytes)
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

    pub(super) fn is_same(&self, other: &InputFile) -> bool {
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
        self.stamp()?.id
    }

    /// What the system said of it when it was found; nothing of what is in memory.
    pub fn stamp(&self) -> Option<&Stamp> {
        match &self.content {
            Content::Path(_, stamp) => Some(stamp),
            Content::Sheet { stored, .. } => stored.as_ref().map(|(_, stamp)| stamp),
            Content::Memory(_) => None,
        }
    }
}

/// How many bytes tell most files apart.
const HEAD_BYTES: u64 = 64 << 10;

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

/// Whether nothing stands below the first line.
pub(in crate::ingest) fn has_one_line(text: &[u8]) -> bool {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    text.iter().skip_while(|byte| is_blank(byte)).skip_while(|byte| !matches!(byte, b'\n' | b'\r')).all(is_blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::files::on_path;

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
