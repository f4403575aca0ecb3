//! Every kind of test, in this period and over several.

use super::{Held, Look, Missing};
use crate::calendar::{Period, complete_months};
use crate::derivation::{Fact, Figure, Form, Leaf, Subject, Worksheet};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{Against, Change, Condition, MeasureId, Probation, Repeated, Test, Unit};
use crate::source::{Span, Spanned};
use crate::spelling::alike;

/// Whether a number meets the condition.
pub fn met_by(condition: &Condition, value: &Number) -> bool {
    condition.range.contains(value)
}

impl<'v> Look<'v> {
    /// Whether the condition holds, over as many periods as it asks for. A period of which nothing is known, or in which
    /// the person was not employed, is one in which it does not hold; a value that is missing in one of them is missing.
    pub fn holds(&self, sheet: &mut Worksheet, condition: &Condition) -> Held {
        let now = self.holds_now(sheet, condition);
        let Some(repeated) = condition.periods else { return now };
        let figure = now.figure();
        let all: Vec<Held> = std::iter::once(now).chain(self.held_before(sheet, condition, repeated)).collect();
        let count = |is_it: fn(&Held) -> bool| all.iter().filter(|held| is_it(held)).count();
        let (needed, hits) = (repeated.hits as usize, count(|held| matches!(held, Held::Yes(_))));
        let open = count(|held| matches!(held, Held::Missing(_)));
        if hits >= needed {
            return Held::Yes(figure);
        }
        let as_zero = count(|held| matches!(held, Held::Missing(missing) if missing.holds_as_zero));
        let first =
            all.into_iter().find_map(|held| if let Held::Missing(missing) = held { Some(missing) } else { None });
        match first.filter(|_| hits + open >= needed) {
            Some(missing) => Held::Missing(Missing { holds_as_zero: hits + as_zero >= needed, ..missing }),
            None => Held::No(figure),
        }
    }

    /// What comes of it in this period and in each that it looks back to, the latest first; nothing in one in which the person was not employed.
    pub fn each(&self, sheet: &mut Worksheet, condition: &Condition) -> Vec<(Period, Option<Held>)> {
        let periods = std::iter::successors(Some(self.book.period.clone()), |period| Some(period.previous()));
        let of = condition.periods.map_or(1, |repeated| repeated.of);
        let mut held = |period: Period| {
            let look = Look::from_elsewhere(Book { period: &period, ..self.book }, self.person);
            let found = look.standing().is_some().then(|| look.holds_now(sheet, condition));
            (period.clone(), found)
        };
        periods.take(of as usize).map(&mut held).collect()
    }

    /// What comes of it in each of the periods before, in which the person was employed.
    fn held_before(&self, sheet: &mut Worksheet, condition: &Condition, repeated: Repeated) -> Vec<Held> {
        let periods = std::iter::successors(Some(self.book.period.previous()), |period| Some(period.previous()));
        let mut held = Vec::new();
        for period in periods.take(repeated.of.saturating_sub(1) as usize) {
            let look = Look::from_elsewhere(Book { period: &period, ..self.book }, self.person);
            if look.standing().is_some() {
                held.push(look.holds_now(sheet, condition));
            }
        }
        held
    }

    /// What has no zero is missing.
    fn lacks(&self, what: &str) -> Held {
        let period = self.book.period.clone();
        Held::Missing(Missing { what: what.to_owned(), figure: None, period, holds_as_zero: false })
    }

    fn holds_now(&self, sheet: &mut Worksheet, condition: &Condition) -> Held {
        let whose = condition.whose;
        if self.subject(whose).is_none() {
            return self.lacks("team");
        }
        match &condition.test {
            Test::Measure(measure) => {
                let figure = self.value_of(sheet, measure.value, whose);
                self.compared(condition, figure, measure)
            }
            Test::Attainment(measure) => {
                let figure = self.attained_of(sheet, measure.value, &Against::Target, whose).attainment;
                self.compared(condition, figure, measure)
            }
            Test::Change(change) => {
                let figure = self.change(sheet, change, condition);
                self.compared(condition, figure, &change.measure)
            }
            Test::Share(measure) => {
                let figure = self.part_of_all(sheet, measure, condition);
                self.compared(condition, figure, measure)
            }
            Test::Grade(grades) => self.graded(sheet, grades),
            Test::Rank(None) => self.whole_number(condition, self.rank(sheet), "rank"),
            Test::Rank(Some(measure)) => {
                self.whole_number(condition, self.place(sheet, measure.value), self.name_of(measure))
            }
            Test::TenureMonths => self.whole_number(condition, self.tenure(sheet), "tenure_months"),
            Test::Role(roles) => {
                fact(self.role().is_some_and(|role| roles.iter().any(|known| alike(&known.value, role))))
            }
            Test::Probation(probation) => fact(self.stands_to(*probation)),
        }
    }

    fn compared(&self, condition: &Condition, figure: Figure, measure: &Spanned<MeasureId>) -> Held {
        match figure.value() {
            None => Held::Missing(Missing {
                what: self.name_of(measure).to_owned(),
                figure: Some(figure),
                period: self.book.period.clone(),
                holds_as_zero: met_by(condition, &Number::zero()),
            }),
            Some(value) if met_by(condition, value) => Held::Yes(Some(figure)),
            Some(_) => Held::No(Some(figure)),
        }
    }

    /// The fall or rise as a share of what it is compared with; missing where that is 0 or less.
    fn change(&self, sheet: &mut Worksheet, change: &Change, condition: &Condition) -> Figure {
        let (measure, whose) = (change.measure.value, condition.whose);
        let base = change.base.as_ref().map_or(measure, |base| base.value);
        let attained = self.attained_of(sheet, base, &change.against, whose);
        let actual = if base == measure { attained.actual } else { self.value_of(sheet, measure, whose) };
        changed(sheet, (change.falls, self.name_of(&change.measure)), (&actual, &attained.against), condition.span)
    }

    /// The part that the measure is of that of everybody; missing where that is 0 or less.
    fn part_of_all(&self, sheet: &mut Worksheet, measure: &Spanned<MeasureId>, condition: &Condition) -> Figure {
        let own = self.value_of(sheet, measure.value, condition.whose);
        let all = self.book.payable(sheet, measure.value, &Subject::Department, true);
        sheet.named(("share", self.name_of(measure)), condition.span, Form::Attainment, &[&own, &all], Unit::Rate)
    }

    fn graded(&self, sheet: &mut Worksheet, grades: &[Spanned<String>]) -> Held {
        let Some(grade) = self.standing().and_then(|standing| standing.grade.as_ref()) else {
            return self.lacks("grade");
        };
        let score = Some(self.score(sheet));
        if grades.iter().any(|wanted| &wanted.value == grade) { Held::Yes(score) } else { Held::No(score) }
    }

    /// Complete months from hiring to the end of the period's last day; nothing when the day of hiring is not known.
    fn tenure(&self, sheet: &mut Worksheet) -> Option<Figure> {
        let book = &self.book;
        let hired = book.ledger.people.list.get(self.person)?.hired?;
        let months = Number::from(complete_months(hired, book.period.last()));
        let fact = Fact::Tenure { person: self.person, window: book.period.clone() };
        let figure = sheet.leaf(Leaf::Calendar(fact), Some(months), Unit::Number);
        sheet.name(&figure, "tenure_months", None, None);
        Some(figure)
    }

    fn role(&self) -> Option<&'v str> {
        let book = &self.book;
        book.ledger.people.list.get(self.person)?.at_end_of(book.period)?.role.as_deref()
    }

    fn stands_to(&self, probation: Probation) -> bool {
        let book = &self.book;
        let Some(person) = book.ledger.people.list.get(self.person) else { return false };
        let last = book.period.last();
        match probation {
            Probation::In => person.in_probation(last),
            Probation::Ending => person.probation_end.is_some_and(|end| book.period.contains(end)),
            Probation::Over => person.probation_end.is_none_or(|end| end < last),
        }
    }

    fn whole_number(&self, condition: &Condition, figure: Option<Figure>, what: &str) -> Held {
        match figure.as_ref().and_then(Figure::value) {
            None => self.lacks(what),
            Some(value) if met_by(condition, value) => Held::Yes(figure),
            Some(_) => Held::No(figure),
        }
    }

    fn name_of(&self, measure: &Spanned<MeasureId>) -> &'v str {
        &self.book.policy.measure(measure.value).name
    }
}

/// The fall or rise of a figure as a share of what it is compared with; missing where that is 0 or less.
pub fn changed(
    sheet: &mut Worksheet,
    (falls, of): (bool, &str),
    (actual, base): (&Figure, &Figure),
    span: Span,
) -> Figure {
    if !falls {
        return sheet.named(("rise", of), span, Form::Growth, &[actual, base], Unit::Rate);
    }
    let fall = sheet.step(Form::Difference, &[base, actual], Unit::Number);
    sheet.named(("drop", of), span, Form::Attainment, &[&fall, base], Unit::Rate)
}

fn fact(is_so: bool) -> Held {
    if is_so { Held::Yes(None) } else { Held::No(None) }
}
