//! Which columns of which inputs a watch looks at.

use super::replies::REPLY;
use crate::ingest::header::{CellKind, columns_of};
use crate::management::View;
use crate::policy::Policy;
use crate::policy::rules::labels::of_register;
use crate::policy::rules::management::watch::WatchOwner;
use crate::policy::rules::management::watch::{ComingOn, RowsWatch, WatchKind, Without};
use crate::policy::rules::management::{Listed, WatchRule};
use crate::policy::rules::{Filter, FilterTerm, FilterTest, InputKind};

/// Columns that tell which row it is, and whose.
pub(super) const TELLING: [&str; 13] = [
    "id",
    "customer_id",
    "customer",
    "order",
    "person_id",
    "person",
    "owner_id",
    "owner",
    "name",
    "goal",
    "action",
    "text",
    "product_id",
];

/// Columns that are made of others, by input; every input has the class of the customer.
const MADE: [(&str, &str, &[&str]); 2] = [("risks", "level", &["probability", "impact"]), ("staff", "probation", &[])];
/// The computed class of the row's customer.
pub(super) const CLASS: &str = "class";

/// Whether some watch over rows asks for the class of customers.
pub(super) fn ask_for_class(policy: &Policy) -> bool {
    let is_asked = |filter: &Filter| filter.terms.iter().any(|term| term.column == CLASS);
    policy.management.watches.iter().any(|rule| match &rule.kind {
        WatchKind::Rows(watch) => {
            is_asked(&rule.filter) || watch.done_by.as_ref().is_some_and(|done| is_asked(&done.filter))
        }
        WatchKind::Measure(_) => is_asked(&rule.filter),
    })
}

/// The columns of which a column is made that no file has; nothing of an ordinary column.
pub(super) fn made_of(input: &str, column: &str) -> Option<&'static [&'static str]> {
    MADE.iter().find(|(own, name, _)| *own == input && *name == column).map(|(_, _, parts)| *parts)
}

/// The column that a header is, where the policy gives it to one; else the header itself.
pub(super) fn canonical(policy: &Policy, input: &str, column: &str) -> String {
    let Some(rule) = policy.input(input) else { return column.to_owned() };
    let given = rule.columns.iter().find(|(_, header)| header.value == column).map(|(name, _)| name.as_str());
    let own = rule.own.as_ref();
    let is = |header: Option<&crate::source::Spanned<String>>| header.is_some_and(|header| header.value == column);
    let is_date = is(own.and_then(|own| own.date.as_ref())).then_some("date");
    let is_person = is(own.and_then(|own| own.person.as_ref())).then_some("person");
    given.or(is_date).or(is_person).unwrap_or(column).to_owned()
}

/// The registers whose labels a filter asks for.
pub(super) fn registers(view: View, (input, filter): (&str, &Filter)) -> Vec<&'static str> {
    let is_computed = |column: &str| column == CLASS && input != "customers" && !view.rows.has_column(input, column);
    let register = |term: &FilterTerm| match of_register(&term.column) {
        Some((register, _)) => Some(register.input()),
        None => is_computed(&term.column).then_some("customers"),
    };
    filter.terms.iter().filter_map(register).collect()
}

/// What the run must read for a watch.
pub(super) fn listed(policy: &Policy, rule: &WatchRule, watch: &RowsWatch) -> Vec<Listed> {
    let input = &watch.input.value;
    let mut own = of_filter(policy, input, &rule.filter);
    let mut need = |column: &str| own.needed.push(canonical(policy, input, column));
    watch.open.iter().chain(&watch.same).for_each(|column| need(&column.value));
    watch.clock.iter().for_each(|clock| need(&clock.since.value));
    if let Some(ComingOn::Column(column)) = watch.coming.as_ref().map(|coming| &coming.on) {
        need(&column.value);
    }
    if let WatchOwner::Column(column) = &rule.owner {
        need(&column.value);
    }
    let mut all = vec![Listed { input: "customers".to_owned(), ..Listed::default() }];
    match &watch.without {
        // That a known column is blank may be asked of a file without it.
        Some(Without::Columns(names)) => names.iter().for_each(|name| {
            let column = canonical(policy, input, &name.value);
            let is_known = columns_of(kind(policy, input)).iter().any(|spec| spec.name == column);
            if is_known { own.named.push(column) } else { own.needed.push(column) }
        }),
        Some(Without::Rows(other)) => all.push(Listed { input: other.value.clone(), ..Listed::default() }),
        None => {}
    }
    let done = watch.done_by.iter().map(|done| of_filter(policy, &done.input.value, &done.filter));
    all.extend(done);
    all.push(own);
    let of_done = watch.done_by.iter().flat_map(|done| &done.filter.terms);
    let registers = rule.filter.terms.iter().chain(of_done).filter_map(|term| of_register(&term.column));
    all.extend(registers.map(|(register, column)| Listed {
        input: register.input().to_owned(),
        needed: vec![column.to_owned()],
        ..Listed::default()
    }));
    all
}

/// The kind of file, for its columns.
fn kind<'a>(policy: &Policy, input: &'a str) -> &'a str {
    if policy.input(input).is_some_and(|rule| rule.own.is_some()) { "own" } else { input }
}

/// Whether the cells of a register's column are amounts, which are read as those of measures are.
pub(super) fn is_amount(input: &str, column: &str) -> bool {
    let spec = columns_of(input).iter().find(|spec| spec.name == column);
    InputKind::of(input).is_register() && spec.is_some_and(|spec| spec.kind == CellKind::Money)
}

pub(super) fn of_filter(policy: &Policy, input: &str, filter: &Filter) -> Listed {
    let mut listed = Listed { input: input.to_owned(), ..Listed::default() };
    for term in &filter.terms {
        let column = canonical(policy, input, &term.column);
        if of_register(&column).is_some() {
            continue;
        }
        let duration = policy.input(input).and_then(|rule| rule.durations.iter().find(|own| own.name == column));
        if let Some(duration) = duration {
            listed.needed.extend([&duration.from, &duration.to].map(|end| canonical(policy, input, end)));
        } else if let Some(parts) = made_of(input, &column) {
            listed.needed.extend(parts.iter().map(|part| (*part).to_owned()));
            listed.numbers.extend(parts.iter().map(|part| (*part).to_owned()));
        } else if column == CLASS || matches!(term.test, FilterTest::Missing(_)) {
            listed.named.push(column);
        } else {
            // An amount that is made of others needs their columns.
            let is_made = column == "amount" && policy.input(input).is_some_and(|rule| rule.amount_of.is_some());
            if !is_made {
                listed.needed.push(column.clone());
            }
            if matches!(term.test, FilterTest::In(_)) {
                listed.amounts.extend(Some(column.clone()).filter(|column| is_amount(input, column)));
                listed.numbers.push(column);
            }
        }
    }
    listed
}

/// The columns of a watch's rows that are read, each once.
pub(super) fn read(policy: &Policy, rule: &WatchRule, watch: &RowsWatch) -> Vec<String> {
    let input = &watch.input.value;
    let mut columns: Vec<String> = TELLING.iter().map(|column| (*column).to_owned()).collect();
    for listed in listed(policy, rule, watch).into_iter().filter(|listed| listed.input == *input) {
        columns.extend(listed.needed.into_iter().chain(listed.named));
    }
    columns.extend(tested(policy, input, &rule.filter));
    match InputKind::of(input) {
        InputKind::Staff => columns.push("person".to_owned()),
        InputKind::Tickets => columns.extend([REPLY, "closed"].map(str::to_owned)),
        InputKind::Receivables => columns.extend(["balance", "amount"].map(str::to_owned)),
        kind if kind.is_source() => columns.push("currency".to_owned()),
        _ => {}
    }
    columns.sort();
    columns.dedup();
    columns
}

/// The columns that a filter looks at, and those by which labels of registers are found.
pub(super) fn tested(policy: &Policy, input: &str, filter: &Filter) -> Vec<String> {
    let listed = of_filter(policy, input, filter);
    let keys = ["customer_id", "customer", "product_id", "product"].map(str::to_owned);
    let own = filter.terms.iter().map(|term| canonical(policy, input, &term.column));
    listed.needed.into_iter().chain(listed.named).chain(own).chain(keys).collect()
}
