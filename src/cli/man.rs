//! `appraise man`: the manual page of the program, which lists its commands, or of one command, in the language of the help.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args::{Cli, Options};
use super::exit::Exit;
use super::help::{Layout, whole};
use super::run::Session;
use crate::finding::nearest;
use crate::locale::{Language, Locale};

/// Headings that the page has in English, and their ids.
const HEADINGS: [(&str, &str); 4] =
    [("NAME", "man-name"), ("SYNOPSIS", "man-synopsis"), ("SUBCOMMANDS", "man-commands"), ("OPTIONS", "man-options")];

/// Runs the command.
pub fn execute(options: &Options, command: Option<&str>) -> Exit {
    let session = Session::new(options);
    let page = page(command, session.locale());
    session.write_bytes(page.as_bytes(), Exit::Written)
}

/// Refuses a name that no command has.
pub fn check_command(name: &str) -> Result<(), clap::Error> {
    let tree = Cli::command();
    let known: Vec<String> = tree.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    if known.iter().any(|known| known == name) {
        return Ok(());
    }
    let mut error = clap::Error::new(ErrorKind::InvalidSubcommand).with_cmd(&tree);
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(name.to_owned()));
    if let Some(near) = nearest(name, &known) {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::String(near.to_owned()));
    }
    error.insert(ContextKind::ValidValue, ContextValue::Strings(known));
    Err(error)
}

/// The page of a command, or of the program.
fn page(command: Option<&str>, locale: &Locale) -> String {
    let program = whole(locale, Layout::Page).disable_help_subcommand(true);
    let below = command.and_then(|name| program.find_subcommand(name));
    let see_also = below.map(|_| see_also(program.get_name(), locale));
    let command = below.cloned().unwrap_or_else(|| without_help(program));
    let blocks = command.get_after_help().map_or_else(String::new, |text| blocks(&text.to_string()));
    let sections = [sections(&command, locale), blocks, see_also.unwrap_or_default()].concat();
    title(&command) + &broken(&sections, locale)
}

/// The tree without the command `help`, which has no page.
fn without_help(program: Command) -> Command {
    program.mut_subcommands(|below| if below.get_name() == "help" { below.hide(true) } else { below })
}

fn text(id: &str, locale: &Locale) -> String {
    locale.command_line_with(id, &[])
}

/// The first lines: apostrophes are plain, words are not hyphenated, and the right edge is ragged. There is no date: the page of a
/// version is the same on any day.
fn title(command: &Command) -> String {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    let version = env!("CARGO_PKG_VERSION");
    format!(
        ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n.TH \"{name}\" \"1\" \"\" \"appraise {version}\" \"\"\n.nh\n.ad l\n"
    )
}

/// What the page says of name, usage, options and commands.
fn sections(command: &Command, locale: &Locale) -> String {
    let mut usage = command.clone();
    let usage = usage.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    let man = Man::new(command.clone().override_usage(usage));
    let mut parts: Vec<Vec<u8>> = vec![Vec::new(); 4];
    let has_commands = command.get_subcommands().next().is_some();
    // Nothing fails that is written to memory.
    let written = [
        man.render_name_section(&mut parts[0]),
        man.render_synopsis_section(&mut parts[1]),
        if has_commands { man.render_subcommands_section(&mut parts[2]) } else { Ok(()) },
        man.render_options_section(&mut parts[3]),
    ];
    debug_assert!(written.iter().all(Result::is_ok));
    let parts = parts.iter().map(|part| headed(&String::from_utf8_lossy(part), locale));
    parts.collect()
}

/// A section without what stands before its heading, and the heading in the language.
fn headed(part: &str, locale: &Locale) -> String {
    let section = part.find(".SH ").map_or("", |at| &part[at..]);
    // A blank line between a text and its values is one, and not two breaks.
    let section = section.replace(".br\n\n.br\n", ".sp\n");
    HEADINGS.iter().fold(section, |section, (english, id)| {
        section.replace(&format!(".SH {english}\n"), &format!(".SH {}\n", text(id, locale)))
    })
}

/// Examples and exit codes: a line that begins at the margin heads those below it, which stand as they are.
fn blocks(text: &str) -> String {
    let mut roff = Roff::new();
    let mut is_open = false;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match line.strip_prefix("  ") {
            Some(line) => {
                roff.text([roman(line)]);
            }
            None => {
                let heading = line.trim_end_matches([':', '：']).to_uppercase();
                if is_open {
                    roff.control("fi", []);
                }
                roff.control("SH", [heading.as_str()]).control("nf", []);
                is_open = true;
            }
        }
    }
    if is_open {
        roff.control("fi", []);
    }
    roff.to_roff()
}

/// Where the program's own page is.
fn see_also(program: &str, locale: &Locale) -> String {
    format!(".SH {}\n\\fB{program}\\fR(1)\n", heading_of(&text("man-see-also", locale)))
}

/// A heading of several words is one in quotes.
fn heading_of(text: &str) -> String {
    if text.contains(' ') { format!("\"{text}\"") } else { text.to_owned() }
}

/// Texts without blanks are cut already, and a reader of pages would put blanks between their lines: they end where they are cut.
fn broken(page: &str, locale: &Locale) -> String {
    if locale.language() == Language::En {
        return page.to_owned();
    }
    // The first line after `.TP` is the tag of the next.
    let (mut lines, mut free, mut filled) = (Vec::new(), 0, true);
    for line in page.lines() {
        match line.strip_prefix('.') {
            Some(control) => {
                free = if control == "TP" { 2 } else { 1 };
                filled = (filled || control == "fi") && control != "nf";
            }
            None if free == 0 && filled => lines.push(".br"),
            None => free = usize::saturating_sub(free, 1),
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_in_every_language() {
        let names: Vec<String> = Cli::command().get_subcommands().map(|below| below.get_name().to_owned()).collect();
        for (_, language) in Language::ALL {
            let locale = Locale::new(language);
            let main = page(None, &locale);
            for name in &names {
                let page = page(Some(name), &locale);
                assert!(page.contains(&format!(".TH \"APPRAISE-{}\" \"1\"", name.to_uppercase())), "{page}");
                assert!(page.contains(&format!("\\fBappraise {name}\\fR [OPTIONS]")), "{page}");
                assert!(main.contains(&format!("appraise\\-{name}(1)")), "{main}");
            }
        }
    }

    #[test]
    fn a_page_has_its_headings_in_the_language() {
        let headings = |language| {
            let page = page(Some("score"), &Locale::new(language));
            page.lines().filter_map(|line| line.strip_prefix(".SH ")).map(str::to_owned).collect::<Vec<_>>()
        };
        let english = headings(Language::En);
        assert_eq!(english.first().map(String::as_str), Some("NAME"));
        let hans = headings(Language::ZhHans);
        assert_eq!(hans.len(), english.len());
        assert!(hans.iter().all(|heading| !heading.is_ascii()), "{hans:?}");
    }
}
