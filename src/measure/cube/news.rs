//! Which keys are new in which windows by measures of first rows: of some measures only rows with such keys are in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashSet;

use super::{Cube, Gathered};
use crate::calendar::Period;
use crate::ingest::interner::Interner;
use crate::measure::fold::Folder;
use crate::measure::plan::NewKeys;
use crate::measure::totals::Ask;
use crate::policy::rules::MeasureId;

/// Numbers of keys.
type Numbers = Arc<FxHashSet<u32>>;

/// Stream, slot, measure and window of a set of keys.
type Of = (usize, usize, MeasureId, usize);

/// What is known of new keys.
#[derive(Default)]
pub(super) struct News {
    /// By measure, of each window the keys as they are compared.
    keys: BTreeMap<MeasureId, Vec<FxHashSet<String>>>,
    /// By stream and slot, the texts of keys by their numbers.
    texts: BTreeMap<(usize, usize), Vec<String>>,
    /// What was looked up, for many subjects ask the same.
    known: Mutex<BTreeMap<Of, Numbers>>,
}

impl News {
    /// Takes the texts by which a stream has numbered the keys of a slot.
    pub fn take_texts(&mut self, (stream, slot): (usize, usize), folder: &Folder) {
        self.texts.entry((stream, slot)).or_insert_with(|| texts(folder.keys(slot)));
    }

    /// Takes the keys that are new in each window.
    pub fn take_keys(&mut self, measure: MeasureId, keys: Vec<FxHashSet<String>>) {
        self.keys.insert(measure, keys);
    }

    /// The keys that are new in a window.
    pub fn keys(&self, measure: MeasureId, window: usize) -> Option<&FxHashSet<String>> {
        self.keys.get(&measure)?.get(window)
    }

    fn numbers(&self, of: Of) -> Numbers {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (stream, slot, measure, window) = of;
        let look_up = || {
            let keys = self.keys(measure, window);
            let texts = (0..).zip(self.texts.get(&(stream, slot)).into_iter().flatten());
            let is_new = |text: &String| keys.is_some_and(|keys| keys.contains(text));
            Arc::new(texts.filter(|(_, text)| is_new(text)).map(|(number, _)| number).collect())
        };
        known.entry(of).or_insert_with(look_up).clone()
    }
}

impl Cube<'_> {
    /// Whether a row with that key is in a total: any is, but of measures that ask for new ones.
    pub(super) fn is_in(&self, gathered: &Gathered, ask: &Ask) -> impl Fn(u32) -> bool + use<> {
        let numbers = gathered.of.map(|NewKeys { slot, by }| {
            let window = self.plan.windows.iter().position(|window| window == ask.window);
            window.map(|window| self.news.numbers((gathered.stream, slot, by, window)))
        });
        move |key| match &numbers {
            None => true,
            Some(numbers) => numbers.as_ref().is_some_and(|numbers| numbers.contains(&key)),
        }
    }

    /// The keys, as they are compared, that are new by a measure in a window.
    pub fn new_keys(&self, measure: MeasureId, window: &Period) -> FxHashSet<String> {
        let window = self.plan.windows.iter().position(|known| known == window);
        window.and_then(|window| self.news.keys(measure, window)).cloned().unwrap_or_default()
    }
}

fn texts(keys: &Interner) -> Vec<String> {
    (0..keys.len() as u32).map(|key| keys.text(key)).collect()
}
