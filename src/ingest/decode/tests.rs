//! The transcoder is the whole-buffer decode whatever the sizes of the reads; texts are exact or none; detection is right or refuses.

use std::io::{self, Read};

use encoding_rs::DecoderResult;
use proptest::prelude::*;

use super::*;
use crate::finding::Finding;
use crate::ingest::files::InputFile;
use crate::ledger::build::fixture::{input, pairs};
use crate::policy::rules::InputRule;

fn all() -> Vec<Encoding> {
    Encoding::ids().map(|id| Encoding::named(id).expect("its own id")).collect()
}

/// Gives its bytes in parts of these sizes, again and again.
struct Parts<'a> {
    bytes: &'a [u8],
    sizes: &'a [usize],
    turn: usize,
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()].min(buffer.len()).min(self.bytes.len());
        self.turn += 1;
        buffer[..size].copy_from_slice(&self.bytes[..size]);
        self.bytes = &self.bytes[size..];
        Ok(size)
    }
}

/// Reads in parts of these sizes, from parts of those.
fn in_parts(encoding: Encoding, bytes: &[u8], from: &[usize], to: &[usize]) -> Vec<u8> {
    let mut transcoder = Transcoder::new(Parts { bytes, sizes: from, turn: 0 }, encoding);
    let mut read = Vec::new();
    for turn in 0.. {
        let mut part = vec![0; to[turn % to.len()]];
        let count = transcoder.read(&mut part).expect("memory");
        if count == 0 {
            return read;
        }
        read.extend_from_slice(&part[..count]);
    }
    read
}

/// The same from one call after the other on the whole buffer.
fn at_once(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
    let (mut decoder, mut text, mut at) = (encoding.decoder(), Vec::new(), 0);
    loop {
        let mut out = vec![0; bytes.len() * 4 + 16];
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut out, true);
        at += read;
        text.extend_from_slice(&out[..written]);
        let DecoderResult::Malformed(length, behind) = result else { return text };
        let end = at - usize::from(behind);
        for byte in &bytes[end - usize::from(length)..end] {
            text.push(0xFF);
            text.extend_from_slice(format!("{byte:02X}").as_bytes());
        }
    }
}

#[test]
fn names_mean_their_encoding_and_typing_errors_are_near_one() {
    for (name, id) in [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("GBK", "gb18030"),
        ("gb2312", "gb18030"),
        ("cp936", "gb18030"),
        ("cp950", "big5"),
        ("Big5-HKSCS", "big5"),
        ("UTF-16", "utf-16le"),
        ("utf_16_be", "utf-16be"),
        ("Shift_JIS", "shift_jis"),
        ("latin1", "windows-1252"),
        ("euc_kr", "euc-kr"),
        (" ascii ", "utf-8"),
    ] {
        assert_eq!(Encoding::named(name).map(Encoding::id), Some(id), "{name}");
    }
    for name in ["", "auto", "hz-gb-2312", "replacement", "x-user-defined", "ansi"] {
        assert_eq!(Encoding::named(name), None, "{name}");
    }
    assert_eq!(Encoding::nearest("gb18031"), Some("gb18030"));
    assert_eq!(Encoding::nearest("windows1252"), Some("windows-1252"));
    assert!(all().iter().all(|encoding| Encoding::named(encoding.id()) == Some(*encoding)));
}

#[test]
fn records_are_split_raw_only_where_a_separator_is_always_itself() {
    // Whatever two bytes or four are one character, none of them is a separator that is split raw.
    for encoding in all().into_iter().filter(|encoding| encoding.splits_raw(b',')) {
        let separators: Vec<u8> = b",\t;|\"\r\n"
            .iter()
            .copied()
            .filter(|byte| b"\"\r\n".contains(byte) || encoding.splits_raw(*byte))
            .collect();
        for separator in separators {
            let itself = char::from(separator);
            for first in 0..=u8::MAX {
                for bytes in [vec![first, separator], vec![first, 0x30, separator], vec![first, 0x30, 0x81, separator]]
                {
                    let text = encoding.lossy(&bytes);
                    assert!(text.ends_with(itself), "{} {bytes:02X?} {text}", encoding.id());
                }
            }
        }
    }
    for (name, delimiter, expected) in [
        ("gb18030", b'|', false),
        ("big5", b'|', false),
        ("shift_jis", b'|', false),
        ("euc-jp", b'|', true),
        ("utf-8", b'|', true),
        ("windows-1252", b'|', true),
        ("gb18030", b'5', false),
        ("big5", b';', true),
        ("utf-16le", b',', false),
        ("iso-2022-jp", b',', false),
    ] {
        assert_eq!(Encoding::named(name).expect("known").splits_raw(delimiter), expected, "{name}");
    }
}

#[test]
fn bad_bytes_are_shown_and_never_replaced() {
    let (gbk, utf8) = (Encoding::GB18030, Encoding::UTF_8);
    assert_eq!(gbk.text(b"\xD5\xC5\xC8\xFD").as_deref(), Some("张三"));
    assert_eq!(gbk.text(b"\xD5\xC5\xC8"), None);
    assert_eq!(gbk.lossy(b"\xD5\xC5\xC8,1"), "张\\xC8,1");
    assert_eq!(utf8.lossy(b"a\xD5\xC5\xFF41"), "a\\xD5\\xC5\\xFF41");
    assert_eq!(Encoding::UTF_16LE.lossy(b"a\0\x00\xD8b\0c"), "a\\x00\\xD8b\\x63");
    assert_eq!(Encoding::BIG5.lossy(b"\xFF\xA4,\xA4"), "\\xFF\\xA4,\\xA4");
    let marked = in_parts(Encoding::UTF_16BE, b"\xFE\xFF\0a\0,", &[1], &[5000]);
    assert_eq!(marked, "\u{FEFF}a,".as_bytes());
}

#[test]
fn a_read_that_fails_loses_nothing() {
    struct Fails<'a>(&'a [u8], bool);
    impl Read for Fails<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            (&mut self.0).take(3).read(buffer)
        }
    }
    let (text, _, _) = encoding_rs::GB18030.encode("姓名,业务员\n张三,王五\n");
    let mut read = String::new();
    let mut input = Transcoder::new(Fails(&text, false), Encoding::GB18030);
    // Interrupted reads are tried again.
    input.read_to_string(&mut read).expect("memory");
    assert_eq!(read, "姓名,业务员\n张三,王五\n");
}

fn found(rule: &InputRule, people: &[&str], bytes: &[u8]) -> Result<(&'static str, &'static str), Finding> {
    let people: Vec<String> = people.iter().map(|name| (*name).to_owned()).collect();
    let clues = Clues { rule, named: None, people: &people };
    detect(&InputFile::in_memory("a.csv", bytes), &clues).map(|found| (found.encoding.id(), found.how.id()))
}

fn sales(bytes: &[u8]) -> Result<(&'static str, &'static str), String> {
    found(&input("sales"), &["张三", "王小明", "陳志明"], bytes).map_err(|finding| finding.code.to_owned())
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn big5(text: &str) -> Vec<u8> {
    encoding_rs::BIG5.encode(text).0.into_owned()
}

#[test]
fn the_order_of_evidence() {
    let long = |header: &str, row: &str| format!("{header}\n{}", row.repeat(90_000));
    let utf16: Vec<u8> = "date,amount\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, expected) in [
        (b"\xEF\xBB\xBFdate,amount\n\xD5\xC5".to_vec(), Ok(("utf-8", "byte-order-mark"))),
        (b"\xFF\xFEa\0".to_vec(), Ok(("utf-16le", "byte-order-mark"))),
        (b"\xFE\xFF\0a".to_vec(), Ok(("utf-16be", "byte-order-mark"))),
        (b"\xFF\xFE\0\0a\0\0\0".to_vec(), Err("encoding-not-supported")),
        (b"date,amount\n".to_vec(), Ok(("utf-8", "ascii"))),
        (utf16, Err("encoding-with-nuls")),
        (b"date,amount,customer\n2026-10-01,1,Jos\xC3\xA9\n".to_vec(), Ok(("utf-8", "utf-8"))),
        ("日期,金额\n".into(), Ok(("utf-8", "utf-8"))),
        // Known labels in UTF-8 alone: what breaks it below is a fault of its row.
        (b"\xE6\x97\xA5\xE6\x9C\x9F,amount\n2026-10-01,\xD5\xC5\n".to_vec(), Ok(("utf-8", "utf-8"))),
        (gbk("日期,金额,业务员\n2026-10-01,1,张三\n"), Ok(("gb18030", "header-labels"))),
        (gbk("日期,金額,業務員\n"), Ok(("gb18030", "header-labels"))),
        (big5("日期,金額,業務員\n"), Ok(("big5", "header-labels"))),
        ([gbk("日期,金额\n"), b"2026-10-01,\x81\x20\n".to_vec()].concat(), Ok(("gb18030", "header-labels"))),
        (gbk("某某公司 2026年10月\n单位：万元\n日期,金额,业务员\n"), Ok(("gb18030", "header-labels"))),
        (gbk("date,amount,person\n2026-10-01,1,张三\n"), Ok(("gb18030", "people"))),
        (gbk("date|amount|person\n2026-10-01|1| 张三 \n"), Ok(("gb18030", "people"))),
        (big5("date,amount,person\n2026-10-01,1,陳志明\n"), Ok(("big5", "people"))),
        (big5(&long("date,amount,person", "2026-10-01,1,陳志明\n")), Ok(("big5", "people"))),
        // What tells stands far below the first piece.
        (
            format!("{}2026-10-01,1,张三\n", long("date,amount,person", "2026-10-01,1,ann\n")).into(),
            Ok(("utf-8", "utf-8")),
        ),
        (
            gbk(&format!("{}2026-10-01,1,张三\n", long("date,amount,person", "2026-10-01,1,a\n"))),
            Ok(("gb18030", "people")),
        ),
        // UTF-8 that breaks once, under a header in ASCII.
        ([b"date,person\n1,\xD5\xC5\n2,".to_vec(), "张三\n".into()].concat(), Ok(("utf-8", "people"))),
        (gbk("date,amount,customer\n2026-10-01,1,天地公司\n"), Err("encoding-undecided")),
        (gbk("天气,心情\n晴,好\n"), Err("encoding-undecided")),
        ("date,person\n1,Иван\n".into(), Err("encoding-undecided")),
        (gbk("date,model\n2026-10-01,A站\n"), Err("encoding-undecided")),
        ("date,person\n1,ß ё\n".into(), Err("encoding-undecided")),
    ] {
        let shown = String::from_utf8_lossy(&bytes).chars().take(60).collect::<String>();
        assert_eq!(sales(&bytes), expected.map_err(str::to_owned), "{shown}");
    }
}

#[test]
fn labels_of_the_policy_count_as_known() {
    let named = InputRule { columns: pairs(&[("date", "天气")]), ..input("sales") };
    let bytes = gbk("天气,amount\n");
    assert_eq!(found(&named, &[], &bytes), Ok(("gb18030", "header-labels")));
    let second = InputRule { header_row: Some(14), ..input("sales") };
    let low = gbk(&format!("{}日期,amount\n", "x\r\n".repeat(13)));
    assert_eq!(found(&second, &[], &low), Ok(("gb18030", "header-labels")));
    assert!(found(&input("sales"), &[], &low).is_err());
}

#[test]
fn an_undecided_file_is_shown_in_every_reading_it_can_have() {
    let bytes = gbk("date,customer\n2026-10-01,ok\n2026-10-01,天地\n");
    let finding = found(&input("sales"), &[], &bytes).expect_err("undecided");
    let readings = finding.args.iter().find(|(name, _)| *name == "readings").map(|(_, text)| text.as_str());
    assert_eq!(finding.places[0].address(), "a.csv:3");
    let readings = readings.expect("the readings");
    assert!(
        readings.starts_with("`2026-10-01,天地` (gb18030), `2026-10-01,") && readings.ends_with("` (big5)"),
        "{readings}"
    );
    assert!(finding.args.contains(&("encoding", "gb18030".to_owned())));
}

#[test]
fn the_head_of_a_file_says_what_it_may_and_the_rest_confirms_it() {
    let rule = input("sales");
    let clues = Clues { rule: &rule, named: None, people: &[] };
    let known = |how| Assumed::Known(Detected { encoding: Encoding::UTF_8, how });
    assert_eq!(assume("日期,金额\n".as_bytes(), &clues), known(How::Utf8));
    assert_eq!(assume(b"\xEF\xBB\xBFdate\n", &clues), known(How::ByteOrderMark));
    assert_eq!(assume(b"date,amount\n", &clues), Assumed::SoFar);
    assert_eq!(assume(b"date,amount\n1,\xE5\xBC", &clues), Assumed::SoFar);
    assert_eq!(assume(&gbk("date,amount\n1,张三\n"), &clues), Assumed::Open);
    assert_eq!(assume(b"d\0a\0", &clues), Assumed::Open);
    let big5 = Detected { encoding: Encoding::BIG5, how: How::NamedByPolicy };
    assert_eq!(assume(b"date", &Clues { named: Some(big5), ..clues }), Assumed::Known(big5));
    assert_eq!(assume(b"\xEF\xBB\xBFdate", &Clues { named: Some(big5), ..clues }), known(How::ByteOrderMark));
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1usize..9, 1..4)
}

proptest! {
    #[test]
    fn the_sizes_of_reads_change_nothing(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b','), 0x1Bu8..0x7F, 0x81u8..0xFE], 0..60),
        which in 0usize..37,
        from in sizes(),
        to in sizes(),
    ) {
        let encoding = all()[which];
        let expected = if encoding == Encoding::UTF_8 { bytes.clone() } else { at_once(encoding, &bytes) };
        prop_assert_eq!(in_parts(encoding, &bytes, &from, &to), expected.clone());
        prop_assert_eq!(in_parts(encoding, &bytes, &from, &[5000]), expected);
    }

    #[test]
    fn a_text_is_what_the_tables_give_or_none(
        bytes in prop::collection::vec(any::<u8>(), 0..24),
        which in 0usize..37,
    ) {
        let encoding = all()[which];
        let table = encoding_rs::Encoding::for_label(encoding.id().as_bytes()).expect("a label");
        let expected = table.decode_without_bom_handling_and_without_replacement(&bytes);
        prop_assert_eq!(encoding.text(&bytes), expected.clone());
        let transcoded = in_parts(encoding, &bytes, &[7], &[5000]);
        prop_assert_eq!(String::from_utf8(transcoded).ok(), expected.map(|text| text.into_owned()));
    }

    #[test]
    fn any_bytes_are_told_or_refused_and_what_is_utf8_is_so_throughout(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x20u8..0x7F, 0x81u8..0xFE], 0..80),
    ) {
        let is_utf8 = std::str::from_utf8(&bytes).is_ok();
        match sales(&bytes) {
            Ok((encoding, "ascii" | "utf-8")) => prop_assert!(encoding == "utf-8" && is_utf8),
            Ok((_, how)) => prop_assert!(how == "byte-order-mark", "{}", how),
            Err(code) => prop_assert!(!bytes.is_ascii() || code == "encoding-with-nuls", "{}", code),
        }
    }

    #[test]
    fn a_text_comes_back_from_its_bytes(text in "[a-z,張三丰业务员é]{0,40}", which in 0usize..37) {
        let encoding = all()[which];
        if let Some(bytes) = encoding.bytes(&text) {
            let back = encoding.text(&bytes);
            prop_assert_eq!(back.as_deref(), Some(text.as_str()));
            prop_assert_eq!(encoding.lossy(&bytes), text);
        }
    }
}
