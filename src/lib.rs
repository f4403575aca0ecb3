//! Sales performance appraisal and incentive pay from flat files: exact, explained, repeatable.
#![allow(missing_docs)]

pub mod appraisal;
pub mod calendar;
pub mod derivation;
pub mod finding;
pub mod ledger;
pub mod measure;
pub mod number;
pub mod policy;
pub mod ranking;
pub mod report;
pub mod scorecard;
pub mod source;
pub mod target;
