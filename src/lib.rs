//! Sales performance appraisal and incentive pay from flat files: exact, explained, repeatable.
//!
//! What is public is what the program, its tests and its benches use; nothing is promised to other packages.

// What rooms offer each other is documented, too: `missing_docs` looks at what is public alone.
#![cfg_attr(not(test), warn(clippy::missing_docs_in_private_items))]

pub mod appraisal;
pub mod calendar;
pub mod cli;
pub mod closing;
mod condition;
mod crediting;
pub mod derivation;
pub mod digest;
pub mod finding;
pub mod gathering;
pub mod history;
pub mod ingest;
mod ledger;
pub mod locale;
mod management;
pub mod measure;
pub mod number;
pub mod output;
mod payout;
pub mod policy;
mod ranking;
pub mod render;
pub mod report;
mod results;
pub mod run;
mod scorecard;
mod source;
mod spelling;
mod target;
