//! `appraise completions`: what a shell reads to complete commands, options and their values.

use clap_complete::{Shell, generate};

use super::args::Options;
use super::exit::Exit;
use super::help::{Layout, whole};
use super::run::Session;
use crate::locale::Locale;

/// Runs the command.
pub fn execute(options: &Options, shell: Shell) -> Exit {
    let session = Session::new(options);
    let script = script(shell, session.locale());
    session.write_bytes(&script, Exit::Written)
}

/// The script of a shell, its descriptions in the language.
fn script(shell: Shell, locale: &Locale) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut whole(locale, Layout::Shell), "appraise", &mut script);
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    #[test]
    fn a_script_has_every_command_and_no_english_in_chinese() {
        for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
            for (_, language) in Language::ALL {
                let script = String::from_utf8(script(shell, &Locale::new(language))).expect("UTF-8");
                for word in ["explain", "completions", "csv-dialect"] {
                    assert!(script.contains(word), "{shell} {}: {word}", language.id());
                }
                let english = ["Print help", "One component", "On a terminal", "Bourne"];
                let left = english.iter().find(|word| script.contains(**word) && language != Language::En);
                assert_eq!(left, None, "{shell} {}", language.id());
            }
        }
    }
}
