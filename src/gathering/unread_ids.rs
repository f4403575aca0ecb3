//! People named by what a column of `staff` has that nothing reads: the header is the cause, and that nobody knows them its consequence.

use crate::finding::{Finding, Findings};
use crate::ledger::People;
use crate::spelling::folded;

const CODE: &str = "staff-ids-unread";

/// How many of the names are shown.
const SHOWN: usize = 3;

/// Reports the column that has all of these names, once.
pub(super) fn report<'a>(people: &People, names: impl Iterator<Item = &'a str>, findings: &mut Findings) {
    let names: Vec<&str> = names.collect();
    let has_all = |words: &std::collections::BTreeSet<String>| names.iter().all(|name| words.contains(&*folded(name)));
    let column = people.unread_ids.iter().find(|one| !names.is_empty() && has_all(&one.words));
    let Some(column) = column.filter(|_| !findings.iter().any(|finding| finding.code == CODE)) else { return };
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let finding = Finding::error(CODE).with("header", &column.label).with("people", shown.join(", "));
    let finding = finding.with("line", format!("columns = {{ person_id = {:?} }}", column.label.trim()));
    findings.push(finding.at(column.place.clone()));
}

/// The same of what registers name.
pub(super) fn report_registers(people: &People, findings: &mut Findings) {
    let is_unknown = |finding: &&Finding| matches!(finding.code, "unknown-person" | "unknown-person-near");
    let name =
        |finding: &Finding| finding.args.iter().find(|(name, _)| *name == "person").map(|(_, text)| text.clone());
    let mut names: Vec<String> = findings.iter().filter(is_unknown).filter_map(name).collect();
    names.dedup();
    report(people, names.iter().map(String::as_str), findings);
}
