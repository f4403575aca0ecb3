//! What needs a look: watches over measures and over rows, suggestions, improvements.

mod actions;
mod improvements;
mod measures;
mod never;
mod registers;
mod rows;
mod touched;

use std::cmp::Reverse;

use super::{Needs, NotKept, View, listing};
use crate::calendar::{NaiveDate, NaiveTime, Period};
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::management::Listed;
use crate::policy::rules::management::watch::{WatchKind, measures_of};
use crate::policy::rules::{MeasureId, Unit};
use crate::source::Place;

pub use actions::{Evidence, Seen, Suggestion};
pub use improvements::Improvement;

/// What a watch found about one subject or row.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Which watch, in the policy's order.
    pub watch: usize,
    /// Of what kind the subject is: `person`, `team`, `department`, `customer`, `region` …; of rows the input's name.
    pub scope: String,
    /// The subject's id; empty of the department. Of a row its id, or what tells it apart.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What was looked at; nothing where no number was.
    pub value: Option<Number>,
    /// What value, limit and beyond are counted in.
    pub unit: Unit,
    /// The bound.
    pub limit: Option<Number>,
    /// How far the value is past the bound.
    pub beyond: Option<Number>,
    /// A text in the place of a value: what a row has twice.
    pub text: Option<String>,
    /// Who should look: index in the ledger.
    pub owner: Option<usize>,
    /// Of a row, since when.
    pub since: Option<NaiveDate>,
    /// The time of day since when, where the row has one.
    pub time: Option<NaiveTime>,
    /// Of a row, where it stands.
    pub place: Option<Place>,
    /// Of a row of receivables the number of its document, and what is still to be paid of it.
    pub document: Option<(String, Option<Number>)>,
    /// Ids of the customers whom it touches, A before B, by amount.
    pub customers: Vec<String>,
    /// In how many periods running, this one included; filled for watches over measures.
    pub running: Option<u32>,
    /// What the risk that the watch announces asks for.
    pub response: Option<String>,
    /// The last day on which somebody said to have seen it.
    pub acknowledged: Option<NaiveDate>,
}

impl Alert {
    /// One about a subject or row, without a number.
    pub fn new(watch: usize, scope: impl Into<String>, (id, name): (impl Into<String>, impl Into<String>)) -> Self {
        Alert {
            watch,
            scope: scope.into(),
            id: id.into(),
            name: name.into(),
            value: None,
            unit: Unit::Number,
            limit: None,
            beyond: None,
            text: None,
            owner: None,
            since: None,
            time: None,
            place: None,
            document: None,
            customers: Vec::new(),
            running: None,
            response: None,
            acknowledged: None,
        }
    }

    /// What a row of `acks` names it by.
    pub fn key(&self, policy: &Policy) -> String {
        format!("{}/{}", policy.management.watches[self.watch].name.value, self.id)
    }
}

/// The labels by whose words watches look at measures.
pub fn labels(policy: &Policy) -> impl Iterator<Item = &str> {
    policy.management.watches.iter().filter_map(|rule| match &rule.kind {
        WatchKind::Measure(watch) => Some(watch.per.value.as_str()),
        WatchKind::Rows(_) => None,
    })
}

/// What `watch` found.
#[derive(Default)]
pub struct Answer {
    /// By severity, owner, then size.
    pub alerts: Vec<Alert>,
    /// Subjects without a past: watch, scope, id, name.
    pub no_past: Vec<(usize, String, String, String)>,
    /// What is suggested of people.
    pub suggestions: Vec<Suggestion>,
    /// What was decided, and what came of it.
    pub improvements: Vec<Improvement>,
    /// What could not be told for want of an input.
    pub not_kept: Vec<NotKept>,
}

/// Adds measures.
pub fn prepare(policy: &mut Policy, _: &Ledger) {
    measures::prepare(policy);
    rows::prepare(policy);
}

/// The inputs whose rows are looked at.
pub fn listed(policy: &Policy) -> Vec<Listed> {
    let mut all = listing::named(&["staff", "risks", "improvements"]);
    all.push(registers::acks_listed());
    all.extend(rows::listed(policy));
    all.extend(measures::listed(policy));
    all
}

/// What is gathered.
pub fn needs(policy: &Policy, ledger: &Ledger, period: &Period) -> Needs {
    let mut needs = measures::needs(policy, ledger, period);
    let others =
        [rows::needs(policy, period), actions::needs(policy, period), improvements::needs(policy, ledger, period)];
    for more in others {
        needs.along.extend(more.along);
        needs.windows.extend(more.windows);
    }
    needs
}

/// The measures of watches and suggestions, and those by which improvements are judged.
pub fn measures(policy: &Policy, ledger: &Ledger) -> Vec<MeasureId> {
    let conditions = policy.management.conditions().flat_map(measures_of);
    let of_watches = policy.management.watches.iter().filter_map(|rule| match &rule.kind {
        WatchKind::Measure(watch) => Some(watch.measures()),
        WatchKind::Rows(_) => None,
    });
    let judged = ledger.decisions.iter().filter_map(|one| policy.measure_called(&one.measure.as_ref()?.0));
    conditions.chain(of_watches.flatten()).chain(judged).collect()
}

/// The days that what is found in the period is made of.
pub fn made_of(policy: &Policy, period: &Period) -> Vec<Period> {
    measures::made_of(policy, period)
}

/// Of how many periods scores and grades are looked at.
pub fn looks_back(policy: &Policy) -> usize {
    measures::looks_back(policy)
}

/// Answers.
pub fn answer(view: View, findings: &mut Findings) -> Option<Answer> {
    let mut answer = Answer::default();
    for (index, rule) in view.book.policy.management.watches.iter().enumerate() {
        match &rule.kind {
            WatchKind::Measure(watch) => measures::look(view, (index, rule, watch), &mut answer, findings),
            WatchKind::Rows(watch) => rows::look(view, (index, rule, watch), &mut answer, findings),
        }
    }
    touched::customers(view, &mut answer.alerts);
    registers::risks(view, &mut answer.alerts, findings);
    registers::acks(view, &mut answer.alerts, findings);
    sort(view, &mut answer.alerts);
    actions::suggest(view, &mut answer, findings);
    answer.improvements = improvements::improvements(view, findings);
    Some(answer)
}

/// By severity, the most urgent first; then by owner, those of nobody last; then by size, the largest first.
fn sort(view: View, alerts: &mut [Alert]) {
    let watches = &view.book.policy.management.watches;
    let order = |alert: &Alert| {
        let size = Reverse(alert.beyond.clone());
        (Reverse(watches[alert.watch].severity), alert.owner.is_none(), alert.owner, size, alert.watch)
    };
    alerts.sort_by(|one, other| (order(one), &one.id, &one.place).cmp(&(order(other), &other.id, &other.place)));
}
