//! What can never hold, whatever the files say: conditions against each other, a class that nobody is given, a sum that is missing.

use crate::finding::quoted;
use crate::policy::reading::Reading;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::{MeasureLook, WatchKind};
use crate::policy::rules::{Bound, Condition, FilterTest, Policy, Range, Test, adds_up};
use crate::spelling::alike;

/// The column of the class that is computed.
const CLASS: &str = "class";
/// What has a computed class.
const CLASSED: [&str; 4] = ["customers", "customer", "customer_id", "class"];

/// Reports each at its line.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    for rule in &policy.management.watches {
        check_classes(reading, policy, rule);
        if let WatchKind::Measure(watch) = &rule.kind {
            check_conditions(reading, watch.conditions());
            if let MeasureLook::Missing(measure) = &watch.look
                && adds_up(&policy.measures, measure.value)
                && policy.measure(measure.value).min_rows.is_none()
            {
                let facts = [("watch", rule.name.value.as_str()), ("measure", &policy.measure(measure.value).name)];
                reading.warning("watch-never-missing", measure.span, &facts);
            }
        }
    }
    policy.management.actions.iter().for_each(|action| check_conditions(reading, &action.when));
}

/// Words of `where` that `class` gives to nobody.
fn check_classes(reading: &Reading, policy: &Policy, rule: &WatchRule) {
    let of = match &rule.kind {
        WatchKind::Rows(watch) => watch.input.value.as_str(),
        WatchKind::Measure(watch) => watch.per.value.as_str(),
    };
    let classes = policy.management.customers.as_ref().and_then(|customers| customers.class.classes());
    let Some(classes) = classes.filter(|_| CLASSED.contains(&of)) else { return };
    for term in rule.filter.terms.iter().filter(|term| term.column == CLASS) {
        let (FilterTest::OneOf(words) | FilterTest::NoneOf(words)) = &term.test else { continue };
        for word in words.iter().filter(|word| !classes.iter().any(|class| alike(class, word))) {
            let known = quoted(&classes);
            let facts = [("watch", rule.name.value.as_str()), ("name", word.as_str()), ("classes", &known)];
            reading.error("watch-of-no-class", term.span, &facts);
        }
    }
}

/// Two conditions of one figure that leave no number between them.
fn check_conditions(reading: &Reading, conditions: &[Condition]) {
    for (index, one) in conditions.iter().enumerate() {
        let contrary = conditions[..index].iter().find(|other| is_contrary(one, other));
        if let Some(other) = contrary {
            reading.conflict("conditions-contradict", [one.span, other.span], &[]);
        }
    }
}

fn is_contrary(one: &Condition, other: &Condition) -> bool {
    let is_of_now = one.periods.is_none() && other.periods.is_none();
    is_of_now && one.whose == other.whose && is_same(&one.test, &other.test) && are_apart(&one.range, &other.range)
}

fn is_same(one: &Test, other: &Test) -> bool {
    match (one, other) {
        (Test::Measure(one), Test::Measure(other))
        | (Test::Attainment(one), Test::Attainment(other))
        | (Test::Share(one), Test::Share(other)) => one.value == other.value,
        (Test::TenureMonths, Test::TenureMonths) => true,
        _ => false,
    }
}

fn are_apart(one: &Range, other: &Range) -> bool {
    let is_behind = |lower: &Option<Bound>, upper: &Option<Bound>| match (lower, upper) {
        (Some(lower), Some(upper)) => {
            let both = lower.inclusive && upper.inclusive;
            lower.at.value > upper.at.value || (lower.at.value == upper.at.value && !both)
        }
        _ => false,
    };
    is_behind(&one.lower, &other.upper) || is_behind(&other.lower, &one.upper)
}
