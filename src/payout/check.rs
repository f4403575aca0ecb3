//! What is wrong with a component before anybody is paid: rules that could never apply, or only in part.

use super::{adjustment, each_of_money, overlaid, overridden, rewards, shown, staff_cell, topped_up, unbounded, whom};
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings, quoted};
use crate::ledger::Ledger;
use crate::measure::registers;
use crate::number::Number;
use crate::policy::rules::{
    Component, Draw, Formula, Guarantee, Limit, MeasureId, MeasureKind, Over, PayKind, PayUnit, Policy,
};
use crate::source::{Place, Span, Spanned};
use crate::spelling::alike;

/// Reports components that can pay nobody in the registers, stages that a kind has no use for, and formulas that cannot be
/// computed on their base.
pub fn check(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    overlaid::check(policy, ledger, findings);
    overridden::check(policy, findings);
    overridden::check_leads(policy, ledger, findings);
    check_minimums(policy, findings);
    topped_up::check(policy, ledger, findings);
    shown::check(policy, findings);
    adjustment::refuse_names_of_lines(policy, ledger, findings);
    let without_roles = without_roles(policy, ledger);
    findings.extend_with(without_roles.clone());
    for component in &policy.pay {
        if without_roles.is_none() && !whom::can_pay_anybody(component, policy, ledger) {
            report(policy, "component-can-pay-nobody", component, component.span, findings);
        }
        check_stages(policy, component, findings);
        for (measure, span) in unbounded::reckoned_with(policy, component) {
            let finding = Finding::error("unbounded-attainment").with("measure", &policy.measure(measure).name);
            findings.push(finding.at(policy.text.place(span)));
        }
        each_of_money::check(policy, ledger, component, findings);
        check_named(policy, component, findings);
        component.own_rates().into_iter().for_each(|column| check_rates(policy, ledger, column, findings));
        component
            .staff_columns()
            .into_iter()
            .for_each(|(column, _)| check_column(policy, ledger, component, column, findings));
        match &component.kind {
            PayKind::Commission(commission) => {
                let per_deal = commission.over.value == Over::Deal || component.hold_back.is_some();
                let needs_rows = per_deal || by_rows(&commission.formula).is_some();
                check_base(policy, component, &commission.base, needs_rows, findings);
            }
            PayKind::Override(rule) => {
                let column = by_rows(&rule.formula);
                if let (Some(excess), Some(_)) = (&rule.excess_over, column) {
                    report(policy, "excess-with-rates", component, excess.span, findings);
                }
                check_base(policy, component, &rule.base, column.is_some(), findings);
            }
            _ => {}
        }
    }
}

/// That nobody has a role although components name some: then each of them could pay nobody.
fn without_roles(policy: &Policy, ledger: &Ledger) -> Option<Finding> {
    let roles = policy.pay.iter().find_map(|component| component.roles.as_ref()?.first())?;
    let mut spells = ledger.people.list.iter().flat_map(|person| &person.spells).peekable();
    let is_blank = spells.peek().is_some() && spells.all(|spell| spell.role.is_none());
    let finding = Finding::error("staff-column-empty").with("rule", "roles").with("column", "role");
    (is_blank && ledger.people.columns.iter().any(|column| column == "role"))
        .then(|| finding.at(policy.text.place(roles.span)))
}

/// The parts of a pool add up to the fund, adjustments stand as they are, and a limit or the greater one is what other lines make it:
/// no stage may change them.
fn check_stages(policy: &Policy, component: &Component, findings: &mut Findings) {
    if let PayKind::Bonus(bonus) = &component.kind {
        rewards::check(policy, component, bonus, findings);
    }
    let stands = matches!(
        component.kind,
        PayKind::Pool(_) | PayKind::Adjustment | PayKind::Limit(_) | PayKind::Greater(_) | PayKind::Draw(_)
    );
    if !stands {
        return;
    }
    let is_changed = !component.multiply.is_empty() || !component.gate.is_empty();
    let is_limited = component.floor.is_some() || component.cap.is_some() || component.negative.is_some();
    if is_changed || is_limited {
        report(policy, "stage-not-for-kind", component, component.span, findings);
    }
}

/// A component that looks at the lines of others counts those of its own unit; one that names a component without any says nothing.
fn check_named(policy: &Policy, component: &Component, findings: &mut Findings) {
    let components = match &component.kind {
        PayKind::Guarantee(guarantee) => &guarantee.components,
        PayKind::Draw(draw) => &draw.components,
        PayKind::Limit(limit) => &limit.components,
        PayKind::Greater(greater) => &greater.components,
        _ => return,
    };
    for name in components {
        if let (PayKind::Greater(_), Some(counting)) = (&component.kind, counting(policy, component, &name.value)) {
            let finding = Finding::error("greater-after-sum").with("name", &name.value);
            let finding = finding.with("component", &component.name.value).with("other", &counting.name.value);
            findings.push(finding.at(policy.text.place(name.span)).at(policy.text.place(counting.name.span)));
        }
        let Some(named) = policy.pay.iter().find(|other| other.name.value == name.value) else { continue };
        if !units(named).contains(&component.unit) {
            let finding = Finding::error("component-adds-nothing")
                .with("name", &name.value)
                .with("unit", component.unit.id())
                .with("component", &component.name.value);
            findings.push(finding.at(policy.text.place(name.span)));
        }
    }
}

/// A warning for each component that a draw or a guarantee names and that is for none of its roles.
fn check_minimums(policy: &Policy, findings: &mut Findings) {
    for component in &policy.pay {
        let (PayKind::Draw(Draw { components: names, .. }) | PayKind::Guarantee(Guarantee { components: names, .. })) =
            &component.kind
        else {
            continue;
        };
        let Some(roles) = &component.roles else { continue };
        for name in names {
            let named = policy.pay.iter().find(|one| one.name.value == name.value);
            let Some(own) = named.and_then(|named| named.roles.as_ref()) else { continue };
            if !roles.iter().any(|role| own.iter().any(|known| alike(&known.value, &role.value))) {
                let finding = Finding::warning("minimum-of-unpaid-role").with("component", &component.name.value);
                let finding = finding.with("roles", quoted(roles.iter().map(|role| &role.value)));
                findings.push(finding.with("named", &name.value).at(policy.text.place(name.span)));
            }
        }
    }
}

/// The component before that one whose line was made from the sum of lines that name is among: it would stay as it is when they become 0.
fn counting<'p>(policy: &'p Policy, component: &Component, name: &str) -> Option<&'p Component> {
    let before = policy.pay.iter().take_while(|other| other.name.value != component.name.value);
    let counts = |other: &&Component| {
        let (PayKind::Guarantee(Guarantee { components, .. })
        | PayKind::Draw(Draw { components, .. })
        | PayKind::Limit(Limit { components, .. })) = &other.kind
        else {
            return false;
        };
        components.iter().any(|counted| counted.value == name)
    };
    before.into_iter().find(counts)
}

/// In which units a component has lines of its own.
fn units(component: &Component) -> Vec<PayUnit> {
    match &component.kind {
        PayKind::Greater(_) => Vec::new(),
        PayKind::Bonus(bonus) if !bonus.choices.is_empty() => bonus.choices.iter().map(|choice| choice.unit).collect(),
        _ => vec![component.unit],
    }
}

/// A column in which some rates have a per cent sign, and another that is ten times all of them has none.
fn check_rates(policy: &Policy, ledger: &Ledger, column: &Spanned<String>, findings: &mut Findings) {
    let spells = ledger.people.list.iter().flat_map(|person| &person.spells);
    let cells: Vec<(&str, &Place)> = spells.filter_map(|spell| staff_cell::of(spell, &column.value)).collect();
    let is_signed = |text: &str| text.contains(['%', '％']);
    let most = cells.iter().filter(|(text, _)| is_signed(text)).filter_map(|(text, _)| staff_cell::read(text)).max();
    let Some(bound) = most.map(|most| &most * &Number::from(10)) else { return };
    let counts = |text: &str| staff_cell::read(text).is_some_and(|bare| bare >= bound && bare <= Number::one());
    let signed = cells.iter().filter(|(text, _)| is_signed(text)).min_by_key(|(_, place)| *place);
    let bare = cells.iter().filter(|(text, _)| !is_signed(text) && counts(text)).min_by_key(|(_, place)| *place);
    let (Some((signed, first)), Some((bare, second))) = (signed, bare) else { return };
    let finding = Finding::error("rates-written-two-ways").with("bare", bare).with("signed", signed);
    let finding = finding.with("column", &column.value).at((*second).clone()).at((*first).clone());
    findings.push(finding.at(policy.text.place(column.span)));
}

/// A column in which nobody has a value. Where a missing value has a meaning that may be meant, unless another column is nearly
/// called so.
fn check_column(
    policy: &Policy,
    ledger: &Ledger,
    component: &Component,
    column: &Spanned<String>,
    findings: &mut Findings,
) {
    let known: Vec<&str> = ledger.people.written.iter().map(String::as_str).collect();
    if known.is_empty() || known.contains(&column.value.as_str()) {
        return;
    }
    let near = known.iter().copied().find(|header| without_remark(header) == Some(&column.value));
    let near = near.or_else(|| nearest(&column.value, &known));
    let finding = match (near, &component.when_missing) {
        (None, Some(_)) => Finding::warning("staff-column-of-nobody"),
        _ => Finding::error("staff-column-of-nobody"),
    };
    let instead = near.map_or_else(|| known.join(" | "), str::to_owned);
    let finding = finding.with("column", &column.value).with("component", &component.name.value);
    findings.push(finding.with("instead", instead).at(policy.text.place(column.span)));
}

/// A header without the brackets that end it: `津貼(千元)`.
fn without_remark(header: &str) -> Option<&str> {
    let (label, _) = header.strip_suffix([')', '）'])?.split_once(['(', '（'])?;
    Some(label.trim_end())
}

/// Orders and labels are found in the rows of one source, which a measure made of other measures does not have.
fn check_base(
    policy: &Policy,
    component: &Component,
    base: &Spanned<MeasureId>,
    needs_rows: bool,
    findings: &mut Findings,
) {
    let measure = policy.measure(base.value);
    let is_gathered =
        matches!(measure.kind, MeasureKind::Sum(_) | MeasureKind::Count(_)) && !registers::is_of_register(measure);
    if needs_rows && !is_gathered {
        report(policy, "base-not-of-rows", component, base.span, findings);
    }
    if let Some(split) = component.split.as_ref().filter(|_| needs_rows && component.is_by_share()) {
        report(policy, "split-share-by-rows", component, split.span, findings);
    }
}

/// The column of a formula that looks at the rows of its base.
fn by_rows(formula: &Formula) -> Option<&Spanned<String>> {
    match formula {
        Formula::ByLabel { column, .. } | Formula::ByNumber { column, .. } => Some(column),
        _ => None,
    }
}

fn report(policy: &Policy, code: &'static str, component: &Component, span: Span, findings: &mut Findings) {
    let place = policy.text.place(span);
    findings.push(Finding::error(code).with("component", &component.name.value).at(place));
}
