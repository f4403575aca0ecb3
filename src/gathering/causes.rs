//! Causes before consequences: of what was found, what is one fault of a column is told once, and what only follows from another error
//! is not told.

use super::Gathered;
use super::consequences::{
    MadeOf, OF_ABSENT_TARGETS, OF_HELD, OF_PERIOD, OF_ROLES, OF_SOURCES, OF_SPLITS, OF_STAFF, fact,
    leave_to_absent_rows, leave_to_causes, leave_to_closed_holds, leave_to_customers, leave_to_period, leave_to_rates,
    leave_to_refused_files, leave_to_scores, leave_to_shared_names, leave_to_staff, leave_to_targets, leave_to_totals,
};
use super::folding;
use super::named::{NamedColumns, name_blank_numbers};
use super::strangers::fold_unknown;
use crate::finding::{Finding, Findings, Severity, quoted};
use crate::ingest::facts::{FileFacts, became};
use crate::ingest::header::{HeaderFault, match_header};
use crate::policy::Policy;
use crate::policy::rules::InputKind;
use crate::source::Place;

/// What is wrong with all amounts or days of a column, from which rows that take something back may differ.
const OF_COLUMNS: [&str; 2] = ["all-amounts-of-three-decimals", "days-and-months-swapped"];
const OF_RETURNS: [&str; 2] = ["return-before-sale", "return-of-more-than-sold"];

/// The patterns of files that each input has.
pub struct Causes {
    inputs: Vec<(String, Vec<String>)>,
    names_roles: bool,
    made_of: MadeOf,
    named: NamedColumns,
}

impl Causes {
    /// Of the inputs of a policy.
    pub fn of(policy: &Policy) -> Self {
        let files = |files: &[crate::source::Spanned<String>]| files.iter().map(|file| file.value.clone()).collect();
        let inputs = policy.inputs.iter().map(|rule| (rule.name.clone(), files(&rule.files))).collect();
        let names_roles = policy.pay.iter().any(|component| component.roles.is_some())
            || policy.scorecards.iter().any(|card| !card.roles.is_empty());
        Causes { inputs, names_roles, made_of: MadeOf::of(policy), named: NamedColumns::of(policy) }
    }

    /// What is to be told of all that was found.
    pub fn settle(&self, found: Findings, gathered: &Gathered) -> Findings {
        let mut list: Vec<Finding> = found.sorted().into_iter().cloned().collect();
        self.name_cause_of_nobody(&mut list, gathered);
        self.name_targets_set_aside(&mut list, gathered);
        let facts: Vec<&FileFacts> = gathered.facts.iter().flat_map(|one| &one.files).collect();
        let is_of_header = |finding: &Finding| is_of_header(finding) || is_at_header(finding, &facts);
        let of_staff = gathered.facts.iter().filter(|one| one.kind() == InputKind::Staff).flat_map(|one| &one.files);
        let staff_rows = of_staff.map(|facts| facts.records).sum();
        let input_of = |finding: &Finding| self.input_of(finding, gathered);
        let list = without_consequences(list, input_of, (is_of_header, staff_rows));
        let mut list = self.with_causes_of_nothing(list);
        leave_to_shared_names(&mut list);
        leave_to_scores(&mut list);
        leave_to_totals(&mut list);
        leave_to_closed_holds(&mut list);
        leave_to_refused_files(&mut list);
        leave_to_absent_rows(&mut list, &self.made_of);
        leave_to_period(&mut list);
        folding::fold_staff_columns(&mut list);
        leave_to_staff(&mut list, |finding| self.input_of(finding, gathered));
        let mut list = fold_unknown(list);
        self.name_unread_ids(&mut list, gathered);
        list.iter_mut().for_each(folding::name_dust);
        folding::fold_words(&mut list);
        folding::fold_teams(&mut list);
        folding::fold_columns(&mut list);
        let words_nowhere: Vec<String> = watches_of(&list, "watch-word-nowhere").collect();
        let is_consequence = |watch: &str| words_nowhere.iter().any(|other| other == watch);
        list.retain(|finding| finding.code != "watch-of-nobody" || !fact(finding, "watch").is_some_and(is_consequence));
        self.named.show(&mut list, |finding| self.input_named(finding, gathered));
        folding::fold_people(&mut list);
        name_blank_numbers(&mut list);
        folding::fold_dates(&mut list, &facts);
        folding::fold_cells(&mut list, &facts);
        leave_to_causes(&mut list);
        if list.iter().any(|finding| OF_COLUMNS.contains(&finding.code) && finding.severity == Severity::Error) {
            list.retain(|finding| !OF_RETURNS.contains(&finding.code));
        }
        leave_to_decimal_commas(&mut list);
        if list.iter().any(|finding| finding.code == "label-not-here") {
            list.retain(|finding| !finding.code.starts_with("counted-nothing"));
        }
        leave_to_targets(&mut list, |finding| self.input_of(finding, gathered));
        leave_to_customers(&mut list, |finding| self.input_of(finding, gathered));
        leave_to_rates(&mut list, |finding| self.is_of_rates(finding, gathered));
        without_unpaid(&mut list);
        let mut told = Findings::new();
        list.into_iter().for_each(|finding| told.push(finding));
        told
    }

    /// The findings without those that only follow from a main source without rows, or from the row that has chosen the period. Where these refuse the
    /// run, the cause does.
    fn with_causes_of_nothing(&self, mut list: Vec<Finding>) -> Vec<Finding> {
        let is_main = |finding: &Finding| {
            let sources = || self.inputs.iter().map(|(name, _)| name).filter(|name| InputKind::of(name).is_source());
            let main = sources().find(|name| InputKind::of(name) == InputKind::Sales).or_else(|| sources().next());
            finding.args.iter().any(|(name, value)| *name == "input" && Some(value) == main)
        };
        let causes =
            [("source-without-rows", &[][..]), ("no-rows-in-period", &[][..]), ("period-of-few-rows", &OF_PERIOD[..])];
        for (code, more) in causes {
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

    /// The kind of input whose file or name an error is about.
    fn input_of(&self, finding: &Finding, gathered: &Gathered) -> Option<InputKind> {
        // An input that the policy has at another place is read as if it were not there.
        if finding.code == "key-of-other-table" {
            let is_staff = fact(finding, "key").is_some_and(|keys| keys.split(" | ").any(|key| key == "staff"));
            return is_staff.then_some(InputKind::Staff);
        }
        self.input_named(finding, gathered).map(|name| InputKind::of(&name))
    }

    /// Whether an error is about the list of exchange rates, be it that it is not there.
    fn is_of_rates(&self, finding: &Finding, gathered: &Gathered) -> bool {
        let is_missing_file = |file: &str| {
            let rates = self.inputs.iter().filter(|(input, _)| InputKind::of(input) == InputKind::FxRates);
            rates.flat_map(|(_, patterns)| patterns).any(|pattern| is_of(pattern, file))
        };
        let absent = fact(finding, "file").filter(|_| finding.code == "file-not-found");
        absent.is_some_and(is_missing_file) || self.input_of(finding, gathered) == Some(InputKind::FxRates)
    }

    /// The input whose file or name an error is about.
    fn input_named(&self, finding: &Finding, gathered: &Gathered) -> Option<String> {
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

    /// Where a target lacks that somebody needs, why rows of targets were set aside: nobody writes them down in a run that is refused.
    fn name_targets_set_aside(&self, list: &mut Vec<Finding>, gathered: &Gathered) {
        let is_refused =
            list.iter().any(|one| one.severity == Severity::Error && OF_ABSENT_TARGETS.contains(&one.code));
        let told = gathered.rejected.iter().filter(|_| is_refused).map(|row| Finding {
            args: row.reason_args.clone(),
            ..Finding::error(row.code).at(Place::line(row.file.clone(), row.line, row.record.clone()))
        });
        let is_of_targets = |finding: &Finding| self.input_of(finding, gathered) == Some(InputKind::Targets);
        list.extend(told.filter(is_of_targets).collect::<Vec<_>>());
    }

    /// Where staff has no column of ids, the headers of it that nothing reads: unknown people may be named by one of them.
    fn name_unread_ids(&self, list: &mut [Finding], gathered: &Gathered) {
        let staff = gathered.facts.iter().find(|one| one.kind() == InputKind::Staff).map_or(&[][..], |one| &one.files);
        let has_ids = staff.iter().flat_map(|facts| &facts.columns).any(|column| column.column == "person_id");
        let unread: Vec<&String> = staff.iter().flat_map(|facts| &facts.ignored).collect();
        if has_ids || unread.is_empty() {
            return;
        }
        for finding in list.iter_mut().filter(|finding| finding.code == "unknown-people") {
            finding.args.push(("unread", quoted(&unread)));
        }
    }

    /// Where staff has no row, or no column of roles although rules name some, that is the cause of whatever finds nobody.
    fn name_cause_of_nobody(&self, list: &mut Vec<Finding>, gathered: &Gathered) {
        let is_wrong = |finding: &Finding| {
            finding.severity == Severity::Error && self.input_of(finding, gathered) == Some(InputKind::Staff)
        };
        let staff = gathered.facts.iter().find(|one| one.kind() == InputKind::Staff).map_or(&[][..], |one| &one.files);
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
        let labels: Vec<String> =
            first.columns.iter().map(|column| &column.label).chain(&first.ignored).cloned().collect();
        let of_role = |fault: &HeaderFault| fault.code.starts_with("column-missing");
        let near = match_header("staff", &labels, &[], &["role".to_owned()]).faults.into_iter().find(of_role);
        let missing = near.unwrap_or_else(|| HeaderFault::missing("role", &labels, None));
        let missing = missing.finding(Place::line(first.file.clone(), first.header_line, ""));
        list.push(missing.with("became", became(&first.columns, &first.ignored)));
    }
}

/// The watches of which that is told.
fn watches_of<'l>(list: &'l [Finding], code: &'l str) -> impl Iterator<Item = String> + 'l {
    let of_code = list.iter().filter(move |finding| finding.code == code);
    of_code.filter_map(|finding| fact(finding, "watch").map(str::to_owned))
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
    input_of: impl Fn(&Finding) -> Option<InputKind>,
    (is_of_header, staff_rows): (impl Fn(&Finding) -> bool, u64),
) -> Vec<Finding> {
    let is_consequence = |finding: &Finding| OF_STAFF.contains(&finding.code) || OF_SOURCES.contains(&finding.code);
    let causes = list.iter().filter(|finding| finding.severity == Severity::Error && !is_consequence(finding));
    let mut of_staff: Vec<&Finding> = Vec::new();
    let mut is_source_wrong = false;
    for cause in causes {
        match input_of(cause) {
            Some(InputKind::Staff) => of_staff.push(cause),
            Some(InputKind::Customers | InputKind::Products) => is_source_wrong = true,
            Some(input) => is_source_wrong |= input.is_source(),
            None => {}
        }
    }
    let is_of_splits = |finding: &Finding| {
        finding.severity == Severity::Error && matches!(input_of(finding), Some(InputKind::Splits | InputKind::Staff))
    };
    let is_closed_wrong = list
        .iter()
        .any(|finding| finding.severity == Severity::Error && finding.code == "closed-period-not-recomputed");
    let are_splits_wrong = list.iter().any(is_of_splits);
    let is_row = |cause: &&Finding| {
        let place = cause.places.first();
        let is_no_file = cause.code.starts_with("file-") || cause.code == "no-file-matches";
        place.is_some_and(|place| place.line > 0 && !place.excerpt.is_empty()) && !is_of_header(cause) && !is_no_file
    };
    let is_staff_whole = of_staff.iter().all(is_row) && (of_staff.len() as u64) * 2 <= staff_rows;
    let rows: String = of_staff.iter().flat_map(|cause| &cause.places).map(|place| place.excerpt.as_str()).collect();
    let follows = |finding: &Finding| {
        let about_staff = OF_STAFF.contains(&finding.code) && !of_staff.is_empty();
        let names = || finding.args.iter().any(|(name, value)| *name == "person" && rows.contains(value.as_str()));
        let is_about_all = !finding.args.iter().any(|(name, _)| *name == "person");
        (about_staff && (!is_staff_whole || is_about_all || names()))
            || (OF_SOURCES.contains(&finding.code) && is_source_wrong)
            || (OF_HELD.contains(&finding.code) && (is_source_wrong || is_closed_wrong))
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

/// Of a file in which a comma stands before the decimals of most cells, what another cell says of its separators is the same fault.
fn leave_to_decimal_commas(list: &mut Vec<Finding>) {
    let of_comma =
        list.iter().filter(|finding| finding.code == "number-decimal-comma" && fact(finding, "more").is_some());
    let files: Vec<_> = of_comma.flat_map(|finding| &finding.places).map(|place| place.file.clone()).collect();
    let is_its = |finding: &Finding| finding.places.first().is_some_and(|place| files.contains(&place.file));
    list.retain(|finding| finding.code != "number-grouping" || !is_its(finding));
}

/// Under errors nothing may have been computed, so that components pay nobody for that alone; and a hold of an order of no row holds nothing.
fn without_unpaid(list: &mut Vec<Finding>) {
    if list.iter().any(|finding| finding.severity == Severity::Error) {
        list.retain(|finding| finding.code != "component-pays-nobody" && finding.code != "hold-holds-nothing");
    }
    // Of a policy whose currency could not be read.
    list.retain(|finding| finding.code != "currency-contradiction" || fact(finding, "currency") != Some(""));
    let absent = list.iter().filter(|finding| finding.code == "credits-of-no-order");
    let absent: Vec<Place> = absent.flat_map(|finding| finding.places.clone()).collect();
    list.retain(|finding| {
        finding.code != "hold-holds-nothing" || !finding.places.iter().all(|place| absent.contains(place))
    });
}
