//! What accumulators have kept when all rows were read, found by group.

use super::{
    Accumulator, Days, DaysByCell, DealsByCell, DistinctSeries, JointByCell, KeyedByGroup, KeyedFirsts, KeysByCell,
    PartsByCell, Recent, Rows, RowsByCell, Shares, Sums, Texts, Values,
};

/// What one gather has kept.
pub enum Series {
    /// Sums.
    Sums(Sums),
    /// Rows.
    Rows(Rows),
    /// Matching rows, or filled cells.
    Shares(Shares),
    /// Last days.
    Days(Days),
    /// Values.
    Values(Values),
    /// Different values.
    Distinct(DistinctSeries),
    /// First days of keys.
    FirstDays(DaysByCell),
    /// Sums by label.
    Parts(PartsByCell),
    /// Orders.
    Deals(DealsByCell),
    /// Rows by share.
    CreditedRows(RowsByCell),
    /// Different values by share.
    CreditedKeys(KeysByCell),
    /// Rows of several people.
    Joint(JointByCell),
    /// What is added up, by key.
    Keyed(KeyedByGroup),
    /// First rows with their keys.
    First(KeyedFirsts),
    /// First rows of each window with their keys.
    Recent(Vec<Vec<(String, Recent)>>),
}

impl Accumulator {
    /// What all threads have, found by group.
    pub fn finish(self, texts: &Texts) -> Series {
        match self {
            Accumulator::Sums(own) => Series::Sums(own.finish()),
            Accumulator::Rows(own) => Series::Rows(own),
            Accumulator::Shares(own) => Series::Shares(own),
            Accumulator::Days(own) => Series::Days(own),
            Accumulator::Values(own) => Series::Values(own),
            Accumulator::Distinct(own) => Series::Distinct(own.finish()),
            Accumulator::FirstDays(own) => Series::FirstDays(own.finish()),
            Accumulator::Parts(own) => Series::Parts(own.finish(texts)),
            Accumulator::Deals(own) => Series::Deals(own.finish(texts)),
            Accumulator::CreditedRows(own) => Series::CreditedRows(own.finish()),
            Accumulator::CreditedKeys(own) => Series::CreditedKeys(own.finish()),
            Accumulator::JointRows(own) => Series::Joint(own.finish(texts)),
            Accumulator::Keyed(own) => Series::Keyed(own.finish(texts)),
            Accumulator::FirstRows(own) => Series::First(own.finish(texts)),
            Accumulator::RecentRows(own) => Series::Recent(own.finish(texts)),
        }
    }
}
