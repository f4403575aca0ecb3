//! The record reader against a plain one: the same records, fields, lines and faults; the same again when the bytes are cut into
//! blocks of whole records, read as a stream, and by the index of regular blocks wherever one is made. The first two bytes of an
//! input choose the dialect and the size of the blocks.

#![no_main]

#[path = "../../tests/it/support/plain_reader.rs"]
mod plain_reader;
#[path = "../../tests/it/support/same_records.rs"]
mod same_records;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let [dialect, size, bytes @ ..] = input else { return };
    same_records::check(*dialect, usize::from(*size) + 1, bytes);
    // A stream of several blocks is long: it is read for few of the inputs.
    if *size == 255 && bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 64 == 0 {
        same_records::check_stream(*dialect, bytes);
    }
});
