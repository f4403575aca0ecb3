//! What is told of a value that a component needs: where it is a target that is missing, whose, and which targets there are.

use super::Lines;
use super::payee::Run;
use crate::calendar::Period;
use crate::derivation::{Step, Subject, Worksheet};
use crate::finding::Finding;
use crate::ledger::Scope;
use crate::number::Number;
use crate::policy::rules::{Component, Factor, Formula, MeasureId, Test, TiersBy, Whose};
use crate::source::{Span, Spanned};

/// Of fewer people a value may well be missing for all.
const LEAST_PEOPLE: usize = 2;

/// A value that is missing.
pub(super) struct Lack<'a> {
    /// Whose: index in the ledger.
    pub person: usize,
    /// The measure, or what else was looked at.
    pub what: &'a str,
    /// In which period.
    pub period: &'a Period,
}

/// The error for a value that is missing, asked for at that line of the policy.
pub(super) fn finding(run: Run, lack: &Lack, at: Span) -> Finding {
    let of_target = attained_at(run.component, at).and_then(|(measure, whose)| target(run, lack, measure, whose));
    let finding = of_target.unwrap_or_else(|| of_value(&run.person(lack.person).id, (lack.what, lack.period)));
    finding.with("component", &run.component.name.value).at(run.place(at))
}

/// The error for a value of that person or team.
pub(super) fn of_value(whose: &str, (what, period): (&str, &Period)) -> Finding {
    let finding = Finding::error("missing-value-in-pay").with("person", whose).with("measure", what);
    finding.with("period", period)
}

/// Of which measure the attainment is that is asked for there, and whose; nothing where another value is.
fn attained_at(component: &Component, at: Span) -> Option<(MeasureId, Whose)> {
    let of_condition = component.conditions().find(|condition| condition.span == at);
    if let Some(condition) = of_condition {
        return if let Test::Attainment(measure) = &condition.test {
            Some((measure.value, condition.whose))
        } else {
            None
        };
    }
    let of_factor = component.multiply.iter().find_map(|factor| match factor {
        Factor::Steps { measure, attainment: true, whose, .. }
        | Factor::Value { measure, attainment: true, whose, .. } => {
            (measure.span == at).then_some((measure.value, *whose))
        }
        _ => None,
    });
    of_factor.or_else(|| tiers_at(component, at))
}

fn tiers_at(component: &Component, at: Span) -> Option<(MeasureId, Whose)> {
    let (formula, base) = component.rated()?;
    let is_it = |by: &Spanned<TiersBy>| by.span == at && by.value == TiersBy::Attainment;
    let is_asked = match formula {
        Formula::Tiers { by, .. } | Formula::Curve { by, .. } => is_it(by),
        Formula::Matrix { rows, columns, .. } => is_it(&rows.0) || is_it(&columns.0),
        Formula::Rate(_) | Formula::ByLabel { .. } | Formula::ByPerson { .. } | Formula::ByNumber { .. } => false,
    };
    is_asked.then_some((base.value, Whose::Person))
}

/// What is told where it is the target that is missing.
fn target(run: Run, lack: &Lack, measure: MeasureId, whose: Whose) -> Option<Finding> {
    let Lack { person, period, .. } = *lack;
    let book = run.view.book;
    let spell = |person: usize| run.person(person).at_end_of(period);
    let (subject, scope) = match whose {
        Whose::Person => (Subject::Person(person), Scope::Person(person)),
        Whose::Team => {
            let team = spell(person)?.team_name()?;
            (Subject::Team(team.clone()), Scope::Team(team))
        }
    };
    let (targets, name) = (&book.ledger.targets, run.name_of(measure));
    let mut sheet = Worksheet::new();
    let there = book.target(&mut sheet, measure, &subject, period);
    if let Some(value) = there.value() {
        return value.is_zero().then(|| of_nothing(run, (&scope, measure), (period, &sheet)));
    }
    let lacking = lacking_in(run, (measure, &subject), (person, period));
    if let Some(longer) = targets.longer(&scope, measure, period) {
        let shown = if let Scope::Team(team) = &scope { team } else { &run.person(person).id };
        return Some(longer.not_divided(name, shown, lacking.first().unwrap_or(period)));
    }
    let Scope::Team(team) = scope else {
        let finding = Finding::error("missing-target-in-pay").with("person", &run.person(person).id);
        let periods: Vec<String> = lacking.iter().map(Period::id).collect();
        let periods = if periods.is_empty() { period.id() } else { periods.join(", ") };
        let finding = finding.with("measure", name).with("period", periods);
        let other = targets.of_other_year(&scope, measure, period);
        return Some(other.map(|row| row.place.clone()).into_iter().fold(finding, Finding::at));
    };
    let in_team = |person: &usize| spell(*person).is_some_and(|spell| spell.team.as_deref() == Some(&*team));
    let people = run.view.result.people.iter().map(|result| result.person).filter(in_team);
    let people: Vec<&str> = people.map(|person| run.person(person).id.as_str()).collect();
    Some(targets.missing_of_team(measure, name, (&team, &people), period))
}

/// The policy's periods of a stretch in which the person is employed and has no target, or the team has none.
fn lacking_in(run: Run, (measure, subject): (MeasureId, &Subject), (person, period): (usize, &Period)) -> Vec<Period> {
    let book = run.view.book;
    let header = &book.policy.header;
    let part = |day| Period::containing(day, header.period, header.fiscal_year_starts);
    let next = |one: &Period| Some(part(one.last().succ_opt()?));
    let parts = std::iter::successors(Some(part(period.first())), next).take_while(|part| part.last() <= period.last());
    let is_lacking = |part: &Period| book.target(&mut Worksheet::new(), measure, subject, part).value().is_none();
    parts.filter(|part| run.person(person).employed_in(part).is_some() && is_lacking(part)).collect()
}

/// The error where the target is 0: no attainment is of it. Where its row says another, what took all of it off is told.
fn of_nothing(run: Run, (scope, measure): (&Scope, MeasureId), (period, sheet): (&Period, &Worksheet)) -> Finding {
    let whose = match scope {
        Scope::Person(person) => &run.person(*person).id,
        Scope::Team(team) => team,
        Scope::Department | Scope::Other(..) => "",
    };
    let (code, rule) = reduced_by(sheet).unwrap_or(("target-zero-in-pay", None));
    let finding = Finding::error(code).with("person", whose).with("measure", run.name_of(measure));
    let row = run.view.book.ledger.targets.of(scope, measure, period);
    let places = rule.map(|rule| run.place(rule)).into_iter().chain(row.map(|row| row.place.clone()));
    places.fold(finding.with("period", period), Finding::at)
}

/// What made a target of a row above 0 nothing, with the line of the policy: leave on all days, or a share of 0 in the first months.
fn reduced_by(sheet: &Worksheet) -> Option<(&'static str, Option<Span>)> {
    let steps = sheet.steps();
    let has = |name: &str| steps.iter().any(|step| step.name == name);
    let nothing = |name: &str| {
        let is_it = |step: &&Step| step.name == name && step.value.as_ref().is_some_and(Number::is_zero);
        steps.iter().find(is_it)
    };
    if !steps.iter().any(|step| step.name == "target_row" && step.value.as_ref().is_some_and(Number::is_positive)) {
        return None;
    }
    if let Some(ramp) = nothing("ramp") {
        return Some(("target-of-ramp-in-pay", ramp.rule));
    }
    let is_away = has("leave_days_taken");
    nothing("present_days").filter(|_| is_away).map(|present| ("target-of-leave-in-pay", present.rule))
}

/// A warning where a value of a component is missing for everybody, and counts as 0 for all: what it is made of is most likely not there.
pub(super) fn for_everybody(run: Run, lines: &Lines, sheets: &[Worksheet]) -> Option<Finding> {
    let rule = run.component.when_missing.as_ref()?;
    let name = &run.component.name.value;
    let counts_as_zero = |position: usize| sheets[position].stood_in(name, rule.span);
    if lines.len() < LEAST_PEOPLE || !lines.iter().all(|(position, _)| counts_as_zero(*position)) {
        return None;
    }
    let finding = Finding::warning("missing-for-everybody").with("name", name).with("of", "pay");
    let finding = finding.with("period", run.view.book.period).with("people", lines.len());
    Some(finding.at(run.place(run.component.span)).at(run.place(rule.span)))
}
