//! Words of a line below a header that says what its columns are in: units of money, things that are counted, kinds of cells.

use super::no_units::OF_THINGS;
use super::{IN_REMARKS, taken_apart};
use crate::ingest::cell::is_blank;

/// What tools and forms write below a header of the cells that follow.
const KINDS_OF_CELLS: [&str; 29] = [
    "文本",
    "字符",
    "字符串",
    "日期",
    "时间",
    "数字",
    "数值",
    "整数",
    "小数",
    "金额",
    "货币",
    "文字",
    "時間",
    "數字",
    "數值",
    "整數",
    "小數",
    "金額",
    "貨幣",
    "text",
    "string",
    "date",
    "datetime",
    "number",
    "numeric",
    "integer",
    "decimal",
    "varchar",
    "currency",
];

/// What a cell below a label says of the cells that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BelowHeader {
    /// Their unit, money or things: `万元`, `(件)`.
    Unit,
    /// Of which kind they are: `文本`.
    Kind,
}

impl BelowHeader {
    /// Reads a cell; nothing where it says something else.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim_matches(|c: char| is_blank(c) || matches!(c, '(' | ')' | '（' | '）' | '[' | ']'));
        let is_known = |mut words: std::slice::Iter<&str>| words.any(|known| known.eq_ignore_ascii_case(text));
        if text.is_empty() {
            return None;
        }
        if is_known(KINDS_OF_CELLS.iter()) {
            return Some(BelowHeader::Kind);
        }
        let is_thing = || OF_THINGS.split_whitespace().any(|known| known.eq_ignore_ascii_case(text));
        (taken_apart(text, &[IN_REMARKS]).is_some() || is_thing()).then_some(BelowHeader::Unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_kinds_of_cells_are_told_from_other_texts() {
        for text in ["万元", "(万元)", "元", "件", "USD", "k€", "[pcs]", "（元）"] {
            assert_eq!(BelowHeader::of(text), Some(BelowHeader::Unit), "{text}");
        }
        for text in ["文本", "Date", "數值"] {
            assert_eq!(BelowHeader::of(text), Some(BelowHeader::Kind), "{text}");
        }
        for text in ["", "张三", "100", "A1", "合计", "2026-10-05", "Total"] {
            assert_eq!(BelowHeader::of(text), None, "{text}");
        }
    }
}
