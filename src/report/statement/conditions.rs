//! Conditions in words: what was looked at, in which range it had to be, and what it was.

use super::teller::Teller;
use super::words::{Last, listed};
use crate::number::Number;
use crate::policy::rules::{Bound, Component, Condition, PayKind, Probation, Range, Test, Unit, Whose};
use crate::report::model::{Cell, Phrase};
use crate::source::Span;

impl<'a> Teller<'a> {
    /// An amount under a condition that holds: `when` of the line, a gate, or who shares a pool.
    pub(super) fn condition_step(&mut self, index: usize, (looked, amount): (usize, usize)) {
        let rule = self.step(index).rule;
        let Some(condition) = rule.and_then(|rule| self.condition_at(rule)) else { return self.tell(amount) };
        self.tell(looked);
        let is_gate = self.component().is_some_and(|own| own.gate.iter().any(|gate| gate.span == condition.span));
        let words = Cell::phrase(self.condition(condition, Some(looked)));
        if is_gate {
            self.tell(amount);
            self.say(Phrase::term("says_gate_met").with("condition", words));
        } else {
            self.say(Phrase::term("says_because").with("condition", words));
            self.tell(amount);
        }
    }

    /// A gate that does not hold.
    pub(super) fn gate_missed(&mut self, index: usize, amount: usize, factor: usize) {
        self.tell(amount);
        let looked = self.input(factor, 0).filter(|_| self.step(factor).name == "gate");
        looked.into_iter().for_each(|looked| self.tell(looked));
        let Some(condition) = self.step(index).rule.and_then(|rule| self.condition_at(rule)) else { return };
        let words = Cell::phrase(self.condition(condition, looked));
        let factor = self.value(factor).map_or(Cell::Missing, super::teller::percent);
        let phrase = Phrase::term("says_gate_missed").with("condition", words).with("factor", factor);
        self.say(phrase.with("value", self.cell(index)));
    }

    /// The same of every order of a line.
    pub(super) fn gate_missed_by_all(&mut self, index: usize, factor: usize) {
        let looked = self.input(factor, 0).filter(|_| self.step(factor).name == "gate");
        let Some(condition) = self.step(index).rule.and_then(|rule| self.condition_at(rule)) else { return };
        let words = Cell::phrase(self.condition(condition, looked));
        let factor = self.value(factor).map_or(Cell::Missing, super::teller::percent);
        self.say(Phrase::term("says_deal_gate_missed").with("condition", words).with("factor", factor));
    }

    /// Says the conditions of the line that have no figure: role, probation.
    pub(super) fn tell_facts(&mut self) {
        let Some(component) = self.component() else { return };
        if matches!(&component.kind, PayKind::Bonus(bonus) if bonus.of_mentees) {
            return;
        }
        let facts = component.when.iter().filter(|one| matches!(one.test, Test::Role(_) | Test::Probation(_)));
        for fact in facts {
            let words = Cell::phrase(self.condition(fact, None));
            self.say(Phrase::term("says_because").with("condition", words));
        }
    }

    /// The condition of the line's component at that place of the policy.
    fn condition_at(&self, rule: Span) -> Option<&'a Condition> {
        self.component().and_then(|component: &'a Component| component.conditions().find(|one| one.span == rule))
    }

    /// The grade by which lines were paid: of several periods that of the one which is told.
    pub(super) fn grade(&self) -> Option<&'a String> {
        if self.outcome.appraisal.parts.is_empty() {
            return self.result.standing.grade.as_ref();
        }
        let part = self.part.as_ref()?;
        self.result.grades.iter().find(|(period, _)| period == part).map(|(_, grade)| grade)
    }

    /// A condition in words, with what it looked at.
    fn condition(&self, condition: &Condition, looked: Option<usize>) -> Phrase {
        let words = match &condition.test {
            Test::Grade(grades) => {
                let grades = listed(Last::Or, grades.iter().map(|grade| Phrase::Verbatim(grade.value.clone())));
                let own = self.grade().cloned().map_or(Cell::Missing, Cell::Text);
                Phrase::term("says_c_grade").with("grades", grades).with("grade", own)
            }
            Test::Role(roles) => {
                let roles = listed(Last::Or, roles.iter().map(|role| Phrase::Verbatim(role.value.clone())));
                Phrase::term("says_c_role").with("roles", roles)
            }
            Test::Probation(Probation::In) => Phrase::term("says_c_probation_in"),
            Test::Probation(Probation::Ending) => Phrase::term("says_c_probation_ending"),
            Test::Probation(Probation::Over) => Phrase::term("says_c_probation_over"),
            test => self.number_in_range((test, condition), looked),
        };
        match condition.periods {
            None => words,
            Some(repeated) => {
                let phrase = match repeated.hits == repeated.of {
                    true => Phrase::term("says_c_running"),
                    false => Phrase::term("says_c_periods").with("of", Cell::count(repeated.of)),
                };
                phrase.with("condition", Cell::phrase(words)).with("hits", Cell::count(repeated.hits))
            }
        }
    }

    /// `revenue is at least 1,000 (it is 1,200)`.
    fn number_in_range(&self, (test, condition): (&Test, &Condition), looked: Option<usize>) -> Phrase {
        let (what, unit) = self.looked_at(test, condition.whose);
        let range = self.range(&condition.range, unit);
        let value = looked.and_then(|looked| self.value(looked));
        let bounds = [&condition.range.lower, &condition.range.upper];
        let near = bounds.into_iter().flatten().map(|bound| &bound.at.value).next();
        let shown = match (value, near) {
            (Some(value), Some(near)) => self.compared(value, near, unit),
            (Some(value), None) => self.shown(value, unit),
            (None, _) => Cell::Missing,
        };
        Phrase::term("says_c_number").with("what", Cell::phrase(what)).with("range", range).with("value", shown)
    }

    /// What a test looks at, and what it is counted in.
    fn looked_at(&self, test: &Test, whose: Whose) -> (Phrase, Unit) {
        let policy = &self.outcome.policy;
        let name = |measure| Cell::phrase(Phrase::Label(policy.measure(measure).label.clone()));
        let (what, unit) = match test {
            Test::Measure(measure) => {
                let rule = policy.measure(measure.value);
                (Phrase::Label(rule.label.clone()), rule.unit)
            }
            Test::Attainment(measure) => {
                (Phrase::term("says_w_attainment").with("measure", name(measure.value)), Unit::Rate)
            }
            Test::Change(change) if change.falls => {
                (Phrase::term("says_w_fall").with("measure", name(change.measure.value)), Unit::Rate)
            }
            Test::Change(change) => {
                (Phrase::term("says_w_rise").with("measure", name(change.measure.value)), Unit::Rate)
            }
            Test::Share(measure) => (Phrase::term("says_w_share").with("measure", name(measure.value)), Unit::Rate),
            Test::Rank(Some(measure)) => {
                (Phrase::term("says_w_place").with("measure", name(measure.value)), Unit::Count)
            }
            Test::Rank(None) => (Phrase::term("says_w_rank"), Unit::Count),
            Test::TenureMonths => (Phrase::term("says_w_tenure"), Unit::Count),
            Test::Grade(_) | Test::Role(_) | Test::Probation(_) => (Phrase::Verbatim(String::new()), Unit::Number),
        };
        match whose {
            Whose::Person => (what, unit),
            Whose::Team => (Phrase::term("says_w_team").with("what", Cell::phrase(what)), unit),
        }
    }

    /// `at least 70`, `more than 0 and less than 90`.
    fn range(&self, range: &Range, unit: Unit) -> Cell {
        let lower = range.lower.as_ref().map(|bound| match bound.inclusive {
            true => Phrase::term("says_r_from").with("bound", self.at(bound, unit)),
            false => Phrase::term("says_r_above").with("bound", self.at(bound, unit)),
        });
        let upper = range.upper.as_ref().map(|bound| match bound.inclusive {
            true => Phrase::term("says_r_to").with("bound", self.at(bound, unit)),
            false => Phrase::term("says_r_below").with("bound", self.at(bound, unit)),
        });
        listed(Last::And, lower.into_iter().chain(upper))
    }

    /// A bound in the unit of what is compared with it.
    fn at(&self, bound: &Bound, unit: Unit) -> Cell {
        let value: &Number = &bound.at.value;
        self.bound(value, unit)
    }
}
