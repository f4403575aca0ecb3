//! What every command that reads files does: the policy, the run, the findings, the report, the exit code.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;

use super::args::{MessageFormat, Options, Verbosity};
use super::diagnostics::DiagnosticOptions;
use super::environment::of_environment;
use super::exit::Exit;
use super::progress_bar::{Bar, watch_pipes};
use super::row_options::RowOptions;
use super::terminal::{diagnostic_options, pager, render_options, width};
use super::told::told;
use super::{diagnostics, rejects};
use crate::calendar::Period;
use crate::calendar::near::near;
use crate::closing;
use crate::digest;
use crate::finding::{Finding, Findings};
use crate::gathering::{Scope, policy_text};
use crate::history::Closed;
use crate::ingest::decode::Encoding;
use crate::ingest::facts::FileFacts;
use crate::ingest::faults::FaultPolicy;
use crate::ingest::files::names;
use crate::ingest::progress::Progress;
use crate::locale::{Language, Locale};
use crate::management::Question;
use crate::output::{self, Set, Target};
use crate::policy::{self, Policy};
use crate::render::{self, Format, RenderOptions};
use crate::report::model::Report;
use crate::run::{AskedSubject, Outcome, Request, Steps, Wanted, run};
use crate::source::{Place, Spanned};

/// More threads than this gain nothing, and each has its own memory.
const MOST_THREADS: usize = 64;

/// A longer policy is no policy; reading it would cost memory for nothing.
const MOST_POLICY_BYTES: u64 = 1 << 20;

/// The bytes of a file, but not many more than a policy has.
fn limited(file: std::fs::File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, MOST_POLICY_BYTES + 1), &mut bytes)?;
    Ok(bytes)
}

/// A command on its way: what it was asked, and what it has to tell.
pub(super) struct Session<'a> {
    /// The options.
    pub options: &'a Options,
    /// What was found so far.
    pub findings: Findings,
    locale: Locale,
    /// Every policy file that was read: of a folder all versions.
    policies: Vec<PathBuf>,
    /// A subject beside the people whose figures are asked for.
    subject: Option<AskedSubject>,
    /// What of the management half is asked.
    question: Option<Question>,
    /// Whose steps are asked for.
    steps: Steps,
    /// What is written where no format is asked for, of a command that writes files into a folder of its own.
    by_default: Option<Format>,
}

/// What a run is asked for, beside the options.
pub(super) struct Asked<'f> {
    /// The folder that the policy's paths are relative to.
    pub folder: &'f Path,
    /// The period; nothing: the latest.
    pub period: Option<Period>,
    /// Which inputs are read.
    pub scope: Scope,
    /// Whether what was taken from the files is asked for again.
    pub audits: bool,
    /// Which results.
    pub wanted: Wanted,
    /// The closed periods.
    pub closed: Closed,
    /// How files are read.
    pub reading: HowRead,
}

/// What of the options changes what is read of files.
#[derive(Clone, Copy, Debug)]
pub(super) struct HowRead {
    /// Whether a source may have no row in the period.
    pub allow_empty: bool,
    /// The encoding of files whose policy names none.
    pub encoding: Option<Encoding>,
}

impl HowRead {
    /// As the options say.
    pub fn of(options: &Options) -> Self {
        HowRead { allow_empty: options.allow_empty, encoding: options.encoding.0 }
    }
}

impl<'a> Session<'a> {
    /// A session in the language asked for; else, until a policy is read, in that of the system.
    pub fn new(options: &'a Options) -> Self {
        let locale = Locale::new(options.lang.unwrap_or_else(of_environment));
        Session {
            options,
            findings: Findings::new(),
            locale,
            policies: Vec::new(),
            subject: None,
            question: None,
            steps: Steps::OfNobody,
            by_default: None,
        }
    }

    /// The words of this session.
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// Asks also for the figures of a subject that is no person.
    pub fn ask_subject(&mut self, subject: AskedSubject) {
        self.subject = Some(subject);
    }

    /// Asks a question of the management half.
    pub fn ask(&mut self, question: Question) {
        self.question = Some(question);
    }

    /// Asks also how the figures of the person were obtained whom the first of these words name.
    pub fn ask_steps(&mut self, words: &[String]) {
        self.steps = Steps::OfNamed(words.to_vec());
    }

    /// Asks also how the figures of everybody were obtained.
    pub fn ask_all_steps(&mut self) {
        self.steps = Steps::OfEverybody;
    }

    /// Files for people go into a folder, which is made where it is not there, and are of that format where none is asked for.
    pub fn write_into_folder(&mut self, by_default: Format) {
        self.by_default = Some(by_default);
    }

    /// How reports are written.
    pub fn format(&self) -> Format {
        self.by_default.map_or_else(|| self.options.format(), |format| self.options.format_or(format))
    }

    /// The same where the format shows them.
    pub fn ask_steps_to_open(&mut self) {
        if render::opens_steps(self.format()) {
            self.ask_all_steps();
        }
    }

    /// Reads the policy and the files and computes everything; nothing when there is an error, which was told.
    pub fn outcome(&mut self, wanted: Wanted) -> Option<Outcome> {
        let outcome = self.attempt((Scope::Needed, false), wanted);
        outcome.filter(|_| !self.findings.has_errors())
    }

    /// As `outcome`, but with what could be read under errors, of which nothing may be written.
    /// `audits`: what was taken from the files is asked for again.
    pub fn attempt(&mut self, (scope, audits): (Scope, bool), wanted: Wanted) -> Option<Outcome> {
        let (policy, folder) = self.policy()?;
        if let Some(finding) = self.rejects_over_mended(&policy, &folder) {
            self.findings.push(finding);
            return None;
        }
        let period = match self.period(&policy) {
            Ok(period) => period,
            Err(finding) => {
                self.findings.push(finding);
                None
            }
        };
        let closed = self.closed(&policy, &folder)?;
        let reading = HowRead::of(self.options);
        self.run(policy, Asked { folder: &folder, period, scope, audits, wanted, closed, reading })
    }

    /// The closed periods of a policy; nothing where something in them is not as it was closed.
    fn closed(&mut self, policy: &Policy, folder: &Path) -> Option<Closed> {
        let mut told = Findings::new();
        let kind = (policy.header.period, policy.header.fiscal_year_starts);
        let closed = closing::read(folder, &policy.close, kind, &mut told);
        let is_sound = !told.has_errors();
        self.findings.extend(told);
        is_sound.then_some(closed)
    }

    /// Reads the files of a policy and computes everything; the latest period where none is given.
    pub fn run(&mut self, policy: Policy, asked: Asked) -> Option<Outcome> {
        let mut findings = std::mem::take(&mut self.findings);
        let outcome = self.run_apart(policy, asked, &mut findings);
        self.findings = findings;
        outcome
    }

    /// The same, with what is found in an accumulator of its own.
    pub fn run_apart(&self, policy: Policy, asked: Asked, findings: &mut Findings) -> Option<Outcome> {
        let Asked { folder, period, scope, audits, wanted, closed, reading } = asked;
        let progress = Arc::new(Progress::default());
        let request = Request {
            folder,
            period,
            wanted,
            audits,
            steps: self.steps.clone(),
            subject: self.subject.clone(),
            question: self.question.clone(),
            as_of: self.options.as_of,
            scope,
            allow_empty: reading.allow_empty,
            threads: self.threads(),
            bad_rows: if self.options.rejects.is_some() { FaultPolicy::SetAside } else { FaultPolicy::Refuse },
            encoding: reading.encoding,
            closed,
            notes: self.is_verbose(),
            progress: &progress,
        };
        let (told, locale) = (diagnostic_options(self.options), self.locale);
        let pipes = watch_pipes(&policy, folder, move |finding| tell_one(&finding, &locale, &told));
        let bar = Bar::watch(&progress, self.options, self.locale);
        let outcome = run(policy, &request, findings);
        drop(bar);
        drop(pipes);
        outcome
    }

    /// The file of rejects must not be one that was mended: it would be written anew.
    fn rejects_over_mended(&self, policy: &Policy, folder: &Path) -> Option<Finding> {
        let rejects = self.options.rejects.as_deref()?.canonicalize().ok()?;
        let mended = policy.inputs.iter().filter_map(|rule| rule.mended.as_ref());
        let is_same =
            |file: &&Spanned<String>| folder.join(&file.value).canonicalize().is_ok_and(|file| file == rejects);
        let over = mended.into_iter().find(is_same)?;
        let finding = Finding::error("rejects-over-mended").with("file", &over.value);
        Some(finding.at(policy.text.place(over.span)))
    }

    /// A file that was read, or that the policy reads, or that is written already, and that `-o` or `--rejects` would replace.
    pub fn written_over(&self, targets: &[(&'static str, Target)], outcome: &Outcome) -> Option<Finding> {
        let policy = &self.options.policy;
        let folder = if policy.is_dir() { policy.clone() } else { parent(policy) };
        let facts =
            outcome.gathered.facts.iter().flat_map(|one| &one.files).map(|facts| folder.join(facts.stored_as()));
        let mended = outcome.policy.inputs.iter().filter_map(|rule| rule.mended.as_ref());
        let mended = mended.map(|file| folder.join(&file.value));
        let read: Vec<PathBuf> =
            facts.chain(mended).chain(self.policies.iter().cloned()).map(|file| output::place_of(&file)).collect();
        let over =
            |code, option: &str, path: &Path| Finding::error(code).with("option", option).with("file", shown(path));
        for (option, target) in targets {
            let Target::File(path) = target else { continue };
            let place = output::place_of(path);
            if read.contains(&place) || names_input(&outcome.policy, &folder, &place) {
                return Some(over("output-over-input", option, path));
            }
        }
        let [reports @ .., (option, rejects)] = targets else { return None };
        let is_same = |report: &Target| match (report, rejects) {
            (Target::File(report), Target::File(rejects)) => output::place_of(report) == output::place_of(rejects),
            (report, rejects) => report == rejects,
        };
        let is_one = *option == "--rejects" && reports.iter().any(|(_, report)| is_same(report));
        is_one.then(|| over("output-twice", option, Path::new(&rejects.to_string())))
    }

    /// The SHA-256 of an input's file as it is now; nothing of standard input.
    pub fn digest_of(&self, facts: &FileFacts) -> Option<String> {
        let file = parent(&self.options.policy).join(facts.stored_as());
        digest::of_stream(std::fs::File::open(file).ok()?).ok()
    }

    /// A file that was read, or that the policy reads, and that a new folder would hide or replace.
    pub fn folder_over(&self, folder: &Path, files: &[&str], outcome: &Outcome) -> Option<Finding> {
        let targets: Vec<(&'static str, Target)> =
            files.iter().map(|file| ("-o", Target::File(folder.join(file)))).collect();
        let base = parent(&self.options.policy);
        let facts = outcome.gathered.facts.iter().flat_map(|one| &one.files);
        let read = facts.map(|facts| base.join(facts.stored_as())).chain(self.policies.iter().cloned());
        let mut inside = read.map(|file| output::place_of(&file)).filter(|file| file.starts_with(folder));
        let over = |file: PathBuf| Finding::error("output-over-input").with("option", "-o").with("file", shown(&file));
        inside.next().map(over).or_else(|| self.written_over(&targets, outcome))
    }

    /// What is written, by the option that names it: the report, then the rejects.
    pub fn targets(&self) -> Vec<(&'static str, Target)> {
        let rejects = self.options.rejects.as_ref().map(|path| ("--rejects", Target::of(path.as_os_str())));
        std::iter::once(("-o", self.options.target())).chain(rejects).collect()
    }

    fn threads(&self) -> usize {
        let there = available_parallelism().map_or(1, usize::from);
        self.options.threads.map_or(there, |asked| usize::from(asked).min(MOST_THREADS))
    }

    /// The policy, or of a folder the version in force, and the folder that its paths are relative to.
    fn policy(&mut self) -> Option<(Policy, PathBuf)> {
        let (mut policies, folder) = self.policies()?;
        if !self.options.policy.is_dir() {
            return policies.pop().map(|policy| (policy, folder));
        }
        match self.period(policies.first()?) {
            Ok(Some(period)) => self.version_for(policies, &period).map(|policy| (policy, folder)),
            Ok(None) => {
                self.findings.push(Finding::error("folder-needs-period").with("folder", shown(&folder)));
                None
            }
            Err(finding) => {
                self.findings.push(finding);
                None
            }
        }
    }

    /// The policy, or of a folder all versions, at least one, and the folder that their paths are relative to.
    pub fn policies(&mut self) -> Option<(Vec<Policy>, PathBuf)> {
        let path = &self.options.policy;
        let (policies, folder) = match path.is_dir() {
            true => (self.versions(path)?, path.clone()),
            false => (vec![self.read_policy(path, &parent(path))?], parent(path)),
        };
        self.locale = Locale::new(self.language(policies.first()?));
        Some((policies, folder))
    }

    /// The version that covers a period; of a single file that one, and the run tells where it does not.
    pub fn version_for(&mut self, mut policies: Vec<Policy>, period: &Period) -> Option<Policy> {
        if !self.options.policy.is_dir() {
            return policies.pop();
        }
        match policy::choose(&policies, period) {
            Ok(index) => Some(policies.swap_remove(index)),
            Err(finding) => {
                self.findings.push(finding);
                None
            }
        }
    }

    fn versions(&mut self, folder: &Path) -> Option<Vec<Policy>> {
        let mut files: Vec<PathBuf> = match std::fs::read_dir(folder) {
            Ok(entries) => entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect(),
            Err(error) => {
                self.findings.push(unreadable(folder, &error));
                return None;
            }
        };
        files.retain(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.ends_with(".toml") && !name.ends_with(".cases.toml")
        });
        files.sort();
        let mut policies = Vec::new();
        for file in &files {
            policies.extend(self.read_policy(file, folder));
        }
        if policies.is_empty() && !self.findings.has_errors() {
            self.findings.push(Finding::error("no-policy-in-folder").with("folder", shown(folder)));
        }
        (!policies.is_empty()).then_some(policies)
    }

    /// A policy from its file; nothing, and a finding, where it cannot be read. Its paths are relative to `folder`.
    fn read_policy(&mut self, path: &Path, folder: &Path) -> Option<Policy> {
        self.policies.push(path.to_owned());
        let bytes = match std::fs::File::open(path).and_then(limited) {
            Ok(bytes) if bytes.len() as u64 > MOST_POLICY_BYTES => {
                let large = Finding::error("policy-too-large").with("file", shown(path));
                self.findings.push(large.with("most", MOST_POLICY_BYTES).at(Place::file(shown(path))));
                return None;
            }
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.findings.push(Finding::error("policy-not-found").with("file", shown(path)));
                return None;
            }
            Err(error) => {
                self.findings.push(unreadable(path, &error));
                return None;
            }
        };
        let text = match policy_text(&shown(path), folder, &bytes) {
            Ok(text) => text,
            Err(finding) => {
                self.findings.push(finding);
                return None;
            }
        };
        let policy = policy::read(&shown(path), &text, &mut self.findings);
        if policy.is_none() && self.options.lang.is_none() {
            let language = policy::language_of(&text).and_then(|id| Language::named(&id));
            self.locale = language.map_or(self.locale, Locale::new);
        }
        policy.map(|policy| Policy { digest: digest::of_bytes(&bytes), ..policy })
    }

    fn language(&self, policy: &Policy) -> Language {
        self.options.lang.or_else(|| Language::named(&policy.header.language)).unwrap_or_default()
    }

    fn period(&self, policy: &Policy) -> Result<Option<Period>, Finding> {
        let fiscal_start = policy.header.fiscal_year_starts;
        self.options.period.as_deref().map(|text| period_of(text, fiscal_start)).transpose()
    }

    /// Writes a report and what there is to tell; the end of the run.
    pub fn finish(self, report: &Report, outcome: &Outcome) -> Exit {
        let target = self.options.target();
        self.finish_files(&[(target, report)], outcome)
    }

    /// Writes the rows of a report that were chosen, and what there is to tell; the end of the run.
    pub fn finish_rows(self, report: Report, outcome: &Outcome, rows: &RowOptions) -> Exit {
        match rows.choice().of(report, outcome) {
            Ok(report) => self.finish(&report, outcome),
            Err(finding) => self.fail(finding, Exit::Errors),
        }
    }

    /// Writes several reports, each to a target of its own, all of them or none, and what there is to tell; the end of the run.
    pub fn finish_files(mut self, reports: &[(Target, &Report)], outcome: &Outcome) -> Exit {
        let mut contents: Vec<(&'static str, Target, Vec<u8>)> = Vec::new();
        for (target, report) in reports {
            match self.rendered(report) {
                Ok(bytes) => {
                    self.findings.extend(self.told_of(report));
                    contents.push(("-o", target.clone(), bytes));
                }
                Err(finding) => return self.fail(finding, Exit::Usage),
            }
        }
        let rejected = &outcome.gathered.rejected;
        if let Some(path) = &self.options.rejects {
            let bytes = rejects::bytes(rejected, &self.locale, self.options.csv_dialect);
            contents.push(("--rejects", Target::of(path.as_os_str()), bytes));
        }
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
            let _ = io::Write::write_all(&mut stream, &bytes).and_then(|()| io::Write::write_all(&mut stream, b"\n"));
        }
    }

    /// Tells the findings; where standard error is gone there is nobody left to tell.
    pub fn tell(&self) {
        let mut text = Vec::new();
        let options = diagnostic_options(self.options);
        if diagnostics::write(&self.findings, &self.locale, &options, &mut text).is_ok() {
            let _ = io::Write::write_all(&mut told(), &text);
        }
    }

    /// Whether much is to be told.
    pub fn is_verbose(&self) -> bool {
        self.options.verbosity() >= Verbosity::Verbose
    }
}

/// The period that a text names.
///
/// # Errors
/// What is wrong with it.
pub(super) fn period_of(text: &str, fiscal_start: u32) -> Result<Period, Finding> {
    let finding = || match near(text, fiscal_start) {
        Some(near) => Finding::error("period-written-otherwise").with("text", text).with("near", near),
        None => Finding::error("not-a-period-asked").with("text", text),
    };
    Period::parse(text, fiscal_start).ok_or_else(finding)
}

/// Whether a place is one of the files that the policy's inputs name or, by a pattern, would read at the next run.
fn names_input(policy: &Policy, folder: &Path, place: &Path) -> bool {
    let patterns = policy.inputs.iter().flat_map(|rule| &rule.files).map(|file| file.value.as_str());
    patterns.filter(|pattern| *pattern != "-").any(|pattern| names(&output::place_of(&folder.join(pattern)), place))
}

/// Tells one finding while the run goes on.
fn tell_one(finding: &Finding, locale: &Locale, options: &DiagnosticOptions) {
    let (mut findings, mut text) = (Findings::new(), Vec::new());
    findings.push(finding.clone());
    if diagnostics::write(&findings, locale, options, &mut text).is_ok() {
        // Where standard error is gone there is nobody left to tell.
        let _ = io::Write::write_all(&mut told(), &text);
    }
}

/// A path as it is shown in places and reports.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn parent(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

fn unreadable(path: &Path, error: &io::Error) -> Finding {
    Finding::error("file-unreadable").with("file", shown(path)).with("reason", error).at(Place::file(shown(path)))
}
