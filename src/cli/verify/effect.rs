//! What a closed period would pay and score from today's files under its own rules, and where that differs.

use super::Looking;
use super::rerun::how_read;
use crate::cli::run::{Asked, HowRead};
use crate::closing::{self, Folder, LINES, SCORE};
use crate::finding::{Finding, Findings};
use crate::gathering::Scope;
use crate::history::{ClosedPeriod, Correction};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::report::model::Shape;
use crate::report::verify::{Difference, Looked};
use crate::run::{Outcome, Wanted, effect};

/// The most decimals of an amount.
const MOST: u32 = 12;

impl Looking<'_> {
    /// Computes a closed period from today's files.
    pub(super) fn effect(&self, folder: &Folder, (table, found): (&mut Vec<Difference>, &mut Findings)) -> Looked {
        let (Some(manifest), Some(all)) = (&folder.manifest, self.closed) else { return Looked::No };
        let Some(closed) = all.of(&folder.period) else { return Looked::No };
        let mut told = Findings::new();
        let outcome = self.frozen_policy(folder, &mut told).and_then(|policy| {
            let asked = Asked {
                folder: self.folder,
                period: Some(folder.period.clone()),
                scope: Scope::Needed,
                audits: false,
                wanted: Wanted::Both,
                closed: all.until(&folder.period),
                reading: HowRead { allow_empty: true, ..how_read(&manifest.options) },
            };
            self.session.run_apart(policy, asked, &mut told)
        });
        let Some(outcome) = outcome.filter(|_| !told.has_errors()) else {
            let refused = Finding::error("effect-refused").with("period", &folder.period);
            found.push(refused.at(folder.place(closing::POLICY)));
            found.extend(told);
            return Looked::Differs;
        };
        let before = table.len();
        let places = outcome.policy.money_places();
        table.extend(effect(closed, all, &outcome).iter().map(|one| of_pay(closed, one, places)));
        table.extend(of_scores(closed, &outcome));
        table[before..].iter().for_each(|one| found.push(told_of(folder, one)));
        if table.len() > before { Looked::Differs } else { Looked::Same }
    }
}

/// A difference of pay, or of what is owed.
fn of_pay(closed: &ClosedPeriod, one: &Correction, places: u32) -> Difference {
    let difference = if one.kind.is_none() { &one.amount } else { &one.balance };
    let was: Number = match one.kind {
        None => {
            let is_it = |line: &&crate::history::ClosedLine| {
                line.unit == PayUnit::Money && (&line.person, &line.component) == (&one.person, &one.component)
            };
            closed.lines.iter().filter(is_it).map(|line| &line.amount).sum()
        }
        Some(kind) => {
            let is_it = |row: &&crate::history::ClosedBalance| {
                let balance = &row.balance;
                (&row.person, &row.component) == (&one.person, &one.component)
                    && (balance.kind, &balance.order) == (kind, &one.order)
            };
            closed.balances.iter().filter(is_it).map(|row| &row.balance.closing).sum()
        }
    };
    Difference {
        period: closed.period.id(),
        person: one.person.clone(),
        component: one.component.clone(),
        kind: one.kind.map(|kind| kind.id()).unwrap_or("money"),
        order: one.order.clone(),
        now: &was + difference,
        difference: difference.clone(),
        was,
        shape: Shape::Money(places),
    }
}

/// Scores that would be others.
fn of_scores(closed: &ClosedPeriod, outcome: &Outcome) -> Vec<Difference> {
    let mut differences = Vec::new();
    for person in &outcome.appraisal.result.people {
        let id = &outcome.ledger.people.list[person.person].id;
        let now = person.standing.score.as_ref().and_then(|score| score.value().cloned());
        let was = closed.standings.get(id).and_then(|standing| standing.score.clone());
        if now == was {
            continue;
        }
        let (now, was) = (now.unwrap_or_else(Number::zero), was.unwrap_or_else(Number::zero));
        differences.push(Difference {
            period: closed.period.id(),
            person: id.clone(),
            component: person.standing.scorecard.as_deref().unwrap_or_default().to_owned(),
            kind: "score",
            order: String::new(),
            difference: &now - &was,
            now,
            was,
            shape: Shape::Points(outcome.policy.points.places()),
        });
    }
    differences
}

/// What is told of a difference, at the row that was closed.
fn told_of(folder: &Folder, one: &Difference) -> Finding {
    let (code, file) = match one.kind {
        "money" => ("effect-on-pay", LINES),
        "score" => ("effect-on-score", SCORE),
        _ => ("effect-on-balance", closing::BALANCES),
    };
    let places = if let Shape::Money(places) = one.shape { places } else { 0 };
    let amount = |number: &Number| number.to_plain(places, MOST);
    let finding = Finding::error(code).with("period", &one.period).with("person", &one.person);
    let finding = finding.with("component", &one.component).with("kind", one.kind);
    let finding = if one.order.is_empty() { finding } else { finding.with("order", &one.order) };
    let finding = finding.with("closed", amount(&one.was)).with("now", amount(&one.now));
    let finding = finding.with("difference", amount(&one.difference));
    let row = match one.kind {
        "money" => vec![("person", &one.person), ("component", &one.component)],
        "score" => vec![("person", &one.person)],
        _ => vec![("person", &one.person), ("component", &one.component), ("order", &one.order)],
    };
    finding.at(folder.row(file, &row))
}
