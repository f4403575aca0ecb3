//! Rates: `85%` and `0.85` are both 0.85.

use super::{CellFault, Decimal, number};
use crate::number::Number;

/// Reads a rate; a bare number is per cent when the header (or the policy's `percent`) says so. `None` is missing.
///
/// # Errors
/// What is not a number, and a bare number beyond ±1 that nothing says to be per cent: 5 may be 5 % or 500 %.
pub fn read(text: &str, header_has_percent: bool, decimal: Decimal) -> Result<Option<Number>, CellFault> {
    let Some(written) = number::parse(text, None, decimal)? else {
        return Ok(None);
    };
    if written.unit.is_some() || written.has_currency {
        return Err(CellFault::new("not-a-rate", text));
    }
    let value = written.value.to_number();
    if written.has_percent || header_has_percent {
        return Ok(Some(&value * &Number::from_scaled(1, 2)));
    }
    if value.abs() > Number::one() {
        return Err(CellFault::new("rate-too-large", text).with("percent", format!("{value}%")));
    }
    Ok(Some(value))
}

/// Reads a share: a rate, or a fraction of two whole numbers above 0 such as `1/3`.
///
/// # Errors
/// What is neither.
pub fn read_share(text: &str, header_has_percent: bool, decimal: Decimal) -> Result<Option<Number>, CellFault> {
    let Some((over, under)) = text.split_once(['/', '／', '∕', '⁄']) else {
        return read(text, header_has_percent, decimal);
    };
    let whole = |part: &str| {
        let part = number::parse(part, None, decimal).ok().flatten()?;
        let is_plain = part.unit.is_none() && !part.has_currency && !part.has_percent;
        Some(part.value.to_number()).filter(|number| is_plain && number.is_positive() && number.decimals() == Some(0))
    };
    let share = whole(over).zip(whole(under)).and_then(|(over, under)| over.checked_div(&under));
    share.map(Some).ok_or_else(|| CellFault::new("not-a-rate", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, header_has_percent: bool) -> Result<Option<String>, &'static str> {
        read(text, header_has_percent, Decimal::Point)
            .map(|rate| rate.map(|rate| rate.to_string()))
            .map_err(|fault| fault.code)
    }

    #[test]
    fn a_rate_is_read_with_its_sign_or_as_a_ratio() {
        for text in ["85%", "85％", "0.85", "85.00 %"] {
            assert_eq!(shown(text, false), Ok(Some("0.85".into())), "{text}");
        }
        assert_eq!(shown("1", false), Ok(Some("1".into())));
        assert_eq!(shown("150%", false), Ok(Some("1.5".into())));
        assert_eq!(shown("-", false), Ok(None));
        assert_eq!(shown("85", true), Ok(Some("0.85".into())));
        assert_eq!(shown("85%", true), Ok(Some("0.85".into())));
    }

    #[test]
    fn a_share_may_be_a_fraction() {
        let share = |text: &str| {
            read_share(text, false, Decimal::Point)
                .map(|share| share.map(|share| share.to_string()))
                .map_err(|f| f.code)
        };
        for text in ["1/3", " 1 / 3 ", "１／３", "2/6"] {
            assert_eq!(share(text), Ok(Some("1/3".into())), "{text}");
        }
        assert_eq!(share("50%"), Ok(Some("0.5".into())));
        assert_eq!(share("1/4"), Ok(Some("0.25".into())));
        for text in ["1/0", "1/", "a/3", "1/3/3", "-1/3", "50%/2", "1.5/3"] {
            assert_eq!(share(text), Err("not-a-rate"), "{text}");
        }
    }

    #[test]
    fn a_bare_number_above_one_is_refused_unless_the_header_says_per_cent() {
        let fault = read("85", false, Decimal::Point).expect_err("a bare 85");
        assert_eq!(fault.code, "rate-too-large");
        assert_eq!(fault.args[1], ("percent", "85%".to_owned()));
        assert_eq!(shown("-2", false), Err("rate-too-large"));
        assert_eq!(shown("1.5", false), Err("rate-too-large"));
        assert_eq!(shown("5万", false), Err("not-a-rate"));
        assert_eq!(shown("¥0.5", false), Err("not-a-rate"));
    }
}
