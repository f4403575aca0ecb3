//! Counts: whole numbers that are not negative.

use super::{CellFault, Decimal, NumberFormat, Scaled, number};

/// Reads a count; `12.0` is 12. `None` is missing.
///
/// # Errors
/// What is not a number, not whole, or negative.
pub fn read(text: &str) -> Result<Option<Scaled>, CellFault> {
    let not_a_count = || CellFault::new("not-a-count", text);
    if let Some(count) = number::read_plain(text.as_bytes()).filter(|number| number.scale == 0) {
        return if count.mantissa < 0 { Err(not_a_count()) } else { Ok(Some(count)) };
    }
    if number::parse(text, None, Decimal::Point)?.is_some_and(|written| written.has_currency) {
        return Err(not_a_count());
    }
    match number::read(text, &NumberFormat::default())?.map(Scaled::shortest) {
        Some(number) if number.scale > 0 || number.mantissa < 0 => Err(not_a_count()),
        number => Ok(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_whole_and_not_negative() {
        assert_eq!(read("12.0"), Ok(Some(Scaled::new(12, 0))));
        assert_eq!(read("1,200"), Ok(Some(Scaled::new(1200, 0))));
        assert_eq!(read("-"), Ok(None));
        assert_eq!(read("1.5").map_err(|fault| fault.code), Err("not-a-count"));
        assert_eq!(read("¥5").map_err(|fault| fault.code), Err("not-a-count"));
        assert_eq!(read("-1").map_err(|fault| fault.code), Err("not-a-count"));
    }
}
