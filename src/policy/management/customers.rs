//! `[customers]`.

pub(in crate::policy) mod classing;

use classing::classing;

use crate::finding::quoted;
use crate::number::Number;
use crate::policy::rules::InputKind;
use crate::policy::rules::management::CustomersRule;
use crate::policy::rules::management::customers::{Classing, MONTHS, Strategy};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::policy::value;
use crate::source::Spanned;

/// Reads the table; nothing where the policy has none.
pub(super) fn customers(root: &TableReader<'_>, scope: &Scope<'_>) -> Option<CustomersRule> {
    let table = root.table("customers")?;
    table.default("window_months", &MONTHS.to_string());
    let class = classing(&table, scope);
    let months = table.periods("window_months");
    let strategies = table.table("strategies").map(|inner| strategies(&inner)).unwrap_or_default();
    table.finish();
    let rule = CustomersRule {
        class: class?,
        window_months: months.map_or(MONTHS, |months| months.value),
        strategies,
        span: table.span,
    };
    check_strategies(&rule, &table);
    check_discounts(&rule, &table);
    check_register(&rule, scope, &table);
    Some(rule)
}

/// What each class asks for; the names of the classes are the policy's.
fn strategies(table: &TableReader<'_>) -> Vec<Strategy> {
    let entries = table.others();
    let read = entries.into_iter().filter_map(|entry| {
        let inner = TableReader::open(table.reading, table.path_of(&entry.key), &entry.node)?;
        Some(strategy(&inner, Spanned::new(entry.key.clone(), entry.key_span)))
    });
    read.collect()
}

fn strategy(table: &TableReader<'_>, class: Spanned<String>) -> Strategy {
    let text = table.text("text").map(|text| text.value);
    let contact_days = table.whole("contact_days");
    let most = table.number("max_discount");
    let is_part = |value: &Number| !value.is_negative() && *value <= Number::one();
    let max_discount =
        most.and_then(|most| value::share(table.reading, "max_discount", most, "0 … 1 (\"5%\")", is_part));
    table.finish();
    Strategy { class, text, contact_days, max_discount }
}

/// A strategy of a class that nobody can have is a slip.
fn check_strategies(rule: &CustomersRule, table: &TableReader<'_>) {
    let Some(classes) = rule.class.classes() else { return };
    for strategy in &rule.strategies {
        let is_known = classes.iter().any(|class| crate::spelling::alike(class, &strategy.class.value));
        if !is_known {
            let known = quoted(&classes);
            let facts = [("name", strategy.class.value.as_str()), ("classes", &known)];
            table.reading.error("strategy-of-no-class", strategy.class.span, &facts);
        }
    }
}

/// So many tenths off leave less than a third of the price.
const MOST_TENTHS: i64 = 7;

/// Shares of the price (九折) where shares off it are meant: every one is so large that hardly anything would be left.
fn check_discounts(rule: &CustomersRule, table: &TableReader<'_>) {
    let most: Vec<_> = rule.strategies.iter().filter_map(|strategy| strategy.max_discount.as_ref()).collect();
    let is_large = |share: &Number| share * &Number::from(10) >= Number::from(MOST_TENTHS);
    let Some(first) = most.first().filter(|_| most.iter().all(|most| is_large(&most.value))) else { return };
    let percent = |share: &Number| (share * &Number::from(100)).to_plain(0, 2);
    let (left, off) = (percent(&(&Number::one() - &first.value)), percent(&first.value));
    let facts = [("found", table.reading.written(first.span)), ("left", &left), ("off", &off)];
    table.reading.warning("discount-as-price", first.span, &facts);
}

/// Columns of the register need the register.
fn check_register(rule: &CustomersRule, scope: &Scope<'_>, table: &TableReader<'_>) {
    if matches!(rule.class, Classing::Matrix(_) | Classing::Points(_) | Classing::Recorded) {
        scope.names.needs_input(InputKind::Customers, &Spanned::new((), table.span));
    }
}
