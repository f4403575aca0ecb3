//! Help in three languages: the tree of commands takes its texts from the locale, and clap's own words are put into those of the language.

use clap::builder::PossibleValue;
use clap::{Arg, Command, CommandFactory};

use super::args::Cli;

use crate::locale::{Language, Locale};
use crate::render::text::wrap;

/// Chinese has no blanks to break lines at, so that its lines are cut before clap sees them.
const WIDTH: usize = 66;

/// The same in manual pages.
const PAGE_WIDTH: usize = 62;

/// Options whose words the text in Chinese explains itself.
const EXPLAINED: [&str; 3] = ["lines", "color", "message_format"];

/// Clap's own words; one that begins like another stands before it.
const WORDS: [(&str, &str); 11] = [
    ("help-usage", "Usage:"),
    ("help-commands", "Commands:"),
    ("help-arguments", "Arguments:"),
    ("help-options", "Options:"),
    ("help-default", "[default: "),
    ("help-values", "[possible values: "),
    ("help-of-command", "Print this message or the help of the given subcommand(s)"),
    ("help-help-long", "Print help (see a summary with '-h')"),
    ("help-help-short", "Print help (see more with '--help')"),
    ("help-help", "Print help"),
    ("help-version", "Print version"),
];

/// What texts are laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `--help` on a terminal.
    Help,
    /// A manual page, whose reader indents more.
    Page,
    /// A shell that completes: a text is one line, and the values are the shell's to show.
    Shell,
}

/// The command and those below it with the texts of the locale; what has no text there keeps its own.
pub fn worded(command: Command, locale: &Locale, layout: Layout) -> Command {
    let name = command.get_name().to_owned();
    let command = command.mut_args(|arg| argument(arg, locale, layout));
    let mut command = command.mut_subcommands(|below| worded(below, locale, layout));
    let about = if name == "help" { "help-of-command".to_owned() } else { format!("{name}-about") };
    if let Some(about) = locale.command_line(&about) {
        command = command.about(about_in(about, locale, layout));
    }
    match locale.command_line(&format!("{name}-examples")) {
        Some(examples) => command.after_help(examples),
        None => command,
    }
}

/// What a command is for, in lines where a page could not break it.
fn about_in(about: &str, locale: &Locale, layout: Layout) -> String {
    match (layout, locale.language()) {
        (Layout::Page, Language::ZhHans | Language::ZhHant) => wrap(about, PAGE_WIDTH).join("\n"),
        _ => about.to_owned(),
    }
}

/// The whole tree as clap builds it, every command with all of its options, in the words of the locale: also what clap adds itself.
pub fn whole(locale: &Locale, layout: Layout) -> Command {
    let mut command = Cli::command();
    command.build();
    worded(command, locale, layout)
}

fn argument(arg: Arg, locale: &Locale, layout: Layout) -> Arg {
    let heading = arg.get_help_heading().and_then(|_| locale.command_line("help-common"));
    let arg = match (text_of(&arg, locale), locale.language(), layout) {
        (None, ..) => arg,
        // Clap has a longer text for its own `--help`.
        (Some(text), Language::En, _) => arg.help(text).long_help(None::<&str>),
        (Some(text), _, Layout::Help) => with_values(arg, text, locale, WIDTH),
        (Some(text), _, Layout::Page) => with_values(arg, text, locale, PAGE_WIDTH),
        (Some(text), _, Layout::Shell) => without_words(arg.help(text)),
    };
    match heading {
        Some(heading) => arg.help_heading(heading),
        None => arg,
    }
}

/// The text of an argument, also of those that clap adds.
fn text_of(arg: &Arg, locale: &Locale) -> Option<&'static str> {
    match arg.get_id().as_str() {
        "help" => locale.command_line("help-help"),
        "version" => locale.command_line("help-version"),
        id => locale.command_line(&format!("arg-{id}")),
    }
}

fn with_values(arg: Arg, text: &str, locale: &Locale, width: usize) -> Arg {
    let text = wrap(&format!("{text}{}", values(&arg, locale)), width).join("\n");
    let hides = arg.get_action().takes_values();
    arg.help(text).long_help(None::<&str>).hide_possible_values(hides).hide_default_value(hides)
}

/// The argument without what values are said to be, which is in English alone.
fn without_words(arg: Arg) -> Arg {
    let values = arg.get_possible_values().into_iter().map(|value| value.help(None::<&str>));
    let values: Vec<PossibleValue> = values.filter(|_| arg.get_action().takes_values()).collect();
    if values.is_empty() { arg } else { arg.value_parser(values) }
}

/// What is taken where the option is not given, and what it may be: clap would part them anywhere.
fn values(arg: &Arg, locale: &Locale) -> String {
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let is_explained = EXPLAINED.contains(&arg.get_id().as_str());
    let possible = arg.get_possible_values().into_iter().map(|value| value.get_name().to_owned());
    let possible: Vec<String> = possible.filter(|_| !is_explained && arg.get_action().takes_values()).collect();
    let listed = |id, values: Vec<String>| match values.is_empty() {
        true => String::new(),
        false => format!(" {}{}]", locale.command_line_with(id, &[]), values.join(", ")),
    };
    let default = default.into_iter().filter(|_| arg.get_action().takes_values()).collect();
    listed("help-default", default) + &listed("help-values", possible)
}

/// What clap wrote, with its own words in those of the language.
pub fn translated(answer: &str, locale: &Locale) -> String {
    let error = format!("{}{}", locale.term("error"), locale.term("colon"));
    let more = locale.command_line("usage-more").map(|text| ("For more information, try '--help'.", text));
    let words = WORDS.iter().filter_map(|(id, word)| Some((*word, locale.command_line(id)?)));
    let answer = answer.replacen("error: ", &error, 1);
    let answer = words.chain(more).fold(answer, |answer, (word, text)| answer.replace(word, text));
    tight(&answer, locale)
}

/// The text without the colons and blanks that clap puts where a language has others.
fn tight(text: &str, locale: &Locale) -> String {
    let [common, usage] = ["help-common", "help-usage"].map(|id| locale.command_line_with(id, &[]));
    match locale.language() {
        Language::En => text.to_owned(),
        _ => text.replace(&format!("{common}:"), &format!("{common}：")).replace(&format!("{usage} "), &usage),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that every command and option of the tree must have.
    fn ids(command: &Command) -> Vec<String> {
        let own = ["about", "examples"].map(|part| format!("{}-{part}", command.get_name()));
        let arguments = command.get_arguments().map(|arg| format!("arg-{}", arg.get_id()));
        own.into_iter().chain(arguments).chain(command.get_subcommands().flat_map(ids)).collect()
    }

    #[test]
    fn every_command_and_option_has_its_texts_in_three_languages() {
        for (name, language) in Language::ALL {
            let locale = Locale::new(language);
            let without: Vec<String> =
                ids(&Cli::command()).into_iter().filter(|id| locale.command_line(id).is_none()).collect();
            assert!(without.is_empty(), "src/locale/cli.toml has no text in {name} for {without:?}");
            worded(Cli::command(), &locale, Layout::Help).debug_assert();
        }
    }

    #[test]
    fn help_in_chinese_has_no_word_of_clap_left() {
        for language in [Language::ZhHans, Language::ZhHant] {
            let locale = Locale::new(language);
            for name in ["score", "pay", "explain", "check", "init"] {
                for short in [true, false] {
                    let mut command = worded(Cli::command(), &locale, Layout::Help);
                    command.build();
                    let command = command.find_subcommand_mut(name).expect("a command");
                    let help = if short { command.render_help() } else { command.render_long_help() };
                    let help = translated(&help.to_string(), &locale);
                    for (_, word) in WORDS {
                        assert!(!help.contains(word), "{name}: {word}\n{help}");
                    }
                    assert!(!help.contains("ossible values") && help.contains("用法："), "{help}");
                }
            }
        }
    }

    #[test]
    fn the_words_of_clap_are_the_english_ones() {
        let locale = Locale::new(Language::En);
        for (id, word) in WORDS {
            assert_eq!(locale.command_line(id), Some(word));
        }
        let help = worded(Cli::command(), &locale, Layout::Help).render_long_help().to_string();
        assert_eq!(translated(&help, &locale), help);
    }
}
