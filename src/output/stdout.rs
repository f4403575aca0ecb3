//! Standard output, with every error told.

use std::io::{self, Write};

/// Writes all bytes. A descriptor that cannot be written is an error here; the standard library's own handle would take
/// it for a closed output and be silent. A process that is started without a standard output is given the null device by
/// the language's runtime before the program begins, and cannot know.
#[cfg(unix)]
pub fn write(bytes: &[u8]) -> io::Result<()> {
    use std::os::fd::AsFd;
    let mut output = std::fs::File::from(io::stdout().as_fd().try_clone_to_owned()?);
    output.write_all(bytes)?;
    output.flush()
}

/// Writes all bytes; a console needs the standard library's own handle.
#[cfg(not(unix))]
pub fn write(bytes: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(bytes)?;
    output.flush()
}
