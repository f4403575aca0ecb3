//! Any text as a number, a rate, a discount and a count: no panic; what is read has exactly the digits that were written, is
//! never made of an exponent, and written plainly is read as the same value again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sales_appraisal::ingest::cell::{NumberFormat, Percent, Scaled, count, discount, number, rate};
use sales_appraisal::number::Number;

fuzz_target!(|text: &str| {
    for currency in [None, Some("CNY"), Some("USD")] {
        for unit in [None, Some(Scaled::new(10_000, 0)), Some(Scaled::new(1, 2))] {
            for percent in [Percent::Refused, Percent::Marked, Percent::Bare] {
                number_under(text, &NumberFormat { currency: currency.map(str::to_owned), unit, percent });
            }
        }
    }
    rate_and_discount(text);
    if let Ok(Some(read)) = count::read(text) {
        assert!(read.scale == 0 && read.mantissa >= 0, "a count that is none");
        assert_eq!(count::read(&read.mantissa.to_string()), Ok(Some(read)));
    }
});

fn number_under(text: &str, format: &NumberFormat) {
    let read = match number::read(text, format) {
        Err(fault) => return assert_eq!(fault.args[0].0, "text"),
        Ok(None) => return assert!(!text.contains(|c: char| c.is_ascii_digit()), "digits read as nothing"),
        Ok(Some(read)) => read,
    };
    let folded = folded(text);
    assert!(!has_exponent(&folded), "a value of a text with an exponent");
    let value = read.to_number();
    assert!(value.abs() < Number::from_scaled(10_000_000_000_000, 0) && read.scale <= 12, "a value too long");
    let plain = value.to_plain(0, 12);
    let again = number::read(&plain, &NumberFormat::default()).expect("a decimal").expect("a value");
    assert_eq!(again.to_number(), value, "written plainly as {plain}");
    if plain.len() <= 19
        && let Some(fast) = number::read_plain(plain.as_bytes())
    {
        assert_eq!(fast.to_number(), value);
    }
    assert_eq!(value.abs(), &digits(&folded) * &factor(&folded, format), "other digits than those written");
    if value.is_negative() {
        assert!(folded.contains(['-', '(']), "negative without a sign");
    } else if !value.is_zero() {
        assert!(!folded.contains(['-', '(']), "positive in spite of a sign");
    }
}

fn rate_and_discount(text: &str) {
    for percent in [false, true] {
        if let Ok(Some(read)) = rate::read(text, percent) {
            let folded = folded(text);
            assert!(!has_exponent(&folded));
            let is_percent = percent || folded.contains('%');
            let hundredth = if is_percent { Number::from_scaled(1, 2) } else { Number::one() };
            assert_eq!(read.abs(), &digits(&folded) * &hundredth, "other digits than those written");
            assert_eq!(rate::read(&format!("{}%", &read * &Number::from(100)), false).ok().flatten(), Some(read.clone()));
        }
        match discount::read(text, percent) {
            Ok(Some(read)) if text.contains('折') => {
                assert!(!read.is_negative() && read < Number::one(), "what remains is nothing or more than all");
            }
            Ok(Some(read)) => assert_eq!(rate::read(text, percent), Ok(Some(read))),
            _ => {}
        }
    }
}

/// Full-width characters as ordinary ones, without blanks and marks.
fn folded(text: &str) -> String {
    let ordinary = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).expect("a character"),
        '\u{2212}' | '\u{FE63}' => '-',
        c => c,
    };
    text.chars().map(ordinary).collect()
}

fn has_exponent(text: &str) -> bool {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    (1..chars.len().saturating_sub(1)).any(|at| {
        let before = chars[at - 1].is_ascii_digit() || chars[at - 1] == '.';
        let after = chars[at + 1].is_ascii_digit() || matches!(chars[at + 1], '+' | '-');
        matches!(chars[at], 'e' | 'E') && before && after
    })
}

/// The digits and the point of a text, nothing else.
fn digits(folded: &str) -> Number {
    let digits: String = folded.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    Number::parse(&format!("0{digits}")).expect("digits with at most one point")
}

/// What the units and per cent signs of the cell and of the format multiply by.
fn factor(folded: &str, format: &NumberFormat) -> Number {
    let mut factor = format.unit.map_or(Number::one(), Scaled::to_number);
    if folded.contains('%') || format.percent == Percent::Bare {
        factor = &factor * &Number::from_scaled(1, 2);
    }
    for (sign, power) in [('百', 2), ('千', 3), ('万', 4), ('萬', 4), ('亿', 8), ('億', 8)] {
        if folded.contains(sign) {
            factor = &factor * &Number::from(10i64.pow(power));
        }
    }
    factor
}
