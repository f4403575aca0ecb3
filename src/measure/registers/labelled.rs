//! Rows of registers told apart by the words of a column: their own, or that of the customer or person that they are about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Row;
use crate::calendar::{NaiveDate, Period};
use crate::ingest::cell::vocabulary::meaning;
use crate::ledger::customers::{Customer, Ownership};
use crate::ledger::labels::cell;
use crate::ledger::measured::Whose;
use crate::ledger::{Ledger, MeasuredRow, Person, Spell};
use crate::measure::cube::CLASS;
use crate::policy::rules::InputKind;
use crate::policy::rules::labels::{Described, of_register};
use crate::spelling::folded;

/// Where a row stands: the entry of its register, and which row of it.
type At = (u32, u32);

/// The rows of a register that count in a window, by their word as words are compared; those without one under the empty word.
type ByWord = BTreeMap<String, Vec<At>>;

/// The columns of a customer's name and number: each customer is one word, however a row calls it.
const CUSTOMER: [&str; 2] = ["customer", "customer_id"];

/// What was looked up already: there may be very many words of a column, and each asks the same.
#[derive(Default)]
pub struct Known {
    by_word: Mutex<BTreeMap<(String, String, Period), Arc<ByWord>>>,
    /// The computed class of each customer of the register.
    classes: OnceLock<Vec<Option<String>>>,
}

impl Known {
    /// Says in which class each customer of the register is; once.
    pub fn classify(&self, classes: Vec<Option<String>>) {
        self.classes.get_or_init(|| classes);
    }

    /// The rows of a word in a window.
    pub fn rows<'l>(&self, column: Column<'l, '_>, word: &str, window: &Period) -> Vec<Row<'l>> {
        let mut known = self.by_word.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (column.register.to_owned(), column.column.to_owned(), window.clone());
        let by_word = known.entry(key).or_insert_with(|| Arc::new(column.rows_in(window, &self.classes)));
        by_word.get(&*folded(word)).into_iter().flatten().filter_map(|at| column.row(*at)).collect()
    }
}

/// A register and the column by which its rows are told apart.
#[derive(Clone, Copy)]
pub struct Column<'l, 'n> {
    /// The registers.
    pub ledger: &'l Ledger,
    /// Which of them.
    pub register: &'n str,
    /// The column, of the register itself or with the name of another before it.
    pub column: &'n str,
}

impl<'a> Column<'a, '_> {
    /// The rows of a window by their words.
    fn rows_in(self, window: &Period, classes: &OnceLock<Vec<Option<String>>>) -> ByWord {
        let mut found = ByWord::new();
        let class = |at| {
            let customer = self.known_customer(self.row(at)?)?;
            classes.get()?.get(customer)?.clone()
        };
        for (at, day) in self.standing(window) {
            let word = if self.column == CLASS { class(at) } else { self.word(at, day) };
            let word = word.unwrap_or_default();
            found.entry(folded(&word).into_owned()).or_default().push(at);
        }
        found
    }

    /// Every word of the rows of windows as it is written, and the empty one where rows have none.
    pub fn words(self, windows: &[Period]) -> BTreeSet<String> {
        let rows = windows.iter().flat_map(|window| self.standing(window));
        rows.map(|(at, day)| self.word(at, day).unwrap_or_default()).collect()
    }

    /// The columns that the register's rows have.
    pub fn columns(self) -> BTreeSet<&'a str> {
        if self.register == Described::Staff.input() {
            return self.ledger.people.written.iter().map(String::as_str).collect();
        }
        let rows = super::all_rows(self.ledger, self.register).into_iter().flatten();
        rows.map(|(column, _, _)| column.as_str()).collect()
    }

    /// Where the rows stand that count in a window, each with the day whose registers it goes by.
    fn standing(self, window: &Period) -> Vec<(At, NaiveDate)> {
        let (ledger, last) = (self.ledger, window.last());
        match InputKind::of(self.register) {
            InputKind::Staff => {
                let spell = |person: &Person| {
                    let is_it = |spell: &Spell| spell.first <= last && last <= spell.last;
                    person.spells.iter().position(is_it).filter(|_| person.employed(last))
                };
                found(ledger.people.list.iter().map(spell), last)
            }
            InputKind::Customers => {
                let row = |customer: &Customer| customer.owners.iter().position(|row| holds(row, last));
                found(ledger.customers.list.iter().map(row), last)
            }
            _ => {
                let rows = ledger.measured.get(self.register).into_iter().flatten();
                let rows = (0..).zip(rows).filter(|(_, row)| row.counts_in(window));
                rows.map(|(at, row)| ((at, 0), row.day(window))).collect()
            }
        }
    }

    /// The cells of a row.
    fn row(self, (entry, row): At) -> Option<Row<'a>> {
        let (entry, row) = (entry as usize, row as usize);
        Some(match InputKind::of(self.register) {
            InputKind::Staff => &self.ledger.people.list.get(entry)?.spells.get(row)?.cells,
            InputKind::Customers => &self.ledger.customers.list.get(entry)?.owners.get(row)?.cells,
            _ => &self.measured(entry)?.cells,
        })
    }

    fn measured(self, entry: usize) -> Option<&'a MeasuredRow> {
        self.ledger.measured.get(self.register)?.get(entry)
    }

    /// What a row is told apart by.
    fn word(self, at: At, day: NaiveDate) -> Option<String> {
        let row = self.row(at)?;
        let own = match of_register(self.column) {
            Some((described, own)) if described.input() == self.register => own,
            Some((described, own)) => {
                let word = self.elsewhere((at, row), (described, own), day)?;
                return Some(meaning(described.input(), own, &word).to_owned());
            }
            None => self.column,
        };
        if CUSTOMER.contains(&own) {
            return self.customer(row);
        }
        cell(row, own).map(|word| meaning(self.register, own, &word).to_owned())
    }

    /// A row's customer: its number in the register where that has it.
    fn customer(self, row: Row) -> Option<String> {
        let listed = self.known_customer(row).map(|customer| self.ledger.customers.list[customer].id.to_string());
        listed.or_else(|| cell(row, CUSTOMER[1])).or_else(|| cell(row, CUSTOMER[0]))
    }

    /// A row's customer in the register: by its number, else by its name.
    fn known_customer(self, row: Row) -> Option<usize> {
        let keys = CUSTOMER.into_iter().rev().filter_map(|column| cell(row, column));
        keys.into_iter().find_map(|key| self.ledger.customers.by_key.get(&folded(&key)))
    }

    /// What the register of its customer, or of its person, says on that day.
    fn elsewhere(self, (at, row): (At, Row), (described, column): (Described, &str), day: NaiveDate) -> Option<String> {
        match described {
            Described::Customers => {
                let customer = self.known_customer(row)?;
                let owners = &self.ledger.customers.list[customer].owners;
                cell(&owners.iter().find(|row| holds(row, day))?.cells, column)
            }
            Described::Staff => {
                let person = match &self.measured(at.0 as usize)?.whose {
                    Whose::Person(person) => *person,
                    Whose::Customer(customer) => self.ledger.customers.owner_of(customer, day)?,
                    Whose::Nobody => return None,
                };
                cell(&self.ledger.people.list[person].on(day)?.cells, column)
            }
            Described::Products => None,
        }
    }
}

/// Of each entry the row that was found, with the day.
fn found(rows: impl Iterator<Item = Option<usize>>, day: NaiveDate) -> Vec<(At, NaiveDate)> {
    (0..).zip(rows).filter_map(|(entry, row)| Some(((entry, row? as u32), day))).collect()
}

/// Whether a row of the register of customers holds on a day.
fn holds(row: &Ownership, day: NaiveDate) -> bool {
    row.first <= day && day <= row.last
}
