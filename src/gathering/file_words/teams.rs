//! A team of which nobody has a row in the period, though all who sell in it have rows in every month before and the other teams have some: the part of a
//! branch is most likely not in the file.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::super::streams::Opened;
use super::kept::At;
use crate::calendar::{Datelike, NaiveDate, Period};
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ledger::Ledger;
use crate::measure::plan::Stream;
use crate::source::Place;

/// So many people with rows in every month before are a team that sells, in so many months, and one without rows by chance is none.
const LEAST_PEOPLE: usize = 3;
const LEAST_MONTHS: usize = 2;
/// So many months are looked back.
const MONTHS: i64 = 12;
/// A shorter period has no months.
const LEAST_DAYS: i64 = 28;

/// Months since the beginning of years, in which somebody has rows, and the last row.
#[derive(Clone, Debug, Default)]
struct Seen {
    months: BTreeSet<i64>,
    last: Option<(NaiveDate, At)>,
}

/// Who has rows in which months.
pub(super) struct Teams<'a> {
    ledger: &'a Ledger,
    fields: Vec<[Option<usize>; 2]>,
    one: &'a Opened,
    /// By what a cell says.
    known: FxHashMap<Vec<u8>, Option<usize>>,
    seen: BTreeMap<usize, Seen>,
}

impl<'a> Teams<'a> {
    /// Nothing seen yet.
    pub fn new(one: &'a Opened, ledger: &'a Ledger, stream: &Stream) -> Self {
        let fields = one.layouts().iter();
        let fields = fields.map(|layout| [stream.person_id, stream.person].map(|slot| layout.field_of(slot))).collect();
        Teams { ledger, fields, one, known: FxHashMap::default(), seen: BTreeMap::new() }
    }

    /// Notes a row of that day.
    pub fn look_at<'b>(&mut self, at: At, day: NaiveDate, cell: impl Fn(usize) -> Option<Cow<'b, [u8]>>) {
        let cells = self.fields[at.0].into_iter().flatten().filter_map(cell);
        let person = cells.into_iter().find_map(|own| self.person(at.0, own));
        let Some(person) = person else { return };
        let seen = self.seen.entry(person).or_default();
        seen.months.insert(month(day));
        seen.last = seen.last.max(Some((day, at)));
    }

    /// Whom a cell of a file names.
    fn person(&mut self, file: usize, own: Cow<[u8]>) -> Option<usize> {
        if let Some(known) = self.known.get(&*own) {
            return *known;
        }
        let text = self.one.layouts()[file].encoding.lossy(&own).into_owned();
        let person = self.ledger.people.find(&key::normal(&text));
        self.known.insert(own.into_owned(), person);
        person
    }

    /// Takes those of another thread.
    pub fn merge(&mut self, other: Teams) {
        for (person, theirs) in other.seen {
            let mine = self.seen.entry(person).or_default();
            mine.months.extend(theirs.months);
            mine.last = mine.last.max(theirs.last);
        }
    }

    /// A warning for each such team, at the last row that it has.
    pub fn told(&self, period: &Period) -> Vec<Finding> {
        let first = month(period.first());
        let all: BTreeSet<i64> = self.seen.values().flat_map(|seen| seen.months.iter().copied()).collect();
        let earlier: Vec<i64> = all.range(first - MONTHS..first).copied().collect();
        let is_whole = (1..=LEAST_MONTHS as i64).all(|back| earlier.contains(&(first - back)));
        if period.days() < LEAST_DAYS || !is_whole || !self.has_rows_late_in(period) {
            return Vec::new();
        }
        let has_rows = |person: &usize| {
            let months = self.seen.get(person).map(|seen| seen.months.range(first..=month(period.last())).count());
            months.is_some_and(|count| count > 0)
        };
        let is_usual = |person: &&usize| {
            self.seen.get(*person).is_some_and(|seen| earlier.iter().all(|month| seen.months.contains(month)))
        };
        let teams = self.teams(period);
        let mut found = Vec::new();
        let (without, with): (Vec<_>, Vec<_>) = teams.iter().partition(|(_, people)| !people.iter().any(has_rows));
        let is_sold = |people: &&Vec<usize>| {
            let usual: Vec<&usize> = people.iter().filter(is_usual).collect();
            usual.iter().filter(|person| has_rows(person)).count() * 2 > usual.len()
        };
        if !with.iter().map(|(_, people)| *people).any(|people| is_sold(&people)) {
            return found;
        }
        for (team, people) in without {
            let usual: Vec<&usize> = people.iter().filter(is_usual).collect();
            let last = usual.iter().filter_map(|person| self.seen[*person].last).max();
            if let Some((day, (file, line))) = last.filter(|_| usual.len() >= LEAST_PEOPLE) {
                let finding = Finding::warning("team-without-rows").with("input", &self.one.name).with("team", team);
                let finding = finding.with("count", usual.len()).with("earlier", earlier.len()).with("last", day);
                let place = Place::line(self.one.layouts()[file].name.clone(), line, "");
                found.push(finding.with("period", period).at(place));
            }
        }
        found
    }

    /// Whether some row is of the second half of the period: before that a team may have none yet.
    fn has_rows_late_in(&self, period: &Period) -> bool {
        let is_late = |day: NaiveDate| period.contains(day) && (day - period.first()).num_days() * 2 >= period.days();
        self.seen.values().filter_map(|seen| seen.last).any(|(day, _)| is_late(day))
    }

    /// The people of each team at the end of the period who are there in all of it.
    fn teams(&self, period: &Period) -> BTreeMap<&str, Vec<usize>> {
        let mut teams: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for person in self.ledger.people.employed_in(period) {
            let own = &self.ledger.people.list[person];
            let is_whole = own.employed_in(period) == Some((period.first(), period.last()));
            let team = own.at_end_of(period).filter(|_| is_whole).and_then(|spell| spell.team.as_deref());
            if let Some(team) = team {
                teams.entry(team).or_default().push(person);
            }
        }
        teams
    }
}

fn month(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}
