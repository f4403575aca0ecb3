//! Closed periods as history: their people by index in the ledger, and what the periods after them open with.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::lookup::number;
use super::{
    Balance, BalanceKind, ChangedOrders, Closed, ClosedBalance, ClosedPeriod, Correction, HeldPart, History, Kept,
    Moved, Of, OpenBalance, PastStanding,
};
use crate::calendar::{NaiveDate, Period};
use crate::derivation::{Figure, Subject, Worksheet};
use crate::number::Number;
use crate::results::LineKind;
use crate::spelling::folded;

/// What is open by person, in the order of components, kinds and orders.
type Open = BTreeMap<usize, Vec<OpenBalance>>;

/// Closed periods, and those that are evaluated after them.
#[derive(Clone, Debug, Default)]
pub struct Known {
    closed: Closed,
    /// Index in the ledger by id.
    people: HashMap<String, usize>,
    /// The ids by index.
    ids: Vec<String>,
    standings: Vec<(Period, Vec<Option<PastStanding>>)>,
    open: Vec<(Period, Open)>,
    /// What is corrected with a period.
    corrections: Vec<(Period, Vec<Correction>)>,
    /// By corrected period, then person.
    recomputed: Vec<(Period, HashMap<usize, Recomputed>)>,
    /// By corrected period, then person and component.
    orders: Vec<(Period, OrdersOfLines)>,
    /// By closed period.
    other_rules: Vec<(Period, BTreeSet<String>)>,
    /// By closed period, who has left by its last day.
    gone: Vec<(Period, BTreeSet<usize>)>,
}

/// Lines of a closed period as today's files give them.
#[derive(Clone, Debug)]
pub struct Recomputed {
    /// How they come about.
    pub sheet: Worksheet,
    /// Each with its component's name and of which kind it is; those that correct other periods are not among them.
    pub lines: Vec<(String, LineKind, Figure)>,
    /// How the person stands in it by today's files.
    pub standing: PastStanding,
}

/// By person and component.
type OrdersOfLines = HashMap<(usize, String), ChangedOrders>;

impl Known {
    /// What closed periods tell of these people, whose ids are in the order of the ledger.
    pub fn new<'i>(closed: Closed, ids: impl Iterator<Item = &'i str>) -> Self {
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        let people: HashMap<String, usize> = ids.iter().cloned().enumerate().map(|(index, id)| (id, index)).collect();
        // Where nobody was scored, nothing is known of how people stood.
        let scored = closed.periods.iter().filter(|one| !one.standings.is_empty());
        let standings = scored.map(|one| (one.period.clone(), standings(one, &people))).collect();
        Known {
            closed,
            people,
            ids,
            standings,
            open: Vec::new(),
            corrections: Vec::new(),
            recomputed: Vec::new(),
            orders: Vec::new(),
            other_rules: Vec::new(),
            gone: Vec::new(),
        }
    }

    /// Of closed periods in which people were scored: whoever was employed and had no score stood without one.
    pub fn note_employed(&mut self, is_employed: impl Fn(usize, &Period) -> bool) {
        for (period, standings) in &mut self.standings {
            for (person, standing) in standings.iter_mut().enumerate().filter(|(_, standing)| standing.is_none()) {
                *standing = is_employed(person, period).then(PastStanding::default);
            }
        }
    }

    /// Takes who has left by the last day of each closed period, by today's files.
    pub fn note_gone(&mut self, has_gone: impl Fn(usize, &Period) -> bool) {
        let gone = |period: &Period| (0..self.ids.len()).filter(|person| has_gone(*person, period)).collect();
        self.gone = self.closed.periods.iter().map(|one| (one.period.clone(), gone(&one.period))).collect();
    }

    /// Takes which measures a closed period knew by another rule than today's.
    pub fn note_other_rules(&mut self, period: Period, measures: BTreeSet<String>) {
        self.other_rules.push((period, measures));
    }

    /// Whether a closed period keeps figures of a measure that today's rules would have measured, too.
    pub fn keeps(&self, measure: &str, period: &Period) -> bool {
        self.closed.of(period).is_some_and(|closed| closed.figures.has(measure))
            && !self.has_other_rule(measure, period)
    }

    fn has_other_rule(&self, measure: &str, period: &Period) -> bool {
        self.other_rules.iter().any(|(known, measures)| known == period && measures.contains(measure))
    }

    /// The closed periods.
    pub fn periods(&self) -> &Closed {
        &self.closed
    }

    /// Takes how the lines of a closed period come about today, by id of the person.
    pub fn show(&mut self, period: Period, people: Vec<(String, Recomputed)>) {
        let known = people.into_iter().filter_map(|(id, own)| Some((*self.people.get(&id)?, own)));
        self.recomputed.push((period, known.collect()));
    }

    /// Takes which orders make what is corrected of a closed period, by id of the person and component.
    pub fn show_orders(&mut self, period: Period, lines: Vec<((String, String), ChangedOrders)>) {
        let known =
            lines.into_iter().filter_map(|((id, component), own)| Some(((*self.people.get(&id)?, component), own)));
        self.orders.push((period, known.collect()));
    }

    /// The orders that make what is corrected of a person's component in a closed period; nothing where nobody asks, or no copies tell.
    pub fn changed_orders(&self, (person, component): (usize, &str), period: &Period) -> Option<&ChangedOrders> {
        let (_, lines) = self.orders.iter().find(|(known, _)| known == period)?;
        lines.get(&(person, component.to_owned()))
    }

    /// All that is corrected with a period.
    pub fn corrected_with(&self, period: &Period) -> &[Correction] {
        self.corrections.iter().find(|(known, _)| known == period).map_or(&[], |(_, corrections)| corrections)
    }

    /// Opens a period: with the balances of the period closed before it and what is corrected of earlier ones, or, of a closed period, with
    /// those that it was closed with. The ids of people who are owed something, or owe it, and whom the ledger does not have.
    #[must_use]
    pub fn open_period(&mut self, period: &Period, corrections: Vec<Correction>) -> BTreeMap<String, bool> {
        let before = self.closed.before(period);
        let since = self.closed.corrected_since.iter().filter(|_| self.closed.of(period).is_some());
        let since: Vec<Correction> = since.cloned().collect();
        let mut amounts = self.amounts(period, &before, &corrections);
        amounts.retain(|_, open| !open.amount.is_zero());
        let mut held = parts(&before, &[&corrections[..], &since[..]].concat(), &amounts);
        let mut of = Open::new();
        let mut unknown = BTreeMap::new();
        for (key, Amount { order, amount }) in amounts {
            let Some(index) = self.people.get(&key.0) else {
                unknown.insert(key.0, true);
                continue;
            };
            let history = held.remove(&key).unwrap_or_else(Parts::none);
            let (_, component, kind, _) = key;
            of.entry(*index).or_default().push(OpenBalance {
                component,
                kind,
                order,
                amount,
                parts: history.parts,
                returned: history.returned,
                released: history.released,
            });
        }
        let place = |open: &OpenBalance| (open.component.clone(), open.kind, open.order.clone());
        of.values_mut().for_each(|own| own.sort_by_cached_key(place));
        for one in corrections.iter().filter(|one| one.kind.is_none()) {
            match self.people.get(&one.person) {
                Some(person) => drop(of.entry(*person).or_default()),
                None => drop(unknown.entry(one.person.clone()).or_insert(false)),
            }
        }
        self.corrections.push((period.clone(), corrections));
        self.open.retain(|(known, _)| known != period);
        self.open.push((period.clone(), of));
        unknown
    }

    /// What is open when the period begins: of a closed one as it was closed, else as the last one left it, with what is corrected.
    fn amounts(&self, period: &Period, before: &Closed, corrections: &[Correction]) -> BTreeMap<Key, Amount> {
        let mut open: BTreeMap<Key, Amount> = BTreeMap::new();
        let mut add = |key: Key, order: &str, amount: &Number| {
            let zero = || Amount { order: order.to_owned(), amount: Number::zero() };
            let sum = open.entry(key).or_insert_with(zero);
            sum.amount = &sum.amount + amount;
        };
        if let Some(own) = self.closed.of(period) {
            for one in &own.balances {
                let key = key_of(one);
                let opening = self.still_open(&one.balance, &key, period);
                add(key, &one.balance.order, &opening);
            }
        } else if let Some(last) = before.periods.last() {
            for one in &last.balances {
                add(key_of(one), &one.balance.order, &one.balance.closing);
            }
            for one in corrections {
                let Some(key) = key_of_correction(one) else { continue };
                add(key, &one.order, &one.balance);
            }
        }
        open
    }
}

impl Known {
    /// What a closed period that is computed again opens with: as it did, less what is released, forfeited or no longer held by now, by corrections of
    /// earlier periods, of what is held of an order. What it took of that itself stays as it was, and too much of it is taken back with the next
    /// release; but of whoever has left by then, for whom none may come: what it released is corrected with it, and what it forfeited is forfeited once.
    fn still_open(&self, balance: &Balance, key: &Key, period: &Period) -> Number {
        let since = self.closed.corrected_since.iter().filter(|one| !balance.order.is_empty() && one.person == key.0);
        let since = since.filter(|one| key_of_correction(one).as_ref() == Some(key));
        let moved: Number = since.map(|one| &one.balance).sum();
        if !moved.is_negative() {
            return balance.opening.clone();
        }
        let left = &balance.opening + &moved;
        if self.has_gone(&key.0, period) { left } else { left.max(balance.taken.clone()).min(balance.opening.clone()) }
    }

    fn has_gone(&self, person: &str, period: &Period) -> bool {
        let Some(person) = self.people.get(person) else { return false };
        self.gone.iter().any(|(known, gone)| known == period && gone.contains(person))
    }
}

/// What is open, and the order as it is shown.
struct Amount {
    order: String,
    amount: Number,
}

/// What closed periods have held of an order, taken back and released.
struct Parts {
    parts: Vec<HeldPart>,
    returned: Number,
    released: Number,
}

impl Parts {
    fn none() -> Self {
        Parts { parts: Vec::new(), returned: Number::zero(), released: Number::zero() }
    }
}

/// Of what: person, component, kind, order; the order as words are compared.
type Key = (String, String, BalanceKind, String);

fn key(person: &str, component: &str, kind: BalanceKind, order: &str) -> Key {
    (person.to_owned(), component.to_owned(), kind, folded(order).into_owned())
}

fn key_of(one: &ClosedBalance) -> Key {
    key(&one.person, &one.component, one.balance.kind, &one.balance.order)
}

fn key_of_correction(one: &Correction) -> Option<Key> {
    Some(key(&one.person, &one.component, one.kind?, &one.order))
}

/// What the periods of each order that is open have held, taken back and released, as these periods and the corrections say that are paid with them
/// and after them.
fn parts(closed: &Closed, corrections: &[Correction], open: &BTreeMap<Key, Amount>) -> BTreeMap<Key, Parts> {
    let of_orders = open.keys().filter(|(.., order)| !order.is_empty());
    let numbers: FxHashSet<u64> =
        of_orders.map(|(person, of, kind, order)| number((person, of, *kind, order))).collect();
    let mut moved: BTreeMap<Key, BTreeMap<NaiveDate, Moved>> = BTreeMap::new();
    let mut add = |key: Key, period: &Period, more: &Moved| {
        let of = moved.entry(key).or_default().entry(period.first()).or_insert_with(Moved::nothing);
        of.add(more);
    };
    for one in &closed.periods {
        let rows = one.lookup.orders(&one.balances).iter().filter(|(number, _)| numbers.contains(number));
        for row in rows.map(|(_, index)| &one.balances[*index]) {
            add(key_of(row), &one.period, &Moved::from(&row.balance));
        }
    }
    let all = closed.periods.iter().flat_map(|one| &one.corrections).chain(corrections);
    for one in all.filter(|one| !one.order.is_empty()) {
        let Some(key) = key_of_correction(one) else { continue };
        add(key, &one.period, &one.moved);
    }
    let period = |first: NaiveDate| closed.periods.iter().map(|one| &one.period).find(|period| period.first() == first);
    let parts = |moved: BTreeMap<NaiveDate, Moved>| {
        let mut own = Parts::none();
        for (first, moved) in moved {
            own.released = &own.released + &moved.released;
            if moved.base.is_negative() {
                own.returned = &own.returned + &moved.base.abs();
            } else if let Some(period) = period(first).filter(|_| moved.base.is_positive()) {
                own.parts.push(HeldPart { period: period.clone(), base: moved.base, held: moved.added });
            }
        }
        own
    };
    moved.into_iter().map(|(key, moved)| (key, parts(moved))).collect()
}

fn standings(closed: &Arc<ClosedPeriod>, people: &HashMap<String, usize>) -> Vec<Option<PastStanding>> {
    let mut standings = vec![None; people.len()];
    for (id, standing) in &closed.standings {
        if let Some(index) = people.get(id) {
            standings[*index] = Some(standing.clone());
        }
    }
    standings
}

impl History for Known {
    fn standings(&self, period: &Period) -> Option<&[Option<PastStanding>]> {
        self.standings.iter().find(|(known, _)| known == period).map(|(_, standings)| &standings[..])
    }

    fn paid(&self, component: &str, person: usize, period: &Period) -> Option<Number> {
        let closed = self.closed.of(period)?;
        let paid = closed.lookup.paid(&closed.lines, (self.ids.get(person)?, component));
        Some(paid.map_or_else(Number::zero, |paid| paid.all.clone()))
    }

    fn paid_since(&self, component: &str, person: usize, period: &Period, first: NaiveDate) -> Option<Number> {
        let corrections = self.closed.of(period)?.corrections.iter();
        let own = corrections.filter(|one| one.kind.is_none() && one.component == component);
        let of_others = own.filter(|one| self.people.get(&one.person) == Some(&person) && one.period.first() < first);
        Some(&self.paid(component, person, period)? - &of_others.map(|one| &one.amount).sum::<Number>())
    }

    fn kept_year(&self, component: &str, person: usize, period: &Period) -> Option<Number> {
        let closed = self.closed.periods.last().filter(|last| last.period == *period)?;
        let id = self.ids.get(person)?;
        let is_kept =
            !self.closed.kept_years.is_empty() && self.closed.kept_years.contains(&(id.clone(), component.to_owned()));
        let own = closed.lookup.paid(&closed.lines, (id, component)).filter(|_| is_kept);
        is_kept.then(|| own.and_then(|paid| paid.own.clone()).unwrap_or_else(Number::zero))
    }

    fn open(&self, person: usize, period: &Period) -> &[OpenBalance] {
        let open = self.open.iter().find(|(known, _)| known == period);
        open.and_then(|(_, open)| open.get(&person)).map_or(&[], Vec::as_slice)
    }

    fn corrections(&self, person: usize, period: &Period) -> Vec<&Correction> {
        let all = self.corrections.iter().filter(|(known, _)| known == period).flat_map(|(_, corrections)| corrections);
        all.filter(|one| self.people.get(&one.person) == Some(&person)).collect()
    }

    fn paid_so_far(&self, component: &str, person: usize, period: &Period) -> Option<Number> {
        self.closed.paid_so_far(period, (self.ids.get(person)?, component))
    }

    fn recomputed(&self, person: usize, period: &Period) -> Option<&Recomputed> {
        self.recomputed.iter().find(|(known, _)| known == period)?.1.get(&person)
    }

    fn closed(&self, period: &Period) -> Option<(&ClosedPeriod, &HashMap<String, usize>)> {
        self.closed.of(period).map(|closed| (&**closed, &self.people))
    }

    fn kept(&self, measure: &str, subject: &Subject, period: &Period) -> Option<&Kept> {
        let closed = self.closed.of(period).filter(|_| !self.has_other_rule(measure, period))?;
        let of = match subject {
            Subject::Person(person) => Of::Person(self.ids.get(*person)?),
            Subject::Team(team) => Of::Team(team),
            Subject::Department => Of::Department,
            _ => return None,
        };
        closed.figures.of(measure, of)
    }

    fn people_with_open(&self, period: &Period) -> Vec<usize> {
        let open = self.open.iter().find(|(known, _)| known == period);
        open.map(|(_, open)| open.keys().copied().collect()).unwrap_or_default()
    }
}
