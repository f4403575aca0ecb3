//! One component at work on one person: records its steps, and says what a missing value means for it.

use super::missing;
use crate::calendar::Period;
use crate::condition::{Held, Look, Missing};
use crate::derivation::{Figure, Form, Subject, Worksheet};
use crate::finding::{Finding, Findings};
use crate::ledger::{Person, Spell};
use crate::measure::{Attained, Book};
use crate::number::{Number, Rounding};
use crate::policy::rules::{Against, Component, Condition, MeasureId, Parameter, PayUnit, Unit, WhenPayMissing, Whose};
use crate::results::{Balance, DealLine, LineKind, PayLine, PeriodResult, Remark};
use crate::source::{Place, Span, Spanned};

/// A figure that a condition looked at, and where the condition stands.
pub(super) type Looked = (Figure, Span);

/// How a component sees a measure.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// Its attainment of the target.
    Attainment,
    /// Its value, with credits beyond the whole: what steps are reached by.
    Value,
    /// What is paid by, or shared by: with credits beyond the whole only where the component says so.
    Payable,
}

impl Seen {
    /// Of a step that may go by the attainment.
    pub fn of(attainment: bool) -> Self {
        if attainment { Seen::Attainment } else { Seen::Value }
    }
}

/// The period that is paid.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    /// Its book, whose history knows the standings.
    pub book: Book<'v>,
    /// Its people and their standings.
    pub result: &'v PeriodResult,
    /// The lines of earlier components, in the order of the people.
    pub lines: &'v [Vec<PayLine>],
}

impl<'v> View<'v> {
    /// The person's lines so far.
    pub fn lines_of(&self, person: usize) -> &'v [PayLine] {
        self.result.position(person).map_or(&[], |position| &self.lines[position])
    }
}

/// One component and the view it works on.
#[derive(Clone, Copy)]
pub(super) struct Run<'v> {
    /// The period.
    pub view: &'v View<'v>,
    /// The component.
    pub component: &'v Component,
    /// Its index in the policy.
    pub index: usize,
}

impl<'v> Run<'v> {
    /// The component at work on that person.
    pub fn payee<'s>(self, person: usize, sheet: &'s mut Worksheet, findings: &'s mut Findings) -> Payee<'v, 's> {
        let unit = self.component.unit;
        let (parameters, balances) = (Vec::new(), Vec::new());
        Payee { run: self, person, about: person, unit, sheet, findings, parameters, balances }
    }

    /// Where a span of the policy stands.
    pub fn place(&self, span: Span) -> Place {
        self.view.book.policy.text.place(span)
    }

    /// The person.
    pub fn person(&self, person: usize) -> &'v Person {
        &self.view.book.ledger.people.list[person]
    }

    /// What the person is on the last employed day of the period.
    pub fn spell(&self, person: usize) -> Option<&'v Spell> {
        self.person(person).at_end_of(self.view.book.period)
    }

    /// How the component's money is rounded.
    pub fn rounding(&self) -> Rounding {
        self.component.rounding.as_ref().map_or(&self.view.book.policy.money, |own| &own.value).clone()
    }

    /// The name of a measure.
    pub fn name_of(&self, measure: MeasureId) -> &'v str {
        &self.view.book.policy.measure(measure).name
    }
}

/// One component at work on one person. Where a method returns nothing, the component makes no line for the person.
pub(super) struct Payee<'v, 's> {
    pub run: Run<'v>,
    /// Who is paid: index in the ledger.
    pub person: usize,
    /// Whose figures decide: the person, or a mentee.
    pub about: usize,
    /// What the line is paid in: the component's unit, or that of the choice taken.
    pub unit: PayUnit,
    pub sheet: &'s mut Worksheet,
    pub findings: &'s mut Findings,
    /// Numbers of the policy that already stand in the sheet.
    parameters: Vec<(&'static str, Span, Figure)>,
    /// The balances that the line on its way has moved.
    pub balances: Vec<Balance>,
}

impl<'v> Payee<'v, '_> {
    /// A step named after the component.
    pub fn step(&mut self, name: &'static str, rule: Span, form: Form, inputs: &[&Figure], unit: Unit) -> Figure {
        self.sheet.named((name, &self.run.component.name.value), rule, form, inputs, unit)
    }

    /// A number of the policy; the same one stands in the sheet once for all orders of a component.
    pub fn parameter(&mut self, name: &'static str, parameter: &Parameter, unit: Unit) -> Figure {
        let known = |(n, span, figure): &&(&'static str, Span, Figure)| {
            (*n, *span, figure.value()) == (name, parameter.span, Some(&parameter.value))
        };
        if let Some((_, _, figure)) = self.parameters.iter().find(known) {
            return figure.clone();
        }
        let figure = self.sheet.parameter(name, &parameter.value, parameter.span, unit);
        self.parameters.push((name, parameter.span, figure.clone()));
        figure
    }

    /// Nothing, by order of that line of the policy.
    pub fn nothing(&mut self, name: &'static str, rule: Span, unit: Unit) -> Figure {
        self.implied((name, 0), rule, unit)
    }

    /// A number that a line of the policy means without a numeral; once as well.
    pub fn implied(&mut self, (name, number): (&'static str, i64), rule: Span, unit: Unit) -> Figure {
        let value = Number::from(number);
        let known = |(n, span, figure): &&(&'static str, Span, Figure)| {
            (*n, *span, figure.value()) == (name, rule, Some(&value))
        };
        if let Some((_, _, figure)) = self.parameters.iter().find(known) {
            return figure.clone();
        }
        let figure = self.sheet.implied(name, number, rule, unit);
        self.parameters.push((name, rule, figure.clone()));
        figure
    }

    /// The figure where it is there, 0 where the component says so; else there is no line, and an error unless it says `skip`.
    pub fn need(&mut self, figure: Figure, what: &str, at: Span) -> Option<Figure> {
        self.need_of(figure, (what, self.run.view.book.period), at)
    }

    /// The same of a value of that period.
    fn need_of(&mut self, figure: Figure, (what, period): (&str, &Period), at: Span) -> Option<Figure> {
        if !figure.is_missing() {
            return Some(figure);
        }
        let rule = self.when_missing_in(period, what, at)?;
        let zero = self.nothing("when_missing", rule, Unit::Number);
        Some(self.step("when_missing", rule, Form::Otherwise, &[&figure, &zero], Unit::Number))
    }

    /// The line of the policy by which what is missing counts as 0; nothing where there is no line of pay.
    pub fn when_missing(&mut self, what: &str, at: Span) -> Option<Span> {
        self.when_missing_in(self.run.view.book.period, what, at)
    }

    fn when_missing_in(&mut self, period: &Period, what: &str, at: Span) -> Option<Span> {
        match &self.run.component.when_missing {
            Some(rule) if rule.value == WhenPayMissing::Zero => return Some(rule.span),
            Some(_) => {}
            None => {
                let lack = missing::Lack { person: self.about, what, period };
                self.findings.push(missing::finding(self.run, &lack, at));
            }
        }
        None
    }

    /// The look at the person whose figures decide.
    pub fn look(&self) -> Look<'v> {
        let view = self.run.view;
        let own = view.result.of(self.about).filter(|_| self.about == self.person);
        match own {
            Some(result) => Look::own(view.book, self.about, &result.standing),
            None => Look::from_elsewhere(view.book, self.about),
        }
    }

    /// A measure's value.
    pub fn value(&mut self, measure: &Spanned<MeasureId>) -> Option<Figure> {
        let figure = self.look().value(self.sheet, measure.value);
        self.need(figure, self.run.name_of(measure.value), measure.span)
    }

    /// What an amount goes by, without credits beyond the whole unless the component pays them; a row of a split order counts in it as the
    /// component says, and nothing is paid where it does not say so.
    pub fn paid_by(&mut self, measure: &Spanned<MeasureId>, subject: &Subject) -> Option<Figure> {
        self.says_split(measure)?;
        let (book, component) = (self.run.view.book, self.run.component);
        let figure = if component.is_by_share() {
            book.credited(self.sheet, measure.value, subject, component.overlays)
        } else {
            book.payable(self.sheet, measure.value, subject, component.overlays)
        };
        self.need(figure, self.run.name_of(measure.value), measure.span)
    }

    /// Whether the component says how rows of split orders count, where there are some; an error where it does not.
    pub fn says_split(&mut self, measure: &Spanned<MeasureId>) -> Option<()> {
        if self.run.component.split.is_some() || !self.run.view.book.counts_split(measure.value) {
            return Some(());
        }
        let finding = Finding::error("split-not-said").with("measure", self.run.name_of(measure.value));
        self.findings.push(finding.at(self.run.place(measure.span)));
        None
    }

    /// A measure's attainment of the target, which may be missing.
    pub fn attained(&mut self, measure: MeasureId) -> Attained {
        self.look().attained(self.sheet, measure, &Against::Target)
    }

    /// A figure of a measure, of the person or the person's team.
    pub fn looked_at(&mut self, measure: &Spanned<MeasureId>, seen: Seen, whose: Whose) -> Option<Figure> {
        let look = self.look();
        if look.subject(whose).is_none() {
            let rule = self.when_missing("team", measure.span)?;
            return Some(self.nothing("when_missing", rule, Unit::Number));
        }
        let figure = match seen {
            Seen::Attainment => look.attained_of(self.sheet, measure.value, &Against::Target, whose).attainment,
            Seen::Value => look.value_of(self.sheet, measure.value, whose),
            Seen::Payable => look.payable_of(self.sheet, measure.value, (whose, self.run.component.overlays)),
        };
        self.need(figure, self.run.name_of(measure.value), measure.span)
    }

    /// What every condition looked at when all hold; nothing when one does not. One that does not hold settles the matter even
    /// where another's value is missing.
    pub fn all_hold(&mut self, conditions: &[Condition]) -> Option<Vec<Looked>> {
        let look = self.look();
        let held: Vec<Held> = conditions.iter().map(|condition| look.holds(self.sheet, condition)).collect();
        if held.iter().any(|held| matches!(held, Held::No(_))) {
            return None;
        }
        let mut looked = Vec::new();
        for (condition, held) in conditions.iter().zip(held) {
            let (is_met, figure) = self.settled(condition, held)?;
            if !is_met {
                return None;
            }
            looked.extend(figure.map(|figure| (figure, condition.span)));
        }
        Some(looked)
    }

    /// Whether a condition holds, and what it looked at; nothing when its value is missing and that means no line.
    pub fn settled(&mut self, condition: &Condition, held: Held) -> Option<(bool, Option<Figure>)> {
        match held {
            Held::Yes(figure) => Some((true, figure)),
            Held::No(figure) => Some((false, figure)),
            Held::Missing(Missing { what, figure: Some(figure), period, holds_as_zero }) => {
                let figure = self.need_of(figure, (&what, &period), condition.span)?;
                Some((holds_as_zero, Some(figure)))
            }
            Held::Missing(Missing { what, figure: None, period, holds_as_zero }) => {
                self.when_missing_in(&period, &what, condition.span).map(|_| (holds_as_zero, None))
            }
        }
    }

    /// The amount under the conditions that made the component apply, so that the explanation shows them.
    pub fn under(&mut self, conditions: &[Looked], amount: Figure) -> Figure {
        let unit = unit_of(self.unit);
        conditions
            .iter()
            .fold(amount, |amount, (looked, span)| self.step("when", *span, Form::Chosen(1), &[looked, &amount], unit))
    }

    /// The component's line.
    pub fn line(&mut self, amount: Figure) -> PayLine {
        self.sheet.name(&amount, "amount", Some(&self.run.component.name.value), None);
        PayLine {
            component: self.run.index,
            of: self.run.component.name.value.clone(),
            name: self.run.component.name.value.clone(),
            kind: LineKind::Own,
            balances: std::mem::take(&mut self.balances),
            unit: self.unit,
            amount,
            remarks: Vec::<Remark>::new(),
            deals: Vec::<DealLine>::new(),
        }
    }
}

/// What amounts of that unit of pay are counted in.
pub(super) fn unit_of(unit: PayUnit) -> Unit {
    match unit {
        PayUnit::Money => Unit::Money,
        PayUnit::LeaveDays => Unit::Days,
        PayUnit::Honour => Unit::Count,
    }
}
