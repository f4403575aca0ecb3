//! Dirt of real registers, row by row.

use super::*;
use crate::finding::Severity;
use crate::ingest::cell::Scaled;
use crate::ingest::faults::FaultPolicy;
use crate::ledger::build::fixture::{input, pairs, policy};
use crate::policy::rules::{DateFormat, TotalRows};
use crate::source::{Span, Spanned};

struct Read {
    register: Register,
    told: Vec<String>,
    rejected: Vec<u32>,
}

fn adjustments() -> Wanted {
    Wanted::new(&["period", "person", "amount"], &["reason"])
}

fn read_all(rule: &InputRule, wanted: &Wanted, files: &[(&str, &[u8])], faulty: FaultPolicy) -> Read {
    let mut faults = Faults::new(faulty);
    let files: Vec<RegisterFile> = files.iter().map(|(name, bytes)| RegisterFile::utf8(*name, *bytes)).collect();
    let register = Register::read(rule, &policy(vec![rule.clone()]), wanted, &files, &mut faults);
    let (findings, rejected) = faults.finish();
    let shown = findings.sorted().into_iter().map(|finding| {
        let places: Vec<String> = finding.places.iter().map(Place::address).collect();
        let mark = if finding.severity == Severity::Note { "note " } else { "" };
        format!("{mark}{} {}", finding.code, places.join(" "))
    });
    Read { register, told: shown.collect(), rejected: rejected.iter().map(|row| row.line).collect() }
}

fn read(text: &str) -> Read {
    read_all(&input("adjustments"), &adjustments(), &[("a.csv", text.as_bytes())], FaultPolicy::Refuse)
}

fn persons(read: &Read) -> Vec<String> {
    read.register.rows.iter().filter_map(|row| row.text("person")).collect()
}

#[test]
fn every_record_is_in_one_part_of_the_facts() {
    let found = read(
        "\u{FEFF}period,person,amount\r\n2026-10,Ann,1.5\r\n,,\r\n\r\nperiod,person,amount\r\n2026-10,Bo,2\r\n\
         合计,,3.5\r\n制表人：王五,,\r\n",
    );
    assert_eq!(found.told, ["note text-below-table a.csv:8"]);
    assert_eq!(persons(&found), ["Ann", "Bo"]);
    let facts = &found.register.facts[0];
    assert_eq!((facts.lines, facts.records, facts.counted, facts.blank), (8, 7, 2, 2));
    assert_eq!((facts.repeated_headers, facts.totals_agreed, facts.not_counted), (1, 1, 1));
    assert!(facts.bom && facts.adds_up());
    let all = facts.sums.iter().find(|sum| sum.column == "amount").map(|sum| sum.all.to_string());
    assert_eq!(all.as_deref(), Some("3.5"));
}

#[test]
fn total_rows_are_compared_to_half_a_unit_of_their_last_digit() {
    let rows = "period,person,amount\n2026-10,Ann,1.26\n2026-10,Ann,1.20\n,Ann 小计,2.5\n2026-10,Bo,3\n,Bo 小计,3.0\n,Total,5\n";
    let found = read(rows);
    assert_eq!(found.told, Vec::<String>::new());
    assert_eq!(found.register.facts[0].totals_agreed, 3);
    let off = read("period,person,amount\n2026-10,Ann,1.26\nGrand total,,1.3\n合计,,2\n");
    assert_eq!(off.told, ["total-differs a.csv:4:5"]);
    let refuse = InputRule { total_rows: TotalRows::Refuse, ..input("adjustments") };
    let text = b"period,person,amount\n2026-10,Ann,1\nTotal,,1\n";
    let refused = read_all(&refuse, &adjustments(), &[("a.csv", text)], FaultPolicy::SetAside);
    assert_eq!((refused.told.len(), refused.rejected.as_slice()), (0, [3].as_slice()));
    assert!(refused.register.facts[0].adds_up());
    let dated = read("period,person,amount\n2026-10,Total,1\n");
    assert_eq!(persons(&dated), ["Total"]);
}

#[test]
fn broken_rows_are_faults_at_their_place_and_the_others_are_read() {
    let found = read(
        "period,person,amount,reason\n2026-10,Ann,1,5\" pipe\n2026-10,\"A\"nn,1,\n2026-10,Bo\n2026-10,Bo,1,x,y\n2026-10,Cy,1,,,\n2026-10,Di,1,\n",
    );
    let expected = [
        "quote-in-field a.csv:2:16",
        "text-after-quote a.csv:3:12",
        "too-few-fields a.csv:4",
        "too-many-fields a.csv:5:16",
        "too-many-fields a.csv:6:15",
    ];
    assert_eq!(found.told, expected);
    assert_eq!(persons(&found), ["Di"]);
    let alike = read("period,person,amount\n2026-10,Ann,1,\n2026-10,Bo,1,,\n2026-10,Cy,1,\n");
    assert_eq!(persons(&alike), ["Ann", "Cy"]);
    assert_eq!(alike.told, ["too-many-fields a.csv:3:14"]);
    let unlike = read("period,person,,amount\n2026-10,Ann,1\n2026-10,Bo,1\n");
    assert_eq!(unlike.told, ["header-unlike-rows a.csv:1"]);
    let open = read("period,person,amount\n2026-10,Ann,1\n2026-10,\"Bo,1\n2026-10,Cy,1\n");
    assert_eq!(open.told, ["unclosed-quote a.csv:3:9"]);
    let stray = read("period,person,amount,,reason\n2026-10,Ann,1,,x\n2026-10,Bo,1,7,x\n");
    assert_eq!(stray.told, ["value-without-header a.csv:3:14"]);
    let bytes = b"period,person,amount\n2026-10,\xD5\xC5,1\n2026-10,Bo,1\n";
    let other = read_all(&input("adjustments"), &adjustments(), &[("a.csv", bytes)], FaultPolicy::Refuse);
    assert_eq!((other.told, other.register.rows.len()), (vec!["not-in-encoding a.csv:2:9".to_owned()], 1));
}

#[test]
fn the_header_is_found_below_title_lines_and_under_any_delimiter() {
    let titled = read("某某公司\n2026年10月 单位：万美元\n期间;业务员;金额\n2026-10;张三;1.5\n");
    assert_eq!(titled.told, Vec::<String>::new());
    assert_eq!(titled.register.facts[0].delimiter, b';');
    let row = &titled.register.rows[0];
    assert_eq!((row.line, row.readable_number("amount").map(|number| number.to_string())), (4, Some("15000".into())));
    assert_eq!(row.heading.slots[2].unit, Some(Scaled::new(10_000, 0)));
    let sep = read("sep=|\nperiod|person|amount\n2026-10|Ann|1\n");
    assert_eq!((sep.register.facts[0].delimiter, persons(&sep)), (b'|', vec!["Ann".to_owned()]));
    let twice = read("单位：万美元\nperiod,person,amount(万美元)\n2026-10,Ann,1\n");
    assert_eq!(twice.told, ["unit-twice a.csv:2"]);
    let ones = read("单位：万美元\nperiod,person,amount(美元)\n2026-10,Ann,1\n");
    assert_eq!(ones.told, ["unit-twice a.csv:2"]);
    let unread = read("单位：万美元\nperiod,person,amount,cost(美元)\n2026-10,Ann,1,2\n");
    assert_eq!(unread.told, Vec::<String>::new());
    for text in ["period,person,amount(EUR)\n2026-10,Ann,1\n", "单位：欧元\nperiod,person,amount\n2026-10,Ann,1\n"]
    {
        assert_eq!(read(text).told.len(), 1, "{text}");
        assert!(read(text).told[0].starts_with("currency-contradiction"), "{text}");
    }
    let given = InputRule { header_row: Some(2), ..input("adjustments") };
    let text = b"period,person,amount\nperiod,person,amount\n2026-10,Ann,1\n";
    let second = read_all(&given, &adjustments(), &[("a.csv", text)], FaultPolicy::Refuse);
    assert_eq!((second.register.facts[0].records, second.register.rows[0].line), (1, 3));
    let unknown = InputRule { fill_down: vec!["persn".to_owned()], ..input("adjustments") };
    let text = b"period,person,amount\n2026-10,Ann,1\n";
    let typo = read_all(&unknown, &adjustments(), &[("a.csv", text)], FaultPolicy::SetAside);
    assert_eq!(typo.told, ["column-missing a.csv:1"]);
}

#[test]
fn files_without_a_header_twice_or_with_two_tables_are_refused() {
    assert_eq!(read("").told, ["file-without-header a.csv"]);
    assert_eq!(read("2026-10,Ann,1\n2026-10,Bo,2\n").told, ["no-header a.csv:1"]);
    assert_eq!(read("period,person\n2026-10,Ann\n").told, ["column-missing a.csv:1"]);
    let optional_twice = read("period,person,amount,reason,reason\n2026-10,Ann,1,a,b\n");
    assert_eq!(optional_twice.told, ["duplicate-header a.csv:1"]);
    let two = read("period,person,amount\n2026-10,Ann,1\n\nperson,month,amount,reason\nAnn,2026-10,1,x\n");
    assert_eq!(two.told, ["second-header a.csv:4 a.csv:1"]);
    let same = b"period,person,amount\n2026-10,Ann,1\n".as_slice();
    let copies =
        read_all(&input("adjustments"), &adjustments(), &[("a.csv", same), ("b.csv", same)], FaultPolicy::SetAside);
    assert_eq!(copies.told, ["same-file-twice b.csv"]);
    let named = InputRule { columns: pairs(&[("amount", "价税合计")]), ..input("adjustments") };
    let lacking = read_all(&named, &adjustments(), &[("a.csv", same)], FaultPolicy::Refuse);
    assert_eq!(lacking.told, ["column-not-in-header a.csv:1 policy.toml:1:1"]);
}

#[test]
fn two_lines_are_one_header_and_are_known_again() {
    let rule = InputRule { columns: pairs(&[("amount", "本期·金额")]), ..input("adjustments") };
    let header = "单据,,本期,,备注\n期间,业务员,数量,金额,\n";
    let text = format!("{header}2026-10,张三,1,5,\n{header}2026-10,李四,2,6,\n小计,,,11,\n");
    let found = read_all(&rule, &adjustments(), &[("a.csv", text.as_bytes())], FaultPolicy::Refuse);
    assert_eq!((found.told.as_slice(), persons(&found)), ([].as_slice(), vec!["张三".to_owned(), "李四".to_owned()]));
    let facts = &found.register.facts[0];
    assert_eq!((facts.records, facts.repeated_headers, facts.totals_agreed), (5, 2, 1));
    let labels: Vec<&str> = facts.columns.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(labels, ["单据·期间", "单据·业务员", "本期·金额"]);
}

#[test]
fn totals_may_nest_and_footers_may_have_several_cells() {
    let rows = "period,person,amount,reason\n2026-10,Ann,1,\n,Ann 小计,1,\n2026-10,Bo,2,\n,Bo 小计,2,\n本部门合计,,3,\n2026-10,Cy,4,\n\
                ,Cy 小计,4,\n本部门合计,,4,\n总计：,,7,\n制表人：赵一,审核：钱二,,打印时间：2026-11-02 10:00\n";
    let found = read(rows);
    assert_eq!(found.told, ["note text-below-table a.csv:11"]);
    assert_eq!(
        (found.register.facts[0].totals_agreed, persons(&found)),
        (6, vec!["Ann".into(), "Bo".into(), "Cy".into()])
    );
    let two = read("period,person,amount\n2026-10,Ann,1\n姓名,原因,金额\nAnn,x,1\n");
    assert_eq!(two.told, ["second-header a.csv:3 a.csv:1"]);
}

#[test]
fn cells_are_read_by_the_rules_of_the_policy() {
    let rule = InputRule {
        columns: pairs(&[("amount", "价税合计")]),
        constants: pairs(&[("approved_by", "CFO")]),
        date_format: DateFormat::Mdy,
        values: vec![("person".into(), pairs(&[("老张", "张三")]))],
        round: vec![("amount".into(), Spanned::new(Number::from_scaled(1, 2), Span::default()))],
        fill_down: vec!["period".into()],
        ..input("adjustments")
    };
    let text = "期间,业务员,价税合计\n2026-10,老 张,\"$1,200.005\"\n,张三,\"1\n2\"\n,,(5)\n";
    let mut faults = Faults::new(FaultPolicy::Refuse);
    let files = [RegisterFile::utf8("a.csv", text)];
    let policy = policy(vec![rule.clone()]);
    let register = Register::read(&rule, &policy, &adjustments(), &files, &mut faults);
    let mut cells = register.rows[0].read(&mut faults);
    assert_eq!(cells.key("person", Need::Required).as_deref(), Some("张三"));
    assert_eq!(cells.number("amount", Need::Required).map(|number| number.to_string()).as_deref(), Some("1200.01"));
    assert_eq!(cells.text("approved_by", Need::Required).as_deref(), Some("CFO"));
    assert!(!cells.failed());
    let mut cells = register.rows[1].read(&mut faults);
    assert_eq!(
        cells.period("period", Need::Required, &policy.header).map(|period| period.id()).as_deref(),
        Some("2026-10")
    );
    assert_eq!(cells.number("amount", Need::Required), None);
    let mut cells = register.rows[2].read(&mut faults);
    assert_eq!(cells.key("person", Need::Required), None);
    assert_eq!(cells.number("amount", Need::Required).map(|number| number.to_string()).as_deref(), Some("-5"));
    let (findings, _) = faults.finish();
    let told: Vec<String> =
        findings.sorted().iter().map(|finding| format!("{} {}", finding.code, finding.places[0].address())).collect();
    assert_eq!(told, ["filled-down a.csv", "line-break-in-cell a.csv:3:6", "cell-required a.csv:5:2"]);
}

#[test]
fn a_place_is_the_users_own_line() {
    let found = read("period,person,amount,reason\n2026-10,张三,1,\"一\n二\"\n");
    let place = found.register.rows[0].place("reason");
    assert_eq!((place.line, place.last_line, place.column), (2, 3, 15));
    assert_eq!(place.excerpt, "2026-10,张三,1,\"一");
    assert_eq!(found.register.rows[0].whole().last_line, 3);
}

/// Reads one file with mended rows beside it.
fn read_mended(text: &str, mended: &str, rule: &InputRule, faulty: FaultPolicy) -> Read {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.csv"), text).expect("written");
    std::fs::write(folder.path().join("m.csv"), mended).expect("written");
    let mended = Some(Spanned::new("m.csv".to_owned(), Span::default()));
    let rule = InputRule { mended, files: vec![Spanned::new("a.csv".to_owned(), Span::default())], ..rule.clone() };
    let policy = policy(vec![rule.clone()]);
    let (mut faults, names) = (Faults::new(faulty), [Arc::from("a.csv")]);
    let mended = Mended::read(&policy, &rule, &names, folder.path(), &mut faults);
    let files = [RegisterFile::utf8(names[0].clone(), text)];
    let wanted = adjustments();
    let mut register = Register::read_mended((&rule, &policy, &wanted), &files, &mended, &mut faults);
    for row in &register.rows.clone() {
        Cells::new(row, &mut faults).number("amount", Need::Required);
    }
    register.settle(&faults);
    let (findings, rejected) = faults.finish();
    let shown =
        findings.sorted().into_iter().map(|finding| format!("{} {}", finding.code, finding.places[0].address()));
    Read { told: shown.collect(), rejected: rejected.iter().map(|row| row.line).collect(), register }
}

#[test]
fn a_mended_record_stands_where_the_one_that_it_replaces_stood() {
    let text = "period,person,amount\n2026-10,Ann,1.5\n2026-10,Bo,2.x\n2026-10,\"Cy\"d,3\n合计,,6.5\n";
    let mended = "file,line,column,code,reason,record\na.csv,3,12,not-a-number,x,\"2026-10,Bo,2\"\n\
                  a.csv,4,,text-after-quote,\"x\",\"2026-10,Cyd,3\"\n";
    let found = read_mended(text, mended, &input("adjustments"), FaultPolicy::Refuse);
    assert_eq!(found.told, Vec::<String>::new(), "the total row agrees with the mended rows");
    assert_eq!(persons(&found), ["Ann", "Bo", "Cyd"]);
    let facts = &found.register.facts[0];
    assert_eq!((facts.records, facts.counted, facts.replaced, facts.totals_agreed), (6, 3, 2, 1));
    assert!(facts.adds_up());
    assert_eq!(facts.sums[0].counted.to_string(), "6.5");
}

#[test]
fn a_mended_record_at_fault_is_told_where_it_was_mended() {
    let text = "period,person,amount\n2026-10,Ann,1.5\n2026-10,Bo,2.x\n";
    let mended = "file,line,column,code,reason,record\na.csv,3,12,not-a-number,x,\"2026-10,Bo,2.y\"\n";
    let refused = read_mended(text, mended, &input("adjustments"), FaultPolicy::Refuse);
    assert_eq!(refused.told, ["not-a-number m.csv:2:12"]);
    let aside = read_mended(text, mended, &input("adjustments"), FaultPolicy::SetAside);
    assert_eq!((aside.told.len(), aside.rejected.as_slice()), (0, [2].as_slice()));
    let facts = &aside.register.facts[0];
    assert_eq!((facts.records, facts.counted, facts.replaced, facts.set_aside), (3, 1, 1, 1));
    assert!(facts.adds_up());
}

#[test]
fn a_mended_record_fills_and_is_filled_in_its_place() {
    let rule = InputRule { fill_down: vec!["person".to_owned()], ..input("adjustments") };
    let text = "period,person,amount\n2026-10,Ann,1\n2026-10,Bo,x\n2026-10,,3\n2026-10,,y\n";
    let mended = "file,line,record\na.csv,3,\"2026-10,Bo,2\"\na.csv,5,\"2026-10,,4\"\n";
    let found = read_mended(text, mended, &rule, FaultPolicy::Refuse);
    assert_eq!(found.told, ["filled-down a.csv"]);
    assert_eq!(persons(&found), ["Ann", "Bo", "Bo", "Bo"]);
}
