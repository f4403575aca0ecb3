//! A folder of files for people, one each, with a list of them.

use std::path::Path;

use super::exit::Exit;
use super::rejects;
use super::run::Session;
use crate::output::{Already, Content, Entry, Set, Target, place_of};
use crate::render::{FORMATS, format_named};
use crate::report::model::Report;
use crate::run::Outcome;

impl Session<'_> {
    /// Writes reports into a folder that appears whole or not at all, with a list of them; the end of the run. A folder that is there is
    /// replaced where it has such a list.
    pub fn finish_folder(
        mut self,
        folder: &Path,
        (list, listed): (&'static str, &Report),
        reports: &[(String, Report)],
        outcome: &Outcome,
    ) -> Exit {
        let csv = format_named("csv").unwrap_or(&FORMATS[0]);
        let mut files: Vec<(&str, Vec<u8>)> = Vec::with_capacity(reports.len() + 1);
        let all = reports.iter().map(|(file, report)| (file.as_str(), report, self.format()));
        for (file, report, format) in all.chain([(list, listed, csv)]) {
            match self.rendered_as(report, format) {
                Ok(bytes) => files.push((file, bytes)),
                Err(finding) => return self.fail(finding, Exit::Usage),
            }
        }
        for (_, report) in reports {
            self.findings.extend(self.told_of(report));
        }
        let place = place_of(folder);
        let names: Vec<&str> = files.iter().map(|(file, _)| *file).collect();
        if let Some(finding) = self.folder_over("--to", (&place, &names), outcome) {
            return self.fail(finding, Exit::Usage);
        }
        let rejects = self.options.rejects.as_ref().map(|path| {
            let bytes = rejects::bytes(&outcome.gathered.rejected, self.locale(), self.options.csv_dialect);
            (Target::of(path.as_os_str()), bytes)
        });
        let entries =
            files.iter().map(|(file, bytes)| Entry { path: file.into(), content: Content::Bytes(bytes) }).collect();
        let set = Set::default().with_folder_in_place(place, entries, Already::Replaced(list));
        let set = rejects.iter().fold(set, |set, (target, bytes)| set.with(target.clone(), bytes));
        self.finish_set(set, outcome)
    }
}
