//! Columns that nothing reads and whose cells are all people of `staff`, in a source without a column of people: its rows go to the owners of
//! their customers, or to nobody, while the file most likely says whose they are.

use std::borrow::Cow;

use super::super::streams::Opened;
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ingest::cell::{is_blank, is_missing, key};
use crate::ingest::header::is_of_checkers;
use crate::ingest::layout::{FileLayout, Whence};
use crate::ledger::{Ledger, Person};
use crate::measure::plan::Stream;
use crate::policy::Policy;
use crate::policy::rules::InputKind;
use crate::source::Place;
use crate::spelling::alike;

/// One cell may be anybody's by chance.
const LEAST_ROWS: u64 = 2;

/// What a column of one file has.
#[derive(Clone, Debug, Default)]
struct People {
    /// Whether some cell is nobody of `staff`.
    is_none: bool,
    /// Whether some cell is somebody whom rows could be for: of a role that is scored or paid.
    is_reached: bool,
    rows: u64,
    /// Rows that go to somebody else, or to nobody, and the line of the first.
    others: u64,
    first: Option<u32>,
}

/// The columns that are looked at, by file.
pub(super) struct Sellers<'a> {
    one: &'a Opened,
    ledger: &'a Ledger,
    stream: &'a Stream,
    /// The people whom something scores or pays.
    reached: Vec<bool>,
    files: Vec<Vec<(usize, People)>>,
}

impl<'a> Sellers<'a> {
    /// Nothing seen yet.
    pub fn new(one: &'a Opened, (policy, ledger, stream): (&'a Policy, &'a Ledger, &'a Stream)) -> Self {
        let kind = policy.inputs[stream.input].kind();
        let of_file = |layout: &FileLayout| {
            let fields = if is_asked(kind, stream, layout) { unread(layout) } else { Vec::new() };
            fields.into_iter().map(|field| (field, People::default())).collect()
        };
        let reached = ledger.people.list.iter().map(|person| is_reached(policy, person)).collect();
        Sellers { one, ledger, stream, reached, files: one.layouts().iter().map(of_file).collect() }
    }

    /// Notes a record of a file; `day` is the row's, where it has one.
    pub fn look_at<'b>(
        &mut self,
        (file, line): (usize, u32),
        day: Option<NaiveDate>,
        cell: impl Fn(usize) -> Option<Cow<'b, [u8]>>,
    ) {
        let (layout, ledger) = (&self.one.layouts()[file], self.ledger);
        let text = |field: usize| Some(layout.encoding.lossy(&cell(field)?).trim_matches(is_blank).to_owned());
        let owner = || {
            let customer = text(layout.field_of(self.stream.customer)?)?;
            ledger.customers.owner_on(&key::normal(&customer), day?)
        };
        for (field, people) in self.files[file].iter_mut().filter(|(_, people)| !people.is_none) {
            let Some(own) = text(*field).filter(|own| !is_missing(own) && layout.labels.get(*field) != Some(own))
            else {
                continue;
            };
            match ledger.people.find(&key::normal(&own)) {
                Some(person) => {
                    people.is_reached |= self.reached[person];
                    people.note(owner() != Some(person), line);
                }
                None => people.is_none = true,
            }
        }
    }

    /// Takes those of another thread.
    pub fn merge(&mut self, other: Sellers) {
        for (mine, theirs) in self.files.iter_mut().flatten().zip(other.files.into_iter().flatten()) {
            mine.1.merge(&theirs.1);
        }
    }

    /// What is to be told.
    pub fn told(&self) -> Vec<Finding> {
        let columns = |(layout, columns): (&'a FileLayout, &'_ Vec<(usize, People)>)| -> Vec<Finding> {
            columns.iter().filter_map(|(field, people)| people.told(&self.one.name, (layout, *field))).collect()
        };
        self.one.layouts().iter().zip(&self.files).flat_map(columns).collect()
    }
}

impl People {
    fn note(&mut self, is_other: bool, line: u32) {
        self.rows += 1;
        if is_other {
            self.others += 1;
            self.first = Some(self.first.map_or(line, |first| first.min(line)));
        }
    }

    fn merge(&mut self, other: &People) {
        self.is_none |= other.is_none;
        self.is_reached |= other.is_reached;
        (self.rows, self.others) = (self.rows + other.rows, self.others + other.others);
        self.first = self.first.into_iter().chain(other.first).min();
    }

    fn told(&self, input: &str, (layout, field): (&FileLayout, usize)) -> Option<Finding> {
        let line = self.first.filter(|_| !self.is_none && self.is_reached && self.rows >= LEAST_ROWS)?;
        let header = layout.labels.get(field).map_or("", |label| label.trim());
        let finding = Finding::warning("people-column-unread").with("input", input).with("header", header);
        let finding = finding.with("rows", self.rows).with("count", self.others);
        Some(finding.at(Place::line(layout.name.clone(), line, "")))
    }
}

/// Whether some role of a person is on a scorecard or paid by a component, or no rule names roles: assistants of other roles sell nothing.
fn is_reached(policy: &Policy, person: &Person) -> bool {
    let is_for_all = policy.scorecards.iter().any(|card| card.roles.is_empty())
        || (policy.scorecards.is_empty() && policy.pay.iter().any(|component| component.roles.is_none()));
    let of_cards = policy.scorecards.iter().flat_map(|card| &card.roles);
    let of_pay = policy.pay.iter().flat_map(|component| component.roles.iter().flatten());
    let named: Vec<&str> = of_cards.chain(of_pay).map(|role| role.value.as_str()).collect();
    let mut roles = person.spells.iter().filter_map(|spell| spell.role.as_deref());
    let is_outside = |role: &str| policy.is_outside(role) && !named.iter().any(|own| alike(own, role));
    let is_named = |role: &str| is_for_all && !is_outside(role) || named.iter().any(|own| alike(own, role));
    person.spells.iter().all(|spell| spell.role.is_none()) || roles.any(is_named)
}

/// Whether the rows of a file are somebody's by their customers alone: nothing in them says a person, and no order does.
fn is_asked(kind: InputKind, stream: &Stream, layout: &FileLayout) -> bool {
    let is_absent = |slot: usize| layout.slots[slot].whence == Whence::Absent;
    let is_by_order = kind != InputKind::Sales && !is_absent(stream.order);
    !stream.takes_back && !is_by_order && is_absent(stream.person) && is_absent(stream.person_id)
}

/// The fields that nothing reads, but for those that say who checked or entered a row.
fn unread(layout: &FileLayout) -> Vec<usize> {
    let is_read = |field: usize| layout.columns.iter().any(|(_, read)| *read == field);
    let may_be = |field: &usize| !layout.labels[*field].trim().is_empty() && !is_of_checkers(&layout.labels[*field]);
    (0..layout.labels.len()).filter(|field| !is_read(*field)).filter(may_be).collect()
}
