//! The part of the period in which a person was employed: employed days ÷ days of the period, both ends included.

use super::payee::Payee;
use crate::calendar::days_between;
use crate::derivation::{Fact, Figure, Form, Leaf};
use crate::number::Number;
use crate::policy::rules::{Proration, Unit};
use crate::source::Spanned;

/// The share; nothing where the days are not counted, for who was there on all of them, and in a period without such a day.
pub(super) fn share(payee: &mut Payee, proration: &Spanned<Proration>) -> Option<Figure> {
    let (employed, days) = employed_days(payee, proration.value)?;
    if employed == days {
        return None;
    }
    let (person, worked) = (payee.person, proration.value == Proration::WorkDays);
    let window = || payee.run.view.book.period.clone();
    let there = Fact::Employed { person, window: window(), worked };
    let all = Fact::Days { window: window(), worked };
    let [employed, days] =
        [("employed_days", there, employed), ("period_days", all, days)].map(|(name, fact, count)| {
            let figure = payee.sheet.leaf(Leaf::Calendar(fact), Some(Number::from(count)), Unit::Days);
            payee.sheet.name(&figure, name, None, Some(proration.span));
            figure
        });
    Some(payee.step("proration", proration.span, Form::Quotient, &[&employed, &days], Unit::Rate))
}

fn employed_days(payee: &Payee, proration: Proration) -> Option<(i64, i64)> {
    let book = payee.run.view.book;
    let there = || payee.run.person(payee.person).stretches_in(book.period);
    let calendar = &book.policy.calendar;
    let (employed, days) = match proration {
        Proration::None => return None,
        Proration::CalendarDays => (there().map(|(first, last)| days_between(first, last)).sum(), book.period.days()),
        Proration::WorkDays => {
            let worked = there().map(|(first, last)| calendar.workdays_between(first, last)).sum();
            (worked, calendar.workdays_in(book.period))
        }
    };
    (days > 0).then_some((employed, days))
}
