//! How much of a period is gone for a subject, and how many days are left of it.

use crate::calendar::{Days, NaiveDate, Period, days_between};
use crate::derivation::{Subject, Worksheet};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::management::progress::Pace;
use crate::policy::rules::{MeasureId, Proration};

/// So many periods before say how much is usually done by a day.
const PERIODS: usize = 12;

/// The periods before, the latest first.
pub(super) fn before(period: &Period) -> Vec<Period> {
    std::iter::successors(Some(period.previous()), |earlier| Some(earlier.previous())).take(PERIODS).collect()
}

/// The windows that a clock of earlier periods looks at on a day of the period.
pub(super) fn windows(policy: &Policy, period: &Period, day: NaiveDate) -> Vec<Period> {
    if policy.management.progress.pace != Pace::History || day >= period.last() {
        return Vec::new();
    }
    before(period).into_iter().flat_map(|earlier| [up_to_same_day(&earlier, (period, day)), earlier]).collect()
}

/// The days of an earlier period up to the one that has as many before it.
fn up_to_same_day(earlier: &Period, (period, day): (&Period, NaiveDate)) -> Period {
    let gone = u64::try_from((day - period.first()).num_days()).unwrap_or(0);
    earlier.until(earlier.first() + Days::new(gone))
}

/// A clock at the end of a book's last day.
pub(super) struct Clock<'a> {
    book: Book<'a>,
    last: NaiveDate,
}

impl<'a> Clock<'a> {
    /// At the end of the last day that counts.
    pub fn new(book: Book<'a>) -> Self {
        Clock { last: book.as_of.unwrap_or_else(|| book.period.last()), book }
    }

    /// The share of the period that is gone for a subject; nothing where nothing says it.
    pub fn gone(&self, measure: MeasureId, subject: &Subject) -> Option<Number> {
        match self.book.policy.management.progress.pace {
            Pace::History if self.last < self.book.period.last() => self.usually_done(measure, subject),
            Pace::History => Some(Number::one()),
            Pace::WorkDays | Pace::CalendarDays => {
                let (first, last) = self.days_of(subject)?;
                let gone = Number::from(self.days(first, self.last.min(last)));
                gone.checked_div(&Number::from(self.days(first, last)))
            }
        }
    }

    /// The days that are left of the period for a subject.
    pub fn left(&self, subject: &Subject) -> i64 {
        let after = self.last.succ_opt().unwrap_or(NaiveDate::MAX);
        self.days_of(subject).map_or(0, |(first, last)| self.days(first.max(after), last))
    }

    /// The days of the period that are the subject's: of a person whose target is prorated those of employment.
    fn days_of(&self, subject: &Subject) -> Option<(NaiveDate, NaiveDate)> {
        let Book { period, ledger, policy, .. } = self.book;
        match subject {
            Subject::Person(person) if policy.targets.proration.value != Proration::None => {
                ledger.people.list[*person].employed_in(period)
            }
            _ => Some((period.first(), period.last())),
        }
    }

    fn days(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        match self.book.policy.management.progress.pace {
            Pace::CalendarDays => days_between(first, last),
            Pace::WorkDays | Pace::History => self.book.policy.calendar.workdays_between(first, last),
        }
    }

    /// What the subject had done of earlier periods by the same day ÷ all of them.
    fn usually_done(&self, measure: MeasureId, subject: &Subject) -> Option<Number> {
        let now = (self.book.period, self.last);
        // Earlier periods are over: the day up to which this one counts cuts nothing of them.
        let mut sheet = Worksheet::new();
        let mut sum = |windows: Vec<Period>| -> Number {
            let figures = windows.iter().map(|window| self.book.actual(&mut sheet, measure, subject, window).or_zero());
            figures.collect::<Vec<_>>().iter().sum()
        };
        let part = sum(before(self.book.period).iter().map(|earlier| up_to_same_day(earlier, now)).collect());
        let whole = sum(before(self.book.period));
        if whole.is_positive() && !part.is_negative() { part.checked_div(&whole) } else { None }
    }
}
