//! The terminal's format: heading lines, bordered tables, trees of steps, notes.

mod cut;

use comfy_table::{Cell as Field, CellAlignment, ContentLineStyle, LineStyle, Table as Grid, TableStyle, presets};

use crate::locale::{Locale, Precision};
use crate::report::model::{Body, Cell, Phrase, Report, Section, Table};

use super::bars::shown;
use super::columns::{Block, Extent, fitting, lay_out, natural};
use super::style::Style;
use super::{Glyphs, RenderError, RenderOptions, for_people, text, tree};

/// The sections for people, fit to the width of the options.
pub fn render(report: &Report, options: &RenderOptions, locale: &Locale) -> Result<Vec<u8>, RenderError> {
    let screen = Screen { options, locale, is_tight: false, spare: &[] };
    let text = match options.height.filter(|_| !report.brief.is_empty()) {
        Some(lines) => screen.fitted(report, lines),
        None => screen.whole(report),
    };
    Ok(text.into_bytes())
}

/// Light lines, the header parted from the rows.
fn border(glyphs: Glyphs) -> TableStyle {
    match glyphs {
        Glyphs::Ascii => presets::ASCII_FULL_CONDENSED.header_separator(LineStyle::new('+', '-', '+', '+')),
        Glyphs::Unicode => TableStyle::new()
            .top_border(LineStyle::new('┌', '─', '┬', '┐'))
            .header_lines(ContentLineStyle::new('│', '│', '│'))
            .header_separator(LineStyle::new('├', '─', '┼', '┤'))
            .content_lines(ContentLineStyle::new('│', '│', '│'))
            .bottom_border(LineStyle::new('└', '─', '┴', '┘')),
    }
}

/// The facts above a report that a terminal shows; `-v` shows all.
const MAIN_FACTS: [&str; 8] = ["period", "as_of", "unfinished", "measure", "by", "policy", "version", "rows_shown"];

/// What is drawn on, and in whose words.
struct Screen<'a> {
    options: &'a RenderOptions,
    locale: &'a Locale,
    /// Whether lines are short: narrow tables go on beside themselves.
    is_tight: bool,
    /// The columns that are left out before a text is broken.
    spare: &'static [&'static str],
}

impl Screen<'_> {
    /// The report with all rows.
    fn whole(&self, report: &Report) -> String {
        let sections = for_people(report).map(|section| self.section(section));
        std::iter::once(self.head(report)).chain(sections).collect::<Vec<_>>().join("\n")
    }

    /// The title, then the facts of the run with their values below each other.
    fn head(&self, report: &Report) -> String {
        let mut lines = vec![self.heading(&self.locale.phrase(&report.title))];
        let missing = self.options.glyphs.missing();
        let facts: Vec<(String, String)> = self
            .facts(report)
            .map(|(_, title, cell)| (self.title(title), self.locale.cell(cell, Precision::Shown, missing)))
            .collect();
        if self.is_tight {
            let facts: Vec<String> = facts.iter().map(|(title, value)| format!("{title} {value}")).collect();
            lines.extend(self.in_lines(&facts));
            return joined(&lines);
        }
        let widest = facts.iter().map(|(title, _)| text::width(title)).max().unwrap_or(0);
        for (title, value) in facts {
            let blank = " ".repeat(widest - text::width(&title) + 2);
            let continued = " ".repeat(widest + 2);
            let values = self.wrapped(&value, widest + 2);
            let starts = std::iter::once(format!("{title}{blank}")).chain(std::iter::repeat(continued));
            lines.extend(starts.zip(values).map(|(start, value)| format!("{start}{value}")));
        }
        joined(&lines)
    }

    /// Facts beside each other, as many as a line has room for.
    fn in_lines(&self, facts: &[String]) -> Vec<String> {
        let limit = self.options.width.unwrap_or(usize::MAX);
        let mut lines: Vec<String> = Vec::new();
        for fact in facts {
            let longer = lines.last().map(|line| format!("{line} · {fact}")).filter(|line| text::width(line) <= limit);
            match (longer, lines.last_mut()) {
                (Some(longer), Some(line)) => *line = longer,
                _ => lines.push(fact.clone()),
            }
        }
        lines.iter().flat_map(|line| self.wrapped(line, 0)).collect()
    }

    /// The facts above the report: all of them, or the main ones where there are some.
    fn facts<'r>(&self, report: &'r Report) -> impl Iterator<Item = &'r (&'static str, Phrase, Cell)> {
        let is_main = |id: &str| MAIN_FACTS.contains(&id);
        let is_short = self.options.short_head && report.head.iter().any(|(id, ..)| is_main(id));
        report.head.iter().filter(move |(id, ..)| !is_short || is_main(id))
    }

    fn section(&self, section: &Section) -> String {
        let mut parts = joined(&[self.heading(&self.locale.phrase(&section.title))]);
        match &section.body {
            Body::Table(table) if table.rows.is_empty() => {
                parts.push_str(&joined(&[self.locale.term("nothing_to_list")]))
            }
            Body::Table(table) if self.is_tight => parts.push_str(&self.beside(table)),
            Body::Table(table) => parts.push_str(&self.table(table)),
            Body::Steps(nodes) => parts.push_str(&joined(&tree::lines(nodes, self.options, self.locale))),
            Body::Notes | Body::Chart(_) | Body::Formulas(_) => {}
        }
        for note in &section.notes {
            parts.push_str(&joined(&self.wrapped(&self.locale.phrase(note), 0)));
        }
        parts
    }

    fn heading(&self, heading: &str) -> String {
        let lines = self.wrapped(heading, 0);
        let lines: Vec<String> = lines.iter().map(|line| self.options.color.paint(Style::Bold, line)).collect();
        lines.join("\n")
    }

    /// The text in lines that leave `taken` columns of the width free.
    fn wrapped(&self, sentence: &str, taken: usize) -> Vec<String> {
        let sentence = text::visible(sentence);
        match self.options.width {
            Some(width) => text::wrap(&sentence, width.saturating_sub(taken).max(1)),
            None => vec![sentence.into_owned()],
        }
    }

    /// The titles, the cells and the widths of a table; digests in short where a line has no room for them.
    fn measured(&self, table: &Table) -> (Vec<String>, Vec<Vec<String>>, Vec<Extent>) {
        let whole = self.measured_by(table, |text| text);
        match self.options.width.filter(|_| !self.options.wide) {
            Some(limit) if natural(&whole.2) > limit => self.measured_by(table, text::digest_shortened),
            _ => whole,
        }
    }

    fn measured_by(
        &self,
        table: &Table,
        shown: impl Fn(String) -> String,
    ) -> (Vec<String>, Vec<Vec<String>>, Vec<Extent>) {
        let titles: Vec<String> = table.columns.iter().map(|column| self.title(&column.title)).collect();
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.iter().map(|cell| shown(self.cell(cell))).collect()).collect();
        let extent = |(index, title): (usize, &String)| {
            let cells = rows.iter().filter_map(|row| row.get(index)).map(String::as_str);
            Extent::of(title, cells, table.columns[index].numeric)
        };
        let extents = titles.iter().enumerate().map(extent).collect();
        (titles, rows, extents)
    }

    /// The table in blocks that fit, an empty line between them.
    fn table(&self, table: &Table) -> String {
        let (titles, rows, extents) = self.measured(table);
        let keys = key_columns(table);
        if let Some(limit) = self.options.width.filter(|_| !self.options.wide) {
            let is_spare = |index: usize| self.spare.contains(&table.columns[index].id.as_str());
            let (block, left_out) = fitting(&extents, (keys, &is_spare), limit);
            let grid = self.grid(table, &titles, &rows, &block);
            let names: Vec<&str> = left_out.iter().map(|index| titles[*index].as_str()).collect();
            return if names.is_empty() { grid } else { grid + &self.left_out(&names) };
        }
        let blocks = lay_out(&extents, keys, self.options.width);
        let grids: Vec<String> = blocks.iter().map(|block| self.grid(table, &titles, &rows, block)).collect();
        grids.join("\n")
    }

    /// That columns did not fit, and how to see them.
    fn left_out(&self, names: &[&str]) -> String {
        let names = Cell::Text(names.join(", "));
        let note = self.locale.phrase(&Phrase::term("columns_left_out").with("columns", names));
        joined(&self.wrapped(&note, 0))
    }

    /// A label of the policy is a user's text too.
    fn title(&self, title: &Phrase) -> String {
        text::visible(&self.locale.phrase(title)).into_owned()
    }

    fn cell(&self, cell: &Cell) -> String {
        text::visible(&shown(cell, self.locale, self.options.glyphs)).into_owned()
    }

    fn grid(&self, table: &Table, titles: &[String], rows: &[Vec<String>], block: &Block) -> String {
        let field = |cells: &[String], (index, width): (usize, usize)| {
            let content = cells.get(index).map_or(String::new(), |cell| text::wrap(cell, width).join("\n"));
            let side = if table.columns[index].numeric { CellAlignment::Right } else { CellAlignment::Left };
            Field::new(content).set_alignment(side)
        };
        let line = |cells: &[String]| -> Vec<Field> { block.iter().map(|place| field(cells, *place)).collect() };
        let mut grid = Grid::new();
        grid.load_style(border(self.options.glyphs)).set_header(line(titles));
        for row in rows {
            grid.add_row(line(row));
        }
        format!("{grid}\n")
    }
}

/// How many leading columns say whose row it is: up to the first that is a text.
fn key_columns(table: &Table) -> usize {
    table.columns.iter().position(|column| !column.numeric).map_or(1, |index| index + 1)
}

/// The lines of a text that ends in one.
fn count(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn joined<T: AsRef<str>>(lines: &[T]) -> String {
    lines.iter().map(|line| format!("{}\n", line.as_ref())).collect()
}
