//! One small department in every encoding that its files may come in: the same report, or a refusal that says what to do.

use std::fs;
use std::path::Path;

use crate::support::{Run, appraise, root};
use sales_appraisal::ingest::decode::{Clues, detect};
use sales_appraisal::ingest::files::InputFile;
use sales_appraisal::policy::rules::InputRule;
use tempfile::TempDir;

const POLICY: &str = r#"schema = 1

[policy]
name = "一部"
version = "1"
currency = "CNY"
period = "month"
language = "zh-Hans"

[input]
staff = "staff.csv"
targets = "targets.csv"

[input.sales]
files = "sales.csv"

[measures.revenue]
sum = "sales.amount"

[measures.customers]
distinct = "sales.customer"

[scorecards.field]
roles = ["业务员"]

[[scorecards.field.indicators]]
measure = "revenue"
weight = 60
score = "linear"
cap = 1.2
when_missing = "zero"

[[scorecards.field.indicators]]
measure = "customers"
weight = 40
score = "linear"
cap = 1.2
when_missing = "zero"
"#;

/// Staff, sales and targets.
type Department = [&'static str; 3];

const NAMES: [&str; 3] = ["staff.csv", "sales.csv", "targets.csv"];

const SIMPLIFIED: Department = [
    "姓名,工号,职位,部门\n张三,001,业务员,华东\n王小明,002,业务员,华东\n",
    "某某公司销售明细\n2026年10月 单位：万元\n订单日期,业务员,客户名称,金额,备注\n2026-10-05,张三,天地公司,1.5,\"首单，\n含税\"\n\
     2026-10-06,王小明,东方商贸,2,\n2026-10-07,张三,东方商贸,0.5,老客户\n合计,,,4,\n",
    "考核月份,层级,姓名,指标,目标值\n2026-10,person,张三,revenue,25000\n2026-10,person,王小明,revenue,16000\n\
     2026-10,person,张三,customers,2\n2026-10,person,王小明,customers,2\n",
];

const TRADITIONAL: Department = [
    "姓名,工號,職稱,部門\n陳志明,001,業務員,北區\n許功蓋,002,業務員,北區\n",
    "銷售明細\n訂單日期\t業務員\t客戶名稱\t金額\t備註\n2026-10-05\t陳志明\t天地公司\t15000\t首單\n\
     2026-10-06\t許功蓋\t東方商行\t20000\t\n2026-10-07\t陳志明\t東方商行\t5000\t\n",
    "月份,層級,姓名,指標,目標\n2026-10,person,陳志明,revenue,25000\n2026-10,person,許功蓋,revenue,16000\n\
     2026-10,person,陳志明,customers,2\n2026-10,person,許功蓋,customers,2\n",
];

fn encoded(text: &str, name: &str) -> Vec<u8> {
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    match name {
        "utf-8" => text.into(),
        "utf-16le" => units(u16::to_le_bytes),
        "utf-16be" => units(u16::to_be_bytes),
        _ => {
            let table = encoding_rs::Encoding::for_label(name.as_bytes()).expect("a label");
            let (bytes, _, is_lacking) = table.encode(text);
            assert!(!is_lacking, "{name}: {text}");
            bytes.into_owned()
        }
    }
}

/// The policy with the role as these files write it.
fn policy_of([staff, ..]: Department) -> String {
    if staff.contains("業務員") { POLICY.replace("业务员", "業務員") } else { POLICY.to_owned() }
}

fn with_mark(text: &str, name: &str) -> Vec<u8> {
    encoded(&format!("\u{FEFF}{text}"), name)
}

fn folder(policy: &str, files: &[(&str, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("policy.toml"), policy).expect("written");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

fn score(folder: &Path, more: &[&str]) -> Run {
    appraise(
        folder,
        &[&["score", "--period", "2026-10", "--format", "csv", "--color", "never", "--lang", "en"], more].concat(),
    )
}

fn department(texts: Department, encode: impl Fn(&str) -> Vec<u8>, more: &[&str]) -> Run {
    let files: Vec<(&str, Vec<u8>)> = NAMES.into_iter().zip(texts).map(|(name, text)| (name, encode(text))).collect();
    score(folder(&policy_of(texts), &files).path(), more)
}

/// What the department's files give in UTF-8, written with the words that are expected in it.
fn expected(texts: Department, person: &str) -> Run {
    let run = department(texts, |text| text.into(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains(person) && run.stdout.lines().count() == 3, "{}", run.stdout);
    run
}

#[test]
fn the_same_department_in_every_encoding_gives_the_same_bytes() {
    let simplified = expected(SIMPLIFIED, "王小明");
    let traditional = expected(TRADITIONAL, "許功蓋");
    for mark in ["utf-8", "utf-16le", "utf-16be"] {
        assert_eq!(department(SIMPLIFIED, |text| with_mark(text, mark), &[]), simplified, "{mark} with mark");
        assert_eq!(department(TRADITIONAL, |text| with_mark(text, mark), &[]), traditional, "{mark} with mark");
    }
    for name in ["gb18030", "gbk"] {
        assert_eq!(department(SIMPLIFIED, |text| encoded(text, name), &[]), simplified, "{name}");
        assert_eq!(department(TRADITIONAL, |text| encoded(text, name), &[]), traditional, "{name}");
        assert_eq!(department(SIMPLIFIED, |text| encoded(text, name), &["--encoding", name]), simplified, "{name}");
    }
    assert_eq!(department(TRADITIONAL, |text| encoded(text, "big5"), &[]), traditional, "big5");
    assert_eq!(department(TRADITIONAL, |text| encoded(text, "big5"), &["--encoding", "cp950"]), traditional);
    for name in ["utf-16le", "utf-16be"] {
        let unmarked = |more: &[&str]| department(SIMPLIFIED, |text| encoded(text, name), more);
        assert_eq!(unmarked(&["--encoding", name]), simplified, "{name} named");
        let refused = unmarked(&[]);
        assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
        let help = format!("encoding = \"{name}\"` under `[input.staff]`");
        assert!(
            refused.stderr.contains("[encoding-with-nuls]") && refused.stderr.contains(&help),
            "{}",
            refused.stderr
        );
    }
}

#[test]
fn each_file_has_an_encoding_of_its_own_and_the_policy_comes_before_the_command_line() {
    let simplified = expected(SIMPLIFIED, "王小明");
    let [staff, sales, targets] = SIMPLIFIED;
    let files = [
        ("staff.csv", with_mark(staff, "utf-16le")),
        ("sales.csv", encoded(sales, "gbk")),
        ("targets.csv", targets.into()),
    ];
    assert_eq!(score(folder(POLICY, &files).path(), &[]), simplified);
    let policy = POLICY.replace("files = \"sales.csv\"", "files = \"sales.csv\"\nencoding = \"GBK\"");
    assert_eq!(score(folder(&policy, &files).path(), &["--encoding", "utf-8"]), simplified);
    let wrong = score(folder(POLICY, &files).path(), &["--encoding", "utf-8"]);
    assert_eq!(wrong.code, 1, "{}", wrong.stderr);
    let unknown = score(folder(POLICY, &files).path(), &["--encoding", "gb18031"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean 'gb18030'"), "{}", unknown.stderr);
}

#[test]
fn the_same_rows_in_two_encodings_are_told() {
    let [staff, sales, targets] = SIMPLIFIED;
    let files = [
        ("staff.csv", staff.into()),
        ("targets.csv", targets.into()),
        ("sales.csv", sales.into()),
        ("sales-gbk.csv", encoded(sales, "gb18030")),
    ];
    let folder = folder(&POLICY.replace("\"sales.csv\"", "\"sales*.csv\""), &files);
    let run = appraise(folder.path(), &["check", "--message-format", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let told: Vec<&str> = run.stderr.lines().filter(|line| line.contains("\"overlapping-files\"")).collect();
    assert!(told.len() == 1 && told[0].contains("\"count\":\"3\",\"sum\":\"40000.00\""), "{}", run.stderr);
}

#[test]
fn a_separator_named_in_the_first_line_works_in_every_encoding() {
    let [staff, sales, targets] = TRADITIONAL;
    let sales = format!("sep=|\n{}", sales.split_once('\n').expect("a title").1.replace('\t', "|"));
    let simple = expected(TRADITIONAL, "許功蓋");
    for name in ["utf-8", "gbk", "big5"] {
        let files = [
            ("staff.csv", staff.into()),
            ("sales.csv", encoded(&sales, name)),
            ("targets.csv", encoded(targets, name)),
        ];
        assert_eq!(score(folder(&policy_of(TRADITIONAL), &files).path(), &[]), simple, "{name}");
    }
    let files =
        [("staff.csv", staff.into()), ("sales.csv", with_mark(&sales, "utf-16be")), ("targets.csv", targets.into())];
    assert_eq!(score(folder(&policy_of(TRADITIONAL), &files).path(), &[]), simple);
}

/// Sales under a header in ASCII, with no word in them that is a label.
fn bare_sales(texts: Department) -> String {
    let rows = texts[1].split_once(['备', '備']).and_then(|(_, rest)| rest.split_once('\n')).expect("a header").1;
    let rows = rows.replace('\t', ",").replace(",1.5,", ",15000,").replace(",2,", ",20000,").replace(",0.5,", ",5000,");
    format!("date,person,customer,amount,note\n{}", rows.trim_end_matches("合计,,,4,\n"))
}

#[test]
fn under_a_header_in_ascii_the_people_of_staff_decide() {
    for (texts, name, person) in [(SIMPLIFIED, "gbk", "王小明"), (TRADITIONAL, "big5", "許功蓋")] {
        let expected = expected(texts, person);
        let [staff, _, targets] = texts;
        let run = |sales: &str| {
            let files =
                [("staff.csv", staff.into()), ("sales.csv", encoded(sales, name)), ("targets.csv", targets.into())];
            score(folder(&policy_of(texts), &files).path(), &[])
        };
        let sales = bare_sales(texts);
        assert_eq!(run(&sales), expected, "{name}");
        // Without anybody of staff in it nothing tells.
        let strangers =
            ["张三", "王小明", "陳志明", "許功蓋"].iter().fold(sales, |text, name| text.replace(name, "天地"));
        let refused = run(&strangers);
        assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
        let told = refused.stderr.contains("[encoding-undecided]") && refused.stderr.contains(" --> sales.csv:2\n");
        assert!(told, "{}", refused.stderr);
    }
}

/// The department with bytes put into the second row of sales, in the cell of the person behind its first character.
fn spoilt(name: &str, bad: &[u8], more: &[&str]) -> (TempDir, Run) {
    let [staff, sales, targets] = SIMPLIFIED;
    let encode = |text: &str| encoded(text, name);
    let sales = sales.trim_end_matches("合计,,,4,\n");
    let (before, after) = sales.split_once("小明").expect("a name");
    let mark = encode(if name.starts_with("utf-16") { "\u{FEFF}" } else { "" });
    let sales = [mark, encode(before), bad.to_vec(), encode(after)].concat();
    let folder = folder(POLICY, &[("staff.csv", staff.into()), ("sales.csv", sales), ("targets.csv", targets.into())]);
    let run = score(folder.path(), more);
    (folder, run)
}

#[test]
fn a_sequence_that_the_encoding_does_not_have_is_named_at_its_line_and_column() {
    for (name, id, bad, shown) in [
        ("gbk", "gb18030", b"\x81\xFF".as_slice(), "王\\x81\\xFF,"),
        ("utf-8", "utf-8", b"\xD5\xC5", "王"),
        ("utf-16le", "utf-16le", b"\x00\xD8", "王\\x00\\xD8,"),
        ("utf-16be", "utf-16be", b"\xDC\x00", "王\\xDC\\x00,"),
    ] {
        let (_folder, run) = spoilt(name, bad, &[]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{name}");
        let told = format!("error[not-in-encoding]: bytes that are no character in {id}\n --> sales.csv:6:13\n");
        assert!(run.stderr.contains(&told) && run.stderr.contains(shown), "{name}: {}", run.stderr);
        assert!(run.stderr.ends_with("\n1 error\n"), "{name}: {}", run.stderr);
    }
}

#[test]
fn a_row_with_bad_bytes_can_be_set_aside() {
    let (folder, run) = spoilt("gbk", b"\x81\xFF", &["--rejects", "rejects.csv"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let rejects = fs::read_to_string(folder.path().join("rejects.csv")).expect("the rejects");
    assert!(rejects.contains("sales.csv,6,13,not-in-encoding,"), "{rejects}");
}

#[test]
fn bad_bytes_of_registers_are_named_too() {
    let [staff, sales, targets] = SIMPLIFIED;
    let staff =
        [encoded(staff, "gbk"), encoded("李四,00", "gbk"), b"\xFF".to_vec(), encoded(",业务员,华东\n", "gbk")].concat();
    let files = [("staff.csv", staff), ("sales.csv", sales.into()), ("targets.csv", targets.into())];
    let run = score(folder(POLICY, &files).path(), &[]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains(" --> staff.csv:4:6\n") && run.stderr.contains("李四,00\\xFF,业务员"),
        "{}",
        run.stderr
    );
}

/// Labels outside of ASCII by kind of file.
fn labels() -> Vec<(String, Vec<String>)> {
    let lists = fs::read_to_string(root().join("src/ingest/header/synonyms.txt")).expect("the lists");
    let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
    for line in lists.lines().filter(|line| !line.starts_with('#')) {
        if let Some(kind) = line.strip_prefix('[') {
            kinds.push((kind.trim_end_matches(']').to_owned(), Vec::new()));
        } else if let (Some((_, words)), Some((_, all))) = (line.split_once(": "), kinds.last_mut()) {
            all.extend(words.split(['|', ',']).map(str::trim).filter(|word| !word.is_ascii()).map(str::to_owned));
        }
    }
    kinds.retain(|(kind, all)| kind != "common" && kind != "lenient" && all.len() >= 8);
    kinds
}

#[test]
fn headers_of_known_labels_are_never_read_in_a_wrong_encoding() {
    let kinds = labels();
    assert!(kinds.len() > 20, "{}", kinds.len());
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut tried, mut wrong, mut refused) = (0, Vec::new(), 0);
    for _ in 0..4_400 {
        let (kind, all) = &kinds[random(kinds.len())];
        let header: Vec<&str> = (0..3 + random(6)).map(|_| all[random(all.len())].as_str()).collect();
        let text = format!("{}\n", header.join(","));
        let rule = InputRule { name: kind.clone(), ..InputRule::default() };
        for (table, id) in [(encoding_rs::GBK, "gb18030"), (encoding_rs::BIG5, "big5")] {
            let (bytes, _, is_lacking) = table.encode(&text);
            if is_lacking {
                continue;
            }
            tried += 1;
            match detect(&InputFile::in_memory("a.csv", &*bytes), &Clues { rule: &rule, named: None, people: &[] }) {
                Ok(found) if found.encoding.id() == id => {}
                Ok(found) => wrong.push((text.clone(), id, found)),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(tried > 4_000, "{tried}");
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(refused * 200 < tried, "{refused} of {tried} refused");
}
