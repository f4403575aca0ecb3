//! A period of a chain with all that its leaves came from.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use super::{Chain, Taken};
use crate::calendar::Period;
use crate::derivation::{Figure, Worksheet};
use crate::ledger::Ledger;
use crate::measure::{Book, PastScores, Totals};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::MeasureId;
use crate::results::{PeriodResult, PersonResult, View};

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
    pub policy: &'a Policy,
    pub ledger: &'a Ledger,
    pub totals: &'a dyn Totals,
    /// From the period on to those before it.
    chain: &'a [PeriodResult],
    scores: Vec<Option<Number>>,
    earlier_scores: Vec<PastScores>,
    /// Place by index of the person in the ledger.
    pub places: OnceCell<BTreeMap<usize, usize>>,
    /// The values of everybody who has one, by measure, the lowest first.
    pub values: RefCell<BTreeMap<MeasureId, Vec<Number>>>,
}

impl<'a> Scene<'a> {
    /// A scene for every period of the chain.
    pub fn all((policy, ledger, totals): (&'a Policy, &'a Ledger, &'a dyn Totals), chain: &'a Chain) -> Vec<Self> {
        let scene = |back: usize| Scene {
            policy,
            ledger,
            totals,
            chain: &chain[back..],
            scores: crate::appraisal::scores(ledger, &chain[back]),
            earlier_scores: chain[back + 1..]
                .iter()
                .map(|earlier| crate::appraisal::past_scores(ledger, earlier))
                .collect(),
            places: OnceCell::new(),
            values: RefCell::default(),
        };
        (0..chain.len()).map(scene).collect()
    }

    /// The period's results.
    pub fn result(&self) -> &'a PeriodResult {
        &self.chain[0]
    }

    /// The period's book.
    pub fn book(&self) -> Book<'_> {
        Book {
            policy: self.policy,
            ledger: self.ledger,
            totals: self.totals,
            period: &self.result().period,
            scores: Some(&self.scores),
            earlier_scores: &self.earlier_scores,
            witness: None,
        }
    }

    /// The period as conditions look at it.
    pub fn view(&self) -> View<'_> {
        View { book: self.book(), result: self.result(), earlier: None }
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
