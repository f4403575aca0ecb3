//! What the terminal is asked: whether it takes colours, and how the answers of the command line itself reach it.

use std::io::{self, IsTerminal, Write};

use super::args::ColorWhen;
use super::exit::Exit;
use crate::output::{self, Target};
use crate::render::Color;

/// Whether a stream is coloured: by order, or because it is a terminal that nobody asked to be plain (`NO_COLOR`).
pub fn color(when: ColorWhen, stream: &impl IsTerminal) -> Color {
    let plain_wanted = || {
        let is =
            |name: &str, test: fn(&std::ffi::OsStr) -> bool| std::env::var_os(name).is_some_and(|value| test(&value));
        is("NO_COLOR", |value| !value.is_empty()) || is("TERM", |value| value == "dumb")
    };
    match when {
        ColorWhen::Always => Color::Styled,
        ColorWhen::Auto if stream.is_terminal() && !plain_wanted() => Color::Styled,
        ColorWhen::Auto | ColorWhen::Never => Color::Plain,
    }
}

/// Writes what `Cli::read` answers instead of a command: help and version to standard output, wrong usage to standard error.
pub fn answer(answer: &clap::Error) -> Exit {
    let text = answer.render();
    let styled = |color| match color {
        Color::Styled => text.ansi().to_string(),
        Color::Plain => text.to_string(),
    };
    if answer.use_stderr() {
        // Where standard error is gone there is nobody left to tell.
        let _ = io::stderr().write_all(styled(color(ColorWhen::Auto, &io::stderr())).as_bytes());
        return Exit::Usage;
    }
    match output::write(&Target::Stdout, styled(color(ColorWhen::Auto, &io::stdout())).as_bytes()) {
        Ok(()) => Exit::Written,
        Err(_) => Exit::NotWritten,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_terminal_is_coloured_by_order_only() {
        let file = tempfile::tempfile().expect("a file");
        assert_eq!(color(ColorWhen::Auto, &file), Color::Plain);
        assert_eq!(color(ColorWhen::Never, &file), Color::Plain);
        assert_eq!(color(ColorWhen::Always, &file), Color::Styled);
    }
}
