//! What was gathered, arranged so that every total is found at once.

mod answers;
mod cells;
mod courses;
mod firsts;
mod grouped;
mod news;
mod signed;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::accumulate::{Series, Texts};
use super::axis::Groups;
use super::plan::{Keep, NewKeys, Plan, Stream};
use super::totals::Ask;
use crate::calendar::{NaiveDate, Period};
use crate::crediting::orders::APART;
use crate::derivation::Subject;
use crate::ledger::Ledger;
use crate::measure::fold::{Folder, UnassignedRows, seconds_in};
use crate::measure::registers::Known;
use crate::number::Number;
use crate::policy::rules::{MeasureId, MeasureKind, Policy};
use crate::spelling::folded;
pub use courses::{Course, Courses, Ends};
use firsts::ByOwner;
pub use grouped::CLASS;
use grouped::Classes;
use news::News;
use words::Words;

/// Everything gathered from the files.
pub struct Cube<'a> {
    policy: &'a Policy,
    ledger: &'a Ledger,
    plan: &'a Plan,
    gathered: Vec<Gathered>,
    /// By stream and slot.
    words: BTreeMap<(usize, usize), Words>,
    news: News,
    /// Rows of registers by the words of columns.
    of_registers: Known,
    /// Words in groups.
    classes: OnceLock<Classes>,
    /// Of each segment, whether a window of people has it: in the others nothing is known of them.
    of_people: Vec<bool>,
    /// Windows that were asked for and not planned.
    unplanned: Mutex<BTreeSet<Period>>,
}

/// One gather's series.
struct Gathered {
    stream: usize,
    measure: MeasureId,
    keep: Keep,
    /// The keys that must be new for a row to be in.
    of: Option<NewKeys>,
    groups: Groups,
    /// The slot by whose words rows are told apart.
    word: Option<usize>,
    /// Column of the parts.
    column: String,
    /// By what numbers are divided.
    divisor: i64,
    series: Series,
    /// Of first rows, whose they are: of each window by itself where each knows its own, else of all.
    firsts: Vec<ByOwner>,
}

/// A column and one of its words.
type Word<'w> = (&'w str, &'w str);

impl<'a> Cube<'a> {
    /// An empty cube.
    pub fn new(policy: &'a Policy, ledger: &'a Ledger, plan: &'a Plan) -> Self {
        let (gathered, words, news) = Default::default();
        let of_registers = Known::default();
        let classes = OnceLock::new();
        let mut of_people = vec![false; plan.segments.len()];
        for window in &plan.windows {
            of_people[plan.segments.in_window(window)].fill(true);
        }
        Cube {
            policy,
            ledger,
            plan,
            gathered,
            words,
            news,
            of_registers,
            classes,
            of_people,
            unplanned: Mutex::default(),
        }
    }

    /// Takes what a pass over one stream has gathered.
    pub fn add(&mut self, of: usize, folder: &mut Folder) {
        let stream = &self.plan.streams[of];
        let accumulators = std::mem::take(&mut folder.accumulators);
        let compared = |slot: usize, key: u32| folder.keys(slot).text(key);
        let shown = |slot: usize, key: u32| as_shown(folder, slot, folder.keys(slot).text(key));
        let texts = Texts { compared: &compared, shown: &shown };
        for (index, (gather, own)) in stream.gathers.iter().zip(accumulators).enumerate() {
            let series = own.finish(&texts);
            let is_known_before = |key: &str, day| folder.is_known_before(index, key.as_bytes(), day);
            if gather.axis.slot().is_none() && is_named(self.policy, gather.measure) {
                let keys = self.new_in_windows(&series, gather, &is_known_before);
                keys.into_iter().for_each(|keys| self.news.take_keys(gather.measure, keys));
            }
            if let Some(keys) = gather.of {
                self.news.take_texts((of, keys.slot), folder);
            }
            let firsts = self.firsts_of(&series, gather, is_known_before);
            let (column, divisor) = column_and_divisor(&gather.keep, stream);
            self.gathered.push(Gathered {
                stream: of,
                measure: gather.measure,
                keep: gather.keep.clone(),
                of: gather.of,
                groups: Groups::new(&gather.axis, &self.plan.segments),
                word: gather.axis.slot(),
                column,
                divisor,
                series,
                firsts,
            });
            if let Some(slot) = gather.axis.slot() {
                let column = &stream.slots[slot].column;
                self.words.entry((of, slot)).or_insert_with(|| Words::of(folder, slot, (self.ledger, column)));
            }
        }
    }

    /// The accumulator cells that a total of people is made of; none for a window that was not planned, which is noted.
    pub fn cells_of(&self, ask: &Ask) -> Vec<u32> {
        if let Subject::Labelled { .. } = ask.subject {
            return Vec::new();
        }
        self.segments_of(ask).map_or_else(Vec::new, |segments| self.cells(ask.subject, segments, ask.overlays))
    }

    /// The words of a column by which something was gathered, each once, in the order of their texts.
    pub fn words(&self, column: &str) -> Vec<&str> {
        let is_it = |(stream, slot): &(usize, usize)| self.plan.streams[*stream].slots[*slot].column == column;
        each_once(self.words.iter().filter(|(slot, _)| is_it(slot)).flat_map(|(_, words)| &words.shown))
    }

    /// Whether something was gathered of a measure by the words of a column.
    pub fn has_along(&self, measure: MeasureId, column: &str) -> bool {
        let subject = Subject::Labelled { column: column.to_owned(), label: String::new() };
        self.of(measure, &subject).any(|gathered| gathered.word.is_some())
    }

    /// The words of a column by which these measures were gathered, each once, in the order of their texts.
    pub fn words_of(&self, measures: &[MeasureId], column: &str) -> Vec<&str> {
        each_once(self.all_words_of(measures, column))
    }

    /// Whether there are any but the empty one.
    pub fn has_words_of(&self, measures: &[MeasureId], column: &str) -> bool {
        self.all_words_of(measures, column).any(|word| !word.is_empty())
    }

    fn all_words_of<'w>(&'w self, measures: &[MeasureId], column: &str) -> impl Iterator<Item = &'w String> {
        let is_it = |gathered: &&Gathered| measures.contains(&gathered.measure);
        let slot = |gathered: &Gathered| {
            let slot = gathered.word.filter(|slot| self.plan.streams[gathered.stream].slots[*slot].column == column)?;
            Some((gathered.stream, slot))
        };
        let slots: BTreeSet<(usize, usize)> = self.gathered.iter().filter(is_it).filter_map(slot).collect();
        slots.into_iter().filter_map(|slot| self.words.get(&slot)).flat_map(|words| &words.shown)
    }

    /// The segments of what is asked for; nothing where no sum of segments is its total.
    fn segments_of(&self, ask: &Ask) -> Option<std::ops::Range<usize>> {
        // Of new customers each window knows its own.
        let measure = self.policy.measure(ask.measure);
        let is_of_windows = matches!(measure.kind, MeasureKind::First(_, Some(_))) || measure.of.is_some();
        let is_known = !is_of_windows || self.plan.windows.contains(ask.window);
        let of_people = |segments: &std::ops::Range<usize>| self.of_people[segments.clone()].iter().all(|own| *own);
        let segments = self.plan.segments.exactly(ask.window).filter(|_| is_known).filter(of_people);
        if segments.is_none() {
            self.note_unplanned(ask.window);
        }
        segments
    }

    fn note_unplanned(&self, window: &Period) {
        self.unplanned.lock().unwrap_or_else(PoisonError::into_inner).insert(window.clone());
    }

    /// Windows that were asked for and not planned: no total of them is known, and nothing that was made of one may be written.
    pub fn unplanned(&self) -> Vec<Period> {
        self.unplanned.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// What was gathered of a measure along the axis of a subject.
    fn of(&self, measure: MeasureId, subject: &Subject) -> impl Iterator<Item = &Gathered> {
        self.gathered.iter().filter(move |gathered| gathered.measure == measure && self.is_along(gathered, subject))
    }

    fn is_along(&self, gathered: &Gathered, subject: &Subject) -> bool {
        match (subject, gathered.word) {
            (Subject::Labelled { column, .. }, Some(slot)) => {
                self.plan.streams[gathered.stream].slots[slot].column == grouped::column_of(column)
            }
            (_, word) => word.is_none(),
        }
    }

    /// The groups that a total is made of; `cells` are those of people.
    fn groups<'c>(&self, gathered: &Gathered, ask: &Ask, cells: &'c [u32]) -> Cow<'c, [u32]> {
        let Subject::Labelled { column, label } = ask.subject else { return Cow::Borrowed(cells) };
        Cow::Owned(self.groups_of_word(gathered, (column, label), ask.window))
    }

    fn groups_of_word(&self, gathered: &Gathered, word: Word, window: &Period) -> Vec<u32> {
        let Groups::Labels(labels) = &gathered.groups else { return Vec::new() };
        let mut groups = Vec::new();
        for word in self.numbers_of(gathered, word) {
            match labels.groups(*word, window) {
                Some(own) => groups.extend(own),
                None => self.note_unplanned(window),
            }
        }
        groups
    }

    /// The groups of a word on every day up to that one.
    fn groups_until(&self, gathered: &Gathered, word: Word, last: NaiveDate) -> Vec<u32> {
        let Groups::Labels(labels) = &gathered.groups else { return Vec::new() };
        self.numbers_of(gathered, word).iter().flat_map(|word| labels.groups_until(*word, last)).collect()
    }

    /// The numbers of a word in the slot by which rows were told apart.
    fn numbers_of(&self, gathered: &Gathered, (column, label): Word) -> &[u32] {
        if column == CLASS {
            return self.of_class(gathered, label);
        }
        let words = gathered.word.and_then(|slot| self.words.get(&(gathered.stream, slot)));
        words.map_or(&[], |words| words.numbers(&folded(label)))
    }
}

/// Of words that are compared as the same the first, in the order in which they are compared.
fn each_once<'w>(words: impl Iterator<Item = &'w String>) -> Vec<&'w str> {
    let mut words: Vec<(Cow<str>, &str)> = words.map(|word| (folded(word), word.as_str())).collect();
    words.sort_by(|(one, _), (other, _)| one.cmp(other));
    words.dedup_by(|(one, _), (other, _)| one == other);
    words.into_iter().map(|(_, word)| word).collect()
}

/// A key of a slot as its first row writes it; of an order that shares its number, with the customer.
fn as_shown(folder: &Folder, slot: usize, key: String) -> String {
    match key.split_once(APART) {
        Some((number, customer)) => format!("{}{APART}{customer}", folder.as_written(slot, number.to_owned())),
        None => folder.as_written(slot, key),
    }
}

/// Whether only rows with keys that are new by that measure are in another.
fn is_named(policy: &Policy, measure: MeasureId) -> bool {
    policy.measures.iter().any(|other| other.of.as_ref().is_some_and(|of| of.value == measure))
}

/// The column of the parts, and by what numbers are divided.
fn column_and_divisor(keep: &Keep, stream: &Stream) -> (String, i64) {
    let column = |slot: usize| stream.slots[slot].column.clone();
    let label = match keep {
        Keep::Parts(_, slot) => Some(*slot),
        Keep::Deals(_, label) => *label,
        Keep::Joint(of) => match **of {
            Keep::Parts(_, slot) => Some(slot),
            _ => None,
        },
        _ => None,
    };
    let divisor = keep.number().map_or(1, |slot| seconds_in(&stream.slots[slot].kind) * stream.parts[slot]);
    (label.map_or_else(String::new, column), divisor)
}

/// So many decimals amounts have, nearly always: numbers of few digits are made sooner.
const FEW_DECIMALS: u32 = 4;
const FEW: i64 = 10i64.pow(super::accumulate::SCALE - FEW_DECIMALS);

pub(super) fn scaled(units: i128, divisor: i64) -> Number {
    let value = match i64::try_from(units) {
        Ok(units) if units % FEW == 0 => Number::from_scaled(i128::from(units / FEW), FEW_DECIMALS),
        _ => Number::from_scaled(units, super::accumulate::SCALE),
    };
    if divisor == 1 {
        return value;
    }
    // A divisor counts seconds, parts of a quantity, or halves of them.
    value.checked_div(&Number::from(divisor)).expect("a divisor is above 0")
}

/// Rows that are nobody's, by name and reason.
pub type UnassignedByName = BTreeMap<(String, crate::crediting::Unassigned), UnassignedRows>;
