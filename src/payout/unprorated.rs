//! Amounts for a whole period that somebody has who was there for a part of it, while targets shrink with the days.

use super::Lines;
use super::payee::Run;
use crate::finding::Finding;
use crate::policy::rules::{Amount, Bonus, BonusAmount, PayKind, Proration};

/// A warning that names them; only of a salary, and of amounts of `staff`, which are for a period by their nature.
pub(super) fn warn(run: Run, lines: &Lines) -> Option<Finding> {
    let policy = run.view.book.policy;
    let is_kept = run.component.prorate.is_none() && policy.targets.proration.value != Proration::None;
    if !is_kept || !is_for_period(&run.component.kind) {
        return None;
    }
    let period = run.view.book.period;
    let part = |person: usize| {
        let (first, last) = run.person(person).employed_in(period)?;
        let days = (last - first).num_days() + 1;
        let shown = format!("`{}` ({days}/{})", run.view.book.ledger.people.called(person), period.days());
        (days < period.days()).then_some((shown, person))
    };
    let paid = lines.iter().filter(|(_, line)| line.amount.value().is_some_and(|amount| amount.is_positive()));
    let positions = paid.map(|(position, _)| run.view.result.people.get(*position));
    let found: Vec<(String, usize)> = positions.flatten().filter_map(|result| part(result.person)).collect();
    let (_, first) = found.first()?;
    let people: Vec<&str> = found.iter().map(|(shown, _)| shown.as_str()).collect();
    let finding = Finding::warning("whole-amount-for-part").with("component", &run.component.name.value);
    let finding = finding.with("people", people.join(", ")).with("period", period);
    let finding = finding.at(run.place(run.component.span));
    Some(run.spell(*first).map_or(finding.clone(), |spell| finding.at(spell.place.clone())))
}

fn is_for_period(kind: &PayKind) -> bool {
    matches!(
        kind,
        PayKind::Salary(_) | PayKind::Bonus(Bonus { amount: BonusAmount::Of(Amount::Staff(_)), each: None, .. })
    )
}
