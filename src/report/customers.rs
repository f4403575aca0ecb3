//! The report of `customers`: for machines a row per customer and lists of what asks for something; for people the most useful of it; of
//! one customer its file.

mod file;
mod lists;
mod people;

use super::head::of_management;
use super::model::{Audience, Body, Cell, Column, Phrase, Report, Rows, Section, Shape, Table};
use super::{called, id_of, inputs, kept, name_of};
use crate::ledger::customers::Ownership;
use crate::management::customers::Answer;
use crate::management::customers::entries::Entry;
use crate::management::customers::roster::Member;
use crate::measure::registers::number;
use crate::number::Number;
use crate::policy::rules::{MeasureId, Unit};
use crate::run::Outcome;

/// Builds the report.
pub fn customers<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let view = View { outcome, answer };
    let mut sections = vec![records(view)];
    match &answer.file {
        Some(file) => sections.extend(file::sections(view, file)),
        None => {
            sections.extend(kept::customers::above(view));
            sections.extend(people::sections(view));
            sections.extend(kept::customers::below(view));
            sections.extend(lists::sections(view));
        }
    }
    sections.extend(inputs::not_kept(&answer.not_kept));
    let brief = if answer.file.is_some() { file::BRIEF.to_vec() } else { people::BRIEF.to_vec() };
    Report { id: "customers", title: Phrase::term("customers_report"), head: of_management(outcome), sections, brief }
}

/// What the sections are made from.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    outcome: &'a Outcome,
    pub answer: &'a Answer,
}

/// A section of a table.
fn section<'a>(id: &'static str, audience: Audience, (columns, rows): (Vec<Column>, Rows<'a>)) -> Section<'a> {
    let body = Body::Table(Table { columns, rows });
    Section { id, title: Phrase::term(id), audience, body, notes: Vec::new() }
}

/// The columns of a row of a customer, whether each holds numbers.
const COLUMNS: [(&str, bool); 25] = [
    ("customer_id", false),
    ("customer", false),
    ("owner", false),
    ("owner_id", false),
    ("class", false),
    ("class_before", false),
    ("class_recorded", false),
    ("amount", true),
    ("share", true),
    ("cumulative_share", true),
    ("orders", true),
    ("mean_discount", true),
    ("first_order", false),
    ("last_order", false),
    ("last_contact", false),
    ("contact_days", true),
    ("contact_due", false),
    ("overdue_days", true),
    ("need", true),
    ("power", true),
    ("recency", true),
    ("frequency", true),
    ("monetary", true),
    ("strategy", false),
    ("filled", true),
];

/// Columns whose id is another term of the reports.
const TITLES: [(&str, &str); 8] = [
    ("place", "row_at"),
    ("product", "product_sold"),
    ("closed", "closed_on"),
    ("text", "about"),
    ("max", "most_allowed"),
    ("share", "share_of_all"),
    ("due", "due_on"),
    ("person", "who"),
];

pub(super) fn columns(of: &[(&'static str, bool)]) -> Vec<Column> {
    let column =
        |(id, numeric): &(&'static str, bool)| Column { id: (*id).to_owned(), title: title(id), numeric: *numeric };
    of.iter().map(column).collect()
}

/// What people read above a column.
fn title(id: &'static str) -> Phrase {
    Phrase::term(TITLES.iter().find(|(own, _)| *own == id).map_or(id, |(_, term)| term))
}

/// A row per customer, for machines.
fn records(view: View<'_>) -> Section<'_> {
    let rows = Rows::made(move || view.answer.entries.iter().map(move |entry| view.record(entry)));
    section("customers", Audience::Machines, (columns(&COLUMNS), rows))
}

impl<'a> View<'a> {
    pub fn member(self, entry: &Entry) -> &'a Member {
        &self.answer.roster.list[entry.place]
    }

    fn member_of(self, place: usize) -> &'a Member {
        &self.answer.roster.list[place]
    }

    /// What people call somebody.
    fn called(self, person: Option<usize>) -> Cell {
        person.map_or(Cell::Empty, |person| called(self.outcome, person))
    }

    /// The name of somebody, for machines.
    fn name(self, person: Option<usize>) -> Cell {
        person.map_or(Cell::Empty, |person| name_of(self.outcome, person))
    }

    fn record(self, entry: &Entry) -> Vec<Cell> {
        let (member, last) = (self.member(entry), self.answer.last);
        let row = member.row(&self.outcome.ledger, last);
        let strategy = entry.class.as_deref().and_then(|class| self.answer.rule.strategy(class));
        vec![
            Cell::Text(member.id.to_string()),
            Cell::Text(member.name.to_string()),
            self.name(entry.owner),
            entry.owner.map_or(Cell::Empty, |owner| id_of(self.outcome, owner)),
            text(entry.class.as_deref()),
            text(entry.class_before.as_deref()),
            text(entry.more().class_recorded.as_deref()),
            self.amount(entry.amount.as_ref()),
            rate(entry.parts.as_ref().map(|(own, _)| own)),
            rate(entry.parts.as_ref().map(|(_, all)| all)),
            figure(entry.orders.as_ref(), Shape::Count),
            rate(entry.more().discount.as_ref().map(|(mean, _)| mean)),
            date(entry.ordered.map(|(first, _)| first)),
            date(entry.ordered.map(|(_, last)| last)),
            date(entry.more().contacted),
            count(entry.more().contact_days.map(i64::from)),
            date(entry.contact_due()),
            count(entry.overdue_days(last)),
            number_in(row, "need"),
            number_in(row, "power"),
            count(entry.recency(last)),
            figure(entry.orders.as_ref(), Shape::Count),
            self.amount(entry.amount.as_ref()),
            text(strategy.and_then(|strategy| strategy.text.as_deref())),
            rate(entry.more().filled.as_ref()),
        ]
    }

    /// How an amount is shown.
    fn shape(self) -> Shape {
        let unit = |id: MeasureId| self.outcome.policy.measure(id).unit;
        Shape::at_a_glance(self.answer.measures.amount.map_or(Unit::Money, unit), self.outcome.policy.money.places())
    }

    pub fn amount(self, amount: Option<&Number>) -> Cell {
        figure(amount, self.shape())
    }

    /// What the file of customers calls a column.
    fn header(self, column: &str) -> Option<&'a str> {
        let customers = inputs::each_file(self.outcome).filter(|(input, _)| *input == "customers");
        let mut columns = customers.flat_map(|(_, facts)| &facts.columns);
        columns.find(|fact| fact.column == column).map(|fact| fact.label.as_str())
    }

    /// A product as a file names it; for people by its name.
    fn product(self, product: Option<&str>, audience: Audience) -> Cell {
        let products = &self.outcome.ledger.products;
        let name = product.filter(|_| audience == Audience::People).and_then(|product| products.called(product));
        text(name.or(product))
    }
}

/// What a column of numbers says in a row of the register.
fn number_in(row: Option<&Ownership>, column: &str) -> Cell {
    let text = row.and_then(|row| crate::ledger::labels::cell(&row.cells, column));
    let value = text.and_then(|text| number(&text));
    value.map_or(Cell::Empty, |value| Cell::Plain(value, Shape::Number))
}

fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}

fn figure(value: Option<&Number>, shape: Shape) -> Cell {
    value.map_or(Cell::Empty, |value| Cell::Figure(value.clone(), shape))
}

pub(super) fn rate(value: Option<&Number>) -> Cell {
    figure(value, Shape::Rate)
}

fn date(day: Option<crate::calendar::NaiveDate>) -> Cell {
    day.map_or(Cell::Empty, Cell::Date)
}

fn count(count: Option<i64>) -> Cell {
    count.map_or(Cell::Empty, Cell::count)
}

/// Where a row stands.
fn place(place: &crate::source::Place) -> Cell {
    Cell::Text(format!("{}:{}", place.file, place.line))
}
