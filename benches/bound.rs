//! The bound of the speed figures: two threads find the fields of a file with a vector reader, and compute nothing.
//!
//! `cargo bench --bench bound -- FILE`, or as `side_by_side.sh` runs it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use simd_csv::ZeroCopyReader;

/// Fields of the records from one byte to another; both stand at a record's start.
fn fields(path: &str, from: u64, to: u64) -> io::Result<u64> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut reader = ZeroCopyReader::from_reader(file.take(to - from));
    let mut fields = 0;
    while let Some(record) = reader.read_byte_record().map_err(io::Error::other)? {
        fields += record.len() as u64;
    }
    Ok(fields)
}

/// The start of the first line behind that byte.
fn line_start(path: &str, at: u64) -> io::Result<u64> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(at))?;
    Ok(at + file.skip_until(b'\n')? as u64)
}

fn main() -> io::Result<()> {
    let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else { return Ok(()) };
    let end = std::fs::metadata(&path)?.len();
    let middle = line_start(&path, end / 2)?;
    let (second, first) = std::thread::scope(|scope| {
        let first = scope.spawn(|| fields(&path, 0, middle));
        (fields(&path, middle, end), first.join())
    });
    let first = first.map_err(|_| io::Error::other("the thread has panicked"))?;
    println!("{} fields", first? + second?);
    Ok(())
}
