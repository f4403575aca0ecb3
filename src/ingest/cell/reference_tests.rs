//! The tables of the file reference – numbers, dates, keys – line by line, as they stand there.

use super::*;
use crate::calendar::PeriodKind;

/// What a reading came to: the value, `missing`, or the code of the fault.
fn shown<T: ToString>(read: Result<Option<T>, CellFault>) -> String {
    match read {
        Ok(Some(value)) => value.to_string(),
        Ok(None) => "missing".to_owned(),
        Err(fault) => fault.code.to_owned(),
    }
}

fn money_in(currency: &str, text: &str, unit: Option<Scaled>) -> String {
    let format = NumberFormat {
        currency: Some(currency.to_owned()),
        unit,
        percent: Percent::Refused,
        ..NumberFormat::default()
    };
    shown(number::read(text, &format).map(|number| number.map(|number| number.to_number())))
}

fn all(texts: &[&str], value: &str, read: impl Fn(&str) -> String) {
    for text in texts {
        assert_eq!(read(text), value, "{text:?}");
    }
}

#[test]
fn numbers() {
    let money = |text: &str| money_in("CNY", text, None);
    let grouped =
        ["1234.50", "1,234.50", "１，２３４．５０", "1 234.50", "1\u{A0}234.50", "1\u{202F}234.50", "1\u{2009}234.50"];
    all(&grouped, "1234.5", money);
    all(&["10,00,000", "1,2345", "12,34.50", "1,23", "1234,50", ",200", "0,123"], "number-grouping", money);
    all(&["¥1,200", "￥1,200", "RMB 1200", "1,200元", "CNY1200", "1200 元"], "1200", money);
    assert_eq!(money_in("TWD", "NT$1,200", None), "1200");
    assert_eq!(money_in("USD", "$5,320 ", None), "5320");
    assert_eq!(money("NT$1,200"), "currency-contradiction");
    assert_eq!(money_in("TWD", "RMB 1200", None), "currency-contradiction");
    for (text, value) in [("1.2万", "12000"), ("3千", "3000"), ("1.5亿", "150000000"), ("12萬", "120000")] {
        assert_eq!(money(text), value, "{text}");
    }
    let ten_thousand = Some(Scaled::new(10_000, 0));
    assert_eq!(money_in("CNY", "1.2", ten_thousand), "12000");
    assert_eq!(money_in("CNY", "1.2万", ten_thousand), "number-unit-twice");
    all(&["(1,200)", "-1,200", "－1,200", "−1,200", "1,200-", "（１，２００）", "(¥1,200)", "-¥1,200"], "-1200", money);
    all(&["", "-", "—", "--", "/", "无", "無", "N/A", "NULL", "#N/A", "\u{3000}"], "missing", money);
    all(&["#DIV/0!", "#REF!", "#VALUE!", "#NAME?"], "spreadsheet-error", money);
    all(&["1.23457E+15", "1e2"], "number-lost-digits", money);
    all(&["1_000", "0x1F", "inf", "nan", "1.2.3", "12件"], "not-a-number", money);
    assert_eq!(money("壹万贰仟元整"), "number-in-words");
    assert_eq!(money("1.234,50"), "number-decimal-comma");
    assert_eq!(money("1199.9999999998"), "1199.9999999998");
    assert_eq!(money("9999999999999.999999999999"), "9999999999999.999999999999");
    all(&["12345678901234", "0.1234567890123"], "number-too-long", money);
    assert_eq!(money("1\n200"), "line-break-in-cell");
}

#[test]
fn numbers_with_a_comma_before_their_decimals() {
    let with = |decimal| {
        move |text: &str| {
            let format = NumberFormat { decimal, ..NumberFormat::default() };
            shown(number::read(text, &format).map(|number| number.map(|number| number.to_number())))
        }
    };
    let comma = with(Decimal::Comma);
    all(&["1.234,50", "1234,50", "1 234,5", "€ 1.234,50", "1.234,50 €"], "1234.5", comma);
    all(&["1.000", "1000", "1.000,00"], "1000", comma);
    assert_eq!(comma("(1.000,5)"), "-1000.5");
    assert_eq!(comma("0,125"), "0.125");
    all(&["12.5", "1,234.50", "1000.5"], "number-decimal-point", comma);
    all(&["1,2,3", "abc"], "not-a-number-comma", comma);
    let doubtful = with(Decimal::Doubtful);
    all(&["1.000", "1,000", "-2.500", "€12.345"], "number-in-doubt", doubtful);
    all(&["1234.50", "1,234.50"], "1234.5", doubtful);
    assert_eq!(doubtful("0.125"), "0.125");
    assert_eq!(doubtful("1000.125"), "1000.125");
    assert_eq!(doubtful("1,000,000"), "1000000");
    all(&["1.234,50", "1.000.000"], "number-decimal-comma", doubtful);
}

#[test]
fn rates_and_discounts() {
    let rate = |text: &str| shown(rate::read(text, false, Decimal::Point));
    all(&["85%", "85％", "0.85", "８５％"], "0.85", rate);
    assert_eq!(rate("85"), "rate-too-large");
    assert_eq!(shown(rate::read("85", true, Decimal::Point)), "0.85");
    for (text, off) in [("8折", "0.2"), ("85折", "0.15"), ("9.5折", "0.05"), ("８折", "0.2"), ("15%", "0.15")] {
        assert_eq!(shown(discount::read(text, false, Decimal::Point)), off, "{text}");
    }
}

#[test]
fn dates() {
    let day = |text: &str| shown(date::read(text, DateFormat::Auto));
    let plain = ["2024-03-05", "2024/3/5", "2024.3.5", "20240305", "2024年3月5日", "２０２４－０３－０５"];
    all(&plain, "2024-03-05", day);
    all(
        &["2024/3/5 14:22", "2024-03-05T14:22:10", "2024/3/5 下午 02:22:00", "2024-03-05T23:59:00+08:00"],
        "2024-03-05",
        day,
    );
    assert_eq!(day("1996-07-04 00:00:00.000"), "1996-07-04");
    all(&["Friday, December 1, 2017", "1-Dec-2017", "Dec 1, 2017"], "2017-12-01", day);
    assert_eq!(day("Monday, December 1, 2017"), "weekday-disagrees");
    all(&["民國113年3月5日", "113/03/05", "1130305"], "2024-03-05", day);
    all(&["2024年3月", "2024-03", "202403"], "month-not-a-day", day);
    all(&["3/5/2024", "13/5/2024", "24/3/5", "3-Jan-22"], "ambiguous-date", day);
    for (text, format, read) in [
        ("3/5/2024", DateFormat::Mdy, "2024-03-05"),
        ("13/5/2024", DateFormat::Dmy, "2024-05-13"),
        ("24/3/5", DateFormat::Ymd, "2024-03-05"),
        ("3-Jan-22", DateFormat::Dmy, "2022-01-03"),
        ("45292", DateFormat::Excel, "2024-01-01"),
        ("45356", DateFormat::Excel, "2024-03-05"),
        ("43894", DateFormat::Excel1904, "2024-03-05"),
        ("3月5日", DateFormat::Md { year: Some(2024) }, "2024-03-05"),
        ("3月5日", DateFormat::Md { year: None }, "date-without-year"),
    ] {
        assert_eq!(shown(date::read(text, format)), read, "{text}");
    }
    let serial = date::read("45356", DateFormat::Auto).expect_err("a serial");
    assert_eq!(serial.code, "spreadsheet-serial");
    assert_eq!(serial.args[1..], [("date", "2024-03-05".to_owned()), ("date1904", "2028-03-06".to_owned())]);
    assert_eq!(day("3月5日"), "date-without-year");
    assert_eq!(day("月结30天"), "not-a-date");
    all(&["2024-02-30", "0000-00-00"], "no-such-day", day);
    for text in ["1979-12-31", "2101-01-01"] {
        let read = date::read(text, DateFormat::Auto).expect("a day").expect("a day");
        assert_eq!(date::in_source_range(read, text).map_err(|fault| fault.code), Err("date-out-of-range"));
    }
}

#[test]
fn periods() {
    let period = |text: &str| {
        shown(period::read(text, PeriodKind::Month, 1, DateFormat::Auto).map(|period| period.map(|period| period.id())))
    };
    let months =
        ["2024-03", "2024年3月", "202403", "2024/3", "2024-03-01", "Mar 2024", "民國113年3月", "２０２４年３月"];
    all(&months, "2024-03", period);
    for id in ["2026-Q3", "2026", "2026-W41"] {
        assert_eq!(period(id), id);
    }
    assert_eq!(period("2024-03-05"), "not-first-day");
}

#[test]
fn keys() {
    let key = |text: &str| shown(key::read(text));
    all(
        &[
            "张三",
            "张 三",
            "\u{3000}张三\u{A0}",
            "张\u{200B}三\t",
            "张三(离职)",
            "张三（试用）",
            "张三(兼职)",
            "张三(实习)",
        ],
        "张三",
        key,
    );
    all(&["ＡＢＣ１２３", "ABC123"], "ABC123", key);
    all(&["GTX Pro"], "GTX Pro", key);
    assert_ne!(key("GTXPro"), key("GTX Pro"));
    assert_ne!(key("张三"), key("張三"));
    assert_ne!(key("ann"), key("Ann"));
    assert_eq!(key("华为(上海)"), "华为(上海)");
    all(&["=\"00123\"", "'00123", "00123\t", "00123"], "00123", key);
    assert_ne!(key("00123"), key("123"));
    all(&["1.23457E+15", "1234567890123000"], "key-lost-digits", key);
    assert_eq!(key("Ann\nLee"), "line-break-in-cell");
}
