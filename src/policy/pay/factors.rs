//! `multiply`: factors on an amount.

use crate::policy::conditions::whose;
use crate::policy::document::{Node, Value};
use crate::policy::rules::{Factor, InputKind, MeasureId, Parameter, Steps};
use crate::policy::scope::Scope;
use crate::policy::steps;
use crate::policy::table::TableReader;
use crate::policy::value;
use crate::source::{Span, Spanned};

/// Factors that a word names.
pub(in crate::policy) const WORDS: [(&str, ()); 1] = [("grade", ())];

/// Reads the list of factors; those that cannot be read are left out.
pub(super) fn factors(table: &TableReader<'_>, scope: &Scope<'_>) -> Vec<Factor> {
    let nodes = table.list("multiply").unwrap_or_default();
    let factors = nodes.iter().enumerate();
    factors.filter_map(|(index, node)| factor(table, &format!("multiply[{}]", index + 1), node, scope)).collect()
}

fn factor(table: &TableReader<'_>, key: &str, node: &Node, scope: &Scope<'_>) -> Option<Factor> {
    if let Value::Text(_) = node.value {
        value::choice(table.reading, "multiply", node, &WORDS)?;
        needs_coefficients(scope, node.span);
        return Some(Factor::Grade(node.span));
    }
    let table = TableReader::open(table.reading, table.path_of(key), node)?;
    let (measure, attainment) = subject(&table, scope);
    let whose = whose(&table);
    let steps = table.has("steps").then(|| by_steps(&table));
    let cap = if steps.is_none() { table.positive("cap") } else { None };
    table.entry("steps");
    table.finish();
    let measure = measure?;
    Some(match steps {
        Some(steps) => Factor::Steps { measure, attainment, whose, steps: steps? },
        None => Factor::Value { measure, attainment, whose, cap },
    })
}

fn subject(table: &TableReader<'_>, scope: &Scope<'_>) -> (Option<Spanned<MeasureId>>, bool) {
    let Some(key) = table.one_of(&["measure", "attainment"], "attainment = \"revenue\"") else {
        return (None, false);
    };
    let attainment = key == "attainment";
    let written = table.text(key);
    if let (true, Some(written)) = (attainment, &written) {
        scope.names.needs_input(InputKind::Targets, written);
    }
    (written.and_then(|written| scope.names.measure(&written)), attainment)
}

fn by_steps(table: &TableReader<'_>) -> Option<Steps<Parameter>> {
    let below = table.amount_from_zero("below");
    steps::steps(table, "steps", below, |step| {
        step.require("by", "by = 0.8");
        step.amount_from_zero("by")
    })
}

/// Reports grades without a coefficient where pay is multiplied by it.
pub(super) fn needs_coefficients(scope: &Scope<'_>, because: Span) {
    let Some(grades) = scope.required_grades(because) else { return };
    let rules = grades.steps.below.iter().chain(grades.steps.list.iter().map(|step| &step.value));
    for rule in rules.filter(|rule| rule.coefficient.is_none()) {
        let spans = [rule.grade.span, because];
        scope.reading().conflict("coefficient-missing", spans, &[("grade", &rule.grade.value)]);
    }
}
