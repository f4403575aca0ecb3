//! Tables and trees of steps as rows of a sheet.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, FormatAlign, XlsxError};

use crate::report::model::{Cell, Column, Node, Table};

use super::formulas::Written;
use super::sheet::{Page, header_look};

/// The columns of steps, and whether they hold numbers: number, what was done, what came out, the policy line that ordered it, source rows.
const STEPS: [(&str, bool); 5] =
    [("step", true), ("what", false), ("result", true), ("rule", false), ("source_row", false)];

/// A spreadsheet indents no further.
const DEEPEST: u8 = 15;

/// A step deeper than this is folded away until it is asked for.
const MOST_LEVELS: u8 = 7;

/// The rows that a sheet has.
pub(super) const MOST_ROWS: u32 = 1_048_576;

/// The formula of a cell, by row and column.
pub(super) type Formulas<'f> = &'f dyn Fn(usize, usize) -> Option<&'f Written>;

/// Writes a table from the row on that is free. In a column that is drawn what is missing is left empty: a text would be drawn as 0.
pub(super) fn table(
    page: &mut Page,
    table: &Table,
    (drawn, live): (&BTreeSet<usize>, Formulas),
) -> Result<(), XlsxError> {
    let title = |column: &Column| (page.locale().phrase(&column.title), column.numeric);
    let titles: Vec<(String, bool)> = table.columns.iter().map(title).collect();
    page.header(&titles)?;
    let looks: Vec<Format> = table.columns.iter().map(|column| look(column.numeric)).collect();
    for (place, row) in table.rows.iter().enumerate() {
        for (index, (cell, look)) in row.iter().zip(&looks).enumerate() {
            match live(place, index) {
                Some(formula) => page.formula(index as u16, cell, formula, look)?,
                None if drawn.contains(&index) && *cell == Cell::Missing => {}
                None => page.cell(index as u16, cell, look)?,
            }
        }
        page.row += 1;
    }
    Ok(())
}

/// Numbers, and the words that stand for them, to the right; texts broken into lines where they are longer than a column is wide.
fn look(is_numeric: bool) -> Format {
    let top = Format::new().set_align(FormatAlign::Top);
    if is_numeric { top.set_align(FormatAlign::Right) } else { top.set_text_wrap() }
}

/// Writes trees of steps: a row for each step, those that it was made from below it and further in, and a row for each source row.
pub(super) fn steps(page: &mut Page, nodes: &[Node]) -> Result<usize, XlsxError> {
    let titles = STEPS.map(|(term, is_numeric)| (page.locale().term(term).to_owned(), is_numeric));
    page.header(&titles)?;
    for node in nodes {
        step(page, node, 0)?;
    }
    Ok(STEPS.len())
}

fn step(page: &mut Page, node: &Node, depth: u8) -> Result<(), XlsxError> {
    let what = page.pen.words(&Cell::phrase(node.what.clone()));
    page.cell(0, &Cell::count(node.step as i64), &look(true))?;
    page.text(1, &what, &look(false).set_indent(depth.min(DEEPEST)))?;
    page.cell(2, &node.value, &look(true))?;
    page.cell(3, &node.rule.clone().map_or(Cell::Empty, Cell::Text), &look(false))?;
    for (place, record) in &node.rows {
        page.row += 1;
        page.cell(4, &Cell::Text(format!("{place}  {record}")), &look(false))?;
    }
    page.row += 1;
    let first = page.row;
    for input in &node.inputs {
        step(page, input, depth.saturating_add(1))?;
    }
    if page.row > first && depth < MOST_LEVELS {
        page.sheet.group_symbols_above(true).group_rows(first, page.row - 1)?;
    }
    Ok(())
}

/// Writes facts: what each is called, and what it is.
pub(super) fn facts(page: &mut Page, facts: &[(String, &Cell)]) -> Result<(), XlsxError> {
    for (title, cell) in facts {
        page.text(0, title, &Format::new().set_bold())?;
        page.cell(1, cell, &Format::new().set_align(FormatAlign::Left))?;
        page.row += 1;
    }
    Ok(())
}

/// Writes a heading.
pub(super) fn heading(page: &mut Page, words: &str) -> Result<(), XlsxError> {
    let look = header_look().set_font_size(14).unset_text_wrap();
    super::cells::write_text(&mut page.sheet, (page.row, 0), words, &look)?;
    page.row += 1;
    Ok(())
}
