//! The end of a run: reports are rendered and written, all of them or none, and what was found is told.

use std::io::Write;

use super::{Session, shown};
use crate::cli::args::MessageFormat;
use crate::cli::diagnostics::DiagnosticOptions;
use crate::cli::exit::Exit;
use crate::cli::row_options::RowOptions;
use crate::cli::terminal::{diagnostic_options, pager, render_options, width};
use crate::cli::told::told;
use crate::cli::{diagnostics, rejects};
use crate::finding::{Finding, Findings};
use crate::locale::Locale;
use crate::output::{Set, Target};
use crate::render::{self, Format, RenderOptions};
use crate::report::model::Report;
use crate::run::Outcome;

/// What is written: the option that says where, where, and the bytes.
type Written = (&'static str, Target, Vec<u8>);

impl Session<'_> {
    /// Writes a report and what there is to tell; the end of the run.
    pub fn finish(self, report: &Report, outcome: &Outcome) -> Exit {
        let target = self.options.target();
        self.finish_files(&[(target, report)], outcome)
    }

    /// Writes the rows of a report that were chosen, and what there is to tell; the end of the run.
    pub fn finish_rows(mut self, report: Report, outcome: &Outcome, rows: &RowOptions) -> Exit {
        match rows.choice().of(report, outcome) {
            Ok(report) => {
                rows.choice().lacking(&report, outcome).into_iter().for_each(|finding| self.findings.push(finding));
                self.finish(&report, outcome)
            }
            Err(finding) => self.fail(finding, Exit::Errors),
        }
    }

    /// Writes several reports, each to a target of its own, all of them or none, and what there is to tell; the end of the run.
    pub fn finish_files(mut self, reports: &[(Target, &Report)], outcome: &Outcome) -> Exit {
        let mut contents: Vec<Written> = Vec::new();
        for (target, report) in reports {
            match self.rendered(report) {
                Ok(bytes) => contents.push(("-o", target.clone(), bytes)),
                Err(finding) => return self.fail(finding, Exit::Usage),
            }
            self.findings.extend(self.told_of(report));
        }
        contents.extend(self.rejects(outcome));
        let targets: Vec<(&'static str, Target)> =
            contents.iter().map(|(option, target, _)| (*option, target.clone())).collect();
        if let Some(finding) = self.written_over(&targets, outcome) {
            return self.fail(finding, Exit::Usage);
        }
        let set = if self.options.folder().is_some() { Set::default().making_folders() } else { Set::default() };
        let set = contents.iter().fold(set, |set, (_, target, bytes)| set.with(target.clone(), bytes));
        let to_terminal = contents.iter().find(|(_, target, _)| *target == Target::Stdout);
        let pager = to_terminal.and_then(|(_, _, bytes)| pager(self.options, bytes));
        self.finish_set(set.paged(pager), outcome)
    }

    /// The rows that were set aside, where a file is asked for.
    pub fn rejects(&self, outcome: &Outcome) -> Option<Written> {
        let path = self.options.rejects.as_ref()?;
        let bytes = rejects::bytes(&outcome.gathered.rejected, &self.locale, self.options.csv_dialect);
        Some(("--rejects", Target::of(path.as_os_str()), bytes))
    }

    /// Writes what a run has made, and tells; the end of the run.
    pub fn finish_set(mut self, set: Set, outcome: &Outcome) -> Exit {
        if let Err(error) = set.write() {
            return self.fail(error.finding(), Exit::of(&error));
        }
        let count = outcome.gathered.rejected.len();
        if count > 0 {
            let file = self.options.rejects.as_deref().map(shown).unwrap_or_default();
            self.findings.push(Finding::warning("rows-set-aside").with("count", count).with("file", file));
        }
        self.tell();
        if count > 0 { Exit::SetAside } else { Exit::Written }
    }

    /// A report as it was asked for.
    ///
    /// # Errors
    /// The format cannot hold it.
    pub fn rendered(&self, report: &Report) -> Result<Vec<u8>, Finding> {
        self.rendered_as(report, self.format())
    }

    /// The same in that format.
    pub fn rendered_as(&self, report: &Report, format: Format) -> Result<Vec<u8>, Finding> {
        let options = render_options(self.options, width());
        render::render(report, format, &options, &self.locale).map_err(|error| error.finding())
    }

    /// What of a report stands in the file otherwise than as it is meant.
    pub fn told_of(&self, report: &Report) -> Findings {
        let mut findings = Findings::new();
        (self.format().told)(report, &self.locale).into_iter().for_each(|told| findings.push(told));
        findings
    }

    /// Writes a report of no run, and what there is to tell.
    pub fn write(mut self, report: &Report, exit: Exit) -> Exit {
        let bytes = match self.rendered(report) {
            Ok(bytes) => bytes,
            Err(finding) => return self.fail(finding, Exit::Usage),
        };
        self.findings.extend(self.told_of(report));
        self.write_bytes(&bytes, exit)
    }

    /// Writes what is no report, or one that is rendered already, and what there is to tell.
    pub fn write_bytes(self, bytes: &[u8], exit: Exit) -> Exit {
        let target = self.options.target();
        let pager = pager(self.options, bytes).filter(|_| target == Target::Stdout);
        match Set::default().with(target, bytes).paged(pager).write() {
            Ok(()) => {
                self.tell();
                exit
            }
            Err(error) => self.fail(error.finding(), Exit::of(&error)),
        }
    }

    /// Ends the run with one more finding.
    pub fn fail(mut self, finding: Finding, exit: Exit) -> Exit {
        self.findings.push(finding);
        self.tell();
        exit
    }

    /// Ends a run that found errors.
    pub fn refuse(self) -> Exit {
        self.tell();
        Exit::Errors
    }

    /// Shows a report to whoever reads standard error, where that is a person.
    pub fn show(&self, report: &Report) {
        if self.options.message_format != MessageFormat::Human {
            return;
        }
        let color = diagnostic_options(self.options).color;
        let options = RenderOptions { color, ..render_options(self.options, width()) };
        if let Ok(bytes) = render::render(report, &render::FORMATS[0], &options, &self.locale) {
            // Where standard error is gone there is nobody left to show it to.
            let mut stream = told();
            let _ = stream.write_all(&bytes).and_then(|()| stream.write_all(b"\n"));
        }
    }

    /// Tells the findings.
    pub fn tell(&self) {
        tell(&self.findings, &self.locale, &diagnostic_options(self.options));
    }
}

/// Tells findings; where standard error is gone there is nobody left to tell.
pub(super) fn tell(findings: &Findings, locale: &Locale, options: &DiagnosticOptions) {
    let mut text = Vec::new();
    if diagnostics::write(findings, locale, options, &mut text).is_ok() {
        let _ = told().write_all(&text);
    }
}
