//! `appraise init [DIR]`: how do I start?

use std::path::Path;

use super::args::Options;
use super::exit::Exit;

/// Runs the command.
pub fn execute(_options: &Options, _folder: &Path) -> Exit {
    Exit::Usage
}
