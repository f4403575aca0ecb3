//! Sales performance appraisal and incentive pay from flat files: exact, explained, repeatable.
#![allow(missing_docs)]

pub mod finding;
pub mod number;
pub mod source;
