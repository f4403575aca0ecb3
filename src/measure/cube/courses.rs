//! Sums of words in many windows: what they are made of is looked up once for all words, of which there may be very many.

use std::ops::Range;

use super::{Cube, Gathered, grouped, scaled};
use crate::calendar::Period;
use crate::derivation::Subject;
use crate::measure::accumulate::{Series, SumCell, Sums};
use crate::measure::axis::Groups;
use crate::measure::registers::is_of_register;
use crate::measure::totals::Total;
use crate::number::Number;
use crate::policy::rules::{MeasureId, MeasureKind};

/// A measure by the words of a column, in windows.
pub struct Courses<'c> {
    cube: &'c Cube<'c>,
    column: String,
    parts: Vec<Part<'c>>,
}

/// What one gather has of it.
struct Part<'c> {
    gathered: &'c Gathered,
    sums: &'c Sums,
    /// How many segments each word has.
    segments: u32,
    /// Of each window its segments; nothing where it was not planned.
    windows: Vec<Option<Range<u32>>>,
}

/// One word of it: of each part its numbers there.
pub struct Course<'c> {
    courses: &'c Courses<'c>,
    numbers: Vec<&'c [u32]>,
}

impl<'a> Cube<'a> {
    /// Sums of a measure by the words of a column in these windows; nothing where its totals are made of more than the sums of rows.
    pub fn courses<'c>(&'c self, measure: MeasureId, column: &str, windows: &[Period]) -> Option<Courses<'c>> {
        let rule = self.policy.measure(measure);
        let is_sum = matches!(rule.kind, MeasureKind::Sum(_)) && rule.min_rows.is_none() && !is_of_register(rule);
        let is_class = column == grouped::CLASS;
        let subject = Subject::Labelled { column: column.to_owned(), label: String::new() };
        let is_of_new = self.of(measure, &subject).any(|gathered| gathered.of.is_some());
        if !is_sum || is_class || is_of_new {
            return None;
        }
        let parts = self.of(measure, &subject).filter_map(|gathered| self.part(gathered, windows)).collect();
        Some(Courses { cube: self, column: column.to_owned(), parts })
    }

    /// What a gather has of it; nothing of one that keeps no sums.
    fn part<'c>(&'c self, gathered: &'c Gathered, windows: &[Period]) -> Option<Part<'c>> {
        let (Series::Sums(sums), Groups::Labels(labels)) = (&gathered.series, &gathered.groups) else { return None };
        let range = |window: &Period| {
            let range = labels.groups(0, window);
            if range.is_none() {
                self.note_unplanned(window);
            }
            range
        };
        let windows = windows.iter().map(range).collect();
        Some(Part { gathered, sums, segments: labels.segments(), windows })
    }
}

impl Courses<'_> {
    /// That of a word.
    pub fn of(&self, label: &str) -> Course<'_> {
        let numbers = |part: &Part<'_>| self.cube.numbers_of(part.gathered, (&self.column, label));
        Course { courses: self, numbers: self.parts.iter().map(numbers).collect() }
    }
}

impl Course<'_> {
    /// The total in the window of that place.
    pub fn total(&self, window: usize) -> Total {
        let (mut value, mut rows) = (None::<Number>, 0);
        for (part, numbers) in self.courses.parts.iter().zip(&self.numbers) {
            let Some(range) = &part.windows[window] else { continue };
            let mut sum = SumCell::default();
            for number in *numbers {
                let first = number * part.segments;
                sum.add(part.sums.total_of(first + range.start..first + range.end));
            }
            rows += sum.rows;
            let own = scaled(sum.sum, part.gathered.divisor);
            value = Some(value.map_or(own.clone(), |value| &value + &own));
        }
        Total { value: Some(value.unwrap_or_else(Number::zero)), rows }
    }
}
