//! Amounts and rates of `staff` that pay goes by: each beside the person's own earlier rows, the others of the role, and all others.

use std::collections::BTreeMap;

use super::beside::{self, Bounds, far_from, slipped};
use super::{Amount, Rules, out_of_line};
use crate::finding::{Finding, Findings};
use crate::ledger::{Person, Spell};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::source::Place;
use crate::spelling::folded;

/// Nobody is paid by eight times what the rows before say.
const OF_EARLIER_ROWS: Bounds = Bounds { least: 1, times: 8, agree: None };
const OF_A_ROLE: Bounds = Bounds { least: 2, times: 8, agree: Some(3) };
const OF_ALL: Bounds = Bounds { least: 5, times: 8, agree: Some(4) };

/// A cell of a column that pay goes by, of somebody who is employed in the period.
struct Cell<'a> {
    whose: &'a str,
    role: Option<String>,
    text: &'a str,
    value: Number,
    /// What the person's earlier rows say.
    before: Vec<Number>,
    place: &'a Place,
}

/// The column of a component, and whether it has amounts of money in it.
type Column<'a> = (&'a str, bool);

/// At most one warning for a cell.
pub(super) fn report(rules: Rules, findings: &mut Findings) {
    for ((column, is_money), cells) in by_column(rules) {
        let amounts =
            cells.iter().map(|cell| Amount { value: cell.value.clone(), whose: cell.whose, place: cell.place });
        let amounts: Vec<Amount> = amounts.filter(|_| is_money).collect();
        let unit = out_of_line(&amounts);
        let is_told = |cell: &Cell| unit.as_ref().is_some_and(|(odd, _)| odd.place == cell.place);
        let rest = cells.iter().filter(|cell| !is_told(cell) && !is_without_bound(&cell.value));
        rest.for_each(|cell| findings.extend_with(unlike_before(column, cell).or_else(|| far(column, cell, &cells))));
        findings.extend_with(unit.map(|(odd, middle)| super::finding("staff", column, odd, &middle)));
    }
}

fn unlike_before(column: &str, cell: &Cell) -> Option<Finding> {
    let nearest = far_from(&cell.value, &cell.before, &OF_EARLIER_ROWS)?;
    let finding = Finding::warning("amount-unlike-before").with("input", "staff").with("name", column);
    let finding = finding.with("whose", cell.whose).with("found", cell.text);
    Some(finding.with("before", shown(&nearest, cell)).at(cell.place.clone()))
}

/// Beside the others of the role; and beside all, but for whom no other has the role of.
fn far(column: &str, cell: &Cell, cells: &[Cell]) -> Option<Finding> {
    let others = || cells.iter().filter(|other| other.whose != cell.whose);
    let values = |others: Vec<&Cell>| others.into_iter().map(|other| other.value.clone()).collect::<Vec<Number>>();
    let of_role = values(others().filter(|other| other.role == cell.role).collect());
    let all = if of_role.is_empty() { Vec::new() } else { values(others().collect()) };
    let kinds = [(of_role, OF_A_ROLE), (all, OF_ALL)];
    let is_far =
        |others: &[Number], bounds| far_from(&cell.value, others, bounds).or_else(|| slipped(&cell.value, others));
    let found = kinds.iter().find_map(|(others, bounds)| Some((is_far(others, bounds)?, others.len())));
    let (nearest, count) = found?;
    let finding = beside::finding("staff", column, cell.whose, (cell.text.to_owned(), count));
    Some(finding.with("nearest", shown(&nearest, cell)).at(cell.place.clone()))
}

/// As the cell is written: with a per cent sign, or without.
fn shown(value: &Number, cell: &Cell) -> String {
    match cell.text.ends_with(['%', '％']) {
        true => (value * &Number::from(100)).to_plain(0, 6) + "%",
        false => value.to_plain(0, 6),
    }
}

/// `999999` stands for no bound at all.
fn is_without_bound(value: &Number) -> bool {
    let digits = value.to_plain(0, 6);
    digits.len() > 3 && digits.bytes().all(|digit| digit == b'9')
}

fn by_column<'a>((policy, ledger, plan): Rules<'a>) -> BTreeMap<Column<'a>, Vec<Cell<'a>>> {
    let columns = policy.pay.iter().flat_map(|component| {
        let is_money = component.unit == PayUnit::Money;
        component.staff_columns().into_iter().map(move |(column, is_amount)| (column, is_amount && is_money))
    });
    let mut found: BTreeMap<Column, Vec<Cell>> = BTreeMap::new();
    for (column, is_money) in columns {
        let employed = ledger.people.list.iter().filter_map(|person| Some((person, person.at_end_of(&plan.current)?)));
        let cells = employed.filter_map(|(person, spell)| cell((person, spell), &column.value));
        found.insert((&column.value, is_money), cells.collect());
    }
    found
}

fn cell<'a>((person, spell): (&'a Person, &'a Spell), column: &str) -> Option<Cell<'a>> {
    let (text, place) = text_of(spell, column)?;
    let earlier = person.spells.iter().filter(|other| other.first < spell.first);
    let before = earlier.filter_map(|other| read(text_of(other, column)?.0)).collect();
    let role = spell.role.as_deref().map(|role| folded(role).into_owned());
    Some(Cell { whose: &person.id, role, text: text.trim(), value: read(text)?, before, place })
}

fn text_of<'a>(spell: &'a Spell, column: &str) -> Option<(&'a str, &'a Place)> {
    spell.cells.iter().find(|(name, ..)| name == column).map(|(_, text, place)| (text.as_str(), place))
}

/// A plain decimal, or one with a per cent sign.
fn read(text: &str) -> Option<Number> {
    match text.trim().strip_suffix(['%', '％']) {
        Some(percent) => Number::parse(percent.trim_end()).map(|value| &value * &Number::from_scaled(1, 2)),
        None => Number::parse(text.trim()),
    }
}
