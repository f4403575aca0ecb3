//! The earlier days whose rows are looked at as those of the period are: what is odd about a row makes a figure wrong on whichever day it lies.
//!
//! They are the days that the plan gathers for what is scored, ranked or paid, or asked by a question, of measures that a source's rows make. Days of closed
//! periods are none: their rows were told of when these were closed, and what such days pay once more is told by what has changed in them since.

use std::collections::BTreeSet;

use super::super::history::looked_at;
use super::super::windows::looked_back;
use super::{Plan, Stream, made_of};
use crate::calendar::{NaiveDate, Period};
use crate::policy::rules::Policy;

impl Plan {
    /// The periods that something is paid or shown of.
    pub fn paid(&self) -> &[Period] {
        if self.parts.is_empty() { std::slice::from_ref(&self.current) } else { &self.parts }
    }

    /// Has the rows of earlier days looked at, but for those of closed periods.
    pub fn look_back(&mut self, policy: &Policy, closed: Vec<Period>) {
        self.closed = closed;
        let fiscal_start = policy.header.fiscal_year_starts;
        let of = |stream: &Stream| without(self.earlier(policy, stream), &self.closed, fiscal_start);
        let looked: Vec<Vec<Period>> = self.streams.iter().map(of).collect();
        for (stream, looked) in self.streams.iter_mut().zip(looked) {
            stream.looked = looked;
        }
    }

    /// Whether a day is of a closed period.
    pub fn was_closed(&self, day: NaiveDate) -> bool {
        self.closed.iter().any(|closed| closed.contains(day))
    }

    /// The earlier days that what the stream's rows make is asked for.
    pub fn earlier(&self, policy: &Policy, stream: &Stream) -> BTreeSet<Period> {
        let is_its = |measure| stream.gathers.iter().any(|gather| gather.measure == measure);
        let of_rows = |measure| made_of(policy, measure).into_iter().any(is_its);
        let mut found = BTreeSet::new();
        for period in self.paid() {
            let compared = looked_back(policy, period).into_iter().filter(|(measure, _)| of_rows(*measure));
            found.extend(compared.map(|(_, window)| window));
            let looked = looked_at(policy, period).into_iter().filter(|look| is_its(look.measure));
            found.extend(looked.map(|look| look.window));
        }
        found.retain(|window| self.windows.contains(window) && !self.as_closed.contains(window));
        let questioned = self.questioned.iter().filter(|window| window.first() < self.current.first());
        found.extend(questioned.filter(|_| !stream.gathers.is_empty()).cloned());
        found
    }
}

/// These days without those of closed periods, each once and in order.
fn without(windows: BTreeSet<Period>, closed: &[Period], fiscal_start: u32) -> Vec<Period> {
    let mut left: Vec<Period> = Vec::new();
    for window in windows {
        let mut first = window.first();
        let known: Vec<Period> = left.iter().chain(closed).filter(|known| meets(known, &window)).cloned().collect();
        for known in sorted(known) {
            let before = known.first().pred_opt().filter(|last| first <= *last);
            left.extend(before.and_then(|last| Period::range(first, last, fiscal_start)));
            let Some(next) = known.last().succ_opt() else { return sorted(left) };
            first = first.max(next);
        }
        let rest = Some(window.last()).filter(|last| first <= *last);
        left.extend(rest.and_then(|last| Period::range(first, last, fiscal_start)));
    }
    sorted(left)
}

fn meets(one: &Period, other: &Period) -> bool {
    one.first() <= other.last() && other.first() <= one.last()
}

fn sorted(mut periods: Vec<Period>) -> Vec<Period> {
    periods.sort_by_key(|period| (period.first(), period.last()));
    periods
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_is_there_once_and_none_of_a_closed_period() {
        let period = |text: &str| Period::parse(text, 1).expect("a period");
        let left = |windows: &[&str], closed: &[&str]| {
            let windows = windows.iter().map(|text| period(text)).collect();
            let closed: Vec<Period> = closed.iter().map(|text| period(text)).collect();
            let days = |one: &Period| format!("{} {}", one.first(), one.last());
            without(windows, &closed, 1).iter().map(days).collect::<Vec<_>>()
        };
        assert_eq!(left(&["2026-09"], &[]), ["2026-09-01 2026-09-30"]);
        assert_eq!(left(&["2026-Q3", "2026-09"], &[]), ["2026-07-01 2026-09-30"]);
        assert_eq!(left(&["2026-Q3"], &["2026-08"]), ["2026-07-01 2026-07-31", "2026-09-01 2026-09-30"]);
        assert_eq!(left(&["2026-08", "2026-Q3"], &["2026-08", "2026-09"]), ["2026-07-01 2026-07-31"]);
        assert!(left(&["2026-08"], &["2026-07", "2026-08"]).is_empty());
    }
}
