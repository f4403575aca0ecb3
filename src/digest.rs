//! SHA-256 in hexadecimal, of a text or of a file as it streams by.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// How much of a file is held at a time.
const PART_BYTES: usize = 256 << 10;

/// Of a text.
pub fn of_text(text: &str) -> String {
    of_bytes(text.as_bytes())
}

/// Of bytes.
pub fn of_bytes(bytes: &[u8]) -> String {
    hexadecimal(Sha256::digest(bytes).as_slice())
}

/// Of everything that is left to read.
///
/// # Errors
/// What the system says.
pub fn of_stream(mut input: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut part = vec![0; PART_BYTES];
    loop {
        match input.read(&mut part) {
            Ok(0) => return Ok(hexadecimal(hash.finalize().as_slice())),
            Ok(length) => hash.update(&part[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_has_the_digest_of_its_text_however_it_is_cut() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of_text("abc"), abc);
        assert_eq!(of_stream(b"a".chain(&b"bc"[..])).expect("a digest"), abc);
        let long = "x".repeat(PART_BYTES * 2 + 7);
        assert_eq!(of_stream(long.as_bytes()).expect("a digest"), of_text(&long));
    }
}
