//! Workbooks among the files of an input: which of their sheets are read, each as a file of its own, and which are left.

use std::fs::File;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::cell::{is_blank, key};
use super::files::InputFile;
use super::sheet::{Book, SheetFault, SheetText, Stored, Writing};
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings};
use crate::policy::Policy;
use crate::policy::rules::{InputRule, Sheets};
use crate::source::{Place, Spanned};
use crate::spelling::stem;

/// How many sheets or rows a finding names.
const SHOWN: usize = 8;
/// A header is among so many first lines.
const FIRST_LINES: usize = 12;

/// A sheet that is read.
#[derive(Clone, Debug)]
pub(super) struct ReadSheet {
    pub name: Arc<str>,
    pub content: SheetText,
    /// Whether it is hidden although nothing names it.
    pub is_hidden: bool,
}

/// The sheets of a workbook: those that are read, and those with rows that are left although the policy does not say so.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    pub read: Vec<ReadSheet>,
    pub left: Vec<String>,
    /// Of months or numbers, with the header of those that are read by their names, between which they stand.
    pub between: Vec<String>,
}

/// Which sheets are wanted, by the names that the policy writes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    First,
    All,
    Named(Vec<String>),
}

impl Wanted {
    fn of(rule: &InputRule) -> Self {
        match &rule.sheet {
            None => Wanted::First,
            Some(Sheets::All(_)) => Wanted::All,
            Some(Sheets::Named(names)) => Wanted::Named(names.iter().map(|name| name.value.clone()).collect()),
        }
    }
}

/// Why the sheets are not read: a fault of the workbook, or a name that it does not have.
#[derive(Clone, Debug)]
pub(super) enum NotRead {
    Fault(SheetFault),
    /// The name's place among those wanted, and the names that there are.
    Unknown(usize, Vec<String>),
}

impl From<SheetFault> for NotRead {
    fn from(fault: SheetFault) -> Self {
        NotRead::Fault(fault)
    }
}

type Sheeted = Result<Arc<Chosen>, NotRead>;

/// A workbook as it was at a time, and what of it is wanted.
#[derive(Clone, PartialEq, Eq)]
struct BookKey {
    path: PathBuf,
    wanted: Wanted,
    writing: Writing,
    size: u64,
    modified: Option<SystemTime>,
}

/// The wanted sheets of a workbook on disk; a run looks at some inputs twice, and unpacks a workbook once.
///
/// # Errors
/// What the system says.
pub(super) fn sheets_on(path: &Path, (policy, rule): (&Policy, &InputRule)) -> io::Result<Sheeted> {
    static BOOKS: Mutex<Vec<(BookKey, Arc<Chosen>)>> = Mutex::new(Vec::new());
    let data = std::fs::metadata(path)?;
    let key = BookKey {
        path: path.canonicalize()?,
        wanted: Wanted::of(rule),
        writing: writing(policy, rule),
        size: data.len(),
        modified: data.modified().ok(),
    };
    let mut books = BOOKS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, chosen)) = books.iter().find(|(known, _)| *known == key) {
        return Ok(Ok(chosen.clone()));
    }
    let open = || -> io::Result<Box<dyn Stored>> { Ok(Box::new(io::BufReader::new(File::open(path)?))) };
    let chosen = chosen(&open, &key.wanted, &key.writing).map(Arc::new);
    if let Ok(chosen) = &chosen {
        books.push((key, chosen.clone()));
    }
    Ok(chosen)
}

/// The wanted sheets of a workbook in memory.
pub(super) fn sheets_in(bytes: &Arc<[u8]>, (policy, rule): (&Policy, &InputRule)) -> Sheeted {
    let open = || -> io::Result<Box<dyn Stored>> { Ok(Box::new(Cursor::new(bytes.clone()))) };
    chosen(&open, &Wanted::of(rule), &writing(policy, rule)).map(Arc::new)
}

fn writing(policy: &Policy, rule: &InputRule) -> Writing {
    Writing { decimal: rule.decimal, currency: policy.header.currency.clone() }
}

fn chosen(
    open: &dyn Fn() -> io::Result<Box<dyn Stored>>,
    wanted: &Wanted,
    writing: &Writing,
) -> Result<Chosen, NotRead> {
    let mut book = Book::open(open, writing.clone())?;
    let names = book.names().to_vec();
    let named = match wanted {
        Wanted::First => names.iter().take(1).cloned().collect(),
        Wanted::All => names.clone(),
        Wanted::Named(wanted) => {
            let of_name = |(index, wanted): (usize, &String)| {
                sheet_named(wanted, &names).ok_or_else(|| NotRead::Unknown(index, names.clone()))
            };
            wanted.iter().enumerate().map(of_name).collect::<Result<Vec<String>, NotRead>>()?
        }
    };
    if named.is_empty() {
        return Err(SheetFault::UnknownSheet(names).into());
    }
    let mut chosen = Chosen::default();
    for name in &named {
        let content = book.sheet(name)?;
        let is_hidden = !matches!(wanted, Wanted::Named(_)) && book.is_hidden(name);
        chosen.read.push(ReadSheet { name: name.as_str().into(), content, is_hidden });
    }
    if *wanted == Wanted::All && chosen.read.iter().any(|sheet| !sheet.is_empty()) {
        chosen.read.retain(|sheet| !sheet.is_empty());
    }
    if *wanted == Wanted::First {
        for name in names.iter().skip(1) {
            if book.has_rows(name)? {
                chosen.left.push(name.clone());
            }
        }
    }
    if matches!(wanted, Wanted::Named(_)) {
        chosen.between = between(&mut book, &names, &chosen.read)?;
    }
    Ok(chosen)
}

/// Sheets that stand between two that are read, are called like both but for months and numbers, and have a line in common with the
/// first lines of the one before: most likely their header.
fn between(book: &mut Book, names: &[String], read: &[ReadSheet]) -> Result<Vec<String>, SheetFault> {
    let place = |sheet: &ReadSheet| names.iter().position(|name| **name == *sheet.name);
    let mut found = Vec::new();
    for (at, name) in names.iter().enumerate().filter(|(_, name)| !read.iter().any(|sheet| *sheet.name == **name)) {
        let is_alike = |sheet: &&ReadSheet| stem(&sheet.name) == stem(name);
        let before =
            read.iter().filter(is_alike).filter(|sheet| place(sheet) < Some(at)).max_by_key(|sheet| place(sheet));
        let is_inside = read.iter().filter(is_alike).any(|sheet| place(sheet) > Some(at));
        let Some(before) = before.filter(|_| is_inside) else { continue };
        if book.has_rows(name)? && share_a_line(&book.sheet(name)?.text, &before.content.text) {
            found.push(name.clone());
        }
    }
    Ok(found)
}

/// Whether a line of several cells is among the first of both texts.
fn share_a_line(one: &[u8], other: &[u8]) -> bool {
    let lines = |text: &[u8]| -> Vec<Vec<u8>> {
        let lines = text.split(|byte| *byte == b'\n').take(FIRST_LINES);
        lines.filter(|line| line.contains(&b',')).map(|line| line.trim_ascii().to_vec()).collect()
    };
    let of_other = lines(other);
    lines(one).iter().any(|line| line.iter().any(|byte| *byte != b',') && of_other.contains(line))
}

impl ReadSheet {
    fn is_empty(&self) -> bool {
        self.content.text.len() <= super::decode::BYTE_ORDER_MARK.len()
    }
}

/// The sheet of that name; where none is called just so, the one that differs in case, width and blanks alone.
fn sheet_named(wanted: &str, names: &[String]) -> Option<String> {
    let folded = |name: &str| -> String {
        key::normal(name).chars().filter(|c| !is_blank(*c)).flat_map(char::to_lowercase).collect()
    };
    let alike: Vec<&String> = names.iter().filter(|name| folded(name) == folded(wanted)).collect();
    let exact = names.iter().find(|name| *name == wanted);
    exact.or(if let [one] = alike[..] { Some(one) } else { None }).cloned()
}

/// What keeps a workbook's sheets from being read, as a finding.
pub(super) fn finding(not_read: NotRead, file: &Arc<str>, (policy, rule): (&Policy, &InputRule)) -> Finding {
    let place = Place::file(file.clone());
    let refused = |code| Finding::error(code).with("file", file);
    match not_read {
        NotRead::Fault(SheetFault::Protected) => refused("workbook-protected").at(place),
        NotRead::Fault(SheetFault::OtherKind(kind)) => of_other_kind(file, kind),
        NotRead::Fault(SheetFault::TooLarge) => refused("workbook-too-large").at(place),
        NotRead::Fault(SheetFault::Unreadable(reason)) => {
            refused("workbook-unreadable").with("reason", reason).at(place)
        }
        NotRead::Fault(SheetFault::UnknownSheet(_)) => refused("workbook-without-sheet").at(place),
        NotRead::Unknown(index, sheets) => match &rule.sheet {
            Some(Sheets::Named(names)) if index < names.len() => unknown(&names[index], &sheets, file, policy),
            _ => refused("workbook-without-sheet").at(place),
        },
    }
}

fn unknown(wanted: &Spanned<String>, sheets: &[String], file: &Arc<str>, policy: &Policy) -> Finding {
    let near = nearest(&wanted.value, sheets);
    let code = if near.is_some() { "unknown-sheet-near" } else { "unknown-sheet" };
    let unknown = Finding::error(code).with("file", file);
    let unknown = unknown.with("sheet", &wanted.value).with("sheets", sheets.join("`, `"));
    let unknown = near.into_iter().fold(unknown, |unknown, near| unknown.with("nearest", near));
    unknown.at(policy.text.place(wanted.span))
}

/// A file that is neither a workbook nor a table in text.
pub(super) fn of_other_kind(file: &Arc<str>, kind: &str) -> Finding {
    Finding::error("workbook-of-other-kind").with("file", file).with("kind", kind).at(Place::file(file.clone()))
}

/// A sheet with rows that nothing reads: the workbook's name, and the sheet's.
pub(super) type Unread = (Arc<str>, String);

/// Sheets with rows that no input reads, as one finding of that code; nothing where there are none.
pub(super) fn unread(code: &'static str, input: &str, sheets: &[Unread]) -> Option<Finding> {
    let (file, first) = sheets.first()?;
    let shown: Vec<String> = sheets.iter().take(SHOWN).map(|(file, sheet)| format!("`{sheet}` ({file})")).collect();
    let more = if sheets.len() > SHOWN { " …" } else { "" };
    let warning = Finding::warning(code).with("input", input).with("sheets", shown.join(", ") + more);
    Some(warning.with("sheet", first).at(Place::file(file.clone())))
}

/// Rows that are hidden or struck out and read all the same, as one finding for all files: name, count and first row of each.
pub(super) fn odd_rows(code: &'static str, input: &str, rows: &[(Arc<str>, (u32, u32))]) -> Option<Finding> {
    let (_, (_, first)) = rows.first()?;
    let count: u32 = rows.iter().map(|(_, (count, _))| count).sum();
    let warning = Finding::warning(code).with("input", input).with("count", count).with("row", first);
    let place = |(file, (_, first)): &(Arc<str>, (u32, u32))| Place::line(file.clone(), *first, "");
    Some(rows.iter().take(SHOWN).map(place).fold(warning, Finding::at))
}

/// Sheets that are hidden and read all the same, as one finding: the names of their files.
pub(super) fn hidden_sheets(input: &str, sheets: &[(Arc<str>, Arc<str>)]) -> Option<Finding> {
    let names: Vec<String> = sheets.iter().map(|(_, sheet)| format!("`{sheet}`")).collect();
    let warning = Finding::warning("hidden-sheets").with("input", input).with("sheets", names.join(", "));
    let places = sheets.iter().take(SHOWN).map(|(file, _)| Place::file(file.clone()));
    (!sheets.is_empty()).then(|| places.fold(warning, Finding::at))
}

/// Whether another input of the policy, or another entry of this one, reads a sheet of the workbook at that path.
pub(super) fn is_read_elsewhere(policy: &Policy, path: &Path, sheet: &str, folder: &Path) -> bool {
    let reads = |rule: &InputRule| match &rule.sheet {
        None => false,
        Some(Sheets::All(_)) => true,
        Some(Sheets::Named(names)) => {
            let known = [sheet.to_owned()];
            names.iter().any(|name| sheet_named(&name.value, &known).is_some())
        }
    };
    policy.inputs.iter().any(|rule| {
        rule.files
            .iter()
            .enumerate()
            .any(|(entry, pattern)| reads(rule.of_entry(entry)) && names_path(&pattern.value, path, folder))
    })
}

/// Whether a path or glob of the policy names the file at that path.
fn names_path(pattern: &str, path: &Path, folder: &Path) -> bool {
    let absolute = folder.join(pattern);
    let is_it =
        absolute == path || absolute.canonicalize().is_ok_and(|one| path.canonicalize().is_ok_and(|it| it == one));
    is_it || super::files::names(&absolute, path)
}

/// Files of one name and different endings, as when the same rows were saved twice: `sales.csv`, `sales.xlsx`.
pub(super) fn in_two_formats(files: &[InputFile]) -> Option<Finding> {
    let stem = |file: &InputFile| Some(file.name.rsplit_once('.')?.0.to_lowercase());
    let of_one_stem = |(index, file): (usize, &InputFile)| {
        let stem_of_file = stem(file)?;
        let first = files[..index].iter().find(|other| stem(other).as_ref() == Some(&stem_of_file))?;
        Some((first.name.clone(), file.name.clone()))
    };
    let (first, second) = files.iter().enumerate().find_map(of_one_stem)?;
    Some(Finding::warning("file-in-two-formats").with("first", first).with("second", second))
}

/// Keys of workbooks need one among the files, and keys of text none; a workbook that they do not fit is left out.
pub(super) fn check_keys(policy: &Policy, rule: &InputRule, files: &mut Vec<InputFile>, findings: &mut Findings) {
    let without_workbook = |rule: &InputRule, mut files: std::slice::Iter<InputFile>| {
        let sheet = rule.sheet.as_ref().filter(|_| !files.any(InputFile::is_sheet))?;
        let unused = Finding::error("sheet-without-workbook").with("input", &rule.name);
        Some(unused.at(policy.text.place(sheet.span())))
    };
    findings.extend_with(without_workbook(rule, files.iter()));
    for (entry, own) in rule.of_entries.iter().filter(|(_, own)| own.sheet != rule.sheet) {
        let of_entry: Vec<InputFile> = files.iter().filter(|file| file.entry == *entry).cloned().collect();
        findings.extend_with(without_workbook(own, of_entry.iter()));
    }
    let Some(workbook) = files.iter().find(|file| file.is_sheet()) else { return };
    let keys = [("delimiter", rule.delimiter.is_some_and(|byte| byte != b',')), ("quotes", rule.unquoted)];
    let written: Vec<&str> = keys.into_iter().filter_map(|(key, is_written)| is_written.then_some(key)).collect();
    for key in &written {
        let of_text = Finding::error("text-key-of-workbook").with("key", key).with("file", &workbook.name);
        findings.push(of_text.at(policy.text.place(rule.span)));
    }
    files.retain(|file| written.is_empty() || !file.is_sheet());
}
