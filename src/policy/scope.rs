//! What the later sections may refer to: everything that was read before them.

use std::collections::BTreeSet;

use super::names::Names;
use super::reading::{Reading, instead_of};
use super::rules::{Grades, MeasureId, MeasureKind, MeasureRule, Unit};
use super::table::TableReader;
use super::units;
use crate::calendar::PeriodKind;
use crate::source::{Span, Spanned};

/// Names, measures and grades.
pub(super) struct Scope<'a> {
    pub names: &'a Names<'a>,
    pub measures: &'a [MeasureRule],
    pub grades: Option<&'a Grades>,
    /// Whether the policy has `[grades]`, readable or not.
    pub has_grades: bool,
    /// The month in which the fiscal year begins.
    pub fiscal_start: u32,
    /// What pay is paid for.
    pub period: PeriodKind,
}

impl<'a> Scope<'a> {
    pub fn reading(&self) -> &'a Reading {
        self.names.reading
    }

    /// The measure that a key names.
    pub fn measure(&self, table: &TableReader<'_>, key: &'static str) -> Option<Spanned<MeasureId>> {
        self.names.measure(&table.text(key)?)
    }

    /// What a measure is counted in.
    pub fn unit(&self, id: MeasureId) -> Unit {
        match self.measures.get(id.0) {
            Some(rule) => rule.unit,
            None => super::measures::built_in(&self.names.name_of(id)).unit,
        }
    }

    pub fn can_be_missing(&self, id: MeasureId) -> bool {
        match self.measures.get(id.0) {
            Some(_) => units::can_be_missing(id, self.measures),
            None => self.unit(id) == Unit::Points,
        }
    }

    /// The sources whose rows, or values of rows, a measure counts; each measure that it is made of is looked at once.
    pub fn counted_sources(&self, id: MeasureId) -> Vec<&'a str> {
        let (mut seen, mut left, mut sources) = (BTreeSet::new(), vec![id], Vec::new());
        while let Some(id) = left.pop() {
            let Some(rule) = self.measures.get(id.0).filter(|_| seen.insert(id)) else { continue };
            match &rule.kind {
                MeasureKind::Count(source) => sources.push(source.as_str()),
                MeasureKind::Distinct(column) | MeasureKind::First(column, _) => sources.push(&column.source),
                MeasureKind::Ratio(first, second) => left.extend([*second, *first]),
                kind => left.extend(kind.summands().into_iter().rev().map(|(part, _)| part)),
            }
        }
        sources
    }

    /// Whether the policy itself says that the measure can be below 0.
    pub fn is_taken_back(&self, id: MeasureId) -> bool {
        units::is_taken_back(id, self.measures, self.names.inputs)
    }

    pub fn can_be_negative(&self, id: MeasureId) -> bool {
        units::can_be_negative(id, self.measures)
    }

    /// The grades, for a rule that cannot do without; a finding when the policy has none.
    pub fn required_grades(&self, because: Span) -> Option<&'a Grades> {
        if !self.has_grades {
            self.reading().error("grades-needed", because, &[]);
        }
        self.grades
    }

    /// Reports a grade that `[grades]` does not have.
    pub fn check_grade(&self, grade: &Spanned<String>) {
        let Some(grades) = self.required_grades(grade.span) else { return };
        let known = grades.letters();
        if !known.contains(&grade.value.as_str()) {
            let instead = instead_of(&grade.value, &known);
            self.reading().error("unknown-grade", grade.span, &[("name", &grade.value), ("instead", &instead)]);
        }
    }
}
