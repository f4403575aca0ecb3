//! Options that do not fit together: what one of them asks for would not be done.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};

use super::{Cli, Command, Options};
use crate::cli::usage::{of_format, tip_of_format};
use crate::locale::Locale;
use crate::render::FORMATS;

/// The format that some options are for.
const CSV: &str = "csv";

/// The format whose cells can be formulas.
const XLSX: &str = "xlsx";

/// Options that say how files are read and reports written, by their ids.
const OF_RUNS: [&str; 10] =
    ["policy", "period", "format", "csv_dialect", "titles", "with_head", "rejects", "allow_empty", "as_of", "encoding"];

/// Refuses the options of runs where nothing is run: what they ask for would not be done.
pub(super) fn no_option_of_runs(matches: &ArgMatches, command: &str, writes: bool) -> Result<(), clap::Error> {
    let given = |id: &&&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let unwritten = ["output"];
    let refused = OF_RUNS.iter().chain(unwritten.iter().filter(|_| !writes));
    let Some(id) = refused.into_iter().find(given) else { return Ok(()) };
    let mut error = clap::Error::new(ErrorKind::ArgumentConflict).with_cmd(&Cli::command());
    error.insert(ContextKind::InvalidArg, ContextValue::String(format!("--{}", id.replace('_', "-"))));
    error.insert(ContextKind::PriorArg, ContextValue::String(command.to_owned()));
    Err(error)
}

impl Cli {
    /// What is wrong where formulas are asked for in a format that has none.
    pub(super) fn formulas_of_no_workbook(&self, locale: &Locale) -> Option<String> {
        let format = self.options.format().id;
        let is_asked = matches!(self.command, Command::Pay { formulas: true, .. });
        let args = [("given", "--formulas"), ("format", format)];
        let tips = [locale.command_line_with("tip-xlsx", &[])];
        (is_asked && format != XLSX).then(|| of_format(locale, ("usage-not-xlsx", &args), &tips))
    }
}

impl Options {
    /// The first option given that means something in CSV only.
    fn only_of_csv(&self) -> Option<&'static str> {
        [(self.titles, "--titles"), (self.with_head, "--with-head")].iter().find(|(given, _)| *given).map(|(_, id)| *id)
    }

    /// What is wrong with the format, or with options that are for another.
    pub(super) fn wrong_format(&self, locale: &Locale) -> Option<String> {
        let Some(format) = self.known_format() else {
            let known: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
            let tip = locale.command_line_with("tip-extension", &[("values", &known.join(", "))]);
            let slip = self.extension().and_then(|extension| tip_of_format(locale, &extension));
            let tips: Vec<String> = slip.into_iter().chain([tip]).collect();
            return Some(of_format(locale, ("usage-extension", &[("given", &self.target().to_string())]), &tips));
        };
        let option = self.only_of_csv().filter(|_| format.id != CSV)?;
        let args = [("given", option), ("format", format.id)];
        Some(of_format(locale, ("usage-not-csv", &args), &[locale.command_line_with("tip-csv", &[])]))
    }
}
