//! `[[actions]]`.

use std::collections::BTreeMap;

use crate::number::Number;
use crate::policy::conditions::{ConditionUse, conditions};
use crate::policy::rules::management::ActionRule;
use crate::policy::rules::management::actions::{CutLimit, Suggest};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::policy::value::share;
use crate::source::{Span, Spanned};
use crate::spelling::folded;

/// Reads the list.
pub(super) fn actions(root: &TableReader<'_>, scope: &Scope<'_>) -> Vec<ActionRule> {
    let rules: Vec<ActionRule> = root.tables("actions").iter().filter_map(|table| action(table, scope)).collect();
    let mut known: BTreeMap<String, Span> = BTreeMap::new();
    for Spanned { value, span } in rules.iter().map(|rule| &rule.name) {
        if let Some(first) = known.insert(folded(value).into_owned(), *span) {
            scope.reading().conflict("duplicate-name", [*span, first], &[("name", value), ("table", "actions")]);
        }
    }
    rules
}

fn action(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<ActionRule> {
    table.require("name", "name = \"Written warning\"");
    let name = table.text("name");
    let suggest = table.required_choice("suggest", &Suggest::ALL);
    let roles = table.filled_texts("roles");
    table.require("when", "when = [{ attainment = \"revenue\", below = 0.6, periods = 2 }]");
    table.filled_list("when");
    let when = conditions(table, "when", ConditionUse::Requirement, scope);
    let cuts = suggest.as_ref().is_none_or(|suggest| suggest.value == Suggest::PayCut);
    // Of anything else nothing is cut: the keys stay unknown there.
    let cut = if cuts { cut(table) } else { None };
    let limit = if cuts { table.table("limit").map(|inner| limit(&inner)) } else { None };
    if limit.is_some() {
        table.require("cut", "cut = \"10%\"");
    }
    table.finish();
    let rule = ActionRule { name: name?, suggest: suggest?.value, roles, when, cut, limit, span: table.span };
    (!rule.when.is_empty()).then_some(rule)
}

fn cut(table: &TableReader<'_>) -> Option<crate::policy::rules::Parameter> {
    let cut = table.positive("cut")?;
    share(table.reading, "cut", cut, "≤ 100%", |cut| *cut <= Number::one())
}

fn limit(table: &TableReader<'_>) -> CutLimit {
    if !table.has("wage_share") && !table.has("minimum_wage") {
        table.one_of(&["wage_share", "minimum_wage"], "minimum_wage = 2690");
    }
    let wage_share = table.amount_from_zero("wage_share");
    let share =
        wage_share.and_then(|part| share(table.reading, "wage_share", part, "≤ 100%", |part| *part <= Number::one()));
    let limit = CutLimit { wage_share: share, minimum_wage: table.amount_from_zero("minimum_wage") };
    table.finish();
    limit
}
