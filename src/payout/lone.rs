//! Somebody who alone has no marks of the period, by which a component that says what holds then pays everybody else: most likely they were left out.
//!
//! Marks are what the department's own sources hold; of customers who answered nothing is usual.

use super::Lines;
use super::payee::Run;
use super::whom;
use crate::condition::Look;
use crate::derivation::Worksheet;
use crate::finding::Finding;
use crate::policy::rules::{Factor, InputKind, MeasureId, MeasureKind, Test, Whose};
use crate::results::PersonResult;

/// So many others have theirs.
const LEAST: usize = 4;

/// At most one warning for a component.
pub(super) fn warn(run: Run, lines: &Lines) -> Option<Finding> {
    let rule = run.component.when_missing.as_ref()?;
    let asked = of_conditions(run).into_iter().chain(of_factors(run));
    let (measure, input, person, count) = asked.filter_map(|measure| without(run, measure)).next()?;
    let paid = lines.iter().find(|(position, _)| run.view.result.people[*position].person == person);
    let paid = paid.and_then(|(_, line)| line.amount.value()).map_or("0".to_owned(), |amount| amount.to_plain(0, 2));
    let finding = Finding::warning("mark-absent").with("person", &run.person(person).id).with("count", count);
    let finding = finding.with("measure", run.name_of(measure)).with("input", input).with("paid", paid);
    let finding = finding.with("component", &run.component.name.value).with("period", run.view.book.period);
    Some(finding.at(run.place(rule.span)))
}

fn of_conditions(run: Run) -> Vec<MeasureId> {
    let of = run.component.conditions().filter(|condition| condition.whose == Whose::Person);
    let measures = of.filter_map(|condition| match &condition.test {
        Test::Measure(measure) => Some(measure.value),
        _ => None,
    });
    measures.collect()
}

fn of_factors(run: Run) -> Vec<MeasureId> {
    let measures = run.component.multiply.iter().filter_map(|factor| match factor {
        Factor::Steps { measure, attainment: false, whose: Whose::Person, .. }
        | Factor::Value { measure, attainment: false, whose: Whose::Person, .. } => Some(measure.value),
        _ => None,
    });
    measures.collect()
}

/// The one person without a mean of an own source, its input, and how many others have it.
fn without(run: Run<'_>, measure: MeasureId) -> Option<(MeasureId, &str, usize, usize)> {
    let book = run.view.book;
    let MeasureKind::Mean(column) = &book.policy.measure(measure).kind else { return None };
    let input = column.source.as_str();
    if InputKind::of(input) != InputKind::Own {
        return None;
    }
    let mut scratch = Worksheet::new();
    let mut has = |result: &&PersonResult| {
        let look = Look::from_elsewhere(book, result.person);
        look.value_of(&mut scratch, measure, Whose::Person).value().is_some()
    };
    let people = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    let (with, without): (Vec<&PersonResult>, Vec<&PersonResult>) = people.partition(|result| has(result));
    let [lone] = without[..] else { return None };
    (with.len() >= LEAST && book.ledger.works_all(lone.person, book.period)).then_some((
        measure,
        input,
        lone.person,
        with.len(),
    ))
}
