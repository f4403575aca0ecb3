//! The command line: arguments, one file per command, diagnostics, exit codes.

pub mod args;
mod check;
mod close;
mod closed;
mod completions;
mod customers;
pub mod diagnostics;
pub mod environment;
mod excerpt;
pub mod exit;
mod explain;
mod file_names;
mod folder;
mod help;
mod init;
mod man;
mod pay;
mod progress;
mod progress_bar;
mod rejects;
mod report;
mod row_options;
mod run;
mod schema;
mod score;
mod signals;
mod statement;
mod targets;
pub mod terminal;
mod told;
mod trend;
mod usage;
mod verify;
mod watch;

use args::{Cli, Command, Options};
use exit::Exit;
use run::Session;

use crate::finding::Finding;
use crate::locale::Locale;
use crate::management::{Question, TargetsAsked, TrendAsked};
use crate::output::Target;
use crate::render::Content;

/// Runs a command: the table of commands.
pub fn execute(cli: &Cli) -> Exit {
    let locale = Locale::new(cli.options.lang.unwrap_or_else(environment::of_environment));
    let error = |term| format!("{}{}{}", locale.term("error"), locale.term("colon"), locale.term(term));
    told::hold();
    signals::listen(error("out_of_memory") + "\n", error("internal_fault"));
    if let Some(refused) = part_of_a_period(cli).or_else(|| bytes_on_a_terminal(&cli.options)) {
        return Session::new(&cli.options).fail(refused, Exit::Usage);
    }
    match &cli.command {
        Command::Score { closed: true, rows } => score::closed(&cli.options, rows),
        Command::Score { rows, .. } => score::execute(&cli.options, rows),
        Command::Pay { lines, closed: true, rows, .. } => pay::closed(&cli.options, *lines, rows),
        Command::Pay { lines, formulas: true, .. } => pay::live(&cli.options, *lines),
        Command::Pay { lines, rows, .. } => pay::execute(&cli.options, *lines, rows),
        Command::Explain { person, what, rows, subject } => match subject.subject() {
            None => explain::execute(&cli.options, (person.as_deref().unwrap_or_default(), what), *rows),
            Some(subject) => explain::execute_subject(&cli.options, subject, (person.as_deref(), what), *rows),
        },
        Command::Check { audit } => check::execute(&cli.options, *audit),
        Command::Customers { customer, rows } => {
            customers::execute(&cli.options, Question::Customers(customer.clone()), rows)
        }
        Command::Progress { since, rows } => progress::execute(&cli.options, Question::Progress(*since), rows),
        Command::Targets { check } => {
            let asked = if *check { TargetsAsked::Check } else { TargetsAsked::Split };
            targets::execute(&cli.options, Question::Targets(asked))
        }
        Command::Trend { by, measure, periods, top } => {
            let (by, measure, periods, top) = (by.clone(), measure.clone(), *periods, *top);
            trend::execute(&cli.options, Question::Trend(TrendAsked { by, measure, periods, top }))
        }
        Command::Watch { fail, rows } => watch::execute(&cli.options, *fail, rows),
        Command::Statement { person, to } => statement::execute(&cli.options, person, to.as_deref()),
        Command::Close { list: true, .. } => close::list(&cli.options),
        Command::Close { reopen: Some(period), reason, .. } => {
            close::reopen(&cli.options, period, reason.as_deref().unwrap_or_default())
        }
        Command::Close { dry_run, .. } => close::execute(&cli.options, *dry_run),
        Command::Verify { only, head } => verify::execute(&cli.options, *only, head.as_deref()),
        Command::Report { choice } => report::execute(&cli.options, choice),
        Command::Init { folder } => init::execute(&cli.options, folder),
        Command::Completions { shell } => completions::execute(&cli.options, *shell),
        Command::Schema => schema::execute(&cli.options),
        Command::Man { command } => man::execute(&cli.options, command.as_deref()),
    }
}

/// What is no text is refused where standard output is a terminal.
fn bytes_on_a_terminal(options: &Options) -> Option<Finding> {
    let (format, target) = (options.format(), options.target());
    let is_refused = format.content == Content::Binary && target == Target::Stdout && terminal::is_one();
    is_refused.then(|| Finding::error("format-on-terminal").with("format", format.id))
}

/// What is paid, closed and verified are whole periods: an as-of day is refused there.
fn part_of_a_period(cli: &Cli) -> Option<Finding> {
    let day = cli.options.as_of?;
    let command = match &cli.command {
        Command::Pay { .. } => "pay".to_owned(),
        Command::Statement { .. } => "statement".to_owned(),
        Command::Score { closed: true, .. } => "score --closed".to_owned(),
        Command::Close { .. } => "close".to_owned(),
        Command::Verify { .. } => "verify".to_owned(),
        Command::Report { choice } => format!("report --only {}", choice.of_whole_periods()?.name()),
        _ => return None,
    };
    Some(Finding::error("as-of-not-paid").with("command", command).with("day", day))
}
