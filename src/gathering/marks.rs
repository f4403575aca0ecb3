//! Marks outside of the scale that all others have: 55 or 50 among marks from 1 to 5, 0 where the worst is 1. Looked at are ratings, and columns of which a
//! measure takes the mean and that are called a score.

use std::collections::BTreeSet;

use super::Rules;
use super::content;
use super::streams::Opened;
use crate::finding::{Finding, Findings};
use crate::ingest::decode::{Detected, How};
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterFile, RegisterRow, Wanted};
use crate::number::Number;
use crate::policy::rules::{MeasureKind, ScoreRule};
use crate::source::Place;

/// Fewer marks show no scale.
const LEAST: usize = 9;
/// Beside so many marks from 1 to 5 one above is told.
const LEAST_OF_FIVE: usize = 5;
/// So many times all others a mark is beyond the scale.
const TIMES: i64 = 2;
/// A scale from 1 on ends here; of a longer one 0 may be the worst mark.
const SHORT_SCALE: i64 = 6;
/// Of larger files marks are not looked at one by one.
const LARGEST: u64 = 64 << 20;

/// So many marks of the period, and of those before, show each its scale; the two are other ones where all of one are so many times all of the other.
const LEAST_OF_EACH: usize = 3;
const TIMES_OF_SCALES: i64 = 5;

const SCORE: &str = "score";

struct Mark {
    value: Number,
    is_asked: bool,
    place: Place,
}

/// One warning for each indicator, and each column of a source, of which marks of the period lie outside.
pub(super) fn report(rules: Rules, opened: &[Opened], findings: &mut Findings) {
    let (policy, ledger, plan) = rules;
    let rated = policy.scorecards.iter().flat_map(|card| &card.indicators);
    let rated = rated.filter(|indicator| matches!(indicator.score, ScoreRule::Rating { .. }));
    let names: BTreeSet<&str> = rated.map(|indicator| &*indicator.name).collect();
    for name in names {
        let ratings = ledger.ratings.iter().filter(|rating| rating.indicator == name);
        let marks = ratings.map(|rating| Mark {
            value: rating.rating.clone(),
            is_asked: plan.current.contains(rating.period.last()),
            place: rating.place.clone(),
        });
        findings.extend_with(outside("ratings", name, &marks.collect::<Vec<_>>()));
    }
    let used = policy.used.iter().map(|measure| &policy.measure(*measure).kind);
    let means: BTreeSet<&str> = used
        .filter_map(|kind| match kind {
            MeasureKind::Mean(column) if column.column == SCORE => Some(column.source.as_str()),
            _ => None,
        })
        .collect();
    for one in opened.iter().filter(|one| means.contains(one.name.as_str()) && one.text_len() <= LARGEST) {
        findings.extend_with(outside(&one.name, SCORE, &marks_of(rules, one)));
    }
}

fn marks_of((policy, _, plan): Rules, one: &Opened) -> Vec<Mark> {
    let Some(rule) = policy.input(&one.name) else { return Vec::new() };
    // What cannot be read is told where it is read for its figures.
    let mut told_elsewhere = Faults::default();
    let detected = |encoding| Detected { encoding, how: How::NamedByPolicy };
    let files = one.files().iter().zip(one.layouts());
    let files: Vec<RegisterFile> =
        files.filter_map(|(file, layout)| content(file, detected(layout.stored_in)).ok()).collect();
    let wanted = Wanted::new(&["date", SCORE], &["person", "person_id"]);
    let register = Register::read(rule, policy, &wanted, &files, &mut told_elsewhere);
    let mark = |row: &RegisterRow| {
        let mut told_elsewhere = Faults::default();
        let mut cells = row.read(&mut told_elsewhere);
        let day = cells.date("date", Need::Optional)?;
        let value = cells.number(SCORE, Need::Optional)?;
        Some(Mark { value, is_asked: plan.current.contains(day), place: row.place(SCORE) })
    };
    register.rows.iter().filter_map(mark).collect()
}

/// The marks of the period that lie outside of what nearly all have.
fn outside(input: &str, name: &str, marks: &[Mark]) -> Option<Finding> {
    if let Some(finding) = of_other_scale(input, name, marks) {
        return Some(finding);
    }
    let mut values: Vec<&Number> = marks.iter().map(|mark| &mark.value).collect();
    values.sort();
    let few = values.len() / LEAST;
    if few == 0 {
        return above_five(input, name, marks);
    }
    // What the others have: of each side as many may be outside as one of nine.
    let most = values[..values.len() - few].last()?;
    let least = values[few..].first()?;
    let beyond = *most * &Number::from(TIMES);
    let is_short = **least >= Number::one() && **most <= Number::from(SHORT_SCALE);
    let highest = values.iter().rev().find(|value| **value < &beyond)?;
    let lowest = values.iter().find(|value| !is_short || value.is_positive())?;
    let is_outside = |mark: &&Mark| mark.value > **highest || mark.value < **lowest;
    let found: Vec<&Mark> = marks.iter().filter(is_outside).filter(|mark| mark.is_asked).collect();
    let first = found.first()?;
    let finding = Finding::warning("mark-outside-scale").with("input", input).with("name", name);
    let finding = finding.with("found", first.value.to_plain(0, 6)).with("count", found.len());
    let finding = finding.with("least", lowest.to_plain(0, 6)).with("most", highest.to_plain(0, 6));
    Some(finding.at(first.place.clone()))
}

/// The marks of the period, where all of them are of another scale than all others: from 1 to 5, and from 1 to 100 before.
fn of_other_scale(input: &str, name: &str, marks: &[Mark]) -> Option<Finding> {
    let (asked, others): (Vec<&Mark>, Vec<&Mark>) =
        marks.iter().filter(|mark| mark.value.is_positive()).partition(|mark| mark.is_asked);
    let bounds = |marks: &[&Mark]| {
        let values = || marks.iter().map(|mark| &mark.value);
        values().min().zip(values().max()).map(|(least, most)| (least.clone(), most.clone()))
    };
    let ((least, most), (of_least, of_most)) = bounds(&asked).zip(bounds(&others))?;
    let times = Number::from(TIMES_OF_SCALES);
    let is_other = &most * &times <= of_least || least >= &of_most * &times;
    if asked.len() < LEAST_OF_EACH || others.len() < LEAST_OF_EACH || !is_other {
        return None;
    }
    let first = asked.iter().min_by_key(|mark| &mark.place)?;
    let finding = Finding::warning("marks-of-other-scale").with("input", input).with("name", name);
    let finding =
        finding.with("count", asked.len()).with("least", least.to_plain(0, 6)).with("most", most.to_plain(0, 6));
    let finding = finding.with("before", of_least.to_plain(0, 6)).with("others", of_most.to_plain(0, 6));
    Some(finding.at(first.place.clone()))
}

/// Of few marks one above all others, which are whole numbers from 1 to 5, five at least, and two of them 5: the scale ends there.
fn above_five(input: &str, name: &str, marks: &[Mark]) -> Option<Finding> {
    let five = Number::from(5);
    let (above, others): (Vec<&Mark>, Vec<&Mark>) = marks.iter().partition(|mark| mark.value > five);
    let [odd] = above[..] else { return None };
    let is_of_scale = |mark: &&Mark| mark.value.is_whole() && mark.value.is_positive();
    let tops = others.iter().filter(|mark| mark.value == five).count();
    let is_told = odd.is_asked && others.len() >= LEAST_OF_FIVE && others.iter().all(is_of_scale) && tops > 1;
    let least = others.iter().map(|mark| &mark.value).min()?;
    let finding = Finding::warning("mark-outside-scale").with("input", input).with("name", name);
    let finding = finding.with("found", odd.value.to_plain(0, 6)).with("count", 1);
    let finding = finding.with("least", least.to_plain(0, 6)).with("most", 5);
    is_told.then(|| finding.at(odd.place.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(marks: &[i64]) -> Option<(String, String)> {
        let mark = |value: &i64| Mark { value: Number::from(*value), is_asked: true, place: Place::file("x.csv") };
        let finding = outside("surveys", SCORE, &marks.iter().map(mark).collect::<Vec<_>>())?;
        let fact = |name: &str| finding.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        Some((fact("found")?, fact("count")?))
    }

    #[test]
    fn marks_of_another_scale_than_before_are_told() {
        let told = |now: &[i64], before: &[i64]| {
            let mark =
                |value: i64, is_asked| Mark { value: Number::from(value), is_asked, place: Place::file("x.csv") };
            let now = now.iter().map(|value| mark(*value, true));
            let marks: Vec<Mark> = now.chain(before.iter().map(|value| mark(*value, false))).collect();
            outside("surveys", SCORE, &marks).is_some_and(|finding| finding.code == "marks-of-other-scale")
        };
        assert!(told(&[4, 5, 3], &[80, 100, 60]) && told(&[80, 100, 60], &[4, 5, 3]));
        assert!(!told(&[4, 5, 3], &[4, 1, 5]) && !told(&[4, 5], &[80, 100, 60]) && !told(&[4, 5, 3], &[80, 100]));
        assert!(!told(&[10, 50, 40], &[80, 100, 60]), "a bad month");
    }

    #[test]
    fn a_mark_that_no_scale_has_is_told() {
        let one = |odd: i64| told(&[4, 5, 3, 4, 2, 5, 4, 3, 1, odd]);
        assert_eq!(one(55), Some(("55".to_owned(), "1".to_owned())));
        assert_eq!(one(10), Some(("10".to_owned(), "1".to_owned())));
        assert_eq!(one(0), Some(("0".to_owned(), "1".to_owned())));
        assert_eq!(one(5), None);
        assert_eq!(told(&[9, 10, 8, 9, 7, 10, 0, 8, 9, 10]), None, "from 0 to 10");
        assert_eq!(told(&[4, 5, 55]), None, "no scale is seen");
        assert_eq!(told(&[5, 4, 3, 8, 4, 5]), Some(("8".to_owned(), "1".to_owned())), "of five");
        assert_eq!(told(&[5, 4, 3, 8, 4, 3]), None, "the others may be low");
        assert_eq!(told(&[4, 5, 50, 4, 40, 5, 40, 30, 1, 20]), None, "two scales");
    }
}
