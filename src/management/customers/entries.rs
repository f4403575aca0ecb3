//! What is known of each customer: figures, days, classes, contacts.

use std::sync::Arc;

use super::asked::{Measures, Windows, pareto, rule};
use super::classes::{Rating, ratings};
use super::discounts::Discounts;
use super::roster::{Member, Roster};
use crate::calendar::{Days, NaiveDate};
use crate::derivation::Subject;
use crate::ingest::cell::vocabulary::customer_class;
use crate::management::View;
use crate::management::customers::classes::Column;
use crate::measure::registers::filled_in;
use crate::number::Number;
use crate::policy::rules::management::customers::CustomersRule;
use crate::policy::rules::{MeasureId, MeasureKind};

/// A customer with what is known of it. There may be very many.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the roster.
    pub place: usize,
    /// Whose it is: index of a person.
    pub owner: Option<usize>,
    /// The class as it is computed; nothing: unrated.
    pub class: Option<Arc<str>>,
    /// The same one period earlier.
    pub class_before: Option<Arc<str>>,
    /// The class that the register says.
    pub class_recorded: Option<Arc<str>>,
    /// Of RFM, the code that it has the class by.
    pub code: Option<Box<str>>,
    /// Of points, their sum.
    pub points: Option<Number>,
    /// What it bought for in the window.
    pub amount: Option<Number>,
    /// Its part of the whole, and that of it and all larger ones.
    pub parts: Option<(Number, Number)>,
    /// Orders of the window.
    pub orders: Option<Number>,
    /// What was taken off, on an average of the rows that have something, and how many these are.
    pub discount: Option<(Number, u64)>,
    /// First and last order of all days.
    pub ordered: Option<(NaiveDate, NaiveDate)>,
    /// Contacts of the window.
    pub contacts: Option<Number>,
    /// The last contact of all days.
    pub contacted: Option<NaiveDate>,
    /// A contact at least once in so many days.
    pub contact_days: Option<u32>,
    /// The share of its file that is filled.
    pub filled: Option<Number>,
}

impl Entry {
    /// The day by which it is to be contacted; nothing where it never was, or need not be.
    pub fn contact_due(&self) -> Option<NaiveDate> {
        self.contacted?.checked_add_days(Days::new(u64::from(self.contact_days?)))
    }

    /// How many days that is past; 0 up to the day itself.
    pub fn overdue_days(&self, last: NaiveDate) -> Option<i64> {
        Some((last - self.contact_due()?).num_days().max(0))
    }

    /// Whether it is to be contacted now.
    pub fn is_due(&self, last: NaiveDate) -> bool {
        self.contact_days.is_some() && self.contact_due().is_none_or(|due| due <= last)
    }

    /// The days since the last order.
    pub fn recency(&self, last: NaiveDate) -> Option<i64> {
        self.ordered.map(|(_, ordered)| (last - ordered).num_days())
    }
}

/// Everything that entries are made from.
pub struct Source<'a> {
    /// What is asked.
    pub view: View<'a>,
    /// Who they are.
    pub roster: Roster,
    /// In which days.
    pub windows: Windows,
    /// Measures that were gathered.
    pub measures: Measures,
    /// The rule.
    pub rule: CustomersRule,
    /// The measure of kind `filled`.
    pub filled: Option<MeasureId>,
}

impl<'a> Source<'a> {
    /// That of a run.
    pub fn of(view: View<'a>) -> Self {
        let policy = view.book.policy;
        let is_filled = |id: &MeasureId| matches!(policy.measure(*id).kind, MeasureKind::Filled(_));
        Source {
            view,
            roster: Roster::of(&view),
            windows: Windows::of(policy, view.book.period),
            measures: Measures::gathered(&view),
            rule: rule(policy),
            filled: (0..policy.measures.len()).map(MeasureId).find(is_filled),
        }
    }

    /// The last day that counts.
    pub fn last(&self) -> NaiveDate {
        self.windows.now.last()
    }

    fn value(&self, measure: Option<MeasureId>, subject: &Subject) -> Option<Number> {
        self.view.book.value(measure?, subject, &self.windows.now)
    }

    fn ends(&self, measure: Option<MeasureId>, subject: &Subject) -> Option<(NaiveDate, NaiveDate)> {
        self.view.cube.ends(measure?, subject, self.last())
    }

    /// Whether the register had it by the last day, or it has bought by then.
    fn is_known(&self, member: &Member, ordered: Option<(NaiveDate, NaiveDate)>) -> bool {
        let begins = |index: usize| self.view.book.ledger.customers.list[index].owners.first().map(|row| row.first);
        match member.registered {
            Some(index) => ordered.is_some() || begins(index).is_some_and(|first| first <= self.last()),
            None => {
                ordered.is_some() || pareto(self.view.book.policy).is_some_and(|id| self.measures.sales != Some(id))
            }
        }
    }

    /// All customers: the largest first, of equal ones by class, then id.
    pub fn entries(&self, discounts: &Discounts) -> Vec<Entry> {
        let before = ratings(&self.view, &self.roster, &self.windows.before);
        let mut before: Vec<Option<Arc<str>>> = before.into_iter().map(|rating| rating.class).collect();
        // The list would keep the room of whole ratings.
        before.shrink_to_fit();
        let now = ratings(&self.view, &self.roster, &self.windows.now);
        let recorded = Column::of(&self.view, "class", self.last());
        let of = |(place, (now, class_before)): (usize, (Rating, Option<Arc<str>>))| {
            let entry = self.entry(place, (now, class_before), discounts)?;
            let class_recorded =
                recorded.text(&self.roster, place).map(|text| Arc::from(customer_class(text).unwrap_or(text)));
            Some(Entry { class_recorded, ..entry })
        };
        let mut entries: Vec<Entry> = Vec::with_capacity(now.len());
        entries.extend(now.into_iter().zip(before).enumerate().filter_map(of));
        self.sort(&mut entries);
        if pareto(self.view.book.policy).is_none() {
            add_parts(&mut entries);
        }
        entries
    }

    fn entry(
        &self,
        place: usize,
        (now, class_before): (Rating, Option<Arc<str>>),
        discounts: &Discounts,
    ) -> Option<Entry> {
        let (member, ledger) = (&self.roster.list[place], self.view.book.ledger);
        let subject = &member.subject();
        let ordered = self.ends(self.measures.sales, subject);
        if !self.is_known(member, ordered) {
            return None;
        }
        let earlier = member.registered.and_then(|index| ledger.customers.list[index].first_order);
        let ordered = ordered.map(|(first, last)| (earlier.map_or(first, |earlier| earlier.min(first)), last));
        let strategy = now.class.as_deref().and_then(|class| self.rule.strategy(class));
        let is_there = member.registered.is_none() || member.row(ledger, self.last()).is_some();
        let contact_days = strategy.and_then(|strategy| strategy.contact_days.as_ref());
        let contacts = self.measures.contacts;
        Some(Entry {
            place,
            owner: member.owner(ledger, self.last()),
            amount: self.value(self.measures.amount, subject),
            parts: now.parts,
            code: now.code.map(String::into_boxed_str),
            points: now.points,
            orders: self.value(self.measures.orders, subject),
            discount: discounts.mean(place).or_else(|| self.discount(subject)),
            ordered,
            contacts: self.value(contacts, subject),
            contacted: self.ends(contacts, subject).map(|(_, last)| last),
            contact_days: contact_days.filter(|_| is_there && contacts.is_some()).map(|days| days.value),
            filled: self.filled(member),
            class: now.class,
            class_before,
            class_recorded: None,
        })
    }

    /// What was taken off on an average, where rows say it as a rate, and how many do.
    fn discount(&self, subject: &Subject) -> Option<(Number, u64)> {
        let measure = self.measures.discount?;
        let ask = crate::measure::Ask { measure, subject, window: &self.windows.now, overlays: true };
        let total = self.view.book.totals.total(&ask);
        Some((self.value(Some(measure), subject)?, total.rows))
    }

    fn filled(&self, member: &Member) -> Option<Number> {
        let rule = self.view.book.policy.measure(self.filled?);
        let row = member.row(self.view.book.ledger, self.last())?;
        let cells = filled_in(rule, "customers", &row.cells);
        Number::from(cells.matching as i64).checked_div(&Number::from(cells.all as i64))
    }

    fn sort(&self, entries: &mut [Entry]) {
        let order = ClassOrder::of(&self.rule);
        let id = |entry: &Entry| self.roster.list[entry.place].id.as_str();
        entries.sort_by(|one, other| {
            let by_class = || order.key(one.class.as_deref()).cmp(&order.key(other.class.as_deref()));
            other.amount.cmp(&one.amount).then_with(by_class).then_with(|| id(one).cmp(id(other)))
        });
    }
}

/// The parts of amounts above 0, in their order.
fn add_parts(entries: &mut [Entry]) {
    let is_above = |entry: &&Entry| entry.amount.as_ref().is_some_and(Number::is_positive);
    let whole: Number = entries.iter().filter(is_above).filter_map(|entry| entry.amount.as_ref()).sum();
    let mut sum = Number::zero();
    for entry in entries {
        let Some(amount) = entry.amount.clone().filter(Number::is_positive) else { continue };
        sum = &sum + &amount;
        entry.parts = amount.checked_div(&whole).zip(sum.checked_div(&whole));
    }
}

/// The order of classes: the best first, the unrated last.
pub struct ClassOrder {
    known: Vec<String>,
}

impl ClassOrder {
    /// That of a rule: letters as they are; else as its strategies stand, or its classes do.
    pub fn of(rule: &CustomersRule) -> Self {
        let strategies = rule.strategies.iter().map(|strategy| strategy.class.value.clone());
        let given = rule.class.best_first();
        let mut known: Vec<String> = Vec::new();
        for class in strategies.chain(given) {
            if !known.contains(&class) {
                known.push(class);
            }
        }
        ClassOrder { known }
    }

    /// By what classes are sorted.
    pub fn key<'c>(&self, class: Option<&'c str>) -> (usize, usize, &'c str) {
        let Some(class) = class else { return (3, 0, "") };
        let is_letter = class.len() == 1 && class.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_letter {
            return (0, 0, class);
        }
        match self.known.iter().position(|known| known == class) {
            Some(at) => (1, at, ""),
            None => (2, 0, class),
        }
    }
}
