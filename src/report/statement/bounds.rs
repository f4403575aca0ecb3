//! Sentences of bounds and differences: floors, caps, minima, maxima, what was paid before.

use super::teller::Teller;
use super::words::{Last, listed};
use crate::derivation::Form;
use crate::number::Number;
use crate::policy::rules::PayKind;
use crate::report::model::{Cell, Phrase};
use crate::results::{BalanceKind, LineKind, PayLine};

impl Teller<'_> {
    /// Bounds: `floor`, `cap`, `negative`, a guarantee, a limit.
    pub(super) fn bounded(&mut self, index: usize) {
        let Some(bound) = self.input(index, 1) else { return self.tell_inputs(index) };
        let is_least = matches!(self.step(index).form, Form::Least);
        let unchanged = self.changes_nothing(index);
        self.tell_inputs(index);
        let value = self.cell(index);
        // The last step of a line has lost its own name.
        let name = match (self.step(index).name, self.step(bound).name, is_least) {
            ("amount", "negative", false) => "negative",
            (name, ..) => name,
        };
        let phrase = match (name, is_least) {
            ("floored", _) if !unchanged => Phrase::term("says_floored").with("bound", self.cell(bound)),
            ("capped", _) if !unchanged => Phrase::term("says_capped").with("bound", self.cell(bound)),
            ("factor" | "counted" | "accelerated", true) if !unchanged => {
                Phrase::term("says_counted").with("bound", self.cell(bound))
            }
            ("excess", false) if self.above(index).is_some() => return self.excess(index),
            ("negative", false) if !unchanged => match self.component().is_some_and(|own| own.is_carried()) {
                true => Phrase::term("says_carried").with("rest", self.carried()),
                false => Phrase::term("says_nothing_below"),
            },
            ("with_balance", false) if !unchanged => Phrase::term("says_nothing_below"),
            ("on_hold", true) => Phrase::term("says_on_hold"),
            _ => return,
        };
        self.say(phrase.with("value", value));
    }

    /// What the line leaves to be carried.
    fn carried(&self) -> Cell {
        let balances = self.line.into_iter().flat_map(|line| &line.balances);
        let carried = balances.filter(|own| own.kind == BalanceKind::Carry).map(|own| &own.closing);
        self.money(&carried.sum())
    }

    /// What people made above a bound.
    fn excess(&mut self, index: usize) {
        let Some((whole, bound)) = self.above(index) else { return };
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
        self.say_released_of(paid);
    }

    /// What of the components' amounts was held before: lines of their own.
    fn say_released_of(&mut self, paid: usize) {
        let inputs = &self.step(paid).inputs;
        let lines = self.result.lines.iter().filter(|line| line.kind == LineKind::Released);
        let lines = lines.filter(|line| inputs.contains(&line.amount.step()) && !line.amount.or_zero().is_zero());
        let part = |line: &PayLine| {
            let name = Cell::phrase(self.called(&line.kind, &line.of, &line.name));
            Phrase::term("says_named").with("name", name).with("value", self.cell(line.amount.step()))
        };
        let parts: Vec<Phrase> = lines.map(part).collect();
        if !parts.is_empty() {
            self.say(Phrase::term("says_come_with").with("parts", listed(Last::And, parts)));
        }
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
        self.say_released_of(paid);
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

    /// A year so far, less what was paid of it.
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

    /// What of an advance is recovered.
    fn recovered(&mut self, index: usize, (topped, recovered): (usize, usize)) {
        self.tell(topped);
        if self.value(recovered).is_some_and(|amount| !amount.is_zero()) {
            let phrase = Phrase::term("says_recovered").with("amount", self.cell(recovered));
            self.say(phrase.with("value", self.cell(index)));
        }
    }
}
