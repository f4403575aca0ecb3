//! The lines of pay with their total, and how each came about.

use std::collections::BTreeSet;

use super::super::model::{Audience, Body, Cell, Phrase, Section, Table};
use super::super::pay::{honour, shape};
use super::super::{number_column, text_column};
use super::notes_section;
use super::teller::Teller;
use crate::number::Number;
use crate::policy::rules::{Leavers, PayUnit};
use crate::results::{LineKind, PayLine, PersonResult, Remark};
use crate::run::Outcome;

/// What the person earned: for machines by line, for people with the total below, and a paragraph for each line.
pub(super) fn sections(teller: &mut Teller, is_other: bool) -> Vec<Section<'static>> {
    let result = teller.result;
    let title = if is_other { "says_earned_today" } else { "says_earned" };
    let title = Phrase::term(title);
    let earned = if result.lines.is_empty() {
        notes_section("earned", title, vec![Phrase::term("says_no_pay")])
    } else {
        let body = Body::Table(with_totals(teller));
        Section { id: "earned", title, audience: Audience::People, body, notes: Vec::new() }
    };
    let paragraphs: Vec<Phrase> = result.lines.iter().map(|line| paragraph(teller, line)).collect();
    let how =
        (!paragraphs.is_empty()).then(|| notes_section("how_earned", Phrase::term("says_how_earned"), paragraphs));
    [Some(by_line(teller)), Some(earned), how].into_iter().flatten().collect()
}

/// The lines for machines.
fn by_line(teller: &Teller) -> Section<'static> {
    let (outcome, result) = (teller.outcome, teller.result);
    let mut columns = ["component", "line", "unit"].map(text_column).to_vec();
    columns.extend([number_column("amount"), text_column("remark")]);
    let row = |line: &PayLine| {
        vec![
            Cell::Text(line.of.clone()),
            Cell::Text(teller.own_name(&line.kind, &line.of, &line.name).to_owned()),
            Cell::phrase(Phrase::term(line.unit.id())),
            Cell::figure(&line.amount, shape(outcome, line.unit)),
            honour(line).map_or(Cell::Empty, |name| Cell::Text(name.to_owned())),
        ]
    };
    let body = Body::Table(Table { columns, rows: result.lines.iter().map(row).collect() });
    Section { id: "lines", title: Phrase::term("pay_lines"), audience: Audience::Machines, body, notes: Vec::new() }
}

/// The lines, money first, each unit with its total below.
fn with_totals(teller: &Teller) -> Table<'static> {
    let (outcome, result) = (teller.outcome, teller.result);
    let columns = vec![text_column("component"), number_column("amount")];
    let mut rows = Vec::new();
    for unit in [PayUnit::Money, PayUnit::LeaveDays, PayUnit::Honour] {
        let lines: Vec<&PayLine> = result.lines.iter().filter(|line| line.unit == unit).collect();
        rows.extend(
            lines
                .iter()
                .map(|line| vec![Cell::phrase(teller.called(&line.kind, &line.of, &line.name)), amount(outcome, line)]),
        );
        let is_total = unit == PayUnit::Money || (unit == PayUnit::LeaveDays && lines.len() > 1);
        if is_total && !lines.is_empty() {
            let title = match unit {
                PayUnit::Money => {
                    Phrase::term("says_total").with("currency", Cell::Text(outcome.policy.header.currency.clone()))
                }
                _ => Phrase::term("says_total_days"),
            };
            rows.push(vec![Cell::phrase(title), total(outcome, result, unit)]);
        }
    }
    Table { columns, rows: rows.into() }
}

/// The line's name in the language.
pub(in crate::report) fn called(line: &PayLine) -> Phrase {
    named(&line.kind, &line.of, &line.name)
}

/// The name in the language of a line of that kind and component, which its own name is made from.
pub(in crate::report) fn named(kind: &LineKind, of: &str, own: &str) -> Phrase {
    let told = |term| Phrase::term(term).with("component", Cell::Text(of.to_owned()));
    let told = match kind {
        LineKind::Own => return Phrase::Verbatim(own.to_owned()),
        LineKind::Released => told("says_line_released"),
        LineKind::Correction(period) => told("says_line_corrected").with("period", Cell::Text(period.id())),
    };
    Phrase::Called(own.to_owned(), Box::new(told))
}

/// The same as a cell.
pub(in crate::report) fn name_cell(line: &PayLine) -> Cell {
    match line.kind {
        LineKind::Own => Cell::Text(line.name.clone()),
        _ => Cell::phrase(called(line)),
    }
}

/// The amount; of an honour its name.
fn amount(outcome: &Outcome, line: &PayLine) -> Cell {
    match honour(line).filter(|_| line.unit == PayUnit::Honour) {
        Some(name) => Cell::Text(name.to_owned()),
        None => Cell::figure(&line.amount, shape(outcome, line.unit)),
    }
}

/// What is paid in all in that unit.
pub(super) fn total(outcome: &Outcome, result: &PersonResult, unit: PayUnit) -> Cell {
    match result.totals.iter().find(|(known, _)| *known == unit) {
        Some((_, total)) => Cell::figure(total, shape(outcome, unit)),
        None => Cell::Plain(Number::zero(), shape(outcome, unit)),
    }
}

/// The total as a fact of the head; of days where there are some.
pub(super) fn total_fact(
    outcome: &Outcome,
    result: &PersonResult,
    unit: PayUnit,
) -> Option<(&'static str, Phrase, Cell)> {
    let is_there = result.totals.iter().any(|(known, _)| *known == unit);
    let id = if unit == PayUnit::Money { "total_amount" } else { "leave_days" };
    (is_there || unit == PayUnit::Money).then(|| (id, Phrase::term(id), total(outcome, result, unit)))
}

/// How a line came about: its name and amount, then a sentence for each step.
fn paragraph<'a>(teller: &mut Teller<'a>, line: &'a PayLine) -> Phrase {
    let (outcome, result) = (teller.outcome, teller.result);
    teller.line = Some(line);
    let name = Cell::phrase(teller.called(&line.kind, &line.of, &line.name));
    let lead = Phrase::term("says_line").with("line", name).with("amount", amount(outcome, line));
    match (&line.kind, less_than(line)) {
        (LineKind::Released, _) => teller.say(released(outcome, result, line)),
        (_, Some(than)) => teller.say(Phrase::term("says_less_than").with("than", Cell::Text(than.to_owned()))),
        _ => {
            teller.tell_facts();
            teller.tell(line.amount.step());
        }
    }
    let mut remarks: Vec<Phrase> = line.remarks.iter().filter_map(|remark| remarked(teller, remark)).collect();
    if teller.own_name(&line.kind, &line.of, &line.name) != line.name {
        remarks.retain(|said| *said != Phrase::term("says_reason_kept"));
        remarks.push(Phrase::term("says_name_kept"));
    }
    remarks.into_iter().for_each(|said| teller.say(said));
    let said = teller.said();
    let nothing = said.is_empty().then(|| Phrase::term("says_nothing_counted"));
    let sentences = std::iter::once(lead).chain(said).chain(nothing).collect();
    teller.line = None;
    Phrase::Joined(sentences)
}

/// The line that is kept instead of this one.
fn less_than(line: &PayLine) -> Option<&str> {
    line.remarks.iter().find_map(|remark| if let Remark::Less { than } = remark { Some(than.as_str()) } else { None })
}

/// Why what was held is paid, or taken back.
fn released(outcome: &Outcome, result: &PersonResult, line: &PayLine) -> Phrase {
    let own = result.balances.iter().filter(|(of, balance)| *of == line.of && !balance.released.is_zero());
    let count = own.map(|(_, balance)| &balance.order).collect::<BTreeSet<_>>().len();
    let hold = outcome.policy.pay.get(line.component).and_then(|component| component.hold_back.as_ref());
    let period = &outcome.appraisal.result.period;
    let has_left = outcome.ledger.people.list[result.person].has_gone_by(period.last());
    let leavers = hold.and_then(|hold| hold.leavers.as_ref()).map(|leavers| leavers.value);
    let phrase = match (line.amount.or_zero().is_negative(), has_left, leavers) {
        (true, ..) => Phrase::term("says_taken_back"),
        (_, true, Some(Leavers::Release)) => Phrase::term("says_released_leaver"),
        (_, true, Some(Leavers::Forfeit)) => Phrase::term("says_forfeited"),
        _ => Phrase::term("says_released"),
    };
    phrase.with("count", Cell::count(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// What is said beside a line. Who approved is not said, and a reason that names somebody else neither.
fn remarked(teller: &Teller, remark: &Remark) -> Option<Phrase> {
    match remark {
        Remark::Approved { reason, .. } if teller.names_another(reason) => Some(Phrase::term("says_reason_kept")),
        Remark::Approved { reason, .. } => Some(Phrase::term("says_reason").with("reason", Cell::Text(reason.clone()))),
        Remark::Honour(name) => Some(Phrase::term("says_honour").with("honour", Cell::Text(name.clone()))),
        Remark::Instead(amount, unit) => {
            let instead = Number::parse(amount).map(|amount| Cell::Plain(amount, shape(teller.outcome, *unit)));
            Some(Phrase::term("says_instead").with("amount", instead.unwrap_or_else(|| Cell::Text(amount.clone()))))
        }
        Remark::Less { .. } => None,
    }
}
