//! `appraise report`: what the folder has, that it is whole, and that rows are chosen alike everywhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx, open_workbook};
use sha2::{Digest, Sha256};

use crate::support::{appraise, root};

/// Bytes that a page of the handbook's folder may have.
const LARGEST_PAGE: usize = 300_000;

fn handbook() -> PathBuf {
    root().join("examples/handbook")
}

/// The paths below a folder, sorted.
fn below(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        match path.is_dir() {
            true => found.extend(below(&path).into_iter().map(|inner| format!("{name}/{inner}"))),
            false => drop(found.insert(name)),
        }
    }
    found
}

/// SHA-256.
fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn report(folder: &Path, more: &[&str]) {
    let target = folder.to_string_lossy().into_owned();
    let arguments: Vec<&str> =
        ["report", "--period", "2026-10", "-q", "-o", &target].into_iter().chain(more.iter().copied()).collect();
    let run = appraise(&handbook(), &arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
}

#[test]
fn the_folder_has_everything_and_the_same_bytes_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    report(&one, &[]);
    report(&two, &[]);
    let paths = below(&one);
    let pages = ["index", "score", "pay", "progress", "customers", "targets", "trend-product", "watch"];
    let pages = pages.map(|name| format!("{name}.html"));
    let others = ["data/pay-lines.csv", "data/pay-deals.csv", "report.xlsx", "run.json", "SHA256SUMS"];
    for path in pages.iter().map(String::as_str).chain(others) {
        assert!(paths.contains(path), "{path}: {paths:?}");
    }
    assert!(paths.iter().filter(|path| path.starts_with("teams/")).count() >= 3);
    assert!(paths.iter().filter(|path| path.starts_with("statements/")).count() >= 14, "{paths:?}");
    assert_eq!(paths, below(&two));
    for path in &paths {
        let bytes = fs::read(one.join(path)).expect("a file");
        assert!(fs::read(two.join(path)).is_ok_and(|other| other == bytes), "{path} is another each time");
        assert!(!path.ends_with(".html") || bytes.len() <= LARGEST_PAGE, "{path}: {} bytes", bytes.len());
    }
    let sums = fs::read_to_string(one.join("SHA256SUMS")).expect("sums");
    assert_eq!(sums.lines().count(), paths.len() - 1);
    // A run over the folder of the one before replaces it, and what is asked for no more is gone.
    report(&one, &["--only", "pay,data"]);
    let fewer: Vec<String> = below(&one).into_iter().collect();
    let expected = ["SHA256SUMS", "data/pay-deals.csv", "data/pay-lines.csv", "data/pay.csv", "pay.html", "run.json"];
    assert_eq!(fewer, expected);
}

#[test]
fn the_tables_are_those_of_the_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    report(&out, &["--only", "score,pay,progress,customers,watch,data"]);
    let data = |name: &str| fs::read_to_string(out.join(format!("data/{name}.csv"))).expect("a table");
    for command in ["score", "pay", "progress", "customers", "watch"] {
        let page = appraise(&handbook(), &[command, "--period", "2026-10", "-q", "--format", "html"]).stdout;
        let own = fs::read_to_string(out.join(command).with_extension("html")).expect("a page");
        let steps = |page: &str| page.matches("<details").count();
        assert_eq!(steps(&own), steps(&page), "{command}: everybody's steps");
        let run = appraise(&handbook(), &[command, "--period", "2026-10", "-q", "--format", "csv"]);
        assert_eq!(data(command), run.stdout, "{command}");
    }
    let lines = appraise(&handbook(), &["pay", "--lines", "--period", "2026-10", "-q", "--format", "csv"]);
    assert_eq!(data("pay-lines"), lines.stdout);
}

/// The text of a page without what its names lead to.
fn unlinked(path: &Path) -> String {
    let page = fs::read_to_string(path).expect("a page");
    let mut parts = page.split("<a href=\"../statements/");
    let first = parts.next().expect("a text").to_owned();
    parts.fold(first, |page, part| {
        let (_, rest) = part.split_once("\">").expect("a link");
        page + &rest.replacen("</a>", "", 1)
    })
}

#[test]
fn what_is_made_of_the_reports_has_all_of_them_when_none_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole");
    report(&whole, &[]);
    let parts = [("index", "index.html"), ("teams", "teams/"), ("data", "data/"), ("workbook", "report.xlsx")];
    for (part, beginning) in parts {
        let alone = folder.path().join(part);
        report(&alone, &["--only", part]);
        let own: BTreeSet<String> = below(&whole).into_iter().filter(|path| path.starts_with(beginning)).collect();
        let mut found = below(&alone);
        assert!(found.remove("run.json") && found.remove("SHA256SUMS"));
        assert!(found == own && !own.is_empty(), "{part}: {found:?}");
        for path in own.iter().filter(|path| *path != "index.html") {
            // Names on pages lead to statements where there are any.
            let same = match part {
                "teams" => unlinked(&alone.join(path)) == unlinked(&whole.join(path)),
                _ => fs::read(alone.join(path)).ok() == fs::read(whole.join(path)).ok(),
            };
            assert!(same, "{part}: {path}");
        }
    }
    let text = |part: &str| fs::read_to_string(folder.path().join(part).join("index.html")).expect("a page");
    // Only the lists of the other files are not there.
    let headings = |part: &str| -> BTreeSet<String> {
        let page = text(part);
        page.split("<h2").skip(1).filter_map(|rest| Some(rest.split(['>', '<']).nth(1)?.to_owned())).collect()
    };
    assert!(headings("index").len() > 6 && headings("index").is_subset(&headings("whole")), "{:?}", headings("index"));
}

#[test]
fn every_input_is_in_the_list_of_what_a_folder_was_made_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    report(&out, &["--only", "index"]);
    let run: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out.join("run.json")).expect("a list")).expect("JSON");
    let inputs = run["inputs"].as_array().expect("a list");
    let files: BTreeSet<&str> = inputs.iter().map(|input| input["file"].as_str().expect("a name")).collect();
    assert_eq!(files.len(), inputs.len(), "each once");
    assert!(
        ["staff.csv", "sales.csv", "activities.csv"].iter().all(|name| files.iter().any(|file| file.ends_with(name)))
    );
    for input in inputs {
        let (name, digest) = (input["file"].as_str().expect("a name"), input["sha256"].as_str().expect("a digest"));
        let bytes = fs::read(handbook().join(name)).expect("a file");
        assert_eq!(digest, hexadecimal(&bytes), "{name}");
    }
}

#[test]
fn every_word_of_the_reports_is_in_the_workbook() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    report(&out, &["--only", "score,pay,progress,customers,workbook"]);
    let mut book: Xlsx<_> = open_workbook(out.join("report.xlsx")).expect("a workbook");
    let texts: BTreeSet<String> = book
        .worksheets()
        .iter()
        .flat_map(|(_, range)| range.used_cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>())
        .collect();
    for page in ["score", "pay", "progress", "customers"] {
        let text = fs::read_to_string(out.join(page).with_extension("html")).expect("a page");
        let words = text.split("class=\"words\"").nth(1).expect("words");
        let first = words.split("<p>").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a sentence");
        assert!(texts.iter().any(|cell| cell.contains(first)), "{page}: {first}");
    }
}

#[test]
fn the_page_of_a_team_names_nobody_of_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    report(&out, &["--without", "statements,data,workbook,index"]);
    let staff = appraise(&handbook(), &["score", "--period", "2026-10", "-q", "--format", "csv"]).stdout;
    let people: Vec<(&str, &str)> = staff
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            Some((*cells.get(2)?, *cells.get(3)?))
        })
        .collect();
    assert!(people.len() > 8);
    for team in below(&out.join("teams")) {
        let page = fs::read_to_string(out.join("teams").join(&team)).expect("a page");
        let team = team.trim_end_matches(".html");
        for (name, own) in &people {
            assert_eq!(page.contains(name), *own == team, "{name} of {own} on the page of {team}");
        }
    }
}

#[test]
fn rows_are_chosen_and_the_head_says_so() {
    let pay = |more: &[&str]| {
        let arguments: Vec<&str> =
            ["pay", "--period", "2026-10", "-q", "--format", "csv"].into_iter().chain(more.iter().copied()).collect();
        appraise(&handbook(), &arguments).stdout
    };
    let all = pay(&[]);
    let first = pay(&["--sort", "total_amount", "--top", "3"]);
    let cents = |line: &str| -> i64 {
        line.split(',').nth(4).and_then(|cell| cell.replace('.', "").parse().ok()).expect("an amount")
    };
    let mut amounts: Vec<i64> = all.lines().skip(1).map(cents).collect();
    amounts.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(first.lines().skip(1).map(cents).collect::<Vec<i64>>(), amounts[..3]);
    let one = all.lines().nth(2).expect("a second person");
    let name = one.split(',').nth(1).expect("a name");
    assert_eq!(pay(&["--person", name]).lines().skip(1).collect::<Vec<&str>>(), [one]);
    let shown = appraise(&handbook(), &["pay", "--period", "2026-10", "-q", "--person", name, "--lang", "en"]).stdout;
    assert!(shown.contains("Rows shown") && !shown.contains("Component totals"), "{shown}");
}

#[test]
fn of_two_people_with_one_name_each_is_on_the_own_page_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write(
        "staff.csv",
        "person_id,person,role,team\n008,Max Weber,Sales,South\n009,Max Weber,Sales,North\n010,Ann,Sales,North\n",
    );
    let rows = ["008,S1,500", "009,N1,700", "010,N2,100"].map(|row| format!("2026-10-05,{row}\n"));
    write("sales.csv", &format!("date,person_id,order,amount\n{}", rows.concat()));
    write("targets.csv", "period,scope,target,measure,value\n");
    let policy = "schema = 1\n[policy]\nname = \"P\"\nversion = \"1\"\ncurrency = \"EUR\"\nperiod = \"month\"\n[input]\nstaff = \
                  \"staff.csv\"\nsales = \"sales.csv\"\n[measures.revenue]\nsum = \"sales.amount\"\n[measures.orders]\ndistinct = \
                  \"sales.order\"\n[scorecards.s]\nroles = [\"Sales\"]\n[[scorecards.s.indicators]]\nmeasure = \"revenue\"\nweight = \
                  60\nscore = \"per_unit\"\npoints = \"0.1\"\nmax = 60\n[[scorecards.s.indicators]]\nmeasure = \"orders\"\nweight = \
                  40\nscore = \"per_unit\"\npoints = 1\nmax = 40\n";
    write("policy.toml", policy);
    let run = appraise(folder.path(), &["report", "--period", "2026-10", "-q", "-o", "out", "--only", "score,teams"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = |team: &str| fs::read_to_string(folder.path().join(format!("out/teams/{team}.html"))).expect("a page");
    assert!(page("South").contains("Max Weber (008)") && !page("South").contains("(009)"));
    assert!(page("North").contains("Max Weber (009)") && !page("North").contains("(008)"));
    let one = appraise(folder.path(), &["score", "--period", "2026-10", "-q", "--person", "008", "--format", "md"]);
    assert!(one.stdout.contains("Max Weber (008)") && !one.stdout.contains("(009)"), "{}", one.stdout);
    assert!(one.stdout.contains("orders"), "all indicators of somebody: {}", one.stdout);
    let shared = appraise(folder.path(), &["pay", "--period", "2026-10", "--person", "Max Weber"]);
    assert_ne!(shared.code, 0);
}
