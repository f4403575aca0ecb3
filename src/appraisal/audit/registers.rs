//! A row of a register is sought in the ledger and its number in its line.

use super::Taken;
use super::scene::{Scene, Verdict};
use crate::derivation::Step;
use crate::number::Number;
use crate::payout::staff_number;
use crate::policy::rules::{IndicatorOf, MeasureId, MeasureKind};
use crate::source::Place;

/// Whether the ledger has that value at that place, of that person and that name, and the line has its digits.
pub(super) fn verdict(scene: &Scene, person: usize, place: &Place, step: &Step) -> Verdict {
    let (Some(value), Some(of)) = (&step.value, &step.of) else { return Verdict::Differs };
    let (ledger, period) = (scene.given.ledger, &scene.result().period);
    let is_rated = || {
        ledger.ratings.iter().any(|row| {
            (&row.place, &row.rating, row.person) == (place, value, person)
                && is_looked_at(scene, &row.indicator, of)
                && (row.period.first(), row.period.last()) == (period.first(), period.last())
        })
    };
    let is_there = is_target(scene, of, place, value)
        || is_rated()
        || is_adjustment(scene, (person, of), place, value)
        || is_cell(scene, (person, of), place, value);
    Verdict::of(is_there && (is_written(place, value) || is_rounded(scene, place, value)))
}

/// What nobody gave is missing; a target or a rating also in the ledger.
pub(super) fn absent(scene: &Scene, person: usize, step: &Step) -> Verdict {
    if step.value.is_some() {
        return Verdict::Differs;
    }
    let (ledger, period) = (scene.given.ledger, &scene.result().period);
    let is_given = match (step.name, &step.of) {
        ("rating", Some(of)) => ledger.ratings.iter().any(|row| {
            (row.person, row.period.first(), row.period.last()) == (person, period.first(), period.last())
                && is_looked_at(scene, &row.indicator, of)
        }),
        _ => return Verdict::Taken(Taken::Follows),
    };
    Verdict::of(!is_given)
}

/// Whether an indicator of that name, which may be another than the rating's, looks at that rating.
fn is_looked_at(scene: &Scene, rating: &str, indicator: &str) -> bool {
    let mut indicators = scene.given.policy.scorecards.iter().flat_map(|card| &card.indicators);
    indicators.any(|of| &*of.name == indicator && matches!(&of.of, IndicatorOf::Rating(name) if name == rating))
}

/// Whether it is a target of that measure, or of the one whose target that measure is.
fn is_target(scene: &Scene, of: &str, place: &Place, value: &Number) -> bool {
    let measure = scene.given.policy.measure_named(of);
    let is_of = |row: MeasureId| {
        let is_its =
            |named: MeasureId| matches!(scene.given.policy.measure(named).kind, MeasureKind::Target(of) if of == row);
        measure.is_some_and(|named| named == row || is_its(named))
    };
    let rows = &scene.given.ledger.targets.rows;
    rows.iter().any(|row| row.place == *place && row.value == *value && is_of(row.measure))
}

fn is_adjustment(scene: &Scene, (person, of): (usize, &str), place: &Place, value: &Number) -> bool {
    let mut rows = scene.given.ledger.adjustments.iter();
    rows.any(|row| (&row.place, &row.amount, row.person, row.name.as_str()) == (place, value, person, of))
}

fn is_cell(scene: &Scene, (person, of): (usize, &str), place: &Place, value: &Number) -> bool {
    let cells = scene.given.ledger.people.list[person].spells.iter().flat_map(|spell| &spell.cells);
    let mut own = cells.filter(|(column, _, at)| column == of && at == place);
    own.any(|(_, text, _)| staff_number(text).as_ref() == Some(value))
}

/// Whether the line has the digits of the value, wherever its points and zeros stand; of a line that is not at hand it is not known.
fn is_written(place: &Place, value: &Number) -> bool {
    let digits = significant(&value.to_string());
    let runs = |is_in: fn(char) -> bool| {
        place.excerpt.split(move |c: char| !is_in(c)).map(significant).any(|found| found == digits)
    };
    place.excerpt.is_empty()
        || runs(|c| c.is_ascii_digit() || c == '.')
        || runs(|c| c.is_ascii_digit() || ".,' _\u{a0}\u{202f}".contains(c))
}

/// Whether the policy orders some register's numbers to be rounded, and the line has one that is the value then.
fn is_rounded(scene: &Scene, place: &Place, value: &Number) -> bool {
    let numbers = || place.excerpt.split(|c: char| !(c.is_ascii_digit() || ".-".contains(c))).filter_map(Number::parse);
    let mut steps = scene.given.policy.inputs.iter().flat_map(|input| &input.round).map(|(_, step)| &step.value);
    steps.any(|step| numbers().any(|number| &(&(&number - value).abs() * &Number::from(2)) <= step))
}

/// The digits without zeros before and after: `1,200.50` and `0.12005` have the same.
fn significant(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}
