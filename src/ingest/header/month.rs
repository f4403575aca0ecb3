//! Labels of month columns in wide files of targets: `M01`, `1月`, `一月`, `Jan`, `202601`, `2026-01`, `2026年1月`.

use super::label::Label;
use crate::ingest::cell::english_month;

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
    let without_year = |month: u32| MonthLabel { month, year: None };
    named(&normal).map(without_year).or_else(|| with_year(&normal))
}

fn named(normal: &str) -> Option<u32> {
    let chinese = CHINESE.iter().zip(1..).find(|(name, _)| **name == normal).map(|(_, month)| month);
    let numbered = normal.strip_prefix('m').or_else(|| normal.strip_suffix('月'));
    chinese.or_else(|| english_month(normal)).or_else(|| month_number(numbered?))
}

/// `202601`, which is also what `2026-01` is in normal form, `2026/1`, `2026年1月`.
fn with_year(normal: &str) -> Option<MonthLabel> {
    let (year, month) = normal.split_at_checked(4)?;
    let is_year = year.bytes().all(|b| b.is_ascii_digit()) && (year.starts_with("19") || year.starts_with("20"));
    let month = match month.strip_prefix(['年', '/', '.']) {
        Some(rest) => month_number(rest.strip_suffix('月').unwrap_or(rest))?,
        None if month.len() == 2 => month_number(month)?,
        None => return None,
    };
    is_year.then_some(MonthLabel { month, year: Some(year.parse().ok()?) })
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
        ] {
            assert_eq!(month_column(label), plain(month), "{label}");
        }
        for label in ["202601", "2026-01", "2026年1月", "2026/1", "2026年01月", " 2026 年 1 月 "] {
            assert_eq!(month_column(label), Some(MonthLabel { month: 1, year: Some(2026) }), "{label}");
        }
        for label in
            ["合计", "全年", "Q1", "1", "01", "M13", "202613", "2026", "十三月", "Manager", "mar ket", "20260105"]
        {
            assert_eq!(month_column(label), None, "{label}");
        }
    }
}
