//! What is read as it stands and yet looks wrong: told once for each column or file, and never a fault of a row.
//!
//! Everything here merges in any order, so that threads may share a file. A `Doubt` holds a few lines however many rows it is about;
//! `Repeats` holds 24 bytes for each row that is shown to it.

mod amount;
mod currencies;
mod dates;
mod decimals;
mod repeats;
pub mod said;

use std::sync::Arc;

use crate::finding::Finding;
use crate::source::Place;

pub use amount::is_off;
pub use currencies::{Currencies, may_say_currency};
pub use dates::Dates;
pub use decimals::{Decimals, Sign};
pub use repeats::{AMOUNT_DECIMALS, At, Group, Repeats, Seen};

/// How many lines a finding names.
const SHOWN: usize = 8;

/// The most decimals of money that nobody wonders at.
pub const USUAL_DECIMALS: u32 = 4;

/// Where a doubt was first met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Physical line.
    pub line: u32,
    /// Column in characters, from 1; 0: the row as a whole.
    pub column: u32,
    /// How many characters are meant.
    pub width: u32,
    /// The line as it stands.
    pub excerpt: String,
    /// The cell as written.
    pub text: String,
}

impl Spot {
    /// Of a cell's place.
    pub fn of(place: &Place, text: &str) -> Self {
        let (line, column, width, excerpt) = (place.line, place.column, place.width, place.excerpt.clone());
        Spot { line, column, width, excerpt, text: text.to_owned() }
    }
}

/// One doubt about a column or a file: its first cell, how many rows it is about, and the first lines of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    count: u64,
    lines: Vec<u32>,
    first: Option<Spot>,
}

impl Doubt {
    /// A row on that line; `spot` is asked only where it is the first so far.
    pub fn see(&mut self, line: u32, spot: impl FnOnce() -> Spot) {
        self.count += 1;
        if self.lines.first().is_none_or(|first| line < *first) {
            self.first = Some(spot());
        }
        self.keep(line);
    }

    fn keep(&mut self, line: u32) {
        if self.lines.len() < SHOWN || self.lines.last().is_some_and(|last| line < *last) {
            let at = self.lines.partition_point(|known| *known < line);
            self.lines.insert(at, line);
            self.lines.truncate(SHOWN);
        }
    }

    /// Takes what another thread met in the same column or file.
    pub fn merge(&mut self, other: Doubt) {
        let is_first = |spot: &Spot| self.first.as_ref().is_none_or(|first| spot.line < first.line);
        if let Some(spot) = other.first.filter(is_first) {
            self.first = Some(spot);
        }
        self.count += other.count;
        other.lines.into_iter().for_each(|line| self.keep(line));
    }

    /// How many rows it is about.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The warning, at the first cell, with `text`, `count` and `lines`; nothing where no row was met.
    pub fn finding(self, code: &'static str, file: &Arc<str>) -> Option<Finding> {
        let Spot { line, column, width, excerpt, text } = self.first?;
        let place = Place { column, width, ..Place::line(file.clone(), line, excerpt) };
        let warning = Finding::warning(code).with("text", text).with("count", self.count);
        Some(warning.with("lines", listed(&self.lines, self.count)).at(place))
    }
}

/// `3, 7, 9 …`
fn listed(lines: &[u32], count: u64) -> String {
    let shown: Vec<String> = lines.iter().map(u32::to_string).collect();
    let more = if count > lines.len() as u64 { " …" } else { "" };
    shown.join(", ") + more
}

/// Whether an amount of `mantissa × 10^-scale` has more than four decimals that say something.
pub fn has_many_decimals(mantissa: i128, scale: u32) -> bool {
    scale > USUAL_DECIMALS && mantissa % 10i128.pow((scale - USUAL_DECIMALS).min(38)) != 0
}

/// A key such as `17850.0`, without its decimals: what it is where a spreadsheet took a number for one that may have any. Looks wrong
/// where the bare key stands in the same column.
pub fn without_decimals(key: &str) -> Option<&str> {
    let (whole, decimals) = key.split_once('.')?;
    let is_whole = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    (is_whole && !decimals.is_empty() && decimals.bytes().all(|byte| byte == b'0')).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_cell_and_the_first_lines_are_told_whoever_met_them() {
        let spot = |line| move || Spot { line, column: 3, width: 1, excerpt: format!("x{line}"), text: "1".into() };
        let (mut mine, mut theirs) = (Doubt::default(), Doubt::default());
        (20..29).rev().for_each(|line| mine.see(line, spot(line)));
        [7, 30].into_iter().for_each(|line| theirs.see(line, spot(line)));
        mine.merge(theirs);
        let finding = mine.finding("many-decimals", &Arc::from("a.csv")).expect("rows were met");
        assert_eq!(finding.places[0].address(), "a.csv:7:3");
        assert_eq!(
            finding.args[1..],
            [("count", "11".to_owned()), ("lines", "7, 20, 21, 22, 23, 24, 25, 26 …".to_owned())]
        );
        assert_eq!(Doubt::default().finding("many-decimals", &Arc::from("a.csv")), None);
    }

    #[test]
    fn decimals_that_say_something_are_counted() {
        for (mantissa, scale, many) in
            [(12_345, 4, false), (123_450, 5, false), (123_456, 5, true), (8, 20, true), (0, 20, false)]
        {
            assert_eq!(has_many_decimals(mantissa, scale), many, "{mantissa} {scale}");
        }
        assert_eq!(without_decimals("17850.0"), Some("17850"));
        for key in ["17850", "17850.5", "A1.0", ".0", "1.", "1.0.0"] {
            assert_eq!(without_decimals(key), None, "{key}");
        }
    }
}
