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
    /// Which labels of the column it gives way to.
    pub rank: Rank,
    /// Of an id of targets the scope that it says: `姓名` is a person's.
    pub scope: Option<&'static str>,
    /// Whether a longer label that holds it may be taken for the column: three or more Chinese characters, or two or
    /// more English words; a single English word says as little as one Chinese character.
    pub may_be_part: bool,
}

/// Of several labels of a column only those of the first rank that is there count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Before any other (`!`): a number beside a name.
    First,
    /// As a rule; a column's own name always counts.
    Usual,
    /// What may be a label of many things (`[lenient]`).
    Lenient,
    /// After all others (`?`): a team beside a person.
    Last,
}

impl Rank {
    pub const ALL: [Rank; 4] = [Rank::First, Rank::Usual, Rank::Lenient, Rank::Last];
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
        let lines = own.chain(section("common")).filter_map(line_of);
        for (of, labels) in lines.filter(|(of, _)| has(of.column)) {
            words(labels).for_each(|label| synonyms.add(label, of));
        }
        let own_name = |column| Of { column, scope: None, rank: Rank::Usual };
        columns_of(kind).iter().for_each(|spec| synonyms.add(spec.name, own_name(spec.name)));
        synonyms
    }

    fn add(&mut self, label: &str, Of { column, scope, rank }: Of) {
        let normal = Self::key(&Label::of(label), label.contains('%'));
        if self.by_label.contains_key(&normal) {
            return;
        }
        let is_lenient = rank == Rank::Usual && LENIENT.contains(&normal) && normal != column;
        let rank = if is_lenient { Rank::Lenient } else { rank };
        let is_long = if label.is_ascii() { label.contains(' ') } else { normal.chars().count() >= 3 };
        self.by_label.insert(normal.clone(), self.list.len());
        self.list.push(Synonym { normal, column, rank, scope, may_be_part: is_long && rank < Rank::Lenient });
    }

    /// What a label names: one that has the sign is first looked for with it.
    pub fn of_label(&self, label: &Label) -> Option<&Synonym> {
        let with_sign = || self.get(&Self::key(label, true));
        label.has_percent().then(with_sign).flatten().or_else(|| self.get(&label.normal))
    }

    /// The normal form; a label of the lists with a per cent sign is none without it: `Commission` may be an amount.
    fn key(label: &Label, has_percent: bool) -> String {
        if has_percent { format!("{}%", label.normal) } else { label.normal.clone() }
    }

    /// What a label in normal form names.
    pub fn get(&self, normal: &str) -> Option<&Synonym> {
        self.list.get(*self.by_label.get(normal)?)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Synonym> {
        self.list.iter()
    }
}

/// What a line of the lists says of its labels.
#[derive(Clone, Copy)]
struct Of {
    column: &'static str,
    scope: Option<&'static str>,
    rank: Rank,
}

/// A line of the lists: `id=team?: …` has labels of `id` that say `team`, and come after all others.
fn line_of(line: &'static str) -> Option<(Of, &'static str)> {
    let (of, labels) = line.split_once(": ")?;
    let marks = [("!", Rank::First), ("?", Rank::Last)];
    let marked = marks.into_iter().find_map(|(mark, rank)| Some((of.strip_suffix(mark)?, rank)));
    let (of, rank) = marked.unwrap_or((of, Rank::Usual));
    let (column, scope) = of.split_once('=').map_or((of, None), |(column, scope)| (column, Some(scope)));
    Some((Of { column, scope, rank }, labels))
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
            let Some((Of { column, .. }, labels)) = line_of(line) else { continue };
            let file = if kind == "common" { "collections" } else { kind };
            let synonyms = Synonyms::of(file);
            for label in words(labels) {
                let found = synonyms.of_label(&Label::of(label)).map(|synonym| synonym.column);
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
            } else if let Some((Of { column, .. }, _)) = line_of(line) {
                let file = if kind == "common" { "collections" } else { kind };
                assert!(columns_of(file).iter().any(|spec| spec.name == column), "[{kind}] {column}");
            }
        }
    }
}
