//! People and what they were from when to when.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::alike::Strangers;
use super::keys::Keys;
use crate::calendar::{NaiveDate, Period};
use crate::ingest::cell::key;
use crate::source::Place;
use crate::spelling::{alike, folded};

/// A stretch of days, both ends included, in which a person's team, role, manager and pay did not change: one row of `staff.csv`.
#[derive(Clone, Debug)]
pub struct Spell {
    /// First day; the first spell of a person without `hired` is open (`NaiveDate::MIN`).
    pub first: NaiveDate,
    /// Last day; the last spell of a person who has not left is open (`NaiveDate::MAX`).
    pub last: NaiveDate,
    /// Team, normal form; nothing when blank. Words are shared by all who have them.
    pub team: Option<Arc<str>>,
    /// Region.
    pub region: Option<Arc<str>>,
    /// Role.
    pub role: Option<Arc<str>>,
    /// Level.
    pub level: Option<Arc<str>>,
    /// Whom the person reported to: index of a person.
    pub manager: Option<usize>,
    /// Who guided the person: index of a person.
    pub mentor: Option<usize>,
    /// The cells of the row that some rule names (`staff.commission_pct`): column (canonical, or header where it has none), the
    /// text as written, and where it stands.
    pub cells: Vec<(String, String, Place)>,
    /// The row.
    pub place: Place,
}

impl Spell {
    /// The team, as subjects and scopes have it.
    pub fn team_name(&self) -> Option<String> {
        self.team.as_deref().map(str::to_owned)
    }
}

/// One person.
#[derive(Clone, Debug)]
pub struct Person {
    /// What identifies the person everywhere: `person_id` where the file has one, else the name.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// First day employed; open when nothing.
    pub hired: Option<NaiveDate>,
    /// Last day employed, included: that of the last row where that ends and no day of leaving is written; open when nothing.
    pub left: Option<NaiveDate>,
    /// Last day of the probation, included.
    pub probation_end: Option<NaiveDate>,
    /// In the order of days; they do not overlap.
    pub spells: Vec<Spell>,
}

impl Person {
    /// Stretches of employed days, both ends included, in the order of days: from `hired` to `left`; where no day of hiring is written, those of the rows.
    /// Whoever's first row says since when it holds was not there before, and whoever comes again after a gap was not there in it.
    fn stretches(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let (hired, left) = (self.hired.unwrap_or(NaiveDate::MIN), self.left.unwrap_or(NaiveDate::MAX));
        let by_rows = self.hired.is_none() && !self.spells.is_empty();
        let rows = self.spells.iter().filter(move |_| by_rows).map(|spell| (spell.first, spell.last));
        let whole = (!by_rows).then_some((hired, left));
        let days = whole.into_iter().chain(rows).map(move |(first, last)| (first.max(hired), last.min(left)));
        days.filter(|(first, last)| first <= last)
    }

    /// The first employed day; nothing where it is open, or no day is.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.stretches().map(|(first, _)| first).min().filter(|first| *first > NaiveDate::MIN)
    }

    /// The stretches of employed days in the period.
    pub fn stretches_in(&self, period: &Period) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let (first, last) = (period.first(), period.last());
        let inside = self.stretches().map(move |(from, to)| (from.max(first), to.min(last)));
        inside.filter(|(from, to)| from <= to)
    }

    /// Whether the person is employed on that day.
    pub fn employed(&self, date: NaiveDate) -> bool {
        self.stretches().any(|(first, last)| first <= date && date <= last)
    }

    /// Whether the person was employed on a day up to this one and is not on the day after it.
    pub fn has_gone_by(&self, last: NaiveDate) -> bool {
        self.stretches().any(|(_, end)| end <= last) && last.succ_opt().is_some_and(|next| !self.employed(next))
    }

    /// The last employed day of who has gone by that day.
    pub fn gone_since(&self, last: NaiveDate) -> Option<NaiveDate> {
        let ends = self.stretches().map(|(_, end)| end).filter(|end| *end <= last);
        ends.last().filter(|_| self.has_gone_by(last))
    }

    /// The spell in force on that day; nothing when not employed then.
    pub fn on(&self, date: NaiveDate) -> Option<&Spell> {
        self.spells.iter().find(|spell| spell.first <= date && date <= spell.last).filter(|_| self.employed(date))
    }

    /// First and last employed day in the period; nothing when there is none.
    pub fn employed_in(&self, period: &Period) -> Option<(NaiveDate, NaiveDate)> {
        let first = self.stretches_in(period).next()?.0;
        let last = self.stretches_in(period).last()?.1;
        Some((first, last))
    }

    /// The spell of the person's last employed day in the period: it decides role, scorecard, pay columns. Where no row holds
    /// on that day, it is the last one that holds on a day before in the period.
    pub fn at_end_of(&self, period: &Period) -> Option<&Spell> {
        let (first, last) = self.employed_in(period)?;
        self.spells.iter().rev().find(|spell| spell.first <= last && first <= spell.last)
    }

    /// Whether some day of the period is in the probation.
    pub fn probation_touches(&self, period: &Period) -> bool {
        self.employed_in(period).is_some_and(|(first, _)| self.in_probation(first))
    }

    /// Whether the day is in the probation (from hiring to `probation_end`, both included).
    pub fn in_probation(&self, date: NaiveDate) -> bool {
        self.probation_end.is_some_and(|end| date <= end) && self.employed(date)
    }
}

/// A column of `staff` that nothing reads, and in which everybody has a word that nobody else has.
#[derive(Clone, Debug)]
pub struct UnreadIds {
    /// Its header.
    pub label: String,
    /// The words, as keys are looked up.
    pub words: BTreeSet<String>,
    /// The line of the header.
    pub place: Place,
}

/// All people, in the order of their ids (code points).
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Sorted by id.
    pub list: Vec<Person>,
    /// Every id, and every name that only one person has, as they are looked up (`ingest::cell::key::matching`).
    pub by_key: Keys,
    /// Names that several people have, in the same form; sorted.
    pub shared_names: Vec<String>,
    /// Columns that `staff` has, of those that every file of people may have.
    pub columns: Vec<String>,
    /// Columns in which some row has something.
    pub written: BTreeSet<String>,
    /// Labels of `staff` that no column is known by.
    pub unread: Vec<String>,
    /// Those of them with days below.
    pub unread_days: Vec<String>,
    /// Those of them whose words tell people apart, where no column is their number.
    pub unread_ids: Vec<UnreadIds>,
    /// For names that none of them has.
    pub strangers: Strangers,
    /// By team whoever was ever in it; made when the first asks.
    pub teams: OnceLock<HashMap<String, Vec<usize>>>,
}

impl People {
    /// The person of that id or name, in normal form (`ingest::cell::key::normal`).
    pub fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(&folded(key)).or_else(|| self.by_name_and_number(key))
    }

    /// The person whose name and number the key both has, as exports write them: `张伟(0101)`, `0101 张伟`, `Wei-0101`.
    fn by_name_and_number(&self, key: &str) -> Option<usize> {
        let is_apart = |c: char| c.is_whitespace() || "-_/:.,()[]（）【】".contains(c);
        let digits = |c: char| c.is_ascii_digit();
        let ends = [key.trim_end_matches(digits).len(), key.len() - key.trim_start_matches(digits).len()];
        let cuts = key.char_indices().filter(|(_, c)| is_apart(*c)).map(|(at, _)| at).chain(ends);
        cuts.into_iter().find_map(|at| {
            let (first, rest) = key.split_at(at);
            let (first, rest) = (first.trim_matches(is_apart), rest.trim_matches(is_apart));
            self.of_both(first, rest).or_else(|| self.of_both(rest, first))
        })
    }

    /// The person of that name and that number.
    fn of_both(&self, name: &str, number: &str) -> Option<usize> {
        let is_number = !name.is_empty() && number.bytes().any(|byte| byte.is_ascii_digit());
        let person = is_number.then(|| self.by_key.get(&folded(number)))??;
        let own = &self.list[person];
        let is_both = alike(&key::normal(&own.id), number) && alike(&key::normal(&own.name), name);
        (is_both && !alike(name, number)).then_some(person)
    }

    /// Whom the first of the words name, as many as make an id or a name, and how many these are.
    pub fn named_first(&self, words: &[String]) -> Option<(usize, usize)> {
        let found = |count: usize| Some((count, self.find(&key::normal(&words[..count].join(" ")))?));
        (1..=words.len()).rev().find_map(found)
    }

    /// Whoever is employed on some day of the period, in the order of the list.
    pub fn employed_in(&self, period: &Period) -> impl Iterator<Item = usize> {
        let employed = |(_, person): &(usize, &Person)| person.employed_in(period).is_some();
        self.list.iter().enumerate().filter(employed).map(|(person, _)| person)
    }

    /// Every id, and every name that only one person has, as written; sorted.
    pub fn shown_keys(&self) -> Vec<&str> {
        let names = self.list.iter().map(|person| person.name.as_str()).filter(|name| !self.is_shared(name));
        let mut keys: Vec<&str> = self.list.iter().map(|person| person.id.as_str()).chain(names).collect();
        keys.sort_unstable();
        keys.dedup_by(|one, other| folded(one) == folded(other));
        keys
    }

    /// Whoever was in the team on some day, in the order of the list.
    pub fn ever_in(&self, team: &str) -> &[usize] {
        let teams = self.teams.get_or_init(|| {
            let mut teams: HashMap<String, Vec<usize>> = HashMap::new();
            for (person, team) in self.list.iter().enumerate().flat_map(teams_of) {
                let members = teams.entry(team.to_owned()).or_default();
                if members.last() != Some(&person) {
                    members.push(person);
                }
            }
            teams
        });
        teams.get(team).map_or(&[], Vec::as_slice)
    }

    /// A person's name as people read it: with the id where several have the name.
    pub fn called(&self, person: usize) -> String {
        let Person { name, id, .. } = &self.list[person];
        if self.is_shared(&key::normal(name)) { format!("{name} ({id})") } else { name.clone() }
    }

    /// Whether several people have that name, in normal form.
    pub fn is_shared(&self, name: &str) -> bool {
        let name = folded(name);
        self.shared_names.binary_search_by(|shared| shared.as_str().cmp(&name)).is_ok()
    }
}

/// The teams of a person, by the person's number.
fn teams_of((index, person): (usize, &Person)) -> impl Iterator<Item = (usize, &str)> {
    person.spells.iter().filter_map(move |spell| Some((index, spell.team.as_deref()?)))
}
