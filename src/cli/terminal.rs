//! What the streams take: colours, widths, and the answers of the command line itself.

use std::io::{self, IsTerminal, Write};

use super::args::{ColorWhen, Options, Verbosity};
use super::diagnostics::{self, DiagnosticOptions};
use super::exit::Exit;
use super::help::translated;
use super::told::{Told, told};
use super::usage;
use crate::finding::{Finding, Findings};
use crate::locale::{Language, Locale};
use crate::output::{self, Pager, Target};
use crate::render::{Color, RenderOptions};

/// So many lines of a report that can be cut are shown on a terminal: who reads it looks at one page, whatever the window.
const LINES: usize = 60;

/// How the report is written: `width` are the columns of the terminal, if standard output is one.
pub fn render_options(options: &Options, width: Option<usize>) -> RenderOptions {
    let asked = options.width.map(usize::from);
    let (color, width) = match options.target() {
        Target::Stdout => (color(options.color, &io::stdout()), width),
        Target::File(_) if options.color == ColorWhen::Always => (Color::Styled, None),
        Target::File(_) => (Color::Plain, None),
    };
    RenderOptions {
        height: options.height.map(usize::from).or(width.filter(|_| !options.all).map(|_| LINES)),
        width: asked.or(width),
        wide: options.wide,
        short_head: (width.is_some() || options.height.is_some()) && options.verbosity() < Verbosity::Verbose,
        color,
        glyphs: options.glyphs(),
        csv: options.csv_dialect,
        csv_header: options.csv_header(),
        csv_lead: options.csv_lead(),
    }
}

/// How findings are told.
pub fn diagnostic_options(options: &Options) -> DiagnosticOptions {
    let color = color_of_told(options.color);
    DiagnosticOptions { format: options.message_format, verbosity: options.verbosity(), color }
}

/// The columns of the terminal, if standard output is one.
pub fn width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// The pager for a report that is longer than the terminal; nothing where that is none, or nobody wants one.
pub fn pager(options: &Options, bytes: &[u8]) -> Option<Pager> {
    let (_, height) = terminal_size::terminal_size_of(io::stdout())?;
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let is_wanted = !options.no_pager && lines >= usize::from(height.0);
    let named = || ["APPRAISE_PAGER", "PAGER"].iter().find_map(|name| std::env::var(name).ok());
    let command = is_wanted.then(|| named().unwrap_or_else(|| "less".to_owned()))?;
    let is_none = command.trim().is_empty() || command.trim() == "cat";
    (!is_none).then_some(Pager { command })
}

/// Whether standard output is a terminal.
pub(super) fn is_one() -> bool {
    io::stdout().is_terminal()
}

/// The columns of the terminal, if standard error is one.
pub(super) fn error_width() -> Option<usize> {
    let size = match told() {
        Told::Held(file) => terminal_size::terminal_size_of(file),
        Told::Usual(stream) => terminal_size::terminal_size_of(stream),
    };
    size.map(|(width, _)| usize::from(width.0))
}

/// Whether what is told is coloured.
fn color_of_told(when: ColorWhen) -> Color {
    match told() {
        Told::Held(file) => color(when, file),
        Told::Usual(stream) => color(when, &stream),
    }
}

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
pub fn answer(answer: &clap::Error, language: Language) -> Exit {
    let locale = Locale::new(language);
    let rendered = answer.render();
    let styled = |color| match color {
        Color::Styled => translated(&rendered.ansi().to_string(), &locale),
        Color::Plain => translated(&rendered.to_string(), &locale),
    };
    if answer.use_stderr() {
        let text = usage::told(answer, &locale);
        let text = text.unwrap_or_else(|| styled(color_of_told(ColorWhen::Auto)));
        // Where standard error is gone there is nobody left to tell.
        let _ = told().write_all(text.as_bytes());
        return Exit::Usage;
    }
    match output::write(&Target::Stdout, styled(color(ColorWhen::Auto, &io::stdout())).as_bytes()) {
        Ok(()) => Exit::Written,
        Err(error) => {
            tell(&error.finding(), &locale);
            Exit::NotWritten
        }
    }
}

/// A finding before any option is known: for people.
fn tell(finding: &Finding, locale: &Locale) {
    let mut findings = Findings::new();
    findings.push(finding.clone());
    // Where standard error is gone there is nobody left to tell.
    let _ = diagnostics::write(&findings, locale, &DiagnosticOptions::default(), &mut told());
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::cli::args::Cli;
    use crate::render::Glyphs;

    #[test]
    fn a_file_is_never_fit_to_the_terminal() {
        let read = |line: &str| Cli::read(line.split(' ').map(OsString::from)).expect("a command").options;
        let file = render_options(&read("appraise score -o score.txt --ascii"), Some(80));
        assert_eq!((file.width, file.color, file.glyphs), (None, Color::Plain, Glyphs::Ascii));
        assert_eq!(render_options(&read("appraise score --color never"), Some(80)).width, Some(80));
        assert_eq!(diagnostic_options(&read("appraise check -v")).verbosity, Verbosity::Verbose);
    }

    #[test]
    fn what_is_no_terminal_is_coloured_by_order_only() {
        let file = tempfile::tempfile().expect("a file");
        assert_eq!(color(ColorWhen::Auto, &file), Color::Plain);
        assert_eq!(color(ColorWhen::Never, &file), Color::Plain);
        assert_eq!(color(ColorWhen::Always, &file), Color::Styled);
    }
}
