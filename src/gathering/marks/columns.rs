//! Columns of sources that measures make a mean or a sum of.

use std::collections::BTreeMap;

use crate::policy::Policy;
use crate::policy::rules::{MeasureId, MeasureKind};

/// What marks are called: words of a header, or parts of it where words are not apart.
const WORDS: [&str; 6] = ["score", "mark", "rating", "grade", "stars", "evaluation"];
const PARTS: [&str; 8] = ["评分", "得分", "打分", "分数", "評分", "分數", "考评分", "考評分"];

/// A column of a source, and the measures made of it.
pub(super) struct Column<'a> {
    pub source: &'a str,
    pub name: &'a str,
    /// Those that add it up.
    pub sums: Vec<MeasureId>,
    /// Those that take its mean.
    pub means: Vec<MeasureId>,
}

impl Column<'_> {
    /// Whether it has marks, by its name.
    pub fn has_marks(&self) -> bool {
        let name = self.name.to_lowercase();
        let is_word = |word: &str| WORDS.iter().any(|known| word == *known || word.strip_suffix('s') == Some(known));
        name.split(|c: char| !c.is_alphanumeric()).any(is_word) || PARTS.iter().any(|part| name.contains(part))
    }
}

/// Those that some rule uses, but sums of what is sold or paid in.
pub(super) fn used(policy: &Policy) -> Vec<Column<'_>> {
    const OF_MONEY: [&str; 3] = ["sales", "collections", "returns"];
    let mut columns: BTreeMap<(&str, &str), [Vec<MeasureId>; 2]> = BTreeMap::new();
    for measure in &policy.used {
        let (column, is_mean) = match &policy.measure(*measure).kind {
            MeasureKind::Mean(column) => (column, true),
            MeasureKind::Sum(column) => (column, false),
            _ => continue,
        };
        if !OF_MONEY.contains(&column.source.as_str()) {
            columns.entry((&column.source, &column.column)).or_default()[usize::from(is_mean)].push(*measure);
        }
    }
    columns.into_iter().map(|((source, name), [sums, means])| Column { source, name, sums, means }).collect()
}
