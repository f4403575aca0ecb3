//! Amounts with three decimals: `14.500` may be fourteen thousand five hundred, whatever `decimal` says of the point. Where all amounts of a
//! column are written so, the sign before the decimals is most likely taken for another; where some are, these.

use std::sync::Arc;

use crate::finding::{Finding, Severity};
use crate::ingest::cell::Decimal;
use crate::policy::rules::DecimalSign;
use crate::source::Place;

/// So few cells, among so many times more with two decimals, are told whatever else the column has.
const FEW: u64 = 2;
const TIMES: u64 = 20;
/// So many digits without a point may be an amount with two decimals.
const LONG: usize = 5;
/// Fewer amounts than these say nothing of a whole column; so many are no chance.
const LEAST: u64 = 3;
const SURE: u64 = 5;
/// What may stand around the digits of an amount.
const AROUND: &str = "+-() $€£¥￥";

/// What a column of money of one file has.
#[derive(Clone, Debug, Default)]
pub struct Decimals {
    with_one: u64,
    with_two: u64,
    with_three: u64,
    /// Those of them that do not end with a zero.
    uneven: u64,
    /// Below a thousand, with one decimal or two.
    below: u64,
    /// Whole numbers below a thousand, but zero: with thousands parted they have no sign.
    small: u64,
    /// From a thousand on, with two decimals and fewer.
    large: u64,
    /// With three decimals or more that are no thousands: `1234.500`, `0.125`.
    surely: u64,
    first: Option<(u32, String)>,
    /// From ten thousand on without decimals, and not ending with a zero; their first.
    long: u64,
    first_long: Option<(u32, String)>,
    /// Without decimals, but zero.
    whole: u64,
}

impl Decimals {
    /// Notes a cell as it stands.
    pub fn look_at(&mut self, text: &str, decimal: Decimal, line: u32) {
        let (sign, other) = if decimal == Decimal::Comma { (',', '.') } else { ('.', ',') };
        let digits = text.trim_matches(|c| AROUND.contains(c));
        // Of a column in doubt each such cell is refused by itself.
        if decimal == Decimal::Doubtful
            || digits.is_empty()
            || !digits.chars().all(|c| c.is_ascii_digit() || c == sign || c == other)
        {
            return;
        }
        let (whole, decimals) = digits.rsplit_once(sign).unwrap_or((digits, ""));
        let is_long = whole.len() > 3;
        self.large += u64::from(is_long && decimals.len() < 3);
        self.below += u64::from(!is_long && matches!(decimals.len(), 1 | 2));
        if decimals.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) && digits.chars().any(|c| c != '0') {
            self.whole += 1;
            if digits.len() >= LONG && !digits.ends_with('0') {
                self.long += 1;
                let cell = (line, text.to_owned());
                self.first_long = Some(self.first_long.take().map_or(cell.clone(), |known| known.min(cell)));
            }
        }
        match decimals.len() {
            0 => self.small += u64::from(!is_long && whole.bytes().any(|digit| digit != b'0')),
            1 => self.with_one += 1,
            2 => self.with_two += 1,
            3 if !is_long && !whole.is_empty() && !whole.starts_with('0') => {
                self.with_three += 1;
                self.uneven += u64::from(!decimals.ends_with('0'));
                let cell = (line, text.to_owned());
                self.first = Some(self.first.take().map_or(cell.clone(), |known| known.min(cell)));
            }
            _ => self.surely += 1,
        }
    }

    /// Takes those of another thread.
    pub fn merge(&mut self, other: Decimals) {
        self.with_one += other.with_one;
        self.with_two += other.with_two;
        self.with_three += other.with_three;
        self.uneven += other.uneven;
        self.below += other.below;
        self.small += other.small;
        self.large += other.large;
        self.surely += other.surely;
        self.first = self.first.take().into_iter().chain(other.first).min();
        self.long += other.long;
        self.whole += other.whole;
        self.first_long = self.first_long.take().into_iter().chain(other.first_long).min();
    }

    /// What is to be told of the column: an error where all its amounts are so and the policy does not say which sign stands before decimals;
    /// `may_have_three` where its numbers may well be so, as prices of one are.
    pub fn told(&self, (file, column): (&Arc<str>, &str), sign: Sign, may_have_three: bool) -> Option<Finding> {
        let (line, found) = self.first.as_ref()?;
        let place = Place::line(file.clone(), *line, "");
        let begin = |finding: Finding| {
            finding.with("column", column).with("found", found).with("count", self.with_three).at(place.clone())
        };
        let has_others = self.with_one + self.with_two + self.large > 0;
        let is_in_doubt = self.surely == 0 && !may_have_three && sign != Sign::Said;
        // Few write `2.500` for two and a half.
        let is_sure = self.with_three >= LEAST || (self.uneven == 0 && sign == Sign::NotSaid);
        if is_in_doubt && !has_others && is_sure {
            let (code, severity) = match sign {
                Sign::Comma => ("given-sign-before-three-decimals", Severity::Warning),
                _ if self.with_three < self.small || self.with_three < SURE => {
                    ("all-amounts-of-three-decimals", Severity::Warning)
                }
                _ => ("all-amounts-of-three-decimals", Severity::Error),
            };
            return Some(Finding { severity, ..begin(Finding::error(code)) });
        }
        let are_few = self.with_three <= FEW && self.with_two >= self.with_three * TIMES;
        let is_mixed = is_in_doubt && has_others && self.with_three >= LEAST && (self.with_one == 0 || self.large > 0);
        let is_below_all = is_in_doubt && self.large >= LEAST && self.small + self.below == 0;
        let others = self.with_one + self.with_two + self.small + self.large_without_decimals();
        let warning = || begin(Finding::warning("three-decimals-among-two")).with("others", others);
        (are_few || is_mixed || is_below_all).then(warning)
    }

    /// A warning of few long amounts that have no decimals, while every other has two: the point may be lost.
    pub fn without_point(&self, (file, column): (&Arc<str>, &str)) -> Option<Finding> {
        let (line, found) = self.first_long.as_ref()?;
        let have_two = self.with_one + self.with_three + self.surely == 0 && self.with_two >= self.long * TIMES;
        let finding = Finding::warning("amount-without-point").with("column", column).with("found", found);
        let finding = finding.with("count", self.long).with("others", self.with_two);
        (have_two && self.whole == self.long && self.long <= FEW)
            .then(|| finding.at(Place::line(file.clone(), *line, "")))
    }

    fn large_without_decimals(&self) -> u64 {
        self.large.saturating_sub(self.with_one + self.with_two)
    }
}

/// What the policy says of the sign before the decimals of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Nothing: it is taken for a point.
    NotSaid,
    /// That it is a comma, though fields are not parted by `;` as they are where people write so.
    Comma,
    /// It was asked for, and said.
    Said,
}

impl Sign {
    /// Of a file whose fields are parted by this byte.
    pub fn of(decimal: DecimalSign, delimiter: u8) -> Self {
        match decimal {
            DecimalSign::Auto => Sign::NotSaid,
            DecimalSign::Comma if delimiter != b';' => Sign::Comma,
            DecimalSign::Comma | DecimalSign::Point => Sign::Said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: &[&str], decimal: Decimal, sign: Sign) -> Option<(&'static str, Severity)> {
        let mut decimals = Decimals::default();
        cells.iter().zip(2..).for_each(|(cell, line)| decimals.look_at(cell, decimal, line));
        let found = decimals.told((&"x.csv".into(), "amount"), sign, false);
        found.map(|finding| (finding.code, finding.severity))
    }

    #[test]
    fn three_decimals_are_told_among_many_with_two() {
        let among = |odd: &str, decimal: Decimal| {
            let mut cells = vec!["0.500"; 1];
            cells.resize(21, if decimal == Decimal::Comma { "1234,50" } else { "1234.50" });
            cells.push(odd);
            told(&cells, decimal, Sign::NotSaid)
        };
        let warned = Some(("three-decimals-among-two", Severity::Warning));
        assert_eq!(among("14.500", Decimal::Point), warned);
        assert_eq!(among("-14,500", Decimal::Comma), warned);
        assert_eq!(among("14,500", Decimal::Point), None);
        assert_eq!(among("14.50", Decimal::Point), None);
        assert_eq!(among("1234.500", Decimal::Point), None);
    }

    #[test]
    fn where_all_have_three_the_sign_is_in_doubt() {
        let given = Some(("given-sign-before-three-decimals", Severity::Warning));
        let all = "all-amounts-of-three-decimals";
        let with = |odd: &[&'static str]| [&["10.137", "11.174", "9.001"], odd].concat();
        let of = |cells: &[&str], sign| told(cells, Decimal::Point, sign);
        assert_eq!(of(&with(&["850", "0", "€12.500", "1.001"]), Sign::NotSaid), Some((all, Severity::Error)));
        assert_eq!(of(&with(&["850"]), Sign::NotSaid), Some((all, Severity::Warning)));
        assert_eq!(of(&with(&["12.500", "1.001"]), Sign::Said), None);
        assert_eq!(of(&with(&["5", "6", "7", "8"]), Sign::NotSaid), Some((all, Severity::Warning)));
        assert_eq!(told(&["10,137", "9,001", "8,250"], Decimal::Comma, Sign::Comma), given);
        assert_eq!(of(&["59.995", "59.994", "99"], Sign::NotSaid), None);
        assert_eq!(of(&with(&["1234.500"]), Sign::NotSaid), None);
        assert_eq!(of(&with(&["0.125"]), Sign::NotSaid), None);
        assert_eq!(of(&with(&["9.5", "8.25"]), Sign::NotSaid), None);
    }

    #[test]
    fn a_share_with_three_is_told_too() {
        let mixed = Some(("three-decimals-among-two", Severity::Warning));
        let of = |cells: &[&str]| told(cells, Decimal::Point, Sign::NotSaid);
        assert_eq!(of(&["10.137", "10137.00", "11.001", "9.002"]), mixed);
        assert_eq!(of(&["10.137", "11.001", "9.002", "10137.5", "9200"]), mixed);
        assert_eq!(of(&["59.995", "1000.00"]), None);
        assert_eq!(of(&["17.094", "1000.00", "2330.68", "9591.47"]), mixed);
        assert_eq!(of(&["17.094", "1000.00", "2330.68", "9591.47", "99.50"]), None);
    }

    #[test]
    fn one_without_a_point_is_told_among_many_that_have_one() {
        let among = |odd: &[&str]| {
            let mut decimals = Decimals::default();
            let cells = vec!["1234.50"; 20].into_iter().chain(odd.iter().copied());
            cells.zip(2..).for_each(|(cell, line)| decimals.look_at(cell, Decimal::Point, line));
            decimals.without_point((&"x.csv".into(), "amount")).map(|finding| finding.code)
        };
        assert_eq!(among(&["513271"]), Some("amount-without-point"));
        assert_eq!(among(&["513270"]), None);
        assert_eq!(among(&["1271"]), None);
        assert_eq!(among(&["513271", "800"]), None);
        assert_eq!(among(&["513271", "99.5"]), None);
    }

    #[test]
    fn hardly_anybody_writes_a_zero_behind_two_decimals() {
        let all = Some(("all-amounts-of-three-decimals", Severity::Warning));
        let of = |cells: &[&str]| told(cells, Decimal::Point, Sign::NotSaid);
        assert_eq!(of(&["2.500", "", "800"]), all);
        assert_eq!(of(&["2.500", "800.00"]), None);
        assert_eq!(of(&["2.505"]), None);
    }
}
