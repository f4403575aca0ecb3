//! Sentences of the other steps of pay: tiers, curves, bounds, sums, parts and differences.

use super::teller::{Teller, percent};
use super::words::{Last, listed};
use crate::derivation::{Form, Leaf, Past, PastOf};
use crate::number::Number;
use crate::policy::rules::{Formula, Over, PayKind, PoolBy, Unit};
use crate::report::model::{Cell, Phrase};
use crate::results::LineKind;

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
                self.say(Phrase::term("says_corrected_by").with("period", period).with("value", self.cell(index)));
            }
            PastOf::Paid if self.step(index).name == "amount" => {
                self.say(Phrase::term("says_year_kept").with("value", self.cell(index)));
            }
            _ => {}
        }
    }

    pub(super) fn rounded(&mut self, index: usize) {
        self.tell_inputs(index);
        if !self.changes_nothing(index) && self.value(index).is_some() {
            self.say(Phrase::term("says_rounded").with("value", self.cell(index)));
        }
    }

    /// Each slice at its own rate: the base, then bound and rate of each.
    pub(super) fn marginal(&mut self, index: usize) {
        let inputs = self.step(index).inputs.clone();
        let [base, slices @ ..] = &inputs[..] else { return };
        self.tell(*base);
        let Some(whole) = self.value(*base) else { return };
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

    fn tier(&mut self, index: usize, (looked, bound, result): (usize, usize, usize)) {
        self.tell(looked);
        let (Some(at), Some(value)) = (self.value(bound), self.value(looked)) else { return self.plain(index) };
        let unit = self.step(looked).unit;
        let phrase = match (at > value, self.step(index).name) {
            (true, _) => Phrase::term("says_tier_under"),
            (_, "rate") => Phrase::term("says_tier_rate"),
            (_, "factor") => Phrase::term("says_tier_factor"),
            _ => Phrase::term("says_tier_amount"),
        };
        let phrase = phrase.with("what", self.what(looked)).with("looked", self.compared(value, at, unit));
        self.say(phrase.with("bound", self.bound(at, unit)).with("value", self.cell(result)));
    }

    fn under_tiers(&mut self, index: usize, looked: usize) {
        self.tell(looked);
        let phrase = Phrase::term("says_tier_other").with("what", self.what(looked)).with("looked", self.cell(looked));
        self.say(phrase.with("value", self.cell(index)));
    }

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

    /// Bounds: `floor`, `cap`, `negative`, a guarantee, a limit.
    pub(super) fn bounded(&mut self, index: usize) {
        let Some(bound) = self.input(index, 1) else { return self.tell_inputs(index) };
        let is_least = matches!(self.step(index).form, Form::Least);
        let unchanged = self.changes_nothing(index);
        self.tell_inputs(index);
        let value = self.cell(index);
        let phrase = match (self.step(index).name, is_least) {
            ("floored", _) if !unchanged => Phrase::term("says_floored").with("bound", self.cell(bound)),
            ("capped", _) if !unchanged => Phrase::term("says_capped").with("bound", self.cell(bound)),
            ("factor" | "counted" | "accelerated", true) if !unchanged => {
                Phrase::term("says_counted").with("bound", self.cell(bound))
            }
            ("excess", false) if self.input(index, 0).is_some_and(|above| self.is_over(above)) => {
                return self.excess(index);
            }
            ("negative", false) if !unchanged => match self.component().is_some_and(|own| own.is_carried()) {
                true => Phrase::term("says_carried"),
                false => Phrase::term("says_nothing_below"),
            },
            ("with_balance", false) if !unchanged => Phrase::term("says_nothing_below"),
            ("on_hold", true) => Phrase::term("says_on_hold"),
            _ => return,
        };
        self.say(phrase.with("value", value));
    }

    /// Whether a difference is what a figure is above a bound.
    fn is_over(&self, difference: usize) -> bool {
        self.input(difference, 1).is_some_and(|bound| self.step(bound).name == "excess_over")
    }

    /// What people made above a bound.
    fn excess(&mut self, index: usize) {
        let above = self.input(index, 0);
        let [first, second] = [0, 1].map(|place| above.and_then(|above| self.input(above, place)));
        let (Some(whole), Some(bound)) = (first, second) else { return };
        self.tell(whole);
        let phrase = Phrase::term("says_excess").with("what", self.what(whole)).with("whole", self.cell(whole));
        self.say(phrase.with("bound", self.cell(bound)).with("value", self.cell(index)));
    }

    /// A figure less another.
    pub(super) fn difference(&mut self, index: usize) {
        let [Some(first), Some(second)] = [0, 1].map(|place| self.input(index, place)) else { return };
        match (self.step(index).name, self.step(first).name, self.step(second).name) {
            ("short", ..) => self.short(index, (first, second)),
            ("remaining", ..) => self.beyond(index, (first, second)),
            (_, "pays_now", "paid_so_far") => self.corrected(index, (first, second)),
            (_, _, "paid") => self.since_paid(index, (first, second)),
            (_, _, "recovered") => self.recovered(index, (first, second)),
            (_, _, "opening") => self.paid_out(index, (first, second)),
            ("actual", ..) => self.made_of(index),
            _ => {}
        }
    }

    /// A minimum, and what is lacking.
    fn short(&mut self, index: usize, (minimum, paid): (usize, usize)) {
        self.tell(minimum);
        let is_owed = matches!(self.kind(), Some(PayKind::Draw(draw)) if draw.recoverable.value);
        let phrase = match (self.value(index).is_some_and(Number::is_positive), is_owed) {
            (true, true) => Phrase::term("says_advanced"),
            (true, false) => Phrase::term("says_short"),
            (false, _) => Phrase::term("says_not_short"),
        };
        let phrase = phrase.with("minimum", self.cell(minimum)).with("paid", self.cell(paid));
        let value = self.value(index).map(Number::abs).unwrap_or_else(Number::zero);
        self.say(phrase.with("components", self.components()).with("value", self.money(&value)));
    }

    /// A maximum, and what is beyond it.
    fn beyond(&mut self, index: usize, (maximum, paid): (usize, usize)) {
        let phrase = match self.value(index).is_some_and(Number::is_negative) {
            true => Phrase::term("says_beyond"),
            false => Phrase::term("says_not_beyond"),
        };
        let phrase = phrase.with("maximum", self.cell(maximum)).with("paid", self.cell(paid));
        let value = self.value(index).map(Number::abs).unwrap_or_else(Number::zero);
        self.say(phrase.with("components", self.components()).with("value", self.money(&value)));
    }

    /// The components that a guarantee, a draw or a limit looks at.
    fn components(&self) -> Cell {
        let names = match self.kind() {
            Some(PayKind::Guarantee(rule)) => &rule.components[..],
            Some(PayKind::Draw(rule)) => &rule.components[..],
            Some(PayKind::Limit(rule)) => &rule.components[..],
            _ => &[],
        };
        listed(Last::And, names.iter().map(|name| Phrase::Verbatim(name.value.clone())))
    }

    fn corrected(&mut self, index: usize, (now, paid): (usize, usize)) {
        let Some(LineKind::Correction(period)) = self.line.map(|line| &line.kind) else { return };
        let phrase = Phrase::term("says_corrected").with("period", Cell::Text(period.id()));
        let phrase = phrase.with("now", self.cell(now)).with("paid", self.cell(paid));
        self.say(phrase.with("value", self.cell(index)));
    }

    fn since_paid(&mut self, index: usize, (year, paid): (usize, usize)) {
        self.tell(year);
        let phrase = Phrase::term("says_year").with("year", self.cell(year)).with("paid", self.cell(paid));
        self.say(phrase.with("value", self.cell(index)));
    }

    /// What was recovered too much of an advance.
    fn paid_out(&mut self, index: usize, (topped, owed): (usize, usize)) {
        self.tell(topped);
        let owed = self.value(owed).map_or(Cell::Missing, |owed| self.money(&owed.abs()));
        self.say(Phrase::term("says_paid_out").with("amount", owed).with("value", self.cell(index)));
    }

    fn recovered(&mut self, index: usize, (topped, recovered): (usize, usize)) {
        self.tell(topped);
        if self.value(recovered).is_some_and(|amount| !amount.is_zero()) {
            let phrase = Phrase::term("says_recovered").with("amount", self.cell(recovered));
            self.say(phrase.with("value", self.cell(index)));
        }
    }

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
                self.tell_inputs(index);
            }
            "actual" => self.made_of(index),
            "target" => {
                self.tell_inputs(index);
                self.say_once(Phrase::term("says_target_sum").with("value", self.cell(index)));
            }
            "team" | "points_total" => self.tell_inputs(index),
            "prize" => {}
            "sum" | "to_hold" | "orders" => {}
            "paid" => inputs.first().into_iter().for_each(|paid| self.tell(*paid)),
            _ if is_of("of_period") => self.tell_inputs(index),
            _ if inputs.get(1).is_some_and(|second| self.step(*second).name == "opening") => {
                self.tell(inputs[0]);
                let opening = self.cell(inputs[1]);
                self.say(Phrase::term("says_with_opening").with("opening", opening).with("value", self.cell(index)));
            }
            _ if self.is_over_deals() => self.deals(index),
            _ => {
                self.tell_inputs(index);
                if inputs.len() > 1 {
                    self.say(Phrase::term("says_together").with("value", self.cell(index)));
                }
            }
        }
    }

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
            self.say(super::products::until(hold));
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

    fn formula_of_line(&self) -> Option<&Formula> {
        self.component()?.formula()
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

/// A cell as a phrase.
fn as_phrase(cell: Cell) -> Phrase {
    match cell {
        Cell::Phrase(phrase) => *phrase,
        other => Phrase::term("says_number").with("number", other),
    }
}
