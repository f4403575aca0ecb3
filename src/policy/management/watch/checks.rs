//! Watches that cannot say what they are asked for: what subjects do not have, and bounds that nothing ever passes.

use super::contrary;
use crate::number::Number;
use crate::policy::reading::Reading;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::{MeasureLook, MeasureWatch, WatchKind, WatchOwner};
use crate::policy::rules::{
    Against, Condition, FilterTest, InputKind, MeasureId, MeasureKind, Policy, Range, Test, Whose, adds_up,
};
use crate::policy::units;
use crate::source::Span;

/// Reports each at its line.
pub(crate) fn check(reading: &Reading, policy: &Policy) {
    contrary::check(reading, policy);
    for rule in &policy.management.watches {
        let watch = match &rule.kind {
            WatchKind::Measure(watch) => watch,
            WatchKind::Rows(rows) => {
                never_of_risks(reading, policy, (rule, &rows.input.value));
                continue;
            }
        };
        let check = Check { reading, policy, rule, watch };
        check.owner();
        check.subjects();
        check.look();
    }
}

struct Check<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
    rule: &'a WatchRule,
    watch: &'a MeasureWatch,
}

impl Check<'_> {
    fn error(&self, code: &'static str, span: Span) {
        self.reading.error(code, span, &[("watch", &self.rule.name.value), ("per", &self.watch.per.value)]);
    }

    /// A column that says who should look is one of rows.
    fn owner(&self) {
        if let WatchOwner::Column(column) = &self.rule.owner {
            self.error("watch-owner-of-rows", column.span);
        }
    }

    /// Of a word nothing is known but itself, unless a register says more.
    fn subjects(&self) {
        let is_own = |column: &str| column == self.watch.per.value;
        let other = self.rule.filter.terms.iter().find(|term| !is_own(&term.column));
        if let Some(term) = other.filter(|_| self.watch.register().is_none()) {
            self.reading.error(
                "watch-where-of-label",
                term.span,
                &[("column", &term.column), ("per", &self.watch.per.value)],
            );
        }
    }

    fn look(&self) {
        match &self.watch.look {
            MeasureLook::Conditions(conditions) => conditions.iter().for_each(|condition| self.condition(condition)),
            MeasureLook::Largest(largest) => {
                self.part_of_all(largest.measure.value, largest.measure.span);
                self.never_above(&largest.range, &Number::one());
            }
            MeasureLook::Near(near) => {
                if near.bounds(self.policy).is_empty() {
                    self.error("watch-near-nothing", near.span);
                }
            }
            MeasureLook::Missing(_) => {}
        }
    }

    fn condition(&self, condition: &Condition) {
        let is_person = matches!(self.watch.per.value.as_str(), "person" | "person_id");
        let is_days = matches!(self.watch.per.value.as_str(), "workday" | "month");
        if !is_person && is_of_person(condition) {
            self.error("watch-condition-of-person", condition.span);
        } else if is_days && (condition.periods.is_some() || matches!(condition.test, Test::Change(_))) {
            self.error("watch-of-days-without-past", condition.span);
        }
        match &condition.test {
            Test::Share(measure) => {
                self.part_of_all(measure.value, measure.span);
                self.never_above(&condition.range, &Number::one());
            }
            Test::Measure(measure) => self.value(measure.value, &condition.range),
            Test::Change(change) if change.falls && !self.is_negative(change.measure.value) => {
                self.never_above(&condition.range, &Number::one());
            }
            _ => {}
        }
    }

    /// Values of a measure that is never below 0, or never above 1.
    fn value(&self, measure: MeasureId, range: &Range) {
        let is_part = matches!(self.policy.measure(measure).kind, MeasureKind::Share(_) | MeasureKind::Filled(_));
        if is_part {
            self.never_above(range, &Number::one());
        }
        let Some(upper) = range.upper.as_ref().filter(|_| !self.is_negative(measure)) else { return };
        let is_in = if upper.inclusive { !upper.at.value.is_negative() } else { upper.at.value.is_positive() };
        if !is_in {
            self.never(upper.at.span);
        }
    }

    fn never_above(&self, range: &Range, most: &Number) {
        never_above(self.reading, self.rule, (range, most));
    }

    fn never(&self, span: Span) {
        never(self.reading, self.rule, span);
    }

    fn is_negative(&self, measure: MeasureId) -> bool {
        let kind = &self.policy.measure(measure).kind;
        kind.is_change() || units::can_be_negative(measure, &self.policy.measures)
    }

    /// Only what adds up is a part of a whole.
    fn part_of_all(&self, measure: MeasureId, span: Span) {
        if !adds_up(&self.policy.measures, measure) {
            let facts = [("watch", self.rule.name.value.as_str()), ("measure", &self.policy.measure(measure).name)];
            self.reading.error("watch-share-of-no-total", span, &facts);
        }
    }
}

fn never_above(reading: &Reading, rule: &WatchRule, (range, most): (&Range, &Number)) {
    if let Some(lower) = range.lower.as_ref().filter(|lower| !lower.reached_by(most)) {
        never(reading, rule, lower.at.span);
    }
}

fn never(reading: &Reading, rule: &WatchRule, span: Span) {
    let facts = [("watch", rule.name.value.as_str()), ("found", reading.written(span))];
    reading.warning("watch-never-speaks", span, &facts);
}

/// The most that a factor of a risk is, and its level, which is the product of two.
const RISKS: [(&str, i64); 3] = [("probability", 5), ("impact", 5), ("level", 25)];

/// Bounds of a watch over risks that none of them reaches.
fn never_of_risks(reading: &Reading, policy: &Policy, (rule, input): (&WatchRule, &str)) {
    if policy.known_input(InputKind::Risks).is_none_or(|risks| risks.name != input) {
        return;
    }
    for term in &rule.filter.terms {
        let most = RISKS.iter().find(|(column, _)| *column == term.column).map(|(_, most)| Number::from(*most));
        if let (FilterTest::In(range), Some(most)) = (&term.test, most) {
            never_above(reading, rule, (range, &most));
        }
    }
}

fn is_of_person(condition: &Condition) -> bool {
    let is_figure = match &condition.test {
        Test::Measure(_) | Test::Attainment(_) | Test::Share(_) => true,
        Test::Change(change) => change.against != Against::TeamMean,
        Test::Grade(_) | Test::Rank(_) | Test::TenureMonths | Test::Role(_) | Test::Probation(_) => false,
    };
    condition.whose == Whose::Team || !is_figure
}
