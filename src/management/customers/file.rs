//! The file of one customer: what it bought, owes, asked and answered, who was in touch, and what is due.

use super::bought::Bought;
use super::entries::{Entry, Source};
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings, Severity};
use crate::ingest::cell::key::matching;
use crate::ingest::cell::moment;
use crate::ledger::rows::{Closing, ListedRow, Look};
use crate::management::NotKept;
use crate::measure::registers::number;
use crate::number::Number;
use crate::policy::rules::management::Listed;
use crate::source::Place;

/// The file of one customer.
#[derive(Debug, Default)]
pub struct File {
    /// What the register says: column and text, nothing personal.
    pub register: Vec<(String, String)>,
    /// Rows of sales and returns in the window.
    pub orders: Vec<Order>,
    /// Months of the window, the oldest first, with what was bought.
    pub periods: Vec<(Period, Number)>,
    /// Products of the window by amount, the largest first.
    pub products: Vec<(Option<String>, Number)>,
    /// Open invoices.
    pub receivables: Vec<Receivable>,
    /// Tickets.
    pub tickets: Vec<Noted>,
    /// Answers to surveys.
    pub surveys: Vec<Noted>,
    /// Contacts.
    pub contacts: Vec<Noted>,
    /// What is due: open tickets and a first contact, then the longest overdue first.
    pub due: Vec<Due>,
}

/// A row of sales.
#[derive(Clone, Debug)]
pub struct Order {
    /// The order.
    pub order: Option<String>,
    /// Its day.
    pub date: Option<NaiveDate>,
    /// The product.
    pub product: Option<String>,
    /// The amount; below 0 where it takes something back.
    pub amount: Option<Number>,
    /// The row.
    pub place: Place,
}

/// An open invoice.
#[derive(Clone, Debug)]
pub struct Receivable {
    /// The order.
    pub order: Option<String>,
    /// The day of the invoice.
    pub date: Option<NaiveDate>,
    /// When it is due; nothing: not due, but open.
    pub due: Option<NaiveDate>,
    /// The amount.
    pub amount: Option<Number>,
    /// What of it is open.
    pub balance: Number,
    /// Days past the due day; 0 up to it.
    pub overdue_days: i64,
    /// How old it is.
    pub age: &'static str,
    /// The row.
    pub place: Place,
}

/// A row of a source with what is told of it.
#[derive(Clone, Debug)]
pub struct Noted {
    /// Its day.
    pub date: Option<NaiveDate>,
    /// Whose it is: index of a person.
    pub person: Option<usize>,
    /// Whether no day of closing has come by the last day.
    pub is_open: bool,
    /// Its cells, those that are not blank.
    pub cells: Vec<(String, String)>,
    /// The row.
    pub place: Place,
}

impl Noted {
    /// The text of a column; nothing where it is blank.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(known, _)| known == column).map(|(_, text)| text.as_str())
    }
}

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Due {
    /// Of what kind: the id of a term.
    pub what: &'static str,
    /// By when, of a ticket since when; nothing: no day was set.
    pub date: Option<NaiveDate>,
    /// Days past it.
    pub overdue_days: Option<i64>,
    /// What it is about.
    pub text: Option<String>,
    /// Who: index of a person.
    pub person: Option<usize>,
    /// The row; nothing of what follows from a strategy.
    pub place: Option<Place>,
}

/// Sections of a file and the input that each needs.
const NEEDS: [(&str, &str); 6] = [
    ("orders", "sales"),
    ("receivables", "receivables"),
    ("tickets", "tickets"),
    ("surveys", "surveys"),
    ("contacts", "activities"),
    ("due", "plan"),
];

/// Of invoices: days and amounts that cannot be read would stand as if there were none.
pub fn receivables_listed() -> Listed {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let (days, amounts) = (names(&["date", "due", "paid_on"]), names(&["amount", "balance"]));
    Listed { input: "receivables".to_owned(), days, amounts, ..Listed::default() }
}

/// What cannot be told for want of an input.
pub fn not_kept(source: &Source) -> Vec<NotKept> {
    let is_lacking = |(_, input): &&(&str, &str)| source.view.book.policy.input(input).is_none();
    let row = |(section, input): &(&str, &str)| NotKept {
        section: (*section).to_owned(),
        name: None,
        needs: (*input).to_owned(),
        is_asked: false,
    };
    NEEDS.iter().filter(is_lacking).map(row).collect()
}

/// The file of a customer.
pub fn of(source: &Source, entry: &Entry, findings: &mut Findings) -> File {
    let bought = Bought::of(source, entry.place);
    let mut file = File {
        register: register(source, entry.place),
        periods: bought.periods(source),
        products: bought.products(),
        receivables: receivables(source, entry.place),
        tickets: noted(source, entry.place, "tickets", findings),
        surveys: noted(source, entry.place, "surveys", findings),
        contacts: noted(source, entry.place, "activities", findings),
        orders: bought.orders,
        due: Vec::new(),
    };
    file.due = due(source, entry, &file);
    file
}

fn rows(source: &Source, look: Look, place: usize) -> Vec<ListedRow> {
    let mut rows = Vec::new();
    source.view.rows.look(look, &mut |row| {
        if source.customer_of(row) == Some(place) {
            rows.push(row.clone());
        }
    });
    rows
}

/// The row of the register that holds on the last day, without telephones, birthdays and the like.
fn register(source: &Source, place: usize) -> Vec<(String, String)> {
    let rows = rows(source, Look::all("customers"), place);
    let day = |row: &ListedRow, column: &str| row.cell(column).and_then(|text| row.day_in(text));
    let holds = |row: &&ListedRow| {
        day(row, "from").is_none_or(|from| from <= source.last()) && day(row, "to").is_none_or(|to| source.last() <= to)
    };
    let cells = rows.iter().find(holds).map(|row| row.cells.clone()).unwrap_or_default();
    cells.into_iter().filter(|(column, _)| !crate::ingest::personal::is_personal(column)).collect()
}

fn receivables(source: &Source, place: usize) -> Vec<Receivable> {
    let rows = rows(source, Look::all("receivables"), place);
    let mut open: Vec<Receivable> = rows.iter().filter_map(|row| receivable(source, row)).collect();
    open.sort_by(|one, other| other.overdue_days.cmp(&one.overdue_days).then_with(|| one.place.cmp(&other.place)));
    open
}

/// An invoice of which something is open on the last day.
fn receivable(source: &Source, row: &ListedRow) -> Option<Receivable> {
    let day = |column| row.cell(column).and_then(|text| row.day_in(text));
    let amount = row.cell("amount").and_then(number);
    let balance = row.cell("balance").and_then(number).or_else(|| amount.clone())?;
    let (date, due) = (day("date"), day("due"));
    let is_there = date.is_none_or(|date| date <= source.last());
    let paid = row.closing("paid_on");
    let is_paid = paid != Closing::Unread && !paid.is_open(source.last());
    let overdue_days = due.map_or(0, |due| (source.last() - due).num_days().max(0));
    (is_there && !is_paid && !balance.is_zero()).then(|| Receivable {
        order: row.cell("order").map(str::to_owned),
        date,
        due,
        amount,
        balance,
        overdue_days,
        age: age(overdue_days),
        place: row.place.clone(),
    })
}

/// The due day is not overdue.
fn age(overdue_days: i64) -> &'static str {
    match overdue_days {
        ..=0 => "not_due",
        1..=30 => "1-30",
        31..=60 => "31-60",
        61..=90 => "61-90",
        _ => "over_90",
    }
}

fn noted(source: &Source, place: usize, input: &str, findings: &mut Findings) -> Vec<Noted> {
    let rows = rows(source, Look::all(input), place);
    rows.iter().for_each(|row| findings.extend_with(unread_closing(row)));
    let mut noted: Vec<Noted> = rows
        .into_iter()
        .map(|row| Noted {
            is_open: row.closing(CLOSED).is_open(source.last()),
            date: row.day,
            person: row.person,
            cells: row.cells,
            place: row.place,
        })
        .collect();
    noted.sort_by(|one, other| other.date.cmp(&one.date).then_with(|| one.place.cmp(&other.place)));
    noted
}

/// A text in `closed` that says neither a day nor whether it is done: the row would stand for closed.
fn unread_closing(row: &ListedRow) -> Option<Finding> {
    let text = row.cell(CLOSED).filter(|_| row.closing(CLOSED) == Closing::Unread)?;
    let fault = moment::read(text, row.dates).err()?;
    Some(fault.with("column", CLOSED).finding(Severity::Error, row.place.clone()))
}

/// The column of the day on which a ticket was closed.
const CLOSED: &str = "closed";

/// Everything that is due: what should have been done at once, then the longest overdue first.
fn due(source: &Source, entry: &Entry, file: &File) -> Vec<Due> {
    let contact = contact(source, entry);
    let invoices = file.receivables.iter().filter(|one| one.overdue_days > 0).map(|one| Due {
        what: "due_receivable",
        date: one.due,
        overdue_days: Some(one.overdue_days),
        text: one.order.clone(),
        person: entry.owner,
        place: Some(one.place.clone()),
    });
    let tickets = file.tickets.iter().filter(|ticket| ticket.is_open).map(|ticket| Due {
        what: "due_ticket",
        date: ticket.date,
        overdue_days: None,
        text: ticket.cell("kind").map(str::to_owned),
        person: ticket.person.or(entry.owner),
        place: Some(ticket.place.clone()),
    });
    let mut all: Vec<Due> = contact.into_iter().chain(plans(source, entry)).chain(invoices).chain(tickets).collect();
    all.sort_by_key(|due| (due.overdue_days.is_some(), std::cmp::Reverse(due.overdue_days)));
    all
}

fn contact(source: &Source, entry: &Entry) -> Option<Due> {
    if !entry.is_due(source.last()) {
        return None;
    }
    let strategy = entry.class.as_deref().and_then(|class| source.rule.strategy(class));
    Some(Due {
        what: "due_contact",
        date: entry.contact_due(),
        overdue_days: entry.overdue_days(source.last()),
        text: strategy.and_then(|strategy| strategy.text.clone()),
        person: entry.owner,
        place: None,
    })
}

/// What was planned and is not done.
fn plans(source: &Source, entry: &Entry) -> Vec<Due> {
    let rows = rows(source, Look::all("plan"), entry.place);
    let open = rows.into_iter().filter(|row| row.closing("done").is_open(source.last()));
    let plan = |row: ListedRow| {
        let date = row.cell("due").and_then(|text| row.day_in(text));
        Due {
            what: "due_plan",
            date,
            overdue_days: date.map(|due| (source.last() - due).num_days().max(0)),
            text: row.cell("goal").map(str::to_owned),
            person: row.person,
            place: Some(row.place),
        }
    };
    open.map(plan).collect()
}

impl Source<'_> {
    /// The customer of a row: its place in the roster.
    pub fn customer_of(&self, row: &ListedRow) -> Option<usize> {
        let named = || ["customer_id", "customer"].iter().find_map(|column| row.cell(column));
        row.customer.or_else(|| self.roster.find(self.view.book.ledger, &matching(named()?)))
    }
}
