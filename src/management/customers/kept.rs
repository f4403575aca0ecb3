//! What of customers cannot be told: for want of an input, or of a class that nobody has.

use super::entries::{Entry, Source};
use super::roster::CUSTOMER;
use super::scales;
use crate::derivation::Subject;
use crate::finding::meant::Named;
use crate::finding::{Finding, Findings};
use crate::management::NotKept;
use crate::measure::Ask;
use crate::number::Number;
use crate::policy::rules::InputKind;
use crate::policy::rules::management::customers::Classing;

/// Sections and the input that each needs.
const NEEDS: [(&str, &str); 4] =
    [("discounts", "sales"), ("contacts_due", "activities"), ("differs", "customers"), ("alike", "customers")];

/// Sections that lack an input, or the column by which its rows name their customer.
pub(super) fn not_kept(source: &Source) -> Vec<NotKept> {
    let policy = source.view.book.policy;
    let lacking = NEEDS.iter().filter_map(|(section, input)| {
        let is_kept = policy.input(input).is_some();
        let names_customers = *input == "customers" || names_customers(source, input);
        let needs = match (is_kept, names_customers) {
            (false, _) => (*input).to_owned(),
            (true, false) => format!("{input}.customer"),
            (true, true) => return None,
        };
        let is_asked = source.rule.strategies.iter().any(|strategy| match *section {
            "contacts_due" => strategy.contact_days.is_some(),
            "discounts" => strategy.max_discount.is_some(),
            _ => false,
        });
        Some(NotKept { section: (*section).to_owned(), name: None, needs, is_asked })
    });
    lacking.collect()
}

/// Whether rows of an input say of which customer they are.
fn names_customers(source: &Source, input: &str) -> bool {
    ["customer", "customer_id"].iter().any(|column| source.view.rows.has_column(input, column))
}

/// Warns of sales that name no customer, of strategies of a class that nobody has, and where nobody can be classed.
pub(super) fn warn(source: &Source, entries: &[Entry], findings: &mut Findings) {
    let told = [of_nobody(source), unused(source, entries), too_few(source, entries), nobody_first(source, entries)];
    findings.extend_with(without_strategy(source, entries));
    scales::beyond(source).into_iter().for_each(|finding| findings.push(finding));
    told.into_iter().flatten().for_each(|finding| findings.push(finding));
}

/// Rows of sales in the window without a customer: their amount is in nobody's.
fn of_nobody(source: &Source) -> Vec<Finding> {
    let (view, window) = (&source.view, &source.windows.now);
    let Some(measure) = source.measures.sales else { return Vec::new() };
    let subject = Subject::Labelled { column: CUSTOMER.to_owned(), label: String::new() };
    let total = view.book.totals.total(&Ask { measure, subject: &subject, window, overlays: true });
    if total.rows == 0 {
        return Vec::new();
    }
    let amount = total.value.unwrap_or_else(Number::zero);
    let finding = Finding::warning("sales-without-customer").with("count", total.rows).with("amount", amount);
    let rule = view.book.policy.known_input(InputKind::Sales);
    let finding = finding.with("from", window.first()).with("to", window.last());
    vec![rule.into_iter().fold(finding, |finding, rule| finding.at(view.book.policy.text.place(rule.span)))]
}

/// Strategies of classes that the register gives to nobody, where it gives others that have none: one may be meant for the other.
fn unused(source: &Source, entries: &[Entry]) -> Vec<Finding> {
    let Classing::Recorded = source.rule.class else { return Vec::new() };
    let mut classes: Vec<&str> = entries.iter().filter_map(|entry| entry.class.as_deref()).collect();
    classes.sort_unstable();
    classes.dedup();
    if classes.iter().all(|class| source.rule.strategy(class).is_some()) {
        return Vec::new();
    }
    let has = |class: &str| classes.iter().any(|own| Named::new(own).is(class));
    let unused = source.rule.strategies.iter().filter(|strategy| !has(&strategy.class.value));
    let told = unused.map(|strategy| {
        let known = crate::finding::quoted(&classes);
        let known = if known.is_empty() { "–".to_owned() } else { known };
        let finding = Finding::warning("strategy-of-nobody").with("name", &strategy.class.value).with("known", known);
        finding.at(source.view.book.policy.text.place(strategy.class.span))
    });
    told.collect()
}

/// So many classes with strategies, and customers of them, are meant to be all.
const MANY_CLASSES: usize = 3;

/// The only customer of a recorded class that no strategy names, beside several of classes that have one: nothing of it is ever due.
fn without_strategy(source: &Source, entries: &[Entry]) -> Option<Finding> {
    let Classing::Recorded = source.rule.class else { return None };
    let classed = entries.iter().filter_map(|entry| Some((entry, entry.class.as_deref()?)));
    let (with, without): (Vec<_>, Vec<_>) = classed.partition(|(_, class)| source.rule.strategy(class).is_some());
    let [(entry, class)] = without[..] else { return None };
    let named: Vec<&str> = source.rule.strategies.iter().map(|strategy| strategy.class.value.as_str()).collect();
    let finding = Finding::warning("customer-without-strategy").with("class", class);
    let finding =
        finding.with("customer", &*source.roster.list[entry.place].name).with("known", crate::finding::quoted(&named));
    let span = source.rule.strategies.first()?.class.span;
    let are_all = named.len() >= MANY_CLASSES && with.len() >= MANY_CLASSES;
    are_all.then(|| finding.at(source.view.book.policy.text.place(span)))
}

/// That nobody is in the first class by parts of a whole: the largest alone has more than that.
fn nobody_first(source: &Source, entries: &[Entry]) -> Vec<Finding> {
    let Classing::Pareto(pareto) = &source.rule.class else { return Vec::new() };
    let parts: Vec<&Number> = entries.iter().filter_map(|entry| entry.parts.as_ref().map(|(own, _)| own)).collect();
    let is_told = parts.len() >= FEW && !entries.iter().any(|entry| entry.class.as_deref() == Some(FIRST));
    let Some(largest) = parts.into_iter().max().filter(|_| is_told) else { return Vec::new() };
    let percent = |part: &Number| format!("{}%", (part * &Number::from(100)).to_plain(0, 1));
    let finding = Finding::warning("pareto-without-first-class").with("class", FIRST);
    let finding = finding.with("part", percent(largest)).with("bound", percent(&pareto.a.value));
    vec![finding.at(source.view.book.policy.text.place(pareto.a.span))]
}

/// Of fewer customers one may well have nearly all.
const FEW: usize = 5;
/// The class of those who bring the most.
const FIRST: &str = "A";

/// Too few customers with an order for a mean to say something.
fn too_few(source: &Source, entries: &[Entry]) -> Vec<Finding> {
    let Classing::Rfm(rfm) = &source.rule.class else { return Vec::new() };
    let Some(least) = &rfm.min_customers else { return Vec::new() };
    let count = entries.iter().filter(|entry| entry.orders.as_ref().is_some_and(Number::is_positive)).count();
    if count >= least.value as usize {
        return Vec::new();
    }
    let finding = Finding::warning("too-few-customers").with("count", count).with("least", least.value);
    vec![finding.at(source.view.book.policy.text.place(least.span))]
}
