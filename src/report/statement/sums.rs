//! Sentences of sums: of orders, of periods, of people.

use super::teller::{Teller, percent};
use super::words::{Last, listed};
use crate::derivation::Form;
use crate::number::Number;
use crate::policy::rules::{Formula, Over, PayKind, Unit};
use crate::report::model::{Cell, Phrase, Shape};
use crate::results::{BalanceKind, PayLine};
use crate::spelling::alike;

impl Teller<'_> {
    /// A sum: of orders, of periods, of parts, of people.
    pub(super) fn sum(&mut self, index: usize) {
        let step = self.step(index);
        let inputs = step.inputs.clone();
        let is_of = |name: &str| inputs.iter().any(|input| self.step(*input).name == name);
        match step.name {
            "mentees" => {
                let phrase = Phrase::term("says_mentees").with("count", Cell::count(inputs.len() as i64));
                self.say(phrase.with("value", self.cell(index)));
            }
            "of_period" => {
                let period = Cell::Text(step.of.clone().unwrap_or_default());
                self.say(Phrase::term("says_of_period").with("period", period).with("value", self.cell(index)));
                self.part.clone_from(&step.of);
                self.tell_inputs(index);
                self.part = None;
            }
            "actual" => self.made_of(index),
            "target" => {
                self.tell_inputs(index);
                self.say_once(Phrase::term("says_target_sum").with("value", self.cell(index)));
                self.say_rounded(index);
            }
            "team" | "points_total" => self.tell_inputs(index),
            "prize" => {}
            "sum" | "to_hold" | "orders" => {}
            "paid" => self.held_or_back(index),
            _ if is_of("of_period") => self.tell_inputs(index),
            _ if inputs.get(1).is_some_and(|second| self.step(*second).name == "opening") => {
                self.tell(inputs[0]);
                let opening = self.cell(inputs[1]);
                self.say(Phrase::term("says_with_opening").with("opening", opening).with("value", self.cell(index)));
                self.say_rounded(index);
            }
            _ if self.is_over_deals() => self.deals(index),
            _ => {
                self.tell_inputs(index);
                if inputs.len() > 1 {
                    self.say(Phrase::term("says_together").with("value", self.cell(index)));
                    self.say_rounded(index);
                }
            }
        }
    }

    /// An amount of which nothing is held: the whole of it, and what was held for the orders that came back.
    fn held_or_back(&mut self, index: usize) {
        let is_it = |input: &usize| self.step(*input).name == "to_hold";
        let held = self.step(index).inputs.iter().copied().skip(1).find(is_it);
        let parts = held.map_or(&[][..], |held| &self.step(held).inputs[..]);
        let Some((rest, taken)) = parts.split_first() else {
            return self.input(index, 0).into_iter().for_each(|paid| self.tell(paid));
        };
        // What is paid at once and what is to be held are the whole.
        self.input(*rest, 0).into_iter().for_each(|whole| self.tell(whole));
        let taken: Number = taken.iter().filter_map(|taken| self.value(*taken)).sum();
        if taken.is_positive() {
            let phrase = Phrase::term("says_from_held").with("part", self.money(&taken));
            let orders = self.some_orders(&self.orders_back());
            self.say(phrase.with("orders", orders).with("value", self.cell(index)));
        } else if self.value(index).is_some_and(Number::is_negative) {
            self.say(Phrase::term("says_not_from_held").with("value", self.cell(index)));
        }
    }

    /// The orders of the line of which something came back that something was held for.
    fn orders_back(&self) -> Vec<String> {
        let balances = self.line.into_iter().flat_map(|line| &line.balances);
        let back = balances.filter(|own| own.kind == BalanceKind::HoldBack && own.base.is_negative());
        back.map(|own| own.order.clone()).collect()
    }

    /// That parts are added up before they are rounded, where it can be seen: what is shown of them does not give what is shown of the sum.
    pub(super) fn say_rounded(&mut self, index: usize) {
        if !self.adds_up_as_shown(index).unwrap_or(true) {
            self.say_once(Phrase::term("says_parts_rounded"));
        }
    }

    /// Whether the parts of a sum or a difference, rounded as they are shown, give the sum as it is shown; nothing where one is missing.
    fn adds_up_as_shown(&self, index: usize) -> Option<bool> {
        let step = self.step(index);
        let places = self.places_shown(step.unit);
        let shown = |index: usize| Number::parse_in_full(&self.value(index)?.to_fixed(places));
        let parts: Vec<Number> = step.inputs.iter().map(|input| shown(*input)).collect::<Option<_>>()?;
        let sum: Number = match (&step.form, &parts[..]) {
            (Form::Difference, [first, others @ ..]) => first - &others.iter().sum::<Number>(),
            _ => parts.iter().sum(),
        };
        Some(sum == shown(index)?)
    }

    /// How many decimals people are shown of a value in that unit, at the most.
    fn places_shown(&self, unit: Unit) -> u32 {
        match Shape::of(unit, self.outcome.policy.money_places()) {
            Shape::Money(places) | Shape::Exact(places) | Shape::Points(places) => places,
            Shape::Rate => 3,
            Shape::Count => 0,
            Shape::Number | Shape::Measured => 4,
            Shape::Hours | Shape::Days => 1,
        }
    }

    /// Whether the line pays order by order.
    fn is_over_deals(&self) -> bool {
        matches!(self.kind(), Some(PayKind::Commission(commission)) if commission.over.value == Over::Deal)
    }

    /// The amounts of single orders, which a table lists: at which rates.
    fn deals(&mut self, index: usize) {
        let count = self.step(index).inputs.len();
        if count == 0 {
            return;
        }
        self.say(Phrase::term("says_deals").with("count", Cell::count(count as i64)).with("value", self.cell(index)));
        let mut rates: Vec<(Cell, Vec<String>)> = Vec::new();
        self.step(index).inputs.iter().for_each(|deal| self.rates_of(*deal, &mut rates));
        let (labelled, plain): (Vec<_>, Vec<_>) = rates.into_iter().partition(|(_, labels)| !labels.is_empty());
        if !plain.is_empty() {
            let rates = listed(Last::Or, plain.into_iter().map(|(rate, _)| as_phrase(rate)));
            self.say(Phrase::term("says_deal_rate").with("rate", rates));
        }
        for (rate, labels) in labelled {
            let labels = listed(Last::And, labels.into_iter().map(Phrase::Verbatim));
            self.say(Phrase::term("says_deal_rate_of").with("label", labels).with("rate", rate));
        }
        self.stages_of_deals(index);
        if let Some(hold) = self.component().and_then(|component| component.hold_back.as_ref()) {
            let share = percent(&(&Number::one() - &hold.share.value));
            self.say(Phrase::term("says_deals_now").with("share", share));
            self.say_until(hold);
            if self.line.is_some_and(|line| line.deals.iter().any(|deal| deal.base.is_negative())) {
                self.say(Phrase::term("says_deals_back"));
            }
        }
        self.on_hold();
    }

    /// The orders of the line that somebody has put on hold, each with the reason and how long.
    fn on_hold(&mut self) {
        let last = self.outcome.appraisal.result.period.last();
        for hold in &self.outcome.ledger.holds.rows {
            let is_own = |line: &PayLine| line.deals.iter().any(|deal| alike(&deal.order, &hold.order));
            if hold.until.is_some_and(|until| until <= last) || !self.line.is_some_and(is_own) {
                continue;
            }
            let of = |term| Phrase::term(term).with("order", Cell::Text(hold.order.clone()));
            let is_kept = hold.reason.trim().is_empty() || self.names_another(&hold.reason);
            let phrase = match (is_kept, hold.until) {
                (true, _) => of("says_order_on_hold"),
                (false, None) => of("says_order_on_hold_for").with("reason", Cell::Text(hold.reason.clone())),
                (false, Some(until)) => of("says_order_on_hold_until")
                    .with("reason", Cell::Text(hold.reason.clone()))
                    .with("until", Cell::Date(until)),
            };
            self.say(phrase);
        }
    }

    /// What was done with the amount of every order: the first of them stands for all.
    fn stages_of_deals(&mut self, index: usize) {
        let first = self.step(index).inputs.first().copied();
        let mut found = Vec::new();
        first.into_iter().for_each(|first| self.multipliers(first, &mut found));
        for (step, factor) in found {
            let factor_cell = self.value(factor).map_or(Cell::Missing, |factor| self.shown(factor, Unit::Number));
            self.tell(factor);
            match self.step(step).name {
                "gated" => self.gate_missed_by_all(step, factor),
                _ => self.say(Phrase::term("says_deal_times").with("factor", factor_cell)),
            }
        }
        let bounds = self.component().map(|component| (component.floor.as_ref(), component.cap.as_ref()));
        let (floor, cap) = bounds.unwrap_or_default();
        if let Some(floor) = floor.and_then(|floor| floor.fixed()) {
            self.say(Phrase::term("says_deal_floor").with("bound", self.money(&floor.value)));
        }
        if let Some(cap) = cap.and_then(|cap| cap.fixed()) {
            self.say(Phrase::term("says_deal_cap").with("bound", self.money(&cap.value)));
        }
    }

    /// The steps that multiply an amount, each with its factor, the first done first.
    fn multipliers(&self, index: usize, found: &mut Vec<(usize, usize)>) {
        let step = self.step(index);
        step.inputs.iter().for_each(|input| self.multipliers(*input, found));
        if let (Form::Product, "multiplied" | "gated", [_, factor]) = (&step.form, step.name, &step.inputs[..]) {
            found.push((index, *factor));
        }
    }

    /// The rates that orders were paid at, each once, with the labels that it is for.
    fn rates_of(&self, index: usize, found: &mut Vec<(Cell, Vec<String>)>) {
        let step = self.step(index);
        let (Form::Product, [base, rate]) = (&step.form, &step.inputs[..]) else {
            return step.inputs.iter().for_each(|input| self.rates_of(*input, found));
        };
        if !matches!(step.name, "part" | "formula") || self.step(*rate).unit != Unit::Rate {
            return step.inputs.iter().for_each(|input| self.rates_of(*input, found));
        }
        let is_labelled = matches!(self.formula_of_line(), Some(Formula::ByLabel { .. }));
        let label = self.step(*base).of.clone().filter(|_| step.name == "part" && is_labelled);
        let rate = self.cell(*rate);
        let place = found.iter().position(|(known, _)| *known == rate).unwrap_or_else(|| {
            found.push((rate, Vec::new()));
            found.len() - 1
        });
        let labels = &mut found[place].1;
        labels.extend(label.filter(|label| !labels.contains(label)));
    }

    /// The formula of the line's component.
    fn formula_of_line(&self) -> Option<&Formula> {
        self.component()?.formula()
    }
}

/// A cell as a phrase.
fn as_phrase(cell: Cell) -> Phrase {
    match cell {
        Cell::Phrase(phrase) => *phrase,
        other => Phrase::term("says_number").with("number", other),
    }
}
