//! Bounds of pay that decide all of it: a cap that nearly everybody is at, `cap = 60` where 6000 is meant, a floor far above what anybody sold, and a minimum far above what anybody is
//! paid, or so far below what everybody is that it is in thousands.

use super::payee::Run;
use super::{staff_cell, whom};
use crate::condition::Look;
use crate::derivation::Worksheet;
use crate::finding::Finding;
use crate::number::Number;
use crate::policy::rules::{Amount, Commission, Limit, PayKind, Unit, Whose};
use crate::results::{PayLine, PersonResult};
use crate::source::{Place, Spanned};

/// Of fewer lines it is no wonder.
const LEAST: usize = 3;
/// Nearly everybody: so many of so many.
const NEARLY: (usize, usize) = (4, 5);
/// So many times the highest pay no minimum is meant to be.
const TIMES: i64 = 3;
/// So many times what anybody has of the base no floor is meant to be.
const TIMES_OF_BASE: i64 = 10;
/// So many times a minimum everybody's pay is where it is in another unit; of one of so little money fewer are enough.
const BELOW: i64 = 1_000;
const LITTLE: i64 = 10;
const BELOW_OF_LITTLE: i64 = 50;

/// A warning where nearly every line that pays anything pays the component's cap, or where its minimum is far above what it is compared with.
pub(super) fn warn(run: Run, lines: &[(usize, PayLine)]) -> Option<Finding> {
    match &run.component.kind {
        PayKind::Guarantee(rule) => of_minimum(run, (&rule.components, &rule.minimum)),
        PayKind::Draw(rule) => of_minimum(run, (&rule.components, &rule.minimum)),
        PayKind::Limit(rule) => limit(run, rule),
        PayKind::Commission(rule) => cap(run, lines).or_else(|| floor(run, rule)),
        _ => cap(run, lines),
    }
}

fn cap(run: Run, lines: &[(usize, PayLine)]) -> Option<Finding> {
    let cap = run.component.cap.as_ref().and_then(Amount::fixed)?;
    let paid: Vec<&Number> = lines.iter().filter_map(|(_, line)| least_paid(line)).collect();
    let at = paid.iter().filter(|amount| ***amount >= cap.value).count();
    if paid.len() < LEAST || at * NEARLY.1 < paid.len() * NEARLY.0 {
        return None;
    }
    let finding = Finding::warning("everybody-at-cap").with("component", &run.component.name.value);
    let finding = finding.with("cap", cap.value.to_plain(0, 6)).with("count", at).with("people", paid.len());
    Some(finding.at(run.place(cap.span)))
}

/// A floor many times what anybody has of the base: everybody is paid it, whatever was sold.
fn floor(run: Run, rule: &Commission) -> Option<Finding> {
    let (book, floor) = (run.view.book, run.component.floor.as_ref().and_then(Amount::fixed)?);
    if book.policy.measure(rule.base.value).unit != Unit::Money {
        return None;
    }
    let mut scratch = Worksheet::new();
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let looks = people.map(|result| Look::from_elsewhere(book, result.person));
    let values = looks.map(|look| look.value_of(&mut scratch, rule.base.value, Whose::Person));
    let bases: Vec<Number> = values.filter_map(|base| base.value().cloned()).filter(Number::is_positive).collect();
    let most = bases.iter().max().filter(|_| bases.len() >= LEAST)?;
    if floor.value < most * &Number::from(TIMES_OF_BASE) {
        return None;
    }
    let finding = Finding::warning("floor-far-above").with("component", &run.component.name.value);
    let finding = finding.with("floor", floor.value.to_plain(0, 6)).with("most", most.to_plain(0, 6));
    Some(finding.at(run.place(floor.span)))
}

/// What a line pays, where it pays anything; of one that pays deal by deal the least of them.
fn least_paid(line: &PayLine) -> Option<&Number> {
    let deals = line.deals.iter().filter_map(|deal| deal.amount.value()).filter(|amount| amount.is_positive());
    deals.min().or_else(|| line.amount.value().filter(|amount| amount.is_positive() && line.deals.is_empty()))
}

/// The same of a limit: what nearly everybody is brought down to.
fn limit(run: Run, rule: &Limit) -> Option<Finding> {
    let bound = rule.maximum.fixed()?;
    let sums = run.view.lines.iter().map(|lines| sum(lines, &rule.components));
    let paid: Vec<Number> = sums.filter(Number::is_positive).collect();
    let at = paid.iter().filter(|sum| **sum > bound.value).count();
    if paid.len() < LEAST || at * NEARLY.1 < paid.len() * NEARLY.0 {
        return None;
    }
    let finding = Finding::warning("everybody-at-cap").with("component", &run.component.name.value);
    let finding = finding.with("cap", bound.value.to_plain(0, 6)).with("count", at).with("people", paid.len());
    Some(finding.at(run.place(bound.span)))
}

fn of_minimum(run: Run, of: (&[Spanned<String>], &Amount)) -> Option<Finding> {
    minimum(run, of).or_else(|| minimum_below(run, of))
}

/// Everybody who has the minimum is paid so many times of it that it tops up nothing, where anything is paid: `6` where 6000 is meant.
fn minimum_below(run: Run, (components, minimum): (&[Spanned<String>], &Amount)) -> Option<Finding> {
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let bounds = people.filter_map(|result| Some((result.person, bound_of(run, minimum, result.person)?)));
    let bounds: Vec<(usize, (Number, Place))> = bounds.filter(|(_, (bound, _))| bound.is_positive()).collect();
    let with_pay = |(person, (bound, place)): (usize, (Number, Place))| {
        Some((person, sum(run.view.lines_of(person), components), bound, place))
            .filter(|(_, paid, ..)| paid.is_positive())
    };
    let bounds: Vec<(usize, Number, Number, Place)> = bounds.into_iter().filter_map(with_pay).collect();
    let (first, paid, bound, place) =
        bounds.first().filter(|_| bounds.iter().all(|(_, paid, bound, _)| is_far_below(bound, paid)))?;
    let finding = Finding::warning("minimum-far-below").with("component", &run.component.name.value);
    let finding = finding.with("minimum", bound.to_plain(0, 6)).with("least", paid.to_plain(0, 6));
    Some(finding.with("person", &run.person(*first).id).at(place.clone()))
}

/// The minimum of a person, and where it stands.
fn bound_of(run: Run, minimum: &Amount, person: usize) -> Option<(Number, Place)> {
    match minimum {
        Amount::Fixed(bound) => Some((bound.value.clone(), run.place(bound.span))),
        Amount::Staff(column) => {
            let (text, place) = staff_cell::of(run.spell(person)?, &column.value)?;
            Some((staff_cell::read(text)?, place.clone()))
        }
    }
}

/// Of a minimum in `staff` the largest of those whom the component takes. Whoever is there for a part of the period has a part of it.
fn minimum(run: Run, (components, minimum): (&[Spanned<String>], &Amount)) -> Option<Finding> {
    let (bound, place) = match minimum {
        Amount::Fixed(bound) => (bound.value.clone(), run.place(bound.span)),
        Amount::Staff(_) => largest(run, minimum)?,
    };
    let period = run.view.book.period;
    let is_whole =
        |result: &&PersonResult| run.person(result.person).employed_in(period) == Some((period.first(), period.last()));
    let whole = run.view.result.paid().filter(is_whole);
    let sums: Vec<Number> = whole.map(|result| sum(run.view.lines_of(result.person), components)).collect();
    let most = sums.iter().max().filter(|most| most.is_positive())?;
    let paid = sums.iter().filter(|sum| sum.is_positive()).count();
    if paid < LEAST || bound <= most * &Number::from(TIMES) {
        return None;
    }
    let finding = Finding::warning("minimum-far-above").with("component", &run.component.name.value);
    let finding = finding.with("minimum", bound.to_plain(0, 6)).with("most", most.to_plain(0, 6));
    Some(finding.at(place))
}

/// Whether a minimum is so small beside the least pay that it is in another unit.
fn is_far_below(bound: &Number, least: &Number) -> bool {
    let times = if *bound < Number::from(LITTLE) { BELOW_OF_LITTLE } else { BELOW };
    *least >= bound * &Number::from(times)
}

/// The largest minimum in `staff` of whoever the component takes, and where it stands.
fn largest(run: Run, minimum: &Amount) -> Option<(Number, Place)> {
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let found = people.filter_map(|result| bound_of(run, minimum, result.person));
    found.reduce(|most, other| if other.0 > most.0 { other } else { most })
}

/// What these components pay somebody.
fn sum(lines: &[PayLine], components: &[Spanned<String>]) -> Number {
    let is_named = |line: &&PayLine| components.iter().any(|component| component.value == line.of);
    lines.iter().filter(is_named).filter_map(|line| line.amount.value()).sum()
}
