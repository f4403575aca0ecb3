//! Watches over a measure, per subject.

mod finding;
mod owner;
mod running;
mod subjects;
mod test;

use std::collections::{BTreeMap, BTreeSet};

use super::{Alert, Answer, never, rows, touched};
use crate::calendar::Period;
use crate::derivation::Subject;
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::management::customers::classes::{class_needs, class_needs_of, class_prepare};
use crate::management::labels::By;
use crate::management::{Needs, NotKept, View};
use crate::measure::plan::AskedAlong;
use crate::measure::windows::windows_of;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::management::watch::{MeasureLook, MeasureWatch, Near, WatchKind, measures_of};
use crate::policy::rules::management::{Listed, WatchRule};
use crate::policy::rules::{Condition, Filter, FilterTerm, InputKind, Test};
use crate::spelling::folded;
use finding::Found;
use subjects::Whom;
use test::{Outcome, Scene};

/// In so many periods running a watch may have found something before nobody looks any further.
pub(super) use running::MOST as MOST_RUNNING;

/// Has customers read, where the policy keeps them: by name, owner and class.
pub(super) fn prepare(policy: &mut Policy) {
    let has_any = watches(policy).next().is_some();
    if has_any && policy.known_input(InputKind::Customers).is_some() {
        class_prepare(policy);
    }
}

/// The registers that say which subjects are meant.
pub(super) fn listed(policy: &Policy) -> Vec<Listed> {
    let of = |(rule, watch): (&WatchRule, &MeasureWatch)| {
        let is_own = |term: &FilterTerm| term.column == watch.per.value;
        let terms = rule.filter.terms.iter().filter(|term| !is_own(term)).cloned().collect();
        let filter = Filter { terms };
        let register = watch.register().filter(|_| !filter.terms.is_empty())?;
        Some(rows::listed_for(policy, (register, &filter)))
    };
    watches(policy).filter_map(of).collect()
}

fn watches(policy: &Policy) -> impl Iterator<Item = (&WatchRule, &MeasureWatch)> {
    policy.management.watches.iter().filter_map(|rule| match &rule.kind {
        WatchKind::Measure(watch) => Some((rule, watch)),
        WatchKind::Rows(_) => None,
    })
}

/// What is gathered: the measures of each watch, in the periods in which it may have spoken before.
pub(super) fn needs(policy: &Policy, _: &Ledger, period: &Period) -> Needs {
    let mut needs = Needs::default();
    for (rule, watch) in watches(policy) {
        if !watch.not_kept(policy).is_empty() {
            continue;
        }
        if subjects::asks_for_class(rule, watch) {
            let periods: Vec<Period> = running::earlier(period).take(running::MOST).collect();
            needs.along.extend(class_needs_of(policy, &periods).along);
        }
        let measures = watch.measures();
        let windows: Vec<Period> = windows_asked(policy, watch, period).into_iter().collect();
        let by = By::named(&watch.per.value);
        if by != By::Person {
            let more = by.needs(policy, &measures, &windows);
            // Since when there are rows of a word says since when it can be looked at.
            let is_of_words = matches!(by, By::Label(_));
            needs.along.extend(more.along.into_iter().map(|asked| AskedAlong { last_days: is_of_words, ..asked }));
            needs.windows.extend(more.windows);
        }
        needs.windows.extend(windows);
    }
    if touched::may_touch(policy) {
        let more = class_needs(policy, period);
        needs.along.extend(more.along);
        needs.windows.extend(more.windows);
    }
    needs
}

/// The windows of what is looked at in the period and, by conditions over several periods, in those before it.
pub(super) fn made_of(policy: &Policy, period: &Period) -> Vec<Period> {
    let of_watch = |watch: &MeasureWatch| {
        let repeated = watch.conditions().iter().filter_map(|condition| condition.periods);
        let count = repeated.map(|repeated| repeated.of as usize).max().unwrap_or(1);
        let periods = std::iter::successors(Some(period.clone()), |period| Some(period.previous())).take(count);
        let windows = |period: Period| windows_of(policy, (&watch.measures(), watch.conditions()), &period);
        periods.flat_map(windows).collect::<Vec<_>>()
    };
    let kept = watches(policy).map(|(_, watch)| watch).filter(|watch| watch.not_kept(policy).is_empty());
    kept.flat_map(of_watch).collect()
}

/// The windows in which the measures of a watch are looked at.
fn windows_asked(policy: &Policy, watch: &MeasureWatch, period: &Period) -> BTreeSet<Period> {
    let (measures, periods) = (watch.measures(), running::periods(&By::named(&watch.per.value), watch, period));
    periods.iter().flat_map(|period| windows_of(policy, (&measures, watch.conditions()), period)).collect()
}

/// Of how many periods scores and grades are looked at: those in which a watch may have spoken before, and what it looks back to from there.
pub(super) fn looks_back(policy: &Policy) -> usize {
    let conditions = watches(policy).flat_map(|(_, watch)| watch.conditions());
    conditions.filter(|condition| is_of_standing(policy, condition)).map(running::periods_of).max().unwrap_or(1)
}

/// Whether a condition looks at what only the computing of a whole period tells.
fn is_of_standing(policy: &Policy, condition: &Condition) -> bool {
    let is_score = measures_of(condition).into_iter().any(|measure| policy.is_of_score(measure));
    is_score || matches!(condition.test, Test::Grade(_) | Test::Rank(_))
}

/// Adds what the watch finds.
pub(super) fn look(
    view: View,
    (index, rule, watch): (usize, &WatchRule, &MeasureWatch),
    answer: &mut Answer,
    findings: &mut Findings,
) {
    let mut needs = watch.not_kept(view.book.policy);
    needs.extend(watch.register_not_kept(view.book.policy, &rule.filter).map(str::to_owned));
    if !needs.is_empty() {
        let not_kept =
            |needs| NotKept { section: "watch".to_owned(), name: Some(rule.name.value.clone()), needs, is_asked: true };
        answer.not_kept.extend(needs.into_iter().map(not_kept));
        return;
    }
    let scene = Scene::new(view, watch);
    let whom = subjects::of(&scene, rule, findings);
    never(&scene, rule, &whom).into_iter().for_each(|finding| findings.push(finding));
    for (one, outcome) in finding::all(&scene, &whom) {
        match outcome {
            Outcome::Holds(found) => {
                let alert = alert(&scene, (index, rule), &one, found);
                answer.alerts.push(alert);
            }
            Outcome::NoPast => answer.no_past.push((index, watch.per.value.clone(), one.id(), one.name())),
            Outcome::Not | Outcome::Missing => {}
        }
    }
}

/// What of the watch can never hold.
fn never(scene: &Scene, rule: &WatchRule, whom: &[Whom]) -> Vec<Finding> {
    let (view, period, name) = (scene.view, scene.view.book.period, rule.name.value.as_str());
    if let MeasureLook::Near(Near { measure, bound: Some(bound), .. }) = &scene.watch.look {
        let value = |whom: &Whom| scene.value(measure.value, &whom.subject, period);
        let values: Vec<Number> = whom.iter().filter_map(value).collect();
        return never::far_above(view, name, bound, &values).into_iter().collect();
    }
    let subjects: Vec<&Subject> = whom.iter().map(|whom| &whom.subject.subject).collect();
    never::without_targets(view, (name, scene.watch.conditions()), (&scene.watch.per.value, &subjects))
}

/// Whether a watch may find something about the subject of that id; of rows it may. `known` keeps who they are.
pub(super) fn may_find(view: View, watch: usize, id: &str, known: &mut BTreeMap<usize, BTreeSet<String>>) -> bool {
    let WatchKind::Measure(rule) = &view.book.policy.management.watches[watch].kind else { return true };
    if !rule.not_kept(view.book.policy).is_empty() {
        return true;
    }
    let all = || subjects::all(&Scene::new(view, rule)).iter().map(|whom| folded(&whom.id()).into_owned()).collect();
    // The largest together have no id.
    id.is_empty() || known.entry(watch).or_insert_with(all).contains(&*folded(id))
}

fn alert(scene: &Scene, (index, rule): (usize, &WatchRule), whom: &Whom, found: Found) -> Alert {
    Alert {
        value: found.value,
        unit: found.unit,
        limit: found.limit,
        beyond: found.beyond,
        owner: owner::of(scene.view, &rule.owner, whom),
        running: running::running(scene, rule, whom),
        ..Alert::new(index, &scene.watch.per.value, (whom.id(), whom.name()))
    }
}
