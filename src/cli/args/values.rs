//! What options may say: their values, and how those are read.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::ingest::decode::Encoding;
use crate::locale::Language;
use crate::render::{CsvDialect, FORMATS, Format, format_named};

/// What a row of `pay --lines` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lines {
    /// One component of one person.
    Components,
    /// One deal in one component of one person.
    Deals,
}

/// How urgent an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Severity {
    /// To be looked at when there is time.
    Low,
    /// To be looked at soon.
    Medium,
    /// To be looked at now.
    High,
}

/// What `verify` looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Look {
    /// Whether the closed folders are as they were written.
    Evidence,
    /// Whether the frozen rules make the frozen results of the frozen files.
    Rerun,
    /// Which of today's files differ from what was closed.
    Files,
    /// What closed periods would pay from today's files.
    Effect,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

/// The encoding of files; none is what each file tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileEncoding(pub Option<Encoding>);

impl FileEncoding {
    pub(super) fn read(name: &str) -> Result<Self, String> {
        if name.eq_ignore_ascii_case("auto") {
            return Ok(FileEncoding(None));
        }
        let near = || Encoding::nearest(name).map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
        let known = Encoding::named(name).ok_or_else(|| format!("no encoding has that name{}", near()));
        known.map(|encoding| FileEncoding(Some(encoding)))
    }
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors.
    Quiet,
    /// Errors and warnings.
    #[default]
    Normal,
    /// Notes too.
    Verbose,
}

pub(super) fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.id)).map(|id| format_named(&id).unwrap_or(&FORMATS[0]))
}

/// A path without `./` in front: the same file by its shorter name.
pub(super) fn plain_path(path: &str) -> Result<PathBuf, Infallible> {
    let path = Path::new(path);
    let plain = path.strip_prefix(".").ok().filter(|plain| !plain.as_os_str().is_empty());
    Ok(plain.unwrap_or(path).to_owned())
}

pub(super) fn language_parser() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(|(id, _)| id)).map(|id| Language::named(&id).unwrap_or_default())
}

pub(super) fn dialect_parser() -> impl TypedValueParser<Value = CsvDialect> {
    PossibleValuesParser::new(CsvDialect::ALL.map(|(id, _)| id))
        .map(|id| CsvDialect::ALL.iter().find(|(known, _)| *known == id).map_or_else(Default::default, |(_, d)| *d))
}
