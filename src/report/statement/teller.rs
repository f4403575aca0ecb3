//! Sentences from a worksheet: every step that says something is told once, what it was made from first.
//!
//! Nothing is told of a step that is another person's figure; sums and means over people are told as such.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::lines::named;
use super::others::{Others, has_amount_of_another};
use crate::derivation::{Form, Leaf, Step, Subject};
use crate::number::Number;
use crate::policy::rules::{Bound, Component, Label, PayKind, Unit};
use crate::report::model::{Cell, Phrase, Shape};
use crate::report::steps::attained;
use crate::results::{LineKind, PayLine, PersonResult};
use crate::run::Outcome;

/// Tells of one person's steps.
pub(super) struct Teller<'a> {
    pub outcome: &'a Outcome,
    pub result: &'a PersonResult,
    /// The line of pay that is told.
    pub line: Option<&'a PayLine>,
    /// The period that is told, of several whose sum a line is.
    pub part: Option<String>,
    told: BTreeSet<usize>,
    said: Vec<Phrase>,
    /// Everybody else, as soon as a reason is told.
    others: OnceCell<Others>,
}

impl<'a> Teller<'a> {
    /// Nothing was told.
    pub fn new(outcome: &'a Outcome, result: &'a PersonResult) -> Self {
        Teller {
            outcome,
            result,
            line: None,
            part: None,
            told: BTreeSet::new(),
            said: Vec::new(),
            others: OnceCell::new(),
        }
    }

    /// Whether a text names somebody else, or an amount of somebody else.
    pub fn names_another(&self, text: &str) -> bool {
        let (outcome, person) = (self.outcome, self.result.person);
        let others = self.others.get_or_init(|| Others::of(outcome, person));
        others.are_in(text) || has_amount_of_another(outcome, person, text)
    }

    /// The name of a line for this person: of a line whose own name names somebody else the component's.
    pub fn own_name<'n>(&self, kind: &LineKind, of: &'n str, own: &'n str) -> &'n str {
        if *kind == LineKind::Own && own != of && self.names_another(own) { of } else { own }
    }

    /// The same in the language.
    pub fn called(&self, kind: &LineKind, of: &str, own: &str) -> Phrase {
        named(kind, of, self.own_name(kind, of, own))
    }

    /// What was said since this was asked last. What comes next is told as if nothing had been.
    pub fn said(&mut self) -> Vec<Phrase> {
        self.told.clear();
        std::mem::take(&mut self.said)
    }

    /// Says a sentence.
    pub fn say(&mut self, phrase: Phrase) {
        self.said.push(phrase);
    }

    /// Says a sentence, where it was not said just so: one figure may stand on a worksheet several times.
    pub fn say_once(&mut self, phrase: Phrase) {
        if !self.said.contains(&phrase) {
            self.said.push(phrase);
        }
    }

    /// Tells how a step came about; nothing where that was told already, or is somebody else's. A score has a section of its own.
    pub fn tell(&mut self, index: usize) {
        let is_score = self.step(index).name == "score";
        if is_score || self.is_of_another(index) || !self.told.insert(index) {
            return;
        }
        match &self.step(index).form {
            Form::Leaf(_) => self.leaf(index),
            Form::Round(_) => self.rounded(index),
            Form::Product => self.product(index),
            Form::Marginal => self.marginal(index),
            Form::Curve(_) => self.curve(index),
            Form::Chosen(_) => self.chosen(index),
            Form::Greatest | Form::Least => self.bounded(index),
            Form::Difference => self.difference(index),
            Form::Sum => self.sum(index),
            Form::Part(..) => self.part(index),
            Form::Place(..) => self.place(index),
            Form::Attainment | Form::AttainmentLower => self.attained(index),
            Form::Quotient | Form::Growth => self.ratio(index),
            Form::Otherwise => self.stood_in(index),
            Form::Threshold(_) | Form::Accelerate | Form::WholeTimes | Form::Count | Form::Kept(_) => {
                self.tell_inputs(index);
            }
        }
    }

    /// Tells how what a step was made from came about.
    pub fn tell_inputs(&mut self, index: usize) {
        self.step(index).inputs.iter().for_each(|input| self.tell(*input));
    }

    /// A step that has no sentence of its own: what it is called, and what came out.
    pub fn plain(&mut self, index: usize) {
        self.tell_inputs(index);
        let name = Cell::phrase(Phrase::term(self.name_of(index)));
        self.say(Phrase::term("says_step").with("name", name).with("value", self.cell(index)));
    }

    /// A step of the person's worksheet.
    pub fn step(&self, index: usize) -> &'a Step {
        &self.result.sheet.steps()[index]
    }

    /// An input of a step, by its place among them.
    pub fn input(&self, index: usize, place: usize) -> Option<usize> {
        self.step(index).inputs.get(place).copied()
    }

    /// The value of a step.
    pub fn value(&self, index: usize) -> Option<&'a Number> {
        self.step(index).value.as_ref()
    }

    /// Whether two steps have the same value.
    pub fn is_same(&self, one: usize, other: usize) -> bool {
        self.value(one) == self.value(other)
    }

    /// Whether a step came out as one of its inputs: it changed nothing.
    pub fn changes_nothing(&self, index: usize) -> bool {
        self.input(index, 0).is_some_and(|first| self.is_same(first, index))
    }

    /// The value as it is shown.
    pub fn cell(&self, index: usize) -> Cell {
        self.cell_in(index, self.step(index).unit)
    }

    /// The value as one counted in that unit.
    pub fn cell_in(&self, index: usize, unit: Unit) -> Cell {
        let step = self.step(index);
        let is_given = matches!(step.form, Form::Leaf(Leaf::Parameter | Leaf::Implied(_) | Leaf::Row(_)));
        let Some(value) = &step.value else { return Cell::Missing };
        match unit {
            Unit::Rate if is_given || matches!(step.name, "rate" | "factor" | "paid_now") => percent(value),
            _ => self.shown(value, unit),
        }
    }

    /// A number as one of that unit is shown; of a full attainment the word for it.
    pub fn shown(&self, value: &Number, unit: Unit) -> Cell {
        attained(value.clone(), Shape::of(unit, self.outcome.policy.money_places()))
    }

    /// A number compared with another: with all its decimals where it would else look the same.
    pub fn compared(&self, value: &Number, with: &Number, unit: Unit) -> Cell {
        let looks_alike = |number: &Number| (number * &Number::from(1000)).to_fixed(0);
        if unit == Unit::Rate && value != with && looks_alike(value) == looks_alike(with) {
            return percent(value);
        }
        self.shown(value, unit)
    }

    /// A bound of the policy, in the unit of what is compared with it.
    pub fn bound(&self, value: &Number, unit: Unit) -> Cell {
        if unit == Unit::Rate { percent(value) } else { self.shown(value, unit) }
    }

    /// Where a step begins: from its bound, or above it.
    pub fn step_at(&self, bound: &Bound, unit: Unit) -> Cell {
        let word = if bound.inclusive { "says_step_from" } else { "says_step_above" };
        Cell::phrase(Phrase::term(word).with("bound", self.bound(&bound.at.value, unit)))
    }

    /// Money.
    pub fn money(&self, amount: &Number) -> Cell {
        Cell::Plain(amount.clone(), Shape::Money(self.outcome.policy.money_places()))
    }

    /// The component of the line that is told.
    pub fn component(&self) -> Option<&'a Component> {
        self.outcome.policy.pay.get(self.line?.component)
    }

    /// What the component of the line pays.
    pub fn kind(&self) -> Option<&'a PayKind> {
        self.component().map(|component| &component.kind)
    }

    /// What a figure is called where it is told of for the first time: of an attainment with its measure.
    pub fn what_alone(&self, index: usize) -> Cell {
        let step = self.step(index);
        match step.of.as_deref().filter(|_| step.name == "attainment") {
            Some(of) => Cell::phrase(Phrase::term("says_attainment_of").with("measure", Cell::phrase(self.label(of)))),
            None => match self.above(index) {
                Some((whole, bound)) => {
                    let phrase = Phrase::term("says_what_above").with("what", self.what(whole));
                    Cell::phrase(phrase.with("bound", self.cell(bound)))
                }
                None => self.what(index),
            },
        }
    }

    /// Of what a figure is above a bound, the whole of it and the bound.
    pub fn above(&self, index: usize) -> Option<(usize, usize)> {
        let above = self.input(index, 0).filter(|_| self.step(index).name == "excess")?;
        let bound = self.input(above, 1).filter(|bound| self.step(*bound).name == "excess_over")?;
        Some((self.input(above, 0)?, bound))
    }

    /// What a figure is called: `Your revenue`, `The revenue of your direct reports`; an attainment, and what is above a bound, was told of just before.
    pub fn what(&self, index: usize) -> Cell {
        let step = self.step(index);
        if step.name == "attainment" {
            return Cell::phrase(Phrase::term("says_the_attainment"));
        }
        if self.above(index).is_some() {
            return Cell::phrase(Phrase::term("says_that_part"));
        }
        if matches!(step.name, "score" | "points_total" | "not_below" | "not_above") && step.unit == Unit::Points {
            return Cell::phrase(Phrase::term("says_your_score"));
        }
        if step.name == "number" {
            return step.of.as_deref().map_or(Cell::Empty, |of| Cell::phrase(self.label(of)));
        }
        let of = self.measure_of(step).or(step.of.as_deref());
        let Some(of) = of else { return Cell::phrase(Phrase::term(self.name_of(index))) };
        Cell::phrase(self.whose(index).with("measure", Cell::phrase(self.label(of))))
    }

    /// The measure of what people made together, whose step is called after the component.
    fn measure_of(&self, step: &Step) -> Option<&'a str> {
        let (_, base) = self.component().filter(|_| matches!(step.name, "team" | "excess"))?.rated()?;
        Some(&self.outcome.policy.measure(base.value).name)
    }

    /// What a step is called: by its name, else by its form.
    pub fn name_of(&self, index: usize) -> &'static str {
        let step = self.step(index);
        if step.name.is_empty() { step.form.id() } else { step.name }
    }

    /// A measure's label; of anything else its name.
    pub fn label(&self, of: &str) -> Phrase {
        let policy = &self.outcome.policy;
        let label = policy.measure_named(of).map(|measure| policy.measure(measure).label.clone());
        Phrase::Label(label.unwrap_or_else(|| Label::One(of.to_owned())))
    }

    /// Whose a figure is, in words that still lack the measure.
    fn whose(&self, index: usize) -> Phrase {
        match self.subject(index) {
            Some(Subject::Team(team)) => Phrase::term("says_of_team").with("team", Cell::Text(team.clone())),
            Some(Subject::Direct(_)) => Phrase::term("says_of_direct"),
            Some(Subject::Branch(_)) => Phrase::term("says_of_branch"),
            Some(Subject::Mentees(_)) => Phrase::term("says_of_mentees"),
            Some(Subject::Department) => Phrase::term("says_of_department"),
            Some(Subject::Person(_) | Subject::Labelled { .. }) | None => match self.has_overlay(index) {
                true => Phrase::term("says_your_with_overlays"),
                false => Phrase::term("says_your"),
            },
        }
    }

    /// Whether credits beyond the whole of an order may be in a figure: it counts them, and the person has some.
    fn has_overlay(&self, index: usize) -> bool {
        let step = self.step(index);
        match &step.form {
            Form::Leaf(Leaf::Total { credit, .. }) => {
                let overlays = self.outcome.ledger.overlays.by_order.values();
                credit.overlays && overlays.flatten().any(|one| one.person == Some(self.result.person))
            }
            Form::Leaf(_) => false,
            _ => step.inputs.iter().any(|input| self.has_overlay(*input)),
        }
    }

    /// Whose a figure is: that of the first total that it is made from.
    pub fn subject(&self, index: usize) -> Option<&'a Subject> {
        let step = self.step(index);
        match &step.form {
            Form::Leaf(Leaf::Total { subject, .. } | Leaf::Elsewhere { subject, .. } | Leaf::Kept { subject, .. }) => {
                Some(subject)
            }
            Form::Leaf(_) => None,
            _ => step.inputs.iter().find_map(|input| self.subject(*input)),
        }
    }

    /// Whether a step is a figure of another person.
    fn is_of_another(&self, index: usize) -> bool {
        match &self.step(index).form {
            Form::Leaf(Leaf::Total { subject, .. } | Leaf::Elsewhere { subject, .. }) => {
                matches!(subject, Subject::Person(person) if *person != self.result.person)
            }
            _ => false,
        }
    }
}

/// A rate with all its decimals, as far as people are shown any.
pub(super) fn percent(rate: &Number) -> Cell {
    let number = Cell::Plain(rate * &Number::from(100), Shape::Number);
    Cell::phrase(Phrase::term("percent").with("number", number))
}
