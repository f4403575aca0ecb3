//! The rooms of ARCHITECTURE.md and the arrows between them are those of the source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::root;
use crate::support::source::texts;

/// The one file that makes a binary number: cells of a workbook are such.
const BINARY: &str = "render/xlsx/stored.rs";

/// Crates that one place alone may name.
const OWNERS: [(&str, &[&str]); 20] = [
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("rustix", &["cli/told.rs", "output/temporary.rs"]),
    ("encoding_rs", &["ingest/decode/"]),
    ("signal_hook", &["cli/signals.rs"]),
    ("wide", &["ingest/index.rs"]),
    ("pulp", &["ingest/index.rs"]),
    ("clap", &["cli/"]),
    ("toml", &["policy/", "locale/", "closing/manifest.rs"]),
    // What is written there is read here.
    ("csv", &["render/csv.rs", "closing/tables.rs"]),
    ("comfy_table", &["render/"]),
    ("rust_xlsxwriter", &["render/xlsx.rs", "render/xlsx/"]),
    ("glob", &["ingest/files/paths.rs"]),
    ("calamine", &["ingest/sheet/"]),
    ("quick_xml", &["ingest/sheet/"]),
    ("zip", &["ingest/sheet/"]),
    ("tempfile", &["output/"]),
    ("sha2", &["digest.rs"]),
    ("unicode_normalization", &["spelling.rs", "spelling/latin.rs"]),
    ("terminal_size", &["cli/terminal.rs"]),
];

fn room_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or(path)
}

/// The rooms that a text names: `crate::room`, also in braces.
fn named(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    for rest in code.split("crate::").skip(1) {
        let list = rest.strip_prefix('{').map_or(rest, |list| list.split('}').next().unwrap_or(list));
        let is_list = rest.starts_with('{');
        for part in list.split(',').take(if is_list { usize::MAX } else { 1 }) {
            let name: String = part.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            rooms.insert(name);
        }
    }
    rooms.remove("");
    rooms
}

fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let block = text.split("```arrows\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block of arrows");
    let line = |line: &str| {
        let (room, allowed) = line.split_once(':').expect("`room: allowed`");
        let allowed = allowed.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        (room.to_owned(), allowed.collect())
    };
    block.lines().map(line).collect()
}

#[test]
fn imports_are_the_arrows_of_the_architecture() {
    let arrows = arrows();
    let mut wrong = Vec::new();
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let texts = texts();
    for (path, text) in &texts {
        let room = room_of(path);
        let Some(allowed) = arrows.get(room) else {
            wrong.push(format!("{path}: the room `{room}` is not in ARCHITECTURE.md"));
            continue;
        };
        for name in named(text).into_iter().filter(|name| name != room && arrows.contains_key(name)) {
            if !allowed.contains(&name) {
                wrong.push(format!("{path} imports `{name}`"));
            }
            used.entry(room).or_default().insert(name);
        }
    }
    for (room, allowed) in &arrows {
        let used = used.get(room.as_str()).cloned().unwrap_or_default();
        let unused: Vec<&String> = allowed.difference(&used).collect();
        if !unused.is_empty() {
            wrong.push(format!("`{room}` may import {unused:?} and does not"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_arrow_goes_round() {
    let arrows = arrows();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < arrows.len() {
        let ready = arrows.iter().find(|(room, allowed)| {
            !done.contains(room.as_str()) && allowed.iter().all(|name| done.contains(name.as_str()))
        });
        let (room, _) = ready.unwrap_or_else(|| {
            panic!(
                "a circle among {:?}",
                arrows.keys().filter(|room| !done.contains(room.as_str())).collect::<Vec<_>>()
            )
        });
        done.insert(room);
    }
}

#[test]
fn a_crate_has_one_owner_and_numbers_are_never_binary_floats() {
    let mut wrong = Vec::new();
    for (path, text) in texts() {
        for (name, owners) in OWNERS {
            let names = [
                format!("use {name}::"),
                format!("use {name};"),
                format!(" {name}::"),
                format!("({name}::"),
                format!("&{name}::"),
            ];
            let is_named =
                text.lines().any(|line| names.iter().any(|form| line.contains(form)) && !line.contains("crate::"));
            let local_module = name == "csv" && ["cli/rejects.rs", "render/mod.rs"].contains(&path.as_str());
            if is_named && !local_module && !owners.iter().any(|owner| path.starts_with(owner)) {
                wrong.push(format!("{path} names the crate `{name}`"));
            }
        }
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if path != BINARY && words.clone().any(|word| word == "f64" || word == "f32") {
            wrong.push(format!("{path} names a binary float"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let without: Vec<String> =
        texts().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    assert!(without.is_empty(), "{without:?}");
}
