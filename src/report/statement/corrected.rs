//! Sentences of what is corrected of a closed period: what it comes to now and what was paid, of which parts, and why.

use super::super::explain::SHOWN;
use super::teller::Teller;
use super::words::{Last, listed};
use crate::calendar::Period;
use crate::history::History;
use crate::number::Number;
use crate::report::model::{Cell, Phrase, Shape};
use crate::results::LineKind;

impl Teller<'_> {
    /// What a closed period pays now, what was paid, and the rest.
    pub(super) fn corrected(&mut self, index: usize, (now, paid): (usize, usize)) {
        let Some((LineKind::Correction(period), of)) = self.line.map(|line| (&line.kind, line.of.to_string())) else {
            return;
        };
        let phrase = match self.value(index).is_some_and(Number::is_negative) {
            true => Phrase::term("says_corrected_back"),
            false => Phrase::term("says_corrected"),
        };
        let phrase = phrase.with("period", Cell::Text(period.id())).with("component", Cell::Text(of.clone()));
        let phrase = phrase.with("now", self.cell(now)).with("paid", self.cell(paid));
        self.say(phrase.with("value", self.cell(index)));
        self.parts_of_both(&of, period);
        self.other_standing(period, now);
        self.changed_orders(&of, period);
    }

    /// What of both amounts was held before, and what of the one that was paid so far was paid with later periods: neither is in the line of then.
    fn parts_of_both(&mut self, of: &str, period: &Period) {
        let closed = self.outcome.history.periods();
        let id = &self.outcome.ledger.people.list[self.result.person].id;
        let name = LineKind::Released.name_of(of);
        let today = self.outcome.history.recomputed(self.result.person, period).into_iter().flat_map(|own| &own.lines);
        let today = today.filter(|(component, kind, _)| component == of && *kind == LineKind::Released);
        let today: Number = today.filter_map(|(.., figure)| figure.value()).sum();
        let lines = closed.of(period).into_iter().flat_map(|closed| &closed.lines);
        let then = lines.filter(|line| line.person == *id && line.component == of && line.line == name);
        let then: Number = then.map(|line| &line.amount).sum();
        if !(today.is_zero() && then.is_zero()) {
            let phrase = Phrase::term("says_corrected_released").with("now", self.money(&today));
            self.say(phrase.with("paid", self.money(&then)));
        }
        let since: Number = closed.settled_since(period, (id, of)).map(|one| &one.amount).sum();
        if !since.is_zero() {
            self.say(Phrase::term("says_corrected_since").with("since", self.money(&since)));
        }
    }

    /// How the person stood then and stands now, where the component looks at that.
    fn other_standing(&mut self, period: &Period, now: usize) {
        let (outcome, person) = (self.outcome, self.result.person);
        let (Some(was), Some(is)) =
            (outcome.history.standing(person, period), outcome.history.recomputed(person, period))
        else {
            return;
        };
        let is = &is.standing;
        let is_grade = self.looks_at(now, "coefficient") && was.grade != is.grade;
        let is_score = self.looks_at(now, "score") && was.score != is.score;
        if !is_grade && !is_score {
            return;
        }
        let points = |score: &Option<Number>| match score {
            Some(score) => Cell::Plain(score.clone(), Shape::Points(outcome.policy.points.places())),
            None => Cell::Missing,
        };
        let phrase = match (&was.grade, &is.grade) {
            (Some(old), Some(new)) if old != new => {
                let phrase = Phrase::term("says_other_grade").with("old", Cell::Text(old.clone()));
                phrase.with("new", Cell::Text(new.clone()))
            }
            _ => Phrase::term("says_other_score"),
        };
        let phrase = phrase.with("period", Cell::Text(period.id()));
        self.say(phrase.with("before", points(&was.score)).with("score", points(&is.score)));
    }

    /// Whether a step of that name is among those that a step is made from.
    fn looks_at(&self, step: usize, name: &str) -> bool {
        let (mut open, mut seen) = (vec![step], std::collections::BTreeSet::new());
        while let Some(next) = open.pop() {
            if self.step(next).name == name {
                return true;
            }
            let inputs = self.step(next).inputs.iter().copied();
            open.extend(inputs.filter(|input| seen.insert(*input)));
        }
        false
    }

    /// Which of the person's orders make it; nothing where no copies tell.
    fn changed_orders(&mut self, of: &str, period: &Period) {
        let (outcome, person) = (self.outcome, self.result.person);
        let Some(orders) = outcome.history.changed_orders((person, of), period) else { return };
        let all = [
            ("says_orders_added", &orders.added),
            ("says_orders_returned", &orders.returned),
            ("says_orders_gone", &orders.gone),
            ("says_orders_changed", &orders.changed),
        ];
        for (term, orders) in all {
            let named: Vec<String> = orders.iter().filter(|order| !self.names_another(order)).cloned().collect();
            if !named.is_empty() {
                let list = self.some_orders(&named);
                self.say(Phrase::term(term).with("orders", list).with("period", Cell::Text(period.id())));
            }
        }
    }

    /// The first of these orders, and how many more.
    pub(super) fn some_orders(&self, orders: &[String]) -> Cell {
        let shown = orders.iter().take(SHOWN).map(|order| Phrase::Verbatim(order.clone()));
        let more = orders.len().saturating_sub(SHOWN);
        if more == 0 {
            return listed(Last::And, shown);
        }
        let list = shown.reduce(|one, other| {
            Phrase::term("says_list").with("one", Cell::phrase(one)).with("other", Cell::phrase(other))
        });
        let list = Phrase::term("says_and_more").with("list", list.map_or(Cell::Empty, Cell::phrase));
        Cell::phrase(list.with("count", Cell::count(i64::try_from(more).unwrap_or(i64::MAX))))
    }
}
