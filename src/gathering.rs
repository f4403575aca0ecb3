//! One run's reading: the files that the policy names, into the ledger and the cube, with everything that is wrong with them.

mod adjustments;
mod apart;
mod benchmarks;
mod beyond_counted;
pub(crate) mod causes;
mod consequences;
mod days;
mod described;
mod draws;
mod empty_months;
mod encodings;
mod file_words;
mod folding;
mod history;
mod holds;
pub(crate) mod labels;
mod latest;
mod managers;
mod marks;
mod named;
mod near_customers;
mod near_words;
mod out_of_line;
mod pauses;
mod penalties;
mod periods;
mod policy_text;
mod presence;
mod raters;
mod registers_of_others;
pub mod rows;
mod same_file;
mod series;
mod strangers;
mod strangers_before;
mod streams;
mod target_gaps;
mod target_scopes;
mod teamless;
mod telling;
pub mod trace;
mod undone;
mod unlabelled;
mod unlike_files;
mod unread;
mod unread_ids;
mod words;
mod yes_and_no;
mod yet_to_come;

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::calendar::{NaiveDate, Period};
use crate::digest;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::is_blank;
use crate::ingest::decode::{BYTE_ORDER_MARK, Detected, Encoding, Transcoder};
use crate::ingest::facts::{ColumnFact, FileFacts};
use crate::ingest::faults::{FaultPolicy, Faults, Rejected};
use crate::ingest::files::{InputFile, absent_files, files_of};
use crate::ingest::mended::Mended;
use crate::ingest::progress::Progress;
use crate::ingest::register::{FileHead, Register, RegisterFile, Slot, Wanted};
use crate::ledger::alike;
use crate::ledger::build::CellsKept;
use crate::ledger::{Ledger, build};
use crate::measure::cube::{Cube, UnassignedByName};
use crate::measure::fold::{Context, Folder, Newcomer, Purpose};
use crate::measure::plan::Plan;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, InputRule};
use crate::spelling::alike as spelled_alike;

pub use described::{read_customers, read_named, read_products};
use encodings::Encodings;
use labels::UndeclaredLabel;
pub use policy_text::policy_text;
pub use streams::{Misread, Opened, Pace, Trust, know_customers, open_streams};
use telling::{Beside, Telling};

/// Everything that reading goes by.
type Rules<'a> = (&'a Policy, &'a Ledger, &'a Plan);

/// How a run reads.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The folder that the policy's paths are relative to.
    pub folder: &'a Path,
    /// How many threads read large files.
    pub threads: usize,
    /// What becomes of bad rows.
    pub bad_rows: FaultPolicy,
    /// Which inputs are read.
    pub scope: Scope,
    /// Whether a source may have no row in the period.
    pub allow_empty: bool,
    /// The encoding of files whose policy names none; absent: what each file tells.
    pub encoding: Option<Encoding>,
    /// The columns that figures are told apart by which are asked for.
    pub asked: Vec<&'a str>,
    /// Told of all that is read.
    pub progress: &'a Progress,
}

/// Which inputs are read, and how closely they are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those that a figure is made from, of a period that was looked at before: whatever is wrong with them is told, and what is merely odd is not looked for.
    Again,
    /// Those that a figure is made from.
    #[default]
    Needed,
    /// All, to find what is wrong with them.
    Everything,
}

/// The control totals of one input.
#[derive(Clone, Debug)]
pub struct InputFacts {
    /// The input's name.
    pub input: String,
    /// One for each file.
    pub files: Vec<FileFacts>,
}

impl InputFacts {
    /// Which input it is.
    pub fn kind(&self) -> InputKind {
        InputKind::of(&self.input)
    }
}

/// What reading came to beside the ledger and the cube.
#[derive(Debug, Default)]
pub struct Gathered {
    /// By input, in the order of the policy.
    pub facts: Vec<InputFacts>,
    /// Rows that are nobody's: input, then name and reason.
    pub unassigned: Vec<(String, UnassignedByName)>,
    /// Customers of the period's sales whom the register lacks: the input, and what each has.
    pub unknown_customers: Vec<(String, Vec<Newcomer>)>,
    /// Orders that others refer to and that rows of the sales have which do not count, as they are looked up.
    open_orders: BTreeSet<String>,
    /// Rows that were set aside.
    pub rejected: Vec<Rejected>,
    /// Words that are neither known nor declared, by source and column; only of a look at everything.
    pub labels: Vec<UndeclaredLabel>,
    /// Registers whose rows are looked at one by one, without the rows that were set aside.
    pub(crate) registers: Vec<Register>,
    /// What registers have in the columns of their `counted`.
    filtered: Vec<words::FilteredRegister>,
}

/// Reads the registers, all but the customers and products.
pub fn read_ledger(policy: &Policy, reading: &Reading, gathered: &mut Gathered, findings: &mut Findings) -> Ledger {
    encodings::report_unknown(policy, findings);
    let mut faults = Faults::new(reading.bad_rows);
    let is_read = |rule: &&InputRule| rule.kind().is_register() && !described::is_read_apart(policy, rule);
    let mut rules: Vec<&InputRule> = policy.inputs.iter().filter(is_read).collect();
    // The names of staff tell what other files are in.
    rules.sort_by_key(|rule| rule.kind() != InputKind::Staff);
    let mut encodings = Encodings { by_option: reading.encoding, ..Encodings::default() };
    let mut registers: Vec<Register> = Vec::new();
    for rule in rules {
        let Some(register) = register((policy, rule), (reading, &encodings), &mut faults, findings) else { continue };
        if rule.kind() == InputKind::Staff {
            encodings.people = register.rows.iter().filter_map(|row| row.text("person")).collect();
        }
        gathered.filtered.extend(words::FilteredRegister::of(rule, &register));
        registers.push(register);
    }
    let ledger = build::build(policy, &registers, &CellsKept::of_staff(policy, &reading.asked), &mut faults);
    alike::people_in_turn(&ledger.people, &mut faults);
    alike::people_at_once(&ledger.people, &mut faults);
    if reading.scope == Scope::Everything {
        alike::people(&ledger.people, &mut faults);
    }
    registers.into_iter().for_each(|register| keep_facts(policy, register, &faults, gathered));
    keep_faults(faults, gathered, findings);
    unread_ids::report_registers(&ledger.people, findings);
    ledger
}

/// Reports files that the policy names and that are not there, of inputs that the run reads nothing of too: what is made of them would be missing.
pub fn report_absent_files(policy: &Policy, reading: &Reading, findings: &mut Findings) {
    for rule in &policy.inputs {
        absent_files(policy, rule, reading.folder).into_iter().for_each(|finding| findings.push(finding));
    }
}

/// One register; nothing for one that no rule uses yet.
fn register(
    (policy, rule): (&Policy, &InputRule),
    (reading, encodings): (&Reading, &Encodings),
    faults: &mut Faults,
    findings: &mut Findings,
) -> Option<Register> {
    let files = files_of(policy, rule, reading.folder, findings);
    let Some(wanted) = build::wanted(policy, rule) else {
        let is_read = policy.management.looked_through.contains(&rule.name);
        let note = || Finding::note("input-not-used").with("input", &rule.name).at(policy.text.place(rule.span));
        findings.extend_with((!is_read).then(note));
        return None;
    };
    if rule.kind() == InputKind::Leave && !policy.goes_by_leave() {
        findings.push(Finding::warning("leave-changes-nothing").at(policy.text.place(rule.span)));
    }
    let mut contents = Vec::new();
    files.iter().for_each(|file| reading.progress.expect(file.text_len()));
    for file in &files {
        let by_any = || unread::any_encoding(file, |encoding| reading_in((policy, rule, &wanted), (file, encoding)));
        match encodings.of(rule, file).or_else(|finding| by_any().ok_or(finding)) {
            Err(finding) => faults.push(finding),
            Ok(detected) => match content(file, detected) {
                Err(error) => faults.push(file.unreadable(&error)),
                Ok(content) => {
                    contents.push(content);
                    file.changed().into_iter().for_each(|changed| faults.push(changed));
                }
            },
        }
        reading.progress.add(file.text_len(), 0);
    }
    let names: Vec<Arc<str>> = contents.iter().map(|content| content.name.clone()).collect();
    let mended = Mended::read(policy, rule, &names, reading.folder, faults);
    let mut register = Register::read_mended((rule, policy, &wanted), &contents, &mended, faults);
    add_digests(&mut register.facts, &files, reading.scope, faults);
    presence::files_without_rows(&register).into_iter().for_each(|finding| faults.push(finding));
    alike::in_zeros(&register, faults);
    Some(register)
}

/// Adds the digest of each file, which only a look at everything reads the files once more for.
fn add_digests(facts: &mut [FileFacts], files: &[InputFile], scope: Scope, faults: &mut Faults) {
    if scope != Scope::Everything {
        return;
    }
    for facts in facts {
        let Some(file) = files.iter().find(|file| file.name == facts.file) else { continue };
        match file.open_as_stored().and_then(digest::of_stream) {
            Ok(digest) => facts.digest = Some(digest),
            Err(error) => faults.push(file.unreadable(&error)),
        }
    }
}

/// How a register would be read in an encoding: all columns that its kind may have, and those whose header the policy names.
fn reading_in(
    (policy, rule, wanted): (&Policy, &InputRule, &Wanted),
    (file, encoding): (&InputFile, Encoding),
) -> Option<unread::Reading> {
    let rule = rule.of_entry(file.entry);
    let mut text = Vec::new();
    Transcoder::new(file.open().ok()?, encoding).read_to_end(&mut text).ok()?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let head = FileHead::find((rule, policy, wanted), &file.name, text, &mut Faults::default())?;
    let bare = |text: &str| -> String {
        text.chars().filter(|c| !is_blank(*c) && !"_-".contains(*c)).flat_map(char::to_lowercase).collect()
    };
    let written = bare(policy.text.text());
    let is_named = |slot: &Slot| !slot.label.is_empty() && written.contains(&bare(&slot.label));
    let is_read = |slot: &Slot| slot.kind.is_some() || slot.month.is_some() || is_named(slot);
    let slots = head.heading.slots.iter().enumerate();
    let fields = slots.filter(|(_, slot)| is_read(slot)).map(|(field, _)| field).collect();
    Some(unread::Reading { dialect: head.dialect, line: head.line, fields, day: None })
}

/// A file of a register as a whole, in UTF-8.
fn content(file: &InputFile, detected: Detected) -> io::Result<RegisterFile> {
    let mut text = Vec::new();
    Transcoder::new(file.open()?, detected.encoding).read_to_end(&mut text)?;
    let (name, sheet) = (file.name.clone(), file.sheet().cloned());
    let stamp = file.stamp().cloned();
    Ok(RegisterFile { name, sheet, entry: file.entry, text, bytes: file.len(), stamp, detected })
}

/// Columns of staff that pay goes by are read under their own headers.
fn note_paid(policy: &Policy, facts: &mut FileFacts) {
    let paid: Vec<&str> = policy
        .pay
        .iter()
        .flat_map(|component| component.staff_columns())
        .map(|(column, _)| column.value.as_str())
        .collect();
    let (read, ignored): (Vec<String>, Vec<String>) = std::mem::take(&mut facts.ignored)
        .into_iter()
        .partition(|label| paid.iter().any(|column| spelled_alike(column, label)));
    facts.ignored = ignored;
    let fact = |label: String| ColumnFact { column: label.clone(), label, how: "own-header" };
    facts.columns.extend(read.into_iter().map(fact));
}

fn keep_facts(policy: &Policy, mut register: Register, faults: &Faults, gathered: &mut Gathered) {
    register.settle(faults);
    if InputKind::of(&register.name) == InputKind::Staff {
        register.facts.iter_mut().for_each(|facts| note_paid(policy, facts));
    }
    gathered.facts.push(InputFacts { input: register.name.clone(), files: std::mem::take(&mut register.facts) });
    if policy.management.listed(&register.name).is_some() {
        register.rows.retain(|row| !faults.is_set_aside(&row.heading.file, row.line));
        register.left_out.clear();
        gathered.registers.push(register);
    }
}

fn keep_faults(faults: Faults, gathered: &mut Gathered, findings: &mut Findings) {
    let (found, rejected) = faults.finish();
    findings.extend(found);
    gathered.rejected.extend(rejected);
}

/// The latest period of the policy's kind in which a row of the main source counts: of `sales` where there is one, else of the first source. Where none
/// does because it has no row, or `counted` lets none pass, that is reported; and where few rows, far from the others, are all that it has.
///
/// # Errors
/// It may be in another encoding than its first bytes say.
pub fn latest_period(
    policy: &Policy,
    ledger: &Ledger,
    opened: &[Opened],
    plan: &Plan,
    reading: &Reading,
    findings: &mut Findings,
) -> Result<Option<Period>, Misread> {
    let main = opened.iter().position(|one| one.kind() == InputKind::Sales).unwrap_or(0);
    let Some(main) = opened.get(main) else { return Ok(None) };
    let seen = streams::days_seen((policy, ledger, plan), main, Pace::of(reading))?;
    if let (true, Some(heard)) = (seen.days.is_empty(), &seen.heard) {
        let are_read = !seen.faults.has_errors();
        findings.extend(seen.faults.finish().0);
        if seen.is_empty {
            presence::report_empty(&main.name, main.headers().map(|(header, _)| header), findings);
        } else if are_read {
            words::report_counted(policy, &plan.streams[main.stream], heard, findings);
        }
    }
    Ok(latest::period(policy, &main.name, &seen.days, findings))
}

/// Reads the sources into a cube.
///
/// # Errors
/// Some file may be in another encoding than its first bytes say; nothing was gathered.
pub fn read_cube<'a>(
    (policy, ledger, plan): (&'a Policy, &'a Ledger, &'a Plan),
    opened: &[Opened],
    reading: &Reading,
    gathered: &mut Gathered,
    findings: &mut Findings,
) -> Result<Cube<'a>, Misread> {
    read_cube_of((policy, ledger, plan), (opened, plan.known_until), reading, gathered, findings)
}

/// The same as it was known on an earlier day than the plan's; what is wrong with the files is told where they are read for that one.
///
/// # Errors
/// A file may be in another encoding than it was read in.
pub fn read_cube_as_of<'a>(
    rules: (&'a Policy, &'a Ledger, &'a Plan),
    (opened, day): (&[Opened], NaiveDate),
    reading: &Reading,
) -> Result<Cube<'a>, Misread> {
    read_cube_of(rules, (opened, Some(day)), reading, &mut Gathered::default(), &mut Findings::new())
}

fn read_cube_of<'a>(
    (policy, ledger, plan): (&'a Policy, &'a Ledger, &'a Plan),
    (opened, known_until): (&[Opened], Option<NaiveDate>),
    reading: &Reading,
    gathered: &mut Gathered,
    findings: &mut Findings,
) -> Result<Cube<'a>, Misread> {
    let mut cube = Cube::new(policy, ledger, plan);
    let mut faults = Faults::new(reading.bad_rows);
    let pace = Pace::of(reading);
    for one in opened {
        one.take_doubles(streams::doubles::learn((policy, ledger, plan), one, pace, &mut faults)?);
    }
    let book = streams::orders::order_book((policy, ledger, plan), opened, pace, &mut faults);
    let context = |one| {
        let mut context = streams::context((policy, ledger, plan), one, &book, Purpose::Gather);
        context.known_until = known_until;
        if reading.scope == Scope::Everything {
            context.look_closely();
        } else if one.is_large() {
            context.looks_at_period_alone();
        }
        context.lists_complete = streams::orders::lists_complete(one, &book, reading.scope);
        context
    };
    let contexts: Vec<Context> = opened.iter().map(context).collect();
    let mut reads = Vec::with_capacity(opened.len());
    for (one, context) in opened.iter().zip(&contexts) {
        reads.push(streams::read(context, one, pace, &mut faults)?);
    }
    let lacks = |(one, read): (&Opened, &Option<(Folder, Vec<FileFacts>)>)| {
        read.as_ref().is_some_and(|(folder, _)| folder.is_needy) && one.has_needy()
    };
    if opened.iter().zip(&reads).any(lacks) {
        return read_cube_of((policy, ledger, plan), (opened, known_until), reading, gathered, findings);
    }
    streams::invoices::compare((policy, ledger, plan), opened, pace, &mut faults);
    let mut telling = Telling::new((policy, ledger, plan), reading);
    for (one, read) in opened.iter().zip(reads) {
        let customers = telling.of_files(one, gathered, &mut faults);
        if let Some((mut folder, facts)) = read {
            let beside = Beside { customers: &customers, book: &book };
            telling.of_rows(one, (&mut folder, facts), beside, (gathered, &mut faults));
            cube.add(one.stream, &mut folder);
        }
    }
    opened.iter().flat_map(Opened::files).filter_map(InputFile::changed).for_each(|changed| faults.push(changed));
    let (found, rejected) = faults.finish();
    findings.extend(found);
    gathered.rejected.extend(rejected);
    gathered.rejected.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    gathered.open_orders.clone_from(&book.open);
    telling.of_all(opened, gathered, findings);
    let order = |facts: &InputFacts| policy.inputs.iter().position(|rule| rule.name == facts.input);
    gathered.facts.sort_by_key(order);
    Ok(cube)
}

/// The files of a source, found before any of them is read.
pub(crate) fn source_files(policy: &Policy, input: usize, folder: &Path, findings: &mut Findings) -> Vec<InputFile> {
    files_of(policy, &policy.inputs[input], folder, findings)
}
