//! `adjustments.csv`: each line names whom, what, how much, why and who approved it.

use std::collections::BTreeSet;

use super::{lookup, said, words};
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::doubts::USUAL_DECIMALS;
use crate::ingest::doubts::said::About;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterRow};
use crate::ledger::{Adjustment, People};
use crate::policy::Policy;
use crate::policy::rules::{DecimalSign, InputKind, PayKind};
use crate::policy::thousands;
use crate::spelling::alike;

/// All adjustments, in the order of the files.
pub(super) fn adjustments(
    policy: &Policy,
    people: &People,
    register: &Register,
    faults: &mut Faults,
) -> Vec<Adjustment> {
    let mut adjustments = Vec::new();
    for row in &register.rows {
        let mut cells = row.read(faults);
        let period = cells.period("period", Need::Required, &policy.header);
        let person = lookup::person(&mut cells, lookup::PERSON, people, Need::Required);
        let amount = cells.number("amount", Need::Required);
        let [name, reason, approved_by] =
            ["name", "reason", "approved_by"].map(|column| cells.text(column, Need::Required).unwrap_or_default());
        if let (Some(period), Some(person), Some(amount), false) = (period, person, amount, cells.failed()) {
            let adjustment = Adjustment { period, person, name, amount, reason, approved_by, place: row.whole() };
            warn_of_own_approval(people, &adjustment, faults);
            warn_of_positive_deduction(&adjustment, deduction_said(policy, row), faults);
            warn_of_places(policy, row, &adjustment, faults);
            refuse_name_of_component(policy, &adjustment, faults);
            adjustments.push(adjustment);
        }
    }
    warn_of_the_same(&adjustments, people, faults);
    adjustments
}

/// Two adjustments of one person, period and amount whose names and reasons say the same: one name begins as the other, and one reason has the words of
/// the other, or both name the number of one order.
fn warn_of_the_same(adjustments: &[Adjustment], people: &People, faults: &mut Faults) {
    let is_same = |one: &Adjustment, other: &Adjustment| {
        (&one.period, one.person, &one.amount) == (&other.period, other.person, &other.amount)
            && (&one.name, &one.reason) != (&other.name, &other.reason)
            && begin_alike(&one.name, &other.name)
            && say_the_same(&one.reason, &other.reason)
    };
    for (at, second) in adjustments.iter().enumerate() {
        let Some(first) = adjustments[..at].iter().find(|first| is_same(first, second)) else { continue };
        let finding = Finding::warning("adjustment-twice").with("person", &people.list[second.person].id);
        let finding = finding.with("name", &second.name).with("amount", &second.amount);
        faults.push(finding.at(first.place.clone()).at(second.place.clone()));
    }
}

fn begin_alike(one: &str, other: &str) -> bool {
    let (one, other) = (key::normal(one).to_lowercase(), key::normal(other).to_lowercase());
    one.starts_with(&other) || other.starts_with(&one)
}

fn say_the_same(one: &str, other: &str) -> bool {
    let (one, other) = (key::normal(one).to_lowercase(), key::normal(other).to_lowercase());
    // A number of an order has letters and digits; a year is no such number.
    let is_number = |word: &&str| {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        let is_year = digits.len() == 4 && digits.starts_with("20");
        digits.len() >= 3 && !is_year && word.contains(char::is_alphabetic)
    };
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '/' | '_'));
        words.filter(is_number).map(str::to_owned).collect()
    };
    let shared = words(&other);
    let are_long = one.len().min(other.len()) >= 5;
    let all = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (of_one, of_other) = (all(&one), all(&other));
    let has_all = of_one.len().min(of_other.len()) >= 2 && (of_one.is_subset(&of_other) || of_other.is_subset(&of_one));
    are_long && (has_all || begin_alike(&one, &other)) || words(&one).iter().any(|word| shared.contains(word))
}

/// Nobody else has seen an adjustment that its receiver approved, whether by id or by name.
fn warn_of_own_approval(people: &People, adjustment: &Adjustment, faults: &mut Faults) {
    let receiver = &people.list[adjustment.person];
    let approver = key::normal(&adjustment.approved_by);
    if people.find(&approver) == Some(adjustment.person)
        || [&receiver.id, &receiver.name].iter().any(|own| key::normal(own) == approver)
    {
        let finding = Finding::warning("adjustment-by-receiver").with("person", &receiver.id);
        faults.push(finding.with("name", &adjustment.name).at(adjustment.place.clone()));
    }
}

/// A deduction is below 0, or it adds to the pay.
fn warn_of_positive_deduction(adjustment: &Adjustment, said: Option<String>, faults: &mut Faults) {
    let named = Some(adjustment.name.clone()).filter(|name| words::is_of_deduction(name));
    if let Some(name) = named.or(said).filter(|_| adjustment.amount.is_positive()) {
        let finding = Finding::warning("deduction-adds").with("name", name);
        faults.push(finding.with("amount", &adjustment.amount).at(adjustment.place.clone()));
    }
}

/// The word of a column that no rule reads, and that says what kind of adjustments rows are, by which the row is a deduction.
fn deduction_said(policy: &Policy, row: &RegisterRow) -> Option<String> {
    let rule = policy.known_input(InputKind::Adjustments)?;
    let says_kind = |about: About| matches!(about, About::Kind | About::State | About::Sign);
    let unread = said::unread((policy, rule), row).into_iter().filter(|column| says_kind(column.about));
    unread.into_iter().filter_map(|column| row.text_in(column.field)).find(|text| words::is_of_deduction(text))
}

/// An amount with more decimals than money is paid in, or whose point may stand before thousands.
fn warn_of_places(policy: &Policy, row: &RegisterRow, adjustment: &Adjustment, faults: &mut Faults) {
    let component = policy.pay.iter().find(|component| matches!(component.kind, PayKind::Adjustment));
    let own = component.and_then(|component| component.rounding.as_ref());
    let paid = own.map_or(&policy.money, |rounding| &rounding.value).apply(&adjustment.amount);
    let is_in_doubt = policy.known_input(InputKind::Adjustments).is_some_and(|rule| rule.decimal == DecimalSign::Auto);
    let text = row.text("amount").unwrap_or_default();
    let finding = match thousands(&text).filter(|_| is_in_doubt && policy.money_places() < 3) {
        Some((whole, decimals)) => {
            Finding::warning("adjustment-of-thousands").with("whole", format!("{whole}{decimals}"))
        }
        // More decimals than that are told of any amount.
        None if paid != adjustment.amount
            && adjustment.amount.decimals().is_some_and(|count| count <= USUAL_DECIMALS) =>
        {
            Finding::warning("adjustment-rounded")
        }
        None => return,
    };
    let finding = finding.with("text", &text).with("paid", paid.to_plain(policy.money_places(), policy.money_places()));
    faults.push(finding.at(row.place("amount")));
}

/// An adjustment that is called as another component would be shown as that component's pay.
fn refuse_name_of_component(policy: &Policy, adjustment: &Adjustment, faults: &mut Faults) {
    let others = policy.pay.iter().filter(|component| !matches!(component.kind, PayKind::Adjustment));
    let mut names = others.map(|component| (component.name.value.as_str(), component.span));
    if let Some((name, span)) = names.find(|(name, _)| alike(name, &adjustment.name)) {
        let finding = Finding::error("adjustment-named-as-component").with("name", name);
        faults.push(finding.at(adjustment.place.clone()).at(policy.text.place(span)));
    }
}
