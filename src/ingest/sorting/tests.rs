//! Records of real exports, and what they are.

use super::*;

const HEADER: &str = "日期,订单号,业务员,客户,产品,数量,金额";

fn sorting() -> Sorting {
    use CellKind::{Count, Date, Key, Label, Money};
    let kinds = [Date, Key, Key, Key, Label, Count, Money];
    let labels: Vec<String> = HEADER.split(',').map(str::to_owned).collect();
    let columns: Vec<SortedColumn> = labels
        .iter()
        .zip(kinds)
        .map(|(label, kind)| SortedColumn { label, kind: Some(kind), adds_up: matches!(kind, Count | Money) })
        .collect();
    Sorting::new("sales", &columns, std::slice::from_ref(&labels))
}

fn sort(record: &str) -> Sorted {
    sorting().sort(&record.split(',').collect::<Vec<_>>())
}

#[test]
fn every_record_is_one_thing() {
    for (record, sorted) in [
        ("2026-10-05,S1,张三,甲公司,A,1,100", Sorted::Row),
        ("民國115年10月5日,S1,张三,甲公司,A,1,100", Sorted::Row),
        ("2026-10-05,S1,张三,Total,A,1,100", Sorted::Row),
        (",,,,,,", Sorted::Blank),
        ("", Sorted::Blank),
        ("\u{3000},\u{FEFF},,,,,", Sorted::Blank),
        (HEADER, Sorted::HeaderAgain),
        ("\u{FEFF}日期,订单号,业务员,客户,产品,数量,金额,,", Sorted::HeaderAgain),
        ("日期,订单号,业务员,客户,产品,数量,金额(元)", Sorted::HeaderAgain),
        ("业务员,客户,金额,日期", Sorted::OtherHeader),
        ("合计,,,,,12,1200", Sorted::Total),
        (",,合计,,,12,1200", Sorted::Total),
        (",,,,总计,12,1200", Sorted::Total),
        (",,张三 小计,,,12,1200", Sorted::Total),
        (",,North Total,,,12,1200", Sorted::Total),
        ("2026年10月合计,,,,,12,1200", Sorted::Total),
        ("Grand total,,,,,,1200", Sorted::Total),
        ("2026-10-05,合计,张三,甲公司,A,1,100", Sorted::Row),
        (",S1,张三,甲公司,A,1,100", Sorted::Row),
        ("制表人：张三,,,,,,", Sorted::TextOnly),
        ("制表人：张三,,审核：李四,,打印时间：2026-11-02,,", Sorted::TextOnly),
        ("以下空白,,,,,,", Sorted::TextOnly),
        ("2026-10-05,,,,,,", Sorted::Row),
        ("October 5 2026,,,,,,", Sorted::Row),
        ("Accrual Basis Saturday January 3 2026 09:14 AM GMT-07:00,,,,,,", Sorted::TextOnly),
        ("Total July,,,,,12,1200", Sorted::Total),
        ("Total July,,,,,,", Sorted::TextOnly),
        (",,,,,,100", Sorted::TextOnly),
    ] {
        assert_eq!(sort(record), sorted, "{record}");
    }
}

#[test]
fn a_record_fits_the_labels_of_the_header() {
    let mut sorting = sorting();
    assert!(matches!(
        sorting.misfit(&"2026-10-05,S1,张三,甲公司,A,1,100,".split(',').collect::<Vec<_>>()),
        Some(Misfit::TooMany { .. })
    ));
    sorting.allow_empty_beyond(2);
    let fit = |record: &str| sorting.misfit(&record.split(',').collect::<Vec<_>>());
    assert_eq!(fit("2026-10-05,S1,张三,甲公司,A,1,100"), None);
    assert_eq!(fit("2026-10-05,S1,张三,甲公司,A,1,100,,"), None);
    assert_eq!(fit("2026-10-05,S1,张三,甲公司,A,1"), Some(Misfit::TooFew));
    assert_eq!(fit("2026-10-05,S1,张三,甲公司,A,1,1,200.50"), Some(Misfit::TooMany { split: Some(6) }));
    assert_eq!(fit("2026-10-05,S1,张三,甲,公司,A,1,100"), Some(Misfit::TooMany { split: Some(6) }));
    let columns = ["日期", "", "金额"].map(|label| SortedColumn { label, kind: None, adds_up: false });
    let unnamed = Sorting::new("sales", &columns, &[]);
    assert_eq!(unnamed.misfit(&["2026-10-05", "x", "1"]), Some(Misfit::NoHeader(1)));
    assert_eq!((unnamed.misfit(&["2026-10-05", " ", "1"]), unnamed.is_fully_labelled()), (None, false));
}
