//! The command line as it is written: commands, options, and what they mean together.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::environment::of_arguments;
use super::help::{Layout, worded};
use super::man::check_command;
use super::report::Choice;
use super::row_options::RowOptions;
use super::usage::{of_format, tip_of_format};
use crate::calendar::NaiveDate;
use crate::ingest::decode::Encoding;
use crate::locale::{Language, Locale};
use crate::output::Target;
use crate::render::{CsvDialect, CsvHeader, CsvLead, FORMATS, Format, Glyphs, format_named, format_of_extension};
use crate::run::AskedSubject;

/// The format that some options are for.
const CSV: &str = "csv";

/// The format whose cells can be formulas.
const XLSX: &str = "xlsx";

/// Performance appraisal and incentive pay for sales departments, from flat files: exact, explained, repeatable.
#[derive(Clone, Debug, Parser)]
#[command(name = "appraise", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What is asked.
    #[command(subcommand)]
    pub command: Command,

    /// What holds for every command.
    #[command(flatten)]
    pub options: Options,
}

/// One question each.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Who ranks where, with what score and grade, how far from the others?
    Score {
        /// The figures of a closed period as they were closed, instead of what today's files give.
        #[arg(long)]
        closed: bool,
        /// Which rows.
        #[command(flatten)]
        rows: RowOptions,
    },
    /// What is each person paid, line by line?
    Pay {
        /// One row for each component (alone), or for each deal, instead of one for each person.
        #[arg(long, value_name = "WHICH", num_args = 0..=1, default_missing_value = "components")]
        lines: Option<Lines>,
        /// The figures of a closed period as they were closed, instead of what today's files give.
        #[arg(long)]
        closed: bool,
        /// Which rows.
        #[command(flatten)]
        rows: RowOptions,
        /// XLSX: totals and the last steps of each line as formulas, which the spreadsheet calculates again.
        #[arg(long, conflicts_with_all = ["closed", "rows_team", "rows_person", "rows_top", "rows_sort"])]
        formulas: bool,
    },
    /// Why is it this number?
    Explain {
        /// Whose number: a person of the staff file, by id or name. Of a customer, product, team or the department the options below.
        #[arg(required_unless_present_any = ["customer", "product", "team", "department", "of"])]
        person: Option<String>,
        /// Which number: an indicator, a measure, a pay component, an order, or score, grade, rank, target, attainment, pay. Without it,
        /// score and pay.
        #[arg(num_args = 0..)]
        what: Vec<String>,
        /// Also show every source row that is in it.
        #[arg(long)]
        rows: bool,
        /// Whose, where that is no person.
        #[command(flatten)]
        subject: SubjectOptions,
    },
    /// Is anything wrong with the policy or the files?
    Check {
        /// Also calculate every step of every person again, and compare.
        #[arg(long)]
        audit: bool,
    },
    /// Who are the customers: their classes, who is due a contact, whose file is incomplete? Or the file of one.
    Customers {
        /// One customer, by id or name.
        #[arg(id = "one_customer", value_name = "CUSTOMER")]
        customer: Option<String>,
        /// Which rows.
        #[command(flatten)]
        rows: RowOptions,
    },
    /// How far is everybody against target, and where does that land?
    Progress {
        /// Who crossed a band, a step or a target, won a new customer or set a record since the end of that day.
        #[arg(long, value_name = "DATE")]
        since: Option<NaiveDate>,
        /// Which rows.
        #[command(flatten)]
        rows: RowOptions,
    },
    /// Who gets which target? Writes the rows that `targets.csv` wants, with the reason of each.
    Targets {
        /// Compare the targets in use with what was done before, instead.
        #[arg(long)]
        check: bool,
    },
    /// What sells, to whom, where, and how does that change?
    Trend {
        /// By the words of which label: product, category, customer, region, channel, strategy, class, team, person, workday, month, or
        /// any column of the source or of a register (`customers.industry`).
        #[arg(long, value_name = "LABEL")]
        by: String,
        /// Which measure; without it, the money measure that pays.
        #[arg(long, value_name = "MEASURE")]
        measure: Option<String>,
        /// Over how many periods, the last of which is the one asked for.
        #[arg(long, value_name = "N", default_value = "12", value_parser = clap::value_parser!(u32).range(1..=120))]
        periods: u32,
        /// Only so many labels, the largest; shares are of all.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        top: Option<u32>,
    },
    /// What needs a look now, and who should look?
    Watch {
        /// End with exit code 4 where something of that severity, or a higher one, is found: high, medium or low.
        #[arg(long, value_name = "SEVERITY", value_enum)]
        fail: Option<Severity>,
        /// Which rows.
        #[command(flatten)]
        rows: RowOptions,
    },
    /// What did this person earn, and why? A page for the person alone, in sentences; or one for everybody, a file each.
    Statement {
        /// Whose: a person of the staff file, by id or name.
        #[arg(id = "whose_statement", value_name = "PERSON", num_args = 0..)]
        person: Vec<String>,
        /// A file for each person into this folder, which is made where it is not there: all of them or none.
        #[arg(
            id = "to_folder",
            long = "to",
            value_name = "DIR",
            conflicts_with = "whose_statement",
            conflicts_with = "output"
        )]
        to: Option<PathBuf>,
    },
    /// Freeze the period, so that anybody can prove later what was paid, from what, under which rules.
    Close {
        /// Say what would be closed, and write nothing.
        #[arg(long, conflicts_with_all = ["list", "reopen"])]
        dry_run: bool,
        /// Show the closed periods instead.
        #[arg(long, conflicts_with = "reopen")]
        list: bool,
        /// Take back the last close: its folder moves to `reopened`, with the reason in it.
        #[arg(long, value_name = "PERIOD", requires = "reason")]
        reopen: Option<String>,
        /// Why it is opened again.
        #[arg(long, value_name = "TEXT", requires = "reopen")]
        reason: Option<String>,
    },
    /// Has anything changed since periods were closed?
    Verify {
        /// One look alone, instead of all of them.
        #[arg(long, value_name = "LOOK", value_enum)]
        only: Option<Look>,
        /// The head that was noted down elsewhere: that of the last close must be this one.
        #[arg(long, value_name = "DIGEST")]
        head: Option<String>,
    },
    /// Everything of a period at once, in a folder: pages, tables, a workbook, a page for each person and each team.
    Report {
        /// Which parts.
        #[command(flatten)]
        choice: Choice,
    },
    /// How do I start? Writes a policy with every rule explained, and small example files. Replaces nothing.
    Init {
        /// Where; it is made if it does not exist.
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
    },
    /// What may stand in a policy? Its JSON Schema, by which editors of TOML complete and check it.
    Schema,
    /// How does my shell complete commands and options? Writes what it reads for that.
    Completions {
        /// Which shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// The manual page of the program, or of one command.
    Man {
        /// Which command; without it, the program.
        #[arg(id = "of_command", value_name = "COMMAND")]
        command: Option<String>,
    },
}

impl Command {
    /// The command that reads no policy and writes no report, by its name, and whether it writes where `-o` says.
    fn alone(&self) -> Option<(&'static str, bool)> {
        match self {
            Command::Init { .. } => Some(("init", false)),
            Command::Schema => Some(("schema", true)),
            Command::Completions { .. } => Some(("completions", true)),
            Command::Man { .. } => Some(("man", true)),
            _ => None,
        }
    }
}

/// Whose number is asked for, where that is no person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
#[group(multiple = false)]
pub struct SubjectOptions {
    /// The measures of a customer, by id or name.
    #[arg(long, value_name = "NAME")]
    pub customer: Option<String>,
    /// The measures of a product.
    #[arg(long, value_name = "NAME")]
    pub product: Option<String>,
    /// The measures of a team.
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// The measures of the whole department.
    #[arg(long)]
    pub department: bool,
    /// The measures of all rows that have a word in a column of their source: `region=North`.
    #[arg(long, value_name = "COLUMN=WORD", value_parser = word_of_column)]
    pub of: Option<(String, String)>,
}

/// `region=North`.
fn word_of_column(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(column, word)| !column.trim().is_empty() && !word.trim().is_empty());
    let (column, word) = parts.ok_or_else(|| "write COLUMN=WORD, such as `region=North`".to_owned())?;
    Ok((column.trim().to_owned(), word.trim().to_owned()))
}

impl SubjectOptions {
    /// The subject; nothing where a person is asked for.
    pub fn subject(&self) -> Option<AskedSubject> {
        let labelled = |column: &str, label: &Option<String>| {
            label.clone().map(|label| AskedSubject::Labelled { column: column.to_owned(), label })
        };
        let of = |(column, label): &(String, String)| AskedSubject::Labelled {
            column: column.clone(),
            label: label.clone(),
        };
        labelled("customer", &self.customer)
            .or_else(|| labelled("product", &self.product))
            .or_else(|| self.team.clone().map(AskedSubject::Team))
            .or_else(|| self.department.then_some(AskedSubject::Department))
            .or_else(|| self.of.as_ref().map(of))
    }
}

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

/// What holds for every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// The rules: a policy file, or a folder of which the version that covers the whole period is taken.
    #[arg(long, global = true, value_name = "FILE", default_value = "policy.toml")]
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
    fn read(name: &str) -> Result<Self, String> {
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

impl Cli {
    /// Reads a command line, the program's name first, in the language of `of_arguments`. The error is also what `--help` and `--version`
    /// answer.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let locale = Locale::new(of_arguments(&arguments));
        let matches = worded(Cli::command(), &locale, Layout::Help).try_get_matches_from(arguments)?;
        let cli = Cli::from_arg_matches(&matches)?;
        if let Some((name, writes)) = cli.command.alone() {
            no_option_of_runs(&matches, name, writes)?;
        } else if let Some(message) = cli.options.wrong_format(&locale).or_else(|| cli.formulas_of_no_workbook(&locale))
        {
            return Err(Cli::command().error(ErrorKind::ValueValidation, message));
        }
        match &cli.command {
            Command::Man { command: Some(name) } => check_command(name).map(|()| cli),
            _ => Ok(cli),
        }
    }
}

/// Options that say how files are read and reports written, by their ids.
const OF_RUNS: [&str; 10] =
    ["policy", "period", "format", "csv_dialect", "titles", "with_head", "rejects", "allow_empty", "as_of", "encoding"];

/// Refuses the options of runs where nothing is run: what they ask for would not be done.
fn no_option_of_runs(matches: &ArgMatches, command: &str, writes: bool) -> Result<(), clap::Error> {
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
    fn formulas_of_no_workbook(&self, locale: &Locale) -> Option<String> {
        let format = self.options.format().id;
        let is_asked = matches!(self.command, Command::Pay { formulas: true, .. });
        let args = [("given", "--formulas"), ("format", format)];
        let tips = [locale.command_line_with("tip-xlsx", &[])];
        (is_asked && format != XLSX).then(|| of_format(locale, ("usage-not-xlsx", &args), &tips))
    }
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

    /// The format that is asked for, else that one.
    pub fn format_or(&self, otherwise: Format) -> Format {
        self.format.unwrap_or(otherwise)
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

    /// The first option given that means something in CSV only.
    fn only_of_csv(&self) -> Option<&'static str> {
        [(self.titles, "--titles"), (self.with_head, "--with-head")].iter().find(|(given, _)| *given).map(|(_, id)| *id)
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
    fn extension(&self) -> Option<String> {
        match self.target() {
            Target::File(path) => path.extension().map(|extension| extension.to_string_lossy().into_owned()),
            Target::Stdout => None,
        }
    }

    /// What is wrong with the format, or with options that are for another.
    fn wrong_format(&self, locale: &Locale) -> Option<String> {
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

fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.id)).map(|id| format_named(&id).unwrap_or(&FORMATS[0]))
}

fn language_parser() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(|(id, _)| id)).map(|id| Language::named(&id).unwrap_or_default())
}

fn dialect_parser() -> impl TypedValueParser<Value = CsvDialect> {
    PossibleValuesParser::new(CsvDialect::ALL.map(|(id, _)| id))
        .map(|id| CsvDialect::ALL.iter().find(|(known, _)| *known == id).map_or_else(Default::default, |(_, d)| *d))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Cli, clap::Error> {
        Cli::read(line.split(' ').map(OsString::from))
    }

    fn options(line: &str) -> Options {
        read(line).expect("a command").options
    }

    fn usage_error(line: &str) -> String {
        let error = read(line).expect_err("wrong usage");
        assert_eq!(error.exit_code(), 2, "{line}");
        error.to_string()
    }

    #[test]
    fn the_tree_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn commands_take_their_own_arguments() {
        let command = |line: &str| read(line).expect("a command").command;
        assert_eq!(command("appraise score"), Command::Score { closed: false, rows: RowOptions::default() });
        assert_eq!(
            command("appraise pay"),
            Command::Pay { lines: None, closed: false, formulas: false, rows: RowOptions::default() }
        );
        assert_eq!(
            command("appraise pay --lines"),
            Command::Pay {
                lines: Some(Lines::Components),
                closed: false,
                formulas: false,
                rows: RowOptions::default()
            }
        );
        assert_eq!(
            command("appraise pay --lines deals"),
            Command::Pay { lines: Some(Lines::Deals), closed: false, formulas: false, rows: RowOptions::default() }
        );
        assert_eq!(
            command("appraise pay --lines --ascii"),
            Command::Pay {
                lines: Some(Lines::Components),
                closed: false,
                formulas: false,
                rows: RowOptions::default()
            }
        );
        let explain = Command::Explain {
            person: Some("wei".into()),
            what: vec!["revenue".into()],
            rows: true,
            subject: SubjectOptions::default(),
        };
        assert_eq!(command("appraise explain wei revenue --rows"), explain);
        assert_eq!(command("appraise check -v --audit"), Command::Check { audit: true });
        assert_eq!(command("appraise init"), Command::Init { folder: ".".into() });
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        for line in ["appraise --policy p.toml --lang zh-Hant score", "appraise score --lang zh-Hant --policy p.toml"] {
            let found = options(line);
            assert_eq!((found.policy, found.lang), (PathBuf::from("p.toml"), Some(Language::ZhHant)));
        }
        let plain = options("appraise score");
        assert_eq!((plain.policy.to_str(), plain.lang), (Some("policy.toml"), None));
        assert_eq!(plain.verbosity(), Verbosity::Normal);
        assert_eq!(options("appraise check -vv").verbosity(), Verbosity::Verbose);
        assert_eq!(options("appraise check -q").verbosity(), Verbosity::Quiet);
    }

    #[test]
    fn the_format_is_asked_for_or_comes_from_the_extension() {
        for (line, expected) in [
            ("appraise score", "table"),
            ("appraise score -o -", "table"),
            ("appraise score -o out/score.CSV", "csv"),
            ("appraise score -o score.csv --format json", "json"),
            ("appraise score -o score --format md", "md"),
            ("appraise score -o score.txt", "table"),
            ("appraise score -o /dev/full", "table"),
        ] {
            assert_eq!(options(line).format().id, expected, "{line}");
        }
        assert_eq!(options("appraise score -o -").target(), Target::Stdout);
        assert!(usage_error("appraise score -o score.pdf").contains("--format"));
    }

    #[test]
    fn titles_and_head_are_for_csv() {
        let found = options("appraise pay -o pay.csv --titles --with-head --csv-dialect excel");
        assert_eq!((found.csv_header(), found.csv_lead()), (CsvHeader::Titles, CsvLead::PeriodAndCurrency));
        for line in
            ["appraise score --titles", "appraise pay --with-head --format json", "appraise pay --titles -o a.md"]
        {
            let told = usage_error(line);
            assert!(told.contains("CSV") && told.contains("--format csv"), "{told}");
        }
    }

    #[test]
    fn formulas_are_for_workbooks_of_pay() {
        let found = read("appraise pay --formulas -o pay.xlsx").expect("a command").command;
        assert_eq!(found, Command::Pay { lines: None, closed: false, formulas: true, rows: RowOptions::default() });
        for line in ["appraise pay --formulas", "appraise pay --formulas -o pay.csv"] {
            let told = usage_error(line);
            assert!(told.contains("XLSX") && told.contains("--format xlsx"), "{told}");
        }
        usage_error("appraise score --formulas -o score.xlsx");
        usage_error("appraise pay --closed --formulas -o pay.xlsx");
        usage_error("appraise pay --top 3 --formulas -o pay.xlsx");
    }

    #[test]
    fn wrong_usage_ends_with_2() {
        for line in [
            "appraise",
            "appraise rank",
            "appraise explain",
            "appraise score --lang fr",
            "appraise score --threads 0",
            "appraise score --encoding big6",
            "appraise score -q -v",
            "appraise score extra",
        ] {
            usage_error(line);
        }
        assert!(usage_error("appraise scroe").contains("score"));
        assert!(usage_error("appraise score --perod 2026").contains("--period"));
    }

    #[test]
    fn help_and_version_are_answers() {
        for line in ["appraise --help", "appraise pay --help", "appraise --version", "appraise -V"] {
            let answer = read(line).expect_err("an answer");
            assert_eq!(answer.exit_code(), 0, "{line}");
        }
        let version = read("appraise --version").expect_err("an answer").to_string();
        assert_eq!(version, format!("appraise {}\n", env!("CARGO_PKG_VERSION")));
        assert!(read("appraise pay --help").expect_err("an answer").to_string().contains("Examples:"));
    }
}
