//! Native charts beside their data: they refer to the cells of the table's sheet and hold no figure of their own.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Chart as Drawing, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType,
    ChartSolidFill, ChartType, Format, XlsxError,
};

use crate::number::Number;
use crate::report::model::{Audience, Body, Cell, Chart, ChartKind, Phrase, Report, Section, Shape, Table};

use super::sheet::{Page, header_look};

/// Colours that are told apart also by who sees colours otherwise, and in grey.
const COLORS: [u32; 6] = [0x0000_72B2, 0x00E6_9F00, 0x0000_9E73, 0x00CC_79A7, 0x0056_B4E9, 0x00D5_5E00];

/// The colour of what is compared with.
const LINE: u32 = 0x0040_4040;

/// How an axis of shares counts.
const PERCENT: &str = "0%";

/// How large a chart is, in points of the screen: wide, high at least and at most, and a row of bars.
const SIZE: (u32, u32, u32, u32) = (760, 300, 900, 24);

/// How high a row is.
const ROW: u32 = 20;

/// A table of more rows has its charts beside it, not below.
const SHORT: u32 = 40;

/// The charts of a section's table, with their titles. Where several sections have that id, as in reports that are put together, a chart is of the
/// nearest one.
pub(super) fn of<'r>(report: &'r Report<'r>, section: &Section) -> Vec<(&'r Phrase, &'r Chart)> {
    let is_table = |other: &Section| other.id == section.id && is_seen(other);
    let tables: Vec<usize> = places(report, is_table).collect();
    let own = places(report, |other| std::ptr::eq(other, section)).next();
    let nearest = |place: usize| tables.iter().rev().min_by_key(|table| table.abs_diff(place)).copied();
    let chart = |(place, drawn): (usize, &'r Section<'r>)| match &drawn.body {
        Body::Chart(chart) if chart.of == section.id && nearest(place) == own => Some((&drawn.title, chart)),
        _ => None,
    };
    report.sections.iter().enumerate().filter_map(chart).collect()
}

/// Whether people see the table of a section.
fn is_seen(section: &Section) -> bool {
    matches!(section.body, Body::Table(_))
        && section.audience != Audience::Machines
        && section.audience != Audience::Csv
}

/// Where the sections are that pass.
fn places<'r>(report: &'r Report<'r>, passes: impl Fn(&Section<'r>) -> bool) -> impl Iterator<Item = usize> {
    report.sections.iter().enumerate().filter(move |(_, section)| passes(section)).map(|(place, _)| place)
}

/// The columns that are drawn.
pub(super) fn drawn(table: &Table, charts: &[(&Phrase, &Chart)]) -> BTreeSet<usize> {
    let is_across = |chart: &&Chart| chart.kind == ChartKind::Dots;
    let across = charts.iter().map(|(_, chart)| *chart).filter(is_across).map(|chart| &chart.labels);
    let ids = charts.iter().flat_map(|(_, chart)| &chart.series).chain(across);
    ids.filter_map(|id| table.columns.iter().position(|column| column.id == *id)).collect()
}

/// Draws the charts of the table that the page holds, header first, below it or, where it is long, beside it.
pub(super) fn draw(page: &mut Page, table: &Table, charts: &[(&Phrase, &Chart)]) -> Result<(), XlsxError> {
    let rows = page.table_rows;
    let beside = table.columns.len() as u16 + 1;
    let is_short = rows <= SHORT;
    let mut at = if is_short { page.row + 1 } else { 1 };
    let mut lines = 0;
    for (title, chart) in charts {
        let count = reached(table, chart).min(rows);
        if count == 0 {
            continue;
        }
        let line = match &chart.line {
            Some((value, called)) => {
                let column = beside + lines;
                lines += 1;
                line_column(page, column, (value, called, table, chart), count)?;
                Some(column)
            }
            None => None,
        };
        let height = height(chart.kind, line, count);
        let place = Place { sheet: page.sheet.name(), count, line };
        let drawing = place.drawing(page, table, title, chart);
        let Some(mut drawing) = drawing else { continue };
        drawing.set_width(SIZE.0).set_height(height);
        let column = if is_short { 0 } else { beside + lines };
        page.sheet.insert_chart_with_offset(at, column, &drawing, 4, 4)?;
        at += height / ROW + 2;
    }
    Ok(())
}

/// How many rows from the first on hold as many drawn ones as the chart has at most.
fn reached(table: &Table, chart: &Chart) -> u32 {
    let indices = drawn_of(table, chart);
    let has_any =
        |row: &[Cell]| indices.iter().any(|index| matches!(row.get(*index), Some(Cell::Figure(..) | Cell::Plain(..))));
    let drawn = table.rows.iter().enumerate().filter(|(_, row)| has_any(row)).take(chart.most);
    drawn.last().map_or(0, |(index, _)| index as u32 + 1)
}

fn drawn_of(table: &Table, chart: &Chart) -> Vec<usize> {
    let position = |id: &String| table.columns.iter().position(|column| column.id == *id);
    chart.series.iter().filter_map(position).collect()
}

/// The shape of the numbers of a column.
fn shape_of(table: &Table, column: usize) -> Shape {
    let shape = |cell: &Cell| match cell {
        Cell::Figure(_, shape) | Cell::Plain(_, shape) => Some(*shape),
        _ => None,
    };
    table.rows.iter().find_map(|row| row.get(column).and_then(shape)).unwrap_or(Shape::Number)
}

fn height(kind: ChartKind, line: Option<u16>, rows: u32) -> u32 {
    match kind {
        ChartKind::Bars | ChartKind::Shares if line.is_none() => (rows * SIZE.3 + 120).clamp(SIZE.1, SIZE.2),
        _ => SIZE.1 + 60,
    }
}

/// What is compared with, in each row that is drawn: a chart draws cells alone.
fn line_column(
    page: &mut Page,
    column: u16,
    (value, called, table, chart): (&Number, &Phrase, &Table, &Chart),
    count: u32,
) -> Result<(), XlsxError> {
    let last = drawn_of(table, chart).last().copied().unwrap_or(0);
    let shape = shape_of(table, last);
    let (free, look) = (page.row, Format::new().set_font_color(LINE));
    page.row = 0;
    let title = page.locale().phrase(called);
    page.text(column, &title, &header_look().unset_bold())?;
    for row in 1..=count {
        page.row = row;
        page.cell(column, &Cell::Plain(value.clone(), shape), &look)?;
    }
    page.row = free;
    Ok(())
}

/// A surface of that colour.
fn filled(color: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(color));
    format
}

/// Where the drawn cells are.
struct Place {
    sheet: String,
    count: u32,
    /// The column of what is compared with.
    line: Option<u16>,
}

impl Place {
    fn drawing(&self, page: &Page, table: &Table, title: &Phrase, chart: &Chart) -> Option<Drawing> {
        let labels = table.columns.iter().position(|column| column.id == chart.labels)? as u16;
        let series: Vec<u16> = drawn_of(table, chart).into_iter().map(|index| index as u16).collect();
        let (first, others) = series.split_first()?;
        let words = |column: u16| page.locale().phrase(&table.columns[usize::from(column)].title);
        let mut drawing = Drawing::new(self.kind(chart.kind));
        let name = page.locale().phrase(title);
        drawing.title().set_name(&name);
        drawing.set_alt_text(&name);
        let is_pareto = chart.kind == ChartKind::Pareto;
        let as_lines = is_pareto || chart.kind == ChartKind::Dots;
        self.series(&mut drawing, (labels, *first), COLORS[0], chart.kind);
        let also = if as_lines { &[][..] } else { others };
        for (index, column) in also.iter().enumerate() {
            self.series(&mut drawing, (labels, *column), COLORS[(index + 1) % COLORS.len()], chart.kind);
        }
        let mut lines = Drawing::new(if chart.kind == ChartKind::Dots { ChartType::Scatter } else { ChartType::Line });
        if as_lines {
            others.iter().for_each(|column| self.line(&mut lines, (labels, *column), COLORS[1], is_pareto));
        }
        self.line.iter().for_each(|column| self.line(&mut lines, (labels, *column), LINE, is_pareto));
        let has_lines = self.line.is_some() || (as_lines && !others.is_empty());
        if has_lines {
            drawing.combine(&lines);
        }
        if also.is_empty() && !has_lines {
            drawing.legend().set_hidden();
        } else {
            drawing.legend().set_position(ChartLegendPosition::Bottom);
        }
        let lies = matches!(chart.kind, ChartKind::Bars | ChartKind::Shares) && self.line.is_none();
        if lies {
            drawing.y_axis().set_reverse();
        }
        if shape_of(table, usize::from(*first)) == Shape::Rate {
            // Of bars that lie the axis of values is the one across.
            let values = if lies { drawing.x_axis() } else { drawing.y_axis() };
            values.set_num_format(PERCENT);
        }
        if is_pareto {
            drawing.y2_axis().set_num_format(PERCENT);
            drawing.y2_axis().set_min(0).set_max(1);
        }
        if chart.kind == ChartKind::Dots {
            drawing.x_axis().set_name(&words(labels));
            drawing.y_axis().set_name(&words(*first));
        }
        Some(drawing)
    }

    /// Bars lie where nothing is compared with: names have room beside them.
    fn kind(&self, kind: ChartKind) -> ChartType {
        match (kind, self.line) {
            (ChartKind::Bars, None) => ChartType::Bar,
            (ChartKind::Shares, None) => ChartType::BarStacked,
            (ChartKind::Shares, Some(_)) => ChartType::ColumnStacked,
            (ChartKind::Bars | ChartKind::Bullets | ChartKind::Pareto, _) => ChartType::Column,
            (ChartKind::Lines, _) => ChartType::Line,
            (ChartKind::Dots, _) => ChartType::Scatter,
        }
    }

    fn series(&self, drawing: &mut Drawing, (labels, column): (u16, u16), color: u32, kind: ChartKind) {
        let sheet = self.sheet.as_str();
        let series = drawing.add_series();
        series.set_categories((sheet, 1, labels, self.count, labels));
        series.set_values((sheet, 1, column, self.count, column)).set_name((sheet, 0, column));
        match kind {
            ChartKind::Lines => {
                series.set_format(ChartFormat::new().set_line(ChartLine::new().set_color(color).set_width(2)));
                series.set_marker(ChartMarker::new().set_type(ChartMarkerType::Circle).set_size(5));
            }
            ChartKind::Dots => {
                series.set_format(ChartFormat::new().set_no_line());
                let mut marker = ChartMarker::new();
                series.set_marker(marker.set_type(ChartMarkerType::Circle).set_size(7).set_format(&mut filled(color)));
            }
            _ => {
                series.set_format(&mut filled(color)).set_gap(60);
            }
        }
    }

    fn line(&self, drawing: &mut Drawing, (labels, column): (u16, u16), color: u32, is_second: bool) {
        let sheet = self.sheet.as_str();
        let dash = if color == LINE { ChartLineDashType::Dash } else { ChartLineDashType::Solid };
        let mut line = ChartLine::new();
        line.set_color(color).set_width(2).set_dash_type(dash);
        let series = drawing.add_series();
        series.set_categories((sheet, 1, labels, self.count, labels));
        series.set_values((sheet, 1, column, self.count, column)).set_name((sheet, 0, column));
        series.set_format(ChartFormat::new().set_line(&line)).set_secondary_axis(is_second);
        series.set_marker(ChartMarker::new().set_none());
    }
}
