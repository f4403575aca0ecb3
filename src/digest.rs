//! SHA-256 in hexadecimal, of a text, of a file as it streams by, or of many files at once.

pub mod sums;

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, available_parallelism};

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

/// The first eight bytes of it as a number: enough to tell lines of a file apart.
pub fn short(bytes: &[u8]) -> u64 {
    let digest = Sha256::digest(bytes);
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
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

/// Of each of these files, in their order; as many at a time as there are processors.
pub fn of_files(paths: &[PathBuf]) -> Vec<io::Result<String>> {
    let threads = available_parallelism().map_or(1, usize::from).min(paths.len());
    if threads < 2 {
        return paths.iter().map(of_file).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let indexes = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let mine = indexes.map_while(|index| Some((index, of_file(paths.get(index)?))));
        mine.collect::<Vec<_>>()
    };
    let mut all: Vec<(usize, io::Result<String>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, digest)| digest).collect()
}

fn of_file(path: &PathBuf) -> io::Result<String> {
    of_stream(File::open(path)?)
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
        assert_eq!(short(b"abc"), 0xba78_16bf_8f01_cfea);
        let long = "x".repeat(PART_BYTES * 2 + 7);
        assert_eq!(of_stream(long.as_bytes()).expect("a digest"), of_text(&long));
    }

    #[test]
    fn digests_of_files_are_in_their_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |index: usize| folder.path().join(index.to_string());
        let paths: Vec<PathBuf> = (0..50).map(path).collect();
        for (index, path) in paths.iter().enumerate().skip(1) {
            std::fs::write(path, index.to_string()).expect("written");
        }
        let digests = of_files(&paths);
        assert!(digests[0].is_err(), "there is no such file");
        for (index, digest) in digests.into_iter().enumerate().skip(1) {
            assert_eq!(digest.expect("a digest"), of_text(&index.to_string()));
        }
    }
}
