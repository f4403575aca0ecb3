//! `Figure` and `Worksheet`: a value together with how it was obtained.
//!
//! A figure can only be made by a worksheet, which records the step: what was done, from which figures, by order of which
//! line of the policy, and the value. The explanation is the calculation. `audit` does every step again from its inputs.

mod division;
mod formula;
mod step;

pub use division::{Division, Field};
pub use formula::{CurveForm, Form, full_attainment, is_beyond, threshold};
pub use step::{Credit, Fact, Leaf, NO_TEAM, Past, PastOf, Step, Subject, Window};

use std::collections::BTreeMap;

use crate::number::Number;
use crate::policy::rules::{MeasureId, Unit};
use crate::source::Span;

/// A value with the step that made it; the value may be missing, and then the step says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    value: Option<Number>,
    step: usize,
}

impl Figure {
    /// The value; nothing when it is missing.
    pub fn value(&self) -> Option<&Number> {
        self.value.as_ref()
    }

    /// The value, 0 when missing: for sums whose rule says that missing counts nothing.
    pub fn or_zero(&self) -> Number {
        self.value.clone().unwrap_or_else(Number::zero)
    }

    /// Whether the value is missing.
    pub fn is_missing(&self) -> bool {
        self.value.is_none()
    }

    /// The same figure on a worksheet that took over its own one, from that step on.
    pub fn moved_by(&self, offset: usize) -> Self {
        Figure { value: self.value.clone(), step: self.step + offset }
    }

    /// The step that made it: an index into the worksheet.
    pub fn step(&self) -> usize {
        self.step
    }
}

/// Every step of one person's (or one team's) calculation, in order: inputs always stand before what uses them.
#[derive(Clone, Debug, Default)]
pub struct Worksheet {
    steps: Vec<Step>,
    /// How many steps stood before these, and are forgotten.
    forgotten: usize,
    /// Of most people there is nothing of it, and there may be very many.
    aside: Option<Box<Aside>>,
}

/// What a worksheet knows beside its steps.
#[derive(Clone, Debug, Default)]
struct Aside {
    known: BTreeMap<Part, Figure>,
    /// Of the steps that are forgotten, those that stood in for a missing value.
    stood_in: Vec<Step>,
}

/// What a step is called that stands in for a missing value.
pub const STANDS_IN: &str = "when_missing";

/// What a figure that others are made of is a figure of: measure, subject, window, and whether overlays are in.
pub type Part = (MeasureId, Subject, Window, bool);

impl Worksheet {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// All steps; of a worksheet of which some are forgotten, those after them.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step that made a figure; nothing where it is forgotten.
    pub fn step_of(&self, figure: &Figure) -> Option<&Step> {
        self.at(figure.step)
    }

    /// The step of that number; nothing where it is forgotten.
    pub fn at(&self, step: usize) -> Option<&Step> {
        self.steps.get(step.checked_sub(self.forgotten)?)
    }

    /// Forgets the steps so far, where nobody will ask how their figures were obtained; the figures hold their values. That a value was
    /// missing is still known.
    pub fn forget(&mut self) {
        self.forgotten += self.steps.len();
        let steps = std::mem::take(&mut self.steps);
        let mut stood_in = self.aside.take().map_or_else(Vec::new, |aside| aside.stood_in);
        stood_in.extend(steps.into_iter().filter(|step| step.name == STANDS_IN));
        self.aside = (!stood_in.is_empty()).then(|| Box::new(Aside { stood_in, ..Aside::default() }));
    }

    /// Whether something stood in for a missing value of that, by that rule.
    pub fn stood_in(&self, of: &str, rule: Span) -> bool {
        let mut steps = self.aside.iter().flat_map(|aside| &aside.stood_in).chain(&self.steps);
        steps.any(|step| step.name == STANDS_IN && step.of.as_deref() == Some(of) && step.rule == Some(rule))
    }

    /// The figure of a part that was computed already.
    pub fn known(&self, part: &Part) -> Option<Figure> {
        self.aside.as_ref()?.known.get(part).cloned()
    }

    /// Notes the figure of a part, so that what is made of it many times computes it once.
    pub fn note(&mut self, part: Part, figure: &Figure) {
        self.aside.get_or_insert_default().known.insert(part, figure.clone());
    }

    /// A value that comes from outside: a gathered total, a parameter of the policy, a row of a register.
    pub fn leaf(&mut self, leaf: Leaf, value: Option<Number>, unit: Unit) -> Figure {
        self.record(Step { form: Form::Leaf(leaf), inputs: Vec::new(), value, unit, name: "", of: None, rule: None })
    }

    /// A number of the policy, with where it stands.
    pub fn parameter(&mut self, name: &'static str, value: &Number, span: Span, unit: Unit) -> Figure {
        let figure = self.leaf(Leaf::Parameter, Some(value.clone()), unit);
        self.name(&figure, name, None, Some(span));
        figure
    }

    /// A number that a line of the policy means without a numeral.
    pub fn implied(&mut self, name: &'static str, number: i64, span: Span, unit: Unit) -> Figure {
        let figure = self.leaf(Leaf::Implied(number), Some(Number::from(number)), unit);
        self.name(&figure, name, None, Some(span));
        figure
    }

    /// Does a step: the value is computed here, from the inputs' values, by the form's own formula.
    ///
    /// `name` is the id of what the result is called (`attainment`, `points`, `amount`), `of` what it belongs to (a measure, an
    /// indicator, a component), `rule` the policy's order.
    pub fn step(&mut self, form: Form, inputs: &[&Figure], unit: Unit) -> Figure {
        let values: Vec<Option<&Number>> = inputs.iter().map(|figure| figure.value()).collect();
        let value = form.compute(&values);
        let inputs = inputs.iter().map(|figure| figure.step).collect();
        self.record(Step { form, inputs, value, unit, name: "", of: None, rule: None })
    }

    /// Says what a figure is called, what it belongs to, and which rule ordered it.
    pub fn name(&mut self, figure: &Figure, name: &'static str, of: Option<&str>, rule: Option<Span>) {
        let index = figure.step.checked_sub(self.forgotten);
        let Some(step) = index.and_then(|index| self.steps.get_mut(index)) else { return };
        step.name = name;
        step.of = of.map(str::to_owned);
        if rule.is_some() {
            step.rule = rule;
        }
    }

    /// A step that is named at once.
    pub fn named(
        &mut self,
        (name, of): (&'static str, &str),
        rule: Span,
        form: Form,
        inputs: &[&Figure],
        unit: Unit,
    ) -> Figure {
        let figure = self.step(form, inputs, unit);
        self.name(&figure, name, (!of.is_empty()).then_some(of), Some(rule));
        figure
    }

    /// Takes over every step of another worksheet; a figure of that one, moved by what is returned, is a figure of this one.
    pub fn absorb(&mut self, other: Worksheet) -> usize {
        if other.forgotten > 0 {
            self.forget();
            self.forgotten += other.forgotten;
            let stood_in = other.aside.map_or_else(Vec::new, |aside| aside.stood_in);
            if !stood_in.is_empty() {
                self.aside.get_or_insert_default().stood_in.extend(stood_in);
            }
        }
        let offset = self.forgotten + self.steps.len() - other.forgotten;
        self.steps.extend(other.steps.into_iter().map(|mut step| {
            step.inputs.iter_mut().for_each(|input| *input += offset);
            step
        }));
        offset
    }

    /// The same steps where another policy ordered them: what they took from outside is told as taken from there, for this policy has no lines
    /// and measures of theirs.
    #[must_use]
    pub fn of_other_policy(mut self, person: usize, window: &Window) -> Self {
        for step in &mut self.steps {
            step.rule = None;
            if let Form::Leaf(_) = step.form {
                let (component, order, window) = (String::new(), String::new(), window.clone());
                let past = Past { what: PastOf::Recomputed, component, person, window, order };
                step.form = Form::Leaf(Leaf::Closed(Box::new(past)));
            }
        }
        self
    }

    /// Does every step again from its inputs: the indices of those whose recorded value differs.
    pub fn audit(&self) -> Vec<usize> {
        let wrong = |(index, step): &(usize, &Step)| {
            let values: Vec<Option<&Number>> =
                step.inputs.iter().map(|input| self.steps[*input].value.as_ref()).collect();
            let ordered = step.inputs.iter().all(|input| input < index);
            !ordered
                || (!matches!(step.form, Form::Leaf(_)) && step.form.compute(&values) != step.value)
                || !step.form.holds()
        };
        self.steps.iter().enumerate().filter(wrong).map(|(index, _)| index).collect()
    }

    /// Another value in place of a recorded one: a fault, for tests of who must find it.
    #[doc(hidden)]
    pub fn spoil(&mut self, index: usize, value: Option<Number>) {
        self.steps[index].value = value;
    }

    fn record(&mut self, step: Step) -> Figure {
        let figure = Figure { value: step.value.clone(), step: self.forgotten + self.steps.len() };
        self.steps.push(step);
        figure
    }
}
