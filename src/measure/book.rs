//! A period's book: figures of measures, targets and attainment, made on a worksheet.

use super::places::Places;
use super::totals::{Ask, Totals};
use crate::calendar::{NaiveDate, Period};
use crate::derivation::{Figure, Form, Leaf, Subject, Worksheet};
use crate::history::History;
use crate::ledger::Ledger;
use crate::policy::rules::{Against, Better, MeasureId, MeasureRule, Policy, Unit};
use crate::target::{self, Aim};

/// What every stage works from: the rules, the registers, what was gathered, and the period appraised.
#[derive(Clone, Copy)]
pub struct Book<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// The registers.
    pub ledger: &'a Ledger,
    /// What was gathered.
    pub totals: &'a dyn Totals,
    /// The period appraised.
    pub period: &'a Period,
    /// The period asked for: what lies before it is looked back to, and is as it was closed where it is. Absent: all is of today's files.
    pub asked: Option<&'a Period>,
    /// Earlier periods, and the one appraised as soon as it is scored: the measure `score` reads it.
    pub history: &'a dyn History,
    /// The last day that counts; absent: the last of each period.
    pub as_of: Option<NaiveDate>,
    /// Who looks at steps before they are forgotten; nothing: everybody's are kept, to be explained.
    pub witness: Option<&'a dyn Witness>,
    /// Whose steps are kept all the same.
    pub kept: Option<usize>,
    /// What places are told from, where a stage asks for those of many; absent: it is made each time.
    pub places: Option<&'a Places>,
}

/// Looks at a person's steps that are about to be forgotten.
pub trait Witness {
    /// Takes from them what will still be asked.
    fn look_at(&self, person: usize, steps: &Worksheet);
}

/// Nobody will ask anything.
pub struct Nobody;

impl Witness for Nobody {
    fn look_at(&self, _: usize, _: &Worksheet) {}
}

/// An attainment with what it was made from.
#[derive(Clone, Debug)]
pub struct Attained {
    /// The measure's value.
    pub actual: Figure,
    /// What it is measured by.
    pub against: Figure,
    /// The quotient (the reverse where lower is better); may be missing.
    pub attainment: Figure,
}

impl Book<'_> {
    /// The days of a window that count.
    pub fn seen(&self, window: &Period) -> Period {
        self.as_of.map_or_else(|| window.clone(), |day| window.until(day))
    }

    /// A stage is done with a person: its steps are kept, or forgotten, so that people cost what their results do.
    ///
    /// Figures of before are then values without a step; a stage that looks at a step looks at one that it made itself since.
    pub fn done_with(&self, person: usize, sheet: &mut Worksheet) {
        if let Some(witness) = self.witness.filter(|_| self.kept != Some(person)) {
            witness.look_at(person, sheet);
            sheet.forget();
        }
    }

    /// The measure's value for the subject in the window; overlays in (they count for attainment and score always).
    pub fn actual(&self, sheet: &mut Worksheet, measure: MeasureId, subject: &Subject, window: &Period) -> Figure {
        self.figure(sheet, Ask { measure, subject, window, overlays: true })
    }

    /// The same without credits beyond the whole.
    pub fn without_overlays(
        &self,
        sheet: &mut Worksheet,
        measure: MeasureId,
        (subject, window): (&Subject, &Period),
    ) -> Figure {
        self.figure(sheet, Ask { measure, subject, window, overlays: false })
    }

    /// The measure's value without credits beyond the whole, as pay counts it unless a component says `overlays = true`.
    pub fn payable(&self, sheet: &mut Worksheet, measure: MeasureId, subject: &Subject, overlays: bool) -> Figure {
        self.figure(sheet, Ask { measure, subject, window: self.period, overlays })
    }

    /// The subject's target of the measure for the window after ramp, proration and leave; missing where there is none.
    pub fn target(&self, sheet: &mut Worksheet, measure: MeasureId, subject: &Subject, window: &Period) -> Figure {
        if let Some(kept) = self.as_closed(sheet, (measure, subject, window), None) {
            sheet.name(&kept, "target", Some(&self.policy.measure(measure).name), None);
            return kept;
        }
        target::figure(self.policy, self.ledger, sheet, Aim { measure, subject, window })
    }

    /// The figure that an earlier period was closed with; nothing where it is not closed, keeps none, or is not looked back to.
    pub(super) fn as_closed(
        &self,
        sheet: &mut Worksheet,
        (measure, subject, window): (MeasureId, &Subject, &Period),
        overlays: Option<bool>,
    ) -> Option<Figure> {
        self.asked.filter(|asked| window.last() < asked.first())?;
        let rule = self.policy.measure(measure);
        let kept = self.history.kept(&rule.name, subject, window)?;
        let leaf = Leaf::Kept { measure, subject: subject.clone(), window: window.clone(), overlays };
        Some(sheet.leaf(leaf, kept.value(overlays).cloned(), rule.unit))
    }

    /// Attainment of the measure in the book's period; missing where what it is measured by is missing, 0 or less.
    pub fn attained(
        &self,
        sheet: &mut Worksheet,
        measure: MeasureId,
        subject: &Subject,
        against: &Against,
    ) -> Attained {
        self.attained_in(sheet, Ask { measure, subject, window: self.period, overlays: true }, against)
    }

    pub(super) fn attained_in(&self, sheet: &mut Worksheet, ask: Ask, against: &Against) -> Attained {
        let rule = self.policy.measure(ask.measure);
        let actual = self.figure(sheet, ask);
        let against = self.base(sheet, ask, against);
        let attainment = self.attainment(sheet, rule, (&actual, &against));
        Attained { actual, against, attainment }
    }

    /// An actual of that measure against what it is measured by: the quotient, or the reverse where lower is better.
    pub fn attainment(
        &self,
        sheet: &mut Worksheet,
        rule: &MeasureRule,
        (actual, against): (&Figure, &Figure),
    ) -> Figure {
        let (form, inputs) = match rule.better {
            Better::Higher => (Form::Attainment, [actual, against]),
            Better::Lower => (Form::AttainmentLower, [against, actual]),
        };
        sheet.named(("attainment", &rule.name), rule.span, form, &inputs, Unit::Rate)
    }
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
