//! A row for each label: its values, its change, its place, and whether it is new.

use std::cmp::Ordering;

use super::super::labels::LabelSubject;
use super::super::{TrendAsked, View};
use super::By;
use super::series::{Course, Value};
use super::spans::{self, Spans};
use crate::calendar::Period;
use crate::derivation::{Form, Leaf, Subject, Worksheet};
use crate::measure::cube::{self, Courses};
use crate::measure::totals::{Ask, Total};
use crate::number::Number;
use crate::policy::rules::{MeasureId, MeasureKind};

/// How a label stands against the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It has rows for the first time.
    New,
    /// It has none any more.
    Gone,
    /// It had none in the period before, but earlier.
    Back,
    /// More than before.
    Up,
    /// Less.
    Down,
    /// As much.
    Flat,
}

impl Status {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Gone => "gone",
            Status::Back => "back",
            Status::Up => "up",
            Status::Down => "down",
            Status::Flat => "flat",
        }
    }
}

/// One label.
#[derive(Clone, Debug)]
pub struct TrendRow {
    /// The word; nothing of rows without one.
    pub label: Option<String>,
    /// What people call it, where that is another.
    pub name: String,
    /// Its values, the oldest first.
    pub series: Course,
    /// That of the period before.
    pub previous: Option<Number>,
    /// That of the same period a year earlier.
    pub last_year: Option<Number>,
    /// Its part of the whole in three decimals; nothing where parts make no whole.
    pub share: Option<Number>,
    /// Its place; nothing without a value.
    pub rank: Option<u32>,
    /// Its place in the period before.
    pub rank_before: Option<u32>,
    /// Against the period before; nothing where neither has a value.
    pub status: Option<Status>,
}

impl TrendRow {
    /// The value of the period.
    pub fn actual(&self) -> Option<Number> {
        self.series.last()
    }

    /// How much more than in the period before.
    pub fn change(&self) -> Option<Number> {
        Some(&self.actual()? - self.previous.as_ref()?)
    }

    /// The same as a part of what it was; nothing where that is not above 0.
    pub fn change_rate(&self) -> Option<Number> {
        let previous = self.previous.as_ref().filter(|previous| previous.is_positive())?;
        self.change()?.checked_div(previous)
    }

    /// How much more than a year earlier.
    pub fn change_on_last_year(&self) -> Option<Number> {
        Some(&self.actual()? - self.last_year.as_ref()?)
    }
}

/// A value, and whether rows are in it.
#[derive(Clone, Debug, Default)]
struct Seen {
    value: Option<Value>,
    has_rows: bool,
}

impl Seen {
    fn of(total: Total) -> Self {
        Seen { value: total.value.map(Value::of), has_rows: total.rows > 0 }
    }

    /// What a word has in the window of a place.
    fn of_course(course: &cube::Course, place: usize) -> Self {
        let Some((units, rows)) = course.units(place) else { return Seen::of(course.total(place)) };
        Seen { value: Some(Value::Small(units)), has_rows: rows > 0 }
    }

    fn number(&self) -> Option<Number> {
        self.value.as_ref().map(Value::number)
    }

    /// Whether there is something: a value that rows made.
    fn is_there(&self) -> bool {
        self.has_rows && self.value.is_some()
    }

    fn is_something(&self) -> bool {
        self.has_rows || self.value.as_ref().is_some_and(|value| !value.is_zero())
    }

    fn compare(&self, other: &Seen) -> Ordering {
        match (&self.value, &other.value) {
            (Some(own), Some(other)) => own.compare(other),
            (own, other) => own.is_some().cmp(&other.is_some()),
        }
    }
}

/// The rows, in their order, without shares.
pub(super) fn rows(view: &View, by: &By, (measure, asked): (MeasureId, &TrendAsked)) -> Vec<TrendRow> {
    let policy = view.book.policy;
    let listed = spans::listed(by, (asked, view.book.period));
    let spans = Spans::of(policy, by, (asked, view.book.period));
    let windows = if by.is_of_days() { vec![listed] } else { spans.clone().all() };
    let courses = courses(view, by, measure, &windows);
    let mut rows: Vec<TrendRow> = Vec::new();
    by.each(view, measure, &windows, &mut |subject| {
        let own = subject.days.as_ref().map(|days| Spans::of(policy, by, (asked, days)));
        let course = courses.as_ref().zip(subject.id.as_deref().or(Some("")));
        let course = course.map(|(courses, id)| courses.of(id));
        let own_windows = own.clone().map(Spans::all);
        let look = |place: usize| match &course {
            Some(course) => Seen::of_course(course, place),
            None => look(view, by, (measure, &subject), &own_windows.as_ref().unwrap_or(&windows)[place]),
        };
        rows.extend(row(&subject, &look, own.as_ref().unwrap_or(&spans)));
    });
    place(&mut rows);
    if by.is_of_days() {
        rows.sort_by(|one, other| one.label.cmp(&other.label));
    }
    rows
}

/// Sums of words, where the measure is one: of customers there may be very many.
fn courses<'v>(view: &View<'v>, by: &By, measure: MeasureId, windows: &[Period]) -> Option<Courses<'v>> {
    let By::Label(label) = by else { return None };
    let seen: Vec<Period> = windows.iter().map(|window| view.book.days_of(measure, window)).collect();
    view.cube.courses(measure, &by.column_of(view.book.policy, measure, label), &seen)
}

/// The row of a label; nothing where no period has anything of it. `look` sees the windows of its spans by their places.
fn row(subject: &LabelSubject, look: &dyn Fn(usize) -> Seen, spans: &Spans) -> Option<TrendRow> {
    let seen: Vec<Seen> = (0..spans.periods.len()).map(look).collect();
    let previous = match seen.len().checked_sub(2) {
        Some(index) => seen[index].clone(),
        None => look(spans.previous_at()),
    };
    let last_year = look(spans.previous_at() + 1);
    let is_listed = seen.iter().chain([&previous, &last_year]).any(Seen::is_something) || subject.days.is_some();
    if !is_listed {
        return None;
    }
    let now = seen.last().cloned().unwrap_or_default();
    let status = status((&now, &previous), || match &spans.before {
        Some(_) => look(spans.previous_at() + 2).has_rows,
        None => seen[..seen.len() - 1].iter().any(|seen| seen.has_rows),
    });
    // A day without rows after another is no end of anything.
    let status = status.filter(|status| subject.days.is_none() || *status != Status::Gone || previous.is_there());
    let (rank, rank_before) = (now.is_there().then_some(0), previous.is_there().then_some(0));
    let values: Vec<Option<Value>> = seen.into_iter().map(|seen| seen.value).collect();
    Some(TrendRow {
        series: Course::of(&values),
        label: subject.id.clone(),
        name: subject.name.clone(),
        previous: previous.number(),
        last_year: last_year.number(),
        share: None,
        // Which place is known when all are there.
        rank,
        rank_before,
        status,
    })
}

fn look(view: &View, by: &By, (measure, subject): (MeasureId, &LabelSubject), window: &Period) -> Seen {
    let kind = &view.book.policy.measure(measure).kind;
    if let (Subject::Labelled { .. }, MeasureKind::Sum(_) | MeasureKind::Count(_)) = (&subject.subject, kind) {
        return gathered(view, (measure, &subject.subject), window);
    }
    let mut sheet = Worksheet::new();
    let figure = by.figure(view, &mut sheet, (measure, subject), window);
    let window = view.book.seen(window);
    let is_row = |form: &Form| match form {
        Form::Leaf(Leaf::Total { rows, window: of, .. }) => *rows > 0 && of.last() >= window.first(),
        Form::Leaf(Leaf::Calendar(_) | Leaf::Elsewhere { .. } | Leaf::Row(_)) => true,
        _ => false,
    };
    // What nobody has is the rest of what is there.
    let has_rows = match subject.id {
        None if *by == By::Person || *by == By::Team => figure.value().is_some_and(|value| !value.is_zero()),
        _ => sheet.steps().iter().any(|step| is_row(&step.form)),
    };
    Seen { value: figure.value().cloned().map(Value::of), has_rows }
}

/// What is gathered as it is: the figure would be this leaf, and of customers there may be very many.
fn gathered(view: &View, (measure, subject): (MeasureId, &Subject), window: &Period) -> Seen {
    Seen::of(view.book.gathered_total(Ask { measure, subject, window, overlays: true }))
}

fn status((now, previous): (&Seen, &Seen), had_earlier: impl FnOnce() -> bool) -> Option<Status> {
    match (now.is_there(), previous.is_there()) {
        (true, true) => Some(match now.compare(previous) {
            Ordering::Greater => Status::Up,
            Ordering::Less => Status::Down,
            Ordering::Equal => Status::Flat,
        }),
        (true, false) if had_earlier() => Some(Status::Back),
        (true, false) => Some(Status::New),
        (false, true) => Some(Status::Gone),
        (false, false) => (!now.has_rows).then_some(Status::Gone),
    }
}

/// Gives every row its places and brings them into order: by value, the label of equals; what has no value last.
fn place(rows: &mut [TrendRow]) {
    let before: Vec<Option<Number>> =
        rows.iter().map(|row| row.rank_before.and_then(|_| row.previous.clone())).collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|one, other| before[*other].cmp(&before[*one]));
    for (index, rank) in ranked(&before, &order) {
        rows[index].rank_before = rank;
    }
    let now: Vec<Option<Number>> = rows.iter().map(|row| row.rank.and_then(|_| row.actual())).collect();
    let label = |index: usize| (rows[index].label.is_none(), rows[index].label.as_deref());
    order.sort_by(|one, other| now[*other].cmp(&now[*one]).then_with(|| label(*one).cmp(&label(*other))));
    for (index, rank) in ranked(&now, &order) {
        rows[index].rank = rank;
    }
    arrange(rows, &order);
}

/// Brings rows into an order, each to its place by changing with what stands there.
fn arrange(rows: &mut [TrendRow], order: &[usize]) {
    let mut places = vec![0; order.len()];
    for (place, index) in order.iter().enumerate() {
        places[*index] = place;
    }
    for index in 0..rows.len() {
        while places[index] != index {
            let place = places[index];
            rows.swap(index, place);
            places.swap(index, place);
        }
    }
}

/// The places of values in an order in which they fall; equals share the better one, and what has no value has none.
pub(super) fn ranked<'v>(
    values: &'v [Option<Number>],
    order: &'v [usize],
) -> impl Iterator<Item = (usize, Option<u32>)> + use<'v> {
    let mut rank = 0;
    order.iter().enumerate().map(move |(place, index)| {
        let is_tie = place > 0 && values[order[place - 1]] == values[*index];
        rank = if is_tie { rank } else { place as u32 + 1 };
        (*index, values[*index].as_ref().map(|_| rank))
    })
}
