//! Conditions, the same in `when`, `gate` and `members`.

use super::rules::{Against, Bound, Change, Condition, InputKind, MeasureId, Probation, Range, Repeated, Test, Whose};
use super::scope::Scope;
use super::steps;
use super::table::TableReader;
use super::value;
use crate::number::Number;
use crate::source::Spanned;

/// What a condition looks at.
pub(super) const TESTS: [&str; 7] = ["measure", "attainment", "grade", "rank", "tenure_months", "role", "probation"];
/// When a person is in probation.
pub(super) const PROBATIONS: [(&str, Probation); 3] =
    [("in", Probation::In), ("ending", Probation::Ending), ("over", Probation::Over)];
/// What a fall or rise is compared with; how many periods a mean covers stands beside it.
pub(super) const EARLIER: [(&str, Against); 4] = [
    ("previous", Against::Previous),
    ("last_year", Against::LastYear),
    ("team_mean", Against::TeamMean),
    ("mean", Against::Mean(0)),
];

/// Whose figure a rule looks at.
pub(super) const WHOSE: [(&str, Whose); 2] = [("person", Whose::Person), ("team", Whose::Team)];

/// Whether a condition that does not hold ends the matter or reduces an amount.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ConditionUse {
    /// `when`, `members`.
    Requirement,
    /// `gate`: says by `otherwise` what it reduces to.
    Gate,
}

/// Reads the list of conditions under `key`; those that cannot be read are left out.
pub(super) fn conditions(
    table: &TableReader<'_>,
    key: &'static str,
    usage: ConditionUse,
    scope: &Scope<'_>,
) -> Vec<Condition> {
    table.tables(key).iter().filter_map(|table| condition(table, usage, scope)).collect()
}

fn condition(table: &TableReader<'_>, usage: ConditionUse, scope: &Scope<'_>) -> Option<Condition> {
    let kind = table.one_of(&TESTS, "attainment = \"revenue\", from = 1");
    let whose = whose(table);
    let periods = repeated(table);
    let otherwise = if usage == ConditionUse::Gate {
        table.require("otherwise", "otherwise = 0.5");
        table.amount_from_zero("otherwise")
    } else {
        None
    };
    let Some(kind) = kind else {
        finish_without_kind(table);
        return None;
    };
    let test = test(table, kind, scope);
    table.finish();
    let (test, range) = test?;
    check_team_figure(table, whose, &test);
    Some(Condition { test, range, whose, periods, otherwise, span: table.span })
}

/// Which keys belong to a condition without a kind is not known, so only the missing one is reported.
fn finish_without_kind(table: &TableReader<'_>) {
    table.others();
    table.finish();
}

/// Reads `of = "team"`. A number under `of` counts periods instead.
pub(super) fn whose(table: &TableReader<'_>) -> Whose {
    if !says_whose(table) {
        return Whose::Person;
    }
    table.choice("of", &WHOSE).map_or(Whose::Person, |whose| whose.value)
}

fn says_whose(table: &TableReader<'_>) -> bool {
    table.written_text("of").is_some_and(|written| value::number_in(written).is_none())
}

/// A team has measures, attainments and a score; a grade, place, tenure, role or probation is a person's.
fn check_team_figure(table: &TableReader<'_>, whose: Whose, test: &Test) {
    let is_of_team = matches!(test, Test::Measure(_) | Test::Attainment(_) | Test::Change(_) | Test::Share(_));
    if whose == Whose::Team && !is_of_team {
        table.reading.error("team-has-no-such-figure", table.span, &[]);
    }
}

fn repeated(table: &TableReader<'_>) -> Option<Repeated> {
    let hits = table.periods("periods")?;
    // Inside a condition `of` counts periods; absent, all of them must hold.
    let of = if says_whose(table) { None } else { table.periods("of") };
    let of = of.unwrap_or_else(|| hits.clone());
    if of.value < hits.value {
        let (found, range) = (of.value.to_string(), format!("≥ {}", hits.value));
        let facts = [("key", "of"), ("found", found.as_str()), ("range", range.as_str())];
        table.reading.error("out-of-range", of.span, &facts);
        return None;
    }
    Some(Repeated { hits: hits.value, of: of.value })
}

fn test(table: &TableReader<'_>, kind: &'static str, scope: &Scope<'_>) -> Option<(Test, Range)> {
    match kind {
        "measure" => measure_test(table, scope),
        "attainment" => {
            let range = required_range(table);
            let written = table.text(kind)?;
            scope.names.needs_input(InputKind::Targets, &written);
            Some((Test::Attainment(scope.names.measure(&written)?), range?))
        }
        "grade" => {
            let grades = table.filled_texts(kind)?;
            grades.iter().for_each(|grade| scope.check_grade(grade));
            Some((Test::Grade(grades), Range::default()))
        }
        "rank" => rank_test(&table.table(kind)?, scope),
        "tenure_months" => {
            let inner = table.table(kind)?;
            let range = required_range(&inner);
            inner.finish();
            range.iter().filter_map(|range| range.lower.as_ref()).for_each(|lower| check_lifetime(&inner, lower));
            Some((Test::TenureMonths, range?))
        }
        "role" => Some((Test::Role(table.filled_texts(kind)?), Range::default())),
        _ => Some((Test::Probation(table.choice(kind, &PROBATIONS)?.value), Range::default())),
    }
}

fn rank_test(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<(Test, Range)> {
    let by = table.text("by");
    let range = required_range(table);
    table.finish();
    range.iter().filter_map(|range| range.upper.as_ref()).for_each(|upper| check_first_place(table, upper));
    let measure = match by {
        Some(by) => Some(scope.names.measure(&by)?),
        None => None,
    };
    Some((Test::Rank(measure), range?))
}

/// The first place is 1: nobody has one before it.
fn check_first_place(table: &TableReader<'_>, upper: &Bound) {
    let first = if upper.inclusive { upper.at.value >= Number::one() } else { upper.at.value > Number::one() };
    if !first {
        let (key, range) = if upper.inclusive { ("to", "≥ 1") } else { ("below", "> 1") };
        let found = upper.at.value.to_string();
        let facts = [("key", key), ("found", found.as_str()), ("range", range)];
        table.reading.error("out-of-range", upper.at.span, &facts);
    }
}

/// So many months nobody is employed.
const LIFETIME: i64 = 720;

/// Days or a year where months are meant.
fn check_lifetime(table: &TableReader<'_>, lower: &Bound) {
    if lower.at.value > Number::from(LIFETIME) {
        let key = if lower.inclusive { "from" } else { "above" };
        let (found, range) = (lower.at.value.to_string(), format!("≤ {LIFETIME}"));
        let facts = [("key", key), ("found", found.as_str()), ("range", range.as_str())];
        table.reading.error("out-of-range", lower.at.span, &facts);
    }
}

fn measure_test(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<(Test, Range)> {
    let measure = scope.measure(table, "measure");
    if !RELATED.iter().any(|key| table.has(key)) {
        let range = required_range(table);
        RELATED.iter().for_each(|key| {
            table.entry(key);
        });
        return Some((Test::Measure(measure?), range?));
    }
    related_test(table, measure, scope)
}

/// What of a measure is looked at beside its value: its fall, its rise, or the part that it is of the whole.
pub(super) const RELATED: [&str; 3] = ["drop", "rise", "share"];

/// Reads the one of them that is written.
pub(super) fn related_test(
    table: &TableReader<'_>,
    measure: Option<Spanned<MeasureId>>,
    scope: &Scope<'_>,
) -> Option<(Test, Range)> {
    match table.one_of(&RELATED, "")? {
        "share" => {
            let inner = table.table("share")?;
            let range = required_range(&inner);
            inner.finish();
            Some((Test::Share(measure?), range?))
        }
        key => {
            let (base, range, against) = change(table, key, scope)?;
            Some((Test::Change(Change { measure: measure?, falls: key == "drop", base, against }), range))
        }
    }
}

/// What another measure's past is the base of: `of` names it, and is the bound where it is a number.
fn change_of(inner: &TableReader<'_>, scope: &Scope<'_>) -> Option<(Option<Spanned<MeasureId>>, Range)> {
    let is_name = inner.written_text("of").is_some_and(|written| value::number_in(written).is_none());
    let base = if is_name { Some(scope.measure(inner, "of")?) } else { None };
    let bounds: &[&'static str] = if is_name { &["from", "above"] } else { &["of", "from", "above"] };
    let key = inner.one_of(bounds, "of = \"30%\"");
    let key = key?;
    let at = if key == "above" { inner.amount_from_zero(key)? } else { inner.positive(key)? };
    Some((base, Range { lower: Some(Bound { at, inclusive: key != "above" }), upper: None }))
}

fn change(
    table: &TableReader<'_>,
    key: &'static str,
    scope: &Scope<'_>,
) -> Option<(Option<Spanned<MeasureId>>, Range, Against)> {
    let inner = table.table(key)?;
    let of = change_of(&inner, scope);
    let against = inner.required_choice("against", &EARLIER);
    let mean = against.as_ref().is_some_and(|against| matches!(against.value, Against::Mean(_)));
    if mean {
        inner.require("periods", "periods = 3");
    }
    let periods = if mean { inner.periods("periods") } else { None };
    inner.finish();
    let against = match against?.value {
        Against::Mean(_) => Against::Mean(periods?.value),
        other => other,
    };
    let (base, range) = of?;
    Some((base, range, against))
}

/// A range with a bound on one side at least.
pub(super) fn required_range(table: &TableReader<'_>) -> Option<Range> {
    if !steps::has_bound(table) {
        table.one_of(&["from", "above", "to", "below"], "from = 1");
        return None;
    }
    let range = steps::range(table);
    (!range.is_open()).then_some(range)
}
