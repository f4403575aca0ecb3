//! The digits of a number: groups of three, one point, and how much of it can be held exactly.

use super::Scaled;

/// The most digits before the point.
pub(super) const MOST_WHOLE: usize = 13;
/// The most digits after it.
pub(super) const MOST_DECIMALS: usize = 12;
/// The most of a number that is rounded on purpose: computed cells carry binary dust, `3.3000000000000003`.
pub(super) const MOST_BEFORE_ROUNDING: usize = 24;

/// Why a row of digits is not a number that can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Something else than digits, separators and a point.
    NotDigits,
    /// A comma or blank that does not separate groups of three.
    Grouping,
    /// The comma is the decimal sign: `1.234,50`.
    DecimalComma,
    /// More digits than fit.
    TooLong,
}

/// Reads `1234.50`, `1,234.50`, `1 234.50`, `.5`.
pub(super) fn read(text: &str) -> Result<Scaled, Trouble> {
    read_within(text, MOST_DECIMALS)
}

/// The same with so many digits after the point.
pub(super) fn read_within(text: &str, most_decimals: usize) -> Result<Scaled, Trouble> {
    let shaped = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b' '));
    if !shaped || !text.bytes().any(|b| b.is_ascii_digit()) {
        return Err(Trouble::NotDigits);
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.contains(',') && !decimals.contains('.') && !whole.contains(',') {
        return Err(Trouble::DecimalComma);
    }
    if text.ends_with('.') || decimals.contains(|c: char| !c.is_ascii_digit()) {
        return Err(Trouble::NotDigits);
    }
    scaled(&ungrouped(whole).ok_or(Trouble::Grouping)?, decimals, most_decimals)
}

/// The digits before the point without their separators; nothing when these do not stand between groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(whole.to_owned());
    };
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let is_digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first_fits = (1..=3).contains(&first.len()) && is_digits(first) && !first.starts_with('0');
    let rest_fits = groups.all(|group| group.len() == 3 && is_digits(group));
    (first_fits && rest_fits).then(|| whole.replace(separator, ""))
}

/// Zeros that change nothing do not count as digits: databases write `0.80000000000000000000`.
fn scaled(whole: &str, decimals: &str, most_decimals: usize) -> Result<Scaled, Trouble> {
    let whole = whole.trim_start_matches('0');
    let decimals = if decimals.len() > MOST_DECIMALS { decimals.trim_end_matches('0') } else { decimals };
    if whole.len() > MOST_WHOLE || decimals.len() > most_decimals {
        return Err(Trouble::TooLong);
    }
    let digits = whole.bytes().chain(decimals.bytes());
    let mantissa = digits.fold(0i128, |mantissa, digit| mantissa * 10 + i128::from(digit - b'0'));
    let scale = u32::try_from(decimals.len()).map_err(|_| Trouble::TooLong)?;
    Ok(Scaled { mantissa, scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_stand_between_groups_of_three_only() {
        for text in ["1,234,567.5", "1 234 567.5", "1234567.5"] {
            assert_eq!(read(text), Ok(Scaled::new(12_345_675, 1)), "{text}");
        }
        for text in ["1,23", "1,2345", "12,34,567", "1,234 567", "0,123", ",123", "1,", "1234,567"] {
            assert_eq!(read(text), Err(Trouble::Grouping), "{text}");
        }
        assert_eq!(read("1.234,50"), Err(Trouble::DecimalComma));
        for text in ["", ".", "5.", "1.2.3", "1.5 5", "x"] {
            assert_eq!(read(text), Err(Trouble::NotDigits), "{text}");
        }
    }

    #[test]
    fn thirteen_digits_before_the_point_and_twelve_after_fit() {
        assert_eq!(read("9999999999999.123456789012"), Ok(Scaled::new(9_999_999_999_999_123_456_789_012, 12)));
        assert_eq!(read("10000000000000"), Err(Trouble::TooLong));
        assert_eq!(read("0.1234567890123"), Err(Trouble::TooLong));
        assert_eq!(read_within("3.3000000000000003", 24), Ok(Scaled::new(33_000_000_000_000_003, 16)));
        assert_eq!(read_within("0.1234567890123456789012345", 24), Err(Trouble::TooLong));
        assert_eq!(read("0.80000000000000000000"), Ok(Scaled::new(8, 1)));
        assert_eq!(read("00000000000000000012"), Ok(Scaled::new(12, 0)));
        assert_eq!(read(".50"), Ok(Scaled::new(50, 2)));
    }
}
