//! People who have left by a word of `staff`, and of whom no day says since when: what does not go by their own sales is paid as if they were there.

use std::collections::BTreeMap;

use super::wanted;
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ingest::header::normal_label;
use crate::ingest::register::{Register, RegisterRow};
use crate::ledger::{People, Person};
use crate::policy::Policy;
use crate::policy::rules::{InputKind, PayKind, Proration};
use crate::source::Place;
use crate::spelling::{alike, folded};

/// How many people are listed.
const LISTED: usize = 8;
/// Tags behind a name.
const TAGS: [&str; 2] = ["离职", "離職"];
/// Remarks that say so without a day.
const REMARKS: [&str; 6] = ["离职", "離職", "已离职", "已離職", "离职生效", "離職生效"];
/// What stands in headers of what somebody is here.
const STATES: [&str; 12] = [
    "status",
    "state",
    "zustand",
    "statut",
    "estado",
    "stato",
    "employment",
    "beschäftigung",
    "状态",
    "在职",
    "离职",
    "人员类别",
];
/// Words of whoever is no longer here.
const GONE: &str = "terminated resigned left dismissed departed exited leaver formeremployee nolongeremployed ausgeschieden ausgetreten ehemalig parti partie \
    sorti sortie démissionné démissionnée licencié licenciée cesado dimesso cessato 离职 已离职 離職 已離職 辞职 已辞职 辭職 已辭職 辞退 已辞退 辭退 已辭退 解聘 已解聘 \
    离岗 已离岗 退休 已退休";

/// One warning of all such people.
pub(super) fn warn(policy: &Policy, people: &People, register: &Register, faults: &mut Faults) {
    if !pays_by_days(policy) {
        return;
    }
    let mut told: BTreeMap<&str, (String, Place)> = BTreeMap::new();
    for row in &register.rows {
        let Some(name) = row.text("person") else { continue };
        let Some((word, place)) = says_gone(policy, row, &name) else { continue };
        let id = row.text("person_id").unwrap_or_else(|| key::normal(&name).into_owned());
        let person = people.find(&key::normal(&id)).map(|person| &people.list[person]);
        let ends = |person: &&Person| person.spells.iter().all(|spell| spell.last != NaiveDate::MAX);
        if let Some(person) = person.filter(|person| !ends(person)) {
            told.entry(person.name.as_str()).or_insert((word, place));
        }
    }
    let shown: Vec<String> = told.iter().take(LISTED).map(|(name, (word, _))| format!("`{name}` (`{word}`)")).collect();
    let finding = Finding::warning("left-without-day").with("people", shown.join(", ")).with("count", told.len());
    if !told.is_empty() {
        faults.push(told.into_values().take(LISTED).map(|(_, place)| place).fold(finding, Finding::at));
    }
}

/// Whether something is paid, or asked, for the days on which somebody is here.
fn pays_by_days(policy: &Policy) -> bool {
    let is_by_days =
        |kind: &PayKind| !matches!(kind, PayKind::Commission(_) | PayKind::Adjustment | PayKind::Override(_));
    policy.targets.proration.value != Proration::None || policy.pay.iter().any(|component| is_by_days(&component.kind))
}

/// The word of a row that says so, and its place.
fn says_gone(policy: &Policy, row: &RegisterRow, name: &str) -> Option<(String, Place)> {
    if let (_, Some(tag)) = key::split_tag(name.trim())
        && TAGS.contains(&tag)
    {
        return Some((tag.to_owned(), row.place("person")));
    }
    let rule = policy.known_input(InputKind::Staff)?;
    let wanted = wanted(policy, rule).unwrap_or_default();
    let read = || [&wanted.needed, &wanted.optional, &wanted.named, &wanted.numbers].into_iter().flatten();
    let is_read = |label: &str| read().any(|column| alike(column, label));
    let says_state = |label: &str| STATES.iter().any(|word| normal_label(label).contains(word));
    let unread = row.heading.slots.iter().enumerate().filter(|(_, slot)| slot.is_unread() && !is_read(&slot.label));
    if let Some(field) =
        unread.map(|(field, _)| field).find(|field| row.text_in(*field).is_some_and(|text| remarks_gone(&text)))
    {
        return Some((row.text_in(field)?, row.place_in(field)));
    }
    let slots = row.heading.slots.iter().enumerate();
    let mut states = slots.filter(|(_, slot)| slot.is_unread() && says_state(&slot.label) && !is_read(&slot.label));
    states.find_map(|(field, _)| {
        let text = row.text_in(field)?;
        let form = folded(&key::normal(&text)).into_owned();
        let is_gone = GONE.split_whitespace().any(|word| folded(word) == form);
        is_gone.then(|| (text, row.place_in(field)))
    })
}

/// Whether a remark says that somebody has left, and nothing else, be it with a day: `115/9/30離職`, `已离职`, `resigned 2026-09-30`.
fn remarks_gone(text: &str) -> bool {
    let text = key::normal(text).to_lowercase();
    let has_day = text.bytes().filter(u8::is_ascii_digit).count() >= 3;
    let bare =
        text.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || "/.-年月日:：,，()（）".contains(c));
    REMARKS.contains(&bare) || has_day && GONE.split_whitespace().any(|word| word == bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_that_says_gone_and_nothing_else_is_told() {
        for text in ["115/9/30離職", "已离职", "离职 2026-09-30", "Resigned 30.09.2026", "2026年9月30日离职"]
        {
            assert!(remarks_gone(text), "{text}");
        }
        for text in ["left", "預計115/9/30離職", "離職同事的客戶", "2026-09-30", "", "離職交接中"] {
            assert!(!remarks_gone(text), "{text}");
        }
    }
}
