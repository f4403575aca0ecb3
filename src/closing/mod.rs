//! The folders of closed periods: what they hold, whether they are as they were written, and how one is made.
//!
//! A folder holds the rules, the inputs and the results of a period, and a digest of each file; its own digest, the *head*, is that of its
//! list of digests, and the next folder names it. So the last head vouches for everything.

mod chain;
mod diff;
mod evidence;
mod heading;
mod inputs;
mod lines;
mod live;
mod manifest;
mod prints;
mod reopened;
mod tables;
mod toml_text;
mod whole;
mod write;

pub use chain::{Chain, Folder, Store, read};
pub use inputs::Snapshot;
pub use live::{FileDifference, LineAt, Live, Today};
pub use manifest::{FileEntry, KeptOptions, KeptWarning, Manifest, Paid, PolicyFacts, ReadFacts, SCHEMA};
pub use reopened::{finish_reopening, reopen};
pub use write::{Frozen, Ready};

/// What a folder says of itself.
pub const MANIFEST: &str = "close.toml";

/// The bytes of the policy that ruled.
pub const POLICY: &str = "policy.toml";

/// Where the inputs stand.
pub const INPUTS: &str = "inputs";

/// Standings: person, score, grade.
pub const SCORE: &str = "score.csv";

/// Totals of people.
pub const PAY: &str = "pay.csv";

/// Lines of pay.
pub const LINES: &str = "lines.csv";

/// Orders in lines of pay.
pub const DEALS: &str = "deals.csv";

/// What is owed.
pub const BALANCES: &str = "balances.csv";

/// What was corrected of earlier periods.
pub const CORRECTIONS: &str = "corrections.csv";

/// What measures came to. Folders that were written before it was kept have none.
pub const FIGURES: &str = "figures.csv";

/// Folders that were opened again, and taken out of the chain.
pub const REOPENED: &str = "reopened";
