//! The command-line program: everything is in the library's `cli`.

use std::process::ExitCode;

use sales_appraisal::cli::args::Cli;
use sales_appraisal::cli::environment::of_arguments;
use sales_appraisal::cli::execute;
use sales_appraisal::cli::terminal::answer;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let language = of_arguments(&arguments);
    match Cli::read(arguments) {
        Ok(cli) => execute(&cli).into(),
        Err(instead) => answer(&instead, language).into(),
    }
}
