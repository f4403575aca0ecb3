//! Today's files against those that were closed: which lines changed, came or went, whose rows they are, and which of them are of later
//! days, so that they say nothing of the closed period.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::Folder;
use super::diff::{Paired, Unmatched, paired, unmatched};
use super::heading::facts_of;
use super::lines::{Known, Rows, Source};
use super::manifest::{FileEntry, ReadFacts};
use super::prints::Prints;
use crate::digest;
use crate::ingest::cell::DateFormat;
use crate::ingest::decode::{Encoding, marked};
use crate::ingest::files::paths_of;
use crate::ingest::sheet;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, InputRule, Sheets};

/// How many lines of each kind are shown with their texts.
const SHOWN: usize = 3;

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
        let reads: Vec<&ReadFacts> = self.reads().filter(|read| read.input == input).collect();
        let new = match sheet::is_workbook(&first) {
            true => Source::Text(sheet_text(&path, None)?),
            false => {
                let text = reads.iter().find(|read| read.sheet.is_none());
                let encoding = text.and_then(|facts| Encoding::named(&facts.encoding)).unwrap_or(Encoding::UTF_8);
                Source::File(path, encoding)
            }
        };
        self.new_part(&reads, new)?.difference()
    }

    fn reads(&self) -> impl Iterator<Item = &ReadFacts> {
        self.folder.manifest.iter().flat_map(|manifest| &manifest.reads)
    }

    /// A text that was not there, of an input of which these were read.
    fn new_part(&self, reads: &[&ReadFacts], new: Source) -> io::Result<Part<'_>> {
        let facts = facts_of(reads, &new)?;
        Ok(self.part(facts.as_ref(), Source::Text(Vec::new()), new))
    }

    fn part(&self, facts: Option<&ReadFacts>, old: Source, new: Source) -> Part<'_> {
        let rule = facts.and_then(|facts| self.policy.input(&facts.input));
        let format = DateFormat::of(rule.map(|rule| rule.date_format).unwrap_or_default(), None);
        let (facts, policy, period) = (facts.cloned(), self.policy, &self.folder.period);
        let is_filled = |column: &String| rule.is_some_and(|rule| rule.kind().day_column() == column.as_str());
        let fills_day = rule.is_some_and(|rule| rule.fill_down.iter().any(is_filled));
        let needs_day = rule.is_some_and(|rule| !rule.kind().is_register() && rule.kind() != InputKind::Returns);
        Part { rows: Rows { facts, policy, period, format, needs_day, fills_day }, old, new }
    }

    /// The texts of a file: one, or of a workbook each sheet that was read.
    fn parts(&self, entry: &FileEntry, today: &Path) -> io::Result<Vec<Part<'_>>> {
        let of_file = |read: &&ReadFacts| read.stored_as() == entry.file && entry.inputs.contains(&read.input);
        let reads: Vec<&ReadFacts> = self.reads().filter(of_file).collect();
        let kept = self.folder.path.join(&entry.kept);
        if let Some(each) = entry.lines_each {
            let kept = Source::Prints(prints(each, &kept)?);
            return Ok(vec![self.part(reads.first().copied(), kept, Source::Printed(today.to_owned(), each))]);
        }
        if reads.iter().all(|read| read.sheet.is_none()) {
            let facts = reads.first().copied();
            let encoding = facts.and_then(|facts| Encoding::named(&facts.encoding)).unwrap_or(Encoding::UTF_8);
            let now = marked_as(today)?.unwrap_or(encoding);
            return Ok(vec![self.part(facts, Source::File(kept, encoding), Source::File(today.to_owned(), now))]);
        }
        let of_sheet = |read: &&ReadFacts| -> io::Result<Part<'_>> {
            let text = |path: &Path| sheet_text(path, read.sheet.as_deref());
            Ok(self.part(Some(read), Source::Text(text(&kept)?), Source::Text(text(today)?)))
        };
        let mut parts = reads.iter().map(of_sheet).collect::<io::Result<Vec<Part<'_>>>>()?;
        for name in self.new_sheets(entry, &reads, (&kept, today))? {
            parts.push(self.new_part(&reads, Source::Text(sheet_text(today, Some(&name))?))?);
        }
        Ok(parts)
    }

    /// Sheets that are read of a workbook today and were not there, or empty, then.
    fn new_sheets(
        &self,
        entry: &FileEntry,
        reads: &[&ReadFacts],
        (kept, today): (&Path, &Path),
    ) -> io::Result<Vec<String>> {
        let reads_all = |rule: &InputRule| matches!(rule.sheet, Some(Sheets::All(_)));
        let of_entries = |rule: &InputRule| rule.of_entries.iter().any(|(_, own)| reads_all(own));
        let mut rules = entry.inputs.iter().filter_map(|input| self.policy.input(input));
        if !rules.any(|rule| reads_all(rule) || of_entries(rule)) {
            return Ok(Vec::new());
        }
        let is_read = |name: &String| reads.iter().any(|read| read.sheet.as_ref() == Some(name));
        let mut names = sheet::names(File::open(today)?).unwrap_or_default();
        names.retain(|name| !is_read(name));
        let mut new = Vec::new();
        for name in names {
            if sheet_text(kept, Some(&name))?.trim_ascii().is_empty() {
                new.push(name);
            }
        }
        Ok(new)
    }
}

/// The encoding that the mark of a file says, which may have been saved in another one since.
fn marked_as(path: &Path) -> io::Result<Option<Encoding>> {
    let mut head = Vec::new();
    File::open(path)?.take(MARK_BYTES).read_to_end(&mut head)?;
    Ok(marked(&head))
}

/// So many bytes tell each mark.
const MARK_BYTES: u64 = 4;

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
    rows: Rows<'a>,
    old: Source,
    new: Source,
}

/// What lines without a partner say of themselves.
type AllKnown = BTreeMap<usize, Known>;

/// Whether a line says something of the closed period, as far as it is known.
fn is_meant(known: &AllKnown, line: usize) -> bool {
    known.get(&line).is_none_or(|known| !known.is_later)
}

impl Part<'_> {
    fn difference(&self) -> io::Result<FileDifference> {
        let (old, new) = (self.old.lines()?, self.new.lines()?);
        let all = unmatched(&old, &new);
        let is_new = old.is_empty();
        let (gone, added) =
            (self.rows.known(&self.old, &all.gone, is_new)?, self.rows.known(&self.new, &all.added, is_new)?);
        let mut found = self.paired(&all, &gone, &added);
        let changed = found.changed.len();
        found.changed.retain(|(old, new)| {
            let but_for_ends = gone.get(old).and_then(|old| old.but_for_ends);
            but_for_ends.is_none() || but_for_ends != added.get(new).and_then(|new| new.but_for_ends)
        });
        let ended = changed - found.changed.len() + self.of_open_periods(&mut found);
        let key = key(&all.gone, &gone, &old).rotate_left(32) ^ key(&all.added, &added, &new);
        let at_old = |line: &usize| line_at(&self.old, *line, &gone);
        let at_new = |line: &usize| line_at(&self.new, *line, &added);
        Ok(FileDifference {
            changed: found.changed.iter().take(SHOWN).map(|(one, other)| (at_old(one), at_new(other))).collect(),
            gone: found.gone.iter().take(SHOWN).map(at_old).collect(),
            added: found.added.iter().take(SHOWN).map(at_new).collect(),
            counts: [found.changed.len(), found.gone.len(), found.added.len()],
            later: ended + gone.values().chain(added.values()).filter(|known| known.is_later).count(),
            people: people(&found, &gone, &added),
            key,
        })
    }

    /// Takes out lines by which such a file goes on from month to month, and counts them: orders of later days that are split, holds that have begun or ended.
    /// What they do to the closed period its effect tells.
    fn of_open_periods(&self, found: &mut Paired) -> usize {
        let input = self.rows.facts.as_ref().map(|facts| InputKind::of(&facts.input));
        match input {
            Some(InputKind::Splits | InputKind::Overlays) => std::mem::take(&mut found.added).len(),
            Some(InputKind::Holds) => std::mem::take(&mut found.gone).len() + std::mem::take(&mut found.added).len(),
            _ => 0,
        }
    }

    /// The lines that say something of the closed period.
    fn paired(&self, all: &Unmatched, gone: &AllKnown, added: &AllKnown) -> Paired {
        if self.old.has_texts() {
            return paired(all, |line| is_meant(gone, line), |line| is_meant(added, line));
        }
        // What a line was that is only known by its fingerprint, the line tells that stands in its place.
        let mut found = paired(all, |_| true, |_| true);
        found.changed.retain(|(_, new)| is_meant(added, *new));
        found.added.retain(|new| is_meant(added, *new));
        found
    }
}

/// What is the same for the same lines, whatever their order.
fn key(lines: &[usize], known: &AllKnown, prints: &[u64]) -> u64 {
    let meant = lines.iter().filter(|line| is_meant(known, **line));
    meant.fold(0, |key, line| key.wrapping_add(prints[*line]))
}

/// How many lines are of whom: one that changed is counted once, and for both where its person changed.
fn people(found: &Paired, gone: &AllKnown, added: &AllKnown) -> BTreeMap<String, usize> {
    let changed = found.changed.iter().map(|(one, other)| [gone.get(one), added.get(other)]);
    let alone = found.gone.iter().map(|line| [gone.get(line), None]);
    let alone = alone.chain(found.added.iter().map(|line| [None, added.get(line)]));
    let mut people: BTreeMap<String, usize> = BTreeMap::new();
    for pair in changed.chain(alone) {
        let mut whose: Vec<&String> = pair.into_iter().flatten().filter_map(|known| known.person.as_ref()).collect();
        whose.dedup();
        whose.into_iter().for_each(|person| *people.entry(person.clone()).or_default() += 1);
    }
    people
}

fn line_at(source: &Source, index: usize, known: &AllKnown) -> LineAt {
    let each = source.each() as usize;
    let number = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
    let text = known.get(&index).map(|known| known.text.clone()).unwrap_or_default();
    LineAt { line: number(index * each + 1), last_line: number((index + 1) * each), text }
}
