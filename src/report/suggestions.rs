//! What is suggested of people: for people what is asked of whom and what is lacking, for machines everything.

use std::cmp::Reverse;

use super::model::{Audience, Body, Cell, Column, Phrase, Section, Shape, Table};
use super::{called, id_of, number_column, text_column};
use crate::management::watch::{Answer, Evidence, Seen, Suggestion};
use crate::number::Number;
use crate::policy::rules::management::ActionRule;
use crate::policy::rules::{Condition, MeasureId, Test, Unit};
use crate::run::Outcome;

/// The sections; none where nothing is suggested of anybody.
pub(super) fn suggestions<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Vec<Section<'a>> {
    if answer.suggestions.is_empty() {
        return Vec::new();
    }
    vec![shown(outcome, &answer.suggestions), records(outcome, &answer.suggestions)]
}

fn section<'a>(audience: Audience, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Section<'a> {
    let body = Body::Table(Table { columns, rows: rows.into() });
    Section { id: "suggestions", title: Phrase::term("suggestions"), audience, body, notes: Vec::new() }
}

/// Everybody and every action.
fn records<'a>(outcome: &'a Outcome, suggestions: &[Suggestion]) -> Section<'a> {
    let columns = vec![
        text_column("person"),
        text_column("action"),
        text_column("suggest"),
        number_column("met"),
        Column { title: Phrase::term("lacking"), ..number_column("missing") },
        number_column("distance"),
        text_column("evidence"),
    ];
    let columns = columns.into_iter().chain(cut_columns()).collect();
    let row = |one: &Suggestion| {
        let action = rule(outcome, one);
        let distance = one.unmet.as_ref().and_then(|unmet| unmet.distance.as_ref());
        vec![
            id_of(outcome, one.person),
            Cell::Text(action.name.value.clone()),
            Cell::Text(action.suggest.id().to_owned()),
            Cell::count(one.met as i64),
            Cell::count(one.missing as i64),
            number(distance, Shape::Number),
            Cell::Text(evidence(outcome, action, one)),
            money(outcome, one.cut.as_ref()),
            money(outcome, one.limited_to.as_ref()),
        ]
    };
    section(Audience::Machines, columns, suggestions.iter().map(row).collect())
}

/// What is suggested first, then by how much is lacking; amounts only where something is cut.
fn shown<'a>(outcome: &'a Outcome, suggestions: &[Suggestion]) -> Section<'a> {
    let cuts = suggestions.iter().any(|one| one.cut.is_some());
    let columns = ["name", "action", "conditions", "lacking"].into_iter().map(text_column);
    let columns = columns.chain(cut_columns().into_iter().filter(|_| cuts)).collect();
    let mut listed: Vec<&Suggestion> = suggestions.iter().collect();
    listed.sort_by_key(|one| (one.missing, Reverse(one.met)));
    let row = |one: &&Suggestion| {
        let action = rule(outcome, one);
        let all = Cell::count((one.met + one.missing) as i64);
        let met = Phrase::term("so_many_of").with("count", Cell::count(one.met as i64)).with("all", all);
        let cells = [
            called(outcome, one.person),
            Cell::Text(action.name.value.clone()),
            Cell::phrase(met),
            lacking(outcome, action, one),
        ];
        let amounts = [&one.cut, &one.limited_to].map(|amount| money(outcome, amount.as_ref()));
        cells.into_iter().chain(amounts.into_iter().filter(|_| cuts)).collect()
    };
    section(Audience::People, columns, listed.iter().map(row).collect())
}

/// What is cut, and what its limits leave of that.
fn cut_columns() -> [Column; 2] {
    [Column { title: Phrase::term("cut_of_wage"), ..number_column("cut") }, number_column("limited_to")]
}

fn rule<'a>(outcome: &'a Outcome, suggestion: &Suggestion) -> &'a ActionRule {
    &outcome.policy.management.actions[suggestion.action]
}

fn number(number: Option<&Number>, shape: Shape) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Plain(number.clone(), shape))
}

fn money(outcome: &Outcome, amount: Option<&Number>) -> Cell {
    number(amount, Shape::Money(outcome.policy.money_places()))
}

/// The first condition that does not hold, and what it lacks.
fn lacking(outcome: &Outcome, action: &ActionRule, one: &Suggestion) -> Cell {
    let Some(unmet) = &one.unmet else { return Cell::Empty };
    let condition = &action.when[unmet.condition];
    let what = Cell::phrase(what(outcome, condition));
    // What lies on a bound that has to be crossed lacks nothing that could be counted.
    let distance = unmet.distance.as_ref().filter(|distance| !distance.is_zero());
    let phrase = match (distance, unmet.has) {
        (Some(more), Some(has)) => Phrase::term("periods_lacking")
            .with("count", Cell::Plain(more.clone(), Shape::Count))
            .with("has", Cell::count(i64::from(has))),
        (Some(more), None) => {
            Phrase::term("amount_lacking").with("amount", Cell::Plain(more.clone(), shape(outcome, condition)))
        }
        (None, _) => Phrase::term("condition_lacking"),
    };
    Cell::phrase(phrase.with("what", what))
}

/// In what a condition is counted.
fn shape(outcome: &Outcome, condition: &Condition) -> Shape {
    let unit = match &condition.test {
        Test::Measure(measure) => outcome.policy.measure(measure.value).unit,
        Test::Attainment(_) | Test::Change(_) | Test::Share(_) => Unit::Rate,
        _ => Unit::Number,
    };
    Shape::at_a_glance(unit, outcome.policy.money_places())
}

/// What a condition looks at.
fn what(outcome: &Outcome, condition: &Condition) -> Phrase {
    let label = |measure: MeasureId| Phrase::Label(outcome.policy.measure(measure).label.clone());
    let of = |term: &'static str, measure: MeasureId| Phrase::Joined(vec![Phrase::term(term), label(measure)]);
    match &condition.test {
        Test::Measure(measure) => label(measure.value),
        Test::Attainment(measure) => of("attainment", measure.value),
        Test::Share(measure) => of("share", measure.value),
        Test::Change(change) => of(if change.falls { "drop" } else { "rise" }, change.measure.value),
        Test::Rank(Some(measure)) => of("rank", measure.value),
        Test::Rank(None) => Phrase::term("rank"),
        Test::Grade(_) => Phrase::term("grade"),
        Test::TenureMonths => Phrase::term("tenure_months"),
        Test::Role(_) => Phrase::term("role"),
        Test::Probation(_) => Phrase::term("probation"),
    }
}

/// What a condition looks at, as the policy calls it.
fn key(outcome: &Outcome, condition: &Condition) -> String {
    let of = |word: &str, measure: MeasureId| format!("{word} {}", outcome.policy.measure(measure).name);
    match &condition.test {
        Test::Measure(measure) => outcome.policy.measure(measure.value).name.clone(),
        Test::Attainment(measure) => of("attainment", measure.value),
        Test::Share(measure) => of("share", measure.value),
        Test::Change(change) => of(if change.falls { "drop" } else { "rise" }, change.measure.value),
        Test::Rank(Some(measure)) => of("rank", measure.value),
        Test::Rank(None) => "rank".to_owned(),
        Test::Grade(_) => "grade".to_owned(),
        Test::TenureMonths => "tenure_months".to_owned(),
        Test::Role(_) => "role".to_owned(),
        Test::Probation(_) => "probation".to_owned(),
    }
}

/// Every condition with what it looked at: `attainment revenue 2026-10 0.59, 2026-09 1.2 (missing); tenure_months 2026-10 14`.
fn evidence(outcome: &Outcome, action: &ActionRule, one: &Suggestion) -> String {
    let seen = |seen: &Seen| match seen {
        Seen::Value(value) => value.to_plain(0, 6),
        Seen::Word(word) => word.clone(),
        Seen::Fact(so) => so.to_string(),
        Seen::Nothing => "-".to_owned(),
    };
    let of = |evidence: &Evidence| {
        let each = evidence.seen.iter().map(|(period, what)| format!("{period} {}", seen(what)));
        let each = each.collect::<Vec<_>>().join(", ");
        let lacks = if evidence.holds { "" } else { " (missing)" };
        format!("{} {each}{lacks}", key(outcome, &action.when[evidence.condition]))
    };
    one.evidence.iter().map(of).collect::<Vec<_>>().join("; ")
}
