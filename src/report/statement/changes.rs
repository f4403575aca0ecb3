//! What changed since the period before, line by line, where that period is closed: as it was paid.

use super::teller::Teller;
use crate::history::{ClosedLine, ClosedPeriod, History, PastStanding};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::report::model::{Audience, Body, Cell, Column, Phrase, Section, Shape, Table};
use crate::report::pay::shape;
use crate::report::{number_column, text_column};
use crate::results::{LineKind, PersonResult};
use crate::run::Outcome;

/// The amounts of a line in both periods.
pub(super) struct Change {
    of: String,
    line: String,
    kind: LineKind,
    unit: PayUnit,
    pub now: Number,
    pub before: Number,
}

/// Now, before and the difference; nothing where the period before is not closed.
pub(super) fn sections(teller: &Teller) -> Vec<Section<'static>> {
    compared(teller).unwrap_or_default()
}

/// The changes for machines, then those for people.
fn compared(teller: &Teller) -> Option<Vec<Section<'static>>> {
    let (outcome, result) = (teller.outcome, teller.result);
    let before = outcome.appraisal.result.period.previous();
    let closed = outcome.history.periods().of(&before)?;
    let id = &outcome.ledger.people.list[result.person].id;
    let changes = changes(outcome, result, closed);
    // Whoever has no line there was not there: nothing is compared with that.
    if changes.is_empty() || !closed.lines.iter().any(|line| line.person == *id) {
        return None;
    }
    let title = Phrase::term("says_changes").with("period", Cell::Text(before.id()));
    let titles = [("now", "says_now"), ("before", "says_before"), ("difference", "says_difference")];
    let mut notes = vec![in_all(outcome, &changes)];
    notes.extend(scored(outcome, result));
    Some(sections_of(("changes", title), pair(teller, |name| table(outcome, &changes, (titles, name))), notes))
}

/// What a line is called.
pub(super) type Name<'n> = &'n dyn Fn(&Change) -> Cell;

/// A table for machines and one for people, in which lines are called otherwise.
pub(super) fn pair<'t>(teller: &Teller, table: impl Fn(Name) -> Table<'t>) -> [Table<'t>; 2] {
    let own = |change: &Change| Cell::Text(teller.own_name(&change.kind, &change.of, &change.line).to_owned());
    let called = |change: &Change| Cell::phrase(teller.called(&change.kind, &change.of, &change.line));
    [table(&own), table(&called)]
}

/// Both as sections, the one for people with notes.
pub(super) fn sections_of<'t>(
    (id, title): (&'static str, Phrase),
    [machines, people]: [Table<'t>; 2],
    notes: Vec<Phrase>,
) -> Vec<Section<'t>> {
    let section =
        |audience, table, notes| Section { id, title: title.clone(), audience, body: Body::Table(table), notes };
    vec![section(Audience::Machines, machines, Vec::new()), section(Audience::People, people, notes)]
}

/// A row for each line.
pub(super) fn table(
    outcome: &Outcome,
    changes: &[Change],
    (titles, name): ([(&'static str, &'static str); 3], Name),
) -> Table<'static> {
    let titled = |id: &'static str, title: &'static str| Column { title: Phrase::term(title), ..number_column(id) };
    let mut columns = vec![Column { title: Phrase::term("component"), ..text_column("line") }, text_column("unit")];
    columns.extend(titles.iter().map(|(id, title)| titled(id, title)));
    let row = |change: &Change| {
        let shape = shape(outcome, change.unit);
        vec![
            name(change),
            Cell::phrase(Phrase::term(change.unit.id())),
            Cell::Plain(change.now.clone(), shape),
            Cell::Plain(change.before.clone(), shape),
            Cell::Plain(&change.now - &change.before, shape),
        ]
    };
    Table { columns, rows: changes.iter().map(row).collect() }
}

/// Every line that one of the periods has, in the order of this one, then of the other. An honour has no amount to compare.
pub(super) fn changes(outcome: &Outcome, result: &PersonResult, closed: &ClosedPeriod) -> Vec<Change> {
    let id = &outcome.ledger.people.list[result.person].id;
    let mut changes: Vec<Change> = Vec::new();
    for line in result.lines.iter().filter(|line| line.unit != PayUnit::Honour) {
        let change = entry(&mut changes, (&line.of, &line.name, line.unit), || line.kind.clone());
        change.now = &change.now + &line.amount.or_zero();
    }
    let own = |line: &&ClosedLine| line.person == *id && line.unit != PayUnit::Honour;
    for line in closed.lines.iter().filter(own) {
        let kind = || LineKind::named(&line.line, &line.component, outcome.policy.header.fiscal_year_starts);
        let change = entry(&mut changes, (&line.component, &line.line, line.unit), kind);
        change.before = &change.before + &line.amount;
    }
    changes
}

/// The change of a line in a unit; a new one of that kind where it was not there.
fn entry<'c>(
    changes: &'c mut Vec<Change>,
    (of, line, unit): (&str, &str, PayUnit),
    kind: impl FnOnce() -> LineKind,
) -> &'c mut Change {
    let known = changes.iter().position(|change| change.line == line && change.unit == unit);
    let index = known.unwrap_or_else(|| {
        let (now, before) = (Number::zero(), Number::zero());
        changes.push(Change { of: of.to_owned(), line: line.to_owned(), kind: kind(), unit, now, before });
        changes.len() - 1
    });
    &mut changes[index]
}

/// The money of both.
pub(super) fn in_money(changes: &[Change]) -> (Number, Number) {
    let money = || changes.iter().filter(|change| change.unit == PayUnit::Money);
    (money().map(|change| &change.now).sum(), money().map(|change| &change.before).sum())
}

/// The money of both periods.
fn in_all(outcome: &Outcome, changes: &[Change]) -> Phrase {
    let (now, before) = in_money(changes);
    let difference = &now - &before;
    let phrase = match (difference.is_zero(), difference.is_negative()) {
        (true, _) => Phrase::term("says_as_before"),
        (_, true) => Phrase::term("says_less_in_all"),
        _ => Phrase::term("says_more_in_all"),
    };
    let places = shape(outcome, PayUnit::Money);
    let cell = |number: Number| Cell::Plain(number, places);
    phrase.with("now", cell(now)).with("before", cell(before)).with("difference", cell(difference.abs()))
}

/// Score and grade before.
fn scored(outcome: &Outcome, result: &PersonResult) -> Option<Phrase> {
    let before: &PastStanding = outcome.history.standing(result.person, &outcome.appraisal.result.period.previous())?;
    let score = before.score.clone()?;
    let places = Shape::Points(outcome.policy.points.places());
    let phrase = match &before.grade {
        Some(grade) => Phrase::term("says_score_before").with("grade", Cell::Text(grade.clone())),
        None => Phrase::term("says_score_before_alone"),
    };
    Some(phrase.with("score", Cell::Plain(score, places)))
}
