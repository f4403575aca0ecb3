//! The labels by which each kind of file names its columns.

use std::sync::{Arc, LazyLock, Mutex};

use rustc_hash::FxHashMap;

use super::columns::columns_of;
use super::label::Label;

/// The lists that were read so far, by kind.
static KNOWN: Mutex<Vec<(String, Arc<Synonyms>)>> = Mutex::new(Vec::new());

/// In normal form.
static LENIENT: LazyLock<Vec<String>> =
    LazyLock::new(|| section("lenient").flat_map(words).map(|word| Label::of(word).normal).collect());

const LISTS: &str = include_str!("synonyms.txt");

/// One known label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Synonym {
    /// In normal form.
    pub normal: String,
    /// The column it names.
    pub column: &'static str,
    /// Whether it counts only where no other label of the column is there; a column's own name always counts.
    pub is_lenient: bool,
    /// Whether a longer label that holds it may be taken for the column: three or more Chinese characters, or two or
    /// more English words; a single English word says as little as one Chinese character.
    pub may_be_part: bool,
}

/// The known labels of one kind of file.
#[derive(Clone, Debug)]
pub(super) struct Synonyms {
    list: Vec<Synonym>,
    by_label: FxHashMap<String, usize>,
}

impl Synonyms {
    /// Those of `kind`: its own lists, then those of every source, then the columns' own names. A label that stands in
    /// several belongs to the first.
    pub fn of(kind: &str) -> Arc<Self> {
        // Reading the lists costs more than matching a header with them, and every file of a kind needs the same ones. A poisoned
        // lock holds nothing half-made: a list is pushed whole.
        let mut known = KNOWN.lock().unwrap_or_else(|lock| lock.into_inner());
        if let Some((_, synonyms)) = known.iter().find(|(name, _)| name == kind) {
            return synonyms.clone();
        }
        let synonyms = Arc::new(Self::read(kind));
        known.push((kind.to_owned(), synonyms.clone()));
        synonyms
    }

    fn read(kind: &str) -> Self {
        let mut synonyms = Synonyms { list: Vec::new(), by_label: FxHashMap::default() };
        let has = |column: &str| columns_of(kind).iter().any(|spec| spec.name == column);
        let own = section(if kind == "overlays" { "splits" } else { kind });
        let lines = own.chain(section("common")).filter_map(|line| line.split_once(": "));
        for (column, labels) in lines.filter(|(column, _)| has(column)) {
            words(labels).for_each(|label| synonyms.add(label, column));
        }
        columns_of(kind).iter().for_each(|spec| synonyms.add(spec.name, spec.name));
        synonyms
    }

    fn add(&mut self, label: &str, column: &'static str) {
        let normal = Label::of(label).normal;
        if self.by_label.contains_key(&normal) {
            return;
        }
        let is_lenient = LENIENT.contains(&normal) && normal != column;
        let is_long = if label.is_ascii() { label.contains(' ') } else { normal.chars().count() >= 3 };
        self.by_label.insert(normal.clone(), self.list.len());
        self.list.push(Synonym { normal, column, is_lenient, may_be_part: is_long && !is_lenient });
    }

    /// What a label in normal form names.
    pub fn get(&self, normal: &str) -> Option<&Synonym> {
        self.list.get(*self.by_label.get(normal)?)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Synonym> {
        self.list.iter()
    }
}

/// The lines of one section of the lists.
fn section(name: &str) -> impl Iterator<Item = &'static str> + use<> {
    let heading = format!("\n[{name}]\n");
    let found = memchr::memmem::find(LISTS.as_bytes(), heading.as_bytes());
    let body = found.map_or("", |at| &LISTS[at + heading.len()..]);
    body.lines().take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty())
}

fn words(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split(['|', ',']).map(str::trim).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_of_the_lists_names_its_column() {
        let mut kind = "";
        let mut seen = 0;
        for line in LISTS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if let Some(name) = line.strip_prefix('[') {
                kind = name.trim_end_matches(']');
                continue;
            }
            let Some((column, labels)) = line.split_once(": ") else { continue };
            let file = if kind == "common" { "collections" } else { kind };
            let synonyms = Synonyms::of(file);
            for label in words(labels) {
                let found = synonyms.get(&Label::of(label).normal).map(|synonym| synonym.column);
                assert_eq!(found, Some(column), "[{kind}] {label}");
                seen += 1;
            }
        }
        assert!(seen > 1500, "{seen}");
    }

    #[test]
    fn every_column_with_labels_is_a_column_of_its_kind() {
        let mut kind = "";
        for line in LISTS.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[') {
                kind = name.trim_end_matches(']');
            } else if let Some((column, _)) = line.split_once(": ") {
                let file = if kind == "common" { "collections" } else { kind };
                assert!(columns_of(file).iter().any(|spec| spec.name == column), "[{kind}] {column}");
            }
        }
    }
}
