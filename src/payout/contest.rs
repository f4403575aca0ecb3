//! `kind = "contest"`: prizes by place of a measure between two dates, paid in the period that holds the last day.
//!
//! A value of 0 or less wins nothing, unless lower is better: there it is the best. No value wins nothing. A team's prize is shared equally among its members at the period's end.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Lines;
use super::group::{self, Member};
use super::payee::{Run, unit_of};
use super::stages;
use crate::calendar::{NaiveDate, Period};
use crate::derivation::{Figure, Form, Leaf, Subject, Worksheet};
use crate::finding::Findings;
use crate::measure::{Ask, Book};
use crate::number::Number;
use crate::policy::rules::{Better, Contest, MeasureId, MeasureKind, Unit};
use crate::results::PayLine;

/// One who competes: a person, or a team with its members by id.
struct Rival {
    subject: Subject,
    members: Vec<Member>,
    value: Option<Number>,
    reached: Option<NaiveDate>,
}

/// What a rival won: the place and the prize.
struct Won {
    place: usize,
    prize: Number,
}

pub(super) fn lines(run: Run, contest: &Contest, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
    let book = run.view.book;
    let fiscal_start = book.policy.header.fiscal_year_starts;
    let window = Period::range(contest.from.value, contest.to.value, fiscal_start);
    let Some(window) = window.filter(|_| book.period.contains(contest.to.value)) else { return Vec::new() };
    let members = group::members(run, &[], sheets, findings);
    let mut rivals = rivals(run, contest, &window, members);
    rivals.sort_by(|a, b| order(run, contest, a, b));
    let won = prizes(run, contest, &rivals);
    let among = won.iter().flatten().count();
    let mut lines = Vec::new();
    for (rival, won) in rivals.into_iter().zip(won) {
        let desk = &mut Desk { run, contest, window: &window, among };
        lines.extend(desk.lines(rival, won.as_ref(), sheets, findings));
    }
    lines.sort_by_key(|(position, _)| *position);
    lines
}

fn rivals(run: Run, contest: &Contest, window: &Period, members: Vec<Member>) -> Vec<Rival> {
    let mut grouped: BTreeMap<Subject, Vec<Member>> = BTreeMap::new();
    for member in members {
        let subject = if contest.teams {
            let team = run.spell(member.person).and_then(|spell| spell.team.clone());
            team.map(Subject::Team)
        } else {
            Some(Subject::Person(member.person))
        };
        if let Some(subject) = subject {
            grouped.entry(subject).or_default().push(member);
        }
    }
    let book = Book { period: window, ..run.view.book };
    let overlays = run.component.overlays;
    let better = run.view.book.policy.measure(contest.measure.value).better;
    let rival = |(subject, members): (Subject, Vec<Member>)| {
        let value = value(run, contest, &subject, window, &mut Worksheet::new()).value().cloned();
        let reached = last_day(&book, contest.measure.value, &subject, overlays);
        Rival { subject, members, value: value.filter(|value| can_win(better, value)), reached }
    };
    grouped.into_iter().map(rival).collect()
}

/// The value in the contest's days; a score is that of the period.
fn value(run: Run, contest: &Contest, subject: &Subject, window: &Period, sheet: &mut Worksheet) -> Figure {
    let measure = contest.measure.value;
    let kind = &run.view.book.policy.measure(measure).kind;
    if let (MeasureKind::Score, Subject::Person(person)) = (kind, subject) {
        return crate::condition::Look::from_elsewhere(run.view, *person).score(sheet);
    }
    Book { period: window, ..run.view.book }.payable(sheet, measure, subject, run.component.overlays)
}

/// The last of the days on which the measure, or what it is made of, reached its final value.
fn last_day(book: &Book, measure: MeasureId, subject: &Subject, overlays: bool) -> Option<NaiveDate> {
    let of = |measure: &MeasureId| last_day(book, *measure, subject, overlays);
    match &book.policy.measure(measure).kind {
        MeasureKind::Total(measures) => measures.iter().filter_map(of).max(),
        MeasureKind::Difference(first, second) | MeasureKind::Ratio(first, second) => of(first).max(of(second)),
        MeasureKind::Growth(measure, _) | MeasureKind::Target(measure) | MeasureKind::Attainment(measure) => {
            of(measure)
        }
        MeasureKind::Workdays | MeasureKind::Score => None,
        _ => book.totals.last_day(&Ask { measure, subject, window: book.period, overlays }),
    }
}

/// The best first; then who got there first, then by id (law 9). Those without a value are last.
fn order(run: Run, contest: &Contest, a: &Rival, b: &Rival) -> Ordering {
    let better = run.view.book.policy.measure(contest.measure.value).better;
    let by_value = match better {
        Better::Higher => b.value.cmp(&a.value),
        Better::Lower => a.value.cmp(&b.value),
    };
    let missing = a.value.is_none().cmp(&b.value.is_none());
    // Where lower is better, who never had a row was there before everybody.
    let is_late = |rival: &Rival| rival.reached.is_none() && better == Better::Higher;
    let first_day = |rival: &Rival| (is_late(rival), rival.reached);
    missing.then(by_value).then_with(|| first_day(a).cmp(&first_day(b))).then_with(|| a.subject.cmp(&b.subject))
}

fn can_win(better: Better, value: &Number) -> bool {
    better == Better::Lower || value.is_positive()
}

/// What each rival, in order, has won. Tied rivals share the prizes of their places, or take them one by one.
fn prizes(run: Run, contest: &Contest, rivals: &[Rival]) -> Vec<Option<Won>> {
    let prize = |index: usize| contest.prizes.get(index).map_or_else(Number::zero, |prize| prize.value.clone());
    let mut won: Vec<Option<Won>> = Vec::with_capacity(rivals.len());
    for tied in rivals.chunk_by(|a, b| a.value == b.value) {
        let start = won.len();
        let places = start..start + tied.len();
        if tied.iter().all(|rival| rival.value.is_none()) {
            won.extend(tied.iter().map(|_| None));
        } else if contest.share_ties {
            let whole = places.clone().map(prize).fold(Number::zero(), |sum, prize| &sum + &prize);
            let parts = group::divided(&run, &whole, &vec![Number::one(); tied.len()]).unwrap_or_default();
            won.extend(parts.into_iter().map(|prize| Some(Won { place: start + 1, prize })));
        } else {
            won.extend(places.map(|index| Some(Won { place: index + 1, prize: prize(index) })));
        }
    }
    won
}

/// Writes the lines of one rival's people.
struct Desk<'v, 'c> {
    run: Run<'v>,
    contest: &'c Contest,
    window: &'c Period,
    among: usize,
}

impl Desk<'_, '_> {
    fn lines(&self, rival: Rival, won: Option<&Won>, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
        let weights = vec![Number::one(); rival.members.len()];
        let prize = won.map_or_else(Number::zero, |won| won.prize.clone());
        let parts = group::divided(&self.run, &prize, &weights).unwrap_or_default();
        let members = rival.members.iter().zip(parts);
        let line = |(member, part): (&Member, Number)| {
            let line = self.line(&rival, member, (won, part), &mut sheets[member.position], findings)?;
            Some((member.position, line))
        };
        members.filter_map(line).collect()
    }

    fn line(
        &self,
        rival: &Rival,
        member: &Member,
        (won, part): (Option<&Won>, Number),
        sheet: &mut Worksheet,
        findings: &mut Findings,
    ) -> Option<PayLine> {
        let (unit, rule) = (unit_of(self.run.component.unit), self.contest.measure.span);
        let payee = &mut self.run.payee(member.person, sheet, findings);
        let value = value(self.run, self.contest, &rival.subject, self.window, payee.sheet);
        let sharers = rival.members.len();
        let prize = payee.sheet.leaf(Leaf::Share { among: sharers }, Some(part), unit);
        payee.sheet.name(&prize, "prize", Some(&self.run.component.name.value), Some(rule));
        let amount = match won {
            Some(won) => {
                let place = Number::from(i64::try_from(won.place).ok()?);
                let place = payee.sheet.leaf(Leaf::Place { among: self.among }, Some(place), Unit::Number);
                payee.sheet.name(&place, "rank", Some(&self.run.component.name.value), Some(rule));
                payee.step("formula", rule, Form::Chosen(2), &[&place, &value, &prize], unit)
            }
            None => prize,
        };
        let amount = stages::finished(payee, amount)?;
        let amount = payee.under(&member.looked, amount);
        Some(payee.line(amount))
    }
}
