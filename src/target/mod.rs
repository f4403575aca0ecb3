//! Targets: the number that `targets.csv` gives a subject for a period, after ramp, proration and leave.
//!
//! A period's target is its own row; else, where the period is made of whole months and every month has a row, the sum
//! of its months (those in which the person is not employed need none); else, of whole quarters, their sum; else it is missing. A team's target is never the sum of its
//! people's. Each row is reduced by itself, for the days that it is for. A level – the target of a mean or a rate that the policy names as one – is never
//! reduced, and that of a longer period is the mean of its parts.

mod employment;
mod ramp;

use crate::calendar::{Period, PeriodKind};
use crate::derivation::{Figure, Form, Leaf, Subject, Worksheet};
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::policy::rules::{MeasureId, Policy, Unit};

/// Which target.
#[derive(Clone, Copy, Debug)]
pub struct Aim<'a> {
    /// Of which measure.
    pub measure: MeasureId,
    /// Whose; only persons, teams and the department have targets.
    pub subject: &'a Subject,
    /// For which period.
    pub window: &'a Period,
}

/// The target as a figure named `target`; missing where no row says it.
pub fn figure(policy: &Policy, ledger: &Ledger, sheet: &mut Worksheet, aim: Aim) -> Figure {
    let sought = scope(ledger, aim.subject).map(|scope| Sought { policy, ledger, measure: aim.measure, scope });
    let found = sought.as_ref().and_then(|sought| Some((sought, sought.rows(aim.window)?)));
    let rule = policy.measure(aim.measure);
    let target = match found {
        Some((sought, rows)) => sought.total(sheet, &rows),
        None => sheet.leaf(Leaf::Absent, None, rule.unit),
    };
    sheet.name(&target, "target", Some(&rule.name), None);
    target
}

/// The scope under which a subject has targets; the people below a manager have none of their own.
fn scope(ledger: &Ledger, subject: &Subject) -> Option<Scope> {
    match subject {
        Subject::Person(person) => Some(Scope::Person(*person)),
        Subject::Team(team) => Some(Scope::Team(team.clone())),
        Subject::Department => Some(Scope::Department),
        Subject::Labelled { column, label } => ledger.scope_of_word(column, label),
        Subject::Direct(_) | Subject::Branch(_) | Subject::Mentees(_) => None,
    }
}

struct Sought<'a> {
    policy: &'a Policy,
    ledger: &'a Ledger,
    measure: MeasureId,
    scope: Scope,
}

impl<'a> Sought<'a> {
    /// The rows that together are the target of the period.
    fn rows(&self, window: &Period) -> Option<Vec<&'a TargetRow>> {
        let row = |period: &Period| self.ledger.targets.of(&self.scope, self.measure, period);
        if let Some(row) = row(window) {
            return Some(vec![row]);
        }
        let months = window.months()?;
        if let Some(rows) = self.rows_of(&months, |month| row(month).map(|row| vec![row])) {
            return Some(rows);
        }
        let start = self.policy.header.fiscal_year_starts;
        let of = |month: &Period| Period::containing(month.first(), PeriodKind::Quarter, start);
        let quarters: Vec<Period> = months.iter().step_by(3).map(of).collect();
        let begins = quarters.first().is_some_and(|first| first.first() == window.first());
        let ends = quarters.last().is_some_and(|last| last.last() == window.last());
        if quarters.len() < 2 || !begins || !ends {
            return None;
        }
        self.rows_of(&quarters, |quarter| self.rows(quarter))
    }

    /// The rows of all these periods; one in which the person is not employed needs none.
    fn rows_of(
        &self,
        periods: &[Period],
        of: impl Fn(&Period) -> Option<Vec<&'a TargetRow>>,
    ) -> Option<Vec<&'a TargetRow>> {
        let mut found = Vec::new();
        for period in periods {
            match of(period) {
                Some(rows) => found.extend(rows),
                None if self.is_absent(period) => {}
                None => return None,
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// Whether the target is of a person who is not employed on any day of the period.
    fn is_absent(&self, period: &Period) -> bool {
        let Scope::Person(person) = self.scope else { return false };
        self.ledger.people.list[person].employed_in(period).is_none()
    }

    fn total(&self, sheet: &mut Worksheet, rows: &[&TargetRow]) -> Figure {
        let figures: Vec<Figure> = rows.iter().map(|row| self.reduced(sheet, row)).collect();
        if let [only] = &figures[..] {
            return only.clone();
        }
        let (rule, figures) = (self.policy.measure(self.measure), figures.iter().collect::<Vec<_>>());
        if !self.policy.targets.is_level(self.measure) {
            return sheet.named(("target", &rule.name), rule.span, Form::Sum, &figures, rule.unit);
        }
        let sum = sheet.named(("sum", ""), rule.span, Form::Sum, &figures, rule.unit);
        let count = sheet.step(Form::Count, &figures, Unit::Count);
        sheet.name(&count, "months", None, None);
        sheet.named(("target", &rule.name), rule.span, Form::Quotient, &[&sum, &count], rule.unit)
    }

    /// One row: for a person × the ramp's share × the share of days employed.
    fn reduced(&self, sheet: &mut Worksheet, row: &TargetRow) -> Figure {
        let rule = self.policy.measure(self.measure);
        let given = sheet.leaf(Leaf::Row(Box::new(row.place.clone())), Some(row.value.clone()), rule.unit);
        sheet.name(&given, "target_row", Some(&rule.name), None);
        let Scope::Person(person) = self.scope else { return given };
        if self.policy.targets.is_level(self.measure) {
            return given;
        }
        let employee = &self.ledger.people.list[person];
        let ramp = ramp::share(&self.policy.targets, sheet, (person, employee), &row.period);
        let proration = employment::share(self.policy, self.ledger, sheet, person, &row.period);
        let factors: Vec<&Figure> = std::iter::once(&given).chain(&ramp).chain(&proration).collect();
        if factors.len() == 1 {
            return given;
        }
        let rules = &self.policy.targets;
        let span = rules.ramp.first().filter(|_| ramp.is_some()).map_or(rules.proration.span, |share| share.span);
        sheet.named(("target", &rule.name), span, Form::Product, &factors, rule.unit)
    }
}

#[cfg(test)]
mod tests;
