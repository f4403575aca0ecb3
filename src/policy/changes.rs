//! Which keys of two versions of a policy differ, by their paths, with what both say: a slip such as `1.2%` for `12%` is seen there.
//!
//! Tables of a list are the same where their names are, else by their place. Remarks, blanks and the order of keys change nothing.

use super::document::{self, Entry, Node, Value};
use crate::finding::Finding;

/// So many are named.
const SHOWN: usize = 5;
/// Of a value so many characters are shown.
const LONGEST: usize = 40;
/// The key that says which version it is.
const VERSION: &str = "`policy.version`:";
/// What stands for a value that is not there.
const NOTHING: &str = "–";

/// The finding with the keys that differ, and how many more there are; without either where none does.
pub fn told(finding: Finding, before: &str, now: &str) -> Finding {
    let changes = changes(before, now);
    if changes.is_empty() {
        return finding;
    }
    let more = changes.len().saturating_sub(SHOWN);
    let finding = finding.with("changes", changes[..changes.len() - more].join(", "));
    if more > 0 { finding.with("more", more) } else { finding }
}

/// Each key that differs with what was said and what is: `` `pay[Commission].rate`: `12%` → `1.2%` ``.
fn changes(before: &str, now: &str) -> Vec<String> {
    let mut found = Compared { texts: [before, now], changes: Vec::new() };
    found.tables("", &document::tree(before), &document::tree(now));
    // Whoever is told of the keys is told of the version.
    found.changes.retain(|change| !change.starts_with(VERSION));
    found.changes
}

struct Compared<'t> {
    texts: [&'t str; 2],
    changes: Vec<String>,
}

impl Compared<'_> {
    fn tables(&mut self, path: &str, before: &[Entry], now: &[Entry]) {
        let path_of = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let find = |list: &[Entry], key: &str| list.iter().position(|entry| entry.key == key);
        for entry in before {
            let other = find(now, &entry.key).map(|at| &now[at].node);
            self.values(&path_of(&entry.key), Some(&entry.node), other);
        }
        for entry in now.iter().filter(|entry| find(before, &entry.key).is_none()) {
            self.values(&path_of(&entry.key), None, Some(&entry.node));
        }
    }

    fn values(&mut self, path: &str, before: Option<&Node>, now: Option<&Node>) {
        match (before.map(|node| &node.value), now.map(|node| &node.value)) {
            (Some(one), Some(other)) if one.is_same(other) => {}
            (Some(Value::Table(one)), Some(Value::Table(other))) => self.tables(path, one, other),
            (Some(Value::List(one)), Some(Value::List(other))) if are_tables(one) && are_tables(other) => {
                self.lists(path, one, other);
            }
            _ => self.note(path, before, now),
        }
    }

    /// Tables of a list.
    fn lists(&mut self, path: &str, before: &[Node], now: &[Node]) {
        let (old, new) = (named(before), named(now));
        for (name, node) in &old {
            let other = new.iter().find(|(own, _)| own == name).map(|(_, node)| *node);
            self.values(&format!("{path}[{name}]"), Some(node), other);
        }
        for (name, node) in new.iter().filter(|(name, _)| old.iter().all(|(own, _)| own != name)) {
            self.values(&format!("{path}[{name}]"), None, Some(node));
        }
    }

    fn note(&mut self, path: &str, before: Option<&Node>, now: Option<&Node>) {
        let [was, is] = [before, now];
        let (was, is) = (shown(self.texts[0], was), shown(self.texts[1], is));
        self.changes.push(format!("`{path}`: {was} → {is}"));
    }
}

fn are_tables(list: &[Node]) -> bool {
    !list.is_empty() && list.iter().all(|node| matches!(node.value, Value::Table(_)))
}

/// Each with its name, or its measure, or its place from 1; of several with one name the later ones by their place.
fn named(list: &[Node]) -> Vec<(String, &Node)> {
    let mut all: Vec<(String, &Node)> = Vec::new();
    for (at, node) in list.iter().enumerate() {
        let Value::Table(entries) = &node.value else { continue };
        let text = |key: &str| {
            entries.iter().find(|entry| entry.key == key).and_then(|entry| match &entry.node.value {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            })
        };
        let name = text("name").or_else(|| text("measure"));
        let name = name.filter(|name| all.iter().all(|(own, _)| own != name));
        all.push((name.unwrap_or_else(|| (at + 1).to_string()), node));
    }
    all
}

/// A value as its text writes it, on one line; a table below its own header as braces.
fn shown(text: &str, node: Option<&Node>) -> String {
    let Some(node) = node else { return NOTHING.to_owned() };
    let written = text.get(node.span.start..node.span.end).unwrap_or_default();
    if matches!(node.value, Value::Table(_)) && written.starts_with('[') {
        return "`{…}`".to_owned();
    }
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut clipped: String = line.chars().take(LONGEST).collect();
    if line.chars().nth(LONGEST).is_some() {
        clipped.push('…');
    }
    // A text needs no quotes in backticks.
    match &node.value {
        Value::Text(text) if text.chars().count() <= LONGEST && !text.contains('\n') => format!("`{text}`"),
        _ => format!("`{clipped}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "[policy]\nversion = \"1\"\n[[pay]]\nname = \"A\"\nrate = \"12%\"\n[[pay]]\nname = \"B\"\n\
                          tiers = [{ from = 0, rate = 1 }, { from = 10, rate = 2 }]\n";

    #[test]
    fn keys_that_differ_are_named_with_what_both_say() {
        for (from, to, expected) in [
            ("", "", &[][..]),
            ("[[pay]]\nname = \"A\"\n", "# remark\n[[pay]]\nname = \"A\"\n\n", &[]),
            ("\"12%\"", "\"1.2%\"", &["`pay[A].rate`: `12%` → `1.2%`"]),
            ("from = 10", "from = 100", &["`pay[B].tiers[2].from`: `10` → `100`"]),
            ("rate = \"12%\"\n", "", &["`pay[A].rate`: `12%` → –"]),
            ("[policy]", "cap = 5\n[policy]", &["`cap`: – → `5`"]),
            ("name = \"A\"", "name = \"C\"", &["`pay[A]`: `{…}` → –", "`pay[C]`: – → `{…}`"]),
        ] {
            assert_eq!(changes(BEFORE, &BEFORE.replace(from, to)), expected, "{from} → {to}");
        }
    }

    #[test]
    fn of_very_many_the_first_are_named() {
        let keys = |value: u8| (0..9).map(|key| format!("k{key} = {value}\n")).collect::<String>();
        let finding = told(Finding::note("x"), &keys(1), &keys(2));
        assert_eq!(finding.args[0].1.matches('→').count(), SHOWN);
        assert_eq!(finding.args[1], ("more", "4".to_owned()));
        assert!(told(Finding::note("x"), &keys(1), &keys(1)).args.is_empty());
        assert!(told(Finding::note("x"), "a = é\n[", "日 = [\u{0}").args.len() <= 2);
    }
}
