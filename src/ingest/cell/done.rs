//! Words where a day would say when something was done: `未完成` and `pending` say that it is not, `已付清` and `paid` that it is.

use super::{missing, yes_no};
use crate::spelling::{folded, in_simplified};

/// Columns of a day that are blank until something is done.
pub const COLUMNS: [&str; 6] = ["closed", "done", "drilled", "first_reply", "paid_on", "reviewed"];

/// Words that say of anything that it is not done.
const OPEN: [&str; 34] = [
    "未完成",
    "未处理",
    "未解决",
    "未关闭",
    "未结",
    "未答复",
    "未回复",
    "未收",
    "未付",
    "未发",
    "尚未",
    "进行中",
    "处理中",
    "待处理",
    "待定",
    "open",
    "pending",
    "in progress",
    "not yet",
    "not done",
    "todo",
    "to do",
    "tbd",
    "ongoing",
    "offen",
    "in arbeit",
    "en cours",
    "en attente",
    "pendiente",
    "abierto",
    "in corso",
    "aperto",
    "outstanding",
    "unpaid",
];

/// Beginnings of what says so in a column of days.
const OPEN_BEGINNINGS: [&str; 39] = [
    "open",
    "pending",
    "in progress",
    "not ",
    "to be ",
    "to do",
    "todo",
    "tbd",
    "tbc",
    "ongoing",
    "outstanding",
    "un",
    "incomplete",
    "overdue",
    "delayed",
    "postponed",
    "deferred",
    "moved to",
    "waiting",
    "awaiting",
    "partial",
    "partly",
    "still ",
    "wip",
    "offen",
    "nicht ",
    "noch ",
    "in arbeit",
    "ausstehend",
    "laufend",
    "verschoben",
    "non ",
    "pas ",
    "en cours",
    "en attente",
    "impay",
    "pendiente",
    "sin ",
    "in corso",
];

/// Words that say that it is done.
const DONE: [&str; 38] = [
    "done",
    "complete",
    "completed",
    "finished",
    "closed",
    "paid",
    "paid in full",
    "settled",
    "cleared",
    "ok",
    "resolved",
    "solved",
    "answered",
    "delivered",
    "given",
    "cancelled",
    "canceled",
    "void",
    "written off",
    "erledigt",
    "bezahlt",
    "geschlossen",
    "fertig",
    "abgeschlossen",
    "fait",
    "payé",
    "payée",
    "terminé",
    "terminée",
    "clos",
    "hecho",
    "pagado",
    "cerrado",
    "terminado",
    "fatto",
    "pagato",
    "chiuso",
    "ja",
];

/// What Chinese words of something done are made of, behind `已` or alone.
const DONE_STEMS: [&str; 33] = [
    "完成", "完结", "完毕", "结清", "结案", "办结", "关闭", "解决", "收", "收款", "收讫", "收回", "付", "付款", "付清",
    "发", "发放", "兑现", "回款", "到账", "入账", "核销", "冲销", "还清", "答复", "回复", "处理", "执行", "演练",
    "复核", "取消", "作废", "好",
];

/// What stands before them.
const BEFORE: [&str; 6] = ["已经", "已", "全部", "全额", "都", "款项"];

/// What a text says that is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is done.
    Done,
    /// It is not done yet.
    Open,
}

/// What a text says in a column of days; nothing where it is neither.
pub fn said(text: &str) -> Option<Said> {
    if let Ok(answer) = yes_no::read(text) {
        return Some(if answer == Some(true) { Said::Done } else { Said::Open });
    }
    let plain = in_simplified(text.trim()).to_lowercase();
    if plain.is_ascii() || !plain.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) {
        return said_in_latin(&plain);
    }
    match (is_open(&plain), is_done(&plain)) {
        (true, false) => Some(Said::Open),
        (false, true) => Some(Said::Done),
        _ => None,
    }
}

/// Whether a text of a column that is blank until something is done says that it is not.
pub fn is_open_in(column: &str, text: &str) -> bool {
    COLUMNS.contains(&column) && said(text) == Some(Said::Open)
}

/// Whether a text says of anything, whatever the column holds, that it is not done.
pub fn is_open_anywhere(text: &str) -> bool {
    let plain = in_simplified(text);
    let is_no = matches!(yes_no::read(text), Ok(Some(false)));
    missing::is_missing(text) || is_no || OPEN.iter().any(|word| folded(word) == folded(&plain))
}

fn said_in_latin(plain: &str) -> Option<Said> {
    if DONE.contains(&plain) {
        return Some(Said::Done);
    }
    let is_open = OPEN_BEGINNINGS.iter().any(|word| plain.starts_with(word)) || OPEN.contains(&plain);
    (is_open || ["non", "nein", "wip"].contains(&plain)).then_some(Said::Open)
}

/// `未收`, `还没收到`, `待付`, `洽谈中`, `延期到11月`, `部分收款`; not `已收，未开票`, which says both.
fn is_open(plain: &str) -> bool {
    let begins = |words: &[&str]| words.iter().any(|word| plain.starts_with(word));
    let is_negated = ["未", "没", "尚", "待"].iter().any(|word| plain.contains(word)) && !plain.contains('已');
    let is_put_off = begins(&["延期", "延后", "延迟", "推迟", "逾期", "暂缓"])
        && !DONE_STEMS.iter().any(|stem| plain.ends_with(stem));
    is_negated || is_put_off || begins(&["部分", "进行", "暂无"]) || plain.ends_with('中')
}

fn is_done(plain: &str) -> bool {
    let mut rest = plain;
    while let Some(shorter) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    let of = |rest: &str| DONE_STEMS.contains(&rest);
    of(rest) || ["了", "完", "到", "讫", "清"].iter().any(|end| rest.strip_suffix(end).is_some_and(of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_a_column_of_days_say_whether_it_is_done() {
        let open = [
            "未完成",
            "未收",
            "未發",
            "尚未完成",
            "进行中",
            "延期到11月",
            "延期到 11 月",
            "还没收到",
            "待付",
            "逾期未收",
            "部分收款",
            "否",
            "no",
            "-",
            "Pending",
            "not yet",
            "in progress (60%)",
            "offen",
            "noch nicht",
            "en cours",
            "pendiente",
            "unpaid",
            "處理中",
        ];
        assert_eq!(open.map(said), [Some(Said::Open); 23]);
        let done = [
            "已完成",
            "完成",
            "已收款",
            "已收",
            "全部付清",
            "已兌現",
            "收到",
            "是",
            "√",
            "yes",
            "Paid",
            "done",
            "erledigt",
            "结清了",
            "已结清",
        ];
        assert_eq!(done.map(said), [Some(Said::Done); 15]);
        for text in ["已收，未开票", "见备注", "延期完成", "by Eve", "10月", "已安排", "next week"] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_says_so_anywhere_by_the_word_alone() {
        assert!(["未处理", "處理中", "Pending", "In Progress", "否", "0"].into_iter().all(is_open_anywhere));
        assert!(!["quote", "客户未接电话", "open day", "已完成"].into_iter().any(is_open_anywhere));
    }
}
