//! Discounts: a rate, or the share that remains to be paid in tenths (`8折`, `9.5折`) or hundredths (`85折`).

use super::digits;
use super::{CellFault, Decimal, plain, rate};
use crate::number::Number;

/// Reads how much is taken off: `8折` is 0.2, `85折` 0.15, `9.5折` 0.05, `15%` 0.15. `None` is missing.
///
/// # Errors
/// What is neither a rate nor 折, and 折 outside 0 … 10 and 10 … 100.
pub fn read(text: &str, header_has_percent: bool, decimal: Decimal) -> Result<Option<Number>, CellFault> {
    let ordinary = plain::ordinary(text);
    let Some(remaining) = ordinary.strip_suffix('折') else {
        // What is too large for a rate may be money that was taken off.
        let as_discount = |fault: CellFault| match fault.code {
            "rate-too-large" => CellFault { code: "discount-too-large", ..fault },
            _ => fault,
        };
        return rate::read(text, header_has_percent, decimal).map_err(as_discount);
    };
    let digits: String = remaining.trim().chars().map(arabic).collect();
    let value =
        digits::read(&digits.replace(',', ".")).map_err(|_| CellFault::new("not-a-discount", text))?.to_number();
    let (ten, hundred) = (Number::from(10), Number::from(100));
    let whole = if value > ten { hundred } else { ten };
    if !value.is_positive() || value > whole {
        return Err(CellFault::new("not-a-discount", text));
    }
    let remaining = value.checked_div(&whole).unwrap_or_else(Number::zero);
    Ok(Some(&Number::one() - &remaining))
}

/// `八五折` is written digit by digit.
fn arabic(c: char) -> char {
    match "一二三四五六七八九".chars().zip('1'..='9').find(|(numeral, _)| *numeral == c) {
        Some((_, digit)) => digit,
        None if matches!(c, '点' | '點') => '.',
        None => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_to_be_paid_becomes_what_is_taken_off() {
        for (text, off) in [
            ("8折", "0.2"),
            ("85折", "0.15"),
            ("9.5折", "0.05"),
            ("八折", "0.2"),
            ("八五折", "0.15"),
            ("10折", "0"),
            ("15%", "0.15"),
        ] {
            let read = read(text, false, Decimal::Point).map(|rate| rate.map(|rate| rate.to_string()));
            assert_eq!(read, Ok(Some(off.into())), "{text}");
        }
        assert_eq!(read("", false, Decimal::Point), Ok(None));
        for text in ["0折", "120折", "打折", "折"] {
            assert_eq!(read(text, false, Decimal::Point).map_err(|fault| fault.code), Err("not-a-discount"), "{text}");
        }
    }
}
