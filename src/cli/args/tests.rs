//! Command lines, as they are read and refused.

use super::*;
use crate::locale::Language;
use crate::output::Target;
use crate::render::{CsvHeader, CsvLead};

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
        Command::Pay { lines: Some(Lines::Components), closed: false, formulas: false, rows: RowOptions::default() }
    );
    assert_eq!(
        command("appraise pay --lines deals"),
        Command::Pay { lines: Some(Lines::Deals), closed: false, formulas: false, rows: RowOptions::default() }
    );
    assert_eq!(
        command("appraise pay --lines --ascii"),
        Command::Pay { lines: Some(Lines::Components), closed: false, formulas: false, rows: RowOptions::default() }
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
        ("appraise score -o score.csv --format csv", "csv"),
        ("appraise score -o score.data --format json", "json"),
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
fn the_extension_does_not_contradict_the_format() {
    for line in ["appraise pay --format csv -o pay.xlsx", "appraise statement wei --format json -o wei.html"] {
        let told = usage_error(line);
        assert!(told.contains("by its extension") && told.contains("leave out '--format'"), "{told}");
    }
    // Folders may be called as one likes.
    assert!(read("appraise report -o october.d").is_ok() && read("appraise watch -o alerts.csv/ --format md").is_ok());
}

#[test]
fn titles_and_head_are_for_csv() {
    let found = options("appraise pay -o pay.csv --titles --with-head --csv-dialect excel");
    assert_eq!((found.csv_header(), found.csv_lead()), (CsvHeader::Titles, CsvLead::PeriodAndCurrency));
    for line in ["appraise score --titles", "appraise pay --with-head --format json", "appraise pay --titles -o a.md"] {
        let told = usage_error(line);
        assert!(told.contains("'csv'") && told.contains("--format csv"), "{told}");
    }
}

#[test]
fn formulas_are_for_workbooks_of_pay() {
    let found = read("appraise pay --formulas -o pay.xlsx").expect("a command").command;
    assert_eq!(found, Command::Pay { lines: None, closed: false, formulas: true, rows: RowOptions::default() });
    for line in ["appraise pay --formulas", "appraise pay --formulas -o pay.csv"] {
        let told = usage_error(line);
        assert!(told.contains("'xlsx'") && told.contains("--format xlsx"), "{told}");
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
