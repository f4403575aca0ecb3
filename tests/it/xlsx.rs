//! Workbooks as output: every report read back cell by cell against its CSV and its Markdown, hostile texts, and the same bytes every time.

#![allow(clippy::disallowed_types, reason = "cells of a workbook are binary numbers")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use crate::support::{appraise, program, root};

/// Rows of cells by the name of the sheet, in the order of the workbook.
type Sheets = Vec<(String, Vec<Vec<Data>>)>;

/// The bytes that a command writes to a pipe.
fn bytes(folder: &Path, command: &[&str]) -> Vec<u8> {
    let mut run = Command::new(program());
    let output = run.args(command).args(["--format", "xlsx"]).current_dir(folder).stdin(Stdio::null()).output();
    let output = output.expect("the program starts");
    assert!(
        matches!(output.status.code(), Some(0 | 4)) && output.stdout.starts_with(b"PK"),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn sheets(bytes: Vec<u8>) -> Sheets {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let rows = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    names.into_iter().map(|name| (name.clone(), rows(book.worksheet_range(&name).expect("a sheet")))).collect()
}

fn workbook(folder: &Path, command: &[&str]) -> Sheets {
    sheets(bytes(folder, command))
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::DateTime(day) => {
            let zero = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
            (zero + chrono::Days::new(day.as_f64() as u64)).to_string()
        }
        other => other.to_string(),
    }
}

/// How many decimals stand in a plain number.
fn decimals(plain: &str) -> i32 {
    plain.split_once('.').map_or(0, |(_, fraction)| fraction.len() as i32)
}

/// The number that a text for people begins with, and how often the spreadsheet has less of it: per cent.
fn number_of(shown: &str) -> Option<(String, f64)> {
    let plain: String = shown.trim().trim_end_matches('%').trim().replace(',', "");
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let end = plain.find(|c: char| !is_number(c)).unwrap_or(plain.len());
    let times = if shown.trim().ends_with('%') { 100.0 } else { 1.0 };
    plain[..end].parse::<f64>().ok().map(|_| (plain[..end].to_owned(), times))
}

/// The decimals that a ratio has in CSV.
const RATIO: i32 = 6;

/// The decimals that any other fraction has.
const FRACTION: i32 = 12;

/// Whether the workbook holds more of a number than CSV, which rounds ratios: a fraction that no decimal writes in full.
fn is_cut(value: f64) -> bool {
    decimals(&value.to_string()) > RATIO
}

/// Whether a number is that text; where that is rounded to so many decimals, as near as such a one can be.
fn is_number(value: f64, plain: &str, rounded: Option<i32>) -> bool {
    let Ok(expected) = plain.parse::<f64>() else { return false };
    let room = rounded.map_or(0.0, |places| 0.5 * 10f64.powi(-places) * (1.0 + 1e-6) + expected.abs() * 1e-14);
    (value - expected).abs() <= room
}

/// What differs between a cell and its text in CSV. A term stands as its id there, and as words here.
fn is_of_csv(cell: &Data, csv: &str) -> bool {
    match cell {
        Data::Float(value) => {
            let is_rounded = || is_cut(*value) && is_number(*value, csv, Some(RATIO));
            // A fraction has twelve decimals there, and 15 digits here.
            let has_less = || decimals(csv) > RATIO && is_number(*value, csv, Some(FRACTION));
            is_number(*value, csv, None) || is_rounded() || has_less()
        }
        cell => {
            let text = text(cell);
            let words = csv.replace('_', " ");
            let is_id = csv.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
                && csv.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b' ');
            text == csv || text == words || (csv.is_empty() && text == "–") || (is_id && !text.is_empty())
        }
    }
}

fn is_of_markdown(cell: &Data, shown: &str) -> bool {
    match cell {
        Data::Float(value) => {
            number_of(shown).is_some_and(|(plain, times)| is_number(value * times, &plain, Some(decimals(&plain))))
        }
        cell => text(cell) == shown,
    }
}

/// The records of a CSV, titles first.
fn csv_records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.expect("a record").iter().map(str::to_owned).collect()).collect()
}

/// The tables of a document by their heading; of the same heading all of them.
fn markdown_tables(text: &str) -> Vec<(String, Vec<Vec<String>>)> {
    let mut tables: Vec<(String, Vec<Vec<String>>)> = Vec::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            tables.push((unescaped(heading), Vec::new()));
        } else if let (true, Some((_, rows))) = (line.starts_with("| "), tables.last_mut()) {
            rows.push(cells_of(line));
        }
    }
    tables.retain(|(_, rows)| rows.len() > 1);
    tables.iter_mut().for_each(|(_, rows)| drop(rows.remove(1)));
    tables
}

fn cells_of(line: &str) -> Vec<String> {
    let line = line.trim_start_matches("| ").trim_end_matches(" |").replace("\\|", "\u{1}");
    line.split(" | ").map(|cell| unescaped(&cell.replace('\u{1}', "\\|"))).collect()
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&amp;", "&");
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let is_escape = character == '\\';
        plain.extend(if is_escape { characters.next() } else { Some(character) });
    }
    plain
}

/// What of the rows differs; nothing where the sheet holds them all, in their order.
fn differences<T: AsRef<str>>(
    sheet: &[Vec<Data>],
    rows: &[Vec<T>],
    is_same: fn(&Data, &str) -> bool,
) -> (usize, Vec<String>) {
    let (mut compared, mut wrong) = (0, Vec::new());
    for (index, row) in rows.iter().enumerate() {
        for (column, expected) in row.iter().enumerate() {
            let cell = sheet.get(index).and_then(|cells| cells.get(column)).unwrap_or(&Data::Empty);
            compared += 1;
            if !is_same(cell, expected.as_ref()) {
                wrong.push(format!("row {} column {}: {cell:?} is not `{}`", index + 1, column + 1, expected.as_ref()));
            }
        }
    }
    (compared, wrong)
}

/// The sheets whose header has these titles: those that CSV tells apart by an id are alike in a workbook.
fn titled<'s>(sheets: &'s Sheets, titles: &[String]) -> Vec<&'s (String, Vec<Vec<Data>>)> {
    let is_title = |cell: &Data, title: &String| {
        let text = text(cell);
        text == *title || title.strip_prefix(&text).is_some_and(|rest| rest.starts_with(" ("))
    };
    let is_it = |rows: &&(String, Vec<Vec<Data>>)| {
        let header = rows.1.first();
        header.is_some_and(|cells| {
            cells.len() >= titles.len() && cells.iter().zip(titles).all(|(cell, title)| is_title(cell, title))
        })
    };
    sheets.iter().filter(is_it).collect()
}

/// Compares the workbook of a command with its CSV and its Markdown: how many cells, and what differs.
fn compared(folder: &Path, command: &[&str]) -> (usize, Vec<String>) {
    let english = ["--lang", "en"];
    let of = |format: &[&str]| appraise(folder, &[command, &english[..], format].concat());
    let sheets = workbook(folder, &[command, &english[..]].concat());
    let (mut count, mut wrong) = (0, Vec::new());
    let csv = of(&["--format", "csv", "--titles"]);
    let records = csv_records(&csv.stdout);
    // The file of targets is one that is read again, and has no sheet of its own.
    if records.len() > 1 && *command != ["targets", "--period", "2026-09"] {
        let candidates = titled(&sheets, &records[0]);
        let of_sheet = |sheet: &&(String, Vec<Vec<Data>>)| differences(&sheet.1[1..], &records[1..], is_of_csv);
        match candidates.iter().map(of_sheet).min_by_key(|(_, different)| different.len()) {
            Some((cells, different)) => {
                count += cells;
                wrong.extend(different);
            }
            None => wrong.push(format!("no sheet has the columns {:?}", records[0])),
        }
    }
    for (heading, rows) in markdown_tables(&of(&["--format", "md"]).stdout) {
        let is_it = |sheet: &&(String, Vec<Vec<Data>>)| {
            rows[0].iter().zip(sheet.1.first().map_or(&[][..], Vec::as_slice)).all(|(title, cell)| *title == text(cell))
        };
        let on_first = sheets[0].1.iter().position(|row| row.first().is_some_and(|cell| text(cell) == heading));
        let cells = match (sheets.iter().find(|sheet| heading.starts_with(&sheet.0) && is_it(sheet)), on_first) {
            (Some((_, cells)), _) => &cells[..],
            (None, Some(row)) => &sheets[0].1[row + 1..],
            (None, None) => {
                wrong.push(format!("no sheet is called `{heading}`"));
                continue;
            }
        };
        let (cells, different) = differences(cells, &rows, is_of_markdown);
        count += cells;
        wrong.extend(different.into_iter().map(|one| format!("{heading}: {one}")));
    }
    (count, wrong)
}

/// Compares these commands of an example; returns how many cells were.
fn all_equal(example: &str, commands: &[&str]) -> usize {
    let folder = root().join("examples").join(example);
    let (mut total, mut wrong) = (0, BTreeMap::new());
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        let (count, different) = compared(&folder, &words);
        total += count;
        if !different.is_empty() {
            wrong.insert(*command, different.into_iter().take(5).collect::<Vec<_>>());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    total
}

#[test]
fn every_report_of_the_handbook_has_the_cells_of_its_csv_and_its_markdown() {
    let count = all_equal(
        "handbook",
        &[
            "score --period 2026-09",
            "pay --period 2026-09",
            "pay --period 2026-09 --lines",
            "pay --period 2026-09 --lines deals",
            "pay --closed",
            "score --closed",
            "check --period 2026-09",
            "customers --period 2026-09",
            "progress --period 2026-09 --as-of 2026-09-15",
            "targets --period 2026-09",
            "targets --period 2026-09 --check",
            "trend --period 2026-09 --by team",
            "trend --period 2026-09 --by customer",
            "watch --period 2026-09",
            "verify --only evidence",
            "close --list",
        ],
    );
    assert!(count > 5_000, "{count} cells");
}

#[test]
fn reports_of_the_other_examples_have_the_cells_of_their_csv_and_markdown() {
    assert!(all_equal("chinook", &["score", "pay", "pay --lines", "check", "trend --by customer"]) > 1_000);
    assert!(all_equal("adventureworks", &["score", "pay", "pay --lines", "check"]) > 300);
}

#[test]
fn steps_stand_in_rows_with_what_came_out() {
    let folder = root().join("examples/handbook");
    let sheets = workbook(&folder, &["explain", "Q005", "--period", "2026-09", "--lang", "en"]);
    let (_, pay) = sheets.iter().find(|(name, _)| name == "Incentive pay" || name == "Pay").expect("the steps of pay");
    let header: Vec<String> = pay[0].iter().map(text).collect();
    assert_eq!(header, ["Step", "What", "Result", "Rule", "Source row"]);
    assert!(pay.iter().skip(1).filter(|row| matches!(row[2], Data::Float(_))).count() > 20);
    assert!(pay.iter().any(|row| text(&row[3]).starts_with("policy.toml:")));
}

/// A folder of a small company with these people and sales.
fn company(staff: &str, sales: &str) -> tempfile::TempDir {
    let from = root().join("tests/findings/numbers-as-text");
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["policy.toml", "targets.csv"] {
        fs::copy(from.join(name), folder.path().join(name)).expect("copied");
    }
    fs::write(folder.path().join("staff.csv"), staff).expect("written");
    fs::write(folder.path().join("sales.csv"), sales).expect("written");
    folder
}

/// The formulas of a workbook by the name of the sheet.
fn formulas(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let mut found = Vec::new();
    for name in names {
        let range = book.worksheet_formula(&name).expect("a sheet");
        let filled = range.cells().filter(|(.., formula)| !formula.is_empty());
        found.extend(filled.map(|(.., formula)| (name.clone(), formula.clone())));
    }
    found
}

#[test]
fn formulas_of_pay_hold_the_values_of_the_report_without_them() {
    let folder = root().join("examples/handbook");
    for lines in [&[][..], &["--lines"], &["--lines", "deals"]] {
        let command = [&["pay", "--period", "2026-09", "--lang", "en"], lines].concat();
        let (plain, live) = (workbook(&folder, &command), bytes(&folder, &[&command[..], &["--formulas"]].concat()));
        let formulas = formulas(live.clone());
        let live = sheets(live);
        assert_eq!(plain[1], live[1], "{lines:?}");
        let of_table = formulas.iter().filter(|(sheet, _)| *sheet == live[1].0).count();
        let amounts =
            live[1].1.iter().flatten().filter(|cell| matches!(cell, Data::Float(value) if *value != 0.0)).count();
        assert!(3 * of_table >= amounts, "{lines:?}: {of_table} formulas among {amounts} amounts");
        let steps = live.iter().find(|(name, _)| name == "Steps of pay").expect("the steps");
        // Of deals only the steps of each order stand there, and none of the example has parts or bounds.
        let of_lines = if lines.contains(&"deals") { &[][..] } else { &["MIN(", "MAX("] };
        for function in ["SUM(", "ROUND(", "*"].iter().chain(of_lines) {
            let is_there = |(sheet, formula): &(String, String)| *sheet == steps.0 && formula.contains(*function);
            assert!(formulas.iter().any(is_there), "{function}");
        }
    }
    assert_eq!(formulas(bytes(&folder, &["pay", "--period", "2026-09"])), []);
}

#[test]
fn ids_keep_their_zeros_and_hostile_names_stay_texts() {
    let staff = "person_id,person,role,team,manager\n\
        007,=1+1,Sales,@SUM(A1),mia\n\
        0123456789012345678,\"x\u{1}\u{202E}y_x0041_<&\"\"\",Sales,-1,mia\n\
        1E5,+7,Sales,1/2,mia\n\
        mia,Mia,Manager,North,\n";
    let sales = "date,person,order,customer,amount\n2026-10-05,007,00042,acme,1000\n\
        2026-10-06,0123456789012345678,00043,acme,5\n2026-10-07,1E5,00044,acme,0.1\n";
    let folder = company(staff, sales);
    fs::write(folder.path().join("targets.csv"), "period,scope,id,measure,target\n").expect("written");
    let sheets = workbook(folder.path(), &["pay", "--period", "2026-10", "--lang", "en"]);
    let of_people = |sheets: &Sheets| -> Vec<[Data; 3]> {
        let rows = &sheets[1].1;
        rows[1..].iter().map(|row| [row[0].clone(), row[1].clone(), row[2].clone()]).collect()
    };
    let texts = |list: [&str; 3]| list.map(|text| Data::String(text.to_owned()));
    let rows = of_people(&sheets);
    for expected in [
        ["007", "=1+1", "@SUM(A1)"],
        ["0123456789012345678", "x\u{2401}\u{FFFD}y_x0041_<&\"", "-1"],
        ["1E5", "+7", "1/2"],
    ] {
        assert!(rows.contains(&texts(expected)), "{rows:?}");
    }
    let deals = workbook(folder.path(), &["pay", "--period", "2026-10", "--lines", "deals", "--lang", "en"]);
    assert!(deals.iter().flat_map(|(_, rows)| rows).all(|row| !row.contains(&Data::Float(42.0))));
}

#[test]
fn a_number_of_more_than_15_digits_is_a_text_and_told() {
    let folder = root().join("tests/findings/numbers-as-text");
    let file = tempfile::tempdir().expect("a folder");
    let output = file.path().join("score.xlsx").display().to_string();
    let run = appraise(&folder, &["score", "--period", "2026-10", "--lang", "en", "-o", &output]);
    assert!(run.code == 0 && run.stderr.contains("warning[numbers-as-text]"), "{}", run.stderr);
    let sheets = sheets(fs::read(&output).expect("written"));
    let all = || sheets.iter().flat_map(|(_, rows)| rows).flatten();
    assert!(all().any(|cell| *cell == Data::String("1234567890123.456".to_owned())));
    assert!(all().any(|cell| text(cell).contains("more than 15 digits")));
    assert!(!all().any(|cell| matches!(cell, Data::Float(value) if *value > 1e12 && *value < 1.3e12)));
}

#[test]
fn the_same_report_is_the_same_bytes_in_every_language_and_on_any_number_of_threads() {
    let folder = root().join("examples/handbook");
    for language in ["en", "zh-Hans", "zh-Hant"] {
        let of =
            |threads: &str| bytes(&folder, &["score", "--period", "2026-09", "--lang", language, "--threads", threads]);
        let one = of("1");
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert!(one == of("2"), "{language}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_workbook_is_not_written_to_a_terminal() {
    let folder = root().join("examples/chinook");
    let line = format!("'{}' score --format xlsx --lang en --color never", program().display());
    let run =
        Command::new("script").args(["-qec", &line, "/dev/null"]).current_dir(folder).stdin(Stdio::null()).output();
    // Without a program that makes a terminal there is none to write to.
    let Ok(run) = run else { return };
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.code() == Some(2) && said.contains("error[format-on-terminal]"), "{said}");
}
