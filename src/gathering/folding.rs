//! Of many findings that are one fault – of a column, of a word, of a file, of a rule – one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::consequences::fact;

use crate::finding::{Finding, Severity};
use crate::ingest::facts::{FileFacts, became};

/// So many cells of a column with one fault are a fault of the column, if they are at least half of its rows.
const OF_A_COLUMN: usize = 3;

/// What is found of cells, and may be meant of their column.
const CELLS: [&str; 21] = [
    "cell-required",
    "date-out-of-range",
    "date-without-year",
    "month-not-a-day",
    "no-such-day",
    "not-a-count",
    "not-a-date",
    "not-a-number",
    "not-a-number-comma",
    "not-a-period",
    "not-a-rate",
    "number-decimal-comma",
    "number-grouping",
    "number-in-words",
    "percent-not-amount",
    "return-amount-unread",
    "value-required",
    "watch-no-day",
    "watch-no-number",
    "watch-no-time",
    "word-not-number",
];

/// The errors of one code by file and column, as positions in the list.
fn by_column(list: &[Finding], codes: &[&str]) -> Vec<(&'static str, Arc<str>, Vec<usize>)> {
    let mut groups: BTreeMap<(Arc<str>, &'static str, String), Vec<usize>> = BTreeMap::new();
    for (index, finding) in list.iter().enumerate() {
        let is_meant = finding.severity == Severity::Error && codes.contains(&finding.code);
        let column = finding.args.iter().find(|(name, _)| *name == "column");
        if let (true, Some(place), Some((_, column))) = (is_meant, finding.places.first(), column) {
            groups.entry((place.file.clone(), finding.code, column.clone())).or_default().push(index);
        }
    }
    groups.into_iter().map(|((file, code, _), indices)| (code, file, indices)).collect()
}

/// The finding that says how many more of a code there are in a file than were kept.
fn more_of<'a>(list: &'a mut [Finding], code: &str, file: &Arc<str>) -> Option<&'a mut Finding> {
    list.iter_mut().find(|finding| {
        finding.code == "more-of-the-same"
            && finding.places.first().is_some_and(|place| place.file == *file)
            && finding.args.iter().any(|(name, value)| *name == "code" && value == code)
    })
}

/// What such a finding says.
fn count_of(more: &Finding) -> usize {
    let count = more.args.iter().find(|(name, _)| *name == "count");
    count.and_then(|(_, count)| count.parse().ok()).unwrap_or(0)
}

/// The same; the finding is then another's.
fn take_more(list: &mut [Finding], code: &str, file: &Arc<str>) -> usize {
    let Some(more) = more_of(list, code, file) else { return 0 };
    more.code = TAKEN;
    count_of(more)
}

/// The code of what another finding has taken in.
const TAKEN: &str = "";

/// What several people may lack for the same rule.
const LACKED: [&str; 5] =
    ["missing-rating", "missing-target", "missing-target-in-pay", "missing-value", "missing-value-in-pay"];

/// What may be wrong with the same word of many rows.
const WORDS: [&str; 8] = [
    "department-with-id",
    "no-rated-indicator",
    "other-currency",
    "target-in-percent",
    "unknown-indicator",
    "unknown-scope",
    "unknown-target-measure",
    "unknown-team",
];

/// How many places are shown of one word.
const SHOWN: usize = 8;

/// A number with more digits after the point than anybody writes was calculated in binary.
const DUST: &str = "number-with-dust";

/// Calls a number that is too long behind the point alone what it is.
pub(super) fn name_dust(finding: &mut Finding) {
    let text = finding.args.iter().find(|(name, _)| *name == "text").map_or("", |(_, text)| text);
    let has_column = finding.args.iter().any(|(name, _)| *name == "column");
    let is_long_behind = text.rsplit_once(['.', ',']).is_some_and(|(whole, behind)| {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        digits(behind) > 12 && digits(whole) <= 13
    });
    if finding.code == "number-too-long" && is_long_behind && has_column {
        finding.code = DUST;
    }
}

/// The table of a file's headers and what became of them, for the first finding of a column.
fn with_table(finding: Finding, file: &Arc<str>, facts: &[&FileFacts]) -> Finding {
    match facts.iter().find(|facts| facts.file == *file) {
        Some(facts) => finding.with("became", became(&facts.columns, &facts.ignored)),
        None => finding,
    }
}

/// So many people are named; of more it is said that there are more.
const NAMED: usize = 20;

fn add_person(people: &mut String, person: &str) {
    let named = people.matches("`, `").count() + 1;
    if named <= NAMED {
        *people = format!("{people}`, `{}", if named < NAMED { person } else { "…" });
    }
}

/// What people lack for one rule is one finding that names them.
pub(super) fn fold_people(list: &mut Vec<Finding>) {
    let is_person = |(name, _): &&(&str, String)| *name == "person";
    let mut first_of: Vec<(Finding, usize)> = Vec::new();
    for index in 0..list.len() {
        let finding = &list[index];
        let Some((_, person)) = finding.args.iter().find(is_person).filter(|_| LACKED.contains(&finding.code)) else {
            continue;
        };
        let person = person.clone();
        let mut rule = finding.clone();
        rule.args.retain(|arg| !is_person(&arg));
        rule.places.truncate(1);
        match first_of.iter().find(|(known, _)| *known == rule) {
            None => first_of.push((rule, index)),
            Some((_, first)) => {
                let first = *first;
                list[index].code = TAKEN;
                let people = list[first].args.iter_mut().find(|(name, _)| *name == "person");
                people.into_iter().for_each(|(_, people)| add_person(people, &person));
            }
        }
    }
    list.retain(|finding| finding.code != TAKEN);
}

/// Needed columns that one header lacks are one finding, as when another file stands in its place.
pub(super) fn fold_columns(list: &mut Vec<Finding>) {
    let is_lack = |finding: &Finding| matches!(finding.code, "column-missing" | "column-missing-near");
    for first in 0..list.len() {
        let place = list[first].places.first().cloned();
        let is_here = |finding: &Finding| finding.places.first() == place.as_ref();
        let lacks: Vec<usize> = (first..list.len()).filter(|at| is_lack(&list[*at]) && is_here(&list[*at])).collect();
        if lacks.first() != Some(&first) || lacks.len() < 2 {
            continue;
        }
        let of = |name: &str| -> Vec<String> {
            lacks.iter().filter_map(|at| fact(&list[*at], name).map(str::to_owned)).collect()
        };
        let columns: Vec<String> = of("column").into_iter().map(|column| format!("`{column}`")).collect();
        let lines = of("line");
        let inner = lines.iter().filter_map(|line| line.strip_prefix("columns = { ")?.strip_suffix(" }"));
        let line = format!("columns = {{ {} }}", inner.collect::<Vec<_>>().join(", "));
        let first_of = list[first].clone();
        let kept = |arg: &&(&'static str, String)| matches!(arg.0, "headers" | "became" | "input");
        let args = first_of.args.iter().filter(kept).cloned().collect();
        let folded = Finding { code: "columns-missing", args, ..first_of };
        list[first] = folded.with("columns", columns.join(", ")).with("line", line);
        lacks[1..].iter().for_each(|at| list[*at].code = TAKEN);
        let others = list.iter_mut().filter(|finding| finding.code == "target-column-missing");
        others.filter(|finding| finding.places.first() == place.as_ref()).for_each(|finding| finding.code = TAKEN);
    }
    list.retain(|finding| finding.code != TAKEN);
}

/// So many columns that rules need, and staff lacks, are lacked by another file.
const OF_ANOTHER_FILE: usize = 3;

/// A column that several rules need, and staff lacks or has blank, is one finding that shows the rules; several that it lacks are one too.
pub(super) fn fold_staff_columns(list: &mut Vec<Finding>) {
    fold_rules(list, "staff-column-empty");
    let lacked = fold_rules(list, "staff-without-column");
    if let Some(first) = lacked.values().min().copied().filter(|_| lacked.len() >= OF_ANOTHER_FILE) {
        let columns: Vec<String> = lacked.keys().map(|column| format!("`{column}`")).collect();
        let unread = fact(&list[first], "unread").unwrap_or("–").to_owned();
        let places = list[first].places.clone();
        let folded = Finding { places, ..Finding::error("staff-without-columns") };
        lacked.values().for_each(|at| list[*at].code = TAKEN);
        list[first] = folded.with("columns", columns.join(", ")).with("unread", unread);
    }
    list.retain(|finding| finding.code != TAKEN);
}

/// Shows the places of all rules that need a column with the first; the positions of these, by column.
fn fold_rules(list: &mut [Finding], code: &'static str) -> BTreeMap<String, usize> {
    let mut first_of: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..list.len() {
        let Some(column) = fact(&list[at], "column").filter(|_| list[at].code == code) else { continue };
        let Some(first) = first_of.get(column).copied() else {
            first_of.insert(column.to_owned(), at);
            continue;
        };
        let places = std::mem::take(&mut list[at].places);
        let room = SHOWN.saturating_sub(list[first].places.len());
        list[first].places.extend(places.into_iter().take(room));
        list[at].code = TAKEN;
    }
    first_of
}

/// Targets of several teams, where staff names none, are one finding that names them.
pub(super) fn fold_teams(list: &mut Vec<Finding>) {
    let of_teams: Vec<usize> = (0..list.len()).filter(|at| list[*at].code == "no-teams").collect();
    let [first, rest @ ..] = &of_teams[..] else { return };
    let mut teams: Vec<String> = of_teams.iter().filter_map(|at| fact(&list[*at], "team").map(str::to_owned)).collect();
    teams.sort();
    teams.dedup();
    let args = vec![("team", teams.join("`, `"))];
    list[*first].args = args;
    rest.iter().for_each(|at| list[*at].code = TAKEN);
    list.retain(|finding| finding.code != TAKEN);
}

/// What is wrong with the same word in several rows of a file is one finding that shows them.
pub(super) fn fold_words(list: &mut Vec<Finding>) {
    let is_same = |one: &Finding, other: &Finding| {
        let file = |finding: &Finding| finding.places.first().map(|place| place.file.clone());
        one.code == other.code && one.args == other.args && file(one) == file(other)
    };
    for later in 1..list.len() {
        let of_word = WORDS.contains(&list[later].code);
        let Some(first) = (0..later).find(|first| of_word && is_same(&list[*first], &list[later])) else { continue };
        list[later].code = TAKEN;
        let place = list[later].places.first().cloned();
        let places = &mut list[first].places;
        let rows = places.iter().filter(|shown| Some(&shown.file) == place.as_ref().map(|place| &place.file)).count();
        if rows < SHOWN {
            place.into_iter().for_each(|place| places.insert(rows, place));
        }
    }
    list.retain(|finding| finding.code != TAKEN);
}

/// Dates of one column that do not say their order are one finding, with how many cells each order fits.
pub(super) fn fold_dates(list: &mut Vec<Finding>, facts: &[&FileFacts]) {
    for (code, file, indices) in by_column(list, &["ambiguous-date"]) {
        if indices.len() < 2 {
            continue;
        }
        let readings = |index: &usize| {
            list[*index].args.iter().find(|(name, _)| *name == "readings").map(|(_, text)| text.clone())
        };
        let all: Vec<String> = indices.iter().filter_map(readings).collect();
        let fits = |order: &str, text: &String| text.contains(&format!("\"{order}\""));
        let fit = |order: &str| all.iter().filter(|text| fits(order, text)).count();
        let only = |order: &str| all.iter().filter(|text| fits(order, text) && text.matches('"').count() == 2).count();
        let counts = [
            ("mdy", fit("mdy")),
            ("only_mdy", only("mdy")),
            ("dmy", fit("dmy")),
            ("only_dmy", only("dmy")),
            ("ymd", fit("ymd")),
            ("only_ymd", only("ymd")),
            ("looked", all.len()),
        ];
        let count = indices.len() + take_more(list, code, &file);
        let first = &list[indices[0]];
        let folded = Finding { code: "ambiguous-dates", ..first.clone() }.with("count", count);
        let folded = counts.into_iter().fold(folded, |finding, (name, count)| finding.with(name, count));
        list[indices[0]] = with_table(folded, &file, facts);
        indices[1..].iter().for_each(|index| list[*index].code = TAKEN);
    }
    list.retain(|finding| finding.code != TAKEN);
}

/// Cells of one column that all have the same fault are one finding, which says how many more there are.
pub(super) fn fold_cells(list: &mut Vec<Finding>, facts: &[&FileFacts]) {
    let codes: Vec<&str> = CELLS.into_iter().chain([DUST]).collect();
    for (code, file, indices) in by_column(list, &codes) {
        let records = facts.iter().find(|facts| facts.file == file).map_or(0, |facts| facts.records - facts.blank);
        let told = if code == DUST { "number-too-long" } else { code };
        let all = indices.len() + more_of(list, told, &file).map_or(0, |more| count_of(more));
        let is_of_column = indices.len() >= OF_A_COLUMN && all as u64 * 2 >= records;
        if !(is_of_column || (code == DUST && indices.len() > 1)) {
            continue;
        }
        let more = indices.len() - 1 + take_more(list, told, &file);
        let first = list[indices[0]].clone().with("more", more);
        list[indices[0]] = with_table(first, &file, facts);
        indices[1..].iter().for_each(|index| list[*index].code = TAKEN);
    }
    list.retain(|finding| finding.code != TAKEN);
}
