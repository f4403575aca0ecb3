//! `Period`: a stretch of days, both ends included, with the name it is written by.
//!
//! `2026`, `2026-10`, `2026-Q3`, `2026-W41`, `2026-08-30..2026-11-29`. Years and quarters are those of the fiscal year, which
//! begins in the month that the policy names; a fiscal year that begins after January carries the number of the calendar
//! year in which it begins.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use std::fmt;

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// ISO week, Monday to Sunday.
    Week,
    /// Calendar month.
    Month,
    /// Three months of the fiscal year.
    Quarter,
    /// Fiscal year.
    Year,
    /// Any other stretch of days.
    Range,
}

impl PeriodKind {
    /// Every kind that a policy can name, with its name.
    pub const NAMED: [(&'static str, PeriodKind); 4] = [
        ("week", PeriodKind::Week),
        ("month", PeriodKind::Month),
        ("quarter", PeriodKind::Quarter),
        ("year", PeriodKind::Year),
    ];
}

impl PeriodKind {
    /// The name of the kind.
    pub fn id(self) -> &'static str {
        Self::NAMED.iter().find(|(_, kind)| *kind == self).map_or("range", |(id, _)| id)
    }
}

/// A stretch of days, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: NaiveDate,
    last: NaiveDate,
    kind: PeriodKind,
    fiscal_start: u32,
}

impl Period {
    /// The period of this kind that holds `date`; a range of that one day for `PeriodKind::Range`.
    pub fn containing(date: NaiveDate, kind: PeriodKind, fiscal_start: u32) -> Self {
        let months = match kind {
            PeriodKind::Range => return Period { first: date, last: date, kind, fiscal_start },
            PeriodKind::Week => {
                let first = date.week(Weekday::Mon).first_day();
                return Period { first, last: first + Days::new(6), kind, fiscal_start };
            }
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::Year => 12,
        };
        let into_year = (date.month() + 12 - fiscal_start) % 12;
        let first = date.with_day(1).unwrap_or(date) - Months::new(into_year % months);
        Period { first, last: first + Months::new(months) - Days::new(1), kind, fiscal_start }
    }

    /// A custom range; nothing when the last day is before the first.
    pub fn range(first: NaiveDate, last: NaiveDate, fiscal_start: u32) -> Option<Self> {
        (first <= last).then_some(Period { first, last, kind: PeriodKind::Range, fiscal_start })
    }

    /// Reads a period as it is written on the command line and in files. Chinese forms (`2026年10月`) are read too.
    pub fn parse(text: &str, fiscal_start: u32) -> Option<Self> {
        if let Some((first, last)) = text.split_once("..") {
            return Period::range(iso_date(first)?, iso_date(last)?, fiscal_start);
        }
        let text = text.replace('年', "-").replace(['月', ' '], "");
        let text = text.trim_end_matches('-').replace('/', "-");
        let (year_text, part) = match text.split_once('-') {
            Some((year, part)) => (year, part),
            None if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) => text.split_at(4),
            None => (text.as_str(), ""),
        };
        if year_text.len() != 4 || !year_text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year: i32 = year_text.parse().ok()?;
        let of = |date: NaiveDate, kind| Some(Period::containing(date, kind, fiscal_start));
        let digits = |text: &str| -> Option<u32> {
            (!text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse().ok())?
        };
        match part.as_bytes().first() {
            None => of(NaiveDate::from_ymd_opt(year, fiscal_start, 1)?, PeriodKind::Year),
            Some(b'Q' | b'q') => {
                let quarter = digits(&part[1..]).filter(|quarter| (1..=4).contains(quarter))?;
                let first = NaiveDate::from_ymd_opt(year, fiscal_start, 1)? + Months::new((quarter - 1) * 3);
                of(first, PeriodKind::Quarter)
            }
            Some(b'W' | b'w') => {
                of(NaiveDate::from_isoywd_opt(year, digits(&part[1..])?, Weekday::Mon)?, PeriodKind::Week)
            }
            Some(_) => of(NaiveDate::from_ymd_opt(year, digits(part)?, 1)?, PeriodKind::Month),
        }
    }

    /// First day.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// Last day, included.
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// Its length.
    pub fn kind(&self) -> PeriodKind {
        self.kind
    }

    /// How many days it has.
    pub fn days(&self) -> i64 {
        super::days_between(self.first, self.last)
    }

    /// Whether the day is in it, both ends included.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }

    /// The days of it up to that one; the whole where the day is not before its last, or before its first.
    pub fn until(&self, day: NaiveDate) -> Self {
        if day >= self.last || day < self.first {
            return self.clone();
        }
        Period { last: day, kind: PeriodKind::Range, ..self.clone() }
    }

    /// The days from that one to its end.
    pub fn from_day(&self, first: NaiveDate) -> Self {
        Period { first, kind: PeriodKind::Range, ..self.clone() }
    }

    /// The period just before: of a custom range, as many days.
    pub fn previous(&self) -> Self {
        if self.kind == PeriodKind::Range {
            let last = self.first - Days::new(1);
            let first = last - Days::new(u64::try_from(self.days() - 1).unwrap_or(0));
            return Period { first, last, ..self.clone() };
        }
        Period::containing(self.first - Days::new(1), self.kind, self.fiscal_start)
    }

    /// The same dates a year earlier: 29 February becomes the 28th, week 53 becomes week 52.
    pub fn last_year(&self) -> Self {
        match self.kind {
            PeriodKind::Range => Period {
                first: super::months_before(self.first, 12),
                last: super::months_before(self.last, 12),
                ..self.clone()
            },
            PeriodKind::Week => {
                let week = self.first.iso_week();
                let year = week.year() - 1;
                let first = NaiveDate::from_isoywd_opt(year, week.week(), Weekday::Mon)
                    .or_else(|| NaiveDate::from_isoywd_opt(year, week.week() - 1, Weekday::Mon))
                    .unwrap_or(self.first);
                Period::containing(first, PeriodKind::Week, self.fiscal_start)
            }
            kind => Period::containing(super::months_before(self.first, 12), kind, self.fiscal_start),
        }
    }

    /// The calendar months it is made of, where it is made of whole ones.
    pub fn months(&self) -> Option<Vec<Period>> {
        if self.kind == PeriodKind::Week || self.first.day() != 1 || (self.last + Days::new(1)).day() != 1 {
            return None;
        }
        let mut months = Vec::new();
        let mut first = self.first;
        while first <= self.last {
            months.push(Period::containing(first, PeriodKind::Month, self.fiscal_start));
            first = first + Months::new(1);
        }
        Some(months)
    }

    /// The periods of that kind that it is made of; nothing where it is not made of whole ones.
    pub fn parts(&self, kind: PeriodKind) -> Option<Vec<Period>> {
        let mut parts = Vec::new();
        let mut first = self.first;
        while first <= self.last {
            let part = Period::containing(first, kind, self.fiscal_start);
            if part.first != first || part.last > self.last {
                return None;
            }
            first = part.last + Days::new(1);
            parts.push(part);
        }
        Some(parts)
    }

    /// The name: `2026-10`, `2026-Q3`, `2026`, `2026-W41`, `2026-08-30..2026-11-29`.
    pub fn id(&self) -> String {
        let fiscal_year = || {
            let before = self.first.month() < self.fiscal_start;
            self.first.year() - i32::from(before)
        };
        match self.kind {
            PeriodKind::Year => format!("{:04}", fiscal_year()),
            PeriodKind::Quarter => {
                let quarter = (self.first.month() + 12 - self.fiscal_start) % 12 / 3 + 1;
                format!("{:04}-Q{quarter}", fiscal_year())
            }
            PeriodKind::Month => self.first.format("%Y-%m").to_string(),
            PeriodKind::Week => self.first.format("%G-W%V").to_string(),
            PeriodKind::Range => format!("{}..{}", self.first, self.last),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id())
    }
}

/// Reads `2026-10-05`.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let shaped = year.len() == 4 && month.len() == 2 && day.len() == 2 && parts.next().is_none();
    let digits = [year, month, day].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if !shaped || !digits {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text, 1).expect("a period")
    }

    #[test]
    fn written_periods_keep_their_name_and_days() {
        for (text, first, last) in [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-10", "2026-10-01", "2026-10-31"),
            ("2026-Q3", "2026-07-01", "2026-09-30"),
            ("2026-W41", "2026-10-05", "2026-10-11"),
            ("2026-08-30..2026-11-29", "2026-08-30", "2026-11-29"),
        ] {
            let found = period(text);
            assert_eq!((found.id().as_str(), found.first().to_string().as_str()), (text, first));
            assert_eq!(found.last().to_string(), last);
        }
        for wrong in ["", "26", "2026-13", "2026-Q5", "2026-W54", "2026-10-01", "2026-11-29..2026-08-30", "x"] {
            assert_eq!(Period::parse(wrong, 1), None, "{wrong}");
        }
        assert_eq!(period("2026年10月"), period("2026-10"));
        assert_eq!(period("202610"), period("2026-10"));
    }

    #[test]
    fn before_and_a_year_earlier_follow_the_calendar() {
        assert_eq!(period("2026-01").previous().id(), "2025-12");
        assert_eq!(period("2026-Q1").previous().id(), "2025-Q4");
        assert_eq!(period("2026-W01").previous().id(), "2025-W52");
        assert_eq!(period("2026-W53").last_year().id(), "2025-W52");
        assert_eq!(period("2024-02-29..2024-02-29").last_year().id(), "2023-02-28..2023-02-28");
        assert_eq!(period("2026-10-11..2026-10-20").previous().id(), "2026-10-01..2026-10-10");
        assert_eq!(period("2026-Q3").months().map(|months| months.len()), Some(3));
    }

    #[test]
    fn whole_periods_are_told_from_parts_of_them() {
        let parts = |text: &str, kind| period(text).parts(kind).map(|parts| parts.len());
        assert_eq!(parts("2026-Q4", PeriodKind::Month), Some(3));
        assert_eq!(parts("2026-10-01..2026-10-31", PeriodKind::Month), Some(1));
        assert_eq!(parts("2026-10-01..2026-11-15", PeriodKind::Month), None);
        assert_eq!(parts("2026-10", PeriodKind::Week), None);
        assert_eq!(parts("2026-10", PeriodKind::Quarter), None);
        assert_eq!(parts("2026-10-05..2026-10-18", PeriodKind::Week), Some(2));
        let fiscal = Period::parse("2026", 4).expect("a period").parts(PeriodKind::Quarter);
        assert_eq!(fiscal.expect("quarters")[3].first().to_string(), "2027-01-01");
    }

    #[test]
    fn a_fiscal_year_begins_in_its_own_month() {
        let fiscal = |text: &str| Period::parse(text, 4).expect("a period");
        assert_eq!(fiscal("2026").first().to_string(), "2026-04-01");
        assert_eq!(fiscal("2026-Q4").first().to_string(), "2027-01-01");
        assert_eq!(fiscal("2026-Q4").id(), "2026-Q4");
        assert_eq!(fiscal("2026-Q4").previous().id(), "2026-Q3");
    }
}
