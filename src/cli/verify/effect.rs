//! What a closed period would pay and score from today's files under its own rules, and where that differs.

use std::path::Path;
use std::sync::Arc;

use super::Looking;
use super::rerun::how_read;
use crate::cli::run::{Asked, HowRead, Session};
use crate::closing::{self, Folder, LINES, SCORE};
use crate::finding::{Finding, Findings};
use crate::gathering::Scope;
use crate::history::{Closed, ClosedPeriod, Correction, TruedUp};
use crate::ingest::progress::Progress;
use crate::number::Number;
use crate::report::model::Shape;
use crate::report::verify::{Difference, Looked};
use crate::run::{Kept, Now, Request, Together, Wanted, Years, effect};
use crate::spelling::alike;

/// The most decimals of an amount.
const MOST: u32 = 12;

/// What is asked for to compute these periods together from today's files, and which: those whose files are read as those of the last.
pub(super) fn of_all<'r>(
    session: &Session,
    folder: &'r Path,
    (all, folders): (&Closed, &[&Folder]),
    progress: &'r Progress,
) -> (Request<'r>, Vec<Arc<ClosedPeriod>>) {
    let read = |folder: &&&Folder| folder.manifest.as_ref().map(|manifest| how_read(&manifest.options).encoding);
    let last = folders.last().and_then(|last| read(&last));
    let periods = folders.iter().filter(|folder| read(folder) == last);
    let periods = periods.filter_map(|folder| all.of(&folder.period).cloned()).collect();
    let reading = HowRead { allow_empty: true, encoding: last.flatten() };
    let asked = Asked {
        folder,
        period: None,
        scope: Scope::Again,
        audits: false,
        wanted: Wanted::Both,
        closed: all.clone(),
        reading,
    };
    (session.request(asked, progress), periods)
}

impl Looking<'_> {
    /// Whether the closed period comes out as it was closed, by the reading that periods share.
    fn is_settled(&self, closed: &ClosedPeriod, all: &Closed, again: Kept) -> bool {
        let is_same = |together: &Together| {
            let result = together.result(closed, again);
            let now = result.as_ref().map(|result| together.now(result));
            now.is_some_and(|now| {
                effect(closed, (all, again.0), now).is_empty() && of_scores(closed, now, 0).is_empty()
            })
        };
        self.together.iter().any(is_same)
    }

    /// Computes a closed period from today's files; `corrected` is what they say of earlier ones, and then of this one too.
    pub(super) fn effect(
        &self,
        folder: &Folder,
        corrected: &mut Vec<Correction>,
        (table, found): (&mut Vec<Difference>, &mut Findings),
    ) -> Looked {
        let (Some(manifest), Some(all)) = (&folder.manifest, self.closed) else { return Looked::No };
        let Some(closed) = all.of(&folder.period) else { return Looked::No };
        let mut told = Findings::new();
        let trued_up = Arc::new(Years::of(all, self.folder).trued_up(closed));
        let since = Arc::new(all.corrected_after(closed, corrected));
        if self.is_settled(closed, all, (&trued_up, &since)) {
            return Looked::Same;
        }
        let outcome = self.frozen_policy(folder, &mut told).and_then(|policy| {
            let asked = Asked {
                folder: self.folder,
                period: Some(folder.period.clone()),
                scope: Scope::Again,
                audits: false,
                wanted: Wanted::Both,
                closed: Closed {
                    kept_years: Arc::clone(&trued_up),
                    corrected_since: Arc::clone(&since),
                    ..all.until(&folder.period)
                },
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
        let effects = effect(closed, (all, &trued_up), Now::of(&outcome));
        table.extend(effects.iter().map(|one| of_pay((closed, all), one, places)));
        table.extend(of_scores(closed, Now::of(&outcome), outcome.policy.points.places()));
        corrected.extend(effects);
        let of_year = self.settling.trued_up(closed, &outcome);
        table[before..].iter().for_each(|one| found.push(self.told_of(folder, one, &of_year)));
        if table.len() > before { Looked::Differs } else { Looked::Same }
    }
}

/// A difference of pay, or of what is owed, to what was closed and corrected since.
fn of_pay((closed, all): (&ClosedPeriod, &Closed), one: &Correction, places: u32) -> Difference {
    let difference = if one.kind.is_none() { &one.amount } else { &one.balance };
    let was = match one.kind {
        None => all.paid_so_far(&closed.period, (&one.person, &one.component)).unwrap_or_else(Number::zero),
        Some(_) => owed_so_far((closed, all), one),
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

/// What was owed of a balance at the period's end, with what was corrected of it since.
fn owed_so_far((closed, all): (&ClosedPeriod, &Closed), of: &Correction) -> Number {
    let own = closed.balances.iter().filter(|row| {
        let balance = &row.balance;
        (&row.person, &row.component, Some(balance.kind)) == (&of.person, &of.component, of.kind)
            && alike(&balance.order, &of.order)
    });
    let since = all.periods.iter().flat_map(|one| &one.corrections).filter(|one| {
        (&one.period, &one.person, &one.component, one.kind) == (&of.period, &of.person, &of.component, of.kind)
            && alike(&one.order, &of.order)
    });
    own.map(|row| &row.balance.closing).chain(since.map(|one| &one.balance)).sum()
}

/// Scores that would be others.
fn of_scores(closed: &ClosedPeriod, now: Now, places: u32) -> Vec<Difference> {
    let mut differences = Vec::new();
    for person in &now.result.people {
        let id = &now.ledger.people.list[person.person].id;
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
            shape: Shape::Points(places),
        });
    }
    differences
}

impl Looking<'_> {
    /// What is told of a difference, at the row that was closed; of whom `trued_up` says it, the year so far settles it.
    fn told_of(&self, folder: &Folder, one: &Difference, trued_up: &TruedUp) -> Finding {
        let (finding, file) = match one.kind {
            "money" => (self.settling.finding(one, trued_up), LINES),
            "score" => (Finding::error("effect-on-score"), SCORE),
            _ => (self.settling.finding(one, trued_up), closing::BALANCES),
        };
        let places = if let Shape::Money(places) = one.shape { places } else { 0 };
        let amount = |number: &Number| number.to_plain(places, MOST);
        let finding = finding.with("period", &one.period).with("person", &one.person);
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
}
