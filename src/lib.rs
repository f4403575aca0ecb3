//! Sales performance appraisal and incentive pay from flat files: exact, explained, repeatable.

pub mod appraisal;
pub mod calendar;
pub mod derivation;
pub mod finding;
pub mod ingest;
pub mod ledger;
pub mod measure;
pub mod number;
pub mod policy;
pub mod report;
pub mod source;
