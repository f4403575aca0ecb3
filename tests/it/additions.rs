//! What one addition touches, as ARCHITECTURE.md says: the files that name an example are those of its row, and no others.

use std::collections::BTreeSet;
use std::fs;

use crate::support::root;
use crate::support::source::texts;

/// A row of the table.
struct Row {
    /// Variants such as `MeasureKind::Median`.
    examples: Vec<String>,
    /// Paths below `src`; one that ends in `/` is any one file of that folder.
    places: Vec<String>,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let section = text.split("## What one addition touches").nth(1).expect("the section");
    let section = section.split("\n## ").next().unwrap_or(section);
    section.lines().filter(|line| line.starts_with("| ")).filter_map(row).collect()
}

/// A row with an example.
fn row(line: &str) -> Option<Row> {
    let (addition, touches) = line.trim_matches('|').split_once(" | ")?;
    let examples: Vec<String> = quoted(addition).into_iter().filter(|word| word.contains("::")).collect();
    let is_place = |word: &String| word.ends_with(".rs") || word.ends_with('/');
    let places = quoted(touches).into_iter().filter(is_place).collect();
    (!examples.is_empty()).then_some(Row { examples, places })
}

fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether code names the variant, or declares the enum that it is of.
fn names(text: &str, example: &str) -> bool {
    let (of, _) = example.split_once("::").expect("`Enum::Variant`");
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.into_iter().any(|line| has_word(line, example) || has_word(line, &format!("enum {of}")))
}

fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

/// The row's place of a file, if it has one.
fn place_of<'r>(row: &'r Row, path: &str) -> Option<&'r String> {
    let is_in = |place: &str| {
        place.ends_with('/') && path.rsplit_once('/').map(|(folder, _)| folder) == place.strip_suffix('/')
    };
    row.places.iter().find(|place| *place == path).or_else(|| row.places.iter().find(|place| is_in(place)))
}

#[test]
fn an_addition_touches_what_the_architecture_says() {
    let (texts, rows) = (texts(), rows());
    let mut wrong = Vec::new();
    for row in &rows {
        let is_named = |text: &str| row.examples.iter().any(|example| names(text, example));
        let naming = texts.iter().filter(|(_, text)| is_named(text)).map(|(path, _)| path.as_str());
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for path in naming {
            match place_of(row, path) {
                None => wrong.push(format!("{path} names {:?} and is not in the row", row.examples)),
                Some(place) if !found.insert(place) => wrong.push(format!("{path} is a second file of {place}")),
                Some(_) => {}
            }
        }
        let gone = row.places.iter().filter(|place| !place.ends_with('/') && !found.contains(place.as_str()));
        wrong.extend(gone.map(|place| format!("{place} names none of {:?}", row.examples)));
    }
    assert!(rows.len() >= 5, "rows with examples: {}", rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
