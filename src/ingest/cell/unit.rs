//! Units of amounts: `万` behind the digits of a cell, `万元` beside a header.

use super::Scaled;
use super::currency::{End, take_sign};

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
    let text = super::plain::ordinary(remark);
    let said = ["单位", "單位", "units", "unit"].iter().find_map(|word| {
        let (head, rest) = text.split_at_checked(word.len())?;
        head.eq_ignore_ascii_case(word).then_some(rest)
    });
    let text = said.unwrap_or(&text).trim_start_matches([':', ' ']);
    let mut text = text.strip_prefix("in ").unwrap_or(text);
    for end in [End::Front, End::Back] {
        text = take_sign(text, end).map_or(text, |(_, rest)| rest.trim());
    }
    named(text)
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
}
