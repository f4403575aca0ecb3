//! Where a value came from: a span of the policy, or a cell of a file, with the user's own bytes as excerpt.

use std::sync::Arc;

/// A stretch of bytes of the policy text, the end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A value of the policy with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the policy.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value with its span.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }
}

/// A place in a file that a person can go to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as the policy or the command line names it.
    pub file: Arc<str>,
    /// Physical line, from 1; 0 means the file as a whole.
    pub line: u32,
    /// Last line where the place spans several; otherwise equal to `line`.
    pub last_line: u32,
    /// Column in characters, from 1; 0 means the line as a whole.
    pub column: u32,
    /// How many characters are meant, from `column`; 0 where the line is meant as a whole.
    pub width: u32,
    /// The text of that line as the user wrote it; empty where the line is not at hand.
    pub excerpt: String,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Place { file: file.into(), line: 0, last_line: 0, column: 0, width: 0, excerpt: String::new() }
    }

    /// A line as a whole.
    pub fn line(file: impl Into<Arc<str>>, line: u32, excerpt: impl Into<String>) -> Self {
        Place { file: file.into(), line, last_line: line, column: 0, width: 0, excerpt: excerpt.into() }
    }

    /// `file`, `file:line` or `file:line:column`; of a workbook `file:12` is the row and `file:C12` the cell.
    ///
    /// The name tells a workbook: its excerpt is then the row as CSV, and a CSV that is named so is seen as cells, too.
    pub fn address(&self) -> String {
        match (self.line, self.column) {
            (line @ 1.., column @ 1..) if is_named_as_workbook(&self.file) => {
                format!("{}:{}{line}", self.file, letters(field_at(&self.excerpt, column)))
            }
            (0, _) => self.file.to_string(),
            (line, 0) => format!("{}:{line}", self.file),
            (line, column) => format!("{}:{line}:{column}", self.file),
        }
    }
}

fn is_named_as_workbook(file: &str) -> bool {
    // A sheet of several is `sales.xlsx[Oct]`.
    let file = file.strip_suffix(']').and_then(|file| file.rsplit_once('[')).map_or(file, |(file, _)| file);
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["xlsx", "xlsm", "ods"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// The field, from 0, that holds the character of that column, from 1; commas inside quotes part nothing.
fn field_at(record: &str, column: u32) -> usize {
    let mut is_quoted = false;
    let before = record.chars().take(column as usize - 1);
    before.fold(0, |field, c| {
        is_quoted ^= c == '"';
        field + usize::from(c == ',' && !is_quoted)
    })
}

/// A spreadsheet's name of a column, from 0: `A` … `Z`, `AA` …
fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => last.to_string(),
        before => letters(before - 1) + &last.to_string(),
    }
}

/// A text with its line starts: turns byte spans into places.
#[derive(Clone, Debug)]
pub struct Text {
    file: Arc<str>,
    text: Arc<str>,
    line_starts: Vec<usize>,
}

impl Text {
    /// Indexes the lines of `text`; a line ends with LF or CRLF.
    pub fn new(file: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
            .collect();
        Text { file: file.into(), text, line_starts }
    }

    /// The name of the file.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line that a byte stands on, from 1.
    pub fn line_of(&self, offset: usize) -> u32 {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The place of a span: its first line is quoted, its column counts characters.
    pub fn place(&self, span: Span) -> Place {
        let line = self.line_of(span.start);
        let last_line = self.line_of(span.end.saturating_sub(1).max(span.start));
        let start = self.line_starts[line as usize - 1];
        let rest = &self.text[start..];
        let excerpt = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let before = self.text.get(start..span.start).unwrap_or("");
        let meant_end = span.end.min(start + excerpt.len()).max(span.start);
        let meant = self.text.get(span.start..meant_end).unwrap_or("");
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        Place {
            file: self.file.clone(),
            line,
            last_line,
            column: count(before) + 1,
            width: count(meant).max(1),
            excerpt: excerpt.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_workbook_are_named_as_people_name_them() {
        let at = |file: &str, column| Place { column, ..Place::line(file, 12, "a,\"x,\"\"y\",5,") }.address();
        assert_eq!(at("sales.xlsx", 1), "sales.xlsx:A12");
        assert_eq!(at("sales.XLSX", 3), "sales.XLSX:B12");
        assert_eq!(at("sales.xlsm", 11), "sales.xlsm:C12");
        assert_eq!(at("sales.xlsx", 13), "sales.xlsx:D12");
        assert_eq!((at("sales.xlsx", 0), at("sales.csv", 3)), ("sales.xlsx:12".into(), "sales.csv:12:3".into()));
        assert_eq!(Place::file("sales.xlsx").address(), "sales.xlsx");
        assert_eq!([0, 25, 26, 701, 702, 16_383].map(letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
