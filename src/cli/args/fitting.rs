//! Options that do not fit the command, the output or each other: what they ask for would not be done, so that they are refused.
//!
//! Two tables say what an option is for: `way` which of them a command listens to, `OF_FORMATS` in which format they show.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};

use super::{Cli, Command};
use crate::cli::report::Piece;
use crate::cli::usage::{of_format, tip_of_format};
use crate::locale::Locale;
use crate::render::{FORMATS, Format, format_named, format_of_extension};

/// The format of tables for programs, and of the rows that are set aside.
const CSV: &str = "csv";

/// The format for terminals.
const TABLE: &str = "table";

/// The option that is also for the rows that are set aside.
const DIALECT: &str = "csv_dialect";

/// The format of workbooks.
const XLSX: &str = "xlsx";

/// The format of pages.
const HTML: &str = "html";

/// By which rules what is computed, by the ids of the options.
const RULES: &[&str] = &["policy", "period"];

/// How one report is written.
const REPORT: &[&str] = &["format", "output", "csv_dialect", "titles", "with_head", "width", "wide"];

/// How tables of a folder are written.
const TABLES: &[&str] = &["csv_dialect", "titles", "with_head"];

/// How files are read.
const FILES: &[&str] = &["allow_empty", "encoding"];

/// Where rows with faults go.
const REJECTS: &[&str] = &["rejects"];

/// Up to which day is counted.
const DAY: &[&str] = &["as_of"];

/// How the tables of reports of no period are written: nothing can stand in front of their rows.
const LIST: &[&str] = &["format", "output", "csv_dialect", "titles", "width", "wide"];

/// How what was closed is written: under the names that it was closed with.
const CLOSED: &[&str] = &["format", "output", "csv_dialect", "with_head", "width", "wide"];

/// In how many lines it is written: of reports that can be cut.
const ROOM: &[&str] = &["height"];

/// Which rows of a report are shown.
const ROWS: &[&str] = &["rows_team", "rows_person", "rows_top", "rows_sort"];

/// Everything that a command may listen to or not. Other options are its own, or for terminals and messages, where they harm nobody.
const ALL: [&[&str]; 7] = [RULES, REPORT, FILES, REJECTS, DAY, ROWS, ROOM];

/// What commands listen to whose reports are never cut.
const UNCUT: [&[&str]; 6] = [RULES, REPORT, FILES, REJECTS, DAY, ROWS];

/// Options that show in one format only.
const OF_FORMATS: [(&str, &str); 7] = [
    ("titles", CSV),
    ("with_head", CSV),
    (DIALECT, CSV),
    ("width", TABLE),
    ("wide", TABLE),
    ("height", TABLE),
    ("formulas", XLSX),
];

/// What a command does as it is written: its words, and the options that it listens to. Among them are those that it refuses itself, with
/// its reason: a day of periods that are paid whole, rows with faults where none may be.
type Way = (&'static str, &'static [&'static [&'static str]]);

/// The way that a command goes.
fn way(cli: &Cli) -> Way {
    match &cli.command {
        Command::Score { closed: true, .. } => ("score --closed", &[RULES, CLOSED, DAY, ROWS]),
        Command::Score { .. } => ("score", &UNCUT),
        Command::Pay { closed: true, .. } => ("pay --closed", &[RULES, CLOSED, DAY, ROWS]),
        Command::Pay { .. } => ("pay", &UNCUT),
        Command::Explain { .. } => ("explain", &UNCUT),
        Command::Check { .. } => ("check", &[RULES, REPORT, FILES, REJECTS]),
        Command::Customers { .. } => ("customers", &ALL),
        Command::Progress { .. } => ("progress", &ALL),
        Command::Targets { .. } => ("targets", &[RULES, REPORT, &["encoding"], REJECTS, DAY, ROOM]),
        Command::Trend { .. } => ("trend", &ALL),
        Command::Watch { .. } if cli.options.folder().is_some() => {
            ("watch --output DIR", &[RULES, REPORT, FILES, REJECTS, DAY])
        }
        Command::Watch { .. } => ("watch", &ALL),
        Command::Statement { to: Some(_), .. } => {
            ("statement --to", &[RULES, &["format"], TABLES, FILES, REJECTS, DAY])
        }
        Command::Statement { .. } => ("statement", &UNCUT),
        Command::Close { list: true, .. } => ("close --list", &[&["policy"], LIST, DAY]),
        Command::Close { reopen: Some(_), .. } => ("close --reopen", &[&["policy"], LIST, DAY]),
        Command::Close { .. } => ("close", &UNCUT),
        Command::Verify { .. } => ("verify", &[RULES, LIST, DAY]),
        Command::Report { .. } => ("report", &[RULES, &["output"], TABLES, FILES, REJECTS, DAY]),
        Command::Init { .. } => ("init", &[]),
        Command::Schema => ("schema", &[&["output"]]),
        Command::Completions { .. } => ("completions", &[&["output"]]),
        Command::Man { .. } => ("man", &[&["output"]]),
    }
}

impl Cli {
    /// Refuses what does not fit.
    ///
    /// # Errors
    /// Wrong usage.
    pub(super) fn check_fit(&self, matches: &ArgMatches, locale: &Locale) -> Result<(), clap::Error> {
        let Some((command, matches)) = matches.subcommand() else { return Ok(()) };
        let (words, heard) = way(self);
        let hears = |id: &str| heard.iter().any(|group| group.contains(&id));
        let unheard = ALL.into_iter().flatten().find(|id| is_given(matches, id) && !hears(id));
        if let Some(id) = unheard {
            return Err(conflict(&option(command, id), words));
        }
        let contradiction = if hears("format") { self.wrong_extension(locale) } else { None };
        let other = || OF_FORMATS.iter().find(|(id, of)| is_given(matches, id) && !self.shows(id, of));
        let other = || other().map(|(id, of)| self.of_other_format(&option(command, id), of, locale));
        let message = contradiction.or_else(other);
        message.map_or(Ok(()), |message| Err(Cli::command().error(ErrorKind::ValueValidation, message)))
    }

    /// What is wrong with the extension of the output: it names no format, or another one than is asked for.
    fn wrong_extension(&self, locale: &Locale) -> Option<String> {
        let extension = self.options.extension().filter(|_| self.options.folder().is_none())?;
        let output = self.options.target().to_string();
        let extensions =
            |of: &[Format]| of.iter().flat_map(|format| format.extensions).copied().collect::<Vec<_>>().join(", ");
        match (format_of_extension(&extension), self.options.asked_format()) {
            (None, None) => {
                let slip = tip_of_format(locale, &extension);
                let tip = locale.command_line_with(
                    "tip-extension",
                    &[("values", &extensions(&FORMATS.iter().collect::<Vec<_>>()))],
                );
                let tips: Vec<String> = slip.into_iter().chain([tip]).collect();
                Some(of_format(locale, ("usage-extension", &[("given", &output)]), &tips))
            }
            (Some(named), Some(asked)) if named.id != asked.id => {
                let args = [("given", output.as_str()), ("named", named.id), ("asked", asked.id)];
                let tip = locale.command_line_with("tip-contradiction", &[("values", &extensions(&[asked]))]);
                Some(of_format(locale, ("usage-contradiction", &args), &[tip]))
            }
            _ => None,
        }
    }

    /// Whether an option that is for a format shows in what is written.
    fn shows(&self, id: &str, format: &str) -> bool {
        let is_of_rejects = id == DIALECT && self.options.rejects.is_some();
        is_of_rejects || self.written().contains(&format)
    }

    /// What is wrong where an option shows in a format that is not written.
    fn of_other_format(&self, option: &str, of: &str, locale: &Locale) -> String {
        let extension = format_named(of).map_or(of, |format| format.extensions[0]);
        let args = [("given", option), ("of", of), ("format", self.written()[0])];
        let tip = locale.command_line_with("tip-of-format", &[("of", of), ("extension", extension)]);
        of_format(locale, ("usage-of-format", &args), &[tip])
    }

    /// The formats that are written, the first of which is the main one.
    fn written(&self) -> Vec<&'static str> {
        match &self.command {
            Command::Report { choice } => {
                let tables = choice.has(Piece::Data).then_some(CSV);
                [HTML].into_iter().chain(tables).collect()
            }
            // Beside the statements stands a list of them.
            Command::Statement { to: Some(_), .. } => {
                vec![self.options.asked_format().map_or(HTML, |format| format.id), CSV]
            }
            _ => vec![self.options.format().id],
        }
    }
}

/// Whether an option stands on the command line.
fn is_given(matches: &ArgMatches, id: &str) -> bool {
    // Of an option that the command has not got nothing may be asked.
    matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// An option as it is written.
fn option(command: &str, id: &str) -> String {
    let all = Cli::command();
    let own = all.find_subcommand(command).into_iter().flat_map(|own| own.get_arguments());
    let option = all.get_arguments().chain(own).find(|option| option.get_id() == id);
    option.and_then(|option| option.get_long()).map_or_else(String::new, |long| format!("--{long}"))
}

/// Wrong usage: an option, and the words of a command that has no use for it.
fn conflict(option: &str, words: &str) -> clap::Error {
    let mut error = clap::Error::new(ErrorKind::ArgumentConflict).with_cmd(&Cli::command());
    error.insert(ContextKind::InvalidArg, ContextValue::String(option.to_owned()));
    error.insert(ContextKind::PriorArg, ContextValue::String(words.to_owned()));
    error
}
