//! The header of a text that was not there when a period was closed: the line that has the columns of the input's other files, whatever stands above it and
//! between its cells.

use std::io;

use super::lines::{Source, cells};
use super::manifest::ReadFacts;
use crate::ingest::records::Dialect;

/// A header is among so many first lines.
const FIRST_LINES: usize = 30;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How the text is read, by its own header, of which one of these files has most columns; as the first of them where none has more than half.
///
/// # Errors
/// What the system says.
pub fn facts_of(reads: &[&ReadFacts], source: &Source) -> io::Result<Option<ReadFacts>> {
    let first = source.first_lines(FIRST_LINES)?;
    let mut best: Option<(usize, ReadFacts)> = None;
    for facts in reads {
        let own = facts.delimiter.bytes().next();
        for (at, line) in first.iter().enumerate() {
            for delimiter in own.into_iter().chain(DELIMITERS) {
                let found = columns_in(facts, line, Dialect { delimiter, quotes: facts.quotes });
                let is_header = found > 1 && found * 2 > facts.columns.len();
                if is_header && best.as_ref().is_none_or(|(known, _)| found > *known) {
                    let header_line = u32::try_from(at + 1).unwrap_or(u32::MAX);
                    let delimiter = char::from(delimiter).to_string();
                    best = Some((found, ReadFacts { header_line, delimiter, ..(*facts).clone() }));
                }
            }
        }
    }
    Ok(best.map(|(_, facts)| facts).or_else(|| reads.first().map(|facts| (*facts).clone())))
}

/// How many of a file's columns a line has.
fn columns_in(facts: &ReadFacts, line: &str, dialect: Dialect) -> usize {
    let cells = cells(line.trim_start_matches('\u{feff}'), dialect);
    facts.labels().filter(|label| cells.iter().any(|cell| cell.trim() == label.trim())).count()
}
