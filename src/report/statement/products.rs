//! Sentences of steps that multiply: rates, factors, shares, and amounts for each of something.

use super::teller::Teller;
use crate::derivation::Form;
use crate::number::{Number, Rounding, RoundingMode};
use crate::policy::rules::{Bonus, HoldBack, PayKind, Release, Unit};
use crate::report::model::{Cell, Phrase, Shape};

/// The most decimals that a factor is shown with.
const MOST: u32 = 12;

impl Teller<'_> {
    /// A product, by what it was made from: the last step of a line has lost its own name.
    pub(super) fn product(&mut self, index: usize) {
        let (Some(amount), Some(factor)) = (self.input(index, 0), self.input(index, 1)) else { return };
        match (self.step(index).name, self.step(factor).name) {
            ("target", _) => self.target(index),
            ("minimum" | "prorated", "proration") | ("amount", "proration") => self.prorated(index, amount, factor),
            ("paid_now", _) => self.paid_now(index, amount, factor),
            ("fund", _) => self.fund(index, amount, factor),
            ("points", _) => self.tell_inputs(index),
            ("part", _) => self.part_at_rate(index, amount, factor),
            ("gated", _) => self.gate_missed(index, amount, factor),
            ("multiplied", _) => self.multiplied(index, amount, factor),
            _ => self.formula(index, amount, factor),
        }
    }

    /// The product that a formula makes, by the kind of pay.
    fn formula(&mut self, index: usize, base: usize, factor: usize) {
        match self.kind() {
            Some(PayKind::Salary(_)) => self.salary(index, base, factor),
            Some(PayKind::Bonus(Bonus { each: Some(_), .. })) if self.step(base).name == "reward" => {
                self.for_each(index, base, factor);
            }
            Some(PayKind::Bonus(_)) if matches!(self.step(factor).name, "gate" | "otherwise") => {
                self.gate_missed(index, base, factor);
            }
            Some(PayKind::Bonus(_)) => self.multiplied(index, base, factor),
            _ => self.at_rate(index, base, factor),
        }
    }

    /// Base × rate.
    fn at_rate(&mut self, index: usize, base: usize, rate: usize) {
        self.tell(base);
        self.tell(rate);
        let phrase = Phrase::term("says_rate").with("what", self.what(base)).with("base", self.cell(base));
        self.say(phrase.with("rate", self.factor(base, rate)).with("value", self.cell(index)));
    }

    /// A factor with as many decimals as it takes to multiply again: times the amount, it gives the product as it is shown.
    fn factor(&self, amount: usize, factor: usize) -> Cell {
        let plain = self.cell(factor);
        let (Some(amount), Some(by)) = (self.value(amount), self.value(factor)) else { return plain };
        let is_rate = self.step(factor).unit == Unit::Rate;
        let scale = if is_rate { Number::from(100) } else { Number::one() };
        let places = |places| Rounding { to: Number::from_scaled(1, places), mode: RoundingMode::HalfUp };
        let (shown, product) = (by * &scale, amount * by);
        let end = |number: &Number| number.decimals().filter(|decimals| *decimals <= MOST);
        let shown_of_product = end(&product).unwrap_or(0).max(self.outcome.policy.money_places());
        let is_enough = |decimals: &u32| {
            let again = (amount * &places(*decimals).apply(&shown)).checked_div(&scale);
            let is_exact = end(&shown).is_some() && end(&product).is_some();
            let alike = |again: Number| again.to_fixed(shown_of_product) == product.to_fixed(shown_of_product);
            again.is_some_and(|again| if is_exact { again == product } else { alike(again) })
        };
        let least = if matches!(plain, Cell::Figure(_, Shape::Rate)) { 1 } else { 4 };
        match (least..=MOST).find(is_enough) {
            Some(decimals) if decimals > least => {
                let number = Cell::Plain(places(decimals).apply(&shown), Shape::Money(0));
                if is_rate { Cell::phrase(Phrase::term("percent").with("number", number)) } else { number }
            }
            _ => plain,
        }
    }

    /// The part of the base that has a label, at its own rate.
    fn part_at_rate(&mut self, index: usize, part: usize, rate: usize) {
        self.tell(rate);
        let label = Cell::Text(self.step(part).of.clone().unwrap_or_default());
        let phrase = Phrase::term("says_part").with("label", label).with("base", self.cell(part));
        self.say(phrase.with("rate", self.factor(part, rate)).with("value", self.cell(index)));
    }

    /// A base by the coefficient of the grade, or the factor of the score.
    fn salary(&mut self, index: usize, base: usize, factor: usize) {
        let is_grade = self.step(factor).name == "coefficient";
        self.tell(factor);
        let phrase = match (self.grade(), is_grade) {
            (Some(grade), true) => Phrase::term("says_salary_grade").with("grade", Cell::Text(grade.clone())),
            _ => Phrase::term("says_salary"),
        };
        let phrase = phrase.with("base", self.cell(base)).with("factor", self.factor(base, factor));
        self.say(phrase.with("value", self.cell(index)));
    }

    /// A reward for each of something.
    fn for_each(&mut self, index: usize, reward: usize, count: usize) {
        self.tell(count);
        let phrase = Phrase::term("says_each").with("reward", self.cell(reward)).with("count", self.cell(count));
        let measure = self.step(count).of.as_deref().map_or(Cell::Empty, |of| Cell::phrase(self.label(of)));
        self.say(phrase.with("measure", measure).with("value", self.cell(index)));
    }

    /// An amount by a factor.
    fn multiplied(&mut self, index: usize, amount: usize, factor: usize) {
        self.tell(amount);
        self.tell(factor);
        let is_grade = self.step(factor).name == "coefficient";
        let phrase = match (self.grade(), is_grade) {
            (Some(grade), true) => Phrase::term("says_times_grade").with("grade", Cell::Text(grade.clone())),
            _ if self.step(factor).of.is_some() && self.is_value(factor) => {
                Phrase::term("says_times_of").with("what", self.what(factor))
            }
            _ => Phrase::term("says_times"),
        };
        self.say(phrase.with("factor", self.factor(amount, factor)).with("value", self.cell(index)));
    }

    /// Whether a factor is a figure itself, not what a step says.
    fn is_value(&self, factor: usize) -> bool {
        matches!(self.step(factor).name, "actual" | "attainment")
    }

    /// An amount for the days of employment.
    fn prorated(&mut self, index: usize, amount: usize, share: usize) {
        self.tell(amount);
        let [Some(days), Some(all)] = [0, 1].map(|place| self.input(share, place)) else { return self.plain(index) };
        let is_minimum = self.step(index).name == "minimum";
        let phrase = if is_minimum { Phrase::term("says_minimum_days") } else { Phrase::term("says_prorated") };
        let phrase = phrase.with("whole", self.cell(amount));
        self.say(phrase.with("days", self.cell(days)).with("all", self.cell(all)).with("value", self.cell(index)));
    }

    /// What is paid at once of what is held in part.
    fn paid_now(&mut self, index: usize, amount: usize, share: usize) {
        self.tell(amount);
        let Some(hold) = self.component().and_then(|component| component.hold_back.as_ref()) else {
            return self.plain(index);
        };
        self.say(Phrase::term("says_paid_now").with("share", self.cell(share)).with("value", self.cell(index)));
        if self.value(index).is_some_and(Number::is_positive) {
            self.say_until(hold);
        }
    }

    /// Until when the rest is held; of whoever has left nothing waits where leavers have a rule of their own.
    pub(super) fn say_until(&mut self, hold: &HoldBack) {
        let last = self.outcome.appraisal.result.period.last();
        let has_left = self.outcome.ledger.people.list[self.result.person].has_gone_by(last);
        if !(has_left && hold.leavers.is_some()) {
            self.say(until(hold));
        }
    }

    /// What there is to share.
    fn fund(&mut self, index: usize, base: usize, rate: usize) {
        self.tell(base);
        let phrase = Phrase::term("says_fund").with("what", self.what(base)).with("base", self.cell(base));
        self.say(phrase.with("rate", self.cell(rate)).with("value", self.cell(index)));
    }

    /// A target that is not the one that was given: of who is new, who was not there on all days.
    pub(super) fn target(&mut self, index: usize) {
        let Some(given) = self.input(index, 0).filter(|given| !self.is_same(*given, index)) else { return };
        let inputs = &self.step(index).inputs;
        let ramp = inputs.iter().copied().find(|input| self.step(*input).name == "ramp");
        if let Some(ramp) = ramp {
            self.say_once(Phrase::term("says_target_ramp").with("share", self.cell(ramp)));
        }
        let days = inputs.iter().copied().find(|input| self.step(*input).name == "proration");
        let days = days.filter(|days| matches!(self.step(*days).form, Form::Quotient));
        if let Some([Some(there), Some(all)]) = days.map(|days| [0, 1].map(|place| self.input(days, place)))
            && !self.is_same(there, all)
        {
            self.say_once(Phrase::term("says_target_days").with("days", self.cell(there)).with("all", self.cell(all)));
        }
        self.say_once(Phrase::term("says_target").with("given", self.cell(given)).with("value", self.cell(index)));
    }
}

/// Until when something is held.
fn until(hold: &HoldBack) -> Phrase {
    match hold.release {
        Release::Collected if hold.partial => Phrase::term("says_held_partial"),
        Release::Collected => Phrase::term("says_held_collected"),
        Release::Days(days) => Phrase::term("says_held_days").with("days", Cell::count(days)),
    }
}

/// The same in a few words, for a table.
pub(super) fn waits(hold: &HoldBack) -> Phrase {
    match hold.release {
        Release::Collected => Phrase::term("says_until_collected"),
        Release::Days(days) => Phrase::term("says_until_days").with("days", Cell::count(days)),
    }
}
