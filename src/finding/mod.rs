//! What a run has to tell a person: a stable code, the facts, the places. The words are in `locale`.
//!
//! No error stops at the first: findings accumulate, are sorted by place, and repeated ones are folded.

pub(crate) mod meant;
pub(crate) mod nearest;

pub use nearest::nearest;

use crate::source::Place;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The result stands, but somebody should look.
    Warning,
    /// A fact worth knowing, shown with `-v`.
    Note,
}

impl Severity {
    /// The id used in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One thing to tell: `code` names its text in `src/locale/findings.toml`, `args` fill it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code, such as `unknown-key`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The facts that the text names, in braces, by name.
    pub args: Vec<(&'static str, String)>,
    /// Where: the first place is the one to mend, others belong to it.
    pub places: Vec<Place>,
}

impl Finding {
    /// An error.
    pub fn error(code: &'static str) -> Self {
        Finding { code, severity: Severity::Error, args: Vec::new(), places: Vec::new() }
    }

    /// A warning.
    pub fn warning(code: &'static str) -> Self {
        Finding { severity: Severity::Warning, ..Finding::error(code) }
    }

    /// A note.
    pub fn note(code: &'static str) -> Self {
        Finding { severity: Severity::Note, ..Finding::error(code) }
    }

    /// Adds a fact that the text names.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Whether it is of that input.
    pub fn is_of(&self, input: &str) -> bool {
        self.args.iter().any(|(name, value)| *name == "input" && value == input)
    }

    /// Adds a place.
    pub fn at(mut self, place: Place) -> Self {
        self.places.push(place);
        self
    }
}

/// Words of the data as a text lists them: each in backticks.
pub fn quoted<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{}`", word.as_ref())).collect();
    quoted.join(", ")
}

/// The accumulator that every step of a run adds to.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// No findings yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds one where there is one.
    pub fn extend_with(&mut self, finding: Option<Finding>) {
        self.list.extend(finding);
    }

    /// Adds all of another accumulator.
    pub fn extend(&mut self, other: Findings) {
        self.list.extend(other.list);
    }

    /// Keeps those of which it holds.
    pub fn retain(&mut self, keeps: impl FnMut(&Finding) -> bool) {
        self.list.retain(keeps);
    }

    /// Whether any is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them as they came.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.list.iter()
    }

    /// All of them in the order of file, line and column, those without a place first; equal ones once.
    pub fn sorted(&self) -> Vec<&Finding> {
        let mut list: Vec<&Finding> = self.list.iter().collect();
        list.sort_by(|a, b| (&a.places, a.severity, a.code, &a.args).cmp(&(&b.places, b.severity, b.code, &b.args)));
        list.dedup();
        list
    }
}
