//! The command line: arguments, diagnostics, exit codes.

pub mod args;
pub mod diagnostics;
mod excerpt;
pub mod exit;
pub mod init;
pub mod terminal;
