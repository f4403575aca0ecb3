//! Bytes in every encoding: transcoded the same whatever the sizes of the reads, exactly or not at all; and a file whose header has
//! known labels is told to be in the encoding that it is in, or refused, never in another.

#![no_main]

use std::io::{Cursor, Read};

use libfuzzer_sys::fuzz_target;
use sales_appraisal::ingest::decode::{Assumed, Clues, Detected, Encoding, Evidence, Transcoder, assume, detect, shown};
use sales_appraisal::ingest::files::InputFile;
use sales_appraisal::policy::rules::InputRule;

const SIMPLIFIED: [&str; 8] = ["日期", "订单日期", "金额", "业务员", "客户", "客户名称", "订单编号", "产品名称"];
const TRADITIONAL: [&str; 8] = ["日期", "訂單日期", "金額", "業務員", "客戶", "客戶名稱", "訂單編號", "產品名稱"];

fuzz_target!(|input: &[u8]| {
    let [choice, sizes, bytes @ ..] = input else { return };
    let encodings: Vec<Encoding> = Encoding::ids().filter_map(Encoding::named).collect();
    let encoding = encodings[usize::from(*choice) % encodings.len()];
    transcoded(encoding, bytes, *sizes);
    detected(bytes);
    if let Ok(body) = std::str::from_utf8(bytes) {
        known_by_its_header(body, *choice, *sizes);
    }
});

/// A reader that gives a few bytes at a time.
struct Slow<R>(R, usize);

impl<R: Read> Read for Slow<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.1 = self.1 * 7 % 31 + 1;
        let most = buffer.len().min(self.1);
        self.0.read(&mut buffer[..most])
    }
}

fn transcoded(encoding: Encoding, bytes: &[u8], sizes: u8) {
    let mut whole = Vec::new();
    Transcoder::new(Cursor::new(bytes), encoding).read_to_end(&mut whole).expect("memory can be read");
    let mut pieces = Vec::new();
    let mut slow = Slow(Transcoder::new(Slow(Cursor::new(bytes), usize::from(sizes) % 31), encoding), usize::from(sizes / 31));
    slow.read_to_end(&mut pieces).expect("memory can be read");
    assert!(pieces == whole, "other bytes in pieces");
    match encoding.text(bytes) {
        Some(text) => assert!(text.as_bytes() == whole, "another text than that of the whole"),
        None => assert!(std::str::from_utf8(&whole).is_err(), "bytes that {} does not have became text", encoding.id()),
    }
    let lossy = shown(encoding, &whole);
    assert_eq!(encoding.lossy(bytes), lossy);
    let replaced = lossy.contains('\u{FFFD}') && !encoding.text(bytes).is_some_and(|text| text.contains('\u{FFFD}'));
    // A character that says of itself that it replaces another may stand beside bytes that are none.
    assert!(!replaced || encoding.text(bytes).is_none(), "something was replaced");
}

fn detected(bytes: &[u8]) {
    let rule = InputRule { name: "sales".to_owned(), ..InputRule::default() };
    let people = ["张三".to_owned(), "José".to_owned()];
    let clues = Clues { rule: &rule, named: None, people: &people };
    let file = InputFile::in_memory("sales.csv", bytes.to_vec());
    let found = detect(&file, &clues);
    match assume(bytes, &clues) {
        Assumed::Known(known) => assert_eq!(found.as_ref().ok(), Some(&known)),
        Assumed::SoFar => {
            if let (Some(how), Ok(_)) = (Evidence::of(bytes).settles(), std::str::from_utf8(bytes)) {
                assert_eq!(found.as_ref().ok(), Some(&Detected { encoding: Encoding::UTF_8, how }));
            }
        }
        Assumed::Open => {}
    }
    let is_clear = std::str::from_utf8(bytes).is_ok_and(|text| text.chars().any(|c| c >= '\u{800}') && !text.contains('\0'));
    if is_clear {
        assert_eq!(found.map(|found| found.encoding), Ok(Encoding::UTF_8), "strict UTF-8 with characters that only it has");
    }
}

fn known_by_its_header(body: &str, choice: u8, sizes: u8) {
    let (labels, encoding, table) = match choice % 3 {
        0 => (SIMPLIFIED, Encoding::GB18030, encoding_rs::GB18030),
        1 => (TRADITIONAL, Encoding::BIG5, encoding_rs::BIG5),
        _ => (SIMPLIFIED, Encoding::UTF_8, encoding_rs::UTF_8),
    };
    let chosen: Vec<&str> = (0..8).filter(|at| sizes & (1 << at) != 0).map(|at| labels[at]).collect();
    if chosen.len() < 3 || body.contains('\0') {
        return;
    }
    let text = format!("{}\n{body}", chosen.join(","));
    let (bytes, _, is_lacking) = table.encode(&text);
    if is_lacking {
        return;
    }
    let rule = InputRule { name: "sales".to_owned(), ..InputRule::default() };
    let clues = Clues { rule: &rule, named: None, people: &[] };
    let file = InputFile::in_memory("sales.csv", bytes.to_vec());
    if let Ok(found) = detect(&file, &clues) {
        assert_eq!(found.encoding, encoding, "told to be in another encoding");
    }
}
