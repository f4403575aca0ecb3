//! Marks outside of the scale that all others have: 55 or 50 among marks from 1 to 5, 0 where the worst is 1, a month of marks to 5 among others to 10. Looked at are
//! ratings, and columns of sources of which a measure takes the mean or the sum: those that are called a score closely, of others one number far from all.

mod aimed;
mod columns;
mod scales;
mod summed;

use std::collections::BTreeSet;

use super::Rules;
use super::content;
use super::streams::Opened;
use crate::finding::{Finding, Findings};
use crate::ingest::decode::{Detected, How};
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterFile, RegisterRow, Wanted};
use crate::number::Number;
use crate::policy::rules::{InputKind, ScoreRule};
use crate::source::Place;

use columns::Column;

/// Fewer marks show no scale.
const LEAST: usize = 9;
/// Beside so many marks from 1 to 5 one above is told.
const LEAST_OF_FIVE: usize = 5;
/// So many times all others a mark is beyond the scale; and a number that is none, where the others are no more than so much.
const TIMES: i64 = 2;
const TIMES_OF_NUMBERS: i64 = 10;
const MOST_OF_NUMBERS: i64 = 100;
/// A scale from 1 on ends here; of a longer one 0 may be the worst mark.
const SHORT_SCALE: i64 = 6;
/// Of larger files marks are not looked at one by one.
const LARGEST: u64 = 8 << 20;

struct Mark {
    value: Number,
    /// Whose it is, as the row writes it.
    whose: Option<String>,
    is_asked: bool,
    place: Place,
}

/// What marks are called where they stand.
#[derive(Clone, Copy)]
struct Named<'a> {
    input: &'a str,
    name: &'a str,
    /// Whether 0 is a mark that is given, as customers do.
    has_zero: bool,
}

impl Named<'_> {
    fn finding(&self, code: &'static str) -> Finding {
        Finding::warning(code).with("input", self.input).with("name", self.name)
    }
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
            whose: Some(ledger.people.list[rating.person].id.clone()),
            is_asked: plan.current.contains(rating.period.last()),
            place: rating.place.clone(),
        });
        let named = Named { input: "ratings", name, has_zero: false };
        findings.extend_with(outside(named, &marks.collect::<Vec<_>>()));
    }
    for column in columns::used(policy) {
        let is_it = |one: &&Opened| one.name == column.source && one.text_len() <= LARGEST;
        let Some(one) = opened.iter().find(is_it) else { continue };
        let marks = marks_of(rules, (one, column.name));
        let has_zero = one.kind() == InputKind::Surveys;
        let named = Named { input: &one.name, name: column.name, has_zero };
        let found = if column.has_marks() { outside(named, &marks) } else { far(named, &marks) };
        let is_of_scale = found.is_none() && column.has_marks();
        findings.extend_with(found);
        findings.extend_with(aimed::report(rules, &column, &marks).filter(|_| is_of_scale));
        findings.extend_with(summed::report(policy, &column, &marks).filter(|_| is_of_scale));
    }
}

fn marks_of((policy, _, plan): Rules, (one, column): (&Opened, &str)) -> Vec<Mark> {
    let Some(rule) = policy.input(&one.name) else { return Vec::new() };
    // What cannot be read is told where it is read for its figures.
    let mut told_elsewhere = Faults::default();
    let detected = |encoding| Detected { encoding, how: How::NamedByPolicy };
    let files = one.files().iter().zip(one.layouts());
    let files: Vec<RegisterFile> =
        files.filter_map(|(file, layout)| content(file, detected(layout.stored_in)).ok()).collect();
    let wanted = Wanted::new(&["date", column], &["person", "person_id"]);
    let register = Register::read(rule, policy, &wanted, &files, &mut told_elsewhere);
    let mark = |row: &RegisterRow| {
        let mut told_elsewhere = Faults::default();
        let mut cells = row.read(&mut told_elsewhere);
        let day = cells.date("date", Need::Optional)?;
        let value = cells.number(column, Need::Optional)?;
        let whose = row.text("person_id").or_else(|| row.text("person"));
        Some(Mark { value, whose, is_asked: plan.current.contains(day), place: row.place(column) })
    };
    register.rows.iter().filter_map(mark).collect()
}

/// The marks of the period that lie outside of what nearly all have.
fn outside(named: Named, marks: &[Mark]) -> Option<Finding> {
    if let Some(finding) = scales::report(named, marks).or_else(|| scales::one_below(named, marks)) {
        return Some(finding);
    }
    let mut values: Vec<&Number> = marks.iter().map(|mark| &mark.value).collect();
    values.sort();
    let few = values.len() / LEAST;
    if few == 0 {
        return above_five(named, marks);
    }
    // What the others have: of each side as many may be outside as one of nine.
    let most = values[..values.len() - few].last()?;
    let least = values[few..].first()?;
    let beyond = *most * &Number::from(TIMES);
    let is_short = **least >= Number::one() && **most <= Number::from(SHORT_SCALE);
    let highest = values.iter().rev().find(|value| **value < &beyond)?;
    let is_none = |value: &Number| value.is_zero() && (is_short || !named.has_zero && are_high(&values));
    let lowest = values.iter().find(|value| !is_none(value))?;
    let is_outside = |mark: &&Mark| mark.value > **highest || mark.value < **lowest;
    let found: Vec<&Mark> = marks.iter().filter(is_outside).filter(|mark| mark.is_asked).collect();
    let first = found.first()?;
    let finding = named.finding("mark-outside-scale");
    let finding = finding.with("found", first.value.to_plain(0, 6)).with("count", found.len());
    let finding = finding.with("least", lowest.to_plain(0, 6)).with("most", highest.to_plain(0, 6));
    Some(finding.at(first.place.clone()))
}

/// Whether all marks but those of 0 are in the upper half: nobody gives 0 there.
fn are_high(values: &[&Number]) -> bool {
    let above: Vec<&&Number> = values.iter().filter(|value| !value.is_zero()).collect();
    let Some((least, most)) = above.iter().min().zip(above.iter().max()) else { return false };
    **least * &Number::from(2) >= ***most
}

/// One number of the period far from all others, which are small.
fn far(named: Named, marks: &[Mark]) -> Option<Finding> {
    let odd = marks.iter().max_by(|one, other| one.value.cmp(&other.value)).filter(|odd| odd.is_asked)?;
    let others: Vec<&Number> = marks.iter().filter(|mark| mark.place != odd.place).map(|mark| &mark.value).collect();
    let (least, most) = others.iter().min().zip(others.iter().max())?;
    let is_far = most.is_positive()
        && **most <= Number::from(MOST_OF_NUMBERS)
        && odd.value >= *most * &Number::from(TIMES_OF_NUMBERS);
    let finding = named.finding("mark-outside-scale").with("found", odd.value.to_plain(0, 6)).with("count", 1);
    let finding = finding.with("least", least.to_plain(0, 6)).with("most", most.to_plain(0, 6));
    (is_far && others.len() >= LEAST).then(|| finding.at(odd.place.clone()))
}

/// Of few marks one above all others, which are whole numbers from 1 to 5, five at least, and two of them 5: the scale ends there.
fn above_five(named: Named, marks: &[Mark]) -> Option<Finding> {
    let five = Number::from(5);
    let (above, others): (Vec<&Mark>, Vec<&Mark>) = marks.iter().partition(|mark| mark.value > five);
    let [odd] = above[..] else { return None };
    let is_of_scale = |mark: &&Mark| mark.value.is_whole() && mark.value.is_positive();
    let tops = others.iter().filter(|mark| mark.value == five).count();
    let is_told = odd.is_asked && others.len() >= LEAST_OF_FIVE && others.iter().all(is_of_scale) && tops > 1;
    let least = others.iter().map(|mark| &mark.value).min()?;
    let finding = named.finding("mark-outside-scale");
    let finding = finding.with("found", odd.value.to_plain(0, 6)).with("count", 1);
    let finding = finding.with("least", least.to_plain(0, 6)).with("most", 5);
    is_told.then(|| finding.at(odd.place.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURVEYS: Named<'static> = Named { input: "surveys", name: "score", has_zero: true };

    fn told_of(named: Named, marks: &[i64]) -> Option<(String, String)> {
        let mark = |value: &i64| Mark {
            value: Number::from(*value),
            whose: None,
            is_asked: true,
            place: Place::file(format!("{value}")),
        };
        let finding = outside(named, &marks.iter().map(mark).collect::<Vec<_>>())?;
        let fact = |name: &str| finding.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        Some((fact("found")?, fact("count")?))
    }

    fn told(marks: &[i64]) -> Option<(String, String)> {
        told_of(SURVEYS, marks)
    }

    #[test]
    fn nobody_gives_nothing_where_all_others_are_high() {
        let own = Named { has_zero: false, ..SURVEYS };
        assert_eq!(told_of(own, &[9, 10, 8, 9, 7, 10, 0, 8, 9, 10]), Some(("0".to_owned(), "1".to_owned())));
        assert_eq!(told_of(own, &[9, 10, 8, 9, 3, 10, 0, 8, 9, 10]), None, "there are low ones");
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
