//! Sentences of amounts: as they stand, by slices, along a curve, by a tier, by a place, as a part of a whole.

use super::teller::{Teller, percent};
use super::words::{Last, listed};
use crate::derivation::{Form, Leaf, Past, PastOf};
use crate::number::Number;
use crate::policy::rules::{Bound, Component, Factor, Formula, PayKind, PoolBy, Unit};
use crate::report::model::{Cell, Phrase};
use crate::source::{Span, Spanned};

impl Teller<'_> {
    /// A number that is paid as it stands.
    pub(super) fn leaf(&mut self, index: usize) {
        let step = self.step(index);
        let is_amount = matches!(step.name, "reward" | "amount" | "tier_amount");
        match &step.form {
            Form::Leaf(Leaf::Parameter) if is_amount => {
                self.say(Phrase::term("says_reward").with("value", self.cell(index)));
            }
            Form::Leaf(Leaf::Row(_)) if is_amount && !matches!(self.kind(), Some(PayKind::Adjustment)) => {
                self.say(Phrase::term("says_reward_own").with("value", self.cell(index)));
            }
            Form::Leaf(Leaf::Implied(0)) if matches!(self.kind(), Some(PayKind::Contest(_))) => {
                self.say(Phrase::term("says_no_value_to_win"));
            }
            Form::Leaf(Leaf::Closed(past)) => self.past(index, past),
            _ => {}
        }
    }

    /// What closed periods say.
    fn past(&mut self, index: usize, past: &Past) {
        let period = Cell::Text(past.window.id());
        match past.what {
            PastOf::Corrected => {
                let phrase = match self.value(index).is_some_and(Number::is_negative) {
                    true => Phrase::term("says_corrected_by_less"),
                    false => Phrase::term("says_corrected_by"),
                };
                self.say(phrase.with("period", period).with("value", self.cell(index)));
            }
            PastOf::Paid if self.step(index).name == "amount" => {
                self.say(Phrase::term("says_year_kept").with("value", self.cell(index)));
            }
            _ => {}
        }
    }

    /// A rounding, where it changed what is shown.
    pub(super) fn rounded(&mut self, index: usize) {
        self.tell_inputs(index);
        if self.looks_rounded(index) {
            self.say(Phrase::term("says_rounded").with("value", self.cell(index)));
        }
    }

    /// Whether rounding changed what is shown: of a fraction without an end no more is shown than of money.
    fn looks_rounded(&self, index: usize) -> bool {
        let before = self.input(index, 0).and_then(|before| self.value(before));
        let places = self.outcome.policy.money_places();
        match (before, self.value(index)) {
            (Some(before), Some(after)) if before.decimals().is_none() => {
                before.to_fixed(places) != after.to_fixed(places)
            }
            (before, after) => after.is_some() && before != after,
        }
    }

    /// Each slice at its own rate: the base, then bound and rate of each.
    pub(super) fn marginal(&mut self, index: usize) {
        let inputs = self.step(index).inputs.clone();
        let [base, slices @ ..] = &inputs[..] else { return };
        self.tell(*base);
        let of_target = slices.iter().find_map(|bound| self.attainment_of_bound(*bound));
        of_target.into_iter().for_each(|attainment| self.tell(attainment));
        let Some(whole) = self.value(*base) else { return };
        if whole.is_zero() {
            return self
                .say(Phrase::term("says_nothing_of").with("what", self.what(*base)).with("base", self.cell(*base)));
        }
        self.say(Phrase::term("says_sliced").with("what", self.what(*base)).with("base", self.cell(*base)));
        let slices: Vec<(usize, usize)> = slices.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        if whole.is_negative() {
            let rate = slices.first().map_or(Cell::Empty, |(_, rate)| self.cell(*rate));
            self.say(Phrase::term("says_slice_below").with("rate", rate).with("value", self.cell(index)));
            return;
        }
        let mut parts = 0;
        for (place, (low, rate)) in slices.iter().enumerate() {
            let low = self.value(*low).cloned().unwrap_or_else(Number::zero);
            let next = slices.get(place + 1).and_then(|(next, _)| self.value(*next));
            let high = next.map_or_else(|| whole.clone(), |next| next.min(whole).clone());
            let part = &high - &low;
            if part.is_positive() {
                let is_last = &high == whole;
                self.slice(&part, *rate, (parts == 0 && low.is_zero(), is_last));
                parts += 1;
            }
        }
        if parts != 1 {
            self.say(Phrase::term("says_together").with("value", self.cell(index)));
        }
    }

    /// The attainment by which a slice is bound, where its bounds are shares of a target.
    pub(super) fn attainment_of_bound(&self, bound: usize) -> Option<usize> {
        let is_share = matches!(self.step(bound).form, Form::Product);
        let target = self.input(bound, 1).filter(|_| is_share)?;
        let mut steps = self.result.sheet.steps().iter();
        steps.position(|step| step.name == "attainment" && step.inputs.get(1) == Some(&target))
    }

    /// One slice: its part of the base, its rate, and what that gives.
    fn slice(&mut self, part: &Number, rate: usize, (is_first, is_last): (bool, bool)) {
        let Some(rate) = self.value(rate) else { return };
        let phrase = match (is_first, is_last) {
            (true, true) => Phrase::term("says_slice_all"),
            (true, false) => Phrase::term("says_slice_first"),
            (false, true) => Phrase::term("says_slice_rest"),
            (false, false) => Phrase::term("says_slice_next"),
        };
        let phrase = phrase.with("part", self.money(part)).with("rate", percent(rate));
        self.say(phrase.with("value", self.money(&(part * rate))));
    }

    /// A value on lines between points.
    pub(super) fn curve(&mut self, index: usize) {
        let Some(looked) = self.input(index, 0) else { return };
        self.tell(looked);
        let phrase = match self.step(index).unit {
            Unit::Rate => Phrase::term("says_curve_rate"),
            Unit::Points => Phrase::term("says_curve_points"),
            _ if self.step(index).name == "factor" => Phrase::term("says_curve_factor"),
            _ => Phrase::term("says_curve"),
        };
        let phrase = phrase.with("what", self.what(looked)).with("looked", self.cell(looked));
        self.say(phrase.with("value", self.cell(index)));
    }

    /// A choice: a condition, a tier that was reached, a prize.
    pub(super) fn chosen(&mut self, index: usize) {
        let inputs = &self.step(index).inputs;
        let Some(looked) = self.input(index, 0) else { return };
        match (self.step(index).name, &inputs[..]) {
            ("coefficient" | "points", _) => {}
            ("looked_at", _) => self.tell(looked),
            (_, [_, value, own]) if matches!(self.step(looked).form, Form::Place(..)) => {
                self.prize(index, (looked, *value, *own));
            }
            ("rate", [row, column, rate]) if self.step(*row).name == "looked_at" => {
                self.matrix((*row, *column), *rate);
            }
            ("rate" | "factor" | "formula" | "amount", [_, bound, result]) => {
                self.tier(index, (looked, *bound, *result))
            }
            ("rate" | "factor", [_, _]) => self.under_tiers(index, looked),
            (_, [_, amount]) => self.condition_step(index, (looked, *amount)),
            _ => self.plain(index),
        }
    }

    /// A tier that was reached, or the first one, which was not.
    fn tier(&mut self, index: usize, (looked, bound, result): (usize, usize, usize)) {
        self.tell(looked);
        let (Some(at), Some(value)) = (self.value(bound), self.value(looked)) else { return self.plain(index) };
        let unit = self.step(looked).unit;
        let bound = match at > value {
            true => self.bound(at, unit),
            false => self.step_at(&self.bound_at(at), unit),
        };
        let phrase = match (at > value, self.step(index).name) {
            (true, _) => Phrase::term("says_tier_under"),
            (_, "rate") => Phrase::term("says_tier_rate"),
            (_, "factor") => Phrase::term("says_tier_factor"),
            _ => Phrase::term("says_tier_amount"),
        };
        let phrase = phrase.with("what", self.what(looked)).with("looked", self.compared(value, at, unit));
        self.say(phrase.with("bound", bound).with("value", self.cell(result)));
    }

    /// The bound of a step of the component that begins there.
    fn bound_at(&self, at: &Number) -> Bound {
        let bounds = self.component().map(bounds).unwrap_or_default();
        let found = bounds.into_iter().find(|bound| bound.at.value == *at).cloned();
        found.unwrap_or_else(|| Bound { at: Spanned::new(at.clone(), Span::default()), inclusive: true })
    }

    /// What holds where no bound was reached.
    fn under_tiers(&mut self, index: usize, looked: usize) {
        self.tell(looked);
        let phrase = Phrase::term("says_tier_other").with("what", self.what(looked)).with("looked", self.cell(looked));
        self.say(phrase.with("value", self.cell(index)));
    }

    /// The two figures that chose a cell, and its rate.
    fn matrix(&mut self, (row, column): (usize, usize), rate: usize) {
        let [Some(first), Some(second)] = [row, column].map(|side| self.input(side, 0)) else { return };
        self.tell(first);
        self.tell(second);
        let figures = [(row, first), (column, second)].map(|(side, looked)| self.beside(side, looked));
        let figures = listed(Last::And, figures);
        self.say(Phrase::term("says_matrix").with("figures", figures).with("value", self.cell(rate)));
    }

    /// A figure with its name, as it is compared with the bound that it reached.
    fn beside(&self, side: usize, looked: usize) -> Phrase {
        let bound = self.input(side, 1).and_then(|bound| self.value(bound));
        match (self.value(looked), bound) {
            (Some(value), Some(bound)) => {
                let shown = self.compared(value, bound, self.step(looked).unit);
                Phrase::term("says_named").with("name", Cell::phrase(self.short_name(looked))).with("value", shown)
            }
            _ => self.named_phrase(looked),
        }
    }

    /// A place in a contest, and the prize of it.
    fn prize(&mut self, index: usize, (place, value, own): (usize, usize, usize)) {
        self.tell(value);
        let among = if let Form::Place(field, _) = &self.step(place).form { field.among() } else { 0 };
        let phrase = Phrase::term("says_place").with("what", self.what(value)).with("value", self.cell(value));
        let among = Cell::count(i64::try_from(among).unwrap_or(i64::MAX));
        self.say(phrase.with("place", self.cell_in(place, Unit::Count)).with("among", among));
        if !matches!(self.step(own).form, Form::Leaf(_)) {
            self.tell(own);
        }
        match self.value(index) {
            Some(prize) if prize.is_zero() => self.say(Phrase::term("says_no_prize")),
            _ => self.say(Phrase::term("says_prize").with("value", self.cell(index))),
        }
    }

    /// A part of a whole that several share.
    pub(super) fn part(&mut self, index: usize) {
        let inputs = &self.step(index).inputs;
        let [whole, weight, total] = inputs[..] else { return };
        let Form::Part(division, _) = &self.step(index).form else { return };
        let among = Cell::count(i64::try_from(division.among()).unwrap_or(i64::MAX));
        self.tell(whole);
        let is_equal = match self.kind() {
            Some(PayKind::Pool(pool)) => pool.by.value == PoolBy::Equal,
            _ => true,
        };
        let phrase = if is_equal {
            Phrase::term("says_shared_equally").with("among", among)
        } else {
            self.tell(weight);
            let phrase = Phrase::term("says_shared").with("what", self.what(weight)).with("weight", self.cell(weight));
            phrase.with("total", self.cell_in(total, self.step(weight).unit)).with("among", among)
        };
        self.say(phrase.with("whole", self.cell(whole)).with("value", self.cell(index)));
    }

    /// A place is told of with its prize or its points.
    pub(super) fn place(&mut self, index: usize) {
        self.tell_inputs(index);
    }

    /// What is missing counts as nothing.
    pub(super) fn stood_in(&mut self, index: usize) {
        let Some(missing) = self.input(index, 0) else { return };
        self.tell(missing);
        if self.value(missing).is_none() {
            self.say(Phrase::term("says_stood_in").with("what", self.what(missing)).with("value", self.cell(index)));
        }
    }
}

/// Where steps of a component begin.
fn bounds(component: &Component) -> Vec<&Bound> {
    let of_formula: Vec<&Bound> = match component.formula() {
        Some(Formula::Tiers { steps, .. }) => steps.list.iter().map(|step| &step.bound).collect(),
        Some(Formula::ByNumber { steps, .. }) => steps.list.iter().map(|step| &step.bound).collect(),
        _ => Vec::new(),
    };
    let of_factors = component.multiply.iter().filter_map(|factor| match factor {
        Factor::Steps { steps, .. } => Some(steps.list.iter().map(|step| &step.bound)),
        Factor::Grade(_) | Factor::Value { .. } => None,
    });
    of_formula.into_iter().chain(of_factors.flatten()).collect()
}
