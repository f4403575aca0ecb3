//! `kind = "pool"`: a fund shared among members; the parts add up to the rounded fund.

use super::Lines;
use super::group::{self, Member};
use super::payee::{Payee, Run, unit_of};
use super::stages;
use crate::derivation::{Figure, Form, Leaf, Subject, Worksheet};
use crate::finding::{Finding, Findings};
use crate::number::Number;
use crate::policy::rules::{Fund, Pool, PoolBy, Unit};
use crate::results::PayLine;
use crate::source::Spanned;

/// A member with what decides the member's part; a weight of 0 or less gets a line of 0.
struct Sharer {
    member: Member,
    fund: Figure,
    weight: Figure,
}

pub(super) fn lines(run: Run, pool: &Pool, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
    let mut sharers = Vec::new();
    for member in group::members(run, &pool.members, sheets, findings) {
        let payee = &mut run.payee(member.person, &mut sheets[member.position], findings);
        let Some(weight) = weight(payee, pool) else { continue };
        let Some(fund) = fund(payee, pool) else { continue };
        sharers.push(Sharer { member, fund, weight });
    }
    // A member who could not be weighed would make everybody else's part too large.
    if findings.has_errors() {
        return Vec::new();
    }
    let weights: Vec<Number> = sharers.iter().map(|sharer| sharer.weight.or_zero().max(Number::zero())).collect();
    let fund = sharers.first().map(|sharer| sharer.fund.or_zero());
    let Some(parts) = fund.and_then(|fund| group::divided(&run, &fund, &weights)) else {
        let name = &run.component.name.value;
        findings
            .push(Finding::warning("pool-without-members").with("component", name).at(run.place(run.component.span)));
        return Vec::new();
    };
    let total: Number = weights.iter().sum();
    let among = sharers.len();
    let shares = sharers.into_iter().zip(parts);
    shares.map(|(sharer, part)| line(run, pool, sharer, (&part, &total, among), sheets, findings)).collect()
}

/// The fund in the member's own sheet: the same steps for everybody, not below 0, rounded before it is shared.
fn fund(payee: &mut Payee, pool: &Pool) -> Option<Figure> {
    let unit = unit_of(payee.run.component.unit);
    let fund = match &pool.fund {
        Fund::Amount(amount) => payee.parameter("fund", amount, unit),
        Fund::Rate(rate, measure) => {
            let overlays = payee.run.component.overlays;
            let base = payee.run.view.book.payable(payee.sheet, measure.value, &Subject::Department, overlays);
            let base = payee.need(base, payee.run.name_of(measure.value), measure.span)?;
            let factor = payee.parameter("rate", rate, Unit::Rate);
            let share = payee.step("fund", rate.span, Form::Product, &[&base, &factor], unit);
            let nothing = payee.nothing("fund", rate.span, unit);
            payee.step("fund", rate.span, Form::Greatest, &[&share, &nothing], unit)
        }
    };
    Some(stages::rounded(payee, fund))
}

fn weight(payee: &mut Payee, pool: &Pool) -> Option<Figure> {
    match pool.by.value {
        PoolBy::Equal => {
            let one = Spanned::new(Number::one(), pool.by.span);
            Some(payee.parameter("weight", &one, Unit::Number))
        }
        PoolBy::Measure(measure) => payee.value(&Spanned::new(measure, pool.by.span)),
    }
}

fn line(
    run: Run,
    pool: &Pool,
    sharer: Sharer,
    (part, total, among): (&Number, &Number, usize),
    sheets: &mut [Worksheet],
    findings: &mut Findings,
) -> (usize, PayLine) {
    let Member { position, person, looked } = sharer.member;
    let unit = unit_of(run.component.unit);
    let payee = &mut run.payee(person, &mut sheets[position], findings);
    let window = run.view.book.period.clone();
    let weights =
        payee.sheet.leaf(Leaf::Elsewhere { window, subject: Subject::Department }, Some(total.clone()), Unit::Number);
    payee.sheet.name(&weights, "weights", Some(&run.component.name.value), Some(pool.by.span));
    let share = payee.sheet.leaf(Leaf::Share { among }, Some(part.clone()), unit);
    payee.sheet.name(&share, "share", Some(&run.component.name.value), Some(pool.by.span));
    let inputs = [&sharer.fund, &sharer.weight, &weights, &share];
    let amount = payee.step("shared", pool.by.span, Form::Chosen(3), &inputs, unit);
    let amount = payee.under(&looked, amount);
    (position, payee.line(amount))
}
