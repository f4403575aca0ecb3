//! How grades are spread over the people of a scorecard: shown where they exceed their shares, or forced into them.
//!
//! A share is the most that a grade may have, in heads rounded down. Forced, the excess of a grade goes on to the next
//! worse grade as long as a grade without a share is among the worse ones, else to the next better one; where every grade
//! has a share, the largest share takes the rest. Equal scores stay together, in the better grade. People whose probation
//! touches the period are left alone.

use super::grades::coefficient;
use crate::finding::{Finding, Findings};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{Distribution, GradeRule, Grades, Parameter};
use crate::results::{PeriodResult, PersonResult};

/// Spreads the grades of every scorecard.
pub(super) fn spread(
    book: &Book,
    grades: &Grades,
    rule: &Distribution,
    results: &mut PeriodResult,
    findings: &mut Findings,
) {
    let scale = Scale::new(grades, rule);
    for card in &book.policy.scorecards {
        let belongs = |result: &&mut PersonResult| {
            let probation = book.ledger.people.list[result.person].probation_touches(book.period);
            result.standing.scorecard.as_ref() == Some(&card.name) && result.standing.grade.is_some() && !probation
        };
        let mut people: Vec<&mut PersonResult> = results.people.iter_mut().filter(belongs).collect();
        if rule.smallest_group.as_ref().is_some_and(|least| people.len() < least.value as usize) {
            continue;
        }
        if rule.force {
            scale.force(&mut people);
        } else {
            scale.advise(book, &card.name, &people, findings);
        }
    }
}

/// The grades from the worst to the best with their shares.
struct Scale<'a> {
    rule: &'a Distribution,
    grades: Vec<(&'a GradeRule, Option<&'a Parameter>)>,
}

impl<'a> Scale<'a> {
    fn new(grades: &'a Grades, rule: &'a Distribution) -> Self {
        let share = |grade: &GradeRule| {
            rule.shares.iter().find(|(known, _)| known.value == grade.grade.value).map(|(_, share)| share)
        };
        let all = grades.steps.below.iter().chain(grades.steps.list.iter().map(|step| &step.value));
        Scale { rule, grades: all.map(|grade| (grade, share(grade))).collect() }
    }

    fn index(&self, result: &PersonResult) -> usize {
        let named = |(grade, _): &(&GradeRule, _)| Some(&grade.grade.value) == result.standing.grade.as_ref();
        self.grades.iter().position(named).unwrap_or(0)
    }

    fn advise(&self, book: &Book, card: &str, people: &[&mut PersonResult], findings: &mut Findings) {
        let tolerance = self.rule.tolerance.as_ref().map_or_else(Number::zero, |tolerance| tolerance.value.clone());
        for (index, (grade, share)) in self.grades.iter().enumerate() {
            let Some(allowed) = share else { continue };
            let heads = people.iter().filter(|result| self.index(result) == index).count();
            let Some(actual) = Number::fraction(heads as i128, people.len() as i128) else { continue };
            if actual > &allowed.value + &tolerance {
                let finding = Finding::warning("grade-above-share")
                    .with("grade", &grade.grade.value)
                    .with("scorecard", card)
                    .with("count", heads)
                    .with("people", people.len())
                    .with("share", percent(&actual))
                    .with("allowed", percent(&allowed.value))
                    .at(book.policy.text.place(allowed.span));
                findings.push(finding);
            }
        }
    }

    fn force(&self, people: &mut [&mut PersonResult]) {
        let mut places: Vec<(Number, usize)> =
            people.iter().map(|result| (score(result), self.index(result))).collect();
        let free = self.free();
        for grade in (1..self.grades.len()).rev().filter(|grade| free[..*grade].contains(&true)) {
            self.pass_on(grade, grade - 1, &mut places);
        }
        for grade in (0..self.grades.len()).filter(|grade| !free[..*grade].contains(&true)) {
            if grade + 1 < self.grades.len() {
                self.pass_on(grade, grade + 1, &mut places);
            }
        }
        for (result, (_, grade)) in people.iter_mut().zip(places) {
            if grade != self.index(result) {
                self.regrade(result, grade);
            }
        }
    }

    /// Which grades take what exceeds the others.
    fn free(&self) -> Vec<bool> {
        let unshared: Vec<bool> = self.grades.iter().map(|(_, share)| share.is_none()).collect();
        if unshared.contains(&true) {
            return unshared;
        }
        let largest = self.grades.iter().filter_map(|(_, share)| share.map(|share| &share.value)).max();
        self.grades.iter().map(|(_, share)| share.map(|share| &share.value) == largest).collect()
    }

    /// Moves what a grade has beyond its heads to its neighbour: to a worse one the lowest scores, to a better one the
    /// highest; equal scores go the better way together.
    fn pass_on(&self, grade: usize, to: usize, places: &mut [(Number, usize)]) {
        let (Some(share), false) = (self.grades[grade].1, self.free()[grade]) else { return };
        let heads = (&share.value * &count(places.len())).floor();
        let mut scores: Vec<Number> =
            places.iter().filter(|(_, at)| *at == grade).map(|(score, _)| score.clone()).collect();
        scores.sort();
        for (score, at) in places.iter_mut().filter(|(_, at)| *at == grade) {
            let up_to_it = scores.partition_point(|other| other <= score);
            let stays = if to < grade { count(scores.len() - up_to_it) < heads } else { count(up_to_it) <= heads };
            if !stays {
                *at = to;
            }
        }
    }

    fn regrade(&self, result: &mut PersonResult, grade: usize) {
        let (rule, _) = self.grades[grade];
        let standing = &mut result.standing;
        standing.grade_before = standing.grade.replace(rule.grade.value.clone());
        if let Some(score) = &standing.score {
            standing.coefficient = coefficient(&mut result.sheet, score, rule, self.rule.span);
        }
    }
}

fn score(result: &PersonResult) -> Number {
    result.standing.score.as_ref().map_or_else(Number::zero, |score| score.or_zero())
}

fn count(heads: usize) -> Number {
    Number::from_scaled(heads as i128, 0)
}

fn percent(share: &Number) -> String {
    (share * &Number::from(100)).to_plain(0, 1)
}
