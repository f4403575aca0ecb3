//! What was gathered, arranged so that every total is found at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::distinct::DistinctCounts;
use super::gather::{FirstRow, PartCell, Recent, Store, SumCell};
use super::joint::JointByCell;
use super::one_deal::{DealPart, OneDeal};
use super::plan::{Keep, Plan, gathered_in};
use super::totals::{Ask, Deal, Part, Total, Totals};
use crate::calendar::{NaiveDate, Period, months_before};
use crate::crediting::orders::APART;
use crate::crediting::spell_on;
use crate::derivation::Subject;
use crate::ingest::interner::Interner;
use crate::ledger::Credit;
use crate::ledger::Ledger;
use crate::measure::fold::{Folder, UnassignedRows, seconds_in};
use crate::number::Number;
use crate::policy::rules::{DurationUnit, MeasureId, MeasureKind, MeasureRule, Policy};
use crate::spelling::folded;

/// Of a day in which nothing is said of work.
const HOURS_OF_A_DAY: i64 = 24;

const SECONDS_OF_AN_HOUR: i64 = 3600;

/// Everything gathered from the files.
pub struct Cube<'a> {
    policy: &'a Policy,
    ledger: &'a Ledger,
    plan: &'a Plan,
    gathered: Vec<Gathered>,
    /// Windows that were asked for and not planned.
    unplanned: Mutex<BTreeSet<Period>>,
}

/// Who is at or below the top of a branch, by segment: each manager is looked up once.
struct BranchOf {
    top: Option<usize>,
    first: usize,
    known: Vec<HashMap<usize, bool>>,
}

impl BranchOf {
    fn new(subject: &Subject, first: usize) -> Self {
        let top = if let Subject::Branch(top) = subject { Some(*top) } else { None };
        BranchOf { top, first, known: Vec::new() }
    }

    /// Whether a manager is the top or below. Inside of a segment nobody changes manager, so its first day stands for all of it.
    fn holds(&mut self, manager: usize, segment: usize, cube: &Cube) -> bool {
        let place = segment - self.first;
        if self.known.len() <= place {
            self.known.resize_with(place + 1, HashMap::new);
        }
        let (known, day) = (&mut self.known[place], cube.plan.segments.first_day(segment));
        let mut way = Vec::new();
        let mut at = Some(manager);
        let holds = loop {
            let Some(manager) = at else { break false };
            if let Some(known) = known.get(&manager) {
                break *known;
            }
            way.push(manager);
            if Some(manager) == self.top {
                break true;
            }
            // A circle of managers, which the ledger refuses, would end here.
            known.insert(manager, false);
            at = cube.ledger.people.list[manager].on(day).and_then(|spell| spell.manager);
        };
        known.extend(way.into_iter().map(|manager| (manager, holds)));
        holds
    }
}

/// One gather's store, arranged by cell.
struct Gathered {
    stream: usize,
    measure: MeasureId,
    keep: Keep,
    /// Column of the parts.
    column: String,
    /// By what numbers are divided.
    divisor: i64,
    kept: Kept,
}

/// How the keys of a store, and the labels within, are written for people.
struct Shown<'a> {
    key: &'a dyn Fn(String) -> String,
    label: &'a dyn Fn(String) -> String,
}

/// A store, arranged by cell or person.
enum Kept {
    Sums(Vec<SumCell>),
    Rows(Vec<u64>),
    Shares(Vec<PartCell>),
    Days(Vec<Option<NaiveDate>>),
    /// First days of keys.
    FirstDays(FxHashMap<u32, Vec<(u32, NaiveDate)>>),
    Values(FxHashMap<u32, Vec<i128>>),
    Distinct(DistinctCounts, Vec<u64>),
    Parts(FxHashMap<u32, Vec<(String, SumCell)>>),
    Deals(Deals),
    /// Rows by the number of their share, by cell.
    CreditedRows(FxHashMap<u32, Vec<(u32, u64)>>),
    /// Keys with the number of the largest share, by cell.
    CreditedKeys(FxHashMap<u32, Vec<(u32, u32)>>),
    /// Rows of several people.
    Joint(JointByCell),
    /// By person, the first rows in the order of days.
    First(FxHashMap<u32, Vec<FirstOf>>),
    /// By window, then person; in the order of days.
    Recent(Vec<FxHashMap<u32, Vec<FirstOf>>>),
}

/// A first row, as one of its people has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FirstOf {
    day: NaiveDate,
    /// The person's share of its order; nothing: the whole.
    share: Option<Number>,
    /// Which row it is: several people may have it.
    row: usize,
}

/// Orders: what each cell has of them, and how large they are.
#[derive(Default)]
struct Deals {
    /// By cell.
    parts: FxHashMap<u32, Vec<DealPart>>,
    /// By the key as it is compared: segment, the whole of it there, its first row.
    wholes: FxHashMap<String, Vec<Whole>>,
}

/// A segment, the whole of an order there, and its first row's file and line.
type Whole = (usize, SumCell, (u32, u32));

impl<'a> Cube<'a> {
    /// An empty cube.
    pub fn new(policy: &'a Policy, ledger: &'a Ledger, plan: &'a Plan) -> Self {
        Cube { policy, ledger, plan, gathered: Vec::new(), unplanned: Mutex::default() }
    }

    /// Takes the stores of one stream.
    pub fn add(&mut self, of: usize, folder: &mut Folder) {
        let stream = &self.plan.streams[of];
        let stores = std::mem::take(&mut folder.stores);
        for (index, (gather, store)) in stream.gathers.iter().zip(stores).enumerate() {
            let empty = Interner::default();
            let keys = gather.keep.key_slot(stream).map_or(&empty, |slot| folder.keys(slot));
            let (column, divisor) = match gather.keep {
                Keep::Parts(value, slot) => {
                    let divisor = value.map_or(1, |value| seconds_in(&stream.slots[value].kind));
                    (stream.slots[slot].column.clone(), divisor)
                }
                Keep::Deals(_, Some(slot)) => (stream.slots[slot].column.clone(), 1),
                Keep::Joint(ref of) => match **of {
                    Keep::Parts(_, slot) => (stream.slots[slot].column.clone(), 1),
                    _ => (String::new(), 1),
                },
                Keep::Sum(slot) | Keep::Mean(slot) | Keep::Values(slot) => {
                    (String::new(), seconds_in(&stream.slots[slot].kind))
                }
                _ => (String::new(), 1),
            };
            let is_known_before = |key: &str, day| folder.is_known_before(index, key.as_bytes(), day);
            let shown = |slot: Option<usize>, key: String| match slot {
                Some(slot) => match key.split_once(APART) {
                    Some((number, customer)) => {
                        format!("{}{APART}{customer}", folder.as_written(slot, number.to_owned()))
                    }
                    None => folder.as_written(slot, key),
                },
                None => key,
            };
            let label_slot = if let Keep::Deals(_, label) = gather.keep { label } else { None };
            let shown = Shown {
                key: &|key| shown(gather.keep.key_slot(stream), key),
                label: &|label| shown(label_slot, label),
            };
            let kept = self.arrange(store, (keys, &shown), &gather.keep, is_known_before);
            let (measure, keep) = (gather.measure, gather.keep.clone());
            self.gathered.push(Gathered { stream: of, measure, keep, column, divisor, kept });
        }
    }

    fn arrange(
        &self,
        store: Store,
        (keys, shown): (&Interner, &Shown),
        keep: &Keep,
        is_known_before: impl Fn(&str, NaiveDate) -> bool,
    ) -> Kept {
        let text = |id: u32| keys.text(id);
        match store {
            Store::Sums(sums) => Kept::Sums(sums),
            Store::Rows(rows) => Kept::Rows(rows),
            Store::Shares(shares) => Kept::Shares(shares),
            Store::Days(days) => Kept::Days(days),
            Store::Values(values) => Kept::Values(values),
            Store::Distinct(keys, rows) => Kept::Distinct(keys.finish(), rows),
            Store::FirstDays(days) => Kept::FirstDays(by_cell(days)),
            Store::Parts(parts) => {
                let parts = by_cell(parts).into_iter();
                let named = |list: Vec<(u32, SumCell)>| {
                    list.into_iter().map(|(id, sum)| ((shown.key)(text(id)), sum)).collect()
                };
                Kept::Parts(parts.map(|(cell, list)| (cell, named(list))).collect())
            }
            Store::Deals(deals) => {
                let mut kept = Deals::default();
                for ((id, segment), deal) in deals {
                    let key = (shown.key)(text(id));
                    let whole = (segment as usize, deal.whole, deal.first);
                    kept.wholes.entry(folded(&key).into_owned()).or_default().push(whole);
                    for (cell, part) in deal.parts {
                        let labels = deal.labels.iter().filter(|((own, _), _)| *own == cell);
                        let labels = labels.map(|((_, label), sum)| ((shown.label)(label.clone()), *sum)).collect();
                        kept.parts.entry(cell).or_default().push(DealPart { key: key.clone(), part, labels });
                    }
                }
                Kept::Deals(kept)
            }
            Store::CreditedRows(rows) => Kept::CreditedRows(by_cell(rows)),
            Store::CreditedKeys(shares) => Kept::CreditedKeys(by_cell(shares)),
            Store::Joint(rows) => {
                let has_labels = matches!(keep, Keep::Joint(of) if matches!(**of, Keep::Parts(..)));
                let label = |key| if has_labels { (shown.key)(text(key)) } else { String::new() };
                Kept::Joint(rows.by_cell(label))
            }
            Store::First(rows) => {
                let mut by_person: FxHashMap<u32, Vec<FirstOf>> = FxHashMap::default();
                for (number, (key, row)) in rows.in_windows().enumerate() {
                    let key = text(key);
                    let is_first = self.known_since(&key).is_none_or(|since| since >= row.day);
                    if is_first && !is_known_before(&key, row.day) {
                        self.note_first(&mut by_person, (number, &row), &key);
                    }
                }
                by_person.values_mut().for_each(|days| days.sort_unstable());
                Kept::First(by_person)
            }
            Store::Recent(windows) => {
                let months = if let Keep::First(_, Some(months)) = keep { *months } else { 0 };
                Kept::Recent(windows.into_iter().map(|window| self.new_in_window(window, &text, months)).collect())
            }
        }
    }

    /// The customer's first order as the register has it, which may be before the data begin.
    fn known_since(&self, key: &str) -> Option<NaiveDate> {
        let customers = &self.ledger.customers;
        customers.by_key.get(key).and_then(|index| customers.list[*index].first_order)
    }

    fn new_in_window(
        &self,
        window: FxHashMap<u32, Recent>,
        text: &impl Fn(u32) -> String,
        months: u32,
    ) -> FxHashMap<u32, Vec<FirstOf>> {
        let mut by_person = FxHashMap::default();
        for (number, (key, recent)) in window.into_iter().enumerate() {
            let Some(row) = recent.first else { continue };
            let since = months_before(row.day, months);
            let known = recent.last_before.max(self.known_since(&text(key)).filter(|known| *known < row.day));
            if known.is_none_or(|known| known < since) {
                self.note_first(&mut by_person, (number, &row), &text(key));
            }
        }
        by_person.values_mut().for_each(|firsts: &mut Vec<FirstOf>| firsts.sort_unstable());
        by_person
    }

    /// Notes a first row for each of its people, with the share of its order where that is split.
    fn note_first(&self, by_person: &mut FxHashMap<u32, Vec<FirstOf>>, (number, row): (usize, &FirstRow), key: &str) {
        let order = String::from_utf8_lossy(&row.order);
        let shares = self.ledger.splits.of(&folded(&order), Some(key)).map(|(shares, _)| shares);
        for person in &row.people {
            let of_person = |credit: &&Credit| credit.person == Some(*person as usize);
            let share = shares.and_then(|shares| shares.iter().find(of_person)).map(|credit| credit.share.clone());
            by_person.entry(*person).or_default().push(FirstOf { day: row.day, share, row: number });
        }
    }

    /// The cells of a subject in a range of segments.
    fn cells(&self, subject: &Subject, segments: std::ops::Range<usize>, overlays: bool) -> Vec<u32> {
        let mut cells = Vec::new();
        let mut branch = BranchOf::new(subject, segments.start);
        let people = match subject {
            Subject::Person(person) => *person..*person + 1,
            _ => 0..self.ledger.people.list.len(),
        };
        for person in people {
            for (number, spell) in self.ledger.people.list[person].spells.iter().enumerate() {
                for segment in segments.clone() {
                    if self.belongs(subject, person, spell, (segment, &mut branch)) {
                        let spell = self.plan.first_spell[person] as usize + number;
                        let cell = ((spell * self.plan.segments.len() + segment) * 2) as u32;
                        cells.push(cell);
                        cells.extend(overlays.then_some(cell + 1));
                    }
                }
            }
        }
        cells
    }

    fn belongs(
        &self,
        subject: &Subject,
        person: usize,
        spell: &crate::ledger::Spell,
        (segment, branch): (usize, &mut BranchOf),
    ) -> bool {
        match subject {
            Subject::Person(one) => person == *one,
            Subject::Department => true,
            Subject::Team(team) => spell.team.as_deref() == Some(team),
            Subject::Direct(manager) => spell.manager == Some(*manager),
            Subject::Mentees(mentor) => spell.mentor == Some(*mentor),
            Subject::Branch(_) => spell.manager.is_some_and(|manager| branch.holds(manager, segment, self)),
        }
    }

    /// The accumulator cells that a total is made of; none for a window that was not planned, which is noted.
    pub fn cells_of(&self, ask: &Ask) -> Vec<u32> {
        self.segments_of(ask).map_or_else(Vec::new, |segments| self.cells(ask.subject, segments, ask.overlays))
    }

    /// The segments of what is asked for; nothing where no sum of segments is its total.
    fn segments_of(&self, ask: &Ask) -> Option<std::ops::Range<usize>> {
        // Of new customers each window knows its own.
        let is_of_windows = matches!(self.policy.measure(ask.measure).kind, MeasureKind::First(_, Some(_)));
        let is_known = !is_of_windows || self.plan.windows.contains(ask.window);
        let segments = self.plan.segments.exactly(ask.window).filter(|_| is_known);
        if segments.is_none() {
            self.unplanned.lock().unwrap_or_else(PoisonError::into_inner).insert(ask.window.clone());
        }
        segments
    }

    /// Windows that were asked for and not planned: no total of them is known, and nothing that was made of one may be written.
    pub fn unplanned(&self) -> Vec<Period> {
        self.unplanned.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn of(&self, measure: MeasureId, is_it: impl Fn(&Keep) -> bool) -> impl Iterator<Item = &Gathered> {
        self.gathered.iter().filter(move |gathered| gathered.measure == measure && is_it(&gathered.keep))
    }

    fn sum(&self, ask: &Ask) -> (Number, u64) {
        let cells = self.cells_of(ask);
        let (mut total, mut rows) = (Number::zero(), 0);
        for gathered in self.of(ask.measure, |keep| matches!(keep, Keep::Sum(_) | Keep::Mean(_))) {
            let Kept::Sums(sums) = &gathered.kept else { continue };
            let units: i128 = cells.iter().map(|cell| sums[*cell as usize].sum).sum();
            rows += cells.iter().map(|cell| sums[*cell as usize].rows).sum::<u64>();
            total = &total + &scaled(units, gathered.divisor);
        }
        (total, rows - self.surplus(ask.measure, &cells).all)
    }

    fn share(&self, ask: &Ask) -> PartCell {
        let cells = self.cells_of(ask);
        let mut total = super::registers::filled(self.policy, self.ledger, ask);
        for gathered in self.of(ask.measure, |keep| matches!(keep, Keep::Share(_) | Keep::Filled(_))) {
            let Kept::Shares(shares) = &gathered.kept else { continue };
            for cell in &cells {
                total.matching += shares[*cell as usize].matching;
                total.all += shares[*cell as usize].all;
            }
        }
        let surplus = self.surplus(ask.measure, &cells);
        PartCell { matching: total.matching - surplus.matching, all: total.all - surplus.all }
    }

    fn rows(&self, ask: &Ask) -> u64 {
        let cells = self.cells_of(ask);
        let of = |gathered: &Gathered| match &gathered.kept {
            Kept::Rows(rows) => cells.iter().map(|cell| rows[*cell as usize]).sum(),
            _ => 0,
        };
        let rows: u64 = self.of(ask.measure, |keep| *keep == Keep::Rows).map(of).sum();
        rows - self.surplus(ask.measure, &cells).all
    }

    fn distinct(&self, ask: &Ask) -> (u64, u64) {
        let cells = self.cells_of(ask);
        let (mut found, mut rows) = (0, 0);
        for gathered in self.of(ask.measure, |keep| matches!(keep, Keep::Distinct(_))) {
            let Kept::Distinct(keys, counts) = &gathered.kept else { continue };
            rows += cells.iter().map(|cell| counts[*cell as usize]).sum::<u64>();
            found += keys.count(&cells);
        }
        (found, rows - self.surplus(ask.measure, &cells).all)
    }

    /// The first rows of the subject's people in the window.
    fn firsts(&self, ask: &Ask) -> Vec<FirstOf> {
        let window = self.plan.windows.iter().position(|window| window == ask.window);
        let mut found = Vec::new();
        for gathered in self.of(ask.measure, |keep| matches!(keep, Keep::First(..))) {
            let by_person = match (&gathered.kept, window) {
                (Kept::First(by_person), _) => by_person,
                (Kept::Recent(windows), Some(window)) => &windows[window],
                _ => continue,
            };
            let of_person = |person: &u32, firsts: &[FirstOf]| -> Vec<FirstOf> {
                let start = firsts.partition_point(|first| first.day < ask.window.first());
                let in_window = firsts[start..].iter().take_while(|first| first.day <= ask.window.last());
                in_window
                    .filter(|first| self.is_subject_on(ask.subject, *person as usize, first.day))
                    .cloned()
                    .collect()
            };
            match ask.subject {
                Subject::Person(person) => {
                    let person = *person as u32;
                    found.extend(by_person.get(&person).into_iter().flat_map(|days| of_person(&person, days)));
                }
                _ => by_person.iter().for_each(|(person, days)| found.extend(of_person(person, days))),
            }
        }
        found
    }

    fn is_subject_on(&self, subject: &Subject, person: usize, day: NaiveDate) -> bool {
        let Some(spell) = spell_on(self.ledger, person, day) else { return false };
        let spell = &self.ledger.people.list[person].spells[spell];
        let segment = self.plan.segments.of(day);
        self.belongs(subject, person, spell, (segment, &mut BranchOf::new(subject, segment)))
    }

    fn median(&self, ask: &Ask) -> (Option<Number>, u64) {
        let cells = self.cells_of(ask);
        let (mut all, mut divisor) = (Vec::new(), 1);
        for gathered in self.of(ask.measure, |keep| matches!(keep, Keep::Values(_))) {
            let Kept::Values(values) = &gathered.kept else { continue };
            divisor = gathered.divisor;
            all.extend(cells.iter().filter_map(|cell| values.get(cell)).flatten().copied());
        }
        for joint in self.joint(ask.measure, |of| matches!(of, Keep::Values(_))) {
            all = joint.joined(&cells, all);
        }
        all.sort_unstable();
        let rows = all.len();
        if rows == 0 {
            return (None, 0);
        }
        let (low, high) = (all[(rows - 1) / 2], all[rows / 2]);
        (Some(scaled(low + high, divisor * 2)), rows as u64)
    }

    /// The time from the end of the last row's day to the end of the window.
    fn time_since(&self, ask: &Ask, unit: DurationUnit) -> Option<Number> {
        let until = self.plan.segments.of(ask.window.last()) + 1;
        let last = self.latest(ask, 0..until)?;
        let days = (ask.window.last() - last).num_days();
        let calendar = &self.policy.calendar;
        let worked = || Some(calendar.workdays_between(last.succ_opt()?, ask.window.last()));
        match unit {
            DurationUnit::Days => Some(Number::from(days)),
            DurationUnit::Hours => Some(Number::from(days * HOURS_OF_A_DAY)),
            DurationUnit::WorkDays => worked().map(Number::from),
            DurationUnit::WorkingHours => {
                // A policy without hours was refused.
                let seconds = worked()? * calendar.seconds_of_a_workday()?;
                Number::from(seconds).checked_div(&Number::from(SECONDS_OF_AN_HOUR))
            }
        }
    }

    fn latest(&self, ask: &Ask, segments: std::ops::Range<usize>) -> Option<NaiveDate> {
        let cells = self.cells(ask.subject, segments, ask.overlays);
        let of = |gathered: &Gathered| match &gathered.kept {
            Kept::Days(days) => cells.iter().filter_map(|cell| days[*cell as usize]).max(),
            _ => None,
        };
        self.of(ask.measure, |keep| matches!(keep, Keep::LastDay | Keep::LastChange(_))).filter_map(of).max()
    }

    /// The day on which the last of the different values came: of each value, the first day counts.
    fn last_new(&self, ask: &Ask) -> Option<NaiveDate> {
        let cells = self.cells_of(ask);
        let of = |gathered: &Gathered| {
            let Kept::FirstDays(days) = &gathered.kept else { return None };
            let mut first: FxHashMap<u32, NaiveDate> = FxHashMap::default();
            for (key, day) in cells.iter().filter_map(|cell| days.get(cell)).flatten() {
                first.entry(*key).and_modify(|known| *known = *day.min(known)).or_insert(*day);
            }
            first.into_values().max()
        };
        self.of(ask.measure, |keep| matches!(keep, Keep::FirstDays(_))).filter_map(of).max()
    }
}

impl Totals for Cube<'_> {
    fn total(&self, ask: &Ask) -> Total {
        let measure = self.policy.measure(ask.measure);
        if self.segments_of(ask).is_none() {
            return Total { value: None, rows: 0 };
        }
        if let Some(total) = super::registers::total(self.policy, self.ledger, ask) {
            return with_enough_rows(measure, total);
        }
        let counted = |count: u64, rows: u64| Total { value: Some(Number::from(count as i64)), rows };
        let quotient = |part: Number, all: u64| part.checked_div(&Number::from(all as i64));
        let total = match &measure.kind {
            MeasureKind::Sum(_) => {
                let (sum, rows) = self.sum(ask);
                Total { value: Some(sum), rows }
            }
            MeasureKind::Mean(_) => {
                let (sum, rows) = self.sum(ask);
                Total { value: quotient(sum, rows), rows }
            }
            MeasureKind::Count(_) => {
                let rows = self.rows(ask);
                counted(rows, rows)
            }
            MeasureKind::Share(_) | MeasureKind::Filled(_) => {
                let share = self.share(ask);
                Total { value: quotient(Number::from(share.matching as i64), share.all), rows: share.all }
            }
            MeasureKind::Distinct(_) => {
                let (found, rows) = self.distinct(ask);
                counted(found, rows)
            }
            MeasureKind::First(..) => {
                let rows: BTreeSet<usize> = self.firsts(ask).into_iter().map(|first| first.row).collect();
                counted(rows.len() as u64, rows.len() as u64)
            }
            MeasureKind::Median(_) => {
                let (value, rows) = self.median(ask);
                Total { value, rows }
            }
            MeasureKind::SinceLast(_, unit) => Total { value: self.time_since(ask, *unit), rows: 0 },
            // Made of other measures: the book asks for those.
            MeasureKind::Total(_)
            | MeasureKind::Difference(..)
            | MeasureKind::Ratio(..)
            | MeasureKind::Growth(..)
            | MeasureKind::Target(_)
            | MeasureKind::Attainment(_)
            | MeasureKind::Workdays
            | MeasureKind::Score => Total { value: None, rows: 0 },
        };
        with_enough_rows(measure, total)
    }

    fn parts(&self, ask: &Ask, column: &str) -> Vec<Part> {
        if self.has_too_few(ask) {
            return Vec::new();
        }
        let cells = self.cells_of(ask);
        let mut parts: BTreeMap<String, (String, Number, u64)> = BTreeMap::new();
        for (measure, sign) in signed_parts(self.policy, ask.measure) {
            for gathered in self.of(measure, |keep| matches!(keep, Keep::Parts(..))).filter(|one| one.column == column)
            {
                let Kept::Parts(by_cell) = &gathered.kept else { continue };
                for (label, sum) in cells.iter().filter_map(|cell| by_cell.get(cell)).flatten() {
                    // Two sources may write a label differently: the first one's is shown.
                    let new = || (label.clone(), Number::zero(), 0);
                    let known = parts.entry(folded(label).into_owned()).or_insert_with(new);
                    known.1 = &known.1 + &scaled(sum.sum * sign, gathered.divisor);
                    known.2 += sum.rows;
                }
            }
            self.take_surplus((measure, sign), column, &cells, &mut parts);
        }
        let part = |(label, value, rows)| Part { label, value, rows };
        let mut list: Vec<Part> = parts.into_values().map(part).collect();
        list.sort_by(|one, other| one.label.cmp(&other.label));
        if list.iter().all(|part| Number::parse(&part.label).is_some()) {
            list.sort_by_key(|part| Number::parse(&part.label));
        }
        list
    }

    fn deals(&self, ask: &Ask, column: Option<&str>) -> Vec<Deal> {
        let cells = self.cells_of(ask);
        let Some(segments) = self.segments_of(ask).filter(|_| !self.has_too_few(ask)) else { return Vec::new() };
        let mut deals: BTreeMap<String, OneDeal> = BTreeMap::new();
        let sources = self.deals_of(ask.measure, column);
        for (kept, sign) in &sources {
            for part in cells.iter().filter_map(|cell| kept.parts.get(cell)).flatten() {
                // Two sources may write an order differently: the first one's is shown.
                let deal = deals.entry(folded(&part.key).into_owned()).or_insert_with(|| OneDeal::new(&part.key));
                deal.take_part(part, *sign);
            }
        }
        for (key, deal) in &mut deals {
            let wholes = sources.iter().flat_map(|(kept, sign)| kept.wholes.get(key).map(|wholes| (wholes, *sign)));
            for (wholes, sign) in wholes {
                let here = wholes.iter().filter(|(segment, ..)| segments.contains(segment));
                here.for_each(|(_, whole, first)| deal.take_whole(*whole, *first, sign));
            }
        }
        let mut deals: Vec<Deal> = deals.into_values().map(|deal| deal.finish(|first| self.address(first))).collect();
        deals.sort_by(|one, other| (&one.order, &one.at).cmp(&(&other.order, &other.at)));
        deals
    }

    fn credited(&self, ask: &Ask) -> Total {
        let cells = self.cells_of(ask);
        let shares = self.ledger.shares();
        let share = |number: u32| &shares[number as usize];
        let (mut value, mut rows) = (Number::zero(), 0);
        for gathered in self.of(ask.measure, |keep| matches!(keep, Keep::Credited(_))) {
            match &gathered.kept {
                Kept::CreditedRows(by_cell) => {
                    for (number, count) in cells.iter().filter_map(|cell| by_cell.get(cell)).flatten() {
                        value = &value + &(share(*number) * &Number::from(*count as i64));
                        rows += count;
                    }
                }
                Kept::CreditedKeys(by_cell) => {
                    // Each person has the largest of the own shares; a group has those of its people, and a value once.
                    let mut largest: BTreeMap<(u32, usize), u32> = BTreeMap::new();
                    for cell in &cells {
                        for (key, number) in by_cell.get(cell).into_iter().flatten() {
                            let known = largest.entry((*key, self.person_of(*cell))).or_insert(*number);
                            *known = *number.max(known);
                        }
                    }
                    let mut of_key: BTreeMap<u32, Number> = BTreeMap::new();
                    for ((key, _), number) in largest {
                        let known = of_key.entry(key).or_insert_with(Number::zero);
                        *known = (&*known + share(number)).min(Number::one());
                    }
                    rows += of_key.len() as u64;
                    value = of_key.values().fold(value, |value, share| &value + share);
                }
                _ => {}
            }
        }
        for first in self.firsts(ask) {
            value = &value + &first.share.unwrap_or_else(Number::one);
            rows += 1;
        }
        Total { value: Some(value).filter(|_| !self.has_too_few(ask)), rows }
    }

    fn is_split(&self, measure: MeasureId) -> bool {
        let has_share = |firsts: &Vec<FirstOf>| firsts.iter().any(|first| first.share.is_some());
        self.of(measure, |_| true).any(|gathered| match &gathered.kept {
            Kept::Joint(joint) => joint.is_split,
            Kept::First(by_person) => by_person.values().any(has_share),
            Kept::Recent(windows) => windows.iter().flat_map(FxHashMap::values).any(has_share),
            _ => false,
        })
    }

    fn last_day(&self, ask: &Ask) -> Option<NaiveDate> {
        let changed = self.latest(ask, self.segments_of(ask)?);
        changed.max(self.last_new(ask)).max(self.firsts(ask).into_iter().map(|first| first.day).max())
    }
}

impl Cube<'_> {
    /// Whether the total is missing because it has fewer rows than `min_rows`: then nothing is made of its parts either.
    fn has_too_few(&self, ask: &Ask) -> bool {
        self.policy.measure(ask.measure).min_rows.is_some() && self.total(ask).value.is_none()
    }

    /// Whose a cell is.
    fn person_of(&self, cell: u32) -> usize {
        let spell = cell as usize / 2 / self.plan.segments.len();
        self.plan.first_spell.partition_point(|first| *first as usize <= spell) - 1
    }

    /// What is kept of rows of several people beside what the measure keeps in such a way.
    fn joint(&self, measure: MeasureId, is_it: impl Fn(&Keep) -> bool) -> impl Iterator<Item = &JointByCell> {
        let of = move |keep: &Keep| matches!(keep, Keep::Joint(of) if is_it(of));
        self.of(measure, of).filter_map(|gathered| match &gathered.kept {
            Kept::Joint(joint) => Some(joint),
            _ => None,
        })
    }

    /// How many rows of the measure's own store stand in several of the cells, each as often as it stands there too often.
    fn surplus(&self, measure: MeasureId, cells: &[u32]) -> PartCell {
        let mut total = PartCell::default();
        for joint in self.joint(measure, |of| !matches!(of, Keep::Parts(..) | Keep::Values(_))) {
            joint.surplus(cells).into_iter().for_each(|(_, rows)| total.add(rows));
        }
        total
    }

    /// Takes from parts by label the rows that several of the cells have, and where rows are counted their number.
    fn take_surplus(
        &self,
        (measure, sign): (MeasureId, i128),
        column: &str,
        cells: &[u32],
        parts: &mut BTreeMap<String, (String, Number, u64)>,
    ) {
        let is_it = |keep: &Keep| matches!(keep, Keep::Joint(of) if matches!(**of, Keep::Parts(..)));
        for gathered in self.of(measure, is_it).filter(|one| one.column == column) {
            let (Keep::Joint(of), Kept::Joint(joint)) = (&gathered.keep, &gathered.kept) else { continue };
            let is_of_rows = matches!(**of, Keep::Parts(None, _));
            for (label, surplus) in joint.surplus(cells) {
                let Some((_, value, rows)) = parts.get_mut(&*folded(label)) else { continue };
                *rows -= surplus.all;
                if is_of_rows {
                    *value = &*value - &Number::from(surplus.all as i64 * sign as i64);
                }
            }
        }
    }

    /// Orders of every source that the measure is made of, each with the sign it counts with. Gathers of one source that differ in their
    /// column only hold the same orders: one of each source is enough.
    fn deals_of(&self, measure: MeasureId, column: Option<&str>) -> Vec<(&Deals, i128)> {
        let is_it = |gathered: &&Gathered| column.is_none_or(|column| gathered.column == column);
        let mut found = Vec::new();
        for (measure, sign) in signed_parts(self.policy, measure) {
            let mut sources = BTreeSet::new();
            let of_measure = self.of(measure, |keep| matches!(keep, Keep::Deals(..))).filter(is_it);
            for gathered in of_measure.filter(|gathered| sources.insert(gathered.stream)) {
                if let Kept::Deals(deals) = &gathered.kept {
                    found.push((deals, sign));
                }
            }
        }
        found
    }

    fn address(&self, (file, line): (u32, u32)) -> String {
        let name = self.plan.files.get(file as usize).map_or("", |name| name);
        format!("{name}:{line}")
    }
}

/// The total; missing where it has too few rows.
fn with_enough_rows(measure: &MeasureRule, total: Total) -> Total {
    let is_too_few = measure.min_rows.as_ref().is_some_and(|least| total.rows < u64::from(least.value));
    if is_too_few { Total { value: None, ..total } } else { total }
}

/// The measures gathered from rows that this one is made of, each with how many times it counts, below 0 where it is taken away.
fn signed_parts(policy: &Policy, measure: MeasureId) -> Vec<(MeasureId, i128)> {
    let mut times: BTreeMap<MeasureId, i128> = BTreeMap::from([(measure, 1)]);
    for whole in wholes_first(policy, measure) {
        let own = times.get(&whole).copied().unwrap_or_default();
        match &policy.measure(whole).kind {
            MeasureKind::Total(parts) => parts.iter().for_each(|part| *times.entry(*part).or_default() += own),
            MeasureKind::Difference(first, second) => {
                *times.entry(*first).or_default() += own;
                *times.entry(*second).or_default() -= own;
            }
            _ => {}
        }
    }
    let of_part = |part: MeasureId| (part, times.get(&part).copied().unwrap_or_default());
    gathered_in(policy, measure).into_iter().map(of_part).collect()
}

/// A measure and those that it is made of by adding and taking away, each before its parts.
fn wholes_first(policy: &Policy, measure: MeasureId) -> Vec<MeasureId> {
    let (mut seen, mut done, mut left) = (BTreeSet::new(), Vec::new(), vec![(measure, false)]);
    while let Some((measure, parts_are_done)) = left.pop() {
        if parts_are_done {
            done.push(measure);
        } else if seen.insert(measure) {
            left.push((measure, true));
            match &policy.measure(measure).kind {
                MeasureKind::Total(parts) => left.extend(parts.iter().map(|part| (*part, false))),
                MeasureKind::Difference(first, second) => left.extend([(*first, false), (*second, false)]),
                _ => {}
            }
        }
    }
    done.reverse();
    done
}

pub(super) fn scaled(units: i128, divisor: i64) -> Number {
    let value = Number::from_scaled(units, super::gather::SCALE);
    if divisor == 1 {
        return value;
    }
    // A divisor counts seconds, or halves of them.
    value.checked_div(&Number::from(divisor)).expect("a divisor is above 0")
}

fn by_cell<T>(map: FxHashMap<(u32, u32), T>) -> FxHashMap<u32, Vec<(u32, T)>> {
    let mut by_cell: FxHashMap<u32, Vec<(u32, T)>> = FxHashMap::default();
    for ((cell, key), value) in map {
        by_cell.entry(cell).or_default().push((key, value));
    }
    by_cell
}

/// Rows that are nobody's, by name and reason.
pub type UnassignedByName = BTreeMap<(String, crate::crediting::Unassigned), UnassignedRows>;
