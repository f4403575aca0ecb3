//! Figures of words in many windows: what they are made of is looked up once for all words, of which there may be very many.

use std::ops::Range;

use super::{Cube, Gathered, grouped, scaled};
use crate::calendar::{NaiveDate, Period};
use crate::derivation::Subject;
use crate::measure::accumulate::{DistinctSeries, Series, SumCell, Sums};
use crate::measure::axis::{Groups, Labels};
use crate::measure::registers::is_of_register;
use crate::measure::totals::Total;
use crate::number::Number;
use crate::policy::rules::{MeasureId, MeasureKind};

/// What is summed up is counted in units of a ten-thousandth, nearly always.
const DECIMALS: u32 = 4;

/// A measure by the words of a column, in windows.
pub struct Courses<'c> {
    cube: &'c Cube<'c>,
    column: String,
    parts: Vec<Part<'c>>,
}

/// What one gather has of it.
struct Part<'c> {
    gathered: &'c Gathered,
    kept: Kept<'c>,
    /// How many segments each word has.
    segments: u32,
    /// Of each window its segments; nothing where it was not planned.
    windows: Vec<Option<Range<u32>>>,
}

/// What is kept of the rows of each group.
enum Kept<'c> {
    /// Their sum.
    Sums(&'c Sums),
    /// Their different keys.
    Keys(&'c DistinctSeries),
}

/// One word of it: of each part its numbers there.
pub struct Course<'c> {
    courses: &'c Courses<'c>,
    numbers: Numbers<'c>,
}

/// Nearly always there is one part: then nothing need be kept for each word.
enum Numbers<'c> {
    One(&'c [u32]),
    Several(Vec<&'c [u32]>),
}

/// The days on which words have rows that take nothing back, up to a day.
pub struct Ends<'c> {
    cube: &'c Cube<'c>,
    column: String,
    parts: Vec<(&'c Gathered, &'c Labels)>,
    last: NaiveDate,
}

impl<'a> Cube<'a> {
    /// Sums, or counts of different keys, of a measure by the words of a column in these windows; nothing where its totals are made of more than such
    /// of rows.
    pub fn courses<'c>(&'c self, measure: MeasureId, column: &str, windows: &[Period]) -> Option<Courses<'c>> {
        let rule = self.policy.measure(measure);
        let is_known = matches!(rule.kind, MeasureKind::Sum(_) | MeasureKind::Distinct(_));
        let is_class = column == grouped::CLASS;
        let subject = labelled(column);
        let is_of_new = self.of(measure, &subject).any(|gathered| gathered.of.is_some());
        if !is_known || rule.min_rows.is_some() || is_of_register(rule) || is_class || is_of_new {
            return None;
        }
        let is_sum = matches!(rule.kind, MeasureKind::Sum(_));
        let parts = self.of(measure, &subject).filter_map(|gathered| self.part((gathered, is_sum), windows)).collect();
        Some(Courses { cube: self, column: column.to_owned(), parts })
    }

    /// What a gather has of it; nothing of one that keeps something else.
    fn part<'c>(&'c self, (gathered, is_sum): (&'c Gathered, bool), windows: &[Period]) -> Option<Part<'c>> {
        let Groups::Labels(labels) = &gathered.groups else { return None };
        let kept = match &gathered.series {
            Series::Sums(sums) if is_sum => Kept::Sums(sums),
            Series::Distinct(keys) if !is_sum => Kept::Keys(keys),
            _ => return None,
        };
        let range = |window: &Period| {
            let range = labels.groups(0, window);
            if range.is_none() {
                self.note_unplanned(window);
            }
            range
        };
        let windows = windows.iter().map(range).collect();
        Some(Part { gathered, kept, segments: labels.segments(), windows })
    }

    /// The first and last days of words of a column, of all days up to that one (`Cube::ends`).
    pub fn ends_by<'c>(&'c self, measure: MeasureId, column: &str, last: NaiveDate) -> Ends<'c> {
        let days = |gathered: &'c Gathered| match (&gathered.series, &gathered.groups) {
            (Series::Days(_), Groups::Labels(labels)) => Some((gathered, &**labels)),
            _ => None,
        };
        let parts = self.of(measure, &labelled(column)).filter_map(days).collect();
        Ends { cube: self, column: column.to_owned(), parts, last }
    }
}

fn labelled(column: &str) -> Subject {
    Subject::Labelled { column: column.to_owned(), label: String::new() }
}

impl Ends<'_> {
    /// Those of a word; nothing without a row.
    pub fn of(&self, label: &str) -> Option<(NaiveDate, NaiveDate)> {
        let of = |(gathered, labels): &(&Gathered, &Labels)| {
            let Series::Days(days) = &gathered.series else { return None };
            let numbers = self.cube.numbers_of(gathered, (&self.column, label));
            days.ends(numbers.iter().flat_map(|number| labels.groups_until(*number, self.last)))
        };
        self.parts.iter().filter_map(of).reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }
}

impl Courses<'_> {
    /// That of a word.
    pub fn of(&self, label: &str) -> Course<'_> {
        let numbers = |part: &Part<'_>| self.cube.numbers_of(part.gathered, (&self.column, label));
        let numbers = match &self.parts[..] {
            [part] => Numbers::One(numbers(part)),
            parts => Numbers::Several(parts.iter().map(numbers).collect()),
        };
        Course { courses: self, numbers }
    }
}

impl Course<'_> {
    /// The total in the window of that place.
    pub fn total(&self, window: usize) -> Total {
        if let Some((units, rows)) = self.units(window) {
            return Total { value: Some(Number::from_scaled(i128::from(units), DECIMALS)), rows };
        }
        let (mut value, mut rows) = (None::<Number>, 0);
        for (part, numbers) in self.parts() {
            let Some(range) = &part.windows[window] else { continue };
            let groups = part.groups(numbers, range);
            let (own, count) = match part.kept {
                Kept::Sums(sums) => {
                    let mut sum = SumCell::default();
                    groups.for_each(|groups| sum.add(sums.total_of(groups)));
                    (scaled(sum.sum, part.gathered.divisor), sum.rows)
                }
                Kept::Keys(keys) => {
                    let (found, rows) = keys.total(&groups.flatten().collect::<Vec<u32>>());
                    (Number::from(found as i64), rows)
                }
            };
            rows += count;
            value = Some(value.map_or(own.clone(), |value| &value + &own));
        }
        Total { value: Some(value.unwrap_or_else(Number::zero)), rows }
    }

    /// The same sum in whole units of a ten-thousandth, with how many rows are in it; nothing where it does not go into these at once.
    pub fn units(&self, window: usize) -> Option<(i64, u64)> {
        let (mut units, mut rows) = (0i64, 0);
        for (part, numbers) in self.parts() {
            let Some(range) = &part.windows[window] else { continue };
            let Kept::Sums(sums) = part.kept else { return None };
            for groups in part.groups(numbers, range) {
                let (own, count) = sums.units_of(groups).filter(|_| part.gathered.divisor == 1)?;
                (units, rows) = (units.checked_add(own)?, rows + count);
            }
        }
        Some((units, rows))
    }

    fn parts(&self) -> impl Iterator<Item = (&Part<'_>, &[u32])> {
        self.courses.parts.iter().enumerate().map(|(at, part)| match &self.numbers {
            Numbers::One(numbers) => (part, *numbers),
            Numbers::Several(all) => (part, all[at]),
        })
    }
}

impl Part<'_> {
    /// The groups of each number in a window.
    fn groups(&self, numbers: &[u32], range: &Range<u32>) -> impl Iterator<Item = Range<u32>> {
        numbers.iter().map(move |number| {
            let first = number * self.segments;
            first + range.start..first + range.end
        })
    }
}
