//! Regular blocks are indexed as the reader of records reads them; others are left to it.

use super::*;
use crate::ingest::records::{RecordFault, Records};
use proptest::prelude::*;

type Read = Vec<(u32, Vec<Field>)>;

fn indexed(bytes: &[u8], dialect: Dialect, width: usize) -> Option<Read> {
    let mut index = Index::default();
    index.fill(bytes, dialect, width, Traits::of(bytes)).then(|| {
        let mut line = 1;
        let one = |record| {
            let fields = index.fields(record);
            let all = (0..fields.len()).filter_map(|field| fields.get(field, bytes)).collect();
            let at = line;
            line += 1 + fields.breaks(bytes);
            (at, all)
        };
        (0..index.records()).map(one).collect()
    })
}

fn with_care(bytes: &[u8], dialect: Dialect) -> (Read, Vec<RecordFault>) {
    let mut records = Records::new(bytes, dialect, 1);
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    while let Some(record) = records.advance() {
        all.push((record.line, records.fields().to_vec()));
        faults.extend(record.fault.map(|(fault, _)| fault));
    }
    (all, faults)
}

fn agree(bytes: &[u8], dialect: Dialect, width: usize) -> Result<bool, TestCaseError> {
    let Some(read) = indexed(bytes, dialect, width) else { return Ok(false) };
    let (expected, faults) = with_care(bytes, dialect);
    prop_assert_eq!(faults, vec![]);
    prop_assert_eq!(read, expected);
    Ok(true)
}

#[test]
fn regular_blocks_are_indexed_and_others_left() {
    let made = |text: &str, width| agree(text.as_bytes(), Dialect::COMMA, width).expect("the same");
    let long = "some text,another one,\"quoted, \"\"twice\"\"\nand broken\",last\r\n".repeat(40);
    for (text, width) in [
        ("a,b\nc,d\n", 2),
        ("a,b\nc,d", 2),
        ("a,b\r\nc,d\r\n", 2),
        ("\"a,b\",c\n\"\",\"\"\n", 2),
        ("a\n\nb\n", 1),
        (",,\n,,\n", 3),
        (&long, 4),
        (&long.replace("\r\n", "\n"), 4),
    ] {
        assert!(made(text, width), "{text}");
    }
    for (text, width) in [
        ("a,b\nc\n", 2),
        ("a,b\nc,d,e\nf\n", 2),
        ("a,b\rc,d\n", 2),
        ("a,b\nc,\"d\n", 2),
        ("a,5\" pipe\n", 2),
        ("\"Bos\"ton,b\n", 2),
        ("a,b\n\nc,d\n", 2),
        ("a,b\r", 2),
    ] {
        assert!(!made(text, width), "{text}");
    }
    let plain = Dialect { delimiter: b'|', quotes: false };
    assert!(agree(b"a|5\" pipe\nb|c\n", plain, 2).expect("the same"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn an_index_is_what_the_careful_reader_gives(text in "([ab\"]{0,3}[,\n]|\r\n|\"[a,\n]{0,4}\",){0,40}", width in 1usize..5) {
        agree(text.as_bytes(), Dialect::COMMA, width)?;
    }

    #[test]
    fn regular_rows_are_always_indexed(
        cells in proptest::collection::vec("[a-z ]{0,9}|\"[a-z,\n]{0,9}(\"\")?\"", 3..300),
        end in "\r?\n",
    ) {
        let rows = cells.chunks_exact(3).map(|row| row.join(",") + &end);
        prop_assert!(agree(rows.collect::<String>().as_bytes(), Dialect::COMMA, 3)?);
    }
}
