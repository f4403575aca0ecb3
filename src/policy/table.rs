//! `TableReader`: reads a table key by key, and knows afterwards which keys nobody asked for.
//!
//! A getter gives nothing both when the key is absent and when its value is wrong; the wrong value is then already a
//! finding. `require` makes absence one too. `finish` reports what is missing and what is unknown, a misspelt required key
//! once.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::document::{Entry, Node, Value};
use super::homes;
use super::keys::{GUESSED, KEYS, RENAMED};
use super::reading::{Reading, instead_of, listed, meant};
use super::rules::{Amount, Parameter};
use super::value;
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::number::Number;
use crate::source::{Span, Spanned};
use crate::spelling::alike;

/// A table being read.
pub(super) struct TableReader<'a> {
    pub reading: &'a Reading,
    /// From the header to the end of the last value.
    pub span: Span,
    /// Its place in the policy, `grades` or `pay[Commission]`; nothing for the policy itself.
    pub path: String,
    entries: &'a [Entry],
    asked: RefCell<Vec<&'static str>>,
    /// Whether keys that nobody asked for by name are names given by the policy.
    named_freely: Cell<bool>,
    /// Whether there was something else instead of this table, so that nothing in it can be missing.
    unreadable: bool,
    /// Keys of which one must be there and is not, with the finding.
    missing: RefCell<Vec<(Vec<&'static str>, Finding)>>,
}

impl<'a> TableReader<'a> {
    /// Opens a node as a table; nothing, and a finding, when it is none.
    pub fn open(reading: &'a Reading, path: impl Into<String>, node: &'a Node) -> Option<Self> {
        let path = path.into();
        let Value::Table(entries) = &node.value else {
            value::refuse::<()>(reading, "expected-table", &path, node);
            return None;
        };
        Some(Self::over(reading, path, node.span, entries))
    }

    /// Opens the section of that name. One that the policy leaves out is a table without keys, so that what it requires is
    /// still asked for.
    pub fn section(&self, key: &'static str) -> TableReader<'a> {
        let node = self.node(key);
        let opened = node.and_then(|node| TableReader::open(self.reading, key, node));
        opened.unwrap_or_else(|| TableReader {
            unreadable: node.is_some(),
            ..Self::over(self.reading, key.to_owned(), Span::default(), &[])
        })
    }

    fn over(reading: &'a Reading, path: String, span: Span, entries: &'a [Entry]) -> Self {
        TableReader {
            reading,
            span,
            path,
            entries,
            asked: RefCell::default(),
            named_freely: Cell::new(false),
            unreadable: false,
            missing: RefCell::default(),
        }
    }

    /// The entry of that key, which from now on is a known key of this table.
    pub fn entry(&self, key: &'static str) -> Option<&'a Entry> {
        self.asked.borrow_mut().push(key);
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of that key.
    pub fn node(&self, key: &'static str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// Whether the key is there, without making it known.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// The number under that key, without a finding, and without making the key known.
    pub fn plain_number(&self, key: &str) -> Option<Number> {
        value::plain_number(&self.entries.iter().find(|entry| entry.key == key)?.node)
    }

    /// The text under that key as it stands, without making the key known.
    pub fn written_text(&self, key: &str) -> Option<&'a str> {
        match &self.entries.iter().find(|entry| entry.key == key)?.node.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether another table has the same keys with the same values, but for that key.
    pub fn is_like(&self, other: &TableReader<'_>, but: &str) -> bool {
        let compared = |entries: &'_ [Entry]| entries.iter().filter(|entry| entry.key != but).count();
        let is_there = |entry: &Entry| entry.key == but || other.entries.iter().any(|own| own.means_same(entry));
        compared(self.entries) == compared(other.entries) && self.entries.iter().all(is_there)
    }

    /// Whether the rule that is read here takes the key, written or not: some getter has asked for it.
    pub fn takes(&self, key: &str) -> bool {
        self.asked.borrow().contains(&key)
    }

    /// Every entry that no getter has asked for: names that the policy gives, none of them unknown, but for keys of the language that stand astray.
    pub fn others(&self) -> Vec<&'a Entry> {
        self.named_freely.set(true);
        let asked = self.asked.borrow();
        let is_other = |entry: &&Entry| !asked.contains(&entry.key.as_str()) && !self.is_stray(entry);
        self.entries.iter().filter(is_other).collect()
    }

    /// Refuses names of words that are one word as words are compared, where they say different things.
    pub fn refuse_words_alike(&self, entries: &[&Entry]) {
        for (index, later) in entries.iter().enumerate() {
            let is_it = |earlier: &&&Entry| {
                alike(&earlier.key, &later.key) && !earlier.node.value.means_same(&later.node.value)
            };
            if let Some(earlier) = entries[..index].iter().find(is_it) {
                let facts = [("name", later.key.as_str()), ("label", earlier.key.as_str())];
                self.reading.conflict("words-alike", [later.key_span, earlier.key_span], &facts);
            }
        }
    }

    pub fn text(&self, key: &'static str) -> Option<Spanned<String>> {
        value::text(self.reading, key, self.node(key)?)
    }

    pub fn number(&self, key: &'static str) -> Option<Parameter> {
        value::number(self.reading, key, self.node(key)?)
    }

    /// A number, or `"staff.<column>"`.
    pub fn amount(&self, key: &'static str) -> Option<Amount> {
        value::amount(self.reading, key, self.node(key)?)
    }

    /// An amount that, where the policy says it, is not below 0.
    pub fn own_amount_from_zero(&self, key: &'static str) -> Option<Amount> {
        match self.amount(key)? {
            Amount::Fixed(number) => {
                value::within(self.reading, key, number, "≥ 0", |value| !value.is_negative()).map(Amount::Fixed)
            }
            column => Some(column),
        }
    }

    /// A number not below 0.
    pub fn amount_from_zero(&self, key: &'static str) -> Option<Parameter> {
        let number = self.number(key)?;
        value::within(self.reading, key, number, "≥ 0", |value| !value.is_negative())
    }

    /// A number above 0.
    pub fn positive(&self, key: &'static str) -> Option<Parameter> {
        let number = self.number(key)?;
        value::within(self.reading, key, number, "> 0", |value| value.is_positive())
    }

    pub fn whole(&self, key: &'static str) -> Option<Spanned<u32>> {
        value::whole(self.reading, key, self.node(key)?)
    }

    /// A count of periods or months to look back.
    pub fn periods(&self, key: &'static str) -> Option<Spanned<u32>> {
        value::periods(self.reading, key, self.node(key)?)
    }

    pub fn flag(&self, key: &'static str) -> Option<Spanned<bool>> {
        value::flag(self.reading, key, self.node(key)?)
    }

    pub fn date(&self, key: &'static str) -> Option<Spanned<NaiveDate>> {
        value::date(self.reading, key, self.node(key)?)
    }

    /// The nodes of a list, perhaps none.
    pub fn list(&self, key: &'static str) -> Option<&'a [Node]> {
        value::list(self.reading, key, self.node(key)?)
    }

    /// The nodes of a list with at least one.
    pub fn filled_list(&self, key: &'static str) -> Option<&'a [Node]> {
        value::filled_list(self.reading, key, self.node(key)?)
    }

    /// A list of texts, perhaps empty; one text is a list of one.
    pub fn texts(&self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        Some(value::texts(self.reading, key, self.node(key)?))
    }

    /// A list of texts with at least one.
    pub fn filled_texts(&self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let texts = self.texts(key)?;
        if texts.is_empty() {
            value::filled_list(self.reading, key, self.node(key)?)?;
        }
        Some(texts)
    }

    /// A list of numbers, those that are none left out.
    pub fn numbers(&self, key: &'static str) -> Option<Vec<Parameter>> {
        let nodes = self.list(key)?;
        Some(nodes.iter().filter_map(|node| value::number(self.reading, key, node)).collect())
    }

    /// One of some words.
    pub fn choice<T: Clone>(&self, key: &'static str, choices: &[(&'static str, T)]) -> Option<Spanned<T>> {
        value::choice(self.reading, key, self.node(key)?, choices)
    }

    /// One of some words, which must be there.
    pub fn required_choice<T: Clone>(&self, key: &'static str, choices: &[(&'static str, T)]) -> Option<Spanned<T>> {
        self.require_choice(key, choices);
        self.choice(key, choices)
    }

    /// Says that one of some words must be there.
    pub fn require_choice<T>(&self, key: &'static str, choices: &[(&'static str, T)]) {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        self.require_one(key, &names);
    }

    /// Whether something is so, which must be said.
    pub fn required_flag(&self, key: &'static str) -> Option<Spanned<bool>> {
        self.require_one(key, &["true", "false"]);
        self.flag(key)
    }

    fn require_one(&self, key: &'static str, names: &[&str]) {
        if !self.has(key) {
            self.miss("missing-choice", &[key], &[("choices", &listed(names))]);
        }
    }

    /// Opens the table under that key.
    pub fn table(&self, key: &'static str) -> Option<TableReader<'a>> {
        TableReader::open(self.reading, self.path_of(key), self.node(key)?)
    }

    /// Opens every table of a list, each called by its name where it has one, else by its place from 1. A single table is a
    /// list of one.
    pub fn tables(&self, key: &'static str) -> Vec<TableReader<'a>> {
        let nodes = match self.node(key) {
            Some(node) if matches!(node.value, Value::Table(_)) => std::slice::from_ref(node),
            Some(node) => value::filled_list(self.reading, key, node).unwrap_or_default(),
            None => return Vec::new(),
        };
        let open = |(index, node)| {
            let path = format!("{}[{}]", self.path_of(key), value::name_of(node, index));
            TableReader::open(self.reading, path, node)
        };
        nodes.iter().enumerate().filter_map(open).collect()
    }

    /// The path of a key of this table.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Notes the default of a key that the policy leaves out.
    pub fn default(&self, key: &str, value: &str) {
        if !self.has(key) && !self.unreadable {
            self.reading.default(self.path_of(key), value);
        }
    }

    /// How findings call the table.
    fn called(&self) -> &str {
        if self.path.is_empty() { self.reading.text().file() } else { &self.path }
    }

    /// Says that the key must be there, with a line that could be written.
    pub fn require(&self, key: &'static str, example: &str) -> &Self {
        if !self.has(key) {
            self.miss("missing-key", &[key], &[("example", example)]);
        }
        self
    }

    /// Notes that one of these keys must be there.
    fn miss(&self, code: &'static str, keys: &[&'static str], facts: &[(&'static str, &str)]) {
        let mut finding = Finding::error(code).with("key", listed(keys)).with("table", self.called());
        for (name, value) in facts {
            finding = finding.with(name, value);
        }
        self.missing.borrow_mut().push((keys.to_vec(), finding.at(self.reading.place(self.span))));
    }

    /// Says that of several keys exactly one is to be written, and gives the one that is.
    pub fn one_of(&self, keys: &[&'static str], example: &str) -> Option<&'static str> {
        let given: Vec<&'static str> = keys.iter().copied().filter(|key| self.has(key)).collect();
        self.asked.borrow_mut().extend(keys);
        match given.as_slice() {
            [] => {
                self.miss("missing-one-of", keys, &[("choices", &listed(keys)), ("example", example)]);
            }
            [_] => {}
            [_, second, ..] => self.several(&given, second),
        }
        given.first().copied()
    }

    fn several(&self, given: &[&str], second: &'static str) {
        let span = self.entries.iter().find(|entry| entry.key == second).map_or(self.span, |entry| entry.key_span);
        self.reading.error("several-keys", span, &[("keys", &listed(given)), ("table", self.called())]);
    }

    /// Reports missing and unknown keys. A required key that is there in a misspelt or old form is reported once.
    pub fn finish(&self) {
        if self.unreadable {
            return;
        }
        let asked = self.asked.borrow();
        #[cfg(test)]
        self.reading.asked.borrow_mut().push((self.span, asked.clone()));
        let mut missing = self.missing.borrow_mut();
        let unasked =
            |entry: &&Entry| !asked.contains(&entry.key.as_str()) && (!self.named_freely.get() || self.is_stray(entry));
        let home = |entry: &Entry| match self.guessed(entry, &asked) {
            Some(_) => None,
            None => homes::of(&entry.key, &entry.node, &self.path),
        };
        let unasked = self.entries.iter().filter(unasked).map(|entry| (home(entry), entry));
        let (elsewhere, unknown): (Vec<_>, Vec<_>) = unasked.partition(|(home, _)| home.is_some());
        self.report_elsewhere(elsewhere.into_iter().filter_map(|(home, entry)| Some((home?, entry))).collect());
        for (_, entry) in unknown {
            if let Some(meant) = self.unknown(entry, &asked) {
                missing.retain(|(keys, _)| !keys.contains(&meant));
            }
        }
        for (_, finding) in missing.drain(..) {
            self.reading.push(finding);
        }
    }

    /// Whether a key of the language stands among names that the policy gives.
    fn is_stray(&self, entry: &Entry) -> bool {
        homes::strays(&entry.key, &entry.node, &self.path)
    }

    /// Reports keys that belong to other tables, those of one place once.
    fn report_elsewhere(&self, entries: Vec<(&'static str, &Entry)>) {
        let places: BTreeSet<&'static str> = entries.iter().map(|(place, _)| *place).collect();
        for place in places {
            let own: Vec<&Entry> = entries.iter().filter(|(home, _)| *home == place).map(|(_, entry)| *entry).collect();
            own.iter().for_each(|entry| self.reading.is_elsewhere(&entry.key, place));
            let code = if place == homes::TOP { "key-below-header" } else { "key-of-other-table" };
            let keys: Vec<&str> = own.iter().map(|entry| entry.key.as_str()).collect();
            let finding = Finding::error(code).with("key", listed(&keys)).with("table", self.called());
            let finding = finding.with("place", place);
            self.reading.push(own.iter().fold(finding, |told, entry| told.at(self.reading.place(entry.key_span))));
        }
    }

    /// Reports an unknown key, and gives the one that was probably meant.
    fn unknown(&self, entry: &Entry, asked: &[&'static str]) -> Option<&'static str> {
        if let Some((code, fact, of, instead)) = self.guessed(entry, asked) {
            let facts = [("key", entry.key.as_str()), ("table", self.called()), (fact, instead)];
            self.reading.error(code, entry.key_span, &facts);
            return Some(of);
        }
        let mut known = asked.to_vec();
        known.sort_unstable();
        known.dedup();
        let instead = instead_of(&entry.key, &known);
        let misplaced = KEYS.contains(&entry.key.as_str());
        let code = if misplaced { "misplaced-key" } else { "unknown-key" };
        let facts = [("key", entry.key.as_str()), ("table", self.called()), ("instead", &instead)];
        self.reading.error(code, entry.key_span, &facts);
        let meant = meant(&entry.key, &known).filter(|_| !misplaced)?;
        known.iter().copied().find(|key| *key == meant)
    }

    /// What is told of a key that was called so once or that people guess, the key that is meant, and what to write. What says that something is not so
    /// is no value of another key, and what stands there already under its name is not called otherwise.
    fn guessed(
        &self,
        entry: &Entry,
        asked: &[&'static str],
    ) -> Option<(&'static str, &'static str, &'static str, &'static str)> {
        let is_denied = matches!(entry.node.value, Value::Flag(false));
        let old = RENAMED.iter().find(|(old, new)| *old == entry.key && asked.contains(new)).map(|(_, new)| *new);
        let mut guesses = GUESSED.iter().filter(|one| one.guess == entry.key && asked.contains(&one.of));
        let guess = guesses.find(|one| if one.is_value() { !is_denied } else { !self.has(one.of) });
        match (old, guess) {
            (Some(new), _) => Some(("renamed-key", "new", new, new)),
            (None, Some(guess)) if guess.is_value() => Some(("unknown-key", "instead", guess.of, guess.instead)),
            (None, Some(guess)) => Some(("renamed-key", "new", guess.of, guess.of)),
            (None, None) => None,
        }
    }
}
