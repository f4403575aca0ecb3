//! `TableReader`: reads a table key by key, and knows afterwards which keys nobody asked for.
//!
//! A getter gives nothing both when the key is absent and when its value is wrong; the wrong value is then already a
//! finding. `require` makes absence one too. `finish` reports what is missing and what is unknown, a misspelt required key
//! once.

use std::cell::{Cell, RefCell};

use super::document::{Entry, Node, Value};
use super::reading::{Reading, instead_of, listed};
use super::rules::Parameter;
use super::value;
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::finding::nearest::nearest;
use crate::source::{Span, Spanned};

/// Keys that people know from elsewhere, or that were called so once, with today's name.
const RENAMED: [(&str, &str); 9] = [
    ("rate_by", "tiers_by"),
    ("tier", "tiers"),
    ("quota", "target"),
    ("points_off", "points"),
    ("bands", "steps"),
    ("file", "files"),
    ("path", "files"),
    ("filter", "where"),
    ("role", "roles"),
];

/// A table being read.
pub(super) struct TableReader<'a> {
    pub reading: &'a Reading,
    /// From the header to the end of the last value.
    pub span: Span,
    /// As findings call it: `[grades]`, `[[pay]]`.
    pub name: String,
    entries: &'a [Entry],
    asked: RefCell<Vec<&'static str>>,
    /// Whether keys that nobody asked for by name are names given by the policy.
    named_freely: Cell<bool>,
    missing: RefCell<Vec<(&'static str, Finding)>>,
}

impl<'a> TableReader<'a> {
    /// Opens a node as a table; nothing, and a finding, when it is none.
    pub fn open(reading: &'a Reading, name: impl Into<String>, node: &'a Node) -> Option<Self> {
        let name = name.into();
        let Value::Table(entries) = &node.value else {
            reading.error("expected-table", node.span, &[("key", &name), ("found", reading.written(node.span))]);
            return None;
        };
        Some(Self::over(reading, name, node.span, entries))
    }

    /// A table without a single key, for a section that the policy leaves out.
    pub fn absent(reading: &'a Reading, name: impl Into<String>, span: Span) -> Self {
        Self::over(reading, name.into(), span, &[])
    }

    fn over(reading: &'a Reading, name: String, span: Span, entries: &'a [Entry]) -> Self {
        TableReader {
            reading,
            span,
            name,
            entries,
            asked: RefCell::default(),
            named_freely: Cell::new(false),
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

    /// The text under that key as it stands, without making the key known.
    pub fn written_text(&self, key: &str) -> Option<&'a str> {
        match &self.entries.iter().find(|entry| entry.key == key)?.node.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Every entry that no getter has asked for: names that the policy gives, none of them unknown.
    pub fn others(&self) -> Vec<&'a Entry> {
        self.named_freely.set(true);
        let asked = self.asked.borrow();
        self.entries.iter().filter(|entry| !asked.contains(&entry.key.as_str())).collect()
    }

    pub fn text(&self, key: &'static str) -> Option<Spanned<String>> {
        value::text(self.reading, key, self.node(key)?)
    }

    pub fn number(&self, key: &'static str) -> Option<Parameter> {
        value::number(self.reading, key, self.node(key)?)
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

    pub fn flag(&self, key: &'static str) -> Option<Spanned<bool>> {
        value::flag(self.reading, key, self.node(key)?)
    }

    pub fn date(&self, key: &'static str) -> Option<Spanned<NaiveDate>> {
        value::date(self.reading, key, self.node(key)?)
    }

    /// The nodes of a list.
    pub fn list(&self, key: &'static str) -> Option<&'a [Node]> {
        value::list(self.reading, key, self.node(key)?)
    }

    /// A list of texts; one text is a list of one.
    pub fn texts(&self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        Some(value::texts(self.reading, key, self.node(key)?))
    }

    /// A list of numbers, those that are none left out.
    pub fn numbers(&self, key: &'static str) -> Option<Vec<Parameter>> {
        let nodes = self.list(key)?;
        Some(nodes.iter().filter_map(|node| value::number(self.reading, key, node)).collect())
    }

    /// One of some words.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&'static str, T)]) -> Option<Spanned<T>> {
        value::choice(self.reading, key, self.node(key)?, choices)
    }

    /// One of some words, which must be there.
    pub fn required_choice<T: Copy>(&self, key: &'static str, choices: &[(&'static str, T)]) -> Option<Spanned<T>> {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        if !self.has(key) {
            let example = format!("{key} = \"{}\"", names.first().unwrap_or(&""));
            self.miss("missing-choice", key, &[("choices", &listed(&names)), ("example", &example)]);
        }
        self.choice(key, choices)
    }

    /// Opens the table under that key.
    pub fn table(&self, key: &'static str) -> Option<TableReader<'a>> {
        TableReader::open(self.reading, format!("{} {key}", self.name), self.node(key)?)
    }

    /// Says that the key must be there, with a line that could be written.
    pub fn require(&self, key: &'static str, example: &str) -> &Self {
        if !self.has(key) {
            self.miss("missing-key", key, &[("example", example)]);
        }
        self
    }

    fn miss(&self, code: &'static str, key: &'static str, facts: &[(&'static str, &str)]) {
        let mut finding = Finding::error(code).with("key", key).with("table", &self.name);
        for (name, value) in facts {
            finding = finding.with(name, value);
        }
        self.missing.borrow_mut().push((key, finding.at(self.reading.place(self.span))));
    }

    /// Says that of several keys exactly one is to be written, and gives the one that is.
    pub fn one_of(&self, keys: &[&'static str], example: &str) -> Option<&'static str> {
        let given: Vec<&'static str> = keys.iter().copied().filter(|key| self.has(key)).collect();
        self.asked.borrow_mut().extend(keys);
        match given.as_slice() {
            [] => {
                let choices = listed(keys);
                for key in keys {
                    self.miss("missing-one-of", key, &[("choices", &choices), ("example", example)]);
                }
            }
            [_] => {}
            [_, second, ..] => self.several(&given, second),
        }
        given.first().copied()
    }

    fn several(&self, given: &[&str], second: &'static str) {
        let span = self.entries.iter().find(|entry| entry.key == second).map_or(self.span, |entry| entry.key_span);
        self.reading.error("several-keys", span, &[("keys", &listed(given)), ("table", &self.name)]);
    }

    /// Refuses a key that this version cannot do, rather than to leave it aside in silence.
    pub fn not_yet(&self, key: &'static str) {
        if let Some(entry) = self.entry(key) {
            let name = if self.name.is_empty() { key.to_owned() } else { format!("{} {key}", self.name) };
            self.reading.error("not-yet-supported", entry.key_span, &[("key", &name)]);
        }
    }

    /// Reports missing and unknown keys. A required key that is there in a misspelt or old form is reported once.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        let mut missing = self.missing.borrow_mut();
        let unasked = |entry: &&Entry| !self.named_freely.get() && !asked.contains(&entry.key.as_str());
        for entry in self.entries.iter().filter(unasked) {
            if let Some(meant) = self.unknown(entry, &asked) {
                let code = missing.iter().find(|(key, _)| *key == meant).map(|(_, finding)| finding.code);
                let whole_group = code == Some("missing-one-of");
                missing.retain(|(key, finding)| *key != meant && !(whole_group && finding.code == "missing-one-of"));
            }
        }
        missing.dedup_by(|second, first| second.1.code == "missing-one-of" && first.1.code == "missing-one-of");
        for (_, finding) in missing.drain(..) {
            self.reading.push(finding);
        }
    }

    /// Reports an unknown key, and gives the one that was probably meant.
    fn unknown(&self, entry: &Entry, asked: &[&'static str]) -> Option<&'static str> {
        let renamed = RENAMED.iter().find(|(old, new)| *old == entry.key && asked.contains(new));
        if let Some((_, new)) = renamed {
            let facts = [("key", entry.key.as_str()), ("table", &self.name), ("new", new)];
            self.reading.error("renamed-key", entry.key_span, &facts);
            return Some(new);
        }
        let mut known = asked.to_vec();
        known.sort_unstable();
        known.dedup();
        let instead = instead_of(&entry.key, &known);
        let facts = [("key", entry.key.as_str()), ("table", &self.name), ("instead", &instead)];
        self.reading.error("unknown-key", entry.key_span, &facts);
        let meant = nearest(&entry.key, &known)?;
        known.iter().copied().find(|key| *key == meant)
    }
}
