//! Numbers as people write them and the policy does not: `３％`, `3 percent`, `百分之三`, `1.2万`, `10,000`, `¥500`; and how the policy writes them.

use super::value::number_in;
use crate::number::Number;
use crate::spelling::composed;

/// What says per cent behind a number.
const PER_CENT: [&str; 6] = ["percent", "per cent", "percentage", "pct", "prozent", "%"];
/// What multiplies a number behind which it stands.
const TIMES: [(&str, i64); 12] = [
    ("thousand", 1_000),
    ("k", 1_000),
    ("千", 1_000),
    ("万", 10_000),
    ("萬", 10_000),
    ("million", 1_000_000),
    ("mio", 1_000_000),
    ("百万", 1_000_000),
    ("百萬", 1_000_000),
    ("亿", 100_000_000),
    ("億", 100_000_000),
    ("billion", 1_000_000_000),
];
/// Signs and names of money.
const MONEY: [&str; 12] = ["nt$", "us$", "hk$", "rmb", "cny", "usd", "twd", "eur", "¥", "$", "€", "元"];
const DIGITS: &str = "零一二三四五六七八九十";

/// How the policy writes the number, a rate in quotes; nothing for a text that is none.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = composed(text).trim().to_lowercase();
    let rate = text.strip_prefix("百分之").map(in_digits);
    let rate = rate.or_else(|| PER_CENT.iter().find_map(|word| text.strip_suffix(word)).map(str::to_owned));
    if let Some(rate) = rate {
        return number(&rate).map(|rate| format!("\"{rate}%\""));
    }
    let bare = MONEY.iter().find_map(|sign| text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)));
    let bare = bare.unwrap_or(&text).trim();
    let times = TIMES.iter().filter_map(|(word, times)| Some((bare.strip_suffix(word)?, *times)));
    match times.min_by_key(|(rest, _)| rest.len()) {
        Some((rest, times)) => number(rest).map(|number| (&number * &Number::from(times)).to_string()),
        None => number(bare).map(|number| number.to_string()),
    }
}

/// A number with its thousands together.
fn number(text: &str) -> Option<Number> {
    let text = text.trim();
    let mut groups = text.split(',');
    let is_first = groups.next().is_some_and(|first| first.len() <= 3);
    let are_groups = is_first && groups.all(|group| group.split('.').next().is_some_and(|digits| digits.len() == 3));
    let together = if are_groups { text.replace(',', "") } else { text.to_owned() };
    number_in(&together).filter(|_| !together.ends_with('%'))
}

/// `三` as `3`, `十` as `10`; anything else as it stands.
fn in_digits(text: &str) -> String {
    let digit = DIGITS.chars().position(|digit| text.chars().eq([digit]));
    digit.map_or_else(|| text.to_owned(), |digit| digit.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, instead) in [
            ("3％", "\"3%\""),
            ("３%", "\"3%\""),
            ("3 percent", "\"3%\""),
            ("1.5 per cent", "\"1.5%\""),
            ("百分之三", "\"3%\""),
            ("百分之12", "\"12%\""),
            ("10,000", "10000"),
            ("1,234,567.5", "1234567.5"),
            ("1.2万", "12000"),
            ("5k", "5000"),
            ("¥500", "500"),
            ("500元", "500"),
            ("２０００", "2000"),
            ("百万", "–"),
            ("5 high", "–"),
            ("1,23", "–"),
            ("", "–"),
            ("staff.rate", "–"),
        ] {
            assert_eq!(plain(text).as_deref().unwrap_or("–"), instead, "{text}");
        }
    }
}
