//! Names that mean something to whoever reads a file: they stay texts in every format, and lead nowhere as names of files.

use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::html::only_tags;
use crate::support::appraise;

/// Who is paid: id, name and team.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("../../up", "<script>alert(1)</script>", "<b>South</b>/../x"),
    ("a/b", "\"><img src=x onerror=alert(1)>", "=1+1"),
    ("a\\b", "'; DROP `x` |y| [z](javascript:alert(1))", "=1+1"),
    ("CON", "ab\u{202E}cd\u{2066}ef", "con.x"),
    ("=2+2", "=cmd()|'/C calc'!A0", "[x]:*?"),
    ("007", "+7 @SUM(A1) \u{1}\u{7f}", "-1"),
];

/// What else stands in files: products and customers.
const WORDS: [&str; 2] = ["<svg onload=alert(1)>", "=HYPERLINK(\"http://x.example\")"];

/// The text as a field of a CSV file.
fn field(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A company of such people.
fn company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    let person =
        |(id, name, team): &(&str, &str, &str)| format!("{},{},Sales,{}\n", field(id), field(name), field(team));
    write("staff.csv", &format!("person_id,person,role,team\n{}", PEOPLE.iter().map(person).collect::<String>()));
    let sale = |(index, (id, ..)): (usize, &(&str, &str, &str))| {
        let word = field(WORDS[index % WORDS.len()]);
        format!("2026-10-{:02},{},S{index},{},{word},{word}\n", 10 + index, field(id), 1000 * (index + 1))
    };
    let sales: String = PEOPLE.iter().enumerate().map(sale).collect();
    write("sales.csv", &format!("date,person_id,order,amount,customer,product\n{sales}"));
    let targets: String =
        PEOPLE.iter().map(|(id, ..)| format!("2026-10,person,{},revenue,1500\n", field(id))).collect();
    write("targets.csv", &format!("period,scope,id,measure,target\n{targets}"));
    write("policy.toml", POLICY);
    folder
}

const POLICY: &str = r#"schema = 1
[policy]
name = "<script>alert(2)</script>"
version = "=1+1"
currency = "EUR"
period = "month"
[input]
staff = "staff.csv"
sales = "sales.csv"
targets = "targets.csv"
[measures.revenue]
label = "<i>=revenue</i>"
sum = "sales.amount"
[scorecards.s]
roles = ["Sales"]
[[scorecards.s.indicators]]
measure = "revenue"
weight = 100
score = "linear"
cap = 1.2
when_missing = "error"
[[pay]]
name = "=SUM(A1)<script>alert(3)</script>"
kind = "commission"
over = "period"
negative = "zero"
roles = ["Sales"]
base = "revenue"
rate = "1%"
[[pay]]
name = "@b\"c"
kind = "commission"
over = "period"
negative = "zero"
roles = ["Sales"]
base = "revenue"
rate = "2%"
"#;

fn run(folder: &Path, arguments: &[&str]) -> String {
    let run = appraise(folder, &[arguments, &["--period", "2026-10", "-q"]].concat());
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    run.stdout
}

/// All files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

/// Whether a character is not seen, or turns the direction of others.
fn is_unseen(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A page has no tag but its own, and nothing that is not seen.
fn check_page(name: &str, page: &str) {
    assert!(!page.contains(is_unseen), "{name}");
    assert_eq!(page.matches("<script").count(), 1, "{name}: the page's own");
    let tags = only_tags(page);
    for sign in ["<img", "<b>South", "<i>", "<svg onload", " onerror", " onload", "javascript:", "http:"] {
        assert!(!tags.contains(sign), "{name} has {sign}");
    }
}

#[test]
fn names_stay_texts_in_the_folder_of_a_month() {
    let folder = company();
    run(folder.path(), &["report", "-o", "out"]);
    let out = folder.path().join("out");
    let files = below(&out);
    let named = |part: &str| files.iter().filter(|path| path.to_string_lossy().contains(part)).count();
    assert_eq!((named("/statements/"), named("/teams/")), (6, 5), "{files:?}");
    for path in &files {
        let name = path.strip_prefix(&out).expect("below").to_string_lossy().into_owned();
        let is_odd = |letter: char| is_unseen(letter) || "\\:*?\"<>|".contains(letter);
        assert!(
            !name.contains(is_odd)
                && !name.split('/').any(|part| part.starts_with('.'))
                && name.matches('/').count() <= 1,
            "{name}"
        );
        let stem = path.file_stem().expect("a name").to_string_lossy().to_lowercase();
        assert!(stem.split('.').next() != Some("con"), "{name}");
        if name.ends_with(".html") {
            check_page(&name, &fs::read_to_string(path).expect("a page"));
        }
    }
    let mut book: Xlsx<_> = open_workbook(out.join("report.xlsx")).expect("a workbook");
    for sheet in book.sheet_names() {
        assert!(sheet.chars().count() <= 31 && !sheet.contains(|sign| "[]:*?/\\".contains(sign)), "{sheet}");
        assert!(book.worksheet_formula(&sheet).expect("a sheet").cells().all(|(.., formula)| formula.is_empty()));
        let range = book.worksheet_range(&sheet).expect("a sheet");
        let is_unsafe = |cell: &&Data| matches!(cell, Data::String(text) if text.contains(is_unseen));
        assert_eq!(range.cells().map(|(.., cell)| cell).find(is_unsafe), None, "{sheet}");
    }
}

#[test]
fn names_stay_texts_in_every_format_of_a_report() {
    let folder = company();
    let commands: [&[&str]; 4] = [&["score"], &["pay"], &["explain", "007"], &["statement", "a/b"]];
    for command in commands {
        let of = |format: &str| run(folder.path(), &[command, &["--format", format]].concat());
        check_page(command[0], &of("html"));
        assert!(!of("table").contains(is_unseen), "{command:?}");
        let text = of("md");
        assert!(!text.contains(is_unseen) && !text.contains("<script") && !text.contains("<img"), "{text}");
        assert!(!text.replace("\\](", "").contains("](javascript"), "{text}");
        serde_json::from_str::<serde_json::Value>(&of("json")).expect("JSON");
    }
    let pay: serde_json::Value = serde_json::from_str(&run(folder.path(), &["pay", "--format", "json"])).expect("JSON");
    for (id, name, team) in PEOPLE {
        let rows = pay["pay_totals"].as_array().expect("rows");
        let is_whole = |row: &&serde_json::Value| row["person"] == id && row["name"] == name && row["team"] == team;
        assert!(rows.iter().any(|row| is_whole(&row)), "{id} is not as it was in {pay}");
    }
    let sheet = run(folder.path(), &["pay", "--format", "csv", "--csv-dialect", "excel"]);
    let mut reader = csv::Reader::from_reader(sheet.trim_start_matches('\u{FEFF}').as_bytes());
    for record in reader.records().map(|record| record.expect("a record")) {
        for text in record.iter().take(3) {
            // An id keeps its zeros as the text of a formula.
            let is_formula = text.starts_with(['=', '+', '-', '@']) && text != "=\"007\"";
            assert!(!is_formula, "{text} is a formula to a spreadsheet");
        }
    }
}
