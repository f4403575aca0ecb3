//! What one person earned in a period and why, in sentences, for that person alone.
//!
//! Nothing in it is a colleague's: no name, no order, no amount. Of a ranking there are distances, of what several share or made together there
//! are sums.

mod again;
mod amounts;
mod bounds;
mod changes;
mod conditions;
mod corrected;
mod figures;
mod lines;
mod next;
mod nicknames;
mod orders;
mod others;
mod points;
mod products;
mod standing;
mod sums;
mod teller;
mod words;

use super::head;
use super::model::{Audience, Body, Cell, Phrase, Report, Section, Table};
use super::pay::shape;
use super::{number_column, text_column};
use crate::policy::rules::PayUnit;
use crate::results::PersonResult;
use crate::run::Outcome;
use teller::Teller;

pub(super) use lines::{called, name_cell, named as line_named};

/// What the head of a report has that a person does not ask for.
const NOT_THEIRS: [&str; 5] = ["policy_file", "rows_read", "rows_counted", "set_aside", "currency"];

/// Everybody who gets a statement, by index in the ledger: who is employed in the period, and who is gone and has something open.
pub fn people(outcome: &Outcome) -> impl Iterator<Item = usize> {
    outcome.appraisal.result.paid().map(|person| person.person)
}

/// Whose statement is in which file: for who sends them.
pub fn index(outcome: &Outcome, files: &[(usize, String)]) -> Report<'static> {
    let row = |(person, file): &(usize, String)| {
        let who = &outcome.ledger.people.list[*person];
        [&who.id, &who.name, file].map(|text| Cell::Text(text.clone())).into()
    };
    let columns = ["person", "name", "file"].map(text_column).into();
    let body = Body::Table(Table { columns, rows: files.iter().map(row).collect() });
    let title = Phrase::term("statement");
    let section =
        Section { id: "statements", title: title.clone(), audience: Audience::Everyone, body, notes: Vec::new() };
    Report { id: "statements", title, head: head::of_pay(outcome), sections: vec![section], brief: Vec::new() }
}

/// Builds the report of a person; nothing for who is not in the period.
pub fn statement(outcome: &Outcome, person: usize) -> Option<Report<'_>> {
    let result = outcome.appraisal.result.of(person)?;
    let mut teller = Teller::new(outcome, result);
    let who = &outcome.ledger.people.list[person];
    let title = Phrase::term("statement_report").with("name", Cell::Text(who.name.clone()));
    let title = title.with("period", Cell::Text(outcome.appraisal.result.period.id()));
    let again = again::sections(&teller);
    let is_other = !again.is_empty();
    let mut sections = vec![machines(outcome, result)];
    sections.extend(again);
    sections.extend(lines::sections(&mut teller, is_other));
    sections.extend(standing::section(&mut teller));
    sections.extend(orders::sections(outcome, result));
    sections.extend(changes::sections(&teller));
    sections.extend(next::section(&mut teller));
    sections.push(signature());
    Some(Report { id: "statement", title, head: facts(outcome, result, is_other), sections, brief: Vec::new() })
}

/// Who, when, by which rules, and the results on which everything else is the detail.
fn facts(outcome: &Outcome, result: &PersonResult, is_other: bool) -> Vec<(&'static str, Phrase, Cell)> {
    let fact = |id: &'static str, cell: Cell| (id, Phrase::term(id), cell);
    let mut facts: Vec<(&'static str, Phrase, Cell)> = Vec::new();
    let columns = ["person", "name", "team", "role"];
    facts.extend(columns.into_iter().zip(who(outcome, result)).map(|(id, cell)| fact(id, cell)));
    facts.extend(head::of_pay(outcome).into_iter().filter(|(id, ..)| !NOT_THEIRS.contains(id)));
    let person = &outcome.ledger.people.list[result.person];
    let gone = person.gone_since(outcome.appraisal.result.period.last());
    facts.extend(gone.map(|day| fact("last_day_employed", Cell::Date(day))));
    let currency = Cell::Text(outcome.policy.header.currency.clone());
    facts.push(fact("currency", currency));
    facts.extend(
        [PayUnit::Money, PayUnit::LeaveDays].into_iter().filter_map(|unit| lines::total_fact(outcome, result, unit)),
    );
    let paid = again::paid(outcome, result.person).filter(|_| is_other);
    facts.extend(paid.map(|paid| fact("paid_total", Cell::Plain(paid, shape(outcome, PayUnit::Money)))));
    let standing = &result.standing;
    facts.extend(standing.score.iter().map(|score| fact("score", standing::points(outcome, score))));
    facts.extend(standing.grade.iter().map(|grade| fact("grade", Cell::Text(grade.clone()))));
    facts.extend(standing.rank.iter().map(|rank| fact("rank", Cell::count(*rank))));
    facts.retain(|(.., cell)| *cell != Cell::Empty);
    facts
}

/// Id, name, team and role.
fn who(outcome: &Outcome, result: &PersonResult) -> [Cell; 4] {
    let person = &outcome.ledger.people.list[result.person];
    let spell = person.at_end_of(&outcome.appraisal.result.period);
    let text = |text: Option<&str>| text.map_or(Cell::Empty, |text| Cell::Text(text.to_owned()));
    [
        Cell::Text(person.id.clone()),
        Cell::Text(person.name.clone()),
        text(spell.and_then(|spell| spell.team.as_deref())),
        text(spell.and_then(|spell| spell.role.as_deref())),
    ]
}

/// The results in one row.
fn machines(outcome: &Outcome, result: &PersonResult) -> Section<'static> {
    let mut columns = ["person", "name", "team", "role", "period"].map(text_column).to_vec();
    columns.extend([number_column("total_amount"), number_column("leave_days"), number_column("score")]);
    columns.extend([text_column("grade"), number_column("rank"), number_column("paid_total")]);
    let standing = &result.standing;
    let mut row: Vec<Cell> = who(outcome, result).into();
    row.push(Cell::Text(outcome.appraisal.result.period.id()));
    row.extend([PayUnit::Money, PayUnit::LeaveDays].map(|unit| lines::total(outcome, result, unit)));
    row.push(standing.score.as_ref().map_or(Cell::Empty, |score| standing::points(outcome, score)));
    row.push(standing.grade.as_ref().map_or(Cell::Empty, |grade| Cell::Text(grade.clone())));
    row.push(standing.rank.map_or(Cell::Empty, Cell::count));
    let paid = again::paid(outcome, result.person);
    row.push(paid.map_or(Cell::Empty, |paid| Cell::Plain(paid, shape(outcome, PayUnit::Money))));
    let body = Body::Table(Table { columns, rows: vec![row].into() });
    Section { id: "statement", title: Phrase::term("statement"), audience: Audience::Machines, body, notes: Vec::new() }
}

/// What is asked of the reader, and where both sign.
fn signature() -> Section<'static> {
    let notes = vec![Phrase::term("says_sign"), Phrase::term("says_sign_employee"), Phrase::term("says_sign_manager")];
    notes_section("signature", Phrase::term("says_signature"), notes)
}

/// A section of sentences.
fn notes_section(id: &'static str, title: Phrase, notes: Vec<Phrase>) -> Section<'static> {
    Section { id, title, audience: Audience::People, body: Body::Notes, notes }
}
