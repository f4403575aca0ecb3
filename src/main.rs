//! The command-line program: everything is in the library's `cli`.

use std::process::ExitCode;

use sales_appraisal::cli::args::Cli;
use sales_appraisal::cli::exit::Exit;
use sales_appraisal::cli::terminal::answer;

fn main() -> ExitCode {
    match Cli::read(std::env::args_os()) {
        Ok(_) => Exit::Usage.into(),
        Err(instead) => answer(&instead).into(),
    }
}
