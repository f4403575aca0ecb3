//! A period's book: figures of measures, targets and attainment, made on a worksheet.

use super::totals::Totals;
use crate::calendar::Period;
use crate::derivation::{Figure, Subject, Worksheet};
use crate::ledger::Ledger;
use crate::policy::rules::{Against, MeasureId, Policy};

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
    /// The measure's value for the subject in the window; overlays in (they count for attainment and score always).
    pub fn actual(&self, sheet: &mut Worksheet, measure: MeasureId, subject: &Subject, window: &Period) -> Figure {
        let _ = (sheet, measure, subject, window);
        unimplemented!()
    }

    /// The measure's value without credits beyond the whole, as pay counts it unless a component says `overlays = true`.
    pub fn payable(&self, sheet: &mut Worksheet, measure: MeasureId, subject: &Subject, overlays: bool) -> Figure {
        let _ = (sheet, measure, subject, overlays);
        unimplemented!()
    }

    /// The subject's target of the measure for the window after ramp, proration and leave; missing where there is none.
    pub fn target(&self, sheet: &mut Worksheet, measure: MeasureId, subject: &Subject, window: &Period) -> Figure {
        let _ = (sheet, measure, subject, window);
        unimplemented!()
    }

    /// Attainment of the measure in the book's period.
    pub fn attained(
        &self,
        sheet: &mut Worksheet,
        measure: MeasureId,
        subject: &Subject,
        against: &Against,
    ) -> Attained {
        let _ = (sheet, measure, subject, against);
        unimplemented!()
    }
}
