//! What every command that reads files does: the policy, the run, the findings, the report, the exit code.

mod policies;
mod replaced;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;

use super::args::{Options, Verbosity};
use super::diagnostics::DiagnosticOptions;
use super::environment::of_environment;
use super::progress_bar::{Bar, first_pipe, is_pipe, watch_pipes};
use super::terminal::diagnostic_options;
use crate::calendar::Period;
use crate::calendar::near::near;
use crate::closing;
use crate::finding::{Finding, Findings};
use crate::gathering::Scope;
use crate::history::Closed;
use crate::ingest::decode::Encoding;
use crate::ingest::faults::FaultPolicy;
use crate::ingest::progress::Progress;
use crate::locale::Locale;
use crate::management::Question;
use crate::policy::Policy;
use crate::render::{self, Format};
use crate::run::{AskedSubject, Outcome, Request, Steps, Wanted, run};

use writing::tell;

/// More threads than this gain nothing, and each has its own memory.
const MOST_THREADS: usize = 64;

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
    questions: Vec<Question>,
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
            questions: Vec::new(),
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

    /// Asks one more question of the management half; all of them are answered in one run.
    pub fn ask(&mut self, question: Question) {
        self.questions.push(question);
    }

    /// The first file that can be read once only: the policy's own, or one of its inputs.
    pub fn pipe(&self, policy: &Policy) -> Option<PathBuf> {
        let path = &self.options.policy;
        Some(path.clone()).filter(|path| is_pipe(path)).or_else(|| first_pipe(policy, &self.base()))
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
        self.by_default.map_or_else(|| self.options.format(), |format| self.options.asked_format().unwrap_or(format))
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
        let progress = Arc::new(Progress::default());
        let (folder, request) = (asked.folder, self.request(asked, &progress));
        let (told, locale) = (diagnostic_options(self.options), self.locale);
        let pipes = watch_pipes(&policy, folder, move |finding| tell_one(&finding, &locale, &told));
        let bar = Bar::watch(&progress, self.options, self.locale);
        let outcome = run(policy, &request, findings);
        drop(bar);
        drop(pipes);
        outcome
    }

    /// What a run is asked for.
    pub fn request<'r>(&self, asked: Asked<'r>, progress: &'r Progress) -> Request<'r> {
        let Asked { folder, period, scope, audits, wanted, closed, reading } = asked;
        Request {
            folder,
            period,
            wanted,
            audits,
            steps: self.steps.clone(),
            subject: self.subject.clone(),
            questions: self.questions.clone(),
            as_of: self.options.as_of,
            scope,
            allow_empty: reading.allow_empty,
            threads: self.threads(),
            bad_rows: if self.options.rejects.is_some() { FaultPolicy::SetAside } else { FaultPolicy::Refuse },
            encoding: reading.encoding,
            closed,
            notes: self.is_verbose(),
            progress,
        }
    }

    fn threads(&self) -> usize {
        let there = available_parallelism().map_or(1, usize::from);
        self.options.threads.map_or(there, |asked| usize::from(asked).min(MOST_THREADS))
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

/// Tells one finding while the run goes on.
fn tell_one(finding: &Finding, locale: &Locale, options: &DiagnosticOptions) {
    let mut findings = Findings::new();
    findings.push(finding.clone());
    tell(&findings, locale, options);
}

/// A path as it is shown in places and reports.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn parent(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}
