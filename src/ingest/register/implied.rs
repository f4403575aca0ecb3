//! Columns of targets that a file lacks and that go without saying: whose its targets are, where the header of their ids says it, and the only
//! measure that any rule asks a target of.

use super::Rules;
use super::target_lines::is_fault_of;
use crate::ingest::header::{HeaderMatch, scope_said};

impl Rules<'_> {
    /// Each with its value; only of columns that the file has by no label, not even nearly.
    pub(super) fn implied(&self, matched: &HeaderMatch, labels: &[String]) -> Vec<(&'static str, String)> {
        let is_lacking = |column: &str| matched.faults.iter().any(|fault| is_fault_of(fault, column));
        let given = self.wanted.implied.iter().map(|(column, value)| (*column, value.clone()));
        let said = matched.column("id").and_then(|_| scope_said(matched, labels));
        let scope = said.map(|scope| ("scope", scope.to_owned()));
        given.chain(scope).filter(|(column, _)| is_lacking(column)).collect()
    }
}
