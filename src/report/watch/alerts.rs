//! The tables of alerts.

use super::Whose;
use crate::ingest::cell::key::matching;
use crate::management::watch::{Alert, Answer};
use crate::number::Number;
use crate::policy::rules::management::watch::Severity;
use crate::report::model::{Audience, Body, Cell, Phrase, Section, Shape, Table, Weight};
use crate::report::{called, id_of, number_column, text_column};
use crate::run::Outcome;

/// What stands for people under each urgency.
fn title(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "watch_high",
        Severity::Medium => "watch_medium",
        Severity::Low => "watch_low",
    }
}

fn of_whom(answer: &Answer, whose: Whose) -> impl Iterator<Item = &Alert> {
    answer.alerts.iter().filter(move |alert| whose.has(alert.owner))
}

/// What people read of one urgency; nothing where there is nothing.
pub(super) fn of_severity<'a>(
    outcome: &'a Outcome,
    answer: &'a Answer,
    (severity, whose): (Severity, Whose),
) -> Option<Section<'a>> {
    let watches = &outcome.policy.management.watches;
    let listed: Vec<&Alert> =
        of_whom(answer, whose).filter(|alert| watches[alert.watch].severity == severity).collect();
    let first = listed.first()?;
    debug_assert!(watches[first.watch].severity == severity);
    let columns = vec![
        text_column("watch"),
        text_column("about_whom"),
        number_column("value"),
        number_column("limit"),
        text_column("owner"),
        text_column("since"),
        text_column("remarks"),
    ];
    let rows = listed.iter().map(|alert| for_people(outcome, alert)).collect();
    Some(Section {
        id: title(severity),
        title: Phrase::term(title(severity)),
        audience: Audience::People,
        body: Body::Table(Table { columns, rows }),
        notes: Vec::new(),
    })
}

/// The worst of every watch, then the second of every watch.
pub(super) fn in_turns(row: &[Cell]) -> Weight {
    let [watch, _, value, limit, ..] = row else { return Weight::default() };
    let beyond = value.number().zip(limit.number()).map(|(value, limit)| (value - limit).abs());
    let kind = if let Cell::Text(name) = watch { name.clone() } else { String::new() };
    Weight { kind, size: beyond, ..Weight::default() }
}

fn for_people(outcome: &Outcome, alert: &Alert) -> Vec<Cell> {
    let shape = shape(outcome, alert);
    let name = if alert.name.is_empty() { &alert.id } else { &alert.name };
    let about = match alert.scope.as_str() {
        "department" => Cell::phrase(Phrase::term("department")),
        _ => text(Some(name)),
    };
    vec![
        text(Some(&outcome.policy.management.watches[alert.watch].name.value)),
        about,
        value(alert, shape),
        number(alert.limit.as_ref(), shape),
        alert.owner.map_or(Cell::Empty, |owner| called(outcome, owner)),
        since(outcome, alert),
        Cell::phrase(Phrase::Joined(notes(outcome, alert))),
    ]
}

/// Of a row since when; of what was found in periods before as well, in how many.
fn since(_: &Outcome, alert: &Alert) -> Cell {
    let running = alert.running.filter(|running| *running > 1);
    match (alert.since, running) {
        (Some(day), _) => {
            alert.time.map_or(Cell::Date(day), |time| Cell::Text(format!("{day} {}", time.format("%H:%M"))))
        }
        (None, Some(running)) => {
            Cell::phrase(Phrase::term("periods_running").with("count", Cell::count(i64::from(running))))
        }
        (None, None) => Cell::Empty,
    }
}

/// The number of an invoice, and what is still to be paid of it.
fn document(outcome: &Outcome, alert: &Alert) -> Option<Phrase> {
    let (number, amount) = alert.document.as_ref()?;
    let places = outcome.policy.money_places();
    let amount = amount.as_ref().map(|amount| Cell::Plain(amount.clone(), Shape::Money(places)));
    let phrase =
        |amount: Cell| Phrase::term("document_of").with("number", Cell::Text(number.clone())).with("amount", amount);
    Some(amount.map_or_else(|| Phrase::Verbatim(number.clone()), phrase))
}

/// What else people should know: which invoice it is, that nobody has seen it, what is to be done, whom to tell.
fn notes(outcome: &Outcome, alert: &Alert) -> Vec<Phrase> {
    let unseen = alert.acknowledged.is_none() && alert.running.is_some_and(|running| running > 1);
    let unseen = unseen.then(|| Phrase::term("not_seen_yet"));
    let seen = alert.acknowledged.map(|day| Phrase::term("seen_on").with("date", Cell::Date(day)));
    let response = alert.response.clone().map(Phrase::Verbatim);
    let customers = touched(outcome, alert);
    let document = document(outcome, alert);
    let notes: Vec<Phrase> = document.into_iter().chain(unseen).chain(seen).chain(response).chain(customers).collect();
    notes.into_iter().flat_map(|note| [apart(), note]).skip(1).collect()
}

/// The customers whom it touches, the first of them by name; nothing of a customer's own alert.
fn touched(outcome: &Outcome, alert: &Alert) -> Option<Phrase> {
    let customers = &outcome.ledger.customers;
    let name = |id: &String| {
        let known = customers.by_key.get(&matching(id)).map(|place| &*customers.list[place].name);
        match known.filter(|name| !name.is_empty()) {
            Some(name) if customers.is_shared(name) => format!("{name} ({id})"),
            name => name.unwrap_or(id).to_owned(),
        }
    };
    let names: Vec<String> = alert.customers.iter().map(name).collect();
    if names.len() == 1 && (names[0] == alert.name || alert.customers[0] == alert.id) {
        return None;
    }
    let first = Phrase::Verbatim(names.first()?.clone());
    let more = names.len() - 1;
    let more = (more > 0).then(|| Phrase::term("and_more").with("count", Cell::count(more as i64)));
    Some(Phrase::Joined(std::iter::once(first).chain(more).collect()))
}

/// What stands between two notes.
fn apart() -> Phrase {
    Phrase::Verbatim("·".to_owned())
}

/// Everything that machines read, in one table.
pub(super) fn machines<'a>(outcome: &'a Outcome, answer: &'a Answer, whose: Whose) -> Section<'a> {
    let columns = vec![
        text_column("watch"),
        text_column("severity"),
        text_column("scope"),
        text_column("id"),
        text_column("name"),
        number_column("value"),
        number_column("limit"),
        number_column("beyond"),
        text_column("owner"),
        text_column("team"),
        text_column("since"),
        text_column("place"),
        text_column("response"),
        text_column("customers"),
        text_column("acknowledged"),
        text_column("alert"),
        number_column("running"),
    ];
    let rows = of_whom(answer, whose).map(|alert| for_machines(outcome, alert)).collect();
    Section {
        id: "watch",
        title: Phrase::term("watch_report"),
        audience: Audience::Machines,
        body: Body::Table(Table { columns, rows }),
        notes: Vec::new(),
    }
}

fn for_machines(outcome: &Outcome, alert: &Alert) -> Vec<Cell> {
    let rule = &outcome.policy.management.watches[alert.watch];
    let shape = shape(outcome, alert);
    vec![
        text(Some(&rule.name.value)),
        text(Some(rule.severity.id())),
        text(Some(&alert.scope)),
        text(Some(&alert.id)),
        text(Some(&alert.name)),
        value(alert, shape),
        number(alert.limit.as_ref(), shape),
        number(alert.beyond.as_ref(), shape),
        alert.owner.map_or(Cell::Empty, |owner| id_of(outcome, owner)),
        text(team(outcome, alert)),
        since_exactly(alert),
        text(alert.place.as_ref().map(|place| format!("{}:{}", place.file, place.line)).as_deref()),
        text(alert.response.as_deref()),
        text(Some(&alert.customers.join(","))),
        alert.acknowledged.map_or(Cell::Empty, Cell::Date),
        Cell::Text(alert.key(&outcome.policy)),
        alert.running.map_or(Cell::Empty, |running| Cell::count(i64::from(running))),
    ]
}

/// The day, or the moment.
fn since_exactly(alert: &Alert) -> Cell {
    let Some(day) = alert.since else { return Cell::Empty };
    alert.time.map_or(Cell::Date(day), |time| Cell::Text(format!("{day}T{}", time.format("%H:%M"))))
}

/// The owner's team; of a team's alert that nobody owns, the team.
fn team<'a>(outcome: &'a Outcome, alert: &'a Alert) -> Option<&'a str> {
    let period = &outcome.appraisal.result.period;
    let seen = outcome.as_of.map_or_else(|| period.clone(), |day| period.until(day));
    match alert.owner {
        Some(owner) => outcome.ledger.people.list[owner].at_end_of(&seen)?.team.as_deref(),
        None => (alert.scope == "team").then_some(alert.id.as_str()),
    }
}

fn shape(outcome: &Outcome, alert: &Alert) -> Shape {
    Shape::at_a_glance(alert.unit, outcome.policy.money_places())
}

fn value(alert: &Alert, shape: Shape) -> Cell {
    match &alert.text {
        Some(text) => Cell::Text(text.clone()),
        None => number(alert.value.as_ref(), shape),
    }
}

fn number(number: Option<&Number>, shape: Shape) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Plain(number.clone(), shape))
}

fn text(text: Option<&str>) -> Cell {
    text.filter(|text| !text.is_empty()).map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}
