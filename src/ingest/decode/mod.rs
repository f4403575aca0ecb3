//! Bytes to text: which encoding a file is in, and the exact text of its bytes.
//!
//! A sequence that the encoding does not have is never replaced: a cell with one has no text, and a transcoded file has bytes there
//! that are no UTF-8.

mod alphabets;
pub mod bad_bytes;
mod detect;
mod encoding;
mod evidence;
mod readings;
mod transcoder;
mod western;

pub use detect::{Assumed, Clues, Detected, How, assume, detect, marked};
pub use encoding::Encoding;
pub use evidence::Evidence;
pub use transcoder::{Transcoder, shown};
pub use western::western;

/// The mark that says UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

#[cfg(test)]
mod tests;
