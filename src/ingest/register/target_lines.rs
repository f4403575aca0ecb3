//! What is told of a file of targets whose columns are months, or that does not say whose its targets are and of which measure: the lines of the policy to
//! write, complete, with what the policy gives already.

use super::Rules;
use super::candidate::Candidate;
use super::slots::Heading;
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ingest::header::{HeaderFault, month_column};
use crate::number::Number;
use crate::policy::rules::InputKind;

/// What every target has beside its period and value, with what most files mean.
const OF_ALL: [&str; 2] = ["scope", "measure"];

/// A year, where nothing says which.
const SOME_YEAR: i32 = 2026;

impl Rules<'_> {
    /// The fault of a file whose columns are months, where the policy does not say so: with all lines that it needs.
    pub(super) fn by_month(&self, candidate: &Candidate) -> Finding {
        let mut months = candidate.labels.iter().filter_map(|label| month_column(label));
        let lacks_year = months.any(|month| month.year.is_none()) || self.has_no_month_words(&candidate.labels);
        let mut lacking: Vec<&str> = self.lacking(candidate);
        let is_year_there = candidate.matched.column("year").is_some() || self.constant_text("year").is_some();
        lacking.extend((lacks_year && !is_year_there).then_some("year"));
        let constants =
            if lacking.is_empty() { String::new() } else { format!("`, `{}", self.constants_line(&lacking)) };
        Finding::error("targets-by-month").with("line", format!("layout = \"months\"{constants}"))
    }

    /// The fault of a file without columns that every target needs; nothing where other kinds of files lack something.
    pub(super) fn without_target_columns(&self, candidate: &Candidate) -> Option<Finding> {
        let lacking = self.lacking(candidate);
        if self.rule.kind() != InputKind::Targets || lacking.is_empty() {
            return None;
        }
        let columns: Vec<String> = lacking.iter().map(|column| format!("`{column}`")).collect();
        let headers: Vec<String> = candidate.labels.iter().map(|label| format!("`{}`", label.trim())).collect();
        let missing = Finding::error("target-column-missing").with("columns", columns.join(", "));
        Some(missing.with("headers", headers.join(", ")).with("line", self.constants_line(&lacking)))
    }

    /// Columns of every target that are reported missing, with no label near.
    fn lacking(&self, candidate: &Candidate) -> Vec<&'static str> {
        let is_missing = |column: &&str| candidate.matched.faults.iter().any(|fault| is_fault_of(fault, column));
        OF_ALL.into_iter().filter(is_missing).collect()
    }

    /// Whether months are called by their numbers.
    fn has_no_month_words(&self, labels: &[String]) -> bool {
        labels.iter().all(|label| month_column(label).is_none())
    }

    fn constant_text(&self, column: &str) -> Option<&str> {
        self.rule.constants.iter().find(|(name, _)| name == column).map(|(_, text)| text.value.as_str())
    }

    /// `constants` as it must be written: what it has, and what is lacking.
    fn constants_line(&self, lacking: &[&str]) -> String {
        let year = self.policy.header.effective_from.as_ref().map_or(SOME_YEAR, |date| chrono_year(date.value));
        let first = self.policy.measures.first().map_or("revenue", |measure| measure.name.as_str()).to_owned();
        let meant = |column: &str| match column {
            "scope" => "person".to_owned(),
            "measure" => first.clone(),
            _ => year.to_string(),
        };
        let known = self.rule.constants.iter().map(|(name, text)| (name.clone(), text.value.clone()));
        line(known.chain(lacking.iter().map(|column| ((*column).to_owned(), meant(column)))))
    }
}

impl Heading {
    /// `constants` as it must be written for the months to have a year: with what it has.
    pub fn constants_with_year(&self) -> String {
        let known = self.constants.iter().map(|constant| (constant.column.clone(), constant.text.clone()));
        line(known.chain([("year".to_owned(), SOME_YEAR.to_string())]))
    }
}

/// Whether a fault says that nothing is known as the column.
pub(super) fn is_fault_of(fault: &HeaderFault, column: &str) -> bool {
    fault.code == "column-missing" && fault.args.iter().any(|(name, value)| *name == "column" && value == column)
}

/// Whether a fault is told by `without_target_columns`.
pub(super) fn is_of_target_columns(fault: &HeaderFault) -> bool {
    OF_ALL.iter().any(|column| is_fault_of(fault, column))
}

fn chrono_year(date: NaiveDate) -> i32 {
    use chrono::Datelike;
    date.year()
}

fn line(entries: impl Iterator<Item = (String, String)>) -> String {
    let written = |(name, text): (String, String)| match Number::parse(&text) {
        Some(_) => format!("{name} = {text}"),
        None => format!("{name} = \"{text}\""),
    };
    format!("constants = {{ {} }}", entries.map(written).collect::<Vec<_>>().join(", "))
}
