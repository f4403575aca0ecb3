//! Sentences of figures: attainments, ratios, growth, and measures made of others.

use super::teller::Teller;
use super::words::{Last, listed};
use crate::derivation::{Form, Leaf};
use crate::report::model::{Cell, Phrase};

impl Teller<'_> {
    /// An actual against what it is measured by.
    pub(super) fn attained(&mut self, index: usize) {
        let [Some(first), Some(second)] = [0, 1].map(|place| self.input(index, place)) else { return };
        if self.step(index).name != "attainment" || self.value(index).is_none() {
            return;
        }
        let is_lower = matches!(self.step(index).form, Form::AttainmentLower);
        let (actual, against) = if is_lower { (second, first) } else { (first, second) };
        self.tell(actual);
        self.tell(against);
        let phrase = match (self.step(against).name, is_lower) {
            ("target", false) => Phrase::term("says_attained"),
            ("target", true) => Phrase::term("says_attained_lower"),
            (_, true) => Phrase::term("says_attained_lower_other"),
            ("previous", _) => Phrase::term("says_attained_previous"),
            ("last_year", _) => Phrase::term("says_attained_last_year"),
            ("mean", _) => Phrase::term("says_attained_mean"),
            ("team_mean", _) => Phrase::term("says_attained_team_mean"),
            _ => Phrase::term("says_attained_fixed"),
        };
        let phrase = phrase.with("what", self.what(actual)).with("actual", self.cell(actual));
        let against = self.cell_in(against, self.step(actual).unit);
        self.say_once(phrase.with("against", against).with("attainment", self.cell(index)));
    }

    /// A quotient or a growth that is a measure of its own.
    pub(super) fn ratio(&mut self, index: usize) {
        let [Some(first), Some(second)] = [0, 1].map(|place| self.input(index, place)) else { return };
        if self.step(index).name != "actual" || self.value(index).is_none() {
            return;
        }
        self.tell(first);
        self.tell(second);
        let phrase = match self.step(index).form {
            Form::Growth => Phrase::term("says_growth"),
            _ => Phrase::term("says_ratio"),
        };
        let phrase = phrase.with("what", self.what(index)).with("value", self.cell(index));
        self.say_once(phrase.with("first", self.named(first)).with("second", self.named(second)));
    }

    /// A sum or a difference of measures.
    pub(super) fn made_of(&mut self, index: usize) {
        if self.value(index).is_none() || self.step(index).inputs.len() < 2 {
            return;
        }
        self.tell_inputs(index);
        let parts: Vec<Phrase> = self.step(index).inputs.iter().map(|input| self.named_phrase(*input)).collect();
        let phrase = match self.step(index).form {
            Form::Difference => Phrase::term("says_less"),
            _ => Phrase::term("says_sum_of"),
        };
        let last = if matches!(self.step(index).form, Form::Difference) { Last::Minus } else { Last::And };
        let parts = listed(last, parts);
        self.say_once(phrase.with("what", self.what(index)).with("value", self.cell(index)).with("parts", parts));
        self.say_rounded(index);
    }

    /// `revenue 1,200.00`.
    fn named(&self, index: usize) -> Cell {
        Cell::phrase(self.named_phrase(index))
    }

    /// The same as a phrase.
    pub(super) fn named_phrase(&self, index: usize) -> Phrase {
        let name = Cell::phrase(self.short_name(index));
        Phrase::term("says_named").with("name", name).with("value", self.cell(index))
    }

    /// A measure's label, of an attainment as such; of anything else what the step is called.
    pub(super) fn short_name(&self, index: usize) -> Phrase {
        let step = self.step(index);
        match &step.of {
            Some(of) if step.name == "attainment" => {
                Phrase::term("says_w_attainment").with("measure", Cell::phrase(self.label(of)))
            }
            Some(of) => self.label(of),
            None => Phrase::term(self.name_of(index)),
        }
    }

    /// Whether nothing says what a figure should be.
    pub(super) fn is_absent(&self, index: usize) -> bool {
        matches!(self.step(index).form, Form::Leaf(Leaf::Absent))
    }
}
