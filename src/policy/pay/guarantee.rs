//! `kind = "guarantee"`, `"limit"` and `"greater"`: what looks at the lines of earlier components.

use crate::policy::reading::instead_of;
use crate::policy::rules::{Greater, Guarantee, Limit, PayKind};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::source::Spanned;

pub(super) fn guarantee(table: &TableReader<'_>, _scope: &Scope<'_>, earlier: &[&str]) -> Option<PayKind> {
    table.require("minimum", "minimum = 2_000");
    let components = components(table, earlier);
    let minimum = table.own_amount_from_zero("minimum");
    Some(PayKind::Guarantee(Guarantee { components: components?, minimum: minimum? }))
}

pub(super) fn limit(table: &TableReader<'_>, _scope: &Scope<'_>, earlier: &[&str]) -> Option<PayKind> {
    table.require("maximum", "maximum = 10_000");
    let components = components(table, earlier);
    let maximum = table.own_amount_from_zero("maximum");
    Some(PayKind::Limit(Limit { components: components?, maximum: maximum? }))
}

pub(super) fn greater(table: &TableReader<'_>, _scope: &Scope<'_>, earlier: &[&str]) -> Option<PayKind> {
    components(table, earlier).map(|components| PayKind::Greater(Greater { components }))
}

/// Reads `components`: each is one before this, named once.
pub(super) fn components(table: &TableReader<'_>, earlier: &[&str]) -> Option<Vec<Spanned<String>>> {
    table.require("components", "components = [\"Commission\"]");
    let components = table.filled_texts("components")?;
    for (index, component) in components.iter().enumerate() {
        if let Some(first) = components[..index].iter().find(|first| first.value == component.value) {
            let facts = [("name", component.value.as_str()), ("table", &table.path)];
            table.reading.conflict("duplicate-name", [component.span, first.span], &facts);
        }
    }
    for component in components.iter().filter(|component| !earlier.contains(&component.value.as_str())) {
        let instead = instead_of(&component.value, earlier);
        let facts = [("name", component.value.as_str()), ("instead", &instead)];
        let code = if earlier.is_empty() { "no-component-before" } else { "unknown-component" };
        table.reading.error(code, component.span, &facts);
    }
    Some(components)
}
