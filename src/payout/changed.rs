//! What somebody sold in the period before the own row of `staff` changed: in a role of which components paid, and now by none of them; or at another
//! rate of the own.
//!
//! Pay goes by the last employed day. Each is told with what was sold until then.

use super::payee::View;
use super::staff_cell;
use crate::calendar::Period;
use crate::derivation::Subject;
use crate::finding::{Finding, Findings};
use crate::ledger::{Person, Spell};
use crate::measure::Ask;
use crate::number::Number;
use crate::policy::rules::{Component, MeasureId, MeasureKind, OverrideOf, PayKind, Policy, PoolBy};
use crate::spelling::alike;

/// Warns of each person and component.
pub(super) fn report(view: &View, findings: &mut Findings) {
    for result in &view.result.people {
        let person = &view.book.ledger.people.list[result.person];
        let Some(now) = person.at_end_of(view.book.period).filter(|_| person.spells.len() > 1) else { continue };
        for before in earlier(view, person) {
            let change = Change { view, index: result.person, person, before, now };
            view.book.policy.pay.iter().for_each(|component| {
                findings.extend_with(change.unpaid(component));
                findings.extend_with(change.other_rate(component));
            });
        }
    }
}

/// The rows of the person that hold on days of the period before the last one.
fn earlier<'v>(view: &View<'v>, person: &'v Person) -> Vec<&'v Spell> {
    let Some((first, last)) = person.employed_in(view.book.period) else { return Vec::new() };
    let holds = |spell: &&Spell| spell.first <= last && first <= spell.last;
    let mut spells: Vec<&Spell> = person.spells.iter().filter(holds).collect();
    spells.pop();
    spells
}

/// A row of the person that was followed by another in the period.
struct Change<'a, 'v> {
    view: &'a View<'v>,
    /// Index of the person.
    index: usize,
    person: &'a Person,
    before: &'a Spell,
    now: &'a Spell,
}

impl Change<'_, '_> {
    /// What a component for the role of before alone would have paid by, where nothing pays the person by it now.
    fn unpaid(&self, component: &Component) -> Option<Finding> {
        let policy = self.view.book.policy;
        let base = base(policy, component)?;
        let is_of = |spell: &Spell| is_for(component, spell);
        let mut others = policy.pay.iter().filter(|other| is_for(other, self.now));
        if !is_of(self.before) || is_of(self.now) || others.any(|other| pays_own(policy, other, base)) {
            return None;
        }
        let finding = self.told("sold-in-earlier-role", component, base)?;
        let role = |spell: &Spell| spell.role.clone().unwrap_or_default();
        let finding = finding.with("role", role(self.before)).with("now", role(self.now));
        Some(finding.at(self.before.place.clone()).at(self.now.place.clone()))
    }

    /// What was sold at another rate of the person's own.
    fn other_rate(&self, component: &Component) -> Option<Finding> {
        let column = component.own_rates().filter(|_| is_for(component, self.now) && is_for(component, self.before))?;
        let rate = |spell: &Spell| staff_cell::of(spell, &column.value).map(|(text, _)| text.trim().to_owned());
        let (before, now) = (rate(self.before)?, rate(self.now)?);
        if before.is_empty() || staff_cell::read(&before) == staff_cell::read(&now) {
            return None;
        }
        let finding = self.told("sold-at-earlier-rate", component, base(self.view.book.policy, component)?)?;
        let finding = finding.with("column", &column.value).with("before", before).with("now", now);
        Some(finding.at(self.before.place.clone()).at(self.now.place.clone()))
    }

    /// With what was sold until the day of the change; nothing where that is nothing.
    fn told(&self, code: &'static str, component: &Component, base: MeasureId) -> Option<Finding> {
        let book = self.view.book;
        let (first, last) = self.person.employed_in(book.period)?;
        let (first, last) = (first.max(self.before.first), last.min(self.before.last));
        let window = Period::range(first, last, book.policy.header.fiscal_year_starts)?;
        let subject = Subject::Person(self.index);
        let of_part = |window: &Period| {
            book.totals.total_of_days(&Ask { measure: base, subject: &subject, window, overlays: component.overlays })
        };
        let sum = of_part(&window)?.value.filter(|sum: &Number| !sum.is_zero())?;
        let finding = Finding::warning(code).with("person", book.ledger.people.called(self.index));
        let finding = finding.with("component", &component.name.value).with("day", last);
        Some(finding.with("measure", &book.policy.measure(base).name).with("sum", sum.to_plain(0, 2)))
    }
}

/// The sum or count of rows that a commission goes by, or a bonus for each.
fn base(policy: &Policy, component: &Component) -> Option<MeasureId> {
    let base = match &component.kind {
        PayKind::Commission(rule) => rule.base.value,
        PayKind::Bonus(bonus) => bonus.each.as_ref()?.value,
        _ => return None,
    };
    let rule = policy.measure(base);
    let is_of_rows = matches!(rule.kind, MeasureKind::Sum(_) | MeasureKind::Count(_)) && rule.of.is_none();
    is_of_rows.then_some(base)
}

/// Whether a component that has roles is for that of a row.
fn is_for(component: &Component, spell: &Spell) -> bool {
    let own = spell.role.as_deref();
    let is_own = |role: &str| own.is_some_and(|own| alike(own, role));
    component.roles.as_ref().is_none_or(|roles| roles.iter().any(|role| is_own(&role.value)))
}

/// Whether a component pays somebody by rows of the own of the same source.
fn pays_own(policy: &Policy, component: &Component, base: MeasureId) -> bool {
    let own = match &component.kind {
        PayKind::Override(rule) => (rule.include_own && rule.of.value != OverrideOf::Mentees).then_some(&rule.base),
        PayKind::Commission(_) | PayKind::Bonus(_) => component.kind.multiplied().into_iter().next(),
        _ => None,
    };
    let is_scored = match &component.kind {
        PayKind::Salary(_) | PayKind::Contest(_) => true,
        PayKind::Pool(pool) => pool.by.value != PoolBy::Equal,
        _ => false,
    };
    let source = |measure: MeasureId| policy.measure(measure).kind.first_input();
    is_scored
        || own.is_some_and(|own| own.value == base || source(own.value) == source(base) || source(own.value).is_none())
}
