//! The options that every command has, and what they mean together.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{ArgAction, Args, ValueHint};

use super::values::{
    ColorWhen, FileEncoding, MessageFormat, Verbosity, dialect_parser, format_parser, language_parser, plain_path,
};
use crate::calendar::NaiveDate;
use crate::locale::Language;
use crate::output::Target;
use crate::render::{CsvDialect, CsvHeader, CsvLead, FORMATS, Format, Glyphs, format_named, format_of_extension};

/// The format of files that are many.
const CSV: &str = "csv";

/// What holds for every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// The rules: a policy file, or a folder of which the version that covers the whole period is taken.
    #[arg(long, global = true, value_name = "FILE", default_value = "policy.toml", value_parser = plain_path)]
    pub policy: PathBuf,

    /// What is appraised: 2026, 2026-10, 2026-Q3, 2026-W41, or 2026-08-30..2026-11-29 with both ends included.
    #[arg(long, global = true, value_name = "PERIOD")]
    pub period: Option<String>,

    /// How the report is written. Without it, the output file's extension says so; otherwise table.
    #[arg(long, global = true, value_name = "FORMAT", value_parser = format_parser())]
    format: Option<Format>,

    /// Write to this file, whole or not at all; `-` is standard output.
    #[arg(short, long, global = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    output: Option<OsString>,

    /// The language of reports for people and of messages. Without it, the policy's.
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = language_parser())]
    pub lang: Option<Language>,

    /// Which CSV is written: plain, or one that a double click opens rightly in Excel.
    #[arg(long, global = true, value_name = "DIALECT", default_value = "rfc4180", value_parser = dialect_parser())]
    pub csv_dialect: CsvDialect,

    /// CSV: the header in the language of the run, instead of ids that are the same in every language.
    #[arg(long, global = true)]
    titles: bool,

    /// CSV: the period and the currency in front of every row.
    #[arg(long, global = true)]
    with_head: bool,

    /// Whether headings and messages are coloured.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub color: ColorWhen,

    /// Draw tables and trees with ASCII characters only.
    #[arg(long, global = true)]
    ascii: bool,

    /// How many columns a table may take; without it, those of the terminal, or as many as it needs.
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..))]
    pub width: Option<u16>,

    /// Show every column: a table that does not fit is cut into blocks below each other.
    #[arg(long, global = true)]
    pub wide: bool,

    /// How many lines a report may take whose tables can be cut: the rows that matter most are shown, and how many more there are. Without
    /// it, 60 on a terminal; elsewhere all are shown.
    #[arg(long, global = true, value_name = "LINES", value_parser = clap::value_parser!(u16).range(10..))]
    pub height: Option<u16>,

    /// Show every row on a terminal too, however many lines they take.
    #[arg(long, global = true, conflicts_with = "height")]
    pub all: bool,

    /// Never show a long report through a pager (APPRAISE_PAGER, PAGER, less).
    #[arg(long, global = true)]
    pub no_pager: bool,

    /// How many threads read files; without it, as many as there are processors. The result is the same.
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Say errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Say also what is merely worth knowing.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,

    /// How messages are written: for people, or one JSON object a line.
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    pub message_format: MessageFormat,

    /// Set bad rows aside in this file and go on with the others (exit code 3), instead of stopping.
    #[arg(long, global = true, value_name = "FILE")]
    pub rejects: Option<PathBuf>,

    /// Go on where a source that scores or pays has no row in the period although it has others: what is made of it is 0.
    #[arg(long, global = true)]
    pub allow_empty: bool,

    /// Count nothing after this day, which lies in the period: the report says that it is unfinished.
    #[arg(long, global = true, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,

    /// The encoding of the files whose policy does not name one: utf-8, utf-16le, gb18030 (gbk), big5, windows-1252 …; auto is what
    /// each file tells.
    #[arg(long, global = true, value_name = "ENCODING", default_value = "auto", value_parser = FileEncoding::read)]
    pub encoding: FileEncoding,
}

impl Options {
    /// Where the report goes.
    pub fn target(&self) -> Target {
        self.output.as_deref().map_or(Target::Stdout, Target::of)
    }

    /// The folder that the output is written into, one file for each of whom it is for: one that is there, or a path that ends in a slash.
    pub fn folder(&self) -> Option<&Path> {
        let path = self.output.as_deref().map(Path::new).filter(|path| path.as_os_str() != "-")?;
        let is_meant = path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
        (is_meant || path.is_dir()).then_some(path)
    }

    /// The path that `-o` names; nothing where that is standard output.
    pub fn output_path(&self) -> Option<&Path> {
        self.output.as_deref().map(Path::new).filter(|path| path.as_os_str() != "-")
    }

    /// The format that is asked for, that the file's extension means, or a table.
    pub fn format(&self) -> Format {
        self.known_format().unwrap_or(&FORMATS[0])
    }

    /// The format that is asked for by name.
    pub fn asked_format(&self) -> Option<Format> {
        self.format
    }

    /// What lines and signs are drawn with.
    pub fn glyphs(&self) -> Glyphs {
        if self.ascii { Glyphs::Ascii } else { Glyphs::Unicode }
    }

    /// What the header of CSV says.
    pub fn csv_header(&self) -> CsvHeader {
        if self.titles { CsvHeader::Titles } else { CsvHeader::Ids }
    }

    /// What stands in front of each row of CSV.
    pub fn csv_lead(&self) -> CsvLead {
        if self.with_head { CsvLead::PeriodAndCurrency } else { CsvLead::Nothing }
    }

    /// How much is said on standard error.
    pub fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, _) => Verbosity::Verbose,
        }
    }

    /// The format; nothing where the output's extension means none.
    fn known_format(&self) -> Option<Format> {
        if self.folder().is_some() {
            return self.format.or_else(|| format_named(CSV));
        }
        match self.extension().filter(|_| self.format.is_none()) {
            Some(extension) => format_of_extension(&extension),
            None => Some(self.format.unwrap_or(&FORMATS[0])),
        }
    }

    /// The extension of the output's name.
    pub(super) fn extension(&self) -> Option<String> {
        match self.target() {
            Target::File(path) => path.extension().map(|extension| extension.to_string_lossy().into_owned()),
            Target::Stdout => None,
        }
    }
}
