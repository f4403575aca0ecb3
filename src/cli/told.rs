//! Standard error, apart from what the runtime of the language writes there.
//!
//! Before it aborts for want of memory the runtime writes lines of its own, with a trace of the program's functions where `RUST_BACKTRACE` asks for
//! one, and no stable way stops it. So what people see is held under another number from the beginning, and under its own number standard error leads
//! nowhere. Everything that a command tells goes through here.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

/// Standard error as the program was given it, where it is held.
static HELD: OnceLock<File> = OnceLock::new();

/// Standard error, as people see it.
pub(super) enum Told {
    /// Under another number.
    Held(&'static File),
    /// Under its own.
    Usual(io::Stderr),
}

/// Standard error, as people see it.
pub(super) fn told() -> Told {
    HELD.get().map_or_else(|| Told::Usual(io::stderr()), Told::Held)
}

/// Begins to hold it. Where that cannot be, all stays as it is, and the runtime's lines stand before the sentence.
#[cfg(unix)]
pub(super) fn hold() {
    use std::os::fd::AsFd;

    let nowhere = File::options().write(true).open("/dev/null");
    let own = io::stderr().as_fd().try_clone_to_owned();
    if let (Ok(nowhere), Ok(own)) = (nowhere, own)
        && HELD.set(File::from(own)).is_ok()
    {
        rustix::stdio::dup2_stderr(nowhere).ok();
    }
}

/// Elsewhere it stays where it is.
#[cfg(not(unix))]
pub(super) fn hold() {}

impl Told {
    /// Whether somebody reads it as it is written.
    pub fn is_terminal(&self) -> bool {
        match self {
            Told::Held(file) => file.is_terminal(),
            Told::Usual(stream) => stream.is_terminal(),
        }
    }
}

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Told::Held(file) => file.write(bytes),
            Told::Usual(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Told::Held(file) => file.flush(),
            Told::Usual(stream) => stream.flush(),
        }
    }
}
