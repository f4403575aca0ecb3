//! What one cell says: pure readings of a text as a number, a day, a key. A cell is read as what it says or refused with
//! the reason; nothing is guessed, replaced or rounded.

pub mod count;
mod currency;
pub mod date;
mod day;
mod digits;
pub mod discount;
mod english;
pub mod key;
mod missing;
pub mod moment;
pub mod number;
pub mod period;
mod plain;
pub mod rate;
mod serial;
mod time;
pub mod unit;
pub mod vocabulary;
mod weekday;
pub mod yes_no;

use crate::finding::{Finding, Severity};
use crate::number::Number;
use crate::source::Place;

pub use currency::currency_in;
pub use date::DateFormat;
pub use missing::is_missing;
pub use number::{NumberFormat, Percent};
pub use plain::is_blank;

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

    /// The finding at the cell's place.
    pub fn finding(self, severity: Severity, place: Place) -> Finding {
        Finding { code: self.code, severity, args: self.args, places: vec![place] }
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
