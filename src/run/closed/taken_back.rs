//! What is told where corrections of closed periods take back: how much of whom, and what of the files explains it – a role, rows that are gone,
//! what a look at the closed period finds in them today.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::at_close;
use crate::calendar::Period;
use crate::finding::{Finding, Findings, Severity, quoted};
use crate::history::{BalanceKind, ClosedPeriod, Correction, WasTold};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, PayUnit};
use crate::run::Outcome;
use crate::source::Place;
use crate::spelling::alike;

/// A closed period that was computed again.
pub(super) struct Again {
    closed: Arc<ClosedPeriod>,
    /// What is paid more of it, by person.
    paid: BTreeMap<String, Number>,
    /// Who has another role than was paid: id, that role, today's, and where it stands.
    roles: Vec<(String, String, String, Place)>,
    /// Amounts that follow a cell of staff.
    cells: Vec<OfCell>,
    /// How many rows of each input count today.
    counted: BTreeMap<String, u64>,
    /// Files that had rows and are not read today: input and file.
    gone: Vec<(String, String)>,
    /// What was told of today's files.
    told: Vec<Finding>,
}

/// A corrected amount of a component that goes by a column of `staff`.
struct OfCell {
    component: String,
    person: String,
    column: String,
    /// How many times what was paid it is today, to three places.
    times: Number,
    /// What is paid more.
    more: Number,
    place: Place,
}

impl Again {
    /// What its outcome of today says.
    pub(super) fn of(
        (closed, corrections): (&Arc<ClosedPeriod>, &[Correction]),
        outcome: &Outcome,
        told: Findings,
    ) -> Self {
        let mut paid: BTreeMap<String, Number> = BTreeMap::new();
        for one in corrections.iter().filter(|one| one.kind.is_none()) {
            let sum = paid.entry(one.person.clone()).or_insert_with(Number::zero);
            *sum = &*sum + &one.amount;
        }
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        for facts in &outcome.gathered.facts {
            let rows: u64 = facts.files.iter().map(|file| file.counted).sum();
            *counted.entry(facts.input.clone()).or_default() += rows;
        }
        let roles = roles(closed, &paid, outcome);
        // Where something else of the person's is corrected too, that is why.
        let is_alone = |one: &&Correction| {
            let own = |other: &&Correction| other.kind.is_none() && other.person == one.person;
            corrections.iter().filter(own).count() == 1
        };
        let cells = corrections.iter().filter(is_alone).filter_map(|one| of_cell(closed, one, outcome)).collect();
        let gone = gone(closed, outcome);
        let closed = closed.clone();
        Again { closed, paid, roles, cells, counted, gone, told: told.sorted().into_iter().cloned().collect() }
    }

    /// Its files of an input, or of all, that are not read today.
    fn gone_of(&self, input: Option<&str>) -> impl Iterator<Item = &String> {
        self.gone.iter().filter(move |(of, _)| input.is_none_or(|input| of == input)).map(|(_, file)| file)
    }

    fn takes_back(&self) -> bool {
        self.paid.values().any(Number::is_negative)
    }
}

/// Files that had rows when the period was closed and are not read today; from wherever a period is closed, names end alike.
fn gone(closed: &ClosedPeriod, outcome: &Outcome) -> Vec<(String, String)> {
    let today = || outcome.gathered.facts.iter().flat_map(|facts| &facts.files).map(|facts| &*facts.file);
    let is_gone = |file: &str| !today().any(|now| now.ends_with(file) || file.ends_with(now));
    closed.facts.files.iter().filter(|(_, file)| is_gone(file)).cloned().collect()
}

/// The finding with the names of files that are gone, where there are any.
fn with_gone<'g>(finding: Finding, gone: impl Iterator<Item = &'g String>) -> Finding {
    let gone: BTreeSet<&String> = gone.collect();
    if gone.is_empty() { finding } else { finding.with("gone", quoted(gone.into_iter().take(SHOWN))) }
}

/// What a correction is of a cell of staff; nothing where the component goes by none, or paid nothing.
fn of_cell(closed: &ClosedPeriod, one: &Correction, outcome: &Outcome) -> Option<OfCell> {
    let rule = outcome.policy.pay.iter().find(|rule| one.kind.is_none() && rule.name.value == one.component)?;
    let column = &rule.staff_columns().first()?.0.value;
    let lines = closed.lines.iter().filter(|line| line.component == one.component && line.person == one.person);
    let was: Number = lines.map(|line| &line.amount).sum();
    let person = outcome.ledger.people.list.iter().find(|person| person.id == one.person)?;
    let cells = &person.at_end_of(&closed.period)?.cells;
    let place = cells.iter().find(|(known, ..)| known == column).map(|(.., place)| place.clone())?;
    let thousand = Number::from(1_000);
    let times = (&was + &one.amount).checked_div(&was)?;
    let times = (&(&times * &thousand) + &Number::fraction(1, 2)?).floor().checked_div(&thousand)?;
    let (component, person, column) = (one.component.clone(), one.person.clone(), column.clone());
    Some(OfCell { component, person, column, times, more: one.amount.clone(), place })
}

/// Whoever is corrected and has another role today.
fn roles(
    closed: &ClosedPeriod,
    paid: &BTreeMap<String, Number>,
    outcome: &Outcome,
) -> Vec<(String, String, String, Place)> {
    let today = |person: &String| {
        let people = &outcome.ledger.people.list;
        let person = people.binary_search_by(|known| known.id.cmp(person)).ok()?;
        let spell = people[person].at_end_of(&closed.period)?;
        Some((spell.role.as_deref().unwrap_or_default().to_owned(), spell.place.clone()))
    };
    let other = |(person, was): (&String, &String)| {
        let (role, place) = today(person).filter(|(role, _)| role != was && paid.contains_key(person))?;
        Some((person.clone(), was.clone(), role, place))
    };
    closed.facts.roles.iter().filter_map(other).collect()
}

/// All that is told of these, which are corrected with a period.
pub(super) fn told(policy: &Policy, months: &[Again], period: &Period) -> Vec<Finding> {
    let mut told = other_roles(months);
    told.extend(other_cells(months));
    let taking: Vec<&Again> = months.iter().filter(|month| month.takes_back()).collect();
    told.extend(summed("corrections-take-back", policy, &taking, period));
    let corrected: Vec<&Again> = months.iter().filter(|month| !month.paid.is_empty()).collect();
    told.extend(rows_gone(policy, &corrected));
    told.extend(taking.iter().flat_map(|month| heard(month)));
    told
}

/// A warning for each order on hold that a closed period has paid: what it paid is taken back.
pub(super) fn by_holds(ledger: &Ledger, corrections: &[Correction]) -> Vec<Finding> {
    let held = |one: &&Correction| one.kind == Some(BalanceKind::Hold) && one.balance.is_positive();
    let told = |one: &Correction| {
        let hold = ledger.holds.rows.iter().find(|hold| alike(&hold.order, &one.order))?;
        let is_paid = |other: &Correction| {
            let is_its = (&other.period, &other.person, &other.component) == (&one.period, &one.person, &one.component);
            is_its && other.kind.is_none() && other.amount.is_negative()
        };
        corrections.iter().any(is_paid).then(|| {
            let finding = Finding::warning("hold-of-paid-order").with("order", &hold.order).with("period", &one.period);
            let finding = finding.with("person", &one.person).with("component", &one.component);
            finding.with("sum", &one.balance).at(hold.place.clone())
        })
    };
    corrections.iter().filter(held).filter_map(told).collect()
}

/// What a closed period says otherwise, without what only follows from orders that are on hold since, and a warning for each of these: where nothing is
/// corrected, what was paid for them stays paid.
pub(super) fn without_holds(ledger: &Ledger, mut differences: Vec<Correction>) -> (Vec<Correction>, Vec<Finding>) {
    let mut told = Vec::new();
    for finding in by_holds(ledger, &differences) {
        let fact = |name: &str| finding.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let (order, person, component) = (fact("order"), fact("person"), fact("component"));
        let is_its =
            |one: &Correction| (Some(&one.person), Some(&one.component)) == (person.as_ref(), component.as_ref());
        let is_held = |one: &Correction| {
            one.kind == Some(BalanceKind::Hold)
                && is_its(one)
                && order.as_ref().is_some_and(|order| alike(order, &one.order))
        };
        let held: Number = differences.iter().filter(|one| is_held(one)).map(|one| &one.balance).sum();
        differences.retain(|one| !is_held(one));
        if let Some(paid) = differences.iter_mut().find(|one| one.kind.is_none() && is_its(one)) {
            paid.amount = &paid.amount + &held;
        }
        told.push(Finding { code: "hold-of-closed-order", ..finding });
    }
    (differences, told)
}

/// All that is told of the year so far, as it is when the last closed period ends.
pub(super) fn of_year(policy: &Policy, last: &Again, period: &Period) -> Vec<Finding> {
    let summed = summed("year-takes-back", policy, &[last], period);
    let mut told = Vec::from_iter(summed.map(|finding| with_gone(finding, last.gone_of(None))));
    if !last.paid.is_empty() {
        told.extend(rows_gone(policy, &[last]));
    }
    if last.takes_back() {
        told.extend(heard(last));
    }
    told
}

/// One in so many of what was paid is much; less comes of a late return.
const MUCH: i64 = 20;

/// So many people, and half of all, are many.
const SEVERAL: usize = 3;

/// What all corrections together take back from whom, where it is much or from many.
fn summed(code: &'static str, policy: &Policy, months: &[&Again], period: &Period) -> Option<Finding> {
    let mut sums: BTreeMap<&String, Number> = BTreeMap::new();
    for (person, amount) in months.iter().flat_map(|month| &month.paid) {
        let sum = sums.entry(person).or_insert_with(Number::zero);
        *sum = &*sum + amount;
    }
    sums.retain(|_, sum| sum.is_negative());
    let (largest, amount) = sums.iter().min_by(|(_, one), (_, other)| one.cmp(other))?;
    let lines = || months.iter().flat_map(|month| &month.closed.lines);
    let of: BTreeSet<&String> = lines().map(|line| &line.person).collect();
    let paid = lines().filter(|line| line.unit == PayUnit::Money && line.amount.is_positive()).map(|line| &line.amount);
    let taken = sums.values().sum::<Number>().abs();
    let is_much = &taken * &Number::from(MUCH) >= paid.sum::<Number>();
    if !is_much && (sums.len() < SEVERAL || sums.len() * 2 < of.len()) {
        return None;
    }
    let of_periods: Vec<String> = months.iter().map(|month| month.closed.period.id()).collect();
    let finding = Finding::warning(code).with("period", period).with("count", sums.len());
    let finding = finding.with("of", of.len()).with("sum", taken);
    let finding = finding.with("person", largest).with("amount", amount.abs()).with("periods", of_periods.join(", "));
    Some(at_close(policy, finding))
}

/// Roles that are others than were paid, a finding for each change, at the first row of it.
fn other_roles(months: &[Again]) -> Vec<Finding> {
    type Change<'a> = (BTreeSet<&'a String>, BTreeSet<String>, &'a Place);
    let mut changes: BTreeMap<(&String, &String), Change> = BTreeMap::new();
    for month in months {
        for (person, was, role, place) in &month.roles {
            let none = || (BTreeSet::new(), BTreeSet::new(), place);
            let (people, periods, _) = changes.entry((was, role)).or_insert_with(none);
            people.insert(person);
            periods.insert(month.closed.period.id());
        }
    }
    let told = |((was, role), (people, periods, place)): ((&String, &String), Change)| {
        let finding = Finding::warning("role-unlike-closed").with("expected", was).with("role", role);
        let finding = finding.with("count", people.len()).with("people", quoted(people.into_iter().take(SHOWN)));
        let finding = finding.with("periods", periods.into_iter().collect::<Vec<_>>().join(", "));
        finding.at(place.clone())
    };
    changes.into_iter().map(told).collect()
}

/// Amounts that several periods correct by the same factor, or by the same amount, one finding a component: the cell that they go by is another.
fn other_cells(months: &[Again]) -> Vec<Finding> {
    let mut found: BTreeMap<(&String, &String), Vec<(&OfCell, String)>> = BTreeMap::new();
    for month in months {
        for cell in &month.cells {
            found.entry((&cell.component, &cell.person)).or_default().push((cell, month.closed.period.id()));
        }
    }
    let is_factor = |own: &[(&OfCell, String)]| own.iter().all(|(cell, _)| cell.times == own[0].0.times);
    let is_amount = |own: &[(&OfCell, String)]| own.iter().all(|(cell, _)| cell.more == own[0].0.more);
    found.retain(|_, own| own.len() > 1 && (is_factor(own) || is_amount(own)));
    let mut components: BTreeMap<&String, Vec<&Vec<(&OfCell, String)>>> = BTreeMap::new();
    found.iter().for_each(|((component, _), own)| components.entry(component).or_default().push(own));
    let told = |(component, all): (&String, Vec<&Vec<(&OfCell, String)>>)| {
        let (first, _) = all[0][0];
        let people = quoted(all.iter().map(|own| &own[0].0.person).take(SHOWN));
        let periods: Vec<&str> = all[0].iter().map(|(_, period)| period.as_str()).collect();
        let finding = match is_factor(all[0]) {
            true => Finding::warning("staff-amount-unlike-closed").with("times", first.times.to_plain(0, 3)),
            false => Finding::warning("staff-amount-moved").with("amount", &first.more),
        };
        let finding = finding.with("component", component).with("column", &first.column);
        let finding = finding.with("count", all.len()).with("people", people).with("periods", periods.join(", "));
        finding.at(first.place.clone())
    };
    components.into_iter().map(told).collect()
}

/// So many people are named.
const SHOWN: usize = 6;

/// Inputs of which at most half of the rows are left that counted when a period was closed.
fn rows_gone(policy: &Policy, months: &[&Again]) -> Vec<Finding> {
    let mut inputs: BTreeMap<&String, (Vec<String>, u64, u64)> = BTreeMap::new();
    for month in months {
        let counted = month.closed.facts.counted.iter();
        // A row of `holds` goes when the order need not wait any more.
        for (input, was) in counted.filter(|(input, was)| **was > 0 && InputKind::of(input) != InputKind::Holds) {
            let Some(is) = month.counted.get(input).filter(|is| **is * 2 <= *was) else { continue };
            let (periods, all, left) = inputs.entry(input).or_default();
            periods.push(month.closed.period.id());
            (*all, *left) = (*all + was, *left + is);
        }
    }
    let told = |(input, (periods, all, left)): (&String, (Vec<String>, u64, u64))| {
        let finding = Finding::warning("rows-of-closed-gone").with("input", input).with("periods", periods.join(", "));
        let finding = finding.with("expected", all).with("found", left);
        let finding = with_gone(finding, months.iter().flat_map(|month| month.gone_of(Some(input))));
        let place = policy.input(input).map(|rule| policy.text.place(rule.span));
        place.into_iter().fold(finding, Finding::at)
    };
    inputs.into_iter().map(told).collect()
}

/// How the names of closed policies end.
pub(super) const RULES: &str = "/policy.toml";

/// What says of today's files only that they go on: an order on hold that is sold later.
const OF_LATER: [&str; 1] = ["hold-holds-nothing"];

/// What is told of the files for the closed period today, and was not when it was closed.
fn heard(month: &Again) -> impl Iterator<Item = Finding> {
    let is_of_file = |finding: &&Finding| {
        let is_one = |place: &Place| !place.file.ends_with(RULES);
        let is_its = finding.severity == Severity::Warning && !OF_LATER.contains(&finding.code);
        is_its && finding.places.first().is_some_and(is_one)
    };
    let was_told = |finding: &Finding| {
        let address = finding.places.first().map(Place::address).unwrap_or_default();
        let is_at = |told: &WasTold| told.places.first().map_or("", |place| place) == address;
        month.closed.facts.told.iter().any(|told| told.code == finding.code && is_at(told))
    };
    month.told.iter().filter(is_of_file).filter(move |finding| !was_told(finding)).cloned()
}
