//! A period of a chain with all that its leaves came from.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use super::{Chain, Given, Taken};
use crate::calendar::Period;
use crate::derivation::{Figure, Worksheet};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::MeasureId;
use crate::results::{PeriodResult, PersonResult};

/// Of one leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is what its source says.
    Same,
    /// It is not.
    Differs,
    /// It is taken as it is.
    Taken(Taken),
}

impl Verdict {
    /// Whether it is the same.
    pub fn of(is_same: bool) -> Self {
        if is_same { Verdict::Same } else { Verdict::Differs }
    }
}

/// A period of a chain.
pub(super) struct Scene<'a> {
    /// What its results follow from, with the standings of the whole chain.
    pub given: Given<'a>,
    result: &'a PeriodResult,
    /// The period that the chain was made for.
    asked: &'a Period,
    /// Place by index of the person in the ledger.
    pub places: OnceCell<BTreeMap<usize, usize>>,
    /// The values of everybody who has one, by measure and period, the lowest first.
    pub values: RefCell<BTreeMap<(MeasureId, Period), Vec<Number>>>,
}

impl<'a> Scene<'a> {
    /// A scene for every period of the chain.
    pub fn all(given: Given<'a>, chain: &'a Chain) -> Vec<Self> {
        let Some(asked) = chain.first().map(|result| &result.period) else { return Vec::new() };
        let scene = |result| Scene { given, result, asked, places: OnceCell::new(), values: RefCell::default() };
        chain.iter().map(scene).collect()
    }

    /// The period's results.
    pub fn result(&self) -> &'a PeriodResult {
        self.result
    }

    /// The period's book.
    pub fn book(&self) -> Book<'a> {
        Book { asked: Some(self.asked), ..self.given.book(&self.result.period) }
    }

    /// The value of a figure as the person's own worksheet has it.
    pub fn value_of<'f>(&self, person: &'f PersonResult, figure: &Figure) -> Option<&'f Number> {
        value_on(&person.sheet, figure)
    }
}

/// The scene of exactly that period.
pub(super) fn of_period<'s, 'a>(scenes: &'s [Scene<'a>], window: &Period) -> Option<&'s Scene<'a>> {
    scenes.iter().find(|scene| scene.result().period == *window)
}

fn value_on<'f>(sheet: &'f Worksheet, figure: &Figure) -> Option<&'f Number> {
    sheet.steps().get(figure.step())?.value.as_ref()
}
