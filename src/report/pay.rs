//! What each person is paid: a row per person with its components, a row per line, or a row per deal.

mod live;

use std::rc::Rc;

use super::explain::everybody;
use super::model::{self, Audience, Body, Cell, Column, Phrase, Report, Section, Shape, Table};
use super::statement::{called, name_cell};
use super::{balances, inputs, kept, totals};
use super::{id_of, name_of, number_column, text_column};
use crate::number::Number;
use crate::policy::rules::{Label, PayKind, PayUnit};
use crate::results::{DealLine, LineKind, PayLine, PersonResult, Remark};
use crate::run::Outcome;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// A person.
    People,
    /// A component of a person.
    Components,
    /// An order in a component of a person.
    Deals,
}

impl Rows {
    /// The id of the section that has them.
    fn id(self) -> &'static str {
        match self {
            Rows::People => "pay_totals",
            Rows::Components => "pay_lines",
            Rows::Deals => "deals",
        }
    }
}

/// Builds the report, with the steps of everybody and what a workbook calculates again.
pub fn pay_live(outcome: &Outcome, rows: Rows) -> Report<'_> {
    let mut report = pay(outcome, rows);
    report.sections.extend(live::sections(outcome, rows));
    report
}

/// Builds the report.
pub fn pay(outcome: &Outcome, rows: Rows) -> Report<'_> {
    let id = rows.id();
    let table = match rows {
        Rows::People => people(outcome),
        Rows::Components => lines(outcome),
        Rows::Deals => deals(outcome),
    };
    let title = Phrase::term(id);
    let mut sections = kept::pay::above(outcome, rows == Rows::People);
    sections.push(Section { id, title, audience: Audience::Everyone, body: Body::Table(table), notes: Vec::new() });
    sections.push(balances::balances(outcome));
    sections.extend(balances::held_orders(outcome));
    sections.extend(inputs::unassigned(outcome, Audience::People));
    sections.push(inputs::inputs(outcome));
    sections.push(totals::section(outcome, Audience::People));
    sections.extend(kept::pay::below(outcome).take_while(|_| rows == Rows::People));
    sections.extend(everybody(outcome, "pay", outcome.appraisal.result.paid()));
    sections.push(inputs::control_totals(outcome, Audience::Everyone));
    Report {
        id: "pay",
        title: Phrase::term("pay_report"),
        head: super::head::of_pay(outcome),
        sections,
        brief: Vec::new(),
    }
}

/// People in the order of their ids, with those who are paid nothing.
pub(super) fn paid(outcome: &Outcome) -> impl Iterator<Item = (&PersonResult, [Cell; 4])> {
    let result = &outcome.appraisal.result;
    result.paid().map(|person| {
        let spell = outcome.ledger.people.list[person.person].at_end_of(&result.period);
        let text = |text: Option<&str>| text.map_or(Cell::Empty, |text| Cell::Text(text.to_owned()));
        let cells = [
            id_of(outcome, person.person),
            name_of(outcome, person.person),
            text(spell.and_then(|spell| spell.team.as_deref())),
            text(spell.and_then(|spell| spell.role.as_deref())),
        ];
        (person, cells)
    })
}

fn person_columns() -> Vec<Column> {
    ["person", "name", "team", "role"].map(text_column).into()
}

pub(super) fn shape(outcome: &Outcome, unit: PayUnit) -> Shape {
    match unit {
        PayUnit::Money => Shape::Money(outcome.policy.money_places()),
        PayUnit::LeaveDays => Shape::Days,
        PayUnit::Honour => Shape::Count,
    }
}

/// Columns of the people's table: a name that lines have, in which unit, in the order of the policy.
fn line_names(outcome: &Outcome) -> Vec<(String, PayUnit)> {
    let mut names: Vec<(usize, String, PayUnit)> = Vec::new();
    for (index, component) in outcome.policy.pay.iter().enumerate() {
        if !matches!(component.kind, PayKind::Adjustment | PayKind::Greater(_)) {
            names.push((index, component.name.value.clone(), component.unit));
        }
    }
    for line in outcome.appraisal.result.paid().flat_map(|person| &person.lines) {
        let name = (line.component, line.name.clone(), line.unit);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.sort_by(|a, b| (a.0, a.2, &a.1).cmp(&(b.0, b.2, &b.1)));
    let mut columns: Vec<(String, PayUnit)> = Vec::new();
    for (_, name, unit) in names {
        if !columns.contains(&(name.clone(), unit)) {
            columns.push((name, unit));
        }
    }
    columns
}

/// The columns of lines: id, name and unit. Of a name in several units the id says which.
pub(super) fn component_columns(outcome: &Outcome) -> Vec<(String, String, PayUnit)> {
    let names = line_names(outcome);
    let same_name = |name: &String| names.iter().filter(|(known, _)| known == name).count() > 1;
    let id = |name: &String, unit: PayUnit| {
        if same_name(name) { format!("{name} ({})", unit.id()) } else { name.clone() }
    };
    names.iter().map(|(name, unit)| (id(name, *unit), name.clone(), *unit)).collect()
}

fn people(outcome: &Outcome) -> Table<'_> {
    let names = line_names(outcome);
    let mut columns = person_columns();
    let units: Vec<PayUnit> =
        PayUnit::ALL.iter().map(|(_, unit)| *unit).filter(|unit| pays_in(outcome, *unit)).collect();
    columns.extend(units.iter().map(|unit| total_column(*unit)));
    columns.extend(component_columns(outcome).into_iter().map(|(id, name, unit)| {
        let numeric = unit != PayUnit::Honour;
        if id == name {
            return Column { title: title_of(outcome, &name), id, numeric };
        }
        let title = Phrase::term("name_of_unit").with("name", Cell::Text(name));
        let title = title.with("unit", Cell::phrase(Phrase::term(unit.id())));
        Column { title, id, numeric }
    }));
    let parts = Rc::new((units, names));
    let made = move || {
        let parts = Rc::clone(&parts);
        paid(outcome).map(move |(person, who)| {
            let (units, names) = &*parts;
            let mut cells: Vec<Cell> = who.into();
            cells.extend(units.iter().map(|unit| total_cell(outcome, person, *unit)));
            cells.extend(names.iter().map(|(name, unit)| line_cell(outcome, person, name, *unit)));
            cells
        })
    };
    Table { rows: model::Rows::made(made), columns }
}

/// What people call the lines of a name: one that the program made in their language.
fn title_of(outcome: &Outcome, name: &str) -> Phrase {
    let mut lines = outcome.appraisal.result.paid().flat_map(|person| &person.lines);
    let own = || Phrase::Label(Label::One(name.to_owned()));
    lines.find(|line| line.name == name && line.kind != LineKind::Own).map_or_else(own, called)
}

fn pays_in(outcome: &Outcome, unit: PayUnit) -> bool {
    let paid = outcome.appraisal.result.paid().flat_map(|person| &person.lines).any(|line| line.unit == unit);
    match unit {
        PayUnit::Money => true,
        PayUnit::LeaveDays => paid,
        PayUnit::Honour => false,
    }
}

fn total_column(unit: PayUnit) -> Column {
    match unit {
        PayUnit::Money => number_column("total_amount"),
        PayUnit::LeaveDays => number_column("leave_days"),
        PayUnit::Honour => text_column("honour"),
    }
}

/// All lines of that name and unit: money and days are added, honours named.
fn line_cell(outcome: &Outcome, person: &PersonResult, name: &str, unit: PayUnit) -> Cell {
    let lines: Vec<&PayLine> = person.lines.iter().filter(|line| line.name == name && line.unit == unit).collect();
    match (&lines[..], unit) {
        ([], _) => Cell::Empty,
        (_, PayUnit::Honour) => Cell::Text(lines.iter().filter_map(|line| honour(line)).collect::<Vec<_>>().join(", ")),
        ([line], _) => Cell::figure(&line.amount, shape(outcome, unit)),
        _ => {
            let total: Number = lines.iter().filter_map(|line| line.amount.value()).sum();
            Cell::Plain(total, shape(outcome, unit))
        }
    }
}

pub(super) fn honour(line: &PayLine) -> Option<&str> {
    line.remarks.iter().find_map(|remark| match remark {
        Remark::Honour(name) => Some(name.as_str()),
        _ => None,
    })
}

fn total_cell(outcome: &Outcome, person: &PersonResult, unit: PayUnit) -> Cell {
    match person.totals.iter().find(|(known, _)| *known == unit) {
        Some((_, total)) => Cell::figure(total, shape(outcome, unit)),
        None => Cell::Plain(Number::zero(), shape(outcome, unit)),
    }
}

fn lines(outcome: &Outcome) -> Table<'_> {
    let mut columns = person_columns();
    columns.extend([text_column("component"), text_column("line"), text_column("unit"), number_column("amount")]);
    columns.extend(["reason", "approved_by", "remark"].map(text_column));
    let row = move |line: &PayLine, who: &[Cell; 4]| {
        let mut cells: Vec<Cell> = who.clone().into();
        cells.push(Cell::Text(line.of.clone()));
        cells.push(name_cell(line));
        cells.push(Cell::phrase(Phrase::term(line.unit.id())));
        cells.push(Cell::figure(&line.amount, shape(outcome, line.unit)));
        cells.extend(remarks(line));
        cells
    };
    let each =
        move || paid(outcome).flat_map(move |(person, who)| person.lines.iter().map(move |line| row(line, &who)));
    Table { columns, rows: model::Rows::made(each) }
}

/// Reason, who approved, and anything else that stands beside the line.
fn remarks(line: &PayLine) -> [Cell; 3] {
    let mut cells = [Cell::Empty, Cell::Empty, Cell::Empty];
    let mut others = Vec::new();
    for remark in &line.remarks {
        match remark {
            Remark::Approved { reason, by } => {
                cells[0] = Cell::Text(reason.clone());
                cells[1] = Cell::Text(by.clone());
            }
            Remark::Less { than } => cells[0] = Cell::Text(format!("{than} ≥ {}", line.name)),
            Remark::Honour(name) => others.push(Phrase::Verbatim(name.clone())),
            Remark::Instead(amount, unit) => {
                others.extend([Phrase::term("instead_of"), Phrase::Verbatim(amount.to_string())]);
                others.extend((*unit != PayUnit::Money).then(|| Phrase::term(unit.id())));
            }
        }
    }
    match (others.len(), others.pop()) {
        (1, Some(Phrase::Verbatim(name))) => cells[2] = Cell::Text(name),
        (_, Some(last)) => {
            others.push(last);
            cells[2] = Cell::phrase(Phrase::Joined(others));
        }
        (_, None) => {}
    }
    cells
}

fn deals(outcome: &Outcome) -> Table<'_> {
    let mut columns = person_columns();
    columns.extend([text_column("component"), text_column("order")]);
    columns.push(Column { title: Phrase::term("source_row"), ..text_column("row") });
    columns.extend([number_column("base"), number_column("amount")]);
    let money = shape(outcome, PayUnit::Money);
    let row = move |(line, deal): (&PayLine, &DealLine), who: &[Cell; 4]| {
        let mut cells: Vec<Cell> = who.clone().into();
        cells.push(name_cell(line));
        cells.push(Cell::Text(deal.order.clone()));
        cells.push(Cell::Text(deal.at.clone()));
        cells.push(Cell::Plain(deal.base.clone(), money));
        cells.push(Cell::figure(&deal.amount, money));
        cells
    };
    let each = move || {
        paid(outcome).flat_map(move |(person, who)| {
            let deals = person.lines.iter().flat_map(|line| line.deals.iter().map(move |deal| (line, deal)));
            deals.map(move |deal| row(deal, &who))
        })
    };
    Table { columns, rows: model::Rows::made(each) }
}
