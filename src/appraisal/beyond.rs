//! Attainments that can hardly be: where an actual is more than ten times what it is measured by, or next to nothing of it, one of the
//! two is probably in another unit.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use crate::derivation::{Form, Leaf, Step, Subject, Worksheet, is_beyond};
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::measure::Witness;
use crate::number::Number;
use crate::policy::Policy;
use crate::results::PeriodResult;
use crate::source::Place;

/// Of an attainment above 0 the share that the smallest of them has: one in two thousand.
const SMALLEST_IN: i64 = 2_000;

/// Where several people have one and nobody's reaches it, all of them are next to nothing: one in a hundred.
const SMALLEST_OF_ALL_IN: i64 = 100;
const SEVERAL: usize = 3;

/// What an attainment can be beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Beyond {
    /// More than ten times what it is measured by.
    Ten,
    /// Next to nothing of it.
    Near,
    /// As little as is odd only where it is so of everybody.
    Small,
    /// Neither next to nothing nor little.
    Ordinary,
}

/// The attainments of one measure that are beyond.
struct Found {
    people: HashSet<usize>,
    /// The first of them.
    person: usize,
    /// What is told, but for how many there are.
    told: Finding,
}

/// The attainments seen so far.
pub(super) struct Watch<'a> {
    policy: &'a Policy,
    ledger: &'a Ledger,
    found: RefCell<BTreeMap<(Beyond, String), Found>>,
}

impl Witness for Watch<'_> {
    fn look_at(&self, person: usize, sheet: &Worksheet) {
        for step in sheet.steps().iter().filter(|step| is_attainment(step)) {
            kinds(step).into_iter().flatten().for_each(|kind| self.see(kind, person, (sheet, step)));
        }
    }
}

impl<'a> Watch<'a> {
    /// Nothing was seen.
    pub fn new(policy: &'a Policy, ledger: &'a Ledger) -> Self {
        Watch { policy, ledger, found: RefCell::default() }
    }

    /// Warns once for each measure, after a look at what is kept of the worksheets; the first person's figures stand for all.
    pub fn warn(self, result: &PeriodResult, findings: &mut Findings) {
        result.people.iter().for_each(|person| self.look_at(person.person, &person.sheet));
        let found = self.found.into_inner();
        let is_larger = |measure: &str| found.contains_key(&(Beyond::Ordinary, measure.to_owned()));
        let is_told = |((kind, measure), one): &(&(Beyond, String), &Found)| match kind {
            Beyond::Ten => true,
            Beyond::Near => !is_small(&found, measure) || is_larger(measure),
            Beyond::Small => one.people.len() >= SEVERAL && !is_larger(measure),
            Beyond::Ordinary => false,
        };
        for (_, one) in found.iter().filter(is_told) {
            findings.push(one.told.clone().with("count", one.people.len()));
        }
    }

    fn see(&self, kind: Beyond, person: usize, (sheet, step): (&Worksheet, &Step)) {
        let mut found = self.found.borrow_mut();
        let measure = measure_of(sheet, step);
        let tell = || finding(kind, (self.policy, self.ledger), (measure, person), (sheet, step));
        let first = || Found { people: HashSet::default(), person, told: tell() };
        let known = found.entry((kind, measure.to_owned())).or_insert_with(first);
        if kind != Beyond::Ordinary {
            known.people.insert(person);
        }
        if person < known.person {
            (known.person, known.told) = (person, tell());
        }
    }
}

/// Whether attainments of the measure are little of several people.
fn is_small(found: &BTreeMap<(Beyond, String), Found>, measure: &str) -> bool {
    found.get(&(Beyond::Small, measure.to_owned())).is_some_and(|one| one.people.len() >= SEVERAL)
}

/// What an attainment is: beyond ten, and of what is above 0 whether it is little or not.
fn kinds(step: &Step) -> [Option<Beyond>; 3] {
    let is_small = is_below_one_in(step, SMALLEST_OF_ALL_IN);
    let little = if is_small { Beyond::Small } else { Beyond::Ordinary };
    let near = is_below_one_in(step, SMALLEST_IN).then_some(Beyond::Near);
    let is_positive = step.value.as_ref().is_some_and(Number::is_positive);
    [
        step.value.as_ref().is_some_and(is_beyond).then_some(Beyond::Ten),
        is_positive.then_some(little),
        near.filter(|_| is_positive),
    ]
}

fn is_attainment(step: &Step) -> bool {
    matches!(step.form, Form::Attainment | Form::AttainmentLower) && step.name == "attainment"
}

fn is_below_one_in(step: &Step, count: i64) -> bool {
    step.value.as_ref().is_some_and(|value| value * &Number::from(count) < Number::one())
}

/// Whose total the figure is: a team's, or a person's, who may be another than the one whose worksheet it stands on.
fn whose<'a>(sheet: &'a Worksheet, ledger: &'a Ledger, index: usize) -> Option<&'a str> {
    let step = sheet.at(index)?;
    match &step.form {
        Form::Leaf(Leaf::Total { subject: Subject::Team(team), .. }) => Some(team),
        Form::Leaf(Leaf::Total { subject: Subject::Person(person), .. }) => Some(&ledger.people.list[*person].id),
        _ => step.inputs.iter().find_map(|input| whose(sheet, ledger, *input)),
    }
}

/// What the attainment is of: the measure of its actual.
fn measure_of<'a>(sheet: &'a Worksheet, step: &'a Step) -> &'a str {
    let inputs = step.inputs.iter().filter_map(|input| sheet.at(*input));
    let named = inputs.filter(|input| input.name == "actual").find_map(|input| input.of.as_deref());
    named.or(step.of.as_deref()).unwrap_or("")
}

fn finding(
    kind: Beyond,
    (policy, ledger): (&Policy, &Ledger),
    (measure, person): (&str, usize),
    (sheet, step): (&Worksheet, &Step),
) -> Finding {
    let percent = |value: &Number| (value * &Number::from(100)).to_plain(0, if value < &Number::one() { 6 } else { 1 });
    let value = |at: usize| step.inputs.get(at).and_then(|input| sheet.at(*input)?.value.as_ref());
    let (actual, against) = match step.form {
        Form::AttainmentLower => (value(1), value(0)),
        _ => (value(0), value(1)),
    };
    let shown = |value: Option<&Number>| value.map_or(String::new(), |value| value.to_plain(0, 6));
    let id = &ledger.people.list[person].id;
    let code = if kind == Beyond::Ten { "attainment-beyond-ten" } else { "attainment-near-zero" };
    let finding = Finding::warning(code)
        .with("measure", measure)
        .with("person", step.inputs.iter().find_map(|input| whose(sheet, ledger, *input)).unwrap_or(id))
        .with("attainment", step.value.as_ref().map_or(String::new(), percent))
        .with("actual", shown(actual))
        .with("against", shown(against));
    let row = step.inputs.iter().find_map(|input| row_of(sheet, *input));
    let rule = step.rule.map(|rule| policy.text.place(rule));
    row.into_iter().chain(rule).fold(finding, Finding::at)
}

/// The first row of a register that a figure was made from.
fn row_of(sheet: &Worksheet, index: usize) -> Option<Place> {
    let step = sheet.at(index)?;
    match &step.form {
        Form::Leaf(Leaf::Row(place)) => Some((**place).clone()),
        _ => step.inputs.iter().find_map(|input| row_of(sheet, *input)),
    }
}
