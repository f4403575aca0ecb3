//! The few words of labels whose meaning is known without being declared, in Simplified characters: the Traditional ones are the same words.

use super::key;
use crate::spelling::in_simplified;

/// Words of `activities.kind` with the kind each means.
const ACTIVITIES: [(&str, &str); 11] = [
    ("上门", "visit"),
    ("拜访", "visit"),
    ("实地", "visit"),
    ("电话", "call"),
    ("来电", "call"),
    ("微信", "online"),
    ("线上", "online"),
    ("邮件", "online"),
    ("关怀", "care"),
    ("节日", "care"),
    ("生日", "care"),
];

/// Words of `targets.scope`, each with those that mean it; English ones in lower case.
const SCOPES: [(&str, &str); 8] = [
    ("person", "person 个人 员工 人员 业务员 销售员 销售人员 业务人员 individual employee rep salesperson"),
    ("team", "team 团队 小组 组 组别 班组 销售组 group"),
    ("department", "department 部门 全部门 公司 全公司 整体 company"),
    ("customer", "customer 客户"),
    ("product", "product 产品 商品"),
    ("region", "region 区域 地区 大区"),
    ("channel", "channel 渠道 通路"),
    ("strategy", "strategy 策略"),
];

/// The scope of a target that a word means: `个人` is `person`.
pub fn scope(label: &str) -> Option<&'static str> {
    let label = key::normal(label).to_lowercase();
    let label = in_simplified(&label);
    let is_it = |words: &str| words.split_whitespace().any(|word| word == label);
    SCOPES.iter().find(|(_, words)| is_it(words)).map(|(scope, _)| *scope)
}

const NO_OPINION: [&str; 3] = ["不了解", "不适用", "n/a"];

/// The kind that a word of `activities.kind` means: `visit`, `call`, `online` or `care`. Words of one kind may be joined
/// (`上门拜访`, `节日关怀`); anything else, such as `电话拜访`, is a label of its own and gives nothing.
pub fn activity_kind(label: &str) -> Option<&'static str> {
    let label = key::normal(label);
    let label = in_simplified(&label);
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

/// The words that are read as that kind in a column of kinds.
pub fn words_of_kind(input: &str, column: &str, kind: &str) -> Vec<&'static str> {
    let is_of_kinds = (input, column) == ("activities", "kind");
    ACTIVITIES.iter().filter(|(_, own)| is_of_kinds && *own == kind).map(|(word, _)| *word).collect()
}

/// What may stand behind a letter without being part of the class.
const BEHIND_CLASS: [char; 12] = ['类', '類', '级', '級', '等', '档', '檔', '(', '（', '[', '【', ' '];
/// What customers are called behind the letter of their class, in Simplified characters.
const CALLED: &str = "客户";

/// The class that a word of `customers.class` means: a leading A, B or C of `A类`, `B級`, `C（非优先客户）`; any other word is its own.
pub fn customer_class(text: &str) -> Option<&'static str> {
    let mut letters = text.chars();
    let first = letters.next()?;
    let class = ["A", "B", "C"].into_iter().find(|class| class.starts_with(first.to_ascii_uppercase()))?;
    let rest = letters.as_str();
    let is_called = || in_simplified(rest).starts_with(CALLED);
    (letters.next().is_none_or(|next| BEHIND_CLASS.contains(&next)) || is_called()).then_some(class)
}

/// The meaning of words in a column, where the column has words that are known.
pub fn of_column(input: &str, column: &str) -> Option<fn(&str) -> Option<&'static str>> {
    match (input, column) {
        ("activities", "kind") => Some(activity_kind),
        ("customers", "class") => Some(customer_class),
        ("sales", "returned") => Some(super::yes_no::answer),
        _ => None,
    }
}

/// What a word in a column means, by its own words or by none.
pub fn meaning<'a>(input: &str, column: &str, word: &'a str) -> &'a str {
    of_column(input, column).and_then(|known| known(word)).unwrap_or(word)
}

/// Known words of labels by file and column; what counts is the policy's word, never theirs.
const KNOWN: [(&str, &str, &str); 7] = [
    (
        "sales",
        "status",
        "已签收 已完成 已收款 已验收 已开票 won closed paid shipped 拒收 已取消 lost cancelled canceled 退货 退回 销退 红字 returned \
         已签约待处理 待审批 待下单 已下单 线索 商机 合同 成交 未成交 销售订单 标准应收单 销售退货单 销售 销货 折让",
    ),
    ("receivables", "status", "已核销 部分核销 未核销 多收 已冲销 部分冲销 未冲销"),
    ("collections", "method", "现金 转账 转帐 承兑 全款 定金 订金 尾款 余款"),
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
    let label = in_simplified(label);
    let words = KNOWN.iter().filter(|(file, name, _)| (*file, *name) == (kind, column));
    words.flat_map(|(.., words)| words.split_whitespace()).any(|word| word.eq_ignore_ascii_case(&label))
        || (column == "returned" && super::yes_no::read(&label).is_ok())
}

/// Whether an answer of a survey says that there is none: `不了解`, `不适用`, `n/a`.
pub fn is_no_opinion(label: &str) -> bool {
    let label = key::normal(label);
    let label = in_simplified(&label);
    NO_OPINION.iter().any(|word| word.eq_ignore_ascii_case(&label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::in_other_scripts;

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
    fn a_leading_letter_is_the_class() {
        for (text, class) in [
            ("A", Some("A")),
            ("b", Some("B")),
            ("A类", Some("A")),
            ("B級", Some("B")),
            ("C（非优先客户）", Some("C")),
            ("C(rest)", Some("C")),
            ("A客户", Some("A")),
            ("B 客戶", Some("B")),
            ("A客服部", None),
            ("VIP", None),
            ("A+", None),
            ("AA", None),
            ("重点", None),
        ] {
            assert_eq!(customer_class(text), class, "{text}");
        }
    }

    #[test]
    fn every_word_of_a_scope_means_it() {
        for (meant, words) in SCOPES {
            let all = words.split_whitespace().flat_map(in_other_scripts);
            all.for_each(|word| assert_eq!(scope(&word), Some(meant), "{word}"));
        }
        assert_eq!((scope("Person"), scope("全體"), scope("")), (Some("person"), None, None));
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
    fn every_word_is_known_in_both_scripts() {
        let of = |words: &'static str| words.split_whitespace().flat_map(in_other_scripts);
        for (kind, column, words) in KNOWN {
            of(words).for_each(|word| assert!(is_known(kind, column, &word), "{word}"));
        }
        for (word, kind) in ACTIVITIES {
            of(word).for_each(|word| assert_eq!(activity_kind(&word), Some(kind), "{word}"));
        }
        for word in NO_OPINION {
            of(word).for_each(|word| assert!(is_no_opinion(&word), "{word}"));
        }
    }

    #[test]
    fn no_opinion_is_missing() {
        assert!(is_no_opinion("不了解") && is_no_opinion("不適用") && is_no_opinion("N/A"));
        assert!(!is_no_opinion("不满意"));
    }
}
