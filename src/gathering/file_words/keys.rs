//! Keys that a measure tells apart and that files write in two ways: numbers that lost their leading zeros in a spreadsheet, and names in one file where another has numbers.
//! Each is then two, so that whoever was there before is new, and what is counted once counts twice. What a register of customers knows is told beside that.

use std::collections::{BTreeMap, BTreeSet};

use super::{Column, FileWords, PEOPLE, Seen};
use crate::finding::{Finding, quoted};
use crate::ingest::doubts::without_decimals;
use crate::ledger::Ledger;
use crate::measure::plan::{Keep, Stream};
use crate::policy::rules::InputRule;
use crate::source::Place;
use crate::spelling::stem;

/// So many keys in two forms are no chance; a single one is none where so many others have one length.
const LEAST: usize = 3;
const LEAST_OF_LENGTH: usize = 5;
/// So many keys of two files say that one has names and the other numbers.
const LEAST_OF_FILE: usize = 3;
/// How many are listed, and how many places shown.
const LISTED: usize = 6;
const CUSTOMERS: [&str; 2] = ["customer", "customer_id"];

/// A key as its first row writes it, its file and what is seen of it there.
type Written<'f> = (&'f str, &'f FileWords<'f>, Seen);

/// All that is to be told, of each column that some measure tells apart.
pub(super) fn told(rule: &InputRule, (ledger, stream): (&Ledger, &Stream), files: &[FileWords]) -> Vec<Finding> {
    let slots = told_apart(stream).into_iter().filter(|slot| {
        let is_of_customers = CUSTOMERS.contains(&stream.slots[*slot].column.as_str());
        !is_of_customers || ledger.customers.list.is_empty()
    });
    let of_slot = |slot: usize| {
        let columns: Vec<(&FileWords, &Column)> =
            files.iter().filter_map(|file| Some((file, file.of_slot(slot)?))).collect();
        in_zeros(rule, &columns).or_else(|| of_two_columns(rule, &columns))
    };
    slots.filter_map(of_slot).collect()
}

/// The slots of keys by which measures count, or know what is new. Orders of several ranges of numbers may well differ in zeros.
fn told_apart(stream: &Stream) -> BTreeSet<usize> {
    let of_keep = stream.gathers.iter().filter_map(|gather| match gather.keep {
        Keep::First(slot, _) | Keep::Distinct(slot) | Keep::FirstDays(slot) | Keep::Credited(Some(slot)) => Some(slot),
        _ => None,
    });
    let of_new = stream.gathers.iter().filter_map(|gather| Some(gather.of.as_ref()?.slot));
    of_keep.chain(of_new).filter(|slot| *slot != stream.order).collect()
}

impl FileWords<'_> {
    /// The column that a slot is read from.
    fn of_slot(&self, slot: usize) -> Option<&Column> {
        let field = self.layout.field_of(slot)?;
        let (name, _) = self.layout.columns.iter().find(|(_, known)| *known == field)?;
        self.column(name)
    }

    /// Whether both are of one series, or of the same sellers: else they may have no customer in common.
    fn goes_with(&self, other: &FileWords) -> bool {
        let sells = |name: &str| {
            let both = self.column(name).zip(other.column(name));
            both.is_some_and(|(one, other)| one.words.keys().any(|word| other.words.contains_key(word)))
        };
        stem(&self.layout.name) == stem(&other.layout.name) || PEOPLE.iter().any(|name| sells(name))
    }

    fn label<'s>(&'s self, column: &'s Column) -> &'s str {
        let field = self.layout.columns.iter().find(|(name, _)| *name == column.name).map(|(_, field)| *field);
        field.and_then(|field| self.layout.labels.get(field)).map_or(&column.name, |label| label.trim())
    }
}

/// The digits of a key that is a number, without the decimals that a spreadsheet adds.
fn digits(key: &str) -> Option<&str> {
    let digits = without_decimals(key).unwrap_or(key);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn in_zeros(rule: &InputRule, columns: &[(&FileWords, &Column)]) -> Option<Finding> {
    let mut forms: BTreeMap<&str, BTreeMap<&str, Written>> = BTreeMap::new();
    for (file, column) in columns {
        let mut words: Vec<_> = column.words.iter().collect();
        words.sort_by_key(|(word, (seen, _))| (seen.first, word.as_str()));
        for (word, (seen, own)) in words {
            let Some(digits) = digits(word) else { continue };
            let bare = digits.trim_start_matches('0');
            forms.entry(bare).or_default().entry(digits).or_insert((own, file, *seen));
        }
    }
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    let several: Vec<Vec<&Written>> = forms
        .iter()
        .filter(|(bare, forms)| !bare.is_empty() && forms.len() > 1)
        .map(|(_, forms)| forms.values().collect())
        .collect();
    for digits in forms.values().filter_map(|forms| forms.keys().max_by_key(|digits| digits.len())) {
        *lengths.entry(digits.len()).or_default() += 1;
    }
    let is_of_one_length = lengths.len() == 1 && lengths.values().all(|count| *count >= LEAST_OF_LENGTH);
    if several.is_empty() || (several.len() < LEAST && !is_of_one_length) {
        return None;
    }
    let shown = several.iter().take(LISTED).map(|forms| {
        let forms: Vec<String> = forms.iter().map(|(own, ..)| format!("`{own}`")).collect();
        forms.join(" – ")
    });
    let more = if several.len() > LISTED { " …" } else { "" };
    let (file, column) = columns.first()?;
    let finding = Finding::warning("keys-differ-in-zeros").with("input", &rule.name).with("column", file.label(column));
    let finding = finding.with("count", several.len());
    let finding = finding.with("keys", shown.collect::<Vec<_>>().join(", ") + more);
    let first = several.first()?.iter();
    Some(
        first.take(2).fold(finding, |finding, (_, file, seen)| {
            finding.at(Place::line(file.layout.name.clone(), seen.first, ""))
        }),
    )
}

/// That one file has numbers and another names of the same, in columns of their own, and no key is in both.
fn of_two_columns(rule: &InputRule, columns: &[(&FileWords, &Column)]) -> Option<Finding> {
    let (first, own) = columns.first()?;
    let (other, names) = columns.iter().find(|(_, column)| column.name != own.name)?;
    let of = |name: &str| -> BTreeSet<&String> {
        columns.iter().filter(|(_, column)| column.name == name).flat_map(|(_, column)| column.words.keys()).collect()
    };
    let (one, two) = (of(&own.name), of(&names.name));
    let has_both = |file: &FileWords| file.column(&own.name).is_some() && file.column(&names.name).is_some();
    let are_few = one.len().min(two.len()) < LEAST_OF_FILE;
    if are_few || !one.is_disjoint(&two) || columns.iter().any(|(file, _)| has_both(file)) || !first.goes_with(other) {
        return None;
    }
    let finding = Finding::warning("keys-of-two-columns").with("input", &rule.name);
    let finding = finding.with("first", &first.layout.name).with("column", first.label(own));
    let finding = finding.with("other", &other.layout.name).with("label", other.label(names));
    let examples = |keys: &BTreeSet<&String>, column: &Column| {
        let own = keys.iter().filter_map(|key| column.words.get(*key)).map(|(_, own)| own.as_str());
        quoted(own.take(2))
    };
    let finding = finding.with("keys", examples(&one, own)).with("names", examples(&two, names));
    let place = |file: &FileWords| Place::file(file.layout.name.clone());
    Some(finding.at(place(first)).at(place(other)))
}
