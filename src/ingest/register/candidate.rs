//! `Candidate`: a line that may be the header, or two lines: merged cells are joined from above, and units that stand below their labels.
//!
//! Lines are read as records, so that a title or a label may have line breaks inside of quotes; what breaks the rules of quotes ends
//! with its physical line.

use super::Rules;
use super::heading::has_errors;
use crate::ingest::cell::{BelowHeader, DateFormat, NumberFormat, date, is_blank, number};
use crate::ingest::header::{CellKind, HeaderMatch, JOINT, columns_of, delimiter, known_labels};
use crate::ingest::records::{Dialect, Field, Records};

/// How many lines with a text a header is looked for in; a label or a title has no more line breaks.
pub(in crate::ingest) const HEADER_LINES: usize = 12;

/// How far down, blank lines included.
const DEEPEST: u32 = 200;

/// A line that may be the header.
pub(super) struct Candidate {
    /// The labels; those of two lines joined.
    pub labels: Vec<String>,
    /// The lines as they stand.
    pub lines: Vec<Vec<String>>,
    pub dialect: Dialect,
    pub line: u32,
    /// First byte below, and its line.
    pub below: usize,
    pub below_line: u32,
    pub excerpt: String,
    pub matched: HeaderMatch,
    /// How many of its labels are known.
    pub known: usize,
    /// What is wrong with its quotes.
    pub fault: Option<QuoteFault>,
}

/// A quote that stands where none may, in a line that may be the header.
#[derive(Clone, Debug)]
pub(super) struct QuoteFault {
    pub code: &'static str,
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    pub excerpt: String,
}

impl Candidate {
    /// Whether the line is the header beyond doubt: it has every column that is needed, or three known labels.
    pub fn is_header(&self) -> bool {
        self.known >= 3 || !has_errors(&self.matched)
    }
}

/// One record of the first lines.
struct Line {
    cells: Vec<String>,
    below: usize,
    below_line: u32,
    fault: Option<QuoteFault>,
}

impl Line {
    fn read(bytes: &[u8], (at, line): (usize, u32), dialect: Dialect) -> Self {
        let mut records = Records::new(&bytes[at..], dialect, line);
        let end = line_end(bytes, at);
        let is_faulty = records.advance().is_some_and(|record| record.fault.is_some());
        let is_broken = is_faulty || (records.line() - line) as usize > HEADER_LINES;
        let mut fault = None;
        if is_broken {
            records = Records::new(&bytes[at..end], dialect, line);
            fault = records.advance().and_then(|record| record.fault).map(|(fault, offset)| {
                let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
                let column = text(&bytes[at..at + offset]).chars().count() as u32 + 1;
                QuoteFault { code: fault.code(), line, column, excerpt: text(&bytes[at..end]) }
            });
        }
        let cell =
            |field: &Field| String::from_utf8_lossy(&field.bytes(&bytes[at..])).trim_matches(is_blank).to_owned();
        let cells = records.fields().iter().map(cell).collect();
        match is_broken {
            true => Line { cells, below: next_line(bytes, end), below_line: line + 1, fault },
            false => Line { cells, below: at + records.position(), below_line: records.line(), fault },
        }
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |offset| at + offset)
}

/// Steps over the line end at `end`.
fn next_line(bytes: &[u8], end: usize) -> usize {
    let step = if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
    (end + step).min(bytes.len())
}

impl Rules<'_> {
    /// The first lines down to the header, each read as if it were it, and their texts. A line of the policy's choice is the only
    /// candidate.
    pub(super) fn candidates(&self, bytes: &[u8]) -> (Vec<Candidate>, Vec<(u32, String)>) {
        let (mut candidates, mut texts): (Vec<Candidate>, Vec<(u32, String)>) = (Vec::new(), Vec::new());
        let (mut at, mut line, mut given) = (0, 1, self.rule.delimiter);
        if let Some((separator, below)) = separator_line(bytes) {
            given = given.or(Some(separator));
            (at, line) = (below, 2);
        }
        let is_sought = |line: u32, found: usize| match self.rule.header_row {
            Some(row) => line <= row,
            None => found < HEADER_LINES && line <= DEEPEST,
        };
        while at < bytes.len() && is_sought(line, candidates.len()) {
            let end = line_end(bytes, at);
            let is_text = !String::from_utf8_lossy(&bytes[at..end]).chars().all(is_blank);
            let (mut next, mut next_line_number) = (next_line(bytes, end), line + 1);
            if is_text && self.rule.header_row.is_none_or(|row| row == line) {
                let (candidate, first) = self.candidate(bytes, (at, line), given);
                candidates.extend(candidate);
                (next, next_line_number) = (first.below, first.below_line);
            }
            texts.push((line, String::from_utf8_lossy(&bytes[at..next]).into_owned()));
            if candidates.last().is_some_and(Candidate::is_header) {
                break;
            }
            (at, line) = (next, next_line_number);
        }
        (candidates, texts)
    }

    /// The line as a header, joined with the one below where that is a second line of labels; and the line itself. Nothing where all
    /// its cells are empty.
    fn candidate(&self, bytes: &[u8], (at, line): (usize, u32), given: Option<u8>) -> (Option<Candidate>, Line) {
        let kind = &self.rule.name;
        let overrides = self.overrides(&[]);
        let quotes = !self.rule.unquoted;
        let under = |delimiter| Line::read(bytes, (at, line), Dialect { delimiter, quotes });
        let told = || delimiter(kind, |delimiter| under(delimiter).cells, &overrides, &self.needed());
        let dialect = Dialect { delimiter: given.unwrap_or_else(told), quotes };
        let first = under(dialect.delimiter);
        if first.is_empty() {
            return (None, first);
        }
        let matched = |labels: &[String]| self.matched(labels, &self.overrides(labels), self.needed());
        let second = Line::read(bytes, (first.below, first.below_line), dialect);
        let joined =
            joined(&first.cells, &second.cells).map(|labels| (matched(&labels), labels)).filter(|(joined, _)| {
                let is_clean = !has_errors(joined);
                match has_errors(&matched(&second.cells)) {
                    true => is_clean || known_labels(kind, &first.cells) > 0,
                    // A header by itself, but for labels that are merged over both lines.
                    false => reach_down(kind, &first.cells, &second.cells),
                }
            });
        let of_first = matched(&first.cells);
        let is_of_units = |index: usize| self.is_of_numbers(&of_first, index);
        let joined = joined.or_else(|| {
            let labels = with_units(&first.cells, &second.cells, is_of_units)?;
            Some((matched(&labels), labels))
        });
        let known = known_labels(kind, &first.cells);
        let excerpt = String::from_utf8_lossy(&bytes[at..line_end(bytes, at)]).into_owned();
        let plain = Candidate {
            matched: of_first,
            known,
            labels: first.cells.clone(),
            lines: vec![first.cells.clone()],
            dialect,
            line,
            below: first.below,
            below_line: first.below_line,
            excerpt,
            fault: first.fault.clone(),
        };
        let candidate = match joined {
            None => plain,
            Some((matched, labels)) => Candidate {
                matched,
                labels,
                known: known + known_labels(kind, &second.cells),
                lines: vec![first.cells.clone(), second.cells],
                below: second.below,
                below_line: second.below_line,
                fault: first.fault.clone().or(second.fault),
                ..plain
            },
        };
        (Some(candidate), first)
    }

    /// Whether the column is one of numbers, in which no unit can stand by itself in a row.
    fn is_of_numbers(&self, matched: &HeaderMatch, index: usize) -> bool {
        let is_number = |name: &String| {
            let spec = columns_of(&self.rule.name).iter().find(|spec| spec.name == *name);
            let kind = spec.map(|spec| spec.kind);
            matches!(kind, Some(CellKind::Money | CellKind::Number | CellKind::Count))
                || self.wanted.numbers.contains(name)
        };
        matched.columns.iter().any(|column| column.index == index && is_number(&column.name))
    }
}

/// `sep=;` on the first line, bare or quoted: the delimiter, and the first byte below.
fn separator_line(bytes: &[u8]) -> Option<(u8, usize)> {
    let end = line_end(bytes, 0);
    let line = &bytes[..end];
    let line = line.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(line);
    let (word, rest) = line.split_at_checked(4)?;
    let [separator] = rest else { return None };
    word.eq_ignore_ascii_case(b"sep=").then(|| (*separator, next_line(bytes, end)))
}

/// The labels of two lines joined: a cell above extends over the empty ones to its right, where a cell stands below. Nothing where the
/// second line is none of labels: these stand, two or more, below a cell and the empty ones beside it, and are no values.
fn joined(above: &[String], below: &[String]) -> Option<Vec<String>> {
    let cell = |cells: &[String], index: usize| cells.get(index).cloned().unwrap_or_default();
    let width = above.len().max(below.len());
    let (mut labels, mut covering, mut merged) = (Vec::with_capacity(width), None, 0);
    for index in 0..width {
        let (upper, lower) = (cell(above, index), cell(below, index));
        if !upper.is_empty() {
            covering = Some(index);
        }
        let is_merged = upper.is_empty() || (cell(above, index + 1).is_empty() && !cell(below, index + 1).is_empty());
        let label = match covering {
            _ if lower.is_empty() => upper,
            _ if is_value(&lower) || !(is_merged || upper == lower) => return None,
            Some(_) if upper == lower => upper,
            Some(above_at) => {
                merged += 1;
                format!("{}{JOINT}{lower}", above[above_at])
            }
            None => lower,
        };
        labels.push(label);
    }
    (merged >= 2).then_some(labels)
}

/// The labels with the units of the line below them in brackets: `金额` above `万元` is `金额(万元)`. Nothing where the second line says anything
/// else than units and kinds of cells, or no unit of a column of numbers.
fn with_units(above: &[String], below: &[String], is_of_numbers: impl Fn(usize) -> bool) -> Option<Vec<String>> {
    let said: Vec<_> = below.iter().map(|cell| BelowHeader::of(cell)).collect();
    let is_understood = below.iter().zip(&said).all(|(cell, said)| cell.is_empty() || said.is_some());
    let mut units = (0..above.len().min(said.len())).filter(|index| said[*index] == Some(BelowHeader::Unit));
    if !is_understood || below.len() > above.len() || !units.any(is_of_numbers) {
        return None;
    }
    let label = |(index, label): (usize, &String)| match said.get(index) {
        Some(Some(BelowHeader::Unit)) if below[index].starts_with(['(', '（', '[']) => {
            format!("{label}{}", below[index])
        }
        Some(Some(BelowHeader::Unit)) => format!("{label}({})", below[index]),
        _ => label.clone(),
    };
    Some(above.iter().enumerate().map(label).collect())
}

/// Whether a known label of the upper line stands above nothing: it is merged over both.
fn reach_down(kind: &str, above: &[String], below: &[String]) -> bool {
    let is_alone = |index: &usize| below.get(*index).is_none_or(String::is_empty);
    let alone: Vec<String> = (0..above.len()).filter(is_alone).map(|index| above[index].clone()).collect();
    known_labels(kind, &alone) > 0
}

/// Whether a text is a number or a day, as no label is.
fn is_value(text: &str) -> bool {
    let is_number = match number::read(text, &NumberFormat::default()) {
        Ok(number) => number.is_some(),
        Err(fault) => matches!(fault.code, "number-decimal-comma" | "number-grouping"),
    };
    is_number || matches!(date::read(text, DateFormat::Auto), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(above: &str, below: &str) -> Option<String> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        joined(&cells(above), &cells(below)).map(|labels| labels.join(","))
    }

    #[test]
    fn a_merged_cell_extends_over_the_empty_ones_to_its_right() {
        let found = of("日期,业务员,本期收回,,期末", ",,发生,收回,");
        assert_eq!(found.as_deref(), Some("日期,业务员,本期收回·发生,本期收回·收回,期末"));
        let found = of("工号,2026年,,,合计", ",1月,2月,3月,");
        assert_eq!(found.as_deref(), Some("工号,2026年·1月,2026年·2月,2026年·3月,合计"));
        let found = of("日期,收回,,", "日期,发生,收回,余额");
        assert_eq!(found.as_deref(), Some("日期,收回·发生,收回·收回,收回·余额"));
    }

    #[test]
    fn a_row_below_a_header_is_not_joined() {
        for (above, below) in [
            ("日期,业务员,,金额", "2026-10-05,张三,,100"),
            ("日期,业务员,,金额", ",张三,,"),
            ("日期,业务员,,,金额", ",,1,2,"),
            ("日期,业务员,金额", "合计,,"),
        ] {
            assert_eq!(of(above, below), None, "{above} / {below}");
        }
    }

    #[test]
    fn units_below_the_labels_are_theirs() {
        let of = |above: &str, below: &str| {
            let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
            with_units(&cells(above), &cells(below), |index| index >= 2).map(|labels| labels.join(","))
        };
        assert_eq!(of("业务员,日期,数量,金额", ",,件,万元").as_deref(), Some("业务员,日期,数量(件),金额(万元)"));
        assert_eq!(of("业务员,日期,数量(件),金额", ",,,(万元)").as_deref(), Some("业务员,日期,数量(件),金额(万元)"));
        assert_eq!(of("业务员,日期,数量,金额", "文本,日期,数值,元").as_deref(), Some("业务员,日期,数量,金额(元)"));
        for below in ["张三,,件,万元", ",,,", "万元,,,", "文本,日期,数值,金额", ",,2,万元", ",,,万元,元"]
        {
            assert_eq!(of("业务员,日期,数量,金额", below), None, "{below}");
        }
    }

    #[test]
    fn a_first_line_may_name_the_delimiter() {
        for (text, found) in [
            ("sep=;\r\na", Some((b';', 7))),
            ("\"sep=|\"\na", Some((b'|', 8))),
            ("SEP=\t\ra", Some((b'\t', 6))),
            ("sep=;;\n", None),
            ("sepal,a\n", None),
            ("sep=,", Some((b',', 5))),
        ] {
            assert_eq!(separator_line(text.as_bytes()), found, "{text}");
        }
    }
}
