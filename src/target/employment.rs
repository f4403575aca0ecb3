//! Proration: employed days ÷ days of the period, both ends included; days of leave count as not employed where the policy
//! gives relief for them.

use crate::calendar::{NaiveDate, Period, days_between};
use crate::derivation::{Fact, Figure, Form, Leaf, Worksheet};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::rules::{Leave, Policy, Proration, Unit};

/// The share of the period's days that the target is for; nothing where the policy neither prorates nor relieves.
///
/// Days are working days with `work_days`, else calendar days. Relief without proration leaves the days before hiring and
/// after leaving in, and takes off the days of leave alone.
pub(super) fn share(
    policy: &Policy,
    ledger: &Ledger,
    sheet: &mut Worksheet,
    person: usize,
    period: &Period,
) -> Option<Figure> {
    let rules = &policy.targets;
    let (prorates, relieves) = (rules.proration.value != Proration::None, rules.leave.value == Leave::Relief);
    let employed: Vec<(NaiveDate, NaiveDate)> = ledger.people.list[person].stretches_in(period).collect();
    let leave = if relieves { leave_days(policy, ledger, person, &employed) } else { 0 };
    if !prorates && leave == 0 {
        return None;
    }
    let all = days(policy, period.first(), period.last());
    let there = || employed.iter().map(|(first, last)| days(policy, *first, *last)).sum();
    let counted = if prorates { there() } else { all };
    let worked = rules.proration.value == Proration::WorkDays;
    let window = || period.clone();
    let whole = Fact::Days { window: window(), worked };
    let fact = if prorates { Fact::Employed { person, window: window(), worked } } else { whole.clone() };
    let mut present = calendar_leaf(sheet, "employed_days", fact, counted);
    if leave > 0 {
        let leave = calendar_leaf(sheet, "leave_days_taken", Fact::Leave { person, window: window(), worked }, leave);
        let rule = rules.leave.span;
        present = sheet.named(("present_days", ""), rule, Form::Difference, &[&present, &leave], Unit::Days);
    }
    let all = calendar_leaf(sheet, "period_days", whole, all);
    let rule = if prorates { rules.proration.span } else { rules.leave.span };
    Some(sheet.named(("proration", ""), rule, Form::Quotient, &[&present, &all], Unit::Rate))
}

/// Days of leave inside the employed days.
fn leave_days(policy: &Policy, ledger: &Ledger, person: usize, employed: &[(NaiveDate, NaiveDate)]) -> i64 {
    let own = ledger.leave.iter().filter(|leave| leave.person == person);
    let inside =
        own.flat_map(|leave| employed.iter().map(|(first, last)| (leave.first.max(*first), leave.last.min(*last))));
    inside.map(|(first, last)| days(policy, first, last)).sum()
}

fn days(policy: &Policy, first: NaiveDate, last: NaiveDate) -> i64 {
    match policy.targets.proration.value {
        Proration::WorkDays => policy.calendar.workdays_between(first, last),
        Proration::CalendarDays | Proration::None => days_between(first, last),
    }
}

fn calendar_leaf(sheet: &mut Worksheet, name: &'static str, fact: Fact, days: i64) -> Figure {
    let figure = sheet.leaf(Leaf::Calendar(fact), Some(Number::from(days)), Unit::Days);
    sheet.name(&figure, name, None, None);
    figure
}
