//! Which measures two policies know by different rules: what one of them was closed with says nothing to the other.

use std::collections::BTreeSet;

use super::document::{self, Entry, Node, Value};
use super::reading::Reading;
use crate::source::Text;

/// Keys of a measure that say how it is shown, not what it is.
const SHOWN: [&str; 3] = ["label", "unit", "better"];

/// Keys of an input that say which of its rows count, and how.
const COUNTING: [&str; 3] = ["counted", "returns", "once_per"];

/// The measures of one policy that the other has too, by another rule: made otherwise, of another measure, or of rows that count otherwise.
/// Nothing where either is no TOML.
pub fn of_other_rules(one: &str, other: &str) -> BTreeSet<String> {
    let root = |text: &str| document::parse(&Reading::new(Text::new("", text)));
    let (Some(one), Some(other)) = (root(one), root(other)) else { return BTreeSet::new() };
    let names: Vec<&str> = table(&one, "measures").iter().map(|entry| entry.key.as_str()).collect();
    let is_other = |name: &&str| {
        find(table(&other, "measures"), name).is_some() && !is_same((&one, &other), name, &mut BTreeSet::new())
    };
    names.into_iter().filter(is_other).map(str::to_owned).collect()
}

/// Whether both know a measure by the same rule; what is being looked at already is taken as the same.
fn is_same<'n>((one, other): (&'n Node, &'n Node), name: &'n str, seen: &mut BTreeSet<&'n str>) -> bool {
    if !seen.insert(name) {
        return true;
    }
    let (own, others) = (find(table(one, "measures"), name), find(table(other, "measures"), name));
    let (Some(own), Some(others)) = (own, others) else { return own.is_none() && others.is_none() };
    let (own, others) = (entries(&own.node), entries(&others.node));
    let is_told = |entry: &&Entry| !SHOWN.contains(&entry.key.as_str());
    let is_in = |entry: &Entry| others.iter().any(|known| known.is_same(entry));
    let is_alike = own.iter().filter(is_told).count() == others.iter().filter(is_told).count()
        && own.iter().filter(is_told).all(is_in);
    is_alike
        && words(own).into_iter().all(|word| {
            let input = word.split('.').next().unwrap_or(word);
            counts_alike((one, other), input) && is_same((one, other), word, seen)
        })
}

/// Whether the same rows of an input count in both.
fn counts_alike((one, other): (&Node, &Node), input: &str) -> bool {
    let of = |root, key: &str| {
        let input = find(table(root, "input"), input)?;
        find(entries(&input.node), key)
    };
    COUNTING.iter().all(|key| match (of(one, key), of(other, key)) {
        (Some(one), Some(other)) => one.is_same(other),
        (one, other) => one.is_none() && other.is_none(),
    })
}

/// The texts of a measure, in lists and tables too: sources, columns and measures that it is made of are among them.
fn words(entries: &[Entry]) -> Vec<&str> {
    fn add<'n>(value: &'n Value, words: &mut Vec<&'n str>) {
        match value {
            Value::Text(text) => words.push(text),
            Value::List(list) => list.iter().for_each(|node| add(&node.value, words)),
            Value::Table(entries) => entries.iter().for_each(|entry| add(&entry.node.value, words)),
            _ => {}
        }
    }
    let mut words_of = Vec::new();
    entries.iter().for_each(|entry| add(&entry.node.value, &mut words_of));
    words_of
}

fn table<'n>(root: &'n Node, key: &str) -> &'n [Entry] {
    find(entries(root), key).map_or(&[], |entry| entries(&entry.node))
}

fn entries(node: &Node) -> &[Entry] {
    if let Value::Table(entries) = &node.value { entries } else { &[] }
}

fn find<'n>(entries: &'n [Entry], key: &str) -> Option<&'n Entry> {
    entries.iter().find(|entry| entry.key == key)
}

#[cfg(test)]
mod tests {
    use super::of_other_rules;

    const RULES: &str = "[input]\nstaff = \"s.csv\"\n[input.sales]\nfiles = \"a.csv\"\ncounted = { status = [\"won\"] }\n\
        [measures.revenue]\nsum = \"sales.amount\"\n[measures.visits]\ncount = \"activities\"\n\
        [measures.growth]\ngrowth = \"revenue\"\nagainst = \"previous\"\n";

    #[test]
    fn a_measure_is_another_where_it_or_what_it_is_made_of_is() {
        let other =
            |from: &str, to: &str| of_other_rules(&RULES.replace(from, to), RULES).into_iter().collect::<Vec<_>>();
        assert!(other("a.csv", "b.csv").is_empty());
        assert!(other("sum = \"sales.amount\"", "label = \"Sales\"\nsum = \"sales.amount\"").is_empty());
        assert_eq!(other("sales.amount", "sales.margin"), ["growth", "revenue"]);
        assert_eq!(other("[\"won\"]", "[\"won\", \"paid\"]"), ["growth", "revenue"]);
        assert_eq!(other("previous", "last_year"), ["growth"]);
        assert!(other("[measures.visits]", "[measures.calls]").is_empty());
    }
}
