//! How an amount comes from a base: a rate, rates, tiers, a curve or a table.

use crate::number::Number;
use crate::policy::document::Value;
use crate::policy::rules::{
    Apply, Beyond, Bound, Curve, CurveUnit, Formula, InputKind, MeasureId, Parameter, TierPay, TiersBy,
};
use crate::policy::scope::Scope;
use crate::policy::steps;
use crate::policy::table::TableReader;
use crate::policy::value;
use crate::source::{Span, Spanned};

/// How an amount may come from a base.
pub(in crate::policy) const FORMULAS: [&str; 5] = ["rate", "rates", "tiers", "points", "table"];
/// What the rate of a step applies to.
pub(in crate::policy) const TIER_APPLIES: [(&str, Option<Apply>); 3] =
    [("whole", Some(Apply::Whole)), ("marginal", Some(Apply::Marginal)), ("curve", None)];
const CURVE_APPLIES: [(&str, ()); 1] = [("curve", ())];
/// How a curve goes on.
pub(in crate::policy) const BEYOND: [(&str, Beyond); 2] = [("flat", Beyond::Flat), ("extend", Beyond::Extend)];

/// Reads the one formula of a component.
pub(super) fn formula(
    table: &TableReader<'_>,
    base: Option<&Spanned<MeasureId>>,
    scope: &Scope<'_>,
) -> Option<Formula> {
    let Some(key) = table.one_of(&FORMULAS, "rate = \"5%\"") else {
        // Which of these belong to the component depends on its formula.
        for key in ["apply", "tiers_by", "below", "beyond"] {
            table.entry(key);
        }
        return None;
    };
    match key {
        "rate" => table.number("rate").map(Formula::Rate),
        "rates" => rates(&table.table("rates")?),
        "tiers" => tiers(table, base, scope),
        "points" => curve(table, base, scope),
        _ => matrix(&table.table("table")?, base, scope),
    }
}

/// Whether the component is a curve whose y are rates.
pub(super) fn is_curve_of_rates(table: &TableReader<'_>) -> bool {
    table.has("points") && table.written_text("unit") == Some("rate")
}

fn rates(table: &TableReader<'_>) -> Option<Formula> {
    table.require("by", "by = \"product\"");
    let by = table.text("by");
    let formula = match &by {
        Some(by) if by.value == "person" => {
            table.require("column", "column = \"commission_pct\"");
            table.text("column").map(|column| Formula::ByPerson { column })
        }
        Some(by) if table.has("steps") => {
            rate_steps(table, "steps").map(|steps| Formula::ByNumber { column: by.clone(), steps })
        }
        Some(by) => by_label(table, by),
        None => {
            table.others();
            None
        }
    };
    table.finish();
    formula
}

fn rate_steps(table: &TableReader<'_>, key: &'static str) -> Option<crate::policy::rules::Steps<Parameter>> {
    let below = table.number("below");
    steps::steps(table, key, below, |step| {
        step.require("rate", "rate = \"5%\"");
        step.number("rate")
    })
}

fn by_label(table: &TableReader<'_>, by: &Spanned<String>) -> Option<Formula> {
    let default = table.number("default");
    let entries = table.others();
    table.refuse_words_alike(&entries);
    let read = |entry: &&crate::policy::document::Entry| {
        Some((entry.key.clone(), value::number(table.reading, &entry.key, &entry.node)?))
    };
    let rates: Vec<(String, Parameter)> = entries.iter().filter_map(read).collect();
    if entries.is_empty() {
        table.reading.error("rates-without-labels", table.span, &[("column", &by.value)]);
        return None;
    }
    Some(Formula::ByLabel { column: by.clone(), rates, default })
}

/// Reads what reaches steps; the base's own name is the amount itself.
fn tiers_by(
    table: &TableReader<'_>,
    key: &'static str,
    base: Option<&Spanned<MeasureId>>,
    scope: &Scope<'_>,
) -> Option<Spanned<TiersBy>> {
    table.require(key, &format!("{key} = \"amount\""));
    let written = table.text(key)?;
    let by = match written.value.as_str() {
        "amount" => TiersBy::Amount,
        "attainment" => {
            scope.names.needs_input(InputKind::Targets, &written);
            TiersBy::Attainment
        }
        _ => {
            let measure = scope.names.measure(&written)?.value;
            if base.is_some_and(|base| base.value == measure) { TiersBy::Amount } else { TiersBy::Measure(measure) }
        }
    };
    Some(Spanned::new(by, written.span))
}

fn tiers(table: &TableReader<'_>, base: Option<&Spanned<MeasureId>>, scope: &Scope<'_>) -> Option<Formula> {
    let apply = table.required_choice("apply", &TIER_APPLIES);
    let by = tiers_by(table, "tiers_by", base, scope);
    let amounts = holds_amounts(table);
    let below =
        if amounts { table.amount("below").map(TierPay::Amount) } else { table.number("below").map(TierPay::Rate) };
    let steps =
        steps::steps(table, "tiers", below, |step| match step.one_of(&["rate", "amount"], "rate = \"5%\"")? {
            "rate" => step.number("rate").map(TierPay::Rate),
            _ => step.amount("amount").map(TierPay::Amount),
        });
    let apply = apply?;
    let Some(kind) = apply.value else {
        let facts = [("key", "points"), ("table", table.path.as_str()), ("example", "points = [[0, 0], [1, 1000]]")];
        table.reading.error("missing-key", apply.span, &facts);
        return None;
    };
    let (by, steps) = (by?, steps?);
    if kind == Apply::Marginal {
        check_marginal(table, &by, steps.list.iter().map(|step| (&step.value, step.span)), scope);
    }
    Some(Formula::Tiers { apply: Spanned::new(kind, apply.span), by, steps })
}

/// Whether the first step pays an amount: then `below` is one as well.
fn holds_amounts(table: &TableReader<'_>) -> bool {
    let Some(Value::List(nodes)) = table.node("tiers").map(|node| &node.value) else { return false };
    let Some(Value::Table(entries)) = nodes.first().map(|node| &node.value) else { return false };
    entries.iter().any(|entry| entry.key == "amount")
}

/// A part of the base can only lie inside steps that the base itself is counted on, and only a rate has parts.
fn check_marginal<'s>(
    table: &TableReader<'_>,
    by: &Spanned<TiersBy>,
    steps: impl Iterator<Item = (&'s TierPay, Span)>,
    scope: &Scope<'_>,
) {
    if let TiersBy::Measure(measure) = by.value {
        let name = scope.names.name_of(measure);
        table.reading.error("marginal-by-another-measure", by.span, &[("name", &name)]);
    }
    for (_, span) in steps.filter(|(pay, _)| matches!(pay, TierPay::Amount(_))) {
        table.reading.error("amount-in-marginal-step", span, &[]);
    }
}

fn curve(table: &TableReader<'_>, base: Option<&Spanned<MeasureId>>, scope: &Scope<'_>) -> Option<Formula> {
    table.required_choice("apply", &CURVE_APPLIES);
    let by = tiers_by(table, "tiers_by", base, scope);
    let beyond = table.required_choice("beyond", &BEYOND);
    let points = steps::curve(table, "points")?;
    let unit = if is_curve_of_rates(table) { CurveUnit::Rate } else { CurveUnit::Amount };
    if unit == CurveUnit::Amount
        && let Some(rate) = rate_of(table, &points)
    {
        let facts = [("found", table.reading.written(rate.span))];
        table.reading.error("curve-of-rates-without-unit", rate.span, &facts);
    }
    let span = table.node("points")?.span;
    Some(Formula::Curve { by: by?, curve: Curve { points, unit, beyond: beyond?.value, span } })
}

/// The first y of a curve of amounts that is a rate: it has a sign, or stands among amounts of money of which none is beyond 1.
fn rate_of<'p>(table: &TableReader<'_>, points: &'p [(Parameter, Parameter)]) -> Option<&'p Parameter> {
    let ys = || points.iter().map(|(_, y)| y);
    let is_signed = |y: &&Parameter| table.reading.written(y.span).contains(['%', '％']);
    let is_part = |y: &&Parameter| y.value.is_positive() && y.value < Number::one();
    let is_money = matches!(table.written_text("unit"), None | Some("money"));
    let are_small = is_money && ys().all(|y| y.value.abs() <= Number::one());
    ys().find(is_signed).or_else(|| ys().find(is_part).filter(|_| are_small))
}

fn matrix(table: &TableReader<'_>, base: Option<&Spanned<MeasureId>>, scope: &Scope<'_>) -> Option<Formula> {
    table.require("rows", "rows = { by = \"revenue\", steps = [{ from = 0 }, { from = 100_000 }] }");
    table.require("columns", "columns = { by = \"attainment\", steps = [{ from = 0 }, { from = 1 }] }");
    table.require("rates", "rates = [[\"1%\", \"2%\"], [\"3%\", \"4%\"]]");
    let side = |key| side(&table.table(key)?, base, scope);
    let (rows, columns) = (side("rows"), side("columns"));
    let rates = matrix_rates(table);
    table.finish();
    let (rows, columns, rates) = (rows?, columns?, rates?);
    check_shape(table, rows.1.len(), columns.1.len(), &rates);
    Some(Formula::Matrix { rows, columns, rates, span: table.span })
}

fn side(
    table: &TableReader<'_>,
    base: Option<&Spanned<MeasureId>>,
    scope: &Scope<'_>,
) -> Option<(Spanned<TiersBy>, Vec<Bound>)> {
    let by = tiers_by(table, "by", base, scope);
    table.require("steps", "steps = [{ from = 0 }, { from = 100_000 }]");
    let bounds = steps::bounds(table, "steps");
    table.finish();
    Some((by?, bounds?))
}

fn matrix_rates(table: &TableReader<'_>) -> Option<Vec<Vec<Parameter>>> {
    let rows: Vec<Option<Vec<Parameter>>> = table
        .list("rates")?
        .iter()
        .map(|row| {
            let cells = value::list(table.reading, "rates", row)?;
            let rates: Vec<_> = cells.iter().map(|cell| value::number(table.reading, "rates", cell)).collect();
            rates.into_iter().collect()
        })
        .collect();
    rows.into_iter().collect()
}

fn check_shape(table: &TableReader<'_>, rows: usize, columns: usize, rates: &[Vec<Parameter>]) {
    if rates.len() == rows && rates.iter().all(|row| row.len() == columns) {
        return;
    }
    let widths: Vec<String> = rates.iter().map(|row| row.len().to_string()).collect();
    let facts = [("rows", rows.to_string()), ("columns", columns.to_string()), ("found", widths.join(", "))];
    let facts: Vec<(&'static str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let span = table.node("rates").map_or(table.span, |node| node.span);
    table.reading.error("matrix-shape", span, &facts);
}
