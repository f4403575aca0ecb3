//! Cells that calculate again what they hold.
//!
//! A formula is written only where a spreadsheet, which calculates with 15 digits, comes to the same: what it would come to is calculated here from
//! the numbers as cells hold them. Where a number lies so near to where rounding turns that a last digit decides, the cell is a value.

use std::collections::BTreeMap;

use rust_xlsxwriter::{quote_sheet_name, row_col_to_cell};

use crate::locale::Locale;
use crate::number::{Number, Rounding, RoundingMode};
use crate::report::model::{Body, Cell, Formula, Operand, Operation, Report, Spot};

use super::stored::{Stored, cut, stored};
use super::{Sheet, precision_of};

/// So many arguments a function of a spreadsheet takes.
const ARGUMENTS: usize = 250;

/// A formula has at most so many characters.
const MOST: usize = 8000;

/// A formula and what it comes to.
pub(super) type Written = (String, Number);

/// A number as it is and as its cell holds it.
type Held = (Number, Number);

/// The cells that are formulas.
#[derive(Default)]
pub(super) struct Live {
    written: BTreeMap<Spot, Written>,
}

impl Live {
    /// Of a report whose sections have these sheets.
    pub fn of(report: &Report, sheets: &[Sheet], locale: &Locale) -> Self {
        let formulas: Vec<&Formula> = report.sections.iter().filter_map(formulas).flatten().collect();
        if formulas.is_empty() {
            return Live::default();
        }
        let mut maker = Maker { sheets, cells: cells(sheets, locale), again: BTreeMap::new(), rows: rows(sheets) };
        let made = |formula: &&Formula| Some((formula.at, maker.made(formula)?));
        Live { written: formulas.iter().filter_map(made).collect() }
    }

    /// The formula of a cell.
    pub fn at(&self, spot: Spot) -> Option<&Written> {
        self.written.get(&spot)
    }
}

fn formulas<'r>(section: &'r crate::report::model::Section) -> Option<&'r Vec<Formula>> {
    match &section.body {
        Body::Formulas(formulas) => Some(formulas),
        _ => None,
    }
}

/// Every number that stands as one.
fn cells(sheets: &[Sheet], locale: &Locale) -> BTreeMap<Spot, Held> {
    let mut cells = BTreeMap::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.is_data()) {
        let Body::Table(table) = &sheet.section.body else { continue };
        for (row, line) in table.rows.iter().enumerate() {
            for (column, cell) in line.iter().enumerate() {
                let (Cell::Figure(number, shape) | Cell::Plain(number, shape)) = cell else { continue };
                if let Stored::Number(kept) = stored(locale, number, *shape, precision_of(sheet.section)) {
                    cells.insert(Spot { section: sheet.section.id, row, column }, (number.clone(), kept));
                }
            }
        }
    }
    cells
}

/// How many rows each table has.
fn rows(sheets: &[Sheet]) -> BTreeMap<&'static str, usize> {
    let count = |sheet: &Sheet| match &sheet.section.body {
        Body::Table(table) => Some((sheet.section.id, table.rows.iter().count())),
        _ => None,
    };
    sheets.iter().filter(|sheet| !sheet.is_data()).filter_map(count).collect()
}

/// Makes formulas one after the other: those that others are made from come first.
struct Maker<'s, 'r> {
    sheets: &'s [Sheet<'r>],
    cells: BTreeMap<Spot, Held>,
    /// What formulas come to.
    again: BTreeMap<Spot, Number>,
    rows: BTreeMap<&'static str, usize>,
}

impl Maker<'_, '_> {
    /// The formula; nothing where it could come to something else than what the cell holds.
    fn made(&mut self, formula: &Formula) -> Option<Written> {
        let (exact, kept) = self.cells.get(&formula.at)?.clone();
        let values = self.values(formula)?;
        let result = cut(&calculated(&formula.operation, &values)?);
        let is_clear = match &formula.operation {
            Operation::Round(rounding) => is_clear(values.first()?, rounding),
            _ => true,
        };
        let text = self.text(formula)?;
        if !is_clear || !is_same(&result, &exact) || text.len() > MOST {
            return None;
        }
        self.again.insert(formula.at, result);
        Some((text, kept))
    }

    /// What the operands hold; nothing where one of them is no number.
    fn values(&self, formula: &Formula) -> Option<Vec<Number>> {
        let mut values = Vec::new();
        for operand in &formula.operands {
            match operand {
                Operand::Cell(spot) => values.push(self.value(spot)?.clone()),
                Operand::Column { section, column } => {
                    let spots = (0..*self.rows.get(section)?).map(|row| Spot { section, row, column: *column });
                    values.extend(spots.filter_map(|spot| self.value(&spot)).cloned());
                }
            }
        }
        Some(values)
    }

    fn value(&self, spot: &Spot) -> Option<&Number> {
        self.again.get(spot).or_else(|| self.cells.get(spot).map(|(_, kept)| kept))
    }

    fn text(&self, formula: &Formula) -> Option<String> {
        let cells: Option<Vec<String>> =
            formula.operands.iter().map(|operand| self.reference(formula.at.section, operand)).collect();
        let cells = cells?;
        Some(match &formula.operation {
            Operation::Same => cells.first()?.clone(),
            Operation::Sum => self.sum(formula)?,
            Operation::Difference => cells.join("-"),
            Operation::Product => cells.join("*"),
            Operation::Quotient => cells.join("/"),
            Operation::Least => listed("MIN", &cells)?,
            Operation::Greatest => listed("MAX", &cells)?,
            Operation::Round(rounding) => rounded(cells.first()?, rounding),
            Operation::Marginal => marginal(&cells)?,
        })
    }

    /// Cells one below the other, or beside each other, as a range.
    fn sum(&self, formula: &Formula) -> Option<String> {
        let mut ranges: Vec<(Spot, Spot)> = Vec::new();
        let mut others = Vec::new();
        for operand in &formula.operands {
            match (operand, ranges.last_mut()) {
                (Operand::Cell(spot), Some((first, last))) if goes_on(*first, *last, *spot) => *last = *spot,
                (Operand::Cell(spot), _) => ranges.push((*spot, *spot)),
                (column, _) => others.push(self.reference(formula.at.section, column)?),
            }
        }
        let range = |(first, last): &(Spot, Spot)| {
            let start = self.reference(formula.at.section, &Operand::Cell(*first))?;
            let end = row_col_to_cell(last.row as u32 + 1, last.column as u16);
            Some(if first == last { start } else { format!("{start}:{end}") })
        };
        let ranges: Option<Vec<String>> = ranges.iter().map(range).collect();
        listed("SUM", &ranges?.into_iter().chain(others).collect::<Vec<_>>())
    }

    /// The cells of an operand, as a formula on the sheet of that section names them.
    fn reference(&self, from: &str, operand: &Operand) -> Option<String> {
        let (section, cells) = match operand {
            Operand::Cell(spot) => (spot.section, row_col_to_cell(spot.row as u32 + 1, spot.column as u16)),
            Operand::Column { section, column } => {
                let last = *self.rows.get(section)? as u32;
                let (first, last) = (row_col_to_cell(1, *column as u16), row_col_to_cell(last, *column as u16));
                (*section, format!("{first}:{last}"))
            }
        };
        if section == from {
            return Some(cells);
        }
        let sheet = self.sheets.iter().find(|sheet| sheet.section.id == section && !sheet.is_data())?;
        Some(format!("{}!{cells}", quote_sheet_name(&sheet.name)))
    }
}

/// Whether a cell follows the last one of a range that began there.
fn goes_on(first: Spot, last: Spot, next: Spot) -> bool {
    let is_below = first.column == next.column && last.column == next.column && next.row == last.row + 1;
    let is_beside = first.row == next.row && last.row == next.row && next.column == last.column + 1;
    last.section == next.section && (is_below || is_beside)
}

fn listed(function: &str, cells: &[String]) -> Option<String> {
    (cells.len() <= ARGUMENTS).then(|| format!("{function}({})", cells.join(",")))
}

/// Rounding by a power of ten with the decimals alone, by any other step in multiples of it. Halves never come here.
fn rounded(cell: &str, rounding: &Rounding) -> String {
    let function = match rounding.mode {
        RoundingMode::HalfUp | RoundingMode::HalfEven | RoundingMode::HalfDown => "ROUND",
        RoundingMode::Up => "ROUNDUP",
        RoundingMode::Down => "ROUNDDOWN",
    };
    let places = rounding.places();
    if rounding.to == Number::from_scaled(1, places) {
        return format!("{function}({cell},{places})");
    }
    let step = rounding.to.to_string();
    format!("{function}({cell}/{step},0)*{step}")
}

/// Each part at its own rate: `MAX(0,MIN(base,next)-bound)*rate` for each, the last without an end.
fn marginal(cells: &[String]) -> Option<String> {
    let (base, slices) = cells.split_first()?;
    let slices: Vec<&[String]> = slices.chunks_exact(2).collect();
    let part = |(index, slice): (usize, &&[String])| {
        let [low, rate] = slice else { return String::new() };
        match slices.get(index + 1) {
            Some(next) => format!("MAX(0,MIN({base},{})-{low})*{rate}", next[0]),
            None => format!("MAX(0,{base}-{low})*{rate}"),
        }
    };
    Some(slices.iter().enumerate().map(part).collect::<Vec<_>>().join("+"))
}

/// What the formula comes to.
fn calculated(operation: &Operation, values: &[Number]) -> Option<Number> {
    match (operation, values) {
        (Operation::Same, [value]) => Some(value.clone()),
        (Operation::Sum, values) => Some(values.iter().sum()),
        (Operation::Difference, [first, second]) => Some(first - second),
        (Operation::Product, values) => Some(values.iter().fold(Number::one(), |product, value| &product * value)),
        (Operation::Quotient, [first, second]) => first.checked_div(second),
        (Operation::Least, values) => values.iter().min().cloned(),
        (Operation::Greatest, values) => values.iter().max().cloned(),
        (Operation::Round(rounding), [value]) => Some(rounding.apply(value)),
        (Operation::Marginal, [base, slices @ ..]) if !base.is_negative() => Some(in_parts(base, slices)),
        _ => None,
    }
}

fn in_parts(base: &Number, slices: &[Number]) -> Number {
    let lows = slices.iter().step_by(2);
    let rates = slices.iter().skip(1).step_by(2);
    let ends = slices.iter().skip(2).step_by(2).map(|next| next.min(base)).chain([base]);
    let part = |((low, rate), end): ((&Number, &Number), &Number)| &(end - low).max(Number::zero()) * rate;
    lows.zip(rates).zip(ends).map(part).fold(Number::zero(), |sum, part| &sum + &part)
}

/// Whether two numbers are the same but for what is lost beyond the digits of a spreadsheet.
fn is_same(one: &Number, two: &Number) -> bool {
    let lost = Number::from_scaled(1, 12);
    (one - two).abs() <= &(&two.abs() * &lost) + &lost
}

/// Whether a number lies clear of where rounding turns: of halves, or where a rest decides of the steps themselves.
fn is_clear(value: &Number, rounding: &Rounding) -> bool {
    let Some(steps) = value.abs().checked_div(&rounding.to) else { return false };
    let rest = &steps - &steps.floor();
    let distance = match rounding.mode {
        RoundingMode::Up | RoundingMode::Down => rest.clone().min(&Number::one() - &rest),
        _ => (&rest - &Number::from_scaled(5, 1)).abs(),
    };
    distance > &Number::from_scaled(1, 6) + &(&steps * &Number::from_scaled(1, 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a decimal")
    }

    #[test]
    fn where_a_last_digit_would_decide_a_rounding_is_no_formula() {
        let cents = |mode| Rounding { to: number("0.01"), mode };
        for (value, mode, expected) in [
            ("185.174", RoundingMode::HalfUp, true),
            ("185.175", RoundingMode::HalfUp, false),
            ("185.17500000001", RoundingMode::HalfEven, false),
            ("185.17", RoundingMode::HalfUp, true),
            ("185.17", RoundingMode::Up, false),
            ("185.171", RoundingMode::Down, true),
        ] {
            assert_eq!(is_clear(&number(value), &cents(mode)), expected, "{value}");
        }
    }

    #[test]
    fn roundings_are_the_functions_of_spreadsheets() {
        let of = |to: &str, mode| rounded("E2", &Rounding { to: number(to), mode });
        assert_eq!(of("0.01", RoundingMode::HalfEven), "ROUND(E2,2)");
        assert_eq!(of("1", RoundingMode::Down), "ROUNDDOWN(E2,0)");
        assert_eq!(of("0.05", RoundingMode::Up), "ROUNDUP(E2/0.05,0)*0.05");
        assert_eq!(of("10", RoundingMode::HalfUp), "ROUND(E2/10,0)*10");
    }

    #[test]
    fn each_part_has_its_own_rate() {
        let cells = ["E2", "E3", "E4", "E5", "E6"].map(str::to_owned);
        assert_eq!(marginal(&cells).as_deref(), Some("MAX(0,MIN(E2,E5)-E3)*E4+MAX(0,E2-E5)*E6"));
        let values = ["124195", "0", "0.01", "50000", "0.015"].map(number);
        assert_eq!(calculated(&Operation::Marginal, &values), Some(number("1612.925")));
        assert_eq!(calculated(&Operation::Marginal, &["-1", "0", "0.01"].map(number)), None);
    }
}
