//! `Catalog`: texts by id and language, read from TOML when the first of them is asked for.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Language;

/// One text in every language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry<T> {
    en: T,
    #[serde(rename = "zh-Hans")]
    zh_hans: T,
    #[serde(rename = "zh-Hant")]
    zh_hant: T,
}

impl<T> Entry<T> {
    /// The text in that language.
    pub fn text(&self, language: Language) -> &T {
        match language {
            Language::En => &self.en,
            Language::ZhHans => &self.zh_hans,
            Language::ZhHant => &self.zh_hant,
        }
    }
}

/// The texts of one file.
#[derive(Debug)]
pub struct Catalog<T: 'static> {
    source: &'static str,
    tables: OnceLock<BTreeMap<&'static str, Table<T>>>,
}

/// One table of the file, read when it is asked for: a run says few of the texts.
#[derive(Debug)]
struct Table<T> {
    source: &'static str,
    entry: OnceLock<Option<Entry<T>>>,
}

impl<T: DeserializeOwned> Catalog<T> {
    /// The catalogue of a TOML text, a table for each id.
    pub fn new(source: &'static str) -> Self {
        Catalog { source, tables: OnceLock::new() }
    }

    /// The text of that id; nothing when the catalogue has none. The texts are part of the program and a test reads them
    /// all, so that they can be read here too; a text that cannot be read is none.
    pub fn text(&self, id: &str, language: Language) -> Option<&T> {
        let table = self.tables.get_or_init(|| tables(self.source).collect()).get(id)?;
        let entry = table.entry.get_or_init(|| toml::from_str(table.source).ok());
        entry.as_ref().map(|entry| entry.text(language))
    }

    /// The whole file at once, by id.
    #[cfg(test)]
    pub fn entries(&self) -> BTreeMap<String, Entry<T>> {
        toml::from_str(self.source).expect("each table once, and each a text in three languages")
    }
}

/// The tables of a file, which begin with their id in brackets on a line of its own.
fn tables<T>(source: &'static str) -> impl Iterator<Item = (&'static str, Table<T>)> {
    let lines = source.split_inclusive('\n').scan(0, |end, line| {
        *end += line.len();
        Some((line.trim(), *end))
    });
    let id = |line: &'static str| line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let mut begun = lines.filter_map(move |(line, end)| Some((id(line)?, line.len(), end))).peekable();
    std::iter::from_fn(move || {
        let (id, _, start) = begun.next()?;
        let end = begun.peek().map_or(source.len(), |(_, length, end)| source[..*end].trim_end().len() - length);
        Some((id, Table { source: &source[start..end], entry: OnceLock::new() }))
    })
}

/// The terms of reports and diagnostics, the sentences of statements, and what choices of the policy do.
pub fn terms() -> &'static Catalog<String> {
    const TEXTS: &str =
        concat!(include_str!("terms.toml"), "\n", include_str!("statements.toml"), "\n", include_str!("choices.toml"));
    static TERMS: LazyLock<Catalog<String>> = LazyLock::new(|| Catalog::new(TEXTS));
    &TERMS
}

/// What the command line says of itself.
pub fn command_line() -> &'static Catalog<String> {
    static TEXTS: LazyLock<Catalog<String>> = LazyLock::new(|| Catalog::new(include_str!("cli.toml")));
    &TEXTS
}

/// The texts of findings: what was found, and the remedy.
pub fn findings() -> &'static Catalog<(String, String)> {
    static FINDINGS: LazyLock<Catalog<(String, String)>> =
        LazyLock::new(|| Catalog::new(include_str!("findings.toml")));
    &FINDINGS
}

/// The template with every `{name}` replaced, once: what is put in is never read again. A name without a value stays. `{count?row:rows}` is
/// the first word where the count is 1, else the other.
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, name, after)) = next_name(rest) {
        filled.push_str(before);
        filled.push_str(&filling(name, &value).unwrap_or_else(|| format!("{{{name}}}")));
        rest = after;
    }
    filled + rest
}

/// What stands for what is in braces.
fn filling(inside: &str, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let Some((name, words)) = inside.split_once('?') else { return value(inside) };
    let (one, many) = words.split_once(':')?;
    Some(if value(name)? == "1" { one } else { many }.to_owned())
}

/// The template without its remarks in brackets that name something unknown, such as ` (sum {sum})` of rows without amounts.
pub fn without_unknown(template: &str, is_known: impl Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, inside, after)) = next_remark(rest) {
        let is_whole = |mut inside: &str| {
            while let Some((_, name, behind)) = next_name(inside) {
                if !is_known(name_in(name)) {
                    return false;
                }
                inside = behind;
            }
            true
        };
        match is_whole(inside) {
            true => kept.push_str(&rest[..rest.len() - after.len()]),
            false => kept.push_str(before.trim_end()),
        }
        rest = after;
    }
    kept + rest
}

/// What stands before the next brackets, what is in them, and what follows; brackets in brackets are text.
fn next_remark(template: &str) -> Option<(&str, &str, &str)> {
    let (open, close) = match (template.find('('), template.find('（')) {
        (Some(one), Some(other)) if other < one => ('（', '）'),
        (None, Some(_)) => ('（', '）'),
        (Some(_), _) => ('(', ')'),
        (None, None) => return None,
    };
    let (before, behind) = template.split_once(open)?;
    let (inside, after) = behind.split_once(close)?;
    Some((before, inside, after))
}

/// The names in braces, in their order.
#[cfg(test)]
pub fn names(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some((_, name, after)) = next_name(rest) {
        names.push(name_in(name));
        rest = after;
    }
    names
}

/// The name of what is in braces: `count` of `count?row:rows`.
fn name_in(inside: &str) -> &str {
    inside.split_once('?').map_or(inside, |(name, _)| name)
}

/// What stands before the next `{name}` or `{name?one:many}`, what is in the braces, and what follows. Other braces are text.
fn next_name(template: &str) -> Option<(&str, &str, &str)> {
    let mut searched = 0;
    loop {
        let open = searched + template[searched..].find('{')?;
        let inside = &template[open + 1..];
        let length = inside.bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_').count();
        let words = if inside[length..].starts_with('?') { inside[length..].find('}')? } else { 0 };
        let length = length + words;
        if length > 0 && inside[length..].starts_with('}') {
            return Some((&template[..open], &inside[..length], &inside[length + 1..]));
        }
        searched = open + 1;
    }
}
