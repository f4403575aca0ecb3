//! Columns of `staff` that rules go by without naming them: managers, mentors, teams, and the days of employment and probation.

use super::Ledger;
use super::people::{Person, Spell};
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings};
use crate::policy::Policy;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::{WatchKind, WatchOwner};
use crate::policy::rules::{
    Against, Component, Condition, Factor, InputKind, OverrideOf, PayKind, Probation, Proration, SubjectOf, Test, Whose,
};
use crate::source::Span;
use crate::spelling::alike;

/// A rule that needs one of some columns.
struct Need {
    /// What findings call the rule.
    rule: String,
    /// One of these is enough; the first is the one that is told.
    columns: &'static [&'static str],
    span: Span,
}

const TEAM: &[&str] = &["team"];
const HIRED: &[&str] = &["hired"];
const PROBATION: &[&str] = &["probation_end", "regular_from"];
/// For whoever has no probation it is over: nobody need have one.
const REGULAR: &[&str] = &["regular_from", "probation_end"];
const PREFERENCE: &[&str] = &["reward_pref"];
const EMPLOYED: [&str; 2] = ["hired", "left"];

/// Reports what no rule could go by: an error where the column is not there, a warning where nobody has anything in it.
pub fn check(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    let people = &ledger.people;
    if people.list.is_empty() {
        return; // What is wrong with `staff` was told.
    }
    let mut told: Vec<(&str, Span)> = Vec::new();
    for need in needs(policy) {
        let column = need.columns[0];
        let is_there = need.columns.iter().any(|column| people.columns.iter().any(|known| known == column));
        if told.contains(&(column, need.span)) || (is_there && has_any(ledger, column)) {
            continue;
        }
        told.push((column, need.span));
        let finding = if is_there {
            Finding::warning("staff-column-empty")
        } else {
            let unread = unread(policy, ledger);
            let line =
                format!("columns = {{ {column} = \"{}\" }}", nearest(column, &unread).or(only(&unread)).unwrap_or("…"));
            Finding::error("staff-without-column").with("unread", quoted(&unread)).with("line", line)
        };
        let finding = finding.with("rule", &need.rule).with("column", column);
        findings.push(finding.at(policy.text.place(need.span)));
    }
    check_days(policy, ledger, findings);
    check_leaving(policy, ledger, findings);
    findings.extend_with(blank_hired(policy, ledger));
}

/// From so many people with a day of hiring on, and where they are so many times those without, a blank one is odd.
const MANY_HIRED: usize = 4;
const TIMES_BLANK: usize = 4;

/// Whoever has no day of hiring where nearly all have one, and something goes by it.
fn blank_hired(policy: &Policy, ledger: &Ledger) -> Option<Finding> {
    let is_prorated = policy.targets.proration.value != Proration::None
        || policy.pay.iter().filter_map(|component| component.prorate.as_ref()).any(|by| by.value != Proration::None);
    if !is_prorated && !needs(policy).iter().any(|need| need.columns == HIRED) {
        return None;
    }
    let (with, without): (Vec<&Person>, Vec<&Person>) =
        ledger.people.list.iter().partition(|person| person.hired.is_some());
    let first = without.first()?.spells.first()?;
    let names: Vec<String> = without.iter().map(|person| format!("`{}`", person.name)).collect();
    let finding = Finding::warning("hired-blank").with("people", names.join(", ")).with("others", with.len());
    (with.len() >= MANY_HIRED.max(without.len() * TIMES_BLANK)).then(|| finding.at(first.place.clone()))
}

/// The column of rows that says the same where the day of employment is not written.
fn row_day(column: &str) -> &'static str {
    if column == "hired" { "from" } else { "to" }
}

/// A share of employed days that nobody's days, or only the half of them, say anything about.
fn check_days(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    let people = &ledger.people;
    let absent: Vec<String> = EMPLOYED
        .iter()
        .filter(|column| !people.columns.iter().any(|known| known == *column || *known == row_day(column)))
        .map(|column| format!("`{column}`"))
        .collect();
    let may_be_unread = !absent.is_empty() && !people.unread_days.is_empty();
    if absent.len() < EMPLOYED.len() && !may_be_unread {
        return;
    }
    let of_targets =
        (policy.targets.proration.value != Proration::None).then_some(("proration", policy.targets.proration.span));
    let of_pay = policy.pay.iter().filter_map(|component| component.prorate.as_ref());
    let of_pay = of_pay.filter(|prorate| prorate.value != Proration::None).map(|prorate| ("prorate", prorate.span));
    for (key, span) in of_targets.into_iter().chain(of_pay) {
        let finding = Finding::warning("proration-without-days").with("key", key).with("columns", absent.join(", "));
        let unread = if people.unread_days.is_empty() { &people.unread } else { &people.unread_days };
        findings.push(finding.with("unread", quoted(unread)).at(policy.text.place(span)));
    }
}

/// Words in the headers of days on which somebody goes.
const LEAVING: [&str; 11] =
    ["end", "exit", "leav", "left", "terminat", "separat", "resign", "austritt", "ausgetreten", "ausgeschieden", "离"];

/// A column of days, by its header of leaving, that nothing reads, where no column says who has left: whoever is in it is still paid.
fn check_leaving(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    let people = &ledger.people;
    if people.columns.iter().any(|column| column == "left" || column == "to") {
        return;
    }
    let says = |label: &&String| {
        let label = label.to_lowercase().replace('離', "离");
        let mut words = label.split(|c: char| !c.is_alphanumeric());
        words.any(|own| LEAVING.iter().any(|word| own.starts_with(word)))
    };
    if let (Some(label), Some(rule)) = (people.unread_days.iter().find(says), policy.known_input(InputKind::Staff)) {
        let finding = Finding::warning("leaving-day-unread").with("column", label);
        findings
            .push(finding.with("line", format!("columns = {{ left = {label:?} }}")).at(policy.text.place(rule.span)));
    }
}

/// The only one of some headers.
fn only(labels: &[String]) -> Option<&str> {
    if let [label] = labels { Some(label) } else { None }
}

/// Headers of staff that nothing reads: what pay goes by is read, under its own name.
fn unread(policy: &Policy, ledger: &Ledger) -> Vec<String> {
    let paid = policy.pay.iter().flat_map(Component::staff_columns);
    let paid: Vec<&str> = paid.map(|(column, _)| column.value.as_str()).collect();
    let is_paid = |label: &&String| paid.iter().any(|column| alike(column, label));
    ledger.people.unread.iter().filter(|label| !is_paid(label)).cloned().collect()
}

fn quoted(labels: &[String]) -> String {
    let labels: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
    if labels.is_empty() { "–".to_owned() } else { labels.join(", ") }
}

/// Whether anybody has something in the column.
fn has_any(ledger: &Ledger, column: &str) -> bool {
    let spell = |holds: fn(&Spell) -> bool| ledger.people.list.iter().flat_map(|person| &person.spells).any(holds);
    match column {
        "manager" => spell(|spell| spell.manager.is_some()),
        "mentor" => spell(|spell| spell.mentor.is_some()),
        "team" => spell(|spell| spell.team.is_some()),
        "hired" => ledger.people.list.iter().any(|person| person.hired.is_some()),
        "reward_pref" => {
            spell(|spell| spell.cells.iter().any(|(name, text, _)| name == "reward_pref" && !text.trim().is_empty()))
        }
        "probation_end" => ledger.people.list.iter().any(|person| person.probation_end.is_some()),
        _ => true,
    }
}

fn needs(policy: &Policy) -> Vec<Need> {
    let mut needs: Vec<Need> = policy.pay.iter().flat_map(of_component).collect();
    for indicator in policy.scorecards.iter().flat_map(|card| &card.indicators) {
        if indicator.subject == SubjectOf::Team || indicator.against.value == Against::TeamMean {
            needs.push(Need { rule: indicator.name.to_string(), columns: TEAM, span: indicator.span });
        }
    }
    if let Some(first) = policy.targets.ramp.first() {
        needs.push(Need { rule: "ramp".to_owned(), columns: HIRED, span: first.span });
    }
    if policy.management.is_watched {
        needs.extend(of_watches(policy));
    }
    needs
}

/// What watches and actions go by.
fn of_watches(policy: &Policy) -> Vec<Need> {
    let of_conditions = |name: &str, conditions: &[Condition]| -> Vec<Need> {
        let all = conditions.iter().flat_map(of_condition);
        all.map(|(columns, span)| Need { rule: name.to_owned(), columns, span }).collect()
    };
    let of_watch = |rule: &WatchRule| match &rule.kind {
        WatchKind::Measure(watch) => of_conditions(&rule.name.value, watch.conditions()),
        WatchKind::Rows(_) => Vec::new(),
    };
    let watches = &policy.management.watches;
    let managers = watches.iter().filter(|rule| rule.owner == WatchOwner::Manager);
    let managers = managers.map(|rule| Need { rule: rule.name.value.clone(), columns: &["manager"], span: rule.span });
    let actions = policy.management.actions.iter().flat_map(|rule| of_conditions(&rule.name.value, &rule.when));
    watches.iter().flat_map(of_watch).chain(managers).chain(actions).collect()
}

fn of_component(component: &Component) -> Vec<Need> {
    let need =
        |columns: &'static [&'static str], span: Span| Need { rule: component.name.value.clone(), columns, span };
    let of_conditions = component.conditions().flat_map(of_condition);
    let mut needs: Vec<Need> = of_conditions.map(|(columns, span)| need(columns, span)).collect();
    let of_team = component.multiply.iter().filter_map(|factor| match factor {
        Factor::Steps { whose: Whose::Team, measure, .. } | Factor::Value { whose: Whose::Team, measure, .. } => {
            Some(measure.span)
        }
        Factor::Grade(_) | Factor::Steps { .. } | Factor::Value { .. } => None,
    });
    needs.extend(of_team.map(|span| need(TEAM, span)));
    match &component.kind {
        PayKind::Override(rule) => needs.push(match rule.of.value {
            OverrideOf::Direct | OverrideOf::Branch => need(&["manager"], rule.of.span),
            OverrideOf::Mentees => need(&["mentor"], rule.of.span),
        }),
        PayKind::Bonus(bonus) if !bonus.choices.is_empty() => needs.push(need(PREFERENCE, component.name.span)),
        PayKind::Bonus(bonus) if bonus.of_mentees => needs.push(need(&["mentor"], component.name.span)),
        PayKind::Pool(pool) if pool.per_team || pool.whose == Whose::Team => needs.push(need(TEAM, pool.by.span)),
        PayKind::Contest(contest) if contest.teams => needs.push(need(TEAM, component.name.span)),
        _ => {}
    }
    needs
}

fn of_condition(condition: &Condition) -> Vec<(&'static [&'static str], Span)> {
    let team = (condition.whose == Whose::Team).then_some(TEAM);
    let days = match &condition.test {
        Test::TenureMonths => Some(HIRED),
        Test::Probation(Probation::In | Probation::Ending) => Some(PROBATION),
        Test::Probation(Probation::Over) => Some(REGULAR),
        Test::Change(change) if change.against == Against::TeamMean => Some(TEAM),
        _ => None,
    };
    team.into_iter().chain(days).map(|columns| (columns, condition.span)).collect()
}
