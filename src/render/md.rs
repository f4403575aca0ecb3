//! Markdown as GitHub reads it: headings, tables, nested lists for steps.

use std::fmt::Write;

use crate::locale::{Locale, Precision};
use crate::report::model::{Body, Node, Report, Section, Table};

use super::bars::shown;
use super::{Glyphs, RenderError, RenderOptions, for_people, text};

/// The sections for people as one document.
pub fn render(report: &Report, options: &RenderOptions, locale: &Locale) -> Result<Vec<u8>, RenderError> {
    let page = Page { locale, glyphs: options.glyphs };
    let mut blocks = vec![format!("# {}\n", escape(&locale.phrase(&report.title)))];
    blocks.push(page.head(report));
    for section in for_people(report) {
        page.section(section, &mut blocks);
    }
    blocks.retain(|block| !block.is_empty());
    Ok(blocks.join("\n").into_bytes())
}

struct Page<'a> {
    locale: &'a Locale,
    glyphs: Glyphs,
}

impl Page<'_> {
    fn head(&self, report: &Report) -> String {
        let line = |(_, title, cell): &(&str, _, _)| {
            let value = self.locale.cell(cell, Precision::Shown, self.glyphs.missing());
            format!("- {}{}{}\n", escape(&self.locale.phrase(title)), self.locale.term("colon"), escape(&value))
        };
        report.head.iter().map(line).collect()
    }

    fn section(&self, section: &Section, blocks: &mut Vec<String>) {
        blocks.push(format!("## {}\n", escape(&self.locale.phrase(&section.title))));
        match &section.body {
            Body::Table(table) if table.rows.is_empty() => {
                blocks.push(format!("{}\n", self.locale.term("nothing_to_list")));
            }
            Body::Table(table) => blocks.push(self.table(table)),
            Body::Steps(nodes) => blocks.push(nodes.iter().map(|node| self.steps(node, 0)).collect()),
            Body::Notes | Body::Chart(_) | Body::Formulas(_) => {}
        }
        blocks.extend(section.notes.iter().map(|note| format!("{}\n", escape(&self.locale.phrase(note)))));
    }

    fn table(&self, table: &Table) -> String {
        let titles = table.columns.iter().map(|column| escape(&self.locale.phrase(&column.title)));
        let rules = table.columns.iter().map(|column| if column.numeric { "---:" } else { "---" }.to_owned());
        let rows = table.rows.iter().map(|row| {
            let cells = row.iter().map(|cell| shown(cell, self.locale, self.glyphs));
            line(cells.map(|cell| escape(&cell)))
        });
        [line(titles), line(rules)].into_iter().chain(rows).collect()
    }

    fn steps(&self, node: &Node, depth: usize) -> String {
        let indent = "  ".repeat(depth);
        let what = escape(&self.locale.phrase_at(&node.what, Precision::Exact));
        let value = escape(&self.locale.cell(&node.value, Precision::Exact, self.locale.term("missing")));
        let mut list = format!("{indent}- {what}{}**{value}**", self.locale.term("colon"));
        if let Some(rule) = &node.rule {
            list.push(' ');
            list.push_str(&code(rule));
        }
        list.push('\n');
        for (place, record) in &node.rows {
            // Writing into a string cannot fail.
            let _ = writeln!(list, "{indent}  - {} {}", code(place), code(record));
        }
        list.extend(node.inputs.iter().map(|input| self.steps(input, depth + 1)));
        list
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// The text with what Markdown or HTML would read as a sign of its own made harmless.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text::visible(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The text as code, fenced by more backticks than stand in it.
fn code(text: &str) -> String {
    let text = text::visible(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}
