//! Customers whom rows name and the register lacks, and of those the ones that are nearly one that it has; without a register one that is new in the
//! period, nearly one that was there before. Told in one line, with how many were compared where that were not all.

use std::collections::{BTreeMap, HashMap};

use super::streams::Opened;
use crate::finding::{Finding, Severity};
use crate::ingest::cell::key;
use crate::ingest::register::{Register, RegisterRow};
use crate::ledger::alike::{Codes, begun_by, meant_for};
use crate::ledger::{Customer, Ledger, MeasuredRow, People};
use crate::measure::accumulate::Accumulator;
use crate::measure::fold::{Folder, KEPT};
use crate::measure::plan::{Gather, Plan};
use crate::policy::Policy;
use crate::policy::rules::InputKind;
use crate::source::Place;

/// How many places and pairs are shown.
const SHOWN: usize = 8;

/// So many customers of sales are looked at for one that another is meant for.
const MOST: usize = 1_000_000;

/// What is to be told of the customers of a source.
pub(super) fn report(
    policy: &Policy,
    (plan, ledger): (&Plan, &Ledger),
    one: &Opened,
    (folder, written): (&Folder, &HashMap<String, String>),
) -> Vec<Finding> {
    match ledger.customers.list.is_empty() {
        false => beside_register(policy, (plan, ledger), one, (folder, written)),
        true => {
            let gathers = plan.streams[one.stream].gathers.iter().enumerate();
            gathers
                .filter_map(|(index, gather)| among_sales(policy, plan, (index, gather), (one, folder, written)))
                .collect()
        }
    }
}

/// Of fewer customers none of the register may well be one of a new company's.
const SEVERAL: usize = 3;

/// Whether a question of management looks at the customers of a source, and the register has none of them: the columns of numbers may be exchanged.
pub(super) fn are_all_strange(policy: &Policy, ledger: &Ledger, folder: &Folder) -> bool {
    let newcomers = &folder.newcomers;
    let are_compared = policy.management.is_asked() && ledger.customers.list.len() >= SEVERAL;
    are_compared && newcomers.known == 0 && newcomers.list.len() >= SEVERAL
}

/// Customers of a source that the register lacks.
fn beside_register(
    policy: &Policy,
    (plan, ledger): (&Plan, &Ledger),
    one: &Opened,
    (folder, written): (&Folder, &HashMap<String, String>),
) -> Vec<Finding> {
    let place = |(file, line): (u32, u32)| Some(Place::line(plan.files.get(file as usize)?.clone(), line, ""));
    let mut newcomers = folder.newcomers.clone();
    newcomers.merge(folder.newcomers_before.clone());
    let strange = newcomers.list.values().filter_map(|newcomer| {
        Some(Strange { name: newcomer.own.clone(), rows: newcomer.rows, place: place(newcomer.first)? })
    });
    let all = Strangers {
        input: &one.name,
        // Whom a company sells to need not be in the file of those that it keeps.
        are_usual: one.kind() == InputKind::Sales,
        // Whose sales are, another column says; figures of customers lack them.
        tells_shared: one.kind() != InputKind::Sales || policy.management.is_asked(),
        written: (policy.management.is_asked() && !written.is_empty()).then_some(written),
        known: newcomers.known,
        most: newcomers.are_more.then_some(KEPT),
    };
    all.told(ledger, strange.collect())
}

/// Customers that rows of registers name and the register of customers lacks, of those whose rows are looked at one by one and of those that are
/// measured.
pub(super) fn of_registers(ledger: &Ledger, registers: &[Register]) -> Vec<Finding> {
    if ledger.customers.list.is_empty() {
        return Vec::new();
    }
    let named = |texts: [Option<String>; 2]| texts.into_iter().flatten().collect::<Vec<String>>();
    let mut of_input: BTreeMap<&str, Vec<(Vec<String>, &Place)>> = BTreeMap::new();
    let wholes: Vec<Vec<(Vec<String>, Place)>> = registers
        .iter()
        .map(|register| {
            let row = |row: &RegisterRow| {
                (named(COLUMNS.map(|column| row.text(column))), Place::line(row.heading.file.clone(), row.line, ""))
            };
            register.rows.iter().map(row).collect()
        })
        .collect();
    for (register, rows) in registers.iter().zip(&wholes).filter(|(register, _)| is_of_customers(&register.name)) {
        of_input.insert(&register.name, rows.iter().map(|(names, place)| (names.clone(), place)).collect());
    }
    let measured = ledger.measured.iter().filter(|(name, _)| is_of_customers(name));
    for (name, rows) in measured {
        let cell = |row: &MeasuredRow, column: &str| {
            row.cells.iter().find(|(own, ..)| own == column).map(|(_, text, _)| text.clone())
        };
        let row = |row: &'_ MeasuredRow| named(COLUMNS.map(|column| cell(row, column)));
        of_input.entry(name).or_insert_with(|| rows.iter().map(|one| (row(one), &one.place)).collect());
    }
    of_input.into_iter().flat_map(|(input, rows)| of_rows(ledger, input, &rows)).collect()
}

/// Columns that name a customer, the surest first.
const COLUMNS: [&str; 2] = ["customer_id", "customer"];

/// Whether an input says something of customers of another.
fn is_of_customers(input: &str) -> bool {
    !matches!(InputKind::of(input), InputKind::Customers | InputKind::Products | InputKind::Staff)
}

fn of_rows(ledger: &Ledger, input: &str, rows: &[(Vec<String>, &Place)]) -> Vec<Finding> {
    let is_known = |name: &String| ledger.customers.by_key.has(&key::matching(name));
    let mut strange: BTreeMap<String, Strange> = BTreeMap::new();
    let mut known = 0;
    for (names, place) in rows.iter().filter(|(names, _)| !names.is_empty()) {
        if names.iter().any(is_known) {
            known += 1;
            continue;
        }
        let Some(name) = names.last() else { continue };
        let new = || Strange { name: name.clone(), rows: 0, place: (*place).clone() };
        strange.entry(key::matching(name).into_owned()).or_insert_with(new).rows += 1;
    }
    let all = Strangers { input, are_usual: false, tells_shared: true, written: None, known, most: None };
    all.told(ledger, strange.into_values().collect())
}

/// A customer that the register lacks.
struct Strange {
    name: String,
    rows: u64,
    place: Place,
}

/// The customers of an input that the register lacks.
struct Strangers<'a> {
    input: &'a str,
    /// Whether it is usual that there are some.
    are_usual: bool,
    /// Whether it matters that some have a name that several of the register have.
    tells_shared: bool,
    /// All customers of its rows, by folded form, where short names are looked for.
    written: Option<&'a HashMap<String, String>>,
    /// Rows of customers that it has.
    known: u64,
    /// How many were compared, where there are more.
    most: Option<usize>,
}

impl Strangers<'_> {
    /// One line of those that are nearly one that the register has, and one of the others, where those are not usual.
    fn told(&self, ledger: &Ledger, mut all: Vec<Strange>) -> Vec<Finding> {
        if all.is_empty() {
            return Vec::new();
        }
        all.sort_by(|one, other| (&one.place.file, one.place.line).cmp(&(&other.place.file, other.place.line)));
        let is_shared = |one: &Strange| ledger.customers.is_shared(&one.name);
        let (shared, all): (Vec<Strange>, Vec<Strange>) = all.into_iter().partition(is_shared);
        let names: Vec<&str> = all.iter().map(|strange| strange.name.as_str()).collect();
        let customers = &ledger.customers.list;
        let found = meant_for(&names, customers.iter().map(|customer| &*customer.name));
        let codes = Codes::of(customers.iter().flat_map(|customer| [&*customer.id, &*customer.name]));
        let mut near: Vec<(&Strange, &str)> = Vec::new();
        let mut others: Vec<&Strange> = Vec::new();
        for (strange, found) in all.iter().zip(found) {
            match found.or_else(|| codes.meant(&strange.name)) {
                Some(found) => near.push((strange, found)),
                None => others.push(strange),
            }
        }
        let short = self.by_part(ledger, &others);
        [self.shared(&shared), self.near(&near), short, self.others(&others)].into_iter().flatten().collect()
    }

    /// The register has several of that name: whose the rows are, nothing says.
    fn shared(&self, shared: &[Strange]) -> Option<Finding> {
        let shown = shared.iter().map(|one| format!("`{}` ({})", one.name, one.rows)).collect();
        let strange: Vec<&Strange> = shared.iter().collect();
        if self.tells_shared { self.of("customers-of-shared-name", Severity::Warning, (&strange, shown)) } else { None }
    }

    fn near(&self, near: &[(&Strange, &str)]) -> Option<Finding> {
        let shown = near.iter().map(|(one, near)| format!("`{}` ({}; `{near}`?)", one.name, one.rows));
        let strange: Vec<&Strange> = near.iter().map(|(one, _)| *one).collect();
        self.of("customers-near-register", Severity::Warning, (&strange, shown.collect()))
    }

    /// Called by the beginning of the name of one that the register has and no row has.
    fn by_part(&self, ledger: &Ledger, others: &[&Strange]) -> Option<Finding> {
        let written = self.written?;
        let has_rows = |customer: &Customer| {
            [&customer.id, &customer.name].into_iter().any(|own| written.contains_key(&*key::matching(own)))
        };
        let customers = &ledger.customers.list;
        let names: Vec<&str> = customers.iter().map(|customer| &*customer.name).collect();
        let is_silent = |name: &str| customers.iter().any(|customer| *customer.name == *name && !has_rows(customer));
        let few: Vec<&str> = others.iter().map(|one| one.name.as_str()).collect();
        let found = others.iter().zip(begun_by(&few, &names));
        let found = found.filter_map(|(one, found)| Some((*one, found.filter(|name| is_silent(name))?)));
        let (strange, shown): (Vec<&Strange>, Vec<String>) =
            found.map(|(one, found)| (one, format!("`{}` ({}; `{found}`?)", one.name, one.rows))).unzip();
        self.of("customers-by-part-of-name", Severity::Warning, (&strange, shown))
    }

    /// Where prospects are usual, many are; one among many that are known is none.
    fn others(&self, others: &[&Strange]) -> Option<Finding> {
        let rows: u64 = others.iter().map(|one| one.rows).sum();
        let may_be_prospects = !matches!(
            InputKind::of(self.input),
            InputKind::Tickets | InputKind::Receivables | InputKind::Plan | InputKind::Collections
        );
        let severity = match may_be_prospects && rows * FEW > self.known {
            true => Severity::Note,
            false => Severity::Warning,
        };
        let shown = others.iter().map(|one| format!("`{}` ({})", one.name, one.rows)).collect();
        if self.are_usual { None } else { self.of("customers-not-in-register", severity, (others, shown)) }
    }

    fn of(
        &self,
        code: &'static str,
        severity: Severity,
        (strange, shown): (&[&Strange], Vec<String>),
    ) -> Option<Finding> {
        let first = strange.first()?;
        let more = if shown.len() > SHOWN { " …" } else { "" };
        let listed = shown[..shown.len().min(SHOWN)].join(", ") + more;
        let finding = Finding { severity, ..Finding::warning(code) };
        let finding = finding.with("customers", listed).with("input", self.input);
        let finding = finding.with("count", strange.len()).with("customer", &first.name);
        let finding = self.most.into_iter().fold(finding, |finding, most| finding.with("most", most));
        Some(strange.iter().take(SHOWN).map(|one| one.place.clone()).fold(finding, Finding::at))
    }
}

/// A customer among so many rows of others that it is hardly a prospect.
const FEW: u64 = 4;

/// Of a measure of new customers: those that are new in the period, and nearly others.
fn among_sales(
    policy: &Policy,
    plan: &Plan,
    (index, gather): (usize, &Gather),
    (one, folder, written): (&Opened, &Folder, &HashMap<String, String>),
) -> Option<Finding> {
    let stream = &plan.streams[one.stream];
    let slot = gather.keep.key_slot(stream).filter(|slot| *slot == stream.customer)?;
    let keys = folder.keys(slot);
    let is_new = |key: u32, day| {
        plan.current.contains(day) && {
            let text = keys.text(key);
            !folder.is_known_before(index, text.as_bytes(), day)
        }
    };
    let mut new: Vec<u32> = match &folder.accumulators[index] {
        Accumulator::FirstRows(rows) => {
            rows.in_windows().filter(|(key, row)| is_new(*key, row.day)).map(|(key, _)| key).collect()
        }
        Accumulator::RecentRows(rows) => {
            let of_period = rows.windows().first()?.iter();
            let of_period = of_period.filter(|(_, recent)| recent.first.is_some() && recent.last_before.is_none());
            of_period.map(|(key, _)| *key).collect()
        }
        _ => return None,
    };
    new.sort_unstable();
    let measure = policy.measure(gather.measure);
    let told = |finding: Finding| finding.with("measure", &measure.name).with("input", &one.name);
    if new.is_empty() {
        return None;
    }
    if keys.len() > MOST || new.len() > KEPT {
        let finding = Finding::note("new-customers-not-compared").with("count", keys.len()).with("new", new.len());
        return Some(told(finding).at(policy.text.place(measure.span)));
    }
    let own = |key: u32| {
        let text = keys.text(key);
        written.get(&text).cloned().unwrap_or(text)
    };
    let mut names: Vec<String> = new.iter().map(|key| own(*key)).collect();
    names.sort_unstable();
    let all: Vec<String> = (0..keys.len()).map(|key| own(key as u32)).collect();
    let few: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = meant_for(&few, all.iter().map(String::as_str));
    // Of two new ones the later by name is told.
    let is_told = |(one, near): &(&&str, &str)| !few.contains(near) || near < *one;
    let near: Vec<_> = few.iter().zip(found).filter_map(|(one, near)| Some((one, near?))).filter(is_told).collect();
    let near: Vec<_> = near.into_iter().filter(|(one, near)| !may_be_lettered(one, near)).collect();
    let shown: Vec<String> = near.iter().take(SHOWN).map(|(one, near)| format!("`{one}` (`{near}`?)")).collect();
    let more = if near.len() > SHOWN { " …" } else { "" };
    let finding = Finding::warning("new-customers-near-others").with("customers", shown.join(", ") + more);
    (!near.is_empty()).then(|| told(finding.with("count", near.len())).at(policy.text.place(measure.span)))
}

/// Whether Latin names differ in their last letter only, and it stands alone, as in `Store A`, or may do so.
fn may_be_lettered(one: &str, other: &str) -> bool {
    let [mine, theirs] = [one, other].map(|name| name.replace(|c: char| !c.is_alphanumeric(), "").to_lowercase());
    let bare = |name: &str| name.chars().take(name.chars().count().saturating_sub(1)).collect::<String>();
    let differ_last = bare(&mine) == bare(&theirs) || bare(&mine) == theirs || mine == bare(&theirs);
    one.is_ascii() && other.is_ascii() && differ_last && (ends_in_letter(one) || ends_in_letter(other))
}

/// Whether the last letter stands alone, or is a capital behind small ones; in a single word of capitals nobody can tell.
fn ends_in_letter(name: &str) -> bool {
    let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let last = parts.last().copied().unwrap_or_default();
    let is_small = last.contains(|c: char| c.is_lowercase());
    last.chars().count() == 1 || (parts.len() == 1 && !is_small) || (is_small && last.ends_with(char::is_uppercase))
}

/// Of fewer rows a column of people is no wonder.
const ROWS: usize = 2;

/// A column of the register of customers that nothing reads and every cell of which is somebody in staff, where no column says who owns them.
pub(super) fn unread_owner(people: &People, register: &Register) -> Option<Finding> {
    let heading = &register.rows.first()?.heading;
    if ["owner", "owner_id"].iter().any(|column| heading.has(column)) {
        return None;
    }
    let are_people = |index: usize| {
        let own = register.rows.iter().filter(|row| row.heading.file == heading.file);
        let mut texts: Vec<String> =
            own.filter_map(|row| row.text_in(index)).map(|text| text.trim().to_owned()).collect();
        texts.retain(|text| !text.is_empty());
        texts.len() >= ROWS && texts.iter().all(|text| people.find(&key::normal(text)).is_some())
    };
    let mut unread = heading.slots.iter().enumerate().filter(|(_, slot)| slot.is_unread());
    let (_, slot) = unread.find(|(index, _)| are_people(*index))?;
    let line = format!("columns = {{ owner = {:?} }}", slot.label);
    let finding = Finding::warning("owner-column-unread").with("column", &slot.label).with("line", line);
    Some(finding.at(heading.place.clone()))
}

#[cfg(test)]
mod tests {
    use super::may_be_lettered;

    #[test]
    fn a_letter_that_stands_alone_tells_two_apart() {
        for (one, other) in [("Store A", "Store B"), ("STOREA", "STOREB"), ("StoreA", "StoreB"), ("Store", "Store B")] {
            assert!(may_be_lettered(one, other), "{one} {other}");
        }
        for (one, other) in [("Exploitation Blondele", "Exploitation Blondel"), ("Landi Thuns", "Landi Thun")] {
            assert!(!may_be_lettered(one, other), "{one} {other}");
        }
    }
}
