//! Units of amounts: `万` behind the digits of a cell, `万元` beside a header.

use super::Scaled;
use super::currency::{End, Sign, take_sign};

/// Units as they stand behind the digits of a cell, longest first, with their power of ten.
const IN_CELLS: [(&str, u32); 10] = [
    ("千万", 7),
    ("千萬", 7),
    ("百万", 6),
    ("百萬", 6),
    ("亿", 8),
    ("億", 8),
    ("万", 4),
    ("萬", 4),
    ("千", 3),
    ("百", 2),
];

/// Units that stand in remarks only, beside those of the cells.
const IN_REMARKS: [(&str, u32); 14] = [
    ("thousand", 3),
    ("thousands", 3),
    ("in thousands", 3),
    ("k", 3),
    ("'000", 3),
    ("000", 3),
    ("000s", 3),
    ("仟", 3),
    ("million", 6),
    ("millions", 6),
    ("in millions", 6),
    ("mn", 6),
    ("billion", 9),
    ("十万", 5),
];

/// What an amount is multiplied by according to a remark beside its header: `万元`, `单位：千元`, `RMB'000`, `USD thousand`.
/// Nothing for `元` alone and for any other remark.
pub fn in_remark(remark: &str) -> Option<Scaled> {
    taken_apart(remark)?.1
}

/// The sign in a remark of nothing but currency and unit (`USD`, `单位：万美元`) that cannot stand for this currency.
pub fn other_currency(remark: &str, currency: &str) -> Option<&'static str> {
    let (signs, _) = taken_apart(remark)?;
    signs.into_iter().flatten().find(|sign| !sign.may_mean(currency)).map(|sign| sign.text)
}

/// Whether a remark says that the numbers are single units of money: `元`, `单位：元`.
pub fn is_of_ones(remark: &str) -> bool {
    matches!(taken_apart(remark), Some((signs, None)) if signs.into_iter().flatten().any(Sign::counts_ones))
}

/// The signs at both ends of a remark and the unit between them; nothing where anything else is in it.
fn taken_apart(remark: &str) -> Option<([Option<Sign>; 2], Option<Scaled>)> {
    let text = super::plain::ordinary(remark);
    let said = ["单位", "單位", "units", "unit"].iter().find_map(|word| {
        let (head, rest) = text.split_at_checked(word.len())?;
        head.eq_ignore_ascii_case(word).then_some(rest)
    });
    let text = said.unwrap_or(&text).trim_start_matches([':', ' ']);
    let mut text = text.strip_prefix("in ").unwrap_or(text);
    let signs = [End::Front, End::Back].map(|end| {
        let (sign, rest) = take_sign(text, end)?;
        text = rest.trim();
        Some(sign)
    });
    let unit = named(text);
    (text.is_empty() || unit.is_some()).then_some((signs, unit))
}

fn named(text: &str) -> Option<Scaled> {
    IN_CELLS
        .iter()
        .chain(&IN_REMARKS)
        .find(|(name, _)| name.eq_ignore_ascii_case(text))
        .map(|(_, power)| Scaled::new(10i128.pow(*power), 0))
}

/// The unit behind the digits of a cell, and the cell without it.
pub(super) fn take(text: &str) -> Option<(Scaled, &str)> {
    IN_CELLS.iter().find_map(|(name, power)| Some((Scaled::new(10i128.pow(*power), 0), text.strip_suffix(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_of_headers_are_understood() {
        for (text, factor) in [
            ("万元", 10_000),
            ("单位：万元", 10_000),
            ("千美元", 1_000),
            ("RMB'000", 1_000),
            ("USD thousand", 1_000),
            ("Unit: thousand", 1_000),
            ("in RMB'000", 1_000),
            ("單位:萬元", 10_000),
        ] {
            assert_eq!(in_remark(text), Some(Scaled::new(factor, 0)), "{text}");
        }
        for none in ["元", "必填", "%", "USD", "含税"] {
            assert_eq!(in_remark(none), None, "{none}");
        }
    }

    #[test]
    fn remarks_of_another_currency_and_of_ones_are_told() {
        for (text, sign) in [("USD", "USD"), ("单位：万美元", "美元"), ("US$'000", "US$"), ("港币", "港币"), ("€", "€")]
        {
            assert_eq!(other_currency(text, "CNY"), Some(sign), "{text}");
        }
        for text in ["元", "万元", "人民币万元", "RMB'000", "含税", "RMA no", "必填", "Rm 5 only", ""] {
            assert_eq!(other_currency(text, "CNY"), None, "{text}");
        }
        assert_eq!(other_currency("元", "USD"), Some("元"));
        assert!(["元", "单位：元", "人民币元"].into_iter().all(is_of_ones));
        assert!(!["万元", "USD", "含税", ""].into_iter().any(is_of_ones));
    }
}
