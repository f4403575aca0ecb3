//! Fingerprints of the lines of a file that is not copied: eight hexadecimal digits a line, so that a line that changed is still named;
//! of a file of more than a million lines each is of a thousand.
//!
//! A fingerprint is the beginning of the SHA-256 of the line without its line end; of several lines, of each with a line feed.

use std::io::{self, BufRead, BufReader, Read};

use crate::digest;

/// How many lines have a fingerprint each.
const MOST_LINES: usize = 1_000_000;

/// How many lines a fingerprint is of, of a longer file.
pub const BLOCK: u32 = 1_000;

/// The fingerprints of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prints {
    /// How many lines each is of.
    pub each: u32,
    /// In the order of the lines.
    pub list: Vec<u64>,
}

impl Prints {
    /// Of everything that is left to read.
    ///
    /// # Errors
    /// What the system says.
    pub fn of(input: impl Read) -> io::Result<Self> {
        let (mut lines, mut blocks) = (Vec::new(), Vec::new());
        let (mut block, mut count) = (Vec::new(), 0_usize);
        each_line(input, |line| {
            count += 1;
            if count <= MOST_LINES {
                lines.push(shortened(line));
            }
            block.extend_from_slice(line);
            block.push(b'\n');
            if count.is_multiple_of(BLOCK as usize) {
                blocks.push(shortened(&block));
                block.clear();
            }
        })?;
        if count <= MOST_LINES {
            return Ok(Prints { each: 1, list: lines });
        }
        if !block.is_empty() {
            blocks.push(shortened(&block));
        }
        Ok(Prints { each: BLOCK, list: blocks })
    }

    /// Of so many lines each, of everything that is left to read.
    ///
    /// # Errors
    /// What the system says.
    pub fn of_each(each: u32, input: impl Read) -> io::Result<Self> {
        let (mut list, mut block, mut count) = (Vec::new(), Vec::new(), 0);
        each_line(input, |line| {
            block.extend_from_slice(line);
            if each > 1 {
                block.push(b'\n');
            }
            count += 1;
            if count == each {
                list.push(shortened(&block));
                block.clear();
                count = 0;
            }
        })?;
        if count > 0 {
            list.push(shortened(&block));
        }
        Ok(Prints { each, list })
    }

    /// As they are kept: one a line.
    pub fn text(&self) -> String {
        self.list.iter().map(|print| format!("{print:08x}\n")).collect()
    }

    /// What is kept; nothing where it is of another form.
    pub fn read(each: u32, text: &str) -> Option<Self> {
        let list = text.lines().map(|line| u64::from_str_radix(line, 16).ok()).collect::<Option<Vec<_>>>()?;
        Some(Prints { each, list })
    }
}

fn shortened(bytes: &[u8]) -> u64 {
    digest::short(bytes) >> 32
}

/// Calls for each line without its line end; a text that ends with a line end has no line behind it.
///
/// # Errors
/// What the system says.
pub fn each_line(input: impl Read, mut with: impl FnMut(&[u8])) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 18, input);
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        with(text.strip_suffix(b"\r").unwrap_or(text));
        line.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_fingerprint_and_a_long_file_one_for_a_thousand() {
        let short = Prints::of(&b"abc\r\n\nd"[..]).expect("read");
        assert_eq!((short.each, short.text().as_str()), (1, "ba7816bf\ne3b0c442\n18ac3e73\n"));
        assert_eq!(Prints::read(1, &short.text()), Some(short.clone()));
        assert_eq!(Prints::of_each(1, &b"abc\n\nd\n"[..]).expect("read"), short);
        assert_eq!(Prints::read(1, "no print"), None);
        let text = "x\n".repeat(MOST_LINES + 1);
        let long = Prints::of(text.as_bytes()).expect("read");
        assert_eq!((long.each, long.list.len()), (BLOCK, MOST_LINES / 1_000 + 1));
        assert_eq!(Prints::of_each(BLOCK, text.as_bytes()).expect("read"), long);
    }
}
