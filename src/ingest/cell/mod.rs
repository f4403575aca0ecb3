//! What one cell says: pure readings of a text as a number, a day, a key. A cell is read as what it says or refused with
//! the reason; nothing is guessed, replaced or rounded.

pub mod count;
mod currency;
pub mod date;
mod day;
mod digits;
pub mod discount;
pub(crate) mod done;
mod english;
pub mod key;
mod missing;
pub mod moment;
mod nature;
pub mod number;
mod peeled;
pub mod period;
mod plain;
pub mod rate;
mod serial;
pub mod time;
pub(crate) mod undone;
mod unit;
pub(crate) mod vocabulary;
mod weekday;
pub(crate) mod yes_no;

use crate::finding::{Finding, Severity, quoted};
use crate::number::Number;
use crate::source::Place;

pub use currency::{currency_code, currency_in, has_thousandths, says_any_currency, says_currency};
pub use date::DateFormat;
pub(crate) use day::{Era, era, republic_in};
pub(crate) use english::month as english_month;
pub use missing::is_missing;
pub use nature::{Nature, Percent};
pub use number::{Decimal, NumberFormat};
pub use plain::is_blank;
pub(crate) use plain::trimmed;
pub(crate) use unit::{
    Below, at_end_of_title, beside_label, beside_label_unsized, in_remark as unit_in_remark, is_of_ones, is_unsized,
    other_currency, other_currency_beside, said, words_below,
};
pub use unit::{BelowHeader, UnitWord, is_of_money, is_of_things, lines_of_unit, unsized_unit};

/// Why a cell could not be read: a code of `locale/findings.toml` and its facts, always with the cell as `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The stable code, such as `not-a-number`.
    pub code: &'static str,
    /// The facts that the text names.
    pub args: Vec<(&'static str, String)>,
}

impl CellFault {
    /// A fault of the cell `text`.
    pub fn new(code: &'static str, text: &str) -> Self {
        CellFault { code, args: vec![("text", text.trim_matches(is_blank).to_owned())] }
    }

    /// Adds a fact.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Adds words of the data, each in backticks.
    pub fn with_words<W: AsRef<str>>(self, name: &'static str, words: impl IntoIterator<Item = W>) -> Self {
        self.with(name, quoted(words))
    }

    /// The finding at the cell's place.
    pub fn finding(self, severity: Severity, place: Place) -> Finding {
        Finding { code: self.code, severity, args: self.args, places: vec![place] }
    }
}

/// Refuses a line break inside of a key, a day or a number: a quote was probably never closed there.
pub(crate) fn one_line(text: &str) -> Result<(), CellFault> {
    let text = text.trim_matches(is_blank);
    match text.split_once(['\n', '\r']) {
        Some((first, _)) => Err(CellFault::new("line-break-in-cell", first)),
        None => Ok(()),
    }
}

/// An exact decimal, `mantissa × 10^-scale`; the scale keeps how many decimals were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scaled {
    /// All digits as one whole number.
    pub mantissa: i128,
    /// How many of them stand after the point.
    pub scale: u32,
}

impl Scaled {
    /// A decimal.
    pub const fn new(mantissa: i128, scale: u32) -> Self {
        Scaled { mantissa, scale }
    }

    /// A number that a decimal can write; nothing for 1/3 and for what does not fit.
    pub fn of(number: &Number) -> Option<Self> {
        let scale = number.decimals()?;
        Some(Scaled { mantissa: number.to_scaled(scale)?, scale })
    }

    /// The same value as a number.
    pub fn to_number(self) -> Number {
        Number::from_scaled(self.mantissa, self.scale)
    }

    /// The same value with the fewest decimals that write it.
    pub fn shortest(self) -> Self {
        let Scaled { mut mantissa, mut scale } = self;
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Scaled { mantissa, scale }
    }
}

#[cfg(test)]
mod reference_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::PeriodKind;
    use crate::policy::rules::input;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_with_itself(
            text in "[-+0-9.,:/ ()%¥$元万亿折年月日民國星期二周TeE=\"'#*DecMarPM\u{3000}１，￥\u{200B}]{0,14}",
        ) {
            for (_, format) in input::DateFormat::ALL {
                let format = DateFormat::of(format, Some(2024));
                if let Err(fault) = moment::read(&text, format) {
                    prop_assert_eq!(fault.args[0].0, "text");
                }
                let _ = period::read(&text, PeriodKind::Week, 4, format);
            }
            for percent in [Percent::Refused, Percent::Marked, Percent::Bare] {
                let format = NumberFormat { currency: Some("CNY".into()), unit: Some(Scaled::new(10_000, 0)), percent, is_rounded: true, ..NumberFormat::default() };
                let _ = number::read(&text, &format);
            }
            let _ = (rate::read(&text, true, Decimal::Comma), discount::read(&text, false, Decimal::Doubtful), count::read(&text), yes_no::read(&text));
            let key = key::normal(&text).into_owned();
            prop_assert!(key.trim_matches(is_blank) == key);
        }

        #[test]
        fn a_written_decimal_is_read_digit_by_digit(mantissa in -999_999_999_999_999i64..=999_999_999_999_999, scale in 2u32..=12) {
            let number = Number::from_scaled(i128::from(mantissa), scale);
            let text = number.to_fixed(scale);
            let read = number::read(&text, &NumberFormat::default()).expect("a decimal").expect("a value");
            prop_assert_eq!(read.to_number(), number);
            if let Some(plain) = number::read_plain(text.as_bytes()) {
                prop_assert_eq!(plain, read);
            }
        }
    }
}
