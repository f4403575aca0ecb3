//! `Store` and `Chain`: where closed periods stand, and those that are there, verified before anything in them is believed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, available_parallelism};

use super::evidence::Evidence;
use super::manifest::{KeptWarning, Manifest, PolicyFacts, Previous};
use super::tables::{self, PlainTable, Tables};
use super::{INPUTS, MANIFEST, REOPENED};
use crate::calendar::{Days, NaiveDate, Period, PeriodKind};
use crate::digest::sums::SUMS;
use crate::finding::{Finding, Findings};
use crate::history::{Closed, ClosedFacts, ClosedPeriod, Lookup, WasTold};
use crate::policy::Policy;
use crate::policy::rules::CloseRules;
use crate::source::Place;

/// The closed periods of a policy, for what is asked of closed ones; with everything in it that is not as it was written.
///
/// `folder` is the policy's; where nothing is closed there is nothing in it.
pub fn read(
    folder: &Path,
    rules: &CloseRules,
    (kind, fiscal_start): (PeriodKind, u32),
    findings: &mut Findings,
) -> Closed {
    let store = Store { folder: folder.join(&rules.folder), shown: rules.folder.clone(), kind, fiscal_start };
    let chain = store.chain(findings);
    if findings.has_errors() { Closed::default() } else { chain.closed(&store, findings) }
}

/// Where closed periods stand, and of which kind they are.
#[derive(Clone, Debug)]
pub struct Store {
    /// The folder in which each has one.
    pub folder: PathBuf,
    /// As messages name it.
    pub shown: String,
    /// The kind of the periods.
    pub kind: PeriodKind,
    /// The month in which fiscal years begin.
    pub fiscal_start: u32,
}

/// One closed folder.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Its period.
    pub period: Period,
    /// Where it is.
    pub path: PathBuf,
    /// As messages name it.
    pub shown: String,
    /// What it says of itself; nothing where that cannot be read.
    pub manifest: Option<Manifest>,
    /// Its head; nothing where it has no sums.
    pub head: Option<String>,
    /// Whether it is as it was written, and stands upon the one before it.
    pub is_sound: bool,
}

/// All of them, the earliest first.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// The folders.
    pub folders: Vec<Folder>,
}

impl Store {
    /// The store of a policy whose folder is this one.
    pub fn of(policy: &Policy, folder: &Path) -> Self {
        let shown = policy.close.folder.clone();
        let (kind, fiscal_start) = (policy.header.period, policy.header.fiscal_year_starts);
        Store { folder: folder.join(&shown), shown, kind, fiscal_start }
    }

    /// Where a period's folder is, or will be.
    pub fn path_of(&self, period: &Period) -> PathBuf {
        self.folder.join(period.id())
    }

    /// Every closed folder, verified: what is not as it was written is told.
    pub fn chain(&self, findings: &mut Findings) -> Chain {
        let periods = match self.periods(findings) {
            Ok(periods) => periods,
            Err(error) => {
                let unreadable = Finding::error("file-unreadable").with("file", &self.shown).with("reason", error);
                findings.push(unreadable.at(Place::file(self.shown.as_str())));
                return Chain::default();
            }
        };
        let mut folders: Vec<Folder> = periods.into_iter().map(|period| self.folder_of(period, findings)).collect();
        let misnamed: Vec<String> = folders.iter().filter_map(Folder::other_period).cloned().collect();
        self.check_names(&mut folders, findings);
        let mut before = None;
        for index in 0..folders.len() {
            // One that has the name of another period stands nowhere.
            if folders[index].other_period().is_some() {
                continue;
            }
            let mut told = Findings::new();
            let previous = before.map(|before: usize| &folders[before]);
            self.check_previous(&folders[index], previous, &misnamed, &mut told);
            folders[index].is_sound &= !told.has_errors();
            findings.extend(told);
            before = Some(index);
        }
        Chain { folders }
    }

    /// Tells the folders that have the name of another period than theirs: a copy where that one has its own folder, else one renamed.
    fn check_names(&self, folders: &mut [Folder], findings: &mut Findings) {
        let names: Vec<String> = folders.iter().map(|folder| folder.period.id()).collect();
        for folder in folders {
            let Some(period) = folder.other_period().cloned() else { continue };
            let code = if names.contains(&period) { "closed-folder-copied" } else { "closed-folder-renamed" };
            let other = Finding::error(code).with("folder", &folder.shown).with("period", &period);
            findings.push(other.with("own", format!("{}/{period}", self.shown)).at(folder.place(MANIFEST)));
            folder.is_sound = false;
        }
    }

    /// The periods that have a folder, by their first days.
    fn periods(&self, findings: &mut Findings) -> io::Result<Vec<Period>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut periods = Vec::new();
        for entry in entries {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let period = Period::parse(&name, self.fiscal_start).filter(|period| period.id() == name);
            match period {
                Some(period) if period.kind() == self.kind => periods.push(period),
                Some(_) => findings.push(self.stray("closed-of-other-kind", &name)),
                // What people keep beside the folders is none of them.
                None => {}
            }
        }
        periods.sort();
        Ok(periods)
    }

    /// What stands beside the folders and is none of them: they may be folders that somebody has renamed.
    pub fn strays(&self) -> Vec<Finding> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let is_ours = |name: &str| name == REOPENED || name.starts_with('.');
        let is_period = |name: &str| Period::parse(name, self.fiscal_start).is_some_and(|period| period.id() == name);
        let mut names: Vec<String> = names.filter(|name| !is_ours(name) && !is_period(name)).collect();
        names.sort();
        names.iter().map(|name| self.stray("closed-stray", name)).collect()
    }

    fn stray(&self, code: &'static str, name: &str) -> Finding {
        let shown = format!("{}/{name}", self.shown);
        Finding::error(code).with("folder", &shown).with("kind", self.kind.id()).at(Place::file(shown))
    }

    fn folder_of(&self, period: Period, findings: &mut Findings) -> Folder {
        let (path, shown) = (self.path_of(&period), format!("{}/{period}", self.shown));
        let mut told = Findings::new();
        let head = Evidence { path: &path, shown: &shown }.check(&mut told);
        let manifest = if told.has_errors() { None } else { manifest(&path, &shown, &mut told) };
        let mut folder = Folder { period, path, shown, manifest, head, is_sound: false };
        folder.check_days(&mut told);
        folder.is_sound = !told.has_errors();
        findings.extend(told);
        folder
    }

    /// A folder says upon which one before it it stands; one that stands there under another name is told by that.
    fn check_previous(&self, folder: &Folder, before: Option<&Folder>, misnamed: &[String], findings: &mut Findings) {
        let Some(manifest) = &folder.manifest else { return };
        let at = |finding: Finding| finding.with("period", &folder.period).at(folder.place(MANIFEST));
        let is_next = |before: &Folder| before.period.last() + Days::new(1) == folder.period.first();
        match (&manifest.previous, before) {
            (None, None) => {}
            (Some(previous), Some(before)) if previous.period == before.period.id() && is_next(before) => {
                if before.head.as_ref().is_some_and(|head| *head != previous.digest) {
                    let broken = Finding::error("closed-chain-broken").with("previous", &before.period);
                    let broken = broken.with("found", before.head.as_deref().unwrap_or_default());
                    findings.push(at(broken.with("expected", &previous.digest)).at(before.place(SUMS)));
                }
            }
            (Some(previous), _) if misnamed.contains(&previous.period) => {}
            (Some(previous), _) => {
                let shown = format!("{}/{}", self.shown, previous.period);
                let gone = Finding::error("closed-folder-gone").with("previous", &previous.period);
                findings.push(at(gone.with("folder", &shown)).at(Place::file(shown)));
            }
            (None, Some(before)) => {
                findings.push(at(Finding::error("closed-first-twice").with("previous", &before.period)));
            }
        }
    }
}

fn manifest(path: &Path, shown: &str, findings: &mut Findings) -> Option<Manifest> {
    let file = format!("{shown}/{MANIFEST}");
    let read = fs::read(path.join(MANIFEST)).map_err(|error| error.to_string());
    match read.and_then(|bytes| Manifest::read(&bytes)) {
        Ok(manifest) => Some(manifest),
        Err(reason) => {
            let finding = Finding::error("closed-of-other-tool").with("file", &file).with("reason", reason);
            findings.push(finding.at(Place::file(file)));
            None
        }
    }
}

impl Folder {
    /// A file of it, as messages name it.
    pub fn place(&self, file: &str) -> Place {
        Place::file(format!("{}/{file}", self.shown))
    }

    /// The first row of a table that has these texts; the table as a whole where none has.
    pub fn row(&self, file: &str, texts: &[(&str, &String)]) -> Place {
        let place = self.place(file);
        match tables::line_of(&self.path.join(file), texts) {
            Some((line, text)) => Place::line(place.file, line, text),
            None => place,
        }
    }

    /// What the next folder says of it.
    pub fn as_previous(&self) -> Option<Previous> {
        Some(Previous { period: self.period.id(), digest: self.head.clone()? })
    }

    /// The period that it is of by its manifest, where its name is that of another.
    fn other_period(&self) -> Option<&String> {
        let manifest = self.manifest.as_ref()?;
        Some(&manifest.period).filter(|period| **period != self.period.id())
    }

    fn check_days(&self, findings: &mut Findings) {
        let Some(manifest) = self.manifest.as_ref().filter(|_| self.other_period().is_none()) else { return };
        let (first, last) = (self.period.first().to_string(), self.period.last().to_string());
        if (&manifest.first, &manifest.last) != (&first, &last) {
            let moved = Finding::error("closed-of-other-days").with("folder", &self.shown).with("period", &self.period);
            let moved = moved.with("first", &manifest.first).with("last", &manifest.last);
            findings.push(moved.with("today_first", first).with("today_last", last).at(self.place(MANIFEST)));
        }
    }
}

impl Chain {
    /// The last folder.
    pub fn last(&self) -> Option<&Folder> {
        self.folders.last()
    }

    /// The folder of a period.
    pub fn of(&self, period: &Period) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.period == *period)
    }

    /// The period that is to be closed next; nothing where none is closed yet.
    pub fn next(&self, store: &Store) -> Option<Period> {
        let day: NaiveDate = self.last()?.period.last() + Days::new(1);
        Some(Period::containing(day, store.kind, store.fiscal_start))
    }

    /// What they say of standings, pay and balances; a table that cannot be understood is told.
    pub fn closed(&self, store: &Store, findings: &mut Findings) -> Closed {
        let mut periods = Vec::with_capacity(self.folders.len());
        for read in self.read(store.fiscal_start) {
            match read {
                Ok(closed) => periods.push(Arc::new(closed)),
                Err(finding) => findings.push(finding),
            }
        }
        Closed { periods, ..Closed::default() }
    }

    /// Each folder, in their order; as many at a time as there are processors.
    fn read(&self, fiscal_start: u32) -> Vec<Result<ClosedPeriod, Finding>> {
        let read = |folders: &[Folder]| folders.iter().map(|folder| folder.closed(fiscal_start)).collect::<Vec<_>>();
        let threads = available_parallelism().map_or(1, usize::from);
        let parts: Vec<&[Folder]> = self.folders.chunks(self.folders.len().div_ceil(threads).max(1)).collect();
        let [first, others @ ..] = &parts[..] else { return Vec::new() };
        thread::scope(|scope| {
            let others: Vec<_> = others.iter().map(|part| scope.spawn(|| read(part))).collect();
            let mut all = read(first);
            for other in others {
                all.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            all
        })
    }
}

impl Folder {
    /// A table of the folder as it stands; nothing where it has none of that name.
    ///
    /// # Errors
    /// It cannot be read, or is no table.
    pub fn table(&self, name: &str, fiscal_start: u32) -> Result<Option<PlainTable>, Finding> {
        Tables { path: &self.path, shown: &self.shown, fiscal_start }.plain(name)
    }

    fn closed(&self, fiscal_start: u32) -> Result<ClosedPeriod, Finding> {
        let tables = Tables { path: &self.path, shown: &self.shown, fiscal_start };
        let rules = self.manifest.as_ref().map(|manifest| &manifest.policy);
        let of = |text: fn(&PolicyFacts) -> &String| rules.map(text).cloned().unwrap_or_default();
        let (policy, standings, lines) = (tables.policy()?, tables.standings()?, tables.lines()?);
        Ok(ClosedPeriod {
            period: self.period.clone(),
            policy,
            policy_name: of(|rules| &rules.name),
            version: of(|rules| &rules.version),
            currency: of(|rules| &rules.currency),
            head: self.head.clone().unwrap_or_default(),
            standings,
            lines: lines.list,
            balances: tables.balances()?,
            corrections: tables.corrections()?,
            figures: tables.figures()?,
            facts: self.facts((lines.roles, lines.names)),
            lookup: Lookup::default(),
        })
    }

    /// What the period was made of.
    fn facts(&self, (roles, names): (BTreeMap<String, String>, BTreeMap<String, String>)) -> ClosedFacts {
        let mut facts = ClosedFacts { roles, names, ..ClosedFacts::default() };
        if let Some(manifest) = &self.manifest {
            for read in &manifest.reads {
                *facts.counted.entry(read.input.clone()).or_default() += read.counted;
                if read.records > 0 {
                    facts.files.push((read.input.clone(), read.file.clone()));
                }
            }
            let is_kept = manifest.files.iter().all(|file| file.lines_each.is_none());
            facts.copies = is_kept.then(|| self.path.join(INPUTS).join(&manifest.policy.folder));
            let told = |KeptWarning { code, text, places }: &KeptWarning| WasTold {
                code: code.clone(),
                places: places.clone(),
                text: text.clone(),
            };
            facts.told.extend(manifest.warnings.iter().map(told));
        }
        facts
    }
}
