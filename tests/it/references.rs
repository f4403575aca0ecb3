//! The references in `docs/` say what the program does: the command line and the columns are generated (`UPDATE_EXPECT=1` writes
//! them), and the others name every key, word, term and column that there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{APPRAISE, differs_from, root};

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_default()
}

/// What `--help` says where no terminal sets a width.
fn help(arguments: &[&str]) -> String {
    let mut command = Command::new(APPRAISE);
    command.args(arguments).arg("--help").env_remove("COLUMNS").env("LC_ALL", "C").stdin(Stdio::null());
    let text = String::from_utf8(command.output().expect("the program starts").stdout).expect("UTF-8");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// A command's help without the options that every command has.
fn own_help(command: &str) -> String {
    let text = help(&[command]);
    let (own, rest) = text.split_once("Options of every command:").expect("the common options");
    let examples = rest.find("Examples:").map_or("", |at| &rest[at..]);
    format!("{own}{examples}").trim_end().to_owned()
}

/// The commands that the help lists, but `help` itself.
fn commands(help: &str) -> Vec<&str> {
    let (_, rest) = help.split_once("Commands:\n").expect("commands");
    let lines = rest.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").collect()
}

#[test]
fn the_command_line_reference_is_what_help_says() {
    let mut text = String::from(
        "# Command line\n\nWhat `appraise --help` says, then what each command says of itself. The options of every command may \
         stand before or after the command's name.\n",
    );
    let whole = help(&[]);
    text += &format!("\n```text\n{whole}\n```\n");
    for command in commands(&whole) {
        text += &format!("\n## appraise {command}\n\n```text\n{}\n```\n", own_help(command));
    }
    let differs = differs_from(&root().join("docs/cli.md"), &text);
    assert!(differs.is_none(), "{}", differs.unwrap_or_default());
}

/// A row per kind of file, from the data that the program reads headers with.
fn columns_table() -> String {
    let data = document("src/ingest/header/columns.txt");
    let mut table = String::from("| input | columns |\n|---|---|\n");
    for (kind, list) in data.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": ")) {
        let name = match kind {
            "every" => "*every source*".to_owned(),
            "+ other" => "*a source of your own*".to_owned(),
            kind => format!("`{}`", kind.trim_start_matches("+ ")),
        };
        let column = |column: &str| {
            let (name, kind) = column.split_once(' ').expect("a name and a type");
            match name.strip_suffix('*') {
                Some(name) => format!("**`{name}`** {kind}"),
                None => format!("`{name}` {kind}"),
            }
        };
        let columns: Vec<String> = list.split(", ").map(column).collect();
        table += &format!("| {name} | {} |\n", columns.join(", "));
    }
    table
}

#[test]
fn the_columns_of_files_are_those_that_are_known() {
    let (begin, end) = ("<!-- columns: begin -->\n", "<!-- columns: end -->");
    let text = document("docs/files.md");
    let (before, rest) = text.split_once(begin).expect("where the table begins");
    let (_, after) = rest.split_once(end).expect("where the table ends");
    let found = format!("{before}{begin}{}{end}{after}", columns_table());
    let differs = differs_from(&root().join("docs/files.md"), &found);
    assert!(differs.is_none(), "{}", differs.unwrap_or_default());
}

/// Every word inside of backticks.
fn words_in_code(text: &str) -> BTreeSet<&str> {
    let code = text.split('`').skip(1).step_by(2);
    code.flat_map(|code| code.split(|c: char| !c.is_alphanumeric() && c != '_')).collect()
}

/// The keys that the reader of policies asks for, and the words that it lets choose from.
fn words_of_the_language() -> BTreeSet<String> {
    const GETTERS: [&str; 21] = [
        "text",
        "number",
        "amount_from_zero",
        "positive",
        "whole",
        "flag",
        "date",
        "list",
        "filled_list",
        "texts",
        "filled_texts",
        "numbers",
        "choice",
        "required_choice",
        "table",
        "tables",
        "section",
        "node",
        "require",
        "entry",
        "default",
    ];
    let mut words = BTreeSet::new();
    for folder in ["src/policy", "src/policy/pay"] {
        // `columns.rs` is about files.
        for path in crate::support::files(folder, "rs").into_iter().filter(|path| !path.ends_with("columns.rs")) {
            let text = fs::read_to_string(&path).expect("a file");
            for (at, _) in text.match_indices("(\"") {
                let before = &text[..at];
                let word = text[at + 2..].split('"').next().unwrap_or_default();
                let called = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                let is_choice = called.is_empty() && text[at + 2 + word.len()..].starts_with("\", ");
                let is_word = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !word.is_empty();
                if is_word && (GETTERS.contains(&called) || (is_choice && before.ends_with(['[', ' ', '\n']))) {
                    words.insert(word.to_owned());
                }
            }
        }
    }
    words
}

/// Facts of findings, which look like words of the language but are none.
const FACTS: [&str; 62] = [
    "after",
    "what",
    "before",
    "choices",
    "column",
    "columns",
    "example",
    "found",
    "from",
    "grade",
    "input",
    "instead",
    "key",
    "keys",
    "known",
    "most",
    "name",
    "names",
    "new",
    "points",
    "range",
    "rows",
    "sum",
    "table",
    "to",
    "total",
    "unit",
    "weight",
    "file",
    "path",
    "filter",
    "quota",
    "tier",
    "rate_by",
    "missing",
    "more",
    "conditions",
    "at",
    "role",
    "billions",
    "bn",
    "crore",
    "euro",
    "euros",
    "hundreds",
    "k",
    "lakh",
    "millions",
    "mio",
    "mn",
    "multiplier",
    "component",
    "day",
    "text",
    "nearest",
    "ntd",
    "ones",
    "rmb",
    "rounding_mode",
    "thousands",
    "tiers_by_measure",
    "times",
];

#[test]
fn the_policy_reference_and_the_schema_name_every_key_and_every_word() {
    let text = document("docs/policy.md");
    let words = words_of_the_language();
    assert!(words.len() > 150, "{} words", words.len());
    let said = words_in_code(&text);
    let words: Vec<&String> = words.iter().filter(|word| !FACTS.contains(&word.as_str())).collect();
    let unsaid: Vec<&&String> = words.iter().filter(|word| !said.contains(word.as_str())).collect();
    assert!(unsaid.is_empty(), "not in docs/policy.md: {unsaid:?}");
    let schema = sales_appraisal::policy::schema::text();
    let unknown: Vec<&&String> = words.iter().filter(|word| !schema.contains(&format!("\"{word}\""))).collect();
    assert!(unknown.is_empty(), "not in the schema: {unknown:?}");
}

#[test]
fn the_glossary_has_the_words_of_the_reports() {
    let terms = document("src/locale/terms.toml");
    let mut rows = 0;
    for line in document("docs/glossary.md").lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let id = cells[1].trim_matches('`');
        let (_, entry) = terms.split_once(&format!("[{id}]\n")).unwrap_or_else(|| panic!("no term {id}"));
        let texts = entry.lines().take(3).map(|line| line.split('"').nth(1).unwrap_or_default());
        assert_eq!(texts.collect::<Vec<_>>(), cells[2..5].to_vec(), "{id}");
        rows += 1;
    }
    assert!(rows >= 40, "{rows} terms");
}

#[test]
fn the_reference_of_reports_names_every_column() {
    let text = document("docs/reports.md");
    for report in ["pay-lines", "pay-deals", "check"] {
        for example in ["adventureworks", "handbook"] {
            let csv = document(&format!("tests/expected/{example}/{report}.csv"));
            let header = csv.lines().next().expect("a header");
            let unsaid: Vec<&str> = header.split(',').filter(|id| !text.contains(&format!("`{id}`"))).collect();
            assert!(unsaid.is_empty(), "{report} of {example}: {unsaid:?}");
        }
    }
}

#[test]
fn every_document_has_links_that_lead_somewhere() {
    let mut documents = crate::support::files("docs", "md");
    documents.extend(crate::support::files("docs/decisions", "md"));
    for path in documents {
        let text = fs::read_to_string(&path).expect("a file");
        let folder = path.parent().unwrap_or(Path::new("."));
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let leads = target.is_empty() || target.starts_with("http") || folder.join(target).exists();
            assert!(leads, "{}: {target}", path.display());
        }
    }
}
