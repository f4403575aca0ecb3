//! Registers of what rows are about, customers and products: read where a run needs them, once it is known whether it does.

use super::encodings::Encodings;
use super::{Gathered, Opened, Reading, Scope, keep_facts, keep_faults, near_customers, register, streams, words};
use crate::finding::Findings;
use crate::ingest::faults::Faults;
use crate::ingest::files::files_of;
use crate::ledger::build::CellsKept;
use crate::ledger::measured::Whose;
use crate::ledger::{Ledger, MeasuredRow, alike, build};
use crate::measure::plan::Plan;
use crate::policy::Policy;
use crate::policy::rules::labels::Described;
use crate::policy::rules::{InputKind, InputRule, MeasureKind};

/// Whether a register is read after the others; products that something measures, which is refused, are read with them.
pub(super) fn is_read_apart(policy: &Policy, rule: &InputRule) -> bool {
    match rule.kind() {
        InputKind::Customers => true,
        InputKind::Products => !build::is_measured(policy, &rule.name),
        _ => false,
    }
}

/// The columns of a register that rows have as labels.
fn labels(plan: &Plan, register: Described) -> Vec<&str> {
    let labels = plan.streams.iter().flat_map(|stream| &stream.slots).filter_map(|slot| slot.label.as_ref());
    labels.filter(|label| label.register == register).map(|label| label.column.as_str()).collect()
}

/// Whether rows have labels of a register.
fn describes(plan: &Plan, register: Described) -> bool {
    !labels(plan, register).is_empty()
}

/// The cells that labels need; all of them where a label was asked for that no rule names, and the others are told if it is not there.
fn kept(policy: &Policy, plan: &Plan, register: Described) -> CellsKept {
    let (asked, mut named) = (labels(plan, register), policy.labels_of(register.input()));
    if register == Described::Customers && policy.management.looked_at.is_some() {
        named.extend(policy.management.looked_at().map(|looked| looked.column.clone()));
        return if asked.iter().all(|column| named.iter().any(|own| own == column)) {
            CellsKept::Labels(named)
        } else {
            CellsKept::All
        };
    }
    match asked.iter().all(|column| named.iter().any(|own| own == column)) {
        true if asked.is_empty() => CellsKept::None,
        true => CellsKept::Labels(named),
        false => CellsKept::All,
    }
}

/// Whether a file of returns has a column of names or one of numbers alone, and the sales have the other: a register may say which is which.
fn names_otherwise(plan: &Plan, opened: &[Opened], columns: [&str; 2]) -> bool {
    let has = |one: &Opened, column: &str| {
        one.layouts().iter().any(|layout| layout.columns.iter().any(|(known, _)| known == column))
    };
    let has_only = |one: &Opened, own: &str, other: &str| has(one, own) && !has(one, other);
    let returns: Vec<&Opened> = opened.iter().filter(|one| plan.streams[one.stream].takes_back).collect();
    let mut sales = opened.iter().filter(|one| one.kind() == InputKind::Sales);
    let [name, number] = columns;
    let is_otherwise = |sold: &Opened| {
        let is_it = |one: &&Opened, own, other| has_only(one, own, other) && has_only(sold, other, own);
        returns.iter().any(|one| is_it(one, name, number) || is_it(one, number, name))
    };
    sales.any(is_otherwise)
}

/// Reads the products, where rows have labels of them, returns name them otherwise than the sales, or every input is to be looked at.
pub fn read_products(
    (policy, plan, opened): (&Policy, &Plan, &[Opened]),
    ledger: &mut Ledger,
    reading: &Reading,
    gathered: &mut Gathered,
    findings: &mut Findings,
) {
    let Some(rule) = policy.known_input(InputKind::Products).filter(|rule| is_read_apart(policy, rule)) else { return };
    let is_listed = policy.management.listed(&rule.name).is_some() || policy.management.looked_at.is_some();
    let is_needed = is_listed
        || policy.management.names_products
        || describes(plan, Described::Products)
        || names_otherwise(plan, opened, ["product", "product_id"]);
    if !(reading.scope == Scope::Everything || is_needed) {
        return;
    }
    let encodings = Encodings::with_people(reading.encoding, ledger);
    let mut faults = Faults::new(reading.bad_rows);
    if let Some(register) = register((policy, rule), (reading, &encodings), &mut faults, findings) {
        gathered.filtered.extend(words::FilteredRegister::of(rule, &register));
        ledger.products = build::build_products(&register, &kept(policy, plan, Described::Products), &mut faults);
        keep_facts(policy, register, &faults, gathered);
    }
    keep_faults(faults, gathered, findings);
}

/// Reads the customers, where the run needs them or every input is to be looked at.
pub fn read_customers(
    (policy, plan, opened): (&Policy, &Plan, &[Opened]),
    ledger: &mut Ledger,
    reading: &Reading,
    gathered: &mut Gathered,
    findings: &mut Findings,
) {
    let Some(rule) = policy.known_input(InputKind::Customers) else { return };
    let are_measured = build::is_measured(policy, &rule.name);
    let describe = describes(plan, Described::Customers);
    let is_of_customer = |row: &MeasuredRow| matches!(row.whose, Whose::Customer(_));
    let decide_owners =
        opened.iter().any(|one| one.lacks_person(plan)) || ledger.measured.values().flatten().any(is_of_customer);
    let encodings = Encodings::with_people(reading.encoding, ledger);
    let is_listed = policy.management.listed(&rule.name).is_some() || policy.management.looked_at.is_some();
    // Who is new may be older than the data, or an old one under another name: the latter is looked at where that costs little.
    let may_be_known = || {
        counts_new(policy)
            && (is_small(policy, rule, reading)
                || streams::has_columns((policy, rule), (reading.folder, &encodings), &["first_order"]))
    };
    // A customer by its name and by its number is one.
    let may_be_one = || {
        opened.iter().any(|one| one.tells_customers_apart(policy, plan))
            && streams::has_columns((policy, rule), (reading.folder, &encodings), &["customer", "customer_id"])
    };
    let tell_returns = names_otherwise(plan, opened, ["customer", "customer_id"]);
    let is_needed = are_measured || describe || decide_owners || is_listed || tell_returns;
    if !(reading.scope == Scope::Everything || is_needed || may_be_known() || may_be_one()) {
        return;
    }
    let mut faults = Faults::new(reading.bad_rows);
    let cells = if are_measured { CellsKept::All } else { kept(policy, plan, Described::Customers) };
    if let Some(register) = register((policy, rule), (reading, &encodings), &mut faults, findings) {
        gathered.filtered.extend(words::FilteredRegister::of(rule, &register));
        build::check_numbers(policy, &register, &mut faults);
        ledger.customers = build::build_customers(&ledger.people, &register, &cells, &mut faults);
        if is_listed {
            let unread = near_customers::unread_owner(&ledger.people, &register);
            unread.into_iter().for_each(|told| faults.push(told));
        }
        if policy.management.compares_customers {
            ledger.customers.alike = alike::pairs(&register);
        }
        if reading.scope == Scope::Everything {
            alike::customers(&register, &mut faults);
        }
        keep_facts(policy, register, &faults, gathered);
    }
    keep_faults(faults, gathered, findings);
}

/// Reads both with the cells that rules name, for whoever compares registers and reads no rows.
pub fn read_named(policy: &Policy, ledger: &mut Ledger, reading: &Reading, findings: &mut Findings) {
    let encodings = Encodings::with_people(reading.encoding, ledger);
    for described in [Described::Products, Described::Customers] {
        let Some(rule) = policy.inputs.iter().find(|rule| rule.name == described.input()) else { continue };
        let mut faults = Faults::new(reading.bad_rows);
        let cells = CellsKept::Labels(policy.labels_of(described.input()));
        let register = register((policy, rule), (reading, &encodings), &mut faults, findings);
        match (described, register) {
            (Described::Products, Some(register)) => {
                ledger.products = build::build_products(&register, &cells, &mut faults);
            }
            (_, Some(register)) => {
                ledger.customers = build::build_customers(&ledger.people, &register, &cells, &mut faults);
            }
            (_, None) => {}
        }
        keep_faults(faults, &mut Gathered::default(), findings);
    }
}

/// So large a register is not read for names alone.
const LARGE: u64 = 1 << 20;

/// Whether the files of a register are read in no time. What is wrong with them is told when they are read.
fn is_small(policy: &Policy, rule: &InputRule, reading: &Reading) -> bool {
    let files = files_of(policy, rule, reading.folder, &mut Findings::new());
    files.iter().map(|file| file.text_len()).sum::<u64>() <= LARGE
}

/// Whether any measure counts customers by their first row, which may be before the data begin.
fn counts_new(policy: &Policy) -> bool {
    policy.measures.iter().any(|measure| matches!(measure.kind, MeasureKind::First(..)))
}
