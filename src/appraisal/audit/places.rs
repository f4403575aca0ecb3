//! Places are counted among all who have one.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::scene::{Scene, Verdict, of_period};
use crate::calendar::Period;
use crate::condition::Look;
use crate::derivation::{Step, Worksheet};
use crate::history::PastStanding;
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{Better, MeasureId, Ties};
use crate::results::{PeriodResult, PersonResult};

/// Whether the person has that place in the period, or it is the middle or the number of those who have places.
pub(super) fn verdict(scenes: &[Scene], (person, window, among): (usize, &Period, usize), step: &Step) -> Verdict {
    let Some(scene) = of_period(scenes, window) else {
        return scenes.first().map_or(Verdict::Differs, |scene| of_closed(scene, (person, window, among), step));
    };
    let result = scene.result();
    let Some(own) = result.of(person) else { return Verdict::Differs };
    let (found, of) = match (step.name, &step.of) {
        ("median_score", _) => {
            let scores = scores(result, own);
            (median(&scores), scores.len())
        }
        ("place_by_score" | "people", _) => {
            let graded = graded(scene, own);
            let better = graded.iter().filter(|score| **score > score_of(own)).count();
            let count = if step.name == "people" { graded.len() } else { better + 1 };
            (whole(count), graded.len())
        }
        ("rank", Some(measure)) => match scene.given.policy.measure_named(measure) {
            Some(measure) => by_measure(scene, window, (person, measure)),
            None => return Verdict::Differs,
        },
        _ => {
            let places = scene.places.get_or_init(|| places(scene, result));
            let ranked = |other: &&PersonResult| other.standing.rank.is_some() && alike(own, other);
            (places.get(&person).and_then(|place| whole(*place)), result.people.iter().filter(ranked).count())
        }
    };
    Verdict::of(step.value.is_some() && found == step.value && of == among)
}

/// The same of a period that is closed.
fn of_closed(scene: &Scene, (person, window, among): (usize, &Period, usize), step: &Step) -> Verdict {
    let history = scene.given.history;
    let (found, of) = match step.of.as_ref().map(|of| scene.given.policy.measure_named(of)) {
        Some(Some(measure)) => by_measure(scene, window, (person, measure)),
        Some(None) => return Verdict::Differs,
        None => {
            let own = history.standing(person, window);
            let alike = |other: &&PastStanding| other.rank.is_some() && own.is_some_and(|own| own.apart == other.apart);
            let all = history.standings(window).into_iter().flatten().flatten();
            (own.and_then(|own| own.rank).map(|rank| Number::from(i64::from(rank))), all.filter(alike).count())
        }
    };
    Verdict::of(step.value.is_some() && found == step.value && of == among)
}

fn alike(own: &PersonResult, other: &PersonResult) -> bool {
    other.standing.scorecard.is_some() && own.standing.apart == other.standing.apart
}

/// A score that nobody has is 0 where grades are shared out.
fn score_of(person: &PersonResult) -> Number {
    let score = person.standing.score.as_ref();
    score.and_then(|score| person.sheet.steps()[score.step()].value.clone()).unwrap_or_else(Number::zero)
}

/// The scores of the person's list, the lowest first.
fn scores(result: &PeriodResult, own: &PersonResult) -> Vec<Number> {
    let others = result.people.iter().filter(|other| alike(own, other));
    let scored = others.filter(|other| other.standing.score.as_ref().is_some_and(|score| !score.is_missing()));
    let mut scores: Vec<Number> = scored.map(score_of).collect();
    scores.sort();
    scores
}

/// The value with as many above as below; of an even number the mean of the two in the middle.
fn median(scores: &[Number]) -> Option<Number> {
    let middle = scores.len() / 2;
    let upper = scores.get(middle)?;
    if scores.len() % 2 == 1 {
        return Some(upper.clone());
    }
    (upper + scores.get(middle.checked_sub(1)?)?).checked_div(&Number::from(2))
}

/// The scores of those among whom the person's scorecard shares its grades out.
fn graded(scene: &Scene, own: &PersonResult) -> Vec<Number> {
    let result = scene.result();
    let takes_part = |other: &&PersonResult| {
        other.standing.scorecard == own.standing.scorecard
            && other.standing.grade.is_some()
            && !scene.given.ledger.people.list[other.person].probation_touches(&result.period)
    };
    result.people.iter().filter(takes_part).map(score_of).collect()
}

/// The place by a measure among all of the period, and how many have a value.
fn by_measure(scene: &Scene, window: &Period, (person, measure): (usize, MeasureId)) -> (Option<Number>, usize) {
    let (book, people) = (Book { period: window, ..scene.book() }, &scene.given.ledger.people);
    let value = |person| Look::from_elsewhere(book, person).value(&mut Worksheet::new(), measure).value().cloned();
    let mut known = scene.values.borrow_mut();
    let values = known.entry((measure, window.clone())).or_insert_with(|| {
        let mut values: Vec<Number> = people.employed_in(window).filter_map(value).collect();
        values.sort();
        values
    });
    let Some(own) = value(person) else { return (None, values.len()) };
    let better = match scene.given.policy.measure(measure).better {
        Better::Higher => &values[values.partition_point(|value| *value <= own)..],
        Better::Lower => &values[..values.partition_point(|value| *value < own)],
    };
    (whole(ahead(better, scene.given.policy.ranking.ties, |a, b| a == b) + 1), values.len())
}

/// How many places are before: one for each, or one for all who are equal.
fn ahead<T>(better: &[T], ties: Ties, is_same: impl Fn(&T, &T) -> bool) -> usize {
    match ties {
        Ties::Standard => better.len(),
        Ties::Dense => better.chunk_by(is_same).count(),
    }
}

/// The keys of somebody by which places are given.
type Keys<'a> = Vec<Option<&'a Number>>;

/// The place of everybody who has a score, each in the list of its own.
fn places(scene: &Scene, result: &PeriodResult) -> BTreeMap<usize, usize> {
    let better: Vec<Better> =
        scene.given.policy.ranking.by.iter().map(|key| scene.given.policy.measure(key.value).better).collect();
    let mut places = BTreeMap::new();
    for apart in [false, true] {
        let listed = result.people.iter().filter(|person| person.standing.apart == apart);
        let mut list: Vec<(Keys, usize)> = listed.filter_map(|one| Some((keys(one)?, one.person))).collect();
        list.sort_by(|(a, _), (b, _)| compare(a, b, &better));
        for (keys, person) in &list {
            let before = list.partition_point(|(other, _)| compare(other, keys, &better).is_lt());
            let before = ahead(&list[..before], scene.given.policy.ranking.ties, |(a, _), (b, _)| a == b);
            places.insert(*person, before + 1);
        }
    }
    places
}

/// What stands beside the place on the person's own worksheet.
fn keys(person: &PersonResult) -> Option<Keys<'_>> {
    let steps = person.sheet.steps();
    let rank = &steps[person.standing.rank_figure.as_ref()?.step()];
    Some(rank.inputs.iter().skip(1).map(|input| steps[*input].value.as_ref()).collect())
}

fn compare(a: &Keys, b: &Keys, better: &[Better]) -> Ordering {
    let one = |((a, b), better): ((&Option<&Number>, &Option<&Number>), &Better)| match (a, b, better) {
        (Some(a), Some(b), Better::Higher) => b.cmp(a),
        (Some(a), Some(b), Better::Lower) => a.cmp(b),
        _ => a.is_none().cmp(&b.is_none()),
    };
    a.iter().zip(b).zip(better).map(one).fold(Ordering::Equal, Ordering::then)
}

fn whole(count: usize) -> Option<Number> {
    i64::try_from(count).ok().map(Number::from)
}
