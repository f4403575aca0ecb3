//! `where` of a watch over rows: which rows are looked at, by their own columns, by what is made of them, and by labels of registers.

use std::cell::RefCell;
use std::collections::HashMap;

use super::clock;
use super::columns::{self, CLASS, canonical};
use super::counts::{LEFT_OUT, TWO_SCALES};
use super::faults::Told;
use super::words::{Heard, Looked, Odd};
use crate::calendar::{NaiveDate, NaiveDateTime, months_since};
use crate::ingest::cell::key::{self, matching};
use crate::ingest::cell::vocabulary;
use crate::ingest::header::{CellKind, columns_of};
use crate::ledger::rows::{ListedRow, Look};
use crate::management::View;
use crate::management::customers::classes;
use crate::number::Number;
use crate::policy::rules::labels::{Described, of_register};
use crate::policy::rules::{Bound, Duration, DurationUnit, Filter, FilterTerm, FilterTest, Range};
use crate::spelling::alike;

/// Where the value of a term's column comes from.
enum From<'v> {
    /// From the row's own cell.
    Own(String),
    /// Probability × impact of a risk.
    Level,
    /// How a person stands to the probation.
    Probation,
    /// A time between two moments of the row.
    Between(&'v Duration),
    /// From an entry of a register, by the index of the customer or person, or the key of the product.
    Label(Described, HashMap<String, String>),
}

/// The terms of a filter.
pub(super) struct Terms<'v> {
    view: View<'v>,
    input: String,
    terms: Vec<(&'v FilterTerm, From<'v>)>,
    /// Of each term the words that rows have.
    heard: RefCell<Vec<Heard>>,
}

/// What a row has for a term.
enum Value {
    /// A text, and another that it is read as.
    Text(String, Option<String>),
    /// A number.
    Number(Number),
    /// Nothing.
    Blank,
    /// Something that cannot be read as what it is asked for, which was told.
    Unread,
}

/// What a known word of a column means.
fn known_meaning(input: &str, column: &str, text: &str) -> Option<String> {
    vocabulary::of_column(input, column)?(&key::normal(text)).map(str::to_owned)
}

impl<'v> Terms<'v> {
    /// Of a filter on an input.
    pub(super) fn of(view: View<'v>, input: &str, filter: &'v Filter) -> Self {
        let terms: Vec<_> = filter.terms.iter().map(|term| (term, from(view, input, term))).collect();
        let heard = RefCell::new(vec![Heard::default(); terms.len()]);
        Terms { view, input: input.to_owned(), terms, heard }
    }

    /// Whether a row passes.
    pub(super) fn hold(&self, row: &ListedRow, told: &mut Told) -> bool {
        let mut holds = true;
        for (index, (term, from)) in self.terms.iter().enumerate() {
            let value = self.value(row, (term, from), told);
            holds &= match (&value, &term.test) {
                (Value::Text(text, other), FilterTest::OneOf(words) | FilterTest::NoneOf(words)) => {
                    let is_other = || other.as_ref().is_some_and(|other| words.iter().any(|word| same(other, word)));
                    let is_asked = || words.iter().any(|word| same(text, word));
                    let heard = &mut self.heard.borrow_mut()[index];
                    let is_it = heard.is_asked(text, is_asked) || (is_other() && heard.is_asked_otherwise());
                    is_it == matches!(term.test, FilterTest::OneOf(_))
                }
                _ => passes(row, &term.test, &value),
            };
        }
        holds
    }

    /// The first number that is asked for in a range, with the bound that it passes.
    pub(super) fn number(&self, row: &ListedRow) -> Option<(Number, Number)> {
        self.terms.iter().find_map(|(term, from)| {
            let FilterTest::In(range) = &term.test else { return None };
            Some((self.number_of(row, from)?, bound(range)?.at.value.clone()))
        })
    }

    /// Tells words that no row has, and bounds that are no rates of columns that have such.
    pub(super) fn report(&self, looked: Looked, told: &mut Told) {
        for ((term, from), heard) in self.terms.iter().zip(&*self.heard.borrow()) {
            if let (FilterTest::In(range), From::Own(column)) = (&term.test, from) {
                self.check_rates(column, range, told);
            }
            let FilterTest::OneOf(words) = &term.test else { continue };
            let odd = heard.odd((&term.column, words), looked, same);
            if let (From::Own(column), true) = (from, odd.is_empty()) {
                self.check_names((column, words), heard, (term, told));
            }
            for odd in odd {
                match odd {
                    Odd::Near(word, near) => told.word((&term.column, word), &near, term.span),
                    Odd::OfNumbers(word) => told.no_word((&self.input, &term.column), word, term.span),
                    Odd::Nowhere(there) => told.nowhere((&term.column, words), &there, term.span),
                }
            }
        }
    }

    /// Names of people, customers or products that neither their register nor any row has.
    fn check_names(&self, (column, words): (&str, &[String]), heard: &Heard, (term, told): (&FilterTerm, &mut Told)) {
        let ledger = self.view.book.ledger;
        let is_known = |word: &str| match column {
            "person" | "person_id" | "owner" | "owner_id" => {
                let name = key::normal(word);
                ledger.people.list.is_empty() || ledger.people.find(&name).is_some() || ledger.people.is_shared(&name)
            }
            "customer" | "customer_id" => {
                let customers = &ledger.customers;
                customers.list.is_empty() || customers.of(word).is_some() || customers.is_shared(word)
            }
            "product" | "product_id" => {
                ledger.products.list.is_empty() || ledger.products.by_key.get(&matching(word)).is_some()
            }
            _ => true,
        };
        let unknown = words.iter().filter(|word| !is_known(word) && !heard.has(word, same));
        let unknown: Vec<String> = unknown.cloned().collect();
        if !unknown.is_empty() {
            told.nowhere((column, &unknown), &heard.there(), term.span);
        }
    }

    /// A bare number beyond 1 where cells are rates.
    fn check_rates(&self, column: &str, range: &Range, told: &mut Told) {
        let spec = columns_of(&self.input).iter().find(|spec| spec.name == column);
        if !spec.is_some_and(|spec| matches!(spec.kind, CellKind::Rate | CellKind::Discount)) {
            return;
        }
        for bound in range.lower.iter().chain(&range.upper).map(|bound| &bound.at) {
            let written = self.view.book.policy.text.text().get(bound.span.start..bound.span.end).unwrap_or_default();
            if !written.contains(['%', '％']) && bound.value > Number::one() {
                told.bare_rate(&bound.value, bound.span);
            }
        }
    }

    fn value(&self, row: &ListedRow, (term, from): (&FilterTerm, &From), told: &mut Told) -> Value {
        if let FilterTest::In(_) = term.test {
            if let From::Level = from {
                count_scales(row, told);
            }
            let number = self.number_of(row, from).map(Value::Number);
            return number.unwrap_or_else(|| self.no_number(row, from, told));
        }
        if let (From::Own(column), FilterTest::Missing(_)) = (from, &term.test)
            && !row.has(column)
        {
            return Value::Blank;
        }
        let text = self.text_of(row, from);
        if let (From::Own(column), FilterTest::On(_), Some(text)) = (from, &term.test, &text)
            && clock::moment(row, text).is_none()
        {
            told.moment(row, column);
            return Value::Unread;
        }
        match text {
            Some(text) => {
                let other = match (from, of_register(&term.column)) {
                    (From::Own(column), _) => self.meaning(row, column, &text),
                    (From::Label(..), Some((register, own))) => known_meaning(register.input(), own, &text),
                    _ => None,
                };
                Value::Text(text, other)
            }
            None => Value::Blank,
        }
    }

    /// Why there is no number: nothing is there, or something that is none, which is told.
    fn no_number(&self, row: &ListedRow, from: &From, told: &mut Told) -> Value {
        let columns: &[&str] = match from {
            From::Own(column) => &[column.as_str()],
            From::Level => columns::made_of("risks", "level").unwrap_or_default(),
            _ => return Value::Blank,
        };
        if let From::Own(column) = from
            && row.number(column) == Some(None)
        {
            told.no_rate(row, column, &self.view.book.policy.header.currency);
            return Value::Unread;
        }
        let unread: Vec<&&str> =
            columns.iter().filter(|column| row.cell(column).is_some_and(|text| number(text).is_none())).collect();
        // What is wrong with amounts of a register was told when it was read.
        let untold = unread.iter().filter(|column| !columns::is_amount(&self.input, column));
        untold.for_each(|column| told.no_number(row, column));
        if let From::Level = from {
            // Of a risk of which nothing is said there is nothing to tell.
            let blank = columns.iter().filter(|column| row.cell(column).is_none());
            let blank: Vec<&&str> = blank.collect();
            blank
                .iter()
                .filter(|_| blank.len() < columns.len())
                .for_each(|column| told.counts.add(LEFT_OUT, column, row));
        }
        if unread.is_empty() { Value::Blank } else { Value::Unread }
    }

    /// What a word of the row is read as: kinds of activities have names of their own.
    fn meaning(&self, row: &ListedRow, column: &str, text: &str) -> Option<String> {
        let written = row.written.iter().find(|(known, _)| known == column).map(|(_, text)| text.clone());
        known_meaning(&self.input, column, text).or(written)
    }

    fn number_of(&self, row: &ListedRow, from: &From) -> Option<Number> {
        match from {
            From::Own(column) => match row.number(column) {
                Some(own) => own.cloned(),
                None => number(row.cell(column)?),
            },
            From::Level => Some(&number(row.cell("probability")?)? * &number(row.cell("impact")?)?),
            From::Between(duration) => self.between(row, duration),
            From::Label(..) => number(&self.text_of(row, from)?),
            From::Probation => None,
        }
    }

    fn text_of(&self, row: &ListedRow, from: &From) -> Option<String> {
        match from {
            From::Own(column) => row.cell(column).map(str::to_owned),
            From::Level | From::Between(_) => self.number_of(row, from).map(|number| number.to_string()),
            From::Probation => self.probation(row),
            From::Label(register, entries) => {
                let key = match register {
                    Described::Customers => row.customer?.to_string(),
                    Described::Staff => row.person?.to_string(),
                    Described::Products => {
                        let product = row.cell("product_id").or_else(|| row.cell("product"))?;
                        matching(product).into_owned()
                    }
                };
                entries.get(&key).cloned()
            }
        }
    }

    /// `in` up to the last day of the probation, `ending` where that lies in the period, `over` afterwards; of several the one that a row asks for.
    fn probation(&self, row: &ListedRow) -> Option<String> {
        let person = &self.view.book.ledger.people.list[row.person?];
        let (end, last) = (person.probation_end?, self.view.last_day());
        let state = if last <= end { "in" } else { "over" };
        let is_ending = self.view.book.period.contains(end);
        let asks = |word: &str| {
            self.terms.iter().any(|(term, from)| {
                matches!(from, From::Probation)
                    && matches!(&term.test, FilterTest::OneOf(words) if words.iter().any(|own| own == word))
            })
        };
        Some(if is_ending && asks("ending") && !asks(state) { "ending" } else { state }.to_owned())
    }

    fn between(&self, row: &ListedRow, duration: &Duration) -> Option<Number> {
        let end = |column: &str| {
            let column = canonical(self.view.book.policy, &self.input, column);
            clock::moment(row, row.cell(&column)?)
        };
        let ((first, first_time), (last, last_time)) = (end(&duration.from)?, end(&duration.to)?);
        let calendar = &self.view.book.policy.calendar;
        let seconds = |count: fn(&Terms, NaiveDateTime, NaiveDateTime) -> Option<i64>| {
            let seconds = count(self, first.and_time(first_time?), last.and_time(last_time?))?;
            Number::from(seconds).checked_div(&Number::from(3600))
        };
        match duration.unit {
            DurationUnit::Days => Some(Number::from((last - first).num_days())),
            DurationUnit::Months => Some(Number::from(months_since(first, last))),
            DurationUnit::WorkDays => Some(Number::from(calendar.workdays_between(first.succ_opt()?, last))),
            DurationUnit::Hours => seconds(|_, start, end| Some((end - start).num_seconds())),
            DurationUnit::WorkingHours => {
                seconds(|tests, start, end| tests.view.book.policy.calendar.working_seconds(start, end))
            }
        }
    }
}

fn from<'v>(view: View<'v>, input: &str, term: &FilterTerm) -> From<'v> {
    let policy = view.book.policy;
    let column = canonical(policy, input, &term.column);
    if let Some((register, own)) = of_register(&column) {
        return From::Label(register, entries(view, register, own));
    }
    let rule = policy.input(input);
    if let Some(duration) = rule.and_then(|rule| rule.durations.iter().find(|own| own.name == column)) {
        return From::Between(duration);
    }
    let is_own = view.rows.has_column(input, &column);
    match (input, column.as_str()) {
        ("risks", "level") if !is_own => From::Level,
        ("staff", "probation") if !is_own => From::Probation,
        (_, CLASS) if input == "customers" || !is_own => classes(view),
        _ => From::Own(column),
    }
}

/// The computed class of each customer of the register.
fn classes<'v>(view: View<'v>) -> From<'v> {
    let classes = classes::classes(&view);
    let customers = 0..view.book.ledger.customers.list.len();
    let class = |index: usize| Some((index.to_string(), classes.of_registered(index)?.to_owned()));
    From::Label(Described::Customers, customers.filter_map(class).collect())
}

/// The texts of a register's column by the index of the customer or person, or the key of the product, as they stand on the last day.
fn entries(view: View, register: Described, column: &str) -> HashMap<String, String> {
    let columns =
        [column, "customer", "customer_id", "person", "person_id", "product", "product_id"].map(str::to_owned);
    let mut entries = HashMap::new();
    view.rows.look(Look { input: register.input(), columns: Some(&columns), first: None }, &mut |row| {
        let keys: Vec<String> = match register {
            Described::Customers => row.customer.iter().map(usize::to_string).collect(),
            Described::Staff => row.person.iter().map(usize::to_string).collect(),
            Described::Products => {
                let names = ["product_id", "product"].into_iter().filter_map(|name| row.cell(name));
                names.map(|name| matching(name).into_owned()).collect()
            }
        };
        let text = row.cell(column).map(str::to_owned);
        keys.into_iter().zip(std::iter::repeat(text)).for_each(|(key, text)| {
            text.into_iter().for_each(|text| {
                entries.insert(key.clone(), text);
            });
        });
    });
    entries
}

fn passes(row: &ListedRow, test: &FilterTest, value: &Value) -> bool {
    match (test, value) {
        (_, Value::Unread) => false,
        (FilterTest::OneOf(_), _) => false,
        (FilterTest::NoneOf(_), _) => true,
        (FilterTest::In(range), Value::Number(number)) => range.contains(number),
        (FilterTest::On(days), Value::Text(text, _)) => {
            clock::moment(row, text).is_some_and(|(day, _)| days.contains(day))
        }
        (FilterTest::Missing(missing), value) => matches!(value, Value::Blank) == *missing,
        (FilterTest::In(_) | FilterTest::On(_), _) => false,
    }
}

/// Whether a text is what a word says: the same word, the same number, or the same day.
fn same(text: &str, word: &str) -> bool {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    alike(&key::normal(text), &key::normal(word))
        || number(word).is_some_and(|named| number(text) == Some(named))
        || day(word).is_some_and(|named| day(text) == Some(named))
}

/// A number as rows have it: a plain decimal, perhaps with a per cent sign.
fn number(text: &str) -> Option<Number> {
    match text.strip_suffix('%') {
        Some(share) => Number::parse(share)?.checked_div(&Number::from(100)),
        None => Number::parse(text),
    }
}

/// Counts of both factors of a risk whether they are parts of 1 or numbers above it.
fn count_scales(row: &ListedRow, told: &mut Told) {
    for column in columns::made_of("risks", "level").unwrap_or_default() {
        let Some(number) = row.cell(column).and_then(number) else { continue };
        told.counts.has(LEFT_OUT, column);
        if number > Number::one() {
            told.counts.has(TWO_SCALES, column);
        } else if number.is_positive() && number < Number::one() {
            told.counts.add(TWO_SCALES, column, row);
        }
    }
}

/// The bound of a range: the lower one, where it has both.
fn bound(range: &Range) -> Option<&Bound> {
    range.lower.as_ref().or(range.upper.as_ref())
}
