//! Ids by what a spreadsheet leaves of them: those of one register that differ in leading zeros only, of which nobody knows whose a row is.

use rustc_hash::FxHashMap;

use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::doubts::without_decimals;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Register, RegisterRow};
use crate::ledger::twins;
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
    let mut by_code: FxHashMap<String, Vec<Known<'r>>> = FxHashMap::default();
    let mut pairs = Vec::new();
    let rows = || register.rows.iter().enumerate();
    let hashes = rows().filter_map(|(at, row)| Some((twins::hash_of(id_and_code(row, columns)?.1), at)));
    for row in twins::several(hashes).into_iter().map(|at| &register.rows[at]) {
        let Some((id, code)) = id_and_code(row, columns) else { continue };
        let same = by_code.entry(code).or_default();
        if same.iter().any(|(known, _)| key::matching(known) == key::matching(&id)) {
            continue;
        }
        pairs.extend(same.first().map(|first| ((id.clone(), row), first.clone())));
        same.push((id, row));
    }
    pairs
}

/// The id of a row, and what a spreadsheet leaves of it; nothing where it cannot take zeros away.
fn id_and_code(row: &RegisterRow, columns: [&str; 2]) -> Option<(String, String)> {
    let id = |column: &str| row.text(column).and_then(|text| key::read(&text).ok().flatten());
    // In decimals a zero means something: `1.5` and `1.05`.
    let id = columns.into_iter().find_map(id).filter(|id| !id.contains(['.', ',']))?;
    let code = bare_code(&id)?;
    Some((id, code))
}

/// Codes by what a spreadsheet leaves of them: `C01` and `C1`, `007` and `7.0`. Of codes that are then one nobody knows which is meant.
#[derive(Debug)]
pub struct Codes<'n>(FxHashMap<String, Option<&'n str>>);

impl<'n> Codes<'n> {
    /// Those of some names; names without a digit are none.
    pub fn of(names: impl Iterator<Item = &'n str>) -> Self {
        let mut codes: FxHashMap<String, Option<&str>> = FxHashMap::default();
        for name in names {
            let Some(bare) = bare_code(name) else { continue };
            let known = codes.entry(bare).or_insert(Some(name));
            *known = known.filter(|known| key::matching(known) == key::matching(name));
        }
        Codes(codes)
    }

    /// The one that another code is most likely meant for.
    pub fn meant(&self, code: &str) -> Option<&'n str> {
        *self.0.get(&bare_code(code)?)?
    }
}

/// A code without the zeros before its numbers, and the decimals of one that is a number.
fn bare_code(code: &str) -> Option<String> {
    let code = key::matching(without_decimals(code).unwrap_or(code)).into_owned();
    let is_digit = |c: char| c.is_ascii_digit();
    let mut bare = String::new();
    let mut rest = code.as_str();
    while let Some(at) = rest.find(is_digit) {
        let (before, number) = rest.split_at(at);
        let end = number.find(|c| !is_digit(c)).unwrap_or(number.len());
        let digits = number[..end].trim_start_matches('0');
        bare.push_str(before);
        bare.push_str(if digits.is_empty() { "0" } else { digits });
        rest = &number[end..];
    }
    bare.push_str(rest);
    code.contains(is_digit).then_some(bare)
}

/// Whether a spreadsheet may have made one number of the other.
pub fn is_same_number(one: &str, other: &str) -> bool {
    bare_number(one).is_some_and(|bare| bare_number(other) == Some(bare))
}

/// A number without the leading zeros that a spreadsheet drops and the decimals that it adds: `12` of `0012` and of `12.0`.
pub(super) fn bare_number(key: &str) -> Option<&str> {
    let digits = without_decimals(key).unwrap_or(key);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    Some(digits.trim_start_matches('0')).filter(|digits| is_number && !digits.is_empty())
}
