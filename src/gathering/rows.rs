//! Rows of inputs as they stand: those of sources are read again from their files, those of registers were kept.

mod columns;
mod registers;
mod sources;

use std::cell::{OnceCell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;

use super::{Gathered, InputFacts, Opened, Pace, trace};
use crate::calendar::{NaiveDate, Period};
use crate::crediting::OrderBook;
use crate::derivation::Subject;
use crate::finding::Findings;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Heading, Register, RegisterRow};
use crate::ledger::Ledger;
use crate::ledger::rows::{CountedRow, ListedRow, Look, RowReader};
use crate::measure::plan::Plan;
use crate::policy::Policy;
use crate::policy::rules::MeasureId;
use crate::source::Place;
use columns::Columns;

/// Reads rows of inputs again, one by one.
pub struct Reader<'a> {
    scene: Scene<'a>,
    /// What is gathered.
    plan: &'a Plan,
    /// What other rows must know of orders; learned when the first asks.
    book: OnceCell<OrderBook>,
    /// Files that could not be read again.
    faults: RefCell<Faults>,
    pace: Pace<'a>,
}

/// What rows are made of, the same for all threads.
struct Scene<'a> {
    policy: &'a Policy,
    ledger: &'a Ledger,
    /// The sources as they were opened.
    opened: &'a [Opened],
    /// The registers whose rows were kept.
    registers: &'a [Register],
    /// What was read of each file.
    facts: &'a [InputFacts],
    /// The last day that counts.
    last: NaiveDate,
    /// File and line of rows that were set aside.
    rejected: HashSet<(Arc<str>, u32)>,
}

impl<'a> Reader<'a> {
    /// A reader of everything up to a day.
    pub fn new(
        (policy, ledger, plan): (&'a Policy, &'a Ledger, &'a Plan),
        (opened, gathered): (&'a [Opened], &'a Gathered),
        (last, pace): (NaiveDate, Pace<'a>),
    ) -> Self {
        let rejected = gathered.rejected.iter().map(|row| (row.file.clone(), row.line)).collect();
        let scene =
            Scene { policy, ledger, opened, registers: &gathered.registers, facts: &gathered.facts, last, rejected };
        Reader { scene, plan, book: OnceCell::new(), faults: RefCell::default(), pace }
    }

    /// What is wrong with files that could be read before.
    pub fn findings(self) -> Findings {
        self.faults.into_inner().finish().0
    }
}

impl Scene<'_> {
    /// A row as it is handed out.
    fn listed(&self, row: &RegisterRow, place: Place, columns: &Columns) -> ListedRow {
        ListedRow {
            place,
            day: None,
            person: None,
            customer: self.customer_in(row, columns),
            cells: columns.cells(row),
            numbers: Vec::new(),
            written: columns.written(row),
            dates: row.heading.dates,
            takes_back: false,
        }
    }

    fn customer_in(&self, row: &RegisterRow, columns: &Columns) -> Option<usize> {
        let by_key = &self.ledger.customers.by_key;
        columns.customers.iter().find_map(|at| by_key.get(&key::matching(&at.text(row)?)))
    }

    /// Whom a row's own columns name.
    fn person_in(&self, row: &RegisterRow, columns: &Columns) -> Option<usize> {
        columns.persons.iter().find_map(|at| self.ledger.people.find(&key::normal(&at.text(row)?)))
    }

    /// Who owns a customer on a day.
    fn owner_of(&self, customer: usize, day: NaiveDate) -> Option<usize> {
        let mut owners = self.ledger.customers.list[customer].owners.iter();
        owners.find(|owned| owned.first <= day && day <= owned.last)?.owner
    }

    /// The headers of an input's files.
    fn headings(&self, input: &str) -> Vec<&Arc<Heading>> {
        let of_source = self.opened.iter().filter(|one| one.name == input).flat_map(Opened::headings);
        let registers = self.registers.iter().filter(|register| register.name == input);
        let mut headings: Vec<&Arc<Heading>> = of_source.collect();
        for row in registers.flat_map(|register| &register.rows) {
            if headings.last().is_none_or(|last| !Arc::ptr_eq(last, &row.heading)) {
                headings.push(&row.heading);
            }
        }
        headings
    }
}

impl RowReader for Reader<'_> {
    fn look(&self, look: Look, visit: &mut dyn FnMut(&ListedRow)) {
        self.sources(&look, visit);
        self.scene.visit_registers(&look, visit);
    }

    fn counted(&self, measure: MeasureId, (column, label): (&str, &str), window: &Period) -> Vec<CountedRow> {
        let rules = (self.scene.policy, self.scene.ledger, self.plan);
        let subject = Subject::Labelled { column: column.to_owned(), label: label.to_owned() };
        trace::counted((rules, self.scene.opened), (measure, subject, window), self.pace)
    }

    fn first_day(&self, input: &str) -> Option<NaiveDate> {
        let of_input = self.scene.facts.iter().filter(|facts| facts.input == input);
        of_input.flat_map(|facts| &facts.files).filter_map(|file| file.first_date).min()
    }

    fn has_column(&self, input: &str, column: &str) -> bool {
        self.scene.headings(input).into_iter().any(|heading| heading.has(column))
    }

    fn columns(&self, input: &str) -> Vec<String> {
        let mut columns: Vec<String> =
            self.scene.headings(input).into_iter().flat_map(|heading| heading.columns()).map(str::to_owned).collect();
        columns.sort();
        columns.dedup();
        columns
    }
}
