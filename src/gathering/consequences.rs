//! What may only follow from another fault: codes of findings, by what they follow from, and what is left out for its cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Severity};
use crate::policy::Policy;
use crate::policy::rules::{IndicatorOf, InputKind, MeasureId};
use crate::spelling::stem;

/// What may only follow from people who could not be read.
pub(super) const OF_STAFF: [&str; 30] = [
    "component-can-pay-nobody",
    "component-pays-nobody",
    "credits-of-strangers",
    "customers-of-no-row",
    "first-of-nobody",
    "ids-of-nobody",
    "manager-missing",
    "manager-not-employed",
    "missing-for-everybody",
    "names-differ-from-ids",
    "no-such-person",
    "no-such-person-near",
    "no-teams",
    "nobody-scored",
    "override-of-nobody",
    "people-without-role",
    "pool-without-members",
    "role-mistyped",
    "role-of-nobody",
    "role-of-nobody-among",
    "row-of-unknown-person",
    "row-of-unknown-person-near",
    "rows-of-nobody-before",
    "rows-of-unknown-orderers",
    "rows-of-unknown-people",
    "rows-outside-employment",
    "staff-column-of-nobody",
    "unknown-person",
    "unknown-person-near",
    "unknown-team",
];

/// What may only follow from shares of orders that could not be read, or from people.
pub(super) const OF_SPLITS: [&str; 1] = ["split-without-seller"];

/// What may only follow from rows of sources that could not be read, or from closed periods that were refused.
pub(super) const OF_HELD: [&str; 2] = ["held-order-of-no-row", "more-collected-than-sold"];

/// What may only follow from rows of sources that could not be read.
pub(super) const OF_SOURCES: [&str; 41] = [
    "amount-below-zero",
    "attainment-beyond-ten",
    "attainment-near-zero",
    "base-not-above-zero",
    "blank-label-without-rate",
    "bound-of-another-scale",
    "bound-out-of-reach",
    "collected-of-other-customer",
    "collected-of-unsold-orders",
    "component-pays-nobody",
    "contest-without-days",
    "credits-of-no-order",
    "crowded-at-most",
    "crowded-at-zero",
    "customers-of-no-row",
    "grade-above-share",
    "history-begins-inside",
    "label-without-rate",
    "minimum-far-above",
    "minimum-far-below",
    "missing-comparison",
    "missing-for-everybody",
    "missing-value",
    "missing-value-in-pay",
    "no-period",
    "no-rows-in-earlier-period",
    "no-rows-in-part",
    "no-rows-in-period",
    "period-may-be-unfinished",
    "pool-without-members",
    "return-of-unknown-order",
    "returns-of-unknown-orders",
    "row-of-unknown-order",
    "rows-of-unknown-orders",
    "rows-with-blank-label",
    "rows-without-entry",
    "source-without-rows",
    "split-of-unknown-order",
    "steps-far-below",
    "words-of-blank-columns",
    "words-of-no-row",
];

/// What may only follow from a period that an odd row has chosen, beside what follows from rows of sources.
pub(super) const OF_PERIOD: [&str; 8] = [
    "missing-rating",
    "missing-target",
    "missing-target-in-pay",
    "missing-team-target",
    "policy-not-in-force",
    "register-not-of-period",
    "target-of-longer-period",
    "tiers-of-small-money",
];

/// What may only follow from roles that no column of staff gives.
pub(super) const OF_ROLES: [&str; 6] = [
    "component-can-pay-nobody",
    "people-without-role",
    "pool-without-members",
    "role-of-nobody",
    "role-of-nobody-among",
    "nobody-scored",
];

/// What says that an input has no row, or none of the period.
const ABSENCES: [&str; 3] = ["no-rows-in-period", "register-not-of-period", "source-without-rows"];

/// What may only follow from targets of other periods, or none.
const OF_TARGETS: [&str; 4] =
    ["missing-target", "missing-target-in-pay", "missing-team-target", "target-outside-employment"];

/// What is told of all people, and may follow from rows that are not there of the source that its measure is made of.
const OF_MEASURES: [&str; 2] = ["crowded-at-zero", "missing-for-everybody"];

/// What somebody may lack whose rows name several people.
const OF_NAMES: [&str; 5] =
    ["missing-rating", "missing-target", "missing-target-in-pay", "missing-value", "missing-value-in-pay"];

/// What leaves somebody without a score.
const OF_SCORES: [&str; 7] = [
    "base-not-above-zero",
    "missing-comparison",
    "missing-rating",
    "missing-target",
    "missing-team-target",
    "missing-value",
    "target-of-longer-period",
];

/// What may only follow from another file in the place of staff, beside what follows from people who could not be read.
const OF_OTHER_STAFF: [&str; 7] = [
    "adjustment-unpaid",
    "column-near",
    "person-differs",
    "person-id-twice",
    "person-twice",
    "row-outside-employment",
    "target-outside-employment",
];

/// What may only follow from a column of staff that is not there, or from people of whom nothing was read.
const OF_STAFF_COLUMNS: [&str; 3] = ["proration-without-days", "staff-column-empty", "staff-without-column"];

/// What may only follow from a customer that could not be read.
const OF_CUSTOMERS: [&str; 6] = [
    "customers-by-part-of-name",
    "customers-not-in-register",
    "customers-of-no-row",
    "register-rows-of-nobody",
    "row-of-blank",
    "row-of-nobody-by-customer",
];

/// What is told of a target that is not there and that somebody's figure needs.
pub(super) const OF_ABSENT_TARGETS: [&str; 2] = ["missing-target", "missing-target-in-pay"];

/// Codes of which one is the cause, and what only follows from it then.
type Follows = (&'static [&'static str], &'static [&'static str]);

/// Of whatever input or component they are: where one of the first is told, the others say nothing more.
const FOLLOWS: [Follows; 29] = [
    (&["source-of-nobody", "source-of-nobody-unread"], &["people-column-unread"]),
    // Columns that stand the wrong way round are why rows end before they begin.
    (&["days-exchanged"], &["closes-before-it-opens"]),
    (&OF_ABSENT_TARGETS, &["target-absent"]),
    (&["source-without-rows"], &["watch-without-subjects"]),
    (&["label-column-missing", "label-of-other-measures"], &["ack-of-no-subject"]),
    (&["share-of-money-without-sign"], &["watch-never-speaks"]),
    (&["target-zero-in-pay", "base-not-above-zero"], &["target-zero"]),
    // The file of a team that ends before the period is told by its name.
    (&["files-end-before-period", "file-without-rows"], &["team-without-rows"]),
    // Nothing is shown of a period of which other days are asked for than it has.
    (&["since-outside-period"], &["period-may-be-unfinished"]),
    (&["price-and-amount-swapped"], &["amount-differs", "price-out-of-line"]),
    // Another unit is why amounts are far from others, from targets and from what was collected.
    (
        &["amounts-of-another-unit"],
        &[
            "amount-differs",
            "amount-of-one-row",
            "attainment-beyond-ten",
            "attainment-near-zero",
            "collected-beyond-sold",
            "collected-in-larger-numbers",
            "collected-in-smaller-numbers",
            "minimum-far-below",
            "price-out-of-line",
        ],
    ),
    (&["collected-in-other-currency"], &["orders-paid-in-other-currency"]),
    // At a wrong rate nothing of the currency is worth what it is.
    (&["fx-rate-far", "fx-rate-turned-round", "fx-rate-unlike-others", "fx-rates-exchanged"], &["price-out-of-line"]),
    // Of a measure that is refused no column is added up.
    (&["column-without-numbers", "unknown-column"], &["total-not-compared"]),
    (&["overlapping-files", "rows-differ-in-second-file"], &["orders-of-two-exports"]),
    (&["file-of-other-words", "word-gone-and-new"], &["files-left-out-by-counted"]),
    (&["marks-of-other-scale"], &["bound-of-another-scale"]),
    (&["role-mistyped"], &["component-can-pay-nobody"]),
    (&["credit-twice"], &["splits-not-whole"]),
    (&["ids-alike"], &["row-outside-employment"]),
    (&["word-mistyped"], &["rows-said-undone"]),
    (&["currency-column-unread"], &["exchange-rate-unread"]),
    (&["leaving-day-unread"], &["left-without-day"]),
    (&["shares-unread"], &["order-twice"]),
    (&["columns-swapped", "file-of-other-words"], &["word-gone-and-new"]),
    (&["discount-too-large", "rate-too-large"], &["amount-far-from-others"]),
    (&["fx-rate-not-above-zero", "fx-rate-of-own-currency", "fx-rate-twice"], &["no-exchange-rate"]),
    // A key of an input that is not understood leaves it unread.
    (
        &["missing-key", "renamed-key", "unknown-key"],
        &[
            "component-can-pay-nobody",
            "return-of-unknown-order",
            "returns-of-unknown-orders",
            "rows-of-unknown-people",
            "unknown-people",
        ],
    ),
    // What makes everybody's pay small says why a minimum decides it.
    (
        &[
            "amount-below-other",
            "attainment-near-zero",
            "attainment-out-of-reach",
            "bound-far-above",
            "bound-of-another-scale",
            "bound-out-of-reach",
            "file-ends-early",
            "files-end-before-period",
            "price-and-amount-swapped",
        ],
        &["minimum-far-above"],
    ),
];

/// A fact of a finding.
pub(super) fn fact<'a>(finding: &'a Finding, name: &str) -> Option<&'a str> {
    finding.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

/// The inputs that each measure, and each indicator, is made of.
pub(super) struct MadeOf(BTreeMap<String, BTreeSet<String>>);

impl MadeOf {
    pub fn of(policy: &Policy) -> Self {
        let inputs = |measure: MeasureId| -> BTreeSet<String> {
            let (mut open, mut seen) = (vec![measure], BTreeSet::new());
            let mut inputs = BTreeSet::new();
            while let Some(next) = open.pop() {
                if seen.insert(next) {
                    let kind = &policy.measure(next).kind;
                    open.extend(kind.parts());
                    inputs.extend(kind.inputs().into_iter().map(str::to_owned));
                }
            }
            inputs
        };
        let mut made_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (index, measure) in policy.measures.iter().enumerate() {
            made_of.entry(measure.name.clone()).or_default().extend(inputs(MeasureId(index)));
        }
        for indicator in policy.scorecards.iter().flat_map(|card| &card.indicators) {
            if let IndicatorOf::Measure(measure) = &indicator.of {
                made_of.entry(indicator.name.to_string()).or_default().extend(inputs(*measure));
            }
        }
        MadeOf(made_of)
    }

    fn is_of(&self, finding: &Finding, input: &str) -> bool {
        let named = ["measure", "indicator", "name"].into_iter().filter_map(|name| fact(finding, name));
        named.filter_map(|name| self.0.get(name)).any(|inputs| inputs.contains(input))
    }
}

/// Leaves out what only follows from another finding; where that refuses the run, the cause does.
pub(super) fn leave_to_causes(list: &mut Vec<Finding>) {
    for (causes, consequences) in FOLLOWS {
        let is_cause = |finding: &Finding| causes.contains(&finding.code);
        if !list.iter().any(is_cause) {
            continue;
        }
        let follows = |finding: &Finding| consequences.contains(&finding.code);
        let refuses = list.iter().any(|finding| follows(finding) && finding.severity == Severity::Error);
        list.retain(|finding| !follows(finding));
        if refuses {
            list.iter_mut().filter(|finding| is_cause(finding)).for_each(|cause| cause.severity = Severity::Error);
        }
    }
}

/// Leaves out that somebody has no target, where a row of targets could not be read: it may be that one.
pub(super) fn leave_to_targets(list: &mut Vec<Finding>, input_of: impl Fn(&Finding) -> Option<InputKind>) {
    let is_unread = |finding: &Finding| {
        finding.severity == Severity::Error
            && !OF_ABSENT_TARGETS.contains(&finding.code)
            && finding.places.first().is_some_and(|place| place.line > 0)
            && input_of(finding) == Some(InputKind::Targets)
    };
    if list.iter().any(is_unread) {
        list.retain(|finding| finding.code != "target-absent");
    }
}

/// Leaves out whom rows do not lead to, where something in the customers file could not be read: it may be that customer.
pub(super) fn leave_to_customers(list: &mut Vec<Finding>, input_of: impl Fn(&Finding) -> Option<InputKind>) {
    let is_unread = |finding: &Finding| {
        finding.severity == Severity::Error
            && !finding.places.is_empty()
            && input_of(finding) == Some(InputKind::Customers)
    };
    if list.iter().any(is_unread) {
        list.retain(|finding| finding.severity == Severity::Error || !OF_CUSTOMERS.contains(&finding.code));
    }
}

/// Leaves out that no target is of the period where those of a longer one are told: they are all that there is.
fn leave_to_longer_targets(list: &mut Vec<Finding>) {
    let is_longer = |finding: &Finding| ["target-of-longer-period", "targets-of-longer-period"].contains(&finding.code);
    if list.iter().any(is_longer) {
        let is_of_targets = |finding: &Finding| fact(finding, "input") == Some("targets");
        list.retain(|finding| finding.code != "register-not-of-period" || !is_of_targets(finding));
    }
}

/// Leaves out that a rate is not there, where the list of rates is not there itself, or one of its rows could not be read: it may be that one.
pub(super) fn leave_to_rates(list: &mut Vec<Finding>, is_of_rates: impl Fn(&Finding) -> bool) {
    let is_unread = |finding: &Finding| {
        finding.severity == Severity::Error && finding.code != "no-exchange-rate" && is_of_rates(finding)
    };
    if list.iter().any(is_unread) {
        list.retain(|finding| finding.code != "no-exchange-rate");
    }
}

/// Leaves out what only follows from rows of an input that are not there; where that refuses the run, the cause does.
pub(super) fn leave_to_absent_rows(list: &mut Vec<Finding>, made_of: &MadeOf) {
    leave_to_longer_targets(list);
    let is_cause = |finding: &Finding| ABSENCES.contains(&finding.code) && fact(finding, "input").is_some();
    let follows = |finding: &Finding, input: &str| match InputKind::of(input) {
        InputKind::Targets => OF_TARGETS.contains(&finding.code),
        InputKind::Ratings => finding.code == "missing-rating",
        _ => OF_MEASURES.contains(&finding.code) && made_of.is_of(finding, input),
    };
    let mut kept = vec![true; list.len()];
    for cause in 0..list.len() {
        let Some(input) = fact(&list[cause], "input").filter(|_| is_cause(&list[cause])).map(str::to_owned) else {
            continue;
        };
        let mut refuses = false;
        for (at, finding) in list.iter().enumerate().filter(|(_, finding)| follows(finding, &input)) {
            kept[at] = false;
            refuses |= finding.severity == Severity::Error;
        }
        if refuses {
            list[cause].severity = Severity::Error;
        }
    }
    let mut kept = kept.into_iter();
    list.retain(|_| kept.next().unwrap_or(true));
}

/// Leaves out that rows of a file are there twice, where its rows have the totals of their orders: lines of the same goods are then equal.
pub(super) fn leave_to_totals(list: &mut Vec<Finding>) {
    let wholes = list.iter().filter(|finding| finding.code == "order-total-on-each-row");
    let files: Vec<_> = wholes.flat_map(|finding| &finding.places).map(|place| place.file.clone()).collect();
    let is_of = |finding: &Finding| fact(finding, "file").is_some_and(|name| files.iter().any(|file| **file == *name));
    list.retain(|finding| finding.code != "same-record-twice" || !is_of(finding));
}

/// Leaves out that files of a series end before the period, where one called like them could not be read.
pub(super) fn leave_to_refused_files(list: &mut Vec<Finding>) {
    let errors = list.iter().filter(|finding| finding.severity == Severity::Error);
    let refused: BTreeSet<String> = errors.flat_map(|finding| &finding.places).map(|place| stem(&place.file)).collect();
    let is_of_refused = |finding: &Finding| finding.places.iter().any(|place| refused.contains(&stem(&place.file)));
    list.retain(|finding| finding.code != "files-end-before-period" || !is_of_refused(finding));
}

/// Leaves out that nothing is held of an order, where a closed period has paid it.
pub(super) fn leave_to_closed_holds(list: &mut Vec<Finding>) {
    let closed = list.iter().filter(|finding| finding.code == "hold-of-closed-order");
    let places: Vec<_> = closed.filter_map(|finding| finding.places.first().cloned()).collect();
    let is_its = |finding: &Finding| finding.places.first().is_some_and(|place| places.contains(place));
    list.retain(|finding| finding.code != "hold-holds-nothing" || !is_its(finding));
}

/// Leaves out that pay lacks scores and grades, where an error says why somebody has none.
pub(super) fn leave_to_scores(list: &mut Vec<Finding>) {
    let is_cause = |finding: &Finding| finding.severity == Severity::Error && OF_SCORES.contains(&finding.code);
    let follows = |finding: &Finding| {
        finding.code == "missing-value-in-pay" && matches!(fact(finding, "measure"), Some("score" | "grade"))
    };
    if list.iter().any(is_cause) {
        list.retain(|finding| !follows(finding));
    }
}

/// Leaves out what somebody lacks whose name several people have, where an error says that rows name somebody so: whose they are is open.
pub(super) fn leave_to_shared_names(list: &mut Vec<Finding>) {
    let is_cause = |finding: &&Finding| finding.code == "shared-name" && finding.severity == Severity::Error;
    let names: BTreeSet<String> =
        list.iter().filter(is_cause).filter_map(|finding| fact(finding, "text").map(str::to_owned)).collect();
    let is_called = |finding: &Finding| {
        let mut cells = finding.places.iter().flat_map(|place| place.excerpt.split([',', ';', '\t', '|']));
        cells.any(|cell| names.contains(cell.trim_matches(['"', ' '])))
    };
    list.retain(|finding| !OF_NAMES.contains(&finding.code) || !is_called(finding));
}

/// Leaves out what only follows from a policy that does not hold in the period.
pub(super) fn leave_to_period(list: &mut Vec<Finding>) {
    const CODE: &str = "policy-not-in-force";
    if list.iter().any(|finding| finding.code == CODE && finding.severity == Severity::Error) {
        let follows =
            |code: &str| OF_SOURCES.contains(&code) || OF_PERIOD.contains(&code) || OF_TARGETS.contains(&code);
        list.retain(|finding| finding.code == CODE || !(follows(finding.code) || finding.code == "missing-rating"));
    }
}

/// Leaves out what only follows from columns of staff that are not there, or from another file in its place.
pub(super) fn leave_to_staff(list: &mut Vec<Finding>, input_of: impl Fn(&Finding) -> Option<InputKind>) {
    let is_of_staff = |finding: &Finding| {
        finding.severity == Severity::Error
            && finding.places.first().is_some_and(|place| place.line > 0)
            && input_of(finding) == Some(InputKind::Staff)
    };
    let is_unknown = |one: &Finding| is_of_staff(one) && one.code.starts_with("unknown-pe");
    if list.iter().any(is_unknown) {
        list.retain(|finding| finding.code != "manager-missing");
    }
    leave_to_column(list, "team", "no-teams");
    leave_to_column(list, "hired", "proration-without-days");
    let is_header = list.iter().any(|one| is_of_staff(one) && one.code.starts_with("column"));
    let is_row = list.iter().any(is_of_staff);
    let is_other_file = !is_header && list.iter().any(|finding| finding.code == "staff-without-columns");
    let follows = |code: &str| match code {
        "staff-column-empty" => is_other_file || is_row,
        "staff-without-columns" => is_header,
        code if OF_STAFF_COLUMNS.contains(&code) => is_other_file || is_header,
        code => is_other_file && (OF_STAFF.contains(&code) || OF_OTHER_STAFF.contains(&code)),
    };
    list.retain(|finding| !follows(finding.code));
}

/// Leaves out what follows from a column of staff that is not there, or blank for everybody; where that refuses the run, the cause does.
fn leave_to_column(list: &mut Vec<Finding>, column: &str, consequence: &str) {
    let is_cause = |finding: &Finding| {
        matches!(finding.code, "staff-without-column" | "staff-column-empty") && fact(finding, "column") == Some(column)
    };
    let follows = |finding: &Finding| finding.code == consequence;
    let refuses = list.iter().any(|finding| follows(finding) && finding.severity == Severity::Error);
    let Some(cause) = list.iter_mut().find(|finding| is_cause(finding)) else { return };
    if refuses {
        cause.severity = Severity::Error;
    }
    list.retain(|finding| !follows(finding));
}
