//! How customers are classed: `class`, and the table of that name.

use crate::policy::document::Value;
use crate::policy::rules::management::customers::{Classing, Edge, Matrix, Pareto, Points, Rfm, RfmAgainst, Side};
use crate::policy::rules::{Bound, MeasureId, MeasureKind, Parameter};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::policy::{steps, value};
use crate::source::Spanned;

/// What `class` may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Kind {
    Matrix,
    Pareto,
    Rfm,
    Points,
    Recorded,
}

/// What `class` may be.
pub(in crate::policy) const KINDS: [(&str, Kind); 5] = [
    ("matrix", Kind::Matrix),
    ("pareto", Kind::Pareto),
    ("rfm", Kind::Rfm),
    ("points", Kind::Points),
    ("recorded", Kind::Recorded),
];

/// On which side of a bound the customer is with whom it is crossed.
pub(in crate::policy) const EDGES: [(&str, Edge); 2] = [("inclusive", Edge::Inclusive), ("crossing", Edge::Crossing)];

/// So many steps give a digit.
const MOST_STEPS: usize = 9;

/// Reads `class` and the table that it goes by; tables of other ways are told.
pub(super) fn classing(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Classing> {
    let kind = table.required_choice("class", &KINDS).map(|kind| kind.value);
    let read = match kind {
        Some(Kind::Matrix) => matrix(&needed(table, "matrix")?).map(Classing::Matrix),
        Some(Kind::Pareto) => pareto(&needed(table, "pareto")?, scope).map(Classing::Pareto),
        Some(Kind::Rfm) => rfm(&needed(table, "rfm")?).map(Classing::Rfm),
        Some(Kind::Points) => points(&needed(table, "points")?).map(Classing::Points),
        Some(Kind::Recorded) => Some(Classing::Recorded),
        None => None,
    };
    for (name, other) in KINDS.iter().filter(|(_, other)| kind.is_some_and(|kind| kind != *other)) {
        if let Some(entry) = (*other != Kind::Recorded).then(|| table.entry(name)).flatten() {
            let class = KINDS.iter().find(|(_, own)| kind == Some(*own)).map_or("", |(name, _)| name);
            table.reading.warning("classing-not-used", entry.key_span, &[("key", name), ("class", class)]);
        }
    }
    if kind.is_none() {
        KINDS.iter().for_each(|(name, _)| {
            table.entry(name);
        });
    }
    read
}

/// The table that a way of classing goes by.
fn needed<'a>(table: &TableReader<'a>, key: &'static str) -> Option<TableReader<'a>> {
    let example = match key {
        "matrix" => {
            "matrix = { rows = { by = \"need\", steps = [{ from = 0 }, { from = 3 }] }, columns = { by = \"power\", \
             steps = [{ from = 0 }, { from = 3 }] }, classes = [[\"C\", \"B\"], [\"B\", \"A\"]] }"
        }
        "pareto" => "pareto = { measure = \"revenue\", a = \"70%\", b = \"90%\", edge = \"inclusive\" }",
        "rfm" => "rfm = { against = \"mean\", classes = { \"111\" = \"A\", \"000\" = \"C\" } }",
        _ => {
            "points = { columns = [\"need\", \"strength\"], steps = [{ from = 0, class = \"C\" }, { from = 5, class = \
             \"A\" }] }"
        }
    };
    table.require(key, example);
    table.table(key)
}

fn matrix(table: &TableReader<'_>) -> Option<Matrix> {
    table
        .require("rows", "rows = { by = \"need\", steps = [{ from = 0 }, { from = 3 }] }")
        .require("columns", "columns = { by = \"power\", steps = [{ from = 0 }, { from = 3 }] }")
        .require("classes", "classes = [[\"C\", \"B\"], [\"B\", \"A\"]]");
    let rows = table.table("rows").and_then(|inner| side(&inner));
    let columns = table.table("columns").and_then(|inner| side(&inner));
    let classes = classes(table);
    table.finish();
    let (rows, columns, classes) = (rows?, columns?, classes?);
    let is_whole = classes.len() == rows.steps.len() && classes.iter().all(|row| row.len() == columns.steps.len());
    if !is_whole {
        let [rows, columns] = [rows.steps.len(), columns.steps.len()].map(|count| count.to_string());
        let span = table.node("classes")?.span;
        table.reading.error("classes-not-whole", span, &[("rows", &rows), ("columns", &columns)]);
        return None;
    }
    Some(Matrix { rows, columns, classes })
}

fn side(table: &TableReader<'_>) -> Option<Side> {
    table.require("by", "by = \"need\"").require("steps", "steps = [{ from = 0 }, { from = 3 }]");
    let (by, steps) = (table.text("by"), steps::bounds(table, "steps"));
    table.finish();
    Some(Side { by: by?, steps: steps? })
}

fn classes(table: &TableReader<'_>) -> Option<Vec<Vec<Spanned<String>>>> {
    let rows = table.filled_list("classes")?.iter();
    let text = |node| value::text(table.reading, "classes", node);
    let row = |node| value::list(table.reading, "classes", node)?.iter().map(text).collect::<Option<Vec<_>>>();
    rows.map(row).collect()
}

fn pareto(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Pareto> {
    table.require("measure", "measure = \"revenue\"").require("a", "a = \"70%\"").require("b", "b = \"90%\"");
    let measure = scope.measure(table, "measure").filter(|measure| has_whole(measure, scope));
    let (a, b) = (part(table, "a"), part(table, "b"));
    let edge = table.required_choice("edge", &EDGES);
    table.finish();
    let (a, b) = (a?, b?);
    if b.value <= a.value {
        let [a_text, b_text] = [&a, &b].map(|part| part.value.to_string());
        table.reading.conflict("empty-range", [b.span, a.span], &[("from", &a_text), ("to", &b_text)]);
        return None;
    }
    Some(Pareto { measure: measure?, a, b, edge: edge?.value })
}

/// Whether the measure of everybody is the sum of the measures of each; told where it is not.
fn has_whole(measure: &Spanned<MeasureId>, scope: &Scope<'_>) -> bool {
    let is_whole = adds_up(measure.value, scope);
    if !is_whole {
        let name = scope.names.name_of(measure.value);
        scope.reading().error("measure-without-whole", measure.span, &[("name", &name)]);
    }
    is_whole
}

fn adds_up(measure: MeasureId, scope: &Scope<'_>) -> bool {
    let Some(rule) = scope.measures.get(measure.0) else { return false };
    match &rule.kind {
        MeasureKind::Sum(_) | MeasureKind::Count(_) | MeasureKind::Distinct(_) => true,
        kind => {
            let parts = kind.summands();
            !parts.is_empty() && parts.iter().all(|(part, _)| adds_up(*part, scope))
        }
    }
}

/// A part of the whole, above 0 and at most 1.
fn part(table: &TableReader<'_>, key: &'static str) -> Option<Parameter> {
    let part = table.number(key)?;
    let is_part = |value: &crate::number::Number| value.is_positive() && *value <= crate::number::Number::one();
    value::share(table.reading, key, part, "> 0, ≤ 1 (\"70%\")", is_part)
}

fn rfm(table: &TableReader<'_>) -> Option<Rfm> {
    table.require("against", "against = \"mean\"").require("classes", "classes = { \"111\" = \"A\", \"000\" = \"C\" }");
    let against = against(table);
    let min_customers = table.whole("min_customers");
    let classes = table.table("classes").map(|inner| codes(&inner, against.as_ref()));
    table.finish();
    Some(Rfm { against: against?, classes: classes?, min_customers })
}

fn against(table: &TableReader<'_>) -> Option<RfmAgainst> {
    if let Value::Text(_) = table.node("against")?.value {
        table.choice("against", &[("mean", ())])?;
        return Some(RfmAgainst::Mean);
    }
    let inner = table.table("against")?;
    inner
        .require("recency", "recency = [{ from = 0 }, { from = 31 }]")
        .require("frequency", "frequency = [{ from = 0 }, { from = 3 }]")
        .require("monetary", "monetary = [{ from = 0 }, { from = 10_000 }]");
    let [recency, frequency, monetary] = ["recency", "frequency", "monetary"].map(|key| digits(&inner, key));
    inner.finish();
    Some(RfmAgainst::Steps { recency: recency?, frequency: frequency?, monetary: monetary? })
}

fn digits(table: &TableReader<'_>, key: &'static str) -> Option<Vec<Bound>> {
    let bounds = steps::bounds(table, key)?;
    if bounds.len() > MOST_STEPS {
        let (found, range) = (bounds.len().to_string(), format!("≤ {MOST_STEPS}"));
        let facts = [("key", key), ("found", found.as_str()), ("range", &range)];
        table.reading.error("out-of-range", table.node(key)?.span, &facts);
        return None;
    }
    Some(bounds)
}

/// Codes of three digits and the class of each; a code that nobody can have is a slip.
fn codes(table: &TableReader<'_>, against: Option<&RfmAgainst>) -> Vec<(Spanned<String>, Spanned<String>)> {
    let mut codes = Vec::new();
    for entry in table.others() {
        let Some(class) = value::text(table.reading, &entry.key, &entry.node) else { continue };
        if against.is_some_and(|against| !can_be(&entry.key, against)) {
            let most = against.map(largest_digits).unwrap_or_default();
            let most = most.map(|digit| digit.to_string()).join(", ");
            table.reading.error("rfm-code", entry.key_span, &[("found", &entry.key), ("most", &most)]);
            continue;
        }
        codes.push((Spanned::new(entry.key.clone(), entry.key_span), class));
    }
    codes
}

/// The largest digit of each place.
fn largest_digits(against: &RfmAgainst) -> [usize; 3] {
    match against {
        RfmAgainst::Mean => [1; 3],
        RfmAgainst::Steps { recency, frequency, monetary } => [recency, frequency, monetary].map(Vec::len),
    }
}

fn can_be(code: &str, against: &RfmAgainst) -> bool {
    let digits: Vec<usize> = code.chars().filter_map(|c| c.to_digit(10)).map(|digit| digit as usize).collect();
    let most = largest_digits(against);
    code.chars().count() == most.len()
        && digits.len() == most.len()
        && digits.iter().zip(most).all(|(own, most)| *own <= most)
}

/// Points are added up; the class is that of the step which the sum reaches.
fn points(table: &TableReader<'_>) -> Option<Points> {
    table
        .require("columns", "columns = [\"need\", \"strength\"]")
        .require("steps", "steps = [{ from = 0, class = \"C\" }, { from = 5, class = \"A\" }]");
    let columns = table.filled_texts("columns");
    let below = table.text("below");
    let class = |step: &TableReader<'_>| {
        step.require("class", "class = \"A\"");
        step.text("class")
    };
    let steps = steps::steps(table, "steps", below, class);
    table.finish();
    Some(Points { columns: columns?, steps: steps? })
}
