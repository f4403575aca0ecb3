//! The three languages: phrases, findings and numbers in the words of one of them.
//!
//! The words are data (`terms.toml`, `statements.toml`, `choices.toml`, `findings.toml`); what is asked for is an id, never a sentence.

mod catalog;
mod number;
mod phrase;

use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::number::Number;
use crate::report::model::{Cell, Shape};

use catalog::{Catalog, fill};
pub use number::{Precision, decimal};

/// A language of the human formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// 简体中文, in the usage of the mainland.
    ZhHans,
    /// 繁體中文, in the usage of Taiwan.
    ZhHant,
}

impl Language {
    /// Every language with its id, in the order in which texts are written.
    pub const ALL: [(&'static str, Language); 3] =
        [("en", Language::En), ("zh-Hans", Language::ZhHans), ("zh-Hant", Language::ZhHant)];

    /// The id: `en`, `zh-Hans`, `zh-Hant`.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The language of that id.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == id).map(|(_, language)| *language)
    }
}

/// Everything that is said in one language.
#[derive(Clone, Copy, Debug)]
pub struct Locale {
    language: Language,
    terms: &'static Catalog<String>,
    findings: &'static Catalog<(String, String)>,
}

impl Locale {
    /// The locale of a language. Nothing is read before it is asked for.
    pub fn new(language: Language) -> Self {
        Locale { language, terms: catalog::terms(), findings: catalog::findings() }
    }

    /// A locale whose findings' texts are those given.
    #[cfg(test)]
    pub(crate) fn with_findings(language: Language, findings: &'static str) -> Self {
        let findings = Box::leak(Box::new(Catalog::new(findings)));
        Locale { findings, ..Locale::new(language) }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words of a term, with its braces as they are; an id that has no words stands for itself.
    pub fn term<'a>(&self, id: &'a str) -> &'a str {
        self.terms.text(id, self.language).map_or(id, |text| text)
    }

    /// A term with its braces filled.
    pub fn fill(&self, id: &str, args: &[(&str, &str)]) -> String {
        fill(self.term(id), |name| args.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    /// What the command line says of itself under that id; nothing where it has no text.
    pub fn command_line(&self, id: &str) -> Option<&'static str> {
        catalog::command_line().text(id, self.language).map(String::as_str)
    }

    /// The same with its braces filled; an id without a text stands for itself.
    pub fn command_line_with(&self, id: &str, args: &[(&str, &str)]) -> String {
        let value = |name: &str| args.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        fill(self.command_line(id).unwrap_or(id), value)
    }

    /// What was found, and the remedy. A code that has no words is told by its facts.
    pub fn finding(&self, finding: &Finding) -> (String, String) {
        let is_known = |name: &str| finding.args.iter().any(|(known, _)| *known == name);
        let text = |template: &String| {
            let template = &catalog::without_unknown(template, is_known);
            fill(template, |name| {
                if name == "meanings" {
                    return Some(self.meanings(finding));
                }
                let (_, value) = finding.args.iter().find(|(known, _)| *known == name)?;
                let is_quoted = template.contains(&format!("`{{{name}}}`"));
                Some(if is_quoted { value.clone() } else { self.percent(value) })
            })
        };
        match self.findings.text(finding.code, self.language) {
            Some((message, help)) => (text(message), text(help)),
            None => (facts(finding), String::new()),
        }
    }

    /// What each word does that a key may have, behind a colon; nothing of a key whose words say it themselves.
    fn meanings(&self, finding: &Finding) -> String {
        let fact = |name: &str| finding.args.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        let meant = |word: &str| {
            let id = format!("choice_{}_{word}", fact("key"));
            let text = self.terms.text(&id, self.language)?;
            Some(format!("`{word}`{}{text}", self.term("colon")))
        };
        let words: Option<Vec<String>> = fact("choices").split(" | ").map(meant).collect();
        words.map_or_else(String::new, |words| self.term("colon").to_owned() + &words.join(self.term("semicolon")))
    }

    /// A fact that is a percentage in the form of the language; any other as it stands.
    fn percent(&self, fact: &str) -> String {
        let is_number = |number: &&str| {
            number.contains(|c: char| c.is_ascii_digit()) && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        };
        let number = fact.strip_suffix('%').filter(is_number);
        number.map_or_else(|| fact.to_owned(), |number| self.fill("percent", &[("number", number)]))
    }

    /// A count, grouped.
    pub fn count(&self, count: usize) -> String {
        number::grouped(&count.to_string())
    }

    /// A day, in ISO form in every language.
    pub fn date(&self, date: NaiveDate) -> String {
        date.format("%Y-%m-%d").to_string()
    }

    /// A cell for people; `missing` is what stands for a missing value.
    pub fn cell(&self, cell: &Cell, precision: Precision, missing: &str) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Missing => missing.to_owned(),
            Cell::Text(text) | Cell::Of(text, _) => text.clone(),
            Cell::Link(cell, _) => self.cell(cell, precision, missing),
            Cell::Figure(number, shape) | Cell::Plain(number, shape) => self.number(number, *shape, precision),
            Cell::Date(date) => self.date(*date),
            Cell::Flag(so) => self.term(if *so { "yes" } else { "no" }).to_owned(),
            Cell::Phrase(phrase) | Cell::Divider(phrase) => self.phrase_at(phrase, precision),
            // Drawn, not said.
            Cell::Bars(_) => String::new(),
        }
    }

    /// A number for people.
    pub fn number(&self, number: &Number, shape: Shape, precision: Precision) -> String {
        number::format(self, number, shape, precision)
    }
}

fn facts(finding: &Finding) -> String {
    let facts = finding.args.iter().map(|(name, value)| format!("{name} `{value}`"));
    std::iter::once(finding.code.to_owned()).chain(facts).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
