//! The normal form of a header label, its words, and what the brackets beside it say.

use std::borrow::Cow;

use super::normal_label;
use crate::ingest::cell::{Below, Scaled, currency_in, is_blank, said, unit_in_remark};
use crate::spelling::{composed, simplified};

/// Between the labels of two header lines.
pub const JOINT: char = '·';

/// A label taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Label {
    /// NFKC, lower case, Simplified; without blanks, `_`, `-`, `*`, `%` and bracketed remarks.
    pub normal: String,
    /// Bytes of `normal` at which a Latin word begins.
    word_starts: Vec<usize>,
    /// Bytes of `normal` at which a dash stood that parts the label.
    breaks: Vec<usize>,
    remarks: Vec<String>,
    has_percent: bool,
}

/// What a label says about the numbers below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// What they are multiplied by: `(万元)`.
    pub unit: Option<Scaled>,
    /// The currency they are in, where it can be only one: `(USD)`.
    pub currency: Option<&'static str>,
    /// Whether they are per cent.
    pub percent: bool,
}

/// What a label says about the numbers below it.
pub fn remark(label: &str) -> Remark {
    Label::of(label).remark()
}

/// What stands in brackets in a label.
pub fn remarks(label: &str) -> Vec<String> {
    Label::of(label).remarks
}

/// Whether numbers below the label are points taken off: `扣分`, `Penalty points`; not `加减分`.
pub fn is_of_deductions(label: &str) -> bool {
    let normal = Label::of(label).normal;
    let takes = ["扣", "减分", "罚分", "deduct", "penalt", "demerit", "minuspoint"];
    let gives = ["加", "奖", "award", "bonus", "merits", "net"];
    let has = |words: &[&str]| words.iter().any(|word| normal.contains(word));
    has(&takes) && (normal == "demerits" || !has(&gives))
}

/// What stands in names of numbers that have either sign, as the sale that they are of brought something or cost it: what is left, what differs.
const OF_EITHER_SIGN: &str = "profit margin differ delta varian gewinn ergebnis marge spanne deckungsbeitrag abweichung bénéfice écart variation \
    résultat benefici margen diferencia variación lucro margem diferença utile margine perdita zysk marż różnic wynik winst verschil vinst \
    skillnad result 利润 毛利 利益 粗利 损益 损失 盈亏 差 증감 이익 차액";

/// Whether numbers below the label have either sign by nature: `Profit`, `毛利`, `Abweichung`.
pub fn is_of_either_sign(label: &str) -> bool {
    let normal = Label::of(label).normal;
    OF_EITHER_SIGN.split_whitespace().any(|word| normal.contains(word))
}

/// What a label says of amounts that were exchanged already into the currency that the books are kept in, in normal form.
const LOCAL: [&str; 12] = [
    "本币",
    "本位币",
    "localcurrency",
    "localcurr",
    "amountinlc",
    "localamount",
    "homecurrency",
    "companycurrency",
    "functionalcurrency",
    "hauswährung",
    "hauswaehrung",
    "landeswährung",
];
/// Names of currencies that no other uses and that stand in labels of such amounts, with their codes.
const NAMED: [(&str, &str); 3] = [("人民币", "CNY"), ("新台币", "TWD"), ("台币", "TWD")];

/// Whether a label says that the amounts below it are in the currency of the books whatever their rows were sold in: `本幣未稅金額`,
/// `Amount in local currency`, beside a policy in yuan `人民币金额`.
pub fn is_of_local_currency(label: &str, currency: &str) -> bool {
    let normal = normal_label(label);
    let remarks = remarks(label);
    let texts = || std::iter::once(normal.as_str()).chain(remarks.iter().map(String::as_str));
    let is_local = |text: &str| LOCAL.iter().any(|word| text.contains(word)) && !text.contains("非本");
    let is_named = |text: &str| NAMED.iter().any(|(word, code)| *code == currency && text.contains(word));
    texts().any(|text| is_local(&normal_label(text)) || is_named(&normal_label(text)))
}

/// What stands in labels of those who have to do with a row and whose it is not: who enters, checks, leads, assists, collects or delivers.
const BESIDE_SELLERS: [&str; 52] = [
    "审核",
    "审批",
    "批准",
    "复核",
    "核准",
    "制单",
    "录入",
    "主管",
    "经理",
    "上级",
    "领导",
    "会计",
    "出纳",
    "送货",
    "司机",
    "配送",
    "仓管",
    "发货",
    "安装",
    "approv",
    "enter",
    "check",
    "review",
    "prepared",
    "typed",
    "manager",
    "supervisor",
    "leader",
    "cashier",
    "driver",
    "deliver",
    "warehouse",
    "install",
    "助理",
    "助手",
    "协助",
    "协办",
    "内勤",
    "跟单",
    "文员",
    "技术",
    "工程师",
    "售前",
    "售后",
    "介绍",
    "assist",
    "helper",
    "support",
    "backoffice",
    "presales",
    "engineer",
    "referr",
];

/// Whether a label is of somebody who has to do with a row and whose it is not: `审核人`, `Entered by`.
pub fn is_of_checkers(label: &str) -> bool {
    let normal = Label::of(label).normal;
    BESIDE_SELLERS.iter().any(|word| normal.contains(word))
}

impl Label {
    pub fn of(label: &str) -> Self {
        let composed = composed(label);
        let (bare, remarks) = without_remarks(composed.trim_matches(|c| is_blank(c) || c == '*'));
        let has_percent = bare.contains('%') || said(&remarks, Below::Numbers).percent;
        let normal = String::with_capacity(bare.len());
        let mut parsed = Label { normal, has_percent, remarks, ..Label::default() };
        let (mut before, mut chars) = (None, bare.chars().peekable());
        while let Some(c) = chars.next() {
            parsed.push(c, before, chars.peek().copied());
            before = Some(c);
        }
        parsed
    }

    fn push(&mut self, c: char, before: Option<char>, after: Option<char>) {
        if c == '-' && [before, after].into_iter().flatten().any(|c| !c.is_ascii_alphanumeric()) {
            self.breaks.push(self.normal.len());
        }
        if is_blank(c) || matches!(c, '-' | '_' | '*' | '%') {
            return;
        }
        let in_word = match before {
            Some(before) => before.is_ascii_alphanumeric() && !(before.is_ascii_lowercase() && c.is_ascii_uppercase()),
            None => false,
        };
        if c.is_ascii_alphanumeric() && !in_word {
            self.word_starts.push(self.normal.len());
        }
        match c.is_ascii() {
            true => self.normal.push(c.to_ascii_lowercase()),
            false => self.normal.extend(simplified(c).to_lowercase()),
        }
    }

    /// Whether a per cent sign stands in it or in its brackets.
    pub fn has_percent(&self) -> bool {
        self.has_percent
    }

    pub fn remark(&self) -> Remark {
        Remark {
            unit: self.remarks.iter().find_map(|remark| unit_in_remark(remark)),
            currency: self.remarks.iter().find_map(|remark| currency_in(remark)),
            percent: self.has_percent,
        }
    }

    /// The lower of two labels that were joined: `发生` of `本期收回·发生`.
    pub fn below(&self) -> Option<&str> {
        self.normal.rsplit_once(JOINT).map(|(_, below)| below)
    }

    /// The upper of two labels that were joined.
    pub fn above(&self) -> Option<&str> {
        self.normal.split_once(JOINT).map(|(above, _)| above)
    }

    /// Where `part` stands in the label, on the borders of Latin words.
    pub fn find(&self, part: &str) -> Option<std::ops::Range<usize>> {
        memchr::memmem::find(self.normal.as_bytes(), part.as_bytes())?;
        let found = self.normal.match_indices(part).map(|(start, part)| start..start + part.len());
        found.into_iter().find(|range| self.is_border(range.start) && self.is_border(range.end))
    }

    fn is_border(&self, at: usize) -> bool {
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let (before, after) = self.normal.split_at(at);
        let in_latin = is_latin(before.chars().next_back()) && is_latin(after.chars().next());
        !in_latin || self.word_starts.contains(&at)
    }

    /// Whether the label, or the part of it before a dash, dot or slash, ends at this byte: what stands there is what
    /// the label is about.
    pub fn ends_at(&self, at: usize) -> bool {
        let next = self.normal.get(at..).and_then(|rest| rest.chars().next());
        next.is_none_or(|c| !c.is_alphanumeric()) || self.breaks.contains(&at)
    }
}

/// Parts a label from what stands in brackets; a label of nothing but brackets is kept whole.
fn without_remarks(label: &str) -> (Cow<'_, str>, Vec<String>) {
    if bracketed(label).is_none() {
        return (Cow::Borrowed(label), Vec::new());
    }
    let (mut bare, mut remarks) = (String::new(), Vec::new());
    let mut rest = label;
    while let Some((before, inner, after)) = bracketed(rest) {
        bare.push_str(before);
        remarks.push(inner.trim().to_owned());
        rest = after;
    }
    bare.push_str(rest);
    if bare.trim().is_empty() { (Cow::Borrowed(label), remarks) } else { (Cow::Owned(bare), remarks) }
}

fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_at(text.find(['(', '[', '【', '〔'])?);
    let (_, rest) = rest.split_at(rest.chars().next()?.len_utf8());
    let (inner, after) = rest.split_at(rest.find([')', ']', '】', '〕'])?);
    Some((before, inner, &after[after.chars().next()?.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_to_do_with_a_row_is_told_from_whose_it_is() {
        for label in ["审核人", "Entered by", "Sales Assistant", "助理", "售前工程师", "內勤", "Presales"] {
            assert!(is_of_checkers(label), "{label}");
        }
        for label in ["colleague", "业务员", "Owner", "销售"] {
            assert!(!is_of_checkers(label), "{label}");
        }
    }

    #[test]
    fn labels_that_differ_in_dress_only_are_one() {
        for label in ["order_date", "OrderDate", "Order Date", "order-date", "*Order\nDate（必填）", "ＯｒｄｅｒDate"]
        {
            assert_eq!(Label::of(label).normal, "orderdate", "{label}");
        }
        for label in ["金额", "金額", "金额(万元)", "* 金 额", "金额（必填）(元)", "金额%"] {
            assert_eq!(Label::of(label).normal, "金额", "{label}");
        }
        assert_eq!(Label::of("(万元)").normal, "(万元)");
    }

    #[test]
    fn remarks_name_unit_currency_and_per_cent() {
        let ten_thousand = Some(Scaled::new(10_000, 0));
        assert_eq!(remark("金额(万元)"), Remark { unit: ten_thousand, ..Remark::default() });
        assert_eq!(remark("金额（含税）（单位：万元）").unit, ten_thousand);
        assert_eq!(remark("Amount (USD)").currency, Some("USD"));
        assert!(remark("提成比例(%)").percent && remark("完成率％").percent);
        assert_eq!(remark("金额(元)"), Remark::default());
    }

    #[test]
    fn parts_are_found_on_the_borders_of_words() {
        assert_eq!(Label::of("Primary Sales Rep").find("salesrep"), Some(7..15));
        assert_eq!(Label::of("report").find("rep"), None);
        let label = Label::of("客户名称-开票");
        let found = label.find("客户名称").expect("a part");
        assert!(label.ends_at(found.end));
        assert!(!Label::of("业务员电话").ends_at("业务员".len()));
    }
}
