//! Labels of month columns in wide files of targets: `M01`, `1月`, `一月`, `Jan`, `202601`, `2026-01`, `2026年1月`, `民國115年1月`.

use super::label::{JOINT, Label};
use crate::ingest::cell::{english_month, republic_in};

/// The month that a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthLabel {
    /// From 1.
    pub month: u32,
    /// The year, where the label names one.
    pub year: Option<i32>,
}

const CHINESE: [&str; 12] =
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];

/// The month that a label names; nothing for every other label, also for a bare number.
pub fn month_column(label: &str) -> Option<MonthLabel> {
    let normal = Label::of(label).normal;
    if let Some((year, month)) = normal.split_once(JOINT) {
        let year = year.trim_end_matches(['年', '度']);
        let year = republic_in(year).or_else(|| with_year(&format!("{year}01")).and_then(|of| of.year));
        return Some(MonthLabel { year, ..month_column(month)? });
    }
    let normal = normal.strip_suffix("00:00:00").unwrap_or(&normal);
    let normal = ["目标", "任务", "计划", "target", "quota", "份"]
        .iter()
        .fold(normal, |label, word| label.strip_suffix(word).filter(|rest| !rest.is_empty()).unwrap_or(label));
    let without_year = |month: u32| MonthLabel { month, year: None };
    let of_year = with_year(normal).or_else(|| of_republic(normal)).or_else(|| in_words(normal));
    named(normal).map(without_year).or(of_year)
}

/// The month of a bare number, `1` to `12`, as a file whose layout is said to be of months may have.
pub fn month_number_column(label: &str) -> Option<MonthLabel> {
    let normal = Label::of(label).normal;
    Some(MonthLabel { month: month_number(&normal)?, year: None })
}

fn named(normal: &str) -> Option<u32> {
    let chinese = CHINESE.iter().zip(1..).find(|(name, _)| **name == normal).map(|(_, month)| month);
    let numbered =
        normal.strip_prefix("month").or_else(|| normal.strip_prefix('m')).or_else(|| normal.strip_suffix('月'));
    chinese.or_else(|| worded(normal)).or_else(|| month_number(numbered?))
}

/// What months are called, each with its short forms, in the languages of spreadsheets beside English: no word of one is another month in another.
const WORDED: [&str; 12] = [
    "januar jänner januari janvier janv enero ene gennaio gen janeiro",
    "februar februari feber février fevrier févr fevr febrero febbraio fevereiro fev",
    "märz maerz mär mrz maart mrt mars marzo março marco",
    "avril avr abril abr aprile april",
    "mai maj mei mayo maggio mag maio",
    "juni juin junio giugno giu junho",
    "juli juillet juil julio luglio lug julho",
    "août aout agosto ago augustus augusti",
    "septembre septiembre settembre set setembro",
    "oktober okt octobre octubre ottobre ott outubro out",
    "novembre noviembre novembro",
    "dezember dez décembre decembre déc diciembre dic dicembre dezembro december",
];

/// The month that a word names, in English or one of those.
fn worded(word: &str) -> Option<u32> {
    let word = word.strip_suffix('.').unwrap_or(word);
    let others = || WORDED.iter().zip(1..).find(|(names, _)| names.split(' ').any(|name| name == word));
    english_month(word).or_else(|| others().map(|(_, month)| month))
}

/// `Oct2026`, `Oct26`, `2026Oct`, `Oct'26`: a word of a month, and a year of four digits or of two.
fn in_words(normal: &str) -> Option<MonthLabel> {
    let is_word = |c: char| c.is_alphabetic();
    let rest = normal.trim_matches(is_word);
    let word = if normal.starts_with(is_word) { normal.strip_suffix(rest) } else { normal.strip_prefix(rest) }?;
    let digits = rest.trim_matches(['\'', '’', '/', '.', ',']);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: i32 = digits.parse().ok()?;
    let year = match digits.len() {
        4 if (1980..=2100).contains(&year) => year,
        2 => 2000 + year,
        _ => return None,
    };
    Some(MonthLabel { month: worded(word)?, year: Some(year) })
}

/// `202601`, which is also what `2026-01` is in normal form, `2026/1`, `2026年1月`, and the first day of a month: `2026-01-01`.
fn with_year(normal: &str) -> Option<MonthLabel> {
    let (year, month) = normal.split_at_checked(4)?;
    let is_year = year.bytes().all(|b| b.is_ascii_digit()) && (year.starts_with("19") || year.starts_with("20"));
    let first_day = |rest: &str| {
        ["/1", "/01", ".1", ".01", "1日", "01日"].iter().find_map(|day| Some(rest.strip_suffix(day)?.to_owned()))
    };
    let month = match month.strip_prefix(['年', '/', '.']) {
        Some(rest) => {
            let rest = first_day(rest).unwrap_or_else(|| rest.to_owned());
            month_number(rest.strip_suffix('月').unwrap_or(&rest))?
        }
        None if month.len() == 2 => month_number(month)?,
        None if month.len() == 4 && month.ends_with("01") => month_number(&month[..2])?,
        None => return None,
    };
    is_year.then_some(MonthLabel { month, year: Some(year.parse().ok()?) })
}

/// `民国115年10月`, `115年10月`, `115/10`, `115.10`, `11510`.
fn of_republic(normal: &str) -> Option<MonthLabel> {
    let is_number = normal.len() == 5 && normal.bytes().all(|b| b.is_ascii_digit());
    let parted = || normal.split_once(['年', '/', '.']);
    let (year, month) = if is_number { normal.split_at_checked(3) } else { parted() }?;
    Some(MonthLabel {
        month: month_number(month.strip_suffix('月').unwrap_or(month))?, year: Some(republic_in(year)?)
    })
}

fn month_number(digits: &str) -> Option<u32> {
    let shaped = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let month = shaped.then(|| digits.parse().ok())??;
    (1..=12).contains(&month).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_month_is_read() {
        let plain = |month| Some(MonthLabel { month, year: None });
        for (label, month) in [
            ("M01", 1),
            ("M12", 12),
            ("m7", 7),
            ("1月", 1),
            ("01月", 1),
            ("１２月", 12),
            ("一月", 1),
            ("十二月", 12),
            ("Jan", 1),
            ("September", 9),
            ("Sept", 9),
            ("3月(万元)", 3),
            ("10月份", 10),
            ("10月目标", 10),
            ("Oct target", 10),
            ("Month 10", 10),
            ("Mär", 3),
            ("Dez.", 12),
            ("août", 8),
            ("Mai", 5),
        ] {
            assert_eq!(month_column(label), plain(month), "{label}");
        }
        for label in [
            "Oct 2026",
            "Oct-26",
            "October 2026",
            "2026 Oct",
            "Oct '26",
            "2026-10-01",
            "2026-10-01 00:00:00",
            "2026/10/1",
            "2026年10月1日",
            "2026年10月目标",
            "Oct-26 (k)",
            "民國115年10月",
            "115年10月",
            "中華民國115年10月目標",
            "115/10",
            "115.10",
            "11510",
            "Okt 2026",
            "Okt. 26",
            "Oktober 2026",
            "octubre 2026",
        ] {
            assert_eq!(month_column(label), Some(MonthLabel { month: 10, year: Some(2026) }), "{label}");
        }
        assert_eq!(month_column("2026年·10月"), Some(MonthLabel { month: 10, year: Some(2026) }));
        assert_eq!(month_column("民國115年·10月"), Some(MonthLabel { month: 10, year: Some(2026) }));
        assert_eq!(month_column("目标·10月"), plain(10));
        assert_eq!(month_number_column("10"), plain(10));
        assert_eq!(month_number_column("13"), None);
        for label in ["202601", "2026-01", "2026年1月", "2026/1", "2026年01月", " 2026 年 1 月 "] {
            assert_eq!(month_column(label), Some(MonthLabel { month: 1, year: Some(2026) }), "{label}");
        }
        for label in [
            "合计",
            "全年",
            "Q1",
            "1",
            "01",
            "M13",
            "202613",
            "2026",
            "十三月",
            "Manager",
            "mar ket",
            "20260105",
            "11513",
            "20010",
            "Setting",
            "Outlet 2026",
        ] {
            assert_eq!(month_column(label), None, "{label}");
        }
    }
}
