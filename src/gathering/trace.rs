//! The source rows behind one person's totals: the files are scanned again for just those.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use super::streams::{self, Opened, Pace};
use crate::calendar::Period;
use crate::crediting::OrderBook;
use crate::derivation::{Credit, Form, Leaf, Subject, Worksheet};
use crate::finding::Finding;
use crate::ingest::faults::Faults;
use crate::ingest::files::InputFile;
use crate::ingest::progress::Progress;
use crate::ledger::Ledger;
use crate::ledger::rows::CountedRow;
use crate::measure::Ask;
use crate::measure::cube::Cube;
use crate::measure::fold::{Hit, Purpose, Wanted, WantedOf};
use crate::measure::plan::{Gather, Keep, Plan, Stream, gathered_in};
use crate::measure::registers;
use crate::policy::Policy;
use crate::policy::rules::MeasureId;
use crate::source::Place;
use crate::spelling::folded;

/// A row: its address and the record as it stands.
pub type SourceRow = (String, String);

/// Which total.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    measure: MeasureId,
    subject: Subject,
    window: Period,
    part: Option<String>,
    credit: Credit,
}

impl Key {
    fn ask(&self) -> Ask<'_> {
        Ask { measure: self.measure, subject: &self.subject, window: &self.window, overlays: self.credit.overlays }
    }

    /// Whether the total is made of what a gather keeps.
    fn is_of(&self, keep: &Keep) -> bool {
        match keep {
            Keep::LastDay | Keep::LastChange(_) | Keep::FirstDays(_) | Keep::Joint(_) => false,
            Keep::Parts(..) | Keep::Deals(..) => self.part.is_some(),
            Keep::Credited(_) => self.part.is_none() && self.credit.by_share,
            Keep::First(..) => self.part.is_none(),
            _ => self.part.is_none() && !self.credit.by_share,
        }
    }
}

/// Source rows by total.
#[derive(Debug, Default)]
pub struct Trace {
    rows: BTreeMap<Key, Vec<SourceRow>>,
    /// By order, folded, its rows and in which total each is.
    orders: BTreeMap<String, Vec<(Key, SourceRow)>>,
    /// Files that could not be read again: without them rows would be missing.
    pub unread: Vec<Finding>,
}

impl Trace {
    /// The rows of a total, in the order of files and lines.
    pub fn rows_of(&self, leaf: &Leaf) -> Vec<SourceRow> {
        key_of(leaf).and_then(|key| self.rows.get(&key).cloned()).unwrap_or_default()
    }

    /// The rows of an order in any total, each once, in the order of files and lines as totals have them.
    pub fn rows_of_order(&self, order: &str) -> Vec<SourceRow> {
        let mut rows: Vec<SourceRow> = Vec::new();
        for (_, row) in self.orders.get(&*folded(order)).into_iter().flatten() {
            if rows.iter().all(|known| known.0 != row.0) {
                rows.push(row.clone());
            }
        }
        rows
    }

    /// The orders of which a row is in one of the totals, folded, each with its rows there, each row once.
    pub fn orders_of<'l>(&self, leaves: impl Iterator<Item = &'l Leaf>) -> BTreeMap<&str, Vec<&SourceRow>> {
        let keys: BTreeSet<Key> = leaves.filter_map(key_of).collect();
        let mut orders: BTreeMap<&str, Vec<&SourceRow>> = BTreeMap::new();
        for (order, rows) in &self.orders {
            for (_, row) in rows.iter().filter(|(key, _)| keys.contains(key)) {
                let known = orders.entry(order).or_default();
                if known.iter().all(|known| *known != row) {
                    known.push(row);
                }
            }
        }
        orders
    }

    /// Whether a row of that order is in the total.
    pub fn has_order(&self, leaf: &Leaf, order: &str) -> bool {
        let rows = self.orders.get(&*folded(order));
        key_of(leaf).is_some_and(|key| rows.into_iter().flatten().any(|(known, _)| *known == key))
    }
}

fn key_of(leaf: &Leaf) -> Option<Key> {
    match leaf {
        Leaf::Total { measure, subject, window, part, credit, .. } => Some(Key {
            measure: *measure,
            subject: subject.clone(),
            window: window.clone(),
            part: part.clone(),
            credit: *credit,
        }),
        _ => None,
    }
}

/// Scans the sources again for the rows of every total on a worksheet.
pub fn trace(rules: (&Policy, &Ledger, &Plan), opened: &[Opened], sheet: &Worksheet, threads: usize) -> Trace {
    let leaves = sheet.steps().iter().filter_map(|step| match &step.form {
        Form::Leaf(leaf) => Some(leaf),
        _ => None,
    });
    trace_of(rules, opened, leaves, (threads, false))
}

/// Scans the sources again for the rows of these totals; with a last line of what of each row is in its total, where that is asked for.
pub fn trace_of<'l>(
    rules: (&Policy, &Ledger, &Plan),
    opened: &[Opened],
    leaves: impl Iterator<Item = &'l Leaf>,
    (threads, notes_parts): (usize, bool),
) -> Trace {
    let mut keys: Vec<Key> = leaves.filter_map(key_of).collect();
    keys.sort();
    keys.dedup();
    let mut trace = Trace::default();
    for key in keys.iter().filter(|key| key.part.is_none()) {
        trace.rows.insert(key.clone(), registers::traced(rules.0, rules.1, &key.ask()));
    }
    let pace = Pace { threads, progress: &Progress::default() };
    let faults = scan((rules, opened), &keys, (pace, notes_parts), |one, (id, hit)| {
        let (file, line, _) = hit.at;
        let name = rules.2.files.get(file as usize).map_or("", |name| name);
        let layout = (file as usize).checked_sub(one.first_file).and_then(|layout| one.layouts().get(layout));
        let shown = layout.map(|layout| layout.personal.masked(&hit.record, layout.dialect, 0));
        let row = (format!("{name}:{line}"), shown.map_or_else(|| hit.record.clone(), Cow::into_owned));
        if let Some(order) = &hit.order {
            trace.orders.entry(order.clone()).or_default().push((keys[id].clone(), row.clone()));
        }
        trace.rows.entry(keys[id].clone()).or_default().push(row);
    });
    // Whatever is wrong in the files was told by the run itself, but that one cannot be read again.
    let (findings, _) = faults.finish();
    let is_unread = |finding: &&Finding| matches!(finding.code, "file-changed" | "file-unreadable");
    trace.unread = findings.iter().filter(is_unread).cloned().collect();
    trace
}

/// The rows of a label's sum in a window, each with what of it is in the sum: they add up to it.
pub(super) fn counted(
    (rules, opened): (Rules, &[Opened]),
    (measure, subject, window): (MeasureId, Subject, &Period),
    pace: Pace,
) -> Vec<CountedRow> {
    let credit = Credit { overlays: true, by_share: false };
    let key = Key { measure, subject, window: window.clone(), part: None, credit };
    let mut rows = Vec::new();
    scan((rules, opened), &[key], (pace, false), |_, (_, hit)| {
        let (file, line, _) = hit.at;
        let name = rules.2.files.get(file as usize);
        rows.extend(name.zip(hit.number).map(|(name, number)| CountedRow {
            place: Place::line(name.clone(), line, ""),
            day: hit.day,
            order: hit.order.clone(),
            amount: number.to_number(),
        }));
    });
    rows
}

/// Scans the sources again and visits the rows of these totals, each with the place of its total among them.
fn scan(
    (rules, opened): (Rules, &[Opened]),
    keys: &[Key],
    (pace, notes_parts): (Pace, bool),
    mut visit: impl FnMut(&Opened, (usize, &Hit)),
) -> Faults {
    let mut cube = Cube::new(rules.0, rules.1, rules.2);
    let mut faults = Faults::default();
    let book: OrderBook = streams::orders::order_book(rules, opened, pace, &mut faults);
    for one in opened.iter().filter(|one| says_what_is_new(rules, keys, one.stream)) {
        let context = streams::context(rules, one, &book, Purpose::Gather);
        if let Ok(Some((mut folder, _))) = streams::read(&context, one, pace, &mut faults) {
            cube.add(one.stream, &mut folder);
        }
    }
    for one in opened {
        let mut context = streams::context(rules, one, &book, Purpose::Gather);
        context.wanted = wanted(rules, &cube, keys, one.stream);
        context.notes_parts = notes_parts;
        if context.wanted.is_empty() {
            continue;
        }
        let Ok(Some((folder, _))) = streams::read(&context, one, pace, &mut faults) else { continue };
        folder.hits().into_iter().for_each(|hit| visit(one, hit));
    }
    opened.iter().flat_map(Opened::files).filter_map(InputFile::changed).for_each(|changed| faults.push(changed));
    faults
}

/// Whether the stream's first rows say which keys are new, of which alone rows are in one of the totals.
fn says_what_is_new((policy, _, plan): Rules, keys: &[Key], stream: usize) -> bool {
    let parts = keys.iter().flat_map(|key| gathered_in(policy, key.measure));
    let named: Vec<MeasureId> = parts.filter_map(|part| Some(policy.measure(part).of.as_ref()?.value)).collect();
    plan.streams[stream].gathers.iter().any(|gather| named.contains(&gather.measure))
}

/// What a pass over the stream looks for: for each total the gathers and cells that it is made of.
fn wanted(rules: (&Policy, &Ledger, &Plan), cube: &Cube, keys: &[Key], stream: usize) -> Vec<Wanted> {
    let gathers = &rules.2.streams[stream].gathers;
    let mut wanted = Vec::new();
    for (id, key) in keys.iter().enumerate() {
        let parts = gathered_in(rules.0, key.measure);
        for (index, gather) in gathers.iter().enumerate().filter(|(_, gather)| parts.contains(&gather.measure)) {
            if key.is_of(&gather.keep)
                && let Some(of) = whose(rules, cube, key, (&rules.2.streams[stream], gather))
            {
                let new = gather.of.map(|keys| (keys.slot, cube.new_keys(keys.by, &key.window)));
                let (part, by_share) = (key.part.clone(), key.credit.by_share);
                wanted.push(Wanted { id, gather: index, of, new, part, by_share });
            }
        }
    }
    wanted
}

/// Whose rows a total is made of, where it is along the axis of what is gathered.
fn whose(rules: Rules, cube: &Cube, key: &Key, (stream, gather): (&Stream, &Gather)) -> Option<WantedOf> {
    match (&key.subject, gather.axis.slot()) {
        (Subject::Labelled { column, label }, Some(slot)) if stream.slots[slot].column == *column => {
            Some(WantedOf::Words(slot, rules.1.names_of(column, label), key.window.clone()))
        }
        (Subject::Labelled { .. }, _) | (_, Some(_)) => None,
        (_, None) => Some(WantedOf::Cells(cube.cells_of(&key.ask()).into_iter().collect())),
    }
}
