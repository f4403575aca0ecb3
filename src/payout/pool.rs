//! `kind = "pool"`: a fund shared among members, or one for each team; the parts add up to the rounded fund.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Lines;
use super::group::{self, Member, Part};
use super::payee::{Payee, Run, Seen, unit_of};
use super::{staff_cell, stages};
use crate::derivation::{Division, Figure, Form, Subject, Worksheet};
use crate::finding::{Finding, Findings};
use crate::number::Number;
use crate::policy::rules::{Fund, Pool, PoolBy, Unit};
use crate::results::PayLine;
use crate::source::Spanned;

/// A member with what decides the member's part; a weight of 0 gets a line of 0.
struct Sharer {
    member: Member,
    fund: Figure,
    weight: Figure,
}

pub(super) fn lines(run: Run, pool: &Pool, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
    let mut funds: BTreeMap<Subject, Vec<Sharer>> = BTreeMap::new();
    for member in group::members(run, &pool.members, sheets, findings) {
        let payee = &mut run.payee(member.person, &mut sheets[member.position], findings);
        let Some(whose) = whose(payee, pool) else { continue };
        let Some(weight) = weight(payee, pool) else { continue };
        let Some(fund) = fund(payee, pool, &whose) else { continue };
        funds.entry(whose).or_default().push(Sharer { member, fund, weight });
    }
    // A member who could not be weighed would make everybody else's part too large.
    if findings.has_errors() {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for (whose, sharers) in &funds {
        lines.extend(shared(run, pool, (whose, sharers), sheets, findings));
    }
    if funds.is_empty() {
        warn_of_nobody(&run, None, findings);
    }
    lines.sort_by_key(|(position, _)| *position);
    lines
}

/// Whose fund the member shares in; nothing, by `when_missing` or with an error, for who is in no team.
fn whose(payee: &mut Payee, pool: &Pool) -> Option<Subject> {
    if !pool.per_team {
        return Some(Subject::Department);
    }
    match payee.run.spell(payee.person).and_then(|spell| spell.team_name()) {
        Some(team) => Some(Subject::Team(team)),
        None => {
            payee.when_missing("team", payee.run.component.span);
            None
        }
    }
}

/// The lines of those who share one fund.
fn shared(
    run: Run,
    pool: &Pool,
    (whose, sharers): (&Subject, &[Sharer]),
    sheets: &mut [Worksheet],
    findings: &mut Findings,
) -> Lines {
    let known: Option<Vec<(&Number, &Number)>> =
        sharers.iter().map(|sharer| Some((sharer.fund.value()?, sharer.weight.value()?))).collect();
    let Some(known) = known.filter(|known| !known.is_empty()) else { return Vec::new() };
    let fund = known[0].0;
    if let Some(other) = known.iter().position(|(other, _)| *other != fund) {
        report_unlike(&run, [&sharers[0], &sharers[other]], findings);
        return Vec::new();
    }
    let weights = known.iter().map(|(_, weight)| (*weight).clone()).collect();
    let Some(division) = group::divided(&run, fund, weights) else {
        warn_of_nobody(&run, Some((whose, fund)), findings);
        return Vec::new();
    };
    let of = |(index, sharer)| line(run, pool, (sharer, &division, index), sheets, findings);
    sharers.iter().enumerate().map(of).collect()
}

/// That nobody has a part of the pool, or of a team's fund.
fn warn_of_nobody(run: &Run, of: Option<(&Subject, &Number)>, findings: &mut Findings) {
    let finding = match of {
        Some((Subject::Team(team), fund)) => {
            Finding::warning("pool-fund-without-members").with("team", team).with("fund", fund.to_plain(0, 2))
        }
        _ => Finding::warning("pool-without-members"),
    };
    let finding = finding.with("component", &run.component.name.value);
    findings.push(finding.at(run.place(run.component.span)));
}

/// A fund that stands in `staff` stands there once for each member: two that differ leave open how much there is.
fn report_unlike(run: &Run, sharers: [&Sharer; 2], findings: &mut Findings) {
    let [(one, fund), (other, unlike)] = sharers.map(|sharer| {
        (&run.person(sharer.member.person).id, sharer.fund.value().map_or_else(String::new, Number::to_string))
    });
    let finding = Finding::error("pool-funds-differ")
        .with("component", &run.component.name.value)
        .with("person", one)
        .with("fund", fund)
        .with("other", other)
        .with("unlike", unlike);
    findings.push(finding.at(run.place(run.component.span)));
}

/// The fund in the member's own sheet: the same steps for everybody, not below 0, rounded before it is shared.
fn fund(payee: &mut Payee, pool: &Pool, whose: &Subject) -> Option<Figure> {
    let unit = unit_of(payee.run.component.unit);
    let fund = match &pool.fund {
        Fund::Amount(amount) => staff_cell::amount_from_zero(payee, amount, "fund", unit)?,
        Fund::Rate(rate, measure) => {
            let base = payee.paid_by(measure, whose)?;
            let factor = payee.parameter("rate", rate, Unit::Rate);
            let share = payee.step("fund", rate.span, Form::Product, &[&base, &factor], unit);
            warn_below_zero(payee, &share, whose);
            let nothing = payee.nothing("fund", rate.span, unit);
            payee.step("fund", rate.span, Form::Greatest, &[&share, &nothing], unit)
        }
    };
    Some(stages::rounded(payee, fund))
}

/// A fund below 0 pays nobody and takes from nobody: told, once for each fund.
fn warn_below_zero(payee: &mut Payee, share: &Figure, whose: &Subject) {
    let Some(amount) = share.value().filter(|amount| amount.is_negative()) else { return };
    let finding = Finding::warning("pool-fund-below-zero").with("component", &payee.run.component.name.value);
    let team = if let Subject::Team(team) = whose { team.as_str() } else { "–" };
    let finding = finding.with("amount", amount.to_plain(0, 2)).with("team", team);
    payee.findings.push(finding.at(payee.run.place(payee.run.component.span)));
}

/// What the member is weighed by, not below 0.
fn weight(payee: &mut Payee, pool: &Pool) -> Option<Figure> {
    let measure = match pool.by.value {
        PoolBy::Equal => {
            return Some(payee.implied(("weight", 1), pool.by.span, Unit::Number));
        }
        PoolBy::Measure(measure) => measure,
    };
    let weight = payee.looked_at(&Spanned::new(measure, pool.by.span), Seen::Payable, pool.whose)?;
    if weight.value().is_none_or(|weight| !weight.is_negative()) {
        return Some(weight);
    }
    let zero = payee.nothing("weight", pool.by.span, Unit::Number);
    Some(payee.step("weight", pool.by.span, Form::Greatest, &[&weight, &zero], Unit::Number))
}

fn line(
    run: Run,
    pool: &Pool,
    (sharer, division, index): (&Sharer, &Arc<Division>, usize),
    sheets: &mut [Worksheet],
    findings: &mut Findings,
) -> (usize, PayLine) {
    let Member { position, person, looked } = &sharer.member;
    let payee = &mut run.payee(*person, &mut sheets[*position], findings);
    let part = Part { division, index, whole: &sharer.fund, weight: &sharer.weight };
    let amount = group::part(payee, ("shared", pool.by.span), part);
    let amount = payee.under(looked, amount);
    (*position, payee.line(amount))
}
