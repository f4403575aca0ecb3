//! People whom files name and the staff file does not have, and rows that are nobody's: of many names one finding, that lists them.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::presence::{is_asked, is_used, lacks_sales};
use super::streams::Opened;
use super::unread_ids;
use super::{Gathered, Reading, Rules};
use crate::crediting::Unassigned as Why;
use crate::finding::{Finding, Findings, Severity};
use crate::ingest::row::SCALE;
use crate::ledger::alike::Meant;
use crate::measure::fold::UnassignedRows;
use crate::number::Number;
use crate::policy::rules::{InputKind, Unassigned};
use crate::source::Place;

/// How many places are shown of one finding, and how many names are listed.
const SHOWN: usize = 8;
const LISTED: usize = 24;
const PEOPLE: [&str; 2] = ["person", "person_id"];
/// What events are of, where they are nobody's.
const OF_EVENTS: [&str; 3] = ["team", "strategy", "region"];

/// Rows that are nobody's: listed, or errors where the policy says so. `findings` has those of the staff file: a person whose row was refused
/// is not unknown.
pub(super) fn report_rows(
    rules: Rules,
    (opened, reading): (&[Opened], &Reading),
    gathered: &Gathered,
    findings: &mut Findings,
) {
    let (policy, ledger, plan) = rules;
    let lacks_sales = lacks_sales(rules, opened, reading, gathered);
    for (_, names) in &gathered.unassigned {
        let unknown = names.keys().filter(|(_, why)| *why == Why::Unknown).map(|(name, _)| name.as_str());
        unread_ids::report(&ledger.people, unknown, findings);
    }
    let is_staff_wrong = is_wrong(InputKind::Staff, gathered, findings);
    let is_owner_wrong = is_staff_wrong || is_wrong(InputKind::Customers, gathered, findings);
    let meant: OnceCell<Meant> = OnceCell::new();
    for (input, names) in &gathered.unassigned {
        let Some(one) = opened.iter().find(|one| one.name == *input) else { continue };
        // Of what a question does not look at it is no matter whose it is.
        if policy.management.is_asked() && !is_asked(policy, plan, one) {
            continue;
        }
        let place = |rows: &UnassignedRows| {
            let file = plan.files.get(one.first_file + rows.first.0 as usize).cloned().unwrap_or_else(|| "".into());
            Place::line(file, rows.first.1, "")
        };
        // Of what is only collected nothing is credited to those who have left.
        let is_credited = one.kind() != InputKind::Collections || is_used(policy, plan, one);
        let names = names.iter().filter(|((_, why), _)| is_credited || *why != Why::NotEmployed);
        // What is collected before the sale is booked is no fault where the sales have the order.
        let is_open = |name: &str| gathered.open_orders.contains(&*crate::spelling::folded(name));
        let is_before =
            |name: &str, why| why == Why::OrderOfNone && one.kind() == InputKind::Collections && is_open(name);
        let names = names.filter(|((name, why), _)| !is_before(name, *why));
        let is_told = findings.iter().any(|told| told.code == "source-without-people" && told.is_of(input));
        let names = names.filter(|((_, why), _)| *why != Why::Blank || !(is_told || says_itself(rules, one)));
        let mut by_reason: BTreeMap<Why, Vec<(&str, &UnassignedRows)>> = BTreeMap::new();
        let all = || meant.get_or_init(|| Meant::new(&ledger.people));
        let is_unsure = |name: &str, why: Why| why == Why::Unknown && !all().several_by(name).is_empty();
        let sure = names.filter(|((name, why), _)| !is_unsure(name, *why));
        sure.for_each(|((name, why), rows)| by_reason.entry(*why).or_default().push((name, rows)));
        for (why, names) in by_reason
            .into_iter()
            .filter(|(why, _)| !(is_staff_wrong && matches!(why, Why::Unknown | Why::OrderOfUnknown)))
            .filter(|(why, _)| !(lacks_sales && matches!(why, Why::OrderOfNone | Why::OrderOfOther)))
            .filter(|(why, _)| {
                !(is_owner_wrong && matches!(why, Why::Blank | Why::CustomerOfNobody) && !names_people(one))
            })
        {
            let near = |name: &str| match why {
                Why::Unknown => all().by(name),
                _ => None,
            };
            let back: u64 = names.iter().map(|(_, rows)| rows.back).sum();
            let sum = names.iter().map(|(_, rows)| rows.sum).sum();
            let mut names: Vec<Stranger> = names
                .into_iter()
                .map(|(name, rows)| Stranger { name, nearest: near(name), rows: rows.rows, place: place(rows) })
                .collect();
            names.sort_by(|one, other| one.place.cmp(&other.place));
            let has_money = plan.streams[one.stream].slots.iter().any(|slot| slot.money);
            let sum = has_money.then(|| Number::from_scaled(sum, SCALE).to_plain(2, SCALE));
            let finding = folded(why, &names).with("input", input);
            let finding = match blank_of(one).filter(|_| why == Why::Blank) {
                Some(column) => Finding { code: "row-of-blank", ..finding }.with("column", column),
                None => finding,
            };
            let finding = sum.into_iter().fold(finding, |finding, sum| finding.with("sum", sum));
            let finding = if back > 0 { finding.with("back", back) } else { finding };
            let finding = if why == Why::OrderOfNone { finding.with("held", u8::from(!is_credited)) } else { finding };
            let finding = match policy.crediting.unassigned {
                Unassigned::Error => Finding { severity: Severity::Error, ..finding }.with("unassigned", "error"),
                Unassigned::List => finding,
            };
            findings.push(names.into_iter().take(SHOWN).fold(finding, |finding, one| finding.at(one.place)));
        }
    }
}

/// Rows that name a number which is nobody's, and which a spreadsheet may have made of those of several people: an error, for one of them sold it.
pub(super) fn report_unsure((_, ledger, plan): Rules, opened: &[Opened], gathered: &Gathered, findings: &mut Findings) {
    let meant: OnceCell<Meant> = OnceCell::new();
    for (input, names) in &gathered.unassigned {
        let Some(one) = opened.iter().find(|one| one.name == *input) else { continue };
        for ((name, _), rows) in names.iter().filter(|((_, why), _)| *why == Why::Unknown) {
            let several = meant.get_or_init(|| Meant::new(&ledger.people)).several_by(name);
            let file = plan.files.get(one.first_file + rows.first.0 as usize).filter(|_| !several.is_empty());
            let people: Vec<String> = several.into_iter().map(|person| format!("`{person}`")).collect();
            let told = |file: &Arc<str>| {
                let finding =
                    Finding::error("row-of-several-ids").with("person", name).with("people", people.join(", "));
                finding.with("input", input).with("rows", rows.rows).at(Place::line(file.clone(), rows.first.1, ""))
            };
            findings.extend_with(file.map(told));
        }
    }
}

/// Whether some file of a source has a column of people.
fn names_people(one: &Opened) -> bool {
    one.layouts().iter().any(|layout| layout.columns.iter().any(|(name, _)| PEOPLE.contains(&name.as_str())))
}

/// What rows of nobody are blank in where no file of the source names people: the order or the customer whose person they would be.
fn blank_of(one: &Opened) -> Option<&'static str> {
    let has = |column: &str| one.layouts().iter().any(|layout| layout.columns.iter().any(|(name, _)| name == column));
    let leads = [("order", one.kind() != InputKind::Sales), ("customer", true), ("customer_id", true)];
    leads
        .into_iter()
        .find(|(column, may_lead)| *may_lead && !names_people(one) && has(column))
        .map(|(column, _)| column)
}

/// Whether rows say of what they are without anybody whose they would be: events of a team, a campaign, a region, or of nobody, by which nobody is paid.
pub(super) fn says_itself((policy, _, plan): Rules, one: &Opened) -> bool {
    let is_of_itself = |(name, _): &(String, _)| OF_EVENTS.contains(&name.as_str());
    one.kind() == InputKind::Events
        && !is_used(policy, plan, one)
        && (one.layouts().iter().any(|layout| layout.columns.iter().any(is_of_itself)) || !names_people(one))
}

/// A name that is nobody's, or whose person was not employed.
struct Stranger<'a> {
    name: &'a str,
    nearest: Option<&'a str>,
    rows: u64,
    place: Place,
}

/// One name by itself, several together.
fn folded(why: Why, names: &[Stranger]) -> Finding {
    let rows: u64 = names.iter().map(|one| one.rows).sum();
    let nearest = names.first().and_then(|one| one.nearest);
    let code = match (why, names.len()) {
        (Why::Blank, _) => "row-of-nobody",
        (Why::Unknown, 1) if nearest.is_some() => "row-of-unknown-person-near",
        (Why::Unknown, 1) => "row-of-unknown-person",
        (Why::Unknown, _) => "rows-of-unknown-people",
        (Why::OrderOfUnknown, _) => "rows-of-unknown-orderers",
        (Why::OrderOfNone, _) => "collected-of-unsold-orders",
        (Why::OrderOfOther, _) => "collected-of-other-customer",
        (Why::CustomerOfNobody, _) => "row-of-nobody-by-customer",
        (Why::NotEmployed, 1) => "row-outside-employment",
        (Why::NotEmployed, _) => "rows-outside-employment",
    };
    let list = names.iter().map(|one| (one.name, one.nearest, one.rows));
    let finding = Finding::warning(code).with("person", names.first().map_or("", |one| one.name)).with("rows", rows);
    let finding = finding.with("count", names.len()).with("people", listed(list));
    nearest.into_iter().fold(finding, |finding, nearest| finding.with("nearest", nearest))
}

/// Whether an error stands in the files of a register: what rows say of its entries only follows.
pub(super) fn is_wrong(kind: InputKind, gathered: &Gathered, findings: &Findings) -> bool {
    let files = gathered.facts.iter().filter(|facts| facts.kind() == kind).flat_map(|facts| &facts.files);
    let files: Vec<&str> = files.map(|facts| &*facts.file).collect();
    let is_of_it = |finding: &Finding| finding.places.first().is_some_and(|place| files.contains(&&*place.file));
    findings.iter().any(|finding| finding.severity == Severity::Error && is_of_it(finding))
}

/// `zed` (3), `bbo` (2, `bob`?) …
pub(super) fn listed<'a>(names: impl Iterator<Item = (&'a str, Option<&'a str>, u64)>) -> String {
    let names: Vec<_> = names.collect();
    let shown = |(name, near, rows): &(&str, Option<&str>, u64)| match near {
        Some(near) => format!("`{name}` ({rows}, `{near}`?)"),
        None => format!("`{name}` ({rows})"),
    };
    let mut text = names.iter().take(LISTED).map(shown).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED {
        text.push_str(" …");
    }
    text
}

/// What registers name and staff does not have: of several rows of a file one finding, of one row its own.
pub(super) fn fold_unknown(found: Vec<Finding>) -> Vec<Finding> {
    let is_unknown = |finding: &Finding| matches!(finding.code, "unknown-person" | "unknown-person-near");
    let fact = |finding: &Finding, name: &str| {
        finding.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    };
    let file = |finding: &Finding| finding.places.first().map(|place| place.file.clone());
    let mut by_file: BTreeMap<Arc<str>, Vec<&Finding>> = BTreeMap::new();
    for finding in found.iter().filter(|finding| is_unknown(finding)) {
        by_file.entry(file(finding).unwrap_or_else(|| "".into())).or_default().push(finding);
    }
    by_file.retain(|_, rows| rows.len() > 1);
    let is_of_many = |finding: &Finding| file(finding).is_some_and(|file| by_file.contains_key(&file));
    // Rows beyond those that are kept one by one.
    let is_rest = |finding: &Finding| {
        finding.code == "more-of-the-same"
            && fact(finding, "code")
                .is_some_and(|code| matches!(code.as_str(), "unknown-person" | "unknown-person-near"))
    };
    let mut folded = Vec::new();
    let rest = |name: &Arc<str>| -> u64 {
        let of_file = found.iter().filter(|finding| is_rest(finding) && file(finding).as_ref() == Some(name));
        of_file.filter_map(|finding| fact(finding, "count")?.parse::<u64>().ok()).sum()
    };
    for (name, rows) in &by_file {
        let mut people: Vec<(String, Option<String>, u64)> = Vec::new();
        for row in rows {
            let person = fact(row, "person").unwrap_or_else(String::new);
            match people.iter_mut().find(|(known, ..)| *known == person) {
                Some((.., count)) => *count += 1,
                None => people.push((person, fact(row, "nearest"), 1)),
            }
        }
        let list = people.iter().map(|(person, near, rows)| (person.as_str(), near.as_deref(), *rows));
        let finding = Finding::error("unknown-people").with("rows", rows.len() as u64 + rest(name));
        let finding = finding.with("count", people.len()).with("people", listed(list));
        let places = rows.iter().flat_map(|row| row.places.first()).take(SHOWN).cloned();
        folded.push(places.fold(finding, Finding::at));
    }
    for finding in found.iter().filter(|finding| !((is_unknown(finding) || is_rest(finding)) && is_of_many(finding))) {
        folded.push(finding.clone());
    }
    folded
}
