//! Which column is which: by the policy's word, by the labels known for the kind of file, never by position.

mod columns;
mod delimiter;
mod fault;
mod found;
mod label;
mod matching;
#[cfg(test)]
mod matching_tests;
mod month;
mod synonyms;

pub use columns::{CellKind, ColumnSpec, columns_of, kinds};
pub use delimiter::delimiter;
pub use fault::HeaderFault;
pub use found::{HeaderMatch, MatchRule, MatchedColumn};
pub use label::{JOINT, is_of_checkers, is_of_deductions, is_of_either_sign, is_of_local_currency, remark, remarks};
pub use matching::{match_header, said_of};
pub use month::{MonthLabel, month_column, month_number_column};

use crate::policy::rules::InputRule;
use label::Label;
use synonyms::Synonyms;

/// The form in which labels are compared: NFKC, lower case, Simplified; without blanks, `_`, `-`, `*`, `%` and bracketed
/// remarks.
pub fn normal_label(label: &str) -> String {
    Label::of(label).normal
}

/// The column of a kind of file that a label names: its own name first, else one that is known for it.
fn column_named(kind: &str, label: &str) -> Option<&'static str> {
    let own = columns_of(kind).iter().find(|spec| spec.name == label).map(|spec| spec.name);
    own.or_else(|| Synonyms::of(kind).of_label(&Label::of(label)).map(|synonym| synonym.column))
}

/// What a column of an input is called by rules, whose label that is: as the policy says, else by the column's own name where it is known.
pub fn name_in<'a>(rule: &'a InputRule, label: &'a str) -> &'a str {
    let is_it = |header: &str| normal_label(header) == normal_label(label);
    let given = rule.columns.iter().find(|(_, header)| is_it(&header.value)).map(|(column, _)| column.as_str());
    given.or_else(|| column_named(&rule.name, label)).unwrap_or(label)
}

/// The scope of targets that a header says by what it calls their subjects: `姓名` is a person's, `部门` a team's. An id that may be of anything is a
/// person's beside a name.
pub fn scope_said(matched: &HeaderMatch, labels: &[String]) -> Option<&'static str> {
    let synonyms = Synonyms::of("targets");
    let said = |label: &String| synonyms.get(&normal_label(label)).and_then(|synonym| synonym.scope);
    let own = matched.column("id").and_then(|id| said(&id.label));
    own.or_else(|| labels.iter().filter_map(said).find(|scope| *scope == PERSON))
}

const PERSON: &str = "person";

/// Whether a label in normal form is known for this kind of file.
pub fn is_known_label(kind: &str, normal: &str) -> bool {
    Synonyms::of(kind).get(normal).is_some()
}

/// How many of the labels are known for this kind of file: what tells an encoding or a header line from another.
pub fn known_labels(kind: &str, labels: &[String]) -> usize {
    let synonyms = Synonyms::of(kind);
    labels.iter().filter(|label| synonyms.get(&normal_label(label)).is_some()).count()
}

/// How many different labels of this kind of file are among the texts, and how many columns they name.
pub fn known_columns(kind: &str, texts: &[&str]) -> (usize, usize) {
    let synonyms = Synonyms::of(kind);
    let mut labels: Vec<String> = texts.iter().map(|text| normal_label(text)).collect();
    labels.sort_unstable();
    labels.dedup();
    let columns: Vec<&str> = labels.iter().filter_map(|label| Some(synonyms.get(label)?.column)).collect();
    (columns.len(), columns.iter().collect::<std::collections::BTreeSet<_>>().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn known_labels_tell_a_header_from_data() {
        assert_eq!(known_labels("sales", &line("订单日期,业务员,金额(万元),天气")), 3);
        assert_eq!(known_labels("sales", &line("2026-10-05,张三,100,晴")), 0);
    }
}
