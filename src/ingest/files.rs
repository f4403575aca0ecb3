//! Which files an input has: those of each pattern in the order of names, of a workbook its sheets, clear words where a file cannot be read.

mod file;
mod paths;
mod read_once;

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::{sheet, workbooks};
use crate::finding::{Finding, Findings};
use crate::policy::Policy;
use crate::policy::rules::InputRule;
use crate::source::Place;

use file::Content;
pub use file::InputFile;
pub(super) use file::has_one_line;
pub(super) use paths::on_path;
use paths::{GLOB, found_by};
pub use paths::{names, paths_of};
pub use read_once::waited_for;

/// The files of an input, those of each pattern in the order of names; of a workbook each sheet that is read is one. Faults: a pattern
/// that finds none, a folder, the same file twice, a workbook that cannot be read.
pub fn files_of(policy: &Policy, rule: &InputRule, folder: &Path, findings: &mut Findings) -> Vec<InputFile> {
    let (unread, between) = (Vec::new(), Vec::new());
    let mut finder = Finder { policy, rule, folder, findings, files: Vec::new(), is_whole: true, unread, between };
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
    /// Those of them that stand between sheets that are read by their names.
    between: Vec<workbooks::Unread>,
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
            Content::Path(path, _) => {
                workbooks::sheets_on(path, (self.policy, rule)).map_err(|error| file.unreadable(&error))?
            }
            Content::Memory(bytes) => workbooks::sheets_in(bytes, (self.policy, rule)),
            Content::Sheet { .. } => return Ok(vec![file]),
        };
        let chosen = chosen.map_err(|fault| workbooks::finding(fault, &file.name, (self.policy, rule)))?;
        let stored = file.path().map(Path::to_owned).zip(file.stamp().cloned());
        let is_unread = |sheet: &&String| {
            let is_read = |path| workbooks::is_read_elsewhere(self.policy, path, sheet, self.folder);
            !file.path().is_some_and(is_read)
        };
        let of_file = |sheet: &String| (file.name.clone(), sheet.clone());
        self.unread.extend(chosen.left.iter().filter(is_unread).map(of_file));
        self.between.extend(chosen.between.iter().filter(is_unread).map(of_file));
        let sheet = |read: &workbooks::ReadSheet| InputFile {
            content: Content::Sheet { stored: stored.clone(), read: read.clone(), size: file.len() },
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
        self.findings.extend_with(workbooks::unread("sheet-unread", &self.rule.name, &self.unread));
        self.findings.extend_with(workbooks::unread("sheet-between-unread", &self.rule.name, &self.between));
        name_sheets(&mut self.files);
        let of_sheets = |rows: fn(&sheet::SheetText) -> Option<(u32, u32)>| -> Vec<_> {
            let of = |file: &InputFile| match &file.content {
                Content::Sheet { read, .. } => Some((file.name.clone(), rows(&read.content)?)),
                _ => None,
            };
            self.files.iter().filter_map(of).collect()
        };
        let hidden = workbooks::odd_rows("hidden-rows", &self.rule.name, &of_sheets(|read| read.hidden));
        let struck = workbooks::odd_rows("struck-rows", &self.rule.name, &of_sheets(|read| read.struck));
        self.findings.extend_with(hidden);
        self.findings.extend_with(struck);
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
