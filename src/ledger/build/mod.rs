//! From the rows of registers to the ledger: a builder per register, each reporting everything that is wrong with its rows.

mod adjustments;
mod alone;
mod credits;
mod customers;
mod decisions;
mod exchange;
mod fiscal_months;
mod grouping;
mod holds;
mod invoices;
mod kept;
mod leave;
mod leavers;
mod list_day;
mod listed;
mod lookup;
mod measured;
mod months;
mod part_days;
mod products;
mod ratings;
mod reasons;
mod reporting;
mod risks;
mod row_numbers;
mod said;
mod signers;
mod staff;
mod staff_numbers;
mod staff_units;
mod targets;
mod unnamed;
mod words;

pub use kept::CellsKept;
pub use measured::{check_numbers, is_measured, of_nobody, without_owner};
pub use words::{is_of_penalty, is_of_praise};

use super::Ledger;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Register, Wanted};
use crate::policy::Policy;
use crate::policy::rules::{FilterTest, InputKind, InputRule};

/// Which columns a register is read for: by the ledger, and by measures. Nothing for one that neither reads.
pub fn wanted(policy: &Policy, rule: &InputRule) -> Option<Wanted> {
    let of_ledger = of_ledger(policy, rule);
    let measured = measured::columns(policy, &rule.name);
    let mut wanted = match of_ledger {
        Some(mut wanted) => {
            wanted.needed.extend(measured);
            wanted
        }
        None => measured::wanted(policy, rule).or_else(|| listed::wanted(policy, rule))?,
    };
    listed::add(policy, rule, &mut wanted);
    decisions::add(rule.kind(), &mut wanted);
    risks::add(rule.kind(), &mut wanted);
    wanted.needed.extend(policy.labels_of(&rule.name));
    if rule.kind() == InputKind::Customers {
        looked_at(policy, &mut wanted);
    }
    wanted.needed.extend(rule.unique.iter().map(|column| column.value.clone()));
    let paid =
        staff_numbers::columns(policy).into_iter().filter(|paid| paid.is_money && rule.kind() == InputKind::Staff);
    let numbers = measured::number_columns(policy, &rule.name).into_iter().chain(paid.map(|paid| paid.column));
    wanted.numbers.extend(numbers);
    if rule.kind() == InputKind::Staff {
        // Of a column that a rule goes by there must not be two.
        wanted.optional.extend(staff_numbers::columns(policy).into_iter().map(|paid| paid.column));
        wanted.optional.extend(
            policy.pay.iter().filter(|component| component.has_choices()).map(|_| staff::PREFERENCE.to_owned()),
        );
    }
    // That a column is blank may be asked of a file without it.
    let terms = rule.counted.iter().flat_map(|filter| &filter.terms);
    let (blank, tested): (Vec<_>, Vec<_>) = terms.partition(|term| matches!(term.test, FilterTest::Missing(_)));
    wanted.named.extend(blank.into_iter().map(|term| term.column.clone()));
    wanted.needed.extend(tested.into_iter().map(|term| term.column.clone()));
    wanted.needed.retain(|column| rule.constants.iter().all(|(known, _)| known != column));
    wanted.needed.sort();
    wanted.needed.dedup();
    Some(wanted)
}

/// The columns of customers that a question looks at.
fn looked_at(policy: &Policy, wanted: &mut Wanted) {
    for looked in policy.management.looked_at() {
        let list = if looked.is_needed { &mut wanted.needed } else { &mut wanted.optional };
        list.push(looked.column.clone());
        if looked.is_number {
            wanted.numbers.push(looked.column.clone());
        }
    }
}

fn of_ledger(policy: &Policy, rule: &InputRule) -> Option<Wanted> {
    match rule.kind() {
        InputKind::Staff => Some(staff::wanted()),
        InputKind::Customers => Some(customers::wanted()),
        InputKind::Products => Some(products::wanted()),
        InputKind::Targets => Some(targets::wanted(policy, rule)),
        InputKind::Splits | InputKind::Overlays => Some(of_people(Wanted::new(&["order", "share"], &["customer"]))),
        InputKind::Ratings => Some(of_people(Wanted::new(&["period", "indicator", "rating", "by", "date"], &[]))),
        InputKind::Adjustments => {
            Some(of_people(Wanted::new(&["period", "name", "amount", "reason", "approved_by"], &[])))
        }
        InputKind::Holds => Some(holds::wanted()),
        InputKind::FxRates => Some(exchange::wanted()),
        InputKind::Leave => Some(of_people(Wanted::new(&["from", "to"], &["kind"]))),
        _ => None,
    }
}

/// Rows that name a person, by name or by number.
fn of_people(wanted: Wanted) -> Wanted {
    wanted.any_of(&[&["person"], &["person_id"]])
}

/// Builds the customers, whose owners are people of the ledger.
pub fn build_customers(
    people: &super::People,
    register: &Register,
    cells: &CellsKept,
    faults: &mut Faults,
) -> super::Customers {
    customers::customers(people, register, cells, faults)
}

/// Builds the products.
pub fn build_products(register: &Register, cells: &CellsKept, faults: &mut Faults) -> super::Products {
    products::products(register, cells, faults)
}

/// Builds the ledger of these registers, in any order; one that is absent is empty. Customers and products are built apart, for most runs
/// need none of them. Of the rows of `staff` those cells are kept.
pub fn build(policy: &Policy, registers: &[Register], of_staff: &CellsKept, faults: &mut Faults) -> Ledger {
    let empty = Register::default();
    let register = |kind: InputKind| registers.iter().find(|register| register.kind() == kind).unwrap_or(&empty);
    let people = staff::people(policy, register(InputKind::Staff), of_staff, faults);
    registers.iter().for_each(|register| check_numbers(policy, register, faults));
    staff_numbers::check(policy, register(InputKind::Staff), faults);
    staff_units::warn(policy, register(InputKind::Staff), faults);
    alone::warn(&people, faults);
    unnamed::warn(&people, faults);
    registers.iter().for_each(|register| signers::warn(&people, register, faults));
    registers.iter().for_each(|register| said::warn(policy, register, faults));
    leavers::warn(policy, &people, register(InputKind::Staff), faults);
    part_days::warn(policy, register(InputKind::Leave), faults);
    decisions::check_plan(policy, &people, register(InputKind::Plan), faults);
    risks::check(register(InputKind::Risks), faults);
    reasons::check(policy, register(InputKind::Reasons), faults);
    registers.iter().for_each(|register| listed::check(policy, register, faults));
    let measured = registers.iter().filter(|register| register.kind() != InputKind::Staff);
    let measured = measured.map(|one| (one.name.clone(), measured::rows(policy, &people, one, faults)));
    Ledger {
        measured: measured.filter(|(_, rows)| !rows.is_empty()).collect(),
        targets: targets::targets(policy, &people, register(InputKind::Targets), faults),
        ratings: ratings::ratings(policy, &people, register(InputKind::Ratings), faults),
        adjustments: adjustments::adjustments(policy, &people, register(InputKind::Adjustments), faults),
        holds: holds::holds(register(InputKind::Holds), faults),
        decisions: decisions::decisions(&people, register(InputKind::Improvements), faults),
        invoices: invoices::of_listed(policy, register(InputKind::Receivables), faults),
        receivables_of: list_day::of(register(InputKind::Receivables)),
        exchange: exchange::rates(policy, register(InputKind::FxRates), faults),
        leave: leave::leave(&people, register(InputKind::Leave), faults),
        customers: super::Customers::default(),
        products: super::Products::default(),
        splits: credits::splits(&people, register(InputKind::Splits), faults),
        overlays: credits::overlays(&people, register(InputKind::Overlays), faults),
        people,
    }
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
