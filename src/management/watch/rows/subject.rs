//! Which row it is, what people call it, and who should look at it.

use super::columns::canonical;
use crate::ingest::cell::key;
use crate::ledger::rows::ListedRow;
use crate::management::View;
use crate::policy::rules::InputKind;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::WatchOwner;

/// Columns that say what a row is about.
const SAYING: [&str; 4] = ["name", "goal", "action", "text"];

/// Columns that name people.
const PERSONS: [&str; 4] = ["person_id", "person", "owner_id", "owner"];
/// Registers whose people nobody else looks up.
const READ_AS_GIVEN: [InputKind; 4] =
    [InputKind::Risks, InputKind::Rewards, InputKind::Reasons, InputKind::Receivables];

/// What rows of a watch are called.
pub(super) struct Subjects<'v> {
    view: View<'v>,
    rule: &'v WatchRule,
    input: &'v str,
}

impl<'v> Subjects<'v> {
    /// Of a watch over rows of an input.
    pub(super) fn new(view: View<'v>, (rule, input): (&'v WatchRule, &'v str)) -> Self {
        Subjects { view, rule, input }
    }

    /// Its id: its own, its order's or customer's, else where it stands.
    pub(super) fn id(&self, row: &ListedRow) -> String {
        let own = row.cell("id").or_else(|| row.cell("order")).or_else(|| row.cell("customer_id"));
        let person = || row.person.filter(|_| self.input == "staff").map(|person| self.person(person).0);
        let own = own.map(str::to_owned).or_else(person).or_else(|| self.customer(row));
        own.unwrap_or_else(|| format!("{}:{}", row.place.file, row.place.line))
    }

    /// What people call it.
    pub(super) fn name(&self, row: &ListedRow) -> String {
        let customers = &self.view.book.ledger.customers.list;
        let customer = row.customer.map(|index| &*customers[index].name).or_else(|| row.cell("customer"));
        let person = || row.person.filter(|_| self.input == "staff").map(|person| self.person(person).1);
        let says = || SAYING.iter().find_map(|column| row.cell(column)).map(str::to_owned);
        let name = customer.map(str::to_owned).or_else(person).or_else(says);
        name.unwrap_or_else(|| self.id(row))
    }

    /// The id of its customer, or the name of one that the register does not have.
    pub(super) fn customer(&self, row: &ListedRow) -> Option<String> {
        let customers = &self.view.book.ledger.customers.list;
        let registered = row.customer.map(|index| customers[index].id.to_string());
        registered.or_else(|| row.cell("customer_id").or_else(|| row.cell("customer")).map(str::to_owned))
    }

    /// Who should look: nobody where that one is not employed on the last day.
    pub(super) fn owner(&self, row: &ListedRow) -> Option<usize> {
        let people = &self.view.book.ledger.people;
        let last = self.view.last_day();
        let owner = match &self.rule.owner {
            WatchOwner::Own => row.person,
            WatchOwner::Manager => {
                people.list[row.person?].spells.iter().rev().find(|spell| spell.first <= last)?.manager
            }
            WatchOwner::Column(column) => {
                let column = canonical(self.view.book.policy, self.input, &column.value);
                row.cell(&column).and_then(|text| people.find(&key::normal(text)))
            }
        };
        owner.filter(|person| people.list[*person].employed(last))
    }

    /// Whether a row of a source lies before the period: whom it names was not looked at when it was read.
    fn is_older(&self, row: &ListedRow) -> bool {
        InputKind::of(self.input).is_source() && row.day.is_some_and(|day| day < self.view.book.period.first())
    }

    /// A text that should name who looks, and that nobody has as a name or number. Of other inputs that was told when they were read.
    pub(super) fn stranger<'r>(&self, row: &'r ListedRow) -> Option<&'r str> {
        let own = match &self.rule.owner {
            WatchOwner::Column(column) => vec![canonical(self.view.book.policy, self.input, &column.value)],
            _ if READ_AS_GIVEN.contains(&InputKind::of(self.input)) || self.is_older(row) => {
                PERSONS.map(str::to_owned).to_vec()
            }
            _ => return None,
        };
        let people = &self.view.book.ledger.people;
        let is_strange = |text: &&str| people.find(&key::normal(text)).is_none();
        own.iter().filter_map(|column| row.cell(column)).find(is_strange)
    }

    fn person(&self, person: usize) -> (String, String) {
        let person = &self.view.book.ledger.people.list[person];
        (person.id.clone(), person.name.clone())
    }
}
