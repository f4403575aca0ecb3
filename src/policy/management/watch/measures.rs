//! The keys of a watch over a measure.

use crate::number::Number;
use crate::policy::conditions::{self, ConditionUse, RELATED};
use crate::policy::rules::management::watch::{Largest, MeasureLook, MeasureWatch, Near};
use crate::policy::rules::{Condition, MeasureId, Parameter, Range, Test, Whose};
use crate::policy::scope::Scope;
use crate::policy::steps;
use crate::policy::table::TableReader;
use crate::policy::value;
use crate::source::Spanned;

/// Of what a watch over a measure is made, one of which must be there.
pub(in crate::policy) const LOOKS: [&str; 10] =
    ["from", "above", "to", "below", "drop", "rise", "share_of_total", "missing", "near", "when"];
/// How far below a bound a value is near it, in per cent, where the policy does not say.
const NEAR: i64 = 5;
/// The word for each step of the pay that goes by the measure.
pub(in crate::policy) const TIERS: &str = "tiers";

/// Words for those of whom a register says more.
const SUBJECTS: [(&str, &[&str]); 3] = [
    ("customer", &["客户", "客户名称", "客戶", "客戶名稱"]),
    ("product", &["产品", "产品名称", "商品", "產品", "產品名稱"]),
    ("person", &["人员", "员工", "业务员", "销售员", "人員", "員工", "業務員", "銷售員"]),
];

/// Whom a word of `per` means, where that is one of those.
fn subject(word: &str) -> Option<&'static str> {
    SUBJECTS.iter().find(|(_, words)| words.contains(&word.trim())).map(|(subject, _)| *subject)
}

/// Reads them.
pub(super) fn measures(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<MeasureWatch> {
    table.require("per", "per = \"person\"");
    let per =
        table.text("per").map(|per| Spanned { value: subject(&per.value).unwrap_or(&per.value).to_owned(), ..per });
    let look = look(table, scope);
    for key in LOOKS.into_iter().chain(["measure"]) {
        table.entry(key);
    }
    Some(MeasureWatch { per: per?, look: look? })
}

fn look(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<MeasureLook> {
    if table.has("when") {
        table.one_of(&["when", "measure"], "");
        table.filled_list("when");
        let conditions = conditions::conditions(table, "when", ConditionUse::Requirement, scope);
        return (!conditions.is_empty()).then_some(MeasureLook::Conditions(conditions));
    }
    let measure = {
        table.require("measure", "measure = \"revenue\"");
        scope.measure(table, "measure")
    };
    let sides = [("from", "above"), ("to", "below")];
    let kinds: Vec<&'static str> = match steps::has_bound(table) {
        true => sides.into_iter().flat_map(|(a, b)| [a, b]).filter(|key| table.has(key)).take(1).collect(),
        false => Vec::new(),
    };
    let others = LOOKS[4..9].iter().copied().filter(|key| table.has(key));
    match kinds.into_iter().chain(others).collect::<Vec<_>>()[..] {
        [] => {
            table.one_of(&LOOKS, "below = 100");
            None
        }
        [one] => of_kind(table, one, (measure, scope)),
        // Which is meant is not known.
        ref several => {
            table.one_of(several, "");
            None
        }
    }
}

fn of_kind(
    table: &TableReader<'_>,
    key: &'static str,
    (measure, scope): (Option<Spanned<MeasureId>>, &Scope<'_>),
) -> Option<MeasureLook> {
    match key {
        "missing" => {
            let missing = table.flag("missing")?;
            if !missing.value {
                scope.reading().error("expected-true", missing.span, &[("key", "missing")]);
                return None;
            }
            Some(MeasureLook::Missing(measure?))
        }
        "share_of_total" => share(&table.table(key)?, measure, table),
        "near" => near(&table.table(key)?, measure).map(MeasureLook::Near),
        key if RELATED.contains(&key) => {
            let (test, range) = conditions::related_test(table, measure, scope)?;
            Some(of_condition(table, test, range))
        }
        _ => {
            let range = steps::range(table);
            let test = Test::Measure(measure?);
            (!range.is_open()).then(|| of_condition(table, test, range))
        }
    }
}

fn of_condition(table: &TableReader<'_>, test: Test, range: Range) -> MeasureLook {
    let span = table.span;
    MeasureLook::Conditions(vec![Condition { test, range, whose: Whose::Person, periods: None, otherwise: None, span }])
}

/// The part of the whole that each has, or the largest together.
fn share(inner: &TableReader<'_>, measure: Option<Spanned<MeasureId>>, table: &TableReader<'_>) -> Option<MeasureLook> {
    let top = inner.has("top").then(|| inner.periods("top"));
    let range = conditions::required_range(inner);
    inner.finish();
    let (measure, range) = (measure?, range?);
    match top {
        None => Some(of_condition(table, Test::Share(measure), range)),
        Some(top) => Some(MeasureLook::Largest(Largest { measure, top: top?, range })),
    }
}

/// How far below its bound a value is near to it, as a part of that.
fn part(inner: &TableReader<'_>) -> Option<Number> {
    let within = inner.positive("within")?;
    let is_part = |part: &Number| *part <= Number::one();
    value::share(inner.reading, "within", within, "> 0, ≤ 1 (\"5%\")", is_part).map(|within| within.value)
}

fn near(inner: &TableReader<'_>, measure: Option<Spanned<MeasureId>>) -> Option<Near> {
    inner.require("bound", "bound = \"tiers\"");
    let is_word = inner.written_text("bound").is_some_and(|written| value::number_in(written).is_none());
    let bound: Option<Option<Parameter>> = match is_word {
        true => inner.choice("bound", &[(TIERS, ())]).map(|_| None),
        false => inner.positive("bound").map(Some),
    };
    inner.default("within", "\"5%\"");
    let of_default = || Number::from(NEAR).checked_div(&Number::from(100));
    let within = if inner.has("within") { part(inner) } else { of_default() };
    inner.finish();
    Some(Near { measure: measure?, bound: bound?, within: within?, span: inner.span })
}
