//! What scoring has to tell: values that should be there, and ratings that cannot be.

use super::{Draft, reading};
use crate::finding::{Finding, Findings};
use crate::ledger::Scope;
use crate::measure::Book;
use crate::policy::rules::{
    Against, Indicator, IndicatorOf, InputKind, MeasureKind, ScoreRule, Scorecard, SubjectOf, WhenMissing,
};
use crate::source::Place;

/// Of fewer people a value may well be missing for all.
const LEAST_PEOPLE: usize = 2;
/// Of so many others each has marks, so that they are expected.
const LEAST_OTHERS: usize = 4;

/// The error for a value that is missing where the policy lets none be missing: the code says why it is missing.
pub(super) fn missing_value(book: &Book, card: &Scorecard, person: usize, draft: &Draft) -> Finding {
    let indicator = draft.indicator;
    let rule = indicator.when_missing.as_ref().map_or(indicator.span, |rule| rule.span);
    let measure = match indicator.of {
        IndicatorOf::Measure(measure) => book.policy.measure(measure).name.as_str(),
        IndicatorOf::Rating(ref name) => name,
    };
    let code = why(draft);
    if code == "missing-target"
        && let Some(finding) = missing_target(book, person, indicator, measure)
    {
        return finding.at(book.policy.text.place(indicator.span)).at(book.policy.text.place(rule));
    }
    let finding = Finding::error(code)
        .with("person", &book.ledger.people.list[person].id)
        .with("indicator", &indicator.name)
        .with("measure", measure)
        .with("scorecard", &card.name)
        .with("period", book.period)
        .at(book.policy.text.place(indicator.span))
        .at(book.policy.text.place(rule));
    data_place(book, person, indicator).into_iter().fold(finding, Finding::at)
}

/// A target of a team, or one that a longer period has.
fn missing_target(book: &Book, person: usize, indicator: &Indicator, name: &str) -> Option<Finding> {
    let IndicatorOf::Measure(measure) = indicator.of else { return None };
    let (targets, people) = (&book.ledger.targets, &book.ledger.people.list);
    let team_of = |person: usize| people[person].at_end_of(book.period)?.team.as_deref();
    let scope = match indicator.subject {
        SubjectOf::Person => Scope::Person(person),
        SubjectOf::Team => Scope::Team(team_of(person)?.to_owned()),
    };
    let shown = if let Scope::Team(team) = &scope { team } else { &people[person].id };
    if let Some(longer) = targets.longer(&scope, measure, book.period) {
        return Some(longer.not_divided(name, shown, book.period));
    }
    let Scope::Team(team) = &scope else { return None };
    let in_team = (0..people.len()).filter(|person| team_of(*person) == Some(team));
    let in_team: Vec<&str> = in_team.map(|person| people[person].id.as_str()).collect();
    let finding = targets.missing_of_team(measure, name, (team, &in_team), book.period);
    Some(finding.with("component", &indicator.name))
}

fn why(draft: &Draft) -> &'static str {
    if matches!(draft.indicator.of, IndicatorOf::Rating(_)) {
        return "missing-rating";
    }
    let against_target = draft.indicator.against.value == Against::Target;
    match &draft.reading.against {
        _ if draft.reading.actual.is_missing() => "missing-value",
        Some(against) if against.is_missing() && against_target => "missing-target",
        Some(against) if against.is_missing() => "missing-comparison",
        _ => "base-not-above-zero",
    }
}

/// The target's row where there is one, else the person's row.
fn data_place(book: &Book, person: usize, indicator: &Indicator) -> Option<Place> {
    let spell = book.ledger.people.list[person].at_end_of(book.period)?;
    let scope = match indicator.subject {
        SubjectOf::Person => Scope::Person(person),
        SubjectOf::Team => Scope::Team(spell.team_name().unwrap_or_default()),
    };
    let target = match indicator.of {
        IndicatorOf::Measure(measure) if indicator.against.value == Against::Target => {
            book.ledger.targets.of(&scope, measure, book.period)
        }
        _ => None,
    };
    Some(target.map_or(&spell.place, |row| &row.place).clone())
}

/// A warning where a value is missing for everybody, and the policy decides for all: what it is made of is most likely not there.
pub(super) fn of_nobody(book: &Book, card: &Scorecard, indicator: &Indicator, column: &[Draft]) -> Option<Finding> {
    let rule = indicator.when_missing.as_ref().filter(|rule| rule.value != WhenMissing::Error)?;
    if column.len() < LEAST_PEOPLE || column.iter().any(|draft| !draft.points.is_missing()) {
        return None;
    }
    let finding = Finding::warning("missing-for-everybody").with("name", &indicator.name).with("of", &card.name);
    let finding = finding.with("period", book.period).with("people", column.len());
    Some(finding.at(book.policy.text.place(indicator.span)).at(book.policy.text.place(rule.span)))
}

/// A warning where one person alone has no mean of marks of the department's own, whose weight then goes to the other indicators.
pub(super) fn of_one(book: &Book, indicator: &Indicator, people: &[usize], column: &[Draft]) -> Option<Finding> {
    let IndicatorOf::Measure(measure) = indicator.of else { return None };
    let is_own = match &book.policy.measure(measure).kind {
        MeasureKind::Mean(column) => InputKind::of(&column.source) == InputKind::Own,
        _ => false,
    };
    let rule = indicator.when_missing.as_ref().filter(|rule| rule.value == WhenMissing::Redistribute)?;
    let lacks = people.iter().zip(column).filter(|(_, draft)| draft.reading.actual.is_missing());
    let lacks: Vec<usize> = lacks.map(|(person, _)| *person).collect();
    let [person] = lacks[..] else { return None };
    let finding = Finding::warning("rating-absent").with("person", &book.ledger.people.list[person].id);
    let finding = finding.with("name", &indicator.name).with("period", book.period).with("count", column.len() - 1);
    let is_odd = is_own
        && indicator.subject == SubjectOf::Person
        && column.len() > LEAST_OTHERS
        && book.ledger.works_all(person, book.period);
    is_odd.then(|| finding.at(book.policy.text.place(rule.span)))
}

/// Refuses ratings above the scale of their indicator.
pub(super) fn ratings_above_scale(book: &Book, person: usize, drafts: &[Draft], findings: &mut Findings) {
    for indicator in drafts.iter().map(|draft| draft.indicator) {
        let ScoreRule::Rating { scale } = &indicator.score else { continue };
        let Some(row) = reading::rating_row(book, person, indicator) else { continue };
        if row.rating > scale.value {
            let finding = Finding::error("rating-above-scale")
                .with("person", &book.ledger.people.list[person].id)
                .with("indicator", &indicator.name)
                .with("rating", &row.rating)
                .with("scale", &scale.value)
                .at(row.place.clone())
                .at(book.policy.text.place(scale.span));
            findings.push(finding);
        }
    }
}
