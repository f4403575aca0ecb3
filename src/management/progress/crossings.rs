//! What was crossed between two days: the figures of both are computed from the same files.

use std::collections::BTreeSet;

use super::super::View;
use super::rows::{Row, Who, grows, rows};
use super::{clock, ladders, since};
use crate::calendar::NaiveDate;
use crate::derivation::{Figure, Worksheet};
use crate::measure::{Ask, Book};
use crate::number::Number;
use crate::policy::rules::{Against, Better, MeasureId, On};

/// Something that was crossed.
pub struct Crossing {
    /// By whom.
    pub who: Who,
    /// With which measure.
    pub measure: MeasureId,
    /// What.
    pub event: Event,
    /// What was before.
    pub before: Option<Side>,
    /// What is now.
    pub after: Option<Side>,
}

/// What was crossed, in the order in which it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The whole target.
    Target,
    /// From one band of where it lands to another.
    Band,
    /// A step of a scorecard or a tier of a commission.
    Step,
    /// The best of the periods before.
    Record,
    /// A customer was won.
    NewCustomer,
}

/// What stands on one side of a crossing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A value of the measure.
    Value(Number),
    /// An attainment.
    Share(Number),
    /// A band or a customer.
    Text(String),
}

impl Event {
    /// Its id in reports.
    pub fn id(self) -> &'static str {
        match self {
            Event::Target => "target",
            Event::Band => "band",
            Event::Step => "step",
            Event::Record => "record",
            Event::NewCustomer => "new_customer",
        }
    }
}

/// The book of the last day, and that of the day since which is asked; nothing where the period had not begun.
#[derive(Clone, Copy)]
struct Days<'a> {
    now: Book<'a>,
    then: Option<Book<'a>>,
}

/// By whom, then what.
pub(super) fn crossings(
    view: View,
    (now, words): (&[Row], &BTreeSet<(Who, MeasureId)>),
    since: NaiveDate,
) -> Vec<Crossing> {
    let days = Days { now: view.book, then: since::book(view, since) };
    let then = days.then.map(|book| rows(book, words)).unwrap_or_default();
    let mut found = Vec::new();
    for row in now.iter().filter(|row| !view.book.policy.is_of_score(row.measure)) {
        let before = then.iter().find(|before| (&before.who, before.measure) == (&row.who, row.measure));
        found.extend(target(days, row, before));
        found.extend(band(row, before));
    }
    found.extend(climbed(days));
    found.extend(records(days, now));
    found.extend(won(view, since));
    found.sort_by(|one, other| {
        let key = |crossing: &Crossing| (crossing.event, crossing.measure);
        (&one.who, key(one), &one.after).cmp(&(&other.who, key(other), &other.after))
    });
    found
}

fn side(figure: &Figure, on: On) -> Option<Side> {
    let of = if on == On::Value { Side::Value } else { Side::Share };
    figure.value().cloned().map(of)
}

/// The target was reached since, or is not any more.
fn target(days: Days, row: &Row, before: Option<&Row>) -> Option<Crossing> {
    let is_whole = |figure: &Figure| figure.value().map(|value| *value >= Number::one());
    // Before anything has happened nothing is reached, and what should be little is.
    let at_start = days.now.policy.measure(row.measure).better == Better::Lower;
    let was = before.and_then(|before| is_whole(&before.attainment)).unwrap_or(at_start);
    let is = is_whole(&row.attainment)?;
    (is != was).then(|| Crossing {
        who: row.who.clone(),
        measure: row.measure,
        event: Event::Target,
        before: before.and_then(|before| side(&before.attainment, On::Attainment)),
        after: side(&row.attainment, On::Attainment),
    })
}

fn band(row: &Row, before: Option<&Row>) -> Option<Crossing> {
    let (was, is) = (before?.band.clone()?, row.band.clone()?);
    (was != is).then(|| Crossing {
        who: row.who.clone(),
        measure: row.measure,
        event: Event::Band,
        before: Some(Side::Text(was)),
        after: Some(Side::Text(is)),
    })
}

/// Steps that people have reached since, or lost.
fn climbed(days: Days) -> Vec<Crossing> {
    let Book { policy, ledger, period, .. } = days.now;
    let mut found = Vec::new();
    for person in ledger.people.employed_in(period) {
        for ladder in ladders::of(policy, &ledger.people.list[person], period) {
            if policy.is_of_score(ladder.measure) {
                continue;
            }
            let of = |book: Book| looked_at(book, person, (ladder.measure, ladder.on));
            let (was, is) = (days.then.map(of), of(days.now));
            let reached = |figure: &Figure| figure.value().map(|value| ladder.reached(value));
            // Before anything has happened the step of 0 is reached.
            let step = was.as_ref().and_then(reached).unwrap_or_else(|| ladder.reached(&Number::zero()));
            if reached(&is).is_some_and(|now| now != step) {
                found.push(Crossing {
                    who: Who::Person(person),
                    measure: ladder.measure,
                    event: Event::Step,
                    before: was.and_then(|was| side(&was, ladder.on)),
                    after: side(&is, ladder.on),
                });
            }
        }
    }
    found
}

fn looked_at(book: Book, person: usize, (measure, on): (MeasureId, On)) -> Figure {
    let (sheet, subject) = (&mut Worksheet::new(), Who::Person(person).subject());
    match on {
        On::Value => book.actual(sheet, measure, &subject, book.period),
        On::Attainment => book.attained(sheet, measure, &subject, &Against::Target).attainment,
    }
}

/// Who has done more than in any of the periods before, and had not on the earlier day.
fn records(days: Days, now: &[Row]) -> Vec<Crossing> {
    let Book { policy, ledger, period, .. } = days.now;
    let measures: BTreeSet<MeasureId> = now.iter().map(|row| row.measure).collect();
    let grows = |measure: &MeasureId| policy.measure(*measure).better == Better::Higher && grows(policy, *measure);
    let measures: Vec<MeasureId> = measures.into_iter().filter(grows).collect();
    let everybody = ledger.people.employed_in(period).map(Who::Person);
    let whose: BTreeSet<Who> = now.iter().map(|row| row.who.clone()).chain(everybody).collect();
    let pairs = whose.iter().flat_map(|who| measures.iter().map(move |measure| (who, *measure)));
    pairs.filter_map(|(who, measure)| record(days, (who, measure))).collect()
}

fn record(days: Days, (who, measure): (&Who, MeasureId)) -> Option<Crossing> {
    let (sheet, subject) = (&mut Worksheet::new(), who.subject());
    let is = days.now.actual(sheet, measure, &subject, days.now.period).or_zero();
    let was =
        days.then.map(|book| book.actual(sheet, measure, &subject, book.period).or_zero()).unwrap_or_else(Number::zero);
    let earlier = clock::before(days.now.period);
    let best = earlier.iter().map(|window| days.now.actual(sheet, measure, &subject, window).or_zero()).max()?;
    (best.is_positive() && is > best && was <= best).then(|| Crossing {
        who: who.clone(),
        measure,
        event: Event::Record,
        before: Some(Side::Value(best)),
        after: Some(Side::Value(is)),
    })
}

/// Customers who bought for the first time since.
fn won(view: View, since: NaiveDate) -> Vec<Crossing> {
    let Book { policy, ledger, period, .. } = view.book;
    let window = view.book.seen(period);
    let mut found = Vec::new();
    for (measure, column) in since::new_customers(policy) {
        let names = Names::of(view, &column.column);
        for person in ledger.people.employed_in(period) {
            let who = Who::Person(person);
            let ask = Ask { measure, subject: &who.subject(), window: &window, overlays: true };
            let firsts = view.cube.first_keys(&ask);
            let since = firsts.into_iter().filter(|(day, _)| *day > since);
            found.extend(since.map(|(_, key)| Crossing {
                who: who.clone(),
                measure,
                event: Event::NewCustomer,
                before: None,
                after: Some(Side::Text(names.of_key(&key))),
            }));
        }
    }
    found
}

/// What customers are called.
struct Names<'a> {
    view: View<'a>,
    words: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(view: View<'a>, column: &str) -> Self {
        Names { view, words: view.cube.words(column) }
    }

    /// As the register calls it, else as its first row does.
    fn of_key(&self, key: &str) -> String {
        let customers = &self.view.book.ledger.customers;
        let known = customers.by_key.get(key).map(|index| &*customers.list[index].name);
        let written = || self.words.iter().copied().find(|word| *crate::ingest::cell::key::matching(word) == *key);
        known.or_else(written).unwrap_or(key).to_owned()
    }
}
