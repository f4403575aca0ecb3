//! What became of a header: its columns, the labels left over, the faults.

use super::fault::HeaderFault;
use crate::ingest::cell::Scaled;

/// By which rule a label became a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchRule {
    /// `columns` in the policy names it.
    Policy,
    /// It is a known label of the column.
    Synonym,
    /// It is a known label that counts only for want of a better one (`name`, `编号`).
    Lenient,
    /// It holds a known label: `客户名称-开票`.
    Contains,
    /// A column that no kind knows, by its own header.
    OwnHeader,
}

impl MatchRule {
    /// The id used in JSON and in texts.
    pub fn id(self) -> &'static str {
        match self {
            MatchRule::Policy => "policy",
            MatchRule::Synonym => "synonym",
            MatchRule::Lenient => "lenient",
            MatchRule::Contains => "contains",
            MatchRule::OwnHeader => "own-header",
        }
    }
}

/// A column that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedColumn {
    /// Its name in policies.
    pub name: String,
    /// Its position in the file, from 0.
    pub index: usize,
    /// Its label as the file writes it.
    pub label: String,
    /// The rule that found it.
    pub by: MatchRule,
    /// What the label multiplies its numbers by: `金额(万元)`.
    pub unit: Option<Scaled>,
    /// The one currency that the label names: `Amount (USD)`.
    pub currency: Option<&'static str>,
    /// Whether the label has a per cent sign.
    pub percent: bool,
}

/// What became of a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderMatch {
    /// The columns that were found, in the order of the file.
    pub columns: Vec<MatchedColumn>,
    /// Labels that nothing matched.
    pub ignored: Vec<String>,
    /// Columns that go without saying, with the value of every row.
    pub implied: Vec<(&'static str, String)>,
    /// What is wrong with the header.
    pub faults: Vec<HeaderFault>,
}

impl HeaderMatch {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&MatchedColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}
