//! The command-line program: everything is in the library's `cli`.

use std::process::ExitCode;

use sales_appraisal::cli::args::Cli;
use sales_appraisal::cli::execute;
use sales_appraisal::cli::terminal::answer;

fn main() -> ExitCode {
    match Cli::read(std::env::args_os()) {
        Ok(cli) => execute(&cli).into(),
        Err(instead) => answer(&instead).into(),
    }
}
