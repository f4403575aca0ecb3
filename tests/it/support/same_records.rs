//! Holds the record reader and the index of regular blocks to the plain reader, for the fuzzer and for the tests alike.

use std::io::{Cursor, Read};

use sales_appraisal::ingest::blocks::Blocks;
use sales_appraisal::ingest::index::{Index, Traits};
use sales_appraisal::ingest::records::{Dialect, Records, last_record_end, line_ends};

use super::plain_reader::{self, PlainRecord};

const DELIMITERS: [u8; 5] = [b',', b'\t', b';', b'|', b'~'];

/// Panics when other records are read than the plain reader reads: whole, in blocks of about `size` bytes, or by an index.
/// `choice` chooses the dialect.
pub fn check(choice: u8, size: usize, bytes: &[u8]) {
    let dialect = dialect(choice);
    let plain = plain(bytes, dialect);
    assert_eq!(whole(bytes, dialect, 0, 1), plain, "read whole");
    assert_eq!(in_blocks(bytes, dialect, size), plain, "read in blocks of {size} bytes");
    let first =
        plain_reader::read(bytes, dialect.delimiter, dialect.quotes).first().map_or(1, |first| first.fields.len());
    for width in [first, 1, 2] {
        if let Some(indexed) = indexed(bytes, dialect, width, Traits::of(bytes), 0, 1) {
            assert_eq!(indexed, plain, "indexed with {width} fields");
        }
    }
}

/// The same for a stream: `bytes` again and again, until there are several blocks, read in pieces of changing sizes.
pub fn check_stream(choice: u8, bytes: &[u8]) {
    const ENOUGH: usize = 600_000;
    let dialect = dialect(choice);
    let long = bytes.repeat(ENOUGH / bytes.len().max(1) + 1);
    let (head, rest) = long.split_at(long.len().min(7 * bytes.len() / 2));
    let mut blocks = Blocks::new(InPieces(Cursor::new(rest), 1), dialect, head.to_vec(), 1, 3);
    let (mut all, mut from) = (Vec::new(), 0);
    while let Some(block) = blocks.next_block(Vec::new()).expect("memory can be read") {
        assert_eq!((block.file, block.traits), (3, Traits::of(&block.bytes)));
        let read = whole(&block.bytes, dialect, from, block.first_line);
        let width = read.first().map_or(1, |first| first.fields.len());
        if let Some(indexed) = indexed(&block.bytes, dialect, width, block.traits, from, block.first_line) {
            assert!(indexed == read, "indexed from {from}");
        }
        from += block.bytes.len();
        all.extend(read);
    }
    assert!(from == long.len() && all == plain(&long, dialect), "read as a stream");
}

fn dialect(choice: u8) -> Dialect {
    Dialect { delimiter: DELIMITERS[usize::from(choice / 2) % 5], quotes: choice.is_multiple_of(2) }
}

fn plain(bytes: &[u8], dialect: Dialect) -> Vec<PlainRecord> {
    plain_reader::read(bytes, dialect.delimiter, dialect.quotes).into_iter().map(without_faulty_fields).collect()
}

/// Gives at most so many bytes at a time, and other sizes each time.
struct InPieces<R>(R, usize);

impl<R: Read> Read for InPieces<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.1 = self.1 * 31 % 65_537;
        let most = buffer.len().min(self.1);
        self.0.read(&mut buffer[..most])
    }
}

/// The fields of a record with a fault are nobody's business: it is refused as a whole.
fn without_faulty_fields(record: PlainRecord) -> PlainRecord {
    let fields = if record.fault.is_some() { Vec::new() } else { record.fields };
    PlainRecord { fields, ..record }
}

fn whole(bytes: &[u8], dialect: Dialect, offset: usize, first_line: u32) -> Vec<PlainRecord> {
    let mut records = Records::new(bytes, dialect, first_line);
    let mut all = Vec::new();
    while let Some(record) = records.advance() {
        let fields = records.fields().iter().map(|field| (field.bytes(bytes).into_owned(), field.quoted)).collect();
        all.push(without_faulty_fields(PlainRecord {
            line: record.line,
            start: offset + record.start,
            end: offset + record.end,
            fields,
            fault: record.fault.map(|(fault, at)| (fault.code(), offset + at)),
        }));
    }
    all
}

/// The records of an index; nothing where none could be made.
fn indexed(
    bytes: &[u8],
    dialect: Dialect,
    width: usize,
    traits: Traits,
    offset: usize,
    first_line: u32,
) -> Option<Vec<PlainRecord>> {
    let mut index = Index::default();
    if !index.fill(bytes, dialect, width, traits) {
        return None;
    }
    let mut line = first_line;
    let record = |record| {
        let fields = index.fields(record);
        assert_eq!((fields.len(), fields.get(width, bytes)), (width, None));
        let at = line;
        line += 1 + fields.breaks(bytes);
        let texts = (0..width).map(|number| {
            let field = fields.get(number, bytes).expect("a field");
            let text = field.bytes(bytes).into_owned();
            let as_it_stands = fields.as_it_stands(number, bytes);
            assert!(as_it_stands.map_or(field.doubled, |bytes| bytes == text), "as it stands");
            (text, field.quoted)
        });
        let texts = texts.collect();
        let (start, end) = (offset + fields.start(), offset + fields.end(bytes));
        PlainRecord { line: at, start, end, fields: texts, fault: None }
    };
    Some((0..index.records()).map(record).collect())
}

fn in_blocks(bytes: &[u8], dialect: Dialect, size: usize) -> Vec<PlainRecord> {
    let (mut all, mut line, mut from, mut taken) = (Vec::new(), 1, 0, size);
    while from + taken < bytes.len() {
        match last_record_end(&bytes[from..from + taken], dialect) {
            None => taken += size,
            Some(length) => {
                let block = &bytes[from..from + length];
                all.extend(whole(block, dialect, from, line));
                line += line_ends(block);
                from += length;
                taken = size;
            }
        }
    }
    all.extend(whole(&bytes[from..], dialect, from, line));
    all
}
