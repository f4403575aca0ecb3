//! `[[actions]]`: what is suggested of whom, and how far everybody else is from it. People decide; nothing of it pays.

mod cut;
mod distance;

use super::{Answer, never};
use crate::calendar::Period;
use crate::condition::{Held, Look};
use crate::derivation::{Subject, Worksheet};
use crate::finding::Findings;
use crate::management::{Needs, NotKept, View};
use crate::measure::windows::windows_of;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::Condition;
use crate::policy::rules::management::ActionRule;
use crate::spelling::alike;

pub use distance::Unmet;

/// What is suggested of a person, or how far the person is from it.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// Index in the ledger.
    pub person: usize,
    /// Which action, in the policy's order.
    pub action: usize,
    /// Its conditions that hold.
    pub met: usize,
    /// Those that do not.
    pub missing: usize,
    /// The first of these.
    pub unmet: Option<Unmet>,
    /// What was looked at, condition by condition.
    pub evidence: Vec<Evidence>,
    /// What is cut of the wage where the action is suggested.
    pub cut: Option<Number>,
    /// What its limits leave of that, where they bind.
    pub limited_to: Option<Number>,
}

/// What a condition looked at.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Which condition, in the order of the action.
    pub condition: usize,
    /// Whether it holds.
    pub holds: bool,
    /// By period, the latest first, what was there.
    pub seen: Vec<(Period, Seen)>,
}

/// What was there in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A number.
    Value(Number),
    /// A word: a grade, a role.
    Word(String),
    /// Whether it is so.
    Fact(bool),
    /// Nothing.
    Nothing,
}

/// What is gathered: what the conditions compare with, in each period that they look back to.
pub(super) fn needs(policy: &Policy, period: &Period) -> Needs {
    let of = |action: &ActionRule| {
        let periods = action.when.iter().filter_map(|condition| condition.periods).map(|repeated| repeated.of).max();
        let back = std::iter::successors(Some(period.clone()), |period| Some(period.previous()));
        let back = back.take(periods.unwrap_or(1) as usize);
        back.flat_map(|period| windows_of(policy, (&[], &action.when), &period)).collect::<Vec<_>>()
    };
    Needs { along: Vec::new(), windows: policy.management.actions.iter().flat_map(of).collect() }
}

/// Adds a row for each person and action.
pub(super) fn suggest(view: View, answer: &mut Answer, findings: &mut Findings) {
    for (index, action) in view.book.policy.management.actions.iter().enumerate() {
        let needs = action.not_kept(view.book.policy);
        let not_kept = |needs: &String| NotKept {
            section: "suggestions".to_owned(),
            name: Some(action.name.value.clone()),
            needs: needs.clone(),
            is_asked: true,
        };
        answer.not_kept.extend(needs.iter().map(not_kept));
        if needs.is_empty() {
            let people = view.book.ledger.people.employed_in(view.book.period);
            let whom: Vec<usize> = people.filter(|person| is_of(view, action, *person)).collect();
            let subjects: Vec<Subject> = whom.iter().map(|person| Subject::Person(*person)).collect();
            let subjects: Vec<&Subject> = subjects.iter().collect();
            let never = never::without_targets(view, (&action.name.value, &action.when), ("person", &subjects));
            never.into_iter().for_each(|finding| findings.push(finding));
            let suggested = whom.into_iter().map(|person| suggestion(view, (index, action), person, findings));
            let suggested: Vec<Suggestion> = suggested.collect();
            findings.extend_with(cut::limited_to_nothing(view, action, &suggested));
            answer.suggestions.extend(suggested);
        }
    }
    answer.suggestions.sort_by_key(|suggestion| (suggestion.person, suggestion.action));
}

/// Whether the action is for the person's role.
fn is_of(view: View, action: &ActionRule, person: usize) -> bool {
    let role = || view.book.ledger.people.list[person].at_end_of(view.book.period)?.role.as_deref();
    match &action.roles {
        None => true,
        Some(roles) => role().is_some_and(|role| roles.iter().any(|known| alike(&known.value, role))),
    }
}

fn suggestion(view: View, (index, action): (usize, &ActionRule), person: usize, findings: &mut Findings) -> Suggestion {
    let look = Look::from_elsewhere(view.book, person);
    let looked: Vec<(Evidence, Option<Unmet>)> =
        action.when.iter().enumerate().map(|(place, condition)| evidence(look, (place, condition))).collect();
    let met = looked.iter().filter(|(evidence, _)| evidence.holds).count();
    let missing = action.when.len() - met;
    let cut = if missing == 0 { cut::cut(view, action, person, findings) } else { None };
    Suggestion {
        person,
        action: index,
        met,
        missing,
        unmet: looked.iter().find_map(|(_, unmet)| unmet.clone()),
        cut: cut.as_ref().map(|cut| cut.amount.clone()),
        limited_to: cut.and_then(|cut| cut.limited_to),
        evidence: looked.into_iter().map(|(evidence, _)| evidence).collect(),
    }
}

/// What a condition looked at; of one that does not hold also what it lacks.
fn evidence(look: Look, (place, condition): (usize, &Condition)) -> (Evidence, Option<Unmet>) {
    let sheet = &mut Worksheet::new();
    let holds = matches!(look.holds(sheet, condition), Held::Yes(_));
    let each = look.each(sheet, condition);
    let unmet = (!holds).then(|| distance::unmet((place, condition), &each));
    let seen =
        each.iter().map(|(period, held)| (period.clone(), distance::seen(look, condition, (period, held.as_ref()))));
    (Evidence { condition: place, holds, seen: seen.collect() }, unmet)
}
