//! Attainments that can hardly be: where an actual is more than ten times what it is measured by, or next to nothing of it, one of the
//! two is probably in another unit.

use std::collections::BTreeMap;

use crate::derivation::{Form, Leaf, Step, Subject, Worksheet, full_attainment};
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::Policy;
use crate::results::PeriodResult;
use crate::source::Place;

/// The largest attainment that nobody is asked about.
const LARGEST: i64 = 10;

/// Of an attainment above 0 the share that the smallest of them has: one in two thousand.
const SMALLEST_IN: i64 = 2_000;

/// Where several people have one and nobody's reaches it, all of them are next to nothing: one in a hundred.
const SMALLEST_OF_ALL_IN: i64 = 100;
const SEVERAL: usize = 3;

/// The attainments of one measure that are beyond.
struct Found<'a> {
    people: usize,
    /// The first of them.
    person: usize,
    /// Who was counted last.
    last: Option<usize>,
    sheet: &'a Worksheet,
    step: &'a Step,
}

/// Warns once for each measure; the first person's figures stand for all.
pub(super) fn warn(policy: &Policy, ledger: &Ledger, result: &PeriodResult, findings: &mut Findings) {
    let near = near_zero(result);
    for (code, found) in [("attainment-beyond-ten", odd(result, is_beyond)), ("attainment-near-zero", near)] {
        found.iter().for_each(|(measure, found)| findings.push(finding(code, policy, ledger, (measure, found))));
    }
}

/// By measure, the attainments that are odd.
fn odd(result: &PeriodResult, is_odd: fn(&Step) -> bool) -> BTreeMap<&str, Found<'_>> {
    let mut found: BTreeMap<&str, Found> = BTreeMap::new();
    for person in &result.people {
        let sheet = &person.sheet;
        for step in sheet.steps().iter().filter(|step| is_odd(step)) {
            let measure = measure_of(sheet, step);
            let first = Found { people: 0, person: person.person, last: None, sheet, step };
            let known = found.entry(measure).or_insert(first);
            if known.last.replace(person.person) != Some(person.person) {
                known.people += 1;
            }
        }
    }
    found
}

/// Attainments next to nothing: some person's, or those of all where there are several.
fn near_zero(result: &PeriodResult) -> BTreeMap<&str, Found<'_>> {
    let larger = odd(result, |step| is_above_zero(step) && !is_below_one_in(step, SMALLEST_OF_ALL_IN));
    let mut small = odd(result, |step| is_above_zero(step) && is_below_one_in(step, SMALLEST_OF_ALL_IN));
    small.retain(|measure, found| found.people >= SEVERAL && !larger.contains_key(measure));
    let mut near = odd(result, |step| is_above_zero(step) && is_below_one_in(step, SMALLEST_IN));
    near.extend(small);
    near
}

fn is_attainment(step: &Step) -> bool {
    matches!(step.form, Form::Attainment | Form::AttainmentLower) && step.name == "attainment"
}

fn is_beyond(step: &Step) -> bool {
    let beyond = |value: &Number| *value > Number::from(LARGEST) && *value != full_attainment();
    is_attainment(step) && step.value.as_ref().is_some_and(beyond)
}

fn is_above_zero(step: &Step) -> bool {
    is_attainment(step) && step.value.as_ref().is_some_and(Number::is_positive)
}

fn is_below_one_in(step: &Step, count: i64) -> bool {
    step.value.as_ref().is_some_and(|value| value * &Number::from(count) < Number::one())
}

/// The team whose total the figure is, where it is one of a team.
fn team_of(sheet: &Worksheet, index: usize) -> Option<&str> {
    let step = &sheet.steps()[index];
    match &step.form {
        Form::Leaf(Leaf::Total { subject: Subject::Team(team), .. }) => Some(team),
        _ => step.inputs.iter().find_map(|input| team_of(sheet, *input)),
    }
}

/// What the attainment is of: the measure of its actual.
fn measure_of<'a>(sheet: &'a Worksheet, step: &'a Step) -> &'a str {
    let inputs = step.inputs.iter().map(|input| &sheet.steps()[*input]);
    let named = inputs.filter(|input| input.name == "actual").find_map(|input| input.of.as_deref());
    named.or(step.of.as_deref()).unwrap_or("")
}

fn finding(code: &'static str, policy: &Policy, ledger: &Ledger, (measure, found): (&str, &Found)) -> Finding {
    let Found { people, person, sheet, step, .. } = found;
    let percent = |value: &Number| (value * &Number::from(100)).to_plain(0, if value < &Number::one() { 6 } else { 1 });
    let value = |at: usize| step.inputs.get(at).and_then(|input| sheet.steps()[*input].value.as_ref());
    let (actual, against) = match step.form {
        Form::AttainmentLower => (value(1), value(0)),
        _ => (value(0), value(1)),
    };
    let shown = |value: Option<&Number>| value.map_or(String::new(), |value| value.to_plain(0, 6));
    let id = &ledger.people.list[*person].id;
    let finding = Finding::warning(code)
        .with("measure", measure)
        .with("person", step.inputs.iter().find_map(|input| team_of(sheet, *input)).unwrap_or(id))
        .with("attainment", step.value.as_ref().map_or(String::new(), percent))
        .with("actual", shown(actual))
        .with("against", shown(against))
        .with("count", people);
    let row = step.inputs.iter().find_map(|input| row_of(sheet, *input));
    let rule = step.rule.map(|rule| policy.text.place(rule));
    row.into_iter().chain(rule).fold(finding, Finding::at)
}

/// The first row of a register that a figure was made from.
fn row_of(sheet: &Worksheet, index: usize) -> Option<Place> {
    let step = &sheet.steps()[index];
    match &step.form {
        Form::Leaf(Leaf::Row(place)) => Some((**place).clone()),
        _ => step.inputs.iter().find_map(|input| row_of(sheet, *input)),
    }
}
