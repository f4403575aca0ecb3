//! Causes before consequences: of what was found, what is one fault of a column is told once, and what only follows from another error
//! is not told.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::consequences::{OF_PERIOD, OF_ROLES, OF_SOURCES, OF_SPLITS, OF_STAFF};
use super::strangers::fold_unknown;
use super::{CUSTOMERS, Gathered, SPLITS, STAFF};
use crate::finding::{Finding, Findings, Severity};
use crate::ingest::facts::{FileFacts, became};
use crate::ingest::header::HeaderFault;
use crate::policy::{Policy, REGISTERS};
use crate::source::Place;

/// So many cells of a column with one fault are a fault of the column, if they are at least half of its rows.
const OF_A_COLUMN: usize = 3;

/// What is found of cells, and may be meant of their column.
const CELLS: [&str; 17] = [
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
    "number-with-apostrophes",
    "percent-not-amount",
    "return-amount-unread",
    "word-not-number",
];

/// The patterns of files that each input has.
pub struct Causes {
    inputs: Vec<(String, Vec<String>)>,
    names_roles: bool,
}

impl Causes {
    /// Of the inputs of a policy.
    pub fn of(policy: &Policy) -> Self {
        let files = |files: &[crate::source::Spanned<String>]| files.iter().map(|file| file.value.clone()).collect();
        let inputs = policy.inputs.iter().map(|rule| (rule.name.clone(), files(&rule.files))).collect();
        let names_roles = policy.pay.iter().any(|component| component.roles.is_some())
            || policy.scorecards.iter().any(|card| !card.roles.is_empty());
        Causes { inputs, names_roles }
    }

    /// What is to be told of all that was found.
    pub fn settle(&self, found: Findings, gathered: &Gathered) -> Findings {
        let mut list: Vec<Finding> = found.sorted().into_iter().cloned().collect();
        self.name_cause_of_nobody(&mut list, gathered);
        let facts: Vec<&FileFacts> = gathered.facts.iter().flat_map(|one| &one.files).collect();
        let is_of_header = |finding: &Finding| is_of_header(finding) || is_at_header(finding, &facts);
        let list = without_consequences(list, |finding| self.input_of(finding, gathered), is_of_header);
        let mut list = self.with_causes_of_nothing(list);
        name_cause_of_no_target(&mut list);
        let mut list = fold_unknown(list);
        fold_words(&mut list);
        list.iter_mut().for_each(name_dust);
        fold_people(&mut list);
        fold_dates(&mut list, &facts);
        fold_cells(&mut list, &facts);
        if list.iter().any(|finding| OF_ZERO_TARGETS.contains(&finding.code)) {
            list.retain(|finding| finding.code != "target-zero");
        }
        let mut told = Findings::new();
        list.into_iter().for_each(|finding| told.push(finding));
        told
    }

    /// The findings without those that only follow from a main source without rows, or from the row that has chosen the period. Where these refuse the
    /// run, the cause does.
    fn with_causes_of_nothing(&self, mut list: Vec<Finding>) -> Vec<Finding> {
        let is_main = |finding: &Finding| {
            let sources =
                || self.inputs.iter().map(|(name, _)| name).filter(|name| !REGISTERS.contains(&name.as_str()));
            let main = sources().find(|name| *name == "sales").or_else(|| sources().next());
            finding.args.iter().any(|(name, value)| *name == "input" && Some(value) == main)
        };
        for (code, more) in [("source-without-rows", &[][..]), ("period-of-few-rows", &OF_PERIOD[..])] {
            let is_cause = |finding: &Finding| finding.code == code && is_main(finding);
            if !list.iter().any(is_cause) {
                continue;
            }
            let follows = |finding: &Finding| {
                finding.code != code && (OF_SOURCES.contains(&finding.code) || more.contains(&finding.code))
            };
            let refuses = list.iter().any(|finding| follows(finding) && finding.severity == Severity::Error);
            list.retain(|finding| !follows(finding));
            if refuses {
                list.iter_mut().filter(|finding| is_cause(finding)).for_each(|cause| cause.severity = Severity::Error);
            }
        }
        list
    }

    /// The input whose file or name an error is about.
    fn input_of(&self, finding: &Finding, gathered: &Gathered) -> Option<String> {
        let by_name = || {
            let (_, name) = finding.args.iter().find(|(name, _)| *name == "input")?;
            self.inputs.iter().find(|(input, _)| input == name).map(|(input, _)| input.clone())
        };
        let file = &finding.places.first()?.file;
        let by_facts = gathered.facts.iter().find(|one| one.files.iter().any(|facts| facts.file == *file));
        let by_facts = by_facts.map(|one| one.input.clone());
        let by_pattern = || {
            let fits = |patterns: &Vec<String>| patterns.iter().any(|pattern| is_of(pattern, file));
            self.inputs.iter().find(|(_, patterns)| fits(patterns)).map(|(input, _)| input.clone())
        };
        by_facts.or_else(by_pattern).or_else(by_name)
    }

    /// Where staff has no row, or no column of roles although rules name some, that is the cause of whatever finds nobody.
    fn name_cause_of_nobody(&self, list: &mut Vec<Finding>, gathered: &Gathered) {
        let is_wrong = |finding: &Finding| {
            finding.severity == Severity::Error && self.input_of(finding, gathered).as_deref() == Some(STAFF)
        };
        let staff = gathered.facts.iter().find(|one| one.input == STAFF).map_or(&[][..], |one| &one.files);
        let finds_nobody = list.iter().any(|finding| OF_STAFF.contains(&finding.code));
        if !finds_nobody || list.iter().any(is_wrong) {
            return;
        }
        if let Some(first) = staff.first().filter(|_| staff.iter().all(|facts| facts.records == 0)) {
            list.push(Finding::error("staff-without-people").at(Place::line(
                first.file.clone(),
                first.header_line,
                "",
            )));
            return;
        }
        let has_roles = |facts: &FileFacts| facts.columns.iter().any(|column| column.column == "role");
        let Some(first) = staff.first().filter(|_| self.names_roles && !staff.iter().any(has_roles)) else { return };
        let follows = |finding: &Finding| OF_ROLES.contains(&finding.code);
        if !list.iter().any(|finding| follows(finding) && finding.severity == Severity::Error) {
            return;
        }
        list.retain(|finding| !follows(finding));
        let labels = first.columns.iter().map(|column| &column.label).chain(&first.ignored).cloned();
        let missing = HeaderFault::missing("role", &labels.collect::<Vec<_>>(), None);
        let missing = missing.finding(Place::line(first.file.clone(), first.header_line, ""));
        list.push(missing.with("became", became(&first.columns, &first.ignored)));
    }
}

fn is_of(pattern: &str, file: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => {
            let after = after.rsplit('*').next().unwrap_or(after);
            file.starts_with(before) && file.ends_with(after)
        }
        None => pattern == file,
    }
}

/// The findings without those that may only follow from an error of another input.
fn without_consequences(
    list: Vec<Finding>,
    input_of: impl Fn(&Finding) -> Option<String>,
    is_of_header: impl Fn(&Finding) -> bool,
) -> Vec<Finding> {
    let is_consequence = |finding: &Finding| OF_STAFF.contains(&finding.code) || OF_SOURCES.contains(&finding.code);
    let causes = list.iter().filter(|finding| finding.severity == Severity::Error && !is_consequence(finding));
    let mut of_staff: Vec<&Finding> = Vec::new();
    let mut is_source_wrong = false;
    for cause in causes {
        match input_of(cause).as_deref() {
            Some(STAFF) => of_staff.push(cause),
            Some(register) if REGISTERS.contains(&register) && register != CUSTOMERS => {}
            Some(_) => is_source_wrong = true,
            None => {}
        }
    }
    let is_of_splits = |finding: &Finding| {
        finding.severity == Severity::Error && matches!(input_of(finding).as_deref(), Some(SPLITS | STAFF))
    };
    let are_splits_wrong = list.iter().any(is_of_splits);
    let is_row = |cause: &&Finding| {
        let place = cause.places.first();
        let is_no_file = cause.code.starts_with("file-") || cause.code == "no-file-matches";
        place.is_some_and(|place| place.line > 0 && !place.excerpt.is_empty()) && !is_of_header(cause) && !is_no_file
    };
    let is_staff_whole = of_staff.iter().all(is_row);
    let rows: String = of_staff.iter().flat_map(|cause| &cause.places).map(|place| place.excerpt.as_str()).collect();
    let follows = |finding: &Finding| {
        let about_staff = OF_STAFF.contains(&finding.code) && !of_staff.is_empty();
        let names = || finding.args.iter().any(|(name, value)| *name == "person" && rows.contains(value.as_str()));
        let is_about_all = !finding.args.iter().any(|(name, _)| *name == "person");
        (about_staff && (!is_staff_whole || is_about_all || names()))
            || (OF_SOURCES.contains(&finding.code) && is_source_wrong)
            || (OF_SPLITS.contains(&finding.code) && are_splits_wrong)
    };
    let kept: Vec<bool> = list.iter().map(|finding| !follows(finding)).collect();
    list.into_iter().zip(kept).filter_map(|(finding, kept)| kept.then_some(finding)).collect()
}

/// Whether the header is at fault: nothing of the file was read.
fn is_of_header(finding: &Finding) -> bool {
    finding.args.iter().any(|(name, _)| *name == "became" || *name == "headers")
}

/// Whether it stands at the line of a file's header, or in a file of which nothing was read for its header.
fn is_at_header(finding: &Finding, facts: &[&FileFacts]) -> bool {
    finding.places.first().is_some_and(|place| {
        let of_file = facts.iter().find(|one| one.file == place.file);
        of_file.is_none_or(|one| one.header_line == place.line)
    })
}

/// Where targets are of other periods: each error of one that is missing says so better, and that a component pays nobody only follows.
fn name_cause_of_no_target(list: &mut Vec<Finding>) {
    let is_cause = |finding: &Finding| {
        finding.code == "register-not-of-period" && finding.args.contains(&("input", "targets".to_owned()))
    };
    if !list.iter().any(is_cause) {
        return;
    }
    if list.iter().any(|finding| finding.severity == Severity::Error && LACKING_TARGETS.contains(&finding.code)) {
        list.retain(|finding| !is_cause(finding));
    } else {
        list.retain(|finding| finding.code != "component-pays-nobody");
    }
}

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

/// What is told of a target of 0 that somebody's figure needs.
const OF_ZERO_TARGETS: [&str; 2] = ["target-zero-in-pay", "base-not-above-zero"];

/// What several people may lack for the same rule.
const LACKED: [&str; 5] =
    ["missing-rating", "missing-target", "missing-target-in-pay", "missing-value", "missing-value-in-pay"];

/// What says better that a target is not there, or why.
const LACKING_TARGETS: [&str; 5] =
    ["missing-target", "missing-target-in-pay", "missing-team-target", "no-rows-in-period", "target-of-longer-period"];

/// What may be wrong with the same word of many rows.
const WORDS: [&str; 5] =
    ["department-with-id", "unknown-indicator", "unknown-scope", "unknown-target-measure", "unknown-team"];

/// How many places are shown of one word.
const SHOWN: usize = 8;

/// A number with more digits after the point than anybody writes was calculated in binary.
const DUST: &str = "number-with-dust";

/// Calls a number that is too long behind the point alone what it is.
fn name_dust(finding: &mut Finding) {
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
fn fold_people(list: &mut Vec<Finding>) {
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

/// What is wrong with the same word in several rows of a file is one finding that shows them.
fn fold_words(list: &mut Vec<Finding>) {
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
fn fold_dates(list: &mut Vec<Finding>, facts: &[&FileFacts]) {
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
fn fold_cells(list: &mut Vec<Finding>, facts: &[&FileFacts]) {
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
