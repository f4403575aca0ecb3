//! Sales performance appraisal and incentive pay from flat files: exact, explained, repeatable.

pub mod appraisal;
pub mod calendar;
pub mod cli;
pub mod condition;
pub mod crediting;
pub mod derivation;
pub mod digest;
pub mod finding;
pub mod gathering;
pub mod ingest;
pub mod ledger;
pub mod locale;
pub mod measure;
pub mod number;
pub mod output;
pub mod payout;
pub mod policy;
pub mod ranking;
pub mod render;
pub mod report;
pub mod results;
pub mod run;
pub mod scorecard;
pub mod source;
pub mod spelling;
pub mod target;
