//! `appraise schema`: the JSON Schema of the policy, which editors complete and check it by.

use super::args::Options;
use super::exit::Exit;
use super::run::Session;
use crate::policy::schema;

/// Runs the command.
pub fn execute(options: &Options) -> Exit {
    Session::new(options).write_bytes(schema::text().as_bytes(), Exit::Written)
}
