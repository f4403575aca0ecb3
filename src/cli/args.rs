//! The command line as it is written: commands and their arguments.

mod fitting;
mod options;
mod subject;
#[cfg(test)]
mod tests;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use super::environment::of_arguments;
use super::help::{Layout, worded};
use super::man::check_command;
use super::report::Choice;
use super::row_options::RowOptions;
use crate::calendar::NaiveDate;
use crate::locale::Locale;

pub use options::Options;
pub use subject::SubjectOptions;
pub use values::{ColorWhen, FileEncoding, Lines, Look, MessageFormat, Severity, Verbosity};

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
        #[arg(long, value_name = "TEXT", requires = "reopen", conflicts_with_all = ["list", "dry_run"])]
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

impl Cli {
    /// Reads a command line, the program's name first, in the language of `of_arguments`. The error is also what `--help` and `--version`
    /// answer.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let locale = Locale::new(of_arguments(&arguments));
        let matches = worded(Cli::command(), &locale, Layout::Help).try_get_matches_from(arguments)?;
        let cli = Cli::from_arg_matches(&matches)?;
        cli.check_fit(&matches, &locale)?;
        match &cli.command {
            Command::Man { command: Some(name) } => check_command(name).map(|()| cli),
            _ => Ok(cli),
        }
    }
}
