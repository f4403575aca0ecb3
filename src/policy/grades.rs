//! `[grades]` and `[ranking]`.

use super::document::Value;
use super::names::Names;
use super::reading::instead_of;
use super::rules::{Distribution, GradeRule, Grades, Parameter, Ranking, Ties};
use super::steps;
use super::table::TableReader;
use super::value;
use crate::number::Number;
use crate::source::Spanned;

/// Whether grades are dealt out, or a warning says where they are not as agreed.
pub(super) const MODES: [(&str, bool); 2] = [("advise", false), ("force", true)];
/// How equal places are counted on.
pub(super) const TIES: [(&str, Ties); 2] = [("standard", Ties::Standard), ("dense", Ties::Dense)];
/// Who is ranked apart.
pub(super) const GROUPS: [(&str, ()); 1] = [("probation", ())];

impl Grades {
    /// Every grade, lowest first.
    pub(super) fn letters(&self) -> Vec<&str> {
        let steps = self.steps.list.iter().map(|step| &step.value);
        self.steps.below.iter().chain(steps).map(|rule| rule.grade.value.as_str()).collect()
    }
}

/// Reads `[grades]`.
pub(super) fn grades(table: &TableReader<'_>) -> Option<Grades> {
    table.require("steps", "steps = [{ from = 0, grade = \"C\" }, { from = 80, grade = \"A\" }]");
    let below = below(table);
    let steps = steps::steps(table, "steps", below, grade);
    let distribution = table.table("distribution");
    table.finish();
    let mut grades = Grades { steps: steps?, distribution: None };
    check_letters(table, &grades);
    grades.distribution = distribution.and_then(|inner| distribution_of(&inner, &grades));
    Some(grades)
}

fn grade(step: &TableReader<'_>) -> Option<GradeRule> {
    step.require("grade", "grade = \"A\"");
    let (grade, coefficient) = (step.text("grade"), step.amount_from_zero("coefficient"));
    Some(GradeRule { grade: grade?, coefficient })
}

/// `below = "E"`, or with a coefficient `below = { grade = "E", coefficient = 0 }`.
fn below(table: &TableReader<'_>) -> Option<GradeRule> {
    let node = table.node("below")?;
    if let Value::Table(_) = node.value {
        let inner = table.table("below")?;
        let rule = grade(&inner);
        inner.finish();
        return rule;
    }
    Some(GradeRule { grade: table.text("below")?, coefficient: None })
}

fn check_letters(table: &TableReader<'_>, grades: &Grades) {
    let rules: Vec<&GradeRule> =
        grades.steps.below.iter().chain(grades.steps.list.iter().map(|step| &step.value)).collect();
    for (index, rule) in rules.iter().enumerate() {
        if let Some(first) = rules[..index].iter().find(|earlier| earlier.grade.value == rule.grade.value) {
            let spans = [rule.grade.span, first.grade.span];
            table.reading.conflict("duplicate-name", spans, &[("name", &rule.grade.value), ("table", &table.path)]);
        }
    }
}

fn distribution_of(table: &TableReader<'_>, grades: &Grades) -> Option<Distribution> {
    let mode = table.required_choice("mode", &MODES);
    table.require("shares", "shares = { A = \"20%\" }");
    let shares = table.table("shares").map(|inner| shares(&inner, grades));
    let smallest_group = table.whole("smallest_group");
    let tolerance = table.amount_from_zero("tolerance");
    table.finish();
    if mode.as_ref().is_some_and(|mode| mode.value)
        && let Some(shares) = &shares
    {
        check_whole(table, shares, grades);
    }
    Some(Distribution { force: mode?.value, shares: shares?, smallest_group, tolerance, span: table.span })
}

fn shares(table: &TableReader<'_>, grades: &Grades) -> Vec<(Spanned<String>, Parameter)> {
    let letters = grades.letters();
    let mut shares = Vec::new();
    for entry in table.others() {
        let grade = Spanned::new(entry.key.clone(), entry.key_span);
        if !letters.contains(&entry.key.as_str()) {
            let instead = instead_of(&entry.key, &letters);
            table.reading.error("unknown-grade", entry.key_span, &[("name", &entry.key), ("instead", &instead)]);
        } else if let Some(share) = value::number(table.reading, &entry.key, &entry.node)
            .and_then(|share| value::share(table.reading, &entry.key, share, "≥ 0", |share| !share.is_negative()))
        {
            shares.push((grade, share));
        }
    }
    let sum: Number = shares.iter().map(|(_, share)| &share.value).sum();
    if sum > Number::one() {
        table.reading.error("shares-above-whole", table.span, &[("sum", &percent(&sum))]);
    }
    shares
}

/// Where every grade has a share, places are cut at the running sums, which must end at the last place.
fn check_whole(table: &TableReader<'_>, shares: &[(Spanned<String>, Parameter)], grades: &Grades) {
    let sum: Number = shares.iter().map(|(_, share)| &share.value).sum();
    let has_share = |letter: &&str| shares.iter().any(|(grade, _)| grade.value == **letter);
    if grades.letters().iter().all(has_share) && sum < Number::one() {
        table.reading.error("shares-below-whole", table.span, &[("sum", &percent(&sum))]);
    }
}

fn percent(share: &Number) -> String {
    format!("{}%", (share * &Number::from(100)).to_plain(0, 6))
}

/// Reads `[ranking]`.
pub(super) fn ranking(table: &TableReader<'_>, names: &Names<'_>) -> Ranking {
    table.default("by", "[\"score\"]");
    table.default("ties", "\"standard\"");
    let written = table.filled_texts("by").unwrap_or_else(|| vec![Spanned::new("score".to_owned(), table.span)]);
    let ties = table.choice("ties", &TIES);
    let groups = table.list("apart").unwrap_or_default().iter();
    let apart = groups.filter_map(|node| value::choice(table.reading, "apart", node, &GROUPS)).count();
    table.finish();
    Ranking {
        by: written.iter().filter_map(|name| names.measure(name)).collect(),
        ties: ties.map(|ties| ties.value).unwrap_or_default(),
        probation_apart: apart > 0,
        span: table.span,
    }
}
