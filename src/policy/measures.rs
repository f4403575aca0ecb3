//! `[measures]`: how each is computed, from which columns and measures.

use std::collections::BTreeSet;

use super::document::{Entry, Value};
use super::filter::filter;
use super::names::{ColumnUse, Names, RESERVED};
use super::reading::Reading;
use super::rules::{
    Against, Better, ColumnRef, DurationUnit, Filter, HoldBack, InputKind, Label, MeasureId, MeasureKind, MeasureRule,
    Policy, Quantity, Release, Unit,
};
use super::table::TableReader;
use super::units;
use super::value;
use crate::source::{Span, Spanned};

/// What a measure may be made of.
pub(super) const KINDS: [&str; 14] = [
    "sum",
    "count",
    "distinct",
    "first",
    "mean",
    "share",
    "median",
    "since_last",
    "filled",
    "difference",
    "ratio",
    "growth",
    "target",
    "attainment",
];
/// Kinds that are made of rows, so that `where` and `min_rows` say something.
pub(super) const OF_ROWS: [&str; 9] =
    ["sum", "count", "distinct", "first", "mean", "share", "median", "since_last", "filled"];
/// What growth is measured against.
pub(super) const EARLIER: [(&str, Against); 2] = [("previous", Against::Previous), ("last_year", Against::LastYear)];
/// Which way is better.
pub(super) const BETTER: [(&str, Better); 2] = [("higher", Better::Higher), ("lower", Better::Lower)];
/// The languages of a label.
pub(super) const LANGUAGES: [&str; 3] = ["en", "zh-Hans", "zh-Hant"];

/// A measure as it was read, its unit still open.
pub(super) struct Draft {
    pub rule: MeasureRule,
    /// The unit that the policy writes.
    pub unit: Option<Unit>,
}

/// The names of the policy's own measures, in the order of the file.
pub(super) fn names(table: &TableReader<'_>) -> Vec<String> {
    let entries = table.others();
    for entry in entries.iter().filter(|entry| RESERVED.contains(&entry.key.as_str())) {
        table.reading.error("reserved-name", entry.key_span, &[("name", &entry.key)]);
    }
    entries.iter().map(|entry| entry.key.clone()).collect()
}

/// Reads every measure. One that cannot be read keeps its place as a total of nothing, so that the others keep their ids.
pub(super) fn measures(table: &TableReader<'_>, names: &Names<'_>) -> Vec<MeasureRule> {
    let entries = table.others();
    let mut drafts: Vec<Draft> = entries.iter().map(|entry| draft(entry, names)).collect();
    check_new_of(&mut drafts, names);
    cut_cycles(&mut drafts, names.reading);
    cut_towers(&mut drafts, names.reading);
    let units = units::derive(&drafts, names);
    table.finish();
    drafts.into_iter().zip(units).map(|(draft, unit)| MeasureRule { unit, ..draft.rule }).collect()
}

/// The rule of a measure that every policy has.
pub(super) fn built_in(name: &str) -> MeasureRule {
    let (kind, unit) = match name {
        "score" => (MeasureKind::Score, Unit::Points),
        _ => (MeasureKind::Workdays, Unit::Days),
    };
    MeasureRule { unit, ..rule(name, Span::default(), kind) }
}

/// Adds a measure of what was collected, where a component holds something until it is.
pub fn add_collected(policy: &mut Policy) {
    if policy.collected.is_some() {
        return;
    }
    let holds = policy.holding().filter_map(|component| component.hold_back.as_ref());
    let until = |hold: &&HoldBack| hold.release == Release::Collected;
    let Some(span) = holds.into_iter().find(until).map(|hold| hold.span) else { return };
    policy.collected = Some(push_amount(policy, "collections", ["Collected", "回款", "收款"], span));
    add_sold(policy, span);
}

/// Adds a measure of what orders are sold for, which is what is to be collected, whatever the commission goes by; the policy's own where it has
/// one.
fn add_sold(policy: &mut Policy, span: Span) {
    let is_amount = |column: &ColumnRef| column.source == "sales" && column.column == "amount";
    let is_it = |rule: &MeasureRule| {
        let is_whole = rule.filter.terms.is_empty() && rule.of.is_none() && rule.min_rows.is_none();
        is_whole && matches!(&rule.kind, MeasureKind::Sum(column) if is_amount(column))
    };
    if policy.known_input(InputKind::Sales).is_none() {
        return;
    }
    // At the rates of sales it is another measure than what is paid.
    let has_rates = policy.known_input(InputKind::FxRates).is_some();
    policy.sold = policy.measures.iter().position(|rule| !has_rates && is_it(rule)).map(MeasureId);
    if policy.sold.is_some() {
        return;
    }
    policy.sold = Some(push_amount(policy, "sales", ["Sold", "销售额", "銷售額"], span));
}

/// Adds the sum of the amounts of a source.
fn push_amount(policy: &mut Policy, source: &str, label: [&str; 3], span: Span) -> MeasureId {
    let column = ColumnRef { source: source.to_owned(), column: "amount".to_owned() };
    let label = LANGUAGES.iter().zip(label).map(|(language, text)| ((*language).to_owned(), text.to_owned()));
    policy.measures.push(MeasureRule {
        unit: Unit::Money,
        label: Label::Each(label.collect()),
        ..rule(&format!("{source}.amount"), span, MeasureKind::Sum(column))
    });
    MeasureId(policy.measures.len() - 1)
}

fn rule(name: &str, span: Span, kind: MeasureKind) -> MeasureRule {
    MeasureRule {
        name: name.to_owned(),
        span,
        kind,
        filter: Filter::default(),
        of: None,
        unit: Unit::Number,
        better: Better::Higher,
        label: Label::One(name.to_owned()),
        min_rows: None,
        drivers: Vec::new(),
    }
}

fn draft(entry: &Entry, names: &Names<'_>) -> Draft {
    let nothing = MeasureKind::Total(Vec::new());
    let unread = Draft { rule: rule(&entry.key, entry.node.span, nothing.clone()), unit: None };
    let Some(table) = TableReader::open(names.reading, format!("measures.{}", entry.key), &entry.node) else {
        return unread;
    };
    let key = table.one_of(&KINDS, "sum = \"sales.amount\"");
    let kind = key.and_then(|key| kind(&table, key, names));
    let of_rows = key.is_some_and(|key| OF_ROWS.contains(&key));
    let filter = if of_rows { rows(&table, kind.as_ref(), names) } else { Filter::default() };
    let of = new_of(&table, kind.as_ref(), names);
    let draft = Draft {
        unit: if key == Some("since_last") { None } else { table.choice("unit", &Unit::ALL).map(|unit| unit.value) },
        rule: MeasureRule {
            filter,
            of,
            better: table.choice("better", &BETTER).map(|better| better.value).unwrap_or_default(),
            label: label(&table, &entry.key),
            drivers: drivers(&table, names),
            min_rows: if of_rows && key != Some("since_last") { table.whole("min_rows") } else { None },
            ..rule(&entry.key, entry.node.span, kind.unwrap_or(nothing))
        },
    };
    if key.is_none() {
        // Which of these belong to the measure depends on its kind.
        for key in ["where", "of", "min_rows", "against", "within_months"] {
            table.entry(key);
        }
    }
    table.finish();
    draft
}

/// `drivers`: the measures that are shown with it.
fn drivers(table: &TableReader<'_>, names: &Names<'_>) -> Vec<Spanned<MeasureId>> {
    if !table.has("drivers") {
        return Vec::new();
    }
    table.filled_texts("drivers").into_iter().flatten().filter_map(|name| names.measure(&name)).collect()
}

/// `where`: which rows; a share says nothing without.
fn rows(table: &TableReader<'_>, kind: Option<&MeasureKind>, names: &Names<'_>) -> Filter {
    if table.has("share") {
        table.require("where", "where = { status = [\"won\"] }");
    }
    let Some(filter) = table.table("where").map(|inner| filter(&inner)) else { return Filter::default() };
    if let Some(kind) = kind {
        names.check_filter(kind, &filter);
    }
    filter
}

/// `of`: only rows whose key is new by a measure; a key of sums and counts of a source.
fn new_of(table: &TableReader<'_>, kind: Option<&MeasureKind>, names: &Names<'_>) -> Option<Spanned<MeasureId>> {
    let node = table.node("of")?;
    let source = match kind? {
        MeasureKind::Sum(column) => Some(column.source.as_str()),
        MeasureKind::Count(source) => Some(source.as_str()),
        _ => None,
    };
    if !source.is_some_and(|source| InputKind::of(source).is_source()) {
        names.reading.error("of-not-of-rows", node.span, &[("measure", &table.path)]);
        return None;
    }
    names.measure(&table.text("of")?)
}

/// Reports each `of` that names something else than a `first` of the same source, and forgets it.
fn check_new_of(drafts: &mut [Draft], names: &Names<'_>) {
    let firsts: Vec<Option<String>> = drafts.iter().map(|draft| first_of(&draft.rule.kind)).collect();
    for draft in drafts {
        let Some(of) = draft.rule.of.clone() else { continue };
        let source = draft.rule.kind.inputs().first().map_or(String::new(), |source| (*source).to_owned());
        if firsts.get(of.value.0).and_then(Option::as_ref) != Some(&source) {
            let facts = [("name", names.name_of(of.value)), ("input", source)];
            names.reading.error(
                "of-not-first",
                of.span,
                &facts.each_ref().map(|(fact, value)| (*fact, value.as_str())),
            );
            draft.rule.of = None;
        }
    }
}

/// The source of a `first`.
fn first_of(kind: &MeasureKind) -> Option<String> {
    if let MeasureKind::First(column, _) = kind { Some(column.source.clone()) } else { None }
}

fn kind(table: &TableReader<'_>, key: &'static str, names: &Names<'_>) -> Option<MeasureKind> {
    let column = |usage| names.column(&table.text(key)?, usage);
    let source = || Some(names.input(&table.text(key)?)?.name);
    let other = || Some(names.measure(&table.text(key)?)?.value);
    Some(match key {
        "sum" if is_list(table, key) => MeasureKind::Total(others(table, key, names)?),
        "sum" => MeasureKind::Sum(column(ColumnUse::Number)?),
        "count" => MeasureKind::Count(source()?),
        "distinct" => MeasureKind::Distinct(column(ColumnUse::Any)?),
        "first" => first(table, column(ColumnUse::Any))?,
        "mean" => MeasureKind::Mean(column(ColumnUse::Number)?),
        "share" => MeasureKind::Share(source()?),
        "median" => MeasureKind::Median(quantity(table, names)?),
        "since_last" => since_last(table, names)?,
        "filled" => MeasureKind::Filled(columns(table, key, names)?),
        "difference" => two(table, key, names).map(|(a, b)| MeasureKind::Difference(a, b))?,
        "ratio" => two(table, key, names).map(|(a, b)| MeasureKind::Ratio(a, b))?,
        "growth" => growth(table, other())?,
        "target" => MeasureKind::Target(with_targets(table, key, names)?),
        _ => MeasureKind::Attainment(with_targets(table, key, names)?),
    })
}

fn is_list(table: &TableReader<'_>, key: &'static str) -> bool {
    table.node(key).is_some_and(|node| matches!(node.value, Value::List(_)))
}

fn first(table: &TableReader<'_>, column: Option<ColumnRef>) -> Option<MeasureKind> {
    let months = table.periods("within_months");
    Some(MeasureKind::First(column?, months))
}

fn growth(table: &TableReader<'_>, measure: Option<MeasureId>) -> Option<MeasureKind> {
    let against = table.required_choice("against", &EARLIER);
    Some(MeasureKind::Growth(measure?, against?.value))
}

fn with_targets(table: &TableReader<'_>, key: &'static str, names: &Names<'_>) -> Option<MeasureId> {
    let written = table.text(key)?;
    names.needs_input(InputKind::Targets, &written);
    Some(names.measure(&written)?.value)
}

fn quantity(table: &TableReader<'_>, names: &Names<'_>) -> Option<Quantity> {
    let node = table.node("median")?;
    if let Value::Text(_) = node.value {
        return Some(Quantity::Column(names.column(&table.text("median")?, ColumnUse::Number)?));
    }
    let inner = table.table("median")?;
    inner.require("from", "from = \"tickets.opened\"").require("to", "to = \"tickets.closed\"");
    let moment = |key| names.column(&inner.text(key)?, ColumnUse::Any);
    let (from, to) = (moment("from"), moment("to"));
    let unit = inner.required_choice("unit", &DurationUnit::ALL);
    inner.finish();
    let (from, to) = (from?, to?);
    if from.source != to.source {
        names.reading.error("moments-of-two-inputs", node.span, &[("from", &from.source), ("to", &to.source)]);
        return None;
    }
    Some(Quantity::Between { from, to, unit: unit?.value })
}

fn since_last(table: &TableReader<'_>, names: &Names<'_>) -> Option<MeasureKind> {
    table.default("unit", "\"days\"");
    let unit = table.choice("unit", &DurationUnit::SINCE).map_or(DurationUnit::Days, |unit| unit.value);
    let sources = table.filled_texts("since_last")?;
    let sources: Vec<Option<String>> = sources.iter().map(|source| Some(names.input(source)?.name)).collect();
    Some(MeasureKind::SinceLast(sources.into_iter().collect::<Option<_>>()?, unit))
}

fn columns(table: &TableReader<'_>, key: &'static str, names: &Names<'_>) -> Option<Vec<ColumnRef>> {
    let columns: Vec<_> = table.filled_texts(key)?.iter().map(|column| names.column(column, ColumnUse::Any)).collect();
    columns.into_iter().collect()
}

fn others(table: &TableReader<'_>, key: &'static str, names: &Names<'_>) -> Option<Vec<MeasureId>> {
    let ids: Vec<_> = table.filled_texts(key)?.iter().map(|name| names.measure(name).map(|id| id.value)).collect();
    ids.into_iter().collect()
}

fn two(table: &TableReader<'_>, key: &'static str, names: &Names<'_>) -> Option<(MeasureId, MeasureId)> {
    let written = table.filled_texts(key)?;
    let ids: Vec<Option<Spanned<MeasureId>>> = written.iter().map(|name| names.measure(name)).collect();
    if let [first, second] = ids.as_slice() {
        return Some((first.as_ref()?.value, second.as_ref()?.value));
    }
    let span = table.node(key)?.span;
    table.reading.error("expected-pair", span, &[("key", key), ("found", table.reading.written(span))]);
    None
}

fn label(table: &TableReader<'_>, name: &str) -> Label {
    let Some(node) = table.node("label") else { return Label::One(name.to_owned()) };
    if let Value::Text(text) = &node.value {
        return Label::One(text.clone());
    }
    let Some(inner) = table.table("label") else { return Label::One(name.to_owned()) };
    let texts = LANGUAGES.iter().filter_map(|language| {
        let text = value::text(table.reading, language, inner.node(language)?)?;
        Some(((*language).to_owned(), text.value))
    });
    let texts = texts.collect();
    inner.finish();
    Label::Each(texts)
}

/// These measures, and those that they are made of.
pub(super) fn with_parts(measures: BTreeSet<MeasureId>, all: &[MeasureRule]) -> BTreeSet<MeasureId> {
    let mut whole = BTreeSet::new();
    let mut left: Vec<MeasureId> = measures.into_iter().collect();
    while let Some(measure) = left.pop() {
        if whole.insert(measure) {
            let rule = all.get(measure.0);
            left.extend(rule.map(|rule| rule.kind.parts()).unwrap_or_default());
            left.extend(rule.and_then(|rule| rule.of.as_ref()).map(|of| of.value));
        }
    }
    whole
}

/// Reports each measure that is made of itself, once per circle, and cuts it there.
fn cut_cycles(drafts: &mut [Draft], reading: &Reading) {
    for index in 0..drafts.len() {
        if let Some(circle) = circle_through(drafts, index) {
            let names: Vec<&str> = circle.iter().map(|id| drafts[*id].rule.name.as_str()).collect();
            let written: Vec<String> = names.iter().chain(names.first()).map(|name| format!("`{name}`")).collect();
            let written = written.join(" → ");
            reading.error("cyclic-measures", drafts[index].rule.span, &[("names", &written)]);
            drafts[index].rule.kind = MeasureKind::Total(Vec::new());
        }
    }
}

/// The way from a measure back to itself.
fn circle_through(drafts: &[Draft], start: usize) -> Option<Vec<usize>> {
    let mut from: Vec<Option<usize>> = vec![None; drafts.len()];
    let mut left = vec![start];
    while let Some(last) = left.pop() {
        for part in drafts[last].rule.kind.parts() {
            if part.0 == start {
                let back = std::iter::successors(Some(last), |at| from[*at].filter(|_| *at != start));
                let mut way: Vec<usize> = back.collect();
                way.reverse();
                return Some(way);
            }
            if from.get(part.0).is_some_and(Option::is_none) {
                from[part.0] = Some(last);
                left.push(part.0);
            }
        }
    }
    None
}

/// How many measures may stand one upon the other: an explanation that is deeper explains nothing.
const MOST_LEVELS: usize = 64;

/// Reports the measures that stand upon more levels than may be, and cuts them there.
fn cut_towers(drafts: &mut [Draft], reading: &Reading) {
    let mut levels = vec![0; drafts.len()];
    for _ in 0..MOST_LEVELS {
        for index in 0..drafts.len() {
            let below = drafts[index].rule.kind.parts().into_iter().filter_map(|part| levels.get(part.0));
            levels[index] = below.max().map_or(0, |below: &usize| below + 1);
        }
    }
    // Of a tower one measure is told: the first that is too high.
    let Some(first) = levels.iter().position(|level| *level > MOST_LEVELS) else { return };
    let most = MOST_LEVELS.to_string();
    let (name, span) = (drafts[first].rule.name.clone(), drafts[first].rule.span);
    reading.error("measures-too-deep", span, &[("name", &name), ("most", &most)]);
    for (draft, _) in drafts.iter_mut().zip(levels).filter(|(_, level)| *level > MOST_LEVELS) {
        draft.rule.kind = MeasureKind::Total(Vec::new());
    }
}
