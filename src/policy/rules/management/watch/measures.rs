//! A watch over a measure, per subject.

/// What is looked out for in the values of a measure.
#[derive(Clone, Debug)]
pub struct MeasureWatch {}
