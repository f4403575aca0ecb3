//! Today's files against those that were closed: which lines changed, came or went, whose rows they are, and which of them are of later
//! days, so that they say nothing of the closed period.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use super::Folder;
use super::diff::{Paired, Unmatched, paired, unmatched};
use super::manifest::{FileEntry, ReadFacts};
use super::prints::{Prints, each_line};
use crate::calendar::{NaiveDate, Period};
use crate::digest;
use crate::ingest::cell::{DateFormat, date, period};
use crate::ingest::decode::{Encoding, Transcoder};
use crate::ingest::files::paths_of;
use crate::ingest::personal::{Personal, is_personal};
use crate::ingest::records::{Dialect, Records};
use crate::ingest::sheet;
use crate::policy::Policy;

/// How many lines of each kind are shown with their texts.
const SHOWN: usize = 3;

/// Of how many lines the texts are kept until it is known which are shown.
const KEPT: usize = 64;

/// Columns that say the day or the period of a row; the first that a file has decides.
const DAYS: [&[&str]; 3] = [&["date", "opened"], &["period"], &["from", "hired"]];

/// Columns that say whose a row is.
const PEOPLE: [&str; 2] = ["person", "person_id"];

/// A line with its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineAt {
    /// Its number, from 1; of fingerprints the first of those that it stands for.
    pub line: u32,
    /// The last of those.
    pub last_line: u32,
    /// As it stands, without what is personal.
    pub text: String,
}

/// What of a file is another than it was closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileDifference {
    /// The first lines that became others: as they were, and as they are.
    pub changed: Vec<(LineAt, LineAt)>,
    /// The first lines that are gone.
    pub gone: Vec<LineAt>,
    /// The first lines that came.
    pub added: Vec<LineAt>,
    /// How many lines became others, are gone, and came.
    pub counts: [usize; 3],
    /// How many lines of later days differ; of them nothing else is told.
    pub later: usize,
    /// How many lines are of which people.
    pub people: BTreeMap<String, usize>,
    /// What is the same for two differences that are of the same lines.
    pub key: u64,
}

/// The files of a closed folder, and where they are today.
pub struct Live<'a> {
    /// The closed folder.
    pub folder: &'a Folder,
    /// The policy that ruled.
    pub policy: &'a Policy,
    /// The policy's folder.
    pub today: &'a Path,
}

/// What a file is today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Today {
    /// As it was closed.
    Same,
    /// It is not there.
    Gone,
    /// It is another.
    Differs(Box<FileDifference>),
}

impl Live<'_> {
    /// A closed file as it is today.
    ///
    /// # Errors
    /// What the system says.
    pub fn compare(&self, entry: &FileEntry) -> io::Result<Today> {
        let path = self.today.join(&entry.file);
        let is_same = match File::open(&path).and_then(digest::of_stream) {
            Ok(digest) => digest == entry.digest,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Today::Gone),
            Err(error) => return Err(error),
        };
        if is_same {
            return Ok(Today::Same);
        }
        let mut all = FileDifference::default();
        for part in self.parts(entry, &path)? {
            all.add(part.difference()?);
        }
        Ok(Today::Differs(Box::new(all)))
    }

    /// Files that the closed policy's patterns find today and did not find then, each with the input that names it.
    pub fn new_files(&self) -> Vec<(String, String)> {
        let entries = || self.folder.manifest.iter().flat_map(|manifest| &manifest.files);
        let mut found = Vec::new();
        for rule in &self.policy.inputs {
            let patterns = rule.files.iter().filter(|pattern| pattern.value != "-");
            for (file, _) in
                patterns.flat_map(|pattern| paths_of(&pattern.value, (self.policy, self.today)).unwrap_or_default())
            {
                if entries().all(|entry| entry.file != file) && found.iter().all(|(_, known)| *known != file) {
                    found.push((rule.name.clone(), file));
                }
            }
        }
        found
    }

    /// What a file holds that was not there: lines of later days say nothing of the closed period.
    ///
    /// # Errors
    /// What the system says.
    pub fn compare_new(&self, input: &str, file: &str) -> io::Result<FileDifference> {
        let path = self.today.join(file);
        let mut first = Vec::new();
        File::open(&path)?.take(sheet::SIGNATURE_BYTES).read_to_end(&mut first)?;
        let mut reads = self.folder.manifest.iter().flat_map(|manifest| &manifest.reads);
        let facts = reads.find(|read| read.input == input && read.sheet.is_none());
        let new = match sheet::is_workbook(&first) {
            true => Source::Text(sheet_text(&path, None)?),
            false => {
                let encoding = facts.and_then(|facts| Encoding::named(&facts.encoding)).unwrap_or(Encoding::UTF_8);
                Source::File(path, encoding)
            }
        };
        self.part(facts, Source::Text(Vec::new()), new).difference()
    }

    fn part(&self, facts: Option<&ReadFacts>, old: Source, new: Source) -> Part<'_> {
        let rule = facts.and_then(|facts| self.policy.input(&facts.input));
        let format = DateFormat::of(rule.map(|rule| rule.date_format).unwrap_or_default(), None);
        Part { facts: facts.cloned(), policy: self.policy, after: &self.folder.period, format, old, new }
    }

    /// The texts of a file: one, or of a workbook each sheet that was read.
    fn parts(&self, entry: &FileEntry, today: &Path) -> io::Result<Vec<Part<'_>>> {
        let reads = self.folder.manifest.iter().flat_map(|manifest| &manifest.reads);
        let of_file = |read: &&ReadFacts| read.stored_as() == entry.file && entry.inputs.contains(&read.input);
        let reads: Vec<&ReadFacts> = reads.filter(of_file).collect();
        let kept = self.folder.path.join(&entry.kept);
        if let Some(each) = entry.lines_each {
            let kept = Source::Prints(prints(each, &kept)?);
            return Ok(vec![self.part(reads.first().copied(), kept, Source::Printed(today.to_owned(), each))]);
        }
        if reads.iter().all(|read| read.sheet.is_none()) {
            let facts = reads.first().copied();
            let encoding = facts.and_then(|facts| Encoding::named(&facts.encoding)).unwrap_or(Encoding::UTF_8);
            return Ok(vec![self.part(facts, Source::File(kept, encoding), Source::File(today.to_owned(), encoding))]);
        }
        let of_sheet = |read: &&ReadFacts| -> io::Result<Part<'_>> {
            let text = |path: &Path| sheet_text(path, read.sheet.as_deref());
            Ok(self.part(Some(read), Source::Text(text(&kept)?), Source::Text(text(today)?)))
        };
        reads.iter().map(of_sheet).collect()
    }
}

fn prints(each: u32, path: &Path) -> io::Result<Prints> {
    Prints::read(each, &fs::read_to_string(path)?).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The text of a sheet; of a workbook that cannot be read, or has no such sheet, none.
fn sheet_text(path: &Path, name: Option<&str>) -> io::Result<Vec<u8>> {
    Ok(sheet::text(File::open(path)?, name).unwrap_or_default())
}

impl FileDifference {
    /// Adds that of another sheet.
    fn add(&mut self, other: FileDifference) {
        self.changed.extend(other.changed);
        self.gone.extend(other.gone);
        self.added.extend(other.added);
        self.changed.truncate(SHOWN);
        self.gone.truncate(SHOWN);
        self.added.truncate(SHOWN);
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, count)| *sum += count);
        self.later += other.later;
        other.people.into_iter().for_each(|(person, count)| *self.people.entry(person).or_default() += count);
        self.key ^= other.key;
    }

    /// Whether lines differ that are of the closed period, or of no day.
    pub fn has_lines(&self) -> bool {
        self.counts.iter().any(|count| *count > 0)
    }
}

/// One text as it was and as it is.
struct Part<'a> {
    facts: Option<ReadFacts>,
    policy: &'a Policy,
    after: &'a Period,
    format: DateFormat,
    old: Source,
    new: Source,
}

/// Where a text comes from.
enum Source {
    File(PathBuf, Encoding),
    Text(Vec<u8>),
    /// Kept fingerprints.
    Prints(Prints),
    /// A file that is read as fingerprints of so many lines each.
    Printed(PathBuf, u32),
}

impl Source {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Source::File(path, encoding) if *encoding == Encoding::UTF_8 => Box::new(File::open(path)?),
            Source::File(path, encoding) => Box::new(Transcoder::new(File::open(path)?, *encoding)),
            Source::Text(text) => Box::new(Cursor::new(text)),
            Source::Printed(path, _) => Box::new(File::open(path)?),
            Source::Prints(_) => Box::new(io::empty()),
        })
    }

    /// A number for each line.
    fn lines(&self) -> io::Result<Vec<u64>> {
        match self {
            Source::Prints(prints) => Ok(prints.list.clone()),
            Source::Printed(_, each) => Ok(Prints::of_each(*each, self.open()?)?.list),
            _ => {
                let mut lines = Vec::new();
                each_line(self.open()?, |line| lines.push(digest::short(line)))?;
                Ok(lines)
            }
        }
    }

    /// How many lines a number is of.
    fn each(&self) -> u32 {
        match self {
            Source::Prints(Prints { each, .. }) | Source::Printed(_, each) => *each,
            _ => 1,
        }
    }

    /// Whether its lines can be shown.
    fn has_texts(&self) -> bool {
        !matches!(self, Source::Prints(_)) && self.each() == 1
    }

    /// Calls with the index and the text of each of these lines, which are in order.
    fn visit(&self, wanted: &[usize], mut with: impl FnMut(usize, &str)) -> io::Result<()> {
        let (mut index, mut next) = (0, wanted.iter().copied().peekable());
        each_line(self.open()?, |line| {
            if next.peek() == Some(&index) {
                next.next();
                with(index, &String::from_utf8_lossy(line));
            }
            index += 1;
        })
    }
}

/// What is known of a line without a partner.
#[derive(Clone, Debug, Default)]
struct Known {
    is_later: bool,
    person: Option<String>,
    text: String,
}

impl Part<'_> {
    fn difference(&self) -> io::Result<FileDifference> {
        let (old, new) = (self.old.lines()?, self.new.lines()?);
        let all = unmatched(&old, &new);
        let (gone, added) = (self.known(&self.old, &all.gone)?, self.known(&self.new, &all.added)?);
        let is_meant = |known: &BTreeMap<usize, Known>, line| known.get(&line).is_none_or(|known| !known.is_later);
        let Unmatched { gone: old_lines, added: new_lines } = &all;
        let later = gone.values().chain(added.values()).filter(|known| known.is_later).count();
        let found = match self.old.has_texts() {
            true => paired(&all, |line| is_meant(&gone, line), |line| is_meant(&added, line)),
            // What a line was that is only known by its fingerprint, the line tells that stands in its place.
            false => {
                let mut found = paired(&all, |_| true, |_| true);
                found.changed.retain(|(_, new)| is_meant(&added, *new));
                found.added.retain(|new| is_meant(&added, *new));
                found
            }
        };
        let mut people: BTreeMap<String, usize> = BTreeMap::new();
        // A line that changed is counted once for its person, for each where that changed.
        let mut of_pair = |one: Option<&Known>, other: Option<&Known>| {
            let mut whose: Vec<&String> =
                [one, other].into_iter().flatten().filter_map(|known| known.person.as_ref()).collect();
            whose.dedup();
            whose.into_iter().for_each(|person| *people.entry(person.clone()).or_default() += 1);
        };
        found.changed.iter().for_each(|(one, other)| of_pair(gone.get(one), added.get(other)));
        found.gone.iter().for_each(|line| of_pair(gone.get(line), None));
        found.added.iter().for_each(|line| of_pair(None, added.get(line)));
        let key = |lines: &[usize], known: &BTreeMap<usize, Known>, prints: &[u64]| {
            let meant = lines.iter().filter(|line| is_meant(known, **line));
            meant.fold(0_u64, |key, line| key.wrapping_add(prints[*line]))
        };
        let key = key(old_lines, &gone, &old).rotate_left(32) ^ key(new_lines, &added, &new);
        let at_old = |line: &usize| self.line_at(&self.old, *line, &gone);
        let at_new = |line: &usize| self.line_at(&self.new, *line, &added);
        let Paired { changed, gone, added } = found;
        Ok(FileDifference {
            changed: changed.iter().take(SHOWN).map(|(one, other)| (at_old(one), at_new(other))).collect(),
            gone: gone.iter().take(SHOWN).map(at_old).collect(),
            added: added.iter().take(SHOWN).map(at_new).collect(),
            counts: [changed.len(), gone.len(), added.len()],
            later,
            people,
            key,
        })
    }

    fn line_at(&self, source: &Source, index: usize, known: &BTreeMap<usize, Known>) -> LineAt {
        let each = source.each() as usize;
        let number = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
        let text = known.get(&index).map(|known| known.text.clone()).unwrap_or_default();
        LineAt { line: number(index * each + 1), last_line: number((index + 1) * each), text }
    }

    /// What these lines say of themselves; nothing of fingerprints.
    fn known(&self, source: &Source, lines: &[usize]) -> io::Result<BTreeMap<usize, Known>> {
        if !source.has_texts() || lines.is_empty() {
            return Ok(BTreeMap::new());
        }
        let header_line = self.facts.as_ref().map_or(0, |facts| facts.header_line as usize);
        let mut columns = None;
        if header_line > 0 {
            source.visit(&[header_line - 1], |_, header| columns = self.columns(header))?;
        }
        let (mut known, mut shown) = (BTreeMap::new(), 0);
        source.visit(lines, |index, line| {
            let of = |columns: &Columns| columns.known(line, self);
            let mut one = columns.as_ref().filter(|_| index >= header_line).map(of).unwrap_or_default();
            // Of a file that was not there the header says nothing.
            one.is_later |= self.is_new() && index < header_line;
            if !one.is_later && shown < KEPT {
                shown += 1;
                one.text = columns.as_ref().map_or_else(|| line.to_owned(), |columns| columns.masked(line));
            }
            known.insert(index, one);
        })?;
        Ok(known)
    }

    /// Whether there was no such text.
    fn is_new(&self) -> bool {
        matches!(&self.old, Source::Text(text) if text.is_empty())
    }

    fn columns(&self, header: &str) -> Option<Columns> {
        let facts = self.facts.as_ref()?;
        let delimiter = facts.delimiter.bytes().next()?;
        let dialect = Dialect { delimiter, quotes: facts.quotes };
        let labels = cells(header.trim_start_matches('\u{feff}'), dialect);
        let field = |column: &str| {
            let label = facts.label_of(column)?;
            labels.iter().position(|known| known.trim() == label.trim())
        };
        let days = DAYS.iter().map(|columns| columns.iter().filter_map(|column| field(column)).collect::<Vec<_>>());
        let days = days.enumerate().find(|(_, fields)| !fields.is_empty());
        let personal = (0..labels.len()).filter(|index| is_personal(&labels[*index])).collect();
        Some(Columns {
            dialect,
            days: days.unwrap_or_default().1,
            person: PEOPLE.iter().find_map(|column| field(column)),
            personal: Personal::new(personal, labels.len()),
        })
    }

    /// Whether a cell names a day after the closed period, or a period that begins after it.
    fn is_later(&self, text: &str) -> bool {
        let day = |day: NaiveDate| day > self.after.last();
        if let Ok(Some(date)) = date::read(text, self.format) {
            return day(date);
        }
        let header = &self.policy.header;
        let read = period::read(text, header.period, header.fiscal_year_starts, self.format);
        read.is_ok_and(|period| period.is_some_and(|period| day(period.first())))
    }
}

/// What the fields of a text are.
struct Columns {
    dialect: Dialect,
    days: Vec<usize>,
    person: Option<usize>,
    personal: Personal,
}

impl Columns {
    fn known(&self, line: &str, part: &Part) -> Known {
        let cells = cells(line, self.dialect);
        let cell = |field: &usize| cells.get(*field).map(String::as_str).unwrap_or_default();
        let person = self.person.as_ref().map(|field| cell(field).trim().to_owned()).filter(|name| !name.is_empty());
        Known { is_later: self.days.iter().any(|field| part.is_later(cell(field))), person, text: String::new() }
    }

    fn masked(&self, line: &str) -> String {
        self.personal.masked(line, self.dialect, 0).into_owned()
    }
}

fn cells(line: &str, dialect: Dialect) -> Vec<String> {
    let mut records = Records::new(line.as_bytes(), dialect, 1);
    records.advance();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    records.fields().iter().map(|field| text(&field.bytes(line.as_bytes()))).collect()
}
