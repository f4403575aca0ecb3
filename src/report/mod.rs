//! One builder per report, and the neutral model that all of them fill.

pub mod model;
