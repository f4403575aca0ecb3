//! No option is taken and does nothing: each that a command has is refused with it, or changes what the command writes. And texts name no
//! option that the commands have not got.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use clap::CommandFactory;
use sales_appraisal::cli::args::Cli;

use crate::support::{Run, appraise, root};

/// Options for terminals and messages, which harm nobody where there is nothing to show.
const HARMLESS: [&str; 11] =
    ["lang", "color", "ascii", "all", "no_pager", "threads", "quiet", "verbose", "message_format", "help", "version"];

/// The ways in which commands go, each of a month that has everything or of none.
const WAYS: [(&str, &str); 26] = [
    ("score", OCTOBER),
    ("score --closed", ""),
    ("pay", OCTOBER),
    ("pay --closed", ""),
    ("pay --lines deals", OCTOBER),
    ("explain a1", OCTOBER),
    ("explain --team East", OCTOBER),
    ("check", OCTOBER),
    ("customers", OCTOBER),
    ("customers Acme", OCTOBER),
    ("progress", OCTOBER),
    ("targets", OCTOBER),
    ("targets --check", OCTOBER),
    ("trend --by product", OCTOBER),
    ("watch", OCTOBER),
    ("watch -o alerts/", OCTOBER),
    ("statement a1", OCTOBER),
    ("statement --to statements", OCTOBER),
    ("close", OCTOBER),
    ("close --list", ""),
    ("close --reopen 2026-09 --reason x", ""),
    ("verify", ""),
    ("report -o reports", OCTOBER),
    ("init new", ""),
    ("completions bash", ""),
    ("man", ""),
];

/// The period that most ways are asked of.
const OCTOBER: &str = "--period 2026-10";

/// An option as it is tried: its id, what stands beside it where the way allows that, and itself.
const TRIED: [(&str, &str, &str); 42] = [
    ("policy", "", "--policy elsewhere/policy.toml"),
    ("period", "", "--period 2026-11"),
    ("format", "", "--format json"),
    ("output", "", "--output written.txt"),
    ("csv_dialect", "--format csv", "--csv-dialect excel"),
    ("titles", "--format csv", "--titles"),
    ("with_head", "--format csv", "--with-head"),
    ("width", "", "--width 40"),
    ("wide", "--width 40", "--wide"),
    ("height", "", "--height 10"),
    ("rejects", "", "--rejects rejects.csv"),
    ("allow_empty", "--policy visits.toml", "--allow-empty"),
    ("as_of", "", "--as-of 2026-10-10"),
    ("encoding", "", "--encoding utf-16le"),
    ("rows_team", "", "--team East"),
    ("rows_person", "", "--person a1"),
    ("rows_top", "", "--top 1"),
    ("rows_sort", "", "--sort customer"),
    ("lines", "", "--lines"),
    ("closed", "", "--closed"),
    ("formulas", "-o pay.xlsx", "--formulas"),
    ("rows", "", "--rows"),
    ("customer", "", "--customer Acme"),
    ("product", "", "--product Pump"),
    ("team", "", "--team East"),
    ("department", "", "--department"),
    ("of", "", "--of product=Pump"),
    ("audit", "", "--audit"),
    ("since", "", "--since 2026-10-06"),
    ("check", "", "--check"),
    ("by", "", "--by customer"),
    ("measure", "", "--measure orders"),
    ("periods", "", "--periods 1"),
    ("top", "", "--top 1"),
    ("fail", "", "--fail low"),
    ("to_folder", "", "--to statements"),
    ("dry_run", "", "--dry-run"),
    ("list", "", "--list"),
    ("reopen", "", "--reopen 2026-09 --reason x"),
    ("reason", "", "--reason x"),
    ("only", "", "--only evidence"),
    ("head", "", "--head 0"),
];

/// Options of the folder of reports.
const OF_FOLDER: [(&str, &str, &str); 2] =
    [("report_only", "", "--only score,data"), ("without", "", "--without watch")];

/// What is taken and changes nothing that is written here, and why that is right.
const NOTHING_TO_DO: [(&str, &str, &str); 3] = [
    ("explain a1", "wide", "a tree is never cut into blocks: it has every column"),
    ("explain --team East", "wide", "as above"),
    ("close", "wide", "its table has no column that is left out"),
];

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect()
}

/// Whether a line is taken as it is written; else it is refused with a sentence.
fn is_taken(line: &[String]) -> bool {
    let line = std::iter::once("appraise".to_owned()).chain(line.iter().cloned());
    Cli::read(line.map(OsString::from)).is_ok()
}

/// What a line comes to in a copy of the company: how it ends, and all files.
fn outcome(company: &Path, line: &[String]) -> (Run, BTreeMap<String, Vec<u8>>) {
    let copy = tempfile::tempdir().expect("a folder");
    copied(company, copy.path());
    let run = appraise(copy.path(), &line.iter().map(String::as_str).collect::<Vec<_>>());
    let mut files = BTreeMap::new();
    read_all(copy.path(), copy.path(), &mut files);
    (run, files)
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        match entry.path().is_dir() {
            true => copied(&entry.path(), &to.join(entry.file_name())),
            false => {
                fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
            }
        }
    }
}

fn read_all(base: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_all(base, &path, files);
        } else {
            let name = path.strip_prefix(base).expect("below").to_string_lossy().into_owned();
            files.insert(name, fs::read(&path).expect("read"));
        }
    }
}

/// A company with everything, and its September closed.
fn company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copied(&root().join("tests/options"), folder.path());
    let policy = fs::read_to_string(folder.path().join("policy.toml")).expect("a policy");
    // Of a source that has no row in October.
    let visits = policy.replacen("input = {", "input = { activities = \"activities.csv\",", 1);
    let visits = visits.replacen("measures = {", "measures = { visits = { count = \"activities\" },", 1);
    let visits = visits.replacen("measure = \"revenue\"\nweight", "measure = \"visits\"\nweight", 1);
    let visits = visits.replacen("base = \"revenue\"\nrate = \"5%\"", "base = \"visits\"\nrate = 5", 1);
    fs::write(folder.path().join("visits.toml"), visits.replace("against = \"target\"", "against = 10"))
        .expect("written");
    let run = appraise(folder.path(), &["close", "--period", "2026-09", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("made");
    fs::write(elsewhere.join("policy.toml"), policy).expect("written");
    folder
}

/// The ids of the options of a command.
fn options_of(command: &str) -> Vec<String> {
    let all = Cli::command();
    let own = all.find_subcommand(command).expect("a command").get_arguments();
    let named = own.chain(all.get_arguments()).filter(|option| option.get_long().is_some());
    named.map(|option| option.get_id().to_string()).filter(|id| !HARMLESS.contains(&id.as_str())).collect()
}

/// The options that a way takes without any effect.
fn idle(company: &Path, (way, period): (&str, &str)) -> Vec<String> {
    let mut idle = Vec::new();
    let mut plain = BTreeMap::new();
    for id in options_of(way.split(' ').next().expect("a command")) {
        let is_it = |(known, ..): &&(&str, &str, &str)| *known == id;
        let tried = TRIED.iter().chain(&OF_FOLDER).find(is_it);
        let (_, beside, option) = tried.unwrap_or_else(|| panic!("`{id}` is not tried"));
        let period = if id == "period" { "" } else { period };
        let beside = [*beside, ""].into_iter().find(|beside| is_taken(&words(&[way, period, beside]))).unwrap_or("");
        let line = words(&[way, period, beside, option]);
        if !is_taken(&line) || NOTHING_TO_DO.iter().any(|(known, of, _)| *known == way && *of == id) {
            continue;
        }
        let without = words(&[way, if id == "period" { "--period 2026-10" } else { period }, beside]);
        let without = if is_taken(&without) { without } else { words(&[way, beside]) };
        let base = plain.entry(without.clone()).or_insert_with(|| outcome(company, &without));
        if outcome(company, &line) == *base && base.0.code != 2 {
            idle.push(format!("{} changes nothing", line.join(" ")));
        }
    }
    idle
}

#[test]
fn no_option_is_taken_and_does_nothing() {
    let company = company();
    let found: Vec<String> = WAYS.iter().flat_map(|way| idle(company.path(), *way)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn texts_name_options_that_there_are() {
    let all = Cli::command();
    let own = all.get_subcommands().flat_map(|command| command.get_arguments()).chain(all.get_arguments());
    let known: BTreeSet<String> = own.filter_map(|option| option.get_long()).map(str::to_owned).collect();
    let clap = ["help", "version"].map(str::to_owned);
    let mut unknown = BTreeSet::new();
    for file in ["cli", "findings", "terms", "statements"] {
        let text = fs::read_to_string(root().join(format!("src/locale/{file}.toml"))).expect("texts");
        for rest in text.split("--").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            let is_one =
                !name.starts_with(|c: char| c.is_ascii_lowercase()) || known.contains(&name) || clap.contains(&name);
            unknown.extend((!is_one).then(|| format!("{file}.toml: --{name}")));
        }
    }
    assert!(unknown.is_empty(), "{unknown:?}");
}
