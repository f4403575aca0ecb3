//! The steps of pay as a table, and how each figure of pay follows from others of it: what a workbook calculates again.
//!
//! Of each line those steps are shown that its amount is made from, as far as they are arithmetic; where a rule chose, what it chose.

use std::collections::BTreeMap;

use super::{Rows, line_names, number_column, paid, pays_in, text_column};
use crate::derivation::{Figure, Form, Step};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::report::model::{Audience, Body, Cell, Column, Formula, Operand, Operation, Phrase, Section, Spot, Table};
use crate::report::steps::Sheet;
use crate::report::totals;
use crate::results::{PayLine, PersonResult};
use crate::run::Outcome;

/// The section of the steps.
const STEPS: &str = "pay_steps";

/// The column that holds what came out of a step.
const RESULT: usize = 5;

/// The column of amounts in the table of what each component costs.
const COST: usize = 3;

/// The columns that say who is paid, before those of amounts.
const WHO: usize = 4;

/// The column of amounts in the tables of lines and of deals.
const AMOUNT: (usize, usize) = (7, 8);

/// The steps of everybody's pay, and the formulas of the table whose rows are `rows`.
pub(super) fn sections(outcome: &Outcome, rows: Rows) -> [Section<'static>; 2] {
    let mut live = Live { outcome, rows: Vec::new(), formulas: Vec::new(), names: Names::of(outcome) };
    let mut row = 0;
    for (place, (person, [id, name, ..])) in paid(outcome).enumerate() {
        let mut steps = Steps { live: &mut live, who: [id, name], person, spots: BTreeMap::new() };
        match rows {
            Rows::People => steps.person(place),
            Rows::Components => steps.components(&mut row),
            Rows::Deals => steps.deals(&mut row),
        }
    }
    if rows == Rows::People {
        live.costs();
    }
    let table = Table { columns: columns(), rows: live.rows.into() };
    let section =
        |id, body| Section { id, title: Phrase::term(id), audience: Audience::Workbook, body, notes: Vec::new() };
    [section(STEPS, Body::Table(table)), section("pay_formulas", Body::Formulas(live.formulas))]
}

fn columns() -> Vec<Column> {
    let [person, name, line] = ["person", "name", "component"].map(text_column);
    let [what, rule] = ["what", "rule"].map(text_column);
    vec![person, name, line, number_column("step"), what, number_column("result"), rule]
}

/// Units and names of the columns of the people's table.
struct Names {
    units: Vec<PayUnit>,
    lines: Vec<(String, PayUnit)>,
}

impl Names {
    fn of(outcome: &Outcome) -> Self {
        let units = PayUnit::ALL.iter().map(|(_, unit)| *unit).filter(|unit| pays_in(outcome, *unit)).collect();
        Names { units, lines: line_names(outcome) }
    }

    /// The column of the name at that index.
    fn column(&self, index: usize) -> usize {
        WHO + self.units.len() + index
    }
}

/// What is shown and calculated of everybody.
struct Live<'o> {
    outcome: &'o Outcome,
    rows: Vec<Vec<Cell>>,
    formulas: Vec<Formula>,
    names: Names,
}

impl Live<'_> {
    fn add(&mut self, at: Spot, operation: Operation, operands: Vec<Operand>) {
        if !operands.is_empty() {
            self.formulas.push(Formula { at, operation, operands });
        }
    }

    /// What a component costs is the sum of its column.
    fn costs(&mut self) {
        for (row, total) in totals::totals(self.outcome).into_iter().enumerate() {
            let is_it = |(name, unit): &(String, PayUnit)| *name == total.component && *unit == total.unit;
            let index = self.names.lines.iter().position(is_it).filter(|_| total.unit != PayUnit::Honour);
            let Some(index) = index else { continue };
            let at = Spot { section: totals::ID, row, column: COST };
            let column = self.names.column(index);
            self.add(at, Operation::Sum, vec![Operand::Column { section: Rows::People.id(), column }]);
        }
    }
}

/// The steps of one person.
struct Steps<'s, 'o> {
    live: &'s mut Live<'o>,
    who: [Cell; 2],
    person: &'o PersonResult,
    /// Where the steps are that are shown already.
    spots: BTreeMap<usize, Spot>,
}

/// A part of a total: its unit, its column, its value.
type Part = (PayUnit, usize, Number);

impl Steps<'_, '_> {
    /// A row of the people's table: each amount from the step that made it, and the total from the amounts.
    fn person(&mut self, row: usize) {
        let lines = self.live.names.lines.clone();
        let amounts = lines.iter().enumerate().filter(|(_, (_, unit))| *unit != PayUnit::Honour);
        let parts: Vec<Part> = amounts.filter_map(|(index, name)| self.part(row, index, name)).collect();
        for (index, unit) in self.live.names.units.clone().into_iter().enumerate() {
            self.total(Spot { section: Rows::People.id(), row, column: WHO + index }, unit, &parts);
        }
    }

    /// The amounts of a name, added.
    fn part(&mut self, row: usize, index: usize, (name, unit): &(String, PayUnit)) -> Option<Part> {
        let of_name = |line: &&PayLine| line.name == *name && line.unit == *unit;
        let amounts: Vec<&Figure> = self.person.lines.iter().filter(of_name).map(|line| &line.amount).collect();
        let at = Spot { section: Rows::People.id(), row, column: self.live.names.column(index) };
        let operands: Option<Vec<Operand>> = amounts.iter().map(|amount| self.shown(amount, name)).collect();
        let operation = if amounts.len() == 1 { Operation::Same } else { Operation::Sum };
        self.live.add(at, operation, operands.unwrap_or_default());
        let value = amounts.iter().filter_map(|amount| amount.value()).sum();
        (!amounts.is_empty()).then_some((*unit, at.column, value))
    }

    /// The sum of its parts; where something of it has no column of its own, what its step says.
    fn total(&mut self, at: Spot, unit: PayUnit, parts: &[Part]) {
        let Some((_, total)) = self.person.totals.iter().find(|(known, _)| *known == unit) else { return };
        let own = || parts.iter().filter(|(known, ..)| *known == unit);
        let sum: Number = own().map(|(.., value)| value).sum();
        if total.value() == Some(&sum) {
            let cell = |(_, column, _): &Part| Operand::Cell(Spot { column: *column, ..at });
            self.live.add(at, Operation::Sum, own().map(cell).collect());
        } else if let Some(operand) = self.shown(total, unit.id()) {
            self.live.add(at, Operation::Same, vec![operand]);
        }
    }

    /// The rows of the lines' table.
    fn components(&mut self, row: &mut usize) {
        for line in &self.person.lines {
            let at = Spot { section: Rows::Components.id(), row: *row, column: AMOUNT.0 };
            let operand = self.shown(&line.amount, &line.name);
            self.live.add(at, Operation::Same, operand.into_iter().collect());
            *row += 1;
        }
    }

    /// The rows of the deals' table.
    fn deals(&mut self, row: &mut usize) {
        for line in &self.person.lines {
            for deal in &line.deals {
                let at = Spot { section: Rows::Deals.id(), row: *row, column: AMOUNT.1 };
                let operand = self.shown(&deal.amount, &line.name);
                self.live.add(at, Operation::Same, operand.into_iter().collect());
                *row += 1;
            }
        }
    }

    /// The cell of the step that made a figure; nothing where it is missing.
    fn shown(&mut self, figure: &Figure, line: &str) -> Option<Operand> {
        self.spot(figure.step(), line).map(Operand::Cell)
    }

    /// The cell of a step, below those of the steps that it is made from.
    fn spot(&mut self, index: usize, line: &str) -> Option<Spot> {
        if let Some(spot) = self.spots.get(&index) {
            return Some(*spot);
        }
        let step = self.person.sheet.at(index)?;
        step.value.as_ref()?;
        let made = operation(step).map(|(operation, inputs)| {
            let operands = inputs.iter().map(|input| self.spot(*input, line).map(Operand::Cell));
            (operation, operands.collect::<Option<Vec<_>>>().unwrap_or_default())
        });
        let spot = Spot { section: STEPS, row: self.live.rows.len(), column: RESULT };
        self.row((index, step), line);
        if let Some((operation, operands)) = made {
            self.live.add(spot, operation, operands);
        }
        self.spots.insert(index, spot);
        Some(spot)
    }

    fn row(&mut self, (index, step): (usize, &Step), line: &str) {
        let outcome = self.live.outcome;
        let no_rows = |_: &_| Vec::new();
        let node = Sheet::new(&outcome.policy, &outcome.ledger, &self.person.sheet, &no_rows).alone(index, step);
        let [person, name] = self.who.clone();
        let rule = node.rule.map_or(Cell::Empty, Cell::Text);
        let number = Cell::count(index as i64);
        let line = Cell::Text(line.to_owned());
        self.live.rows.push(vec![person, name, line, number, Cell::phrase(node.what), node.value, rule]);
    }
}

/// What a step does, where a spreadsheet can do it, and the steps that it does it with.
fn operation(step: &Step) -> Option<(Operation, Vec<usize>)> {
    let operation = match &step.form {
        Form::Sum => Operation::Sum,
        Form::Difference => Operation::Difference,
        Form::Product => Operation::Product,
        Form::Quotient | Form::Attainment => Operation::Quotient,
        Form::Least => Operation::Least,
        Form::Greatest => Operation::Greatest,
        Form::Round(rounding) => Operation::Round(rounding.clone()),
        Form::Marginal => Operation::Marginal,
        Form::Chosen(index) => return Some((Operation::Same, vec![*step.inputs.get(*index)?])),
        _ => return None,
    };
    Some((operation, step.inputs.clone()))
}
