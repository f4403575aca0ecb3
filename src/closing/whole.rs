//! Records of a text that is read line by line: a quoted cell may go on over several lines.

use crate::ingest::records::Dialect;

/// A record of more lines than these is none: some quote was never closed.
const MOST_LINES: usize = 1_000;

/// The lines of a record, as far as they are read.
#[derive(Debug, Default)]
pub(super) struct Record {
    text: Vec<u8>,
    lines: usize,
    is_open: bool,
}

impl Record {
    /// Adds a line; whether the record ends with it.
    pub fn add(&mut self, line: &[u8], dialect: Dialect) -> bool {
        if self.lines > 0 {
            self.text.push(b'\n');
        }
        self.text.extend_from_slice(line);
        self.lines += 1;
        self.is_open = is_open_behind(line, self.is_open, dialect) && self.lines < MOST_LINES;
        !self.is_open
    }

    /// The text so far; the next line begins another record.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(self).text
    }
}

/// Whether a quoted cell goes on behind the line.
fn is_open_behind(line: &[u8], mut is_open: bool, dialect: Dialect) -> bool {
    if !dialect.quotes {
        return false;
    }
    // Where a quote opens: at the beginning of a cell, and behind one that closed, for two are one in the text.
    let mut may_open = !is_open;
    for byte in line {
        match (is_open, *byte == b'"') {
            (true, true) => (is_open, may_open) = (false, true),
            (true, false) => {}
            (false, true) if may_open => is_open = true,
            (false, _) => may_open = *byte == dialect.delimiter,
        }
    }
    is_open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_ends_where_no_quoted_cell_is_open() {
        let dialect = Dialect { delimiter: b',', quotes: true };
        for (lines, ends) in [
            (&["a,b", "c"][..], &[true, true][..]),
            (&["a,\"b", "c,\"\"d", "e\",f"], &[false, false, true]),
            (&["5\" pipe,b", "c"], &[true, true]),
            (&["\"a\"\"b\",\"c\"", "\"d"], &[true, false]),
        ] {
            let mut record = Record::default();
            for (line, is_end) in lines.iter().zip(ends) {
                assert_eq!(record.add(line.as_bytes(), dialect), *is_end, "{line}");
                if *is_end {
                    record.take();
                }
            }
        }
        let mut record = Record::default();
        assert!(!record.add(b"\"a", dialect) && record.add(b"b\"", dialect));
        assert_eq!(record.take(), b"\"a\nb\"");
        assert!(record.add(b"\"a", Dialect { quotes: false, ..dialect }));
    }
}
