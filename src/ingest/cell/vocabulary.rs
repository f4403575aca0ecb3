//! The few words of labels whose meaning is known without being declared.

use super::key;

/// Words of `activities.kind` with the kind each means.
const ACTIVITIES: [(&str, &str); 20] = [
    ("上门", "visit"),
    ("上門", "visit"),
    ("拜访", "visit"),
    ("拜訪", "visit"),
    ("实地", "visit"),
    ("實地", "visit"),
    ("电话", "call"),
    ("電話", "call"),
    ("来电", "call"),
    ("來電", "call"),
    ("微信", "online"),
    ("线上", "online"),
    ("線上", "online"),
    ("邮件", "online"),
    ("郵件", "online"),
    ("关怀", "care"),
    ("關懷", "care"),
    ("节日", "care"),
    ("節日", "care"),
    ("生日", "care"),
];

const NO_OPINION: [&str; 5] = ["不了解", "不瞭解", "不适用", "不適用", "n/a"];

/// The kind that a word of `activities.kind` means: `visit`, `call`, `online` or `care`. Words of one kind may be joined
/// (`上门拜访`, `节日关怀`); anything else, such as `电话拜访`, is a label of its own and gives nothing.
pub fn activity_kind(label: &str) -> Option<&'static str> {
    let label = key::normal(label);
    let (first, mut rest) = take_activity(&label)?;
    while !rest.is_empty() {
        let (kind, after) = take_activity(rest)?;
        if kind != first {
            return None;
        }
        rest = after;
    }
    Some(first)
}

fn take_activity(text: &str) -> Option<(&'static str, &str)> {
    ACTIVITIES.iter().find_map(|(word, kind)| Some((*kind, text.strip_prefix(word)?)))
}

/// Known words of labels by file and column; what counts is the policy's word, never theirs.
const KNOWN: [(&str, &str, &str); 7] = [
    (
        "sales",
        "status",
        "已签收 已完成 已收款 已验收 已开票 已簽收 已驗收 已開票 won closed paid shipped 拒收 已取消 lost cancelled canceled \
         退货 退回 销退 退貨 銷退 红字 紅字 returned 已签约待处理 待审批 待下单 已下单 线索 商机 合同 成交 未成交 \
         销售订单 标准应收单 销售退货单 销售 銷貨 折讓 折让",
    ),
    ("receivables", "status", "已核销 部分核销 未核销 多收 已沖銷 部分沖銷 未沖銷"),
    ("collections", "method", "现金 現金 转账 轉帳 承兑 全款 定金 訂金 尾款 余款 餘款"),
    ("activities", "kind", "visit call online care"),
    ("surveys", "kind", "customer staff"),
    ("feedback", "source", "customer staff market"),
    ("customers", "class", "A B C"),
];

/// Whether the word, in normal form, is one that columns of this kind are known to hold.
pub fn is_known(kind: &str, column: &str, label: &str) -> bool {
    if (kind, column) == ("activities", "kind") && activity_kind(label).is_some() {
        return true;
    }
    let words = KNOWN.iter().filter(|(file, name, _)| (*file, *name) == (kind, column));
    words.flat_map(|(.., words)| words.split_whitespace()).any(|word| word.eq_ignore_ascii_case(label))
        || (column == "returned" && super::yes_no::read(label).is_ok())
}

/// Whether an answer of a survey says that there is none: `不了解`, `不适用`, `n/a`.
pub fn is_no_opinion(label: &str) -> bool {
    let label = key::normal(label);
    NO_OPINION.iter().any(|word| word.eq_ignore_ascii_case(&label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_kind_are_mapped() {
        for (label, kind) in [
            ("上门", Some("visit")),
            ("拜訪", Some("visit")),
            ("实地", Some("visit")),
            ("上门拜访", Some("visit")),
            ("电话", Some("call")),
            ("來電", Some("call")),
            ("微信", Some("online")),
            ("線上", Some("online")),
            ("邮件", Some("online")),
            ("关怀", Some("care")),
            ("生日", Some("care")),
            ("节日关怀", Some("care")),
            ("电话拜访", None),
            ("visit", None),
            ("展会", None),
            ("", None),
        ] {
            assert_eq!(activity_kind(label), kind, "{label}");
        }
    }

    #[test]
    fn known_words_are_known_in_their_column_only() {
        for (kind, column, label) in
            [("sales", "status", "Paid"), ("activities", "kind", "上门拜访"), ("sales", "returned", "否")]
        {
            assert!(is_known(kind, column, label), "{label}");
        }
        for (kind, column, label) in
            [("sales", "status", "visit"), ("activities", "kind", "电话拜访"), ("sales", "returned", "maybe")]
        {
            assert!(!is_known(kind, column, label), "{label}");
        }
    }

    #[test]
    fn no_opinion_is_missing() {
        assert!(is_no_opinion("不了解") && is_no_opinion("不適用") && is_no_opinion("N/A"));
        assert!(!is_no_opinion("不满意"));
    }
}
