//! The formats: a neutral report and a locale become bytes. One file each; this is their table.

mod bars;
mod columns;
pub(crate) mod csv;
mod html;
mod json;
mod md;
mod plain;
mod room;
pub(crate) mod style;
mod table;
pub(crate) mod text;
mod tree;
mod xlsx;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use crate::finding::Finding;
use crate::locale::Locale;
use crate::report::model::{Audience, Report, Section};

pub use style::Color;

/// One format.
#[derive(Debug)]
pub struct FormatEntry {
    /// The name that `--format` takes.
    pub id: &'static str,
    /// The file name extensions that mean this format, without the point.
    pub extensions: &'static [&'static str],
    /// Whether it is for people, or for programs that open files: what no terminal can show.
    pub content: Content,
    /// Makes the bytes.
    pub render: Render,
    /// What of a report it cannot hold as it is meant, though it holds it.
    pub told: fn(&Report, &Locale) -> Option<Finding>,
}

/// What the bytes of a format are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text, which a terminal can show.
    Text,
    /// Anything else: for files and pipes.
    Binary,
}

/// A format of the table.
pub type Format = &'static FormatEntry;

/// Every format; the first is what a terminal gets.
pub static FORMATS: [FormatEntry; 6] = [
    text_format("table", &["txt"], table::render),
    text_format("csv", &["csv"], csv::render),
    text_format("json", &["json"], json::render),
    text_format("md", &["md", "markdown"], md::render),
    text_format("html", &["html", "htm"], html::render),
    FormatEntry { id: "xlsx", extensions: &["xlsx"], content: Content::Binary, render: xlsx::render, told: xlsx::told },
];

/// What a terminal gets.
pub const TABLE: Format = &FORMATS[0];
/// What programs read.
pub const CSV: Format = &FORMATS[1];
/// A page.
pub const HTML: Format = &FORMATS[4];
/// A workbook.
pub const XLSX: Format = &FORMATS[5];

/// What makes the bytes of a format.
type Render = fn(&Report, &RenderOptions, &Locale) -> Result<Vec<u8>, RenderError>;

/// A format of text, which holds everything as it is meant.
const fn text_format(id: &'static str, extensions: &'static [&'static str], render: Render) -> FormatEntry {
    FormatEntry { id, extensions, content: Content::Text, render, told: |_, _| None }
}

/// The format of that name.
pub fn format_named(id: &str) -> Option<Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// The format that a file name's extension means; capitals are the same.
pub fn format_of_extension(extension: &str) -> Option<Format> {
    let extension = extension.to_ascii_lowercase();
    FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()))
}

/// Whether the format shows how each figure was obtained, beneath the reports of everybody.
pub fn opens_steps(format: Format) -> bool {
    format.id == "html"
}

/// How a report is written. The default is what a file gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RenderOptions {
    /// Columns of the terminal; nothing: lines are as long as they need to be.
    pub width: Option<usize>,
    /// Lines that a report may take whose parts can be cut; nothing: as many as it needs.
    pub height: Option<usize>,
    /// Whether a table that does not fit is cut into blocks; else the columns that do not fit are left out, and named.
    pub wide: bool,
    /// Whether only the main facts of the run stand above a report.
    pub short_head: bool,
    /// Whether headings stand out by colour.
    pub color: Color,
    /// What lines and signs are drawn with.
    pub glyphs: Glyphs,
    /// Which CSV is written.
    pub csv: CsvDialect,
    /// What the header of CSV says.
    pub csv_header: CsvHeader,
    /// What stands in front of each row of CSV.
    pub csv_lead: CsvLead,
}

/// What lines and signs are drawn with. The user's own texts are never changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Box drawing characters.
    #[default]
    Unicode,
    /// `+`, `-`, `|`.
    Ascii,
}

impl Glyphs {
    /// The sign for a missing value.
    pub fn missing(self) -> &'static str {
        match self {
            Glyphs::Unicode => "–",
            Glyphs::Ascii => "-",
        }
    }
}

/// Which CSV is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvDialect {
    /// UTF-8 without a byte order mark, LF, quotes where needed.
    #[default]
    Rfc4180,
    /// With a byte order mark and CRLF; texts that a spreadsheet would take for a formula are guarded.
    Excel,
}

impl CsvDialect {
    /// Every dialect with its name.
    pub const ALL: [(&'static str, CsvDialect); 2] = [("rfc4180", CsvDialect::Rfc4180), ("excel", CsvDialect::Excel)];
}

/// What the header of CSV says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvHeader {
    /// The columns' ids, the same in every language.
    #[default]
    Ids,
    /// What people read, in the language of the run.
    Titles,
}

/// What stands in front of each row of CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvLead {
    /// Nothing.
    #[default]
    Nothing,
    /// The period's id and the currency of the policy.
    PeriodAndCurrency,
}

/// Why a report cannot be written in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// The report has no table, and the format holds nothing else.
    NoTable {
        /// The report.
        report: &'static str,
        /// The format.
        format: &'static str,
    },
    /// A table has more rows than a sheet of a workbook.
    TooManyRows {
        /// The section.
        section: &'static str,
        /// The most that a sheet has.
        most: u32,
    },
    /// A text is longer than a cell of a workbook holds.
    TextTooLong {
        /// The report.
        report: &'static str,
    },
    /// A workbook cannot be made.
    Workbook {
        /// Why.
        reason: String,
    },
}

impl RenderError {
    /// What to tell.
    pub fn finding(&self) -> Finding {
        match self {
            RenderError::NoTable { report, format } => {
                Finding::error("format-without-table").with("report", report).with("format", format)
            }
            RenderError::TooManyRows { section, most } => {
                Finding::error("workbook-too-many-rows").with("section", section).with("most", most)
            }
            RenderError::TextTooLong { report } => Finding::error("workbook-text-too-long").with("report", report),
            RenderError::Workbook { reason } => Finding::error("workbook-not-made").with("reason", reason),
        }
    }
}

/// The report in that format.
pub fn render(
    report: &Report,
    format: Format,
    options: &RenderOptions,
    locale: &Locale,
) -> Result<Vec<u8>, RenderError> {
    (format.render)(report, options, locale)
}

/// The sections for people.
fn for_people<'r>(report: &'r Report<'r>) -> impl Iterator<Item = &'r Section<'r>> {
    report.sections.iter().filter(|section| is_for_people(section))
}

fn is_for_people(section: &Section) -> bool {
    matches!(section.audience, Audience::People | Audience::Everyone)
}

/// The sections for machines.
fn for_machines<'r>(report: &'r Report<'r>) -> impl Iterator<Item = &'r Section<'r>> {
    let is_for = |audience| matches!(audience, Audience::Machines | Audience::Csv | Audience::Everyone);
    report.sections.iter().filter(move |section| is_for(section.audience))
}
