//! One indicator of one person while its points are counted.

use super::reading::{self, Reading};
use crate::derivation::{Figure, Form, Leaf, Worksheet};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{Better, Indicator, Parameter, Unit};

/// The worksheet, the rule, and what the points are read from.
pub(super) struct Item<'a> {
    /// The person's worksheet.
    pub sheet: &'a mut Worksheet,
    /// The rule.
    pub indicator: &'a Indicator,
    /// What the points are read from: attainment, value or rating; may be missing.
    pub x: Figure,
    /// Points at full score.
    pub weight: Figure,
    /// Whether more of `x` is better; more attainment always is.
    pub better: Better,
}

impl<'a> Item<'a> {
    /// The item of that reading.
    pub fn new(book: &Book, sheet: &'a mut Worksheet, indicator: &'a Indicator, reading: &Reading) -> Self {
        let weight = &indicator.weight;
        let weight = sheet.parameter("weight", &weight.value, weight.span, Unit::Points);
        let attained = reading.attainment.is_some();
        let better = if attained { Better::Higher } else { reading::better(book, indicator) };
        Item { sheet, indicator, x: reading.looked_at().clone(), weight, better }
    }

    /// A number of the rule in the unit of `x`.
    pub fn bound(&mut self, name: &'static str, number: &Parameter) -> Figure {
        let unit = self.unit();
        self.sheet.parameter(name, &number.value, number.span, unit)
    }

    /// A number of the rule that is points.
    pub fn points(&mut self, name: &'static str, number: &Parameter) -> Figure {
        self.sheet.parameter(name, &number.value, number.span, Unit::Points)
    }

    /// No points, or none of `x`: what the rule's kind says, though no numeral of it does.
    pub fn none(&mut self, unit: Unit) -> Figure {
        self.sheet.implied("none", 0, self.indicator.score_span, unit)
    }

    /// A step between what is looked at and the points.
    pub fn step(&mut self, name: &'static str, form: Form, inputs: &[&Figure], unit: Unit) -> Figure {
        let indicator = self.indicator;
        self.sheet.named((name, &indicator.name), indicator.score_span, form, inputs, unit)
    }

    /// The step that makes the points.
    pub fn result(&mut self, form: Form, inputs: &[&Figure]) -> Figure {
        self.step("points", form, inputs, Unit::Points)
    }

    /// Whether `x` is there and the test holds for it.
    pub fn x_is(&self, test: impl Fn(&Number) -> bool) -> bool {
        self.x.value().is_some_and(test)
    }

    /// The unit of `x`; a plain number where nobody will see the worksheet.
    pub fn unit(&self) -> Unit {
        self.sheet.step_of(&self.x).map_or(Unit::Number, |step| step.unit)
    }

    /// Points where what is looked at is not there at all.
    pub fn absent(&mut self) -> Figure {
        let points = self.sheet.leaf(Leaf::Absent, None, Unit::Points);
        let indicator = self.indicator;
        self.sheet.name(&points, "points", Some(&indicator.name), Some(indicator.score_span));
        points
    }
}
