//! Whether the conditions of a watch hold for a subject in a period.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::finding::Found;
use super::running::first_day;
use super::subjects::{self, Key, Whom};
use crate::calendar::{NaiveDate, Period};
use crate::condition::{Held, Look, changed};
use crate::derivation::{Figure, Subject, Worksheet};
use crate::management::View;
use crate::management::figures::Figures;
use crate::management::labels::{By, LabelSubject};
use crate::measure::Book;
use crate::measure::plan::made_of;
use crate::number::Number;
use crate::policy::rules::management::watch::MeasureWatch;
use crate::policy::rules::{Against, Change, Condition, MeasureId, Test, Unit, Whose};

/// What came of it.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// It holds.
    Holds(Found),
    /// It does not.
    Not,
    /// A value that it needs is missing.
    Missing,
    /// What it would be compared with is not there, or not above 0.
    NoPast,
}

/// The parts of a whole: of a measure in a period.
type Wholes = BTreeMap<(MeasureId, Period), Option<Number>>;

/// A watch, and all that it looks at.
pub(super) struct Scene<'v> {
    /// What answers follow from.
    pub view: View<'v>,
    /// The watch.
    pub watch: &'v MeasureWatch,
    /// Of whom it is.
    pub by: By,
    wholes: RefCell<Wholes>,
    subjects: OnceCell<Vec<Rc<LabelSubject>>>,
    /// Who was of the classes that are asked for, by period.
    pub of_class: RefCell<BTreeMap<Period, BTreeSet<Key>>>,
}

impl<'v> Scene<'v> {
    /// What a watch looks at.
    pub fn new(view: View<'v>, watch: &'v MeasureWatch) -> Self {
        let by = By::named(&watch.per.value);
        let (wholes, of_class) = (RefCell::default(), RefCell::default());
        Scene { view, watch, by, wholes, subjects: OnceCell::new(), of_class }
    }

    /// All of what is told apart up to the last day, each once.
    pub fn subjects(&self) -> &[Rc<LabelSubject>] {
        self.subjects.get_or_init(|| subjects::told_apart(self))
    }

    /// The view of another period.
    pub fn view_of<'p>(&self, period: &'p Period) -> View<'p>
    where
        'v: 'p,
    {
        View { book: Book { period, ..self.view.book }, ..self.view }
    }

    /// A measure of a subject in a period.
    pub fn value(&self, measure: MeasureId, subject: &LabelSubject, period: &Period) -> Option<Number> {
        self.by.value(&self.view_of(period), (measure, subject), subject.days.as_ref().unwrap_or(period))
    }

    fn figure(&self, sheet: &mut Worksheet, of: (MeasureId, &LabelSubject), period: &Period) -> Figure {
        let window = of.1.days.as_ref().unwrap_or(period);
        self.by.figure(&self.view_of(period), sheet, of, window)
    }

    /// All conditions in a period, those over several in those before it, too.
    pub fn conditions(&self, whom: &Whom, conditions: &[Condition], period: &Period) -> Outcome {
        let outcomes: Vec<Outcome> = conditions.iter().map(|one| self.repeated(whom, one, period)).collect();
        let has = |is_it: fn(&Outcome) -> bool| outcomes.iter().any(is_it);
        if has(|one| matches!(one, Outcome::Not)) {
            return Outcome::Not;
        }
        if has(|one| matches!(one, Outcome::NoPast)) {
            return Outcome::NoPast;
        }
        if has(|one| matches!(one, Outcome::Missing)) {
            return Outcome::Missing;
        }
        outcomes.into_iter().next().unwrap_or(Outcome::Not)
    }

    fn repeated(&self, whom: &Whom, condition: &Condition, period: &Period) -> Outcome {
        let now = self.condition(whom, condition, period);
        let Some(repeated) = condition.periods else { return now };
        let earlier = std::iter::successors(Some(period.previous()), |period| Some(period.previous()));
        let earlier = earlier.take(repeated.of.saturating_sub(1) as usize);
        let there = earlier.filter(|period| self.is_there(whom, period));
        let before: Vec<Outcome> = there.map(|period| self.condition(whom, condition, &period)).collect();
        let count =
            |is_it: fn(&Outcome) -> bool| std::iter::once(&now).chain(&before).filter(|outcome| is_it(outcome)).count();
        let hits = count(|outcome| matches!(outcome, Outcome::Holds(_)));
        let open = count(|outcome| matches!(outcome, Outcome::NoPast | Outcome::Missing));
        let needed = repeated.hits as usize;
        match now {
            now @ Outcome::Holds(_) if hits >= needed => now,
            _ if hits >= needed => before.into_iter().find(|one| matches!(one, Outcome::Holds(_))).unwrap_or(now),
            _ if hits + open >= needed => Outcome::NoPast,
            _ => Outcome::Not,
        }
    }

    /// Whether the subject is there in a period: a person who is employed.
    pub fn is_there(&self, whom: &Whom, period: &Period) -> bool {
        let people = &self.view.book.ledger.people.list;
        whom.person.is_none_or(|person| people[person].employed_in(period).is_some())
    }

    /// Whether the subject was known by the end of a period: a word that some row has had by then, a team that somebody was in. Customers of the register are.
    pub fn is_known(&self, whom: &Whom, period: &Period) -> bool {
        if let Subject::Team(team) = &whom.subject.subject {
            let spells = self.view.book.ledger.people.list.iter().flat_map(|person| &person.spells);
            let mut own = spells.filter(|spell| spell.team.as_deref() == Some(team)).peekable();
            return own.peek().is_none() || own.any(|spell| spell.first <= period.last());
        }
        let is_of_words = matches!(self.by, By::Label(_)) && whom.customer.is_none();
        !is_of_words
            || self.rows_of(&whom.subject, self.view.last_day()).is_none_or(|(first, _)| first <= period.last())
    }

    /// The days of the first and the last row of a word up to a day, of those that take nothing back; nothing without one.
    pub fn rows_of(&self, subject: &LabelSubject, last: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let View { book, cube, .. } = self.view;
        let parts = self.watch.measures().into_iter().flat_map(|measure| made_of(book.policy, measure));
        let ends = parts.filter_map(|part| cube.ends(part, &subject.subject, last));
        ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }

    fn condition(&self, whom: &Whom, condition: &Condition, period: &Period) -> Outcome {
        let mut sheet = Worksheet::new();
        let sheet = &mut sheet;
        let own = condition.whose == Whose::Person;
        match &condition.test {
            Test::Measure(measure) if own => {
                let unit = self.view.book.policy.measure(measure.value).unit;
                let figure = self.figure(sheet, (measure.value, &whom.subject), period);
                compared(condition, figure.value(), unit)
            }
            Test::Attainment(measure) if own => {
                let rule = self.view.book.policy.measure(measure.value);
                let actual = self.figure(sheet, (measure.value, &whom.subject), period);
                let target = self.view.book.target(sheet, measure.value, &whom.subject.subject, period);
                let attainment = self.view.book.attainment(sheet, rule, (&actual, &target));
                compared(condition, attainment.value(), Unit::Rate)
            }
            Test::Change(change) if own && change.against != Against::TeamMean => {
                self.change(sheet, (whom, change), (condition, period))
            }
            Test::Share(measure) if own => {
                compared(condition, self.share(measure.value, &whom.subject, period).as_ref(), Unit::Rate)
            }
            _ => self.of_person(sheet, whom, (condition, period)),
        }
    }

    /// What only a person has: a grade, a place, a role, what the team did.
    fn of_person(&self, sheet: &mut Worksheet, whom: &Whom, (condition, period): (&Condition, &Period)) -> Outcome {
        let Some(person) = whom.person else { return Outcome::Missing };
        let book = Book { period, ..self.view.book };
        let look = Look::from_elsewhere(book, person);
        match look.holds(sheet, &Condition { periods: None, ..condition.clone() }) {
            Held::Yes(figure) => {
                let value = figure.as_ref().and_then(Figure::value);
                Outcome::Holds(Found::of(&condition.range, value, Unit::Number))
            }
            Held::No(_) => Outcome::Not,
            Held::Missing(_) => Outcome::Missing,
        }
    }

    fn change(
        &self,
        sheet: &mut Worksheet,
        (whom, change): (&Whom, &Change),
        (condition, period): (&Condition, &Period),
    ) -> Outcome {
        let actual = self.figure(sheet, (change.measure.value, &whom.subject), period);
        let of = change.base.as_ref().unwrap_or(&change.measure).value;
        let base = self.base(sheet, (of, whom), (&change.against, period));
        let Some(past) = base.as_ref().and_then(Figure::value).filter(|past| past.is_positive()) else {
            return self.without_past(whom, actual.value());
        };
        let base = base.as_ref().filter(|_| past.is_positive());
        let Some(base) = base else { return Outcome::NoPast };
        let name = &self.view.book.policy.measure(change.measure.value).name;
        let size = changed(sheet, (change.falls, name), (&actual, base), condition.span);
        compared(condition, size.value(), Unit::Rate)
    }

    /// Of a label that has nothing in the period either there is nothing to say.
    fn without_past(&self, whom: &Whom, actual: Option<&Number>) -> Outcome {
        let is_label = !matches!(self.by, By::Person | By::Team | By::Department);
        let has_nothing = actual.is_none_or(Number::is_zero);
        if is_label && has_nothing && whom.person.is_none() { Outcome::Not } else { Outcome::NoPast }
    }

    /// What the measure was: the period before, the same a year earlier, or the mean of several.
    fn base(
        &self,
        sheet: &mut Worksheet,
        (measure, whom): (MeasureId, &Whom),
        (against, period): (&Against, &Period),
    ) -> Option<Figure> {
        let of = (measure, &*whom.subject);
        match against {
            Against::LastYear => Some(self.figure(sheet, of, &period.last_year())),
            Against::Mean(periods) => {
                let earlier = std::iter::successors(Some(period.previous()), |period| Some(period.previous()));
                let there = earlier.take(*periods as usize).filter(|period| self.is_there(whom, period));
                // Before the files begin nothing was sold that anybody knows of.
                let begin = first_day(self.view, &[measure]);
                let there = there.filter(|period| begin.is_none_or(|begin| begin <= period.last()));
                let figures: Vec<Figure> = there.map(|period| self.figure(sheet, of, &period)).collect();
                let unit = self.view.book.policy.measure(measure).unit;
                mean(sheet, figures, unit)
            }
            _ => Some(self.figure(sheet, of, &period.previous())),
        }
    }

    /// The part of the whole; nothing where the whole is not above 0, and 0 of what is not above 0.
    pub fn share(&self, measure: MeasureId, subject: &LabelSubject, period: &Period) -> Option<Number> {
        let own = self.value(measure, subject, period)?;
        let own = if own.is_positive() { own } else { Number::zero() };
        own.checked_div(&self.whole(measure, period).filter(Number::is_positive)?)
    }

    /// What all have together: of persons and teams the department's, of a label the sum of what is above 0.
    pub fn whole(&self, measure: MeasureId, period: &Period) -> Option<Number> {
        let key = (measure, period.clone());
        if let Some(known) = self.wholes.borrow().get(&key) {
            return known.clone();
        }
        let whole = self.sum_of_all(measure, period);
        self.wholes.borrow_mut().insert(key, whole.clone());
        whole
    }

    fn sum_of_all(&self, measure: MeasureId, period: &Period) -> Option<Number> {
        if let By::Person | By::Team | By::Department = self.by {
            let sheet = &mut Worksheet::new();
            let all = Subject::Department;
            return self.view.book.actual(sheet, measure, &all, period).value().cloned();
        }
        let value = self.values(measure, period);
        let values = self.subjects().iter().filter_map(|subject| value(subject));
        let values: Vec<Number> = values.filter(Number::is_positive).collect();
        Some(values.iter().sum())
    }

    /// The same as `value` of very many subjects, of words of one column looked up at once.
    pub fn values<'s>(
        &'s self,
        measure: MeasureId,
        period: &'s Period,
    ) -> impl Fn(&LabelSubject) -> Option<Number> + 's {
        let column = match &self.by {
            By::Label(label) => Some(self.by.column_of(self.view.book.policy, measure, label)),
            _ => None,
        };
        let of = |column: &String| Figures::of(self.view_of(period), measure, column, std::slice::from_ref(period));
        let figures = column.as_ref().map(of);
        move |subject| match (&figures, &subject.subject) {
            (Some(figures), Subject::Labelled { column: own, label }) if column.as_ref() == Some(own) => {
                figures.value(label, 0)
            }
            _ => self.value(measure, subject, period),
        }
    }
}

fn mean(sheet: &mut Worksheet, figures: Vec<Figure>, unit: Unit) -> Option<Figure> {
    let there: Vec<Figure> = figures.into_iter().filter(|figure| figure.value().is_some()).collect();
    let count = i64::try_from(there.len()).ok().filter(|count| *count > 0)?;
    let sum = sheet.step(crate::derivation::Form::Sum, &there.iter().collect::<Vec<_>>(), unit);
    let count = sheet.implied("periods", count, crate::source::Span::default(), Unit::Number);
    Some(sheet.step(crate::derivation::Form::Quotient, &[&sum, &count], unit))
}

fn compared(condition: &Condition, value: Option<&Number>, unit: Unit) -> Outcome {
    match value {
        None => Outcome::Missing,
        Some(value) if condition.range.contains(value) => {
            Outcome::Holds(Found::of(&condition.range, Some(value), unit))
        }
        Some(_) => Outcome::Not,
    }
}
