//! A stream in any encoding as a stream in UTF-8, the same bytes whatever the sizes of the reads.
//!
//! Each byte of a sequence that the encoding does not have becomes 0xFF, which UTF-8 never has, and two hexadecimal digits: the cell is
//! no text, and `shown` still tells what stood there. A byte order mark stays, as that of UTF-8.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::Encoding;

/// Bytes read at a time.
const CHUNK: usize = 128 << 10;
/// The longest malformed sequence with what a decoder may read behind it.
const LOOK_BACK: usize = 8;
/// What a malformed sequence of four bytes becomes.
const LONGEST_MARKED: usize = 12;
/// Smaller reads are served from a buffer of this size.
const SPARE: usize = 4 << 10;
const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// Reads `R` in its encoding and gives UTF-8.
pub struct Transcoder<R> {
    input: R,
    encoding: Encoding,
    decoder: Decoder,
    /// The last bytes of the chunk before, then the chunk.
    raw: Vec<u8>,
    /// First byte that was not decoded.
    at: usize,
    /// One past the last byte of the chunk.
    end: usize,
    has_ended: bool,
    is_done: bool,
    /// Decoded for reads that are too small to decode into.
    spare: Vec<u8>,
    spare_at: usize,
}

impl<R: Read> Transcoder<R> {
    /// What `input` gives, from `encoding` into UTF-8.
    pub fn new(input: R, encoding: Encoding) -> Self {
        Transcoder {
            input,
            encoding,
            decoder: encoding.decoder(),
            raw: vec![0; LOOK_BACK + CHUNK],
            at: LOOK_BACK,
            end: LOOK_BACK,
            has_ended: false,
            is_done: false,
            spare: Vec::new(),
            spare_at: 0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let (last, end) = (self.end - LOOK_BACK, self.end);
        self.raw.copy_within(last..end, 0);
        (self.at, self.end) = (LOOK_BACK, LOOK_BACK);
        let read = self.input.read(&mut self.raw[LOOK_BACK..])?;
        self.end += read;
        self.has_ended = read == 0;
        Ok(())
    }

    /// Decodes into `out`, which is not small; 0 at the end.
    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while !self.is_done && out.len() - written > 2 * LONGEST_MARKED {
            if self.at == self.end && !self.has_ended {
                // What is decoded is handed out before the next read may fail.
                if written > 0 {
                    break;
                }
                self.refill()?;
            }
            let room = out.len() - LONGEST_MARKED;
            let (result, read, decoded) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[self.at..self.end],
                &mut out[written..room],
                self.has_ended,
            );
            (self.at, written) = (self.at + read, written + decoded);
            match result {
                DecoderResult::InputEmpty => self.is_done = self.has_ended,
                DecoderResult::OutputFull => break,
                DecoderResult::Malformed(length, behind) => {
                    for byte in bad(&self.raw, self.at, (length, behind)) {
                        out[written..written + 3].copy_from_slice(&marked(*byte));
                        written += 3;
                    }
                }
            }
        }
        Ok(written)
    }
}

/// The malformed sequence of that length which a decoder at `at` has read, with what it has read behind it.
fn bad(raw: &[u8], at: usize, (length, behind): (u8, u8)) -> &[u8] {
    let end = at - usize::from(behind);
    &raw[end - usize::from(length)..end]
}

fn marked(byte: u8) -> [u8; 3] {
    [0xFF, DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.encoding == Encoding::UTF_8 {
            return self.input.read(buffer);
        }
        if self.spare_at == self.spare.len() {
            if buffer.len() >= SPARE {
                return self.decode(buffer);
            }
            let mut spare = std::mem::take(&mut self.spare);
            self.spare_at = 0;
            spare.resize(SPARE, 0);
            let decoded = self.decode(&mut spare)?;
            spare.truncate(decoded);
            self.spare = spare;
        }
        let given = buffer.len().min(self.spare.len() - self.spare_at);
        buffer[..given].copy_from_slice(&self.spare[self.spare_at..self.spare_at + given]);
        self.spare_at += given;
        Ok(given)
    }
}

/// All of `bytes` as a transcoder gives them.
pub(super) fn transcoded(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
    let (mut decoder, mut all, mut at) = (encoding.decoder(), Vec::new(), 0);
    loop {
        let start = all.len();
        let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len() - at);
        all.resize(start + most.unwrap_or(bytes.len() * 4), 0);
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut all[start..], true);
        all.truncate(start + written);
        at += read;
        match result {
            DecoderResult::InputEmpty => return all,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, behind) => {
                bad(bytes, at, (length, behind)).iter().for_each(|byte| all.extend_from_slice(&marked(*byte)));
            }
        }
    }
}

/// What a transcoder of `encoding` gave, for people to look at: a byte that belongs to no character as `\xNN`.
pub fn shown(encoding: Encoding, transcoded: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(transcoded) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(transcoded.len() + 8);
    for chunk in transcoded.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str("\\x");
            // Its digits follow.
            if encoding == Encoding::UTF_8 {
                marked(*byte)[1..].iter().for_each(|digit| text.push(char::from(*digit)));
            }
        }
    }
    Cow::Owned(text)
}
