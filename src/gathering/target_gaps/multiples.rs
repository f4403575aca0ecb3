//! Targets that were most likely written for a longer period, or made smaller already: each of them an exact multiple, or the days' share, of the one before.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Period, PeriodKind, days_between};
use crate::finding::Finding;
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{MeasureId, Proration};

/// So many subjects with one multiple are no chance.
const LEAST: usize = 2;

/// So many times the target before is told as far from it.
const FAR: i64 = 8;
/// So many others of a role have the same target.
const LEAST_OF_ROLE: usize = 3;

/// The target of the subject in the latest earlier period as long.
fn before<'a>(ledger: &'a Ledger, row: &TargetRow) -> Option<&'a TargetRow> {
    let is_its =
        |other: &&TargetRow| other.period.kind() == row.period.kind() && other.period.last() < row.period.first();
    ledger.targets.of_subject(&row.scope, row.measure).iter().filter(is_its).max_by_key(|other| other.period.last())
}

/// As how many periods a target of a longer one is, or a part of one, of those that are this long.
fn multiples(kind: PeriodKind) -> Vec<Number> {
    let part = |of: i64| Number::one().checked_div(&Number::from(of));
    let (whole, parts): (&[i64], &[i64]) = match kind {
        PeriodKind::Month => (&[3, 12], &[]),
        PeriodKind::Quarter => (&[4], &[3]),
        PeriodKind::Year => (&[], &[4, 12]),
        _ => (&[], &[]),
    };
    whole.iter().map(|times| Number::from(*times)).chain(parts.iter().filter_map(|of| part(*of))).collect()
}

/// A warning for each measure of which every target of the period is one multiple of the one before it.
pub(super) fn report(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Vec<Finding> {
    let mut of: BTreeMap<MeasureId, Vec<(&TargetRow, &TargetRow)>> = BTreeMap::new();
    let is_person = |row: &&TargetRow| matches!(row.scope, Scope::Person(_)) && row.period == *period;
    for row in ledger.targets.rows.iter().filter(is_person).filter(|row| aimed.contains(&row.measure)) {
        of.entry(row.measure).or_default().extend(before(ledger, row).map(|earlier| (row, earlier)));
    }
    let told = |(measure, rows): (MeasureId, Vec<(&TargetRow, &TargetRow)>)| {
        let (first, earlier) = rows.iter().min_by_key(|(row, _)| &row.place)?;
        let is_times = |times: &Number| rows.iter().all(|(row, earlier)| row.value == times * &earlier.value);
        let times = multiples(period.kind()).into_iter().find(is_times)?;
        let finding = Finding::warning("targets-multiplied").with("measure", &policy.measure(measure).name);
        let finding = finding.with("period", period).with("times", times).with("count", rows.len());
        let finding = finding.with("whose", super::whose(ledger, &first.scope)).with("found", &first.value);
        let finding = finding.with("before", &earlier.value);
        (rows.len() >= LEAST && first.value.is_positive()).then(|| finding.at(first.place.clone()))
    };
    of.into_iter().filter_map(told).collect()
}

/// One target that is a multiple, or a part, of the one before it, as of a longer or shorter period, while all others stay close to theirs; or of the one target
/// that all others of the role have.
pub(super) fn single(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Vec<Finding> {
    let mut of: BTreeMap<MeasureId, Vec<&TargetRow>> = BTreeMap::new();
    let is_person = |row: &&TargetRow| matches!(row.scope, Scope::Person(_)) && row.period == *period;
    for row in ledger.targets.rows.iter().filter(is_person).filter(|row| aimed.contains(&row.measure)) {
        of.entry(row.measure).or_default().push(row);
    }
    let told = |(measure, rows): (MeasureId, Vec<&TargetRow>)| {
        let mut odd = rows.iter().filter_map(|row| {
            let before = steady_before(ledger, row, &rows).map(|usual| (usual, FAR));
            let (usual, most) = before.or_else(|| Some((of_role(ledger, row, &rows)?, i64::MAX)))?;
            let times = of_other_length(period.kind(), most).into_iter();
            let times = times.into_iter().find(|times| row.value == times * &usual)?;
            Some((*row, usual, times))
        });
        let (row, usual, times) = odd.next().filter(|_| odd.next().is_none())?;
        let finding = Finding::warning("target-of-other-length").with("measure", &policy.measure(measure).name);
        let finding = finding.with("whose", super::whose(ledger, &row.scope)).with("period", period);
        let finding = finding.with("found", &row.value).with("usual", &usual).with("times", times);
        Some(finding.at(row.place.clone()))
    };
    of.into_iter().filter_map(told).collect()
}

/// The multiples and parts that a target of a longer or shorter period is of one that is this long, but for so many times and beyond.
fn of_other_length(kind: PeriodKind, most: i64) -> Vec<Number> {
    let part = |of: i64| Number::one().checked_div(&Number::from(of));
    let lengths: &[i64] = match kind {
        PeriodKind::Month => &[3, 12],
        PeriodKind::Quarter => &[3, 4],
        _ => &[],
    };
    let lengths = || lengths.iter().copied().filter(|of| *of < most);
    lengths().map(Number::from).chain(lengths().filter_map(part)).collect()
}

/// The target before, where the earlier ones of the subject lie close together, and those of several others stay close to the ones before them.
fn steady_before(ledger: &Ledger, row: &TargetRow, rows: &[&TargetRow]) -> Option<Number> {
    let own = before(ledger, row)?;
    let is_close = |one: &Number, other: &Number| {
        let (two, three) = (Number::from(2), Number::from(3));
        one * &two <= other * &three && other * &two <= one * &three
    };
    let earlier = ledger.targets.of_subject(&row.scope, row.measure).iter();
    let mut earlier =
        earlier.filter(|other| other.period.kind() == row.period.kind() && other.period.last() < row.period.first());
    let others = rows.iter().filter(|other| other.scope != row.scope);
    let others: Vec<bool> =
        others.filter_map(|other| Some(is_close(&other.value, &before(ledger, other)?.value))).collect();
    let is_far = own.value.is_positive() && !is_close(&row.value, &own.value);
    let are_steady = others.len() >= LEAST && others.into_iter().all(|is_close| is_close);
    (is_far && are_steady && earlier.all(|one| is_close(&one.value, &own.value))).then(|| own.value.clone())
}

/// The one target that all others of the person's role have, where the person has no other.
fn of_role(ledger: &Ledger, row: &TargetRow, rows: &[&TargetRow]) -> Option<Number> {
    let role = |row: &TargetRow| {
        let Scope::Person(person) = row.scope else { return None };
        ledger.people.list[person].at_end_of(&row.period)?.role.as_deref()
    };
    let own = role(row)?;
    let others: Vec<&Number> = rows
        .iter()
        .filter(|other| other.scope != row.scope && role(other) == Some(own))
        .map(|row| &row.value)
        .collect();
    let first = *others.first().filter(|first| first.is_positive() && others.len() >= LEAST_OF_ROLE)?;
    let is_alone = ledger.targets.of_subject(&row.scope, row.measure).iter().all(|other| other.period == row.period);
    (is_alone && others.iter().all(|other| *other == first)).then(|| first.clone())
}

/// Of somebody who was employed for a part of the period, a target that is that part of the one before, while the policy takes the part of it as well.
pub(super) fn prorated(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Option<Finding> {
    let is_asked = |row: &&TargetRow| row.period == *period && aimed.contains(&row.measure);
    let is_odd = |row: &&TargetRow| is_prorated((policy, ledger), row) == Some(true);
    let odd: Vec<&TargetRow> = ledger.targets.rows.iter().filter(is_asked).filter(is_odd).collect();
    let first =
        odd.iter().min_by_key(|row| &row.place).filter(|_| policy.targets.proration.value != Proration::None)?;
    let finding = Finding::warning("target-prorated-already").with("whose", super::whose(ledger, &first.scope));
    let finding = finding.with("measure", &policy.measure(first.measure).name).with("period", period);
    let finding = finding.with("found", &first.value).with("before", &whole(ledger, first)?);
    Some(finding.with("count", odd.len()).at(first.place.clone()))
}

/// What the target of the subject is for a whole period: that of the one before, else of the next, else the one that all others of the role have.
fn whole(ledger: &Ledger, row: &TargetRow) -> Option<Number> {
    let is_next =
        |other: &&TargetRow| other.period.kind() == row.period.kind() && other.period.first() > row.period.last();
    let next = || {
        let own = ledger.targets.of_subject(&row.scope, row.measure).iter().filter(is_next);
        own.min_by_key(|other| other.period.first())
    };
    let rows = || -> Vec<&TargetRow> {
        let is_beside = |other: &&TargetRow| other.period == row.period && other.measure == row.measure;
        ledger.targets.rows.iter().filter(is_beside).collect()
    };
    let known = before(ledger, row).or_else(next).map(|other| other.value.clone());
    known.or_else(|| of_role(ledger, row, &rows()))
}

fn is_prorated((policy, ledger): (&Policy, &Ledger), row: &TargetRow) -> Option<bool> {
    let Scope::Person(person) = row.scope else { return None };
    let (first, last) = ledger.people.list[person].employed_in(&row.period)?;
    let earlier = &whole(ledger, row)?;
    let share = |days: i64, of: i64| Number::from(days).checked_div(&Number::from(of));
    let period = &row.period;
    let by_days = share(days_between(first, last), days_between(period.first(), period.last()));
    let calendar = &policy.calendar;
    let by_work =
        share(calendar.workdays_between(first, last), calendar.workdays_between(period.first(), period.last()));
    // To within a hundredth of the whole: what is cut by hand is rounded.
    let is_it = |share: Number| (&row.value - &(&share * earlier)).abs() <= earlier * &Number::from_scaled(1, 2);
    let is_part = (first, last) != (period.first(), period.last()) && row.value < *earlier && row.value.is_positive();
    Some(is_part && [by_days, by_work].into_iter().flatten().any(is_it))
}
