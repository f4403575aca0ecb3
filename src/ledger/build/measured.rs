//! Registers that measures name, whatever else uses them: which columns they need, whose their rows are, and for which days these stand.
//!
//! `staff` and `customers` stand as the ledger has them; of these only the cells are looked at here.

use super::lookup;
use crate::calendar::{NaiveDate, Period};
use crate::finding::Finding;
use crate::ingest::faults::Faults;
use crate::ingest::header::{CellKind, columns_of};
use crate::ingest::register::{Cells, Need, Register, RegisterRow, Wanted};
use crate::ledger::People;
use crate::ledger::measured::{MeasuredRow, When, Whose};
use crate::policy::Policy;
use crate::policy::rules::management::watch::WatchKind;
use crate::policy::rules::{Filter, FilterTest, Header, InputKind, InputRule, MeasureId, MeasureKind};

/// Columns that say whose a row is, and for which days it stands.
const PLACING: [&str; 9] = ["person", "person_id", "owner", "customer", "customer_id", "period", "date", "due", "from"];

/// What a customer is insured for.
const INSURED: &str = "insured_limit";

/// Whether some measure is made of the input's rows.
pub fn is_measured(policy: &Policy, input: &str) -> bool {
    policy.measures.iter().any(|measure| measure.kind.inputs().contains(&input))
}

/// What the measures of a register need of it; nothing where none names it.
pub(super) fn wanted(policy: &Policy, rule: &InputRule) -> Option<Wanted> {
    if !is_measured(policy, &rule.name) {
        return None;
    }
    let specs = columns_of(&rule.name);
    let required = specs.iter().filter(|spec| spec.required && PLACING.contains(&spec.name));
    let optional: Vec<&str> = PLACING.into_iter().filter(|name| specs.iter().any(|spec| spec.name == *name)).collect();
    let mut wanted = Wanted::new(&[], &optional);
    wanted.needed = required.map(|spec| spec.name.to_owned()).chain(columns(policy, &rule.name)).collect();
    wanted.needed.dedup();
    // Whose an invoice is, its customer says.
    let is_of_customers = rule.kind() == InputKind::Receivables;
    Some(if is_of_customers { wanted.any_of(&[&["customer"], &["customer_id"]]) } else { wanted })
}

/// The columns of an input that measures are made of or tell rows by.
pub(super) fn columns(policy: &Policy, input: &str) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for measure in policy.measures.iter().filter(|measure| measure.kind.inputs().contains(&input)) {
        let of_kind = measure.kind.columns().into_iter().filter(|column| column.source == input);
        let tested = measure.filter.terms.iter().filter(|term| !matches!(term.test, FilterTest::Missing(_)));
        let names = of_kind.map(|column| column.column.clone()).chain(tested.map(|term| term.column.clone()));
        // A label of another register is none of the input's columns.
        columns.extend(names.filter(|name| !name.contains('.')));
    }
    columns.sort();
    columns.dedup();
    columns
}

/// The columns of an input whose cells must be numbers.
pub(super) fn number_columns(policy: &Policy, input: &str) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for measure in policy.measures.iter().filter(|measure| measure.kind.inputs().contains(&input)) {
        columns.extend(measure.kind.number_column().map(|column| column.column.clone()));
        let ranged = measure.filter.terms.iter().filter(|term| matches!(term.test, FilterTest::In(_)));
        columns.extend(ranged.map(|term| term.column.clone()));
    }
    if InputKind::of(input) == InputKind::Customers {
        let looked_at = policy.management.looked_at().filter(|looked| looked.is_number);
        columns.extend(looked_at.map(|looked| looked.column.clone()));
    }
    columns.sort();
    columns.dedup();
    columns
}

/// Reports cells that are no numbers where a measure needs some, and blank ones that it adds up: in a sum a missing number is never 0.
pub fn check_numbers(policy: &Policy, register: &Register, faults: &mut Faults) {
    let columns = number_columns(policy, &register.name);
    // Of what only stands as it is and pays nothing, a blank says that there is none.
    let is_standing = matches!(register.kind(), InputKind::Staff | InputKind::Customers);
    let sums: Vec<(&str, &Filter)> = sums(policy, (&register.name, is_standing)).collect();
    for row in &register.rows {
        let is_added = |column: &String| sums.iter().any(|(sum, filter)| sum == column && row.passes(filter));
        let needs: Vec<bool> = columns.iter().map(is_added).collect();
        let mut cells = row.read(faults);
        for (column, is_added) in columns.iter().zip(needs) {
            check_number(&mut cells, column, if is_added { Need::Required } else { Need::Optional });
        }
    }
    if is_standing {
        taken_off(policy, &register.name).into_iter().for_each(|taken| warn_of_blanks(register, taken, faults));
    }
}

/// The columns of an input whose sums are taken off others and pay nothing, each with the filter of its measure. Who is insured for nothing
/// has a blank there; of any other column a blank says that nothing was written.
fn taken_off<'a>(policy: &'a Policy, input: &'a str) -> Vec<(&'a str, &'a Filter)> {
    let is_taken_off =
        |id: MeasureId| policy.measures.iter().any(|measure| measure.kind.summands().contains(&(id, -1)));
    let measures = policy.measures.iter().enumerate();
    let measures =
        measures.filter(|(index, _)| is_taken_off(MeasureId(*index)) && !policy.used.contains(&MeasureId(*index)));
    let sums = measures.filter_map(|(_, measure)| match &measure.kind {
        MeasureKind::Sum(column) if column.source == input && column.column != INSURED => {
            Some((column.column.as_str(), &measure.filter))
        }
        _ => None,
    });
    sums.collect()
}

/// A warning of rows with nothing in a column where others have something.
fn warn_of_blanks(register: &Register, (column, filter): (&str, &Filter), faults: &mut Faults) {
    let rows = || register.rows.iter().filter(|row| row.passes(filter));
    let blank: Vec<&RegisterRow> = rows().filter(|row| row.text(column).is_none()).collect();
    let Some(first) = blank.first().filter(|_| rows().count() > blank.len()) else { return };
    let warning = Finding::warning("blanks-in-sum").with("input", &register.name).with("label", column);
    faults.push(warning.with("count", blank.len()).at(first.place(column)));
}

/// The columns of an input that are added up, each with the filter of its measure; where that is asked for, only of measures that pay or score.
fn sums<'a>(policy: &'a Policy, (input, used): (&str, bool)) -> impl Iterator<Item = (&'a str, &'a Filter)> {
    let measures = policy.measures.iter().enumerate();
    let measures = measures.filter(move |(index, _)| !used || policy.used.contains(&MeasureId(*index)));
    measures.filter_map(move |(_, measure)| match &measure.kind {
        MeasureKind::Sum(column) if column.source == input => Some((column.column.as_str(), &measure.filter)),
        _ => None,
    })
}

fn check_number(cells: &mut Cells, column: &str, need: Need) {
    let slot = cells.row().heading.slot(column);
    let kind = slot.and_then(|slot| cells.row().heading.slots[slot].kind);
    match kind {
        Some(CellKind::Rate | CellKind::Discount) => cells.rate(column, need),
        _ => cells.number(column, need),
    };
}

/// The rows of a register that measures name; one that says in no way whose its rows are is refused at its header.
pub(super) fn rows(policy: &Policy, people: &People, register: &Register, faults: &mut Faults) -> Vec<MeasuredRow> {
    // What targets are is for the ledger to say: a measure of their rows is refused.
    let is_read = register.kind() != InputKind::Targets && is_measured(policy, &register.name);
    if !is_read || !check_whose(policy, register, faults) {
        return Vec::new();
    }
    let read = |row| measured_row((policy, &register.name), people, row, faults);
    register.rows.iter().filter_map(read).collect()
}

fn measured_row(
    (policy, register): (&Policy, &str),
    people: &People,
    row: &RegisterRow,
    faults: &mut Faults,
) -> Option<MeasuredRow> {
    let mut cells = row.read(faults);
    let whose = whose(&mut cells, people);
    let when = when(&mut cells, &policy.header, register);
    let days = days_of(&mut cells, &day_columns(policy, register));
    (!cells.failed()).then(|| MeasuredRow {
        whose,
        when,
        cells: with_days(row.cells(|_| true), &days),
        place: row.whole(),
    })
}

/// The columns of an input that a measure compares with days.
fn day_columns(policy: &Policy, input: &str) -> Vec<String> {
    let of_input = policy.measures.iter().filter(|measure| measure.kind.inputs().contains(&input));
    let terms = of_input.flat_map(|measure| &measure.filter.terms);
    terms.filter(|term| matches!(term.test, FilterTest::On(_))).map(|term| term.column.clone()).collect()
}

/// Their days; a cell that is none is a fault.
fn days_of(cells: &mut Cells, columns: &[String]) -> Vec<(String, NaiveDate)> {
    columns.iter().filter_map(|column| Some((column.clone(), cells.date(column, Need::Optional)?))).collect()
}

/// The cells of a row, those of days in the one way of writing in which they are compared.
fn with_days<T>(mut cells: Vec<(String, String, T)>, days: &[(String, NaiveDate)]) -> Vec<(String, String, T)> {
    for (column, text, _) in &mut cells {
        let day = days.iter().find(|(known, _)| known == column);
        day.into_iter().for_each(|(_, day)| *text = day.to_string());
    }
    cells
}

/// Its person's; else its owner's; else that of its customer's owner.
fn whose(cells: &mut Cells, people: &People) -> Whose {
    let heading = &cells.row().heading;
    let has_any = |columns: &[&str; 2]| columns.iter().any(|column| heading.has(column));
    let named: Vec<[&str; 2]> = [lookup::PERSON, lookup::OWNER].into_iter().filter(has_any).collect();
    for columns in &named {
        if let Some(person) = lookup::person(cells, *columns, people, Need::Optional) {
            return Whose::Person(person);
        }
    }
    let mut customer: Vec<String> =
        ["customer_id", "customer"].into_iter().filter_map(|column| cells.key(column, Need::Optional)).collect();
    customer.dedup();
    match named.is_empty() && !customer.is_empty() {
        true => Whose::Customer(customer),
        false => Whose::Nobody,
    }
}

/// Its period, or the days that it is about; else it stands as it is. A blank where every row has one is a fault, or the row would count always.
fn when(cells: &mut Cells, header: &Header, register: &str) -> When {
    // Of what is open a row stands from its date on, until it is taken out of the file.
    let stands = InputKind::of(register) == InputKind::Receivables;
    let need = |column: &str| {
        let is_required = columns_of(register).iter().any(|spec| spec.name == column && spec.required);
        if is_required { Need::Required } else { Need::Optional }
    };
    let has = |column: &str| cells.row().heading.has(column);
    let (has_period, has_days, has_due, has_date) = (has("period"), has("from") && has("to"), has("due"), has("date"));
    if has_period && let Some(period) = cells.period("period", need("period"), header) {
        return When::Period(period);
    }
    if has_days {
        let (from, to) = (cells.date("from", Need::Required), cells.date("to", Need::Required));
        return from.zip(to).map_or(When::Always, |(from, to)| When::Days(from, to));
    }
    if has_date && let Some(date) = cells.date("date", need("date")) {
        return if stands { When::Since(date) } else { When::Days(date, date) };
    }
    match has_due && !stands {
        true => cells.date("due", Need::Required).map_or(When::Always, |due| When::Days(due, due)),
        false => When::Always,
    }
}

/// Whether each file says whose its rows are; one that does not is refused.
fn check_whose(policy: &Policy, register: &Register, faults: &mut Faults) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut is_known = true;
    for row in &register.rows {
        let heading = &row.heading;
        if seen.contains(&&*heading.file) {
            continue;
        }
        seen.push(&heading.file);
        let by_customer = heading.has("customer") || heading.has("customer_id");
        let is_led = ["person", "person_id", "owner"].iter().any(|column| heading.has(column))
            || (by_customer && policy.known_input(InputKind::Customers).is_some())
            || (register.kind().is_of_nobody() && !is_used(policy, &register.name))
            || (by_customer && !is_of_people(policy, &register.name));
        if is_led {
            continue;
        }
        is_known = false;
        let facts = register.facts.iter().find(|facts| facts.file == heading.file);
        let ignored: &[String] = facts.map_or(&[], |facts| &facts.ignored);
        faults.push(of_nobody(&register.name, ignored).at(heading.place.clone()));
    }
    is_known
}

/// Whether something is scored, ranked or paid by rows of the input, which must then be somebody's.
fn is_used(policy: &Policy, input: &str) -> bool {
    policy.used.iter().any(|id| policy.measure(*id).kind.inputs().contains(&input))
}

/// Whether somebody must have the rows of an input: something is scored or paid by them, or a watch that is asked tells people or teams apart.
fn is_of_people(policy: &Policy, input: &str) -> bool {
    let watches = policy.management.watches.iter().filter(|_| policy.management.is_watched);
    let mut of_people = watches.filter_map(|rule| match &rule.kind {
        WatchKind::Measure(watch) if ["person", "person_id", "team"].contains(&watch.per.value.as_str()) => Some(watch),
        _ => None,
    });
    is_used(policy, input)
        || of_people.any(|watch| watch.measures().into_iter().any(|measure| is_made_of(policy, measure, input)))
}

/// Whether a measure is made of an input, also by way of others.
fn is_made_of(policy: &Policy, measure: MeasureId, input: &str) -> bool {
    let kind = &policy.measure(measure).kind;
    kind.inputs().contains(&input) || kind.parts().into_iter().any(|part| is_made_of(policy, part, input))
}

/// That the rows of an input can be nobody's: `unread` are the labels that nothing reads, for one of them may be the person's.
pub fn of_nobody(input: &str, unread: &[String]) -> Finding {
    let quoted: Vec<String> = unread.iter().map(|label| format!("`{}`", label.trim())).collect();
    let code = if unread.is_empty() { "source-of-nobody" } else { "source-of-nobody-unread" };
    let line = format!("columns = {{ person = \"{}\" }}", unread.first().map_or("…", |label| label.trim()));
    Finding::error(code).with("input", input).with("headers", quoted.join(", ")).with("line", line)
}

/// Rows of measured registers whose customer nobody owns, by register: how many, and the first.
pub fn without_owner<'a>(
    rows: &'a [MeasuredRow],
    customers: &crate::ledger::Customers,
    period: &Period,
) -> Vec<&'a MeasuredRow> {
    let is_owned = |row: &MeasuredRow| match &row.whose {
        Whose::Person(_) => true,
        Whose::Customer(customer) => customers.owner_of(customer, row.day(period)).is_some(),
        Whose::Nobody => false,
    };
    rows.iter().filter(|row| row.counts_in(period) && !is_owned(row)).collect()
}
