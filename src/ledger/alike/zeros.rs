//! Ids of one register that differ in leading zeros only: a spreadsheet drops them, and then nobody knows whose a row is.

use std::collections::HashMap;

use super::bare_code;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Register, RegisterRow};
use crate::policy::rules::InputKind;

/// So many pairs are listed.
const LISTED: usize = 12;

/// An id as its first row writes it, and that row.
type Known<'r> = (String, &'r RegisterRow);

/// Warns of ids of people, customers or products that differ in leading zeros only: of all of a register at once.
pub fn in_zeros(register: &Register, faults: &mut Faults) {
    let columns = match InputKind::of(&register.name) {
        InputKind::Staff => ["person_id", "person"],
        InputKind::Customers => ["customer_id", "customer"],
        InputKind::Products => ["product_id", "product"],
        _ => return,
    };
    let pairs = pairs(register, columns);
    let Some((later, first)) = pairs.first() else { return };
    let shown: Vec<String> =
        pairs.iter().take(LISTED).map(|((later, _), (first, _))| format!("`{first}` – `{later}`")).collect();
    let more = if pairs.len() > LISTED { " …" } else { "" };
    let finding = Finding::warning("ids-differ-in-zeros").with("input", &register.name).with("count", pairs.len());
    let finding = finding.with("ids", shown.join(", ") + more);
    faults.push([later, first].into_iter().fold(finding, |finding, (_, row)| finding.at(row.whole())));
}

/// Pairs of a later id and the first that it may be taken for.
fn pairs<'r>(register: &'r Register, columns: [&str; 2]) -> Vec<(Known<'r>, Known<'r>)> {
    let mut by_code: HashMap<String, Vec<Known<'r>>> = HashMap::new();
    let mut pairs = Vec::new();
    for row in &register.rows {
        let id = |column: &str| row.text(column).and_then(|text| key::read(&text).ok().flatten());
        let Some(id) = columns.into_iter().find_map(id) else { continue };
        let Some(code) = bare_code(&id) else { continue };
        let same = by_code.entry(code).or_default();
        if same.iter().any(|(known, _)| key::matching(known) == key::matching(&id)) {
            continue;
        }
        pairs.extend(same.first().map(|first| ((id.clone(), row), first.clone())));
        same.push((id, row));
    }
    pairs
}
