//! The audit of what worksheets took from outside: every leaf is derived again from where it came, on another way where there is one.
//!
//! A total is asked of the cube again; a number of the policy is read from its text; a row of a register is sought in the ledger and
//! read from its line; days are counted one by one; places are counted among all; a figure of somebody else is compared with that
//! person's own worksheet, or made again. Of what several people share, every part must be somebody's.

mod calendar;
mod elsewhere;
mod parameters;
mod past;
mod places;
mod registers;
mod scene;
mod shared;
mod totals;

use std::collections::BTreeMap;

use super::Given;
use crate::calendar::Period;
use crate::derivation::{Form, Leaf, Step, Worksheet};
use crate::history::Computed;
use crate::results::PeriodResult;
use scene::{Scene, Verdict};

/// A period's results, paid where it is paid, and those of the periods before it, the latest first.
pub type Chain = Vec<PeriodResult>;

/// Why a leaf is taken as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taken {
    /// A missing value that follows from others: nobody to make a mean of, no team, no indicator's points. That it is missing is
    /// checked; why, its rule says.
    Follows,
    /// A figure of a closed period that was computed again: it was made by a calculation of its own.
    Recomputed,
}

/// A step that is not what its source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Of whose worksheet: index in the ledger.
    pub person: usize,
    /// Of which period.
    pub period: Period,
    /// Which step of it.
    pub step: usize,
    /// The id of its form.
    pub form: &'static str,
}

/// What the audit found.
#[derive(Clone, Debug, Default)]
pub struct Audited {
    /// Steps that are not what their sources say.
    pub differing: Vec<Differing>,
    /// How many leaves were derived again.
    pub leaves: usize,
    /// How many were taken as they are, by reason.
    pub taken: BTreeMap<Taken, usize>,
}

/// Derives every leaf again; the steps of periods that are only looked back to are done again, too.
pub fn audit(given: Given, chains: &[Chain]) -> Audited {
    let mut audited = Audited::default();
    for chain in chains {
        let mut history = Computed::before(given.history);
        chain.iter().for_each(|result| history.note(result));
        let scenes = Scene::all(Given { history: &history, ..given }, chain);
        for (back, scene) in scenes.iter().enumerate() {
            for person in scene.result().paid() {
                audited.look_at(scene, &scenes, (person.person, &person.sheet));
                if back > 0 {
                    let steps = person.sheet.audit().into_iter();
                    audited.differing.extend(steps.map(|step| differing(scene, (person.person, &person.sheet), step)));
                }
            }
            audited.differing.extend(shared::without_owner(scene.result()));
        }
    }
    audited
}

impl Audited {
    fn look_at(&mut self, scene: &Scene, scenes: &[Scene], (person, sheet): (usize, &Worksheet)) {
        let is_leaf = |(_, step): &(usize, &Step)| matches!(step.form, Form::Leaf(_));
        for (index, step) in sheet.steps().iter().enumerate().filter(is_leaf) {
            match verdict(scene, scenes, (person, sheet), step) {
                Verdict::Same => self.leaves += 1,
                Verdict::Taken(why) => *self.taken.entry(why).or_default() += 1,
                Verdict::Differs => self.differing.push(differing(scene, (person, sheet), index)),
            }
        }
    }
}

fn differing(scene: &Scene, (person, sheet): (usize, &Worksheet), step: usize) -> Differing {
    Differing { person, period: scene.result().period.clone(), step, form: sheet.steps()[step].form.id() }
}

fn verdict(scene: &Scene, scenes: &[Scene], (person, sheet): (usize, &Worksheet), step: &Step) -> Verdict {
    let Form::Leaf(leaf) = &step.form else { return Verdict::Same };
    match leaf {
        Leaf::Parameter => parameters::verdict(scene, step),
        Leaf::Implied(number) => parameters::implied(*number, step),
        Leaf::Total { .. } => totals::verdict(scene, step),
        Leaf::Row(place) => registers::verdict(scene, person, place, step),
        Leaf::Absent => registers::absent(scene, person, step),
        Leaf::Calendar(fact) => Verdict::of(calendar::count(scene, fact).as_ref() == step.value.as_ref()),
        Leaf::Closed(past) => past::verdict(scene, past, step),
        Leaf::Kept { measure, subject, window, overlays } => {
            past::kept(scene, (*measure, subject, window), *overlays, step)
        }
        Leaf::Place { among, person, window } => places::verdict(scenes, (*person, window, *among), step),
        Leaf::Elsewhere { window, subject } => elsewhere::verdict(scene, scenes, (window, subject), (sheet, step)),
    }
}

/// Whether all steps of a worksheet, leaves included, are what they should be.
fn holds(scene: &Scene, scenes: &[Scene], person: usize, sheet: &Worksheet) -> bool {
    let mut audited = Audited::default();
    audited.look_at(scene, scenes, (person, sheet));
    audited.differing.is_empty() && sheet.audit().is_empty()
}
