//! Statements: a page for one person holds nothing of a colleague's, its amounts are those of `pay` and `score` and add up, and every sentence
//! is there in every language.

mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::{appraise, differs_from, files, root};
use sales_appraisal::number::Number;
use serde_json::Value;

const LANGUAGES: [&str; 3] = ["en", "zh-Hans", "zh-Hant"];

/// The example policies with the periods that are looked at.
const EXAMPLES: [(&str, &str); 5] = [
    ("examples/handbook/policy.toml", "2026-10"),
    ("examples/handbook/policy.toml", "2026-09"),
    ("examples/handbook/policy.toml", "2026-08"),
    ("examples/adventureworks/policy.toml", "2019-11"),
    ("examples/chinook/policy.toml", "2024"),
];

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let run = appraise(folder, &[arguments, &["--format", "json"]].concat());
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    serde_json::from_str(&run.stdout).expect("JSON")
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(row: &'v Value, key: &str) -> &'v str {
    row[key].as_str().unwrap_or_default()
}

fn amount(row: &Value, key: &str) -> Number {
    Number::parse(text(row, key)).unwrap_or_else(|| panic!("{key} of {row}"))
}

/// The statements of everybody by person, written into a folder in that format and language.
fn statements(policy: &str, period: &str, (format, language): (&str, &str)) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().expect("a folder");
    let to = out.path().join("statements");
    let to = to.to_str().expect("UTF-8");
    let run = appraise(
        &root(),
        &["statement", "--policy", policy, "--period", period, "--to", to, "--format", format, "--lang", language],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    read_all(Path::new(to))
}

pub fn read_all(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let pages =
        entries.filter(|path| path.file_name().is_some_and(|name| name != "statements.csv" && name != "SHA256SUMS"));
    pages.map(|path| (stem(&path), fs::read_to_string(&path).expect("a text"))).collect()
}

pub fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

/// Whether a word stands in a text by itself: an id such as `Q01` is not in `Q012`.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let is_alone = |at: usize| {
        let is_ascii = word.is_ascii();
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        !is_ascii || (!is_part(before) && !is_part(after))
    };
    text.match_indices(word).any(|(at, _)| is_alone(at))
}

#[test]
fn nothing_of_a_colleague_is_in_a_statement() {
    for (policy, period) in EXAMPLES {
        let deals = json(&root(), &["pay", "--lines", "deals", "--policy", policy, "--period", period]);
        let mut orders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let all = rows(&deals["deals"]).iter().chain(rows(&deals["held_orders"]));
        for row in all.filter(|row| !text(row, "order").is_empty()) {
            orders.entry(text(row, "person").to_owned()).or_default().insert(text(row, "order").to_owned());
        }
        let pay = json(&root(), &["pay", "--policy", policy, "--period", period]);
        let people: Vec<(&str, &str)> =
            rows(&pay["pay_totals"]).iter().map(|row| (text(row, "person"), text(row, "name"))).collect();
        for language in LANGUAGES {
            for format in ["md", "json", "html"] {
                for (person, page) in statements(policy, period, (format, language)) {
                    let page = if format == "html" { text_of(&page) } else { page };
                    check_page(&people, &orders, (&person, &page));
                }
            }
        }
    }
}

/// What a page shows, without its tags, script and style.
fn text_of(page: &str) -> String {
    let mut text = page.to_owned();
    for (opening, closing) in [("<style", "</style>"), ("<script", "</script>")] {
        while let Some(start) = text.find(opening) {
            let end = text[start..].find(closing).map_or(text.len(), |end| start + end + closing.len());
            text.replace_range(start..end, " ");
        }
    }
    text.split('<').map(|part| part.split_once('>').map_or(part, |(_, shown)| shown)).collect::<Vec<_>>().join(" ")
}

fn check_page(people: &[(&str, &str)], orders: &BTreeMap<String, BTreeSet<String>>, (person, page): (&str, &str)) {
    let none = BTreeSet::new();
    let own = orders.get(person).unwrap_or(&none);
    for (id, name) in people.iter().filter(|(id, _)| *id != person) {
        assert!(!has_word(page, name), "{name} is in the statement of {person}:\n{page}");
        // A single digit is in every amount.
        assert!(id.len() < 2 || !has_word(page, id), "{id} is in the statement of {person}:\n{page}");
        for order in orders.get(*id).unwrap_or(&none).difference(own) {
            assert!(!has_word(page, order), "{order} is in the statement of {person}");
        }
    }
}

#[test]
fn amounts_are_those_of_pay_and_score_and_add_up() {
    for (policy, period) in EXAMPLES {
        let asked = ["--policy", policy, "--period", period];
        let lines = json(&root(), &[&["pay", "--lines"][..], &asked].concat());
        let pay = json(&root(), &[&["pay"][..], &asked].concat());
        let score = json(&root(), &[&["score"][..], &asked].concat());
        let pages = statements(policy, period, ("json", "en"));
        assert_eq!(pages.len(), rows(&pay["pay_totals"]).len(), "{policy} {period}");
        for (person, page) in pages {
            let page: Value = serde_json::from_str(&page).expect("JSON");
            check_totals(&page);
            let own = |row: &&Value| text(row, "person") == person;
            let keys = ["component", "line", "unit", "amount"];
            let cells = |row: &Value| keys.map(|key| text(row, key).to_owned());
            let expected: Vec<_> = rows(&lines["pay_lines"]).iter().filter(own).map(cells).collect();
            let found: Vec<_> = rows(&page["lines"]).iter().map(cells).collect();
            assert_eq!(found, expected, "{person}");
            let of_pay = rows(&pay["pay_totals"]).iter().find(own).expect("a row");
            assert_eq!(page["statement"][0]["total_amount"], of_pay["total_amount"], "{person}");
            for own in rows(&score["people"]).iter().filter(own) {
                for key in ["score", "grade", "rank"] {
                    assert_eq!(page["statement"][0][key], own[key], "{key} of {person}");
                }
            }
        }
    }
}

/// The lines of money add up to the total, the orders to their line, changes to what both periods paid.
fn check_totals(page: &Value) {
    let money = || rows(&page["lines"]).iter().filter(|row| text(row, "unit") == "money");
    let amounts: Vec<Number> = money().map(|row| amount(row, "amount")).collect();
    assert_eq!(amounts.iter().sum::<Number>(), amount(&page["statement"][0], "total_amount"), "{page}");
    for line in money() {
        let of_it = |row: &&Value| text(row, "component") == text(line, "line");
        let orders: Vec<Number> = rows(&page["orders"]).iter().filter(of_it).map(|row| amount(row, "amount")).collect();
        let carried = rows(&page["balances"]).iter().any(|row| of_it(&row) && text(row, "kind") == "carry");
        if !orders.is_empty() && !carried {
            assert_eq!(orders.iter().sum::<Number>(), amount(line, "amount"), "{line}");
        }
    }
    for change in rows(&page["changes"]) {
        assert_eq!(&amount(change, "now") - &amount(change, "before"), amount(change, "difference"), "{change}");
    }
    for balance in rows(&page["balances"]).iter().chain(rows(&page["held_orders"])) {
        let closing = &(&amount(balance, "opening") + &amount(balance, "added")) - &amount(balance, "taken");
        assert_eq!(closing, amount(balance, "closing"), "{balance}");
    }
}

/// Statements that are kept as they were last looked at, in every language.
#[test]
fn statements_read_as_they_were_last_read() {
    let mut wrong = Vec::new();
    let shown = [
        ("handbook", EXAMPLES[0], &["Q006", "Q002", "Q008", "Q011", "Q012"][..]),
        ("chinook", EXAMPLES[4], &["3"]),
        ("cookbook", ("docs/cookbook/splits-and-overlays.toml", "2026-10"), &["ben"]),
    ];
    for (example, (policy, period), people) in shown {
        for language in LANGUAGES {
            let pages = statements(policy, period, ("md", language));
            for person in people {
                let page = pages.get(*person).unwrap_or_else(|| panic!("{person} of {example}"));
                let file = format!("tests/expected/{example}/statement-{person}.{language}.md");
                wrong.extend(differs_from(&root().join(file), page));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every kind of pay and score that the worked cases have, told in each of the languages: amounts add up, and no sentence lacks a word.
#[test]
fn every_worked_case_can_be_told() {
    let mut told = 0;
    for path in files("tests/worked", "json").iter() {
        let case: Value = serde_json::from_str(&fs::read_to_string(path).expect("a case")).expect("JSON");
        if !case["expect"]["refused"].is_null() || case["policy_encoding"].is_string() {
            continue;
        }
        told += tell(&case, path);
    }
    assert!(told > 100, "{told} statements");
}

fn tell(case: &Value, path: &Path) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("policy.toml"), text(case, "policy")).expect("written");
    for (name, contents) in case["files"].as_object().into_iter().flatten() {
        fs::write(folder.path().join(name), contents.as_str().unwrap_or_default()).expect("written");
    }
    let period = case["period"].as_str().unwrap_or_default();
    let options: Vec<&str> = rows(&case["options"]).iter().filter_map(Value::as_str).collect();
    let mut pages = 0;
    for (format, language) in [("json", "en"), ("md", "en"), ("md", "zh-Hans"), ("md", "zh-Hant")] {
        let asked = ["statement", "--period", period, "--to", language, "--format", format, "--lang", language];
        let run = appraise(folder.path(), &[&asked[..], &options].concat());
        if run.code != 0 {
            // What nobody is paid for is told to nobody; anything else is a fault of statements.
            let pay = appraise(folder.path(), &[&["pay", "--period", period][..], &options].concat());
            assert_eq!(run.code, pay.code, "{}: {}", path.display(), run.stderr);
            return 0;
        }
        let all = read_all(&folder.path().join(language));
        for (person, page) in &all {
            pages += 1;
            for other in all.keys().filter(|other| *other != person && other.len() > 1) {
                assert!(!has_word(page, other), "{other} is in the statement of {person} of {}", path.display());
            }
            if format == "json" {
                check_totals(&serde_json::from_str(page).expect("JSON"));
            } else {
                check_sentences(page, &format!("{} of {}", person, path.display()));
            }
        }
    }
    pages
}

/// No brace is left, and nothing is told by the name of a step alone.
pub fn check_sentences(page: &str, of: &str) {
    let is_term = |word: &str| word.contains("says_") || word.contains("says\\_");
    assert!(!page.contains('{') && !page.split_whitespace().any(is_term), "{of}:\n{page}");
}

#[test]
fn one_is_named_or_a_folder_is() {
    let policy = ["--policy", "examples/handbook/policy.toml", "--period", "2026-10"];
    let run = |more: &[&str]| appraise(&root(), &[&["statement"][..], more, &policy].concat());
    let none = run(&[]);
    assert!(none.code == 2 && none.stderr.contains("statement-of-whom"), "{none:?}");
    let stranger = run(&["nobody"]);
    assert!(stranger.code == 1 && stranger.stderr.contains("no-such-person"), "{stranger:?}");
    let more = run(&["王雅琴", "revenue"]);
    assert!(more.code == 1 && more.stderr.contains("no-such-person"), "{more:?}");
    assert_eq!(run(&["王雅琴", "--to", "statements"]).code, 2);
    assert_eq!(run(&["王雅琴", "--as-of", "2026-10-20"]).code, 2);
    assert_eq!(run(&["Q006"]).stdout, run(&["王雅琴"]).stdout);
}

#[test]
fn a_folder_appears_whole_and_takes_the_place_of_its_like_alone() {
    let out = tempfile::tempdir().expect("a folder");
    let run = |to: &Path| {
        let to = to.to_str().expect("UTF-8");
        let policy = "examples/handbook/policy.toml";
        appraise(&root(), &["statement", "--policy", policy, "--period", "2026-10", "--to", to, "--format", "md"])
    };
    let others = out.path().join("others");
    fs::create_dir_all(&others).expect("a folder");
    fs::write(others.join("notes.txt"), "mine").expect("written");
    let refused = run(&others);
    assert!(refused.code == 74 && refused.stderr.contains("output-is-other"), "{}", refused.stderr);
    assert_eq!(fs::read_dir(&others).expect("a folder").count(), 1);
    let new = out.path().join("one/two");
    assert_eq!(run(&new).code, 0);
    fs::write(new.join("Q006.md"), "of a run before").expect("written");
    assert_eq!(run(&new).code, 0);
    assert!(!fs::read_to_string(new.join("Q006.md")).expect("a page").starts_with("of a run"));
    assert_eq!(fs::read_dir(&new).expect("a folder").count(), 17);
    fs::write(new.join("notes.txt"), "mine").expect("written");
    let refused = run(&new);
    assert!(refused.code == 74 && refused.stderr.contains("output-holds-other"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(new.join("notes.txt")).expect("a note"), "mine");
    let list = fs::read_to_string(new.join("statements.csv")).expect("a list");
    assert!(list.starts_with("person,name,file\nQ001,林国栋,Q001.md\n"), "{list}");
}
