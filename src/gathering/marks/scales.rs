//! Marks of the period that are of another scale than all others.

use std::collections::BTreeSet;

use super::{Mark, Named};
use crate::finding::Finding;
use crate::number::Number;

/// So many marks of the period, and of those before, show each its scale; the two are other ones where all of one are so many times all of the other.
const LEAST_OF_EACH: usize = 3;
const TIMES: i64 = 5;
/// A scale to 5 and one to 10 show only by more marks, of so many people and of so many kinds.
const LEAST_OF_HALF: usize = 6;
const LEAST_PEOPLE: usize = 3;
const HALF: i64 = 5;
/// Of a scale to 100 where all others are above that.
const LEAST_OF_HUNDRED: i64 = 20;

/// The lowest and the highest.
type Ends = (Number, Number);

/// One warning, where they are.
pub(super) fn report(named: Named, marks: &[Mark]) -> Option<Finding> {
    let (asked, others): (Vec<&Mark>, Vec<&Mark>) =
        marks.iter().filter(|mark| mark.value.is_positive()).partition(|mark| mark.is_asked);
    let (own, before) = ends(&asked).zip(ends(&others))?;
    let is_other = asked.len() >= LEAST_OF_EACH && others.len() >= LEAST_OF_EACH && are_apart(&own, &before);
    if !is_other && !are_half(&asked, &others) && !are_half(&others, &asked) {
        return None;
    }
    let first = asked.iter().min_by_key(|mark| &mark.place)?;
    let finding = named.finding("marks-of-other-scale").with("count", asked.len());
    let finding = finding.with("least", own.0.to_plain(0, 6)).with("most", own.1.to_plain(0, 6));
    let finding = finding.with("before", before.0.to_plain(0, 6)).with("others", before.1.to_plain(0, 6));
    Some(finding.at(first.place.clone()))
}

/// One mark of the period that is of a scale to 1, to 5 or to 10 among others to 100: a small part of all of them, and one of them when it is taken up to their scale.
/// Of answers a low one may well be given, but none with decimals where the others have none.
pub(super) fn one_below(named: Named, marks: &[Mark]) -> Option<Finding> {
    let odd = marks.iter().min_by(|one, other| one.value.cmp(&other.value)).filter(|odd| odd.is_asked)?;
    let others: Vec<&Mark> = marks.iter().filter(|mark| mark.place != odd.place).collect();
    let (least, most) = ends(&others).filter(|_| others.len() >= super::LEAST)?;
    let is_of_hundred = least > Number::from(LEAST_OF_HUNDRED) && most <= Number::from(100);
    let is_below = odd.value.is_positive() && &odd.value * &Number::from(TIMES) <= least;
    let taken_up = [100, 20, 10].map(|times| &odd.value * &Number::from(times));
    let is_among = taken_up.iter().any(|value| *value >= least && *value <= most);
    let has_decimals = !odd.value.is_whole() && others.iter().all(|mark| mark.value.is_whole());
    let is_it = is_of_hundred && is_below && is_among && (has_decimals || !named.has_zero);
    let finding = named.finding("mark-outside-scale").with("found", odd.value.to_plain(0, 6)).with("count", 1);
    let finding = finding.with("least", least.to_plain(0, 6)).with("most", most.to_plain(0, 6));
    is_it.then(|| finding.at(odd.place.clone()))
}

fn ends(marks: &[&Mark]) -> Option<Ends> {
    let values = || marks.iter().map(|mark| &mark.value);
    values().min().zip(values().max()).map(|(least, most)| (least.clone(), most.clone()))
}

/// From 1 to 5, and from 1 to 100 before.
fn are_apart((least, most): &Ends, (of_least, of_most): &Ends) -> bool {
    let times = Number::from(TIMES);
    most * &times <= *of_least || *least >= of_most * &times
}

/// Up to 5 where all others are above it and up to 10, among which they would be if they were doubled.
fn are_half(low: &[&Mark], high: &[&Mark]) -> bool {
    let Some(((least, most), (of_least, of_most))) = ends(low).zip(ends(high)) else { return false };
    let (half, two) = (Number::from(HALF), Number::from(2));
    let are_among = most <= half && half < of_least && of_most <= &half * &two;
    let are_doubled = &least * &two >= &of_least - &Number::one() && &most * &two >= of_least;
    are_among && are_doubled && [low, high].into_iter().all(is_shown)
}

/// Whether so many marks of so many people, not all alike, show a scale.
fn is_shown(marks: &[&Mark]) -> bool {
    let people: BTreeSet<&str> = marks.iter().filter_map(|mark| mark.whose.as_deref()).collect();
    let values: BTreeSet<&Number> = marks.iter().map(|mark| &mark.value).collect();
    marks.len() >= LEAST_OF_HALF && people.len() >= LEAST_PEOPLE && values.len() >= LEAST_PEOPLE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Place;

    fn told(now: &[i64], before: &[i64]) -> bool {
        let marks = |values: &[i64], is_asked| -> Vec<Mark> {
            let mark = |(at, value): (usize, &i64)| Mark {
                value: Number::from(*value),
                whose: Some(format!("p{}", at % 3)),
                is_asked,
                place: Place::file("x.csv"),
            };
            values.iter().enumerate().map(mark).collect()
        };
        let all: Vec<Mark> = marks(now, true).into_iter().chain(marks(before, false)).collect();
        report(Named { input: "surveys", name: "score", has_zero: true }, &all).is_some()
    }

    #[test]
    fn marks_of_another_scale_than_before_are_told() {
        assert!(told(&[4, 5, 3], &[80, 100, 60]) && told(&[80, 100, 60], &[4, 5, 3]));
        assert!(!told(&[4, 5, 3], &[4, 1, 5]) && !told(&[4, 5], &[80, 100, 60]) && !told(&[4, 5, 3], &[80, 100]));
        assert!(!told(&[10, 50, 40], &[80, 100, 60]), "a bad month");
    }

    #[test]
    fn one_mark_of_a_lower_scale_is_told() {
        let told = |odd: &str, others: &[i64], has_zero| {
            let mark = |(at, value): (usize, Number)| Mark {
                value,
                whose: None,
                is_asked: true,
                place: Place::line("x.csv", at as u32 + 2, ""),
            };
            let values = others.iter().map(|value| Number::from(*value)).chain(Number::parse(odd));
            let marks: Vec<Mark> = values.enumerate().map(mark).collect();
            one_below(Named { input: "ratings", name: "score", has_zero }, &marks).is_some()
        };
        let others = [75, 77, 79, 81, 83, 85, 87, 89, 91, 97];
        assert!(["0.85", "8.5", "4.2", "8"].iter().all(|odd| told(odd, &others, false)));
        assert!(told("8.5", &others, true) && !told("8", &others, true), "an angry customer");
        assert!(!told("60", &others, false) && !told("1", &[8, 9, 10, 9, 8, 10, 9, 9, 8, 10], false));
        assert!(!told("2", &others, false), "of no scale");
    }

    #[test]
    fn marks_to_five_among_marks_to_ten_are_told() {
        assert!(told(&[4, 5, 3, 4, 5, 4], &[8, 10, 6, 7, 9, 8]) && told(&[8, 10, 6, 7, 9, 8], &[4, 5, 3, 4, 5, 4]));
        assert!(!told(&[4, 5, 3, 4, 5, 4], &[8, 10, 5, 7, 9, 8]), "some had as few");
        assert!(!told(&[1, 5, 3, 4, 5, 4], &[8, 10, 6, 7, 9, 8]), "2 is none of these");
        assert!(!told(&[4, 4, 4, 4, 4, 4], &[8, 10, 6, 7, 9, 8]) && !told(&[4, 5, 3], &[8, 10, 6]), "few");
    }
}
