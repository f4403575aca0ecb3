//! The record reader reads what the rules say: the same as a reader that looks at one byte at a time, whole and in blocks.

use crate::support::plain_reader::{self, PlainRecord};
use crate::support::same_records;
use proptest::prelude::*;

fn texts(record: &PlainRecord) -> Vec<&str> {
    record.fields.iter().map(|(text, _)| std::str::from_utf8(text).expect("UTF-8")).collect()
}

#[test]
fn the_plain_reader_itself_obeys_the_rules() {
    let records = plain_reader::read(b"a,\"b\r\n,\"\"\"\r\n\rc\"d,\"e\"f,\"g,\nh", b',', true);
    let sound = records.iter().filter(|record| record.fault.is_none());
    let sound: Vec<(u32, Vec<&str>)> = sound.map(|record| (record.line, texts(record))).collect();
    assert_eq!(sound, [(1, vec!["a", "b\r\n,\""]), (3, vec![""])]);
    let faulty: Vec<_> = records.iter().filter_map(|record| Some((record.line, record.end, record.fault?))).collect();
    assert_eq!(faulty, [(4, 27, ("unclosed-quote", 22))]);
    let faults = |text: &str| plain_reader::read(text.as_bytes(), b',', true)[0].fault;
    assert_eq!(faults("5\" pipe,1"), Some(("quote-in-field", 1)));
    assert_eq!(faults("\"Bos\"ton,1"), Some(("text-after-quote", 5)));
    assert_eq!(plain_reader::read(b"5\" pipe,1", b',', false)[0].fault, None);
}

/// Inputs on which a fuzzer once found the readers apart, or that cover much: the first two bytes choose dialect and block size.
#[test]
fn a_stream_is_read_like_its_bytes() {
    for text in ["a,b,c\n", "a,\"b\r\n\"\"\",c\r\n", "\r", "\"\",\n", "ab,\"c\nd", "5\" pipe,\"e\nf\"g,\rh\r\n", "\""] {
        same_records::check_stream(0, text.as_bytes());
    }
}

#[test]
fn the_kept_inputs_are_read_alike() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/cases/reader");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of cases") {
        let input = std::fs::read(entry.expect("an entry").path()).expect("a case");
        same_records::check(input[0], usize::from(input[1]) + 1, &input[2..]);
        count += 1;
    }
    assert!(count >= 10, "only {count} cases");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_alike(choice in 0u8..10, size in 1usize..40, text in "([ab,;\t|~\"\"\n\r]|\u{FEFF}|\n\u{FEFF}\"){0,50}") {
        same_records::check(choice, size, text.as_bytes());
    }

    #[test]
    fn regular_rows_are_read_alike(
        choice in 0u8..2,
        size in 1usize..300,
        cells in proptest::collection::vec("[a-z\"]?[a-z ]{0,20}|\"[a-z,\n]{0,9}(\"\")?[\ra]?\"", 3..120),
        end in "\r?\n",
    ) {
        let rows: String = cells.chunks_exact(3).map(|row| row.join(",") + &end).collect();
        same_records::check(choice, size, rows.as_bytes());
    }

    #[test]
    fn long_fields_are_read_alike(
        choice in 0u8..10,
        size in 1usize..300,
        text in "([a-z]{0,90}[,\n]|\"([a-z]|\"\"|,|\r\n){0,90}\"[,\n\r]){0,12}",
    ) {
        same_records::check(choice, size, text.as_bytes());
    }
}
