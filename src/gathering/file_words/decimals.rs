//! An amount with three decimals among those with two: `14.500` may be fourteen thousand five hundred, whatever `decimal` says of the point.

use crate::finding::Finding;
use crate::source::Place;

/// So few cells, among so many times more with two decimals.
const FEW: u64 = 2;
const TIMES: u64 = 20;

/// What a column of money of one file has.
#[derive(Clone, Debug, Default)]
pub(super) struct Decimals {
    with_two: u64,
    with_three: u64,
    first: Option<(u32, String)>,
}

impl Decimals {
    /// Notes a cell as it stands.
    pub(super) fn look_at(&mut self, bytes: &[u8], line: u32) {
        let bytes = bytes.trim_ascii();
        let Some(point) = bytes.iter().rposition(|byte| matches!(byte, b'.' | b',')) else { return };
        let (whole, decimals) = (&bytes[..point], &bytes[point + 1..]);
        let whole = whole.strip_prefix(b"-").unwrap_or(whole);
        let are_digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
        match decimals.len() {
            2 if are_digits(decimals) => self.with_two += 1,
            3 if are_digits(decimals) && are_digits(whole) && (1..=3).contains(&whole.len()) && whole[0] != b'0' => {
                self.with_three += 1;
                let cell = (line, String::from_utf8_lossy(bytes).into_owned());
                self.first = Some(self.first.take().map_or(cell.clone(), |known| known.min(cell)));
            }
            _ => {}
        }
    }

    /// Takes those of another thread.
    pub(super) fn merge(&mut self, other: Decimals) {
        self.with_two += other.with_two;
        self.with_three += other.with_three;
        self.first = self.first.take().into_iter().chain(other.first).min();
    }

    /// A warning where few have three.
    pub(super) fn told(&self, (file, column): (&std::sync::Arc<str>, &str)) -> Option<Finding> {
        let (line, found) = self.first.as_ref()?;
        let is_odd = self.with_three <= FEW && self.with_two >= self.with_three * TIMES;
        let finding = Finding::warning("three-decimals-among-two").with("column", column).with("found", found);
        let finding = finding.with("count", self.with_three).with("others", self.with_two);
        is_odd.then(|| finding.at(Place::line(file.clone(), *line, "")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_decimals_are_told_among_many_with_two() {
        let told = |odd: &str, others: usize| {
            let mut decimals = Decimals::default();
            (0..others).for_each(|line| decimals.look_at(b"1234.50", line as u32));
            decimals.look_at(odd.as_bytes(), 99);
            decimals.told((&"x.csv".into(), "amount")).is_some()
        };
        assert!(told("14.500", 20) && told("-14,500", 20));
        assert!(!told("14.500", 19) && !told("0.500", 20) && !told("14.50", 20) && !told("1234.500", 20));
    }
}
