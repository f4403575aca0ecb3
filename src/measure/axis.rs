//! By what totals are told apart: by spell and segment, or by the words of a column and days. The groups of an accumulator are dense numbers.

use std::ops::Range;
use std::sync::Arc;

use super::accumulate::SumCell;
use super::batch::BatchRow;
use super::plan::Each;
use super::segments::Segments;
use crate::calendar::{NaiveDate, Period};

/// No column has so many words.
pub const LABELS: usize = 1 << 30;

/// What a row is told apart by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Whom it is credited to, and when: a group is a cell, that is a spell in a segment, of own sales or of overlays.
    Spells,
    /// The word that it has in a column, whosever it is; in these windows.
    Labels(usize, Arc<[Period]>),
}

impl Axis {
    /// The column whose words tell rows apart.
    pub fn slot(&self) -> Option<usize> {
        match self {
            Axis::Spells => None,
            Axis::Labels(slot, _) => Some(*slot),
        }
    }
}

/// The groups of an accumulator.
#[derive(Clone, Debug)]
pub enum Groups {
    /// Cells.
    Spells,
    /// Words in segments of their own.
    Labels(Arc<Labels>),
}

/// Words of a column in segments: those of the windows that are asked for, of which there may be fewer than those of people.
#[derive(Debug)]
pub struct Labels {
    slot: usize,
    segments: Segments,
    /// Of each segment of people the one that it lies in, and whether a window has that.
    own: Vec<(u32, bool)>,
}

impl Groups {
    /// The groups of an axis, where the plan's days are cut into these segments.
    pub fn new(axis: &Axis, plan: &Segments) -> Self {
        let Axis::Labels(slot, windows) = axis else { return Groups::Spells };
        let segments = Segments::new(windows, []);
        let own = (0..plan.len()).map(|segment| {
            let day = plan.first_day(segment);
            (segments.of(day) as u32, windows.iter().any(|window| window.contains(day)))
        });
        let own = own.collect();
        Groups::Labels(Arc::new(Labels { slot: *slot, segments, own }))
    }

    /// The groups that a row is in.
    #[inline]
    pub fn each(&self, row: BatchRow, mut add: impl FnMut(u32)) {
        match self {
            Groups::Spells => row.credits().iter().for_each(|credit| add(credit.cell)),
            Groups::Labels(labels) => labels.of(row).into_iter().for_each(add),
        }
    }

    /// The same where rows before every window are asked for too.
    #[inline]
    pub fn each_ever(&self, row: BatchRow, mut add: impl FnMut(u32)) {
        match self {
            Groups::Spells => self.each(row, add),
            Groups::Labels(labels) => add(labels.ever(row).0),
        }
    }

    /// The groups that a row is in, each with its part of a number; none where the row has no such number.
    #[inline]
    pub fn parts(&self, row: BatchRow, slot: Option<usize>, mut add: impl FnMut(u32, SumCell)) {
        let whole = |units| SumCell { sum: units, rows: 1 };
        match self {
            Groups::Labels(labels) => {
                if let (Some(group), Some(number)) = (labels.of(row), row.number(slot)) {
                    add(group, whole(number.units));
                }
            }
            Groups::Spells => match (row.credits(), row.number(slot)) {
                (_, None) => {}
                ([credit], Some(number)) if credit.share.is_none() => add(credit.cell, whole(number.units)),
                (credits, _) => {
                    credits.iter().zip(row.parts(slot)).for_each(|(credit, part)| add(credit.cell, part));
                }
            },
        }
    }

    /// The groups that a row is in, each with its part of a number or the whole of it, as that is divided.
    #[inline]
    pub fn parts_of(&self, row: BatchRow, (slot, each): (usize, Each), mut add: impl FnMut(u32, SumCell)) {
        match (self, each, row.number(Some(slot))) {
            (Groups::Spells, Each::Whole, Some(number)) => {
                let whole = SumCell { sum: number.units, rows: 1 };
                row.credits().iter().for_each(|credit| add(credit.cell, whole));
            }
            _ => self.parts(row, Some(slot), add),
        }
    }

    /// The segment that a row is in.
    #[inline]
    pub fn segment(&self, row: BatchRow) -> u32 {
        match self {
            Groups::Spells => row.segment(),
            Groups::Labels(labels) => labels.own[row.segment() as usize].0,
        }
    }

    /// A group as a cell that may be of own sales or of overlays.
    pub fn cell(&self, group: u32) -> u32 {
        match self {
            Groups::Spells => group,
            Groups::Labels(_) => group * 2,
        }
    }
}

impl Labels {
    #[inline]
    fn of(&self, row: BatchRow) -> Option<u32> {
        let (group, is_asked) = self.ever(row);
        is_asked.then_some(group)
    }

    /// The group of a row, and whether some window has it.
    #[inline]
    fn ever(&self, row: BatchRow) -> (u32, bool) {
        let (segment, is_asked) = self.own[row.segment() as usize];
        (row.word(self.slot) * self.segments.len() as u32 + segment, is_asked)
    }

    /// The groups of a word in a window; nothing where that window was not asked for.
    pub fn groups(&self, label: u32, window: &Period) -> Option<Range<u32>> {
        let segments = self.segments.exactly(window)?;
        let first = label * self.segments.len() as u32;
        Some(first + segments.start as u32..first + segments.end as u32)
    }

    /// How many groups each word has.
    pub fn segments(&self) -> u32 {
        self.segments.len() as u32
    }

    /// The groups of a word in the segments up to that of a day.
    pub fn groups_until(&self, label: u32, last: NaiveDate) -> Range<u32> {
        let first = label * self.segments.len() as u32;
        first..first + self.segments.of(last) as u32 + 1
    }
}
