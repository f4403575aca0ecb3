//! Where a key belongs that stands in a table which does not know it: a key that is written below another header than meant is that table's.

use std::sync::LazyLock;

use super::document::{Node, Value};
use super::rules::InputKind;
use crate::finding::Finding;

/// The keys of `homes.txt`, each with its place.
static HOMES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("homes.txt").lines().filter(|line| !line.starts_with('#'));
    let lists = lines.filter_map(|line| line.rsplit_once(": "));
    lists.flat_map(|(place, list)| list.split(", ").map(move |key| (key, place))).collect()
});

/// The place of what stands above the first header.
pub(super) const TOP: &str = "";

const INDICATORS: &str = "[[scorecards.….indicators]]";

/// The place of tables inside of others, where no key belongs that is told of here.
const NOWHERE: &str = "-";

/// Tables of the policy itself, as their headers are written; those that are inputs too are told apart by what they hold.
const SECTIONS: [(&str, &str); 14] = [
    ("policy", "[policy]"),
    ("rounding", "[rounding]"),
    ("calendar", "[calendar]"),
    ("input", "[input]"),
    ("crediting", "[crediting]"),
    ("measures", "[measures]"),
    ("targets", "[targets]"),
    ("scorecards", "[scorecards]"),
    ("grades", "[grades]"),
    ("ranking", "[ranking]"),
    ("progress", "[progress]"),
    ("pay", "[[pay]]"),
    ("watch", "[[watch]]"),
    ("actions", "[[actions]]"),
];

/// Where a key belongs by its name and value, if not to the table of that path, and not to many.
pub(super) fn of(key: &str, node: &Node, path: &str) -> Option<&'static str> {
    let home = named(key, path).or_else(|| held(key, node))?;
    let is_other = home != place_of(path) && !(has_own_steps(path) && LIKE_STEPS.contains(&key));
    is_other.then_some(home)
}

/// What people write for the steps of other tables as well.
const LIKE_STEPS: [&str; 3] = ["rate", "rates", "tiers"];

/// Whether the table has steps of its own, which are called otherwise than those of components.
fn has_own_steps(path: &str) -> bool {
    matches!(place_of(path), NOWHERE | INDICATORS)
}

fn named(key: &str, path: &str) -> Option<&'static str> {
    match key {
        "schema" => Some(TOP),
        // Elsewhere they are what many tables call a part of theirs.
        "name" | "period" if path.is_empty() => Some("[policy]"),
        _ => HOMES.iter().find(|(known, _)| *known == key).map(|(_, place)| *place),
    }
}

/// A file under the name of an input is an input, a table under that of a section the section.
fn held(key: &str, node: &Node) -> Option<&'static str> {
    let is_input = InputKind::of(key) != InputKind::Own;
    match &node.value {
        Value::Text(text) if is_input && is_file(text) => Some("[input]"),
        Value::Table(entries) if is_input && entries.iter().any(|entry| entry.key == "files") => Some("[input]"),
        Value::Table(_) | Value::List(_) if !is_list_of_texts(node) => {
            SECTIONS.iter().find(|(section, _)| *section == key).map(|(_, place)| *place)
        }
        _ => None,
    }
}

/// Whether a key of names that the policy gives stands there with a value of its own, where only tables may stand.
pub(super) fn strays(key: &str, node: &Node, path: &str) -> bool {
    let holds_tables = matches!(path, "input" | "measures" | "scorecards");
    let is_table = matches!(node.value, Value::Table(_));
    let may_be_named = matches!(&node.value, Value::Text(text) if path == "input" && is_file(text));
    let is_told_apart = path == "input" && named(key, path) == Some("[input.…]");
    holds_tables && !is_table && !may_be_named && !is_told_apart && named(key, path).is_some()
}

/// The place of the table of that path, in the words of `homes.txt`.
pub(super) fn place_of(path: &str) -> &'static str {
    let (section, rest) = path.split_once(['.', '[']).unwrap_or((path, ""));
    match (section, rest.is_empty()) {
        ("", _) => TOP,
        ("input", false) => "[input.…]",
        ("measures", false) => "[measures.…]",
        ("scorecards", false) if rest.contains('.') => INDICATORS,
        ("scorecards", false) => "[scorecards.…]",
        ("pay", false) if rest.contains("].") => NOWHERE,
        ("customers", _) => "[customers]",
        ("close", _) => "[close]",
        _ => SECTIONS.iter().find(|(known, _)| *known == section).map_or(NOWHERE, |(_, place)| *place),
    }
}

fn is_file(text: &str) -> bool {
    text.contains(['.', '/', '*'])
}

fn is_list_of_texts(node: &Node) -> bool {
    matches!(&node.value, Value::List(nodes) if !nodes.iter().any(|node| matches!(node.value, Value::Table(_))))
}

/// Whether a finding only says that a key is missing at its place, of those that stand elsewhere, or that an input is.
pub(super) fn follows(finding: &Finding, elsewhere: &[(String, &'static str)], file: &str) -> bool {
    let fact = |name: &str| finding.args.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value.as_str());
    let place = if fact("table") == file { TOP } else { place_of(fact("table")) };
    let is_there = |key: &str, at: &str| elsewhere.iter().any(|(own, home)| own == key && *home == at);
    match finding.code {
        "missing-key" | "missing-choice" | "missing-one-of" => fact("key").split(" | ").any(|key| is_there(key, place)),
        "unknown-input" | "input-needed" => is_there(fact("name"), "[input]"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_with_a_place_is_one_of_the_language() {
        let schema = crate::policy::schema::text();
        for (key, place) in HOMES.iter() {
            assert!(schema.contains(&format!("\"{key}\": {{")), "{key} of {place}");
        }
    }

    #[test]
    fn a_table_is_told_by_its_path() {
        for (path, place) in [
            ("", TOP),
            ("policy", "[policy]"),
            ("input", "[input]"),
            ("input.sales", "[input.…]"),
            ("scorecards.field", "[scorecards.…]"),
            ("scorecards.field.indicators[1]", "[[scorecards.….indicators]]"),
            ("pay[Commission]", "[[pay]]"),
            ("pay[Commission].hold_back", NOWHERE),
        ] {
            assert_eq!(place_of(path), place, "{path}");
        }
    }
}
