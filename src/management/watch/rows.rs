//! Watches over rows: each row of an input that is open too long, lacks something, is there twice, or is due.

mod clock;
mod columns;
mod coming;
mod counts;
mod faults;
mod lacks;
mod partners;
mod replies;
mod same;
mod subject;
mod terms;
mod words;

use std::cell::Cell;

use super::{Alert, Answer, NotKept};
use crate::calendar::{NaiveDate, Period};
use crate::finding::Findings;
use crate::ledger::rows::{Closing, ListedRow, Look};
use crate::management::customers::classes::{class_needs, class_prepare};
use crate::management::{Needs, View};
use crate::measure::registers::number;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::management::watch::{Clock, Coming, ComingOn, RowsWatch, WatchKind, Without};
use crate::policy::rules::management::{Listed, WatchRule};
use crate::policy::rules::{Filter, InputKind, Unit};
use crate::source::Spanned;
use faults::Told;
use lacks::Lacks;
use partners::Partners;
use replies::Replies;
use same::Same;
use subject::Subjects;
use terms::Terms;
use words::Looked;

/// What there is to tell of a row beside what it is.
#[derive(Clone, Debug, Default)]
struct Seen {
    value: Option<Number>,
    limit: Option<Number>,
    beyond: Option<Number>,
    unit: Option<Unit>,
    text: Option<String>,
    since: Option<clock::Moment>,
}

/// A watch with what it looks things up in.
struct Watched<'v> {
    view: View<'v>,
    rule: &'v WatchRule,
    watch: &'v RowsWatch,
    tests: Terms<'v>,
    lacks: Option<Lacks>,
    done: Option<Partners>,
    subjects: Subjects<'v>,
    /// The column that is empty while a row is open.
    open: Option<String>,
    /// The column of its beginning, or of the day ahead.
    day: Option<String>,
    /// How many rows nothing has closed yet, not even after the last day.
    never_closed: Cell<u64>,
    replies: Replies,
}

/// The inputs whose rows are looked at.
pub(super) fn listed(policy: &Policy) -> Vec<Listed> {
    let watches = policy.management.watches.iter();
    let of_rows = watches.filter_map(|rule| match &rule.kind {
        WatchKind::Rows(watch) => Some(columns::listed(policy, rule, watch)),
        WatchKind::Measure(_) => None,
    });
    of_rows.flatten().collect()
}

/// What is read of a register for `where` of a watch over what the register is about.
pub(super) fn listed_for(policy: &Policy, (input, filter): (&str, &Filter)) -> Listed {
    columns::of_filter(policy, input, filter)
}

/// Calls `visit` with each row of an input that passes a filter.
pub(super) fn each_passing(
    view: View,
    (rule, filter): (&WatchRule, &Filter),
    look: Look,
    findings: &mut Findings,
    visit: &mut dyn FnMut(&ListedRow),
) {
    let mut told = Told::new(view.book.policy, rule);
    let tests = Terms::of(view, look.input, filter);
    view.rows.look(look, &mut |row| {
        if tests.hold(row, &mut told) {
            visit(row);
        }
    });
    tests.report(Looked::Some, &mut told);
    told.settle(look.input, findings);
}

/// The columns that a filter on an input looks at.
pub(super) fn tested(policy: &Policy, input: &str, filter: &Filter) -> Vec<String> {
    columns::tested(policy, input, filter)
}

/// A column as the input's files have it, where the policy gives it another header.
pub(super) fn canonical(policy: &Policy, input: &str, column: &str) -> String {
    columns::canonical(policy, input, column)
}

/// Adds what classes of customers are made of, where a watch asks for one.
pub(super) fn prepare(policy: &mut Policy) {
    if columns::ask_for_class(policy) {
        class_prepare(policy);
    }
}

/// What is gathered.
pub(super) fn needs(policy: &Policy, period: &Period) -> Needs {
    if columns::ask_for_class(policy) { class_needs(policy, period) } else { Needs::default() }
}

/// Adds what the watch finds.
pub(super) fn look(
    view: View,
    (index, rule, watch): (usize, &WatchRule, &RowsWatch),
    answer: &mut Answer,
    findings: &mut Findings,
) {
    let mut absent = inputs(view, rule, watch);
    absent.retain(|input| view.book.policy.input(input).is_none());
    if !absent.is_empty() {
        let of_input = |needs: &str| NotKept {
            section: "watch".to_owned(),
            name: Some(rule.name.value.clone()),
            needs: needs.to_owned(),
            is_asked: true,
        };
        answer.not_kept.extend(absent.into_iter().map(of_input));
        return;
    }
    let mut told = Told::new(view.book.policy, rule);
    let watched = Watched::new(view, (rule, watch), &mut told);
    watched.find(index, &mut answer.alerts, &mut told);
    watched.tests.report(watched.looked(), &mut told);
    told.settle(&watch.input.value, findings);
    findings.extend_with(watched.replies.told(&watch.input.value));
}

/// The inputs that a watch looks at, each once: also those whose labels it asks for.
fn inputs<'w>(view: View, rule: &'w WatchRule, watch: &'w RowsWatch) -> Vec<&'w str> {
    let without = watch.without.iter().filter_map(|without| match without {
        Without::Rows(input) => Some(input),
        Without::Columns(_) => None,
    });
    let done_by = watch.done_by.iter().map(|done| &done.input);
    let own = [&watch.input].into_iter().chain(without).chain(done_by).map(|input| input.value.as_str());
    let labels = columns::registers(view, (&watch.input.value, &rule.filter));
    let of_done = watch.done_by.iter().flat_map(|done| columns::registers(view, (&done.input.value, &done.filter)));
    let mut inputs: Vec<&str> = Vec::new();
    for input in own.chain(labels).chain(of_done) {
        if !inputs.contains(&input) {
            inputs.push(input);
        }
    }
    inputs
}

impl<'v> Watched<'v> {
    fn new(view: View<'v>, (rule, watch): (&'v WatchRule, &'v RowsWatch), told: &mut Told) -> Self {
        let lacks = watch.without.as_ref().map(|without| match without {
            Without::Columns(names) => Lacks::columns(view, &watch.input.value, names),
            Without::Rows(input) => {
                let first = first_day(view, watch, &input.value);
                Lacks::Rows(Partners::of(view, (&input.value, &Filter::default(), first), told))
            }
        });
        let done = watch.done_by.as_ref().map(|done| Partners::of(view, (&done.input.value, &done.filter, None), told));
        let tests = Terms::of(view, &watch.input.value, &rule.filter);
        let subjects = Subjects::new(view, (rule, &watch.input.value));
        let own = |name: &Spanned<String>| columns::canonical(view.book.policy, &watch.input.value, &name.value);
        let ahead = watch.coming.as_ref().and_then(|coming| match &coming.on {
            ComingOn::Column(column) => Some(column),
            ComingOn::Dates(_) => None,
        });
        let day = watch.clock.as_ref().map(|clock| &clock.since).or(ahead).map(own);
        Watched {
            view,
            rule,
            watch,
            tests,
            lacks,
            done,
            subjects,
            open: watch.open.as_ref().map(own),
            day,
            never_closed: Cell::default(),
            replies: Replies::default(),
        }
    }

    /// Which rows of its input it looks at. Of rows that are closed nothing says what they were while they were open.
    fn looked(&self) -> Looked {
        let input = &self.watch.input.value;
        match InputKind::of(input) {
            _ if self.open.is_some() && self.never_closed.get() < words::ENOUGH => Looked::Some,
            InputKind::Staff | InputKind::Customers | InputKind::Products => Looked::Standing,
            _ if first_day(self.view, self.watch, input).is_none() => Looked::Ever,
            _ => Looked::Some,
        }
    }

    /// Looks at every row.
    fn find(&self, index: usize, alerts: &mut Vec<Alert>, told: &mut Told) {
        let mut same = Same::of(self.view, &self.watch.input.value, &self.watch.same);
        let columns = columns::read(self.view.book.policy, self.rule, self.watch);
        self.watch.coming.iter().for_each(|coming| self.check_coming(coming, told));
        self.check_order(told);
        let first = first_day(self.view, self.watch, &self.watch.input.value);
        let look = Look { input: &self.watch.input.value, columns: Some(&columns), first };
        self.view.rows.look(look, &mut |row| {
            for seen in self.seen(row, &mut same, told) {
                self.subjects.stranger(row).into_iter().for_each(|text| told.stranger(row, text));
                alerts.push(self.alert(index, row, seen));
            }
        });
    }

    /// What is found in a row, perhaps several times.
    fn seen(&self, row: &ListedRow, same: &mut Option<Same>, told: &mut Told) -> Vec<Seen> {
        let watch = self.watch;
        self.replies.see(row);
        if self.open.as_ref().is_some_and(|column| row.closing(column) == Closing::Open) {
            self.never_closed.set(self.never_closed.get() + 1);
        }
        let is_it = self.tests.hold(row, told)
            && self.open.as_ref().is_none_or(|column| self.is_open(row, column, told))
            && self.lacks.as_ref().is_none_or(|lacks| lacks.is_of(self.view, row));
        if !is_it {
            return Vec::new();
        }
        if let Some(same) = same {
            let id = self.subjects.id(row);
            return same
                .first_like(row, id)
                .map(|text| Seen { text: Some(text), ..Seen::default() })
                .into_iter()
                .collect();
        }
        if let Some(coming) = &watch.coming {
            return self.coming(row, coming, told);
        }
        match &watch.clock {
            Some(clock) => self.late(row, clock, told).into_iter().collect(),
            None => vec![self.plain(row)],
        }
    }

    /// Whether a row is open at the end of the last day: what is closed later was open then.
    fn is_open(&self, row: &ListedRow, column: &str, told: &mut Told) -> bool {
        let closing = row.closing(column);
        told.counts.closing(row, column, closing);
        let opened = self.day.as_deref().filter(|day| FIRST_DAYS.contains(day)).and_then(|day| row.cell(day));
        let opened = opened.and_then(|text| row.day_in(text));
        // A row of a source has a day of its own, whatever the clock counts from.
        let is_source = InputKind::of(&self.watch.input.value).is_source();
        let opened = opened.or_else(|| row.day.filter(|_| is_source));
        match closing {
            Closing::On(closed) if opened.is_some_and(|opened| closed < opened) => {
                told.counts.add("watch-closed-before-opened", column, row);
            }
            Closing::Unread => told.no_day(row, column),
            _ => {}
        }
        closing.is_open(self.view.last_day())
    }

    /// A clock that begins when a row is done, of rows that are open while their beginning is blank: the two stand the other way round.
    fn check_order(&self, told: &mut Told) {
        let (Some(clock), Some(since), Some(open)) = (&self.watch.clock, &self.day, &self.open) else { return };
        if ENDS.contains(&since.as_str()) && BEGINNINGS.contains(&open.as_str()) {
            told.never("watch-since-and-open-swapped", &clock.since.value, clock.since.span);
        }
    }

    /// Days that are all over, or come once though they are birthdays.
    fn check_coming(&self, coming: &Coming, told: &mut Told) {
        match &coming.on {
            _ if coming.is_yearly => {}
            ComingOn::Dates(dates) => {
                if dates.iter().all(|date| date.value < self.view.last_day()) {
                    dates.last().into_iter().for_each(|date| told.never("watch-dates-over", "dates", date.span));
                }
            }
            ComingOn::Column(column) if self.day.as_deref() == Some(BIRTHDAY) => {
                told.never("birthday-comes-once", &column.value, column.span);
            }
            ComingOn::Column(_) => {}
        }
    }

    fn late(&self, row: &ListedRow, clock: &Clock, told: &mut Told) -> Option<Seen> {
        let column = self.day.as_deref()?;
        let since = told.since(row, column)?;
        let last = self.view.last_day();
        let value = clock::passed(&self.view.book.policy.calendar, (since, last), clock.unit);
        let Some(value) = value else {
            told.no_time(row, column);
            return None;
        };
        let beyond = &value - &clock.most.value;
        // What a row announces comes later than it; of a row without a day of its own, on the day that it names or later.
        let is_settled = |done: &Partners| match row.day {
            Some(day) => done.has_later(row, day),
            None => done.has_from(row, since.0),
        };
        let is_settled = || self.done.as_ref().is_some_and(is_settled);
        if column == STAGE && row.day.is_some_and(|day| since.0 < day) {
            told.counts.add("watch-stage-before-opened", column, row);
        }
        if (since.0 - last).num_days() > FAR_AHEAD {
            told.counts.add("watch-day-far-ahead", column, row);
        }
        let is_over = beyond.is_positive()
            || (beyond.is_zero() && clock::is_month_over((since, last), (clock.unit, &clock.most.value)));
        if since.0 > last || !is_over || is_settled() {
            return None;
        }
        Some(Seen {
            value: Some(value),
            limit: Some(clock.most.value.clone()),
            beyond: Some(beyond),
            unit: Some(clock::unit(clock.unit)),
            since: Some(since),
            text: None,
        })
    }

    fn coming(&self, row: &ListedRow, coming: &Coming, told: &mut Told) -> Vec<Seen> {
        let last = self.view.last_day();
        let days = self.days_of(row, coming, told).into_iter();
        let next = days.filter_map(|day| coming::next(day, coming.is_yearly, last));
        let near = next.filter(|day| (*day - last).num_days() <= i64::from(coming.days));
        let mut near: Vec<NaiveDate> = near.collect();
        near.sort_unstable();
        near.dedup();
        let begins = |day: &NaiveDate| coming::days_before(*day, coming.days);
        near.retain(|day| self.done.as_ref().is_none_or(|done| !done.has_from(row, begins(day))));
        let seen = |day: NaiveDate| Seen {
            value: Some(Number::from((day - last).num_days())),
            unit: Some(Unit::Days),
            since: Some((day, None)),
            ..Seen::default()
        };
        near.into_iter().map(seen).collect()
    }

    fn days_of(&self, row: &ListedRow, coming: &Coming, told: &mut Told) -> Vec<NaiveDate> {
        match &coming.on {
            ComingOn::Dates(dates) => dates.iter().map(|date| date.value).collect(),
            ComingOn::Column(_) => {
                let day = self.day.as_ref().and_then(|column| told.moment(row, column));
                day.map(|(day, _)| day).into_iter().collect()
            }
        }
    }

    /// Of a row without a clock the number that `where` asks about, or what it lacks.
    fn plain(&self, row: &ListedRow) -> Seen {
        if let Some(lacks) = &self.lacks {
            return Seen { text: lacks.shown(self.view, row), ..Seen::default() };
        }
        match self.tests.number(row) {
            Some((value, limit)) => Seen {
                beyond: Some((&value - &limit).abs()),
                value: Some(value),
                limit: Some(limit),
                ..Seen::default()
            },
            None => Seen::default(),
        }
    }

    /// Of receivables the number of the document, and its balance, without one its amount.
    fn document(&self, row: &ListedRow) -> Option<(String, Option<Number>)> {
        if InputKind::of(&self.watch.input.value) != InputKind::Receivables {
            return None;
        }
        let amount = ["balance", "amount"].into_iter().find_map(|column| row.cell(column)).and_then(number);
        Some((row.cell("order")?.to_owned(), amount))
    }

    fn alert(&self, watch: usize, row: &ListedRow, seen: Seen) -> Alert {
        let named = (self.subjects.id(row), self.subjects.name(row));
        Alert {
            value: seen.value,
            unit: seen.unit.unwrap_or(Unit::Number),
            limit: seen.limit,
            beyond: seen.beyond,
            text: seen.text,
            owner: self.subjects.owner(row),
            since: seen.since.map(|(day, _)| day),
            time: seen.since.and_then(|(_, time)| time),
            place: Some(row.place.clone()),
            document: self.document(row),
            customers: self.subjects.customer(row).into_iter().collect(),
            ..Alert::new(watch, &self.watch.input.value, named)
        }
    }
}

/// Columns of days before which nothing can be closed.
const FIRST_DAYS: [&str; 3] = ["opened", "date", "awarded"];
/// The column of a day that is not before the row's own.
const STAGE: &str = "stage_since";
/// Columns of days that say that a row is done, and of days that every row has.
const ENDS: [&str; 4] = ["done", "closed", "paid_on", "first_reply"];
const BEGINNINGS: [&str; 5] = ["due", "opened", "date", "awarded", "stage_since"];
/// The column of a day that comes every year.
const BIRTHDAY: &str = "birthday";
/// So many days ahead a day is most likely a slip of the year.
const FAR_AHEAD: i64 = 3 * 366;

/// From which day on rows of a source are looked at: with a clock or a day ahead, and where they may be open, all, else those of the period.
fn first_day(view: View, watch: &RowsWatch, input: &str) -> Option<NaiveDate> {
    let is_timed = watch.clock.is_some() || watch.coming.is_some() || watch.open.is_some();
    (InputKind::of(input).is_source() && !is_timed).then(|| view.book.period.first())
}
