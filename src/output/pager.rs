//! A pager: a program that shows what is longer than the screen, as git does.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// What `less` does where nobody says otherwise: it ends where all fits, shows colours, and leaves the screen as it was.
const USUAL: [(&str, &str); 2] = [("LESS", "FRX"), ("LESSCHARSET", "utf-8")];

/// What the shell ends with where there is no such program, and where there is and it is none.
const NOT_STARTED: [i32; 2] = [127, 126];

/// Whether a pager runs: an interrupt is then its own.
static RUNS: AtomicBool = AtomicBool::new(false);

/// The program that shows long reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pager {
    /// A command for the shell.
    pub command: String,
}

/// Whether an interrupt is meant for a pager that runs.
pub fn is_paging() -> bool {
    RUNS.load(Ordering::SeqCst)
}

impl Pager {
    /// Shows the bytes until the reader has seen enough; whether the pager could be started.
    pub(super) fn show(&self, bytes: &[u8]) -> io::Result<bool> {
        let mut command = Command::new("sh");
        command.args(["-c", &self.command]).stdin(Stdio::piped());
        command.envs(USUAL.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()));
        let Ok(mut child) = command.spawn() else { return Ok(false) };
        RUNS.store(true, Ordering::SeqCst);
        let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(bytes));
        let status = child.wait();
        RUNS.store(false, Ordering::SeqCst);
        let is_started = status.is_ok_and(|status| !status.code().is_some_and(|code| NOT_STARTED.contains(&code)));
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(is_started),
        }
    }
}
