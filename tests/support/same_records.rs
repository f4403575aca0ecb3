//! Holds the record reader to the plain one, for the fuzzer and for the tests alike.

use sales_appraisal::ingest::records::{Dialect, Records, last_record_end, line_ends};

use super::plain_reader::{self, PlainRecord};

const DELIMITERS: [u8; 5] = [b',', b'\t', b';', b'|', b'~'];

/// Panics when the record reader reads other records than the plain one, whole or in blocks of about `size` bytes. `choice` chooses
/// the dialect.
pub fn check(choice: u8, size: usize, bytes: &[u8]) {
    let dialect = Dialect { delimiter: DELIMITERS[usize::from(choice / 2) % 5], quotes: choice % 2 == 0 };
    let plain: Vec<PlainRecord> =
        plain_reader::read(bytes, dialect.delimiter, dialect.quotes).into_iter().map(without_faulty_fields).collect();
    assert_eq!(whole(bytes, dialect, 0, 1), plain, "read whole");
    assert_eq!(in_blocks(bytes, dialect, size), plain, "read in blocks of {size} bytes");
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
