//! `kind = "contest"`: prizes by place of a measure between two dates, paid in the period that holds the last day.
//!
//! A value of 0 or less wins nothing, unless lower is better: there it is the best. A missing value is an error, unless the component says
//! `when_missing`: `zero` is no prize, whichever way is better; `skip` is no line. A team's prize is shared equally among its members at the
//! period's end.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Lines;
use super::group::{self, Member, Part};
use super::missing;
use super::payee::{Payee, Run, unit_of};
use super::stages;
use crate::calendar::{NaiveDate, Period};
use crate::condition::Look;
use crate::derivation::{Field, Figure, Form, Subject, Worksheet};
use crate::finding::{Finding, Findings, quoted};
use crate::measure::plan::made_of;
use crate::measure::{Ask, Book};
use crate::number::Number;
use crate::policy::rules::{Better, Contest, MeasureId, MeasureKind, Parameter, Unit, WhenPayMissing, Whose};

/// One who competes: a person, or a team with its members by id.
struct Rival {
    subject: Subject,
    members: Vec<Member>,
    value: Option<Number>,
    reached: Option<NaiveDate>,
}

/// What a rival has a part of: the prizes of the places of all who are tied, or the one prize of a place of its own.
struct Prizes<'c> {
    /// As far as there are any.
    list: &'c [Parameter],
    /// Among how many.
    among: usize,
    /// Which of them the rival is.
    index: usize,
}

pub(super) fn lines(run: Run, contest: &Contest, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
    let book = run.view.book;
    let fiscal_start = book.policy.header.fiscal_year_starts;
    let window = Period::range(contest.from.value, contest.to.value, fiscal_start);
    let Some(window) = window.filter(|_| book.period.contains(contest.to.value)) else { return Vec::new() };
    let members = group::members(run, &[], sheets, findings);
    if contest.teams {
        warn_of_teamless(run, &members, findings);
    }
    let mut rivals = rivals(run, contest, (&window, members), findings);
    // Who lacks a value would leave a place to somebody else.
    if findings.has_errors() {
        return Vec::new();
    }
    rivals.sort_by(|a, b| order(run, contest, a, b));
    let rises = run.view.book.policy.measure(contest.measure.value).better == Better::Higher;
    let values = rivals.iter().map(|rival| rival.value.clone()).collect();
    let field = Field::new(values, rises, contest.share_ties);
    let desk = Desk { run, contest, window: &window, field };
    let (mut lines, mut start) = (Vec::new(), 0);
    for tied in rivals.chunk_by(|a, b| a.value == b.value) {
        for (index, rival) in tied.iter().enumerate() {
            let prizes = desk.prizes(start, tied.len(), index);
            lines.extend(desk.lines(rival, (start + index, &prizes), sheets, findings));
        }
        start += tied.len();
    }
    lines.sort_by_key(|(position, _)| *position);
    lines
}

/// Who is in no team at the period's end takes no part, however much it is.
fn warn_of_teamless(run: Run, members: &[Member], findings: &mut Findings) {
    let is_teamless = |member: &&Member| run.spell(member.person).is_none_or(|spell| spell.team.is_none());
    let teamless: Vec<&str> =
        members.iter().filter(is_teamless).map(|member| run.person(member.person).id.as_str()).collect();
    if !teamless.is_empty() {
        let finding = Finding::warning("contest-without-team").with("component", &run.component.name.value);
        findings.push(finding.with("people", quoted(teamless)).at(run.place(run.component.span)));
    }
}

/// Those who compete; who has no value does not where the component says `skip`, and wins nothing where it says `zero`.
fn rivals(
    run: Run,
    contest: &Contest,
    (window, members): (&Period, Vec<Member>),
    findings: &mut Findings,
) -> Vec<Rival> {
    let mut grouped: BTreeMap<Subject, Vec<Member>> = BTreeMap::new();
    for member in members {
        let subject = if contest.teams {
            let team = run.spell(member.person).and_then(|spell| spell.team_name());
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
    let mut rival = |(subject, members): (Subject, Vec<Member>)| {
        let value = value(run, contest, (&subject, &members), window, &mut Worksheet::new()).value().cloned();
        if value.is_none() && !goes_without(run, contest, (&subject, window), findings) {
            return None;
        }
        let reached = last_day(&book, contest.measure.value, &subject, overlays);
        Some(Rival { subject, members, value: value.filter(|value| can_win(better, value)), reached })
    };
    grouped.into_iter().filter_map(&mut rival).collect()
}

/// Whether somebody without a value takes part and wins nothing; where nothing says so that is an error.
fn goes_without(run: Run, contest: &Contest, (subject, window): (&Subject, &Period), findings: &mut Findings) -> bool {
    let rule = run.component.when_missing.as_ref().map(|rule| rule.value);
    if rule.is_none() {
        let whose = match subject {
            Subject::Team(team) => team,
            Subject::Person(person) => &run.person(*person).id,
            _ => "",
        };
        let finding = missing::of_value(whose, (run.name_of(contest.measure.value), window));
        let finding = finding.with("component", &run.component.name.value);
        findings.push(finding.at(run.place(contest.measure.span)));
    }
    rule == Some(WhenPayMissing::Zero)
}

/// The value in the contest's days; a score is that of the period, and of a team the mean of its people's.
fn value(
    run: Run,
    contest: &Contest,
    (subject, members): (&Subject, &[Member]),
    window: &Period,
    sheet: &mut Worksheet,
) -> Figure {
    let measure = contest.measure.value;
    let kind = &run.view.book.policy.measure(measure).kind;
    if let (MeasureKind::Score, Some(member)) = (kind, members.first()) {
        let whose = if contest.teams { Whose::Team } else { Whose::Person };
        return Look::from_elsewhere(run.view.book, member.person).value_of(sheet, measure, whose);
    }
    Book { period: window, ..run.view.book }.payable(sheet, measure, subject, run.component.overlays)
}

/// The last of the days on which the measure, or what it is made of, reached its final value.
fn last_day(book: &Book, measure: MeasureId, subject: &Subject, overlays: bool) -> Option<NaiveDate> {
    let has_days =
        |measure: &MeasureId| !matches!(book.policy.measure(*measure).kind, MeasureKind::Workdays | MeasureKind::Score);
    let of = |measure: MeasureId| book.totals.last_day(&Ask { measure, subject, window: book.period, overlays });
    made_of(book.policy, measure).into_iter().filter(has_days).filter_map(of).max()
}

/// The best first; then who got there first, then by id. Those without a value are last.
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

/// Writes the lines of one rival's people.
struct Desk<'v, 'c> {
    run: Run<'v>,
    contest: &'c Contest,
    window: &'c Period,
    field: Arc<Field>,
}

impl<'c> Desk<'_, 'c> {
    /// The prizes of rivals from `start` on, of whom `tied` have the same value, for the one at `index` of them.
    fn prizes(&self, start: usize, tied: usize, index: usize) -> Prizes<'c> {
        let all: &'c [Parameter] = &self.contest.prizes;
        let of = |places: Range<usize>| &all[places.start.min(all.len())..places.end.min(all.len())];
        if self.contest.share_ties {
            Prizes { list: of(start..start + tied), among: tied, index }
        } else {
            Prizes { list: of(start + index..start + index + 1), among: 1, index: 0 }
        }
    }

    fn lines(
        &self,
        rival: &Rival,
        (position, prizes): (usize, &Prizes),
        sheets: &mut [Worksheet],
        findings: &mut Findings,
    ) -> Lines {
        let line = |(index, member): (usize, &Member)| {
            let payee = &mut self.run.payee(member.person, &mut sheets[member.position], findings);
            let value = value(self.run, self.contest, (&rival.subject, &rival.members), self.window, payee.sheet);
            let amount = match &rival.value {
                Some(_) => self.prize(payee, (position, prizes), (index, rival.members.len()), &value)?,
                None => payee.nothing("prize", self.contest.measure.span, unit_of(self.run.component.unit)),
            };
            let amount = stages::finished(payee, amount)?;
            let amount = payee.under(&member.looked, amount);
            Some((member.position, payee.line(amount)))
        };
        rival.members.iter().enumerate().filter_map(line).collect()
    }

    /// The prize of who stands at that position: divided among those tied, and then among the members of a team.
    fn prize(
        &self,
        payee: &mut Payee,
        (position, prizes): (usize, &Prizes),
        (member, members): (usize, usize),
        value: &Figure,
    ) -> Option<Figure> {
        let (unit, rule) = (unit_of(self.run.component.unit), self.contest.measure.span);
        let place = payee.step("rank", rule, Form::Place(self.field.clone(), position), &[value], Unit::Number);
        if prizes.list.is_empty() {
            let none = payee.nothing("prize", rule, unit);
            return Some(payee.step("formula", rule, Form::Chosen(2), &[&place, value, &none], unit));
        }
        let list: Vec<Figure> = prizes.list.iter().map(|prize| payee.parameter("prize", prize, unit)).collect();
        let list: Vec<&Figure> = list.iter().collect();
        let whole = payee.step("prize", rule, Form::Sum, &list, unit);
        let own = self.part(payee, &whole, (prizes.index, prizes.among))?;
        let own = self.part(payee, &own, (member, members))?;
        Some(payee.step("formula", rule, Form::Chosen(2), &[&place, value, &own], unit))
    }

    /// An equal part of an amount; the amount itself where nobody shares it.
    fn part(&self, payee: &mut Payee, whole: &Figure, (index, among): (usize, usize)) -> Option<Figure> {
        if among == 1 {
            return Some(whole.clone());
        }
        let rule = self.contest.measure.span;
        let division = group::divided(&self.run, whole.value()?, vec![Number::one(); among])?;
        let weight = payee.implied(("weight", 1), rule, Unit::Number);
        let part = Part { division: &division, index, whole, weight: &weight };
        Some(group::part(payee, ("prize", rule), part))
    }
}
