//! The schema fits what is read, and nothing else: every policy of the project that is read without an error, key by key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::checker::Checker;
use super::schema;
use crate::policy::document::{self, Node};
use crate::policy::reading::Reading;
use crate::policy::{document as toml, sections};
use crate::source::{Span, Text};

/// Folders with policies, also those that are refused.
const FOLDERS: [&str; 4] = ["examples", "docs/cookbook", "src/cli/init", "tests"];

/// Every policy of the project, with where it stands.
fn policies() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("policy.toml")];
    FOLDERS.iter().for_each(|folder| collect(&root.join(folder), &mut files));
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        if path.extension().is_some_and(|extension| extension == "toml") {
            return Some((path, text));
        }
        let case: Value = serde_json::from_str(&text).ok()?;
        Some((path, case["policy"].as_str()?.to_owned()))
    };
    files.into_iter().filter_map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, files);
        } else if (name.ends_with(".toml") && !name.contains(".cases")) || name.ends_with(".json") {
            files.push(path);
        }
    }
}

/// A policy that is read without an error: its tree, and the keys that were asked of each table.
fn read(text: &str) -> Option<(Node, BTreeMap<Span, BTreeSet<&'static str>>)> {
    let reading = Reading::new(Text::new("policy.toml", text));
    let root = toml::parse(&reading)?;
    sections(&reading, &root)?;
    if reading.has_errors() {
        return None;
    }
    let mut asked: BTreeMap<Span, BTreeSet<&'static str>> = BTreeMap::new();
    for (span, keys) in reading.asked.take() {
        asked.entry(span).or_default().extend(keys);
    }
    Some((root, asked))
}

/// What readers of schemas see: dates are texts.
fn value_of(node: &Node) -> Value {
    match &node.value {
        document::Value::Text(text) => json!(text),
        document::Value::Numeral(numeral) => {
            serde_json::from_str(numeral.trim_start_matches('+')).unwrap_or_else(|_| json!(numeral))
        }
        document::Value::Flag(flag) => json!(flag),
        document::Value::Date(date) => json!(date.to_string()),
        document::Value::Moment => json!("a moment"),
        document::Value::List(nodes) => nodes.iter().map(value_of).collect(),
        document::Value::Table(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), value_of(&entry.node))).collect())
        }
    }
}

#[test]
fn every_policy_that_is_read_fits() {
    let schema = schema();
    let checker = Checker { root: &schema };
    let (mut count, mut wrong) = (0, Vec::new());
    for (path, text) in policies() {
        let Some((root, _)) = read(&text) else { continue };
        count += 1;
        let faults = checker.faults(&value_of(&root));
        wrong.extend(faults.into_iter().map(|fault| format!("{}{fault}", path.display())));
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    assert!(count > 700, "{count} policies");
}

/// Keys that readers look for before they ask, so that tables without them are not asked.
const LOOKED_FOR: [&str; 2] = ["of", "drivers"];

/// What conditions have and a watch has under another name: a reader of both asks for it there in vain.
const IN_VAIN: (&str, &str) = ("#/definitions/watch", "share");

#[test]
fn the_keys_are_those_that_readers_ask_for() {
    let schema = schema();
    let checker = Checker { root: &schema };
    // Tables of one place that may have the same keys are of one kind: some reader of a kind asks for each of its keys.
    let mut kinds: BTreeMap<(String, BTreeSet<String>), BTreeSet<String>> = BTreeMap::new();
    let mut differing = BTreeSet::new();
    for (_, text) in policies() {
        let Some((root, asked)) = read(&text) else { continue };
        let mut tables = Vec::new();
        walk(&checker, (&schema, &root), "", &mut tables);
        for (place, keys, known, span) in tables {
            let Some(asked) = asked.get(&span) else { continue };
            let unknown = asked.iter().filter(|key| !known.contains(**key) && IN_VAIN != (place.as_str(), **key));
            differing.extend(unknown.map(|key| format!("{place}: {key} is only asked for")));
            kinds.entry((place, keys)).or_default().extend(asked.iter().map(|key| (*key).to_owned()));
        }
    }
    for ((place, keys), asked) in &kinds {
        let unasked = keys.difference(asked).filter(|key| !LOOKED_FOR.contains(&key.as_str()));
        differing.extend(unasked.map(|key| format!("{place}: {key} is never asked for")));
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(kinds.len() > 100, "{} kinds of table", kinds.len());
}

/// A table of a policy: its place in the schema, the keys that it may have, those of every kind of it, and where it stands.
type Table = (String, BTreeSet<String>, BTreeSet<String>, Span);

/// Every table of a policy, but those with names that the policy gives.
fn walk(checker: &Checker<'_>, (schema, node): (&Value, &Node), place: &str, tables: &mut Vec<Table>) {
    let value = value_of(node);
    for (place, part) in checker.parts(schema, place).into_iter().filter(|(_, part)| checker.fits(part, &value)) {
        match &node.value {
            document::Value::List(nodes) => {
                nodes.iter().for_each(|node| walk(checker, (&part["items"], node), &place, tables));
            }
            document::Value::Table(entries) => {
                if let Some(keys) = checker.keys(part, &value) {
                    let known = part["properties"].as_object().expect("keys").keys().cloned().collect();
                    tables.push((place.clone(), keys, known, node.span));
                }
                for entry in entries {
                    let own = part["properties"].get(&entry.key);
                    let (schema, name) = match own {
                        Some(schema) => (schema, entry.key.as_str()),
                        None => (&part["additionalProperties"], "*"),
                    };
                    walk(checker, (schema, &entry.node), &format!("{place}.{name}"), tables);
                }
            }
            _ => {}
        }
    }
}

/// Tables whose keys are names that the policy gives.
const NAMED_FREELY: [&str; 15] = [
    ".customers.strategies",
    ".grades.distribution.shares",
    ".input.sales.counted",
    ".input.sales.returns",
    ".input.surveys.values",
    ".input.surveys.values.score",
    ".input.tickets.durations",
    ".measures",
    ".measures.calls.where",
    ".measures.calls.where.not",
    ".measures.machines.where",
    ".measures.satisfied.where",
    ".measures.visits.where",
    ".pay.rates",
    ".scorecards",
];

#[test]
fn a_misspelt_key_is_refused() {
    let schema = schema();
    let checker = Checker { root: &schema };
    let text = include_str!("../../cli/init/policy.en.toml");
    let (root, _) = read(text).expect("a policy");
    let value = value_of(&root);
    let (mut refused, mut taken) = (0, BTreeSet::new());
    for (place, misspelt) in misspelt(&value, "") {
        if checker.faults(&misspelt).is_empty() {
            taken.insert(place);
        } else {
            refused += 1;
        }
    }
    let taken: Vec<&String> = taken.iter().filter(|place| !NAMED_FREELY.contains(&place.as_str())).collect();
    assert!(taken.is_empty(), "{taken:#?}");
    assert!(refused > 200, "{refused} keys");
}

/// The value with one key misspelt each, and in which table.
fn misspelt(value: &Value, place: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    match value {
        Value::Object(entries) => {
            for (key, own) in entries {
                let mut other = entries.clone();
                let taken = other.remove(key).expect("there");
                other.insert(format!("{key}x"), taken);
                all.push((place.to_owned(), Value::Object(other)));
                for (place, own) in misspelt(own, &format!("{place}.{key}")) {
                    let mut other = entries.clone();
                    other.insert(key.clone(), own);
                    all.push((place, Value::Object(other)));
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for (place, own) in misspelt(item, place) {
                    let mut other = items.clone();
                    other[at] = own;
                    all.push((place, Value::Array(other)));
                }
            }
        }
        _ => {}
    }
    all
}

/// Inputs, of which another page tells.
const UNTOLD: &str = ".input.";

#[test]
fn every_key_is_told_of() {
    let mut untold = BTreeSet::new();
    descriptions(&schema(), "", &mut untold);
    let untold: Vec<String> = untold.into_iter().filter(|key| !key.starts_with(UNTOLD)).collect();
    assert!(untold.is_empty(), "{untold:#?}");
}

fn descriptions(schema: &Value, place: &str, untold: &mut BTreeSet<String>) {
    let Value::Object(keywords) = schema else {
        schema.as_array().into_iter().flatten().for_each(|one| descriptions(one, place, untold));
        return;
    };
    for (keyword, says) in keywords {
        if keyword == "properties" {
            for (key, says) in says.as_object().expect("keys") {
                if says.get("description").is_none() {
                    untold.insert(format!("{place}.{key}"));
                }
                descriptions(says, &format!("{place}.{key}"), untold);
            }
        } else if keyword == "definitions" {
            says.as_object().expect("names").iter().for_each(|(name, says)| descriptions(says, name, untold));
        } else if !["if", "then", "dependencies"].contains(&keyword.as_str()) {
            descriptions(says, place, untold);
        }
    }
}
