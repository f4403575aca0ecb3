//! The policy: from TOML text to validated rules. The only module that names the TOML crate.

pub mod rules;

pub use rules::Policy;
