//! How grades are spread over the people of a scorecard: shown where they exceed their shares, or forced into them.
//!
//! Advised, a share is the most that a grade should have. Forced, `forced` says which place has which grade. People whose probation
//! touches the period are left alone.

use super::forced::{Cut, Entrant, Given, Shares};
use crate::calendar::Period;
use crate::derivation::{Figure, Form, Leaf, Worksheet};
use crate::finding::{Finding, Findings};
use crate::measure::Book;
use crate::number::{Number, Rounding, RoundingMode};
use crate::policy::rules::{Distribution, GradeRule, Grades, Parameter, Unit};
use crate::results::{PeriodResult, PersonResult, Placed};
use crate::source::Span;

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
            scale.force(book.period, &mut people);
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

    fn force(&self, period: &Period, people: &mut [&mut PersonResult]) {
        let best = self.grades.len() - 1;
        let shares = Shares(self.grades.iter().rev().map(|(_, share)| *share).collect());
        let entrants: Vec<Entrant> =
            people.iter().map(|result| Entrant { score: score(result), by_score: best - self.index(result) }).collect();
        for (result, given) in people.iter_mut().zip(shares.grades(&entrants)) {
            let (rule, _) = self.grades[best - given.grade];
            let leaf = Leaf::Place { among: entrants.len(), person: result.person, window: period.clone() };
            self.regrade(result, rule, &shares, (&given, entrants.len(), leaf));
        }
    }

    /// Gives the grade of the place, and records place and cut.
    fn regrade(
        &self,
        result: &mut PersonResult,
        rule: &GradeRule,
        shares: &Shares,
        (given, people, leaf): (&Given, usize, Leaf),
    ) {
        let (standing, sheet) = (&mut result.standing, &mut result.sheet);
        let span = self.rule.span;
        let place = counted(sheet, ("place_by_score", span), given.place, leaf.clone());
        let cut = given.cut.map(|cut| cut_of(sheet, span, shares.summed(cut), (cut, people, leaf)));
        if standing.grade.as_ref() != Some(&rule.grade.value) {
            standing.grade_before = standing.grade.replace(rule.grade.value.clone());
        }
        if let Some(number) = &rule.coefficient {
            let number = sheet.parameter("grade_coefficient", &number.value, number.span, Unit::Number);
            let inputs: Vec<&Figure> = std::iter::once(&place).chain(&cut).chain([&number]).collect();
            let name = ("coefficient", rule.grade.value.as_str());
            let chosen = Form::Chosen(inputs.len() - 1);
            standing.coefficient = Some(sheet.named(name, span, chosen, &inputs, Unit::Number));
        } else {
            standing.coefficient = None;
        }
        standing.placed = Some(Box::new(Placed { place, cut, among: people }));
    }
}

/// The last place on the upper side of a cut: running share × people, rounded down from its own end.
fn cut_of(
    sheet: &mut Worksheet,
    span: Span,
    shares: Vec<&Parameter>,
    (cut, people, leaf): (Cut, usize, Leaf),
) -> Figure {
    let shares: Vec<Figure> =
        shares.into_iter().map(|share| sheet.parameter("share", &share.value, share.span, Unit::Rate)).collect();
    let running = sheet.named(("running_share", ""), span, Form::Sum, &shares.iter().collect::<Vec<_>>(), Unit::Rate);
    let people = counted(sheet, ("people", span), people, leaf);
    let heads = sheet.named(("heads", ""), span, Form::Product, &[&running, &people], Unit::Number);
    let whole = Rounding { to: Number::one(), mode: RoundingMode::Down };
    match cut {
        Cut::FromTop(_) => sheet.named(("cut", ""), span, Form::Round(whole), &[&heads], Unit::Count),
        Cut::FromBottom(_) => {
            let heads = sheet.named(("heads", ""), span, Form::Round(whole), &[&heads], Unit::Count);
            sheet.named(("cut", ""), span, Form::Difference, &[&people, &heads], Unit::Count)
        }
    }
}

fn counted(sheet: &mut Worksheet, (name, span): (&'static str, Span), heads: usize, leaf: Leaf) -> Figure {
    let figure = sheet.leaf(leaf, Some(count(heads)), Unit::Count);
    sheet.name(&figure, name, None, Some(span));
    figure
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
