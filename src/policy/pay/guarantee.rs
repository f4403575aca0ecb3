//! `kind = "guarantee"`.

use crate::policy::reading::instead_of;
use crate::policy::rules::{Guarantee, PayKind};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

pub(super) fn guarantee(table: &TableReader<'_>, _scope: &Scope<'_>, earlier: &[&str]) -> Option<PayKind> {
    table.require("components", "components = [\"Commission\"]").require("minimum", "minimum = 2_000");
    let components = table.filled_texts("components");
    let minimum = table.amount_from_zero("minimum");
    for key in ["from_period", "recover_at_most"] {
        table.not_yet(key);
    }
    let components = components?;
    for component in components.iter().filter(|component| !earlier.contains(&component.value.as_str())) {
        let instead = instead_of(&component.value, earlier);
        let facts = [("name", component.value.as_str()), ("instead", &instead)];
        table.reading.error("unknown-component", component.span, &facts);
    }
    Some(PayKind::Guarantee(Guarantee { components, minimum: minimum? }))
}
