//! Exit codes: the whole table.

use std::process::ExitCode;

use crate::output::{OutputError, Reason};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything asked for was completely written.
    Written = 0,
    /// The policy or the data has errors; nothing was written.
    Errors = 1,
    /// Wrong usage.
    Usage = 2,
    /// Written, but rows were set aside; only with `--rejects FILE`.
    SetAside = 3,
    /// It ran, and found what it was asked to look for.
    Found = 4,
    /// There was not enough memory.
    OutOfMemory = 71,
    /// Output could not be written: disk full, permission.
    NotWritten = 74,
    /// Another run holds the output.
    Held = 75,
    /// The terminal hung up.
    HungUp = 129,
    /// Interrupted.
    Interrupted = 130,
    /// Terminated.
    Terminated = 143,
}

impl Exit {
    /// How a run ends that could not write.
    pub fn of(error: &OutputError) -> Self {
        match error.reason {
            Reason::Held => Exit::Held,
            // An input is another than it was: what was to be written is not true any more.
            Reason::Changed(_) => Exit::Errors,
            _ => Exit::NotWritten,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_documentation() {
        let ends =
            [Exit::Written, Exit::Errors, Exit::Usage, Exit::SetAside, Exit::Found, Exit::NotWritten, Exit::Held];
        assert_eq!(ends.map(|exit| exit as u8), [0, 1, 2, 3, 4, 74, 75]);
        assert_eq!(Exit::OutOfMemory as u8, 71);
        assert_eq!([Exit::HungUp as u8, Exit::Interrupted as u8, Exit::Terminated as u8], [129, 130, 143]);
    }
}
