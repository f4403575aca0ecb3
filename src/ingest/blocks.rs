//! A stream of bytes cut into blocks of whole records, in order, with the physical line on which each begins.
//!
//! Files, pipes and stdin take this one path; memory holds a few blocks, never a file.

use std::io::{self, Read};
use std::ops::Range;

use super::index::Traits;
use super::records::{Dialect, last_record_end, line_ends};

/// How many bytes a block has, unless a record is longer.
pub const BLOCK_BYTES: usize = 256 << 10;

/// How many bytes are read first: most files have no more.
const FIRST_BYTES: usize = 32 << 10;

/// A longer record is refused, with its file: it would be held in memory several times. Mostly it is a quote that was never closed.
pub const LONGEST_RECORD: usize = 16 << 20;

/// Whole records.
#[derive(Debug, Default)]
pub struct Block {
    /// The bytes; they begin and end with a record.
    pub bytes: Vec<u8>,
    /// Its place among the blocks of its file, from 0.
    pub number: u32,
    /// Physical line of the first byte, from 1.
    pub first_line: u32,
    /// Which file of the stream, by its place in the list of files.
    pub file: usize,
    /// What the bytes hold.
    pub traits: Traits,
    /// Whether they are the beginning of a record that is longer than any may be; nothing follows.
    pub is_overlong: bool,
}

impl Block {
    /// The physical lines on which its records stand.
    pub fn lines(&self) -> Range<u32> {
        let unended = u32::from(self.bytes.last().is_some_and(|byte| !matches!(byte, b'\n' | b'\r')));
        self.first_line..self.first_line.saturating_add(self.line_ends()).saturating_add(unended)
    }

    fn line_ends(&self) -> u32 {
        if self.traits.returns { line_ends(&self.bytes) } else { self.traits.feeds }
    }
}

/// Cuts one stream into blocks.
pub struct Blocks<R> {
    input: R,
    dialect: Dialect,
    carry: Vec<u8>,
    number: u32,
    line: u32,
    file: usize,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// The blocks of what `input` still gives after `head`, which was read before; `head` begins on `line`.
    pub fn new(input: R, dialect: Dialect, head: Vec<u8>, line: u32, file: usize) -> Self {
        Blocks { input, dialect, carry: head, number: 0, line, file, ended: false }
    }

    /// The next block, in `buffer`'s memory; nothing at the end.
    ///
    /// # Errors
    /// What reading gives.
    pub fn next_block(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Block>> {
        let mut filled = self.carry.len();
        let mut wanted = BLOCK_BYTES.max(filled);
        loop {
            // What the buffer held is written over: only memory that is new to it is cleared.
            buffer.resize((2 * buffer.len()).clamp(FIRST_BYTES.max(filled), wanted), 0);
            buffer[..self.carry.len()].copy_from_slice(&self.carry);
            self.carry.clear();
            filled = self.fill(&mut buffer, filled, wanted)?;
            if self.ended {
                buffer.truncate(filled);
                let is_overlong = filled > LONGEST_RECORD
                    && last_record_end(&buffer, self.dialect).is_none_or(|end| filled - end > LONGEST_RECORD);
                return Ok((!buffer.is_empty()).then(|| Block { is_overlong, ..self.block(buffer) }));
            }
            match last_record_end(&buffer, self.dialect) {
                Some(end) => {
                    self.carry.extend_from_slice(&buffer[end..]);
                    buffer.truncate(end);
                    return Ok(Some(self.block(buffer)));
                }
                None if buffer.len() > LONGEST_RECORD => {
                    self.ended = true;
                    return Ok(Some(Block { is_overlong: true, ..self.block(buffer) }));
                }
                // Twice as many, so that the search for the record's end takes twice its length at most.
                None => wanted *= 2,
            }
        }
    }

    /// Reads until there are as many bytes as wanted or the input ends; returns how many there are. The buffer grows with them.
    fn fill(&mut self, buffer: &mut Vec<u8>, mut filled: usize, wanted: usize) -> io::Result<usize> {
        while filled < wanted && !self.ended {
            if filled == buffer.len() {
                buffer.resize((2 * filled).min(wanted), 0);
            }
            match self.input.read(&mut buffer[filled..]) {
                Ok(0) => self.ended = true,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn block(&mut self, bytes: Vec<u8>) -> Block {
        let traits = Traits::of(&bytes);
        let block =
            Block { traits, bytes, number: self.number, first_line: self.line, file: self.file, is_overlong: false };
        self.number += 1;
        self.line = self.line.saturating_add(block.line_ends());
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_whole_records_and_know_their_line() {
        let mut text = Vec::new();
        for row in 0..200_000 {
            text.extend_from_slice(format!("{row},\"a\nb\",{}\n", row * 7).as_bytes());
        }
        let mut blocks = Blocks::new(&text[10..], Dialect::COMMA, text[..10].to_vec(), 1, 0);
        let (mut joined, mut line) = (Vec::new(), 1);
        while let Some(block) = blocks.next_block(Vec::new()).expect("memory can be read") {
            assert_eq!(block.first_line, line);
            assert_eq!(block.bytes.last(), Some(&b'\n'));
            line += line_ends(&block.bytes);
            joined.extend(block.bytes);
        }
        assert!(joined == text && line == 400_001);
    }
}
