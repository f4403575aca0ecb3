//! Measures made of other measures, of other periods, of the calendar and of scores: a step over their figures each.

use std::collections::BTreeMap;

use super::book::Book;
use super::plan::{gathered_in, made_of};
use super::registers::stands_for_periods;
use super::totals::{Ask, Total};
use crate::calendar::Period;
use crate::derivation::{Credit, Fact, Figure, Form, Leaf, Subject, Worksheet, full_attainment};
use crate::number::Number;
use crate::policy::rules::{Against, MeasureId, MeasureKind, Unit};

/// Of a measure that is one step over figures of others: the step, and those.
pub fn made_of_figures(kind: &MeasureKind) -> Option<(Form, Vec<MeasureId>)> {
    match kind {
        MeasureKind::Total(parts) => Some((Form::Sum, parts.clone())),
        MeasureKind::Difference(first, second) => Some((Form::Difference, vec![*first, *second])),
        MeasureKind::Ratio(first, second) => Some((Form::Quotient, vec![*first, *second])),
        _ => None,
    }
}

impl Book<'_> {
    /// The figure of a measure, gathered or derived, under the name `actual`.
    pub(super) fn figure(&self, sheet: &mut Worksheet, ask: Ask) -> Figure {
        let rule = self.policy.measure(ask.measure);
        let asked = (ask.measure, ask.subject, ask.window);
        let figure = match (self.as_closed(sheet, asked, Some(ask.overlays)), made_of_figures(&rule.kind)) {
            (Some(kept), _) => kept,
            (None, Some((form, parts))) => self.combined(sheet, ask, form, &parts),
            (None, None) => self.of_itself(sheet, ask),
        };
        sheet.name(&figure, "actual", Some(&rule.name), Some(rule.span));
        figure
    }

    /// The figure of a measure that is not one step over others: gathered from rows, or told by registers, the calendar or scores.
    fn of_itself(&self, sheet: &mut Worksheet, ask: Ask) -> Figure {
        let rule = self.policy.measure(ask.measure);
        match &rule.kind {
            MeasureKind::Growth(of, against) => self.growth(sheet, Ask { measure: *of, ..ask }, against),
            MeasureKind::Target(of) => self.target(sheet, *of, ask.subject, ask.window),
            MeasureKind::Attainment(of) => {
                // Credits beyond the whole are in attainment always.
                self.attained_in(sheet, Ask { measure: *of, overlays: true, ..ask }, &Against::Target).attainment
            }
            MeasureKind::Workdays => {
                let window = self.seen(ask.window);
                let days = self.policy.calendar.workdays_in(&window);
                let fact = Fact::Days { window, worked: true };
                sheet.leaf(Leaf::Calendar(fact), Some(Number::from(days)), rule.unit)
            }
            MeasureKind::Score => self.score(sheet, ask),
            _ => self.gathered(sheet, ask),
        }
    }

    /// Whether rows of split orders are counted in the measure, so that it matters how much of them each person has.
    pub fn counts_split(&self, measure: MeasureId) -> bool {
        let is_count = |part: &MeasureId| {
            matches!(
                self.policy.measure(*part).kind,
                MeasureKind::Count(_) | MeasureKind::Distinct(_) | MeasureKind::First(..)
            )
        };
        made_of(self.policy, measure).iter().filter(|part| is_count(part)).any(|part| self.totals.is_split(*part))
    }

    /// A count of the period, or one made of counts, in which a part of what is split counts as the subject's share of it.
    pub fn credited(&self, sheet: &mut Worksheet, measure: MeasureId, subject: &Subject, overlays: bool) -> Figure {
        let ask = Ask { measure, subject, window: self.period, overlays };
        self.credited_once(sheet, ask, &mut BTreeMap::new())
    }

    /// The same where some were computed already: many may be made of one.
    fn credited_once(&self, sheet: &mut Worksheet, ask: Ask, known: &mut BTreeMap<MeasureId, Figure>) -> Figure {
        if let Some(figure) = known.get(&ask.measure) {
            return figure.clone();
        }
        let rule = self.policy.measure(ask.measure);
        let mut of = |sheet: &mut Worksheet, form: Form, parts: &[MeasureId]| {
            let part = |part: &MeasureId| self.credited_once(sheet, Ask { measure: *part, ..ask }, known);
            let figures: Vec<Figure> = parts.iter().map(part).collect();
            sheet.step(form, &figures.iter().collect::<Vec<_>>(), rule.unit)
        };
        let figure = match &rule.kind {
            MeasureKind::Total(parts) => of(sheet, Form::Sum, parts),
            MeasureKind::Difference(first, second) => of(sheet, Form::Difference, &[*first, *second]),
            MeasureKind::Ratio(first, second) => of(sheet, Form::Quotient, &[*first, *second]),
            MeasureKind::Count(_) | MeasureKind::Distinct(_) | MeasureKind::First(..) => {
                let window = self.seen(ask.window);
                let total = self.totals.credited(&Ask { window: &window, ..ask });
                let subject = ask.subject.clone();
                let credit = Credit { overlays: ask.overlays, by_share: true };
                let leaf = Leaf::Total { measure: ask.measure, subject, window, part: None, credit, rows: total.rows };
                sheet.leaf(leaf, total.value, rule.unit)
            }
            _ => return self.figure(sheet, ask),
        };
        sheet.name(&figure, "actual", Some(&rule.name), Some(rule.span));
        known.insert(ask.measure, figure.clone());
        figure
    }

    /// What the measure is compared with; missing where there is nothing to compare with.
    pub(super) fn base(&self, sheet: &mut Worksheet, ask: Ask, against: &Against) -> Figure {
        match against {
            Against::Target => self.target(sheet, ask.measure, ask.subject, ask.window),
            Against::Fixed(number) => {
                let unit = self.policy.measure(ask.measure).unit;
                sheet.parameter("against", &number.value, number.span, unit)
            }
            Against::Previous => self.earlier(sheet, ask, "previous", &ask.window.previous()),
            Against::LastYear => self.earlier(sheet, ask, "last_year", &ask.window.last_year()),
            Against::TeamMean => self.team_mean(sheet, ask),
            Against::Mean(periods) => self.mean_before(sheet, ask, *periods),
        }
    }

    /// The figure of a measure that a further step reckons with. A full attainment, which stands above every bound, is no number
    /// that could be added, divided or averaged: there it is missing.
    fn reckonable(&self, sheet: &mut Worksheet, ask: Ask) -> Figure {
        let figure = self.figure(sheet, ask);
        let rule = self.policy.measure(ask.measure);
        if !self.policy.is_unbounded(ask.measure) || figure.value() != Some(&full_attainment()) {
            return figure;
        }
        let missing = sheet.leaf(Leaf::Absent, None, rule.unit);
        sheet.name(&missing, "actual", Some(&rule.name), Some(rule.span));
        missing
    }

    /// The same of a measure that another is made of: what is made of other measures itself is computed once.
    fn part(&self, sheet: &mut Worksheet, ask: Ask) -> Figure {
        let part = (ask.measure, ask.subject.clone(), ask.window.clone(), ask.overlays);
        if let Some(known) = sheet.known(&part) {
            return known;
        }
        let figure = self.reckonable(sheet, ask);
        if !gathered_in(self.policy, ask.measure).contains(&ask.measure) {
            sheet.note(part, &figure);
        }
        figure
    }

    /// The days of a window that count for a measure: rows of a register that stand for a whole period are of that period, whatever day it is.
    pub fn days_of(&self, measure: MeasureId, window: &Period) -> Period {
        let whole = stands_for_periods(self.policy.measure(measure));
        if whole { window.clone() } else { self.seen(window) }
    }

    /// The total that a figure of a measure gathered from rows is, with how many rows are in it.
    pub fn gathered_total(&self, ask: Ask) -> Total {
        let said = self.totals.said_by_rows(&ask);
        let subject = said.as_ref().unwrap_or(ask.subject);
        self.totals.total(&Ask { subject, window: &self.days_of(ask.measure, ask.window), ..ask })
    }

    /// The value that `actual` has, without its steps: of very many customers nobody asks how each figure came about.
    pub fn value(&self, measure: MeasureId, subject: &Subject, window: &Period) -> Option<Number> {
        let ask = Ask { measure, subject, window, overlays: true };
        let kind = &self.policy.measure(measure).kind;
        match self.is_kept(kind) && kind.is_gathered() {
            true => self.gathered_total(ask).value,
            false => self.figure(&mut Worksheet::new(), ask).value().cloned(),
        }
    }

    /// Whether the policy keeps every input that a measure is made of.
    pub fn keeps(&self, measure: MeasureId) -> bool {
        self.is_kept(&self.policy.measure(measure).kind)
    }

    fn is_kept(&self, kind: &MeasureKind) -> bool {
        let absent = &self.policy.absent;
        absent.is_empty() || !kind.inputs().into_iter().any(|input| absent.contains(input))
    }

    fn gathered(&self, sheet: &mut Worksheet, ask: Ask) -> Figure {
        let measure = self.policy.measure(ask.measure);
        // Of what is not kept nothing is known: it is not 0.
        if !self.is_kept(&measure.kind) {
            return sheet.leaf(Leaf::Absent, None, measure.unit);
        }
        let window = self.days_of(ask.measure, ask.window);
        let said = self.totals.said_by_rows(&ask);
        let subject = said.as_ref().unwrap_or(ask.subject);
        let total = self.totals.total(&Ask { subject, window: &window, ..ask });
        let leaf = Leaf::Total {
            measure: ask.measure,
            subject: subject.clone(),
            window,
            part: None,
            credit: Credit { overlays: ask.overlays, by_share: false },
            rows: total.rows,
        };
        sheet.leaf(leaf, total.value, self.policy.measure(ask.measure).unit)
    }

    fn combined(&self, sheet: &mut Worksheet, ask: Ask, form: Form, parts: &[MeasureId]) -> Figure {
        let figures: Vec<Figure> = parts.iter().map(|part| self.part(sheet, Ask { measure: *part, ..ask })).collect();
        sheet.step(form, &figures.iter().collect::<Vec<_>>(), self.policy.measure(ask.measure).unit)
    }

    fn growth(&self, sheet: &mut Worksheet, of: Ask, against: &Against) -> Figure {
        let now = self.part(sheet, of);
        let base = self.base(sheet, of, against);
        sheet.step(Form::Growth, &[&now, &base], Unit::Rate)
    }

    /// A score is read from its own worksheet; only those of periods that were computed are at hand, and only of persons.
    fn score(&self, sheet: &mut Worksheet, ask: Ask) -> Figure {
        let value = match ask.subject {
            Subject::Person(person) => self.history.standing(*person, ask.window).and_then(|past| past.score.clone()),
            _ => None,
        };
        let elsewhere = Leaf::Elsewhere { window: ask.window.clone(), subject: ask.subject.clone() };
        sheet.leaf(if value.is_some() { elsewhere } else { Leaf::Absent }, value, Unit::Points)
    }

    fn earlier(&self, sheet: &mut Worksheet, ask: Ask, name: &'static str, window: &Period) -> Figure {
        let figure = self.reckonable(sheet, Ask { window, ..ask });
        sheet.name(&figure, name, Some(&self.policy.measure(ask.measure).name), None);
        figure
    }

    /// The mean over the periods before; one in which the person was not employed, or without a value, is left out.
    fn mean_before(&self, sheet: &mut Worksheet, ask: Ask, periods: u32) -> Figure {
        let mut window = ask.window.clone();
        let mut figures = Vec::new();
        for _ in 0..periods {
            window = window.previous();
            let employed = match ask.subject {
                Subject::Person(person) => self.ledger.people.list[*person].employed_in(&window).is_some(),
                _ => true,
            };
            if employed {
                figures.push(self.reckonable(sheet, Ask { window: &window, ..ask }));
            }
        }
        self.mean(sheet, ask, ("mean", "periods"), figures)
    }

    /// The mean over the persons who are in the person's team on the window's last day, and the person; those without
    /// a value are left out. Missing for other subjects, and for a person without a team.
    fn team_mean(&self, sheet: &mut Worksheet, ask: Ask) -> Figure {
        let mut figures = Vec::new();
        if let Subject::Person(person) = ask.subject {
            for member in self.teammates(*person, ask.window) {
                let figure = if member == *person {
                    self.reckonable(sheet, ask)
                } else {
                    self.elsewhere(sheet, Ask { subject: &Subject::Person(member), ..ask })
                };
                figures.push(figure);
            }
        }
        self.mean(sheet, ask, ("team_mean", "members"), figures)
    }

    fn teammates(&self, person: usize, window: &Period) -> Vec<usize> {
        let people = &self.ledger.people.list;
        let Some(team) = people[person].at_end_of(window).and_then(|spell| spell.team.as_ref()) else {
            return Vec::new();
        };
        let there =
            |index: usize| people[index].on(window.last()).is_some_and(|spell| spell.team.as_ref() == Some(team));
        let ever = self.ledger.people.ever_in(team).iter().copied();
        ever.filter(|index| *index == person || there(*index)).collect()
    }

    /// Another person's figure: made on a worksheet of its own, of which this one quotes the result.
    fn elsewhere(&self, sheet: &mut Worksheet, ask: Ask) -> Figure {
        let value = self.reckonable(&mut Worksheet::new(), ask).value().cloned();
        let rule = self.policy.measure(ask.measure);
        let leaf = Leaf::Elsewhere { window: ask.window.clone(), subject: ask.subject.clone() };
        let figure = sheet.leaf(leaf, value, rule.unit);
        sheet.name(&figure, "actual", Some(&rule.name), Some(rule.span));
        figure
    }

    fn mean(
        &self,
        sheet: &mut Worksheet,
        ask: Ask,
        (name, counted): (&'static str, &'static str),
        figures: Vec<Figure>,
    ) -> Figure {
        let rule = self.policy.measure(ask.measure);
        let present: Vec<&Figure> = figures.iter().filter(|figure| !figure.is_missing()).collect();
        let mean = if present.is_empty() {
            sheet.leaf(Leaf::Absent, None, rule.unit)
        } else {
            let sum = sheet.named(("sum", &rule.name), rule.span, Form::Sum, &present, rule.unit);
            let count = sheet.step(Form::Count, &present, Unit::Count);
            sheet.name(&count, counted, None, None);
            sheet.step(Form::Quotient, &[&sum, &count], rule.unit)
        };
        sheet.name(&mean, name, Some(&rule.name), Some(rule.span));
        mean
    }
}
