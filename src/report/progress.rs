//! The report of `progress`.

use super::head::of_management;
use super::model::{Audience, Body, Brief, Cell, Column, Phrase, Report, RowOf, Rows, Section, Shape, Table, Weight};
use super::steps::attained;
use super::{called, id_of, name_of, number_column, text_column};
use super::{inputs, kept};
use crate::ingest::cell::key::matching;
use crate::management::progress::{Answer, Crossing, Milestone, Row, Side, Week, Who, Word};
use crate::number::Number;
use crate::policy::rules::MeasureId;
use crate::policy::rules::management::progress::Pace;
use crate::run::Outcome;

/// What matters most where there is no room for everything.
const BRIEF: [Brief; 4] = [
    Brief::of("progress", 12).by(furthest_behind),
    Brief::of("milestones", 4),
    Brief::of("crossings", 6),
    Brief::of("weeks", 4),
];

/// The place of what somebody is behind among the cells of a row for people.
const BEHIND: usize = 5;

/// The department first, then who is the furthest behind.
fn furthest_behind(row: &[Cell]) -> Weight {
    let is_department = matches!(row.first(), Some(Cell::Phrase(_)));
    Weight::of(is_department, row.get(BEHIND))
}

/// Builds the report.
pub fn progress<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let mut sections = kept::progress::above(outcome, answer);
    sections.extend([standing(outcome, &answer.rows), records(outcome, &answer.rows)]);
    if !answer.crossings.is_empty() {
        sections.extend([shown_crossings(outcome, &answer.crossings), crossings(outcome, &answer.crossings)]);
    }
    if !answer.weeks.is_empty() {
        sections.extend([shown_weeks(outcome, &answer.weeks), weeks(outcome, &answer.weeks)]);
    }
    if !answer.milestones.is_empty() {
        sections.extend(milestones(outcome, &answer.milestones));
    }
    sections.extend(kept::progress::below(outcome, answer));
    sections.extend(inputs::not_kept(&answer.not_kept));
    Report {
        id: "progress",
        title: Phrase::term("progress_report"),
        head: of_management(outcome),
        sections,
        brief: BRIEF.to_vec(),
    }
}

fn section<'a>(id: &'static str, audience: Audience, columns: Vec<Column>, rows: Rows<'a>) -> Section<'a> {
    let body = Body::Table(Table { columns, rows });
    Section { id, title: Phrase::term(id), audience, body, notes: Vec::new() }
}

/// What is left to do: a word of its own, for points are left too.
fn left_column() -> Column {
    Column { title: Phrase::term("left_to_do"), ..number_column("left") }
}

/// What people read first: who stands how, and where that lands.
fn standing<'a>(outcome: &'a Outcome, rows: &'a [Row]) -> Section<'a> {
    let columns = vec![
        text_column("name"),
        text_column("measure"),
        number_column("target"),
        number_column("actual"),
        number_column("attainment"),
        number_column("behind"),
        number_column("landing_attainment"),
        text_column("band"),
        number_column("needed_per_day"),
    ];
    let row = move |row: &Row| {
        let shape = shape(outcome, row.measure);
        vec![
            name(outcome, &row.who),
            label(outcome, row.measure),
            Cell::figure(&row.target, shape),
            Cell::figure(&row.actual, shape),
            rate(row.attainment.value()),
            rate(row.behind.as_ref()),
            rate(row.landing_attainment.as_ref()),
            text(row.band.as_deref()),
            number(rounded(outcome, row.needed_per_day.as_ref(), shape).as_ref(), mean(shape)),
        ]
    };
    let section = section("progress", Audience::People, columns, Rows::made(move || rows.iter().map(row)));
    Section { notes: vec![clock(outcome)], ..section }
}

/// Money as people pay it: a part of an amount may have any number of decimals.
fn rounded(outcome: &Outcome, number: Option<&Number>, shape: Shape) -> Option<Number> {
    let number = number?;
    Some(if matches!(shape, Shape::Money(_)) { outcome.policy.money.apply(number) } else { number.clone() })
}

/// By which clock time is gone.
fn clock(outcome: &Outcome) -> Phrase {
    Phrase::term(match outcome.policy.management.progress.pace {
        Pace::WorkDays => "clock_of_work_days",
        Pace::CalendarDays => "clock_of_calendar_days",
        Pace::History => "clock_of_history",
    })
}

/// The same with everything, for machines.
fn records<'a>(outcome: &'a Outcome, rows: &'a [Row]) -> Section<'a> {
    let columns = vec![
        text_column("scope"),
        text_column("id"),
        text_column("name"),
        text_column("measure"),
        number_column("target"),
        number_column("actual"),
        number_column("attainment"),
        number_column("time_gone"),
        number_column("pace"),
        number_column("behind"),
        number_column("landing"),
        number_column("landing_attainment"),
        text_column("band"),
        left_column(),
        number_column("days_left"),
        number_column("needed_per_day"),
    ];
    let rows = Rows::made(move || rows.iter().map(move |row| record(outcome, row)));
    section("progress", Audience::Machines, columns, rows)
}

fn record(outcome: &Outcome, row: &Row) -> Vec<Cell> {
    let shape = shape(outcome, row.measure);
    let mut cells = who(outcome, &row.who).to_vec();
    cells.extend([
        measure(outcome, row.measure),
        Cell::figure(&row.target, shape),
        Cell::figure(&row.actual, shape),
        rate(row.attainment.value()),
        rate(row.time_gone.as_ref()),
        number(row.pace.as_ref(), shape),
        rate(row.behind.as_ref()),
        number(row.landing.as_ref(), shape),
        rate(row.landing_attainment.as_ref()),
        text(row.band.as_deref()),
        number(row.left.as_ref(), shape),
        Cell::count(row.days_left),
        number(row.needed_per_day.as_ref(), mean(shape)),
    ]);
    cells
}

/// Weeks for people.
fn shown_weeks<'a>(outcome: &'a Outcome, weeks: &'a [Week]) -> Section<'a> {
    let columns = [text_column("period"), text_column("name"), text_column("measure")];
    let columns = columns.into_iter().chain(aimed_columns()).collect();
    let row = |week: &Week| {
        let cells = [Cell::Text(week.period.id()), name(outcome, &week.who), label(outcome, week.measure)];
        cells.into_iter().chain(aimed(outcome, week)).collect()
    };
    section("weeks", Audience::People, columns, weeks.iter().map(row).collect())
}

fn weeks<'a>(outcome: &'a Outcome, weeks: &'a [Week]) -> Section<'a> {
    let columns = [text_column("period"), text_column("scope"), text_column("id"), text_column("measure")];
    let columns = columns.into_iter().chain(aimed_columns()).collect();
    let row = |week: &Week| {
        let [scope, id, _] = who(outcome, &week.who);
        let cells = [Cell::Text(week.period.id()), scope, id, measure(outcome, week.measure)];
        cells.into_iter().chain(aimed(outcome, week)).collect()
    };
    section("weeks", Audience::Machines, columns, weeks.iter().map(row).collect())
}

fn aimed_columns() -> [Column; 3] {
    [number_column("target"), number_column("actual"), number_column("attainment")]
}

fn aimed(outcome: &Outcome, week: &Week) -> [Cell; 3] {
    let shape = shape(outcome, week.measure);
    [Cell::figure(&week.target, shape), Cell::figure(&week.actual, shape), rate(week.attainment.value())]
}

/// For people by name, for machines by id.
fn milestones<'a>(outcome: &'a Outcome, milestones: &'a [Milestone]) -> [Section<'a>; 2] {
    let of = |audience: Audience, cell: fn(&Outcome, usize) -> Cell| {
        let columns = vec![
            Column { title: Phrase::term("who"), ..text_column("person") },
            Column { title: Phrase::term("due_on"), ..text_column("due") },
            text_column("goal"),
            text_column("done"),
            number_column("overdue_days"),
        ];
        let row = |milestone: &Milestone| {
            let person = milestone.person.map_or(Cell::Empty, |person| cell(outcome, person));
            let due = Cell::Date(milestone.due);
            let [goal, done] = [&milestone.goal, &milestone.done].map(|one| text(one.as_deref()));
            vec![person, due, goal, done, Cell::count(milestone.overdue_days)]
        };
        section("milestones", audience, columns, milestones.iter().map(row).collect())
    };
    [of(Audience::People, name_of), of(Audience::Machines, id_of)]
}

/// Crossings for people.
fn shown_crossings<'a>(outcome: &'a Outcome, crossings: &'a [Crossing]) -> Section<'a> {
    let columns = [text_column("name"), text_column("measure")].into_iter().chain(event_columns()).collect();
    let row = |crossing: &Crossing| {
        let cells = [name(outcome, &crossing.who), label(outcome, crossing.measure)];
        cells.into_iter().chain(event(outcome, crossing)).collect()
    };
    section("crossings", Audience::People, columns, crossings.iter().map(row).collect())
}

fn crossings<'a>(outcome: &'a Outcome, crossings: &'a [Crossing]) -> Section<'a> {
    let columns = [text_column("scope"), text_column("id"), text_column("name"), text_column("measure")];
    let columns = columns.into_iter().chain(event_columns()).collect();
    let row = |crossing: &Crossing| {
        let cells = who(outcome, &crossing.who).into_iter().chain([measure(outcome, crossing.measure)]);
        cells.chain(event(outcome, crossing)).collect()
    };
    section("crossings", Audience::Machines, columns, crossings.iter().map(row).collect())
}

fn event_columns() -> [Column; 3] {
    ["event", "before", "after"].map(text_column)
}

/// What was crossed, from what to what.
fn event(outcome: &Outcome, crossing: &Crossing) -> [Cell; 3] {
    let side = |side: Option<&Side>| match side {
        None => Cell::Empty,
        Some(Side::Text(text)) => Cell::Text(text.clone()),
        Some(Side::Share(share)) => rate(Some(share)),
        Some(Side::Value(value)) => number(Some(value), shape(outcome, crossing.measure)),
    };
    let event = Cell::phrase(Phrase::term(crossing.event.id()));
    [event, side(crossing.before.as_ref()), side(crossing.after.as_ref())]
}

/// Scope, id and name.
pub(super) fn who(outcome: &Outcome, who: &Who) -> [Cell; 3] {
    let name = match who {
        Who::Person(person) => name_of(outcome, *person),
        _ => name(outcome, who),
    };
    let id = match who {
        Who::Department => Cell::Text(String::new()),
        Who::Team(_) => name.clone(),
        Who::Person(person) => id_of(outcome, *person),
        Who::Word(own) => Cell::Text(own.word.clone()),
    };
    [Cell::Text(who.scope().to_owned()), id, name]
}

pub(super) fn name(outcome: &Outcome, who: &Who) -> Cell {
    match who {
        Who::Department => Cell::phrase(Phrase::term("department")),
        Who::Team(team) => Cell::Of(team.clone(), RowOf::Team),
        Who::Person(person) => called(outcome, *person),
        Who::Word(own) => Cell::Text(called_word(outcome, own).to_owned()),
    }
}

/// What people call a customer or a product; any other word is its name.
fn called_word<'a>(outcome: &'a Outcome, own: &'a Word) -> &'a str {
    let customers = &outcome.ledger.customers;
    let customer = customers.by_key.get(&matching(&own.word)).filter(|_| own.scope == "customer");
    let product = || outcome.ledger.products.called(&own.word).filter(|_| own.scope == "product");
    customer.map(|place| &*customers.list[place].name).or_else(product).unwrap_or(&own.word)
}

pub(super) fn measure(outcome: &Outcome, measure: MeasureId) -> Cell {
    Cell::Text(outcome.policy.measure(measure).name.clone())
}

pub(super) fn label(outcome: &Outcome, measure: MeasureId) -> Cell {
    Cell::phrase(Phrase::Label(outcome.policy.measure(measure).label.clone()))
}

pub(super) fn shape(outcome: &Outcome, measure: MeasureId) -> Shape {
    Shape::at_a_glance(outcome.policy.measure(measure).unit, outcome.policy.money_places())
}

/// Of what is counted a mean, or what a day has, may be a part.
pub(super) fn mean(shape: Shape) -> Shape {
    if shape == Shape::Count { Shape::Measured } else { shape }
}

pub(super) fn number(number: Option<&Number>, shape: Shape) -> Cell {
    number.map_or(Cell::Missing, |number| Cell::Plain(number.clone(), shape))
}

pub(super) fn rate(share: Option<&Number>) -> Cell {
    share.map_or(Cell::Missing, |share| attained(share.clone(), Shape::Rate))
}

fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}
